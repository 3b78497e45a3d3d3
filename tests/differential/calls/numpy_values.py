"""The same calls in plain NumPy: values are NumPy's, but for the rows of the contract in which unifyarray differs.

Calls that NumPy refuses, such as ``sort`` with ``descending=``, and results that are not arrays are not compared.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

import unifyarray as ua
from tests.differential.calls.contract import Row
from tests.differential.calls.running import Comparison, Leaf, Mismatch, Outcome, result_of, run
from unifyarray_conformance.checks.elementwise_functions import NAMES
from unifyarray_conformance.harness.calls import Input
from unifyarray_conformance.reference.dtypes import HALF

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.differential.calls.drawing import Case

_HOST: Final = SimpleNamespace(to_numpy=lambda x, force: x)
_NAMES: Final = {"np": np, "xp": np, "nan": float("nan"), "inf": float("inf")}


@dataclass(frozen=True)
class Exception_:  # noqa: N801 - an exception to the rule, not an error
    """A row of the contract in which results differ from NumPy's.

    Attributes
    ----------
    row : Row
        The row, and its words.
    aspect : str
        What differs: "error", "dtype", "shape", "value".
    applies : callable
        Returns whether the row is about a case, given the case and both outcomes.
    """

    row: Row
    aspect: str
    applies: Callable[[Case, Outcome, Outcome], bool]


def _inputs(case: Case) -> list[Any]:
    return [x.values for x in case.call.inputs if isinstance(x, Input)]


def _name(case: Case) -> str:
    return case.name.removeprefix("operator ").removesuffix(" in place")


def _raises(*classes: type[Exception]) -> Callable[[Case, Outcome, Outcome], bool]:
    return lambda case, mine, plain: isinstance(mine.error, classes)


def _is(*names: str) -> Callable[[Case, Outcome, Outcome], bool]:
    return lambda case, mine, plain: _name(case) in names


def _all_integers(case: Case, mine: Outcome, plain: Outcome) -> bool:
    return all(x.dtype.kind in "bui" for x in _inputs(case))


def _kinds_differ(case: Case, mine: Outcome, plain: Outcome) -> bool:
    kinds = {x.dtype.kind.replace("u", "i") for x in _inputs(case)}
    return len(kinds) > 1 or bool(re.search(r"dtype=|\d\.\d|\dj|complex|nan|inf|True|False|[( ]-?\d", case.call.source))


def _has_numpy_scalar(case: Case, mine: Outcome, plain: Outcome) -> bool:
    return "np." in case.call.source


def _fewer_elements_than_correction(case: Case, mine: Outcome, plain: Outcome) -> bool:
    if case.name not in ("std", "var"):
        return False
    first, second = (outcome.leaves[0].values for outcome in (mine, plain))
    return bool((np.isnan(first) | (first == second)).all())


def _transforms_nothing(case: Case, mine: Outcome, plain: Outcome) -> bool:
    """Return whether a transform pads an empty axis with zeros: NumPy returns memory as it finds it."""
    return case.name.startswith("fft.") and not mine.leaves[0].values.any()


def _ends_are_infinite(case: Case, mine: Outcome, plain: Outcome) -> bool:
    """Return whether NumPy's ``linspace`` is NaN where ours has an infinite end, or the number that it starts with."""
    if case.name != "linspace":
        return False
    first, second = (outcome.leaves[0].values for outcome in (mine, plain))
    return bool((np.isnan(second) | (first == second)).all()) and not np.isnan(first[:1]).any()


def _value_overlaps(case: Case, mine: Outcome, plain: Outcome) -> bool:
    """Return whether NumPy agrees once the value, a part of the same array, is copied before it is written."""
    copied = re.sub(r"\] = (t\b.*)$", r"] = np.copy(\1)", case.call.source, flags=re.MULTILINE)
    if case.name != "__setitem__" or copied == case.call.source:
        return False
    again = run_plain(replace(case, call=replace(case.call, source=copied)))
    return again.error is None and _equal(mine.leaves[0].values, again.leaves[0].values)


def _is_in_range(case: Case, mine: Outcome, plain: Outcome) -> bool:
    """Return whether NumPy has our result if it computes with a wider range: its squares or powers leave the range."""
    if case.name not in ("linalg.vector_norm", "linalg.matrix_norm", "std", "var"):
        return False
    wide = tuple(_wide(x) if isinstance(x, Input) else x for x in case.call.inputs)
    again = run_plain(replace(case, call=replace(case.call, inputs=wide)))
    if again.error is not None:
        return False
    got, wanted = mine.leaves[0].values, again.leaves[0].values
    bound = 64 * max(1, *(x.size for x in _inputs(case))) * np.finfo(got.dtype).eps
    return got.shape == wanted.shape and bool(np.allclose(wanted.astype(got.dtype), got, bound, 0, equal_nan=True))


def _scalars_are_numbers(case: Case, mine: Outcome, plain: Outcome) -> bool:
    """Return whether NumPy agrees once its scalars are Python's numbers: they decide the dtype that it computes in."""
    numbers = re.sub(r"np\.\w+\(([^()]*)\)", r"\1", case.call.source)
    if numbers == case.call.source:
        return False
    again = run_plain(replace(case, call=replace(case.call, source=numbers)))
    if again.error is not None or not again.leaves or again.leaves[0].values.shape != mine.leaves[0].values.shape:
        return False
    return not case.grades[0](again.leaves[0].values, mine.leaves[0].values, flushes=False)


def _rebuilds_the_same(case: Case, mine: Outcome, plain: Outcome) -> bool:
    """Return whether inverses differ only in which of several NaNs an element is."""
    if case.name not in ("unique_all", "unique_inverse"):
        return False
    inverse = 1 if case.name == "unique_inverse" else 2
    first, second = (o.leaves[0].values[o.leaves[inverse].values] for o in (mine, plain))
    return bool(np.array_equal(first, second, equal_nan=first.dtype.kind in "fc"))


def _wide(x: Any) -> Any:
    """Return an input with numbers of NumPy's widest dtype."""
    return Input(x.values.astype(np.clongdouble if x.values.dtype.kind == "c" else np.longdouble), x.layout)


def _equal(x: Any, y: Any) -> bool:
    return x.dtype == y.dtype and x.shape == y.shape and bool(x.tobytes() == y.tobytes())


_STANDARD: Final = Row("", "Where a row meets the standard's own text, the text wins")
_ROW_16: Final = "Real: at most 4 ULP from the correctly rounded value"
EXCEPTIONS: Final = (
    Exception_(Row("4", "NumPy scalars, np.float64 included, count as Python scalars"), "dtype", _has_numpy_scalar),
    Exception_(Row("4", "NumPy scalars, np.float64 included, count as Python scalars"), "value", _scalars_are_numbers),
    Exception_(Row("5", "`sqrt(int)`, `int / int`, `mean(int)`: default float"), "dtype", _all_integers),
    Exception_(Row("3", "the result has the higher kind's dtype"), "dtype", _kinds_differ),
    Exception_(Row("4", "OverflowError"), "error", _raises(OverflowError)),
    Exception_(Row("7", "IndexError, for static and array indices"), "error", _raises(IndexError)),
    Exception_(Row("18n", "LinAlgError"), "error", _raises(ua.linalg.LinAlgError)),
    Exception_(
        Row("26", "Wrong dtype or type TypeError, wrong shape or value ValueError"),
        "error",
        _raises(TypeError, ValueError, AttributeError),
    ),
    Exception_(
        Row("9n", "shifts by the width or more give 0 or -1"), "value", _is("bitwise_left_shift", "bitwise_right_shift")
    ),
    Exception_(Row("9n", "`x // 0` and `x % 0` are 0"), "value", _is("floor_divide", "remainder")),
    Exception_(
        Row("16n", _ROW_16),
        "value",
        lambda case, mine, plain: _name(case) in NAMES and mine.leaves[0].values.dtype.kind in "fc",
    ),
    Exception_(
        Row("1n", "Its first and last value are the ends, also if these are infinite"), "value", _ends_are_infinite
    ),
    Exception_(
        Row("8", "The value and the index are read as a whole before anything is written"), "value", _value_overlaps
    ),
    Exception_(
        Row("15n", "neither overflow nor underflow if the result itself is in the range of the dtype"),
        "value",
        _is_in_range,
    ),
    Exception_(Row("17n", "sorted output"), "value", _is("unique_values")),
    Exception_(Row("17n", "NaNs distinct in `unique_*`"), "value", _rebuilds_the_same),
    Exception_(Row("17n", "Stable by default"), "value", _is("argsort", "sort")),
    Exception_(_STANDARD, "dtype", _is("linalg.eig", "linalg.eigvals", "fft.fftn", "fft.ifftn")),
    Exception_(_STANDARD, "value", _fewer_elements_than_correction),
    Exception_(_STANDARD, "value", _transforms_nothing),
    Exception_(_STANDARD, "shape", _is("diff")),
)


def run_plain(case: Case) -> Outcome:
    """Run a case in NumPy."""
    built = [x.build(_HOST, np) if isinstance(x, Input) else x for x in case.call.inputs]
    space = {**_NAMES, **{f"x{i}": x for i, x in enumerate(built)}}
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            result = result_of(case.call.source, space)
        except Exception as error:
            return Outcome(error=error)
    outcome = Outcome()
    outcome.form = _form(result, outcome.leaves)
    return outcome


def _form(result: Any, leaves: list[Leaf]) -> str:
    if isinstance(result, np.ndarray | np.generic):
        values = np.asarray(result)
        leaves.append(Leaf(values.dtype.name, values.copy()))
        return "Array"
    if isinstance(result, tuple | list):
        return f"tuple({', '.join(_form(x, leaves) for x in result)})"
    return f"{type(result).__name__} {result!r}"


def _is_compared(case: Case) -> bool:
    """Return whether NumPy has what a case does: no half precision, and no object of unifyarray."""
    if any(t in case.call.source for t in HALF) or case.name.startswith(("protocol", "empty")):
        return False
    if case.name == "diff" and "2**70" in case.call.source:  # NumPy would take as many differences
        return False
    return not any(x.dtype.name in HALF for x in _inputs(case))


class NumpyComparison:
    """Compares calls of the host's backend with NumPy.

    Attributes
    ----------
    compared : int
        How many calls returned arrays on both sides.
    named : Counter of str
        How often a row of the contract named a difference.
    """

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self.compared = 0
        self.named: Counter[str] = Counter()

    def mismatches(self, case: Case) -> list[Mismatch]:
        """Return the difference of a case that no row names."""
        if not _is_compared(case):
            return []
        mine = run(case, self._comparison.reference, probe=False)
        if isinstance(mine.error, ua.linalg.LinAlgError):
            return []  # NumPy's SVD never returns for some matrices that are not finite
        plain = run_plain(case)
        if plain.error is not None or (mine.error is None and not mine.leaves):
            return []
        mine.form = re.sub(r"^\w+\(", "tuple(", mine.form)
        self.compared += 1
        found = self._comparison.difference(case, mine, plain, writes=False)
        if found is None:
            return []
        wrong_itself = found[1].startswith("the reference's")  # by the suite's exact values
        for exception in () if wrong_itself else EXCEPTIONS:
            if exception.aspect == found[0] and exception.applies(case, mine, plain):
                self.named[exception.row.row] += 1
                return []
        return [Mismatch(case, *found, mine, plain, (self._comparison.reference.spec, "numpy"))]
