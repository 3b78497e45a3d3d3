"""Linear algebra: one error for singular matrices, matrices without elements, diagonals that can be written to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import array_api_compat.numpy.linalg as base
import numpy as np

from unifyarray._backend.backend import override

from ._errors import translate

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._dtypes import Array

_ERROR: Final = "the error is NumPy's own, which other libraries do not raise"


def _checked(function: Callable[..., Array], *args: Any, **kwargs: Any) -> Array:
    try:
        return function(*args, **kwargs)
    except np.linalg.LinAlgError as error:
        raise (translate(error) or error) from error


@override(reason=_ERROR, case="linalg/inv/singular")
def inv(x: Array, /) -> Array:
    """Return the inverse of square matrices."""
    return _checked(np.linalg.inv, x)


@override(reason=_ERROR, case="linalg/solve/singular")
def solve(x1: Array, x2: Array, /) -> Array:
    """Return the solution of linear equations."""
    return _checked(base.solve, x1, x2)


@override(reason=_ERROR, case="linalg/cholesky/not_definite")
def cholesky(x: Array, /, *, upper: bool = False) -> Array:
    """Return the Cholesky factor of positive definite matrices."""
    return _checked(np.linalg.cholesky, x, upper=upper)


@override(reason="raises for matrices without elements", case="linalg/matrix_rank/value")
def matrix_rank(x: Array, /, *, rtol: float | Array | None = None) -> Any:
    """Return the number of singular values that are not small."""
    if 0 in x.shape[-2:]:
        return np.zeros(x.shape[:-2], dtype=np.int64)
    return base.matrix_rank(x, rtol=rtol)


@override(
    reason="NumPy's diagonals cannot be written to; elsewhere they can",
    case="linalg/diagonal/assignment",
)
def diagonal(x: Any, /, *, offset: int = 0) -> Any:
    """Return the diagonals of the matrices on the last two axes."""
    out = np.linalg.diagonal(x, offset=offset)
    out.flags.writeable = x.flags.writeable
    return out
