"""Reductions by group, with the standard's functions: values of equal position are combined.

The standard has no function that adds to repeated positions.
"""

from __future__ import annotations

from ..._array._late import ua
from .. import creation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..._array.array import Array


def sums(positions: Array, values: Array, length: int) -> Array:
    """Return an Array of a given length with the sum of the values of each position; 0 if it has none."""
    found, counts = combine(positions, values, length, ua.add, 0)
    return ua.where(counts == 0, 0, found)


def combine(
    positions: Array, values: Array, length: int, operation: Callable[[Array, Array], Array], neutral: int | None
) -> tuple[Array, Array]:
    """Combine the values of each position, and count them; a position without values has any value.

    The values are sorted by position. In step k, each is combined with up to ``2**k`` values before it that have the
    same position. So no value of one position, NaN or infinity, reaches another one, as it would by differences of a
    running sum, and the rounding error grows with the logarithm of the number of values.

    Parameters
    ----------
    positions, values : Array
        1-d, of equal length. The positions are integers from 0 to ``length - 1``.
    length : int
        Number of positions.
    operation : callable
        Combines two arrays. It is associative.
    neutral : int or None
        The value that changes nothing, or None if combining a value with itself changes nothing.
    """
    xp = values._xp
    order = ua.argsort(positions)
    positions, totals = ua.take(positions, order), ua.take(values, order)
    every = creation.arange(xp, length)
    ends = ua.searchsorted(positions, every, side="right")
    counts = ends - ua.searchsorted(positions, every)
    if not totals.size:
        return creation.zeros(xp, length, dtype=values.dtype), counts
    # Inside `ua.vmap`, the largest count is not known: a position can have all values.
    is_known = xp.hooks.traced_by(counts._native) is None
    most = int(ua.max(counts)) if is_known else positions.shape[0]
    step = 1
    while step < most:
        same = positions[step:] == positions[:-step]
        here = totals[step:]
        earlier = ua.where(same, totals[:-step], here if neutral is None else neutral)
        totals = ua.concat([totals[:step], operation(here, earlier)])
        step *= 2
    # The last value of a position combines all.
    return ua.take(totals, ua.maximum(ends - 1, 0)), counts
