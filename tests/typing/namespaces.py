"""Calls on namespaces that a type checker must accept or refuse; read by tests/packaging/test_typing.py, never run.

Type checkers must report an error on every line that ends in ``# E``, and on no other line.
"""

from __future__ import annotations

from typing import assert_type

import numpy as np

import unifyarray as ua
from unifyarray.typing import Namespace, NativeNamespace

a = ua.zeros(3)
native = np.zeros(3)

# Missing names.
ua.sin(a)
ua.sinn(a)  # E
ua.linalg.svd(a)
ua.linalg.svdd(a)  # E
xp = ua.array_namespace(a)
xp.sin(a)
xp.sinn(a)  # E
xp.fft.fft(a)
xp.fft.ffft(a)  # E
ua.namespace("numpy").sin(a)
ua.namespace("numpy").sinn(a)  # E
a.__array_namespace__().sinn(a)  # E
ua.namespace("numpy").native.sin(native)
ua.namespace("numpy").native.sinn(native)  # E
np_xp = ua.array_namespace(native)
np_xp.sin(native, out=native)
np_xp.sinn(native)  # E
np_xp.linalg.svdd(native)  # E

# Types of results.
assert_type(xp, Namespace)
assert_type(ua.array_namespace(a, 1.0, None), Namespace)
assert_type(ua.array_namespace(a, api_version="2025.12"), Namespace)
assert_type(np_xp, NativeNamespace)
assert_type(ua.namespace("torch").native, NativeNamespace)
assert_type(xp.float32, ua.DType)
assert_type(a.__array_namespace__(), Namespace)
assert_type(xp.sin(a), ua.Array)
assert_type(ua.sum(a, axis=(0, 1), keepdims=True), ua.Array)
assert_type(xp.sum(a, axis=0, dtype="float32"), ua.Array)
assert_type(xp.zeros((2, 3), dtype=xp.float32, device="cpu"), ua.Array)
assert_type(xp.linalg.svd(a).S, ua.Array)
assert_type(a + 1, ua.Array)
assert_type(2.0 - a[::-1, None], ua.Array)
assert_type(a == 3, ua.Array)
assert_type(a @ a, ua.Array)
assert_type(float(a), float)
assert_type(a.shape, tuple[int, ...])

# Arguments of another type.
ua.sin("x")  # E
ua.sin(native)  # E
xp.sin("x")  # E
xp.sin(a, out=a)  # E
ua.sum(a, axis="0")  # E
ua.sum(a, keepdims="yes", axes=0)  # E
xp.sum(a, axis="0")  # E
ua.zeros("3")  # E
ua.zeros(3, device=0)  # E
xp.linalg.svd(a, full_matrices="no")  # E
a + "1"  # E
a.shape = (3,)  # E
ua.use("torch", default_float=32)  # E
ua.use(transfer="never")  # E
ua.Device(3)  # E


# Decorators keep the signature; a portable function also accepts native arrays.
@ua.portable
def centred(x: ua.Array, *, scale: float = 1.0) -> ua.Array:
    return (x - ua.mean(x, axis=0)) * scale


@ua.use("torch", default_float="float32")
def made(n: int) -> ua.Array:
    return ua.ones(n)


assert_type(made(3), ua.Array)
assert_type(centred(a, scale=2.0), ua.Array)
centred(native)
made("3")  # E


@ua.no_grad
def untracked(x: ua.Array, rate: float) -> ua.Array:
    return x * rate


@ua.no_grad()
def untracked_too(x: ua.Array) -> ua.Array:
    return x


assert_type(untracked(a, rate=2.0), ua.Array)
untracked("3", 2.0)  # E
assert_type(untracked_too(a), ua.Array)
untracked_too()  # E
ua.no_grad(False)  # E
with ua.no_grad():
    assert_type(untracked_too(a), ua.Array)

with ua.use("torch:cuda:1", checks=False) as selection:
    assert_type(selection.checks, bool)
