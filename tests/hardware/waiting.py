"""Waits: the Array tier makes the host wait for the device no more often than the native tier does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import unifyarray as ua
from tests._support import synchronisation
from unifyarray_conformance.harness.both_tiers import native_source
from unifyarray_conformance.harness.calls import Call, code_of
from unifyarray_conformance.reference.standard import FUNCTIONS as STANDARD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Found = dict[str, Any]

#: What takes arguments that are heard.
FUNCTIONS: Final = [name for name in STANDARD if name != "__array_namespace_info__"]


def measured(spec: str, functions: Iterable[str]) -> Found:
    """Return what was listened with, how many calls were heard, and which functions and operators wait more often."""
    xp = ua.namespace(spec)
    chosen = synchronisation.instrument_for(xp)
    if chosen is None:
        return {"instrument": None, "calls": 0, "more": {}}
    name, instrument = chosen
    total, more = 0, {}
    for what, pairs in _both(xp, functions):
        if not pairs:
            continue
        total += len(pairs)
        allowed = synchronisation.heard(instrument, xp, [(native, space) for native, _, space in pairs if native])
        found = synchronisation.heard(instrument, xp, [(array, space) for _, array, space in pairs])
        if beyond := found - allowed:
            more[what] = dict(beyond)
            print(f"  {what} waits more often: {dict(beyond)}", flush=True)
    return {"instrument": name, "calls": total, "more": more}


def kept(found: Found) -> bool:
    """Return whether something was heard, and nothing waits more often."""
    return found["calls"] > 0 and not found["more"]


def _both(xp: Any, functions: Iterable[str]) -> Iterator[tuple[str, list[tuple[str | None, str, dict[str, Any]]]]]:
    """Yield functions and operators with what the native and the Array tier run; operators are not to wait at all."""
    dtypes = [dtype for dtype in synchronisation.DTYPES if getattr(ua, dtype) in xp.native.hooks.dtypes]
    spaces = [synchronisation.space_of(xp, dtype) for dtype in dtypes]
    for name in functions:
        pairs: list[tuple[str | None, str, dict[str, Any]]] = []
        for dtype, (space, inputs) in zip(dtypes, spaces, strict=True):
            for source in synchronisation.sources(name, dtype):
                native = native_source(Call(source, inputs))
                if _runs(native, space) and _runs(source, space):
                    pairs.append((native, source, space))
        yield name, pairs
    for source in (*synchronisation.OPERATORS, *synchronisation.STATEMENTS):
        yield source, [(None, source, space) for space, _ in spaces if _runs(source, space)]


def _runs(source: str, space: dict[str, Any]) -> bool:
    """Run a source once; what is done the first time is not heard. Return whether it takes the arguments."""
    code, _ = code_of(source)
    try:
        exec(code, space)
    except Exception:  # the suite says which arguments raise what
        return False
    return True


def describe(found: Found) -> str:
    """Return the outcome in words."""
    if found["instrument"] is None:
        return "nothing here can hear what waits"
    more = found["more"]
    said = f"{len(more)} of the functions wait more often" if more else "no function waits more often"
    return f"{said}, in {found['calls']} calls, heard by {found['instrument']}"
