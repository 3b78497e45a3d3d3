"""Indexing functions."""

from __future__ import annotations

from typing import Any

import torch

from unifyarray._backend import override
from unifyarray._errors import message

from ._operands import moved

_UPSTREAM = "https://github.com/pytorch/pytorch/issues/146211"


def from_front(indices: torch.Tensor, size: int) -> torch.Tensor:
    """Return indices as int64 that count from the front."""
    indices = indices.to(torch.int64)
    return torch.where(indices < 0, indices + size, indices)


@override(
    reason="short and unsigned indices raise, uint16, uint32 and uint64 have no kernel",
    case="indexing_functions/take/uint64",
    upstream=_UPSTREAM,
)
def take(x: torch.Tensor, indices: torch.Tensor, /, *, axis: int | None = None, **kwargs: Any) -> torch.Tensor:
    """Return elements along an axis."""
    if axis is None:
        if x.ndim != 1:
            raise ValueError(message(f"take from {x.ndim} dimensions needs an axis", "xp.take(x, indices, axis=0)"))
        axis = 0
    return moved(torch.index_select, x, axis, from_front(indices, x.shape[axis]), **kwargs)


@override(
    reason="short and unsigned indices raise, uint16, uint32 and uint64 have no kernel",
    case="indexing_functions/take_along_axis/uint64",
    upstream=_UPSTREAM,
)
def take_along_axis(x: torch.Tensor, indices: torch.Tensor, /, *, axis: int = -1) -> torch.Tensor:
    """Return elements along an axis, by an array of indices that broadcasts with the other axes."""
    return moved(torch.take_along_dim, x, from_front(indices, x.shape[axis]), axis)
