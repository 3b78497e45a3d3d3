"""NumPy's own functions in place of those that unifyarray makes of the standard's, for names beyond the standard."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from .._numpy_like.dtypes import BFLOAT16
from ._warnings import without_warnings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .._numpy_like.dtypes import Array


def median(rows: Array) -> Any:
    """Return the medians along the last axis by one partition, which takes a third of the time of two."""
    if rows.dtype is BFLOAT16:
        return NotImplemented  # NumPy orders its NaN wrongly
    half, is_odd = divmod(rows.shape[-1], 2)
    parts = np.partition(rows, half, axis=-1)
    middle = parts[..., half]
    if not is_odd:
        lower = parts[..., :half].max(axis=-1)
        middle = without_warnings(np.add, lower * rows.dtype.type(0.5), middle * rows.dtype.type(0.5))
    last = parts[..., half:].max(axis=-1)  # NaN if there is one
    return np.where(np.isnan(last), last, middle)


def bincount(x: Array, weights: Array | None, minlength: int) -> Any:
    """Return counts of integers, or sums of weights in float64."""
    try:
        found = np.bincount(x.astype(np.int64, copy=False), _float64(weights), minlength)
    except (ValueError, MemoryError):
        return NotImplemented  # negative or too large numbers
    return found if weights is None else found.astype(weights.dtype, copy=False)


def _float64(x: Array | None) -> Array | None:
    return None if x is None else x.astype(np.float64, copy=False)


FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType({"bincount": bincount, "median": median})
