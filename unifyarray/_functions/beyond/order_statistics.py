"""Elements by their rank: medians and quantiles, of all elements or of those that are not NaN."""

from __future__ import annotations

import math

from ..._array._late import ua
from ..._array.array import Array
from ..._array.calls import to_one_namespace
from ..._core import dtypes as dt
from ..._core import provided
from ..._core.errors import message, shown
from ..._rules.domains import REAL_FLOATING
from ..._runtime.python_scalars import as_python
from .. import creation
from .arguments import axes_last, checked_axes, in_domain, library_result, reduced_shape, require_elements

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Final


def median(name: str, x: Array | complex, axis: Any, keepdims: bool) -> Array:
    """Return medians, for ``"median"`` and ``"nanmedian"``."""
    rows, shape = _rows(name, x, axis, keepdims)
    if name == "nanmedian":
        return ua.reshape(_of_array(rows, _number(rows, 0.5), "linear", skips_nan=True), shape)
    half, is_odd = divmod(rows.shape[-1], 2)
    if is_odd:
        return ua.reshape(_select(rows, (half,))[0], shape)
    return ua.reshape(_mean(*_select(rows, (half - 1, half))), shape)


def quantile(name: str, x: Array | complex, q: Any, axis: Any, method: str, keepdims: bool) -> Array:
    """Return quantiles, for ``"quantile"`` and ``"nanquantile"``; ``"percentile"`` has ``q`` in hundredths."""
    if method not in METHODS:
        raise ValueError(message(f"ua.{name} has no method {shown(method)}", f"pass one of {', '.join(METHODS)}"))
    levels = _levels(name, q)
    if type(levels) is Array:
        x, levels = to_one_namespace(x, levels) if type(x) is Array else (x, levels)
    rows, shape = _rows(name, x, axis, keepdims)
    skips_nan = name.startswith("nan")
    if type(levels) is Array:
        return ua.reshape(_of_array(rows, levels, method, skips_nan=skips_nan), (*levels.shape, *shape))
    several: list[Any] = levels if type(levels) is list else [levels]
    if skips_nan:
        parts = [_of_array(rows, _number(rows, level), method, skips_nan=True) for level in several]
    else:
        parts = _of_numbers(rows, several, method)
    if type(levels) is not list:
        return ua.reshape(parts[0], shape)
    found = ua.stack(parts) if parts else creation.zeros(rows._xp, (0,), dtype=rows.dtype)
    return ua.reshape(found, (len(parts), *shape))


def _rows(name: str, x: Array | complex, axis: Any, keepdims: bool) -> tuple[Array, tuple[int, ...]]:
    """Return an argument with the axes to reduce as its last axis, and the shape of the result."""
    x = in_domain(name, x, REAL_FLOATING)
    axes = checked_axes(axis, x.ndim)
    require_elements(name, x.shape, axes)
    return axes_last(x, axes), reduced_shape(x.shape, axes, keepdims)


# -- which quantiles -----------------------------------------------------------------------------------------


def _levels(name: str, q: Any) -> Any:
    """Return the quantiles to compute, from 0 to 1: a float, a list of floats, or an Array of a floating dtype."""
    most = 100 if name == "percentile" else 1
    if type(q) is list or type(q) is tuple:
        return [_level(name, part, most) for part in q]
    if type(q) is not Array:
        return _level(name, q, most)
    levels = in_domain(name, q, REAL_FLOATING)
    if levels.size and provided.in_force().checks and not levels._xp.hooks.is_abstract(levels._native):
        for end in (ua.min(levels), ua.max(levels)):
            _check_level(name, end._xp.hooks.item(end._native), most)
    return levels / most


def _level(name: str, q: Any, most: int) -> float:
    value = as_python(q)
    if type(value) not in (int, float):
        fact = f"ua.{name} needs numbers from 0 to {most}, got {shown(q)} ({type(q).__name__})"
        raise TypeError(message(fact, f"ua.{name}(x, {most / 4:g})"))
    _check_level(name, value, most)
    return value / most  # type: ignore[operator,return-value]


def _check_level(name: str, value: Any, most: int) -> None:
    if not 0 <= value <= most:
        fact = f"ua.{name} needs numbers from 0 to {most}, got {shown(value)}"
        raise ValueError(message(fact, f"ua.{name}(x, {most / 4:g})"))


# -- the places of quantiles ---------------------------------------------------------------------------------

#: By method that interpolates: the parameters alpha and beta of Hyndman and Fan (1996).
_CONTINUOUS: Final = {
    "interpolated_inverted_cdf": (0.0, 1.0),
    "hazen": (0.5, 0.5),
    "weibull": (0.0, 0.0),
    "linear": (1.0, 1.0),
    "median_unbiased": (1 / 3, 1 / 3),
    "normal_unbiased": (3 / 8, 3 / 8),
}
METHODS: Final = (
    *("inverted_cdf", "averaged_inverted_cdf", "closest_observation"),
    *_CONTINUOUS,
    *("lower", "higher", "midpoint", "nearest"),
)


class _OfNumbers:
    """Operations on Python numbers."""

    floor = staticmethod(math.floor)
    ceil = staticmethod(math.ceil)
    round = staticmethod(round)

    @staticmethod
    def where(condition: Any, first: Any, second: Any) -> Any:
        """Return one of two numbers."""
        return first if condition else second


def _place(method: str, n: Any, q: Any, on: Any) -> tuple[Any, Any]:
    """Return the rank below a quantile of n sorted elements, from -1 to n - 1, and the weight of the next rank.

    ``on`` has the operations for ``n`` and ``q``: Python numbers, or Arrays.
    """
    if method in ("lower", "higher", "nearest"):
        operation = {"lower": on.floor, "higher": on.ceil, "nearest": on.round}[method]
        return operation((n - 1) * q), 0.0
    if method == "linear":
        at = (n - 1) * q
    elif method in _CONTINUOUS:
        alpha, beta = _CONTINUOUS[method]
        at = n * q + (alpha + q * (1 - alpha - beta)) - 1
    else:
        at = {"closest_observation": n * q - 1.5, "midpoint": (n - 1) * q}.get(method, n * q - 1)
    low = on.floor(at)
    weight = at - low
    if method == "midpoint":
        weight = on.where(weight == 0, 0.0, 0.5)
    elif method == "averaged_inverted_cdf":
        weight = on.where(weight == 0, 0.5, 1.0)
    elif method == "inverted_cdf":
        low, weight = on.where(weight == 0, low, low + 1), 0.0
    elif method == "closest_observation":
        low, weight = on.where((weight == 0) & (low % 2 == 1), low, low + 1), 0.0
    return low, weight


# -- the elements --------------------------------------------------------------------------------------------


def _of_numbers(rows: Array, levels: Sequence[float], method: str) -> list[Array]:
    """Return the quantiles of each row for numbers that the host knows, by selection."""
    last = rows.shape[-1] - 1
    places = []
    for level in levels:
        low, weight = _place(method, last + 1, level, _OfNumbers)
        places.append((min(max(low, 0), last), min(max(low + 1, 0), last), weight))
    ranks = sorted({rank for low, high, weight in places for rank in ((low, high) if weight else (low,))})
    found = dict(zip(ranks, _select(rows, ranks), strict=True)) if ranks else {}
    return [found[low] if weight == 0 else _between(found[low], found[high], weight) for low, high, weight in places]


def _between(low: Array, high: Array, weight: Any) -> Array:
    """Interpolate linearly. The weight is not 0; two equal elements are returned as they are."""
    if low is high:
        return low
    if type(weight) is float:
        if weight == 1:
            return high
        if weight == 0.5:
            return ua.where(low == high, low, _mean(low, high))
    difference = high - low
    # From the nearer element, the step is rounded once, which keeps the last bit of subnormal numbers.
    is_low: Any = weight < 0.5
    near = ua.where(is_low, low + difference * weight, high - difference * (1 - weight))
    # The difference is infinite for infinities, and for large numbers of different sign.
    found = ua.where(ua.isfinite(difference), near, low * (1 - weight) + high * weight)
    return ua.where(low == high, low, found)


def _mean(low: Array, high: Array) -> Array:
    """Return the mean of two elements. A sum that overflows has elements whose halves are exact."""
    total = low + high
    return ua.where(ua.isfinite(total), total * 0.5, low * 0.5 + high * 0.5)


def _select(rows: Array, ranks: Sequence[int]) -> list[Array]:
    """Return the elements of some ascending ranks of each row; all are NaN if the row has NaN."""
    native = library_result("order_statistics", rows._xp, rows._native, tuple(ranks))
    if native is not NotImplemented:
        found = Array(native, rows._xp)
        return [found[..., i] for i in range(len(ranks))]
    ordered = ua.sort(rows, stable=False)
    has_nan = ua.isnan(ordered[..., -1])
    return [ua.where(has_nan, ua.nan, ordered[..., rank]) for rank in ranks]


def _number(rows: Array, level: float) -> Array:
    """Return a number as an Array of the widest real floating dtype of the device."""
    return creation.asarray(rows._xp, level, dtype=_wide(rows))


def _wide(x: Array) -> dt.DType:
    return dt.widest_float(x._xp.hooks.dtypes)


def _of_array(rows: Array, levels: Array, method: str, *, skips_nan: bool) -> Array:
    """Return the quantiles of each row for an Array of numbers, whose axes come first in the result."""
    ordered = ua.sort(rows, stable=False)
    wide = _wide(rows)
    n: Any = rows.shape[-1]
    if skips_nan:
        n = ua.astype(ua.count_nonzero(~ua.isnan(rows), axis=-1, keepdims=True), wide)
    low, weight = _place(method, n, ua.reshape(ua.astype(levels, wide), (-1,)), ua)
    last = n - 1 if not skips_nan else ua.maximum(n - 1, 0)
    shape = (*rows.shape[:-1], levels.size)
    first, second = (
        ua.take_along_axis(ordered, ua.broadcast_to(ua.astype(ua.clip(low + step, 0, last), "int64"), shape), axis=-1)
        for step in (0, 1)
    )
    if type(weight) is Array:
        weight = ua.astype(weight, rows.dtype)
        between = ua.where(weight == 0.5, _mean(first, second), _between(first, second, weight))
        between = ua.where(weight == 1, second, between)
        first = ua.where(ua.logical_or(weight == 0, first == second), first, between)
    if not skips_nan:
        first = ua.where(ua.isnan(ordered[..., -1:]), ua.nan, first)
    return ua.moveaxis(first, -1, 0)
