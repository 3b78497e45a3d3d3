"""Statistical functions of the standard."""

from __future__ import annotations

from collections.abc import Sequence

from .._array.arguments import flat_axis, take_one
from .._array.array import Array
from .._array.dtype_and_device import as_dtype
from .._array.invocation import invoke
from .._array.reductions import reduce, reduce_with, reduced_axes
from .._core import lazy_typing as t
from .._core.errors import message, raise_translated, shown
from .._rules import scalars
from .._rules.domains import ALL, FLOATING, REAL_FLOATING, REAL_OR_BOOL
from .._runtime.python_scalars import as_python

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._backend.backend import NativeNamespace

__all__ = ["cumulative_prod", "cumulative_sum", "max", "mean", "min", "prod", "std", "sum", "var"]

_new = object.__new__


def cumulative_prod(
    x: Array, /, *, axis: int | None = None, dtype: t.DTypeLike | None = None, include_initial: bool = False
) -> Array:
    """Cumulative product: the products of the elements up to each one along an axis.

    Parameters
    ----------
    x : Array
        Of any dtype, with at least 1 dimension.
    axis : int, optional
        Axis; may be left out for a 1-d array.
    dtype : DType or str, optional
        Data type to multiply in. Default: that of `x`; int64 for bools and signed integers, uint64 for unsigned
        ones.
    include_initial : bool, default False
        Whether the result starts with 1, the product of no elements.

    Returns
    -------
    Array
        Of the shape of `x`, the axis longer by one with `include_initial`.

    Raises
    ------
    ValueError
        `axis` is left out, and `x` is not 1-d.
    AxisError
        `x` has no such axis.
    TypeError
        `dtype` is bool, or `x` is complex and `dtype` is not.
    """
    return _cumulative("cumulative_prod", x, axis, dtype, include_initial)


def cumulative_sum(
    x: Array, /, *, axis: int | None = None, dtype: t.DTypeLike | None = None, include_initial: bool = False
) -> Array:
    """Cumulative sum: the sums of the elements up to each one along an axis.

    Parameters
    ----------
    x : Array
        Of any dtype, with at least 1 dimension.
    axis : int, optional
        Axis; may be left out for a 1-d array.
    dtype : DType or str, optional
        Data type to add in. Default: that of `x`; int64 for bools and signed integers, uint64 for unsigned ones.
    include_initial : bool, default False
        Whether the result starts with 0, the sum of no elements.

    Returns
    -------
    Array
        Of the shape of `x`, the axis longer by one with `include_initial`.

    Raises
    ------
    ValueError
        `axis` is left out, and `x` is not 1-d.
    AxisError
        `x` has no such axis.
    TypeError
        `dtype` is bool, or `x` is complex and `dtype` is not.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.cumulative_sum(ua.asarray([1, 2, 3]), include_initial=True).tolist()
    [0, 1, 3, 6]
    """
    return _cumulative("cumulative_sum", x, axis, dtype, include_initial)


def max(x: Array, /, *, axis: int | Sequence[int] | None = None, keepdims: bool = False) -> Array:
    """Largest element of the array, or along axes.

    Parameters
    ----------
    x : Array
        Real numbers or bools.
    axis : int or tuple of int, optional
        Axes to go along. Default: all of them.
    keepdims : bool, default False
        Whether the axes stay, with length 1.

    Returns
    -------
    Array
        Of the remaining shape and the dtype of `x`; 0-d where no axis remains.

    Raises
    ------
    TypeError
        `x` is complex.
    ValueError
        There is no element, or an axis is named twice.
    AxisError
        `x` has no such axis.

    Notes
    -----
    NaN where an element is NaN.
    """
    return reduce("max", x, REAL_OR_BOOL, axis, keepdims)


def mean(x: Array, /, *, axis: int | Sequence[int] | None = None, keepdims: bool = False) -> Array:
    """Arithmetic mean of the array, or along axes.

    Parameters
    ----------
    x : Array
        Numbers of any kind; integers and bools are taken to the default real floating dtype.
    axis : int or tuple of int, optional
        Axes to go along. Default: all of them.
    keepdims : bool, default False
        Whether the axes stay, with length 1.

    Returns
    -------
    Array
        Of the remaining shape and the dtype of `x`, or the default real floating one; 0-d where no axis remains.

    Raises
    ------
    ValueError
        An axis is named twice.
    AxisError
        `x` has no such axis.

    Notes
    -----
    NaN where there is no element, or one is NaN.

    Examples
    --------
    >>> import unifyarray as ua
    >>> float(ua.mean(ua.asarray([1, 2])))
    1.5
    """
    return reduce("mean", x, FLOATING, axis, keepdims)


def min(x: Array, /, *, axis: int | Sequence[int] | None = None, keepdims: bool = False) -> Array:
    """Smallest element of the array, or along axes.

    Parameters
    ----------
    x : Array
        Real numbers or bools.
    axis : int or tuple of int, optional
        Axes to go along. Default: all of them.
    keepdims : bool, default False
        Whether the axes stay, with length 1.

    Returns
    -------
    Array
        Of the remaining shape and the dtype of `x`; 0-d where no axis remains.

    Raises
    ------
    TypeError
        `x` is complex.
    ValueError
        There is no element, or an axis is named twice.
    AxisError
        `x` has no such axis.

    Notes
    -----
    NaN where an element is NaN.
    """
    return reduce("min", x, REAL_OR_BOOL, axis, keepdims)


def prod(
    x: Array,
    /,
    *,
    axis: int | Sequence[int] | None = None,
    dtype: t.DTypeLike | None = None,
    keepdims: bool = False,
) -> Array:
    """Product of the elements of the array, or along axes.

    Parameters
    ----------
    x : Array
        Of any dtype.
    axis : int or tuple of int, optional
        Axes to go along. Default: all of them.
    dtype : DType or str, optional
        Data type to multiply in. Default: that of `x`; int64 for bools and signed integers, uint64 for unsigned
        ones.
    keepdims : bool, default False
        Whether the axes stay, with length 1.

    Returns
    -------
    Array
        Of the remaining shape; 0-d where no axis remains. 1 where there is no element.

    Raises
    ------
    ValueError
        An axis is named twice.
    AxisError
        `x` has no such axis.
    TypeError
        `dtype` is bool, `x` is complex and `dtype` is not, or the device lacks the dtype.
    """
    return reduce_with("prod", x, ALL, axis, keepdims, {"dtype": accumulator(x, dtype)})


def std(
    x: Array,
    /,
    *,
    axis: int | Sequence[int] | None = None,
    correction: float = 0.0,
    keepdims: bool = False,
) -> Array:
    """Deviation from the mean, root mean square, of the array or along axes: the standard deviation.

    Parameters
    ----------
    x : Array
        Real numbers; integers and bools are taken to the default real floating dtype.
    axis : int or tuple of int, optional
        Axes to go along. Default: all of them.
    correction : int or float, default 0.0
        What is taken from the number of elements, N, in the divisor: 0 for the deviation of a population, 1 for the
        usual estimate from a sample.
    keepdims : bool, default False
        Whether the axes stay, with length 1.

    Returns
    -------
    Array
        Of the remaining shape and the dtype of `x`, or the default real floating one; 0-d where no axis remains.

    Raises
    ------
    TypeError
        `x` is complex.
    ValueError
        An axis is named twice.
    AxisError
        `x` has no such axis.

    Notes
    -----
    NaN where ``N - correction`` is 0 or less, or an element is NaN.
    """
    return reduce_with("std", x, REAL_FLOATING, axis, keepdims, {"correction": _correction(correction)})


def sum(
    x: Array,
    /,
    *,
    axis: int | Sequence[int] | None = None,
    dtype: t.DTypeLike | None = None,
    keepdims: bool = False,
) -> Array:
    """Sum of the elements of the array, or along axes.

    Parameters
    ----------
    x : Array
        Of any dtype.
    axis : int or tuple of int, optional
        Axes to go along. Default: all of them.
    dtype : DType or str, optional
        Data type to add in. Default: that of `x`; int64 for bools and signed integers, uint64 for unsigned ones.
    keepdims : bool, default False
        Whether the axes stay, with length 1.

    Returns
    -------
    Array
        Of the remaining shape; 0-d where no axis remains. 0 where there is no element.

    Raises
    ------
    ValueError
        An axis is named twice.
    AxisError
        `x` has no such axis.
    TypeError
        `dtype` is bool, `x` is complex and `dtype` is not, or the device lacks the dtype.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.sum(ua.asarray([[1, 2], [3, 4]]), axis=0).tolist()
    [4, 6]
    """
    if dtype is not None or type(x) is not Array:
        return reduce_with("sum", x, ALL, axis, keepdims, {"dtype": accumulator(x, dtype)})
    # What `reduce` does, written out: sums are frequent, and a call more would be a tenth of a small one.
    xp, native = x._xp, x._native
    if axis is not None and (type(axis) is not int or not -(ndim := len(native.shape)) <= axis < ndim):
        axis = reduced_axes(axis, len(native.shape))
    if keepdims is not False:
        keepdims = bool(keepdims)
    function = xp.sum
    new = _new(Array)
    new._xp = xp
    try:
        new._native = function(native, axis=axis, keepdims=keepdims)
    except Exception as error:
        raise_translated(xp, error, function, native, axis=axis, keepdims=keepdims)
    return new


def var(
    x: Array,
    /,
    *,
    axis: int | Sequence[int] | None = None,
    correction: float = 0.0,
    keepdims: bool = False,
) -> Array:
    """Variance of the array, or along axes.

    Parameters
    ----------
    x : Array
        Real numbers; integers and bools are taken to the default real floating dtype.
    axis : int or tuple of int, optional
        Axes to go along. Default: all of them.
    correction : int or float, default 0.0
        What is taken from the number of elements, N, in the divisor: 0 for the variance of a population, 1 for the
        usual estimate from a sample.
    keepdims : bool, default False
        Whether the axes stay, with length 1.

    Returns
    -------
    Array
        Of the remaining shape and the dtype of `x`, or the default real floating one; 0-d where no axis remains.

    Raises
    ------
    TypeError
        `x` is complex.
    ValueError
        An axis is named twice.
    AxisError
        `x` has no such axis.

    Notes
    -----
    NaN where ``N - correction`` is 0 or less, or an element is NaN.
    """
    return reduce_with("var", x, REAL_FLOATING, axis, keepdims, {"correction": _correction(correction)})


# -- what they share -----------------------------------------------------------------------------------------


def accumulator(x: Array | complex, dtype: t.DTypeLike | None) -> t.Any:
    """Return the library's object for the ``dtype=`` of a sum or product; complex numbers need a complex one."""
    if dtype is None:
        return None
    xp, native = take_one("sum", x)
    return _library_dtype(xp, native, dtype)


def _library_dtype(xp: NativeNamespace, native: t.Any, dtype: t.DTypeLike) -> t.Any:
    wanted = as_dtype(dtype)
    if wanted.rank < 3 and xp.hooks.dtype(native).rank == 3:
        raise TypeError(message(f"complex numbers do not add up to {wanted}", "take a part first: ua.real(x)"))
    if wanted.rank == 0:
        raise TypeError(message(f"there are no sums and products of {wanted}", "ua.any(x), ua.all(x)"))
    return xp.hooks.native_dtype(wanted)


def _cumulative(name: str, x: Array, axis: int | None, dtype: t.DTypeLike | None, include_initial: bool) -> Array:
    xp, native = take_one(name, x)
    where = flat_axis(name, axis, len(xp.hooks.shape(native)))
    wanted = None if dtype is None else _library_dtype(xp, native, dtype)
    options = {"axis": where, "dtype": wanted, "include_initial": bool(include_initial)}
    return Array(invoke(xp, getattr(xp, name), native, **options), xp)


def _correction(value: float) -> float:
    found = as_python(value)
    if type(found) not in (int, float, bool):
        raise TypeError(message(f"correction must be a real number, not {shown(value)}", "correction=1"))
    return scalars.floating(found)  # type: ignore[arg-type]
