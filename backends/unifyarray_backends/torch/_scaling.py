"""Scales by which squares and other powers stay in the dtype's range, and whether values can be read to choose one."""

from __future__ import annotations

import math
from typing import Any, Final

import torch

from ._autograd import in_transform

_modes: Final[Any] = torch._C._len_torch_dispatch_stack  # pyright: ignore[reportAttributeAccessIssue]
_TENSORS: Final = (torch.Tensor, torch.nn.Parameter)
#: By dtype: the exponent of the largest power of two. The logarithm of the largest number is rounded to one more.
_LARGEST: Final = {
    dtype: math.frexp(torch.finfo(dtype).max)[1] - 1
    for dtype in (torch.float16, torch.bfloat16, torch.float32, torch.float64)
}


def is_traced() -> bool:
    """Return whether a transformation of torch.func or a compiler traces the function that is running."""
    return torch.compiler.is_compiling() or in_transform()


def reads_values(x: torch.Tensor) -> bool:
    """Return whether results may depend on the values of a tensor: on the CPU, outside of tracing and torch's modes."""
    return not is_traced() and x.is_cpu and type(x) in _TENSORS and not _modes()


def power_of_two(sizes: torch.Tensor) -> torch.Tensor:
    """Return the largest power of two up to each number, or 1 for zeros and numbers that are not finite.

    If values cannot be read, the powers may be rounded.
    """
    if reads_values(sizes):
        powers = sizes / 2 / torch.frexp(sizes).mantissa
    else:  # torch.func and some devices lack frexp
        powers = torch.exp2(torch.clamp(torch.floor(torch.log2(sizes)), max=_LARGEST[sizes.dtype]))
    return torch.where((powers > 0) & (sizes < math.inf), powers, 1)


__all__ = ["is_traced", "power_of_two", "reads_values"]
