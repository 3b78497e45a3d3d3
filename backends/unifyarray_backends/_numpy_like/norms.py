"""Which values of a norm can be trusted: beyond them, the powers of the elements overflowed or lost digits."""

from __future__ import annotations

import functools
import math
from typing import Any, Final

import numpy as np

#: Orders of norms that need no powers, so that the library's result is exact in the dtype's whole range.
WITHOUT_POWERS: Final = frozenset({0, 1, math.inf, -math.inf})


@functools.cache
def trusted_range(order: float, dtype: Any) -> tuple[float, float]:
    """Return the range in which norms without scaling are accurate: from its lower bound up to below its upper one.

    Parameters
    ----------
    order : float
        The order of the norm; not one of `WITHOUT_POWERS`.
    dtype : numpy.dtype
        The dtype of the norm.
    """
    limits = np.finfo(dtype)
    # An element whose power is subnormal loses digits. It adds less than epsilon to a sum of powers above this bound.
    smallest = float(limits.smallest_normal) / float(limits.eps)
    bound = smallest ** (1 / order)
    low, high = (bound, math.inf) if order > 0 else (float(limits.smallest_subnormal), bound)
    if order == 2:
        return low, high
    # The rounding error of 1 / order grows with the logarithm of the norm, up to 8 epsilon at these bounds.
    return max(low, 1e-7), min(high, 1e7)


__all__ = ["WITHOUT_POWERS", "trusted_range"]
