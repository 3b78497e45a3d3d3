"""Runs the steps of a program on every backend, from the reference's state, and compares the results."""

from __future__ import annotations

import warnings
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

import unifyarray as ua
from tests._support import specs
from tests.differential._grades import Grade
from unifyarray_conformance.harness.comparison import compare
from unifyarray_conformance.harness.context import Subject
from unifyarray_conformance.reference.dtypes import ALL
from unifyarray_conformance.reference.expected import Expected

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType

    Values = np.ndarray[Any, Any]


#: The name in the counts for a new array of literal values.
INPUT: Final = "input"


@dataclass(frozen=True)
class Step:
    """One call or assignment.

    Attributes
    ----------
    function : str
        The name of the function, for the counts.
    source : str
        Statements over ``xp`` and ``ua`` and the inputs that assign the targets.
    inputs : tuple of str
        The variables that the source reads.
    targets : tuple of str
        The variables that the source assigns. A program assigns each variable once.
    grades : tuple of Grade
        The grade of each target.
    """

    function: str
    source: str
    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    grades: tuple[Grade, ...]


@dataclass(frozen=True)
class Outcome:
    """The result of a step: the values of its targets, or an error."""

    values: tuple[Any, ...] = ()
    error: Exception | None = None

    def words(self) -> str:
        """Return the outcome as text."""
        if self.error is not None:
            return f"raises {type(self.error).__name__}: {str(self.error).partition(chr(10))[0]}"
        return f"returns {', '.join(map(repr, self.values))}"


class Difference(AssertionError):  # noqa: N818 - the search looks for it, so it is not an Error
    """A step that does not have the same outcome on all backends.

    Attributes
    ----------
    run : Run
        The program.
    step : Step
        The step.
    subject : Subject
        The backend that differs from the reference.
    """

    def __init__(self, run: Run, step: Step, subject: Subject, message: str) -> None:
        super().__init__(f"{step.function} on {subject.spec}: {message}")
        self.run = run
        self.step = step
        self.subject = subject


class Machine:
    """The backends, and counts of programs and steps.

    Attributes
    ----------
    reference : Subject
        Its results are the state of the program.
    others : list of Subject
        Every other backend and kind of device.
    plugin : str or None
        ``"module:factory"`` of the backend that replaces the reference.
    programs : int
        The number of programs.
    steps, raised : Counter of str
        How often each function was called, and how often it raised.
    arrays : Counter of str
        How often an array had a dtype, or was 0-d, empty, or not contiguous.
    """

    def __init__(self, reference: Subject, others: list[Subject], plugin: str | None = None) -> None:
        self.reference = reference
        self.others = others
        self.plugin = plugin
        self.programs = 0
        self.steps: Counter[str] = Counter()
        self.raised: Counter[str] = Counter()
        self.arrays: Counter[str] = Counter()

    def __repr__(self) -> str:
        return f"Machine({', '.join(s.spec for s in (self.reference, *self.others))})"

    @classmethod
    def load(cls, plugin: str | None = None) -> Machine:
        """Return the machine with all backends found here.

        The reference is the backend of ``Capabilities.host``, which is always available. A plugin,
        ``"module:factory"``, can replace it.
        """
        first = next(spec for spec in specs() if ua.namespace(spec).native.hooks.backend.capabilities.host)
        return cls(Subject.load(first, plugin), [Subject.load(spec) for spec in specs() if spec != first], plugin)

    @property
    def dtypes(self) -> tuple[str, ...]:
        """The dtypes that every device supports."""
        common = frozenset(ALL).intersection(*(s.dtypes for s in (self.reference, *self.others)))
        return tuple(dtype for dtype in ALL if dtype in common)

    def start(self) -> Run:
        """Return the run of a new program."""
        self.programs += 1
        return Run(self)


class Run:
    """A program at run time.

    Attributes
    ----------
    state : dict of str to Array
        The variables on the reference.
    host : dict of str to array
        Their values.
    steps : list of Step
        The steps so far.
    """

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.state: dict[str, Any] = {}
        self.host: dict[str, Values] = {}
        self.steps: list[Step] = []
        self._copies: dict[tuple[str, str], Any] = {}

    def do(self, step: Step) -> Outcome:
        """Run a step on all backends; raise Difference if their outcomes differ."""
        machine = self.machine
        machine.steps[step.function] += 1
        self.steps.append(step)
        code = compile(step.source, "<step>", "exec")
        wanted = _run(step, code, machine.reference, self.state.__getitem__)
        if wanted.error is not None:
            machine.raised[step.function] += 1
        for subject in machine.others:
            got = _run(step, code, subject, lambda name, s=subject: self._copy(name, s))  # type: ignore[misc]
            if (message := _differ(step, wanted, got, machine.reference, subject)) is not None:
                raise Difference(self, step, subject, message)
        self._keep(step, wanted)
        return wanted

    def check_untouched(self) -> None:
        """Check that no step has written to another variable: assignments are to copies."""
        for name, values in self.host.items():
            places = [self.state[name], *(x for (key, _), x in self._copies.items() if key == name)]
            for x in places:
                if not _bits_equal(ua.to_numpy(x, force=True), values):
                    raise AssertionError(f"{name} of {ua.array_namespace(x)} was written to")

    def _copy(self, name: str, subject: Subject) -> Any:
        """Return a variable on another backend."""
        key = name, subject.spec
        if key not in self._copies:
            self._copies[key] = ua.convert(self.state[name], subject.spec, copy=True)
        return self._copies[key]

    def _keep(self, step: Step, outcome: Outcome) -> None:
        for name, value in zip(step.targets, outcome.values, strict=False):
            if type(value) is ua.Array:
                self.state[name] = value
                # A copy of the present value: later steps can change the array.
                self.host[name] = ua.to_numpy(value, force=True).copy()


_NAMES: Final = {"ua": ua, "np": np, "nan": np.nan, "inf": np.inf}


def _run(step: Step, code: CodeType, subject: Subject, variable: Callable[[str], Any]) -> Outcome:
    space = {**_NAMES, "xp": subject.xp, **{name: variable(name) for name in step.inputs}}
    try:
        with warnings.catch_warnings():
            # Warnings for floating-point numbers are unspecified (contract row 29), and libraries choose their class.
            warnings.simplefilter("ignore", RuntimeWarning)
            warnings.simplefilter("ignore", UserWarning)
            exec(code, space)
    except Exception as error:
        return Outcome(error=error)
    return Outcome(tuple(space[name] for name in step.targets))


def _differ(step: Step, wanted: Outcome, got: Outcome, reference: Subject, subject: Subject) -> str | None:
    """Return the difference of two outcomes as text."""
    if wanted.error is not None or got.error is not None:
        if type(wanted.error) is type(got.error):
            return None
        return f"{got.words()}; {reference.spec} {wanted.words()}"
    for name, grade, x, y in zip(step.targets, step.grades, wanted.values, got.values, strict=True):
        if type(x) is not ua.Array or type(y) is not ua.Array:
            if type(x) is not type(y) or x != y:
                return f"{name} is {y!r}, on {reference.spec} {x!r}"
            continue
        kind = Expected.kind_of(str(x.dtype), x.shape)
        for s, array in ((reference, x), (subject, y)):
            difference = compare(ua, s.xp, array, kind)
            if difference.wrong is not None:
                return f"{name}: {s.spec} {difference.message}"
        values, others = (ua.to_numpy(array, force=True) for array in (x, y))
        if _bits_equal(values, others):
            continue
        message = grade(values, others, flushes=subject.flushes or reference.flushes)
        if message:
            return f"{name}: {message}"
    return None


def _bits_equal(x: Values, y: Values) -> bool:
    return x.dtype == y.dtype and x.shape == y.shape and x.tobytes() == y.tobytes()
