"""Manipulation functions: read-only broadcast arrays, and the dtypes of repeat counts."""

from __future__ import annotations

from typing import Any

import cupy as cp
import numpy as np

from unifyarray.plugin import override

from . import _indexing


@override(
    reason="CuPy has no read-only arrays: if no element is repeated, a write would change the argument",
    case="indexing/__setitem__/broadcast",
)
def broadcast_to(x: Any, /, shape: tuple[int, ...]) -> Any:
    """Return a view of a larger shape, in which elements are repeated."""
    return _indexing.broadcast_read_only(x, shape)


@override(reason="does not accept uint64 repeat counts", case="manipulation_functions/repeat/dtypes")
def repeat(x: Any, repeats: Any, /, *, axis: int | None = None) -> Any:
    """Repeat each element."""
    if not isinstance(repeats, int) and repeats.dtype == np.uint64:
        repeats = repeats.astype(np.int64)
    return cp.repeat(x, repeats, axis)
