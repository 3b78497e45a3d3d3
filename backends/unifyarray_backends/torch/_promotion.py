"""Promote two operands, tensors or Python scalars, to one dtype."""

from __future__ import annotations

import sys
from typing import Any, Final

import torch

from unifyarray.plugin import message

from . import backend
from ._dtypes import COMPLEX_OF, INEXACT, NATIVE, RANGE, SIGNED, TorchDType, promote

#: The range of Python floats. Integers beyond it do not convert to any floating dtype.
_FLOATS: Final = (-sys.float_info.max, sys.float_info.max)


def default_float(x: torch.Tensor) -> TorchDType:
    """Return the default real floating dtype on a tensor's device."""
    return NATIVE[backend.namespace_of(x).hooks.default_float()]


def scalar_dtype(value: object, x: torch.Tensor) -> TorchDType:
    """Return the dtype of the result of a tensor and a Python scalar.

    It is the tensor's dtype, or the default dtype of the scalar's kind if that kind is higher.
    """
    dtype = x.dtype
    if isinstance(value, int):
        return torch.int64 if dtype is torch.bool and not isinstance(value, bool) else dtype
    if isinstance(value, float):
        return dtype if dtype in INEXACT else default_float(x)
    if isinstance(value, complex):
        if dtype.is_complex:
            return dtype
        return COMPLEX_OF[dtype if dtype in INEXACT else default_float(x)]
    raise TypeError(
        message(f"expected a torch.Tensor or a Python scalar, got a {type(value).__name__}", "xp.asarray(x) first")
    )


def scalar_tensor(value: complex, dtype: TorchDType, device: torch.device) -> torch.Tensor:
    """Return a Python scalar as a 0-d tensor; filled on the device, because a copy from the host would synchronise."""
    if type(value) is int and dtype in SIGNED:
        bits = torch.iinfo(dtype).bits
        value = value % (1 << bits)
    elif type(value) is int and dtype in INEXACT and value.bit_length() > 63:
        value = float(value)
    return torch.full((), value, dtype=dtype, device=device)


def promote_operands(x1: Any, x2: Any) -> tuple[torch.Tensor, torch.Tensor, TorchDType]:
    """Return both operands as tensors of the dtype that they promote to, and that dtype."""
    if isinstance(x1, torch.Tensor):
        if isinstance(x2, torch.Tensor):
            dtype = promote(x1.dtype, x2.dtype)
            return as_dtype(x1, dtype), as_dtype(x2, dtype), dtype
        dtype = scalar_dtype(x2, x1)
        return as_dtype(x1, dtype), scalar_tensor(x2, dtype, x1.device), dtype
    if isinstance(x2, torch.Tensor):
        dtype = scalar_dtype(x1, x2)
        return scalar_tensor(x1, dtype, x2.device), as_dtype(x2, dtype), dtype
    names = f"{type(x1).__name__} and {type(x2).__name__}"
    raise TypeError(message(f"expected at least one torch.Tensor, got {names}", "xp.asarray(x) on one of them"))


def beyond(value: object, x: torch.Tensor) -> int:
    """Return 1 or -1 if an operand is a Python integer above or below the range of a tensor's dtype, else 0."""
    if not isinstance(value, int) or isinstance(value, bool):
        return 0
    low, high = RANGE.get(torch.int64 if x.dtype is torch.bool else x.dtype, _FLOATS)
    return 1 if value > high else -1 if value < low else 0


def as_dtype(x: torch.Tensor, dtype: TorchDType) -> torch.Tensor:
    """Return a tensor in a dtype; the tensor itself if it already has that dtype."""
    return x if x.dtype is dtype else x.to(dtype)
