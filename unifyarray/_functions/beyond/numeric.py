"""Numeric functions: polynomials, integrals, Kronecker products."""

from __future__ import annotations

from ..._array._late import ua
from ..._array.array import Array
from ..._core.errors import message
from ..._rules import axes
from ..._rules.domains import FLOATING, NUMERIC, check_domain
from .arguments import arrays_in_domain, in_domain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def kron(x1: Array | complex, x2: Array | complex) -> Array:
    """Multiply every element by the whole second array."""
    first, second = arrays_in_domain("kron", (x1, x2))
    check_domain("kron", first.dtype, NUMERIC)
    ndim = max(first.ndim, second.ndim)
    left, right = ((1,) * (ndim - part.ndim) + part.shape for part in (first, second))
    # The axes of both alternate, and each pair becomes one axis.
    spread = [length for n in left for length in (n, 1)], [length for n in right for length in (1, n)]
    found = ua.reshape(first, tuple(spread[0])) * ua.reshape(second, tuple(spread[1]))
    return ua.reshape(found, tuple([n * m for n, m in zip(left, right, strict=True)]))


def polyval(coefficients: Array, x: Array | complex) -> Array:
    """Evaluate by Horner's rule, which needs one temporary array at a time."""
    p, x = arrays_in_domain("polyval", (coefficients, x))
    check_domain("polyval", p.dtype, NUMERIC)
    if p.ndim != 1:
        fact = f"ua.polyval needs 1-d coefficients, got shape {p.shape}"
        raise ValueError(message(fact, "ua.polyval(ua.asarray([1.0, 0.0, -2.0]), x), for x**2 - 2"))
    found = ua.zeros_like(x)
    for i in range(p.size):
        found = found * x + p[i]
    return found


def trapezoid(y: Array | complex, x: Array | None, dx: Any, axis: Any) -> Array:
    """Add the areas of trapezoids between samples."""
    if x is None:
        y, width = arrays_in_domain("trapezoid", (in_domain("trapezoid", y, FLOATING), dx), FLOATING)
        if width.ndim:
            raise ValueError(message(f"ua.trapezoid needs one number for dx, got shape {width.shape}", "x=positions"))
        where = axes.normalise_axis(axis, y.ndim)
    else:
        y, places = arrays_in_domain("trapezoid", (y, x), FLOATING)
        where = axes.normalise_axis(axis, y.ndim)
        if places.shape not in (y.shape, (y.shape[where],)):
            fact = f"ua.trapezoid needs x of shape {y.shape}, or {(y.shape[where],)}, got {places.shape}"
            raise ValueError(message(fact, "ua.broadcast_to(x, y.shape)"))
        if places.ndim == 1:
            places = ua.reshape(places, (-1,) + (1,) * (y.ndim - 1 - where))
        along = where - y.ndim
        width = ua.diff(places, axis=along)
    before = (slice(None),) * where
    # Halves of each, so that two large samples do not overflow.
    middle = y[(*before, slice(1, None))] * 0.5 + y[(*before, slice(None, -1))] * 0.5
    return ua.sum(middle * width, axis=where)
