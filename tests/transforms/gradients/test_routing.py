"""The backend that differentiates, the memory that is shared with it, and gradients that would be lost."""

from __future__ import annotations

import asyncio
import pickle
import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import unifyarray as ua
from tests._support import ROOT, has_gradients, specs
from unifyarray._runtime import selection, settings
from unifyarray._transforms import gradients

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests._support import Python


def vector(spec: str, *data: float) -> ua.Array:
    return ua.asarray(np.asarray(data), device=spec, dtype="float32", copy=True)


def differentiates(x: ua.Array) -> bool:
    return bool(x.__array_namespace__().native.hooks.backend.capabilities.autograd)


# -- backend and memory ----------------------------------------------------------------------------------


def test_function_runs_on_a_backend_with_autograd(spec: str) -> None:
    x = vector(spec, 1.0, 2.0)
    seen: list[ua.Array] = []

    def function(x: ua.Array, y: ua.Array) -> ua.Array:
        seen.extend([x, y, ua.zeros(2), ua.asarray([1.0, 2.0])])
        return ua.sum(x * y)

    ua.grad(function)(x, x)
    assert all(differentiates(inside) for inside in seen)
    assert len({ua.array_namespace(inside) for inside in seen}) == 1
    assert {inside.device for inside in seen} == {x.device}
    assert all(inside.dtype is ua.float32 for inside in seen)
    if differentiates(x):
        assert ua.array_namespace(seen[0]) is ua.array_namespace(x)


def test_data_are_shared_in_both_directions(spec: str) -> None:
    x, y = vector(spec, 1.0, 2.0), vector(spec, 3.0, 4.0)
    inside: list[ua.Array] = []

    def function(x: ua.Array, y: ua.Array) -> Any:
        z = x * y
        inside.extend([x, y, z])
        return ua.sum(z), z

    _, z = ua.grad(function, has_aux=True)(x, y)
    for outer, inner in ((x, inside[0]), (y, inside[1]), (z, inside[2])):
        assert ua.shares_memory(outer, ua.stop_gradient(inner))


def test_large_data_are_not_copied(python: Python) -> None:
    """The peak memory of the process grows by less than the size of the data."""
    done = python("-c", LARGE)
    assert done.returncode == 0, done.stderr
    grown, size = map(int, done.stdout.split())
    assert grown < size / 2


LARGE = """
import resource
import numpy as np
import unifyarray as ua

def loss(w, X):
    return ua.sum((X[:10] @ w) ** 2)

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

small = np.ones((100, 8))
ua.value_and_grad(loss)(np.ones(8), small)
large = np.ones((16_000_000, 8))  # a gigabyte
before = peak()
ua.value_and_grad(loss)(np.ones(8), large)
print(peak() - before, large.nbytes)
"""


def test_arguments_of_several_backends() -> None:
    able = {differentiates(vector(spec, 1.0)): spec for spec in specs() if spec.endswith("cpu")}
    if len(able) < 2:
        pytest.skip("one kind of backend here")
    w, X = vector(able[True], 1.0, 2.0), vector(able[False], 3.0, 4.0)
    by_w, by_x = ua.grad(lambda w, X: ua.sum(w * X), (0, 1))(w, X)
    assert ua.array_namespace(by_w) is ua.array_namespace(w)
    assert ua.array_namespace(by_x) is ua.array_namespace(X)
    assert (by_w.tolist(), by_x.tolist()) == ([3.0, 4.0], [1.0, 2.0])
    value, gradient = ua.value_and_grad(lambda w, X: ua.sum(w * X))(ua.native(w), X)
    assert type(value) is type(gradient) is type(ua.native(w))


def test_arguments_on_different_devices_raise() -> None:
    places = [vector(spec, 1.0) for spec in specs()]
    apart = [(x, y) for x in places for y in places if x.device != y.device]
    if not apart:
        pytest.skip("one device here")
    for x, y in apart:
        with pytest.raises(ua.DeviceMismatchError):
            ua.grad(lambda x, y: x[0] * y[0])(x, y)


def test_environment_selects_the_autograd_backend(monkeypatch: pytest.MonkeyPatch) -> None:
    able = [name for name, info in ua.backends().items() if info.backend and info.backend.capabilities.autograd]
    for name in able:
        monkeypatch.setenv("UNIFYARRAY_AUTOGRAD_BACKEND", name)
        selection.set_default()
        assert float(ua.grad(lambda x: x**2)(3.0)) == 6.0
        assert ("autograd", name, "UNIFYARRAY_AUTOGRAD_BACKEND") in settings.describe(selection.in_force())
    for name, error in (("numpy", ua.ConfigurationError), ("nothing", ua.BackendUnavailableError)):
        monkeypatch.setenv("UNIFYARRAY_AUTOGRAD_BACKEND", name)
        selection.set_default()
        with pytest.raises(error, match=r"(?s)UNIFYARRAY_AUTOGRAD_BACKEND.*Hint: "):
            ua.grad(lambda x: x**2)(3.0)


UNUSABLE = """
import sys
from types import ModuleType, SimpleNamespace

import unifyarray as ua
from tests._support import has_gradients
from unifyarray._cli import demo
from unifyarray_conformance.harness.context import Skipped
from unifyarray_conformance.checks.gradients import needs_autograd

def load(device):
    raise ua.DeviceUnavailableError("the driver is asleep.\\nHint: wake it")

for info in ua.backends().values():
    if info.backend is not None and info.backend.capabilities.autograd:
        info.backend.load = load
assert not has_gradients("numpy:cpu")

try:
    needs_autograd(SimpleNamespace(ua=ua, xp=ua.namespace("numpy:cpu"), dtype="float32"))
except Skipped as error:
    print("skipped:", error)

program = ModuleType("program")
program.TITLE = "program"
program.run = lambda: {"result": ua.grad(lambda x: x**2)(3.0)}
demo._programs = lambda: ([program], [])
assert demo.main(["--out", sys.argv[1]]) == 0
"""


def test_autograd_backend_without_a_device_is_not_used(python: Python, tmp_path: Path) -> None:
    done = python("-c", UNUSABLE, str(tmp_path), env={"PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stderr
    assert "skipped: the driver is asleep" in done.stdout
    assert "program was left out on numpy:cpu: the driver is asleep" in done.stdout


def test_error_without_autograd_backend_names_the_install_command(python: Python) -> None:
    able = [name for name, info in ua.backends().items() if info.backend and info.backend.capabilities.autograd]
    code = "import unifyarray as ua\n{}\n"
    for attempt in ("ua.grad(lambda x: x)(2.0)", "ua.asarray(2.0, requires_grad=True)"):
        done = python("-c", code.format(attempt), env={"UNIFYARRAY_BLOCK_BACKENDS": ",".join(able)})
        assert "BackendUnavailableError" in done.stderr
        assert "Hint: " in done.stderr
    done = python("-c", MISSING)
    assert done.returncode == 0, done.stderr
    assert "numpy has no autograd" in done.stdout
    assert "Hint: pip install 'unifyarray[" in done.stdout


MISSING = """
import importlib.util
import sys
import unifyarray as ua

found = importlib.util.find_spec
able = {i.backend.library for i in ua.backends().values() if i.backend and i.backend.capabilities.autograd}
importlib.util.find_spec = lambda name, *rest: None if name in able else found(name, *rest)
try:
    ua.grad(lambda x: x)(2.0)
except ua.BackendUnavailableError as error:
    print(error)
assert able.isdisjoint(sys.modules)
"""


def test_signatures_do_not_import_the_differentiation_modules(python: Python) -> None:
    code = "import sys, unifyarray as ua; help(ua.grad); print('unifyarray._transforms.differentiation' in sys.modules)"
    done = python("-c", code)
    assert "argnums: int | str | t.Sequence[int | str]" in done.stdout.replace("'", "")
    assert done.stdout.rstrip().endswith("False")
    assert set(gradients.__all__) <= set(ua.__all__)


# -- with portable, use, threads and tasks ---------------------------------------------------------------


def test_grad_inside_portable_and_use(spec: str) -> None:
    @ua.portable
    def slope(x: Any) -> Any:
        return ua.grad(lambda x: ua.sum(x**2 * ua.ones(2)))(x)

    x = ua.native(vector(spec, 1.0, 2.0))
    found = slope(x)
    assert type(found) is type(x)
    assert ua.to_numpy(found).tolist() == [2.0, 4.0]
    with ua.use(spec, default_float="float32"):
        assert ua.grad(lambda x: x**2)(3.0).dtype is ua.float32
    squares = ua.portable(lambda x: ua.sum(x**2))
    assert ua.to_numpy(ua.grad(squares)(x)).tolist() == [2.0, 4.0]


def test_use_inside_a_differentiated_function(spec: str) -> None:
    def function(x: ua.Array) -> ua.Array:
        with ua.use(default_float="float64"), pytest.raises(TypeError, match="stop_gradient"):
            float(x[0])
        return ua.sum(x)

    if "float64" in ua.namespace(spec).__array_namespace_info__().dtypes():
        ua.grad(function)(vector(spec, 1.0))
    assert not selection.in_force().differentiating


def test_threads_and_tasks_with_different_devices() -> None:
    places = [spec for spec in specs() if has_gradients(spec)]
    failures: list[BaseException] = []

    def work(spec: str) -> None:
        try:
            for _ in range(20):
                x = vector(spec, 2.0)
                found = ua.grad(lambda x: ua.sum(x**3 * ua.ones(1)))(x)
                assert ua.array_namespace(found) is ua.namespace(spec)
                assert found.tolist() == [12.0]
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(spec,)) for spec in places * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []

    async def task(spec: str) -> list[float]:
        await asyncio.sleep(0)
        return ua.grad(lambda x: ua.sum(x**3))(vector(spec, 2.0)).tolist()  # type: ignore[no-any-return]

    async def main() -> list[list[float]]:
        return await asyncio.gather(*[task(spec) for spec in places])

    assert asyncio.run(main()) == [[12.0]] * len(places)


# -- conversions that would lose a gradient --------------------------------------------------------------

CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "float": float,
    "int": int,
    "complex": complex,
    "item": lambda x: x.item(),
    "tolist": lambda x: x.tolist(),
    "to_numpy": ua.to_numpy,
    "numpy.asarray": np.asarray,
    "numpy.from_dlpack": np.from_dlpack,
    "convert": lambda x: ua.convert(x, "numpy"),
    "asarray": lambda x: ua.asarray(x, device="numpy"),
    "from_dlpack": lambda x: ua.from_dlpack(x, device="numpy"),
    "pickle": pickle.dumps,
}
TRANSFORMATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "grad": lambda f, x: ua.grad(f)(x),
    "value_and_grad": lambda f, x: ua.value_and_grad(f)(x),
    "jacobian": lambda f, x: ua.jacobian(f)(x),
    "forward": lambda f, x: ua.jacobian(f, mode="forward")(x),
    "hessian": lambda f, x: ua.hessian(f)(x),
    "vjp": lambda f, x: ua.vjp(f, x),
    "jvp": lambda f, x: ua.jvp(f, (x,), (x,)),
}


@pytest.mark.filterwarnings("ignore::unifyarray.TransferWarning")
@pytest.mark.parametrize("transformation", TRANSFORMATIONS)
@pytest.mark.parametrize("conversion", CONVERSIONS)
def test_conversion_that_loses_a_gradient_raises(spec: str, transformation: str, conversion: str) -> None:
    x = ua.asarray(2.0, device=spec, dtype="float32")
    convert = CONVERSIONS[conversion]

    def function(x: ua.Array) -> ua.Array:
        y = x * 3
        with pytest.raises((TypeError, BufferError), match=r"(?s)gradient.*Hint: .*ua.stop_gradient"):
            convert(y)
        convert(ua.stop_gradient(y))
        convert(ua.ones(()))  # carries no gradient
        return y * y

    TRANSFORMATIONS[transformation](function, x)


def test_bool_and_repr_work_inside_a_differentiated_function(spec: str) -> None:
    x = ua.asarray(2.0, device=spec, dtype="float32")

    def function(x: ua.Array) -> ua.Array:
        assert bool(x)
        assert x > 1
        assert "2." in repr(x)
        with ua.no_grad():
            assert float(x * 2) == 4.0
        return x * x

    for transform in TRANSFORMATIONS.values():
        transform(function, x)


def test_results_can_be_converted_outside(spec: str) -> None:
    value, gradient = ua.value_and_grad(lambda x: x**2)(ua.asarray(2.0, device=spec, dtype="float32"))
    assert (float(value), gradient.item()) == (4.0, 4.0)
    assert not value.requires_grad
    assert not gradient.requires_grad


# -- arrays tracked outside the function -----------------------------------------------------------------


def test_tracked_arrays_stay_tracked(spec: str) -> None:
    w = ua.asarray(3.0, device=spec, dtype="float32", requires_grad=True)
    x = ua.asarray(2.0, device=spec, dtype="float32")
    # `w` is an argument or closed over. In both cases value, aux and gradient depend on it.
    for call in (
        lambda: ua.value_and_grad(lambda x, w: (x**2 * w, x * w), has_aux=True)(x, w),
        lambda: ua.value_and_grad(lambda x: (x**2 * w, x * w), has_aux=True)(x),
    ):
        (value, aux), gradient = call()
        (value + aux + gradient).backward()
        assert w.grad is not None
        assert float(w.grad) == 4.0 + 2.0 + 4.0
        w.grad = None
    gradient = ua.grad(lambda w: w**3)(w)
    gradient.backward()
    assert w.grad is not None
    assert float(w.grad) == 18.0
    with ua.no_grad():
        assert not ua.grad(lambda w: w**3)(w).requires_grad


def test_gradient_that_native_result_cannot_carry_raises(spec: str) -> None:
    x = ua.native(vector(spec, 2.0))
    w = ua.asarray(3.0, device=spec, dtype="float32", requires_grad=True)
    gradient = ua.grad(lambda x: ua.sum(x * w))
    if differentiates(vector(spec, 1.0)):
        gradient(x).sum().backward()
        assert w.grad is not None
    else:
        with pytest.raises(TypeError, match=r"(?s)gradient.*Hint: .*ua.stop_gradient"):
            gradient(x)
    constant = ua.grad(lambda x: ua.sum(x * ua.stop_gradient(w)))(x)
    assert ua.to_numpy(constant).tolist() == [3.0]
