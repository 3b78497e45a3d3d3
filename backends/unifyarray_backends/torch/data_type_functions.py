"""Data type functions with the standard's rules of promotion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import torch

from unifyarray.plugin import can_cast as can_cast_neutral
from unifyarray.plugin import message, override

from ._dtypes import COMPLEX, FLOATING, INTEGER, NEUTRAL, REAL_OF, TorchDType, native_of, promote
from ._promotion import scalar_dtype

if TYPE_CHECKING:
    from ._hooks import TorchHooks


class FInfo(NamedTuple):
    """Limits of a floating-point dtype."""

    bits: int
    eps: float
    max: float
    min: float
    smallest_normal: float
    dtype: TorchDType


class IInfo(NamedTuple):
    """Limits of an integer dtype."""

    bits: int
    max: int
    min: int
    dtype: TorchDType


@override(
    reason="drops the imaginary part of complex numbers, with a warning",
    case="data_type_functions/astype/extremes",
    bound=True,
)
def astype(
    hooks: TorchHooks,
    x: torch.Tensor,
    dtype: TorchDType,
    /,
    *,
    copy: bool = True,
    device: Any = None,
) -> torch.Tensor:
    """Return an array in another dtype."""
    if x.dtype.is_complex and not dtype.is_complex and dtype is not torch.bool:
        raise TypeError(
            message(f"astype from {x.dtype} to {dtype} would drop the imaginary part", "xp.astype(xp.real(x), dtype)")
        )
    return hooks.convert(x, x.device if device is None else hooks.as_torch_device(device), dtype, copy or None)


@override(
    reason="uses torch's own rule, not the standard's",
    case="data_type_functions/can_cast/pairs",
)
def can_cast(from_: TorchDType | torch.Tensor, to: TorchDType, /) -> bool:
    """Return whether a dtype promotes to another dtype of the same kind, or from real to complex."""
    return can_cast_neutral(NEUTRAL[native_of(from_)], NEUTRAL[to])


@override(
    reason="the dtype attribute is a string; complex dtypes raise an error", case="data_type_functions/finfo/limits"
)
def finfo(type: TorchDType | torch.Tensor, /) -> FInfo:
    """Return the limits of a floating-point dtype, or of the parts of a complex dtype."""
    dtype = native_of(type)
    if dtype not in FLOATING and dtype not in COMPLEX:
        raise TypeError(message(f"finfo needs a floating-point dtype, got {dtype}", "xp.iinfo(dtype) for integers"))
    info = torch.finfo(dtype)
    return FInfo(info.bits, info.eps, info.max, info.min, info.smallest_normal, REAL_OF.get(dtype, dtype))


@override(reason="the dtype attribute is a string", case="data_type_functions/iinfo/limits")
def iinfo(type: TorchDType | torch.Tensor, /) -> IInfo:
    """Return the limits of an integer dtype."""
    dtype = native_of(type)
    if dtype not in INTEGER:
        raise TypeError(message(f"iinfo needs an integer dtype, got {dtype}", "xp.finfo(dtype) for floating dtypes"))
    info = torch.iinfo(dtype)
    return IInfo(info.bits, info.max, info.min, dtype)


@override(
    reason="0-d arrays do not promote like other arrays; uint16, uint32 and uint64 do not promote",
    case="data_type_functions/result_type/pairs",
    upstream="https://github.com/pytorch/pytorch/issues/58736",
)
def result_type(*arrays_and_dtypes: Any) -> TorchDType:
    """Return the dtype that arrays, dtypes and Python scalars promote to."""
    scalars = [x for x in arrays_and_dtypes if isinstance(x, (bool, int, float, complex))]
    found: TorchDType | None = None
    tensor: torch.Tensor | None = None
    for x in arrays_and_dtypes:
        if isinstance(x, torch.Tensor):
            tensor = x
        elif isinstance(x, (bool, int, float, complex)):
            continue
        found = native_of(x) if found is None else promote(found, native_of(x))
    if not arrays_and_dtypes:
        raise ValueError(message("result_type needs an argument", "xp.result_type(x, 1.0)"))
    if found is None:
        found = torch.bool
    for scalar in scalars:
        device = torch.device("cpu") if tensor is None else tensor.device
        found = scalar_dtype(scalar, torch.empty(0, dtype=found, device=device))
    return found
