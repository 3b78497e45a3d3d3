"""Searching functions."""

from __future__ import annotations

from typing import Any

import cupy as cp

from unifyarray._backend import override


@override(
    reason="keepdims keeps the wrong axes where several are counted", case="searching_functions/count_nonzero/value"
)
def count_nonzero(x: Any, /, *, axis: Any = None, keepdims: bool = False) -> Any:
    """Return the number of elements that are not zero."""
    return cp.sum(x != 0, axis=axis, dtype=cp.int64, keepdims=keepdims)
