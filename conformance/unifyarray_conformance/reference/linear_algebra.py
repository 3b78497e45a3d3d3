"""Reference values of linear algebra, computed by mpmath with 200 bits, one small matrix at a time."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import mpmath
import numpy as np

from .dtypes import COMPLEX

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .special_cases import Values

_mp = mpmath.MPContext()
_mp.prec = 200

Matrix = Any


def matrix(x: Values) -> Matrix:
    """Convert a matrix to mpmath without rounding."""
    rows, columns = x.shape
    result = _mp.matrix(rows, columns)
    for i, j in itertools.product(range(rows), range(columns)):
        value = x[i, j].item()
        result[i, j] = _mp.mpc(value) if isinstance(value, complex) else _mp.mpf(value)
    return result


def apply_to_stack(x: Values, function: Callable[[Values], Any], shape: Sequence[int], dtype: str) -> Values:
    """Apply a function to each matrix of a stack and return the results as one array of the given dtype.

    Parameters
    ----------
    x : array
        Matrices in the last two axes.
    function : callable
        Takes one matrix and returns an array of the given shape.
    shape : sequence of int
        The shape of each result.
    dtype : str
        The dtype of the results, in double precision.
    """
    batch = x.shape[:-2]
    result = np.zeros((*batch, *shape), dtype=dtype)
    for position in itertools.product(*map(range, batch)):
        result[position] = function(x[position])
    return result


def double_dtype(x: Values) -> str:
    """Return the double precision dtype for an array's values: float64, or complex128 for complex arrays."""
    return "complex128" if x.dtype.name in COMPLEX else "float64"


def _array(m: Matrix, dtype: str) -> Values:
    kind: Callable[[Any], Any] = complex if dtype == "complex128" else float
    rows = [[kind(m[i, j]) for j in range(m.cols)] for i in range(m.rows)]
    return np.array(rows, dtype=dtype).reshape(m.rows, m.cols)


def determinant(x: Values) -> Any:
    """Return the determinant of one matrix as an mpmath number."""
    return _mp.det(matrix(x)) if x.shape[-1] else _mp.mpf(1)


def det(x: Values) -> Values:
    """Return the determinants of a stack of matrices."""
    kind: Callable[[Any], Any] = complex if x.dtype.name in COMPLEX else float
    return apply_to_stack(x, lambda a: kind(determinant(a)), (), double_dtype(x))


def slogdet(x: Values) -> tuple[Values, Values]:
    """Return the signs (or phases) of the determinants, and the logarithms of their absolute values."""
    kind: Callable[[Any], Any] = complex if x.dtype.name in COMPLEX else float

    def sign(a: Values) -> Any:
        found = determinant(a)
        return kind(found / abs(found)) if found else 0

    def log(a: Values) -> float:
        found = determinant(a)
        return float(_mp.log(abs(found))) if found else -np.inf

    return apply_to_stack(x, sign, (), double_dtype(x)), apply_to_stack(x, log, (), "float64")


def inv(x: Values) -> Values:
    """Return the inverses of a stack of matrices."""
    return apply_to_stack(
        x, lambda a: _array(_mp.inverse(matrix(a)), double_dtype(x)) if a.size else 0, x.shape[-2:], double_dtype(x)
    )


def solve(a: Values, b: Values) -> Values:
    """Return the solutions of ``a x = b``. ``b`` contains columns, and both stacks have the same shape."""
    dtype = "complex128" if "complex128" in (double_dtype(a), double_dtype(b)) else "float64"
    result = np.zeros(b.shape, dtype=dtype)
    for position in itertools.product(*map(range, a.shape[:-2])):
        if b[position].size:
            result[position] = _array(_mp.inverse(matrix(a[position])) * matrix(b[position]), dtype)
    return result


def pinv(x: Values) -> Values:
    """Return the pseudo-inverses of a stack of matrices of full rank."""
    rows, columns = x.shape[-2:]

    def of_matrix(a: Values) -> Any:
        m = matrix(a)
        if rows >= columns:
            return _array(_mp.inverse(m.H * m) * m.H, double_dtype(x))
        return _array(m.H * _mp.inverse(m * m.H), double_dtype(x))

    return apply_to_stack(x, of_matrix if x.size else lambda a: 0, (columns, rows), double_dtype(x))


def cholesky(x: Values) -> Values:
    """Return the lower Cholesky factors."""
    return apply_to_stack(
        x, lambda a: _array(_mp.cholesky(matrix(a)), double_dtype(x)) if a.size else 0, x.shape[-2:], double_dtype(x)
    )


def svdvals(x: Values) -> Values:
    """Return the singular values in descending order."""
    count = min(x.shape[-2:])

    def of_matrix(a: Values) -> list[float]:
        m = matrix(a if a.shape[0] >= a.shape[1] else np.conj(a.T))
        found = (_mp.svd_c if x.dtype.name in COMPLEX else _mp.svd_r)(m, compute_uv=False)
        return sorted((abs(float(s)) for s in found), reverse=True)

    return apply_to_stack(x, of_matrix if count else lambda a: np.zeros(0), (count,), "float64")


def eigvalsh(x: Values) -> Values:
    """Return the eigenvalues of Hermitian matrices in ascending order."""

    def of_matrix(a: Values) -> list[float]:
        solve_ = _mp.eighe if x.dtype.name in COMPLEX else _mp.eigsy
        return sorted(float(_mp.re(value)) for value in solve_(matrix(a), eigvals_only=True))

    return apply_to_stack(x, of_matrix if x.shape[-1] else lambda a: np.zeros(0), x.shape[-1:], "float64")


def eigvals(x: Values) -> Values:
    """Return the eigenvalues, in no particular order."""

    def of_matrix(a: Values) -> list[complex]:
        found, _ = _mp.eig(matrix(a))
        return [complex(value) for value in found]

    return apply_to_stack(x, of_matrix if x.shape[-1] else lambda a: np.zeros(0), x.shape[-1:], "complex128")


def matrix_power(x: Values, exponent: int) -> Values:
    """Return integer powers of a stack of matrices."""

    def of_matrix(a: Values) -> Any:
        m = _mp.inverse(matrix(a)) if exponent < 0 else matrix(a)
        result = _mp.eye(a.shape[0])
        for _ in range(abs(exponent)):
            result = result * m
        return _array(result, double_dtype(x))

    return apply_to_stack(x, of_matrix if x.size else lambda a: 0, x.shape[-2:], double_dtype(x))


def vector_norm(values: Sequence[Any], order: float) -> float:
    """Return the norm of a list of numbers."""
    sizes = [abs(_mp.mpmathify(value)) for value in values]
    if order == 0:
        return float(sum(1 for size in sizes if size))
    if abs(order) == np.inf:
        return float((max if order > 0 else min)(sizes)) if sizes else 0.0
    if order < 0 and any(size == 0 for size in sizes):
        return 0.0
    total = sum((size ** _mp.mpf(order) for size in sizes), _mp.mpf(0))
    return float(total ** (1 / _mp.mpf(order))) if total or order > 0 else 0.0


def matrix_norm(x: Values, order: Any) -> Values:
    """Return the norms of a stack of matrices."""

    def of_matrix(a: Values) -> float:
        if order == "fro":
            return vector_norm(a.ravel().tolist(), 2)
        if order == "nuc":
            return float(sum(svdvals(a)))
        if abs(order) == 2:
            found = svdvals(a)
            return float(found[0] if order > 0 else found[-1])
        lines = a if abs(order) == np.inf else a.T
        totals = [float(sum(abs(_mp.mpmathify(v)) for v in line.tolist())) for line in lines]
        return (max if order > 0 else min)(totals)

    return apply_to_stack(x, of_matrix, (), "float64")


def condition_number(x: Values) -> Values:
    """Return the condition numbers with respect to the Frobenius norm."""
    return frobenius_norm(x) * frobenius_norm(inv(x))


def frobenius_norm(x: Values) -> Values:
    """Return the Frobenius norms of a stack of matrices."""
    result: Values = np.sqrt((np.abs(x.astype(double_dtype(x))) ** 2).sum(axis=(-2, -1)))
    return result
