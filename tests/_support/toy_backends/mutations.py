"""Mutations: every function of the standard, broken in every way that applies to it.

A mutation changes a namespace in place, inside a ``with`` block: NumPy's namespace, or for gradients that of the first
backend here with autograd. ``mutants.py`` has backends that are broken by hand.
"""

from __future__ import annotations

import functools
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import array_api_strict
import numpy as np

import unifyarray as ua
from tests._support import specs
from unifyarray_conformance.checks.gradients import EXAMPLES as DIFFERENTIABLE
from unifyarray_conformance.harness.context import Context, Subject
from unifyarray_conformance.harness.registry import Case, checks
from unifyarray_conformance.harness.runner import EXAMPLES, QUICK_EXAMPLES
from unifyarray_conformance.harness.worker import run_case
from unifyarray_conformance.reference.dtypes import DOMAINS
from unifyarray_conformance.reference.standard import FUNCTIONS, parameters
from unifyarray_conformance.reports.report import STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

SPEC: Final = "numpy:cpu"
#: The first backend with autograd; None if no such library is installed.
GRADIENTS: Final = next(
    (spec for spec in specs() if Subject.load(spec).xp.native.hooks.backend.capabilities.autograd), None
)

#: Functions that return other objects than arrays; only their errors are mutated.
NO_ARRAY: Final = frozenset({"can_cast", "finfo", "iinfo", "isdtype", "result_type", "broadcast_shapes"})
BOOL_RESULT: Final = frozenset(
    (
        "equal", "not_equal", "less", "less_equal", "greater", "greater_equal", "isfinite", "isinf", "isnan", "signbit",
        "logical_and", "logical_not", "logical_or", "logical_xor", "all", "any", "isin",
    )
)  # fmt: skip
INDEX_RESULT: Final = frozenset(
    ("argmax", "argmin", "argsort", "count_nonzero", "nonzero", "searchsorted", "linalg.matrix_rank")
)

#: dtypes that an argument of a function can have, but its result cannot.
_UPCAST: Final = frozenset({"bool"})
_REAL_ONLY: Final = frozenset({"complex64"})
_COMPLEX_ONLY: Final = frozenset({"float32", "bool", "int16"})
_ORDERED: Final = frozenset({"bool", "complex64"})
_FLOATING_ONLY: Final = frozenset({"bool", "int16"})
NOT_RESULTS: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(("sum", "prod", "cumulative_sum", "cumulative_prod", "conj", "real", "diff"), _UPCAST),
    **dict.fromkeys(("linalg.cross", "linalg.outer", "linalg.vecdot", "linalg.matmul", "linalg.tensordot"), _UPCAST),
    **dict.fromkeys(("matmul", "tensordot", "vecdot", "linalg.trace", "meshgrid"), _UPCAST),
    **dict.fromkeys(("abs", "imag"), _REAL_ONLY),
    "real": _ORDERED,
    **dict.fromkeys(("fft.irfft", "fft.irfftn", "fft.hfft", "linalg.eigvalsh", "linalg.svdvals"), _REAL_ONLY),
    **dict.fromkeys(("linalg.matrix_norm", "linalg.vector_norm"), _REAL_ONLY),
    **dict.fromkeys(("fft.rfft", "fft.rfftn", "fft.ihfft", "linalg.eig", "linalg.eigvals"), _COMPLEX_ONLY),
    **dict.fromkeys(("sort", "max", "min", "arange"), _ORDERED),
    **dict.fromkeys(("divide", "mean", "linspace"), _FLOATING_ONLY),
    **dict.fromkeys(("std", "var", "fft.fftfreq", "fft.rfftfreq"), _FLOATING_ONLY | _REAL_ONLY),
}  # fmt: skip

#: Functions whose results never have a property, or for which the contract leaves it open.
_FACTORS: Final = frozenset(
    f"linalg.{name}"
    for name in (
        "cholesky", "det", "eig", "eigh", "eigvals", "eigvalsh", "inv", "matrix_norm", "matrix_power", "pinv", "qr",
        "slogdet", "solve", "svd", "svdvals",
    )
)  # fmt: skip
_COUNTED: Final = frozenset({"arange", "eye", "linspace", "ones", "ones_like", "zeros", "zeros_like"})
_FREQUENCIES: Final = frozenset({"fft.fftfreq", "fft.rfftfreq"})
_PRODUCTS: Final = frozenset(
    {"matmul", "tensordot", "vecdot", "mean", "std", "sum", "var", "cumulative_sum"}
    | {f"linalg.{name}" for name in ("cross", "matmul", "tensordot", "trace", "vecdot", "vector_norm")}
    | {name for name in FUNCTIONS if name.startswith("fft.") and not name.endswith("shift")}
)
WITHOUT: Final[Mapping[str, frozenset[str]]] = {
    # Results are uninitialised or zeros.
    "ulp": frozenset({"empty", "empty_like", "zeros", "zeros_like"}),
    # Results are never NaN; the contract leaves open how a factorization treats NaN.
    "nan": frozenset({"empty", "empty_like"}) | _COUNTED | _FREQUENCIES | _FACTORS,
    # Results are never a negative zero, or the contract leaves its sign open: sums, `sign` of 0, `unique_*` of zeros.
    "zero": frozenset({"empty", "empty_like", "abs", "hypot", "logaddexp", "square", "sign"})
    | {"unique_all", "unique_counts", "unique_inverse", "unique_values"}
    | _COUNTED | _FREQUENCIES | _FACTORS | _PRODUCTS,
}  # fmt: skip


@dataclass(frozen=True)
class Mutation:
    """One function, broken in one way."""

    function: str
    kind: str

    @property
    def spec(self) -> str:
        """The backend and device of the broken namespace."""
        if self.kind not in DERIVATIVES:
            return SPEC
        assert GRADIENTS is not None
        return GRADIENTS

    @property
    def id(self) -> str:
        """``sum-axis``."""
        return f"{self.function}-{self.kind}"


# -- changes of results -------------------------------------------------------------------------------------


def _leaves(out: Any, spoil: Callable[[Any], Any]) -> Any:
    """Apply a change to every array of a result, because a check may look at any of them."""
    if isinstance(out, np.ndarray | np.generic) or hasattr(out, "requires_grad"):
        return spoil(out)
    if isinstance(out, tuple):
        items = [_leaves(item, spoil) for item in out]
        return type(out)(*items) if hasattr(out, "_fields") else tuple(items)
    return [_leaves(item, spoil) for item in out] if isinstance(out, list) else out


def _other_dtype(old: str, new: str) -> Callable[[Any], Any]:
    return lambda out: out.astype(new) if out.dtype == old else out


def _off(out: Any) -> Any:
    """Move finite numbers other than 0 by eight units of the last place."""
    if out.dtype.kind not in "fc":
        return out
    with np.errstate(all="ignore"):
        size = np.abs(out)
        moves = np.isfinite(size) & (size != 0)
        return np.where(moves, out + 8 * np.spacing(size), out).astype(out.dtype)[()]


def _parts(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Apply a change to real floating-point numbers, and to both parts of complex ones."""

    def spoil(out: Any) -> Any:
        if out.dtype.kind == "f":
            return change(out)
        if out.dtype.kind != "c":
            return out
        new = np.empty(out.shape, out.dtype)
        new.real, new.imag = change(out.real), change(out.imag)
        return new[()] if isinstance(out, np.generic) else new

    return spoil


#: Kinds that change results.
RESULTS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "dtype-bool": _other_dtype("bool", "uint8"),
    "dtype-int16": _other_dtype("int16", "int32"),
    "dtype-int64": _other_dtype("int64", "int32"),
    "dtype-float32": _other_dtype("float32", "float64"),
    "dtype-complex64": _other_dtype("complex64", "complex128"),
    "ulp": _off,
    "nan": _parts(lambda x: np.where(np.isnan(x), np.ones((), x.dtype), x)[()]),
    "zero": _parts(lambda x: x + np.zeros((), x.dtype)),
    "transfer": lambda out: array_api_strict.asarray(out),
}

#: Kinds that change the derivative of a result.
DERIVATIVES: Final[Mapping[str, Callable[[Any], Any]]] = {
    "gradient": lambda out: out + out - out.detach() if out.requires_grad else out,
    "detached": lambda out: out.detach(),
}

#: Classes of errors, and those that replace them.
WRONG: Final = {TypeError: ValueError, ValueError: TypeError, IndexError: KeyError, OverflowError: ValueError}


def _wrong_error(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def wrong(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except Exception as error:
            for kind, other in WRONG.items():
                if isinstance(error, kind):
                    raise other(str(error)) from error
            raise AssertionError(str(error)) from error

    return wrong


def _another_axis(axis: Any, ndim: int) -> Any:
    if isinstance(axis, int) and not isinstance(axis, bool) and -ndim <= axis < ndim:
        return (axis + 1) % ndim
    if isinstance(axis, tuple) and len(axis) == ndim:
        return axis[::-1]
    if isinstance(axis, tuple | list) and axis:
        return type(axis)([(n + 1) % ndim for n in axis])
    return axis


def _wrong_argument(name: str, parameter: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that uses another axis, or ignores ``keepdims``."""
    positional = [p["name"] for p in parameters(name) if p["kind"] in ("positional", "any")]
    place = positional.index(parameter) if parameter in positional else None

    def wrong(*args: Any, **kwargs: Any) -> Any:
        first = args[0][0] if isinstance(args[0], list | tuple) else args[0]
        given = list(args)
        if parameter in kwargs or (place is not None and place < len(given)):
            old = kwargs[parameter] if parameter in kwargs else given[place]  # type: ignore[index]
            new = False if parameter == "keepdims" else _another_axis(old, np.ndim(first)) if np.ndim(first) else old
            if parameter in kwargs:
                kwargs[parameter] = new
            else:
                given[place] = new  # type: ignore[index]
        return function(*given, **kwargs)

    return wrong


# -- the mutations -------------------------------------------------------------------------------------------


def mutations() -> Iterator[Mutation]:
    """Return every mutation, in the order of the standard."""
    for name in FUNCTIONS:
        yield from (Mutation(name, kind) for kind in _kinds(name))


def _kinds(name: str) -> Iterator[str]:
    names = [p["name"] for p in parameters(name)]
    if name == "__array_namespace_info__":
        return  # it returns no array, and has no argument to get wrong
    yield "error"
    if name in NO_ARRAY:
        return
    domain = _domain(name)
    yield "transfer"
    if name in BOOL_RESULT:
        yield "dtype-bool"
    elif name in INDEX_RESULT:
        yield "dtype-int64"
    else:
        for dtype in ("bool", "int16", "float32", "complex64"):
            if dtype in domain:
                yield f"dtype-{dtype}"
        if domain & {"float32", "complex64"}:
            yield from (kind for kind in ("ulp", "nan", "zero") if name not in WITHOUT[kind])
    yield from (parameter for parameter in ("axis", "axes", "keepdims") if parameter in names)
    if GRADIENTS is not None and name in DIFFERENTIABLE:
        yield from DERIVATIVES


def _domain(name: str) -> set[str]:
    """Return the dtypes that the results of a function can have."""
    given = next((p for p in parameters(name) if p["name"] not in ("shape", "n_rows", "n", "k")), {})
    return set(DOMAINS[given.get("dtypes", "any")]) - NOT_RESULTS.get(name, frozenset())


# -- breaking a namespace ------------------------------------------------------------------------------------


subject = functools.cache(Subject.load)


@contextmanager
def broken(mutation: Mutation) -> Iterator[None]:
    """Break a function inside the block."""
    xp = subject(mutation.spec).xp
    prefix, _, name = mutation.function.rpartition(".")
    spaces = [getattr(space, prefix) if prefix else space for space in (xp.native, xp, ua)]
    where, change = spaces[:1], _change(mutation)
    if mutation.kind == "error":
        where = spaces[1:]  # the Array tier, for which the contract has classes of errors
    with _replaced([(vars(space), name, change(getattr(space, name))) for space in where]):
        if prefix or mutation.kind == "error":
            yield
            return
        with without_fast_path(xp.native, name):
            yield


@contextmanager
def without_fast_path(native: Any, name: str) -> Iterator[None]:
    """Make the Array tier call the function of a namespace for every dtype."""
    dispatch, closed = native.dispatch, (frozenset[Any](), None)
    kept = getattr(dispatch, f"_{name}", None)
    if kept is not None:
        setattr(dispatch, f"_{name}", (None, vars(native)[name]))
    with _replaced([(dispatch.unary, name, closed)] if name in dispatch.unary else []):
        try:
            yield
        finally:
            if kept is not None:
                setattr(dispatch, f"_{name}", kept)


def _change(mutation: Mutation) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    if mutation.kind == "error":
        return _wrong_error
    if (spoil := (RESULTS | DERIVATIVES).get(mutation.kind)) is not None:
        return lambda function: lambda *args, **kwargs: _leaves(function(*args, **kwargs), spoil)
    return functools.partial(_wrong_argument, mutation.function, mutation.kind)


@contextmanager
def _replaced(changes: list[tuple[dict[str, Any], str, Any]]) -> Iterator[None]:
    kept = [space[name] for space, name, _ in changes]
    for space, name, new in changes:
        space[name] = new
    try:
        yield
    finally:
        for (space, name, _), old in zip(changes, kept, strict=True):
            space[name] = old


def killer(mutation: Mutation) -> dict[str, Any] | None:
    """Return the first failure of a mutation in the checks of its function; None if all pass."""
    cases = [Case(check, d) for check in checks().values() for d in check.dtypes or (None,)]
    # The checks that most likely fail come first, to save time.
    of_gradients = mutation.kind in DERIVATIVES
    own = sorted(
        (
            c
            for c in cases
            if c.check.function == mutation.function and (c.check.section == "gradients") == of_gradients
        ),
        key=_later(mutation),
    )
    with broken(mutation):
        for examples in (QUICK_EXAMPLES, EXAMPLES):
            for case in own:
                result = run_case(Context(subject(mutation.spec), case, seed=0, examples=examples))
                if not STATUSES[result["status"]]:
                    return result
    return None


def _later(mutation: Mutation) -> Callable[[Case], bool]:
    kind, _, dtype = mutation.kind.partition("-")
    if dtype:
        return lambda case: case.dtype != dtype
    first = {"error": ("errors",), "nan": ("special", "nan"), "zero": ("special", "grid")}.get(kind, ("value",))
    return lambda case: case.check.category not in first
