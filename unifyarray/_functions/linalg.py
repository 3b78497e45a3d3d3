"""Linear algebra: the ``linalg`` extension of the array API standard."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from .._array.arguments import array_beside, array_only, require_ndim, take_one, take_several
from .._array.array import Array
from .._array.calls import to_one_namespace
from .._array.invocation import invoke
from .._array.reductions import reduced_axes
from .._core import lazy_typing as t
from .._core.dtypes import REAL_OF, DType
from .._core.errors import message, shown
from .._core.named_results import EighResult, EigResult, QRResult, SlogdetResult, SVDResult
from .._rules import axes, scalars
from .._rules.domains import ALL, INTEGER, NUMERIC, REAL, WIDE_FLOATING, check_domain
from .._runtime.python_scalars import as_python
from . import name_public_items
from .linear_algebra_functions import matmul, matrix_transpose, tensordot, vecdot, vector_axis
from .statistical_functions import accumulator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._backend.namespaces import NativeNamespace
    from .._core.errors import LinAlgError as LinAlgError  # noqa: PLC0414 - exported; made at first use

__all__ = [
    "cholesky",
    "cross",
    "det",
    "diagonal",
    "eig",
    "eigh",
    "eigvals",
    "eigvalsh",
    "inv",
    "matmul",
    "matrix_norm",
    "matrix_power",
    "matrix_rank",
    "matrix_transpose",
    "outer",
    "pinv",
    "qr",
    "slogdet",
    "solve",
    "svd",
    "svdvals",
    "tensordot",
    "trace",
    "vecdot",
    "vector_norm",
]


def cholesky(x: Array, /, *, upper: bool = False) -> Array:
    """Factor each positive definite matrix: ``x = L @ L^H``, or ``x = U^H @ U``.

    Parameters
    ----------
    x : Array
        Symmetric or Hermitian positive definite matrices of shape ``(..., M, M)``, any dtype. Integers and bools are
        cast to the default real floating dtype. The symmetry is not checked.
    upper : bool, default False
        If True, return the upper triangle U instead of the lower triangle L.

    Returns
    -------
    Array
        Same shape and floating-point dtype as `x`. The other triangle is zero.

    Raises
    ------
    LinAlgError
        If a matrix is not positive definite.
    ValueError
        If the last two lengths differ, or if `x` has fewer than 2 dimensions.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.linalg.cholesky(ua.asarray([[4.0, 2.0], [2.0, 2.0]])).tolist()
    [[2.0, 0.0], [1.0, 1.0]]
    """
    xp, native = _take_matrices("cholesky", x, square=True)
    return Array(invoke(xp, xp.linalg.cholesky, native, upper=bool(upper)), xp)


def cross(x1: Array, x2: Array, /, *, axis: int = -1) -> Array:
    """Compute the cross product of vectors of 3 elements.

    Parameters
    ----------
    x1, x2 : Array
        Numeric arrays. The axis has length 3 in both arrays, the other axes broadcast, and the dtypes promote.
    axis : int, default -1
        Axis of the vectors, counted from the end: -1 is the last axis.

    Returns
    -------
    Array
        The broadcast shape and the promoted dtype.

    Raises
    ------
    TypeError
        If both arrays are bool, or if the dtypes have no common dtype.
    ValueError
        If the axis does not have length 3 in both arrays, or if the shapes do not broadcast.
    AxisError
        If the axis is out of range for an array, or if `axis` is not negative and the arrays differ in their number of
        dimensions.
    DeviceMismatchError
        If the arrays are on different devices or backends.
    """
    xp, (first, second) = take_several("linalg.cross", (x1, x2), NUMERIC)
    shapes = xp.hooks.shape(first), xp.hooks.shape(second)
    where = vector_axis("linalg.cross", axis, *shapes)
    for shape in shapes:
        if shape[where] != 3:
            raise ValueError(
                message(
                    f"ua.linalg.cross needs an axis of length 3, got axis {axis} of shape {shape}",
                    "append a zero: ua.concat([x, ua.zeros_like(x[..., :1])], axis=-1)",
                )
            )
    axes.broadcast(shapes)
    return Array(invoke(xp, xp.linalg.cross, first, second, axis=where), xp)


def det(x: Array, /) -> Array:
    """Compute the determinant of each matrix.

    Parameters
    ----------
    x : Array
        Matrices of shape ``(..., M, M)``, any dtype. Integers and bools are cast to the default real floating dtype.

    Returns
    -------
    Array
        Shape ``(...)``, the floating-point dtype of `x`. The determinant is 1 if a matrix has no elements.

    Raises
    ------
    ValueError
        If the last two lengths differ, or if `x` has fewer than 2 dimensions.
    """
    xp, native = _take_matrices("det", x, square=True)
    return Array(invoke(xp, xp.linalg.det, native), xp)


def diagonal(x: Array, /, *, offset: int = 0) -> Array:
    """Return a diagonal of each matrix.

    Parameters
    ----------
    x : Array
        Matrices of shape ``(..., M, N)``, any dtype.
    offset : int, default 0
        Diagonal to return: 0 is the main diagonal, positive offsets are above it, negative offsets below it.

    Returns
    -------
    Array
        Shape ``(..., K)``, the dtype of `x`. K is the length of the diagonal, which can be 0.

    Raises
    ------
    ValueError
        If `x` has fewer than 2 dimensions.
    """
    xp, native = _take_matrices("diagonal", x, domain=ALL)
    return Array(invoke(xp, xp.linalg.diagonal, native, offset=_diagonal_offset(xp, native, offset)), xp)


def eig(x: Array, /) -> EigResult:
    """Compute the eigenvalues and eigenvectors of each matrix.

    Parameters
    ----------
    x : Array
        Matrices of shape ``(..., M, M)``, any dtype. Integers and bools are cast to the default real floating dtype.

    Returns
    -------
    EigResult
        A named tuple. `eigenvalues` has shape ``(..., M)``. `eigenvectors` has the shape of `x`; its columns are the
        eigenvectors, in the order of the eigenvalues. Both are complex, of the precision of `x`.

    Raises
    ------
    ValueError
        If the last two lengths differ, or if `x` has fewer than 2 dimensions.

    Notes
    -----
    The order of the eigenvalues is unspecified, and so are the scale and the phase of the eigenvectors.
    """
    xp, native = _take_matrices("eig", x, square=True)
    return EigResult(*_wrap_each(xp, invoke(xp, xp.linalg.eig, native)))


def eigh(x: Array, /) -> EighResult:
    """Compute the eigenvalues and eigenvectors of each symmetric or Hermitian matrix.

    Parameters
    ----------
    x : Array
        Symmetric or Hermitian matrices of shape ``(..., M, M)``, any dtype. Integers and bools are cast to the default
        real floating dtype. The symmetry is not checked.

    Returns
    -------
    EighResult
        A named tuple. `eigenvalues` has shape ``(..., M)`` and a real dtype. `eigenvectors` has the shape and
        floating-point dtype of `x`; its columns are the orthonormal eigenvectors, in the order of the eigenvalues.

    Raises
    ------
    ValueError
        If the last two lengths differ, or if `x` has fewer than 2 dimensions.

    Notes
    -----
    The signs or phases of the eigenvectors are unspecified. If an eigenvalue is multiple, the basis of its eigenvectors
    is unspecified as well.
    """
    xp, native = _take_matrices("eigh", x, square=True)
    return EighResult(*_wrap_each(xp, invoke(xp, xp.linalg.eigh, native)))


def eigvals(x: Array, /) -> Array:
    """Compute the eigenvalues of each matrix.

    Parameters
    ----------
    x : Array
        Matrices of shape ``(..., M, M)``, any dtype. Integers and bools are cast to the default real floating dtype.

    Returns
    -------
    Array
        Shape ``(..., M)``, complex, of the precision of `x`. The order is unspecified.

    Raises
    ------
    ValueError
        If the last two lengths differ, or if `x` has fewer than 2 dimensions.
    """
    xp, native = _take_matrices("eigvals", x, square=True)
    return Array(invoke(xp, xp.linalg.eigvals, native), xp)


def eigvalsh(x: Array, /) -> Array:
    """Compute the eigenvalues of each symmetric or Hermitian matrix.

    Parameters
    ----------
    x : Array
        Symmetric or Hermitian matrices of shape ``(..., M, M)``, any dtype. Integers and bools are cast to the default
        real floating dtype. The symmetry is not checked.

    Returns
    -------
    Array
        Shape ``(..., M)``, real, of the precision of `x`.

    Raises
    ------
    ValueError
        If the last two lengths differ, or if `x` has fewer than 2 dimensions.
    """
    xp, native = _take_matrices("eigvalsh", x, square=True)
    return Array(invoke(xp, xp.linalg.eigvalsh, native), xp)


def inv(x: Array, /) -> Array:
    """Compute the inverse of each matrix.

    Parameters
    ----------
    x : Array
        Matrices of shape ``(..., M, M)``, any dtype. Integers and bools are cast to the default real floating dtype.

    Returns
    -------
    Array
        Same shape and floating-point dtype as `x`.

    Raises
    ------
    LinAlgError
        If a matrix is singular because it has a zero row or column. The result is unspecified if a matrix is singular
        up to rounding.
    ValueError
        If the last two lengths differ, or if `x` has fewer than 2 dimensions.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.linalg.inv(ua.asarray([[2.0, 0.0], [0.0, 4.0]])).tolist()
    [[0.5, 0.0], [0.0, 0.25]]
    """
    xp, native = _take_matrices("inv", x, square=True)
    return Array(invoke(xp, xp.linalg.inv, native), xp)


def matrix_norm(x: Array, /, *, keepdims: bool = False, ord: float | t.Literal["fro", "nuc"] | None = "fro") -> Array:
    """Compute the norm of each matrix.

    Parameters
    ----------
    x : Array
        Matrices of shape ``(..., M, N)``, any dtype. Integers and bools are cast to the default real floating dtype.
    keepdims : bool, default False
        If True, keep the last two axes with length 1.
    ord : {"fro", "nuc", 1, -1, 2, -2, inf, -inf}
        Norm to compute. ``"fro"`` or None: root of the sum of squares. ``"nuc"``: sum of the singular values. 1 and -1:
        largest and smallest column sum of absolute values. inf and -inf: largest and smallest row sum of absolute
        values. 2 and -2: largest and smallest singular value.

    Returns
    -------
    Array
        Shape ``(...)``, the real dtype of the precision of `x`.

    Raises
    ------
    ValueError
        If `x` has fewer than 2 dimensions, if `ord` is another value, or if `ord` asks for the smallest value and there
        is none.
    """
    if isinstance(ord, Array):
        raise TypeError(message(f"ord must be a number or a string, got an {shown(ord)}", "pass ord=x.item()"))
    if ord not in _MATRIX_NORMS:
        raise ValueError(
            message(
                f"ord={shown(ord)} is not a matrix norm",
                'pass ord="fro"; the other values are "nuc", 1, -1, 2, -2, ua.inf and -ua.inf',
            )
        )
    xp, native = _take_matrices("matrix_norm", x)
    order: t.Any = "fro" if ord is None else ord
    if order in _SMALLEST:
        shape = xp.hooks.shape(native)
        rows, columns = shape[-2:]
        _check_not_empty("matrix_norm", order, shape, {-1: columns, -2: min(rows, columns)}.get(order, rows))
    return Array(invoke(xp, xp.linalg.matrix_norm, native, keepdims=bool(keepdims), ord=order), xp)


_MATRIX_NORMS = ("fro", "nuc", 1, -1, 2, -2, float("inf"), -float("inf"), None)
_SMALLEST = (-1, -2, -float("inf"))


def _check_not_empty(name: str, order: t.Any, shape: tuple[int, ...], count: int) -> None:
    """Raise ValueError if a norm is the smallest of no values, as `ua.min` does."""
    if not count:
        fact = f"ua.linalg.{name} with ord={order} needs at least one element, got shape {shape}"
        raise ValueError(message(fact, "check x.size != 0 first, or pass ord=ua.inf"))


def matrix_power(x: Array, n: int, /) -> Array:
    """Raise each matrix to an integer power.

    Parameters
    ----------
    x : Array
        Matrices of shape ``(..., M, M)``, any dtype. Bools are cast to the default real floating dtype, and integers
        if `n` is negative.
    n : int
        Exponent. 0 gives the identity matrix. A negative exponent gives the power of the inverse.

    Returns
    -------
    Array
        Same shape and dtype as `x`. Powers of integers are exact; they wrap around on overflow, as ``matmul`` does.

    Raises
    ------
    LinAlgError
        If `n` is negative and a matrix is singular because it has a zero row or column.
    TypeError
        If `n` is not an integer.
    ValueError
        If the last two lengths differ, if `x` has fewer than 2 dimensions, or if `n` does not fit in 64 bits.
    """
    exponent = axes.integer(n, "n")
    is_exact = exponent >= 0 and array_only(x).dtype.rank == 1
    domain = INTEGER if is_exact else WIDE_FLOATING
    xp, native = _take_matrices("matrix_power", x, square=True, domain=domain)
    if abs(exponent) > axes.LONGEST:  # torch does not return from -2**63
        raise ValueError(
            message(
                f"n must fit in 64 bits, got {shown(n)}",
                "split the power: ua.linalg.matrix_power(ua.linalg.matrix_power(x, a), b)",
            )
        )
    return Array(invoke(xp, xp.linalg.matrix_power, native, exponent), xp)


def matrix_rank(x: Array, /, *, rtol: Array | float | None = None) -> Array:
    """Compute the rank of each matrix: the number of singular values that are not small.

    Parameters
    ----------
    x : Array
        Matrices of shape ``(..., M, N)``, any dtype. Integers and bools are cast to the default real floating dtype.
    rtol : float or Array, optional
        Singular values up to `rtol` times the largest singular value count as small. An array broadcasts with the
        leading dimensions of `x`. Default: ``max(M, N)`` times the epsilon of the dtype.

    Returns
    -------
    Array
        Shape ``(...)``, int64.

    Raises
    ------
    ValueError
        If `x` has fewer than 2 dimensions, or if `rtol` does not broadcast with the leading dimensions of `x`.
    TypeError
        If `rtol` is not a real number.
    DeviceMismatchError
        If the arrays are on different devices or backends.
    """
    x, rtol = to_one_namespace(array_beside(x, rtol), rtol)
    xp, native = _take_matrices("matrix_rank", x)
    return Array(invoke(xp, xp.linalg.matrix_rank, native, **_rtol_argument(xp, native, rtol)), xp)


def outer(x1: Array, x2: Array, /) -> Array:
    """Compute the outer product of two vectors.

    Parameters
    ----------
    x1 : Array
        Numeric array of shape ``(N,)``.
    x2 : Array
        Numeric array of shape ``(M,)``. The dtypes promote.

    Returns
    -------
    Array
        Shape ``(N, M)``, the promoted dtype.

    Raises
    ------
    TypeError
        If both arrays are bool, or if the dtypes have no common dtype.
    ValueError
        If an array is not 1-dimensional.
    DeviceMismatchError
        If the arrays are on different devices or backends.
    """
    xp, natives = take_several("linalg.outer", (x1, x2), NUMERIC)
    for native in natives:
        shape = xp.hooks.shape(native)
        if len(shape) != 1:
            raise ValueError(
                message(f"ua.linalg.outer needs 1-dimensional arrays, got shape {shape}", "ua.reshape(x, (-1,))")
            )
    return Array(invoke(xp, xp.linalg.outer, *natives), xp)


def pinv(x: Array, /, *, rtol: Array | float | None = None) -> Array:
    """Compute the Moore-Penrose pseudo-inverse of each matrix.

    Parameters
    ----------
    x : Array
        Matrices of shape ``(..., M, N)``, any dtype. Integers and bools are cast to the default real floating dtype.
    rtol : float or Array, optional
        Singular values up to `rtol` times the largest singular value count as zero. An array broadcasts with the
        leading dimensions of `x`. Default: ``max(M, N)`` times the epsilon of the dtype.

    Returns
    -------
    Array
        Shape ``(..., N, M)``, the floating-point dtype of `x`.

    Raises
    ------
    ValueError
        If `x` has fewer than 2 dimensions, or if `rtol` does not broadcast with the leading dimensions of `x`.
    TypeError
        If `rtol` is not a real number.
    DeviceMismatchError
        If the arrays are on different devices or backends.
    """
    x, rtol = to_one_namespace(array_beside(x, rtol), rtol)
    xp, native = _take_matrices("pinv", x)
    return Array(invoke(xp, xp.linalg.pinv, native, **_rtol_argument(xp, native, rtol)), xp)


def qr(x: Array, /, *, mode: t.Literal["reduced", "complete"] = "reduced") -> QRResult:
    """Compute the QR decomposition of each matrix: ``x = Q @ R``.

    Parameters
    ----------
    x : Array
        Matrices of shape ``(..., M, N)``, any dtype. Integers and bools are cast to the default real floating dtype.
    mode : {"reduced", "complete"}
        With ``"reduced"``, Q has ``K = min(M, N)`` columns. With ``"complete"``, Q has M columns.

    Returns
    -------
    QRResult
        A named tuple of arrays of the floating-point dtype of `x`. `Q` has orthonormal columns and shape
        ``(..., M, K)``, or ``(..., M, M)`` if `mode` is ``"complete"``. `R` is zero below the diagonal and has shape
        ``(..., K, N)``, or ``(..., M, N)`` if `mode` is ``"complete"``.

    Raises
    ------
    ValueError
        If `x` has fewer than 2 dimensions, or if `mode` is invalid.

    Notes
    -----
    The signs of the rows of R are unspecified, and so are the signs of the corresponding columns of Q.
    """
    if mode not in ("reduced", "complete"):
        raise ValueError(message(f'mode must be "reduced" or "complete", got {shown(mode)}', 'pass mode="reduced"'))
    xp, native = _take_matrices("qr", x)
    return QRResult(*_wrap_each(xp, invoke(xp, xp.linalg.qr, native, mode=mode)))


def slogdet(x: Array, /) -> SlogdetResult:
    """Compute the sign and the logarithm of the absolute value of the determinant of each matrix.

    Parameters
    ----------
    x : Array
        Matrices of shape ``(..., M, M)``, any dtype. Integers and bools are cast to the default real floating dtype.

    Returns
    -------
    SlogdetResult
        A named tuple of arrays of shape ``(...)``. `sign` has the floating-point dtype of `x` and is -1, 0 or 1, or a
        complex number of modulus 1. `logabsdet` is real. If the determinant is zero, `sign` is 0 and `logabsdet` is
        -inf.

    Raises
    ------
    ValueError
        If the last two lengths differ, or if `x` has fewer than 2 dimensions.
    """
    xp, native = _take_matrices("slogdet", x, square=True)
    return SlogdetResult(*_wrap_each(xp, invoke(xp, xp.linalg.slogdet, native)))


def solve(x1: Array, x2: Array, /) -> Array:
    """Solve the linear equations ``x1 @ X = x2`` for X.

    Parameters
    ----------
    x1 : Array
        Coefficients: square matrices of shape ``(..., M, M)``, any dtype. Integers and bools are cast to the default
        real floating dtype.
    x2 : Array
        Right-hand sides: one vector of shape ``(M,)`` for all matrices, or the columns of an array of shape
        ``(..., M, K)``. The leading dimensions broadcast and the dtypes promote.

    Returns
    -------
    Array
        Shape ``(..., M)`` if `x2` is a vector, else ``(..., M, K)``.

    Raises
    ------
    LinAlgError
        If a matrix is singular because it has a zero row or column. The result is unspecified if a matrix is singular
        up to rounding.
    TypeError
        If the dtypes have no common dtype.
    ValueError
        If the matrices are not square, if `x1` and `x2` differ in their number of rows, or if the leading dimensions do
        not broadcast.
    DeviceMismatchError
        If the arrays are on different devices or backends.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.linalg.solve(ua.asarray([[2.0, 0.0], [0.0, 4.0]]), ua.asarray([1.0, 1.0])).tolist()
    [0.5, 0.25]
    """
    xp, (left, right) = take_several("linalg.solve", (x1, x2), WIDE_FLOATING)
    first, second = xp.hooks.shape(left), xp.hooks.shape(right)
    _check_matrices("solve", first, square=True)
    require_ndim("linalg.solve", second, 1)
    if second[0 if len(second) == 1 else -2] != first[-1]:
        raise ValueError(
            message(
                f"ua.linalg.solve needs as many rows in x2 as in x1, got shapes {first} and {second}",
                "for a stack of vectors: ua.linalg.solve(x1, x2[..., None])[..., 0]",
            )
        )
    axes.broadcast([first[:-2], second[:-2]])
    return Array(invoke(xp, xp.linalg.solve, left, right), xp)


def svd(x: Array, /, *, full_matrices: bool = True) -> SVDResult:
    """Compute the singular value decomposition of each matrix: ``x = (U * S) @ Vh`` with reduced matrices.

    Parameters
    ----------
    x : Array
        Matrices of shape ``(..., M, N)``, any dtype. Integers and bools are cast to the default real floating dtype.
    full_matrices : bool, default True
        If True, U and Vh are square. If False, U has ``K = min(M, N)`` columns and Vh has K rows.

    Returns
    -------
    SVDResult
        A named tuple. `U` has orthonormal columns and shape ``(..., M, M)`` or ``(..., M, K)``. `Vh` has orthonormal
        rows and shape ``(..., N, N)`` or ``(..., K, N)``. Both have the floating-point dtype of `x`. `S` has shape
        ``(..., K)``, is real and descending.

    Raises
    ------
    ValueError
        If `x` has fewer than 2 dimensions.

    Notes
    -----
    The signs or phases of the singular vectors are unspecified. If a singular value is multiple, the basis of its
    singular vectors is unspecified as well.
    """
    xp, native = _take_matrices("svd", x)
    return SVDResult(*_wrap_each(xp, invoke(xp, xp.linalg.svd, native, full_matrices=bool(full_matrices))))


def svdvals(x: Array, /) -> Array:
    """Compute the singular values of each matrix, in descending order.

    Parameters
    ----------
    x : Array
        Matrices of shape ``(..., M, N)``, any dtype. Integers and bools are cast to the default real floating dtype.

    Returns
    -------
    Array
        Shape ``(..., min(M, N))``, the real dtype of the precision of `x`.

    Raises
    ------
    ValueError
        If `x` has fewer than 2 dimensions.
    """
    xp, native = _take_matrices("svdvals", x)
    return Array(invoke(xp, xp.linalg.svdvals, native), xp)


def trace(x: Array, /, *, offset: int = 0, dtype: t.DTypeLike | None = None) -> Array:
    """Sum a diagonal of each matrix.

    Parameters
    ----------
    x : Array
        Matrices of shape ``(..., M, N)``, any dtype.
    offset : int, default 0
        Diagonal to sum: 0 is the main diagonal, positive offsets are above it, negative offsets below it.
    dtype : DType or str, optional
        Data type of the sum. Default: the dtype of `x`, except int64 if `x` is bool or signed integer, and uint64 if
        `x` is unsigned integer.

    Returns
    -------
    Array
        Shape ``(...)``, the dtype of the sum.

    Raises
    ------
    ValueError
        If `x` has fewer than 2 dimensions.
    TypeError
        If `dtype` is bool, if `x` is complex and `dtype` is not, or if the device does not support the dtype.
    """
    xp, native = _take_matrices("trace", x, domain=ALL)
    position = _diagonal_offset(xp, native, offset)
    return Array(invoke(xp, xp.linalg.trace, native, offset=position, dtype=accumulator(x, dtype)), xp)


def vector_norm(
    x: Array, /, *, axis: int | Sequence[int] | None = None, keepdims: bool = False, ord: float = 2
) -> Array:
    """Compute the norm of vectors along axes.

    Parameters
    ----------
    x : Array
        Any shape and dtype. Integers and bools are cast to the default real floating dtype.
    axis : int or tuple of int, optional
        Axes that make up a vector. Default: all axes.
    keepdims : bool, default False
        If True, keep the axes with length 1.
    ord : int or float, default 2
        Order p of the norm: the p-th root of the sum of the p-th powers of absolute values. inf and -inf: largest and
        smallest absolute value. 0: number of elements that are not zero.

    Returns
    -------
    Array
        The shape of the remaining axes, the real dtype of the precision of `x`.

    Raises
    ------
    TypeError
        If `ord` is not a real number.
    ValueError
        If an axis is given twice, or if `ord` is negative and a vector has no elements.
    AxisError
        If an axis is out of range for `x`.
    """
    xp, native = take_one("linalg.vector_norm", x, WIDE_FLOATING)
    where = None if axis is None else reduced_axes(axis, len(xp.hooks.shape(native)))
    order = _to_real_scalar(ord, "ord")
    if order < 0 or order == inf:
        shape = xp.hooks.shape(native)
        if 0 in (shape if where is None else [shape[i] for i in axes.integers(where, "axis")]):
            _check_not_empty("vector_norm", order, shape, order > 0)
            order = 1  # Without elements ord=inf gives 0, as ord=1 does; libraries disagree on ord=inf.
    return Array(invoke(xp, xp.linalg.vector_norm, native, axis=where, keepdims=bool(keepdims), ord=order), xp)


# -- shared helpers --------------------------------------------------------------------------------------------


def _take_matrices(
    name: str, x: Array, *, square: bool = False, domain: frozenset[DType] = WIDE_FLOATING
) -> tuple[NativeNamespace, t.Any]:
    """Return the namespace and the native array of an argument, after checking its dtype and matrix dimensions."""
    xp, native = take_one(f"linalg.{name}", x, domain)
    _check_matrices(name, xp.hooks.shape(native), square)
    return xp, native


def _check_matrices(name: str, shape: tuple[int, ...], square: bool) -> None:
    require_ndim(f"linalg.{name}", shape, 2)
    if square and shape[-1] != shape[-2]:
        raise ValueError(
            message(
                f"ua.linalg.{name} needs square matrices, got shape {shape}",
                "for other shapes: ua.linalg.pinv(x), ua.linalg.svd(x) or ua.linalg.qr(x)",
            )
        )


def _wrap_each(xp: NativeNamespace, natives: t.Any) -> list[t.Any]:
    return [Array(native, xp) for native in natives]


def _diagonal_offset(xp: NativeNamespace, native: t.Any, offset: int) -> int:
    """Check the offset of a diagonal and return it as an int that a library accepts."""
    return axes.diagonal(offset, "offset", *xp.hooks.shape(native)[-2:])


def _rtol_argument(xp: NativeNamespace, native: t.Any, rtol: t.Any) -> dict[str, t.Any]:
    """Return the keyword ``rtol`` for a library, cast to the real dtype of the array; empty if `rtol` is None."""
    if rtol is None:
        return {}
    if type(rtol) is not Array:
        return {"rtol": _to_real_scalar(rtol, "rtol")}
    hooks = xp.hooks
    check_domain("linalg (rtol)", rtol.dtype, REAL)
    batch = xp.hooks.shape(native)[:-2]
    if axes.broadcast([batch, rtol.shape]) != batch:
        raise ValueError(
            message(f"rtol must broadcast to the shape {batch}, got shape {rtol.shape}", "ua.broadcast_to(x, shape)")
        )
    dtype = hooks.dtype(native)
    real = REAL_OF.get(dtype, dtype)
    return {"rtol": hooks.cast(rtol._native, real)}


def _to_real_scalar(value: object, name: str) -> float:
    found = as_python(value)
    if type(found) not in (int, float, bool):
        raise TypeError(message(f"{name} must be a real number, got {shown(value)}", f"pass {name}=1.0"))
    return scalars.floating(found) if abs(found) > axes.LONGEST else found  # type: ignore[return-value,arg-type]


name_public_items(globals(), __all__, "unifyarray.linalg")
