"""`ua.jit`: what the checks of the conformance suite do not reach."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import unifyarray as ua
from tests._support import specs
from unifyarray._core import configuration
from unifyarray._runtime import registry
from unifyarray_conformance.harness.registry import checks
from unifyarray_conformance.inputs.example_calls import ROWS
from unifyarray_conformance.inputs.vmap_calls import CALLS, REFUSED, WITHOUT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests._support import Python


#: The backends with a compiler.
ABLE = [name for name in registry.devices() if ua.namespace(name).native.hooks.backend.capabilities.jit]
needs_compiler = pytest.mark.skipif(not ABLE, reason="no library with a compiler is installed")


@pytest.fixture(params=specs())
def x(request: pytest.FixtureRequest) -> Any:
    with ua.use(request.param):
        yield ua.asarray([1.0, 2.0, 3.0])


def test_every_function_has_a_check_or_a_reason() -> None:
    found = {item.function for name, item in checks().items() if name.startswith("jit/")}
    assert {*ROWS} - {*WITHOUT} <= found
    assert {*CALLS, *REFUSED} <= found


def test_function_itself_is_called_with_backend_none(x: ua.Array) -> None:
    seen: list[bool] = []

    def f(x: ua.Array) -> ua.Array:
        seen.append(bool(x[0] > 0))
        return x

    g = ua.jit(f, backend="none")
    if x.__array_namespace__().native.hooks.backend.capabilities.host:
        g(x), g(x)
        assert seen == [True, True]


@needs_compiler
def test_forms_are_bounded_and_many_give_a_warning(x: ua.Array) -> None:
    g = ua.jit(lambda x, k: x * k)
    for k in range(15):
        g(x, k)
    with pytest.warns(ua.ConfigurationWarning, match=r"16 times, because the arguments that are not arrays"):
        g(x, 15)
    for k in range(16, 100):
        g(x, k)
    assert g(x, 3).tolist() == [3.0, 6.0, 9.0]


@needs_compiler
def test_threads_share_a_compiled_function(x: ua.Array) -> None:
    calls: list[int] = []

    def f(x: ua.Array) -> ua.Array:
        calls.append(1)
        return x + 1

    g = ua.jit(f)
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(g(x).tolist())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[2.0, 3.0, 4.0]] * 4
    assert len(calls) == 1


@needs_compiler
def test_arguments_that_share_memory_are_written_as_without_jit() -> None:
    def f(a: ua.Array, b: ua.Array) -> ua.Array:
        a += b
        return a * b

    g = ua.jit(f)
    a, b = ua.asarray([1.0, 2.0]), ua.asarray([3.0, 4.0])
    assert g(a, b).tolist() == [12.0, 24.0]
    assert g(b, b).tolist() == [36.0, 64.0]
    assert b.tolist() == [6.0, 8.0]


@needs_compiler
@pytest.mark.parametrize(
    "given",
    [np.arange(6.0)[::-1], np.arange(12.0)[::2], np.arange(6, dtype=">f8"), np.arange(6.0).reshape(2, 3).T],
    ids=["negative stride", "step", "byte order", "transposed"],
)
def test_write_reaches_numpy_data_of_any_layout(given: Any) -> None:
    def f(x: ua.Array) -> ua.Array:
        x *= 2
        return x + 1

    data, wanted = given.copy(order="K")[...], given * 2
    g = ua.jit(f)
    np.testing.assert_array_equal(g(data), wanted + 1)
    np.testing.assert_array_equal(data, wanted)


@needs_compiler
def test_read_only_data_are_refused() -> None:
    data = np.arange(3.0)

    def f(x: ua.Array) -> ua.Array:
        x[0] = 5.0
        return x

    g = ua.jit(f)
    g(data.copy())
    data.flags.writeable = False
    with pytest.raises(ValueError, match=r"(?s)read-only.*Hint: "):
        g(data)
    assert data.tolist() == [0.0, 1.0, 2.0]


@needs_compiler
def test_closed_over_array_is_a_constant(x: ua.Array) -> None:
    c = ua.asarray([1.0, 1.0, 1.0], copy=True)
    g = ua.jit(lambda x: (x + c, c))
    g(x)
    c[0] = 100.0
    total, constant = g(x)
    assert total.tolist() == [2.0, 3.0, 4.0]
    constant[0] = 50.0
    assert g(x)[1].tolist() == [1.0, 1.0, 1.0]


@needs_compiler
def test_data_of_an_array_stay_if_the_function_fails(x: ua.Array) -> None:
    z = ua.zeros(3)

    def f(x: ua.Array) -> ua.Array:
        z[0] = 5.0
        raise KeyError

    with pytest.raises((KeyError, RuntimeError)):
        ua.jit(f)(x)
    assert z.tolist() == [0.0, 0.0, 0.0]
    assert repr(z).startswith("Array([0.")


@needs_compiler
@pytest.mark.parametrize("transform", [ua.grad, ua.hessian])
def test_derivatives_around_and_inside(x: ua.Array, transform: Callable[..., Any]) -> None:
    def f(x: ua.Array) -> ua.Array:
        return ua.sum(x**3)

    wanted = transform(f)(x).tolist()
    assert transform(ua.jit(f))(x).tolist() == wanted
    assert ua.jit(transform(f))(x).tolist() == wanted


@needs_compiler
def test_array_that_is_differentiated_can_be_closed_over() -> None:
    x = ua.asarray([1.0, 2.0])
    found = ua.grad(lambda w: ua.jit(lambda x: ua.sum(x * w))(x))(ua.asarray(3.0))
    assert float(found) == 3.0


@needs_compiler
def test_static_arguments_are_constants() -> None:
    seen: list[Any] = []

    def f(x: ua.Array, axes: Any, *, scale: float = 1.0) -> ua.Array:
        seen.append((axes, scale))
        return ua.sum(x, axis=axes) * scale

    g = ua.jit(f, static_argnums=1, static_argnames="scale")
    x = ua.ones((2, 3))
    assert [g(x, (0, 1)).tolist(), g(x, axes=(0, 1)).tolist(), g(x, 0, scale=2.0).tolist()] == [6.0, 6.0, [4.0] * 3]
    assert seen == [((0, 1), 1.0), ((0, 1), 1.0), (0, 2.0)]


@pytest.mark.parametrize("value", ["-1", "soon", "nan"])
def test_limit_of_the_environment_is_checked(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("UNIFYARRAY_JIT_SECONDS", value)
    with pytest.raises(ua.ConfigurationError, match=r"(?s)UNIFYARRAY_JIT_SECONDS.*Hint: "):
        configuration.jit_seconds()


def test_without_a_library_that_compiles_functions_are_called(python: Python) -> None:
    source = (
        "import warnings, unifyarray as ua\n"
        "with warnings.catch_warnings(record=True) as found:\n"
        "    warnings.simplefilter('always')\n"
        "    g = ua.jit(lambda x: x + 1 if x[0] > 0 else x)\n"
        "    print(g(ua.ones(2)).tolist(), g(ua.ones(2)).tolist())\n"
        "print(len(found), found[0].message)"
    )
    done = python("-c", source, env={"UNIFYARRAY_BLOCK_BACKENDS": ",".join(ABLE)})
    assert done.stdout.startswith("[2.0, 2.0] [2.0, 2.0]\n1 ua.jit calls functions as they are")
