"""The fake's linear algebra: by default it raises no errors, and stacks must have exactly the same shape."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

import cupyx
import numpy as np
from numpy.linalg import LinAlgError

from ._functions import fill
from ._ndarray import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable


def _matrixwise(values: Callable[..., Any], garbage: Callable[[Any], Any]) -> Callable[..., Any]:
    """Apply a function to each matrix. If NumPy refuses a matrix, return garbage, or raise if ``errstate`` says so."""

    def function(a: Any, *others: Any) -> Any:
        if a.ndim < 2 or a.shape[-1] != a.shape[-2]:
            raise LinAlgError("Last 2 dimensions of the array must be square")
        try:
            return values(a, *others)
        except LinAlgError as error:
            if cupyx.get_config_linalg() == "raise":
                raise LinAlgError("Error reported in cuSOLVER. devInfo = [1].") from error
        if a.ndim == 2:
            return garbage(others[0] if others else a)
        return np.stack([function(*parts) for parts in zip(a, *others, strict=True)])

    return function


def _nan(x: Any) -> Any:
    return np.full(x.shape, np.nan, np.result_type(x, np.float32) if x.dtype.kind in "fc" else np.float64)


def _solve(a: Any, b: Any) -> Any:
    if b.ndim == 1:
        if a.shape[-1] != b.size:
            raise ValueError("a must have (..., M, M) shape and b must have (M,) for one-dimensional b")
        return _inner_solve(a, np.broadcast_to(b, a.shape[:-1])[..., None])[..., 0]
    if a.shape[:-1] != b.shape[:-1]:
        raise ValueError("a must have (..., M, M) shape and b must have (..., M, K)")
    return _inner_solve(a, b)


def _slogdet(a: Any) -> Any:
    return tuple(np.linalg.slogdet(a))


def _complex(values: Callable[..., Any]) -> Callable[..., Any]:
    def function(a: Any) -> Any:
        complex_ = a.astype(np.result_type(a, np.complex64), copy=False)
        return values(complex_)

    return function


def _matrix_power(M: Any, n: int) -> Any:
    return np.linalg.matrix_power(_VALUES["inv"](M) if n < 0 else M, abs(n))


_inner_solve = _matrixwise(np.linalg.solve, _nan)
_VALUES: Final = {
    "cholesky": _matrixwise(np.linalg.cholesky, _nan),
    "eig": _complex(np.linalg.eig),
    "eigvals": _complex(np.linalg.eigvals),
    "inv": _matrixwise(np.linalg.inv, _nan),
    "matrix_power": _matrix_power,
    "slogdet": _slogdet,
    "solve": _solve,
}

fill(sys.modules[__name__], "linalg", np.linalg, _VALUES)
__all__ = [name for name in NAMES["linalg"] if name in globals()]
