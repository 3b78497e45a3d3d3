"""Manipulation functions: the standard's parameter names, promotion, unsigned types."""

from __future__ import annotations

from typing import Any, TypeAlias

import torch

from unifyarray._backend.backend import override
from unifyarray._core import tracing
from unifyarray._core.errors import message
from unifyarray._rules.axes import normalise_axes as axes_of

from .._agnostic import manipulation_functions as agnostic
from ._dtypes import promote
from ._operands import moved, to

Axis: TypeAlias = "int | tuple[int, ...] | None"
Tensors: TypeAlias = "tuple[torch.Tensor, ...] | list[torch.Tensor]"


def common(arrays: Tensors) -> Tensors:
    """Return arrays in the dtype that they promote to."""
    first = dtype = arrays[0].dtype
    for x in arrays:
        if x.dtype is not dtype:
            dtype = promote(dtype, x.dtype)
    for x in arrays:
        if x.dtype is not first:
            return [to(x, dtype) for x in arrays]
    return arrays


@override(
    reason="the wide unsigned types do not promote, and an empty vector is skipped whatever the other shapes",
    case="manipulation_functions/concat/promotion",
)
def concat(arrays: Tensors, /, *, axis: int | None = 0, **kwargs: Any) -> torch.Tensor:
    """Join arrays along an axis that they have."""
    arrays = common(arrays)
    if axis is None:
        return torch.cat([x.reshape(-1) for x in arrays], 0, **kwargs)
    ndim = arrays[0].ndim
    for x in arrays:
        if x.ndim != ndim:
            raise ValueError(
                message(f"arrays of {ndim} and {x.ndim} dimensions cannot be joined", "xp.expand_dims(x, axis)")
            )
    return torch.cat(arrays, axis, **kwargs)


@override(reason="the wide unsigned types do not promote", case="manipulation_functions/stack/promotion")
def stack(arrays: Tensors, /, *, axis: int = 0, **kwargs: Any) -> torch.Tensor:
    """Join arrays along a new axis."""
    return torch.stack(common(arrays), axis, **kwargs)


@override(reason="uint16, uint32 and uint64 have no kernel", case="manipulation_functions/flip/value")
def flip(x: torch.Tensor, /, *, axis: Axis = None, **kwargs: Any) -> torch.Tensor:
    """Reverse the order of elements along axes."""
    axes = tuple(range(x.ndim)) if axis is None else axes_of(axis, x.ndim)
    return moved(torch.flip, x, axes, **kwargs)


@override(
    reason="numbers of repeats of other dtypes than int32 and int64 raise",
    case="manipulation_functions/repeat/dtypes",
    upstream="https://github.com/pytorch/pytorch/issues/151311",
)
def repeat(x: torch.Tensor, repeats: int | torch.Tensor, /, *, axis: int | None = None) -> torch.Tensor:
    """Repeat each element."""
    if isinstance(repeats, torch.Tensor):
        repeats = repeats.to(torch.int64)
        size = x.numel() if axis is None else x.shape[axis]
        if repeats.numel() == 1 and size != 1:
            repeats = torch.broadcast_to(repeats, (size,))
        if x.device.type != "cpu" and repeats.numel() and not tracing.probe():
            # A negative number would end the process on CUDA. Torch waits for the sum, too, unless it is told.
            low, total = torch.stack((repeats.min(), repeats.sum())).tolist()
            if low < 0:
                raise ValueError(message(f"a number of repeats is negative: {low}", "0 and more"))
            return moved(torch.repeat_interleave, x, repeats, axis, output_size=total)
    return moved(torch.repeat_interleave, x, repeats, axis)


@override(reason="one shift for several axes raises", case="manipulation_functions/roll/axis")
def roll(x: torch.Tensor, /, shift: int | tuple[int, ...], *, axis: Axis = None, **kwargs: Any) -> torch.Tensor:
    """Shift elements along axes; what leaves at one end comes in at the other."""
    if axis is None:
        return torch.roll(x, shift, **kwargs)
    if isinstance(axis, tuple) and isinstance(shift, int):
        shift = (shift,) * len(axis)
    return torch.roll(x, shift, axis, **kwargs)


@override(
    reason="raises RuntimeError, and knows no sizes that are not known",
    case="manipulation_functions/broadcast_shapes/errors",
)
def broadcast_shapes(*shapes: tuple[int | None, ...]) -> tuple[int | None, ...]:
    """Return the shape that shapes broadcast to."""
    return agnostic.broadcast_shapes(*shapes)
