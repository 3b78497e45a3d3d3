"""Searching functions of the standard."""

from __future__ import annotations

from .._array.arguments import array_beside, array_only, indices, require_ndim, take_one, take_several
from .._array.array import Array
from .._array.calls import check_shape_is_known, operand, refuse, to_one_namespace
from .._array.invocation import invoke
from .._array.reductions import reduce
from .._core import dtypes as dt
from .._core import lazy_typing as t
from .._core.errors import message, raise_translated, shown
from .._rules import axes, scalars
from .._rules.domains import ALL, BOOL, REAL
from .._runtime.python_scalars import as_python

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._backend.namespaces import NativeNamespace

__all__ = ["argmax", "argmin", "count_nonzero", "nonzero", "searchsorted", "where"]


_new = object.__new__


def argmax(x: Array, /, *, axis: int | None = None, keepdims: bool = False) -> Array:
    """Return the index of the first largest element.

    Parameters
    ----------
    x : Array
        Real numbers.
    axis : int, optional
        Axis to search along. Default: the flattened array.
    keepdims : bool, default False
        Whether to keep the reduced axes with length 1.

    Returns
    -------
    Array
        Of dtype int64 and the remaining shape.

    Raises
    ------
    TypeError
        If `x` is bool or complex.
    ValueError
        If the array or the axis is empty.
    AxisError
        If an axis is out of range for `x`.

    Notes
    -----
    If `x` contains NaN, the index of the first NaN is returned.
    """
    return _arg_extreme("argmax", x, axis, keepdims)


def argmin(x: Array, /, *, axis: int | None = None, keepdims: bool = False) -> Array:
    """Return the index of the first smallest element.

    Parameters
    ----------
    x : Array
        Real numbers.
    axis : int, optional
        Axis to search along. Default: the flattened array.
    keepdims : bool, default False
        Whether to keep the reduced axes with length 1.

    Returns
    -------
    Array
        Of dtype int64 and the remaining shape.

    Raises
    ------
    TypeError
        If `x` is bool or complex.
    ValueError
        If the array or the axis is empty.
    AxisError
        If an axis is out of range for `x`.

    Notes
    -----
    If `x` contains NaN, the index of the first NaN is returned.
    """
    return _arg_extreme("argmin", x, axis, keepdims)


def count_nonzero(x: Array, /, *, axis: int | t.Sequence[int] | None = None, keepdims: bool = False) -> Array:
    """Return the number of elements that are not zero or False.

    Parameters
    ----------
    x : Array
        Of any dtype.
    axis : int or tuple of int, optional
        Axes to reduce. Default: all axes.
    keepdims : bool, default False
        Whether to keep the reduced axes with length 1.

    Returns
    -------
    Array
        Of dtype int64 and the remaining shape.

    Raises
    ------
    ValueError
        If an axis is given twice.
    AxisError
        If an axis is out of range for `x`.

    Notes
    -----
    NaN counts as nonzero.
    """
    return reduce("count_nonzero", x, ALL, axis, keepdims)


def nonzero(x: Array, /) -> tuple[Array, ...]:
    """Return the indices of the elements that are not zero or False.

    Parameters
    ----------
    x : Array
        Of any dtype, with at least 1 dimension.

    Returns
    -------
    tuple of Array
        One Array of int64 per axis. ``x[ua.nonzero(x)]`` has the elements in row-major order.

    Raises
    ------
    ValueError
        If `x` is 0-d.
    """
    x = array_only(x)
    xp, native = take_one("nonzero", x)
    require_ndim("nonzero", xp.hooks.shape(native), 1)
    check_shape_is_known("ua.nonzero(x)", x)
    return tuple([Array(part, xp) for part in invoke(xp, xp.nonzero, native)])


def searchsorted(
    x1: Array, x2: Array | float, /, *, side: t.Literal["left", "right"] = "left", sorter: Array | None = None
) -> Array:
    """Return the indices at which elements can be inserted into a sorted array so that it stays sorted.

    Parameters
    ----------
    x1 : Array
        1-d real numbers, in ascending order or in an order that `sorter` makes ascending. NaN counts as the largest
        number.
    x2 : Array or scalar
        Real numbers to insert. Both arrays are promoted to a common dtype.
    side : {"left", "right"}
        Whether to return the index before (``"left"``) or after (``"right"``) equal elements.
    sorter : Array, optional
        Integers that sort `x1`, such as the result of ``argsort``.

    Returns
    -------
    Array
        Of dtype int64 and the shape of `x2`.

    Raises
    ------
    TypeError
        If the arrays are bool or complex, or the dtypes have no common dtype.
    ValueError
        If `x1` is not 1-d, `sorter` has another shape, or `side` is neither ``"left"`` nor ``"right"``.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.searchsorted(ua.asarray([1, 2, 2, 3]), 2, side="right").tolist()
    3
    """
    if side not in ("left", "right"):
        raise ValueError(
            message(f'side must be "left" or "right", got {shown(side)}', 'pass side="left" or side="right"')
        )
    x1 = array_only(x1)
    if x1.ndim != 1:
        raise ValueError(message(f"ua.searchsorted needs a 1-d array x1, got shape {x1.shape}", "ua.reshape(x, (-1,))"))
    if sorter is not None:
        x1, x2, sorter = to_one_namespace(x1, x2, operand(sorter, x1._xp))
    beyond = 0 if type(x2) is Array or type(x2) is float else _side_of_range(x1, x2)
    xp, natives = take_several("searchsorted", (x1, 0 if beyond else x2), REAL)
    order = None
    if sorter is not None:
        if sorter.shape != x1.shape:
            raise ValueError(
                message(f"sorter must have shape {x1.shape}, as x1 has, got {sorter.shape}", "sorter=ua.argsort(x1)")
            )
        order = indices("searchsorted", xp, sorter)
    if beyond:
        dtype = x1.dtype
        if dtype.rank == 2:  # between the infinity and the other elements
            infinity = xp.hooks.scalar(beyond * float("inf"), dtype)
            side = "left" if beyond > 0 else "right"
            return Array(invoke(xp, xp.searchsorted, natives[0], infinity, side=side, sorter=order), xp)
        position = axes.known(x1.shape, xp.hooks.unknown_length_hint)[0] if beyond > 0 else 0
        return Array(xp.hooks.scalar(position, dt.int64), xp)
    return Array(invoke(xp, xp.searchsorted, *natives, side=side, sorter=order), xp)


def _side_of_range(x: Array, given: object) -> int:
    """Return 1 or -1 if a scalar is an integer above or below the range of an Array's dtype, else 0."""
    value = as_python(given)
    return scalars.beyond(value, x.dtype) if type(value) is int else 0


def where(condition: Array, x1: Array | complex, x2: Array | complex, /) -> Array:
    """Return elements of `x1` if the condition is True, and of `x2` if it is False.

    Parameters
    ----------
    condition : Array
        Bools.
    x1, x2 : Array or scalar
        Of any dtype. They are promoted to a common dtype. All three arguments broadcast.

    Returns
    -------
    Array
        Of the broadcast shape and the common dtype.

    Raises
    ------
    TypeError
        If the condition is not bool, or the dtypes have no common dtype.
    ValueError
        If the shapes do not broadcast.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Examples
    --------
    >>> import unifyarray as ua
    >>> x = ua.asarray([-1, 2])
    >>> ua.where(x > 0, x, 0).tolist()
    [0, 2]
    """
    if type(condition) is Array and (pair := _of_one_dtype(condition, x1, x2)) is not None:
        new = _new(Array)
        new._xp = xp = condition._xp
        try:
            new._native = xp.where(condition._native, *pair)
        except Exception as error:
            raise_translated(xp, error, xp.where, condition._native, *pair)
        return new
    if type(condition) is not Array:
        condition = array_beside(condition, x1, x2)
    xp, test = take_one("where", condition, BOOL)
    if type(x1) is Array or type(x2) is Array:
        operands_xp, natives = take_several("where", (x1, x2))
        if operands_xp is not xp:
            return where(*to_one_namespace(condition, x1, x2))
    else:
        natives = _two_scalars(xp, x1, x2)
    return Array(invoke(xp, xp.where, test, *natives), xp)


def _of_one_dtype(condition: Array, x1: object, x2: object) -> tuple[t.Any, t.Any] | None:
    """Return the operands as native arrays if nothing is to be promoted: the condition is bool, the dtypes are equal.

    One of the operands can be a Python scalar that the dtype of the other one holds.
    """
    xp = condition._xp
    hooks = xp.hooks
    if hooks.dtype(condition._native) is not dt.bool:
        return None
    if type(x1) is Array and x1._xp is xp:
        a = x1._native
        if type(x2) is Array:
            b = x2._native
            return (a, b) if x2._xp is xp and b.dtype is a.dtype else None
        if a.dtype in xp.set_element[1].get(type(x2), ()) and -2e38 < x2 < 2e38:  # type: ignore[operator]
            return a, _element(hooks, x2, a)
    elif type(x2) is Array and x2._xp is xp and type(x1) is not Array:
        b = x2._native
        if b.dtype in xp.set_element[1].get(type(x1), ()) and -2e38 < x1 < 2e38:  # type: ignore[operator]
            return _element(hooks, x1, b), b
    return None


def _element(hooks: t.Any, value: t.Any, beside: t.Any) -> t.Any:
    """Return a Python scalar as a 0-d array of the dtype of another array."""
    dtype = hooks.dtype(beside)
    return hooks.scalar(scalars.saturate(value, dtype), dtype)


def _two_scalars(xp: NativeNamespace, first: object, second: object) -> list[t.Any]:
    """Return two scalars as 0-d arrays of the dtype to which their default dtypes are promoted."""
    hooks = xp.hooks
    values: list[t.Any] = []
    for given in (first, second):
        value = as_python(given)
        if value is None:
            refuse(given)
        values.append(value)
    dtype = scalars.promote_with_scalars(dt.bool, values, hooks.default_dtype)
    return [hooks.scalar(scalars.saturate(value, dtype), dtype) for value in values]


def _arg_extreme(name: str, x: Array, axis: int | None, keepdims: bool) -> Array:
    x = x if type(x) is Array else operand(x)
    shape = x.shape
    where = None if axis is None else axes.normalise_axis(axis, len(shape))
    if 0 in shape if where is None else shape[where] == 0:
        raise ValueError(
            message(f"ua.{name} needs at least one element, got shape {shape}, axis={axis}", "check x.size != 0 first")
        )
    return reduce(name, x, REAL, where, keepdims)
