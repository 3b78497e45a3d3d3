"""Data type functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import torch

from unifyarray.plugin import can_cast as can_cast_neutral
from unifyarray.plugin import message, override

from ._dtypes import COMPLEX, FLOATING, INTEGER, NEUTRAL, REAL_OF, TorchDType, native_of, promote
from ._operands import scalar_dtype

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
        raise TypeError(message(f"{x.dtype} to {dtype} would drop the imaginary part", "xp.real(x) first"))
    return hooks.convert(x, x.device if device is None else hooks.as_torch_device(device), dtype, copy or None)


@override(
    reason="torch's own rule, which knows nothing of the standard's",
    case="data_type_functions/can_cast/pairs",
)
def can_cast(from_: TorchDType | torch.Tensor, to: TorchDType, /) -> bool:
    """Return whether a dtype promotes to another one of the same kind, or from real to complex."""
    return can_cast_neutral(NEUTRAL[native_of(from_)], NEUTRAL[to])


@override(reason="the dtype attribute is a string, complex dtypes raise", case="data_type_functions/finfo/limits")
def finfo(type: TorchDType | torch.Tensor, /) -> FInfo:
    """Return the limits of a floating-point dtype; of the real part of a complex one."""
    dtype = native_of(type)
    if dtype not in FLOATING and dtype not in COMPLEX:
        raise TypeError(message(f"{dtype} is no floating-point dtype", "xp.iinfo(dtype)"))
    info = torch.finfo(dtype)
    return FInfo(info.bits, info.eps, info.max, info.min, info.smallest_normal, REAL_OF.get(dtype, dtype))


@override(reason="the dtype attribute is a string", case="data_type_functions/iinfo/limits")
def iinfo(type: TorchDType | torch.Tensor, /) -> IInfo:
    """Return the limits of an integer dtype."""
    dtype = native_of(type)
    if dtype not in INTEGER:
        raise TypeError(message(f"{dtype} is no integer dtype", "xp.finfo(dtype)"))
    info = torch.iinfo(dtype)
    return IInfo(info.bits, info.max, info.min, dtype)


@override(
    reason="0-d arrays do not count like others, uint16, uint32 and uint64 are unknown",
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
    if found is None:
        raise ValueError(message("result_type of no array and no dtype", "xp.result_type(x, 1.0)"))
    for scalar in scalars:
        place = torch.device("cpu") if tensor is None else tensor.device
        found = scalar_dtype(scalar, torch.empty(0, dtype=found, device=place))
    return found
