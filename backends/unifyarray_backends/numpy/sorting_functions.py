"""Sorting functions: stable in both directions, NaN as the largest value."""

from __future__ import annotations

from typing import Any

import numpy as np

from unifyarray.plugin import override

from .._agnostic.elementwise_functions import no_order
from .._numpy_like.dtypes import Array
from ._bfloat16 import through_float32


@override(
    reason="NumPy sorts complex numbers; a descending sort must keep the order of equal elements",
    upstream="https://github.com/numpy/numpy/issues/20778",
    case="sorting_functions/sort/stable",
)
@through_float32
def sort(x: Any, /, *, axis: int = -1, descending: bool = False, stable: bool = True) -> Array:
    """Return the elements in order."""
    kind = x.dtype.kind
    if kind == "c":
        raise no_order("sort")
    # Equal integers cannot be told apart, and the unstable sort is faster. Zeros of different sign can.
    stable = stable and kind == "f"
    if not descending:
        return np.sort(x, axis=axis, stable=stable or None)
    ascending = np.sort(np.flip(x, axis=axis), axis=axis, stable=stable or None)
    return np.flip(ascending, axis=axis).copy()


@override(
    reason="NumPy sorts complex numbers",
    case="sorting_functions/argsort/errors",
)
@through_float32
def argsort(x: Any, /, *, axis: int = -1, descending: bool = False, stable: bool = True) -> Array:
    """Return the indices that would sort the elements."""
    if x.dtype.kind == "c":
        raise no_order("argsort")
    if not descending:
        return np.argsort(x, axis=axis, stable=stable or None)
    ascending = np.argsort(np.flip(x, axis=axis), axis=axis, stable=stable or None)
    return x.shape[axis] - 1 - np.flip(ascending, axis=axis)  # type: ignore[no-any-return]
