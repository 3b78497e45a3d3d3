"""Indexing functions of the standard."""

from __future__ import annotations

from .._array.arguments import array_only, flat_axis
from .._array.arguments import indices as native_indices
from .._array.array import Array
from .._array.calls import join_constants
from .._array.indexing import select
from .._core.errors import message
from .._rules import axes

__all__ = ["take", "take_along_axis"]


def take(x: Array, indices: Array, /, *, axis: int | None = None) -> Array:
    """Elements of an array at places along an axis.

    Parameters
    ----------
    x : Array
        Of any dtype, with at least 1 dimension.
    indices : Array
        Integers, 1-d; negative ones count from the end.
    axis : int, optional
        Axis; may be left out for a 1-d array.

    Returns
    -------
    Array
        Of the dtype of `x` and of its shape, the length of the axis being that of `indices`.

    Raises
    ------
    IndexError
        An index is out of bounds.
    TypeError
        `indices` are no integers.
    ValueError
        `indices` are not 1-d, or `axis` is left out and `x` is not 1-d.
    AxisError
        `x` has no such axis.
    DeviceMismatchError
        The arrays live in different places.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.take(ua.asarray([10, 20, 30]), ua.asarray([-1, 0])).tolist()
    [30, 10]
    """
    x, indices = array_only(x), array_only(indices)
    if indices._xp is not x._xp:
        x, indices = join_constants((x, indices))
    xp = x._xp
    where = flat_axis("take", axis, x.ndim)
    if indices.ndim != 1:
        raise ValueError(message(f"ua.take: indices are 1-d, not of shape {indices.shape}", "ua.reshape(i, (-1,))"))
    return Array(select(xp, xp.take, x._native, native_indices("take", xp, indices), x.shape[where], axis=where), xp)


def take_along_axis(x: Array, indices: Array, /, *, axis: int = -1) -> Array:
    """Elements of an array at places along an axis, chosen for each of its 1-d slices.

    Parameters
    ----------
    x : Array
        Of any dtype, with at least 1 dimension.
    indices : Array
        Integers, with as many dimensions as `x`, whose shape broadcasts with that of `x` apart from the axis;
        negative ones count from the end. What ``argsort`` gives, for example.
    axis : int, default -1
        Axis.

    Returns
    -------
    Array
        Of the dtype of `x` and the broadcast shape, the length of the axis being that of `indices`.

    Raises
    ------
    IndexError
        An index is out of bounds.
    TypeError
        `indices` are no integers.
    ValueError
        The numbers of dimensions differ, or the shapes do not broadcast.
    AxisError
        `x` has no such axis.
    DeviceMismatchError
        The arrays live in different places.
    """
    x, indices = array_only(x), array_only(indices)
    if indices._xp is not x._xp:
        x, indices = join_constants((x, indices))
    xp = x._xp
    where = axes.normalise_axis(axis, x.ndim)
    if indices.ndim != x.ndim:
        raise ValueError(
            message(
                f"ua.take_along_axis: indices have {indices.ndim} dimensions and the array {x.ndim}",
                "ua.expand_dims(indices, axis)",
            )
        )
    axes.broadcast([shape[:where] + shape[where + 1 :] for shape in (x.shape, indices.shape)])
    native = native_indices("take_along_axis", xp, indices)
    return Array(select(xp, xp.take_along_axis, x._native, native, x.shape[where], axis=where), xp)
