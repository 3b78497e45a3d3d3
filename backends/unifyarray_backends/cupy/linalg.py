"""Linear algebra: errors for singular matrices, stacks that broadcast, empty matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import array_api_compat.cupy.linalg as base
import cupy as cp
import cupyx
import numpy as np

from unifyarray.plugin import checks_values, normalise_axes, not_finite, override, singular

from .._agnostic.accuracy import WITHOUT_POWERS

if TYPE_CHECKING:
    from collections.abc import Callable

_ERROR: Final = "CuPy ignores the errors of the linear algebra library"
_UPSTREAM: Final = "https://github.com/cupy/cupy/pull/2437"


def _with_error_if_singular(function: Callable[..., Any], *args: Any) -> Any:
    """Call a function that may find a matrix singular; if checks are on, synchronise and raise LinAlgError."""
    if not checks_values():
        return function(*args)
    with cupyx.errstate(linalg="raise"):
        try:
            return function(*args)
        except np.linalg.LinAlgError as error:
            if "Error reported" not in str(error):
                raise
            raise singular("a matrix is singular, or not positive definite") from error


@override(reason=_ERROR, upstream=_UPSTREAM, case="linalg/inv/singular")
def inv(x: Any, /) -> Any:
    """Return the inverse of square matrices."""
    return _with_error_if_singular(cp.linalg.inv, x)


@override(reason=_ERROR, upstream=_UPSTREAM, case="linalg/cholesky/not_definite")
def cholesky(x: Any, /, *, upper: bool = False) -> Any:
    """Return the Cholesky factor of positive definite matrices."""
    factor = _with_error_if_singular(cp.linalg.cholesky, x)
    return cp.swapaxes(factor, -1, -2).conj() if upper else factor


@override(
    reason=_ERROR + ", and stacks of matrices do not broadcast",
    upstream="https://github.com/cupy/cupy/issues/8173",
    case="linalg/solve/value",
)
def solve(x1: Any, x2: Any, /) -> Any:
    """Return the solution of linear equations; a 1-d ``x2`` is a vector, any other a stack of matrices."""
    columns = x2[:, None] if x2.ndim == 1 else x2
    if x1.ndim >= 2 and columns.ndim >= 2:
        batch = cp.broadcast_shapes(x1.shape[:-2], columns.shape[:-2])
        x1 = cp.broadcast_to(x1, (*batch, *x1.shape[-2:]))
        columns = cp.broadcast_to(columns, (*batch, *columns.shape[-2:]))
    result = _with_error_if_singular(cp.linalg.solve, x1, columns)
    return result[..., 0] if x2.ndim == 1 else result


@override(reason=_ERROR, upstream=_UPSTREAM, case="linalg/matrix_power/singular")
def matrix_power(x: Any, n: int, /) -> Any:
    """Return the n-th power of square matrices."""
    return cp.linalg.matrix_power(inv(x), -n) if n < 0 else cp.linalg.matrix_power(x, n)


_NOT_FINITE: Final = "the result for a matrix with infinities depends on the linear algebra library"


def _check_finite(x: Any) -> None:
    if checks_values() and not cp.isfinite(x).all():
        raise not_finite()


@override(reason=_NOT_FINITE, case="linalg/svd/not_finite")
def svd(x: Any, /, *, full_matrices: bool = True) -> Any:
    """Return the singular value decomposition of finite matrices."""
    _check_finite(x)
    return base.svd(x, full_matrices=full_matrices)


@override(reason=_NOT_FINITE, case="linalg/pinv/not_finite")
def pinv(x: Any, /, *, rtol: Any = None) -> Any:
    """Return the pseudo-inverse of finite matrices."""
    _check_finite(x)
    return base.pinv(x, rtol=rtol)


@override(reason="raises an error for empty matrices", case="linalg/matrix_rank/value")
def matrix_rank(x: Any, /, *, rtol: Any = None) -> Any:
    """Return the number of singular values above the tolerance."""
    if 0 in x.shape[-2:]:
        return cp.zeros(x.shape[:-2], dtype=np.int64)
    return base.matrix_rank(x, rtol=rtol)


_POWERS: Final = "the squares and powers of the elements overflow and underflow inside the dtype's range"


_EXACT: Final = WITHOUT_POWERS - {1}
#: By order of a norm of matrices: the axis of the sums of absolute values, and which of the sums it is.
_OF_SUMS: Final = {1: (-2, cp.max), -1: (-2, cp.min), np.inf: (-1, cp.max), -np.inf: (-1, cp.min)}


@override(reason=_POWERS, upstream="https://github.com/numpy/numpy/issues/19097", case="linalg/vector_norm/extremes")
def vector_norm(x: Any, /, *, axis: Any = None, keepdims: bool = False, ord: float = 2) -> Any:
    """Return the norm of vectors; always scaled, because a look at the result would synchronise."""
    if x.dtype.char not in "fdFD" or not x.size or axis == () or ord in _EXACT:
        return base.vector_norm(x, axis=axis, keepdims=keepdims, ord=ord)
    axes = tuple(range(x.ndim)) if axis is None else normalise_axes(axis, x.ndim)
    sizes = cp.abs(x)
    if ord == 1:
        return cp.sum(sizes, axis=axes, keepdims=keepdims)
    size = (cp.max if ord > 0 else cp.min)(sizes, axis=axes, keepdims=True)
    scale = cp.where((size > 0) & (size < np.inf), size, cp.ones_like(size))
    scaled = sizes / scale
    if ord == 2:
        found = cp.sqrt(cp.sum(scaled * scaled, axis=axes, keepdims=True))
    else:
        found = cp.sum(scaled**ord, axis=axes, keepdims=True) ** (1 / ord)
    found = found * scale
    return found if keepdims else found.reshape([n for i, n in enumerate(x.shape) if i not in axes])


@override(reason=_POWERS, upstream="https://github.com/numpy/numpy/issues/19097", case="linalg/matrix_norm/extremes")
def matrix_norm(x: Any, /, *, keepdims: bool = False, ord: Any = "fro") -> Any:
    """Return the norm of matrices."""
    if x.ndim > 1 and x.size:
        if ord == "fro" or ord is None:
            return vector_norm(x, axis=(-2, -1), keepdims=keepdims)
        if ord in _OF_SUMS:
            along, extreme = _OF_SUMS[ord]
            return extreme(cp.sum(cp.abs(x), axis=along, keepdims=True), axis=(-2, -1), keepdims=keepdims)
    return base.matrix_norm(x, keepdims=keepdims, ord=ord)
