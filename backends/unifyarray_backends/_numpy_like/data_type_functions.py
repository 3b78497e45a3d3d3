"""Data type functions: the limits of dtypes as Python numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from unifyarray.plugin import default_dtype_of, dtypes, message

from .dtypes import BFLOAT16

if TYPE_CHECKING:
    from unifyarray.plugin import Hooks


@final
@dataclass(frozen=True)
class FloatInfo:
    """Limits of a real floating dtype, or of the parts of a complex dtype."""

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
        if function == "finfo":
            raise TypeError(message(f"finfo needs a floating-point dtype, got {dtype}", "xp.iinfo(dtype) for integers"))
        raise TypeError(message(f"iinfo needs an integer dtype, got {dtype}", "xp.finfo(dtype) for floating dtypes"))
    return dtype


def float_limits(type_: Any) -> FloatInfo:
    """Return the limits of a floating dtype or of an array's dtype."""
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


def integer_limits(type_: Any) -> IntegerInfo:
    """Return the limits of an integer dtype or of an array's dtype."""
    info = np.iinfo(_dtype_of(type_, "iinfo", "iu"))
    return IntegerInfo(bits=int(info.bits), max=int(info.max), min=int(info.min), dtype=info.dtype)


def check_keeps_imaginary_part(x: Any, dtype: Any) -> None:
    """Raise TypeError if a cast would drop the imaginary part of complex numbers."""
    if x.dtype.kind == "c" and np.dtype(dtype).kind not in "cb":
        fact = f"astype from {x.dtype} to {np.dtype(dtype)} would drop the imaginary part"
        raise TypeError(message(fact, "xp.astype(xp.real(x), dtype)"))


def result_dtype(lib: Any, hooks: Hooks, arguments: tuple[Any, ...]) -> np.dtype[Any]:
    """Return the dtype that arrays, dtypes and scalars promote to; for scalars alone, it is their default dtype."""
    kinds = {type(x) for x in arguments}
    if not kinds or not kinds <= {bool, int, float, complex}:
        return lib.result_type(*arguments)  # type: ignore[no-any-return]
    found = default_dtype_of(hooks, *arguments)
    return hooks.library_dtype(found or (dtypes.int64 if int in kinds else dtypes.bool))  # type: ignore[no-any-return]
