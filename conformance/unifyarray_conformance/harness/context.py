"""Context: what a check gets to work with."""

from __future__ import annotations

import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

import hypothesis
import numpy as np

from ..reference.dtypes import COMPLEX_DTYPES
from ..reference.expected import Expected
from . import budget, requirements
from .calls import Call, is_constant, literal
from .comparison import Difference, compare
from .outcomes import Enough, Failure, Raised, Skipped, Unsupported
from .registry import Case
from .scripts import script
from .subject import Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

T = TypeVar("T")

#: Suppressed health checks: hypothesis must not fail a check because drawing is slow.
_ALL_HEALTH_CHECKS: Any = list(hypothesis.HealthCheck)  # type: ignore[call-overload,unused-ignore]


@dataclass
class Context:
    """The current case, the backend under test, and the assertions about calls.

    Attributes
    ----------
    subject : Subject
        The backend and device.
    case : Case
        The check and the dtype.
    seed : int
        The seed of the run.
    examples : int
        Number of examples that the check draws.
    worst, worst_input : float and str, or None
        The largest distance in units of the last place so far, and its input.
    calls : int
        Number of calls so far.
    last : (Call, object) or None
        The last call, and its expected outcome.
    trace : callable or None
        Called with the script of each call before the call is made.
    """

    subject: Subject
    case: Case
    seed: int
    examples: int
    worst: float | None = None
    worst_input: str | None = None
    calls: int = 0
    last: tuple[Call, Any] | None = field(default=None, repr=False)
    trace: Callable[[str], None] | None = field(default=None, repr=False)
    _limit: float | None = field(default=None, init=False, repr=False)

    @property
    def function(self) -> str:
        """Name of the function to check."""
        return self.case.check.function

    @property
    def dtype(self) -> str:
        """Name of the dtype to check."""
        assert self.case.dtype is not None
        return self.case.dtype

    @property
    def xp(self) -> Any:
        """The bound namespace."""
        return self.subject.xp

    @property
    def ua(self) -> Any:
        """The package ``unifyarray``."""
        return self.subject.ua

    @property
    def default_float(self) -> str:
        """The default real floating dtype."""
        return "float64" if self.has("float64") else "float32"

    def default_complex(self, real: str) -> str:
        """Return the default complex dtype beside a default real one; some devices have float64 without complex128."""
        found = COMPLEX_DTYPES[real]
        return found if self.has(found) or not self.has("complex64") else "complex64"

    @property
    def few_shapes(self) -> bool:
        """Whether to draw from few shapes, because the library compiles a function anew for each."""
        return bool(self.subject.capabilities.compiles_per_shape)

    # -- requirements ----------------------------------------------------------------------------------------

    def has(self, *needs: str) -> bool:
        """Return whether the backend declares some dtypes, capabilities or functions; see `requirements`."""
        return all(requirements.declares(self.subject, need) for need in needs)

    def needs(self, need: str, why: str = "") -> None:
        """End the case as unsupported if the backend does not declare a dtype, a capability or a function.

        Parameters
        ----------
        need : str
            ``"float64"``, ``"mutable"``, ``"linalg.inv"`` ...
        why : str, optional
            Why the check needs it, for the report.
        """
        requirements.require(self.subject, need, why)

    def applicable(self, calls: Iterable[T], source: Callable[[T], str]) -> list[T]:
        """Return the calls that the backend can make: those with a mask need data-dependent shapes, others a dtype.

        The case ends as unsupported if there are calls, but the backend can make none of them.

        Parameters
        ----------
        calls : iterable
            Calls of any type.
        source : callable
            Returns the Python source of a call.
        """
        every = list(calls)
        missing = {dtype for call in every for dtype in requirements.dtypes_in(source(call)) if not self.has(dtype)}
        found = [call for call in every if not requirements.dtypes_in(source(call)) & missing]
        if every and not found:
            self.needs(min(missing))
        if self.has("data_dependent_shapes"):
            return found
        known = [call for call in found if not requirements.has_unknown_shape(source(call))]
        if found and not known:
            self.needs("data_dependent_shapes")
        return known

    # -- examples --------------------------------------------------------------------------------------------

    @property
    def entropy(self) -> int:
        """The seed of the case, which does not depend on the other selected cases."""
        return zlib.crc32(f"{self.seed}/{self.case.id}".encode())

    def rng(self) -> np.random.Generator:
        """Return a generator of random numbers, the same in every run of this case with this seed."""
        return np.random.default_rng(self.entropy)

    def given(
        self, strategy: Any, body: Callable[[Any], None], *, examples: int | None = None, shrink: bool = False
    ) -> None:
        """Run a body with examples that a hypothesis strategy draws, and raise the simplest failure."""
        phases = [hypothesis.Phase.generate] + ([hypothesis.Phase.shrink] if shrink else [])
        settings = hypothesis.settings(
            max_examples=examples or self.examples,
            database=None,
            deadline=None,
            phases=phases,
            report_multiple_bugs=False,
            suppress_health_check=_ALL_HEALTH_CHECKS,
            verbosity=hypothesis.Verbosity.quiet,
        )
        failures: list[Exception] = []

        def run_example(example: Any) -> None:
            try:
                body(example)
            except Exception as error:
                failures.append(error)
                raise

        decorate: Any = hypothesis.given(strategy)
        run: Any = hypothesis.seed(self.entropy)(settings(decorate(run_example)))
        try:
            run()
        except Exception:
            if failures:
                raise failures[-1] from None
            raise

    # -- calls -----------------------------------------------------------------------------------------------

    def _record(self, call: Call, outcome: Any) -> None:
        if self._limit is None:
            self._limit = budget.most_calls(self)
        if self.calls >= self._limit:
            raise Enough
        self.calls += 1
        self.last = (call, outcome)
        if self.trace is not None:
            self.trace(self.reproduction() or "")

    def reproduction(self) -> str | None:
        """Return the script of the last call."""
        return None if self.last is None else script(*self.last, self.subject, f"{self.case.id}: {self.doing()}")

    def doing(self) -> str:
        """Return the last call in one line."""
        return "no call" if self.last is None else _in_one_line(self.last[0])

    def run(self, call: Call, outcome: Any) -> Any:
        """Run a call that must return; Raised if it raises."""
        self._record(call, outcome)
        try:
            return call.run(self.ua, self.xp)
        except MemoryError:
            raise
        except Exception as error:
            requirements.check_missing_function(self.subject, error)
            requirements.check_missing_complex(self.subject, error)
            self._fail(call, outcome, f"raised {type(error).__name__}: {_first_line(error)}", Raised)

    def expect(self, call: Call, expected: Expected) -> Any:
        """Check the result of a call, and return it.

        A result in a dtype that the backend does not declare is not expected of it.
        """
        if expected.dtype in COMPLEX_DTYPES.values():
            self.needs(expected.dtype, "the dtype of the result")
        try:
            got = self.run(call, expected)
        except Raised:
            self._reduce_raised(call, expected)
            raise
        difference = self.compare(got, expected)
        self._record_accuracy(call, difference, expected)
        if difference.wrong is not None:
            if difference.wrong == "value" and call.elementwise and difference.index is not None:
                self._reduce(call, expected, difference)
            inputs = ""
            if call.elementwise and difference.index is not None:
                inputs = f", from {', '.join(map(literal, call.elements(difference.index, expected.shape)))}"
            self._fail(call, expected, difference.message + inputs)
        return got

    def compare(self, got: Any, expected: Expected) -> Difference:
        """Compare a result with its expectation."""
        return compare(self.ua, self.xp, got, expected, flushes=self.subject.flushes)

    def raises(self, call: Call, error: type[BaseException]) -> None:
        """Check that a call raises an error of a class.

        A lazy backend may raise an error of values when the values are asked for (contract row 31), so this asks.
        """
        self._record(call, error)
        try:
            got = call.run(self.ua, self.xp)
            if self.has("lazy"):
                compute(self.subject, got)
        except (error, MemoryError) as found:
            if not isinstance(found, error):
                raise
            return
        except Exception as other:
            requirements.check_missing_function(self.subject, other)
            self._fail(call, error, f"raised {type(other).__name__} instead of {error.__name__}: {_first_line(other)}")
        self._fail(call, error, f"returned {_shortened(got)} instead of raising {error.__name__}")

    def ensure(self, call: Call, assertion: str, message: str = "") -> Any:
        """Check a call by a statement about ``result``, such as ``assert result == 3, result``; return the result."""
        got = self.run(call, assertion)
        try:
            exec(assertion, {"result": got, "xp": self.xp, "ua": self.ua, "np": np, "nan": np.nan, "inf": np.inf})
        except AssertionError as error:
            self._fail(call, assertion, message or f"{assertion}: {str(error) or _shortened(got)}")
        return got

    # -- failures --------------------------------------------------------------------------------------------

    def _fail(self, call: Call, outcome: Any, message: str, kind: type[Failure] = Failure) -> NoReturn:
        text = f"{_in_one_line(call)}: {message}"
        raise kind(text, script(call, outcome, self.subject, f"{self.case.id}\n{text}"), message) from None

    def _record_accuracy(self, call: Call, difference: Difference, expected: Expected) -> None:
        if difference.ulp is None or (self.worst is not None and difference.ulp <= self.worst):
            return
        self.worst = difference.ulp
        index = difference.ulp_index
        if index is not None and call.elementwise:
            self.worst_input = ", ".join(literal(x) for x in call.elements(index, expected.shape))
        else:
            self.worst_input = _in_one_line(call)

    def _reduce(self, call: Call, expected: Expected, difference: Difference) -> None:
        """Raise the failure for the worst element alone, or for an array full of it, if either fails as well."""
        index = difference.index
        assert index is not None
        if np.ndim(expected.absolute):
            expected = replace(expected, absolute=float(np.asarray(expected.absolute)[index]))
        for reduced_call, reduced in (
            (call.at(index, expected.shape), expected.at(index)),
            (call.everywhere(index, expected.shape), expected.everywhere(index)),
        ):
            with _failures_alone():
                again = self.compare(reduced_call.run(self.ua, self.xp), reduced)
                if again.wrong is not None:
                    self._fail(reduced_call, reduced, again.message.replace("element (): ", ""))

    def _reduce_raised(self, call: Call, expected: Expected) -> None:
        """Raise the failure for a single element, if the call raises for one as well."""
        if not call.elementwise or 0 in expected.shape or expected.shape == ():
            return
        index = (0,) * len(expected.shape)
        self.run(call.at(index, expected.shape), expected.at(index))


def compute(subject: Subject, result: Any) -> None:
    """Compute every array in a result, in either tier; errors that a lazy backend has deferred are raised now."""
    if isinstance(result, (subject.ua.Array, *subject.xp.native.hooks.backend.types())):
        subject.ua.to_numpy(result, force=True)
    elif isinstance(result, tuple | list):
        for item in result:
            compute(subject, item)


@contextmanager
def _failures_alone() -> Generator[None]:
    """Let a Failure through and nothing else: otherwise the failure of all elements is reported."""
    try:
        yield
    except Failure:
        raise
    except Exception:
        return


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0]


def _shortened(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 200 else f"{text[:200]}..."


#: The most elements of an input that are written out; more never fit in a line.
_SHOWN: Final = 80


def _in_one_line(call: Call) -> str:
    """Return a call in one line, with short inputs written out."""
    text = call.source
    for i, x in enumerate(call.inputs):
        given = getattr(x, "values", x)
        if not isinstance(given, np.ndarray):
            shown = literal(x)
        elif given.ndim and is_constant(given):
            shown = f"{literal(given.ravel()[0].item())} x {given.size}"
        else:
            shown = literal(given.tolist()) if given.size <= _SHOWN else ""
        if isinstance(given, np.ndarray):
            full = f"{shown} ({given.dtype}{', ' + x.layout if x.layout != 'plain' else ''})"
            shown = full if shown and len(full) <= 160 else f"<{given.dtype}, shape {given.shape}, {x.layout}>"
        text += f"{'; ' if i == 0 else ', '}x{i} = {shown}"
    return text


__all__ = ["Context", "Failure", "Raised", "Skipped", "Subject", "Unsupported", "compute"]
