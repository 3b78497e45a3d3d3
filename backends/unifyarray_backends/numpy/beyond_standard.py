"""NumPy's own functions in place of those that unifyarray makes of the standard's, for names beyond the standard."""

from __future__ import annotations

import functools
import math
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from .._numpy_like.dtypes import BFLOAT16
from . import special
from ._warnings import without_warnings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .._numpy_like.dtypes import Array


def order_statistics(rows: Array, ranks: tuple[int, ...]) -> Any:
    """Return elements of each row by their rank. One partition takes a third of the time of two."""
    if rows.dtype is BFLOAT16:
        return NotImplemented  # NumPy orders its NaN wrongly
    last = ranks[-1]
    neighbours = ranks == (last - 1, last)
    parts = np.partition(rows, last if neighbours else ranks, axis=-1)
    found = parts[..., list(ranks)]
    if neighbours:
        found[..., 0] = parts[..., :last].max(axis=-1)
    has_nan = np.isnan(parts[..., last:].max(axis=-1))  # NaN are ranked last
    found[has_nan] = np.nan
    return found


def nansum(x: Array) -> Any:
    """Add all elements that are not NaN, in blocks."""
    if x.dtype not in (np.float32, np.float64) or not x.flags.c_contiguous:
        return NotImplemented
    found = without_warnings(np.sum, x)
    return np.asarray(found if found == found else without_warnings(np.nansum, x))


def nanmin(x: Array, axis: tuple[int, ...], keepdims: bool) -> Any:
    """Return the smallest elements that are not NaN."""
    return _extreme(np.fmin, x, axis, keepdims)


def nanmax(x: Array, axis: tuple[int, ...], keepdims: bool) -> Any:
    """Return the largest elements that are not NaN."""
    return _extreme(np.fmax, x, axis, keepdims)


def _extreme(function: Any, x: Array, axis: tuple[int, ...], keepdims: bool) -> Any:
    return NotImplemented if x.dtype is BFLOAT16 else function.reduce(x, axis=axis, keepdims=keepdims)


def nan_to_num(x: Array, nan: float, posinf: float, neginf: float) -> Any:
    """Replace NaN and infinities."""
    return np.nan_to_num(x, nan=nan, posinf=posinf, neginf=neginf) if x.dtype is not BFLOAT16 else NotImplemented


def bincount(x: Array, weights: Array | None, minlength: int) -> Any:
    """Return counts of integers, or sums of weights in float64."""
    try:
        found = np.bincount(x.astype(np.int64, copy=False), _float64(weights), minlength)
    except (ValueError, MemoryError):
        return NotImplemented  # negative or too large numbers
    return found if weights is None else found.astype(weights.dtype, copy=False)


def scatter(name: str, x: Array, positions: Array, values: Array) -> Any:
    """Combine values with the elements at some positions, which can occur twice."""
    if x.dtype is BFLOAT16:
        return NotImplemented
    found = x.copy()
    without_warnings(getattr(np, name).at, found, positions, values)
    return found


def scatter_at(name: str, x: Array, indices: Array, values: Array) -> Any:
    """Combine values with the elements at some indices, which can be negative or out of bounds."""
    try:
        return scatter(name, x, indices, values)
    except IndexError:
        return NotImplemented


def histogram(x: Array, edges: Array, low: float, high: float) -> Any:
    """Count elements in bins of one width, if NumPy rounds their edges to the same numbers."""
    if x.dtype not in (np.float32, np.float64):
        return NotImplemented
    bins = edges.size - 1
    if not np.array_equal(np.histogram_bin_edges(x[:1], bins, (low, high)), edges):
        return NotImplemented
    return np.histogram(x, bins, (low, high))[0]


#: The shortest rows whose largest elements are selected in less time than a sort takes.
_SELECTED: Final = 256


def top_indices(rows: Array, k: int, largest: bool) -> Any:
    """Return the indices of the largest or smallest elements of each row; of equal ones, the first."""
    if rows.dtype is BFLOAT16 or rows.shape[-1] < _SELECTED or not rows.size:
        return NotImplemented
    found = [_top(row, k, largest) for row in rows.reshape(-1, rows.shape[-1])]
    if any(part is None for part in found):
        return NotImplemented
    return np.stack(found).reshape(*rows.shape[:-1], k)  # type: ignore[arg-type]


def _top(x: Array, k: int, largest: bool) -> Array | None:
    rank = x.size - k if largest else k - 1
    bound = np.partition(x, rank)[rank]
    if bound != bound:
        return None
    found = np.flatnonzero(~(x < bound) if largest else x <= bound)  # NaN is the largest number
    if found.size > k:
        is_bound = x[found] == bound
        found = found[~is_bound | (np.cumsum(is_bound) <= k - (found.size - np.count_nonzero(is_bound)))]
    values = x[found]
    if largest:
        return found[::-1][np.argsort(values[::-1], kind="stable")[::-1]]
    return found[np.argsort(values, kind="stable")]


def partition(x: Array, kth: list[int], axis: int) -> Any:
    """Return elements with those of some ranks at their position."""
    return NotImplemented if x.dtype is BFLOAT16 else np.partition(x, kth, axis=axis)


def argpartition(x: Array, kth: list[int], axis: int) -> Any:
    """Return the indices of such elements."""
    return NotImplemented if x.dtype is BFLOAT16 else np.argpartition(x, kth, axis=axis)


def cumulative_max(x: Array, axis: int) -> Any:
    """Return the largest of each element and those before."""
    return NotImplemented if x.dtype is BFLOAT16 else np.maximum.accumulate(x, axis=axis)


def cumulative_min(x: Array, axis: int) -> Any:
    """Return the smallest of each element and those before."""
    return NotImplemented if x.dtype is BFLOAT16 else np.minimum.accumulate(x, axis=axis)


def zero_pad(x: Array, widths: tuple[tuple[int, int], ...]) -> Any:
    """Put zeros around an array, without writing all elements twice."""
    return np.pad(x, widths)


def windows(x: Array, length: int, axis: int) -> Any:
    """Return the windows along an axis as a new last axis."""
    return np.lib.stride_tricks.sliding_window_view(x, length, axis)


def isclose(x: Array, y: Array, rtol: float, atol: float, equal_nan: bool) -> Any:
    """Compare with a tolerance."""
    if x.dtype not in (np.float32, np.float64):
        return NotImplemented
    return np.asarray(without_warnings(np.isclose, x, y, rtol, atol, equal_nan))


#: The most terms of a sum that NumPy's `einsum` adds, one after the other.
_SUMMED: Final = 1000


def einsum(labels: list[tuple[int, ...]], result: tuple[int, ...], *operands: Array) -> Any:
    """Return sums of elements, or of products of two arrays, without an array of the products."""
    if operands[0].dtype in (BFLOAT16, np.float16):
        return NotImplemented  # sums along outer axes are rounded at every step
    if len(operands) == 1:
        number = math.prod([length for i, length in zip(labels[0], operands[0].shape, strict=True) if i not in result])
        if number > _SUMMED:
            return NotImplemented
    arguments = [part for pair in zip(operands, labels, strict=True) for part in pair]
    return np.asarray(np.einsum(*arguments, result))


#: Elements of a block of distances, which stays in the cache.
_BLOCK: Final = 2**15


def cdist(x: Array, y: Array, order: float, squared: bool) -> Any:
    """Add up the distances coordinate by coordinate, some rows at a time."""
    if x.ndim > 2 or y.ndim > 2 or x.shape[-1] > _SUMMED or order not in (1, 2, math.inf):
        return NotImplemented
    if order == 2 and not squared and not (_has_squares(x) and _has_squares(y)):
        return NotImplemented
    columns = np.ascontiguousarray(y.T)
    found = np.zeros((len(x), len(y)), x.dtype)
    step = max(1, _BLOCK // max(len(y), 1))
    scratch = np.empty((min(step, len(x)), len(y)), x.dtype)
    for first in range(0, len(x), step):
        rows, total = x[first : first + step], found[first : first + step]
        apart = scratch[: len(rows)]
        for k, column in enumerate(columns):
            without_warnings(np.subtract, rows[:, k, None], column, out=apart)
            if order == 2:
                without_warnings(np.multiply, apart, apart, out=apart)
            else:
                np.abs(apart, out=apart)
            (np.maximum if order > 2 else np.add)(total, apart, out=total)
        if order == 2 and not squared:
            np.sqrt(total, out=total)
    return found


def _has_squares(x: Array) -> bool:
    """Return whether squares of differences of the elements neither overflow nor lose digits."""
    info = np.finfo(x.dtype)
    sizes = np.abs(x[x != 0])
    low, high = math.sqrt(info.smallest_normal / info.eps) / info.eps, math.sqrt(info.max / x.shape[-1]) / 4
    return not sizes.size or bool(sizes.min() > low and sizes.max() < high)


def convolve(x: Array, y: Array, mode: str) -> Any:
    """Return the convolution. NumPy multiplies nothing beyond the ends."""
    return np.convolve(x, y, mode) if x.dtype is not BFLOAT16 else NotImplemented  # type: ignore[call-overload]


def interp(x: Array, places: Array, values: Array, left: Array | None, right: Array | None) -> Any:
    """Interpolate in float64."""
    if x.dtype is BFLOAT16 or places.size == 1:
        return NotImplemented  # NumPy's result of NaN is the value of a single point
    found = np.interp(x, places, values, *[None if end is None else float(end) for end in (left, right)])
    return np.asarray(found).astype(x.dtype, copy=False)


def _float64(x: Array | None) -> Array | None:
    return None if x is None else x.astype(np.float64, copy=False)


@functools.cache
def _scipy_linalg() -> Any:
    try:
        import scipy.linalg
    except ImportError:
        return None
    return scipy.linalg


def _expm(x: Array) -> Any:
    linalg = _scipy_linalg()
    return NotImplemented if linalg is None or not np.isfinite(x).all() else linalg.expm(x)


def _lstsq(a: Array, b: Array, cutoff: float) -> Any:
    """Return the solution and the rank for a single matrix."""
    if a.ndim > 2:
        return NotImplemented
    found = np.linalg.lstsq(a, b, rcond=cutoff)
    return found[0], np.asarray(found[2], dtype=np.int64)


def _solve_triangular(a: Array, b: Array, lower: bool, unit: bool) -> Any:
    linalg = _scipy_linalg()
    if linalg is None or not a.size:
        return NotImplemented
    if a.ndim == 2:
        return linalg.solve_triangular(a, b, lower=lower, unit_diagonal=unit, check_finite=False)
    found = np.empty_like(b)
    for index in np.ndindex(*a.shape[:-2]):
        found[index] = linalg.solve_triangular(a[index], b[index], lower=lower, unit_diagonal=unit, check_finite=False)
    return found


FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {
        function.__name__: function
        for function in (
            *(argpartition, bincount, cdist, convolve, cumulative_max, cumulative_min, einsum, histogram, interp),
            *(isclose, nan_to_num, nanmax, nanmin, nansum, order_statistics, partition, scatter, scatter_at),
            *(top_indices, windows, zero_pad),
        )
    }
    | special.FUNCTIONS
    | {"linalg.expm": _expm, "linalg.lstsq": _lstsq, "linalg.solve_triangular": _solve_triangular}
)
