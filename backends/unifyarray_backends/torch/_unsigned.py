"""Compute with uint16, uint32 and uint64 through the signed dtypes of the same width.

Torch stores these dtypes but has few kernels for them: https://github.com/pytorch/pytorch/issues/58734. In this package
they are called the wide unsigned dtypes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from ._dtypes import SIGN_BIT, SIGNED, TorchDType

if TYPE_CHECKING:
    from collections.abc import Callable


def signed_bits(x: torch.Tensor) -> torch.Tensor:
    """Return the bits of a wide unsigned tensor as signed integers, any other tensor unchanged."""
    narrow = SIGNED.get(x.dtype)
    return x if narrow is None else x.view(narrow)


def ordered_bits(x: torch.Tensor) -> torch.Tensor:
    """Return a wide unsigned tensor as signed integers in the same order, any other tensor unchanged.

    The sign bit is flipped, so that 0 becomes the smallest signed integer.
    """
    narrow = SIGNED.get(x.dtype)
    return x if narrow is None else torch.bitwise_xor(x.view(narrow), SIGN_BIT[x.dtype])


def from_ordered_bits(x: torch.Tensor, dtype: TorchDType) -> torch.Tensor:
    """Undo ``ordered_bits`` for a tensor that had the given dtype."""
    return torch.bitwise_xor(x, SIGN_BIT[dtype]).view(dtype) if dtype in SIGNED else x


def call_on_bits(native: Callable[..., torch.Tensor], x: torch.Tensor, *args: Any, **kwargs: Any) -> torch.Tensor:
    """Call a function that moves or drops elements without reading their values, on any dtype."""
    narrow = SIGNED.get(x.dtype)
    if narrow is None:
        return native(x, *args, **kwargs)
    return native(x.view(narrow), *args, **kwargs).view(x.dtype)


def call_on_operand_bits(
    native: Callable[..., Any], x1: torch.Tensor, x2: torch.Tensor, dtype: TorchDType, **kwargs: Any
) -> torch.Tensor:
    """Call a function whose result, modulo 2 to the width, is the same for signed and unsigned integers."""
    narrow = SIGNED.get(dtype)
    if narrow is None:
        return native(x1, x2, **kwargs)
    out = kwargs.pop("out", None)
    if out is None:
        return native(x1.view(narrow), x2.view(narrow), **kwargs).view(dtype)
    native(x1.view(narrow), x2.view(narrow), out=out.view(narrow), **kwargs)
    return out
