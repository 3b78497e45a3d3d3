"""Functions that count, and that find the bin or the class of each element."""

from __future__ import annotations

from math import isfinite

from ..._array._late import ua
from ..._array.array import Array
from ..._array.calls import check_shape_is_known, to_one_namespace
from ..._array.dtype_and_device import as_dtype
from ..._array.indexing import within_int64
from ..._core import dtypes as dt
from ..._core import provided
from ..._core.errors import message, shown, unknown_values
from ..._rules import axes
from ..._rules.domains import INTEGER, REAL_FLOATING, REAL_OR_BOOL, check_domain
from .. import creation
from .arguments import arrays_in_domain, in_domain, library_result, real_number
from .groups import sums

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def bincount(x: Array, weights: Array | None, minlength: Any) -> Array:
    """Count by searching the ends of each bin in the sorted numbers; add the weights of each bin in pairs."""
    x = in_domain("bincount", x)
    check_domain("bincount", x.dtype, INTEGER)
    if x.ndim != 1:
        raise ValueError(message(f"ua.bincount needs a 1-d array, got shape {x.shape}", "ua.bincount(x.ravel())"))
    least = axes.integer(minlength, "minlength")
    if least < 0:
        raise ValueError(message(f"minlength must not be negative, got {least}", "minlength=0"))
    axes.check_length(least, "minlength")
    if weights is not None:
        weights = in_domain("bincount", weights, REAL_FLOATING)
        if weights.shape != x.shape:
            raise ValueError(
                message(
                    f"ua.bincount needs weights of shape {x.shape}, as x has, got {weights.shape}",
                    "ua.broadcast_to(weights, x.shape)",
                )
            )
    check_shape_is_known("bincount", x)
    if weights is not None:
        x, weights = to_one_namespace(x, weights)
    xp = x._xp
    native = library_result("bincount", xp, x._native, None if weights is None else weights._native, least)
    if native is not NotImplemented:
        return Array(native, xp)
    length = max(least, _largest(x) + 1) if x.size else least
    axes.check_length(length, "the largest number of x")
    x = ua.astype(x, "int64", copy=False)
    if weights is None:
        ends = ua.searchsorted(ua.sort(x, stable=False), creation.arange(xp, length + 1))
        return ends[1:] - ends[:-1]
    return sums(x, weights, length)


def _largest(x: Array) -> int:
    """Return the largest of some numbers; ValueError if one is negative."""
    smallest = int(ua.min(x))
    if smallest < 0:
        raise ValueError(
            message(f"ua.bincount needs numbers that are not negative, got {smallest}", "ua.bincount(x - ua.min(x))")
        )
    return int(ua.max(x))


def histogram(x: Array, bins: Any, limits: Any, density: bool, weights: Array | None) -> tuple[Array, Array]:
    """Find the bin of each element, and count the bins."""
    x = in_domain("histogram", x)
    check_domain("histogram", x.dtype, REAL_OR_BOOL)
    if (where := x._xp.hooks.traced_by(x._native)) is not None:
        raise unknown_values(where)
    if weights is not None:
        given = in_domain("histogram", weights, REAL_FLOATING)
        if given.shape != x.shape:
            fact = f"ua.histogram needs weights of shape {x.shape}, as x has, got {given.shape}"
            raise ValueError(message(fact, "ua.broadcast_to(weights, x.shape)"))
        weights = ua.reshape(given, (-1,))  # `bincount` brings both to one namespace
    x = ua.reshape(x, (-1,))
    x = x if x.dtype.rank == 2 else ua.astype(x, x._xp.hooks.default_float())
    if type(bins) is Array or isinstance(bins, list | tuple):
        edges = _edges(x, bins)
        found = ua.searchsorted(edges, x, side="right") - 1
    else:
        edges, low, high = _even_edges(x, bins, limits)
        # An element is at most one bin off if the rounding errors of the division and of the edges are small.
        eps, most = (float(limit) for limit in (ua.finfo(x.dtype).eps, ua.finfo(x.dtype).max))
        width = high - low
        if width > most or (edges.size - 1) * eps * max(abs(low), abs(high), width) > width / 16:
            found = ua.searchsorted(edges, x, side="right") - 1
        else:
            if weights is None and not x._xp.hooks.is_abstract(x._native):
                native = library_result("histogram", x._xp, x._native, edges._native, low, high)
                if native is not NotImplemented:
                    return _counted(Array(native, x._xp), edges, density)
            found = _even_bins(x, edges)
    length = edges.size - 1
    last = edges[-1]
    found = ua.where(x == last, length - 1, found)
    inside = ua.logical_and(x >= edges[0], x <= last)
    return _counted(bincount(ua.where(inside, found, length), weights, length + 1)[:length], edges, density)


def _counted(counts: Array, edges: Array, density: bool) -> tuple[Array, Array]:
    """Return counts, or densities, with the edges."""
    if density:
        share = ua.astype(counts, edges.dtype) if counts.dtype.rank < 2 else counts
        return share / ua.sum(share) / (edges[1:] - edges[:-1]), edges
    return counts, edges


def _edges(x: Array, bins: Any) -> Array:
    """Return given edges in the dtype of the elements."""
    given = bins if type(bins) is Array else creation.asarray(x._xp, bins, dtype=x.dtype)
    if given.ndim != 1 or given.size < 2:
        raise ValueError(
            message(f"ua.histogram needs 1-d edges, at least 2, got shape {given.shape}", "bins=[0.0, 1.0]")
        )
    x, edges = arrays_in_domain("histogram", (x, given), REAL_FLOATING)
    if (
        provided.in_force().checks
        and not x._xp.hooks.is_abstract(edges._native)
        and not bool(ua.all(edges[1:] >= edges[:-1]))
    ):
        raise ValueError(message("ua.histogram needs edges in ascending order, without NaN", "bins=ua.sort(bins)"))
    return edges


def _even_edges(x: Array, bins: Any, limits: Any) -> tuple[Array, float, float]:
    """Return edges of bins of one width, from the smallest to the largest element or between given limits."""
    number = axes.integer(bins, "bins")
    if number < 1:
        raise ValueError(message(f"bins must be positive, got {number}", "bins=10"))
    axes.check_length(number, "bins")
    hooks = x._xp.hooks
    if limits is not None:
        if not isinstance(limits, list | tuple) or len(limits) != 2:
            raise TypeError(message(f"range must be two numbers, got {shown(limits)}", "range=(0.0, 1.0)"))
        low, high = (real_number(value, "range must be two numbers", "range=(0.0, 1.0)") for value in limits)
    elif x.size:
        low, high = (float(hooks.item(end._native)) for end in (ua.min(x), ua.max(x)))  # type: ignore[arg-type]
    else:
        low, high = 0.0, 1.0
    if not (isfinite(low) and isfinite(high) and low <= high):
        raise ValueError(message(f"ua.histogram needs a finite range, got {low} to {high}", "range=(0.0, 1.0)"))
    if low == high:
        low, high = low - 0.5, high + 0.5
    return creation.linspace(x._xp, low, high, number + 1, dtype=x.dtype), low, high


def _even_bins(x: Array, edges: Array) -> Array:
    """Return the bin of each element among bins of one width; any bin for elements outside."""
    number = edges.size - 1
    first, last = edges[0], edges[-1]
    place = (x - first) / (last - first) * number
    place = ua.where(ua.logical_and(place >= 0, place < number), place, 0)  # NaN is no integer
    found = ua.astype(place, "int64")
    # The division is rounded, so an element can be on the other side of an edge.
    found = found - ua.astype(x < ua.take(edges, found), "int64")
    found = ua.maximum(found, 0)
    return ua.minimum(found + ua.astype(x >= ua.take(edges, found + 1), "int64"), number - 1)


def digitize(x: Array | complex, bins: Any, right: bool) -> Array:
    """Search the elements in the edges of the bins, which ascend or descend."""
    if type(bins) is not Array:
        x = in_domain("digitize", x)
        dtype = x.dtype if x.dtype.rank == 2 else None
        bins = creation.asarray(x._xp.plain, bins, dtype=dtype) if isinstance(bins, list | tuple) else bins
    known = bins if type(bins) is Array else None  # its values can be read inside `ua.vmap`, if it is not mapped
    x, edges = arrays_in_domain("digitize", (x, bins), REAL_FLOATING)
    if edges.ndim != 1:
        raise ValueError(message(f"ua.digitize needs 1-d bins, got shape {edges.shape}", "bins=ua.asarray([0.0, 1.0])"))
    known = edges if known is None else known
    if edges.size > 1 and x._xp.hooks.traced_by(known._native) is not None:
        upwards = ua.searchsorted(edges, x, side="right" if not right else "left")
        downwards = edges.size - ua.searchsorted(ua.flip(edges), x, side="left" if not right else "right")
        return ua.where(edges[0] > edges[-1], downwards, upwards)
    descends = edges.size > 1 and bool(known._xp.hooks.item((known[0] > known[-1])._native))
    if provided.in_force().checks:
        known = ua.flip(known) if descends else known
        after = known[1:]
        if not bool(ua.all((after >= known[:-1]) | (after != after))):  # NaN is the largest
            raise ValueError(message("ua.digitize needs bins that ascend or descend", "bins=ua.sort(bins)"))
    ordered = ua.flip(edges) if descends else edges
    found = ua.searchsorted(ordered, x, side="left" if right else "right")
    return edges.size - found if descends else found


def one_hot(x: Array, num_classes: Any, dtype: Any, axis: Any) -> Array:
    """Compare each integer with every class."""
    x = in_domain("one_hot", x)
    check_domain("one_hot", x.dtype, INTEGER)
    number = axes.integer(num_classes, "num_classes")
    if number < 0:
        raise ValueError(message(f"num_classes must not be negative, got {number}", "num_classes=10"))
    where = axes.normalise_axis(axis, x.ndim + 1)
    shape = [1] * (x.ndim + 1)
    shape[where] = number
    classes = ua.reshape(creation.arange(x._xp, number), tuple(shape))
    wide = x if x.dtype is not dt.uint64 else Array(within_int64(x._xp, x._native), x._xp)
    found = ua.expand_dims(wide, axis=where) == classes
    return ua.astype(found, x._xp.hooks.default_float() if dtype is None else as_dtype(dtype))
