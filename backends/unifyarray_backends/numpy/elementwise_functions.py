"""Elementwise functions: division, powers, order, and complex functions.

NumPy gets some special cases of complex functions wrong in every build, and others only with certain C libraries. The
latter are tried when the backend is loaded, and NumPy's own function is used if it is right (``conforming``).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from unifyarray.plugin import Hooks, fast_path, override

from .._agnostic.elementwise_functions import no_order
from .._numpy_like import complex_special_values
from .._numpy_like.dtypes import BFLOAT16, INEXACT, NATIVE, REAL, Array
from .._numpy_like.elementwise_functions import clip_bound, comparisons, kind, with_ufunc_keywords
from ._bfloat16 import through_float32
from ._unwrapped import unwrapped
from ._warnings import without_warnings

if TYPE_CHECKING:
    from collections.abc import Callable

    SpecialValues = Callable[[Any, Array, Array], tuple[Array, Array]]

UNWRAPPED: Final = unwrapped("elementwise_functions", np, "ceil", "floor", "trunc")

_FLOAT64: Final = np.dtype(np.float64)


# -- division ----------------------------------------------------------------------------------------


@override(
    reason="NumPy divides integers in float64, whatever the default is",
    case="elementwise_functions/divide/native-integers",
    bound=True,
)
@fast_path(np.divide, INEXACT)
def divide(hooks: Hooks, x1: Any, x2: Any, /, **kwargs: Any) -> Any:
    """Return the quotient."""
    if kwargs:
        return np.divide(x1, x2, **kwargs)
    out = np.divide(x1, x2)
    # The test for float64 comes first, because it is fast and float64 is the most frequent dtype.
    if out.dtype is _FLOAT64 and getattr(x1, "dtype", None) is not _FLOAT64 and kind(x1) in "iub" and kind(x2) in "iub":
        return out.astype(NATIVE[hooks.default_float()], copy=False)
    return out


@override(
    reason="NumPy warns when integers are divided by zero, and returns NaN or -1 if one argument is infinite",
    upstream="https://github.com/numpy/numpy/issues/23860",
    case="elementwise_functions/floor_divide/special",
)
def floor_divide(x1: Any, x2: Any, /, **kwargs: Any) -> Any:
    """Return the quotient, rounded towards negative infinity."""
    return with_ufunc_keywords(np, without_warnings(_floor_divide, x1, x2), kwargs)


def _floor_divide(x1: Any, x2: Any, /) -> Any:
    out = np.floor_divide(x1, x2)
    if out.dtype.kind == "f":
        infinite = np.isinf(x1) | np.isinf(x2)
        if infinite.any():
            # If one argument is infinite, the quotient is infinite, zero or NaN, and needs no rounding.
            if out.ndim == 0:
                return np.divide(x1, x2)
            np.divide(x1, x2, out=out, where=infinite)
    elif out.dtype is BFLOAT16:
        # ml_dtypes returns NaN for inf // 3 and 3 // 0. This test comes last, so that other dtypes do not pay for it.
        return _floor_divide(_to_float32(x1), _to_float32(x2)).astype(BFLOAT16)
    return out


def _to_float32(x: Any) -> Any:
    return np.asarray(x, dtype=BFLOAT16).astype(np.float32)


@override(
    reason="NumPy warns when integers are divided by zero",
    case="elementwise_functions/remainder/by-zero",
)
def remainder(x1: Any, x2: Any, /, **kwargs: Any) -> Any:
    """Return the remainder of ``floor_divide``, with the sign of the divisor."""
    return without_warnings(np.remainder, x1, x2, **kwargs)


# -- powers ------------------------------------------------------------------------------------------


@override(
    name="pow",
    reason="NumPy uses a square root if all elements share the exponent 1/2; it differs from the power at -0 and -inf",
    upstream="https://github.com/numpy/numpy/issues/21213",
    case="special_grid/pow/scalars",
)
def power(x1: Any, x2: Any, /, **kwargs: Any) -> Any:
    """Return each first element to the power of the second."""
    if kwargs:
        return with_ufunc_keywords(np, power(x1, x2), kwargs)
    out = np.pow(x1, x2)
    if type(x2) is int or (type(x2) is float and x2 != 0.5):
        return out
    # Elements share an exponent if a stride of x2 is 0. If x2 has the strides of the result, each has its own.
    if type(x2) is np.ndarray and x2.size > 1 and x2.strides == out.strides:
        return out
    return _undo_square_roots(x1, x2, out) if out.dtype.kind == "f" else out


def _undo_square_roots(x1: Any, x2: Any, out: Any) -> Any:
    if (out > 0).all():
        return out
    wrong = np.equal(x2, 0.5) & (np.equal(x1, 0) | np.equal(x1, -np.inf))
    return np.where(wrong, np.abs(x1), out).astype(out.dtype, copy=False)[()] if wrong.any() else out


# -- order -------------------------------------------------------------------------------------------


less, less_equal, greater, greater_equal = comparisons(np, "NumPy", __name__)


_clip = through_float32(np.clip)


@override(
    reason="array_api_compat clips in a dozen steps, and bounds wrap around when it casts them",
    upstream="https://github.com/data-apis/array-api-compat/pull/447",
    case="elementwise_functions/clip/cost",
)
def clip(x: Any, /, min: Any = None, max: Any = None, **kwargs: Any) -> Any:
    """Return the elements limited to an interval, in the dtype of ``x``."""
    if x.dtype.kind == "c":
        raise no_order("clip")
    low, high = clip_bound(np, min, x.dtype, lower=True), clip_bound(np, max, x.dtype, lower=False)
    if low is None and high is None and not kwargs:
        return x.copy()
    if x.dtype.kind in "iu" or not (_has_zero(low) or _has_zero(high)):
        return _clip(x, low, high, **kwargs)
    # An element that equals a bound stays, with its sign of zero. NumPy's result depends on the length, and with one
    # bound it is the bound.
    if (low is None or high is None) and not getattr(low, "ndim", 0) and not getattr(high, "ndim", 0):
        return _clip(x, -np.inf if low is None else low, np.inf if high is None else high, **kwargs)
    found = _clip(x, low, high, **kwargs)
    if kwargs:
        np.copyto(found, x, where=found == x)
        return found
    return np.where(found == x, x, found)


def _has_zero(bound: Any) -> bool:
    """Return whether a bound of ``clip`` is or contains a zero."""
    if type(bound) is not np.ndarray or not bound.ndim:
        return bound is not None and not bound
    if bound.size < 4096:  # `all` takes 7 us, and a third of the time of `count_nonzero` for 1e6 elements
        return bool(np.count_nonzero(bound) < bound.size)
    return not bound.all()


# -- complex functions -------------------------------------------------------------------------------


def _override_special_values(
    name: str,
    special_values: SpecialValues,
    *,
    reason: str,
    upstream: str | None = None,
    is_special: Callable[[Array], Array] | None = None,
    case: str = "special",
    supports_bfloat16: bool = True,
) -> Callable[..., Any]:
    """Return NumPy's ufunc with other values for special complex arguments.

    Parameters
    ----------
    name : str
        The function's name.
    special_values : callable
        Takes NumPy and both parts of the special arguments, and returns both parts of the values.
    reason, upstream, case : str
        For the override.
    is_special : callable, optional
        Returns a mask of the special arguments; the default is all that are not finite.
    supports_bfloat16 : bool
        Whether ml_dtypes' function of bfloat16 is right; if not, it is computed in float32.
    """
    ufunc = getattr(np, name)
    real = ufunc if supports_bfloat16 else through_float32(ufunc)

    @override(name=name, reason=reason, upstream=upstream, case=f"elementwise_functions/{name}/{case}")
    @fast_path(ufunc, REAL if supports_bfloat16 else REAL - {BFLOAT16})
    def function(x: Any, /, **kwargs: Any) -> Any:
        if kind(x) != "c":
            return real(x, **kwargs)
        return with_ufunc_keywords(np, without_warnings(compute, x), kwargs)

    def compute(x: Any) -> Any:
        out = ufunc(x)
        x = np.asarray(x)
        mask = ~np.isfinite(x) if is_special is None else is_special(x)
        if not mask.any():
            return out
        out = np.asarray(out)  # a NumPy scalar cannot be written to
        found = np.empty(np.count_nonzero(mask), out.dtype)
        found.real, found.imag = special_values(np, x[mask].real, x[mask].imag)
        out[mask] = found
        return out[()]

    function.__name__ = function.__qualname__ = name
    function.__doc__ = ufunc.__doc__
    return function


def _expm1(_: Any, a: Array, b: Array) -> tuple[Array, Array]:
    z: Any = np.empty(a.shape, np.result_type(a, np.complex64))
    z.real, z.imag = a, b
    z = np.exp(z)
    # If the real part is -inf, the imaginary part vanishes, even if it was NaN; a zero keeps its sign.
    vanished = (a == -math.inf) & ~np.isfinite(b)
    imag = np.where(vanished, np.copysign(0, np.where(np.isnan(b), 1, b)), z.imag)
    return z.real - 1, np.where(b == 0, b, imag)


_C_LIBRARY: Final = "special cases are wrong with some C libraries"
_C_LIBRARY_UPSTREAM: Final = "https://github.com/numpy/numpy/issues/32234"

acosh = _override_special_values("acosh", complex_special_values.acosh, reason=_C_LIBRARY, upstream=_C_LIBRARY_UPSTREAM)
atanh = _override_special_values(
    "atanh",
    complex_special_values.atanh,
    reason=_C_LIBRARY,
    upstream=_C_LIBRARY_UPSTREAM,
    is_special=lambda x: ~np.isfinite(x) | (x == 1) | (x == -1),
)
sqrt = _override_special_values("sqrt", complex_special_values.sqrt, reason=_C_LIBRARY, upstream=_C_LIBRARY_UPSTREAM)
tanh = _override_special_values(
    "tanh",
    complex_special_values.tanh,
    reason="the zero in the imaginary part of tanh(inf + bj) has the sign of sin(2b), as in C, not of b",
    upstream=_C_LIBRARY_UPSTREAM,
)
tan = _override_special_values(
    "tan",
    complex_special_values.tan,
    reason="the zero in the real part of tan(a + inf j) has the sign of sin(2a), as in C, not of a",
    upstream=_C_LIBRARY_UPSTREAM,
)
sign = _override_special_values(
    "sign",
    lambda _, a, b: (np.full_like(a, math.nan), np.full_like(b, math.nan)),
    reason="array_api_compat makes many calls to find the dtype, and NumPy ignores NaN beside an infinity",
    is_special=np.isnan,
    case="cost",
    supports_bfloat16=False,  # the sign of -0 is -0 there
)
expm1 = _override_special_values(
    "expm1",
    _expm1,
    reason="NumPy's special cases are neither the standard's nor those of exp(x) - 1",
    upstream="https://github.com/numpy/numpy/issues/21746",
    is_special=lambda x: ~np.isfinite(x) | (x == 0),
)


def conforming() -> set[str]:
    """Return the names of the complex functions above that are right in this NumPy, so that no override is needed."""
    parts = [0.0, 1.0, 2.5, math.inf, math.nan]
    z = np.asarray([complex(s * a, t * b) for a in parts for b in parts for s in (1, -1) for t in (1, -1)])
    found: set[str] = set()
    for corrected in (acosh, atanh, expm1, sqrt, tan, tanh):
        ufunc = getattr(np, corrected.__name__)
        if all(_are_same(without_warnings(ufunc, x), corrected(x)) for x in (z, z.astype(np.complex64))):
            found.add(corrected.__name__)
    return found


def _are_same(x1: Array, x2: Array) -> bool:
    """Return whether both parts of complex arrays are equal, including the signs of zeros."""
    return all(
        np.allclose(first, second, rtol=1e-5, atol=0, equal_nan=True)
        and np.array_equal(np.signbit(first) & ~np.isnan(first), np.signbit(second) & ~np.isnan(second))
        for first, second in ((x1.real, x2.real), (x1.imag, x2.imag))
    )


@override(
    reason="NumPy computes log(1 + x) for complex numbers, which loses all digits of a small x",
    upstream="https://github.com/numpy/numpy/issues/22609",
    case="elementwise_functions/log1p/value",
)
@fast_path(np.log1p, REAL)
def log1p(x: Any, /, **kwargs: Any) -> Any:
    """Return ``log(1 + x)`` without cancellation."""
    if kind(x) != "c":
        return np.log1p(x, **kwargs)
    return with_ufunc_keywords(np, without_warnings(_log1p, x), kwargs)


def _log1p(x: Any, /) -> Any:
    out: Any = np.asarray(np.log1p(x))
    a, b = np.real(x), np.imag(x)
    # For large x, |1 + x| may overflow although its logarithm does not; the 1 is negligible there.
    np.copyto(out, np.log(x), where=np.maximum(np.abs(a), np.abs(b)) > 1e30)
    # log|1 + x| without adding the 1: log1p(a(2 + a) + b*b) / 2. If |1 + x| is close to 1 although x is not small, the
    # remaining error is small compared with the imaginary part.
    np.copyto(out.real, np.log1p(a * (2 + a) + b * b) / 2, where=(np.abs(a) < 0.5) & (np.abs(b) < 0.5))
    return out[()]
