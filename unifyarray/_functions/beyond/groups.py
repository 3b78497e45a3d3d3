"""Reductions by group, with the standard's functions: elements of equal position are combined.

The standard has no function that adds to repeated positions.
"""

from __future__ import annotations

from ..._array._late import ua
from .. import creation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..._array.array import Array


def sums(positions: Array, values: Array, length: int) -> Array:
    """Return an Array of a given length with the sum of the values of each position; 0 if it has none.

    The values are sorted by position. In step k, each is added to the sum of up to ``2**k`` values before it that have
    the same position. So no value of one position, NaN or infinity, reaches another one, as it would by differences of
    a running sum, and the rounding error grows with the logarithm of the number of values.
    """
    xp = values._xp
    order = ua.argsort(positions)
    positions, totals = ua.take(positions, order), ua.take(values, order)
    ends = ua.searchsorted(positions, creation.arange(xp, length), side="right")
    counts = ends - ua.searchsorted(positions, creation.arange(xp, length))
    most = int(ua.max(counts)) if length else 0
    step = 1
    while step < most:
        same = positions[step:] == positions[:-step]
        earlier = ua.where(same, totals[:-step], 0)
        totals = ua.concat([totals[:step], totals[step:] + earlier])
        step *= 2
    if not totals.size:
        return creation.zeros(xp, length, dtype=values.dtype)
    # The last value of a position has the sum.
    return ua.where(counts == 0, 0, ua.take(totals, ua.maximum(ends - 1, 0)))
