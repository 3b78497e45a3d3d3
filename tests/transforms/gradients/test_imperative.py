"""Gradients in torch's style: ``requires_grad``, ``backward``, ``grad``, ``detach``, ``ua.no_grad``."""

from __future__ import annotations

import asyncio
import doctest
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import unifyarray as ua
from tests._support.sessions import Checker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests._support import Python

SNIPPET = """
>>> x = ua.asarray(2.0, requires_grad=True); y = x**3 + 3*x; y.backward(); x.grad
Array(15., dtype=float64)
"""


def test_torch_snippet_runs_unchanged(spec: str) -> None:
    with ua.use(spec, default_float="float64"):
        example = doctest.DocTestParser().get_doctest(SNIPPET, {"ua": ua}, "snippet", None, None)
        runner = doctest.DocTestRunner(Checker(), verbose=False)
        assert runner.run(example).attempted == 1
        assert runner.failures == 0


def leaf(spec: str, data: Any = (1.0, 2.0), dtype: str = "float32") -> ua.Array:
    return ua.asarray(data, device=spec, dtype=dtype, requires_grad=True)


def test_requires_grad_uses_a_backend_with_autograd_and_shares_memory(spec: str) -> None:
    data = ua.asarray(np.asarray([1.0, 2.0], dtype=np.float32), device=spec, copy=True)
    x = ua.asarray(data, requires_grad=True)
    assert x.requires_grad
    assert x.device == data.device
    assert x.__array_namespace__().native.hooks.backend.capabilities.autograd
    assert ua.shares_memory(x, data)
    assert not data.requires_grad
    assert data.grad is None
    assert not ua.asarray(data).requires_grad
    copied = ua.asarray(data, requires_grad=True, copy=True)
    with ua.no_grad():
        copied += 1
    assert data.tolist() == [1.0, 2.0]


def test_requires_grad_of_a_tracked_array_is_the_same_leaf(spec: str) -> None:
    x = leaf(spec)
    again = ua.asarray(x, requires_grad=True)
    ua.sum(again**2).backward()
    assert x.grad is not None
    assert x.grad.tolist() == [2.0, 4.0]
    assert ua.asarray(x).requires_grad


def test_gradients_accumulate_until_cleared(spec: str) -> None:
    x = leaf(spec)
    assert x.grad is None
    for expected in ([2.0, 4.0], [4.0, 8.0]):
        ua.sum(x**2).backward()
        assert x.grad is not None
        assert x.grad.tolist() == expected
        assert x.grad.__array_namespace__() is x.__array_namespace__()
        assert not x.grad.requires_grad
    x.grad = None
    assert x.grad is None
    x.grad = ua.ones_like(x)
    ua.sum(x).backward()
    assert x.grad.tolist() == [2.0, 2.0]


def test_backward_of_several_values(spec: str) -> None:
    x = leaf(spec)
    y = x**2
    y.backward(ua.asarray([1.0, 10.0], device=spec, dtype="float32"), retain_graph=True)
    assert x.grad is not None
    assert x.grad.tolist() == [2.0, 40.0]
    with pytest.raises(ValueError, match=r"without a gradient needs a single number, got shape \(2,\)"):
        y.backward()
    with pytest.raises(ValueError, match=r"shape \(3,\)"):
        y.backward(ua.ones(3, device=spec))
    with pytest.raises(TypeError, match="must be an Array, got list"):
        y.backward([1.0, 1.0])  # type: ignore[arg-type]


def test_second_backward_without_retain_graph_raises(spec: str) -> None:
    y = leaf(spec, 2.0) ** 2
    y.backward()
    with pytest.raises(RuntimeError, match=r"Hint: .*retain_graph=True"):
        y.backward()


def test_detach_and_scalar_conversions_behave_as_in_torch(spec: str) -> None:
    x = leaf(spec, 2.0)
    y = x * x
    assert y.requires_grad
    assert y.grad is None
    assert not y.detach().requires_grad
    assert float(y) == y.item() == y.tolist() == 4.0
    assert int(y) == 4
    assert bool(y)
    assert complex(y) == 4
    assert "requires_grad=True" in repr(y)
    assert x.detach().tolist() == 2.0
    assert ua.shares_memory(leaf(spec), leaf(spec)) is False


def test_conversions_do_not_detach_silently(spec: str) -> None:
    y = leaf(spec) * 2
    for attempt in (lambda: ua.to_numpy(y), lambda: np.asarray(y), lambda: ua.convert(y, "numpy")):
        with pytest.raises(TypeError, match=r"(?s)a gradient.*Hint: .*ua.stop_gradient"):
            attempt()
    with pytest.raises(BufferError, match=r"(?s)gradient.*Hint: .*ua.stop_gradient"):
        np.from_dlpack(y)
    assert ua.to_numpy(y, force=True).tolist() == [2.0, 4.0]
    assert ua.convert(y, "numpy", requires_grad="detach").tolist() == [2.0, 4.0]
    assert ua.to_numpy(ua.stop_gradient(y)).tolist() == [2.0, 4.0]


def test_no_grad_as_context_manager_and_decorator(spec: str) -> None:
    x = leaf(spec)
    with ua.no_grad():
        assert not (x * 2).requires_grad
        with ua.no_grad():
            pass
        assert not (x * 2).requires_grad
        x -= 0.5
    assert x.requires_grad
    assert x.tolist() == [0.5, 1.5]

    @ua.no_grad()
    def step(x: ua.Array, rate: float) -> ua.Array:
        return x - rate * x

    assert not step(x, 0.5).requires_grad
    assert step.__name__ == "step"
    assert (x * 2).requires_grad

    @ua.no_grad
    def plain_step(x: ua.Array, rate: float) -> ua.Array:
        """Update as in torch."""
        return x - rate * x

    assert not plain_step(x, rate=0.5).requires_grad
    assert (plain_step.__name__, plain_step.__doc__) == ("plain_step", "Update as in torch.")
    with pytest.raises(
        TypeError, match=r"needs a function or no argument, got False(?s:.*)Hint: write with ua.no_grad\(\):"
    ):
        ua.no_grad(False)
    with pytest.raises(KeyError), ua.no_grad():
        raise KeyError
    assert (x * 2).requires_grad


def test_no_grad_before_a_library_with_autograd_is_loaded(python: Python, spec: str) -> None:
    program = """if True:
        import unifyarray as ua
        with ua.no_grad():
            x = ua.asarray(2.0, requires_grad=True)
            print(x.requires_grad, (x * 2).requires_grad)
        print((x * 2).requires_grad)
    """
    assert python("-c", program, env={"UNIFYARRAY_DEVICE": spec}).stdout.split() == ["True", "False", "True"]


def test_no_grad_decorates_coroutines_and_refuses_generators(spec: str) -> None:
    x = leaf(spec)

    @ua.no_grad()
    async def step(x: ua.Array) -> ua.Array:
        return x * 2

    assert not asyncio.run(step(x)).requires_grad
    assert (x * 2).requires_grad
    with pytest.raises(TypeError, match=r"generator(?s:.*)Hint: "):

        @ua.no_grad()
        def steps() -> Iterator[ua.Array]:
            yield x * 2

    with pytest.raises(TypeError, match=r"generator(?s:.*)Hint: "):

        @ua.no_grad
        def more() -> Iterator[ua.Array]:
            yield x * 2


def test_updating_a_leaf_outside_no_grad_raises(spec: str) -> None:
    x = leaf(spec)
    with pytest.raises(RuntimeError, match=r"Hint: .*ua.no_grad\(\)"):
        x -= 0.5
    with pytest.raises(RuntimeError, match=r"Hint: .*ua.no_grad\(\)"):
        x[0] = 0.5
    assert x.tolist() == [1.0, 2.0]


def test_gradient_descent(spec: str) -> None:
    data = ua.asarray(np.asarray([[1.0, 2.0], [3.0, -1.0], [-2.0, 1.0]]), device=spec, dtype="float32")
    target = data @ ua.asarray([1.0, -2.0], device=spec, dtype="float32")
    w = leaf(spec, [0.0, 0.0])
    for _ in range(200):
        loss = ua.mean((data @ w - target) ** 2)  # data of another backend are constants
        loss.backward()
        with ua.no_grad():
            w -= 0.1 * w.grad
        w.grad = None
    assert w.tolist() == pytest.approx([1.0, -2.0], abs=1e-3)


def test_errors_of_untracked_arrays(spec: str) -> None:
    plain = ua.asarray([1.0], device=spec)
    with pytest.raises(TypeError, match=r"(?s)no gradient is tracked.*Hint: .*requires_grad=True"):
        plain.backward()
    with pytest.raises(TypeError, match="no gradient is tracked"):
        plain.grad = plain
    with pytest.raises(TypeError, match=r"(?s)int64 has no gradient.*Hint: "):
        ua.asarray([1, 2], device=spec, requires_grad=True)
    with pytest.raises(AttributeError, match=r"read-only.\nHint: x = ua.asarray\(x, requires_grad=True\)"):
        plain.requires_grad = True  # type: ignore[misc]
    with pytest.raises(AttributeError, match=r"read-only.\nHint: x.detach\(\)"):
        leaf(spec).requires_grad = False  # type: ignore[misc]


def test_stop_gradient(spec: str) -> None:
    x = leaf(spec, 3.0)
    tree = ua.stop_gradient({"x": x * x, "list": [ua.native(x * x)], "text": "kept", "n": 1})
    assert not tree["x"].requires_grad
    assert not ua.array_namespace(tree["list"][0]).hooks.requires_grad(tree["list"][0])
    assert (tree["text"], tree["n"]) == ("kept", 1)
    plain = ua.asarray([1.0], device=spec)
    assert ua.shares_memory(ua.stop_gradient(plain), plain)
    assert float(ua.grad(lambda x: x * ua.stop_gradient(x) ** 2)(plain[0])) == 1.0


def test_inplace_update_of_a_saved_value_raises_with_hint_in_backward(spec: str) -> None:
    def squares(x: ua.Array) -> ua.Array:
        y = ua.exp(x)
        z = y * y
        y += 1
        return ua.sum(z)

    x = ua.ones(2, device=spec)
    for gradient in (ua.grad(squares)(x), ua.vjp(squares, x)[1](1.0)[0]):
        np.testing.assert_allclose(ua.to_numpy(gradient), 2 * np.exp([2.0, 2.0]), rtol=1e-6)
    with pytest.raises(RuntimeError, match=r"inplace operation(?s:.*)\nHint: write x = x \+ y"):
        squares(leaf(spec)).backward()
