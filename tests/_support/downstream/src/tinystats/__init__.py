"""Statistics of arrays of any library."""

from __future__ import annotations

from typing import Any

import unifyarray as ua

SCALES = {"unit": 1.0, "percent": 100.0}


def standardized(x: Any, scale: str = "unit") -> Any:
    """Return the numbers with mean 0 and standard deviation 1, times a scale."""
    xp = ua.array_namespace(x)
    spread = xp.std(x)
    if not spread > 0:
        return xp.zeros_like(x)
    return (x - xp.mean(x)) / spread * SCALES[scale]


def never_tested(x: Any) -> Any:
    """Return the numbers themselves."""
    return x
