"""Sums whose rounding error does not grow with the length.

Torch adds along one axis, or along axes that follow each other in memory, in cascades. It adds the results
for all other axes one after the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import torch

from unifyarray.plugin import normalise_axes

from .._agnostic.accuracy import LONG
from ._dtypes import HALF_PRECISION, INEXACT

if TYPE_CHECKING:
    from ._dtypes import TorchDType

_ADDED: Final = INEXACT - HALF_PRECISION  # torch adds half precision in float32


def is_long(x: torch.Tensor, axis: int | tuple[int, ...] | None) -> bool:
    """Return whether torch would add a long array one element after the other; reads shapes only."""
    if type(axis) is int or x.ndim < 3 or (axis is None and x.is_contiguous()):
        return False
    return x.numel() > LONG and (axis is None or len(axis) > 1)  # type: ignore[arg-type]


def add(
    x: torch.Tensor, axis: int | tuple[int, ...] | None, keepdims: bool = False, dtype: TorchDType | None = None
) -> torch.Tensor:
    """Return the sum along axes, the longest axis first."""
    if (dtype or x.dtype) in _ADDED and is_long(x, axis):
        axes = tuple(range(x.ndim)) if axis is None else normalise_axes(axis, x.ndim)
        left = sorted([i for i in axes if x.shape[i] > 1], key=x.shape.__getitem__)
        while len(left) > 1 and x.numel() > LONG:
            x = torch.sum(x, left.pop(), True, dtype=dtype)
        return torch.sum(x, axes, keepdims, dtype=dtype)
    return torch.sum(x, axis, keepdims, dtype=dtype)


__all__ = ["add", "is_long"]
