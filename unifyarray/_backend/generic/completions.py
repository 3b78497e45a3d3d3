"""Calls with arguments that a library does not take, made from its other functions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from ..._rules.axes import normalise_axes, normalise_axis

if TYPE_CHECKING:
    import types
    from collections.abc import Callable


def _accumulate(lib: types.ModuleType, own: Callable[..., Any], x: Any, /, **kwargs: Any) -> Any:
    """Return running sums or products of a library without ``include_initial``, or without ``dtype``."""
    if kwargs.pop("include_initial", False):
        out = own(x, **kwargs)
        axis = kwargs.get("axis")
        axis = 0 if axis is None else normalise_axis(axis, len(out.shape))
        shape = tuple(1 if i == axis else n for i, n in enumerate(out.shape))
        first = lib.zeros if "sum" in own.__name__ else lib.ones
        return lib.concat([first(shape, dtype=out.dtype), out], axis=axis)
    return _add_in_dtype(lib, own, x, **kwargs)


def _add_in_dtype(lib: types.ModuleType, own: Callable[..., Any], x: Any, /, **kwargs: Any) -> Any:
    """Return a sum or product of a library that takes no ``dtype``."""
    dtype = kwargs.pop("dtype", None)
    if dtype is None:
        return NotImplemented
    return lib.astype(own(lib.astype(x, dtype), **kwargs), dtype)


def _spread(lib: types.ModuleType, own: Callable[..., Any], x: Any, /, **kwargs: Any) -> Any:
    """Return a variance or standard deviation of a library without ``correction``."""
    correction = kwargs.pop("correction", 0.0)
    axis, shape = kwargs.get("axis"), x.shape
    axes = range(len(shape)) if axis is None else normalise_axes(axis, len(shape))
    if correction == 0 or None in shape:
        return NotImplemented
    count = math.prod(shape[i] for i in axes)
    factor = count / (count - correction) if count > correction else math.nan
    out = own(x, **kwargs)
    factor = math.sqrt(factor) if own.__name__ == "std" and factor >= 0 else factor
    return lib.multiply(out, lib.asarray(factor, dtype=out.dtype))


def _move_axes(
    lib: types.ModuleType, own: Callable[..., Any], x: Any, source: Any, destination: Any, /, **kwargs: Any
) -> Any:
    """Return an array with several axes moved, of a library that moves one axis at a time."""
    ndim = len(x.shape)
    sources, destinations = normalise_axes(source, ndim), normalise_axes(destination, ndim)
    order = [axis for axis in range(ndim) if axis not in sources]
    for position, axis in sorted(zip(destinations, sources, strict=True)):
        order.insert(position, axis)
    return lib.permute_dims(x, tuple(order))


def _repeat(lib: types.ModuleType, own: Callable[..., Any], x: Any, repeats: Any, /, **kwargs: Any) -> Any:
    """Return repeated elements of a library that takes no array of counts."""
    if not hasattr(repeats, "dtype"):
        return NotImplemented
    axis = kwargs.get("axis")
    if axis is None:
        x, axis = lib.reshape(x, (-1,)), 0
    counts = lib.broadcast_to(lib.astype(repeats, lib.int64), (x.shape[axis],))
    ends = lib.cumulative_sum(counts, axis=0)
    total = int(ends[-1]) if x.shape[axis] else 0
    positions = lib.arange(0, total, 1, dtype=lib.int64)
    is_before = lib.less_equal(lib.expand_dims(ends, axis=0), lib.expand_dims(positions, axis=1))
    indices = lib.sum(lib.astype(is_before, lib.int64), axis=1)
    return lib.take(x, lib.astype(indices, lib.int64), axis=axis)


def _search(
    lib: types.ModuleType, own: Callable[..., Any], x1: Any, x2: Any, /, *, sorter: Any = None, **kwargs: Any
) -> Any:
    """Return insertion points of a library without ``sorter``."""
    return NotImplemented if sorter is None else own(lib.take(x1, sorter, axis=0), x2, **kwargs)


def _difference(
    lib: types.ModuleType, own: Callable[..., Any], x: Any, /, *, prepend: Any = None, append: Any = None, **kwargs: Any
) -> Any:
    """Return differences of a library without ``prepend`` and ``append``."""
    if prepend is None and append is None:
        return NotImplemented
    parts = [part for part in (prepend, x, append) if part is not None]
    return own(lib.concat(parts, axis=kwargs.get("axis", -1)), **kwargs)


def _decompose(
    lib: types.ModuleType, own: Callable[..., Any], x: Any, /, *, full_matrices: bool = True, **kwargs: Any
) -> Any:
    """Return the singular value decomposition of a library without ``full_matrices``."""
    if full_matrices:
        return NotImplemented
    count = min(x.shape[-2:])
    u, s, vh = own(x)
    return u[..., :, :count], s, vh[..., :count, :]


#: By function: the function for calls that the library refuses. It returns NotImplemented if it cannot make the call.
COMPLETIONS: Final[dict[str, Callable[..., Any]]] = {
    "cumulative_prod": _accumulate,
    "cumulative_sum": _accumulate,
    "diff": _difference,
    "moveaxis": _move_axes,
    "prod": _add_in_dtype,
    "repeat": _repeat,
    "searchsorted": _search,
    "std": _spread,
    "sum": _add_in_dtype,
    "svd": _decompose,
    "var": _spread,
}

__all__ = ["COMPLETIONS"]
