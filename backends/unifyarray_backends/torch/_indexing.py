"""Indexing of tensors with NumPy's meaning."""

from __future__ import annotations

from typing import Any

import torch

from unifyarray import _selection
from unifyarray._errors import message
from unifyarray._rules import index_keys

from .._agnostic.manipulation_functions import broadcast_shapes
from ._dtypes import SIGNED, WIDE
from ._operands import moved, signed


def getitem(x: torch.Tensor, key: tuple[Any, ...]) -> torch.Tensor:
    """Return ``x[key]``; a view where the key is basic, without a negative step."""
    if _is_direct(key):
        return x[key]
    plan = index_keys.plan(key, tuple(x.shape), _is_mask)
    view, flips = _view(x, plan.basic)
    if flips:
        view = moved(torch.flip, view, flips)
    if not plan.advanced:
        return view
    return _gather(view, plan)


def setitem(x: torch.Tensor, key: tuple[Any, ...], value: torch.Tensor) -> torch.Tensor:
    """Do ``x[key] = value`` in place."""
    if _is_direct(key):
        target = x[key]
        target.copy_(_fit(value, tuple(target.shape)))
        return x
    plan = index_keys.plan(key, tuple(x.shape), _is_mask)
    view, flips = _view(x, plan.basic)
    if not plan.advanced:
        value = _fit(value, tuple(view.shape))
        # The view runs forward, so the values run backward along the axes that the key reverses.
        view.copy_(moved(torch.flip, value, flips) if flips else value)
        return x
    _scatter(view, flips, plan, value)
    return x


def _is_direct(key: tuple[Any, ...]) -> bool:
    """Return whether torch reads the key as NumPy does: ints, forward slices, None and Ellipsis."""
    for part in key:
        kind = type(part)
        if kind is int or part is None or part is Ellipsis:
            continue
        if kind is slice and (part.step is None or part.step > 0):
            continue
        return False
    return True


def _is_mask(part: Any) -> bool:
    return part.dtype is torch.bool  # type: ignore[no-any-return]


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


def _fit(value: torch.Tensor, shape: tuple[int, ...]) -> torch.Tensor:
    """Return the value broadcast to a shape; leading axes of size one that are too many go, as in NumPy."""
    while value.ndim > len(shape) and value.shape[0] == 1:
        value = value[0]
    return torch.broadcast_to(value, shape)


def _arrays(view: torch.Tensor, plan: index_keys.Plan) -> list[tuple[int, torch.Tensor]]:
    """Return the axes that are indexed by arrays, each with an int64 tensor within bounds.

    Masks become the positions of their elements.
    """
    found: list[tuple[int, torch.Tensor]] = []
    checked: list[tuple[int, torch.Tensor]] = []
    for axis, part in plan.advanced:
        if isinstance(part, bool):
            found.append((axis, torch.zeros(int(part), dtype=torch.int64, device=view.device)))
        elif part.dtype is torch.bool:
            mask = part if part.ndim else part.reshape(1)
            found += [(axis + i, where) for i, where in enumerate(torch.nonzero(mask, as_tuple=True))]
        else:
            index = _as_index(part)
            found.append((axis, index))
            checked.append((axis, index))
    if checked and _selection.current().checks and not _selection.is_tracing():
        _check_bounds(view, checked)
    return found


def _as_index(part: torch.Tensor) -> torch.Tensor:
    # torch takes uint8 for a mask and rejects int16; uint64 above int64's range turns negative, out of bounds too.
    return part if part.dtype is torch.int64 else part.to(torch.int64)


def _check_bounds(view: torch.Tensor, checked: list[tuple[int, torch.Tensor]]) -> None:
    """Raise IndexError for what lies outside, before a kernel reads there: on CUDA that would end the process."""
    bad = [((index < -view.shape[axis]) | (index >= view.shape[axis])).any() for axis, index in checked]
    if bool(bad[0] if len(bad) == 1 else torch.stack(bad).any()):  # the only synchronisation
        for (axis, index), is_bad in zip(checked, bad, strict=True):
            if is_bad:
                size = view.shape[axis]
                first = index[(index < -size) | (index >= size)].flatten()[0]
                raise index_keys.out_of_bounds(int(first), axis, size)


def _complete(
    view: torch.Tensor, arrays: list[tuple[int, torch.Tensor]]
) -> tuple[tuple[Any, ...], list[int], tuple[int, ...]]:
    """Return a key that moves the indexed axes to the front of the view, those axes, and what they broadcast to."""
    shapes = [tuple(index.shape) for _, index in arrays]
    shape = _broadcast(shapes)
    return tuple(index for _, index in arrays), [axis for axis, _ in arrays], shape


def _broadcast(shapes: list[tuple[int, ...]]) -> tuple[int, ...]:
    try:
        return broadcast_shapes(*shapes)  # type: ignore[return-value]
    except ValueError as error:
        names = ", ".join(map(str, shapes))
        fact = f"index arrays of shapes {names} do not broadcast"
        raise IndexError(message(fact, "index arrays of one shape")) from error


def _gather(view: torch.Tensor, plan: index_keys.Plan) -> torch.Tensor:
    arrays, mask = _single_mask(view, plan)
    if mask is not None:
        return view[mask]
    key, axes, shape = _complete(view, arrays)
    front = torch.movedim(signed(view), axes, tuple(range(len(axes))))
    taken = front[key]  # the arrays are first here, so torch's placement and NumPy's agree
    if plan.place:
        taken = torch.movedim(taken, tuple(range(len(shape))), tuple(plan.place + i for i in range(len(shape))))
    return taken.view(view.dtype) if view.dtype in WIDE else taken


def _single_mask(
    view: torch.Tensor, plan: index_keys.Plan
) -> tuple[list[tuple[int, torch.Tensor]], torch.Tensor | None]:
    """Return the mask where it is all there is (torch does those as NumPy does), else the index arrays."""
    if len(plan.advanced) == 1 and plan.place == 0:
        axis, part = plan.advanced[0]
        is_mask = isinstance(part, torch.Tensor) and part.dtype is torch.bool and part.ndim > 0
        if axis == 0 and is_mask and view.dtype not in SIGNED:
            return [], part
    return _arrays(view, plan), None


def _scatter(view: torch.Tensor, flips: list[int], plan: index_keys.Plan, value: torch.Tensor) -> None:
    narrow = SIGNED.get(view.dtype)
    if narrow is not None:
        view, value = view.view(narrow), value.view(narrow)
    arrays = _arrays(view, plan)
    key, axes, shape = _complete(view, arrays)
    rest = [size for axis, size in enumerate(view.shape) if axis not in axes]
    whole = (*rest[: plan.place], *shape, *rest[plan.place :])
    value = _fit(value, whole)
    if plan.place:
        value = torch.movedim(value, tuple(plan.place + i for i in range(len(shape))), tuple(range(len(shape))))
    if flips:
        value = torch.flip(value, [len(shape) + _rank_among(axis, axes) for axis in flips])
    torch.movedim(view, axes, tuple(range(len(axes))))[key] = value


def _rank_among(axis: int, axes: list[int]) -> int:
    """Return where an axis comes among those that are not indexed by arrays."""
    return sum(1 for other in range(axis) if other not in axes)


__all__ = ["getitem", "setitem"]
