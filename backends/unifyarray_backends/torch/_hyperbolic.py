"""Real hyperbolic functions where the result fits but the exponential in torch's vector kernel does not."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import torch

from ._dtypes import FLOATING

if TYPE_CHECKING:
    from collections.abc import Callable

#: From here on the smaller exponential no longer counts, and the larger one does not yet overflow.
_LARGE: Final = {dtype: math.log(torch.finfo(dtype).max) - 1 for dtype in FLOATING}

#: Kinds of device whose kernels have a bounded error up to the largest number. What is done for the others would take
#: fifteen times as long as they do. https://docs.nvidia.com/cuda/cuda-c-programming-guide/#mathematical-functions-appendix
#: says so of NVIDIA's; AMD's, which torch calls "cuda" as well, say nothing of it.
EXACT: Final = frozenset({"cuda"} if torch.version.hip is None else ())


def sinh(x: torch.Tensor) -> torch.Tensor:
    """Return the hyperbolic sine."""
    return torch.sinh(x) if x.device.type in EXACT else _with_rest(torch.sinh, x)


def cosh(x: torch.Tensor) -> torch.Tensor:
    """Return the hyperbolic cosine."""
    return torch.cosh(x) if x.device.type in EXACT else _with_rest(torch.cosh, x)


def _with_rest(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    """Return a function that grows as the exponential does beyond a large number, and is torch's up to there."""
    inside = torch.clamp(x, -_LARGE[x.dtype], _LARGE[x.dtype])
    left = torch.sub(x, inside).abs_().exp_()  # 1 where nothing is; memory takes longer to get than to fill
    return function(inside).mul_(left)
