"""What a check works with: the backend under test, the case in hand, and what to do with a call."""

from __future__ import annotations

import importlib
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, NoReturn

import hypothesis
import numpy as np

from ..reference.dtypes import ALL, HALF
from ..reference.expected import Expected
from .calls import Call, array_source, literal
from .comparison import Difference, compare
from .registry import Case
from .scripts import script

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

#: How long drawing takes is of no interest here.
_ALL_HEALTH_CHECKS: Any = list(hypothesis.HealthCheck)  # type: ignore[call-overload,unused-ignore]
#: What a backend does that has not declared a capability.
_WITHOUT: Final = {"autograd": "does not differentiate", "lazy": "computes at once"}


class Failure(AssertionError):  # noqa: N818 - what a check finds, not what goes wrong in it
    """A check has failed.

    Attributes
    ----------
    reproduce : str or None
        A stand-alone script that fails in the same way.
    """

    def __init__(self, message: str, reproduce: str | None = None) -> None:
        super().__init__(message)
        self.reproduce = reproduce


class Raised(Failure):
    """A call raised what it should not."""


class Skipped(Exception):  # noqa: N818 - not an error
    """A check does not apply here; the reason is the message."""


@dataclass(frozen=True)
class Subject:
    """What is checked: a backend on a device.

    Attributes
    ----------
    spec : str
        ``"torch:cuda:0"``.
    plugin : str or None
        ``"module:factory"`` of a backend that is to be registered first.
    ua : module
        The package ``unifyarray``.
    xp : namespace
        Its bound namespace.
    dtypes : frozenset of str
        The dtypes that the device declares.
    flushes : bool
        The device takes subnormal numbers for zero (contract row 29).
    note : str or None
        Why that could not be told, where it could not; ``flushes`` is False then.
    """

    spec: str
    plugin: str | None
    ua: Any
    xp: Any
    dtypes: frozenset[str]
    flushes: bool
    note: str | None = None

    @classmethod
    def load(cls, spec: str, plugin: str | None = None) -> Subject:
        """Return the subject of a specification; raises what ``ua.namespace`` raises."""
        ua: Any = importlib.import_module("unifyarray")
        if plugin is not None:
            module, _, factory = plugin.partition(":")
            ua.register_backend(getattr(importlib.import_module(module), factory)(), override=True)
        xp = ua.namespace(spec)
        hooks = xp.native.hooks
        dtypes = frozenset((*ALL, *HALF)) & {str(dtype) for dtype in hooks.dtypes}
        flushes, note = _flushes(xp.native)
        return cls(f"{hooks.backend.name}:{hooks.device}", plugin, ua, xp, dtypes, flushes, note)

    def about(self) -> dict[str, Any]:
        """Return what a report says about the subject."""
        backend = self.xp.native.hooks.backend
        return {
            "spec": self.spec,
            "backend": backend.name,
            "device": str(self.xp.native.hooks.device),
            "library": {backend.distribution: backend.version()},
            "dtypes": [dtype for dtype in (*ALL, *HALF) if dtype in self.dtypes],
            "deviations": dict(backend.deviations),
            "hardware": backend.describe(self.xp.native.hooks.device),
            "detours": list(backend.capabilities.host_fallbacks.get(self.xp.native.hooks.device.kind, ())),
            "flushes_subnormals": self.flushes if self.note is None else None,
            "note": self.note,
        }


def _flushes(native: Any) -> tuple[bool, str | None]:
    """Return whether a device takes subnormal numbers for zero; False, and why, where it cannot double a number."""
    small = np.array([2.0**-130], dtype=np.float32)
    try:
        found = native.hooks.from_host(small, True)
        doubled = native.hooks.to_host(native.add(found, found), True)
        return bool(doubled[0] == 0.0), None
    except Exception as error:  # checks of addition say the same; the others shall have their say
        return False, f"whether subnormals are flushed: {type(error).__name__}: {_first_line(error)}"


@dataclass
class Context:
    """A case in hand.

    Attributes
    ----------
    subject : Subject
        The backend and device.
    case : Case
        The check and the dtype.
    seed : int
        The seed of the run.
    examples : int
        How many examples the check is to draw.
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

    @property
    def function(self) -> str:
        """Name of the function in hand."""
        return self.case.check.function

    @property
    def dtype(self) -> str:
        """Name of the dtype in hand."""
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

    def has(self, *dtypes: str) -> bool:
        """Return whether the device has some dtypes."""
        return self.subject.dtypes.issuperset(dtypes)

    def needs(self, capability: str) -> None:
        """Skip the case where the backend does not declare a capability."""
        backend = self.xp.native.hooks.backend
        if not getattr(backend.capabilities, capability):
            raise Skipped(f"{backend.name} {_WITHOUT[capability]}")

    @property
    def default_float(self) -> str:
        """The default real floating dtype."""
        return "float64" if self.has("float64") else "float32"

    @property
    def entropy(self) -> int:
        """A seed of the case's own, the same whatever else is selected."""
        return zlib.crc32(f"{self.seed}/{self.case.id}".encode())

    def rng(self) -> np.random.Generator:
        """Return a generator of random numbers that starts the same on every run of this case with this seed."""
        return np.random.default_rng(self.entropy)

    # -- examples --------------------------------------------------------------------------------------------

    def given(
        self, strategy: Any, body: Callable[[Any], None], *, examples: int | None = None, shrink: bool = False
    ) -> None:
        """Run a body with examples that a hypothesis strategy draws; the failure that is raised is the simplest."""
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

        def one(example: Any) -> None:
            try:
                body(example)
            except Exception as error:
                failures.append(error)
                raise

        decorate: Any = hypothesis.given(strategy)
        run: Any = hypothesis.seed(self.entropy)(settings(decorate(one)))
        try:
            run()
        except Exception:
            if failures:
                raise failures[-1] from None
            raise

    # -- calls -----------------------------------------------------------------------------------------------

    def _about_to(self, call: Call, outcome: Any) -> None:
        self.calls += 1
        self.last = (call, outcome)
        if self.trace is not None:
            self.trace(self.reproduction() or "")

    def reproduction(self) -> str | None:
        """Return the script of the call in hand."""
        return None if self.last is None else script(*self.last, self.subject, f"{self.case.id}: {self.doing()}")

    def doing(self) -> str:
        """Return the call in hand in one line."""
        return "no call" if self.last is None else _shown(self.last[0])

    def run(self, call: Call, outcome: Any) -> Any:
        """Run a call that is expected to return; Raised where it raises."""
        self._about_to(call, outcome)
        try:
            return call.run(self.ua, self.xp)
        except MemoryError:
            raise
        except Exception as error:
            self._fail(call, outcome, f"raised {type(error).__name__}: {_first_line(error)}", Raised)

    def expect(self, call: Call, expected: Expected) -> Any:
        """Check what a call returns, and return it."""
        try:
            got = self.run(call, expected)
        except Raised:
            self._reduce_raised(call, expected)
            raise
        difference = self.compare(got, expected)
        self._note(call, difference, expected)
        if difference.wrong is not None:
            if difference.wrong == "value" and call.elementwise and difference.place is not None:
                self._reduce(call, expected, difference)
            where = ""
            if call.elementwise and difference.place is not None:
                where = f", from {', '.join(map(literal, call.elements(difference.place, expected.shape)))}"
            self._fail(call, expected, difference.message + where)
        return got

    def compare(self, got: Any, expected: Expected) -> Difference:
        """Compare what was returned with what was expected."""
        return compare(self.ua, self.xp, got, expected, flushes=self.subject.flushes)

    def raises(self, call: Call, error: type[BaseException]) -> None:
        """Check that a call raises an error of a class."""
        self._about_to(call, error)
        try:
            got = call.run(self.ua, self.xp)
        except (error, MemoryError) as found:
            if not isinstance(found, error):
                raise
            return
        except Exception as other:
            self._fail(call, error, f"raised {type(other).__name__} instead of {error.__name__}: {_first_line(other)}")
        self._fail(call, error, f"returned {_short(got)} instead of raising {error.__name__}")

    def ensure(self, call: Call, assertion: str, message: str = "") -> Any:
        """Check a call by a statement about ``result``, such as ``assert result == 3, result``; return the result."""
        got = self.run(call, assertion)
        try:
            exec(assertion, {"result": got, "xp": self.xp, "ua": self.ua, "np": np, "nan": np.nan, "inf": np.inf})
        except AssertionError as error:
            self._fail(call, assertion, message or f"{assertion}: {str(error) or _short(got)}")
        return got

    # -- failures --------------------------------------------------------------------------------------------

    def _fail(self, call: Call, outcome: Any, message: str, kind: type[Failure] = Failure) -> NoReturn:
        text = f"{_shown(call)}: {message}"
        raise kind(text, script(call, outcome, self.subject, f"{self.case.id}\n{text}")) from None

    def _note(self, call: Call, difference: Difference, expected: Expected) -> None:
        if difference.ulp is None or (self.worst is not None and difference.ulp <= self.worst):
            return
        self.worst = difference.ulp
        place = difference.ulp_place
        if place is not None and call.elementwise:
            self.worst_input = ", ".join(literal(x) for x in call.elements(place, expected.shape))
        else:
            self.worst_input = _shown(call)

    def _reduce(self, call: Call, expected: Expected, difference: Difference) -> None:
        """Raise the failure for the worst element alone, or in all places, where it shows there, too."""
        place = difference.place
        assert place is not None
        if np.ndim(expected.absolute):
            expected = replace(expected, absolute=float(np.asarray(expected.absolute)[place]))
        for small, one in (
            (call.at(place, expected.shape), expected.at(place)),
            (call.everywhere(place, expected.shape), expected.everywhere(place)),
        ):
            with _quiet():
                again = self.compare(small.run(self.ua, self.xp), one)
                if again.wrong is not None:
                    self._fail(small, one, again.message.replace("element (): ", ""))

    def _reduce_raised(self, call: Call, expected: Expected) -> None:
        """Raise the failure for a single element, where the error shows with one, too."""
        if not call.elementwise or 0 in expected.shape or expected.shape == ():
            return
        place = (0,) * len(expected.shape)
        small, one = call.at(place, expected.shape), expected.at(place)
        self.run(small, one)


@contextmanager
def _quiet() -> Generator[None]:
    """Let a failure through and nothing else: what was seen with all elements is then reported."""
    try:
        yield
    except Failure:
        raise
    except Exception:
        return


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0]


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 200 else f"{text[:200]}..."


def _shown(call: Call) -> str:
    """Return a call in one line, inputs put in where they are short."""
    text = call.source
    for i, x in enumerate(call.inputs):
        given = getattr(x, "values", x)
        shown = literal(given.tolist() if isinstance(given, np.ndarray) else x)
        if isinstance(given, np.ndarray) and given.ndim and array_source(given).startswith("np.full"):
            shown = f"{literal(given.ravel()[0].item())} x {given.size}"
        if isinstance(given, np.ndarray):
            shown = f"{shown} ({given.dtype}{', ' + x.layout if x.layout != 'plain' else ''})"
            if len(shown) > 160:
                shown = f"<{given.dtype}, shape {given.shape}, {x.layout}>"
        text += f"{'; ' if i == 0 else ', '}x{i} = {shown}"
    return text
