"""Real ``sinh`` and ``cosh`` for finite results, although the exponential in torch's vector kernel overflows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import torch

from .._dtypes import FLOATING

if TYPE_CHECKING:
    from collections.abc import Callable

#: By dtype: the number from which on the smaller exponential is negligible. The larger exponential does not overflow
#: there yet.
_LARGE: Final = {dtype: math.log(torch.finfo(dtype).max) - 1 for dtype in FLOATING}

#: Kinds of device whose kernels are accurate up to the largest number. On them, the correction would take fifteen times
#: as long as the kernel. NVIDIA documents the accuracy of its kernels:
#: https://docs.nvidia.com/cuda/cuda-c-programming-guide/#mathematical-functions-appendix
#: AMD, whose devices torch also calls "cuda", does not.
EXACT: Final = frozenset({"cuda"} if torch.version.hip is None else ())


def sinh(x: torch.Tensor) -> torch.Tensor:
    """Return the hyperbolic sine."""
    return torch.sinh(x) if x.device.type in EXACT else _scaled_beyond_large(torch.sinh, x)


def cosh(x: torch.Tensor) -> torch.Tensor:
    """Return the hyperbolic cosine."""
    return torch.cosh(x) if x.device.type in EXACT else _scaled_beyond_large(torch.cosh, x)


def _scaled_beyond_large(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    """Return torch's function up to a large number, and scale it by the exponential of the rest beyond."""
    inside = torch.clamp(x, -_LARGE[x.dtype], _LARGE[x.dtype])
    scale = torch.sub(x, inside).abs_().exp_()  # 1 up to the large number; in place, because allocating costs more
    return function(inside).mul_(scale)
