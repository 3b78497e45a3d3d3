"""Functions that numeric code needs beyond the standard: their signatures and documentation.

The modules of ``beyond`` do the work. They are loaded at the first call, so that ``import unifyarray`` takes no longer.
"""

from __future__ import annotations

from .._array.array import Array
from .._core import lazy_typing as t
from .._runtime.late import LateModule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .beyond import counting, reductions

__all__ = ["bincount", "median"]


def _counting() -> t.Mapping[str, t.Any]:
    from .beyond import counting

    return vars(counting)


def _reductions() -> t.Mapping[str, t.Any]:
    from .beyond import reductions

    return vars(reductions)


if not TYPE_CHECKING:
    counting = LateModule(f"{__name__}.counting", _counting)
    reductions = LateModule(f"{__name__}.reductions", _reductions)


# -- reductions ----------------------------------------------------------------------------------------------


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
    return reductions.median(x, axis, keepdims)


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
