"""Indexing with NumPy's meaning, from the standard's functions, for libraries that index less."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from .._core import dtypes as _dtypes
from .._core import provided
from .._core.errors import message
from .._core.tracing import is_tracing
from .._rules import axes, index_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .._core.dtypes import DType
    from .hooks import Hooks, Native


def getitem(hooks: Hooks, x: Native, key: tuple[Any, ...]) -> Native:
    """Return ``x[key]``.

    The library is only given basic indices of full rank, or one mask, as far as its traits say that it takes them.
    Arrays of integers become ``take`` along one axis.
    """
    shape = _known_shape(hooks, x)
    if hooks.traits.masks and _is_one_mask(hooks, key):
        _check_masks(hooks)
        index_keys.normalise(key, shape, _mask_test(hooks))
        if hooks.shape(key[0]) == shape[: len(hooks.shape(key[0]))]:
            return x[key[0]]
    plan = index_keys.plan(key, shape, _mask_test(hooks))
    view = _view(hooks, x, plan.basic)
    if plan.advanced:
        return _gather(hooks, view, plan)
    if not hooks.shape(view) and key and Ellipsis not in key and hooks.backend.capabilities.mutable:
        return hooks.xp.asarray(view, copy=True)  # else `x[0], x[1] = x[1], x[0]` would lose one element
    return view


def _view(hooks: Hooks, x: Native, basic: tuple[Any, ...]) -> Native:
    """Return ``x[basic]`` for a key in the form that ``index_keys.normalise`` returns, without arrays."""
    if not basic:
        return x
    traits, key = hooks.traits, basic
    flipped = () if traits.negative_steps else _flipped_axes(basic)
    if flipped:
        key = _forward(key)
    if not traits.new_axes:
        key = _without_new_axes(key)
    view = hooks.ensure_array(x[key] if key else x)
    if len(key) < len(basic):
        view = hooks.xp.reshape(view, _selected_shape(basic))
    return hooks.xp.flip(view, axis=flipped) if flipped else view


def _flipped_axes(basic: tuple[Any, ...]) -> tuple[int, ...]:
    """Return the axes of ``x[basic]`` that a slice with a negative step reverses."""
    kept = [part for part in basic if part is None or isinstance(part, slice)]
    return tuple([i for i, part in enumerate(kept) if part is not None and part.step < 0])


def _forward(basic: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple([index_keys.forward(part) if isinstance(part, slice) else part for part in basic])


def _without_new_axes(basic: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple([part for part in basic if part is not None])


def _selected_shape(basic: tuple[Any, ...]) -> tuple[int, ...]:
    """Return the shape of ``x[basic]`` for a key in the form that ``index_keys.normalise`` returns."""
    return tuple([1 if part is None else _length(part) for part in basic if part is None or isinstance(part, slice)])


def _length(part: slice) -> int:
    return len(range(part.start, -1 if part.stop is None else part.stop, part.step))


def setitem(hooks: Hooks, x: Native, key: tuple[Any, ...], value: Native) -> Native:
    """Do ``x[key] = value``, in place if the library's arrays are mutable, and return the array with the result."""
    xp, shape = hooks.xp, _known_shape(hooks, x)
    mutable = hooks.backend.capabilities.mutable
    plan = index_keys.plan(key, shape, _mask_test(hooks))
    if mutable or hooks.traits.assigns:
        assign = _direct_assignment(hooks, x, key, plan, value)
        if assign is not None:
            written = x if mutable else xp.asarray(x, copy=True)
            assign(written)
            return written
    if _is_whole_mask(hooks, key, shape) and not hooks.shape(value):
        written = xp.where(key[0], value, x)
    else:
        size = math.prod(shape)
        index = hooks.library_dtype(_index_dtype(hooks))
        positions = getitem(hooks, xp.reshape(xp.arange(size, dtype=index), shape), key)
        value = xp.reshape(fit(hooks, value, hooks.shape(positions)), (-1,))
        written = xp.reshape(_scatter(hooks, xp.reshape(x, (-1,)), xp.reshape(positions, (-1,)), value), shape)
    if not mutable:
        return written
    x[...] = written
    return x


def _direct_assignment(
    hooks: Hooks, x: Native, key: tuple[Any, ...], plan: index_keys.Plan, value: Native
) -> Callable[[Native], None] | None:
    """Return a function that assigns by the library's own assignment, or None if the library has none for the key."""
    xp, traits = hooks.xp, hooks.traits

    def assign_to(given: Any, value: Native) -> Callable[[Native], None]:
        def assign(target: Native) -> None:
            target[given] = value

        return assign

    if not plan.advanced:
        # The standard has no None in the key of an assignment.
        basic = _without_new_axes(plan.basic)
        selected, plain = _selected_shape(plan.basic), _selected_shape(basic)
        flipped = () if traits.assigns_negative_steps else _flipped_axes(basic)
        if hooks.shape(value):  # the value may be a view of the array
            value = xp.asarray(xp.reshape(fit(hooks, value, selected), plain), copy=True)
            value = xp.flip(value, axis=flipped) if flipped else value
        if 0 in plain:
            return lambda target: None
        return assign_to(_forward(basic) if flipped else basic, value)
    if hooks.shape(value):
        return None  # of several values for one element, the library may use any
    value = xp.asarray(value, copy=True)  # the value and the mask may be views of the array
    if traits.assigns_masks and _is_whole_mask(hooks, key, hooks.shape(x)):
        _check_masks(hooks)
        return assign_to(xp.asarray(key[0], copy=True), value)
    if traits.assigns_integer_arrays and len(hooks.shape(x)) == 1 and len(plan.advanced) == 1 and len(key) == 1:
        (_, index), *_ = _index_arrays(hooks, hooks.shape(x), plan)
        index = xp.reshape(index, (-1,))
        return assign_to(index, value) if 0 not in hooks.shape(index) else lambda target: None
    return None


def _is_whole_mask(hooks: Hooks, key: tuple[Any, ...], shape: tuple[int, ...]) -> bool:
    """Return whether a key is one mask of the shape of the array."""
    return _is_one_mask(hooks, key) and hooks.shape(key[0]) == shape


def fit(hooks: Hooks, value: Native, shape: tuple[int, ...]) -> Native:
    """Return a value broadcast to a shape. As in NumPy, the value may have more leading axes of length 1.

    Raises
    ------
    ValueError
        The value does not broadcast to the shape.
    """
    have = hooks.shape(value)
    if have == shape:
        return value
    if not shape:
        fact = f"a value of shape {have} does not fit one element"
        raise ValueError(message(fact, "assign a 0-d array, or index with a slice: x[i:i+1] = value"))
    while len(have) > len(shape) and have[0] == 1:
        have = have[1:]
    if len(have) > len(shape) or any(n not in (1, m) for n, m in zip(have[::-1], shape[::-1], strict=False)):
        fact = f"a value of shape {hooks.shape(value)} does not fit shape {shape}"
        raise ValueError(message(fact, f"pass a value that broadcasts to the shape: ua.broadcast_to(value, {shape})"))
    return hooks.xp.broadcast_to(hooks.xp.reshape(value, have), shape)


def _known_shape(hooks: Hooks, x: Native) -> tuple[int, ...]:
    """Return the shape of an array; ValueError if a length is unknown."""
    return axes.known(hooks.shape(x), hooks.unknown_length_hint)


def _mask_test(hooks: Hooks) -> Any:
    return lambda part: hooks.dtype(part) is _dtypes.bool


def _is_one_mask(hooks: Hooks, key: tuple[Any, ...]) -> bool:
    """Return whether a key is one mask of one dimension or more, which the standard has as an index."""
    if len(key) != 1 or key[0] is None or key[0] is Ellipsis or isinstance(key[0], int | slice):
        return False
    return hooks.dtype(key[0]) is _dtypes.bool and len(hooks.shape(key[0])) > 0


def _check_masks(hooks: Hooks) -> None:
    if not hooks.backend.capabilities.data_dependent_shapes:
        raise NotImplementedError(
            message(f"{hooks.backend.name} has no boolean masks as indices", "ua.where(mask, x, other)")
        )


def _gather(hooks: Hooks, view: Native, plan: index_keys.Plan) -> Native:
    """Return the elements of a view that a plan's index arrays select."""
    xp = hooks.xp
    shape = hooks.shape(view)
    arrays = _index_arrays(hooks, shape, plan)
    indexed = [axis for axis, _ in arrays]
    rest = [axis for axis in range(len(shape)) if axis not in indexed]
    common = index_keys.broadcast_index_shapes([hooks.shape(index) for _, index in arrays])
    flat = None
    for axis, index in arrays:
        index = xp.broadcast_to(index, common)
        scaled = index if flat is None else xp.add(xp.multiply(flat, _integer(hooks, shape[axis])), index)
        flat = scaled
    front = xp.permute_dims(view, (*indexed, *rest))
    front = xp.reshape(front, (math.prod(shape[axis] for axis in indexed), *[shape[axis] for axis in rest]))
    flat = xp.reshape(flat, (-1,))
    taken = front[flat] if hooks.traits.integer_arrays else xp.take(front, flat, axis=0)
    taken = xp.reshape(taken, (*common, *[shape[axis] for axis in rest]))
    if plan.place and common:
        # The broadcast axes come first; `place` of the remaining axes belong before them.
        n = len(common)
        order = (*range(n, n + plan.place), *range(n), *range(n + plan.place, n + len(rest)))
        taken = xp.permute_dims(taken, order)
    return taken


def _index_arrays(hooks: Hooks, shape: tuple[int, ...], plan: index_keys.Plan) -> list[tuple[int, Native]]:
    """Return the indexed axes, each with an array of indices counted from 0. Masks become positions."""
    xp = hooks.xp
    found: list[tuple[int, Native]] = []
    for axis, part in plan.advanced:
        if isinstance(part, bool):
            found.append((axis, xp.zeros((int(part),), dtype=hooks.library_dtype(_index_dtype(hooks)))))
        elif hooks.dtype(part) is _dtypes.bool:
            _check_masks(hooks)
            mask = part if hooks.shape(part) else xp.reshape(part, (1,))
            found += [
                (axis + i, hooks.cast(where, _index_dtype(hooks))) for i, where in enumerate(_nonzero(hooks, mask))
            ]
        else:
            found.append((axis, _from_front(hooks, part, axis, shape[axis])))
    return found


def _nonzero(hooks: Hooks, mask: Native) -> Sequence[Native]:
    """Return the positions of the elements of a mask that are true, one array for each axis."""
    xp = hooks.xp
    if hasattr(xp, "nonzero"):
        found: Sequence[Native] = xp.nonzero(mask)
        return found
    shape = hooks.shape(mask)
    size = math.prod(shape)
    every = xp.arange(size, dtype=hooks.library_dtype(_index_dtype(hooks)))
    flat = xp.reshape(mask, (-1,))
    count: Any = hooks.item(xp.sum(hooks.cast(flat, _index_dtype(hooks))))
    rest = xp.sort(xp.where(flat, every, xp.full_like(every, size)))[:count]
    positions = []
    for length in reversed(shape):
        divisor = _integer(hooks, max(length, 1))
        positions.append(xp.remainder(rest, divisor))
        rest = xp.floor_divide(rest, divisor)
    return positions[::-1]


def _from_front(hooks: Hooks, index: Native, axis: int, size: int) -> Native:
    """Return an array of indices, counted from 0; IndexError if one is out of bounds."""
    xp = hooks.xp
    index = hooks.cast(index, _index_dtype(hooks))
    if not hooks.backend.capabilities.lazy and not is_tracing() and provided.in_force().checks:
        check_within(hooks, index, axis, size)
    return xp.where(xp.less(index, _integer(hooks, 0)), xp.add(index, _integer(hooks, size)), index)


def check_within(hooks: Hooks, index: Native, axis: int, size: int) -> None:
    """Raise IndexError if an element of an array of integers is not an index of an axis."""
    xp = hooks.xp
    dtype = hooks.dtype(index)
    if dtype.category == "unsigned integer":
        index = hooks.cast(index, _dtypes.uint64)
        outside = xp.greater_equal(index, hooks.scalar(size, _dtypes.uint64))
    else:
        index = hooks.cast(index, _index_dtype(hooks))
        outside = xp.logical_or(xp.less(index, _integer(hooks, -size)), xp.greater_equal(index, _integer(hooks, size)))
    if hooks.item(xp.any(outside)):
        for value in _flat(hooks.tolist(index)):
            index_keys.wrap(value, axis, size)


def _flat(values: Any) -> list[int]:
    return [item for part in values for item in _flat(part)] if isinstance(values, list) else [values]


def _index_dtype(hooks: Hooks) -> DType:
    """Return the dtype of positions: int64, or int32 on a device without it."""
    return _dtypes.int64 if _dtypes.int64 in hooks.dtypes else _dtypes.int32


def _integer(hooks: Hooks, value: int) -> Native:
    return hooks.scalar(value, _index_dtype(hooks))


def _scatter(hooks: Hooks, flat: Native, positions: Native, value: Native) -> Native:
    """Return a 1-d array with some elements replaced; of several values for one position the last is used.

    The standard has no such function. With the positions sorted, each element finds its value by a binary search.
    """
    xp = hooks.xp
    (size,), (count,) = hooks.shape(flat), hooks.shape(positions)
    if not size or not count:
        return flat
    order = xp.argsort(positions, stable=True)
    ordered = xp.take(positions, order, axis=0)
    every = xp.arange(size, dtype=hooks.library_dtype(_index_dtype(hooks)))
    last = xp.subtract(
        hooks.cast(xp.searchsorted(ordered, every, side="right"), _index_dtype(hooks)), _integer(hooks, 1)
    )
    last = xp.where(xp.less(last, _integer(hooks, 0)), xp.zeros_like(last), last)
    is_written = xp.equal(xp.take(ordered, last, axis=0), every)
    return xp.where(is_written, xp.take(value, xp.take(order, last, axis=0), axis=0), flat)


__all__ = ["check_within", "fit", "getitem", "setitem"]
