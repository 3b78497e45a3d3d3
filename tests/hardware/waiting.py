"""Count waits: the Array tier must not make the host wait for the device more often than the native tier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import unifyarray as ua
from tests._support import synchronisation
from unifyarray_conformance.harness.both_tiers import native_source
from unifyarray_conformance.harness.calls import code_of
from unifyarray_conformance.reference.standard import FUNCTIONS as STANDARD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Found = dict[str, Any]

#: The functions to listen to.
FUNCTIONS: Final = [name for name in STANDARD if name != "__array_namespace_info__"]


def measured(spec: str, functions: Iterable[str]) -> Iterator[Found]:
    """Yield the instrument, the number of calls, and what waits more often, after each function and operator."""
    xp = ua.namespace(spec)
    chosen = synchronisation.instrument_for(xp)
    if chosen is None:
        yield {"instrument": None, "calls": 0, "more": {}}
        return
    name, instrument = chosen
    total = 0
    more: dict[str, dict[str, int]] = {}
    yield {"instrument": name, "calls": total, "more": more}
    for label, pairs in _both(xp, functions):
        if not pairs:
            continue
        total += len(pairs)
        allowed = synchronisation.waiting_operations(
            instrument, xp, [(native, space) for native, _, space in pairs if native]
        )
        found = synchronisation.waiting_operations(instrument, xp, [(array, space) for _, array, space in pairs])
        if beyond := found - allowed:
            more[label] = dict(beyond)
            print(f"  {label} waits more often: {dict(beyond)}", flush=True)
        yield {"instrument": name, "calls": total, "more": more}


def kept(found: Found) -> bool:
    """Return whether there were calls to listen to, and none waits more often."""
    return found["calls"] > 0 and not found["more"]


def _both(xp: Any, functions: Iterable[str]) -> Iterator[tuple[str, list[tuple[str | None, str, dict[str, Any]]]]]:
    """Yield functions and operators with native sources (None for operators), sources of the Array tier, and names."""
    dtypes = [dtype for dtype in synchronisation.DTYPES if getattr(ua, dtype) in xp.native.hooks.dtypes]
    for name in functions:
        pairs: list[tuple[str | None, str, dict[str, Any]]] = []
        for dtype in dtypes:
            for call, space in synchronisation.calls(name, xp, dtype):
                native = native_source(call)
                if _runs(native, space) and _runs(call.source, space):
                    pairs.append((native, call.source, space))
        yield name, pairs
    spaces = [synchronisation.operands(xp, dtype) for dtype in dtypes]
    for source in (*synchronisation.OPERATORS, *synchronisation.STATEMENTS):
        yield source, [(None, source, space) for space in spaces if _runs(source, space)]


def _runs(source: str, space: dict[str, Any]) -> bool:
    """Run a source once, so that work of a first call is not counted. Return whether it takes the arguments."""
    code, _ = code_of(source)
    try:
        exec(code, space)
    except Exception:  # the conformance suite checks which arguments are refused
        return False
    return True


def describe(found: Found) -> str:
    """Return the result in words."""
    if found["instrument"] is None:
        return "no instrument here can hear waits"
    more = found["more"]
    said = f"{len(more)} of the functions wait more often" if more else "no function waits more often"
    return f"{said}, in {found['calls']} calls, heard by {found['instrument']}"
