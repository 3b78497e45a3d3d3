"""Methods of Array that a type checker must accept or refuse; read by tests/packaging/test_typing.py, never run.

Type checkers must report an error on every line that ends in ``# E``, and on no other line.
"""

from __future__ import annotations

from typing import Any, assert_type

import unifyarray as ua

a = ua.zeros((5, 3))

# Methods chain, in all their forms.
assert_type(a.sum().reshape(5, 1), ua.Array)
assert_type(a.sum(axis=0).reshape((5, 1), copy=True), ua.Array)
assert_type(a.sum(0, dtype="float32", keepdims=True), ua.Array)
assert_type(a.mean((0, 1)).std(correction=1), ua.Array)
assert_type(a.reshape(-1), ua.Array)
assert_type(a.reshape([3, 5]), ua.Array)
assert_type(a.transpose(1, 0).transpose((1, 0)).transpose().transpose(None), ua.Array)
assert_type(a.T.astype(ua.float32).copy().real, ua.Array)
assert_type(a.clip(0, a).clip(max=2.5), ua.Array)
assert_type(a.squeeze().squeeze(0).swapaxes(0, -1), ua.Array)
assert_type(a.repeat(2).repeat(a, axis=0).take(a, 0), ua.Array)
assert_type(a.nonzero(), tuple[ua.Array, ...])
assert_type(a.nbytes + a.itemsize, int)
assert_type(ua.__version__, str)

# Missing names, with and without a hint at run time.
a.summ()  # E
a.numpy()  # E
a.sort()  # E
a.unsqueeze(0)  # E
a.foo  # noqa: B018  # E
ua.concatenate([a, a])  # E
ua.foo  # noqa: B018  # E
ua.linalg.cond(a)  # E
ua.fft.fft2(a)  # E

# Arguments of another type.
a.sum("0")  # E
a.sum(0, True)  # E
a.std(ddof=1)  # E
a.reshape("5")  # E
a.reshape(5, (1,))  # E
a.transpose(1.0)  # E
a.repeat(2, 0)  # E
a.round("2")  # E
a.swapaxes(0)  # E
a.astype(32)  # E

# Attributes cannot be assigned to.
a.real = a  # E
a.requires_grad = True  # E
a.foo = a  # E


def generic(x: Any) -> Any:
    return x.anything
