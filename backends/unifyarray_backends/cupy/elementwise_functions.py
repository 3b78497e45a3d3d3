"""Elementwise functions: division and remainders, shifts, signs, and what CuPy orders but should not."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Final

import cupy as cp
import numpy as np

from unifyarray.plugin import Hooks, fast_path, override

from .._agnostic.elementwise_functions import bound, comparison, given, kind, no_order
from ..numpy._dtypes import INEXACT, REAL

if TYPE_CHECKING:
    from collections.abc import Callable


@override(
    reason="CuPy divides integers in float64, whatever the default is",
    case="elementwise_functions/divide/native-integers",
    bound=True,
)
@fast_path(cp.divide, INEXACT)
def divide(hooks: Hooks, x1: Any, x2: Any, /, **kwargs: Any) -> Any:
    """Return the quotient."""
    out = cp.divide(x1, x2, **kwargs)
    if not kwargs and kind(x1) in "iub" and kind(x2) in "iub":
        return out.astype(hooks.library_dtype(hooks.default_float()), copy=False)
    return out


def _c_remainder(x1: Any, x2: Any) -> tuple[Any, Any]:
    """Return the remainder of C, which is exact and has the sign of ``x1``, and whether ``x2`` has the other one."""
    rest = cp.fmod(x1, x2)
    return rest, (rest != 0) & ((rest < 0) != cp.less(x2, 0))


@override(
    reason="CuPy takes x1 - floor(x1 / x2) * x2, which is NaN where x2 is infinite and inexact elsewhere",
    upstream="https://github.com/cupy/cupy/issues/8807",
    case="elementwise_functions/remainder/special",
)
def remainder(x1: Any, x2: Any, /, **kwargs: Any) -> Any:
    """Return the remainder of ``floor_divide``, with the sign of the divisor; 0 where integers are divided by 0."""
    if kind(x1) == "f" or kind(x2) == "f":
        rest, other = _c_remainder(x1, x2)
        return given(cp, cp.where(other, rest + x2, cp.where(rest == 0, cp.copysign(rest, x2), rest)), kwargs)
    return cp.remainder(x1, x2, **kwargs)


@override(
    reason="CuPy rounds the quotient before it takes the floor: 1.0 // 0.1 is 10",
    upstream="https://github.com/cupy/cupy/issues/7737",
    case="elementwise_functions/floor_divide/value",
)
def floor_divide(x1: Any, x2: Any, /, **kwargs: Any) -> Any:
    """Return the quotient, rounded towards negative infinity; 0 where integers are divided by 0."""
    if kind(x1) != "f" and kind(x2) != "f":
        return cp.floor_divide(x1, x2, **kwargs)
    quotient = cp.divide(x1, x2)
    if quotient.dtype == np.float16:  # whose arithmetic would round what is to be rounded down
        return given(cp, floor_divide(_single(x1), _single(x2)).astype(np.float16), kwargs)
    rest, other = _c_remainder(x1, x2)
    whole = cp.rint(cp.divide(cp.subtract(x1, rest), x2)) - other.astype(quotient.dtype)
    whole = cp.where(whole == 0, cp.copysign(whole, quotient), whole)
    # With an infinity or a zero divisor the quotient is an infinity, a zero or NaN, and there is nothing to round.
    usual = cp.isfinite(x1) & cp.isfinite(x2) & cp.isfinite(quotient) & cp.not_equal(x2, 0)
    return given(cp, cp.where(usual, whole, cp.where(cp.isfinite(quotient), cp.floor(quotient), quotient)), kwargs)


def _single(x: Any) -> Any:
    return x.astype(np.float32) if isinstance(x, cp.ndarray) else float(np.float16(x))


def _shift(name: str, doc: str) -> Callable[..., Any]:
    ufunc = getattr(cp, name)

    @override(
        name=name,
        reason="CuPy shifts as C does, which leaves shifts by the width or more undefined",
        case=f"elementwise_functions/{name}/by-width",
    )
    def shift(x1: Any, x2: Any, /, **kwargs: Any) -> Any:
        dtype = np.result_type(*[getattr(x, "dtype", x) for x in (x1, x2)])
        last = dtype.itemsize * 8 - 1
        count = cp.minimum(x2, last) if hasattr(x2, "dtype") else min(x2, last)
        if name == "bitwise_left_shift" or dtype.kind == "u":
            out = cp.where(cp.greater(x2, last), dtype.type(0), ufunc(x1, count))
        else:
            out = ufunc(x1, count)  # by all but one: 0, or -1 where it was negative
        return given(cp, out, kwargs)

    shift.__name__ = shift.__qualname__ = name
    shift.__doc__ = doc
    return shift


bitwise_left_shift = _shift("bitwise_left_shift", "Shift left; by the width or more gives 0.")
bitwise_right_shift = _shift("bitwise_right_shift", "Shift right; by the width or more gives 0 or -1.")


_comparison: Final = functools.partial(comparison, lib=cp, who="CuPy", real=REAL, module=__name__)

less = _comparison("less")
less_equal = _comparison("less_equal")
greater = _comparison("greater")
greater_equal = _comparison("greater_equal")


@override(
    reason="array_api_compat clips in a dozen steps, and casts bounds with wrap-around",
    upstream="https://github.com/data-apis/array-api-compat/issues/444",
    case="elementwise_functions/clip/cost",
)
def clip(x: Any, /, min: Any = None, max: Any = None, **kwargs: Any) -> Any:
    """Return the elements, moved into an interval; the dtype is that of ``x``."""
    if x.dtype.kind == "c":
        raise no_order("clip")
    low, high = bound(cp, min, x.dtype, lower=True), bound(cp, max, x.dtype, lower=False)
    out = x if low is None else cp.maximum(x, low)
    out = out if high is None else cp.minimum(out, high)
    return given(cp, out.copy() if out is x and not kwargs else out, kwargs)
