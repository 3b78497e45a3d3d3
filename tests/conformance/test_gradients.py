"""The checks of gradients: none of the standard's functions is left out, and every one of them can fail."""

from __future__ import annotations

import functools
import re
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest

import unifyarray as ua
from tests._support import ROOT, specs
from tests._support.toy_backends.mutations import without_fast_path
from unifyarray_conformance import Plan, run
from unifyarray_conformance.checks.gradients import differences
from unifyarray_conformance.harness.context import Context, Subject
from unifyarray_conformance.harness.registry import Case, checks
from unifyarray_conformance.harness.runner import QUICK_EXAMPLES
from unifyarray_conformance.harness.worker import run_case
from unifyarray_conformance.inputs.gradient_calls import EXAMPLES, TWICE, WITHOUT
from unifyarray_conformance.inputs.gradient_methods import METHODS
from unifyarray_conformance.reference.standard import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

load = functools.cache(Subject.load)


def differentiating(yes: bool) -> list[str]:
    """Return the specifications of backends that differentiate themselves, or of those that do not."""
    return [spec for spec in specs() if ua.namespace(spec).native.hooks.backend.capabilities.autograd is yes]


# -- which functions -----------------------------------------------------------------------------------------


def undecided(names: Any) -> list[str]:
    """Return the functions that are neither checked nor said to have no derivative, and those that are both."""
    return [name for name in names if (name in EXAMPLES) == (name in WITHOUT)]


def test_every_function_has_a_check_or_a_reason() -> None:
    assert undecided(FUNCTIONS) == []
    assert {*EXAMPLES, *WITHOUT} <= {*FUNCTIONS}
    assert all(EXAMPLES.values())
    assert all(WITHOUT.values())


def test_a_new_function_would_be_found() -> None:
    assert undecided([*FUNCTIONS, "sinc"]) == ["sinc"]


def test_every_example_has_its_check() -> None:
    names = {item.function for name, item in checks().items() if name.endswith("/first")}
    assert names == {*EXAMPLES, *METHODS}
    assert {item.function for name, item in checks().items() if name.endswith("/second")} == {*TWICE}


def test_every_kind_of_operand_is_among_the_examples() -> None:
    shapes = {example.shapes for examples in EXAMPLES.values() for example in examples}
    assert {((), ()), ((2, 3), (3,)), ((3,), (2, 1)), ((), (2,)), ((),)} <= shapes
    assert any("axis=(0, 2)" in example.source for example in EXAMPLES["sum"])
    assert {kind for examples in EXAMPLES.values() for example in examples for kind in example.kinds} == {"r", "c"}


def test_points_are_apart() -> None:
    rng = np.random.default_rng(0)
    for example in (example for examples in EXAMPLES.values() for example in examples):
        parts = np.concatenate([np.ravel(x) for x in example.inputs(rng, "float64")])
        assert np.diff(np.sort(np.abs(parts))).min(initial=1.0) > 0.002, example


# -- differences ---------------------------------------------------------------------------------------------


def test_differences_of_a_polynomial() -> None:
    x, weights = np.array([1.0, -2.0]), np.array([1.0, 3.0])
    (found,) = differences(lambda xs: xs[0] ** 3, [x], weights, 2.0**-17)
    assert np.allclose(found, [3.0, 36.0], rtol=1e-9)


def test_differences_with_respect_to_a_complex_number() -> None:
    """Of its absolute value squared it is twice the number, and of a product the conjugate of the other factor."""
    x, y = np.array(3 + 4j), np.array(1 - 2j)
    (found,) = differences(lambda xs: np.abs(xs[0]) ** 2, [x], np.array(1.0), 2.0**-17)
    assert np.allclose(found, 6 + 8j)
    found, _ = differences(lambda xs: xs[0] * xs[1], [x, y], np.array(1.0), 2.0**-17)
    assert np.allclose(found, np.conj(y))


# -- wrong gradients -----------------------------------------------------------------------------------------

#: Functions whose derivative is 0: nothing is lost with it.
FLAT: Final = {"ceil", "floor", "floor_divide", "round", "trunc"}
#: Functions that the loss calls as well: two negations are none.
IN_LOSS: Final = {"multiply", "real", "sum"}
#: Functions whose native ones take nothing that has a gradient.
NOT_NATIVE: Final = {"from_dlpack", "full", "full_like"}
#: Functions that the Array tier has its own way for, and calls of the native ones.
OWN_WAY: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "asarray": lambda xp, x: xp.asarray(x, copy=True),
    "astype": lambda xp, x: xp.astype(x, xp.complex128),
    "broadcast_arrays": lambda xp, x: xp.broadcast_arrays(x, x[0, 0])[1],
    "expand_dims": lambda xp, x: xp.expand_dims(x, axis=1),
    "linalg.matmul": lambda xp, x: xp.linalg.matmul(x, x),
    "linalg.matrix_transpose": lambda xp, x: xp.linalg.matrix_transpose(x),
    "linalg.tensordot": lambda xp, x: xp.linalg.tensordot(x, x, axes=((0,), (1,))),
    "linalg.vecdot": lambda xp, x: xp.linalg.vecdot(x, x, axis=-2),
    "meshgrid": lambda xp, x: xp.meshgrid(x[0, :], x[:, 1])[1],
    "moveaxis": lambda xp, x: xp.moveaxis(x, 0, 1),
    "squeeze": lambda xp, x: xp.squeeze(x[:1, :], axis=0),
}


def _each(out: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(out, tuple | list):
        items = [change(item) for item in out]
        return type(out)(*items) if hasattr(out, "_fields") else type(out)(items)
    return change(out)


def _wrong(xp: Any, function: Callable[..., Any], kind: str) -> Callable[..., Any]:
    """Return a function of the same values with another derivative."""
    detach, add, subtract, multiply = xp.hooks.detach, xp.add, xp.subtract, xp.multiply

    def spoiled(y: Any, args: tuple[Any, ...]) -> Any:
        if not xp.isdtype(y.dtype, ("real floating", "complex floating")):
            return y
        if kind == "detached":
            return detach(y)
        if kind == "negated":
            return subtract(multiply(detach(y), 2.0), y)
        x = next(x for x in args if xp.hooks.find_dtype(getattr(x, "dtype", None)))
        moved = subtract(x, detach(x))
        return add(y, moved if kind == "steeper" else multiply(moved, moved))

    def wrong(*args: Any, **kwargs: Any) -> Any:
        return _each(function(*args, **kwargs), lambda y: spoiled(y, args))

    return wrong


@contextmanager
def mutated(spec: str, name: str, kind: str) -> Generator[None]:
    """Give a function of the native namespace a wrong derivative."""
    xp = load(spec).xp.native
    extension, _, short = name.rpartition(".")
    space = getattr(xp, extension) if extension else xp
    right = getattr(space, short)
    wrong = _wrong(xp, right, kind)
    kept, was_own = vars(space).get(short), short in vars(space)
    vars(space)[short] = wrong
    try:
        with without_fast_path(xp, short) if space is xp else nullcontext():
            yield
    finally:
        if was_own:
            vars(space)[short] = kept
        else:
            del vars(space)[short]


def fails(spec: str, name: str) -> bool:
    """Return whether a case of a check fails."""
    check = checks()[name]
    cases = (Case(check, dtype) for dtype in check.dtypes)
    return any(run_case(Context(load(spec), case, 0, QUICK_EXAMPLES))["status"] == "fail" for case in cases)


@pytest.mark.parametrize("where", differentiating(True))
@pytest.mark.parametrize("name", [name for name in EXAMPLES if name not in {*OWN_WAY, *NOT_NATIVE}])
def test_a_wrong_gradient_is_found(where: str, name: str) -> None:
    kinds = ["steeper"] if name in FLAT else ["detached"] if name in IN_LOSS else ["detached", "negated"]
    for kind in kinds:
        with mutated(where, name, kind):
            assert fails(where, f"gradients/{name}/first"), kind


@pytest.mark.parametrize("where", differentiating(True))
@pytest.mark.parametrize("name", TWICE)
def test_a_wrong_second_derivative_is_found(where: str, name: str) -> None:
    with mutated(where, name, "curved"):
        assert fails(where, f"gradients/{name}/second")


@pytest.mark.parametrize("where", differentiating(True))
@pytest.mark.parametrize("category", ["at_zero", "ties", "direction", "corners"])
def test_another_convention_is_found(where: str, category: str) -> None:
    names = [item.function for item in checks().values() if item.category == category]
    assert names
    for name in set(names) - OWN_WAY.keys():
        with mutated(where, name, "steeper"):
            assert fails(where, f"gradients/{name}/{category}"), name


@pytest.mark.parametrize("where", differentiating(True))
@pytest.mark.parametrize("name", OWN_WAY)
def test_what_the_array_tier_has_its_own_way_for(where: str, name: str) -> None:
    """The native function is differentiated here: no check of the Array tier would see that it is wrong."""
    with mutated(where, name, "steeper"):
        assert not fails(where, f"gradients/{name}/first")
    xp = load(where).xp
    x = np.array([[1.0, -2.0], [0.5, 3.0]])

    def value(at: Any) -> Any:
        return np.asarray(ua.to_numpy(xp.asarray(OWN_WAY[name](xp.native, ua.native(xp.asarray(at[0]))))))

    def loss(x: Any) -> Any:
        y = ua.asarray(OWN_WAY[name](xp.native, ua.native(x)))
        return ua.sum(ua.real(y) * 2.0 + (ua.imag(y) if ua.isdtype(y.dtype, "complex floating") else 0.0))

    (exact,) = differences(value, [x], np.asarray(2 + 1j), 2.0**-17)
    assert np.allclose(ua.to_numpy(ua.grad(loss)(xp.asarray(x))), exact, atol=1e-7)


# -- nothing that differentiates -----------------------------------------------------------------------------


@pytest.mark.parametrize("where", differentiating(False))
def test_without_a_backend_that_differentiates_the_cases_are_skipped(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {other.partition(":")[0] for other in differentiating(True)}
    monkeypatch.setenv("UNIFYARRAY_BLOCK_BACKENDS", ",".join(sorted(names)))
    report = run(Plan(where, ("gradients/sin/first", "gradients/abs/at_zero"), examples=2))
    assert {result["status"] for result in report["results"]} == {"skip"}
    assert all("does not differentiate" in result["reason"] for result in report["results"])


# -- the document --------------------------------------------------------------------------------------------


def test_the_document_has_every_function_without_a_derivative_and_its_reason() -> None:
    text = ROOT.joinpath("docs", "gradients-conventions.md").read_text()
    (table,) = re.findall(r"^## Functions without a derivative\n\n(.*?)\n\n[^|]", text, re.MULTILINE | re.DOTALL)
    named = {name for row in table.splitlines()[2:] for name in re.findall(r"`(\w[\w.]*)`", row.split("|")[1])}
    assert named == WITHOUT.keys()


def test_the_document_has_every_corner() -> None:
    text = ROOT.joinpath("docs", "gradients-conventions.md").read_text()
    categories = {"at_zero", "ties", "direction", "corners"}
    checked = {item.function for item in checks().values() if item.category in categories} - {"astype", "conj"}
    assert {name for name in checked if not re.search(rf"`[^`\n]*\b{re.escape(name)}\b", text)} - {"pow"} == set()
