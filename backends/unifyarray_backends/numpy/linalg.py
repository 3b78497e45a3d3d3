"""Linear algebra: norms in the whole range of the dtype, one error class for singular matrices, empty matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import array_api_compat.numpy.linalg as base
import numpy as np

from unifyarray.plugin import not_finite, override

from .._numpy_like.errors import translate
from . import _norms
from ._blocked_sums import is_half
from ._unwrapped import unwrapped
from ._warnings import without_warnings
from .statistical_functions import sum as _sum

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._numpy_like.dtypes import Array

UNWRAPPED: Final = (
    *unwrapped("linalg", np, "matmul", "matrix_transpose", "tensordot"),
    *unwrapped(
        "linalg",
        np.linalg,
        "cross",
        "eigh",
        "outer",
        "qr",
        "slogdet",
        "svdvals",
    ),
)

_ERROR: Final = "NumPy raises an error class of its own"


def _with_error_of_contract(function: Callable[..., Array], *args: Any, **kwargs: Any) -> Array:
    try:
        return function(*args, **kwargs)
    except np.linalg.LinAlgError as error:
        found = translate(error)
        if found is None:
            raise
        raise found from error


@override(reason=_ERROR, case="linalg/inv/singular")
def inv(x: Array, /) -> Array:
    """Return the inverse of square matrices."""
    return _with_error_of_contract(np.linalg.inv, x)


@override(reason=_ERROR, case="linalg/solve/singular")
def solve(x1: Array, x2: Array, /) -> Array:
    """Return the solution of linear equations."""
    return _with_error_of_contract(base.solve, x1, x2)


@override(reason=_ERROR, case="linalg/cholesky/not_definite")
def cholesky(x: Array, /, *, upper: bool = False) -> Array:
    """Return the Cholesky factor of positive definite matrices."""
    return _with_error_of_contract(np.linalg.cholesky, x, upper=upper)


_NOT_FINITE: Final = "LAPACK never returns for some matrices with infinities"
_UPSTREAM: Final = "https://github.com/numpy/numpy/issues/32591"


def _check_finite(x: Any) -> None:
    if not np.isfinite(x).all():
        raise not_finite()


@override(reason=_NOT_FINITE, upstream=_UPSTREAM, case="linalg/svd/not_finite")
def svd(x: Array, /, *, full_matrices: bool = True) -> Any:
    """Return the singular value decomposition of finite matrices."""
    _check_finite(x)
    return np.linalg.svd(x, full_matrices=full_matrices)


@override(reason=_NOT_FINITE, upstream=_UPSTREAM, case="linalg/pinv/not_finite")
def pinv(x: Array, /, *, rtol: float | Array | None = None) -> Any:
    """Return the pseudo-inverse of finite matrices."""
    _check_finite(x)
    return base.pinv(x, rtol=rtol)


@override(reason="raises an error for empty matrices", case="linalg/matrix_rank/value")
def matrix_rank(x: Array, /, *, rtol: float | Array | None = None) -> Any:
    """Return the number of singular values above the tolerance."""
    if 0 in x.shape[-2:]:
        return np.zeros(x.shape[:-2], dtype=np.int64)
    return base.matrix_rank(x, rtol=rtol)


@override(
    reason="NumPy's diagonals are read-only, those of other libraries are not",
    case="linalg/diagonal/assignment",
)
def diagonal(x: Any, /, *, offset: int = 0) -> Any:
    """Return the diagonals of the matrices on the last two axes."""
    out = np.linalg.diagonal(x, offset=offset)
    out.flags.writeable = x.flags.writeable
    return out


@override(reason="NumPy adds the elements of a diagonal one by one", case="linalg/trace/long")
def trace(x: Array, /, *, offset: int = 0, dtype: Any = None) -> Any:
    """Return the sum along a diagonal."""
    return _sum(np.linalg.diagonal(x, offset=offset), axis=-1, dtype=dtype)


_POWERS: Final = "the squares and powers of the elements overflow and underflow inside the dtype's range"


@override(reason=_POWERS, upstream="https://github.com/numpy/numpy/issues/19097", case="linalg/vector_norm/extremes")
def vector_norm(x: Array, /, *, axis: Any = None, keepdims: bool = False, ord: float = 2) -> Any:
    """Return the norm of vectors."""
    if not _is_wide(x) or not isinstance(ord, (int, float)):
        return base.vector_norm(x, axis=axis, keepdims=keepdims, ord=ord)
    return without_warnings(_norms.vector_norm, x, axis, keepdims, ord)


@override(reason=_POWERS, upstream="https://github.com/numpy/numpy/issues/19097", case="linalg/matrix_norm/extremes")
def matrix_norm(x: Array, /, *, keepdims: bool = False, ord: float | str | None = "fro") -> Any:
    """Return the norm of matrices."""
    if _is_wide(x) and x.ndim > 1:
        if ord == "fro" or ord is None:
            return without_warnings(_norms.vector_norm, x, (x.ndim - 2, x.ndim - 1), keepdims, 2)
        if ord in _OF_SUMS:
            along, extreme = _OF_SUMS[ord]
            return extreme(_sum(np.abs(x), axis=along, keepdims=True), axis=(-2, -1), keepdims=keepdims)
    return np.linalg.matrix_norm(x, keepdims=keepdims, ord=ord)  # type: ignore[arg-type]


#: By order of a norm of matrices: the axis of the sums of absolute values, and which of the sums it is.
_OF_SUMS: Final = {1: (-2, np.max), -1: (-2, np.min), np.inf: (-1, np.max), -np.inf: (-1, np.min)}


def _is_wide(x: Array) -> bool:
    """Return whether an array has elements of floating-point numbers that are not of half precision."""
    return x.dtype.kind in "fc" and not is_half(x.dtype) and x.size > 0
