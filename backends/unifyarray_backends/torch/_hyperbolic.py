"""Real hyperbolic functions where the result fits but the exponential in torch's vector kernel does not."""

from __future__ import annotations

import math
from typing import Final

import torch

from ._dtypes import FLOATING

#: From here on the smaller exponential no longer counts, and the larger one does not yet overflow.
_LARGE: Final = {dtype: math.log(torch.finfo(dtype).max) - 1 for dtype in FLOATING}

#: Kinds of device whose kernels have a bounded error up to the largest number. What is done for the others would take
#: fifteen times as long as they do. https://docs.nvidia.com/cuda/cuda-c-programming-guide/#mathematical-functions-appendix
EXACT: Final = frozenset({"cuda"})


def sinh(x: torch.Tensor) -> torch.Tensor:
    """Return the hyperbolic sine."""
    if x.device.type in EXACT:
        return torch.sinh(x)
    large = torch.abs(x) > _LARGE[x.dtype]
    return torch.where(large, torch.sign(x) * _half_exp(x), torch.sinh(torch.where(large, 0, x)))


def cosh(x: torch.Tensor) -> torch.Tensor:
    """Return the hyperbolic cosine."""
    if x.device.type in EXACT:
        return torch.cosh(x)
    large = torch.abs(x) > _LARGE[x.dtype]
    return torch.where(large, _half_exp(x), torch.cosh(torch.where(large, 0, x)))


def _half_exp(x: torch.Tensor) -> torch.Tensor:
    # Each root has its own way back to x: the gradients of a shared one would add up to twice the result, and overflow.
    return 0.5 * torch.exp(torch.abs(x) / 2) * torch.exp(torch.abs(x) / 2)
