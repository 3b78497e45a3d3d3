"""How closely the values of a call must agree: the programs' grades, and grades for any values and half precision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tests.differential._grades import Grade, by_reference, same, unspecified, up_to_zeros
from unifyarray_conformance.reference.dtypes import COMPLEX, FLOATING, HALF, real_dtype
from unifyarray_conformance.reference.norm_bounds import bound_of, epsilon

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Values = np.ndarray[Any, Any]

#: Elementwise functions whose results are approximations. In half precision, row 30 promises exact results of others.
_APPROXIMATE: Final = frozenset(
    (
        "acos",
        "acosh",
        "asin",
        "asinh",
        "atan",
        "atan2",
        "atanh",
        "cos",
        "cosh",
        "exp",
        "expm1",
        "hypot",
        "log",
        "log10",
        "log1p",
        "log2",
        "logaddexp",
        "pow",
        "reciprocal",
        "sin",
        "sinh",
        "tan",
        "tanh",
        "square",
    )
)
#: Units of the last place by which two approximations in half precision may differ. The contract leaves this open.
_HALF_ULP: Final = 4
_HALF_EPSILON: Final = {"float16": 2.0**-10, "bfloat16": 2.0**-7}


def widened(x: Values) -> Values:
    """Return numbers in half precision as float32; others unchanged."""
    return x.astype(np.float32) if x.dtype.name in HALF else x


def eps(dtype: str) -> float:
    """Return the epsilon of a floating dtype, half precision included."""
    return _HALF_EPSILON.get(dtype) or epsilon(dtype)


def ulps(count: float) -> Grade:
    """Return the grade of numbers that may differ by units of the last place of the larger one."""

    def grade(wanted: Values, got: Values, *, flushes: bool) -> str:
        dtype = wanted.dtype.name
        if dtype not in FLOATING and dtype not in HALF:
            return same(wanted, got, flushes=flushes)
        return _farther(wanted, got, lambda size: count * eps(dtype) * size)

    return grade


def _farther(wanted: Values, got: Values, tolerance: Callable[[Values], Any]) -> str:
    """Return the worst element that differs by more than a tolerance, which depends on the larger number."""
    first, second = widened(wanted), widened(got)
    wide = np.complex128 if first.dtype.kind == "c" else np.float64
    a, b = first.astype(wide), second.astype(wide)
    with np.errstate(all="ignore"):
        size = np.maximum(np.abs(a), np.abs(b))
        finite = np.isfinite(a) & np.isfinite(b)
        tiny = float(np.finfo(real_dtype(first.dtype.name)).tiny)
        close = finite & (np.abs(a - b) <= np.asarray(tolerance(np.maximum(size, tiny)), np.float64))
    alike = close | _alike(a, b)
    if alike.all():
        return ""
    index = tuple(int(n) for n in np.argwhere(~alike)[0])
    return f"element {index}: got {second[index].item()!r}, expected {first[index].item()!r}"


def _alike(a: Values, b: Values) -> Values:
    """Return a mask of the elements that are the same, where NaN equals NaN and zeros are equal."""
    if a.dtype.kind == "c":
        return _alike(a.real, b.real) & _alike(a.imag, b.imag)
    result: Values = (a == b) | (np.isnan(a) & np.isnan(b))
    return result


def elementwise(name: str, *operands: Any) -> Grade:
    """Return the grade of an elementwise function, half precision included."""

    def grade(wanted: Values, got: Values, *, flushes: bool) -> str:
        if wanted.dtype.name in HALF:
            if name in _APPROXIMATE:
                return ulps(_HALF_ULP)(wanted, got, flushes=flushes)
            first, second = widened(wanted), widened(got)
            return (up_to_zeros if name in ("maximum", "minimum") else same)(first, second, flushes=flushes)
        with np.errstate(all="ignore"):
            return by_reference(name, *map(_host, operands))(wanted, got, flushes=flushes)

    return grade


def _host(x: Any) -> Any:
    return widened(x) if isinstance(x, np.ndarray) else x


def bounded(
    name: str, size: Callable[..., Any], operands: Sequence[Values], terms: int, *, integers: bool = False
) -> Grade:
    """Return the grade of sums and products in any order.

    Parameters
    ----------
    name : str
        The function, for the factor of its bound.
    size : callable
        Returns the sum of absolute values for each element of the result, from the absolute values of the operands.
    operands : sequence of array
        The operands.
    terms : int
        The number of terms that an element adds up.
    """
    factor = bound_of(name).factor

    def grade(wanted: Values, got: Values, *, flushes: bool) -> str:
        dtype = wanted.dtype.name
        if dtype not in FLOATING and dtype not in HALF:
            return same(wanted, got, flushes=flushes)
        precision = max([eps(dtype), *(eps(x.dtype.name) for x in operands if x.dtype.name in (*FLOATING, *HALF))])
        with np.errstate(all="ignore"):
            sizes = np.asarray(size(*(_absolute(x) for x in operands)))
            largest = _largest(dtype)
            free = np.isfinite(sizes) & (sizes > largest)
            finite_sizes = np.asarray(size(*(_absolute(x, finite=True) for x in operands)))
            free |= ~np.isfinite(sizes) & (finite_sizes > largest)
            if dtype in COMPLEX:  # products of complex infinities have no bound
                free |= ~np.isfinite(sizes)
            off = 2 * factor * max(1, terms) * precision * sizes.astype(np.float64)
        kept = np.where(np.broadcast_to(free, wanted.shape), wanted, got)
        return _farther(wanted, kept, lambda _: np.broadcast_to(off, wanted.shape))

    return grade


def _largest(dtype: str) -> float:
    if dtype == "bfloat16":
        return 3.3895313892515355e38
    return float(np.finfo(real_dtype(dtype)).max)


def _absolute(x: Values, *, finite: bool = False) -> Any:
    """Return absolute values in the widest precision; only finite ones if asked."""
    x = widened(x)
    size = np.abs(x.astype(np.clongdouble)) if x.dtype.kind == "c" else np.abs(x.astype(np.longdouble))
    if finite:
        size = np.where(np.isfinite(size), size, 0)
    return size


__all__ = ["Grade", "bounded", "elementwise", "eps", "same", "ulps", "unspecified", "up_to_zeros", "widened"]
