"""Rounding to decimals, for ``ua.round(x, decimals=2)``."""

from __future__ import annotations

from .._array._late import ua
from .._array.array import Array
from .._array.calls import operand
from .._core import dtypes as dt
from .._core.errors import message
from .._rules import axes, scalars

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._rules.scalars import Scalar


def round_to(x: Array | Scalar, decimals: object) -> Array:
    """Return the elements rounded to ``decimals`` digits after the point, halves to the even neighbour.

    Floating-point numbers are scaled by a power of ten, rounded, and scaled back. Elements that are so large that they
    have no such digits do not change.
    """
    count = axes.integer(decimals, "decimals")
    x = operand(x) if type(x) is not Array else x
    dtype = x.dtype
    if dtype.rank == 3:
        hint = f"ua.round(ua.real(x), decimals={count}), and the same with ua.imag(x)"
        raise TypeError(message(f"ua.round to decimals needs a real dtype, got {dtype}", hint))
    if dtype.rank == 2 and count:
        return _round_floats(x, count)
    # 10**20 is beyond all integers: larger powers would only take time and memory.
    return _round_integers(x, 10 ** min(-count, 20)) if count < 0 and dtype.rank == 1 else ua.round(x)


def _round_floats(x: Array, decimals: int) -> Array:
    if x.dtype.bits == 16:
        return ua.astype(_round_floats(ua.astype(x, dt.float32), decimals), x.dtype)
    limits = ua.finfo(x.dtype)
    unchanged = x.detach() if x.requires_grad else x  # the derivative of rounding is 0
    if abs(decimals) > 308 or 10.0 ** abs(decimals) > limits.max:
        return ua.positive(unchanged) if decimals > 0 else ua.where(ua.isfinite(x), x * 0.0, unchanged)
    factor = 10.0 ** abs(decimals)
    scaled = x * factor if decimals > 0 else x / factor
    rounded = ua.round(scaled)
    result = rounded / factor if decimals > 0 else rounded * factor
    # From 1 / eps on, all numbers are integers. Infinities and NaN do not change either.
    return ua.where(ua.abs(scaled) < 1 / limits.eps, result, unchanged)


def _round_integers(x: Array, unit: int) -> Array:
    """Return integers rounded to multiples of a unit, a power of ten. Overflow wraps around (contract row 9)."""
    low, high = scalars.bounds(x.dtype)
    if unit > high:
        half = unit // 2
        result = x - x
        if half < high:  # only 10**19 in int64
            wrapped = (unit - low) % (high - low + 1) + low
            result = ua.where(x > half, wrapped, result)
            result = ua.where(x < -half, -wrapped, result)
        return result
    quotient = x // unit
    rest = x - quotient * unit
    missing = unit - rest
    up = (rest > missing) | ((rest == missing) & (quotient % 2 == 1))
    return (quotient + ua.astype(up, x.dtype)) * unit
