"""Data type functions: what is known of a dtype, in Python numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

import array_api_compat.numpy as base
import numpy as np

from unifyarray._backend.backend import override
from unifyarray._core.errors import message

from ._dtypes import BFLOAT16


@final
@dataclass(frozen=True)
class FloatInfo:
    """Limits of a real floating dtype, or of the components of a complex one."""

    bits: int
    eps: float
    max: float
    min: float
    smallest_normal: float
    dtype: np.dtype[Any]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(np.finfo(self.dtype), name)


@final
@dataclass(frozen=True)
class IntegerInfo:
    """Limits of an integer dtype."""

    bits: int
    max: int
    min: int
    dtype: np.dtype[Any]


def _dtype_of(type_: Any, function: str, kinds: str) -> np.dtype[Any]:
    dtype: np.dtype[Any] = np.dtype(type_) if isinstance(type_, (type, str, np.dtype)) else type_.dtype
    if dtype.kind not in kinds and not (dtype is BFLOAT16 and function == "finfo"):
        other = "iinfo" if function == "finfo" else "finfo"
        raise TypeError(message(f"{function} knows nothing of {dtype}", f"xp.{other}, if it is one of the other kind"))
    return dtype


@override(
    reason="drops the imaginary part of complex numbers, with a warning",
    case="data_type_functions/astype/extremes",
)
def astype(x: Any, dtype: Any, /, *, copy: bool = True, device: Any = None) -> Any:
    """Return an array in another dtype."""
    if x.dtype.kind == "c" and np.dtype(dtype).kind not in "cb":
        raise TypeError(message(f"{x.dtype} to {np.dtype(dtype)} would drop the imaginary part", "xp.real(x) first"))
    return base.astype(x, dtype, copy=copy, device=device)


@override(
    reason="NumPy's limits are NumPy scalars, float32 among them",
    upstream="https://github.com/numpy/numpy/issues/20501",
    case="data_type_functions/finfo/limits",
)
def finfo(type_: Any, /) -> FloatInfo:
    """Return the limits of a floating dtype or of an array's."""
    dtype = _dtype_of(type_, "finfo", "fc")
    if dtype is BFLOAT16:
        from ml_dtypes import finfo as limits

        info: Any = limits(dtype)
    else:
        info = np.finfo(dtype)
    return FloatInfo(
        bits=int(info.bits),
        eps=float(info.eps),
        max=float(info.max),
        min=float(info.min),
        smallest_normal=float(info.smallest_normal),
        dtype=info.dtype,
    )


@override(
    reason="for a dtype that is not an integer's, NumPy raises ValueError",
    case="data_type_functions/iinfo/errors",
)
def iinfo(type_: Any, /) -> IntegerInfo:
    """Return the limits of an integer dtype or of an array's."""
    info = np.iinfo(_dtype_of(type_, "iinfo", "iu"))
    return IntegerInfo(bits=int(info.bits), max=int(info.max), min=int(info.min), dtype=info.dtype)
