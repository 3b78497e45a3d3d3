"""Arguments of special functions: the dtype that they compute in, and the choice between the library's and ours."""

from __future__ import annotations

from ..._array._late import imperative, ua
from ..._array.array import Array
from ..._rules.domains import REAL_FLOATING
from . import incomplete_functions, special_series
from .arguments import HALF, arrays_in_domain, checked_axes, in_domain, library_result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

#: Our functions, with the standard's functions on Arrays of float32 or float64.
_OURS: Final[dict[str, Callable[..., Array]]] = special_series.FUNCTIONS | incomplete_functions.FUNCTIONS


def unary(name: str, x: Array | complex) -> Array:
    """Apply an elementwise function of one argument. Half precision is computed in float32."""
    x = in_domain(f"special.{name}", x, REAL_FLOATING)
    if x.dtype in HALF:
        return ua.astype(unary(name, ua.astype(x, "float32")), x.dtype)
    native = library_result(f"special.{name}", x._xp, x._native)
    return _OURS[name](x) if native is NotImplemented else Array(native, x._xp)


def elementwise(name: str, *arguments: Array | complex) -> Array:
    """Apply an elementwise function of several arguments. Half precision is computed in float32."""
    arrays = arrays_in_domain(f"special.{name}", arguments, REAL_FLOATING)
    dtype = arrays[0].dtype
    if dtype in HALF:
        return ua.astype(elementwise(name, *[ua.astype(x, "float32") for x in arrays]), dtype)
    xp = arrays[0]._xp
    native = library_result(f"special.{name}", xp, *[x._native for x in arrays])
    return _OURS[name](*arrays) if native is NotImplemented else Array(native, xp)


def logsumexp(x: Array | complex, axis: Any, b: Array | complex | None, keepdims: bool) -> Array:
    """Add exponentials, after the largest number is subtracted, and return the logarithm of the sum."""
    if b is None:
        x, weights = in_domain("special.logsumexp", x, REAL_FLOATING), None
    else:
        x, weights = ua.broadcast_arrays(*arrays_in_domain("special.logsumexp", (x, b), REAL_FLOATING))
    dtype = x.dtype
    if dtype in HALF:
        wide = None if weights is None else ua.astype(weights, "float32")
        return ua.astype(logsumexp(ua.astype(x, "float32"), axis, wide, keepdims), dtype)
    axes = checked_axes(axis, x.ndim)
    if weights is None and axes:
        native = library_result("special.logsumexp", x._xp, x._native, axes, bool(keepdims))
        if native is not NotImplemented:
            return Array(native, x._xp)
    if weights is not None:
        x = ua.where(weights == 0, -ua.inf, x)
    largest = _largest(x, axes)
    parts = ua.exp(x - largest)
    total = ua.sum(parts if weights is None else parts * weights, axis=axes, keepdims=True)
    # NumPy warns about logarithms of 0 and of negative numbers.
    found = ua.log(ua.where(total > 0, total, 1)) + largest
    found = ua.where(total == 0, -ua.inf, ua.where(total >= 0, found, ua.nan))
    return found if keepdims else ua.squeeze(found, axis=axes)


def _largest(x: Array, axes: tuple[int, ...]) -> Array:
    """Return the largest numbers along axes, which keep length 1; 0 if they are infinite, or there are none."""
    if 0 in [x.shape[axis] for axis in axes]:
        return ua.sum(x, axis=axes, keepdims=True)
    largest = imperative.stop_gradient(ua.max(x, axis=axes, keepdims=True))
    return ua.where(ua.isfinite(largest), largest, 0)


def softmax(name: str, x: Array | complex, axis: Any) -> Array:
    """Divide exponentials by their sum; for ``"log_softmax"`` return the logarithms. Infinity gives NaN."""
    x = in_domain(f"special.{name}", x, REAL_FLOATING)
    if x.dtype in HALF:
        return ua.astype(softmax(name, ua.astype(x, "float32"), axis), x.dtype)
    axes = checked_axes(axis, x.ndim)
    if len(axes) == 1:
        native = library_result(f"special.{name}", x._xp, x._native, axes[0])
        if native is not NotImplemented:
            return Array(native, x._xp)
    if not x.size:
        return ua.asarray(x, copy=True)
    largest = imperative.stop_gradient(ua.max(x, axis=axes, keepdims=True))
    # NumPy warns about differences of infinities.
    shifted = x - ua.where(ua.isfinite(largest), largest, ua.nan)
    parts = ua.exp(shifted)
    total = ua.sum(parts, axis=axes, keepdims=True)
    return parts / total if name == "softmax" else shifted - ua.log(total)
