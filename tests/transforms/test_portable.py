"""``@ua.portable``: results have the same type as the arguments."""

from __future__ import annotations

import asyncio
from collections import namedtuple
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import unifyarray as ua
from tests._support import has_gradients, specs

Pair = namedtuple("Pair", ["first", "second"])


@ua.portable
def whiten(x: Any) -> Any:
    x = x - ua.mean(x, axis=0)
    u, _, _ = ua.linalg.svd(x, full_matrices=False)
    return u[:, ::-1] * x.shape[0] ** 0.5


def native(spec: str, dtype: str = "float32", shape: tuple[int, ...] = (6, 3)) -> Any:
    rng = np.random.default_rng(1)
    return ua.native(ua.asarray(rng.normal(size=shape), device=spec, dtype=dtype))


def test_native_arguments_give_native_results(spec: str) -> None:
    x = native(spec)
    y = whiten(x)
    assert type(y) is type(x)
    assert ua.array_namespace(y) is ua.array_namespace(x)
    assert y.dtype == x.dtype
    gram = ua.to_numpy(y).T @ ua.to_numpy(y)
    np.testing.assert_allclose(gram, 6 * np.eye(3), atol=1e-4)


def test_array_arguments_give_array_results(spec: str) -> None:
    x = ua.asarray(native(spec), device=spec)
    assert isinstance(whiten(x), ua.Array)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_backend_device_and_widest_float_of_arguments_are_current(spec: str, dtype: str) -> None:
    @ua.portable
    def inner(x: Any, n: Any) -> Any:
        made = ua.zeros(3)
        assert made.__array_namespace__() is x.__array_namespace__()
        assert ua.cos(n).dtype is made.dtype
        return made

    narrow = native(spec, "int32")
    made = inner(native(spec, dtype), narrow)
    assert str(made.dtype).endswith(dtype)
    assert ua.zeros(1).dtype is ua.float64


def test_containers_are_converted(spec: str) -> None:
    @ua.portable
    def inner(items: Any, *, named: Any, pair: Any) -> Any:
        assert isinstance(pair.first, ua.Array)
        assert named["text"] == "kept"
        return {"sum": items[0] + items[1][0] + named["x"], "pair": pair, "none": None, "count": 3}

    x = native(spec)
    out = inner([x, (x,)], named={"x": x, "text": "kept"}, pair=Pair(x, 2.0))
    assert type(out["sum"]) is type(x)
    assert isinstance(out["pair"], Pair)
    assert out["pair"].first is x
    assert (out["pair"].second, out["none"], out["count"]) == (2.0, None, 3)


@dataclass(frozen=True)
class Layer:
    weight: Any
    name: str


def test_dataclasses_are_converted(spec: str) -> None:
    @ua.portable
    def inner(layer: Layer, name: Layer) -> Any:
        assert isinstance(layer.weight, ua.Array)
        assert name is unchanged
        return Layer(layer.weight * 2, layer.name), layer

    x, unchanged = native(spec), Layer(None, "not an array")
    doubled, same = inner(Layer(x, "first"), unchanged)
    assert type(doubled.weight) is type(x)
    assert same.weight is x
    assert doubled.name == "first"


def test_mixing_backends_raises() -> None:
    available = specs()
    if len(available) < 2:
        pytest.skip("only one backend and device is available")

    @ua.portable
    def inner(x: Any, y: Any) -> Any:
        return x + y

    with pytest.raises(ua.DeviceMismatchError, match=r"(?s)do not mix.*Hint: move one of them: ua.convert"):
        inner(native(available[0]), native(available[1]))


def test_calls_without_arrays_run_the_function_unchanged() -> None:
    @ua.portable
    def inner(n: int) -> Any:
        """Return the next integer."""
        return n + 1

    assert inner(2) == 3
    assert inner.__doc__ == "Return the next integer."


def test_selection_is_restored_after_an_exception(spec: str) -> None:
    @ua.portable
    def inner(x: Any) -> Any:
        raise KeyError

    before = ua.current()
    with pytest.raises(KeyError):
        inner(native(spec))
    assert ua.current() is before


def test_coroutines_use_the_selection_and_generators_raise(spec: str) -> None:
    @ua.portable
    async def inner(x: Any) -> Any:
        await asyncio.sleep(0)
        return x + ua.ones(3)

    x = native(spec, shape=(3,))
    y = asyncio.run(inner(x))
    assert type(y) is type(x)
    assert y.dtype == x.dtype

    def generator(x: Any) -> Any:
        yield x

    with pytest.raises(TypeError, match="Hint: "):
        ua.portable(generator)


def test_masked_arrays_are_not_converted() -> None:
    masked = np.ma.masked_array([1.0, 3.0], mask=[False, True])

    @ua.portable
    def inner(x: Any) -> Any:
        return x * 2 if isinstance(x, ua.Array) else "left alone"

    assert inner(masked) == "left alone"


def test_data_join_tracked_arrays_as_constants(spec: str) -> None:
    if not has_gradients(spec):
        pytest.skip(f"no available backend differentiates on {spec}")
    with ua.use(spec):
        w = ua.native(ua.asarray([1.0, 2.0], requires_grad=True))
    there = ua.array_namespace(w)
    error = ua.portable(lambda prediction, wanted: ua.mean((prediction - wanted["y"]) ** 2))
    for other in specs():
        if ua.namespace(other).native.hooks.device != there.hooks.device:
            continue
        result = error(w, {"y": ua.native(ua.asarray([0.0, 0.0], device=other))})
        assert ua.array_namespace(result) is there
        assert ua.asarray(result).requires_grad
        assert float(ua.asarray(result)) == 2.5
