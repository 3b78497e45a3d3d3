"""Functions that count: bincount."""

from __future__ import annotations

from ..._array._late import ua
from ..._array.array import Array
from ..._array.calls import to_one_namespace
from ..._core.errors import message
from ..._rules import axes
from ..._rules.domains import INTEGER, REAL_FLOATING, check_domain
from .. import creation
from .groups import sums
from .library_functions import in_domain, library_result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def bincount(x: Array, weights: Array | None, minlength: Any) -> Array:
    """Count by searching the ends of each bin in the sorted numbers; add the weights of each bin in pairs."""
    x = in_domain("bincount", x)
    check_domain("bincount", x.dtype, INTEGER)
    if x.ndim != 1:
        raise ValueError(message(f"ua.bincount needs a 1-d array, got shape {x.shape}", "ua.bincount(x.ravel())"))
    least = axes.integer(minlength, "minlength")
    if least < 0:
        raise ValueError(message(f"minlength must not be negative, got {least}", "minlength=0"))
    axes.check_length(least, "minlength")
    if weights is not None:
        weights = in_domain("bincount", weights, REAL_FLOATING)
        if weights.shape != x.shape:
            raise ValueError(
                message(
                    f"ua.bincount needs weights of shape {x.shape}, as x has, got {weights.shape}",
                    "ua.broadcast_to(weights, x.shape)",
                )
            )
        x, weights = to_one_namespace(x, weights)
    xp = x._xp
    native = library_result("bincount", xp, x._native, None if weights is None else weights._native, least)
    if native is not NotImplemented:
        return Array(native, xp)
    length = max(least, _largest(x) + 1) if x.size else least
    axes.check_length(length, "the largest number of x")
    x = ua.astype(x, "int64", copy=False)
    if weights is None:
        ends = ua.searchsorted(ua.sort(x, stable=False), creation.arange(xp, length + 1))
        return ends[1:] - ends[:-1]
    return sums(x, weights, length)


def _largest(x: Array) -> int:
    """Return the largest of some numbers; ValueError if one is negative."""
    smallest = int(ua.min(x))
    if smallest < 0:
        raise ValueError(
            message(f"ua.bincount needs numbers that are not negative, got {smallest}", "ua.bincount(x - ua.min(x))")
        )
    return int(ua.max(x))
