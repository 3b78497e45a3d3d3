"""Indexing of tensors with NumPy's meaning."""

from __future__ import annotations

from typing import Any

import torch

from unifyarray._core import tracing
from unifyarray._core.errors import message
from unifyarray._rules import index_keys
from unifyarray._runtime import selection

from .._agnostic.indexing import fit
from ._dtypes import SIGNED, WIDE
from ._operands import moved, signed


def getitem(x: torch.Tensor, key: tuple[Any, ...]) -> torch.Tensor:
    """Return ``x[key]``; a view where the key is basic, without a negative step.

    One element is a copy, as in NumPy: else ``x[0], x[1] = x[1], x[0]`` would lose one of the two.
    """
    if _is_direct(key):
        found = x[key]
        return found if found.ndim or Ellipsis in key or not key else found.clone()
    if len(key) == 1 and isinstance(key[0], torch.Tensor) and key[0].ndim and key[0].numel() and x.ndim:
        return _by_one(x, key[0])
    plan = index_keys.plan(key, tuple(x.shape), _is_mask)
    view, flips = _view(x, plan.basic)
    if flips:
        view = moved(torch.flip, view, flips)
    if not plan.advanced:
        return view
    return _gather(view, plan)


def _by_one(x: torch.Tensor, part: torch.Tensor) -> torch.Tensor:
    """Return ``x[part]`` for one mask or one array of indices, in which torch and NumPy agree."""
    if part.dtype is not torch.bool:
        index = _as_index(part)
        _check_bounds(x, [(0, index)], is_write=False)
        part = index
    return moved(_take, x, part)


def _take(x: torch.Tensor, key: Any) -> torch.Tensor:
    return x[key]


def setitem(x: torch.Tensor, key: tuple[Any, ...], value: torch.Tensor) -> torch.Tensor:
    """Do ``x[key] = value`` in place."""
    check_writable(x)
    if may_overlap(x, value):
        value = value.clone()
    if _is_direct(key):
        if value.ndim and sum(isinstance(part, int) for part in key) == x.ndim and None not in key:
            fit(torch, value, ())
        x[key] = value
        return x
    if value.ndim == 0 and len(key) == 1 and isinstance(key[0], torch.Tensor) and _is_mask(key[0]):
        _fill(x, key[0], value)
        return x
    plan = index_keys.plan(key, tuple(x.shape), _is_mask)
    view, flips = _view(x, plan.basic)
    if not plan.advanced:
        value = fit(torch, value, tuple(view.shape))
        # The view runs forward, so the values run backward along the axes that the key reverses.
        view.copy_(moved(torch.flip, value, flips) if flips else value)
        return x
    _scatter(view, flips, plan, value)
    return x


def check_writable(x: torch.Tensor) -> None:
    """Raise ValueError where several elements share one place: torch would write to all of them, or raise late."""
    if (
        0 in x.stride()
        and x.numel()
        and any(not step and size > 1 for step, size in zip(x.stride(), x.shape, strict=True))
    ):
        raise ValueError(
            message("the data are broadcast: elements share their place", "write to a copy: ua.asarray(x, copy=True)")
        )


def _fill(x: torch.Tensor, mask: torch.Tensor, value: torch.Tensor) -> None:
    """Do ``x[mask] = value`` for one value: nothing waits for how many elements that are, and it traces."""
    index_keys.normalise((mask,), tuple(x.shape), _is_mask)  # refuses a mask of another shape
    if not mask.numel():
        return  # it may be empty along an axis that is not
    mask = mask.reshape((*mask.shape, *[1] * (x.ndim - mask.ndim)))
    narrow = SIGNED.get(x.dtype)
    if narrow is not None:
        x, value = x.view(narrow), value.view(narrow)
    x.masked_fill_(mask, value)


def may_overlap(x: torch.Tensor, value: torch.Tensor) -> bool:
    """Return whether the value may read what is written; torch raises for that, or reads what it has written."""
    if tracing.probe():  # the compiler copies where it must
        return False
    try:
        return bool(x.untyped_storage().data_ptr() == value.untyped_storage().data_ptr())
    except (NotImplementedError, RuntimeError):  # the wrappers of torch.func hide their storage
        return True


def _is_direct(key: tuple[Any, ...]) -> bool:
    """Return whether torch reads the key as NumPy does: ints, forward slices, None and Ellipsis."""
    ellipses = 0
    for part in key:
        kind = type(part)
        if kind is int or part is None:
            continue
        if part is Ellipsis and not ellipses:  # torch takes several
            ellipses = 1
            continue
        if kind is slice and (part.step is None or part.step > 0):
            continue
        return False
    return True


def _is_mask(part: Any) -> bool:
    return part.dtype is torch.bool


def _view(x: torch.Tensor, basic: tuple[Any, ...]) -> tuple[torch.Tensor, list[int]]:
    """Return the forward view of basic indices, and its axes that are to be reversed."""
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
    """Return the axes that are indexed by arrays, each with an int64 tensor within bounds.

    Masks become the positions of their elements.
    """
    found: list[tuple[int, torch.Tensor]] = []
    given: list[tuple[int, torch.Tensor]] = []
    for axis, part in plan.advanced:
        if isinstance(part, bool):
            found.append((axis, torch.zeros(int(part), dtype=torch.int64, device=view.device)))
        elif part.dtype is torch.bool:
            mask = part if part.ndim else part.reshape(1)
            found += [(axis + i, where) for i, where in enumerate(torch.nonzero(mask, as_tuple=True))]
        else:
            index = _as_index(part)
            found.append((axis, index))
            given.append((axis, index))
    if given:
        _check_bounds(view, given, is_write=is_write)
    return found


def _as_index(part: torch.Tensor) -> torch.Tensor:
    """Return indices as int64: torch takes uint8 for a mask, and rejects int16 and the unsigned types."""
    if part.dtype is torch.int64:
        return part
    index = part.to(torch.int64)
    if part.dtype is torch.uint64:  # what int64 cannot hold would count from the end
        index = torch.where(index < 0, index_keys.LARGEST, index)
    return index


def _check_bounds(view: torch.Tensor, given: list[tuple[int, torch.Tensor]], *, is_write: bool) -> None:
    """Raise IndexError for indices outside, before a kernel reads there: on CUDA that would end the process.

    ``given`` are axes and indices as int64. On the CPU torch raises IndexError itself, but for a write only after the
    elements before.
    """
    if not selection.in_force().checks or tracing.probe():
        return
    # Where another axis has no elements, torch looks at no index.
    if view.device.type == "cpu" and not is_write and view.numel():
        return
    bad = [((index < -view.shape[axis]) | (index >= view.shape[axis])).any() for axis, index in given]
    if bool(bad[0] if len(bad) == 1 else torch.stack(bad).any()):  # the only synchronisation
        for axis, index in given:
            size = view.shape[axis]
            outside = torch.nonzero(((index < -size) | (index >= size)).reshape(-1))
            if outside.numel():
                raise index_keys.out_of_bounds(int(index.reshape(-1)[int(outside[0])]), axis, size)


def _complete(
    arrays: list[tuple[int, torch.Tensor]],
) -> tuple[tuple[Any, ...], list[int], tuple[int, ...]]:
    """Return a key that moves the indexed axes to the front of the view, those axes, and what they broadcast to."""
    shapes = [tuple(index.shape) for _, index in arrays]
    shape = index_keys.broadcast_index_shapes(shapes)
    return tuple(index for _, index in arrays), [axis for axis, _ in arrays], shape


def _gather(view: torch.Tensor, plan: index_keys.Plan) -> torch.Tensor:
    key, axes, shape = _complete(_arrays(view, plan, is_write=False))
    front = torch.movedim(signed(view), axes, tuple(range(len(axes))))
    taken = front[key]  # the arrays are first here, so torch's placement and NumPy's agree
    if plan.place:
        taken = torch.movedim(taken, tuple(range(len(shape))), tuple(plan.place + i for i in range(len(shape))))
    return taken.view(view.dtype) if view.dtype in WIDE else taken


def _scatter(view: torch.Tensor, flips: list[int], plan: index_keys.Plan, value: torch.Tensor) -> None:
    narrow = SIGNED.get(view.dtype)
    if narrow is not None:
        view, value = view.view(narrow), value.view(narrow)
    key, axes, shape = _complete(_arrays(view, plan, is_write=True))
    rest = [size for axis, size in enumerate(view.shape) if axis not in axes]
    whole = (*rest[: plan.place], *shape, *rest[plan.place :])
    value = fit(torch, value, whole)
    if plan.place:
        value = torch.movedim(value, tuple(plan.place + i for i in range(len(shape))), tuple(range(len(shape))))
    if flips:
        value = torch.flip(value, [len(shape) + _rank_among(axis, axes) for axis in flips])
    torch.movedim(view, axes, tuple(range(len(axes))))[key] = value


def _rank_among(axis: int, axes: list[int]) -> int:
    """Return where an axis comes among those that are not indexed by arrays."""
    return sum(1 for other in range(axis) if other not in axes)


__all__ = ["check_writable", "getitem", "may_overlap", "setitem"]
