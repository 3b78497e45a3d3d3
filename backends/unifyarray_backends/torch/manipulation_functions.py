"""Manipulation functions: promotion, unsigned dtypes, repeat counts."""

from __future__ import annotations

from typing import Any, TypeAlias

import torch

from unifyarray.plugin import broadcast_shapes as broadcast_all
from unifyarray.plugin import message, normalise_axes, override

from . import _indexing
from ._dtypes import promote
from ._promotion import as_dtype
from ._tracing import is_traced
from ._unsigned import call_on_bits

Axis: TypeAlias = "int | tuple[int, ...] | None"
Tensors: TypeAlias = "tuple[torch.Tensor, ...] | list[torch.Tensor]"


def _promote(arrays: Tensors) -> Tensors:
    """Return arrays in the dtype that they promote to."""
    first = dtype = arrays[0].dtype
    for x in arrays:
        if x.dtype is not dtype:
            dtype = promote(dtype, x.dtype)
    for x in arrays:
        if x.dtype is not first:
            return [as_dtype(x, dtype) for x in arrays]
    return arrays


@override(
    reason="torch has no read-only tensors: if no element is repeated, a write would change the argument",
    case="indexing/__setitem__/broadcast",
)
def broadcast_to(x: torch.Tensor, /, shape: tuple[int, ...]) -> torch.Tensor:
    """Return a view of a larger shape, in which elements are repeated."""
    return _indexing.broadcast_read_only(x, shape)


@override(
    reason="uint16, uint32 and uint64 do not promote; an empty vector is ignored, whatever the other shapes",
    case="manipulation_functions/concat/promotion",
)
def concat(arrays: Tensors, /, *, axis: int | None = 0, **kwargs: Any) -> torch.Tensor:
    """Join arrays along an existing axis."""
    arrays = _promote(arrays)
    if axis is None:
        return torch.cat([x.reshape(-1) for x in arrays], 0, **kwargs)
    ndim = arrays[0].ndim
    for x in arrays:
        if x.ndim != ndim:
            raise ValueError(
                message(f"cannot concatenate arrays of {ndim} and {x.ndim} dimensions", "xp.expand_dims(x, axis=axis)")
            )
    return torch.cat(arrays, axis, **kwargs)


@override(reason="torch.moveaxis has no rule for torch.func.vmap", case="vmap/unstack/elements")
def unstack(x: torch.Tensor, /, *, axis: int = 0) -> tuple[torch.Tensor, ...]:
    """Split an array along an axis, which the parts do not have."""
    return tuple(torch.unbind(x, axis))


@override(reason="uint16, uint32 and uint64 do not promote", case="manipulation_functions/stack/promotion")
def stack(arrays: Tensors, /, *, axis: int = 0, **kwargs: Any) -> torch.Tensor:
    """Join arrays along a new axis."""
    return torch.stack(_promote(arrays), axis, **kwargs)


@override(reason="uint16, uint32 and uint64 have no kernel", case="manipulation_functions/flip/value")
def flip(x: torch.Tensor, /, *, axis: Axis = None, **kwargs: Any) -> torch.Tensor:
    """Reverse the order of elements along axes."""
    axes = tuple(range(x.ndim)) if axis is None else normalise_axes(axis, x.ndim)
    return call_on_bits(torch.flip, x, axes, **kwargs)


@override(
    reason="repeat counts of other dtypes than int32 and int64 raise an error",
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
        if x.device.type != "cpu" and repeats.numel() and not is_traced():
            # A negative count would end the process on CUDA. Torch synchronises for the sum too, unless it is passed.
            low, total = torch.stack((repeats.min(), repeats.sum())).tolist()
            if low < 0:
                raise ValueError(message(f"repeats must be 0 or more, got {low}", "xp.clip(repeats, min=0)"))
            return call_on_bits(torch.repeat_interleave, x, repeats, axis, output_size=total)
    return call_on_bits(torch.repeat_interleave, x, repeats, axis)


@override(reason="one shift for several axes raises an error", case="manipulation_functions/roll/axis")
def roll(x: torch.Tensor, /, shift: int | tuple[int, ...], *, axis: Axis = None, **kwargs: Any) -> torch.Tensor:
    """Shift elements along axes; elements that leave at one end enter at the other."""
    if axis is None:
        return torch.roll(x, shift, **kwargs)
    if isinstance(axis, tuple) and isinstance(shift, int):
        shift = (shift,) * len(axis)
    return torch.roll(x, shift, axis, **kwargs)


@override(
    reason="raises RuntimeError, and does not accept None for an unknown size",
    case="manipulation_functions/broadcast_shapes/errors",
)
def broadcast_shapes(*shapes: tuple[int | None, ...]) -> tuple[int | None, ...]:
    """Return the shape that shapes broadcast to."""
    return broadcast_all(shapes)
