"""Speed: each function on as many elements as fill a GPU, over the library's own call for the same."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from tests.benchmarks import operands
from tests.benchmarks.measure import compare
from tests.hardware import calls

if TYPE_CHECKING:
    from collections.abc import Iterable

ELEMENTS: Final = 10_000_000
#: What a function may take, over the library's own.
LIMIT: Final = 1.02
#: The same for a function that is an override.
OVERRIDDEN: Final = 2.0
#: The tiers that are measured.
TIERS: Final = ("native", "Array")
#: Stacks of matrices grow until a call takes so many seconds: some decompositions take one matrix after the other.
_SLOW: Final = 0.1
_SHARES: Final = (1000, 100, 10, 1)

Row = dict[str, Any]


def measured(spec: str, elements: int, rounds: int, functions: Iterable[str]) -> list[Row]:
    """Return a row for each function on a device."""
    names, drain = calls.names(spec, elements), operands.drain(spec)
    rows = []
    for name in functions:
        row = _tried(name, names, rounds, drain)
        if not kept(row):  # what something else on the machine has done is not there a second time
            row = _tried(name, names, rounds, drain)
        rows.append(row)
        print(text(row), flush=True)
    return rows


def is_compared(row: Row) -> bool:
    """Return whether the library has a call for the same."""
    return "obstacles" not in row


def kept(row: Row) -> bool:
    """Return whether a function keeps its limit in both tiers; one with nothing to compare it with has none."""
    return not is_compared(row) or all(keeps(row, tier) for tier in TIERS)


def keeps(row: Row, tier: str) -> bool:
    """Return whether a function keeps its limit in a tier; where it fails or cannot be measured, it does not."""
    return bool(row["ratios"].get(tier, float("inf")) <= row["limit"])


def text(row: Row) -> str:
    """Return a row for a terminal."""
    if "unmeasured" in row:
        return f"  {row['function']:<24} could not be measured: {row['unmeasured']}"
    if not is_compared(row):
        said = "; ".join(f"{source}: {why}" for source, why in row["obstacles"].items())
        return f"  {row['function']:<24} nothing to compare it with: {said}"
    ratios = "  ".join(f"{tier} {row['ratios'].get(tier, float('nan')):.3f}" for tier in TIERS)
    mark = "" if kept(row) else "  over the limit"
    return f"  {row['function']:<24} {row['seconds'] * 1e6:12.1f} us  {ratios}  ({row['limit']:g}){mark}"


def _tried(name: str, names: dict[str, Any], rounds: int, drain: Any) -> Row:
    """Return the row of a function; where it cannot be measured, which is no reason not to measure others, why."""
    row: Row = {"function": name, "elements": names["n"], "limit": limit(name, names["xp"])}
    try:
        return _row(row, names, rounds, drain)
    except Exception as error:  # for want of memory, above all
        return row | {"ratios": {}, "unmeasured": _in_a_line(error)}


def _row(row: Row, names: dict[str, Any], rounds: int, drain: Any) -> Row:
    name, obstacles = row["function"], {}
    one = names | {"m": names["m"][:1], "am": names["am"][:1]}  # all matrices may take minutes
    for source in calls.raw(name):
        why = obstacles[source] = obstacle(source, one)
        if why is None:
            break
    else:
        return row | {"obstacles": obstacles}
    row = row | {"raw": source}
    native, array = calls.CALLS[name], calls.of_arrays(calls.CALLS[name])
    if "(m" in native:
        names, row["elements"] = _sized(row["raw"], names, drain)
    found = compare({"raw": row["raw"], "native": native, "Array": array}, names, rounds=rounds, drain=drain)
    quartiles = {tier: [round(value, 4) for value in pair] for tier, pair in found.spread.items()}
    ratios = {tier: round(value, 4) for tier, value in found.ratios.items()}
    return row | {
        "seconds": found.seconds,
        "ratios": ratios,
        "quartiles": quartiles,
        "failures": dict(found.failures),
    }


def limit(name: str, native: Any) -> float:
    """Return the limit of a function: whether it is an override is what the namespace says."""
    extension, _, short = name.rpartition(".")
    space = getattr(native, extension) if extension else native
    return OVERRIDDEN if short in {item.name for item in vars(space)["_overrides"]} else LIMIT


def obstacle(source: str, names: dict[str, Any]) -> str | None:
    """Return what a library says of a call that it does not have; None where it has it."""
    try:
        eval(source, dict(names))
    except (AttributeError, NotImplementedError, RuntimeError, TypeError, ValueError) as error:
        if isinstance(names["xp"].hooks.error(error), MemoryError):  # which is no want of the call
            raise
        return _in_a_line(error)
    return None


def _in_a_line(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error).partition(chr(10))[0][:120]}"


def _sized(source: str, names: dict[str, Any], drain: Any) -> tuple[dict[str, Any], int]:
    """Return the names with as many matrices as a call does in little time, and the number of their elements."""
    whole = names["m"], names["am"]
    for share in _SHARES:
        count = max(1, whole[0].shape[0] // share)
        names = names | {"m": whole[0][:count], "am": whole[1][:count]}
        eval(source, names)  # what is done once, the first time, does not count
        if drain is not None:
            drain()
        start = time.perf_counter()
        eval(source, names)
        if drain is not None:
            drain()
        if time.perf_counter() - start > _SLOW:
            break
    return names, count * whole[0].shape[-1] ** 2
