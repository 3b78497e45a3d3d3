"""Comparisons with a tolerance, and the replacement of NaN and infinities."""

from __future__ import annotations

from math import inf

from ..._array._late import ua
from ..._array.array import Array
from ..._core.errors import message, shown
from ..._rules.domains import FLOATING
from ..._runtime.python_scalars import as_python
from .arguments import arrays_in_domain, in_domain, library_result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def allclose(x1: Array | complex, x2: Array | complex, rtol: Any, atol: Any, equal_nan: bool) -> Array:
    """Return whether all elements are close."""
    return ua.all(isclose("allclose", x1, x2, rtol, atol, equal_nan))


def isclose(name: str, x1: Array | complex, x2: Array | complex, rtol: Any, atol: Any, equal_nan: bool) -> Array:
    """Compare the distance with ``atol + rtol * abs(x2)``. Infinities are close to themselves only."""
    first, second = arrays_in_domain(name, (x1, x2), FLOATING)
    relative, absolute = _tolerance(name, "rtol", rtol), _tolerance(name, "atol", atol)
    finite = ua.logical_and(ua.isfinite(first), ua.isfinite(second))
    # Some libraries warn about differences of infinities, so these are compared as zeros.
    one, other = ua.where(finite, first, 0), ua.where(finite, second, 0)
    near = ua.abs(one - other) <= absolute + relative * ua.abs(other)
    found = ua.logical_or(ua.logical_and(near, finite), first == second)
    if equal_nan:
        found = ua.logical_or(found, ua.logical_and(ua.isnan(first), ua.isnan(second)))
    return found


def _tolerance(name: str, keyword: str, value: Any) -> Any:
    found = as_python(value)
    if type(found) not in (int, float):
        raise TypeError(message(f"ua.{name} needs a real number for {keyword}, got {shown(value)}", f"{keyword}=1e-6"))
    return float(found)  # type: ignore[arg-type]


def nan_to_num(x: Array | complex, nan: Any, posinf: Any, neginf: Any) -> Array:
    """Replace NaN, and infinities by the largest numbers of the dtype; each part of a complex number."""
    x = in_domain("nan_to_num", x)
    values = [None if value is None else _number(key, value) for key, value in _named(nan, posinf, neginf)]
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


def _named(nan: Any, posinf: Any, neginf: Any) -> tuple[tuple[str, Any], ...]:
    return ("nan", nan), ("posinf", posinf), ("neginf", neginf)


def _number(keyword: str, value: Any) -> float:
    found = as_python(value)
    if type(found) not in (int, float):
        fact = f"ua.nan_to_num needs a real number for {keyword}, got {shown(value)}"
        raise TypeError(message(fact, f"ua.nan_to_num(x, {keyword}=0.0)"))
    return float(found)  # type: ignore[arg-type]
