"""Sorting functions: stable in both directions."""

from __future__ import annotations

from typing import Any

import cupy as cp

from unifyarray.plugin import override

from .._agnostic.elementwise_functions import no_order


@override(
    reason="CuPy sorts complex numbers; a descending sort must keep the order of equal elements",
    case="sorting_functions/sort/stable",
)
def sort(x: Any, /, *, axis: int = -1, descending: bool = False, stable: bool = True) -> Any:
    """Return the elements in order."""
    if x.dtype.kind == "c":
        raise no_order("sort")
    if not descending:
        return cp.sort(x, axis)
    return cp.flip(cp.sort(cp.flip(x, axis), axis), axis).copy()


@override(reason="CuPy sorts complex numbers", case="sorting_functions/argsort/errors")
def argsort(x: Any, /, *, axis: int = -1, descending: bool = False, stable: bool = True) -> Any:
    """Return the indices that would sort the elements."""
    if x.dtype.kind == "c":
        raise no_order("argsort")
    if not descending:
        return cp.argsort(x, axis)
    return x.shape[axis] - 1 - cp.flip(cp.argsort(cp.flip(x, axis), axis), axis)
