"""Indexing functions."""

from __future__ import annotations

from typing import Any

import torch

from unifyarray._backend.backend import override
from unifyarray._core import tracing
from unifyarray._core.errors import message

from . import _indexing
from ._errors import is_of_memory
from ._operands import moved

_UPSTREAM = "https://github.com/pytorch/pytorch/issues/146211"


def from_front(x: torch.Tensor, axis: int, indices: torch.Tensor, *, is_checked: bool) -> torch.Tensor:
    """Return indices as int64 that count from the front; ``is_checked`` where torch's own function finds wrong ones."""
    index = _indexing._as_index(indices)
    _indexing._check_bounds(x, [(axis, index)], is_write=not is_checked)
    return torch.where(index < 0, index + x.shape[axis], index)


@override(
    reason="short and unsigned indices raise, uint16, uint32 and uint64 have no kernel",
    case="indexing_functions/take/value",
    upstream=_UPSTREAM,
)
def take(x: torch.Tensor, indices: torch.Tensor, /, *, axis: int | None = None, **kwargs: Any) -> torch.Tensor:
    """Return elements along an axis."""
    if axis is None:
        if x.ndim != 1:
            raise ValueError(message(f"take from {x.ndim} dimensions needs an axis", "xp.take(x, indices, axis=0)"))
        axis = 0
    if x.device.type == "cpu" and x.numel() and not tracing.probe():
        # Torch's kernel refuses indices that count from the end, so it is tried as they are: to make them count from
        # the front, which needs be done for these alone, takes three times as long as all the rest.
        try:
            return moved(torch.index_select, x, axis, _indexing._as_index(indices), **kwargs)
        except (IndexError, RuntimeError) as error:  # of either class, by the number of axes
            if is_of_memory(error):
                raise
    return moved(torch.index_select, x, axis, from_front(x, axis, indices, is_checked=True), **kwargs)


@override(
    reason="short and unsigned indices raise, uint16, uint32 and uint64 have no kernel",
    case="indexing_functions/take_along_axis/value",
    upstream=_UPSTREAM,
)
def take_along_axis(x: torch.Tensor, indices: torch.Tensor, /, *, axis: int = -1) -> torch.Tensor:
    """Return elements along an axis, by an array of indices that broadcasts with the other axes."""
    # On the CPU take_along_dim reads what lies beyond the end without a word.
    return moved(torch.take_along_dim, x, from_front(x, axis, indices, is_checked=False), axis)
