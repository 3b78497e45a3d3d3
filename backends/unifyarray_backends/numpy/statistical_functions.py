"""Statistical functions: sums in blocks, integers in the default floating dtype, too few elements."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from unifyarray.plugin import Hooks, override

from .._agnostic.accuracy import LONG, trusted_range
from .._numpy_like.dtypes import NATIVE
from ._blocked_sums import accumulate, add, is_fastest, is_half
from ._norms import vector_norm
from ._warnings import without_warnings

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._numpy_like.dtypes import Array

_DEFAULT_FLOAT: Final = "NumPy computes statistics of integers in float64, whatever the default is"
_ONE_BY_ONE: Final = "NumPy adds the elements one by one along every axis but the one that is contiguous in memory"
_UPSTREAM: Final = "https://github.com/numpy/numpy/issues/9393"

_FLOAT32: Final = np.dtype(np.float32)
#: By dtype: the smallest sum of squares that has lost no digits.
_SMALLEST: Final = {
    dtype: trusted_range(2, float(np.finfo(dtype).tiny), float(np.finfo(dtype).eps))[0] ** 2
    for dtype in (_FLOAT32, np.dtype(np.float64))
}


@override(reason=_ONE_BY_ONE, upstream=_UPSTREAM, case="statistical_functions/sum/long")
def sum(x: Any, /, *, axis: Any = None, dtype: Any = None, keepdims: Any = False, **kwargs: Any) -> Any:
    """Return the sum; of few elements, call the function that ``numpy.sum`` ends in."""
    if dtype is None and x.size <= LONG and x.dtype.char not in "eE" and not kwargs:
        return np.add.reduce(x, axis, None, None, keepdims)  # type: ignore[call-overload]
    if kwargs or not isinstance(x, np.ndarray):
        return np.sum(x, axis=axis, dtype=dtype, keepdims=keepdims, **kwargs)
    return _sum(x, axis, dtype, keepdims)


def _sum(x: Array, axis: Any, dtype: Any, keepdims: Any) -> Any:
    """Return the sum; half precision is added in float32 and rounded once."""
    if dtype is not None:
        dtype = np.dtype(dtype)
    result = dtype or x.dtype
    if not is_half(result):
        return add(x, axis, dtype, keepdims)
    return add(x, axis, _FLOAT32, keepdims).astype(result)


@override(
    reason="NumPy multiplies half precision in half precision",
    case="half_floats/prod/long",
)
def prod(x: Any, /, *, axis: Any = None, dtype: Any = None, keepdims: Any = False, **kwargs: Any) -> Any:
    """Return the product."""
    result = x.dtype if dtype is None else np.dtype(dtype)
    if not is_half(result):
        return np.prod(x, axis=axis, dtype=dtype, keepdims=keepdims, **kwargs)
    found = np.prod(x, axis=axis, dtype=_FLOAT32, keepdims=keepdims, **kwargs)
    return found.astype(result)


def _override_cumulative(name: str, function: np.ufunc, doc: str) -> Callable[..., Any]:
    @override(
        name=name,
        reason="NumPy adds and multiplies one by one in the dtype of the result",
        upstream=_UPSTREAM,
        case=f"statistical_functions/{name}/long",
    )
    def cumulative(
        x: Any, /, *, axis: Any = None, dtype: Any = None, include_initial: bool = False, **kwargs: Any
    ) -> Any:
        if kwargs or not isinstance(x, np.ndarray):
            return getattr(np, name)(x, axis=axis, dtype=dtype, include_initial=include_initial, **kwargs)
        return accumulate(function, name, x, axis, None if dtype is None else np.dtype(dtype), include_initial)

    cumulative.__name__ = cumulative.__qualname__ = name
    cumulative.__doc__ = doc
    return cumulative


cumulative_sum = _override_cumulative("cumulative_sum", np.add, "Return the running sum along an axis.")
cumulative_prod = _override_cumulative("cumulative_prod", np.multiply, "Return the running product along an axis.")


def _result_dtype(hooks: Hooks, x: Array) -> Any:
    """Return the dtype of means and variances."""
    return NATIVE[hooks.default_float()] if x.dtype.kind in "iub" else x.dtype


@override(reason=_DEFAULT_FLOAT, case="statistical_functions/mean/integers", bound=True)
def mean(hooks: Hooks, x: Any, /, *, axis: Any = None, keepdims: bool = False, **kwargs: Any) -> Any:
    """Return the mean."""
    if kwargs or not isinstance(x, np.ndarray):
        return _library("mean", hooks, x, axis=axis, keepdims=keepdims, **kwargs)
    return _mean(x, _result_dtype(hooks, x), axis, keepdims)


def _mean(x: Array, result: Any, axis: Any, keepdims: bool) -> Any:
    wide = _FLOAT32 if is_half(result) else result
    total = add(x, axis, None if wide == x.dtype else wide, keepdims)
    count = _count(x, axis)
    if not count:
        return without_warnings(np.true_divide, total, count, dtype=wide).astype(result)
    found = total / count
    return found if wide is result else found.astype(result)


def _library(name: str, hooks: Hooks, x: Any, **kwargs: Any) -> Any:
    """Call NumPy's own function, for arguments that only NumPy has."""
    if np.asarray(x).dtype.kind in "iub":
        kwargs.setdefault("dtype", NATIVE[hooks.default_float()])
    return getattr(np, name)(x, **kwargs)


def _override_variance(name: str, doc: str) -> Callable[..., Any]:
    @override(
        name=name,
        reason=_DEFAULT_FLOAT + "; if the correction exceeds the number of elements, it returns infinity, not NaN; "
        "of no elements, it returns 0 for a negative correction",
        case=f"statistical_functions/{name}/correction",
        bound=True,
    )
    def function(
        hooks: Hooks, x: Any, /, *, axis: Any = None, correction: float = 0.0, keepdims: bool = False, **kwargs: Any
    ) -> Any:
        if kwargs or not isinstance(x, np.ndarray):
            return _library(name, hooks, x, axis=axis, ddof=correction, keepdims=keepdims, **kwargs)
        result = _result_dtype(hooks, x)
        found = without_warnings(_spread, x, result, axis, correction, keepdims, name == "std")
        return found if found.dtype == result else found.astype(result)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    return function


def _spread(x: Array, result: Any, axis: Any, correction: float, keepdims: bool, root: bool) -> Any:
    """Return the variance or its root, in float32 for half precision.

    If sums or squares have left the range, the variance is computed again from elements divided by a power of two.
    """
    wide = _FLOAT32 if is_half(result) else result
    count = _count(x, axis)
    freedom = count - correction
    if not (freedom > 0 and count):
        return _unscaled_spread(x, wide, axis, math.nan, keepdims, root)
    found = _unscaled_spread(x, wide, axis, freedom, keepdims, root)
    if math.isfinite(found) if found.ndim == 0 else np.isfinite(found).all():
        return found
    sizes = np.max(np.abs(x), axis=axis, keepdims=True).astype(found.dtype)
    is_finite = np.isfinite(sizes)
    if not (~np.isfinite(found) & is_finite.reshape(found.shape)).any():
        return found
    scale = np.where(is_finite, np.ldexp(found.dtype.type(1), np.frexp(sizes)[1] - 1), found.dtype.type(1))
    found = _unscaled_spread(np.divide(x, scale, dtype=wide), wide, axis, freedom, keepdims, root)
    scale = scale.reshape(found.shape)
    return found * scale if root else found * scale * scale


def _unscaled_spread(x: Array, wide: Any, axis: Any, freedom: float, keepdims: bool, root: bool) -> Any:
    count = _count(x, axis)
    middle = add(x, axis, None if wide == x.dtype else wide, True) / max(count, 1)
    deviations: Any = np.subtract(x, middle, dtype=wide)
    if root and deviations.size:  # the squares of large or small deviations leave the range, their norm does not
        low = _SMALLEST.get(deviations.dtype)
        if low is None or type(axis) is not int or is_fastest(deviations, axis):
            return vector_norm(deviations, axis, keepdims, 2) / math.sqrt(freedom)
        # In place this takes less time than the norm. It is right if all sums are in the range.
        total = add(np.multiply(deviations, deviations, deviations), axis, None, keepdims)
        if low <= total.min() and total.max() < math.inf:  # false for NaN
            return np.sqrt(total / freedom)
        deviations = np.subtract(x, middle, dtype=wide)
        return vector_norm(deviations, axis, keepdims, 2) / math.sqrt(freedom)
    if wide.kind == "c":
        squares = deviations.real**2 + deviations.imag**2
    else:
        squares = np.multiply(deviations, deviations, deviations if type(deviations) is np.ndarray else None)
    return add(squares, axis, None, keepdims) / freedom


var = _override_variance("var", "Return the variance.")
std = _override_variance("std", "Return the standard deviation.")


def _count(x: Any, axis: Any) -> int:
    """Return the number of elements that a reduction combines into one."""
    if axis is None:
        return x.size  # type: ignore[no-any-return]
    if type(axis) is int:
        return x.shape[axis]  # type: ignore[no-any-return]
    return math.prod(x.shape[i] for i in normalize_axis_tuple(axis, x.ndim))
