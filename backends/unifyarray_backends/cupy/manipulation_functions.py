"""Manipulation functions: the dtypes of repeat counts."""

from __future__ import annotations

from typing import Any

import cupy as cp
import numpy as np

from unifyarray.plugin import override


@override(reason="does not accept uint64 repeat counts", case="manipulation_functions/repeat/dtypes")
def repeat(x: Any, repeats: Any, /, *, axis: int | None = None) -> Any:
    """Repeat each element."""
    if not isinstance(repeats, int) and repeats.dtype == np.uint64:
        repeats = repeats.astype(np.int64)
    return cp.repeat(x, repeats, axis)
