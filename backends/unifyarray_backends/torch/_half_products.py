"""Dot products of half precision in float32: in half precision the products would overflow and underflow."""

from __future__ import annotations

from typing import Final

import torch

from ._scaling import reads_values

#: The number of elements of a piece: its products, the factors and the sums, 256 KiB each, fit in the cache of a core.
_PIECE: Final = 65536
#: Shorter arrays are not worth a choice.
_SHORT: Final = 1000
#: The longest vector of float16 that torch's CPU multiplies itself: it adds the products in float32. One after the
#: other, that costs 256 epsilons of float16 at most.
_DIRECT: Final = 2**22


def vecdot(x1: torch.Tensor, x2: torch.Tensor, axis: int) -> torch.Tensor:
    """Return the dot product along an axis, of two arrays of float16 or of two of bfloat16.

    Whole arrays in float32 would take several times as long as the products, so long arrays are multiplied in pieces.
    A derivative needs the whole arrays in any case.
    """
    dtype, size = x1.dtype, x1.numel()
    if size > _SHORT and x1.shape == x2.shape and reads_values(x1) and reads_values(x2):
        if x1.ndim == 1 and dtype is torch.float16 and size <= _DIRECT:
            return torch.linalg.vecdot(x1, x2)
        if size > _PIECE and not (torch.is_grad_enabled() and (x1.requires_grad or x2.requires_grad)):
            return _in_pieces(x1, x2, axis % x1.ndim).to(dtype)
    return _whole(x1, x2, axis).to(dtype)


def _whole(x1: torch.Tensor, x2: torch.Tensor, axis: int) -> torch.Tensor:
    left = x1.float()
    return torch.linalg.vecdot(left, left if x2 is x1 else x2.float(), dim=axis)


def _in_pieces(x1: torch.Tensor, x2: torch.Tensor, axis: int) -> torch.Tensor:
    """Return the dot product in float32; `axis` is counted from 0."""
    size, lengths, strides = x1.numel(), x1.shape, x1.stride()
    if size <= _PIECE:
        return _whole(x1, x2, axis)
    slowest = max([i for i in range(x1.ndim) if lengths[i] > 1], key=strides.__getitem__)
    step = max(1, _PIECE * lengths[slowest] // size)
    parts = zip(x1.split(step, slowest), x2.split(step, slowest), strict=True)
    if slowest != axis:
        return torch.cat([_in_pieces(*part, axis) for part in parts], slowest - (axis < slowest))
    shape = list(lengths)
    shape[axis] = step
    left = torch.empty(shape, dtype=torch.float32, device=x1.device)
    right = left if x2 is x1 else torch.empty_like(left)
    total = torch.zeros_like(left)
    for first, second in parts:
        some = total
        if (length := first.shape[axis]) != step:  # the last piece
            left, right, some = (each.narrow(axis, 0, length) for each in (left, right, total))
        left.copy_(first)
        if x2 is not x1:
            right.copy_(second)
        some.addcmul_(left, right)
    return torch.sum(total, axis)


__all__ = ["vecdot"]
