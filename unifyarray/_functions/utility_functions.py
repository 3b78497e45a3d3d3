"""Utility functions of the standard."""

from __future__ import annotations

from .._array.arguments import take_several
from .._array.array import Array
from .._array.invocation import invoke
from .._array.reductions import reduce
from .._core import lazy_typing as t
from .._core.errors import message
from .._rules import axes
from .._rules.domains import ALL, NUMERIC
from .manipulation_functions import concat

__all__ = ["all", "any", "diff"]


def all(x: Array, /, *, axis: int | t.Sequence[int] | None = None, keepdims: bool = False) -> Array:
    """Test whether all elements of an array, or all elements along axes, are True or nonzero.

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
        Of dtype bool and the remaining shape; 0-d if all axes are reduced. The result for an empty axis is True.

    Raises
    ------
    ValueError
        If an axis is given twice.
    AxisError
        If an axis is out of range for `x`.

    Notes
    -----
    NaN and infinities count as nonzero.
    """
    return reduce("all", x, ALL, axis, keepdims)


def any(x: Array, /, *, axis: int | t.Sequence[int] | None = None, keepdims: bool = False) -> Array:
    """Test whether any element of an array, or any element along axes, is True or nonzero.

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
        Of dtype bool and the remaining shape; 0-d if all axes are reduced. The result for an empty axis is False.

    Raises
    ------
    ValueError
        If an axis is given twice.
    AxisError
        If an axis is out of range for `x`.

    Notes
    -----
    NaN and infinities count as nonzero.
    """
    return reduce("any", x, ALL, axis, keepdims)


def diff(
    x: Array, /, *, axis: int = -1, n: int = 1, prepend: Array | None = None, append: Array | None = None
) -> Array:
    """Return the differences of neighbouring elements along an axis.

    Each element is subtracted from the next element. This is done `n` times.

    Parameters
    ----------
    x : Array
        Numbers, with at least 1 dimension.
    axis : int, default -1
        Axis.
    n : int, default 1
        Number of times to take differences. With 0, the elements themselves are returned.
    prepend, append : Array, optional
        Arrays to put before and after `x` along the axis first. Apart from the axis, they must have the shape of `x`.
        All arrays are promoted to a common dtype.

    Returns
    -------
    Array
        Of the shape of `x` with `prepend` and `append`, except that the axis is shorter by `n`, with length 0 at least.
        Integers wrap.

    Raises
    ------
    TypeError
        If `x` is bool, or the dtypes have no common dtype.
    ValueError
        If `n` is negative, or the shapes differ apart from the axis.
    AxisError
        If an axis is out of range for `x`.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.diff(ua.asarray([1, 4, 9])).tolist()
    [3, 5]
    """
    given = [*(() if prepend is None else (prepend,)), x, *(() if append is None else (append,))]
    xp, natives = take_several("diff", given, NUMERIC)
    where = axes.normalise_axis(axis, len(xp.hooks.shape(natives[0])))
    count = axes.integer(n, "n")
    if count < 0:
        raise ValueError(message(f"n must not be negative, got {count}", "pass n=0 or more"))
    joined = concat([Array(native, xp) for native in natives], axis=where)._native if len(natives) > 1 else natives[0]
    # After as many differences as there are elements, the axis is empty. Further differences leave it empty.
    count = min(count, xp.hooks.shape(joined)[where])
    return Array(invoke(xp, xp.diff, joined, axis=where, n=count), xp)
