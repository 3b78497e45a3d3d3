"""Variances and standard deviations in the dtype's whole range: squares of deviations neither overflow nor underflow.

On the CPU, the result itself tells whether the elements must be scaled. Elsewhere, no value is read and the elements
are always scaled.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import torch

from unifyarray.plugin import normalise_axes

from .._agnostic.accuracy import trusted_range
from ._scaling import power_of_two, reads_values

if TYPE_CHECKING:
    from collections.abc import Callable

#: By dtype of the result: the smallest standard deviation whose variance has lost no digits.
_SMALLEST: Final = {
    dtype: trusted_range(2, torch.finfo(dtype).tiny, torch.finfo(dtype).eps)[0]
    for dtype in (torch.float32, torch.float64)
}
#: The dtypes that torch computes in a wider one on the CPU, so that only the result can leave the range.
_WIDENED: Final = frozenset({torch.float16, torch.bfloat16, torch.float32})
#: As many numbers are read one by one in less time than their extremes are found.
_FEW: Final = 16


def spread(
    native: Callable[..., torch.Tensor],
    x: torch.Tensor,
    axis: int | tuple[int, ...] | None,
    correction: float,
    keepdims: bool,
) -> torch.Tensor:
    """Return the variance or standard deviation along axes.

    Parameters
    ----------
    native : callable
        ``torch.var`` or ``torch.std``.
    x : torch.Tensor
        Of floating-point numbers; not empty.
    axis : int, tuple of int or None
        The axes; not the empty tuple.
    correction : float
        Less than the number of elements.
    keepdims : bool
        Whether to keep the axes with length 1.
    """
    is_root = native is torch.std
    reads = reads_values(x)
    found = None
    if reads:
        found = native(x, axis, correction=correction, keepdim=keepdims)
        if _is_within(found, _SMALLEST[found.dtype] if is_root and x.dtype not in _WIDENED else 0.0, math.inf):
            return found
    elif x.dtype is torch.float16:  # torch computes it in float32
        return native(x, axis, correction=correction, keepdim=keepdims)
    axes = tuple(range(x.ndim)) if axis is None else normalise_axes(axis, x.ndim)
    sizes = torch.linalg.vector_norm(x.detach(), math.inf, axes, True)
    if found is not None and is_root:
        smallest, largest = _extremes(sizes)
        # Deviations are 0, or epsilon of the largest element and more.
        if smallest >= 2.0**-30 and largest <= 2.0**30:
            return found
    scale = power_of_two(sizes)
    given = torch.view_as_real(x.resolve_conj()) / scale[..., None] if x.is_complex() else x / scale
    if x.is_complex():
        given = torch.view_as_complex(given)
    scaled = native(given, axis, correction=correction, keepdim=keepdims)
    if not keepdims and axes:
        scale = torch.squeeze(scale, axes)
    return scaled * scale if is_root else scaled * scale * scale


def _is_within(x: torch.Tensor, low: float, high: float) -> bool:
    """Return whether every number is at least ``low`` and less than ``high``; reads values. NaN is not."""
    if x.ndim == 1 and len(x) <= _FEW:
        return all(low <= value < high for value in x.tolist())
    smallest, largest = _extremes(x)
    return low <= smallest and largest < high


def _extremes(x: torch.Tensor) -> tuple[float, float]:
    """Return the smallest and the largest element; reads values."""
    if x.numel() == 1:
        value = x.item()
        return value, value
    smallest, largest = torch.aminmax(x.detach())
    return smallest.item(), largest.item()


__all__ = ["spread"]
