"""Elementwise functions: division and remainders, shifts, order, and complex functions.

Special cases are computed for all elements and selected by ``where``: selecting them by a mask would synchronise.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import cupy as cp
import numpy as np

from unifyarray.plugin import Hooks, fast_path, override

from .._agnostic.elementwise_functions import no_order
from .._numpy_like import complex_special_values
from .._numpy_like.dtypes import INEXACT
from .._numpy_like.elementwise_functions import clip_bound, comparisons, kind, with_ufunc_keywords

if TYPE_CHECKING:
    from collections.abc import Callable

    SpecialValues = Callable[[Any, Any, Any], tuple[Any, Any]]


# -- division ----------------------------------------------------------------------------------------


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
    """Return C's remainder, which is exact and has the sign of ``x1``, and whether ``x2`` has the other sign."""
    rest = cp.fmod(x1, x2)
    return rest, (rest != 0) & ((rest < 0) != cp.less(x2, 0))


@override(
    reason="CuPy computes x1 - floor(x1 / x2) * x2, which is NaN if x2 is infinite, and otherwise inexact",
    upstream="https://github.com/cupy/cupy/issues/8807",
    case="elementwise_functions/remainder/special",
)
def remainder(x1: Any, x2: Any, /, **kwargs: Any) -> Any:
    """Return the remainder of ``floor_divide``, with the sign of the divisor; 0 if integers are divided by 0."""
    if kind(x1) == "f" or kind(x2) == "f":
        rest, signs_differ = _c_remainder(x1, x2)
        zero_with_sign = cp.where(rest == 0, cp.copysign(rest, x2), rest)
        return with_ufunc_keywords(cp, cp.where(signs_differ, rest + x2, zero_with_sign), kwargs)
    return cp.remainder(x1, x2, **kwargs)


@override(
    reason="CuPy rounds the quotient before it takes the floor: 1.0 // 0.1 is 10",
    upstream="https://github.com/cupy/cupy/issues/7737",
    case="elementwise_functions/floor_divide/value",
)
def floor_divide(x1: Any, x2: Any, /, **kwargs: Any) -> Any:
    """Return the quotient, rounded towards negative infinity; 0 if integers are divided by 0."""
    if kind(x1) != "f" and kind(x2) != "f":
        return cp.floor_divide(x1, x2, **kwargs)
    quotient = cp.divide(x1, x2)
    if quotient.dtype == np.float16:  # arithmetic in float16 would round the quotient before the floor
        return with_ufunc_keywords(cp, floor_divide(_to_float32(x1), _to_float32(x2)).astype(np.float16), kwargs)
    rest, signs_differ = _c_remainder(x1, x2)
    whole = cp.rint(cp.divide(cp.subtract(x1, rest), x2)) - signs_differ.astype(quotient.dtype)
    whole = cp.where(whole == 0, cp.copysign(whole, quotient), whole)
    # If an argument is infinite or the divisor is zero, the quotient is infinite, zero or NaN, and needs no rounding.
    usual = cp.isfinite(x1) & cp.isfinite(x2) & cp.isfinite(quotient) & cp.not_equal(x2, 0)
    unusual = cp.where(cp.isfinite(quotient), cp.floor(quotient), quotient)
    return with_ufunc_keywords(cp, cp.where(usual, whole, unusual), kwargs)


def _to_float32(x: Any) -> Any:
    return x.astype(np.float32) if isinstance(x, cp.ndarray) else float(np.float16(x))


# -- bits --------------------------------------------------------------------------------------------


def _override_shift(name: str, doc: str) -> Callable[..., Any]:
    ufunc = getattr(cp, name)

    @override(
        name=name,
        reason="CuPy shifts as C does: the result of a shift by the width or more is undefined",
        case=f"elementwise_functions/{name}/by-width",
    )
    def shift(x1: Any, x2: Any, /, **kwargs: Any) -> Any:
        dtype = np.result_type(*[getattr(x, "dtype", x) for x in (x1, x2)])
        last = dtype.itemsize * 8 - 1
        count = cp.minimum(x2, last) if hasattr(x2, "dtype") else min(x2, last)
        if name == "bitwise_left_shift" or dtype.kind == "u":
            out = cp.where(cp.greater(x2, last), dtype.type(0), ufunc(x1, count))
        else:
            out = ufunc(x1, count)  # a shift by all bits but one gives 0, or -1 for negative numbers
        return with_ufunc_keywords(cp, out, kwargs)

    shift.__name__ = shift.__qualname__ = name
    shift.__doc__ = doc
    return shift


bitwise_left_shift = _override_shift("bitwise_left_shift", "Shift left; by the width or more gives 0.")
bitwise_right_shift = _override_shift("bitwise_right_shift", "Shift right; by the width or more gives 0 or -1.")


# -- order -------------------------------------------------------------------------------------------


less, less_equal, greater, greater_equal = comparisons(cp, "CuPy", __name__)


@override(
    reason="array_api_compat clips in a dozen steps, and bounds wrap around when it casts them",
    upstream="https://github.com/data-apis/array-api-compat/issues/444",
    case="elementwise_functions/clip/cost",
)
def clip(x: Any, /, min: Any = None, max: Any = None, **kwargs: Any) -> Any:
    """Return the elements limited to an interval, in the dtype of ``x``."""
    if x.dtype.kind == "c":
        raise no_order("clip")
    low, high = clip_bound(cp, min, x.dtype, lower=True), clip_bound(cp, max, x.dtype, lower=False)
    out = x if low is None else cp.maximum(x, low)
    out = out if high is None else cp.minimum(out, high)
    if x.dtype.kind == "f" and any(hasattr(bound, "dtype") or bound == 0 for bound in (low, high) if bound is not None):
        out = cp.where(out == x, x, out)  # an element that equals a bound stays, with its sign of zero
    return with_ufunc_keywords(cp, out.copy() if out is x and not kwargs else out, kwargs)


# -- complex functions -------------------------------------------------------------------------------


def _complex(real: Any, imag: Any, dtype: np.dtype[Any]) -> Any:
    out = cp.empty(real.shape, dtype)
    out.real[...] = real.astype(out.real.dtype)
    out.imag[...] = imag.astype(out.real.dtype)
    return out


def _override_special_values(name: str, special_values: SpecialValues, reason: str) -> Callable[..., Any]:
    """Return CuPy's ufunc with other values for complex arguments that are not finite."""
    ufunc = getattr(cp, name)

    @override(
        name=name,
        reason=reason,
        upstream="https://github.com/data-apis/array-api/issues/1006",
        case=f"elementwise_functions/{name}/special",
    )
    def function(x: Any, /, **kwargs: Any) -> Any:
        if kind(x) != "c":
            return ufunc(x, **kwargs)
        out = ufunc(x)
        real, imag = special_values(cp, x.real, x.imag)
        return with_ufunc_keywords(cp, cp.where(cp.isfinite(x), out, _complex(real, imag, out.dtype)), kwargs)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"Return ``{name}(x)``."
    return function


tanh = _override_special_values(
    "tanh",
    complex_special_values.tanh,
    "the zero in the imaginary part of tanh(inf + bj) has the sign of sin(2b), as in C, not of b",
)
tan = _override_special_values(
    "tan",
    complex_special_values.tan,
    "the zero in the real part of tan(a + inf j) has the sign of sin(2a), as in C, not of a",
)


@override(
    reason="returns NaN + NaN j for NaN on the imaginary axis; the standard has pi/2 as the imaginary part",
    case="elementwise_functions/acosh/special",
)
def acosh(x: Any, /, **kwargs: Any) -> Any:
    """Return ``acosh(x)``."""
    if kind(x) != "c":
        return cp.arccosh(x, **kwargs)
    out = cp.arccosh(x)
    cp.copyto(out.imag, math.pi / 2, where=(x.real == 0) & cp.isnan(x.imag))
    return with_ufunc_keywords(cp, out, kwargs)


def _log(x: Any) -> Any:
    out = cp.log(x)
    cp.copyto(out.real, math.inf, where=cp.isinf(x))
    return out


_INFINITE: Final = "returns NaN for a complex number with one infinite and one NaN part; the standard has infinity"


@override(reason=_INFINITE, case="elementwise_functions/log/special")
def log(x: Any, /, **kwargs: Any) -> Any:
    """Return ``log(x)``."""
    return cp.log(x, **kwargs) if kind(x) != "c" else with_ufunc_keywords(cp, _log(x), kwargs)


def _override_logarithm(name: str, base: int, reason: str) -> Callable[..., Any]:
    ufunc = getattr(cp, name)

    @override(name=name, reason=reason, case=f"elementwise_functions/{name}/special")
    def function(x: Any, /, **kwargs: Any) -> Any:
        if kind(x) != "c":
            return ufunc(x, **kwargs)
        out = _log(x)
        for part in (out.real, out.imag):  # CuPy would divide by a complex number, and infinities would become NaN
            cp.divide(part, math.log(base), part)
        return with_ufunc_keywords(cp, out, kwargs)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"Return ``{name}(x)``."
    return function


log2 = _override_logarithm("log2", 2, _INFINITE + "; returns NaN as the imaginary part at 0")
log10 = _override_logarithm("log10", 10, _INFINITE)


@override(
    reason="computes exp(x) - 1 for complex numbers, which loses all digits of a small x and the sign of zero",
    case="elementwise_functions/expm1/value",
)
def expm1(x: Any, /, **kwargs: Any) -> Any:
    """Return ``exp(x) - 1`` without cancellation."""
    if kind(x) != "c":
        return cp.expm1(x, **kwargs)
    a, b = x.real, x.imag
    whole = cp.exp(x)
    # exp(a) cos(b) - 1 = expm1(a) cos(b) - 2 sin(b/2)**2
    half = cp.sin(b / 2)
    real = cp.where(cp.abs(a) < 1, cp.expm1(a) * cp.cos(b) - 2 * half * half, whole.real - 1)
    # If the real part is -inf, the imaginary part vanishes, even if it was NaN; a zero keeps its sign.
    vanished = (a == -math.inf) & ~cp.isfinite(b)
    imag = cp.where(vanished, cp.copysign(0.0, cp.where(cp.isnan(b), 1, b)), whole.imag)
    return with_ufunc_keywords(cp, _complex(real, cp.where(b == 0, b, imag), x.dtype), kwargs)


@override(
    reason="computes log(1 + x) for complex numbers, which loses all digits of a small x",
    case="elementwise_functions/log1p/value",
)
def log1p(x: Any, /, **kwargs: Any) -> Any:
    """Return ``log(1 + x)`` without cancellation."""
    if kind(x) != "c":
        return cp.log1p(x, **kwargs)
    a, b = x.real, x.imag
    usual = _log(x + 1)
    # For large x, |1 + x| may overflow although its logarithm does not; the 1 is negligible there.
    large = cp.maximum(cp.abs(a), cp.abs(b)) > 1e30
    small = (cp.abs(a) < 0.5) & (cp.abs(b) < 0.5)
    real = cp.where(large, cp.log(x).real, cp.where(small, cp.log1p(a * (2 + a) + b * b) / 2, usual.real))
    imag = cp.where(b == 0, cp.copysign(usual.imag, b), usual.imag)
    return with_ufunc_keywords(cp, _complex(real, imag, x.dtype), kwargs)
