"""Runs a case on backends and compares dtype, shape, values, error class and hint, inputs, and writes to the result."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

import unifyarray as ua
from tests.differential._machine import Machine
from tests.differential.calls.grades import widened
from unifyarray_conformance.harness.calls import Input, code_of
from unifyarray_conformance.harness.comparison import compare
from unifyarray_conformance.reference.dtypes import HALF
from unifyarray_conformance.reference.expected import Expected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.differential.calls.drawing import Case
    from unifyarray_conformance.harness.subject import Subject

    Values = np.ndarray[Any, Any]


@dataclass
class Leaf:
    """An array in a result: its dtype and values on the host, and what a write to it does."""

    dtype: str
    values: Values
    write: str = ""
    alias: bool | None = None


@dataclass
class Outcome:
    """The result of a call on one backend.

    Attributes
    ----------
    form : str
        The structure of the result: "Array", "tuple(Array, Array)", or the repr of an object.
    leaves : list of Leaf
        The arrays of the result.
    error : Exception or None
        The exception of the call.
    wrong : str
        An error that needs no comparison: a stray array, an input that has changed.
    """

    form: str = ""
    leaves: list[Leaf] = field(default_factory=list)
    error: Exception | None = None
    wrong: str = ""

    @property
    def has_hint(self) -> bool:
        """Whether the error has a hint."""
        return "\nHint: " in str(self.error)

    def words(self) -> str:
        """Return the outcome in a few words."""
        if self.error is not None:
            fact = str(self.error).partition("\n")[0]
            return f"{type(self.error).__name__}{'' if self.has_hint else ' without a hint'}: {fact[:150]}"
        arrays = [f"{leaf.dtype}{list(leaf.values.shape)}" for leaf in self.leaves]
        shown = np.array2string(widened(self.leaves[0].values), threshold=8) if self.leaves else self.form
        return f"{', '.join(arrays)} {' '.join(shown.split())[:120]}"


@dataclass(frozen=True)
class Mismatch:
    """A difference between two outcomes of a case.

    Attributes
    ----------
    case : Case
        The case.
    aspect : str
        "error", "hint", "form", "dtype", "shape", "value", "write", "alias" or "input".
    message : str
        The difference in words.
    first, second : Outcome
        The outcomes.
    names : tuple of str
        The specifications of the two backends, or "numpy" for NumPy without unifyarray.
    """

    case: Case
    aspect: str
    message: str
    first: Outcome
    second: Outcome
    names: tuple[str, str]


_NAMES: Final = {"ua": ua, "np": np, "nan": float("nan"), "inf": float("inf")}


def run(case: Case, subject: Subject, *, probe: bool = True) -> Outcome:
    """Run a case on a backend.

    Parameters
    ----------
    probe : bool, default True
        Whether to write to the results and look whether inputs change.
    """
    inputs = case.call.inputs
    built = [x.build(ua, subject.xp) if isinstance(x, Input) else x for x in inputs]
    space = {**_NAMES, "xp": subject.xp, **{f"x{i}": x for i, x in enumerate(built)}}
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            result = result_of(case.call.source, space)
        except Exception as error:
            wrong = _not_of_contract(error) or ("" if case.writes else _changed(inputs, built))
            return Outcome(error=error, wrong=wrong)
        outcome = Outcome()
        arrays: list[Any] = []
        outcome.form = _form(result, arrays)
        for array in arrays:
            stray = compare(ua, subject.xp, array, Expected.kind_of(str(array.dtype), array.shape))
            outcome.wrong = outcome.wrong or stray.message
            outcome.leaves.append(Leaf(str(array.dtype), np.array(ua.to_numpy(array, force=True), copy=True)))
        if not case.writes:
            outcome.wrong = outcome.wrong or _changed(inputs, built)
            if probe and not outcome.wrong and all(x.layout not in _READ_ONLY for x in inputs if isinstance(x, Input)):
                for leaf, array in zip(outcome.leaves[:2], arrays, strict=False):
                    _write(leaf, array, inputs, built)
    return outcome


#: Layouts whose parts cannot be written to on some backends. Whether a part is a view is open (contract row 20).
_READ_ONLY: Final = ("broadcast", "read-only")


#: The classes of errors (contract row 26). Their subclasses are unifyarray's own.
_CLASSES: Final = (
    TypeError,
    ValueError,
    IndexError,
    OverflowError,
    AttributeError,
    MemoryError,
    RuntimeError,
    ImportError,
)
#: Python's own errors, which have no hint.
_OF_PYTHON: Final = re.compile(
    r"unexpected keyword argument|positional argument|unhashable|unsupported operand|unsupported format|not callable|"
    r"not iterable|required (keyword-only )?argument|object is not|format code"
)


def _not_of_contract(error: Exception) -> str:
    """Return what is wrong with an error by itself: a class that no row names, or no hint."""
    name = type(error).__name__
    if not isinstance(error, _CLASSES) or isinstance(error, NotImplementedError | RecursionError):
        return f"raises {name}: {str(error)[:80]}"
    of_python = isinstance(error, TypeError | ValueError) and _OF_PYTHON.search(str(error))
    if "\nHint: " in str(error) or of_python:
        return ""
    return f"raises {name} without a hint: {str(error)[:80]}"


def result_of(source: str, space: dict[str, Any]) -> Any:
    """Return the value of an expression, or what statements assign to ``result``."""
    code, is_expression = code_of(source)
    if is_expression:
        return eval(code, space)
    exec(code, space)
    return space["result"]


def _form(result: Any, arrays: list[Any]) -> str:
    if type(result) is ua.Array:
        arrays.append(result)
        return "Array"
    if isinstance(result, tuple | list):
        return f"{type(result).__name__}({', '.join(_form(x, arrays) for x in result)})"
    if isinstance(result, np.ndarray):
        return f"{result.dtype} {result.shape} {result.tolist()!r}"
    if isinstance(result, str):  # the text of an Array names its device
        result = re.sub(r",\s+device='[^']*'", "", result)
    return f"{type(result).__name__} {result!r}"


def _changed(inputs: Sequence[Any], built: Sequence[Any]) -> str:
    for i, (x, array) in enumerate(zip(inputs, built, strict=True)):
        if isinstance(x, Input) and not _same_bits(ua.to_numpy(array, force=True), x.values):
            return f"the call has written to x{i}"
    return ""


def _same_bits(x: Values, y: Values) -> bool:
    return x.dtype == y.dtype and x.shape == y.shape and x.tobytes() == y.tobytes()


def _write(leaf: Leaf, array: Any, inputs: Sequence[Any], built: Sequence[Any]) -> None:
    """Write to an array of the result."""
    if not leaf.values.size:
        return
    value = not bool(leaf.values.any())
    try:
        array[...] = value if leaf.dtype == "bool" else int(value)
    except Exception as error:
        leaf.write = f"{type(error).__name__}{'' if chr(10) + 'Hint: ' in str(error) else ' without a hint'}"
        return
    got = ua.to_numpy(array, force=True)
    leaf.write = "written" if bool((got == value).all()) else "partly written"
    leaf.alias = bool(_changed(inputs, built))


class Comparison:
    """Runs cases everywhere, and counts the differences that the contract names.

    Attributes
    ----------
    reference : Subject
        The backend of the host.
    others : list of Subject
        Every other backend and kind of device.
    half : tuple of str
        The half-precision dtypes that all support.
    excused : Counter of str
        How often a freedom of the contract has excused a difference.
    raised : Counter of str
        How often a call raised on the reference.
    """

    def __init__(self, plugin: str | None = None) -> None:
        machine = Machine.load(plugin)
        self.reference, self.others = machine.reference, machine.others
        self.dtypes = machine.dtypes
        every = (self.reference, *self.others)
        self.half = tuple(t for t in HALF if all(t in s.dtypes for s in every))
        self.excused: Counter[str] = Counter()
        self.raised: Counter[str] = Counter()

    def mismatches(self, case: Case) -> list[Mismatch]:
        """Return the differences of a case on all backends."""
        first = run(case, self.reference)
        self.raised[case.name] += first.error is not None
        found = []
        if first.wrong:
            found.append(Mismatch(case, "input", first.wrong, first, first, (self.reference.spec,) * 2))
        for subject in self.others:
            second = run(case, subject)
            names = (self.reference.spec, subject.spec)
            if second.wrong:
                found.append(Mismatch(case, "input", second.wrong, first, second, names))
                continue
            flushes = subject.flushes or self.reference.flushes
            difference = self.difference(case, first, second, flushes=flushes)
            if difference is not None:
                found.append(Mismatch(case, *difference, first, second, names))
        return found

    def difference(
        self, case: Case, first: Outcome, second: Outcome, *, flushes: bool = False, writes: bool = True
    ) -> tuple[str, str] | None:
        """Return the aspect and the message of a difference that the contract does not name."""
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")  # exact values of empty arrays and overflows
            return self._difference(case, first, second, flushes=flushes, writes=writes)

    def _difference(
        self, case: Case, first: Outcome, second: Outcome, *, flushes: bool, writes: bool
    ) -> tuple[str, str] | None:
        if first.error is not None or second.error is not None:
            return self._error_difference(case, first, second)
        if first.form != second.form:
            return ("form", f"{second.form[:80]}, expected {first.form[:80]}")
        for i, (x, y) in enumerate(zip(first.leaves, second.leaves, strict=True)):
            found = self._leaf_difference(case, i, x, y, flushes=flushes)
            if found is None and writes:
                found = self._write_difference(case, x, y)
            if found is not None:
                return found
        return None

    def _excuse(self, case: Case, aspect: str) -> bool:
        for freedom in case.freedoms:
            if freedom.aspect == aspect and freedom.mask is None:
                self.excused[freedom.key] += 1
                return True
        return False

    def _error_difference(self, case: Case, first: Outcome, second: Outcome) -> tuple[str, str] | None:
        if type(first.error) is type(second.error) and first.has_hint == second.has_hint:
            return None
        if self._excuse(case, "outcome") or isinstance(first.error or second.error, MemoryError):
            return None  # libraries need different amounts of memory for one result
        aspect = "hint" if type(first.error) is type(second.error) else "error"
        return aspect, f"{second.words()} / expected {first.words()}"

    def _leaf_difference(self, case: Case, i: int, x: Leaf, y: Leaf, *, flushes: bool) -> tuple[str, str] | None:
        if x.dtype != y.dtype:
            return "dtype", f"{y.dtype}, expected {x.dtype}"
        if x.values.shape != y.values.shape:
            return None if self._excuse(case, "shape") else ("shape", f"{y.values.shape}, expected {x.values.shape}")
        if _same_bits(x.values, y.values):
            return None
        grade = case.grades[min(i, len(case.grades) - 1)]
        message = grade(x.values, y.values, flushes=flushes)
        if not message:
            return None
        for freedom in case.freedoms:
            if freedom.aspect == "value":
                mask = True if freedom.mask is None else freedom.mask
                kept = np.where(mask, x.values, y.values).astype(y.values.dtype)
                if kept.shape == x.values.shape and not grade(x.values, kept, flushes=flushes):
                    self.excused[freedom.key] += 1
                    return None
        return "value", message

    def _write_difference(self, case: Case, x: Leaf, y: Leaf) -> tuple[str, str] | None:
        if x.write != y.write:
            return None if self._excuse(case, "write") else ("write", f"{y.write}, expected {x.write}")
        if x.alias != y.alias:
            return None if self._excuse(case, "alias") else ("alias", f"alias is {y.alias}, expected {x.alias}")
        return None
