"""The gradient checks cover every function of the standard, and each check can fail."""

from __future__ import annotations

import functools
import re
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest

import unifyarray as ua
from docs._generate import gradient_table
from tests._support import ROOT, specs
from tests._support.toy_backends.mutations import without_fast_path
from unifyarray._functions import beyond_standard
from unifyarray_conformance import Plan, run
from unifyarray_conformance.checks.gradients import differences
from unifyarray_conformance.harness.context import Context, Subject
from unifyarray_conformance.harness.registry import Case, checks
from unifyarray_conformance.harness.runner import QUICK_EXAMPLES
from unifyarray_conformance.harness.worker import run_case
from unifyarray_conformance.inputs.example_calls import ROWS, special
from unifyarray_conformance.inputs.gradient_calls import EXAMPLES, TWICE, WITHOUT
from unifyarray_conformance.inputs.gradient_methods import METHODS
from unifyarray_conformance.reference.standard import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

load = functools.cache(Subject.load)


def differentiating(yes: bool) -> list[str]:
    """Return the specifications of the backends that have autograd, or of the backends without."""
    return [spec for spec in specs() if ua.namespace(spec).native.hooks.backend.capabilities.autograd is yes]


# -- which functions -----------------------------------------------------------------------------------------


def undecided(names: Any) -> list[str]:
    """Return the functions that have neither a check nor a reason to have no derivative, or both."""
    return [name for name in names if (name in EXAMPLES) == (name in WITHOUT)]


def test_every_function_has_a_check_or_a_reason() -> None:
    assert undecided(FUNCTIONS) == []
    assert {*EXAMPLES, *WITHOUT} == {*ROWS}
    assert all(EXAMPLES.values())
    assert all(WITHOUT.values())


def test_new_function_without_example_is_found() -> None:
    assert undecided([*FUNCTIONS, "sinc"]) == ["sinc"]


def test_every_example_has_a_check() -> None:
    names = {item.function for name, item in checks().items() if name.endswith("/first")}
    assert names == {*EXAMPLES, *METHODS}
    assert {item.function for name, item in checks().items() if name.endswith("/second")} == {*TWICE}


def test_examples_have_every_kind_of_operand() -> None:
    shapes = {example.shapes for examples in EXAMPLES.values() for example in examples}
    assert {((), ()), ((2, 3), (3,)), ((3,), (2, 1)), ((), (2,)), ((),)} <= shapes
    assert any("axis=(0, 2)" in example.source for example in EXAMPLES["sum"])
    assert {kind for examples in EXAMPLES.values() for example in examples for kind in example.kinds} == {"r", "c"}


def test_points_are_not_close_to_each_other() -> None:
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
    """The gradient of a squared absolute value is twice the number; of a product, the conjugate of the other factor."""
    x, y = np.array(3 + 4j), np.array(1 - 2j)
    (found,) = differences(lambda xs: np.abs(xs[0]) ** 2, [x], np.array(1.0), 2.0**-17)
    assert np.allclose(found, 6 + 8j)
    found, _ = differences(lambda xs: xs[0] * xs[1], [x, y], np.array(1.0), 2.0**-17)
    assert np.allclose(found, np.conj(y))


# -- wrong gradients -----------------------------------------------------------------------------------------

#: Functions whose derivative is 0: detaching their result changes nothing.
FLAT: Final = {"ceil", "floor", "floor_divide", "round", "trunc"}
#: Functions that the loss calls as well: two negations cancel.
IN_LOSS: Final = {"multiply", "real", "sum"}
#: Functions that namespaces do not have.
BEYOND: Final = frozenset({*beyond_standard.__all__, *special.ROWS})
#: Functions whose native version takes no argument that has a gradient.
NOT_NATIVE: Final = {"from_dlpack", "full", "full_like"}
#: Functions that the Array tier computes without calling the native ones, and calls of the native ones.
NOT_CALLED: Final[dict[str, Callable[[Any, Any], Any]]] = {
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
    """Return a function that has the same values and another derivative."""
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


def _wrong_on_arrays(xp: Any, function: Callable[..., Any], kind: str) -> Callable[..., Any]:
    """Return a function of Arrays that has the same values and another derivative."""

    def wrong(*args: Any, **kwargs: Any) -> Any:
        natives = [x._native for x in args if isinstance(x, ua.Array)]
        return _each(
            function(*args, **kwargs),
            lambda y: ua.Array(_wrong(xp, lambda *_: y._native, kind)(*natives), y._xp),
        )

    return wrong


class _WrongPart:
    """A part of an Array, as ``ua.at(x)[key]`` returns, whose ``add`` has a wrong derivative."""

    def __init__(self, xp: Any, part: Any, kind: str) -> None:
        self.add = _wrong_on_arrays(xp, part.add, kind)


class _WrongAt:
    def __init__(self, xp: Any, at: Any, kind: str) -> None:
        self._xp, self._at, self._kind = xp, at, kind

    def __getitem__(self, key: Any) -> _WrongPart:
        return _WrongPart(self._xp, self._at[key], self._kind)


@contextmanager
def mutated(spec: str, name: str, kind: str) -> Generator[None]:
    """Give a function of the native namespace, or one beyond the standard, a wrong derivative."""
    xp = load(spec).xp.native
    if name in BEYOND:
        module, _, short = f"ua.{name}".rpartition(".")
        owner = ua if module == "ua" else getattr(ua, module.removeprefix("ua."))
        right = getattr(owner, short)
        with pytest.MonkeyPatch.context() as patch:
            if name == "at":
                patch.setattr(ua, name, lambda x: _WrongAt(xp, right(x), kind))
            else:
                patch.setattr(owner, short, _wrong_on_arrays(xp, right, kind))
            yield
        return
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
@pytest.mark.parametrize("name", [name for name in EXAMPLES if name not in {*NOT_CALLED, *NOT_NATIVE}])
def test_wrong_gradient_is_found(where: str, name: str) -> None:
    kinds = ["steeper"] if name in FLAT else ["detached"] if name in IN_LOSS else ["detached", "negated"]
    for kind in kinds:
        with mutated(where, name, kind):
            assert fails(where, f"gradients/{name}/first"), kind


@pytest.mark.parametrize("where", differentiating(True))
@pytest.mark.parametrize("name", TWICE)
def test_wrong_second_derivative_is_found(where: str, name: str) -> None:
    with mutated(where, name, "curved"):
        assert fails(where, f"gradients/{name}/second")


@pytest.mark.parametrize("where", differentiating(True))
@pytest.mark.parametrize("category", ["at_zero", "ties", "direction", "corners"])
def test_other_convention_is_found(where: str, category: str) -> None:
    names = [item.function for item in checks().values() if item.category == category]
    assert names
    for name in set(names) - NOT_CALLED.keys():
        with mutated(where, name, "steeper"):
            assert fails(where, f"gradients/{name}/{category}"), name


@pytest.mark.parametrize("where", differentiating(True))
@pytest.mark.parametrize("name", NOT_CALLED)
def test_native_functions_that_the_array_tier_does_not_call(where: str, name: str) -> None:
    """Differentiate the native function here: no check of the Array tier would see that its gradient is wrong."""
    with mutated(where, name, "steeper"):
        assert not fails(where, f"gradients/{name}/first")
    xp = load(where).xp
    x = np.array([[1.0, -2.0], [0.5, 3.0]])

    def value(at: Any) -> Any:
        return np.asarray(ua.to_numpy(xp.asarray(NOT_CALLED[name](xp.native, ua.native(xp.asarray(at[0]))))))

    def loss(x: Any) -> Any:
        y = ua.asarray(NOT_CALLED[name](xp.native, ua.native(x)))
        return ua.sum(ua.real(y) * 2.0 + (ua.imag(y) if ua.isdtype(y.dtype, "complex floating") else 0.0))

    (exact,) = differences(value, [x], np.asarray(2 + 1j), 2.0**-17)
    assert np.allclose(ua.to_numpy(ua.grad(loss)(xp.asarray(x))), exact, atol=1e-7)


# -- no backend with autograd --- -----------------------------------------------------------------------------


@pytest.mark.parametrize("where", differentiating(False))
def test_cases_are_skipped_without_autograd(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    names = {other.partition(":")[0] for other in differentiating(True)}
    monkeypatch.setenv("UNIFYARRAY_BLOCK_BACKENDS", ",".join(sorted(names)))
    report = run(Plan(where, ("gradients/sin/first", "gradients/abs/at_zero"), examples=2))
    assert {result["status"] for result in report["results"]} == {"skip"}
    assert all("has no autograd" in result["reason"] for result in report["results"])


# -- the document --------------------------------------------------------------------------------------------


def test_document_lists_every_function_without_a_derivative() -> None:
    text = gradient_table.TARGET.read_text(encoding="utf-8")
    assert gradient_table.document(text) == text, "run `python -m docs._generate.gradient_table`"
    assert all(f"`{name}`" in gradient_table.table() for name in WITHOUT)


def test_document_has_every_corner() -> None:
    text = ROOT.joinpath("docs", "gradients-conventions.md").read_text()
    categories = {"at_zero", "ties", "direction", "corners"}
    checked = {item.function for item in checks().values() if item.category in categories} - {"astype", "conj"}
    assert {name for name in checked if not re.search(rf"`[^`\n]*\b{re.escape(name)}\b", text)} - {"pow"} == set()
