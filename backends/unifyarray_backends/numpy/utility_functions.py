"""Utility functions."""

from __future__ import annotations

from typing import Any

import numpy as np

from unifyarray.plugin import override

from .._numpy_like.dtypes import Array


@override(
    reason="NumPy does not accept None for prepend or append",
    case="utility_functions/diff/ends",
)
def diff(x: Any, /, *, axis: int = -1, n: int = 1, prepend: Any = None, append: Any = None) -> Array:
    """Return the differences between neighbours along an axis."""
    ends = {name: value for name, value in (("prepend", prepend), ("append", append)) if value is not None}
    return np.diff(x, n, axis, **ends)
