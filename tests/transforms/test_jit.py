"""`ua.jit`: what the checks of the conformance suite do not reach."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import unifyarray as ua
from tests._support import specs
from unifyarray._core import configuration
from unifyarray._runtime import registry
from unifyarray_conformance.harness.budget import ENOUGH
from unifyarray_conformance.harness.context import Context, Subject
from unifyarray_conformance.harness.registry import Case, Check, checks
from unifyarray_conformance.harness.worker import run_case
from unifyarray_conformance.inputs.example_calls import ROWS
from unifyarray_conformance.inputs.vmap_calls import CALLS, REFUSED, WITHOUT
from unifyarray_conformance.reports.report import STATUSES

if TYPE_CHECKING:
    from tests._support import Python


#: The backends with a compiler.
ABLE = [name for name in registry.devices() if ua.namespace(name).native.hooks.backend.capabilities.jit]
needs_compiler = pytest.mark.skipif(not ABLE, reason="no library with a compiler is installed")


def _written(x: ua.Array) -> ua.Array:
    x[0] *= 2
    x[1:, ::2] = x[:-1, 1::2]
    return x


def _looped(x: ua.Array) -> ua.Array:
    for _ in range(16):
        x = ua.sin(x) * 0.5 + x
    return x


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
    _ = g(x), g(x)
    assert seen == [True, True]


@needs_compiler
def test_wrong_shapes_raise_the_error_of_the_function_and_log_nothing(
    x: ua.Array, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValueError, match=r"[Bb]roadcast.*\n?Hint: from the last axis on, sizes must be equal or 1"):
        ua.jit(lambda x: x + ua.zeros(2))(x)
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert not capfd.readouterr().err


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


@pytest.mark.deep
@needs_compiler
@pytest.mark.parametrize("check", [pytest.param(c, id=n) for n, c in checks().items() if n.startswith("jit/")])
def test_check_in_every_dtype(spec: str, check: Check) -> None:
    """Small runs of the conformance suite check some functions in one dtype: tracing takes long."""
    subject = Subject.load(spec)
    cases = [Case(check, dtype) for dtype in check.dtypes or (None,)]
    results = [run_case(Context(subject, case, seed=0, examples=ENOUGH)) for case in cases]
    assert not [r for r in results if not STATUSES[r["status"]]]


#: Functions whose compiled code is compared with the library's; each takes seconds. The first five run in `make test`.
COMPILED: dict[str, Callable[[Any], Any]] = {
    "chain": lambda x: ua.sin(x) * 2 + ua.exp(-x) * x - ua.sqrt(x),
    "reduction": lambda x: ua.sum(x * x, axis=0) / ua.max(x),
    "matmul": lambda x: x @ x.T + 1,
    "index": lambda x: ua.where(x[::-1] > 1, x, 0)[:, 1:],
    "gradient": ua.grad(lambda x: ua.sum(ua.exp(-x) * x**2)),
    "write": _written,
    "loop": _looped,
    "softmax": lambda x: ua.exp(x - ua.max(x)) / ua.sum(ua.exp(x - ua.max(x))),
    "hyperbolic": lambda x: (ua.expm1(x * 1e-9), ua.atanh(x / 8), ua.acosh(x + 1), ua.asinh(x), ua.log1p(x * 1e-9)),
    "division": lambda x: (x // 0.3, x % 0.3, ua.remainder(x, -0.7), 1 / (x - 1), ua.floor_divide(x, -0.7)),
    "integers": lambda x: (ua.astype(x, ua.int64) // -2, ua.astype(x, ua.int64) % -2, ua.astype(x, ua.uint8) + 250),
    "bits": lambda x: (ua.astype(x * 9, ua.int32) ^ 5) << 2,
    "rounding": lambda x: (ua.round(x * 2.5), ua.floor(-x), ua.trunc(-x), ua.sign(x - 1), ua.signbit(-x)),
    "statistics": lambda x: (ua.mean(x, axis=1), ua.std(x, correction=1), ua.var(x, axis=0), ua.prod(x)),
    "cumulative": lambda x: (ua.cumulative_sum(x, axis=0), ua.cumulative_prod(x, axis=1)),
    "sort": lambda x: (ua.sort(x, descending=True), ua.argsort(x), ua.argmax(x, axis=1)),
    "float32": lambda x: ua.logaddexp(ua.astype(x, ua.float32), 2) * ua.asarray(0.5, dtype=ua.float32),
    "complex": lambda x: ua.exp(1j * x),
    "linear algebra": lambda x: (ua.linalg.det(x @ x.T), ua.linalg.vector_norm(x), ua.linalg.outer(x[0], x[1])),
    "vmap": ua.vmap(lambda row: ua.sum(row) * row),
}


@needs_compiler
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.deep if k >= 5 else ()) for k, name in enumerate(COMPILED)]
)
def test_compiled_code_gives_what_the_function_gives(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNIFYARRAY_JIT_SECONDS", "600")
    f = COMPILED[name]
    with ua.use(ABLE[0]):
        host = np.linspace(0.25, 7.75, 12).reshape(3, 4)
        found, wanted = ua.jit(f)(ua.asarray(host, copy=True)), f(ua.asarray(host, copy=True))
    pairs = zip(found, wanted, strict=True) if isinstance(found, tuple) else [(found, wanted)]
    for y, z in pairs:
        assert y.dtype == z.dtype
        np.testing.assert_allclose(ua.to_numpy(y), ua.to_numpy(z), rtol=1e-6 if y.dtype == ua.float32 else 1e-14)
