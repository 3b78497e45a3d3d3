"""Indexing of CuPy's arrays: check bounds, which CuPy wraps around, and allow several masks in one key."""

from __future__ import annotations

from typing import Any, Final

import cupy as cp
import numpy as np

from unifyarray.plugin import checks_values, index_keys

from .._agnostic.indexing import ReadOnly, broadcast_value, make_read_only, read_only, shared_elements

_read_only: Final[ReadOnly] = {}


def getitem(x: Any, key: tuple[Any, ...]) -> Any:
    """Return ``x[key]``; a view if the key contains no arrays. A single element is a copy."""
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
    if cp.may_share_memory(x, value):  # otherwise kernels would read elements that are already overwritten
        value = value.copy()
    plan = index_keys.plan(key, x.shape, is_mask)
    if len(key) == 1 and plan.advanced and not value.ndim and _is_whole_mask(key[0], x):
        x[_apart(x, key[0])] = value  # a fill does not synchronise to count the selected elements
        return x
    view = x[plan.basic]
    if not plan.advanced:
        x[plan.basic] = broadcast_value(cp, value, view.shape)
        return x
    arrays, positions, shape = _arrays(view, plan)
    rest = [size for axis, size in enumerate(view.shape) if axis not in positions]
    value = broadcast_value(cp, value, (*rest[: plan.place], *shape, *rest[plan.place :]))
    arrays = tuple([_apart(x, index) for index in arrays])
    front = cp.moveaxis(value, range(plan.place, plan.place + len(shape)), range(len(shape)))
    cp.moveaxis(view, positions, range(len(positions)))[arrays] = front
    return x


def _apart(x: Any, index: Any) -> Any:
    """Return an index array, copied if writing to ``x`` may change it."""
    return index.copy() if cp.may_share_memory(x, index) else index


def broadcast_read_only(x: Any, shape: tuple[int, ...]) -> Any:
    """Return a broadcast view that cannot be written to by index or in place, even if no element is repeated."""
    result = cp.broadcast_to(x, shape)
    if result is x:
        result = x.view()
    if x.size == result.size != 0:
        make_read_only(result, _read_only)
    return result


def check_writable(x: Any) -> None:
    """Raise ValueError for a broadcast array."""
    if id(x) in _read_only:
        raise read_only()
    if x.size and any(step == 0 and size > 1 for step, size in zip(x.strides, x.shape, strict=True)):
        raise shared_elements()


def is_mask(part: Any) -> bool:
    """Return whether an index array is a mask."""
    return bool(part.dtype == np.bool_)


def _is_whole_mask(part: Any, x: Any) -> bool:
    return isinstance(part, cp.ndarray) and is_mask(part) and part.ndim > 0 and part.shape == x.shape[: part.ndim]


def _arrays(view: Any, plan: index_keys.Plan) -> tuple[tuple[Any, ...], list[int], tuple[int, ...]]:
    """Return integer index arrays within bounds, the axes of the view that they index, and their broadcast shape.

    Masks become the positions of their true elements.
    """
    found: list[tuple[int, Any]] = []
    unchecked: list[tuple[int, Any]] = []
    for axis, part in plan.advanced:
        if isinstance(part, bool):
            found.append((axis, cp.zeros(int(part), dtype=np.int64)))
        elif is_mask(part):
            mask = part if part.ndim else part.reshape(1)
            found += [(axis + i, index) for i, index in enumerate(cp.nonzero(mask))]
        else:
            found.append((axis, as_index(part)))
            unchecked.append((axis, part))
    check_bounds(unchecked, view.shape)
    shape = index_keys.broadcast_index_shapes([index.shape for _, index in found])
    return tuple(index for _, index in found), [axis for axis, _ in found], shape


def as_index(part: Any) -> Any:
    """Return indices as int64."""
    return part.astype(np.int64, copy=False)


def check_bounds(indices: list[tuple[int, Any]], shape: tuple[int, ...]) -> None:
    """Raise IndexError for indices out of bounds, which CuPy would wrap around; synchronises the device once.

    ``indices`` has pairs of an axis and an array of indices.
    """
    if not indices or not checks_values():
        return
    bad = [_outside(index, shape[axis]).any() for axis, index in indices]
    if bool(bad[0] if len(bad) == 1 else cp.stack(bad).any()):
        for axis, index in indices:
            wrong = index[_outside(index, shape[axis])]
            if wrong.size:
                raise index_keys.out_of_bounds(int(wrong.ravel()[0]), axis, shape[axis])


def _outside(index: Any, size: int) -> Any:
    # Compare in a dtype that can represent the size: CuPy raises an error for a scalar outside the array's dtype.
    wide = index if index.dtype == np.uint64 else index.astype(np.int64, copy=False)
    return wide >= size if wide.dtype == np.uint64 else (wide < -size) | (wide >= size)
