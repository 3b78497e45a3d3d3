"""Whether a compiler is tracing the call. Several libraries can each register a probe."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_probes: tuple[Callable[[], bool], ...] = ()


def register_tracing_probe(probe: Callable[[], bool]) -> None:
    """Add a function that returns whether a library's compiler is tracing; adding it again changes nothing.

    While a probe returns True, the selection is read from a copy per thread, because compilers do not trace
    `ContextVar.get`, and checks that need the values of an array are left out.
    """
    global _probes
    if probe not in _probes:
        _probes = (*_probes, probe)


def is_tracing() -> bool:
    """Return whether a registered compiler is tracing."""
    for probe in _probes:  # noqa: SIM110 - compilers trace the loop
        if probe():
            return True
    return False
