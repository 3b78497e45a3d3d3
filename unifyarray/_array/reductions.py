"""Calls of the functions that reduce axes: sum, max, all, count_nonzero and the like."""

from __future__ import annotations

from .._core.errors import raise_translated
from .._rules import axes
from .._rules.domains import ALL, resolve
from .arguments import take_one
from .array import Array
from .calls import operand, unary
from .invocation import invoke

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .._core.dtypes import DType

_new = object.__new__


def reduce(name: str, x: Array | complex, domain: frozenset[DType], axis: Any, keepdims: bool) -> Array:
    """Call a function that reduces axes: ``xp.name(x, axis=axis, keepdims=keepdims)``.

    ``axis`` is None, an integer or a sequence of integers.
    """
    if type(x) is not Array:
        x = operand(x)
    xp, native = x._xp, x._native
    if axis is None and keepdims is False and name in xp.unary:
        return unary(name, x, domain)
    if domain is not ALL and (dtype := xp.hooks.dtype(native)) not in domain:
        native = xp.hooks.cast(native, resolve(name, dtype, domain, xp.hooks.default_float))
    if axis is not None and (type(axis) is not int or not -(ndim := len(native.shape)) <= axis < ndim):
        axis = reduced_axes(axis, len(native.shape))
    if keepdims is not False:
        keepdims = bool(keepdims)
    new = _new(Array)
    new._xp = xp
    function = getattr(xp, name)
    try:
        new._native = function(native, axis=axis, keepdims=keepdims)
    except Exception as error:
        raise_translated(xp, error, function, native, axis=axis, keepdims=keepdims)
    return new


def reduce_with(
    name: str, x: Array | complex, domain: frozenset[DType], axis: Any, keepdims: bool, options: dict[str, Any]
) -> Array:
    """Call a function that reduces axes and has further arguments, given as native values in ``options``."""
    xp, native = take_one(name, x, domain)
    if axis is not None:
        axis = reduced_axes(axis, len(xp.hooks.shape(native)))
    return Array(invoke(xp, getattr(xp, name), native, axis=axis, keepdims=bool(keepdims), **options), xp)


def reduced_axes(axis: Any, ndim: int) -> int | tuple[int, ...]:
    """Return the axes to reduce, checked: an axis counted from 0, or a tuple of them."""
    if type(axis) is int and -ndim <= axis < ndim:
        return axis
    if isinstance(axis, tuple | list):
        return axes.normalise_axes(axis, ndim)
    return axes.normalise_axis(axis, ndim)
