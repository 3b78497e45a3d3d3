"""Linear algebra: errors for singular matrices, stacks that broadcast, empty matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import array_api_compat.cupy.linalg as base
import cupy as cp
import cupyx
import numpy as np

from unifyarray.plugin import checks_values, not_finite, override, singular

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
