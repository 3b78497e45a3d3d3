"""Torch's own functions in place of those that unifyarray makes of the standard's, for names beyond the standard."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import torch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: The kinds of devices whose kernels select an element in less time than they sort.
_SELECTING: Final = frozenset({"cpu", "cuda"})


def median(rows: torch.Tensor) -> Any:
    """Return the medians along the last axis by selection, which takes a third of the time of a sort."""
    if rows.device.type not in _SELECTING:
        return NotImplemented
    half, is_odd = divmod(rows.shape[-1], 2)
    middle = torch.kthvalue(rows, half + 1).values
    if not is_odd:
        middle = torch.kthvalue(rows, half).values * 0.5 + middle * 0.5
    return torch.where(torch.isnan(rows).any(-1), torch.nan, middle)


def bincount(x: torch.Tensor, weights: torch.Tensor | None, minlength: int) -> Any:
    """Return counts of integers, or sums of weights, which have a derivative in contrast to torch's."""
    x = x.to(torch.int64)
    try:
        if weights is None:
            return torch.bincount(x, minlength=minlength)
        low, high = (0, -1) if x.numel() == 0 else map(int, torch.aminmax(x))
    except RuntimeError:
        return NotImplemented  # negative or too large numbers
    if low < 0:
        return NotImplemented
    wide = weights.to(torch.float32) if weights.dtype in (torch.float16, torch.bfloat16) else weights
    sums = wide.new_zeros(max(high + 1, minlength))
    return sums.scatter_add(0, x, wide).to(weights.dtype)


FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType({"bincount": bincount, "median": median})
