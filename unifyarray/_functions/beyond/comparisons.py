"""Comparisons with a tolerance, and the replacement of NaN and infinities."""

from __future__ import annotations

from math import inf

from ..._array._late import ua
from ..._array.array import Array
from ..._rules.domains import FLOATING
from .arguments import arrays_in_domain, in_domain, library_result, real_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def allclose(x1: Array | complex, x2: Array | complex, rtol: Any, atol: Any, equal_nan: bool) -> Array:
    """Return whether all elements are close."""
    return ua.all(isclose("allclose", x1, x2, rtol, atol, equal_nan))


def isclose(name: str, x1: Array | complex, x2: Array | complex, rtol: Any, atol: Any, equal_nan: bool) -> Array:
    """Compare the distance with ``atol + rtol * abs(x2)``. Infinities are close to themselves only."""
    first, second = arrays_in_domain(name, (x1, x2), FLOATING)
    fact = f"ua.{name} needs a real number for"
    relative = real_number(rtol, f"{fact} rtol", "rtol=1e-6")
    absolute = real_number(atol, f"{fact} atol", "atol=1e-6")
    if first.shape == second.shape and relative >= 0 and absolute >= 0:
        natives = first._native, second._native
        native = library_result("isclose", first._xp, *natives, relative, absolute, bool(equal_nan))
        if native is not NotImplemented:
            return Array(native, first._xp)
    finite = ua.logical_and(ua.isfinite(first), ua.isfinite(second))
    # Some libraries warn about differences of infinities, so these are compared as zeros.
    one, other = ua.where(finite, first, 0), ua.where(finite, second, 0)
    near = ua.abs(one - other) <= absolute + relative * ua.abs(other)
    found = ua.logical_or(ua.logical_and(near, finite), first == second)
    if equal_nan:
        found = ua.logical_or(found, ua.logical_and(ua.isnan(first), ua.isnan(second)))
    return found


def nan_to_num(x: Array | complex, nan: Any, posinf: Any, neginf: Any) -> Array:
    """Replace NaN, and infinities by the largest numbers of the dtype; each part of a complex number."""
    x = in_domain("nan_to_num", x)
    values = [
        None
        if value is None
        else real_number(value, f"ua.nan_to_num needs a real number for {key}", f"ua.nan_to_num(x, {key}=0.0)")
        for key, value in (("nan", nan), ("posinf", posinf), ("neginf", neginf))
    ]
    if x.dtype.rank < 2:
        return ua.asarray(x, copy=True)
    if x.dtype.rank == 3:
        real, imag = (nan_to_num(part, *values) for part in (ua.real(x), ua.imag(x)))
        return real + imag * 1j
    limits = ua.finfo(x.dtype)
    value = 0.0 if values[0] is None else values[0]
    high = limits.max if values[1] is None else values[1]
    low = limits.min if values[2] is None else values[2]
    native = library_result("nan_to_num", x._xp, x._native, value, high, low)
    if native is not NotImplemented:
        return Array(native, x._xp)
    return ua.where(ua.isnan(x), value, ua.where(x == inf, high, ua.where(x == -inf, low, x)))
