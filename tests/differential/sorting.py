"""Sorting, searching and sets: NaN, zeros of both signs, equal elements, either direction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.differential._grades import same, unspecified, up_to_zeros
from unifyarray_conformance.reference.dtypes import ALL, REAL

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from tests.differential._draw import Draw

    Values = np.ndarray[Any, Any]


def sort(d: Draw, name: str) -> None:
    """``sort`` and ``argsort``; without ``stable=`` equal elements keep their order."""
    x = d.array(
        ALL if d.chance(16) else REAL,
        accepts_shape=lambda s: len(s) > 0 or d.chance(20),
        kind=d.pick(("any", "whole")),
        shapes=((3,), (2, 3), (5,), (0,), (3, 0), (2, 1, 3), (37,)),
    )  # fmt: skip
    axis = "" if d.chance(2) else f", axis={d.axis(x.value.ndim)}"
    stable = d.flag("stable")
    grade = same
    if stable.endswith("False"):
        grade = unspecified if name == "argsort" else up_to_zeros
    d.run_step(name, f"xp.{name}({x.source}{axis}{d.flag('descending')}{stable})", (x,), grade)


def searchsorted(d: Draw, name: str) -> None:
    """In a sorted vector, or with a sorter, on either side of equal elements."""
    dtypes = [t for t in d.dtypes if t in REAL]
    dtype = d.pick(dtypes)
    x = d.new(dtype, d.pick(((3,), (5,), (0,), (1,), (17,))), d.pick(("whole", "any")))
    second = d.array(dtypes) if d.chance(3) else d.array((dtype,))
    side = d.pick(("", ", side='left'", ", side='right'"))
    if d.chance(2):
        call = f"xp.searchsorted({x.source}, {second.source}{side}, sorter=xp.argsort({x.source}))"
    else:
        call = f"xp.searchsorted(xp.sort({x.source}), {second.source}{side})"
    d.run_step(name, call, (x, second))


def where(d: Draw, name: str) -> None:
    """Three shapes that broadcast, dtypes that promote, scalars."""
    condition = d.array(("bool",) if not d.chance(30) else None)
    x = d.broadcastable(condition)
    y = d.scalar(d.integer(0, x.rank), dtype=x.dtype) if d.chance(3) else d.broadcastable(x)
    pair = (y, x) if d.chance(2) else (x, y)
    d.run_step(name, f"xp.where({condition.source}, {pair[0].source}, {pair[1].source})", (condition, x, y))


def nonzero(d: Draw, name: str) -> None:
    """An array of indices for each axis."""
    x = d.array(accepts_shape=lambda s: len(s) > 0)
    if not x.value.ndim:
        x = d.new(x.dtype, (3,))
    count = x.value.ndim
    targets = "".join(f"{{{i}}}, " for i in range(count))
    d.run_step(name, f"({targets}) = xp.nonzero({x.source})", (x,), [same] * count)


def unique(d: Draw, name: str) -> None:
    """Sorted values. NaNs are distinct, and zeros of both signs are equal."""
    x = d.array(kind=d.pick(("any", "whole")))
    parts = {"unique_all": 4, "unique_counts": 2, "unique_inverse": 2, "unique_values": 1}[name]
    if parts == 1:
        d.run_step(name, f"xp.{name}({x.source})", (x,), up_to_zeros)
        return
    targets = ", ".join(f"{{{i}}}" for i in range(parts))
    d.run_step(name, f"{targets} = xp.{name}({x.source})", (x,), [up_to_zeros, *[same] * (parts - 1)])


def isin(d: Draw, name: str) -> None:
    """Arrays of any shapes, scalars on either side."""
    x = d.array(kind="whole")
    y = d.scalar(x.rank, dtype=x.dtype) if d.chance(3) else d.array((x.dtype,) if d.chance(2) else None, kind="whole")
    d.run_step(name, f"xp.isin({x.source}, {y.source}{d.flag('invert')})", (x, y))


STEPS: dict[str, Callable[[Draw, str], None]] = {
    **dict.fromkeys(("sort", "argsort"), sort),
    **dict.fromkeys(("unique_all", "unique_counts", "unique_inverse", "unique_values"), unique),
    "isin": isin,
    "nonzero": nonzero,
    "searchsorted": searchsorted,
    "where": where,
}
