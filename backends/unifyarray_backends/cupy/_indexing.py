"""Indexing of CuPy's arrays: what is out of bounds wraps around there, and one mask is all that an index can have."""

from __future__ import annotations

from typing import Any

import cupy as cp
import numpy as np

from unifyarray.plugin import broadcast_shapes, checks_values, index_keys, message

from .._agnostic.indexing import fit


def getitem(x: Any, key: tuple[Any, ...]) -> Any:
    """Return ``x[key]``; a view where no array is in the key, except for one element, which is a copy."""
    plan = index_keys.plan(key, x.shape, is_mask)
    view = x[plan.basic]
    if not plan.advanced:
        return view.copy() if not view.ndim and key and Ellipsis not in key else view
    arrays, positions, shape = _arrays(view, plan)
    taken = cp.moveaxis(view, positions, range(len(positions)))[arrays]
    return cp.moveaxis(taken, range(len(shape)), range(plan.place, plan.place + len(shape)))


def setitem(x: Any, key: tuple[Any, ...], value: Any) -> Any:
    """Do ``x[key] = value``."""
    check_writable(x)
    if cp.may_share_memory(x, value):  # CuPy's threads would read what others have written
        value = value.copy()
    plan = index_keys.plan(key, x.shape, is_mask)
    if len(key) == 1 and plan.advanced and not value.ndim and _is_whole_mask(key[0], x):
        x[key[0]] = value  # where the mask is true: nothing waits for how many elements that are
        return x
    view = x[plan.basic]
    if not plan.advanced:
        x[plan.basic] = fit(cp, value, view.shape)
        return x
    arrays, positions, shape = _arrays(view, plan)
    rest = [size for axis, size in enumerate(view.shape) if axis not in positions]
    value = fit(cp, value, (*rest[: plan.place], *shape, *rest[plan.place :]))
    front = cp.moveaxis(value, range(plan.place, plan.place + len(shape)), range(len(shape)))
    cp.moveaxis(view, positions, range(len(positions)))[arrays] = front
    return x


def check_writable(x: Any) -> None:
    """Raise ValueError for elements that share their place, which CuPy would write to one after the other."""
    if x.size and any(step == 0 and size > 1 for step, size in zip(x.strides, x.shape, strict=True)):
        raise ValueError(
            message("the data are broadcast: elements share their place", "write to a copy: ua.asarray(x, copy=True)")
        )


def is_mask(part: Any) -> bool:
    """Return whether an index array is a mask."""
    return bool(part.dtype == np.bool_)


def _is_whole_mask(part: Any, x: Any) -> bool:
    return isinstance(part, cp.ndarray) and is_mask(part) and part.ndim > 0 and part.shape == x.shape[: part.ndim]


def _arrays(view: Any, plan: index_keys.Plan) -> tuple[tuple[Any, ...], list[int], tuple[int, ...]]:
    """Return the index arrays as integers within bounds, the axes of the view they index, and what they broadcast to.

    Masks become the positions of their elements.
    """
    found: list[tuple[int, Any]] = []
    given: list[tuple[int, Any]] = []
    for axis, part in plan.advanced:
        if isinstance(part, bool):
            found.append((axis, cp.zeros(int(part), dtype=np.int64)))
        elif is_mask(part):
            mask = part if part.ndim else part.reshape(1)
            found += [(axis + i, where) for i, where in enumerate(cp.nonzero(mask))]
        else:
            found.append((axis, as_index(part)))
            given.append((axis, part))
    check_bounds(given, view.shape)
    shapes = [index.shape for _, index in found]
    try:
        shape = broadcast_shapes(shapes)
    except ValueError as error:
        fact = f"index arrays of shapes {', '.join(map(str, shapes))} do not broadcast"
        raise IndexError(message(fact, "index arrays of one shape")) from error
    return tuple(index for _, index in found), [axis for axis, _ in found], shape  # type: ignore[return-value]


def as_index(part: Any) -> Any:
    """Return indices as int64."""
    return part.astype(np.int64, copy=False)


def check_bounds(given: list[tuple[int, Any]], shape: tuple[int, ...]) -> None:
    """Raise IndexError for indices outside their axes, which CuPy would wrap around; waits for the device once."""
    if not given or not checks_values():
        return
    bad = [_outside(index, shape[axis]).any() for axis, index in given]
    if bool(bad[0] if len(bad) == 1 else cp.stack(bad).any()):
        for axis, index in given:
            wrong = index[_outside(index, shape[axis])]
            if wrong.size:
                raise index_keys.out_of_bounds(int(wrong.ravel()[0]), axis, shape[axis])


def _outside(index: Any, size: int) -> Any:
    # In a dtype that holds the size: scalars that do not fit the dtype of the array raise.
    wide = index if index.dtype == np.uint64 else index.astype(np.int64, copy=False)
    return wide >= size if wide.dtype == np.uint64 else (wide < -size) | (wide >= size)
