"""Utility functions of the standard."""

from __future__ import annotations

from collections.abc import Sequence

from .._array.arguments import take_several
from .._array.array import Array
from .._array.invocation import invoke
from .._array.reductions import reduce
from .._core.errors import message
from .._rules import axes
from .._rules.domains import ALL, NUMERIC
from .manipulation_functions import concat

__all__ = ["all", "any", "diff"]


def all(x: Array, /, *, axis: int | Sequence[int] | None = None, keepdims: bool = False) -> Array:
    """Whether all elements of the array, or along axes, are True or not zero.

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
        Of the remaining shape, 0-d where no axis remains; bool. True where there is no element.

    Raises
    ------
    ValueError
        An axis is named twice.
    AxisError
        `x` has no such axis.

    Notes
    -----
    NaN and infinities are not zero.
    """
    return reduce("all", x, ALL, axis, keepdims)


def any(x: Array, /, *, axis: int | Sequence[int] | None = None, keepdims: bool = False) -> Array:
    """Whether any element of the array, or along axes, is True or not zero.

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
        Of the remaining shape, 0-d where no axis remains; bool. False where there is no element.

    Raises
    ------
    ValueError
        An axis is named twice.
    AxisError
        `x` has no such axis.

    Notes
    -----
    NaN and infinities are not zero.
    """
    return reduce("any", x, ALL, axis, keepdims)


def diff(
    x: Array, /, *, axis: int = -1, n: int = 1, prepend: Array | None = None, append: Array | None = None
) -> Array:
    """Differences of neighbours along an axis: each element taken from the next one, `n` times over.

    Parameters
    ----------
    x : Array
        Numbers, with at least 1 dimension.
    axis : int, default -1
        Axis.
    n : int, default 1
        How often; 0 gives the elements themselves.
    prepend, append : Array, optional
        What is put before and after `x` along the axis first, of its shape apart from the axis. The dtypes meet in
        one.

    Returns
    -------
    Array
        Of the shape of `x` with what was added, the axis shorter by `n`, at least 0. Integers wrap.

    Raises
    ------
    TypeError
        `x` is bool, or the dtypes have no common dtype.
    ValueError
        `n` is negative, or the shapes do not fit.
    AxisError
        `x` has no such axis.
    DeviceMismatchError
        The arrays live in different places.

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
        raise ValueError(message(f"n={count} is negative", "0 and more"))
    joined = concat([Array(native, xp) for native in natives], axis=where)._native if len(natives) > 1 else natives[0]
    # As many differences as there are elements leave none, and more of them do the same.
    count = min(count, xp.hooks.shape(joined)[where])
    return Array(invoke(xp, xp.diff, joined, axis=where, n=count), xp)
