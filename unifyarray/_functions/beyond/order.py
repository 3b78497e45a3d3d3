"""Functions that order elements, or compare with those before: the largest ones, partitions, sets, windows."""

from __future__ import annotations

from ..._array._late import ua
from ..._array.array import Array
from ..._array.calls import to_one_namespace
from ..._core.errors import message, shown
from ..._rules import axes
from ..._rules.domains import REAL, check_domain
from .. import creation
from .arguments import arrays_in_domain, in_domain, library_result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any


def topk(x: Array | complex, k: Any, axis: Any, largest: bool) -> tuple[Array, Array]:
    """Take the first elements of a stable sort."""
    x, where = _along("topk", x, axis)
    number, length = axes.integer(k, "k"), x.shape[where]
    if not 0 <= number <= length:
        fact = f"ua.topk needs k from 0 to {length}, the length of axis {where}, got {shown(number)}"
        raise ValueError(message(fact, f"ua.topk(x, {length})"))
    xp, rows = x._xp, ua.moveaxis(x, where, -1)
    native = NotImplemented
    if number > 0 and not xp.hooks.is_abstract(x._native) and xp.hooks.traced_by(x._native) is None:
        native = library_result("top_indices", xp, rows._native, number, bool(largest))
    if native is NotImplemented:
        indices = ua.argsort(rows, descending=bool(largest))[..., :number]
    else:
        indices = Array(native, xp)
    indices = ua.moveaxis(indices, -1, where)
    return ua.take_along_axis(x, indices, axis=where), indices


def _along(name: str, x: Array | complex, axis: Any) -> tuple[Array, int]:
    """Return an argument of real numbers, and the axis to work along."""
    x = in_domain(name, x)
    check_domain(name, x.dtype, REAL)
    return x, axes.normalise_axis(axis, x.ndim)


def partition(name: str, x: Array | complex, kth: Any, axis: Any) -> Array:
    """Order the elements beside some ranks, or sort them: for ``"partition"`` and ``"argpartition"``."""
    x, where = _along(name, x, axis)
    length = x.shape[where]
    ranks = axes.integers(kth, "kth")
    for rank in ranks:
        if not -length <= rank < length:
            fact = f"ua.{name} has no rank {shown(rank)} along an axis of length {length}"
            raise ValueError(message(fact, f"kth from 0 to {length - 1}" if length else "check x.size != 0 first"))
    native = NotImplemented
    if ranks:
        native = library_result(name, x._xp, x._native, [rank % length for rank in ranks], where)
    if native is not NotImplemented:
        return Array(native, x._xp)
    return ua.sort(x, axis=where, stable=False) if name == "partition" else ua.argsort(x, axis=where)


def lexsort(keys: Any, axis: Any) -> Array:
    """Sort by each key, beginning with the least important one; a stable sort keeps the order of equal elements."""
    if type(keys) is Array:
        if not keys.ndim:
            raise ValueError(message("ua.lexsort needs keys, got a 0-d array", "ua.lexsort((x,))"))
        keys = ua.unstack(keys)
    if not isinstance(keys, list | tuple):
        raise TypeError(
            message(
                f"ua.lexsort needs a tuple of arrays, got {shown(keys)} ({type(keys).__name__})", "ua.lexsort((x,))"
            )
        )
    if not keys:
        raise ValueError(message("ua.lexsort needs at least one key", "ua.lexsort((x,))"))
    parts = [in_domain("lexsort", key) for key in keys]
    for part in parts:
        check_domain("lexsort", part.dtype, REAL)
        if part.shape != parts[0].shape:
            fact = f"ua.lexsort needs keys of one shape, got {parts[0].shape} and {part.shape}"
            raise ValueError(message(fact, "ua.broadcast_arrays(*keys)"))
    where = axes.normalise_axis(axis, parts[0].ndim)
    parts = to_one_namespace(*parts)
    order = ua.argsort(parts[0], axis=where)
    for part in parts[1:]:
        step = ua.argsort(ua.take_along_axis(part, order, axis=where), axis=where)
        order = ua.take_along_axis(order, step, axis=where)
    return order


# -- sets ----------------------------------------------------------------------------------------------------


def union1d(x1: Array | complex, x2: Array | complex) -> Array:
    """Return the values of both arrays."""
    first, second = _flat("union1d", x1, x2)
    return ua.unique_values(ua.concat([first, second]))


def setdiff1d(x1: Array | complex, x2: Array | complex, assume_unique: bool) -> Array:
    """Return the values of the first array that the second lacks."""
    first, second = _flat("setdiff1d", x1, x2)
    if not assume_unique:
        first = ua.unique_values(first)
    return first[ua.isin(first, second, invert=True)]


def intersect1d(
    x1: Array | complex, x2: Array | complex, assume_unique: bool, return_indices: bool
) -> Array | tuple[Array, Array, Array]:
    """Return the values of the first array that the second has, and the first index of each in both."""
    first, second = _flat("intersect1d", x1, x2)
    if not return_indices:
        values = ua.sort(first) if assume_unique and first.dtype in REAL else ua.unique_values(first)
        return values[ua.isin(values, second)]
    values, indices = ua.unique_all(first)[:2]
    others, places = ua.unique_all(second)[:2]
    found = ua.isin(values, others)
    return values[found], indices[found], places[ua.isin(others, values)]


def _flat(name: str, x1: Array | complex, x2: Array | complex) -> list[Array]:
    return [ua.reshape(part, (-1,)) for part in arrays_in_domain(name, (x1, x2))]


# -- elements before, and beside -----------------------------------------------------------------------------


def cumulative(name: str, x: Array | complex, axis: Any) -> Array:
    """Combine each element with the ``2**k`` before it in step k: for ``"cumulative_max"`` and ``"cumulative_min"``."""
    x = in_domain(name, x)
    check_domain(name, x.dtype, REAL)
    if axis is None and x.ndim != 1:
        fact = f"ua.{name} needs axis= for an array of {x.ndim} dimensions"
        raise ValueError(message(fact, f"ua.{name}(..., axis=-1)"))
    where = axes.normalise_axis(0 if axis is None else axis, x.ndim)
    native = library_result(name, x._xp, x._native, where)
    if native is not NotImplemented:
        return Array(native, x._xp)
    operation: Callable[[Array, Array], Array] = ua.maximum if name == "cumulative_max" else ua.minimum
    before = (slice(None),) * where
    found, step = ua.asarray(x, copy=True), 1
    while step < x.shape[where]:
        later, earlier = found[(*before, slice(step, None))], found[(*before, slice(None, -step))]
        found = ua.concat([found[(*before, slice(None, step))], operation(earlier, later)], axis=where)
        step *= 2
    return found


def sliding_window_view(x: Array | complex, window_shape: Any, axis: Any) -> Array:
    """Take the windows along each axis in turn, as a new last axis."""
    x = in_domain("sliding_window_view", x)
    lengths = axes.integers(window_shape, "window_shape")
    if axis is None:
        over: Sequence[int] = range(x.ndim)
    else:
        over = [axes.normalise_axis(part, x.ndim) for part in axes.integers(axis, "axis")]
    if len(lengths) != len(over):
        fact = f"ua.sliding_window_view needs a length for each of {len(over)} axes, got {lengths}"
        raise ValueError(message(fact, f"window_shape={(2,) * len(over)}"))
    left = list(x.shape)
    for length, where in zip(lengths, over, strict=True):
        if not 0 <= length <= left[where]:
            fact = f"a window of length {length} does not fit into an axis of length {left[where]}"
            raise ValueError(message(fact, f"window_shape={max(left[where], 0)}"))
        left[where] -= length - 1
    for length, where in zip(lengths, over, strict=True):
        native = library_result("windows", x._xp, x._native, length, where)
        x = _windows(x, length, where) if native is NotImplemented else Array(native, x._xp)
    return ua.broadcast_to(x, x.shape)  # elements are in several windows, so the result is read-only


def _windows(x: Array, length: int, axis: int) -> Array:
    number = x.shape[axis] - length + 1
    first, step = creation.arange(x._xp, number), creation.arange(x._xp, length)
    positions = ua.reshape(first[:, None] + step[None, :], (-1,))
    found = ua.take(x, positions, axis=axis) if x.shape[axis] else x
    found = ua.reshape(found, (*x.shape[:axis], number, length, *x.shape[axis + 1 :]))
    return ua.moveaxis(found, axis + 1, -1)
