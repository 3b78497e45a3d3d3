"""Searching functions of the standard."""

from __future__ import annotations

from collections.abc import Sequence

from .._array.arguments import array_only, indices, require_ndim, take_one, take_several
from .._array.array import Array
from .._array.calls import operand, refuse, to_one_namespace
from .._array.invocation import invoke
from .._array.reductions import reduce
from .._core import lazy_typing as t
from .._core.errors import message, shown
from .._rules import axes, scalars
from .._rules.domains import ALL, BOOL, REAL
from .._runtime.python_scalars import as_python

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._backend.backend import NativeNamespace

__all__ = ["argmax", "argmin", "count_nonzero", "nonzero", "searchsorted", "where"]


def argmax(x: Array, /, *, axis: int | None = None, keepdims: bool = False) -> Array:
    """Index of the largest element, the first one where there are several.

    Parameters
    ----------
    x : Array
        Real numbers.
    axis : int, optional
        Axis to go along. Default: the flattened array.
    keepdims : bool, default False
        Whether the axes stay, with length 1.

    Returns
    -------
    Array
        Of the remaining shape; int64.

    Raises
    ------
    TypeError
        `x` is bool or complex.
    ValueError
        There is no element.
    AxisError
        `x` has no such axis.

    Notes
    -----
    The first NaN where there is one.
    """
    return _extreme("argmax", x, axis, keepdims)


def argmin(x: Array, /, *, axis: int | None = None, keepdims: bool = False) -> Array:
    """Index of the smallest element, the first one where there are several.

    Parameters
    ----------
    x : Array
        Real numbers.
    axis : int, optional
        Axis to go along. Default: the flattened array.
    keepdims : bool, default False
        Whether the axes stay, with length 1.

    Returns
    -------
    Array
        Of the remaining shape; int64.

    Raises
    ------
    TypeError
        `x` is bool or complex.
    ValueError
        There is no element.
    AxisError
        `x` has no such axis.

    Notes
    -----
    The first NaN where there is one.
    """
    return _extreme("argmin", x, axis, keepdims)


def count_nonzero(x: Array, /, *, axis: int | Sequence[int] | None = None, keepdims: bool = False) -> Array:
    """How many elements are not zero, or not False.

    Parameters
    ----------
    x : Array
        Of any dtype.
    axis : int or tuple of int, optional
        Axes to go along. Default: all of them.
    keepdims : bool, default False
        Whether the axes stay, with length 1.

    Returns
    -------
    Array
        Of the remaining shape; int64.

    Raises
    ------
    ValueError
        An axis is named twice.
    AxisError
        `x` has no such axis.

    Notes
    -----
    NaN is not zero.
    """
    return reduce("count_nonzero", x, ALL, axis, keepdims)


def nonzero(x: Array, /) -> tuple[Array, ...]:
    """Where the elements are that are not zero, or not False.

    Parameters
    ----------
    x : Array
        Of any dtype, with at least 1 dimension.

    Returns
    -------
    tuple of Array
        One array of int64 per axis, in row-major order: ``x[ua.nonzero(x)]`` are the elements.

    Raises
    ------
    ValueError
        `x` is 0-d.
    """
    xp, native = take_one("nonzero", x)
    require_ndim("nonzero", xp.hooks.shape(native), 1)
    return tuple([Array(part, xp) for part in invoke(xp, xp.nonzero, native)])


def searchsorted(
    x1: Array, x2: Array | float, /, *, side: t.Literal["left", "right"] = "left", sorter: Array | None = None
) -> Array:
    """Places at which elements would keep a sorted array sorted.

    Parameters
    ----------
    x1 : Array
        Real numbers, 1-d, in ascending order, or in an order that `sorter` makes ascending. NaN counts as the
        largest.
    x2 : Array or scalar
        Real numbers to place; the dtypes meet in one.
    side : {"left", "right"}
        Before or after the elements that are equal.
    sorter : Array, optional
        Integers that sort `x1`, as ``argsort`` gives them.

    Returns
    -------
    Array
        Of the shape of `x2`; int64.

    Raises
    ------
    TypeError
        The arrays are bool or complex, or the dtypes have no common dtype.
    ValueError
        `x1` is not 1-d, `sorter` has another shape, or `side` is neither of the two.
    DeviceMismatchError
        The arrays live in different places.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.searchsorted(ua.asarray([1, 2, 2, 3]), 2, side="right").tolist()
    3
    """
    if side not in ("left", "right"):
        raise ValueError(message(f"side={shown(side)} is not valid", '"left" or "right"'))
    x1 = array_only(x1)
    if x1.ndim != 1:
        raise ValueError(message(f"ua.searchsorted searches 1-d arrays, not shape {x1.shape}", "ua.reshape(x, (-1,))"))
    if sorter is not None:
        x1, x2, sorter = to_one_namespace(x1, x2, array_only(sorter))
    xp, natives = take_several("searchsorted", (x1, x2), REAL)
    order = None
    if sorter is not None:
        if sorter.shape != x1.shape:
            raise ValueError(message(f"sorter has shape {sorter.shape}, the array {x1.shape}", "ua.argsort(x1)"))
        order = indices("searchsorted", xp, sorter)
    return Array(invoke(xp, xp.searchsorted, *natives, side=side, sorter=order), xp)


def where(condition: Array, x1: Array | complex, x2: Array | complex, /) -> Array:
    """Elements of `x1` where the condition holds, and of `x2` elsewhere.

    Parameters
    ----------
    condition : Array
        Bools.
    x1, x2 : Array or scalar
        Of any dtype; they meet in one. All three broadcast.

    Returns
    -------
    Array
        Of the broadcast shape and the common dtype.

    Raises
    ------
    TypeError
        The condition is not bool, or the dtypes have no common dtype.
    ValueError
        The shapes do not broadcast.
    DeviceMismatchError
        The arrays live in different places.

    Examples
    --------
    >>> import unifyarray as ua
    >>> x = ua.asarray([-1, 2])
    >>> ua.where(x > 0, x, 0).tolist()
    [0, 2]
    """
    xp, test = take_one("where", condition, BOOL)
    if type(x1) is Array or type(x2) is Array:
        place, natives = take_several("where", (x1, x2))
        if place is not xp:
            return where(*to_one_namespace(operand(condition), x1, x2))
    else:
        natives = _two_scalars(xp, x1, x2)
    return Array(invoke(xp, xp.where, test, *natives), xp)


def _two_scalars(xp: NativeNamespace, first: object, second: object) -> list[t.Any]:
    """Return two scalars as 0-d arrays of the dtype in which their default dtypes meet."""
    hooks = xp.hooks
    values: list[t.Any] = []
    for given in (first, second):
        value = as_python(given)
        if value is None:
            refuse(given)
        values.append(value)
    dtype = scalars.promote_with_scalar(hooks.default_dtype(type(values[0])), values[1], hooks.default_float())
    return [hooks.scalar(scalars.saturate(value, dtype), dtype) for value in values]


def _extreme(name: str, x: Array, axis: int | None, keepdims: bool) -> Array:
    x = x if type(x) is Array else operand(x)
    shape = x.shape
    where = None if axis is None else axes.normalise_axis(axis, len(shape))
    if 0 in shape if where is None else shape[where] == 0:
        raise ValueError(message(f"ua.{name} of no elements: shape {shape}, axis={axis}", "an array with elements"))
    return reduce(name, x, REAL, where, keepdims)
