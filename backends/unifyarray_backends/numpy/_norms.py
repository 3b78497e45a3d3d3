"""Norms that neither overflow nor underflow inside the dtype's range, and are accurate at every length.

A norm is computed without scaling first. If the result shows that a power may have overflowed or lost digits, it is
computed again from elements divided by the largest one, or by the smallest one for a negative order.
"""

from __future__ import annotations

import functools
import math
from typing import Any, Final

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from .._agnostic.accuracy import LONG, WITHOUT_POWERS, trusted_range
from .._numpy_like.dtypes import Array
from ._blocked_sums import add, is_fastest

_dot: Final[Any] = np.vecdot  # its types lack the axis
#: The longest vectors that BLAS multiplies at once; it adds up a few elements at a time, so the error stays small.
_BLAS_BLOCK: Final = 4096
#: From this many vectors on, side by side, BLAS takes longer than an array of the squares.
_WIDE: Final = 64
#: The number of elements that are scaled at once: float32 and float64 fit in the cache of a core.
_PIECE: Final = 32768


def vector_norm(x: Array, axis: int | tuple[int, ...] | None, keepdims: bool, order: float) -> Any:
    """Return the norm of vectors along axes.

    Parameters
    ----------
    x : array
        Of real or complex floating-point numbers, not of half precision; not empty.
    axis : int, tuple of int or None
        The axes of a vector.
    keepdims : bool
        Whether to keep the axes with length 1.
    order : float
        The order of the norm.

    Notes
    -----
    It must be called without floating-point warnings: see ``without_warnings``.
    """
    x, axis, shape = _with_one_axis(x, axis, keepdims)
    found = _unscaled(x, axis, order)
    if order not in WITHOUT_POWERS:
        low, high = _trusted_range(order, found.dtype)
        # Comparisons with NaN are false.
        if not (low <= found < high if found.ndim == 0 else low <= found.min() and found.max() < high):
            found = _scaled(x, axis, order)
    return found if shape is None else found.reshape(shape)


@functools.cache
def _trusted_range(order: float, dtype: np.dtype[Any]) -> tuple[float, float]:
    limits = np.finfo(dtype)
    return trusted_range(order, float(limits.smallest_normal), float(limits.eps))


def _with_one_axis(
    x: Array, axis: int | tuple[int, ...] | None, keepdims: bool
) -> tuple[Array, int | tuple[int, ...], tuple[int, ...] | None]:
    """Return the array with its vectors along one axis if that needs no copy, and the shape of the result or None."""
    shape = None
    if type(axis) is not int:
        axes = tuple(range(x.ndim)) if axis is None else normalize_axis_tuple(axis, x.ndim)
        if keepdims:
            shape = tuple([1 if i in axes else n for i, n in enumerate(x.shape)])
        first = x.ndim - len(axes)
        if not first:
            return (x.ravel(order="K") if x.flags.forc else x), (0 if x.flags.forc else axes), shape
        if axes and x.flags.c_contiguous and min(axes) == first:
            return x.reshape((*x.shape[:first], -1)), first, shape
        return x, axes, shape
    if keepdims:
        lengths = list(x.shape)
        lengths[axis] = 1
        shape = tuple(lengths)
    return x, axis, shape


def _unscaled(x: Array, axis: int | tuple[int, ...], order: float) -> Any:
    if order == 2:
        return _euclidean(x, axis)
    sizes = np.abs(x) if order != 0 else x != 0
    if order == 0:
        return np.count_nonzero(sizes, axis=axis).astype(x.real.dtype) if axis != () else sizes.astype(x.real.dtype)
    return _of_sizes(sizes, axis, order)


def _of_sizes(sizes: Array, axis: int | tuple[int, ...], order: float) -> Any:
    """Return the norm of non-negative numbers, which may be overwritten."""
    if order == math.inf:
        return np.maximum.reduce(sizes, axis)
    if order == -math.inf:
        return np.minimum.reduce(sizes, axis)
    if order == 1:
        return add(sizes, axis, None, False)
    powers = np.power(sizes, order, out=sizes if sizes.ndim else None)
    return add(powers, axis, None, False) ** (1 / order)


def _euclidean(x: Array, axis: int | tuple[int, ...]) -> Any:
    if type(axis) is int:
        if x.ndim == 1:
            return np.sqrt(_squares(x))
        if is_fastest(x, axis) or x.size < _WIDE * x.shape[axis]:
            return np.sqrt(vecdot(x, x, axis).real)
    squares = np.square(x.real)
    if x.dtype.kind == "c":
        squares += np.square(x.imag)
    return np.sqrt(add(squares, axis, None, False))


def _squares(x: Array) -> Any:
    """Return the sum of the squares of one vector, by BLAS."""
    length = len(x)
    if length <= _BLAS_BLOCK:
        return np.vdot(x, x).real
    whole = length - length % _BLAS_BLOCK
    blocks, rest = x[:whole].reshape(-1, _BLAS_BLOCK), x[whole:]
    return add(np.vecdot(blocks, blocks).real, 0, None, False) + np.vdot(rest, rest).real


def _scaled(x: Array, axis: int | tuple[int, ...], order: float) -> Any:
    if order == 2 and x.ndim == 1 and axis == 0 and x.dtype.kind == "f":
        return _scaled_in_pieces(x)
    sizes = np.abs(x)
    largest = (np.maximum if order > 0 else np.minimum).reduce(sizes, axis, keepdims=True)
    scale = np.where((largest > 0) & (largest < math.inf), largest, 1)
    sizes = np.divide(sizes, scale, out=sizes if sizes.ndim else None)
    found = _euclidean(sizes, axis) if order == 2 else _of_sizes(sizes, axis, order)
    return found * scale.reshape(found.shape)


def _scaled_in_pieces(x: Array) -> Any:
    """Return the Euclidean norm of a vector; in pieces, because the scaled elements are used once."""
    largest = max(x.max(), -x.min())
    if not 0 < largest < math.inf:
        return np.abs(largest)  # 0, infinity or NaN
    piece = np.empty(min(_PIECE, len(x)), x.dtype)
    total = 0.0
    for start in range(0, len(x), _PIECE):
        part = x[start : start + _PIECE]
        scaled = np.divide(part, largest, out=piece[: len(part)])
        total += float(_squares(scaled))
    return x.dtype.type(math.sqrt(total) * float(largest))


# -- dot products ----------------------------------------------------------------------------------------------


def vecdot(x1: Array, x2: Array, axis: int) -> Any:
    """Return dot products along an axis, of vectors of floating-point numbers; long ones in blocks."""
    length = x1.shape[axis]
    if length <= LONG or x2.shape[axis] != length:
        return _dot(x1, x2, axis=axis)
    x1, x2 = np.moveaxis(x1, axis, -1), np.moveaxis(x2, axis, -1)
    # BLAS multiplies vectors of positive strides; NumPy adds the products of others one by one.
    block = _BLAS_BLOCK if x1.strides[-1] == x1.itemsize and x2.strides[-1] == x2.itemsize else LONG
    whole = length - length % block
    parts = [x[..., :whole].reshape((*x.shape[:-1], -1, block)) for x in (x1, x2)]
    sums = add(np.vecdot(*parts), -1, None, False) if whole else 0
    return sums if whole == length else sums + np.vecdot(x1[..., whole:], x2[..., whole:])


__all__ = ["vecdot", "vector_norm"]
