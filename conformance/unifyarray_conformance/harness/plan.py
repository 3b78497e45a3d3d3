"""Plan: what a run does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from unifyarray._core.errors import message

from ..reports.report import ReportError

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Examples that a check draws, by default and with ``--quick``.
EXAMPLES: Final = 30
QUICK_EXAMPLES: Final = 4

#: The line of a report for one case.
Result: TypeAlias = dict[str, Any]


class RunError(ReportError):
    """A run cannot be carried out."""


@dataclass(frozen=True)
class Plan:
    """What a run does; a resumed run must have the same plan.

    Attributes
    ----------
    spec : str
        Backend and device, ``"torch:cpu"``.
    select : tuple of str
        Which checks; all if empty.
    examples : int
        Examples that each check draws.
    seed : int
        Seed of everything that is drawn.
    plugin : str or None
        ``"module:factory"`` of a backend to register first.
    timeout : float
        Seconds that one case may take.
    memory : float or None
        Gibibytes that a process may take on the CPU.
    checks : tuple of str
        Modules with further checks, which are not part of the suite.
    imports : tuple of str
        Modules that worker processes import first, beside those of ``UNIFYARRAY_IMPORT``: extensions of a library that
        bring a device.
    namespaces : tuple of str
        Modules with the standard's functions that worker processes register as generic backends, beside those of
        ``UNIFYARRAY_NAMESPACES``.
    deviations : dict of str to str
        Known deviations of the library beside those that the backend declares: pattern of ids to reason.
    """

    spec: str
    select: tuple[str, ...] = ()
    examples: int = EXAMPLES
    seed: int = 0
    plugin: str | None = None
    timeout: float = 60.0
    memory: float | None = 8.0
    checks: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    deviations: dict[str, str] = field(default_factory=dict[str, str])


def spec_of(backend: str | None, device: str | None) -> str:
    """Return the specification of a backend and a device; if both are None, that of the current backend."""
    if backend is None and device is None:
        from unifyarray._runtime.selection import current

        xp = current().xp
        assert xp is not None
        return f"{xp.hooks.backend.name}:{xp.hooks.device}"
    return ":".join(part for part in (backend, device) if part)


def no_match(patterns: Sequence[str]) -> str:
    """Return the error message for patterns that match no check."""
    return message(f"no check matches {', '.join(patterns)}", "unifyarray conformance list")
