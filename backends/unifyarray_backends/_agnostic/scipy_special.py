"""SciPy's special functions, for backends whose arrays are in host memory. It is imported at the first call."""

from __future__ import annotations

import functools
from typing import Any


@functools.cache
def module() -> Any:
    """Return ``scipy.special``; None if SciPy is not installed."""
    try:
        import scipy.special
    except ImportError:
        return None
    return scipy.special


__all__ = ["module"]
