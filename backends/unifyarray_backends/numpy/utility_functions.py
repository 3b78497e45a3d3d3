"""Utilities."""

from __future__ import annotations

from typing import Any

import numpy as np

from unifyarray._backend.backend import override

from ._dtypes import Array


@override(
    reason="NumPy does not take None for an absent prepend or append",
    case="utility_functions/diff/ends",
)
def diff(x: Any, /, *, axis: int = -1, n: int = 1, prepend: Any = None, append: Any = None) -> Array:
    """Return the differences between neighbours along an axis."""
    given = {name: value for name, value in (("prepend", prepend), ("append", append)) if value is not None}
    return np.diff(x, n, axis, **given)
