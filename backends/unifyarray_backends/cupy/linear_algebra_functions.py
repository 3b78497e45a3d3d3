"""Linear algebra functions of the main namespace: dot products of long vectors."""

from __future__ import annotations

from typing import Any

import array_api_compat.cupy as base
import cupy as cp
import numpy as np

from unifyarray.plugin import override


@override(
    reason="a matrix product adds the products of a vector one by one, and half precision overflows",
    case="linear_algebra_functions/vecdot/long",
)
def vecdot(x1: Any, x2: Any, /, *, axis: int = -1) -> Any:
    """Return the dot product along an axis; the first array is conjugated."""
    dtype = np.result_type(x1.dtype, x2.dtype)
    if dtype.kind not in "fc" or x1.shape[axis] != x2.shape[axis]:
        return base.vecdot(x1, x2, axis=axis)
    if dtype == np.float16:
        x1, x2 = x1.astype(np.float32), x2.astype(np.float32)
    products = cp.conj(cp.moveaxis(x1, axis, -1)) * cp.moveaxis(x2, axis, -1)
    return cp.sum(products, axis=-1).astype(dtype, copy=False)
