"""Functions that numeric code needs beyond the standard: their signatures and documentation.

The modules of ``beyond`` do the work. They are loaded at the first call, so that ``import unifyarray`` takes no longer.
"""

from __future__ import annotations

from .._array.array import Array
from .._core import lazy_typing as t
from .._runtime.late import LateModule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .beyond import (
        comparisons,
        contractions,
        counting,
        numeric,
        order,
        order_statistics,
        reductions,
        shapes,
        updates,
    )

__all__ = [
    "allclose",
    "argpartition",
    "at",
    "atleast_nd",
    "average",
    "bincount",
    "cdist",
    "convolve",
    "corrcoef",
    "cov",
    "cumulative_max",
    "cumulative_min",
    "diag",
    "digitize",
    "einsum",
    "fill_diagonal",
    "histogram",
    "interp",
    "intersect1d",
    "isclose",
    "kron",
    "lexsort",
    "median",
    "nan_to_num",
    "nanmax",
    "nanmean",
    "nanmedian",
    "nanmin",
    "nanquantile",
    "nanstd",
    "nansum",
    "nanvar",
    "one_hot",
    "pad",
    "partition",
    "percentile",
    "polyval",
    "quantile",
    "setdiff1d",
    "sliding_window_view",
    "topk",
    "trapezoid",
    "union1d",
    "unravel_index",
]


def _comparisons() -> t.Mapping[str, t.Any]:
    from .beyond import comparisons

    return vars(comparisons)


def _contractions() -> t.Mapping[str, t.Any]:
    from .beyond import contractions

    return vars(contractions)


def _counting() -> t.Mapping[str, t.Any]:
    from .beyond import counting

    return vars(counting)


def _numeric() -> t.Mapping[str, t.Any]:
    from .beyond import numeric

    return vars(numeric)


def _order() -> t.Mapping[str, t.Any]:
    from .beyond import order

    return vars(order)


def _order_statistics() -> t.Mapping[str, t.Any]:
    from .beyond import order_statistics

    return vars(order_statistics)


def _reductions() -> t.Mapping[str, t.Any]:
    from .beyond import reductions

    return vars(reductions)


def _shapes() -> t.Mapping[str, t.Any]:
    from .beyond import shapes

    return vars(shapes)


def _updates() -> t.Mapping[str, t.Any]:
    from .beyond import updates

    return vars(updates)


if not TYPE_CHECKING:
    comparisons = LateModule(f"{__name__}.comparisons", _comparisons)
    contractions = LateModule(f"{__name__}.contractions", _contractions)
    counting = LateModule(f"{__name__}.counting", _counting)
    numeric = LateModule(f"{__name__}.numeric", _numeric)
    order = LateModule(f"{__name__}.order", _order)
    order_statistics = LateModule(f"{__name__}.order_statistics", _order_statistics)
    reductions = LateModule(f"{__name__}.reductions", _reductions)
    shapes = LateModule(f"{__name__}.shapes", _shapes)
    updates = LateModule(f"{__name__}.updates", _updates)


t.define("ArrayAt", lambda typing: updates.ArrayAt)


# -- reductions ----------------------------------------------------------------------------------------------


def average(
    x: Array, /, *, axis: int | t.Sequence[int] | None = None, weights: Array | None = None, keepdims: bool = False
) -> Array:
    """Return the weighted mean of an array, or the weighted means along axes.

    Parameters
    ----------
    x : Array
        Numbers of any kind. Integers and bools are converted to the default real floating dtype.
    axis : int or tuple of int, optional
        Axes to reduce. Default: all axes.
    weights : Array, optional
        Numbers of the shape of `x`, or of the shape of the reduced axes. Default: the same weight for all elements.
    keepdims : bool, default False
        Whether to keep the reduced axes with length 1.

    Returns
    -------
    Array
        Of the remaining shape, and of the floating-point dtype that `x` and `weights` promote to.

    Raises
    ------
    ValueError
        If `weights` have another shape, or an axis is given twice.
    AxisError
        If an axis is out of range for `x`.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Notes
    -----
    If the sum of the weights is 0, the result is NaN or infinite.

    Examples
    --------
    >>> import unifyarray as ua
    >>> float(ua.average(ua.asarray([1.0, 2.0, 4.0]), weights=ua.asarray([2, 1, 1])))
    2.0
    """
    return reductions.average(x, axis, weights, keepdims)


def corrcoef(x: Array, y: Array | None = None, /, *, rowvar: bool = True) -> Array:
    """Return the correlation coefficients of variables: their covariances divided by their standard deviations.

    Parameters
    ----------
    x : Array
        Observations of some variables, of shape ``(variables, observations)``, or 1-d for a single variable. Numbers
        of any kind; integers and bools are converted to the default real floating dtype.
    y : Array, optional
        Further variables, with as many observations.
    rowvar : bool, default True
        Whether the rows are the variables. If False, the columns are.

    Returns
    -------
    Array
        Matrix with a row and a column for each variable; 0-d for a single 1-d variable. Real coefficients are from -1
        to 1.

    Raises
    ------
    ValueError
        If an array has more than 2 dimensions, or the numbers of observations differ.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Notes
    -----
    The coefficients of a variable that does not vary are NaN.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.corrcoef(ua.asarray([1.0, 2.0, 3.0]), ua.asarray([2.0, 4.0, 6.0])).tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    return reductions.corrcoef(x, y, rowvar)


def cov(
    x: Array,
    y: Array | None = None,
    /,
    *,
    rowvar: bool = True,
    correction: float = 1.0,
    fweights: Array | None = None,
    aweights: Array | None = None,
) -> Array:
    """Estimate the covariances of variables.

    Parameters
    ----------
    x : Array
        Observations of some variables, of shape ``(variables, observations)``, or 1-d for a single variable. Numbers
        of any kind; integers and bools are converted to the default real floating dtype.
    y : Array, optional
        Further variables, with as many observations.
    rowvar : bool, default True
        Whether the rows are the variables. If False, the columns are.
    correction : int or float, default 1.0
        Number that is subtracted from the number of observations in the divisor: 1 for the usual estimate, 0 for the
        mean of the products.
    fweights : Array, optional
        1-d, how often each observation was made.
    aweights : Array, optional
        1-d, the weight of each observation.

    Returns
    -------
    Array
        Matrix with a row and a column for each variable; 0-d for a single 1-d variable.

    Raises
    ------
    ValueError
        If an array has more than 2 dimensions, or the numbers of observations differ.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Notes
    -----
    The covariances are NaN if the divisor would not be positive.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.cov(ua.asarray([[1.0, 2.0, 3.0], [2.0, 4.0, 6.0]])).tolist()
    [[1.0, 2.0], [2.0, 4.0]]
    """
    return reductions.cov("cov", x, y, rowvar, correction, fweights, aweights)


def median(x: Array, /, *, axis: int | t.Sequence[int] | None = None, keepdims: bool = False) -> Array:
    """Return the median of an array, or the medians along axes.

    The median is the element in the middle of the sorted elements, or the mean of the two elements in the middle.

    Parameters
    ----------
    x : Array
        Real numbers. Integers and bools are converted to the default real floating dtype.
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
    TypeError
        If `x` is complex.
    ValueError
        If the array or a reduced axis is empty, or an axis is given twice.
    AxisError
        If an axis is out of range for `x`.

    Notes
    -----
    The result is NaN if an element is NaN.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.median(ua.asarray([[3.0, 1.0], [7.0, 4.0], [5.0, 9.0]]), axis=0).tolist()
    [5.0, 4.0]
    """
    return order_statistics.median("median", x, axis, keepdims)


def nanmax(x: Array, /, *, axis: int | t.Sequence[int] | None = None, keepdims: bool = False) -> Array:
    """Return the largest element that is not NaN, or the largest elements along axes.

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
    The result is NaN if all elements are NaN.

    Examples
    --------
    >>> import unifyarray as ua
    >>> float(ua.nanmax(ua.asarray([1.0, ua.nan, 3.0])))
    3.0
    """
    return reductions.nanextreme("nanmax", x, axis, keepdims)


def nanmean(x: Array, /, *, axis: int | t.Sequence[int] | None = None, keepdims: bool = False) -> Array:
    """Return the mean of the elements that are not NaN, or the means along axes.

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
    The result is NaN if all elements are NaN, or if there are none.

    Examples
    --------
    >>> import unifyarray as ua
    >>> float(ua.nanmean(ua.asarray([1.0, ua.nan, 4.0])))
    2.5
    """
    return reductions.nanmean(x, axis, keepdims)


def nanmedian(x: Array, /, *, axis: int | t.Sequence[int] | None = None, keepdims: bool = False) -> Array:
    """Return the median of the elements that are not NaN, or the medians along axes.

    Parameters
    ----------
    x : Array
        Real numbers. Integers and bools are converted to the default real floating dtype.
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
    TypeError
        If `x` is complex.
    ValueError
        If the array or a reduced axis is empty, or an axis is given twice.
    AxisError
        If an axis is out of range for `x`.

    Notes
    -----
    The result is NaN if all elements are NaN.

    Examples
    --------
    >>> import unifyarray as ua
    >>> float(ua.nanmedian(ua.asarray([1.0, ua.nan, 4.0])))
    2.5
    """
    return order_statistics.median("nanmedian", x, axis, keepdims)


def nanmin(x: Array, /, *, axis: int | t.Sequence[int] | None = None, keepdims: bool = False) -> Array:
    """Return the smallest element that is not NaN, or the smallest elements along axes.

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
    The result is NaN if all elements are NaN.

    Examples
    --------
    >>> import unifyarray as ua
    >>> float(ua.nanmin(ua.asarray([1.0, ua.nan, 3.0])))
    1.0
    """
    return reductions.nanextreme("nanmin", x, axis, keepdims)


def nanquantile(
    x: Array,
    q: float | t.Sequence[float] | Array,
    /,
    *,
    axis: int | t.Sequence[int] | None = None,
    method: str = "linear",
    keepdims: bool = False,
) -> Array:
    """Return quantiles of the elements that are not NaN.

    Parameters
    ----------
    x : Array
        Real numbers. Integers and bools are converted to the default real floating dtype.
    q : float, list of float or Array
        Numbers from 0 to 1.
    axis : int or tuple of int, optional
        Axes to reduce. Default: all axes.
    method : str, default "linear"
        How to choose between the two nearest elements. Interpolating: ``"linear"``, ``"hazen"``, ``"weibull"``,
        ``"median_unbiased"``, ``"normal_unbiased"``, ``"interpolated_inverted_cdf"``, ``"averaged_inverted_cdf"``,
        ``"midpoint"``. One of the elements: ``"inverted_cdf"``, ``"closest_observation"``, ``"lower"``, ``"higher"``,
        ``"nearest"``.
    keepdims : bool, default False
        Whether to keep the reduced axes with length 1.

    Returns
    -------
    Array
        Of the dtype of `x` or the default real floating dtype. The shape of `q` comes first, then the remaining shape.

    Raises
    ------
    TypeError
        If `x` or `q` is complex, or `q` is not a number.
    ValueError
        If `q` is out of range, `method` is unknown, the array or a reduced axis is empty, or an axis is given twice.
    AxisError
        If an axis is out of range for `x`.

    Notes
    -----
    The result is NaN if all elements are NaN.
    The methods are those of NumPy and of [1]_.

    References
    ----------
    .. [1] R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50, 1996.

    Examples
    --------
    >>> import unifyarray as ua
    >>> float(ua.nanquantile(ua.asarray([1.0, ua.nan, 3.0, 2.0]), 0.75))
    2.5
    """
    return order_statistics.quantile("nanquantile", x, q, axis, method, keepdims)


def nanstd(
    x: Array, /, *, axis: int | t.Sequence[int] | None = None, correction: float = 0.0, keepdims: bool = False
) -> Array:
    """Return the standard deviation of the elements that are not NaN, or the standard deviations along axes.

    Parameters
    ----------
    x : Array
        Real numbers. Integers and bools are converted to the default real floating dtype.
    axis : int or tuple of int, optional
        Axes to reduce. Default: all axes.
    correction : int or float, default 0.0
        Number that is subtracted from the number of elements that are not NaN, in the divisor.
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
    The result is NaN if the number of elements that are not NaN less `correction` is not positive.

    Examples
    --------
    >>> import unifyarray as ua
    >>> float(ua.nanstd(ua.asarray([1.0, ua.nan, 3.0])))
    1.0
    """
    return reductions.nanvar("nanstd", x, axis, correction, keepdims)


def nansum(
    x: Array,
    /,
    *,
    axis: int | t.Sequence[int] | None = None,
    dtype: t.DTypeLike | None = None,
    keepdims: bool = False,
) -> Array:
    """Return the sum of the elements that are not NaN, or the sums along axes.

    Parameters
    ----------
    x : Array
        Of any dtype.
    axis : int or tuple of int, optional
        Axes to reduce. Default: all axes.
    dtype : DType or str, optional
        Data type to add in. Default: that of ``sum``.
    keepdims : bool, default False
        Whether to keep the reduced axes with length 1.

    Returns
    -------
    Array
        Of the remaining shape; 0-d if all axes are reduced. The sum is 0 if all elements are NaN.

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
    >>> float(ua.nansum(ua.asarray([1.0, ua.nan, 3.0])))
    4.0
    """
    return reductions.nansum(x, axis, dtype, keepdims)


def nanvar(
    x: Array, /, *, axis: int | t.Sequence[int] | None = None, correction: float = 0.0, keepdims: bool = False
) -> Array:
    """Return the variance of the elements that are not NaN, or the variances along axes.

    Parameters
    ----------
    x : Array
        Real numbers. Integers and bools are converted to the default real floating dtype.
    axis : int or tuple of int, optional
        Axes to reduce. Default: all axes.
    correction : int or float, default 0.0
        Number that is subtracted from the number of elements that are not NaN, in the divisor.
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
    The result is NaN if the number of elements that are not NaN less `correction` is not positive.

    Examples
    --------
    >>> import unifyarray as ua
    >>> float(ua.nanvar(ua.asarray([1.0, ua.nan, 3.0])))
    1.0
    """
    return reductions.nanvar("nanvar", x, axis, correction, keepdims)


def percentile(
    x: Array,
    q: float | t.Sequence[float] | Array,
    /,
    *,
    axis: int | t.Sequence[int] | None = None,
    method: str = "linear",
    keepdims: bool = False,
) -> Array:
    """Return percentiles: quantiles in hundredths.

    Parameters
    ----------
    x : Array
        Real numbers. Integers and bools are converted to the default real floating dtype.
    q : float, list of float or Array
        Numbers from 0 to 100.
    axis : int or tuple of int, optional
        Axes to reduce. Default: all axes.
    method : str, default "linear"
        How to choose between the two nearest elements. Interpolating: ``"linear"``, ``"hazen"``, ``"weibull"``,
        ``"median_unbiased"``, ``"normal_unbiased"``, ``"interpolated_inverted_cdf"``, ``"averaged_inverted_cdf"``,
        ``"midpoint"``. One of the elements: ``"inverted_cdf"``, ``"closest_observation"``, ``"lower"``, ``"higher"``,
        ``"nearest"``.
    keepdims : bool, default False
        Whether to keep the reduced axes with length 1.

    Returns
    -------
    Array
        Of the dtype of `x` or the default real floating dtype. The shape of `q` comes first, then the remaining shape.

    Raises
    ------
    TypeError
        If `x` or `q` is complex, or `q` is not a number.
    ValueError
        If `q` is out of range, `method` is unknown, the array or a reduced axis is empty, or an axis is given twice.
    AxisError
        If an axis is out of range for `x`.

    Notes
    -----
    The result is NaN if an element is NaN.
    The methods are those of NumPy and of [1]_.

    References
    ----------
    .. [1] R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50, 1996.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.percentile(ua.asarray([1.0, 2.0, 3.0]), [0, 25, 100]).tolist()
    [1.0, 1.5, 3.0]
    """
    return order_statistics.quantile("percentile", x, q, axis, method, keepdims)


def quantile(
    x: Array,
    q: float | t.Sequence[float] | Array,
    /,
    *,
    axis: int | t.Sequence[int] | None = None,
    method: str = "linear",
    keepdims: bool = False,
) -> Array:
    """Return quantiles: the numbers that given parts of the elements do not exceed.

    Parameters
    ----------
    x : Array
        Real numbers. Integers and bools are converted to the default real floating dtype.
    q : float, list of float or Array
        Numbers from 0 to 1.
    axis : int or tuple of int, optional
        Axes to reduce. Default: all axes.
    method : str, default "linear"
        How to choose between the two nearest elements. Interpolating: ``"linear"``, ``"hazen"``, ``"weibull"``,
        ``"median_unbiased"``, ``"normal_unbiased"``, ``"interpolated_inverted_cdf"``, ``"averaged_inverted_cdf"``,
        ``"midpoint"``. One of the elements: ``"inverted_cdf"``, ``"closest_observation"``, ``"lower"``, ``"higher"``,
        ``"nearest"``.
    keepdims : bool, default False
        Whether to keep the reduced axes with length 1.

    Returns
    -------
    Array
        Of the dtype of `x` or the default real floating dtype. The shape of `q` comes first, then the remaining shape.

    Raises
    ------
    TypeError
        If `x` or `q` is complex, or `q` is not a number.
    ValueError
        If `q` is out of range, `method` is unknown, the array or a reduced axis is empty, or an axis is given twice.
    AxisError
        If an axis is out of range for `x`.

    Notes
    -----
    The result is NaN if an element is NaN.
    The methods are those of NumPy and of [1]_.

    References
    ----------
    .. [1] R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50, 1996.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.quantile(ua.asarray([3.0, 1.0, 2.0]), [0.25, 0.5]).tolist()
    [1.5, 2.0]
    """
    return order_statistics.quantile("quantile", x, q, axis, method, keepdims)


# -- comparisons ---------------------------------------------------------------------------------------------


def allclose(
    x1: Array, x2: Array | complex, /, rtol: float = 1e-05, atol: float = 1e-08, *, equal_nan: bool = False
) -> Array:
    """Return whether all elements of two arrays are close to each other; see ``isclose``.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Numbers of any kind, which broadcast. Integers and bools are converted to the default real floating dtype.
    rtol : float, default 1e-05
        Tolerance relative to the elements of `x2`.
    atol : float, default 1e-08
        Absolute tolerance.
    equal_nan : bool, default False
        Whether NaN is close to NaN.

    Returns
    -------
    Array
        0-d, bool. It is True if there are no elements.

    Raises
    ------
    ValueError
        If the shapes do not broadcast.
    TypeError
        If a tolerance is not a real number.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.allclose(ua.asarray([1.0, 2.0]), ua.asarray([1.0, 2.0 + 1e-9])).item()
    True
    """
    return comparisons.allclose(x1, x2, rtol, atol, equal_nan)


def isclose(
    x1: Array, x2: Array | complex, /, rtol: float = 1e-05, atol: float = 1e-08, *, equal_nan: bool = False
) -> Array:
    """Return which elements of two arrays are close: ``abs(x1 - x2) <= atol + rtol * abs(x2)``.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Numbers of any kind, which broadcast. Integers and bools are converted to the default real floating dtype.
    rtol : float, default 1e-05
        Tolerance relative to the elements of `x2`.
    atol : float, default 1e-08
        Absolute tolerance.
    equal_nan : bool, default False
        Whether NaN is close to NaN.

    Returns
    -------
    Array
        Bools of the broadcast shape.

    Raises
    ------
    ValueError
        If the shapes do not broadcast.
    TypeError
        If a tolerance is not a real number.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Notes
    -----
    An infinity is close to itself alone.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.isclose(ua.asarray([1.0, 2.0, ua.inf]), ua.asarray([1.0 + 1e-9, 2.1, ua.inf])).tolist()
    [True, False, True]
    """
    return comparisons.isclose("isclose", x1, x2, rtol, atol, equal_nan)


def nan_to_num(x: Array, /, *, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None) -> Array:
    """Return an array with numbers in place of NaN and infinities.

    Parameters
    ----------
    x : Array
        Of any dtype. The real and the imaginary parts of complex numbers are replaced.
    nan : float, default 0.0
        Number in place of NaN.
    posinf, neginf : float, optional
        Numbers in place of the infinities. Default: the largest and the smallest number of the dtype.

    Returns
    -------
    Array
        Of the shape and dtype of `x`; a copy.

    Raises
    ------
    TypeError
        If a number is not real.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.nan_to_num(ua.asarray([1.0, ua.nan, ua.inf]), posinf=9.0).tolist()
    [1.0, 0.0, 9.0]
    """
    return comparisons.nan_to_num(x, nan, posinf, neginf)


# -- counting ------------------------------------------------------------------------------------------------


def bincount(x: Array, /, weights: Array | None = None, minlength: int = 0) -> Array:
    """Count how often each integer from 0 occurs, or add the weights of its occurrences.

    Parameters
    ----------
    x : Array
        1-d integers that are not negative.
    weights : Array, optional
        Real numbers of the shape of `x`. Integers and bools are converted to the default real floating dtype.
    minlength : int, default 0
        Least length of the result.

    Returns
    -------
    Array
        1-d, of length ``max(x) + 1`` or `minlength`, whichever is larger. Counts have dtype int64. Sums of weights have
        the dtype of `weights`, or the default real floating dtype; the sum is 0 if a number does not occur.

    Raises
    ------
    TypeError
        If `x` is not of integers, or `weights` are complex.
    ValueError
        If `x` is not 1-d or has a negative number, if the shapes differ, or if `minlength` is negative.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Notes
    -----
    The length depends on the values, so the host waits for the device.

    Examples
    --------
    >>> import unifyarray as ua
    >>> x = ua.asarray([0, 1, 1, 3])
    >>> ua.bincount(x).tolist(), ua.bincount(x, weights=ua.asarray([0.5, 1.0, 2.0, 4.0])).tolist()
    ([1, 2, 0, 1], [0.5, 3.0, 0.0, 4.0])
    """
    return counting.bincount(x, weights, minlength)


def digitize(x: Array, bins: Array | t.Sequence[float], /, *, right: bool = False) -> Array:
    """Return the index of the bin of each element.

    Parameters
    ----------
    x : Array
        Real numbers.
    bins : Array or list of float
        1-d edges of the bins, which ascend or descend.
    right : bool, default False
        Whether an element that equals an edge belongs to the bin that ends there, not to the one that begins there.

    Returns
    -------
    Array
        Of dtype int64 and the shape of `x`: from 0, before the first edge, to the number of edges, after the last.

    Raises
    ------
    TypeError
        If an array is complex.
    ValueError
        If `bins` is not 1-d, or neither ascends nor descends.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.digitize(ua.asarray([0.5, 1.0, 9.0]), [0.0, 1.0, 2.0]).tolist()
    [1, 2, 3]
    """
    return counting.digitize(x, bins, right)


def histogram(
    x: Array,
    /,
    bins: int | Array | t.Sequence[float] = 10,
    range: tuple[float, float] | None = None,
    *,
    density: bool = False,
    weights: Array | None = None,
) -> tuple[Array, Array]:
    """Count the elements in bins.

    Parameters
    ----------
    x : Array
        Real numbers or bools, of any shape.
    bins : int, Array or list of float, default 10
        Number of bins of one width, or the edges of the bins in ascending order.
    range : (float, float), optional
        First and last edge, if `bins` is a number. Default: the smallest and the largest element.
    density : bool, default False
        Whether to divide the counts so that the integral over the bins is 1.
    weights : Array, optional
        Weights of the elements, real numbers of the shape of `x`.

    Returns
    -------
    counts : Array
        1-d, of dtype int64, or of the dtype of `weights`, or of the edges if `density` is True.
    edges : Array
        1-d, longer by 1, of the dtype of `x` or the default real floating dtype.

    Raises
    ------
    TypeError
        If `x` or `weights` are complex.
    ValueError
        If the edges do not ascend, or the range is not finite, or the shapes differ.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Notes
    -----
    A bin begins at its first edge and ends before the next one. The last bin includes its last edge. Elements outside
    of the edges, and NaN, are not counted. Without `range`, the host waits for the device.

    Examples
    --------
    >>> import unifyarray as ua
    >>> counts, edges = ua.histogram(ua.asarray([0.0, 0.5, 1.0, 2.0]), bins=2)
    >>> counts.tolist(), edges.tolist()
    ([2, 2], [0.0, 1.0, 2.0])
    """
    return counting.histogram(x, bins, range, density, weights)


def one_hot(x: Array, num_classes: int, /, *, dtype: t.DTypeLike | None = None, axis: int = -1) -> Array:
    """Return an array with a 1 in the place of each integer among some classes, and 0 elsewhere.

    Parameters
    ----------
    x : Array
        Integers.
    num_classes : int
        Number of classes.
    dtype : DType or str, optional
        Data type. Default: the default real floating dtype.
    axis : int, default -1
        Position of the axis of the classes.

    Returns
    -------
    Array
        Of the shape of `x` with one more axis. An integer that is not a class has 0 in all places.

    Raises
    ------
    TypeError
        If `x` is not of integers.
    ValueError
        If `num_classes` is negative.
    AxisError
        If the axis is out of range.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.one_hot(ua.asarray([1, 0]), 3).tolist()
    [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]
    """
    return counting.one_hot(x, num_classes, dtype, axis)


# -- indexing and shapes -------------------------------------------------------------------------------------


def at(x: Array, /) -> t.ArrayAt:
    """Return an object to update parts of an array in a copy: ``ua.at(x)[key].add(values)``.

    Parameters
    ----------
    x : Array
        Of any dtype. It does not change.

    Returns
    -------
    ArrayAt
        ``ua.at(x)[key]`` is a part of the array, for any key that indexes an Array. It has the methods ``set``,
        ``add``, ``multiply``, ``min`` and ``max``, which take values that broadcast to the part, and return a copy of
        `x`. If a position occurs twice in the key, all its values count; ``set`` takes one of them.

    Raises
    ------
    IndexError
        If an index is out of bounds, or is not an index.
    TypeError
        If the values cannot be cast to the dtype of `x` as in an assignment, or the array is bool, or complex for
        ``min`` and ``max``.
    ValueError
        If the values do not broadcast to the part.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Notes
    -----
    The gradient goes to `x` and to the values.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.at(ua.zeros(3))[ua.asarray([0, 2, 0])].add(ua.asarray([1.0, 2.0, 4.0])).tolist()
    [5.0, 0.0, 2.0]
    """
    return updates.at(x)


def atleast_nd(x: Array, /, *, ndim: int) -> Array:
    """Return an array with at least a number of dimensions; new axes of length 1 come first.

    Parameters
    ----------
    x : Array
        Of any dtype.
    ndim : int
        Least number of dimensions.

    Returns
    -------
    Array
        `x` itself if it has enough dimensions.

    Raises
    ------
    TypeError
        If `ndim` is not an integer.
    ValueError
        If `ndim` is larger than 64, which no library has.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.atleast_nd(ua.asarray([1, 2]), ndim=3).shape
    (1, 1, 2)
    """
    return shapes.atleast_nd(x, ndim)


def diag(x: Array, /, k: int = 0) -> Array:
    """Return a diagonal of a matrix, or a matrix with a given diagonal and 0 elsewhere.

    Parameters
    ----------
    x : Array
        2-d to take a diagonal from, or 1-d to make a matrix of; of any dtype.
    k : int, default 0
        Diagonal: 0 is the main diagonal, positive numbers are above it, negative numbers below it.

    Returns
    -------
    Array
        1-d or 2-d, of the dtype of `x`.

    Raises
    ------
    ValueError
        If `x` is neither 1-d nor 2-d.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.diag(ua.asarray([1, 2])).tolist(), ua.diag(ua.asarray([[1, 2], [3, 4]]), k=1).tolist()
    ([[1, 0], [0, 2]], [2])
    """
    return shapes.diag(x, k)


def fill_diagonal(x: Array, value: Array | complex, /, *, wrap: bool = False) -> Array:
    """Return a copy of a matrix with another main diagonal.

    Parameters
    ----------
    x : Array
        2-d, or with more dimensions of one length; of any dtype. It does not change, in contrast to NumPy's.
    value : Array or scalar
        Values of the diagonal, which broadcast to it.
    wrap : bool, default False
        Whether the diagonal of a matrix with more rows than columns begins again below.

    Returns
    -------
    Array
        Of the shape and dtype of `x`.

    Raises
    ------
    ValueError
        If `x` has fewer than 2 dimensions, or more dimensions of different lengths, or `value` does not broadcast.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.fill_diagonal(ua.zeros((2, 3)), 5.0).tolist()
    [[5.0, 0.0, 0.0], [0.0, 5.0, 0.0]]
    """
    return shapes.fill_diagonal(x, value, wrap)


def pad(
    x: Array,
    pad_width: int | t.Sequence[int] | t.Sequence[t.Sequence[int]],
    /,
    mode: str = "constant",
    *,
    constant_values: complex = 0,
) -> Array:
    """Return a larger array, with further elements before and after the axes.

    Parameters
    ----------
    x : Array
        Of any dtype.
    pad_width : int, pair of int, or pairs of int
        Numbers of elements before and after each axis. A number or a pair is for all axes.
    mode : {"constant", "edge", "reflect", "symmetric", "wrap"}, default "constant"
        The further elements: a constant; the nearest element; a mirror image without or with the element at the edge;
        the elements from the other end.
    constant_values : scalar, default 0
        The constant, for ``mode="constant"``.

    Returns
    -------
    Array
        Of the dtype of `x`.

    Raises
    ------
    TypeError
        If a width is not an integer.
    ValueError
        If a width is negative, if the widths are not for the axes of `x`, or if an axis without elements is padded with
        other than a constant.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.pad(ua.asarray([1, 2, 3]), (2, 1)).tolist(), ua.pad(ua.asarray([1, 2, 3]), 2, mode="reflect").tolist()
    ([0, 0, 1, 2, 3, 0], [3, 2, 1, 2, 3, 2, 1])
    """
    return shapes.pad(x, pad_width, mode, constant_values)


def unravel_index(indices: Array, shape: int | t.Sequence[int], /) -> tuple[Array, ...]:
    """Return the index along each axis for positions in an array in row-major order.

    Parameters
    ----------
    indices : Array
        Integers that are not negative.
    shape : int or tuple of int
        Shape of the array.

    Returns
    -------
    tuple of Array
        For each axis an Array of dtype int64 and the shape of `indices`.

    Raises
    ------
    TypeError
        If `indices` are not integers.
    IndexError
        If an index is out of bounds.

    Examples
    --------
    >>> import unifyarray as ua
    >>> rows, columns = ua.unravel_index(ua.asarray([1, 5]), (2, 3))
    >>> rows.tolist(), columns.tolist()
    ([0, 1], [1, 2])
    """
    return shapes.unravel_index(indices, shape)


# -- order ---------------------------------------------------------------------------------------------------


def argpartition(x: Array, kth: int | t.Sequence[int], /, *, axis: int = -1) -> Array:
    """Return the indices that partition an array along an axis; see ``partition``.

    Parameters
    ----------
    x : Array
        Real numbers, with at least 1 dimension.
    kth : int or sequence of int
        Ranks of the elements whose indices have their place. Negative ranks count from the end.
    axis : int, default -1
        Axis.

    Returns
    -------
    Array
        Of dtype int64 and the shape of `x`.

    Raises
    ------
    TypeError
        If `x` is bool or complex, or a rank is not an integer.
    ValueError
        If a rank is out of range.
    AxisError
        If the axis is out of range for `x`.

    Examples
    --------
    >>> import unifyarray as ua
    >>> int(ua.argpartition(ua.asarray([3.0, 1.0, 2.0]), 0)[0])
    1
    """
    return order.partition("argpartition", x, kth, axis)


def cumulative_max(x: Array, /, *, axis: int | None = None) -> Array:
    """Return the largest of each element and those before it along an axis.

    Parameters
    ----------
    x : Array
        Real numbers, with at least 1 dimension.
    axis : int, optional
        Axis. Required unless `x` is 1-d.

    Returns
    -------
    Array
        Of the shape and dtype of `x`. All elements after NaN are NaN.

    Raises
    ------
    TypeError
        If `x` is bool or complex.
    ValueError
        If `axis` is not given and `x` is not 1-d.
    AxisError
        If the axis is out of range for `x`.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.cumulative_max(ua.asarray([1, 3, 2, 5])).tolist()
    [1, 3, 3, 5]
    """
    return order.cumulative("cumulative_max", x, axis)


def cumulative_min(x: Array, /, *, axis: int | None = None) -> Array:
    """Return the smallest of each element and those before it along an axis.

    Parameters
    ----------
    x : Array
        Real numbers, with at least 1 dimension.
    axis : int, optional
        Axis. Required unless `x` is 1-d.

    Returns
    -------
    Array
        Of the shape and dtype of `x`. All elements after NaN are NaN.

    Raises
    ------
    TypeError
        If `x` is bool or complex.
    ValueError
        If `axis` is not given and `x` is not 1-d.
    AxisError
        If the axis is out of range for `x`.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.cumulative_min(ua.asarray([3, 4, 1, 2])).tolist()
    [3, 3, 1, 1]
    """
    return order.cumulative("cumulative_min", x, axis)


if TYPE_CHECKING:

    @t.overload
    def intersect1d(
        x1: Array, x2: Array | complex, /, *, assume_unique: bool = False, return_indices: t.Literal[False] = False
    ) -> Array: ...

    @t.overload
    def intersect1d(
        x1: Array, x2: Array | complex, /, *, assume_unique: bool = False, return_indices: t.Literal[True]
    ) -> tuple[Array, Array, Array]: ...


def intersect1d(
    x1: Array, x2: Array | complex, /, *, assume_unique: bool = False, return_indices: bool = False
) -> Array | tuple[Array, Array, Array]:
    """Return the values that are in both arrays, in ascending order.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Of any shape and dtype. They are promoted to a common dtype.
    assume_unique : bool, default False
        Whether no value occurs twice in an array. This saves time.
    return_indices : bool, default False
        Whether to return also the indices of the values in the flattened arrays, the first ones if a value repeats.

    Returns
    -------
    Array or tuple of Array
        1-d values, or values, indices into `x1` and indices into `x2`.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Notes
    -----
    NaN does not equal anything, so it is never in both.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.intersect1d(ua.asarray([3, 1, 3]), ua.asarray([2, 3])).tolist()
    [3]
    """
    return order.intersect1d(x1, x2, assume_unique, return_indices)


def lexsort(keys: Array | t.Sequence[Array], /, *, axis: int = -1) -> Array:
    """Return the indices that sort by several keys, the last of which is the most important.

    Parameters
    ----------
    keys : sequence of Array, or Array
        Real numbers of one shape, with at least 1 dimension. The rows of an Array are keys.
    axis : int, default -1
        Axis of the keys.

    Returns
    -------
    Array
        Of dtype int64 and the shape of a key. Elements that are equal by all keys keep their order.

    Raises
    ------
    TypeError
        If a key is bool or complex, or `keys` is not a list or tuple.
    ValueError
        If there are no keys, or their shapes differ.
    AxisError
        If the axis is out of range.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Examples
    --------
    >>> import unifyarray as ua
    >>> name, year = ua.asarray([2, 1, 1]), ua.asarray([1990, 1980, 1990])
    >>> ua.lexsort((name, year)).tolist()
    [1, 2, 0]
    """
    return order.lexsort(keys, axis)


def partition(x: Array, kth: int | t.Sequence[int], /, *, axis: int = -1) -> Array:
    """Return a copy in which some elements are where a sort puts them, smaller ones before and larger ones after.

    Parameters
    ----------
    x : Array
        Real numbers, with at least 1 dimension.
    kth : int or sequence of int
        Ranks of the elements that have their place. Negative ranks count from the end.
    axis : int, default -1
        Axis.

    Returns
    -------
    Array
        Of the shape and dtype of `x`. The order between these elements is not specified.

    Raises
    ------
    TypeError
        If `x` is bool or complex, or a rank is not an integer.
    ValueError
        If a rank is out of range.
    AxisError
        If the axis is out of range for `x`.

    Notes
    -----
    NaN counts as the largest number.

    Examples
    --------
    >>> import unifyarray as ua
    >>> float(ua.partition(ua.asarray([3.0, 1.0, 2.0]), 1)[1])
    2.0
    """
    return order.partition("partition", x, kth, axis)


def setdiff1d(x1: Array, x2: Array | complex, /, *, assume_unique: bool = False) -> Array:
    """Return the values of `x1` that are not in `x2`.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Of any shape and dtype. They are promoted to a common dtype.
    assume_unique : bool, default False
        Whether to keep the order of `x1`, and values that occur twice.

    Returns
    -------
    Array
        1-d, in ascending order unless `assume_unique` is True.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.setdiff1d(ua.asarray([3, 1, 2, 3]), ua.asarray([2])).tolist()
    [1, 3]
    """
    return order.setdiff1d(x1, x2, assume_unique)


def sliding_window_view(
    x: Array, window_shape: int | t.Sequence[int], /, *, axis: int | t.Sequence[int] | None = None
) -> Array:
    """Return all windows of a given shape, in further axes.

    Parameters
    ----------
    x : Array
        Of any dtype.
    window_shape : int or sequence of int
        Length of the window along each axis of `axis`.
    axis : int or sequence of int, optional
        Axes that the windows slide along. Default: all axes.

    Returns
    -------
    Array
        The axes are shorter by the length of the window less 1, and the axes of the window come last. It cannot be
        written to. Whether it shares memory with `x` depends on the library.

    Raises
    ------
    TypeError
        If a length is not an integer.
    ValueError
        If a window is longer than its axis, or the number of lengths is not that of the axes.
    AxisError
        If an axis is out of range for `x`.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.sliding_window_view(ua.asarray([1, 2, 3, 4]), 3).tolist()
    [[1, 2, 3], [2, 3, 4]]
    """
    return order.sliding_window_view(x, window_shape, axis)


def topk(x: Array, k: int, /, *, axis: int = -1, largest: bool = True) -> tuple[Array, Array]:
    """Return the largest elements along an axis, and their indices.

    Parameters
    ----------
    x : Array
        Real numbers, with at least 1 dimension.
    k : int
        Number of elements.
    axis : int, default -1
        Axis.
    largest : bool, default True
        Whether to return the largest elements, from the largest on, or the smallest, from the smallest on.

    Returns
    -------
    values : Array
        Of the dtype and shape of `x`, except that the axis has length `k`.
    indices : Array
        Of dtype int64. Equal elements have the order of their indices.

    Raises
    ------
    TypeError
        If `x` is bool or complex, or `k` is not an integer.
    ValueError
        If `k` is negative, or larger than the axis.
    AxisError
        If the axis is out of range for `x`.

    Notes
    -----
    NaN counts as the largest number.

    Examples
    --------
    >>> import unifyarray as ua
    >>> values, indices = ua.topk(ua.asarray([3.0, 9.0, 1.0, 9.0]), 3)
    >>> values.tolist(), indices.tolist()
    ([9.0, 9.0, 3.0], [1, 3, 0])
    """
    return order.topk(x, k, axis, largest)


def union1d(x1: Array, x2: Array | complex, /) -> Array:
    """Return the values that are in one array or the other, in ascending order.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Of any shape and dtype. They are promoted to a common dtype.

    Returns
    -------
    Array
        1-d. Each NaN is a value of its own, as in ``ua.unique_values``.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.union1d(ua.asarray([3, 1, 3]), ua.asarray([2, 3])).tolist()
    [1, 2, 3]
    """
    return order.union1d(x1, x2)


# -- numeric functions ---------------------------------------------------------------------------------------


def cdist(x1: Array, x2: Array, /, *, metric: str = "euclidean", p: float | None = None) -> Array:
    """Return the distance of each point of `x1` from each point of `x2`.

    Parameters
    ----------
    x1 : Array
        Points of shape ``(..., M, K)``: K real coordinates in each row. Integers and bools are converted to the
        default real floating dtype.
    x2 : Array
        Points of shape ``(..., N, K)``. The leading dimensions broadcast.
    metric : str, default "euclidean"
        ``"euclidean"``: root of the sum of the squares of the differences. ``"sqeuclidean"``: its square.
        ``"cityblock"``: sum of the absolute differences. ``"chebyshev"``: largest absolute difference.
        ``"minkowski"``: p-th root of the sum of their p-th powers.
    p : float, optional
        Positive exponent of ``"minkowski"``. Default: 2.

    Returns
    -------
    Array
        Distances of shape ``(..., M, N)``.

    Raises
    ------
    TypeError
        If an array is complex or in half precision.
    ValueError
        If an array has fewer than 2 dimensions, the numbers of coordinates differ, `metric` is unknown, or `p` is not
        positive or is given for another metric.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Notes
    -----
    Differences are taken before they are squared, so that the distances of near points are accurate.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.cdist(ua.asarray([[0.0, 0.0], [3.0, 0.0]]), ua.asarray([[0.0, 4.0]])).tolist()
    [[4.0], [5.0]]
    """
    return numeric.cdist(x1, x2, metric, p)


def convolve(x1: Array, x2: Array | complex, /, *, mode: str = "full") -> Array:
    """Return the discrete convolution of two 1-d arrays: the sums of ``x1[i] * x2[n - i]``.

    Parameters
    ----------
    x1, x2 : Array
        1-d numbers, at least one each.
    mode : str, default "full"
        ``"full"``: all sums, ``M + N - 1`` of them. ``"same"``: those in the middle, as many as the longer array has
        elements. ``"valid"``: those for which the arrays overlap completely.

    Returns
    -------
    Array
        1-d, of the dtype that both promote to.

    Raises
    ------
    TypeError
        If an array is bool.
    ValueError
        If an array is not 1-d, or has no elements, or `mode` is unknown.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.convolve(ua.asarray([1, 2, 3]), ua.asarray([1, 10])).tolist()
    [1, 12, 23, 30]
    """
    return numeric.convolve(x1, x2, mode)


def einsum(subscripts: str, /, *operands: Array | complex, optimize: bool = True) -> Array:
    """Return sums of products of arrays, by Einstein's summation convention.

    Parameters
    ----------
    subscripts : str
        A letter for each axis of each operand, operands separated by commas, then ``->`` and the letters of the
        result. An axis that the result lacks is summed. ``...`` stands for all other axes, which broadcast. Without
        ``->``, the result has the axes of ``...``, then the letters that occur once, in alphabetical order.
    *operands : Array or scalar
        Numbers. Axes of the same letter have one length, or length 1.
    optimize : bool, default True
        Whether to multiply three or more operands in an order that keeps intermediate results small. If False, they
        are multiplied from left to right.

    Returns
    -------
    Array
        Of the dtype that the operands promote to. Whether it shares memory with an operand depends on the library.

    Raises
    ------
    TypeError
        If `subscripts` is not a string, or the operands are bool.
    ValueError
        If the subscripts do not fit the operands, or the lengths of axes of the same letter differ.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Notes
    -----
    Complex numbers are not conjugated. Integers are added in their dtype, and wrap around.

    Examples
    --------
    >>> import unifyarray as ua
    >>> x, y = ua.asarray([[1, 2], [3, 4]]), ua.asarray([[1, 1], [0, 2]])
    >>> ua.einsum("ij,jk->ik", x, y).tolist(), ua.einsum("ii", x).tolist(), ua.einsum("ij,ij->i", x, y).tolist()
    ([[1, 5], [3, 11]], 5, [3, 8])
    """
    return contractions.einsum(subscripts, operands, optimize)


def interp(
    x: Array | complex,
    xp: Array,
    fp: Array,
    /,
    *,
    left: Array | complex | None = None,
    right: Array | complex | None = None,
    period: float | None = None,
) -> Array:
    """Interpolate linearly between given points.

    Parameters
    ----------
    x : Array or scalar
        Real numbers at which to interpolate, of any shape.
    xp : Array
        1-d positions of the points, in ascending order. With `period`, in any order.
    fp : Array
        1-d values of the points, of the same length. Real or complex.
    left, right : scalar or 0-d Array, optional
        Results before the first and after the last position. Default: the first and the last value.
    period : float, optional
        Period of the positions. `left` and `right` are not used.

    Returns
    -------
    Array
        Of the shape of `x`, and of the floating-point dtype that all promote to. NaN in `x` gives NaN.

    Raises
    ------
    TypeError
        If `x` or `xp` is complex.
    ValueError
        If `xp` and `fp` are not 1-d of one length, or have no elements, `xp` is not in ascending order, or `period` is
        0.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Examples
    --------
    >>> import unifyarray as ua
    >>> xp, fp = ua.asarray([0.0, 1.0, 3.0]), ua.asarray([5.0, 7.0, 3.0])
    >>> ua.interp(ua.asarray([0.5, 2.0, 9.0]), xp, fp).tolist()
    [6.0, 5.0, 3.0]
    """
    return numeric.interp(x, xp, fp, left, right, period)


def kron(x1: Array, x2: Array | complex, /) -> Array:
    """Return the Kronecker product: each element of `x1` in turn, multiplied by the whole of `x2`.

    Parameters
    ----------
    x1, x2 : Array or scalar
        Numbers. Axes of length 1 are put before the axes of the array with fewer dimensions.

    Returns
    -------
    Array
        The length of an axis is the product of both lengths.

    Raises
    ------
    TypeError
        If an array is bool.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.kron(ua.asarray([1, 10]), ua.asarray([1, 2, 3])).tolist()
    [1, 2, 3, 10, 20, 30]
    """
    return numeric.kron(x1, x2)


def polyval(p: Array, x: Array | complex, /) -> Array:
    """Return the values of a polynomial.

    Parameters
    ----------
    p : Array
        1-d coefficients, from the highest power to the constant.
    x : Array or scalar
        Numbers at which to evaluate.

    Returns
    -------
    Array
        Of the shape of `x`, and of the dtype that `p` and `x` promote to. It is 0 if there are no coefficients.

    Raises
    ------
    TypeError
        If an array is bool.
    ValueError
        If `p` is not 1-d.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.polyval(ua.asarray([1, 0, -2]), ua.asarray([3, 5])).tolist()
    [7, 23]
    """
    return numeric.polyval(p, x)


def trapezoid(y: Array, /, x: Array | None = None, *, dx: float = 1.0, axis: int = -1) -> Array:
    """Return integrals along an axis by the trapezoidal rule.

    Parameters
    ----------
    y : Array
        Samples, with at least 1 dimension. Integers and bools are converted to the default real floating dtype.
    x : Array, optional
        Positions of the samples: 1-d, or of the shape of `y`. Default: positions at a distance of `dx`.
    dx : float, default 1.0
        Distance between samples, if `x` is not given.
    axis : int, default -1
        Axis.

    Returns
    -------
    Array
        Of the remaining shape. The integral of one sample or none is 0.

    Raises
    ------
    ValueError
        If the shape of `x` does not fit.
    AxisError
        If the axis is out of range for `y`.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Examples
    --------
    >>> import unifyarray as ua
    >>> float(ua.trapezoid(ua.asarray([0.0, 1.0, 4.0]), ua.asarray([0.0, 1.0, 3.0])))
    5.5
    """
    return numeric.trapezoid(y, x, dx, axis)
