"""Sorting functions of the standard."""

from __future__ import annotations

from .._array.arguments import take_one
from .._array.array import Array
from .._array.invocation import invoke
from .._rules import axes
from .._rules.domains import REAL

__all__ = ["argsort", "sort"]


def argsort(x: Array, /, *, axis: int = -1, descending: bool = False, stable: bool = True) -> Array:
    """Return the indices that sort an array along an axis.

    Parameters
    ----------
    x : Array
        Real numbers, with at least 1 dimension.
    axis : int, default -1
        Axis.
    descending : bool, default False
        Whether to sort from the largest to the smallest element.
    stable : bool, default True
        Whether equal elements keep their order, also if `descending` is True.

    Returns
    -------
    Array
        Of dtype int64 and the shape of `x`. ``ua.take_along_axis(x, indices, axis=axis)`` is sorted.

    Raises
    ------
    TypeError
        If `x` is bool or complex.
    AxisError
        If an axis is out of range for `x`.

    Notes
    -----
    NaN counts as the largest number.
    """
    return _sorted("argsort", x, axis, descending, stable)


def sort(x: Array, /, *, axis: int = -1, descending: bool = False, stable: bool = True) -> Array:
    """Return a sorted copy of an array along an axis.

    Parameters
    ----------
    x : Array
        Real numbers, with at least 1 dimension.
    axis : int, default -1
        Axis.
    descending : bool, default False
        Whether to sort from the largest to the smallest element.
    stable : bool, default True
        Whether equal elements keep their order, also if `descending` is True.

    Returns
    -------
    Array
        Of the shape and dtype of `x`.

    Raises
    ------
    TypeError
        If `x` is bool or complex.
    AxisError
        If an axis is out of range for `x`.

    Notes
    -----
    NaN counts as the largest number: it is last, or first if `descending` is True.
    """
    return _sorted("sort", x, axis, descending, stable)


def _sorted(name: str, x: Array, axis: int, descending: bool, stable: bool) -> Array:
    xp, native = take_one(name, x, REAL)
    where = axes.normalise_axis(axis, len(xp.hooks.shape(native)))
    options = {"descending": bool(descending), "stable": bool(stable)}
    return Array(invoke(xp, getattr(xp, name), native, axis=where, **options), xp)
