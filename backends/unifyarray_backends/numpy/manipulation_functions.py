"""Manipulation functions: numbers of repeats."""

from __future__ import annotations

from typing import Any

import numpy as np

from unifyarray._backend.backend import override

from ._dtypes import Array


@override(
    reason="NumPy takes no uint64 numbers of repeats",
    case="manipulation_functions/repeat/dtypes",
)
def repeat(x: Any, repeats: int | Array, /, *, axis: int | None = None) -> Array:
    """Repeat each element."""
    if not isinstance(repeats, int) and repeats.dtype == np.uint64:
        repeats = repeats.astype(np.int64)
    return np.repeat(x, repeats, axis)
