"""Indexing functions: indices are checked even if there is nothing to take."""

from __future__ import annotations

from typing import Any

import numpy as np

from unifyarray.plugin import checks_values, normalise_axis, out_of_bounds, override

from .._numpy_like.dtypes import Array

_REASON = "NumPy does not check the indices if another axis is empty"


def _check_bounds(x: Array, indices: Array, axis: int) -> None:
    """Raise IndexError for an index out of bounds of an empty array."""
    if not indices.size or not checks_values():
        return
    where = normalise_axis(axis, x.ndim)
    size = x.shape[where]
    outside = indices[(indices < -size) | (indices >= size)]
    if outside.size:
        raise out_of_bounds(int(outside[0]), where, size)


@override(reason=_REASON, case="indexing_functions/take/bounds")
def take(x: Array, indices: Array, /, *, axis: int | None = None, **kwargs: Any) -> Array:
    """Return elements along an axis."""
    if not x.size and axis is not None:
        _check_bounds(x, indices, axis)
    return np.take(x, indices, axis, **kwargs)


@override(reason=_REASON, case="indexing_functions/take_along_axis/bounds")
def take_along_axis(x: Array, indices: Array, /, *, axis: int = -1) -> Array:
    """Return elements along an axis, by an array of indices; the other axes broadcast."""
    if not x.size:
        _check_bounds(x, indices, axis)
    return np.take_along_axis(x, indices, axis)
