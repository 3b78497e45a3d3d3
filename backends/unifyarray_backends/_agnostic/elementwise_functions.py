"""Elementwise functions: what has no order, and bounds of another dtype than what they bound.

``lib`` is a library with NumPy's names: NumPy itself, or CuPy, whose dtypes are NumPy's.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from unifyarray._errors import message


def no_order(function: str) -> TypeError:
    """Return the error of a function that needs an order, for complex numbers."""
    return TypeError(
        message(f"{function}: complex numbers have no order", "compare xp.real(x), xp.imag(x) or xp.abs(x)")
    )


def bound(lib: Any, value: Any, dtype: np.dtype[Any], *, lower: bool) -> Any:
    """Return a bound of ``clip`` in the dtype of what it bounds; None where it bounds nothing."""
    if value is None or getattr(value, "dtype", None) == dtype:
        return value
    if dtype.kind not in "iu":
        return lib.asarray(value, dtype=dtype) if hasattr(value, "dtype") else value
    limits = np.iinfo(dtype)
    if isinstance(value, int):
        return None if (value <= limits.min if lower else value >= limits.max) else value
    if getattr(value, "dtype", dtype).kind not in "iu":
        return value
    own = np.iinfo(value.dtype)
    low, high = max(limits.min, own.min), min(limits.max, own.max)
    return lib.minimum(lib.maximum(value, low), high).astype(dtype)
