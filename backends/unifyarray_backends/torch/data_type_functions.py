"""Data type functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import torch

from unifyarray._backend import override
from unifyarray._errors import message
from unifyarray._rules import promotion

from ._dtypes import BOOL, COMPLEX, EVERY, FLOATING, INTEGER, NEUTRAL, REAL_OF, UNSIGNED, TorchDType, native_of, promote
from ._operands import scalar_dtype

if TYPE_CHECKING:
    from ._hooks import TorchHooks

_KINDS: dict[str, frozenset[TorchDType]] = {
    "bool": BOOL,
    "signed integer": INTEGER - UNSIGNED,
    "unsigned integer": UNSIGNED,
    "integral": INTEGER,
    "real floating": FLOATING,
    "complex floating": COMPLEX,
    "numeric": EVERY - BOOL,
}


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
    reason="copies to a device by name, and warns of the imaginary part that is dropped",
    case="data_type_functions/astype/device",
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
    return hooks.convert(x, x.device if device is None else hooks.place(device), dtype, copy or None)


@override(
    reason="torch's own rule, which knows nothing of the standard's",
    case="data_type_functions/can_cast/uint64",
)
def can_cast(from_: TorchDType | torch.Tensor, to: TorchDType, /) -> bool:
    """Return whether a dtype promotes to another one of the same kind, or from real to complex."""
    return promotion.can_cast(NEUTRAL[native_of(from_)], NEUTRAL[to])


@override(reason="the dtype attribute is a string, complex dtypes raise", case="data_type_functions/finfo/dtype")
def finfo(type: TorchDType | torch.Tensor, /) -> FInfo:
    """Return the limits of a floating-point dtype; of the real part of a complex one."""
    dtype = native_of(type)
    if dtype not in FLOATING and dtype not in COMPLEX:
        raise TypeError(message(f"{dtype} is no floating-point dtype", "xp.iinfo(dtype)"))
    info = torch.finfo(dtype)
    return FInfo(info.bits, info.eps, info.max, info.min, info.smallest_normal, REAL_OF.get(dtype, dtype))


@override(reason="the dtype attribute is a string", case="data_type_functions/iinfo/dtype")
def iinfo(type: TorchDType | torch.Tensor, /) -> IInfo:
    """Return the limits of an integer dtype."""
    dtype = native_of(type)
    if dtype not in INTEGER:
        raise TypeError(message(f"{dtype} is no integer dtype", "xp.finfo(dtype)"))
    info = torch.iinfo(dtype)
    return IInfo(info.bits, info.max, info.min, dtype)


@override(reason="unknown dtypes are quietly of no kind", case="data_type_functions/isdtype/uint64")
def isdtype(dtype: TorchDType, kind: TorchDType | str | tuple[TorchDType | str, ...]) -> bool:
    """Return whether a dtype is another dtype, or of a kind."""
    if isinstance(kind, tuple):
        return any(isdtype(dtype, one) for one in kind)
    if isinstance(kind, str):
        found = _KINDS.get(kind)
        if found is None:
            raise ValueError(message(f"{kind!r} is no kind of dtype", f"one of {', '.join(map(repr, _KINDS))}"))
        return dtype in found
    if not isinstance(kind, torch.dtype):
        raise TypeError(message(f"{kind!r} is neither a dtype nor a kind of dtypes", 'xp.float32, or "numeric"'))
    return dtype is kind


@override(
    reason="0-d arrays do not count like others, uint16, uint32 and uint64 are unknown",
    case="data_type_functions/result_type/uint64",
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
