"""NumPy's dtypes and the DType of each; bfloat16 is among them if ml_dtypes is installed."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import numpy as np

from unifyarray.plugin import DType, Hooks, dtypes

from . import HAS_BFLOAT16

Array: TypeAlias = np.ndarray[Any, Any]


def _bfloat16() -> np.dtype[Any] | None:
    if not HAS_BFLOAT16:
        return None
    import ml_dtypes

    dtype: np.dtype[Any] = np.dtype(ml_dtypes.bfloat16)
    return dtype


#: The dtype bfloat16, or None if ml_dtypes is not installed.
BFLOAT16: Final = _bfloat16()

NATIVE: Final[dict[DType, np.dtype[Any]]] = {
    dtype: np.dtype(dtype.name) for dtype in dtypes.ALL if dtype is not dtypes.bfloat16
} | ({} if BFLOAT16 is None else {dtypes.bfloat16: BFLOAT16})
NEUTRAL: Final[dict[np.dtype[Any], DType]] = {native: dtype for dtype, native in NATIVE.items()}
#: The dtypes of booleans and real numbers, whose values have an order.
REAL: Final = frozenset(native for dtype, native in NATIVE.items() if dtype.rank < 3)
#: The dtypes of floating-point numbers, real and complex.
INEXACT: Final = frozenset(native for dtype, native in NATIVE.items() if dtype.rank >= 2)


def find(native: np.dtype[Any]) -> DType | None:
    """Return the DType of a NumPy dtype in either byte order; None for other dtypes (object, structured ...)."""
    return NEUTRAL.get(native) or NEUTRAL.get(native.newbyteorder("="))


def find_dtype(obj: object) -> DType | None:
    """Return the DType of ``numpy.dtype("float32")`` or ``numpy.float32``; None for other objects."""
    if isinstance(obj, type) and issubclass(obj, np.generic):
        return find(np.dtype(obj))
    return find(obj) if isinstance(obj, np.dtype) else None


def library_dtype(hooks: Hooks, dtype: DType) -> np.dtype[Any]:
    """Return NumPy's dtype object; raise TypeError if NumPy does not have the dtype."""
    found = NATIVE.get(dtype)
    return hooks._raise_missing(dtype) if found is None else found


def cast(x: Any, dtype: DType) -> Any:
    """Return an array in another dtype; the array itself if it already has that dtype."""
    target = NATIVE[dtype]
    if x.dtype == target:
        return x
    if x.dtype.kind == "c" and dtype.rank in (1, 2):
        x = x.real
    return x.astype(target)
