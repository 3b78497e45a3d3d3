"""From which lengths and magnitudes on the plain way to compute a sum or a norm loses digits."""

from __future__ import annotations

import math
from typing import Final

#: The most elements that are added one after the other: the error is at most that many halves of epsilon, plus those of
#: blocks. 1,000 epsilons are the contract's bound (row 15).
LONG: Final = 1500
#: Orders of norms that need no powers, so that the library's result is exact in the dtype's whole range.
WITHOUT_POWERS: Final = frozenset({0, 1, math.inf, -math.inf})


def trusted_range(order: float, smallest_normal: float, eps: float) -> tuple[float, float]:
    """Return the range in which norms without scaling are accurate: from its lower bound up to below its upper one.

    Beyond it, the powers of the elements overflowed or lost digits.

    Parameters
    ----------
    order : float
        The order of the norm; not one of `WITHOUT_POWERS`.
    smallest_normal, eps : float
        The limits of the norm's dtype.
    """
    # An element whose power is subnormal loses digits. It adds less than epsilon to a sum of powers above this bound.
    exponent = math.log2(smallest_normal / eps) / order
    bound = 2.0**exponent if exponent < 1024 else math.inf  # Python raises for powers beyond every float
    smallest_subnormal = smallest_normal * eps
    low, high = (bound, math.inf) if order > 0 else (smallest_subnormal, bound)
    if order == 2:
        return low, high
    # The rounding error of 1 / order grows with the logarithm of the norm, up to 8 epsilon at these bounds.
    return max(low, 1e-7), min(high, 1e7)


__all__ = ["LONG", "WITHOUT_POWERS", "trusted_range"]
