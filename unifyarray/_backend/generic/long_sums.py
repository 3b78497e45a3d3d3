"""Sums of many elements in blocks, for libraries that add one element after the other and so add up rounding errors."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any, Final

from ..._core import dtypes as _dtypes
from ._declare import axes_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..hooks import Hooks, Native

#: Elements that are added one after the other.
_BLOCK: Final = 64
#: Sums of at most so many elements are the library's own.
_SHORT: Final = 1024
#: The length of the sum that is tried, and its terms: 0.1 in float32.
_TRIED: Final = 2**16
_TERM: Final = 0.10000000149011612


@functools.lru_cache(maxsize=1)  # several sections ask while the namespace of a device is made
def adds_accurately(hooks: Hooks) -> bool:
    """Return whether the error of a long float32 sum along the first axis is small; True if it cannot be tried."""
    lib = hooks.backend.module()
    try:
        x = lib.full((_TRIED, 2), _TERM, dtype=hooks.native_dtype(_dtypes.float32))
        found = hooks.to_host(lib.sum(x, axis=0), None)
    except Exception:  # a library without float32 or ``full``, or with another error of its own
        return True
    return abs(float(found[0]) / (_TRIED * _TERM) - 1) < 1e-6


def is_long(hooks: Hooks, x: Native, axis: Any) -> bool:
    """Return whether a reduction adds more floating-point numbers than `_SHORT`."""
    shape = hooks.shape(x)
    return hooks.dtype(x).rank > 1 and None not in shape and _count(hooks, x, axis) > _SHORT and 0 not in shape


def add_in_blocks(hooks: Hooks, own: Callable[..., Any], x: Native, axis: Any, keepdims: bool = False) -> Native:
    """Return a sum along some axes by the library's ``own`` function for blocks."""
    xp, shape = hooks.xp, hooks.shape(x)
    axes = axes_of(axis, len(shape))
    rest = [i for i in range(len(shape)) if i not in axes]
    kept = tuple(shape[i] for i in rest)
    count = math.prod(shape[i] for i in axes)
    x = xp.reshape(xp.permute_dims(x, (*rest, *axes)), (*kept, count))
    while count > 2 * _BLOCK:
        blocks = count // _BLOCK
        whole = xp.reshape(x[..., : blocks * _BLOCK], (*kept, blocks, _BLOCK))
        parts = own(whole, axis=-1)
        x = xp.concat([parts, x[..., blocks * _BLOCK :]], axis=-1) if count % _BLOCK else parts
        count = blocks + count % _BLOCK
    out = own(x, axis=-1)
    return xp.reshape(out, tuple(1 if i in axes else n for i, n in enumerate(shape))) if keepdims else out


def accumulate_in_blocks(hooks: Hooks, own: Callable[..., Any], join: Callable[..., Any], x: Native) -> Native:
    """Return running sums along the last axis; ``join`` adds."""
    xp, shape = hooks.xp, hooks.shape(x)
    *kept, count = shape
    if count <= 2 * _BLOCK:
        return own(x, axis=-1)
    blocks = count // _BLOCK
    inside = own(xp.reshape(x[..., : blocks * _BLOCK], (*kept, blocks, _BLOCK)), axis=-1)
    totals = accumulate_in_blocks(hooks, own, join, inside[..., -1])
    later = join(inside[..., 1:, :], xp.expand_dims(totals[..., :-1], axis=-1))
    out = xp.reshape(xp.concat([inside[..., :1, :], later], axis=-2), (*kept, blocks * _BLOCK))
    if not count % _BLOCK:
        return out
    tail = join(own(x[..., blocks * _BLOCK :], axis=-1), totals[..., -1:])
    return xp.concat([out, tail], axis=-1)


def long_sum(own: Callable[..., Any], hooks: Hooks) -> Callable[..., Any]:
    """Return a sum that adds many numbers in blocks."""

    @functools.wraps(own, updated=())
    def function(x: Any, /, *, axis: Any = None, dtype: Any = None, keepdims: bool = False) -> Any:
        if not is_long(hooks, x, axis):
            return own(x, axis=axis, dtype=dtype, keepdims=keepdims)
        wanted = None if dtype is None else hooks.find_dtype(dtype)
        return add_in_blocks(hooks, own, x if wanted is None else hooks.cast(x, wanted), axis, keepdims)

    return function


def long_mean(add: Callable[..., Any], own: Callable[..., Any], hooks: Hooks) -> Callable[..., Any]:
    """Return a mean that adds many numbers in blocks."""

    @functools.wraps(own, updated=())
    def function(x: Any, /, *, axis: Any = None, keepdims: bool = False) -> Any:
        if not is_long(hooks, x, axis):
            return own(x, axis=axis, keepdims=keepdims)
        return _divided(hooks, add_in_blocks(hooks, add, x, axis, keepdims), _count(hooks, x, axis))

    return function


def long_spread(add: Callable[..., Any], own: Callable[..., Any], hooks: Hooks, root: bool) -> Callable[..., Any]:
    """Return a variance, or its square root, that adds many numbers in blocks."""

    @functools.wraps(own, updated=())
    def function(x: Any, /, *, axis: Any = None, correction: float = 0.0, keepdims: bool = False) -> Any:
        count = _count(hooks, x, axis)
        if not is_long(hooks, x, axis) or not count > correction:
            return own(x, axis=axis, correction=correction, keepdims=keepdims)
        mean = _divided(hooks, add_in_blocks(hooks, add, x, axis, True), count)
        squares = hooks.xp.square(hooks.xp.subtract(x, mean))
        out = _divided(hooks, add_in_blocks(hooks, add, squares, axis, keepdims), count - correction)
        return hooks.xp.sqrt(out) if root else out

    return function


def long_vecdot(add: Callable[..., Any], own: Callable[..., Any], hooks: Hooks) -> Callable[..., Any]:
    """Return a product of vectors that adds many numbers in blocks."""

    @functools.wraps(own, updated=())
    def function(x1: Any, x2: Any, /, *, axis: int = -1) -> Any:
        shapes = [hooks.shape(x) for x in (x1, x2)]
        is_plain = all(shapes) and axis < 0 and shapes[0][axis] == shapes[1][axis] and is_long(hooks, x1, axis)
        if not is_plain or not is_long(hooks, x2, axis):
            return own(x1, x2, axis=axis)
        first = hooks.xp.conj(x1) if hooks.dtype(x1).rank == 3 else x1
        return add_in_blocks(hooks, add, hooks.xp.multiply(first, x2), axis)

    return function


def long_running_sum(own: Callable[..., Any], join: Callable[..., Any], hooks: Hooks) -> Callable[..., Any]:
    """Return running sums of many numbers in blocks."""

    @functools.wraps(own, updated=())
    def function(x: Any, /, *, axis: Any = None, dtype: Any = None, include_initial: bool = False) -> Any:
        xp, shape = hooks.xp, hooks.shape(x)
        where = -1 if axis is None else axis
        if include_initial or dtype is not None or not shape or not is_long(hooks, x, where):
            return own(x, axis=axis, dtype=dtype, include_initial=include_initial)
        (last,) = axes_of(where, len(shape))
        order = [i for i in range(len(shape)) if i != last]
        out = accumulate_in_blocks(hooks, own, join, xp.permute_dims(x, (*order, last)))
        back = [*range(last), len(shape) - 1, *range(last, len(shape) - 1)]
        return xp.permute_dims(out, tuple(back))

    return function


def long_running_product(own: Callable[..., Any], hooks: Hooks) -> Callable[..., Any]:
    """Return running products of many numbers in 64 bits: in 32, their roundings can all go the same way."""

    @functools.wraps(own, updated=())
    def function(x: Any, /, *, axis: Any = None, dtype: Any = None, include_initial: bool = False) -> Any:
        have = hooks.dtype(x)
        wide = {"float32": _dtypes.float64, "complex64": _dtypes.complex128}.get(have.name)
        where = -1 if axis is None else axis
        if wide not in hooks.dtypes or dtype is not None or not hooks.shape(x) or not is_long(hooks, x, where):
            return own(x, axis=axis, dtype=dtype, include_initial=include_initial)
        assert wide is not None
        return hooks.cast(own(hooks.cast(x, wide), axis=axis, include_initial=include_initial), have)

    return function


def _count(hooks: Hooks, x: Native, axis: Any) -> int:
    """Return the number of elements that a reduction adds; 0 if the library does not know it yet."""
    shape = hooks.shape(x)
    lengths: list[Any] = [shape[i] for i in axes_of(axis, len(shape))]
    return 0 if None in lengths else math.prod(lengths)


def _divided(hooks: Hooks, x: Native, count: float) -> Native:
    return hooks.xp.divide(x, hooks.scalar(count, hooks.dtype(x)))


__all__ = [
    "add_in_blocks",
    "adds_accurately",
    "is_long",
    "long_mean",
    "long_running_product",
    "long_running_sum",
    "long_spread",
    "long_sum",
    "long_vecdot",
]
