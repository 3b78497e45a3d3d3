"""Linear algebra functions in the main namespace of the array API standard."""

from __future__ import annotations

from .._array.arguments import array_only, require_ndim, take_several
from .._array.array import Array
from .._array.invocation import invoke
from .._core import lazy_typing as t
from .._core.errors import AxisError, message, raise_translated, shown
from .._rules import axes as axis_rules
from .._rules.domains import NUMERIC

__all__ = ["matmul", "matrix_transpose", "tensordot", "vecdot"]

_new = object.__new__


def matmul(x1: Array, x2: Array, /) -> Array:
    """Compute the matrix product.

    Parameters
    ----------
    x1 : Array
        Numeric array of shape ``(..., M, K)`` or ``(K,)``.
    x2 : Array
        Numeric array of shape ``(..., K, N)`` or ``(K,)``. The leading dimensions broadcast and the dtypes promote.

    Returns
    -------
    Array
        Shape ``(..., M, N)``, the promoted dtype. M is omitted if `x1` is 1-dimensional, and N is omitted if `x2` is
        1-dimensional.

    Raises
    ------
    TypeError
        If both arrays are bool, or if the dtypes have no common dtype.
    ValueError
        If an array is 0-dimensional, if the inner lengths differ, or if the leading dimensions do not broadcast.
    DeviceMismatchError
        If the arrays are on different devices or backends.

    Notes
    -----
    Floating-point results are within a relative norm bound. TF32 and bfloat16 are used only if you switch them on in
    the library.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.matmul(ua.asarray([[1, 2], [3, 4]]), ua.asarray([1, 1])).tolist()
    [3, 7]
    """
    xp, (first, second) = take_several("matmul", (x1, x2), NUMERIC)
    left, right = xp.hooks.shape(first), xp.hooks.shape(second)
    for shape in (left, right):
        require_ndim("matmul", shape, 1, "multiply by a number: x * y")
    if left[-1] != right[0 if len(right) == 1 else -2]:
        raise ValueError(
            message(f"ua.matmul needs equal inner lengths, got shapes {left} and {right}", "ua.matrix_transpose(x)")
        )
    return Array(invoke(xp, xp.matmul, first, second), xp)


def matrix_transpose(x: Array, /) -> Array:
    """Transpose each matrix.

    Parameters
    ----------
    x : Array
        Matrices of shape ``(..., M, N)``, any dtype.

    Returns
    -------
    Array
        Shape ``(..., N, M)``, the dtype of `x`.

    Raises
    ------
    ValueError
        If `x` has fewer than 2 dimensions.
    """
    x = array_only(x)
    require_ndim("matrix_transpose", x.shape, 2)
    return Array(invoke(x._xp, x._xp.matrix_transpose, x._native), x._xp)


def tensordot(x1: Array, x2: Array, /, *, axes: int | tuple[t.Sequence[int], t.Sequence[int]] = 2) -> Array:
    """Sum the products of two arrays over some of their axes.

    Parameters
    ----------
    x1, x2 : Array
        Numeric arrays of any shape. The dtypes promote.
    axes : int or tuple of two sequences of int, default 2
        Axes to sum over. An integer N pairs the last N axes of `x1` with the first N axes of `x2`, in order. Two
        sequences pair the axes of `x1` in the first with the axes of `x2` in the second; both sequences have the same
        length. Paired axes must have equal lengths and do not broadcast.

    Returns
    -------
    Array
        The remaining axes of `x1`, followed by the remaining axes of `x2`. The promoted dtype.

    Raises
    ------
    TypeError
        If both arrays are bool, or if the dtypes have no common dtype.
    ValueError
        If paired axes or the two sequences differ in length, if N is negative or exceeds the number of dimensions, or
        if an axis is given twice.
    AxisError
        If an axis is out of range for an array.
    DeviceMismatchError
        If the arrays are on different devices or backends.
    """
    xp, (first, second) = take_several("tensordot", (x1, x2), NUMERIC)
    left, right = xp.hooks.shape(first), xp.hooks.shape(second)
    pairs = _axes_to_contract(axes, len(left), len(right))
    if [left[axis] for axis in pairs[0]] != [right[axis] for axis in pairs[1]]:
        raise ValueError(
            message(
                f"ua.tensordot needs paired axes of equal lengths, got axes {pairs[0]} of shape {left} "
                f"and axes {pairs[1]} of shape {right}",
                "pass other axes: axes=((0,), (1,))",
            )
        )
    return Array(invoke(xp, xp.tensordot, first, second, axes=pairs), xp)


def _axes_to_contract(given: t.Any, left: int, right: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the axes of both arrays to sum over, counted from 0."""
    if isinstance(given, tuple | list):
        if len(given) != 2:
            raise ValueError(
                message(f"axes must be an integer or two sequences, got {shown(given)}", "pass axes=((0,), (1,))")
            )
        first, second = (axis_rules.normalise_axes(part, ndim) for part, ndim in zip(given, (left, right), strict=True))
        if len(first) != len(second):
            raise ValueError(
                message(f"axes must pair as many axes of x1 as of x2, got {shown(given)}", "pass axes=((0,), (1,))")
            )
        return first, second
    count = axis_rules.integer(given, "axes")
    if not 0 <= count <= min(left, right):
        raise ValueError(
            message(f"axes must be between 0 and {min(left, right)}, got {count}", f"pass axes={min(left, right)}")
        )
    return tuple(range(left - count, left)), tuple(range(count))


def vecdot(x1: Array, x2: Array, /, *, axis: int = -1) -> Array:
    """Compute the dot product of vectors along an axis; the first vector is conjugated.

    Parameters
    ----------
    x1, x2 : Array
        Numeric arrays. The axis has the same length in both arrays, the other axes broadcast, and the dtypes promote.
    axis : int, default -1
        Axis of the vectors, counted from the end: -1 is the last axis.

    Returns
    -------
    Array
        The broadcast shape without the axis, the promoted dtype.

    Raises
    ------
    TypeError
        If both arrays are bool, or if the dtypes have no common dtype.
    ValueError
        If the lengths of the axis differ, or if the shapes do not broadcast.
    AxisError
        If the axis is out of range for an array, or if `axis` is not negative and the arrays differ in their number of
        dimensions.
    DeviceMismatchError
        If the arrays are on different devices or backends.

    Examples
    --------
    >>> import unifyarray as ua
    >>> complex(ua.vecdot(ua.asarray([1j]), ua.asarray([2.0])))
    -2j
    """
    if type(x1) is Array and type(x2) is Array and (xp := x1._xp) is x2._xp and type(axis) is int:
        # The frequent case, with `invoke` inlined: of short vectors, the library's call takes 3 microseconds.
        first, second = x1._native, x2._native
        dtype, shape = xp.hooks.dtype(first), first.shape
        if (
            dtype in NUMERIC
            and dtype is xp.hooks.dtype(second)
            and shape == second.shape
            and -(ndim := len(shape)) <= axis < ndim
        ):
            function = xp.vecdot
            new = _new(Array)
            new._xp = xp
            try:
                new._native = function(first, second, axis=axis)
            except Exception as error:
                raise_translated(xp, error, function, first, second, axis=axis)
            return new
    xp, (first, second) = take_several("vecdot", (x1, x2), NUMERIC)
    shapes = xp.hooks.shape(first), xp.hooks.shape(second)
    where = vector_axis("vecdot", axis, *shapes)
    if shapes[0][where] != shapes[1][where]:
        fact = f"ua.vecdot needs an axis of equal lengths, got axis {axis} of shapes {shapes[0]} and {shapes[1]}"
        length = min(shapes[0][where], shapes[1][where])
        key = ", ".join([f":{length}"] + [":"] * (-1 - where))
        raise ValueError(message(fact, f"pass vectors of one length: x[..., {key}]"))
    return Array(invoke(xp, xp.vecdot, first, second, axis=where), xp)


def vector_axis(name: str, axis: object, first: tuple[int, ...], second: tuple[int, ...]) -> int:
    """Return an axis of two arrays, counted from the end.

    An axis counted from 0 is accepted if both arrays have the same number of dimensions.
    """
    where = axis_rules.integer(axis, "axis")
    for shape in (first, second):
        axis_rules.normalise_axis(where, len(shape))
    if where >= 0:
        if len(first) != len(second):
            raise AxisError(
                message(
                    f"ua.{name}: axis={where} is ambiguous in shapes {first} and {second}",
                    "count from the end: axis=-1",
                )
            )
        where -= len(first)
    return where
