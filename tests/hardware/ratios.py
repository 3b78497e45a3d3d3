"""Measure each function on enough elements to fill a GPU, as a ratio to the library's own call."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from tests.benchmarks import operands
from tests.benchmarks.measure import compare
from tests.hardware import calls

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ELEMENTS: Final = 10_000_000
#: The largest ratio of a function's time to the time of the library's own call.
LIMIT: Final = 1.02
#: The same for a function that is an override.
OVERRIDDEN: Final = 2.0
#: The tiers that are measured.
TIERS: Final = ("native", "Array")
#: The stack of matrices grows until a call takes so many seconds: some libraries decompose the matrices one by one.
_SLOW: Final = 0.1
_SHARES: Final = (1000, 100, 10, 1)

Row = dict[str, Any]


def measured(spec: str, elements: int, rounds: int, functions: Iterable[str]) -> Iterator[list[Row]]:
    """Yield the rows of the functions on a device, after each function that was measured."""
    names, drain = calls.names(spec, elements), operands.drain(spec)
    rows: list[Row] = []
    for name in functions:
        row = _tried(name, names, rounds, drain)
        if not kept(row):  # a disturbance by other processes rarely happens twice
            row = _tried(name, names, rounds, drain)
        rows.append(row)
        print(text(row), flush=True)
        yield rows


def is_compared(row: Row) -> bool:
    """Return whether the library has a call to compare with."""
    return "obstacles" not in row


def kept(row: Row) -> bool:
    """Return whether a function keeps its limit in both tiers, or has nothing to be compared with."""
    return not is_compared(row) or all(keeps(row, tier) for tier in TIERS)


def keeps(row: Row, tier: str) -> bool:
    """Return whether a function keeps its limit in a tier. A function that fails there does not."""
    return bool(row["ratios"].get(tier, float("inf")) <= row["limit"])


def text(row: Row) -> str:
    """Return a row for a terminal."""
    if "unmeasured" in row:
        return f"  {row['function']:<24} could not be measured: {row['unmeasured']}"
    if not is_compared(row):
        said = "; ".join(f"{source}: {why}" for source, why in row["obstacles"].items())
        return f"  {row['function']:<24} nothing to compare with: {said}"
    ratios = "  ".join(f"{tier} {row['ratios'].get(tier, float('nan')):.3f}" for tier in TIERS)
    mark = "" if kept(row) else "  over the limit"
    return f"  {row['function']:<24} {row['seconds'] * 1e6:12.1f} us  {ratios}  ({row['limit']:g}){mark}"


def _tried(name: str, names: dict[str, Any], rounds: int, drain: Any) -> Row:
    """Return the row of a function, with the reason if it cannot be measured."""
    row: Row = {"function": name, "elements": names["n"], "limit": limit(name, names["xp"])}
    try:
        return _row(row, names, rounds, drain)
    except Exception as error:  # mostly for lack of memory; the other functions are still measured
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
    """Return the limit of a function, which depends on whether the namespace overrides it."""
    extension, _, short = name.rpartition(".")
    space = getattr(native, extension) if extension else native
    return OVERRIDDEN if short in {item.name for item in vars(space)["_overrides"]} else LIMIT


def obstacle(source: str, names: dict[str, Any]) -> str | None:
    """Return the error of a call that the library does not have; None if the call runs."""
    try:
        eval(source, dict(names))
    except (AttributeError, NotImplementedError, RuntimeError, TypeError, ValueError) as error:
        if isinstance(names["xp"].hooks.error(error), MemoryError):  # the library has the call
            raise
        return _in_a_line(error)
    return None


def _in_a_line(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error).partition(chr(10))[0][:120]}"


def _sized(source: str, names: dict[str, Any], drain: Any) -> tuple[dict[str, Any], int]:
    """Return the names with as many matrices as a call handles in a short time, and the number of their elements."""
    whole = names["m"], names["am"]
    for share in _SHARES:
        count = max(1, whole[0].shape[0] // share)
        names = names | {"m": whole[0][:count], "am": whole[1][:count]}
        eval(source, names)  # work of a first call is not counted
        if drain is not None:
            drain()
        start = time.perf_counter()
        eval(source, names)
        if drain is not None:
            drain()
        if time.perf_counter() - start > _SLOW:
            break
    return names, count * whole[0].shape[-1] ** 2
