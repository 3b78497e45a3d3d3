"""Elementwise functions: division by zero and infinity, complex arguments, and what NumPy orders but should not."""

from __future__ import annotations

import functools
from typing import Any, Final

import numpy as np

from unifyarray._backend.backend import fast_path, override
from unifyarray._backend.hooks import Hooks

from .._agnostic.elementwise_functions import bound, comparison, given, kind, no_order
from ._dtypes import BFLOAT16, INEXACT, NATIVE, REAL, widened
from ._warnings import quietly

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
    # Whether an argument is float64 comes first, because it is quick to tell and the most frequent case.
    if out.dtype is _FLOAT64 and getattr(x1, "dtype", None) is not _FLOAT64 and kind(x1) in "iub" and kind(x2) in "iub":
        return out.astype(NATIVE[hooks.default_float()], copy=False)
    return out


@override(
    reason="NumPy warns where integers are divided by zero, and has NaN or -1 where one argument is infinite",
    upstream="https://github.com/numpy/numpy/issues/23860",
    case="elementwise_functions/floor_divide/special",
)
def floor_divide(x1: Any, x2: Any, /, **kwargs: Any) -> Any:
    """Return the quotient, rounded towards negative infinity."""
    return given(np, quietly(_floor_divide, x1, x2), kwargs)


def _floor_divide(x1: Any, x2: Any, /) -> Any:
    out = np.floor_divide(x1, x2)
    if out.dtype.kind == "f":
        infinite = np.isinf(x1) | np.isinf(x2)
        if infinite.any():
            # With an infinity, the quotient is an infinity, a zero or NaN: there is nothing to round.
            if out.ndim == 0:
                return np.divide(x1, x2)
            np.divide(x1, x2, out=out, where=infinite)
    elif out.dtype is BFLOAT16:
        # ml_dtypes has NaN for inf // 3 and 3 // 0. That is asked after, where no other dtype pays for it.
        return _floor_divide(_single(x1), _single(x2)).astype(BFLOAT16)
    return out


def _single(x: Any) -> Any:
    return np.asarray(x, dtype=BFLOAT16).astype(np.float32)


@override(
    reason="NumPy warns where integers are divided by zero",
    case="elementwise_functions/remainder/by-zero",
)
def remainder(x1: Any, x2: Any, /, **kwargs: Any) -> Any:
    """Return the remainder of ``floor_divide``, with the sign of the divisor."""
    return quietly(np.remainder, x1, x2, **kwargs)


# -- powers ------------------------------------------------------------------------------------------


@override(
    name="pow",
    reason="NumPy takes a square root where one exponent of 1/2 serves all elements, which differs at -0 and -inf",
    upstream="https://github.com/numpy/numpy/issues/21213",
    case="special_grid/pow/scalars",
)
def power(x1: Any, x2: Any, /, **kwargs: Any) -> Any:
    """Return each first element to the power of the second."""
    if kwargs:
        return given(np, power(x1, x2), kwargs)
    out = np.pow(x1, x2)
    if type(x2) is int or (type(x2) is float and x2 != 0.5):
        return out
    # One exponent serves several elements where a stride is 0; arrays of one layout have one for each.
    if type(x2) is np.ndarray and x2.size > 1 and x2.strides == out.strides:
        return out
    return _without_roots(x1, x2, out) if out.dtype.kind == "f" else out


def _without_roots(x1: Any, x2: Any, out: Any) -> Any:
    if (out > 0).all():
        return out
    wrong = np.equal(x2, 0.5) & (np.equal(x1, 0) | np.equal(x1, -np.inf))
    return np.where(wrong, np.abs(x1), out).astype(out.dtype, copy=False)[()] if wrong.any() else out


# -- order -------------------------------------------------------------------------------------------


_comparison: Final = functools.partial(comparison, lib=np, who="NumPy", real=REAL, module=__name__)

less = _comparison("less")
less_equal = _comparison("less_equal")
greater = _comparison("greater")
greater_equal = _comparison("greater_equal")


_clip = widened(np.clip)


@override(
    reason="array_api_compat clips in a dozen steps, and casts bounds with wrap-around",
    upstream="https://github.com/data-apis/array-api-compat/pull/447",
    case="elementwise_functions/clip/cost",
)
def clip(x: Any, /, min: Any = None, max: Any = None, **kwargs: Any) -> Any:
    """Return the elements, moved into an interval; the dtype is that of ``x``."""
    if x.dtype.kind == "c":
        raise no_order("clip")
    low, high = bound(np, min, x.dtype, lower=True), bound(np, max, x.dtype, lower=False)
    if low is None and high is None and not kwargs:
        return x.copy()
    return _clip(x, low, high, **kwargs)
