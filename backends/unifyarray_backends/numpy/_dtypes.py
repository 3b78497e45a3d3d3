"""NumPy's dtypes and their neutral names."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import numpy as np

from unifyarray import _dtypes
from unifyarray._dtypes import DType

Array: TypeAlias = np.ndarray[Any, Any]

#: bfloat16 is missing: NumPy has it only through a third library.
NATIVE: Final[dict[DType, np.dtype[Any]]] = {
    dtype: np.dtype(dtype.name) for dtype in _dtypes.ALL if dtype is not _dtypes.bfloat16
}
NEUTRAL: Final[dict[np.dtype[Any], DType]] = {native: dtype for dtype, native in NATIVE.items()}


def find(native: np.dtype[Any]) -> DType | None:
    """Return the DType of a dtype in either byte order, None where there is none (object, structured ...)."""
    return NEUTRAL.get(native) or NEUTRAL.get(native.newbyteorder("="))
