"""Manipulation functions: the dtypes of repeat counts."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from unifyarray.plugin import override

from .._numpy_like.dtypes import Array
from ._unwrapped import unwrapped

UNWRAPPED: Final = unwrapped("manipulation_functions", np, "permute_dims")


@override(
    reason="NumPy does not accept uint64 repeat counts",
    case="manipulation_functions/repeat/dtypes",
)
def repeat(x: Any, repeats: int | Array, /, *, axis: int | None = None) -> Array:
    """Repeat each element."""
    if not isinstance(repeats, int) and repeats.dtype == np.uint64:
        repeats = repeats.astype(np.int64)
    return np.repeat(x, repeats, axis)
