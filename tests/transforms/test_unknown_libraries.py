"""``ua.portable``, gradients and conversions on arrays of libraries without a plugin.

array_api_strict is always tested. Other libraries are tested if they are installed.
"""

from __future__ import annotations

import pickle
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import unifyarray as ua
from tests._support import toy_library
from tests._support.registration import own_registry
from unifyarray._runtime import entries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LIBRARIES = ("array_api_strict", "tests._support.toy_library", "dask.array", "dpnp", "jax.numpy", "mlx.core")


@pytest.fixture
def without_generic_backends() -> Iterator[None]:
    """Begin without generic backends, and restore the registry afterwards."""
    with own_registry(with_generic=False):
        yield


@pytest.fixture(params=LIBRARIES)
def library(request: pytest.FixtureRequest, without_generic_backends: None) -> Iterator[Any]:
    """Return the module of a library, without a plugin for it."""
    name = request.param
    root = name.partition(".")[0]
    if find_spec(root) is None:
        pytest.skip(f"{root} is not installed")
    entries.replace({key: info for key, info in entries.entries().items() if key != root})
    # dpnp's devices are accelerators, and gradients copy their arrays to the host.
    with ua.use(transfer="allow"):
        yield import_module(name)


def array(library: Any, values: Any) -> Any:
    """Return an array of a library, of float32, which every library has."""
    make = library.asarray if hasattr(library, "asarray") else library.array
    return make(np.asarray(values, dtype="float32"))


def values_of(x: Any) -> Any:
    return np.asarray(ua.to_numpy(x)).tolist()


def check(found: Any, like: Any, expected: Any) -> None:
    """Check type, dtype, device and values of a native array."""
    assert type(found) is type(like)
    assert found.dtype == like.dtype
    assert str(getattr(found, "device", None)) == str(getattr(like, "device", None))
    np.testing.assert_allclose(values_of(found), expected, rtol=1e-6)


@ua.portable
def standardised(x: ua.Array, *, scale: float = 1.0) -> ua.Array:
    return (x - ua.mean(x, axis=0)) / (scale * ua.max(ua.abs(x)))


def test_portable(library: Any) -> None:
    x = array(library, [[1.0, 2.0], [3.0, 6.0]])
    check(standardised(x), x, [[-1 / 6, -2 / 6], [1 / 6, 2 / 6]])
    check(standardised(x, scale=2.0), x, [[-1 / 12, -2 / 12], [1 / 12, 2 / 12]])
    inner = ua.portable(lambda p: {"a": p["w"][0, ::-1] + 1, "n": p["n"]})({"w": x, "n": 3})
    check(inner["a"], x, [3.0, 2.0])
    assert inner["n"] == 3


def test_portable_creates_where_the_argument_is(library: Any) -> None:
    x = array(library, [1.0, 2.0])
    made = ua.portable(lambda x: (ua.zeros(2), x + ua.arange(2, dtype="float32")))(x)
    assert type(made[0]) is type(x)
    check(made[1], x, [1.0, 3.0])


def test_grad(library: Any) -> None:
    x = array(library, [1.0, 2.0, 3.0])
    check(ua.grad(lambda x: ua.sum(x**2))(x), x, [2.0, 4.0, 6.0])
    value, gradient = ua.value_and_grad(lambda x: ua.sum(x[1:] * x[:-1]))(x)
    check(value, x, 8.0)
    check(gradient, x, [2.0, 4.0, 2.0])


def test_grad_of_containers_and_several_arguments(library: Any) -> None:
    w, x = array(library, [1.0, 2.0]), array(library, [3.0, 4.0])
    found = ua.grad(lambda p, x: ua.sum(p["w"] * x) * p["n"])({"w": w, "n": 2}, x)
    check(found["w"], w, [6.0, 8.0])
    assert found["n"] is None
    first, second = ua.grad(lambda w, x: ua.sum(w * x), argnums=(0, 1))(w, x)
    check(first, w, [3.0, 4.0])
    check(second, x, [1.0, 2.0])


def test_other_derivatives(library: Any) -> None:
    x = array(library, [1.0, 2.0])
    check(ua.jacobian(lambda x: x**2)(x), x, [[2.0, 0.0], [0.0, 4.0]])
    check(ua.jacobian(lambda x: x**2, mode="forward")(x), x, [[2.0, 0.0], [0.0, 4.0]])
    check(ua.hessian(lambda x: ua.sum(x**3))(x), x, [[6.0, 0.0], [0.0, 12.0]])
    value, pull = ua.vjp(lambda x: x**2, x)
    check(value, x, [1.0, 4.0])
    check(pull(array(library, [1.0, 10.0]))[0], x, [2.0, 40.0])
    value, tangent = ua.jvp(lambda x: x**2, (x,), (array(library, [1.0, 10.0]),))
    check(value, x, [1.0, 4.0])
    check(tangent, x, [2.0, 40.0])


def test_closed_over_arrays_are_constants(library: Any) -> None:
    x = array(library, [1.0, 2.0])
    c = ua.asarray(array(library, [3.0, 4.0]))
    check(ua.grad(lambda x: ua.sum(x * c))(x), x, [3.0, 4.0])
    value, gradient = ua.value_and_grad(lambda x: (ua.sum(c * x), c), has_aux=True)(x)
    check(value[0], x, 11.0)
    check(gradient, x, [3.0, 4.0])
    assert value[1].tolist() == [3.0, 4.0]


def test_grad_of_arrays_gives_arrays(library: Any) -> None:
    a = ua.asarray(array(library, [1.0, 2.0]))
    found = ua.grad(lambda x: ua.sum(x**2))(a)
    assert found.__array_namespace__() is a.__array_namespace__()
    assert found.tolist() == [2.0, 4.0]


def test_asarray_keeps_the_library(library: Any) -> None:
    x = array(library, [1.0, 2.0])
    for selected in ("numpy", None):
        with ua.use(selected) if selected else ua.use():
            for a in (ua.asarray(x), ua.asarray([x, x])[0], ua.asarray(ua.asarray(x))):
                assert a.__array_namespace__().native is ua.array_namespace(x)
                assert a.tolist() == [1.0, 2.0]
    assert ua.native(x) is x
    assert type(ua.native(ua.asarray(x))) is type(x)
    moved = ua.asarray(x, device="numpy:cpu", dtype="float64")
    assert (moved.__array_namespace__(), moved.dtype) == (ua.namespace("numpy"), ua.float64)


def test_convert_in_both_directions(library: Any) -> None:
    x = array(library, [1.0, 2.0])
    name = ua.array_namespace(x).hooks.backend.name
    host = ua.convert(x, "numpy")
    assert type(host) is np.ndarray
    assert host.dtype == "float32"
    check(ua.convert(host, name), x, [1.0, 2.0])
    for backend in {"numpy", "torch"} & ua.backends().keys():
        if ua.backends()[backend].state == "available":
            there = ua.convert(ua.asarray(x), backend)
            assert there.__array_namespace__() is ua.namespace(backend)
            back = ua.convert(there, name)
            assert back.__array_namespace__().native is ua.array_namespace(x)
            assert back.tolist() == [1.0, 2.0]


def test_copy(library: Any) -> None:
    x = array(library, [1.0, 2.0])
    a = ua.asarray(x, copy=True)
    a[0] = 5.0
    assert (a.tolist(), values_of(x)) == ([5.0, 2.0], [1.0, 2.0])
    host = ua.convert(x, "numpy", copy=True)
    host[0] = 5.0
    assert values_of(x) == [1.0, 2.0]


def test_native_functions(library: Any) -> None:
    x = array(library, [1.0, 4.0])
    xp = ua.array_namespace(x, x, None, 2)
    check(xp.sqrt(x), x, [1.0, 2.0])
    check(xp.concat([x, x]), x, [1.0, 4.0, 1.0, 4.0])
    assert type(xp.asarray([1, 2])) is type(x)


def test_pickle(library: Any) -> None:
    a = ua.asarray(array(library, [1.0, 2.0]))
    again = pickle.loads(pickle.dumps(a))
    assert again.__array_namespace__() is a.__array_namespace__()
    assert (again.dtype, again.tolist()) == (a.dtype, [1.0, 2.0])


@pytest.mark.usefixtures("without_generic_backends")
def test_gradients_of_a_lazy_library_compute_each_argument_once() -> None:
    x = toy_library.asarray(np.asarray([1.0, 2.0]))
    ua.asarray(x)  # the first use tries what arrays can do, and computes small ones
    done = toy_library.computations
    ua.grad(lambda x: ua.sum(x * x * x))(x)
    assert toy_library.computations == done + 1


def copies_of(call: Callable[[], object]) -> int:
    before = ua.transfers().count
    call()
    return ua.transfers().count - before


@pytest.mark.usefixtures("without_generic_backends")
@pytest.mark.parametrize("policy", ["allow", "warn", "error"])
def test_gradients_on_a_device_that_no_other_library_has(policy: Any) -> None:
    """Gradients are computed on the host, and the copies obey the transfer policy."""
    x = toy_library.namespace_on("elsewhere:0").asarray(np.asarray([1.0, 2.0]))
    assert ua.asarray(x).device == ua.Device("elsewhere")

    def gradient() -> Any:
        return ua.grad(lambda x: ua.sum(x**2))(x)

    with ua.use(transfer=policy):
        if policy == "error":
            with pytest.raises(TypeError, match=r"(?s)has no autograd.*are copied to the host.*Hint: ua.convert\(x"):
                gradient()
        elif policy == "warn":
            with pytest.warns(ua.TransferWarning, match="elsewhere:0 are copied to the host for gradients"):
                check(gradient(), x, [2.0, 4.0])
        else:
            assert copies_of(gradient) == 1
            check(gradient(), x, [2.0, 4.0])
    tracked = ua.asarray([1.0, 2.0], requires_grad=True)
    with pytest.raises(ua.DeviceMismatchError, match="elsewhere:0"):
        tracked * ua.asarray(x)
    with pytest.raises(ua.BackendUnavailableError, match=r"(?s)elsewhere:0.*Hint: .*ua.grad"):
        ua.asarray(x, requires_grad=True)
