"""Reductions beyond the standard: medians."""

from __future__ import annotations

from ..._array._late import ua
from ..._array.array import Array
from ..._rules.domains import REAL_FLOATING
from .library_functions import axes_last, checked_axes, in_domain, library_result, reduced_shape, require_elements

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def median(x: Array | complex, axis: Any, keepdims: bool) -> Array:
    """Sort along the axes, and return the mean of the two elements in the middle; NaN is sorted to the end."""
    x = in_domain("median", x, REAL_FLOATING)
    axes = checked_axes(axis, x.ndim)
    require_elements("median", x.shape, axes)
    shape = reduced_shape(x.shape, axes, keepdims)
    x = axes_last(x, axes)
    native = library_result("median", x._xp, x._native)
    if native is not NotImplemented:
        return ua.reshape(Array(native, x._xp), shape)
    rows = ua.sort(x, stable=False)
    half, is_odd = divmod(x.shape[-1], 2)
    # Each half is exact: the sum of two large numbers could overflow.
    middle = rows[..., half] if is_odd else rows[..., half - 1] * 0.5 + rows[..., half] * 0.5
    return ua.reshape(ua.where(ua.isnan(rows[..., -1]), ua.nan, middle), shape)
