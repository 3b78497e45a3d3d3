"""Statistical functions of the standard."""

from __future__ import annotations

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
    from .._backend.namespaces import NativeNamespace

__all__ = ["cumulative_prod", "cumulative_sum", "max", "mean", "min", "prod", "std", "sum", "var"]

_new = object.__new__


def cumulative_prod(
    x: Array, /, *, axis: int | None = None, dtype: t.DTypeLike | None = None, include_initial: bool = False
) -> Array:
    """Return the cumulative products of the elements along an axis.

    Parameters
    ----------
    x : Array
        Of any dtype, with at least 1 dimension.
    axis : int, optional
        Axis. Required unless `x` is 1-d.
    dtype : DType or str, optional
        Data type to multiply in. Default: int64 for bools and signed integers, uint64 for unsigned integers, that of
        `x` otherwise.
    include_initial : bool, default False
        Whether the result starts with 1, the product of no elements.

    Returns
    -------
    Array
        Of the shape of `x`. The axis is longer by 1 if `include_initial` is True.

    Raises
    ------
    ValueError
        If `axis` is not given and `x` is not 1-d.
    AxisError
        If an axis is out of range for `x`.
    TypeError
        If `dtype` is bool, or `x` is complex and `dtype` is not.
    """
    return _cumulative("cumulative_prod", x, axis, dtype, include_initial)


def cumulative_sum(
    x: Array, /, *, axis: int | None = None, dtype: t.DTypeLike | None = None, include_initial: bool = False
) -> Array:
    """Return the cumulative sums of the elements along an axis.

    Parameters
    ----------
    x : Array
        Of any dtype, with at least 1 dimension.
    axis : int, optional
        Axis. Required unless `x` is 1-d.
    dtype : DType or str, optional
        Data type to add in. Default: int64 for bools and signed integers, uint64 for unsigned integers, that of `x`
        otherwise.
    include_initial : bool, default False
        Whether the result starts with 0, the sum of no elements.

    Returns
    -------
    Array
        Of the shape of `x`. The axis is longer by 1 if `include_initial` is True.

    Raises
    ------
    ValueError
        If `axis` is not given and `x` is not 1-d.
    AxisError
        If an axis is out of range for `x`.
    TypeError
        If `dtype` is bool, or `x` is complex and `dtype` is not.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.cumulative_sum(ua.asarray([1, 2, 3]), include_initial=True).tolist()
    [0, 1, 3, 6]
    """
    return _cumulative("cumulative_sum", x, axis, dtype, include_initial)


def max(x: Array, /, *, axis: int | t.Sequence[int] | None = None, keepdims: bool = False) -> Array:
    """Return the largest element of an array, or the largest elements along axes.

    Parameters
    ----------
    x : Array
        Real numbers or bools.
    axis : int or tuple of int, optional
        Axes to reduce. Default: all axes.
    keepdims : bool, default False
        Whether to keep the reduced axes with length 1.

    Returns
    -------
    Array
        Of the remaining shape and the dtype of `x`; 0-d if all axes are reduced.

    Raises
    ------
    TypeError
        If `x` is complex.
    ValueError
        If the array or a reduced axis is empty, or an axis is given twice.
    AxisError
        If an axis is out of range for `x`.

    Notes
    -----
    The result is NaN if an element is NaN.
    """
    return reduce("max", x, REAL_OR_BOOL, axis, keepdims)


def mean(x: Array, /, *, axis: int | t.Sequence[int] | None = None, keepdims: bool = False) -> Array:
    """Return the arithmetic mean of an array, or the means along axes.

    Parameters
    ----------
    x : Array
        Numbers of any kind. Integers and bools are converted to the default real floating dtype.
    axis : int or tuple of int, optional
        Axes to reduce. Default: all axes.
    keepdims : bool, default False
        Whether to keep the reduced axes with length 1.

    Returns
    -------
    Array
        Of the remaining shape, and of the dtype of `x` or the default real floating dtype; 0-d if all axes are reduced.

    Raises
    ------
    ValueError
        If an axis is given twice.
    AxisError
        If an axis is out of range for `x`.

    Notes
    -----
    The result is NaN if an element is NaN, or if the array or a reduced axis is empty.

    Examples
    --------
    >>> import unifyarray as ua
    >>> float(ua.mean(ua.asarray([1, 2])))
    1.5
    """
    return reduce("mean", x, FLOATING, axis, keepdims)


def min(x: Array, /, *, axis: int | t.Sequence[int] | None = None, keepdims: bool = False) -> Array:
    """Return the smallest element of an array, or the smallest elements along axes.

    Parameters
    ----------
    x : Array
        Real numbers or bools.
    axis : int or tuple of int, optional
        Axes to reduce. Default: all axes.
    keepdims : bool, default False
        Whether to keep the reduced axes with length 1.

    Returns
    -------
    Array
        Of the remaining shape and the dtype of `x`; 0-d if all axes are reduced.

    Raises
    ------
    TypeError
        If `x` is complex.
    ValueError
        If the array or a reduced axis is empty, or an axis is given twice.
    AxisError
        If an axis is out of range for `x`.

    Notes
    -----
    The result is NaN if an element is NaN.
    """
    return reduce("min", x, REAL_OR_BOOL, axis, keepdims)


def prod(
    x: Array,
    /,
    *,
    axis: int | t.Sequence[int] | None = None,
    dtype: t.DTypeLike | None = None,
    keepdims: bool = False,
) -> Array:
    """Return the product of the elements of an array, or the products along axes.

    Parameters
    ----------
    x : Array
        Of any dtype.
    axis : int or tuple of int, optional
        Axes to reduce. Default: all axes.
    dtype : DType or str, optional
        Data type to multiply in. Default: int64 for bools and signed integers, uint64 for unsigned integers, that of
        `x` otherwise.
    keepdims : bool, default False
        Whether to keep the reduced axes with length 1.

    Returns
    -------
    Array
        Of the remaining shape; 0-d if all axes are reduced. The product over an empty axis is 1.

    Raises
    ------
    ValueError
        If an axis is given twice.
    AxisError
        If an axis is out of range for `x`.
    TypeError
        If `dtype` is bool, `x` is complex and `dtype` is not, or the device lacks the dtype.
    """
    return reduce_with("prod", x, ALL, axis, keepdims, {"dtype": accumulator(x, dtype)})


def std(
    x: Array,
    /,
    *,
    axis: int | t.Sequence[int] | None = None,
    correction: float = 0.0,
    keepdims: bool = False,
) -> Array:
    """Return the standard deviation of an array, or the standard deviations along axes.

    The standard deviation is the root mean square of the deviations from the mean.

    Parameters
    ----------
    x : Array
        Real numbers. Integers and bools are converted to the default real floating dtype.
    axis : int or tuple of int, optional
        Axes to reduce. Default: all axes.
    correction : int or float, default 0.0
        Number that is subtracted from the number of elements, N, in the divisor: 0 for the deviation of a population,
        1 for the usual estimate from a sample.
    keepdims : bool, default False
        Whether to keep the reduced axes with length 1.

    Returns
    -------
    Array
        Of the remaining shape, and of the dtype of `x` or the default real floating dtype; 0-d if all axes are reduced.

    Raises
    ------
    TypeError
        If `x` is complex.
    ValueError
        If an axis is given twice.
    AxisError
        If an axis is out of range for `x`.

    Notes
    -----
    The result is NaN if ``N - correction`` is 0 or less, or if an element is NaN.
    """
    return reduce_with("std", x, REAL_FLOATING, axis, keepdims, {"correction": correction_of(correction)})


def sum(
    x: Array,
    /,
    *,
    axis: int | t.Sequence[int] | None = None,
    dtype: t.DTypeLike | None = None,
    keepdims: bool = False,
) -> Array:
    """Return the sum of the elements of an array, or the sums along axes.

    Parameters
    ----------
    x : Array
        Of any dtype.
    axis : int or tuple of int, optional
        Axes to reduce. Default: all axes.
    dtype : DType or str, optional
        Data type to add in. Default: int64 for bools and signed integers, uint64 for unsigned integers, that of `x`
        otherwise.
    keepdims : bool, default False
        Whether to keep the reduced axes with length 1.

    Returns
    -------
    Array
        Of the remaining shape; 0-d if all axes are reduced. The sum over an empty axis is 0.

    Raises
    ------
    ValueError
        If an axis is given twice.
    AxisError
        If an axis is out of range for `x`.
    TypeError
        If `dtype` is bool, `x` is complex and `dtype` is not, or the device lacks the dtype.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.sum(ua.asarray([[1, 2], [3, 4]]), axis=0).tolist()
    [4, 6]
    """
    if dtype is not None or type(x) is not Array:
        return reduce_with("sum", x, ALL, axis, keepdims, {"dtype": accumulator(x, dtype)})
    # `reduce` is inlined here: sums are frequent, and one more call would add a tenth to the time of a small sum.
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
    axis: int | t.Sequence[int] | None = None,
    correction: float = 0.0,
    keepdims: bool = False,
) -> Array:
    """Return the variance of an array, or the variances along axes.

    Parameters
    ----------
    x : Array
        Real numbers. Integers and bools are converted to the default real floating dtype.
    axis : int or tuple of int, optional
        Axes to reduce. Default: all axes.
    correction : int or float, default 0.0
        Number that is subtracted from the number of elements, N, in the divisor: 0 for the variance of a population,
        1 for the usual estimate from a sample.
    keepdims : bool, default False
        Whether to keep the reduced axes with length 1.

    Returns
    -------
    Array
        Of the remaining shape, and of the dtype of `x` or the default real floating dtype; 0-d if all axes are reduced.

    Raises
    ------
    TypeError
        If `x` is complex.
    ValueError
        If an axis is given twice.
    AxisError
        If an axis is out of range for `x`.

    Notes
    -----
    The result is NaN if ``N - correction`` is 0 or less, or if an element is NaN.
    """
    return reduce_with("var", x, REAL_FLOATING, axis, keepdims, {"correction": correction_of(correction)})


# -- shared helpers -------------------------------------------------------------------------------------------


def accumulator(x: Array | complex, dtype: t.DTypeLike | None) -> t.Any:
    """Return the library's dtype for the ``dtype=`` of a sum or product.

    Raises
    ------
    TypeError
        If the dtype is bool, or if the numbers are complex and the dtype is not.
    """
    if dtype is None:
        return None
    xp, native = take_one("sum", x)
    return _library_dtype(xp, native, dtype)


def _library_dtype(xp: NativeNamespace, native: t.Any, dtype: t.DTypeLike) -> t.Any:
    wanted = as_dtype(dtype)
    if wanted.rank < 3 and xp.hooks.dtype(native).rank == 3:
        raise TypeError(
            message(f"complex numbers cannot be reduced with dtype={wanted}", "reduce one part: ua.real(x)")
        )
    if wanted.rank == 0:
        raise TypeError(message(f"the dtype of a sum or product must not be {wanted}", "ua.any(x) or ua.all(x)"))
    return xp.hooks.native_dtype(wanted)


def _cumulative(name: str, x: Array, axis: int | None, dtype: t.DTypeLike | None, include_initial: bool) -> Array:
    xp, native = take_one(name, x)
    where = flat_axis(name, axis, len(xp.hooks.shape(native)))
    wanted = None if dtype is None else _library_dtype(xp, native, dtype)
    options = {"axis": where, "dtype": wanted, "include_initial": bool(include_initial)}
    return Array(invoke(xp, getattr(xp, name), native, **options), xp)


def correction_of(value: float) -> float:
    """Return the ``correction`` of a variance as a float; TypeError if it is not a real number."""
    found = as_python(value)
    if type(found) not in (int, float, bool):
        raise TypeError(message(f"correction must be a real number, got {shown(value)}", "correction=1"))
    return scalars.floating(found)  # type: ignore[arg-type]
