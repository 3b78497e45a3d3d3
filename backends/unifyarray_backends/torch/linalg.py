"""Linear algebra extension: promotion, errors of singular matrices, derivatives at singular matrices."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any, Final

import array_api_compat.torch.linalg as base
import torch

from unifyarray.plugin import checks_values, message, not_finite, override, power_by_squaring, singular

from . import _norms
from . import linear_algebra_functions as main
from ._autograd import is_transforming, may_be_differentiated
from ._dtypes import INTEGER
from ._tracing import is_traced
from .statistical_functions import sum as _sum

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._dtypes import TorchDType

_INTEGERS: Final = "https://github.com/pytorch/pytorch/issues/44428"


@override(
    reason="different dtypes raise an error; no kernel for uint16, uint32 and uint64; axes of length 1 broadcast",
    case="linalg/cross/value",
    upstream="https://github.com/pytorch/pytorch/issues/39656",
)
def cross(x1: torch.Tensor, x2: torch.Tensor, /, *, axis: int = -1, **kwargs: Any) -> torch.Tensor:
    """Return the cross product of vectors of three elements along an axis."""
    x1, x2, dtype = main.promote_to_signed_bits(x1, x2)
    if x1.shape[axis] != 3 or x2.shape[axis] != 3:
        sizes = f"{x1.shape[axis]} and {x2.shape[axis]}"
        raise ValueError(
            message(f"cross needs 3 elements along axis {axis}, got {sizes}", "linalg.cross(x1, x2, axis=n)")
        )
    x1, x2 = torch.broadcast_tensors(x1, x2)
    return main.from_signed_bits(torch.linalg.cross(x1, x2, dim=axis, **kwargs), dtype)


@override(
    reason="different dtypes raise an error; no kernel for uint16, uint32 and uint64", case="linalg/outer/promotion"
)
def outer(x1: torch.Tensor, x2: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return the outer product of two vectors."""
    x1, x2, dtype = main.promote_to_signed_bits(x1, x2)
    return main.from_signed_bits(torch.outer(x1, x2, **kwargs), dtype)


@override(
    reason="the derivative at a singular matrix is silently 0",
    case="gradients/linalg.det/singular",
    upstream="https://github.com/pytorch/pytorch/issues/104675",
)
def det(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return the determinant of matrices; the derivative is the transposed cofactor matrix, also for singular ones."""
    if kwargs or not x.numel() or not may_be_differentiated(x):
        return torch.linalg.det(x, **kwargs)
    found, nearby = _with_regular(x)
    value = torch.linalg.det(nearby)
    return torch.where(found, value - value.detach(), value)


def _with_regular(x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return a mask of the singular matrices, and regular matrices a rounding error away that depend on ``x``."""
    packed, pivots, _ = torch.linalg.lu_factor_ex(x.detach())
    vanishing = torch.diagonal(packed, 0, -2, -1) == 0
    permutation, lower, _ = torch.lu_unpack(packed, pivots)
    size = torch.amax(torch.abs(x.detach()), (-2, -1))
    error = torch.where(size == 0, 1, size) * torch.finfo(x.dtype).eps
    missing = torch.where(vanishing, error[..., None], 0).to(x.dtype)
    return vanishing.any(-1), x + (permutation @ lower) * missing[..., None, :]


_POWERS: Final = "the squares and powers of the elements overflow and underflow inside the dtype's range"
_UPSTREAM_POWERS: Final = "https://github.com/pytorch/pytorch/issues/193006"


@override(reason=_POWERS, upstream=_UPSTREAM_POWERS, case="linalg/vector_norm/extremes")
def vector_norm(
    x: torch.Tensor,
    /,
    *,
    axis: int | tuple[int, ...] | None = None,
    keepdims: bool = False,
    ord: float = 2,
    **kwargs: Any,
) -> torch.Tensor:
    """Return the norm of vectors."""
    if axis == () and not kwargs:  # each element is a vector
        sizes = torch.abs(x)
        return (sizes != 0).to(sizes.dtype) if ord == 0 else sizes
    if kwargs or x.dtype not in _norms.DTYPES or not x.numel() or not isinstance(ord, (int, float)):
        return base.vector_norm(x, axis=axis, keepdims=keepdims, ord=ord, **kwargs)
    return _norms.vector_norm(x, axis, keepdims, ord)


@override(reason="no kernel for integers", case="linalg/matrix_power/exact", upstream=_INTEGERS)
def matrix_power(x: torch.Tensor, n: int, /) -> torch.Tensor:
    """Return a power of square matrices; non-negative powers of integers are exact and wrap around."""
    if n < 0 or x.dtype not in INTEGER:
        return torch.linalg.matrix_power(x, n)
    if n > 1:
        return power_by_squaring(main.matmul, x, n)
    found = x if n else torch.eye(x.shape[-1], dtype=torch.int64, device=x.device).to(x.dtype).expand(x.shape)
    return found.clone()


#: The values of ``ord`` for norms of the singular values.
_SPECTRAL: Final = (2, -2, "nuc")
#: By other order: the axis of the sums of absolute values, and which of the sums it is.
_OF_SUMS: Final = {1: (-2, torch.amax), -1: (-2, torch.amin), inf: (-1, torch.amax), -inf: (-1, torch.amin)}


@override(reason=_POWERS, upstream=_UPSTREAM_POWERS, case="linalg/matrix_norm/extremes")
def matrix_norm(
    x: torch.Tensor, /, *, keepdims: bool = False, ord: float | str | None = "fro", **kwargs: Any
) -> torch.Tensor:
    """Return the norm of matrices; the derivative at zero is 0."""
    if ord in _SPECTRAL and may_be_differentiated(x):
        zero = torch.all(x == 0, -1, keepdim=True).all(-2, keepdim=True)
        x = torch.where(zero, 0, x)  # the derivative of the constant is 0
    elif x.dtype in _norms.DTYPES and x.numel() and x.ndim > 1 and not kwargs:
        if ord == "fro" or ord is None:
            return _norms.vector_norm(x, None if x.ndim == 2 else (-2, -1), keepdims, 2)
        if ord in _OF_SUMS:
            along, extreme = _OF_SUMS[ord]
            return extreme(_norms.vector_norm(x, along, True, 1), (-2, -1), keepdims)
    return torch.linalg.matrix_norm(x, "fro" if ord is None else ord, (-2, -1), keepdims, **kwargs)


def _can_check() -> bool:
    """Return whether values are checked and can be read. The transformations of torch.func hide them."""
    return checks_values() and not is_traced() and not is_transforming()


def _check_finite(x: torch.Tensor) -> None:
    """Raise LinAlgError if a matrix has NaN or infinities, unless values are not checked."""
    if _can_check() and not torch.isfinite(x).all():
        raise not_finite()


@override(
    reason="MKL ends the process if a matrix has NaN or infinities",
    upstream="https://github.com/pytorch/pytorch/issues/85950",
    case="linalg/eigvals/not_finite",
)
def eigvals(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return the eigenvalues of finite matrices. If the values are not checked, those of all others are NaN."""
    if _can_check():
        _check_finite(x)
        return torch.linalg.eigvals(x, **kwargs)
    finite = torch.isfinite(x).all(-1).all(-1)
    values = torch.linalg.eigvals(torch.where(finite[..., None, None], x, 0), **kwargs)
    return torch.where(finite[..., None], values, torch.nan)


@override(reason="an infinity gives NaN, while NaN is an error", case="linalg/pinv/not_finite")
def pinv(x: torch.Tensor, /, *, rtol: float | torch.Tensor | None = None, **kwargs: Any) -> torch.Tensor:
    """Return the pseudo-inverse of finite matrices."""
    _check_finite(x)
    return torch.linalg.pinv(x, rtol=rtol, **kwargs)


@override(
    reason="the vectors that complete a non-square matrix silently have no derivative",
    case="gradients/linalg.svd/first",
)
def svd(x: torch.Tensor, /, *, full_matrices: bool = True, **kwargs: Any) -> Any:
    """Return the singular value decomposition."""
    _check_finite(x)
    found = torch.linalg.svd(x, full_matrices, **kwargs)
    if not full_matrices or x.shape[-2] == x.shape[-1] or not may_be_differentiated(x):
        return found
    size = min(x.shape[-2:])
    left, values, right = found
    return type(found)((_completed(left, size), values, _completed(right.mH, size).mH))


def _completed(vectors: torch.Tensor, size: int) -> torch.Tensor:
    """Return orthonormal vectors; those after the first ``size`` are computed from the first, to have a derivative."""
    first, rest = vectors[..., :size], vectors[..., size:].detach()
    rest = rest - first @ (first.mH @ rest)
    factor = torch.linalg.cholesky_ex(rest.mH @ rest)[0]
    return torch.cat([first, torch.linalg.solve_triangular(factor, rest.mH, upper=False).mH], -1)


@override(reason="unsigned integers give int64 or raise an error", case="linalg/trace/value")
def trace(x: torch.Tensor, /, *, offset: int = 0, dtype: TorchDType | None = None) -> torch.Tensor:
    """Return the sum along a diagonal."""
    return _sum(torch.diagonal(x, offset, -2, -1), axis=-1, dtype=dtype)


def _with_error_if_singular(
    native: Callable[..., Any], unchecked: Callable[..., Any], *args: Any, **kwargs: Any
) -> Any:
    """Call a function that synchronises and raises LinAlgError; if checks are off, one that does neither."""
    if not checks_values():
        return unchecked(*args, **kwargs)[0]
    try:
        return native(*args, **kwargs)
    except torch.linalg.LinAlgError as error:  # pyright: ignore[reportPrivateImportUsage]
        raise singular(str(error).partition("\n")[0]) from error


@override(reason="the error is not a ValueError, and the synchronisation cannot be avoided", case="linalg/inv/singular")
def inv(x: torch.Tensor, /) -> torch.Tensor:
    """Return the inverse of square matrices."""
    return _with_error_if_singular(torch.linalg.inv, torch.linalg.inv_ex, x)


@override(
    reason="the error is not a ValueError, and the synchronisation cannot be avoided",
    case="linalg/cholesky/not_definite",
)
def cholesky(x: torch.Tensor, /, *, upper: bool = False) -> torch.Tensor:
    """Return the Cholesky factor of positive definite matrices."""
    return _with_error_if_singular(torch.linalg.cholesky, torch.linalg.cholesky_ex, x, upper=upper)


@override(
    reason="the error is not a ValueError; torch guesses from the shapes whether x2 is a stack of vectors",
    case="linalg/solve/singular",
    upstream="https://github.com/pytorch/pytorch/issues/52915",
)
def solve(x1: torch.Tensor, x2: torch.Tensor, /) -> torch.Tensor:
    """Return the solution of linear equations; a 1-d ``x2`` is a vector, any other a stack of matrices."""
    x1, x2, _ = main.promote_to_signed_bits(x1, x2)
    is_vector = x2.ndim == 1
    result = _with_error_if_singular(torch.linalg.solve, torch.linalg.solve_ex, x1, _columns(x1, x2))
    return result[..., 0] if is_vector else result


def _columns(x1: torch.Tensor, x2: torch.Tensor) -> torch.Tensor:
    if x2.ndim == 1:
        x2 = x2[:, None]
    if x2.ndim == x1.ndim - 1:  # torch would read such a stack of matrices as a stack of vectors
        return x2[None]
    return x2
