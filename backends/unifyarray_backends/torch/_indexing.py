"""Index tensors as NumPy defines it."""

from __future__ import annotations

from typing import Any, Final

import torch

from unifyarray.plugin import checks_values, index_keys

from .._agnostic.indexing import ReadOnly, broadcast_value, make_read_only, read_only, shared_elements
from ._autograd import traced_by, with_batches
from ._dtypes import SIGNED, WIDE
from ._saved import before_write
from ._tracing import is_traced
from ._unsigned import call_on_bits, signed_bits

_read_only: Final[ReadOnly] = {}


def getitem(x: torch.Tensor, key: tuple[Any, ...]) -> torch.Tensor:
    """Return ``x[key]``; a view if the key is basic and has no negative step.

    A single element is a copy, as in NumPy: otherwise ``x[0], x[1] = x[1], x[0]`` would lose an element.
    """
    if _is_direct(key):
        found = x[key]
        return found if found.ndim or Ellipsis in key or not key else found.clone()
    if len(key) == 1 and isinstance(key[0], torch.Tensor) and key[0].ndim and key[0].numel() and x.ndim:
        return _index_by_array(x, key[0])
    plan = index_keys.plan(key, tuple(x.shape), _is_mask)
    view, flips = _view(x, plan.basic)
    if flips:
        view = call_on_bits(torch.flip, view, flips)
    if not plan.advanced:
        return view
    return _gather(view, plan)


def _index_by_array(x: torch.Tensor, part: torch.Tensor) -> torch.Tensor:
    """Return ``x[part]`` for one mask or one array of indices, for which torch and NumPy agree."""
    if part.dtype is not torch.bool:
        index = as_index(part)
        check_bounds(x, [(0, index)], is_write=False)
        part = index
    return call_on_bits(_take, x, part)


def _take(x: torch.Tensor, key: Any) -> torch.Tensor:
    return x[key]


def setitem(x: torch.Tensor, key: tuple[Any, ...], value: torch.Tensor) -> torch.Tensor:
    """Do ``x[key] = value`` in place."""
    check_writable(x)
    x = with_batches(x, (*key, value))
    if may_overlap(x, value):
        value = value.clone()
    before_write(x, value)
    if _is_direct(key):
        if value.ndim and sum(isinstance(part, int) for part in key) == x.ndim and None not in key:
            broadcast_value(torch, value, ())
        x[key] = value
        return x
    if len(key) == 1 and isinstance(key[0], torch.Tensor) and _is_mask(key[0]) and traced_by(key[0]) is not None:
        index_keys.normalise(key, tuple(x.shape), _is_mask)
        mask = key[0].reshape((*key[0].shape, *[1] * (x.ndim - key[0].ndim)))
        return x.copy_(call_on_bits(_choose, x, mask, value.view(SIGNED.get(x.dtype, x.dtype))))
    if value.ndim == 0 and len(key) == 1 and isinstance(key[0], torch.Tensor) and _is_mask(key[0]):
        _fill(x, key[0], value)
        return x
    if is_traced() and len(key) == 1 and isinstance(key[0], torch.Tensor) and _is_mask(key[0]) and key[0].ndim:
        # The number of elements is not known, so it cannot be compared with the length of the value.
        index_keys.normalise(key, tuple(x.shape), _is_mask)
        narrow = SIGNED.get(x.dtype)
        if narrow is not None:
            x.view(narrow)[key[0]] = value.view(narrow)
        else:
            x[key[0]] = value
        return x
    plan = index_keys.plan(key, tuple(x.shape), _is_mask)
    view, flips = _view(x, plan.basic)
    if not plan.advanced:
        value = broadcast_value(torch, value, tuple(view.shape))
        # The view has positive steps, so reverse the values along the axes that the key reverses.
        view.copy_(call_on_bits(torch.flip, value, flips) if flips else value)
        return x
    _scatter(view, flips, plan, value)
    return x


def set_element(x: torch.Tensor, key: int, value: Any) -> None:
    """Do ``x[key] = value`` in place for a Python scalar that the dtype holds."""
    check_writable(x)
    before_write(x)
    x[key] = value


def _choose(x: torch.Tensor, mask: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
    return torch.where(mask, value, x)


def check_writable(x: torch.Tensor) -> None:
    """Raise ValueError for a broadcast array.

    If several elements share one memory address, torch would write to all of them, or raise too late.
    """
    check_not_read_only(x)
    if (
        0 in x.stride()
        and x.numel()
        and any(not step and size > 1 for step, size in zip(x.stride(), x.shape, strict=True))
    ):
        raise shared_elements()


def check_not_read_only(x: torch.Tensor) -> None:
    """Raise ValueError for a tensor that ``broadcast_to`` returned without repeating an element."""
    if not is_traced() and id(x) in _read_only:
        raise read_only()


def broadcast_read_only(x: torch.Tensor, shape: tuple[int, ...]) -> torch.Tensor:
    """Return a broadcast view that cannot be written to by index or in place, even if no element is repeated."""
    result = torch.broadcast_to(x, shape)
    if not is_traced() and x.numel() == result.numel() != 0:
        make_read_only(result, _read_only)
    return result


def _fill(x: torch.Tensor, mask: torch.Tensor, value: torch.Tensor) -> None:
    """Do ``x[mask] = value`` for a 0-d value, without counting the elements: torch.compile cannot trace a count."""
    index_keys.normalise((mask,), tuple(x.shape), _is_mask)  # raises an error for a mask of another shape
    if not mask.numel():
        return  # a mask without elements may have another shape than the array
    if may_overlap(x, mask):
        mask = mask.clone()
    mask = mask.reshape((*mask.shape, *[1] * (x.ndim - mask.ndim)))
    narrow = SIGNED.get(x.dtype)
    if narrow is not None:
        x, value = x.view(narrow), value.view(narrow)
    x.masked_fill_(mask, value)


def may_overlap(x: torch.Tensor, value: torch.Tensor) -> bool:
    """Return whether two tensors may share memory; torch raises an error for that, or reads elements it has written."""
    if is_traced():  # the compiler makes the necessary copies
        return False
    try:
        first, second = x.untyped_storage(), value.untyped_storage()
        start, other = first.data_ptr(), second.data_ptr()
        # Two storages can share memory that another library owns.
        if other < start:
            return bool(start < other + second.nbytes())
        return bool(start == other or other < start + first.nbytes())
    except (NotImplementedError, RuntimeError):  # the wrapper tensors of torch.func do not have a storage
        return True


def _is_direct(key: tuple[Any, ...]) -> bool:
    """Return whether torch and NumPy agree on the key: ints, slices with positive steps, None, one Ellipsis."""
    ellipses = 0
    for part in key:
        kind = type(part)
        if kind is int or part is None:
            continue
        if part is Ellipsis and not ellipses:  # torch accepts more than one
            ellipses = 1
            continue
        if kind is slice and (part.step is None or part.step > 0):
            continue
        return False
    return True


def _is_mask(part: Any) -> bool:
    return part.dtype is torch.bool


def _view(x: torch.Tensor, basic: tuple[Any, ...]) -> tuple[torch.Tensor, list[int]]:
    """Return the view of basic indices with positive steps, and the axes of it that must be reversed."""
    forward: list[Any] = []
    flips: list[int] = []
    axis = 0
    for part in basic:
        if isinstance(part, slice):
            if part.step < 0:
                flips.append(axis)
                part = index_keys.forward(part)
            axis += 1
        elif part is None:
            axis += 1
        forward.append(part)
    return x[tuple(forward)], flips


def _arrays(view: torch.Tensor, plan: index_keys.Plan, *, is_write: bool) -> list[tuple[int, torch.Tensor]]:
    """Return the axes that arrays index, each with an int64 tensor within bounds.

    Masks become the positions of their true elements.
    """
    found: list[tuple[int, torch.Tensor]] = []
    unchecked: list[tuple[int, torch.Tensor]] = []
    for axis, part in plan.advanced:
        if isinstance(part, bool):
            found.append((axis, torch.zeros(int(part), dtype=torch.int64, device=view.device)))
        elif part.dtype is torch.bool:
            mask = part if part.ndim else part.reshape(1)
            found += [(axis + i, index) for i, index in enumerate(torch.nonzero(mask, as_tuple=True))]
        else:
            index = as_index(part)
            found.append((axis, index))
            unchecked.append((axis, index))
    if unchecked:
        check_bounds(view, unchecked, is_write=is_write)
    return found


def as_index(part: torch.Tensor) -> torch.Tensor:
    """Return indices as int64: torch reads uint8 as a mask, and rejects int16 and the other unsigned dtypes."""
    if part.dtype is torch.int64:
        return part
    index = part.to(torch.int64)
    if part.dtype is torch.uint64:  # values above int64 would wrap to negative indices
        index = torch.where(index < 0, index_keys.LARGEST, index)
    return index


def check_bounds(view: torch.Tensor, indices: list[tuple[int, torch.Tensor]], *, is_write: bool) -> None:
    """Raise IndexError for indices out of bounds, before a kernel reads them: on CUDA that would end the process.

    ``indices`` has pairs of an axis and an int64 tensor. On the CPU, torch raises IndexError itself; for a write it
    raises only after it has written the elements before.
    """
    if not checks_values() or is_traced():
        return
    # If the view is empty, torch does not check the indices.
    if view.device.type == "cpu" and not is_write and view.numel():
        return
    if any(traced_by(index) is not None for _, index in indices):
        return
    bad = [((index < -view.shape[axis]) | (index >= view.shape[axis])).any() for axis, index in indices]
    if bool(bad[0] if len(bad) == 1 else torch.stack(bad).any()):  # the only synchronisation
        for axis, index in indices:
            size = view.shape[axis]
            outside = torch.nonzero(((index < -size) | (index >= size)).reshape(-1))
            if outside.numel():
                raise index_keys.out_of_bounds(int(index.reshape(-1)[int(outside[0])]), axis, size)


def _split(
    arrays: list[tuple[int, torch.Tensor]],
) -> tuple[tuple[Any, ...], list[int], tuple[int, ...]]:
    """Return the index arrays, the axes that they index, and their broadcast shape."""
    shapes = [tuple(index.shape) for _, index in arrays]
    shape = index_keys.broadcast_index_shapes(shapes)
    return tuple(index for _, index in arrays), [axis for axis, _ in arrays], shape


def _gather(view: torch.Tensor, plan: index_keys.Plan) -> torch.Tensor:
    key, axes, shape = _split(_arrays(view, plan, is_write=False))
    front = torch.movedim(signed_bits(view), axes, tuple(range(len(axes))))
    # With the indexed axes in front, torch and NumPy agree on the order of axes.
    taken = front[_without_0d(key) if is_traced() else key]
    if not shape and taken.ndim > view.ndim - len(axes):
        taken = taken[0]  # the axis of the 1-d arrays in place of 0-d ones
    if plan.place:
        taken = torch.movedim(taken, tuple(range(len(shape))), tuple(plan.place + i for i in range(len(shape))))
    return taken.view(view.dtype) if view.dtype in WIDE else taken


def _scatter(view: torch.Tensor, flips: list[int], plan: index_keys.Plan, value: torch.Tensor) -> None:
    narrow = SIGNED.get(view.dtype)
    if narrow is not None:
        view, value = view.view(narrow), value.view(narrow)
    key, axes, shape = _split(_arrays(view, plan, is_write=True))
    rest = [size for axis, size in enumerate(view.shape) if axis not in axes]
    whole = (*rest[: plan.place], *shape, *rest[plan.place :])
    value = broadcast_value(torch, value, whole)
    if plan.place:
        value = torch.movedim(value, tuple(plan.place + i for i in range(len(shape))), tuple(range(len(shape))))
    if flips:
        value = torch.flip(value, [len(shape) + _position_without(axis, axes) for axis in flips])
    key = tuple([index.clone() if may_overlap(view, index) else index for index in key])
    front = torch.movedim(view, axes, tuple(range(len(axes))))
    front[_without_0d(key) if is_traced() else key] = value


def _without_0d(key: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
    """Return index arrays with 1-d ones for 0-d ones, whose value torch would read: the compiler cannot trace that."""
    return tuple(part if part.ndim else part.reshape(1) for part in key)


def _position_without(axis: int, axes: list[int]) -> int:
    """Return the position of an axis among the axes that arrays do not index."""
    return sum(1 for before in range(axis) if before not in axes)


__all__ = [
    "as_index",
    "broadcast_read_only",
    "check_bounds",
    "check_not_read_only",
    "check_writable",
    "getitem",
    "may_overlap",
    "setitem",
]
