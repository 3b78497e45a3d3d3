"""Linear algebra functions in the main namespace of the standard."""

from __future__ import annotations

from collections.abc import Sequence

from .._array.arguments import array_only, require_ndim, take_several
from .._array.array import Array
from .._array.invocation import invoke
from .._core import lazy_typing as t
from .._core.errors import AxisError, message, shown
from .._rules import axes as axis_rules
from .._rules.domains import NUMERIC

__all__ = ["matmul", "matrix_transpose", "tensordot", "vecdot"]


def matmul(x1: Array, x2: Array, /) -> Array:
    """Matrix product.

    Parameters
    ----------
    x1 : Array
        Numbers, of shape ``(..., M, K)`` or ``(K,)``.
    x2 : Array
        Numbers, of shape ``(..., K, N)`` or ``(K,)``. The leading dimensions broadcast, the dtypes meet in one.

    Returns
    -------
    Array
        Of shape ``(..., M, N)``, without M where `x1` is 1-d and without N where `x2` is.

    Raises
    ------
    TypeError
        Both are bool, or the dtypes have no common dtype.
    ValueError
        An array is 0-d, the inner lengths differ, or the leading dimensions do not broadcast.
    DeviceMismatchError
        The arrays live in different places.

    Notes
    -----
    Floating-point results are within a relative norm bound; TF32 and bfloat16 are used only where the user has
    switched them on in the library.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.matmul(ua.asarray([[1, 2], [3, 4]]), ua.asarray([1, 1])).tolist()
    [3, 7]
    """
    xp, (first, second) = take_several("matmul", (x1, x2), NUMERIC)
    left, right = xp.hooks.shape(first), xp.hooks.shape(second)
    require_ndim("matmul", left, 1)
    require_ndim("matmul", right, 1)
    if left[-1] != right[0 if len(right) == 1 else -2]:
        raise ValueError(
            message(f"ua.matmul: shapes {left} and {right} do not fit: inner lengths differ", "ua.matrix_transpose(x)")
        )
    return Array(invoke(xp, xp.matmul, first, second), xp)


def matrix_transpose(x: Array, /) -> Array:
    """Transpose of each matrix.

    Parameters
    ----------
    x : Array
        Of shape ``(..., M, N)`` and any dtype.

    Returns
    -------
    Array
        Of shape ``(..., N, M)`` and the dtype of `x`.

    Raises
    ------
    ValueError
        `x` has fewer than 2 dimensions.
    """
    x = array_only(x)
    require_ndim("matrix_transpose", x.shape, 2)
    return Array(invoke(x._xp, x._xp.matrix_transpose, x._native), x._xp)


def tensordot(x1: Array, x2: Array, /, *, axes: int | tuple[Sequence[int], Sequence[int]] = 2) -> Array:
    """Sum of products over some axes of two arrays.

    Parameters
    ----------
    x1, x2 : Array
        Numbers; the dtypes meet in one.
    axes : int or tuple of two sequences of int, default 2
        As an integer N, the last N axes of `x1` meet the first N of `x2` in order. Otherwise the axes of `x1`, and
        those of `x2` that they meet, of equal lengths; nothing broadcasts.

    Returns
    -------
    Array
        Of the axes of `x1` that remain, followed by those of `x2`.

    Raises
    ------
    TypeError
        Both are bool, or the dtypes have no common dtype.
    ValueError
        Lengths that meet differ, N is negative or exceeds the number of dimensions, or an axis is named twice.
    AxisError
        An array has no such axis.
    DeviceMismatchError
        The arrays live in different places.
    """
    xp, (first, second) = take_several("tensordot", (x1, x2), NUMERIC)
    left, right = xp.hooks.shape(first), xp.hooks.shape(second)
    pairs = _contracted(axes, len(left), len(right))
    if [left[axis] for axis in pairs[0]] != [right[axis] for axis in pairs[1]]:
        raise ValueError(
            message(f"ua.tensordot: axes {pairs[0]} of shape {left} do not meet axes {pairs[1]} of {right}", "axes=")
        )
    return Array(invoke(xp, xp.tensordot, first, second, axes=pairs), xp)


def _contracted(given: t.Any, left: int, right: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the axes to sum over, counted from 0, of both arrays."""
    if isinstance(given, tuple | list):
        if len(given) != 2:
            raise ValueError(
                message(f"axes={shown(given)} is neither an integer nor two sequences", "axes=((0,), (1,))")
            )
        first, second = (axis_rules.normalise_axes(part, ndim) for part, ndim in zip(given, (left, right), strict=True))
        if len(first) != len(second):
            raise ValueError(
                message(f"axes={shown(given)}: as many axes of one array as of the other", "axes=((0,), (1,))")
            )
        return first, second
    count = axis_rules.integer(given, "axes")
    if not 0 <= count <= min(left, right):
        raise ValueError(message(f"axes={count} for arrays of {left} and {right} dimensions", "axes=0 and more"))
    return tuple(range(left - count, left)), tuple(range(count))


def vecdot(x1: Array, x2: Array, /, *, axis: int = -1) -> Array:
    """Dot product of vectors along an axis, the first one conjugated.

    Parameters
    ----------
    x1, x2 : Array
        Numbers. The axis has one length in both; the others broadcast, the dtypes meet in one.
    axis : int, default -1
        Axis of the vectors, counted from the end: -1 the last one.

    Returns
    -------
    Array
        Of the broadcast shape without the axis.

    Raises
    ------
    TypeError
        Both are bool, or the dtypes have no common dtype.
    ValueError
        The lengths of the axis differ, or the shapes do not broadcast.
    AxisError
        An array has no such axis.
    DeviceMismatchError
        The arrays live in different places.

    Examples
    --------
    >>> import unifyarray as ua
    >>> complex(ua.vecdot(ua.asarray([1j]), ua.asarray([2.0])))
    -2j
    """
    xp, (first, second) = take_several("vecdot", (x1, x2), NUMERIC)
    shapes = xp.hooks.shape(first), xp.hooks.shape(second)
    where = vector_axis("vecdot", axis, *shapes)
    if shapes[0][where] != shapes[1][where]:
        raise ValueError(message(f"ua.vecdot: axis {axis} of shapes {shapes[0]} and {shapes[1]} differs", "axis="))
    return Array(invoke(xp, xp.vecdot, first, second, axis=where), xp)


def vector_axis(name: str, axis: object, first: tuple[int, ...], second: tuple[int, ...]) -> int:
    """Return an axis that two arrays have, counted from the end; one counted from 0 where both have it there."""
    where = axis_rules.integer(axis, "axis")
    for shape in (first, second):
        axis_rules.normalise_axis(where, len(shape))
    if where >= 0:
        if len(first) != len(second):
            raise AxisError(
                message(f"ua.{name}: axis={where} means two axes in shapes {first} and {second}", "count from the end")
            )
        where -= len(first)
    return where
