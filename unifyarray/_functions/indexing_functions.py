"""Indexing functions of the standard."""

from __future__ import annotations

from .._array.arguments import arrays_only, flat_axis
from .._array.arguments import indices as native_indices
from .._array.array import Array
from .._array.calls import join_constants
from .._array.indexing import select
from .._core.errors import message
from .._rules import axes

__all__ = ["take", "take_along_axis"]


def take(x: Array, indices: Array, /, *, axis: int | None = None) -> Array:
    """Return the elements of an array at given indices along an axis.

    Parameters
    ----------
    x : Array
        Of any dtype, with at least 1 dimension.
    indices : Array
        1-d integers. Negative indices count from the end.
    axis : int, optional
        Axis. Required unless `x` is 1-d.

    Returns
    -------
    Array
        Of the dtype and shape of `x`, except that the axis has the length of `indices`.

    Raises
    ------
    IndexError
        If an index is out of bounds.
    TypeError
        If `indices` are not integers.
    ValueError
        If `indices` are not 1-d, or `axis` is not given and `x` is not 1-d.
    AxisError
        If an axis is out of range for `x`.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.take(ua.asarray([10, 20, 30]), ua.asarray([-1, 0])).tolist()
    [30, 10]
    """
    if type(x) is not Array or type(indices) is not Array:
        x, indices = arrays_only(x, indices)
    if indices._xp is not x._xp:
        x, indices = join_constants((x, indices))
    xp = x._xp
    where = flat_axis("take", axis, x.ndim)
    if indices.ndim != 1:
        raise ValueError(message(f"ua.take needs 1-d indices, got shape {indices.shape}", "ua.reshape(i, (-1,))"))
    return Array(select(xp, xp.take, x._native, native_indices("take", xp, indices), x.shape[where], axis=where), xp)


def take_along_axis(x: Array, indices: Array, /, *, axis: int = -1) -> Array:
    """Return the elements of an array at indices along an axis that are given for each of its 1-d slices.

    Parameters
    ----------
    x : Array
        Of any dtype, with at least 1 dimension.
    indices : Array
        Integers with as many dimensions as `x`, for example the result of ``argsort``. Apart from the axis, the shape
        must broadcast with that of `x`. Negative indices count from the end.
    axis : int, default -1
        Axis.

    Returns
    -------
    Array
        Of the dtype of `x` and the broadcast shape, except that the axis has the length of `indices`.

    Raises
    ------
    IndexError
        If an index is out of bounds.
    TypeError
        If `indices` are not integers.
    ValueError
        If the numbers of dimensions differ, or the shapes do not broadcast.
    AxisError
        If an axis is out of range for `x`.
    DeviceMismatchError
        If the arrays have different backends or devices.
    """
    if type(x) is not Array or type(indices) is not Array:
        x, indices = arrays_only(x, indices)
    if indices._xp is not x._xp:
        x, indices = join_constants((x, indices))
    xp = x._xp
    where = axes.normalise_axis(axis, x.ndim)
    if indices.ndim != x.ndim:
        raise ValueError(
            message(
                f"ua.take_along_axis needs indices with {x.ndim} dimensions, as x has, got {indices.ndim}",
                "ua.expand_dims(indices, axis)",
            )
        )
    axes.broadcast([shape[:where] + shape[where + 1 :] for shape in (x.shape, indices.shape)])
    native = native_indices("take_along_axis", xp, indices)
    return Array(select(xp, xp.take_along_axis, x._native, native, x.shape[where], axis=where), xp)
