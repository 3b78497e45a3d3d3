"""NumPy's dtypes and their neutral names. bfloat16 is one of them where ml_dtypes is installed."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Final, TypeAlias, TypeVar

import numpy as np

from unifyarray._core import dtypes
from unifyarray._core.dtypes import DType

from . import backend

Array: TypeAlias = np.ndarray[Any, Any]
F = TypeVar("F", bound=Callable[..., Any])


def _bfloat16() -> np.dtype[Any] | None:
    if dtypes.bfloat16 not in backend.capabilities.extra_dtypes:
        return None
    import ml_dtypes

    dtype: np.dtype[Any] = np.dtype(ml_dtypes.bfloat16)
    return dtype


#: None without ml_dtypes.
BFLOAT16: Final = _bfloat16()

NATIVE: Final[dict[DType, np.dtype[Any]]] = {
    dtype: np.dtype(dtype.name) for dtype in dtypes.ALL if dtype is not dtypes.bfloat16
} | ({} if BFLOAT16 is None else {dtypes.bfloat16: BFLOAT16})
NEUTRAL: Final[dict[np.dtype[Any], DType]] = {native: dtype for dtype, native in NATIVE.items()}
#: Those of booleans and real numbers, which have an order.
REAL: Final = frozenset(native for dtype, native in NATIVE.items() if dtype.rank < 3)
#: Those of floating-point numbers, real and complex.
INEXACT: Final = frozenset(native for dtype, native in NATIVE.items() if dtype.rank >= 2)


def find(native: np.dtype[Any]) -> DType | None:
    """Return the DType of a dtype in either byte order, None where there is none (object, structured ...)."""
    return NEUTRAL.get(native) or NEUTRAL.get(native.newbyteorder("="))


def find_dtype(obj: object) -> DType | None:
    """Return the DType of ``numpy.dtype("float32")`` or ``numpy.float32``; None for what is no dtype of NumPy."""
    if isinstance(obj, type) and issubclass(obj, np.generic):
        return find(np.dtype(obj))
    return find(obj) if isinstance(obj, np.dtype) else None


def cast(x: Any, dtype: DType) -> Any:
    """Return an array of a library whose dtypes are NumPy's in another one; itself where it has that already."""
    target = NATIVE[dtype]
    if x.dtype == target:
        return x
    if x.dtype.kind == "c" and dtype.rank in (1, 2):
        x = x.real
    return x.astype(target)


def widened(function: F) -> F:
    """Return a function that computes with bfloat16 in float32 and rounds the result; itself without ml_dtypes.

    ml_dtypes has the elementwise functions. With those NumPy would round a sum at every step; products of matrices
    it returns in float32, and it sorts NaN anywhere.
    """
    if BFLOAT16 is None:
        return function

    @functools.wraps(function)
    def wide(x: Any, /, *args: Any, **kwargs: Any) -> Any:
        dtype = kwargs.get("dtype")
        if getattr(x, "dtype", None) is not BFLOAT16 and dtype is not BFLOAT16:
            return function(x, *args, **kwargs)
        if dtype is not None:
            out = function(_wide(x), *args, **kwargs | {"dtype": np.float32 if dtype is BFLOAT16 else dtype})
            return out.astype(dtype, copy=False)
        out = function(_wide(x), *map(_wide, args), **{name: _wide(value) for name, value in kwargs.items()})
        if isinstance(out, tuple):
            return type(out)(*map(_narrow, out))
        return _narrow(out)

    return wide  # type: ignore[return-value]


def _wide(x: Any) -> Any:
    return x.astype(np.float32) if getattr(x, "dtype", None) is BFLOAT16 else x


def _narrow(x: Any) -> Any:
    return x.astype(BFLOAT16) if x.dtype == np.float32 else x
