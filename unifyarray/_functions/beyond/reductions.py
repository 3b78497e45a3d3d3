"""Reductions beyond the standard: those that skip NaN, weighted means, covariances."""

from __future__ import annotations

from ..._array._late import ua
from ..._array.array import Array
from ..._core.errors import message
from ..._rules.domains import FLOATING, REAL_FLOATING, REAL_OR_BOOL
from ..statistical_functions import correction_of
from .arguments import (
    HALF,
    arrays_in_domain,
    checked_axes,
    in_domain,
    library_result,
    require_elements,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# -- elements that are not NaN -------------------------------------------------------------------------------


def nansum(x: Array | complex, axis: Any, dtype: Any, keepdims: bool) -> Array:
    """Add the elements, with 0 for NaN."""
    x = in_domain("nansum", x)
    if axis is None and dtype is None and not keepdims:
        native = library_result("nansum", x._xp, x._native)
        if native is not NotImplemented:
            return Array(native, x._xp)
    if x.dtype.rank >= 2:
        x = ua.where(ua.isnan(x), 0, x)
    return ua.sum(x, axis=axis, dtype=dtype, keepdims=keepdims)


def nanmean(x: Array | complex, axis: Any, keepdims: bool) -> Array:
    """Divide the sum by the number of elements that are not NaN. Half precision is computed in float32."""
    x = in_domain("nanmean", x, FLOATING)
    if x.dtype in HALF:
        return ua.astype(nanmean(ua.astype(x, "float32"), axis, keepdims), x.dtype)
    total = nansum(x, axis, None, keepdims)
    return total / _count(x, x == x, axis, 0.0, keepdims)


def _count(x: Array, counted: Array, axis: Any, correction: float, keepdims: bool) -> Array:
    """Return the number of elements that are not NaN less a correction; NaN if that is not positive."""
    real = ua.real(x).dtype if x.dtype.rank == 3 else x.dtype
    count = ua.astype(ua.count_nonzero(counted, axis=axis, keepdims=keepdims), real) - correction
    return ua.where(count > 0, count, ua.nan)


def nanvar(name: str, x: Array | complex, axis: Any, correction: Any, keepdims: bool) -> Array:
    """Return variances, or for ``"nanstd"`` standard deviations: norms of the deviations from the mean.

    Half precision is computed in float32.
    """
    from ..linalg import vector_norm

    x = in_domain(name, x, REAL_FLOATING)
    if x.dtype in HALF:
        return ua.astype(nanvar(name, ua.astype(x, "float32"), axis, correction, keepdims), x.dtype)
    less = correction_of(correction)
    mean = nanmean(x, axis, True)
    skipped = ua.isnan(x)
    deviations = ua.where(skipped, 0, x - mean)
    count = _count(x, ~skipped, axis, less, keepdims)
    if name == "nanstd":  # the norm has the derivative 0 at 0
        return vector_norm(deviations, axis=axis, keepdims=keepdims) / ua.sqrt(count)
    return ua.sum(deviations * deviations, axis=axis, keepdims=keepdims) / count


def nanextreme(name: str, x: Array | complex, axis: Any, keepdims: bool) -> Array:
    """Return the smallest or largest elements that are not NaN, for ``"nanmin"`` and ``"nanmax"``."""
    x = in_domain(name, x, REAL_OR_BOOL)
    axes = checked_axes(axis, x.ndim)
    require_elements(name, x.shape, axes)
    extreme = ua.min if name == "nanmin" else ua.max
    if x.dtype.rank < 2:
        return extreme(x, axis=axes, keepdims=keepdims)
    native = library_result(name, x._xp, x._native, axes, bool(keepdims))
    if native is not NotImplemented:
        return Array(native, x._xp)
    skipped = ua.isnan(x)
    filled = ua.where(skipped, ua.inf if name == "nanmin" else -ua.inf, x)
    found = extreme(filled, axis=axes, keepdims=keepdims)
    return ua.where(ua.all(skipped, axis=axes, keepdims=keepdims), ua.nan, found)


# -- weighted means and covariances --------------------------------------------------------------------------


def average(x: Array | complex, axis: Any, weights: Array | None, keepdims: bool) -> Array:
    """Divide the sum of the weighted elements by the sum of the weights. Half precision is computed in float32."""
    if weights is None:
        return ua.mean(in_domain("average", x, FLOATING), axis=axis, keepdims=keepdims)
    x, weights = arrays_in_domain("average", (x, weights), FLOATING)
    if x.dtype in HALF:
        return ua.astype(average(ua.astype(x, "float32"), axis, ua.astype(weights, "float32"), keepdims), x.dtype)
    axes = checked_axes(axis, x.ndim)
    shape = tuple([x.shape[a] for a in axes])
    if weights.shape != x.shape:
        if weights.shape != shape:
            fact = f"ua.average needs weights of shape {x.shape}, or {shape} for axis={axis}, got {weights.shape}"
            raise ValueError(message(fact, "ua.broadcast_to(weights, x.shape)"))
        order = sorted(range(len(axes)), key=lambda i: axes[i])
        spread = tuple([length if a in axes else 1 for a, length in enumerate(x.shape)])
        weights = ua.reshape(ua.permute_dims(weights, tuple(order)), spread)
    weights = ua.broadcast_to(weights, x.shape)
    total = ua.sum(weights, axis=axes, keepdims=keepdims)
    return ua.sum(x * weights, axis=axes, keepdims=keepdims) / total


def cov(
    name: str, x: Array, y: Array | None, rowvar: bool, correction: Any, fweights: Array | None, aweights: Array | None
) -> Array:
    """Multiply the deviations of the variables from their means. Half precision is computed in float32."""
    arrays = arrays_in_domain(name, (x,) if y is None else (x, y), FLOATING)
    if arrays[0].dtype in HALF:
        given = [w for w in (fweights, aweights) if w is not None]
        dtype = arrays_in_domain(name, (arrays[0], *given), FLOATING)[0].dtype
        wide = [ua.astype(part, "float32") for part in arrays]
        other = None if y is None else wide[1]
        return ua.astype(cov(name, wide[0], other, rowvar, correction, fweights, aweights), dtype)
    for part in arrays:
        if part.ndim > 2:
            raise ValueError(message(f"ua.{name} needs 1-d or 2-d arrays, got shape {part.shape}", f"ua.{name}(x[0])"))
    is_single = y is None and arrays[0].ndim < 2
    rows = [_variables(part, rowvar) for part in arrays]
    if len({part.shape[1] for part in rows}) > 1:
        shapes = " and ".join(str(part.shape) for part in arrays)
        raise ValueError(message(f"ua.{name} needs as many observations of both, got {shapes}", f"ua.{name}(x, x)"))
    data = ua.concat(rows) if len(rows) > 1 else rows[0]
    weights, freedom = _weights(name, data, fweights, aweights, correction_of(correction))
    if weights is None:
        deviations = data - ua.mean(data, axis=1, keepdims=True)
        weighted = deviations
    else:
        total = ua.sum(weights)
        deviations = data - ua.sum(data * weights, axis=1, keepdims=True) / total
        weighted = deviations * weights
    other = ua.matrix_transpose(deviations)  # the same memory, so that a library computes one half of the products
    found = ua.matmul(weighted, ua.conj(other) if other.dtype.rank == 3 else other) / freedom
    return ua.reshape(found, ()) if is_single else found


def _variables(x: Array, rowvar: bool) -> Array:
    """Return an Array with a row for each variable."""
    if x.ndim < 2:
        return ua.reshape(x, (1, -1))
    return x if rowvar or x.shape[0] == 1 else ua.matrix_transpose(x)


def _weights(
    name: str, data: Array, fweights: Array | None, aweights: Array | None, less: float
) -> tuple[Array | None, Any]:
    """Return the weight of each observation, and the divisor of the covariances."""
    n = data.shape[1]
    if fweights is None and aweights is None:
        return None, n - less if n > less else ua.nan
    given = [w for w in (fweights, aweights) if w is not None]
    real = ua.real(data) if data.dtype.rank == 3 else data
    arrays = arrays_in_domain(name, (real, *given), REAL_FLOATING)[1:]
    for part in arrays:
        if part.shape != (n,):
            raise ValueError(message(f"ua.{name} needs weights of shape {(n,)}, got {part.shape}", "ua.ones(n)"))
    weights = arrays[0] * arrays[1] if len(arrays) > 1 else arrays[0]
    total = ua.sum(weights)
    freedom = total - (less if aweights is None else less * ua.sum(weights * arrays[-1]) / total)
    return weights, ua.where(freedom > 0, freedom, ua.nan)


def corrcoef(x: Array, y: Array | None, rowvar: bool) -> Array:
    """Divide the covariances by the standard deviations of both variables. Half precision is computed in float32."""
    arrays = arrays_in_domain("corrcoef", (x,) if y is None else (x, y), FLOATING)
    if arrays[0].dtype in HALF:
        wide = [ua.astype(part, "float32") for part in arrays]
        return ua.astype(corrcoef(wide[0], None if y is None else wide[1], rowvar), arrays[0].dtype)
    found = cov("corrcoef", x, y, rowvar, 1, None, None)
    if found.ndim == 0:
        return found / found
    variance = _diagonal(ua.real(found) if found.dtype.rank == 3 else found)
    deviation = ua.sqrt(variance)
    found = found / deviation[:, None] / deviation[None, :]
    if found.dtype.rank == 3:
        return found
    return ua.clip(found, -1, 1)


def _diagonal(x: Array) -> Array:
    from ..linalg import diagonal

    return diagonal(x)
