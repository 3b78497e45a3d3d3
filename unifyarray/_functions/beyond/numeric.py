"""Numeric functions: polynomials, integrals, Kronecker products, convolutions, interpolation, distances."""

from __future__ import annotations

from math import inf, prod

from ..._array._late import ua
from ..._array.array import Array
from ..._core import provided
from ..._core.errors import message, shown
from ..._rules import axes
from ..._rules.domains import FLOATING, NUMERIC, REAL_FLOATING, WIDE_REAL_FLOATING, check_domain
from .. import creation
from .arguments import arrays_in_domain, in_domain, library_result, real_number
from .order import sliding_window_view

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final


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
    if not p.size:
        return ua.zeros_like(x)
    found: Any = p[0]
    for i in range(1, p.size):
        found = found * x + p[i]
    return ua.asarray(ua.broadcast_to(found, x.shape), copy=True) if p.size == 1 else found


def trapezoid(y: Array | complex, x: Array | None, dx: Any, axis: Any) -> Array:
    """Add the areas of trapezoids between samples."""
    if x is None and type(dx) in (float, int):
        y = in_domain("trapezoid", y, FLOATING)
        where = axes.normalise_axis(axis, y.ndim)
        if y.shape[where] > 1:
            found = _even_trapezoids(y, where)
            return found if dx == 1 else found * dx
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
    if width.ndim == 0 and y.shape[where] > 1:
        return _even_trapezoids(y, where) * width
    # Halves of each, so that two large samples do not overflow.
    middle = y[(*before, slice(1, None))] * 0.5 + y[(*before, slice(None, -1))] * 0.5
    return ua.sum(middle * width, axis=where)


def _even_trapezoids(y: Array, axis: int) -> Array:
    """Return the areas for a distance of 1. Halves are added, so that two large samples do not overflow."""
    before = (slice(None),) * axis
    ends = y[(*before, 0)] * 0.5 + y[(*before, -1)] * 0.5
    return ua.sum(y[(*before, slice(1, -1))], axis=axis) + ends


# -- convolutions --------------------------------------------------------------------------------------------

#: The most products of windows and kernel that are in memory at a time.
_PRODUCTS: Final = 2**18


def convolve(x1: Array | complex, x2: Array | complex, mode: Any) -> Array:
    """Multiply each window of the longer array with the reversed shorter one, the kernel."""
    first, second = arrays_in_domain("convolve", (x1, x2))
    check_domain("convolve", first.dtype, NUMERIC)
    for part in (first, second):
        if part.ndim != 1 or not part.size:
            fact = f"ua.convolve needs 1-d arrays with elements, got shapes {first.shape} and {second.shape}"
            raise ValueError(message(fact, "ua.convolve(x.ravel(), kernel)"))
    if mode not in ("full", "same", "valid"):
        raise ValueError(message(f"ua.convolve has no mode {shown(mode)}", 'mode="full", "same" or "valid"'))
    xp = first._xp
    if xp.hooks.traced_by(first._native) is None and not xp.hooks.is_abstract(first._native):
        native = library_result("convolve", xp, first._native, second._native, mode)
        if native is not NotImplemented:
            return Array(native, xp)
    if second.size > first.size:
        first, second = second, first
    n, k = first.size, second.size
    start, stop = {"full": (0, n + k - 1), "same": ((k - 1) // 2, (k - 1) // 2 + n), "valid": (k - 1, n)}[mode]
    kernel = ua.flip(second)
    windows = sliding_window_view(first, k, None)
    found = [windows[rows, :] @ kernel for rows in _blocks(0, n - k + 1, k)]
    # The windows at both ends have fewer elements. Zeros in their place would make NaN of an infinite kernel.
    if start < k - 1:
        found[:0] = _sums_at_end(first[: k - 1], kernel, start, k - 1, before=True)
    if stop > n:
        found += _sums_at_end(first[n - k + 1 :], kernel, 0, stop - n, before=False)
    return ua.concat(found) if len(found) > 1 else found[0]


def _blocks(start: int, stop: int, length: int) -> list[slice]:
    """Return slices of rows of a given length, so that the elements of each are few."""
    step = max(1, _PRODUCTS // max(length, 1))
    return [slice(first, min(first + step, stop)) for first in range(start, stop, step)]


def _sums_at_end(x: Array, kernel: Array, start: int, stop: int, *, before: bool) -> list[Array]:
    """Return sums of the products of windows that begin before the first element, or end after the last one."""
    k, outside = kernel.size, creation.zeros(x._xp, x.size, dtype=x.dtype)
    windows = sliding_window_view(ua.concat([outside, x] if before else [x, outside]), k, None)
    found = []
    for rows in _blocks(start, stop, k):
        positions = creation.arange(x._xp, rows.start, rows.stop)[:, None] + creation.arange(x._xp, k)[None, :]
        inside = positions >= k - 1 if before else positions < k - 1
        found.append(ua.sum(ua.where(inside, windows[rows, :] * kernel, 0), axis=1, dtype=x.dtype))
    return found


# -- interpolation -------------------------------------------------------------------------------------------


def interp(x: Array | complex, xp: Array, fp: Array, left: Any, right: Any, period: Any) -> Array:
    """Find the two positions beside each element, and follow the straight line between their values."""
    given = [end for end in (left, right) if end is not None]
    values, *given = arrays_in_domain("interp", (fp, *given), FLOATING)
    if values.dtype.rank == 3:
        parts = []
        for part in (ua.real, ua.imag):
            before, after = _ends(left, right, [part(end) for end in given])
            parts.append(interp(x, xp, part(values), before, after, period))
        return parts[0] + parts[1] * 1j
    x, places, values, *given = arrays_in_domain("interp", (x, xp, values, *given), REAL_FLOATING)
    if places.ndim != 1 or values.shape != places.shape or not places.size:
        fact = f"ua.interp needs positions and values of one 1-d shape, got {places.shape} and {values.shape}"
        raise ValueError(message(fact, "ua.interp(x, ua.asarray([0.0, 1.0]), ua.asarray([5.0, 7.0]))"))
    for end in given:
        if end.ndim:
            raise ValueError(message(f"ua.interp needs numbers for left and right, got shape {end.shape}", "left=0.0"))
    ends = _ends(left, right, given)
    if period is not None:
        x, places, values = _periodic(x, places, values, period)
        ends = [None, None]
    elif provided.in_force().checks and _can_be_read(places) and not bool(ua.all(places[1:] >= places[:-1])):
        fact = "ua.interp needs positions in ascending order, without NaN"
        raise ValueError(message(fact, "order = ua.argsort(xp)"))
    natives = [None if end is None else end._native for end in ends]
    native = library_result("interp", x._xp, x._native, places._native, values._native, *natives)
    if native is not NotImplemented:
        return Array(native, x._xp)
    flat = ua.reshape(x, (-1,))
    found = _between(flat, places, values) if places.size > 1 else ua.where(ua.isnan(flat), flat, values[0])
    first, last = (value if end is None else end for end, value in zip(ends, (values[0], values[-1]), strict=True))
    found = ua.where(flat == places[-1], values[-1], found)
    found = ua.where(flat < places[0], first, ua.where(flat > places[-1], last, found))
    return ua.reshape(found, x.shape)


def _can_be_read(x: Array) -> bool:
    return x._xp.hooks.traced_by(x._native) is None and not x._xp.hooks.is_abstract(x._native)


def _ends(left: Any, right: Any, given: list[Array]) -> list[Array | None]:
    """Return the values beyond both ends, None for one that is not given."""
    values = iter(given)
    return [None if end is None else next(values) for end in (left, right)]


def _periodic(x: Array, places: Array, values: Array, period: Any) -> list[Array]:
    """Move all positions into the first period, in ascending order, and put a neighbour beyond each end."""
    length = abs(real_number(period, "ua.interp needs a number for period", "period=360.0"))
    if not 0 < length < inf:
        raise ValueError(message(f"ua.interp needs a period that is not 0, got {period!r}", "period=360.0"))
    places = places % length
    order = ua.argsort(places)
    places, values = ua.take(places, order), ua.take(values, order)
    places = ua.concat([places[-1:] - length, places, places[:1] + length])
    return [x % length, places, ua.concat([values[-1:], values, values[:1]])]


def _between(x: Array, places: Array, values: Array) -> Array:
    """Interpolate between neighbours, from the right one if an infinity makes NaN from the left one."""
    after = ua.clip(ua.searchsorted(places, x, side="right"), 1, places.size - 1)
    x0, x1, y0, y1 = (ua.take(part, index) for part in (places, values) for index in (after - 1, after))
    width = x1 - x0
    slope = (y1 - y0) / ua.where(width == 0, 1, width)
    found = y0 + slope * (x - x0)
    other = y1 + slope * (x - x1)
    other = ua.where(ua.logical_and(ua.logical_or(x == x0, y0 == y1), x == x), y0, other)
    return ua.where(ua.isnan(found), other, found)


# -- distances -----------------------------------------------------------------------------------------------

_ORDERS: Final = {"euclidean": 2.0, "sqeuclidean": 2.0, "cityblock": 1.0, "chebyshev": inf, "minkowski": None}


def cdist(x1: Array, x2: Array, metric: Any, p: Any) -> Array:
    """Take the norms of the differences, some rows at a time."""
    from ..linalg import vector_norm

    first, second = arrays_in_domain("cdist", (x1, x2), WIDE_REAL_FLOATING)
    if first.ndim < 2 or second.ndim < 2 or first.shape[-1] != second.shape[-1]:
        fact = f"ua.cdist needs points in rows, with as many coordinates, got shapes {first.shape} and {second.shape}"
        raise ValueError(message(fact, "ua.cdist(x[:, None], y[:, None]) for 1-d arrays"))
    stack = axes.known(axes.broadcast([first.shape[:-2], second.shape[:-2]]), "ua.to_numpy(x) computes the shape")
    if type(metric) is not str or metric not in _ORDERS:
        raise ValueError(message(f"ua.cdist has no metric {shown(metric)}", f"one of {', '.join(_ORDERS)}"))
    order = _ORDERS[metric]
    if order is None:
        order = 2.0 if p is None else real_number(p, "ua.cdist needs a number for p", 'metric="minkowski", p=3')
        if not order > 0:
            raise ValueError(message(f"ua.cdist needs a positive p, got {shown(p)}", 'metric="minkowski", p=3'))
    elif p is not None:
        raise ValueError(message(f"metric={metric!r} has no p, got {shown(p)}", f'metric="minkowski", p={shown(p)}'))
    is_squared = metric == "sqeuclidean"
    if _can_be_read(first) and _can_be_read(second):
        native = library_result("cdist", first._xp, first._native, second._native, order, is_squared)
        if native is not NotImplemented:
            return Array(native, first._xp)
    found = []
    for rows in _blocks(0, first.shape[-2], prod(second.shape)):
        differences = first[..., rows, None, :] - second[..., None, :, :]
        if is_squared:
            found.append(ua.sum(differences * differences, axis=-1))
        else:
            found.append(vector_norm(differences, axis=-1, ord=order))
    if not found:
        return creation.zeros(first._xp, (*stack, 0, second.shape[-2]), dtype=first.dtype)
    return ua.concat(found, axis=-2) if len(found) > 1 else found[0]
