"""Linear algebra: the standard's ``linalg`` extension."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from .._array.arguments import array_only, require_ndim, take_one, take_several
from .._array.array import Array
from .._array.calls import to_one_namespace
from .._array.invocation import invoke
from .._array.reductions import reduced_axes
from .._core import lazy_typing as t
from .._core.dtypes import REAL_OF, DType
from .._core.errors import LinAlgError, message, shown
from .._core.named_results import EighResult, EigResult, QRResult, SlogdetResult, SVDResult
from .._rules import axes, scalars
from .._rules.domains import ALL, NUMERIC, REAL, WIDE_FLOATING, check_domain
from .._runtime.python_scalars import as_python
from .linear_algebra_functions import matmul, matrix_transpose, tensordot, vecdot, vector_axis
from .statistical_functions import accumulator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._backend.backend import NativeNamespace

__all__ = [
    "LinAlgError",
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
    """Cholesky factor of each positive definite matrix: ``x = L @ L^H``, or ``U^H @ U``.

    Parameters
    ----------
    x : Array
        Symmetric or Hermitian positive definite matrices of shape ``(..., M, M)``; integers and bools are taken to
        the default real floating dtype. Whether a matrix is symmetric is not checked.
    upper : bool, default False
        Whether the factor is the upper triangle U, instead of the lower one L.

    Returns
    -------
    Array
        Of the shape and floating-point dtype of `x`; zeros in the other triangle.

    Raises
    ------
    LinAlgError
        A matrix is not positive definite.
    ValueError
        The last two lengths differ, or there are fewer than 2 dimensions.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.linalg.cholesky(ua.asarray([[4.0, 2.0], [2.0, 2.0]])).tolist()
    [[2.0, 0.0], [1.0, 1.0]]
    """
    xp, native = _matrices("cholesky", x, square=True)
    return Array(invoke(xp, xp.linalg.cholesky, native, upper=bool(upper)), xp)


def cross(x1: Array, x2: Array, /, *, axis: int = -1) -> Array:
    """Cross product of vectors of 3 elements.

    Parameters
    ----------
    x1, x2 : Array
        Numbers; the axis has length 3 in both, the others broadcast, and the dtypes meet in one.
    axis : int, default -1
        Axis of the vectors, counted from the end: -1 the last one.

    Returns
    -------
    Array
        Of the broadcast shape.

    Raises
    ------
    TypeError
        Both are bool, or the dtypes have no common dtype.
    ValueError
        The axis is not of length 3 in both, or the shapes do not broadcast.
    AxisError
        An array has no such axis.
    DeviceMismatchError
        The arrays live in different places.
    """
    xp, (first, second) = take_several("linalg.cross", (x1, x2), NUMERIC)
    shapes = xp.hooks.shape(first), xp.hooks.shape(second)
    where = vector_axis("linalg.cross", axis, *shapes)
    for shape in shapes:
        if shape[where] != 3:
            raise ValueError(
                message(f"ua.linalg.cross: axis {axis} of shape {shape} is not of length 3", "append zeros: ua.concat")
            )
    axes.broadcast(shapes)
    return Array(invoke(xp, xp.linalg.cross, first, second, axis=where), xp)


def det(x: Array, /) -> Array:
    """Matrix determinant, for each matrix.

    Parameters
    ----------
    x : Array
        Matrices of shape ``(..., M, M)``; integers and bools are taken to the default real floating dtype.

    Returns
    -------
    Array
        Of shape ``(...)`` and the floating-point dtype of `x`; 1 for a matrix without elements.

    Raises
    ------
    ValueError
        The last two lengths differ, or there are fewer than 2 dimensions.
    """
    xp, native = _matrices("det", x, square=True)
    return Array(invoke(xp, xp.linalg.det, native), xp)


def diagonal(x: Array, /, *, offset: int = 0) -> Array:
    """Diagonal of each matrix.

    Parameters
    ----------
    x : Array
        Of shape ``(..., M, N)`` and any dtype.
    offset : int, default 0
        Which one: 0 the main diagonal, positive above it, negative below.

    Returns
    -------
    Array
        Of shape ``(..., K)``, K being the length of the diagonal, which may be 0, and the dtype of `x`.

    Raises
    ------
    ValueError
        There are fewer than 2 dimensions.
    """
    xp, native = _matrices("diagonal", x, domain=ALL)
    return Array(invoke(xp, xp.linalg.diagonal, native, offset=_offset(xp, native, offset)), xp)


def eig(x: Array, /) -> EigResult:
    """Eigenvalues and eigenvectors of each matrix.

    Parameters
    ----------
    x : Array
        Matrices of shape ``(..., M, M)``; integers and bools are taken to the default real floating dtype.

    Returns
    -------
    EigResult
        A named tuple: `eigenvalues`, of shape ``(..., M)``; `eigenvectors`, of the shape of `x`, as its columns in
        the same order. Both are complex, of the precision of `x`.

    Raises
    ------
    ValueError
        The last two lengths differ, or there are fewer than 2 dimensions.

    Notes
    -----
    The order of the eigenvalues is unspecified, and so are scale and phase of the eigenvectors.
    """
    xp, native = _matrices("eig", x, square=True)
    return EigResult(*_wrapped(xp, invoke(xp, xp.linalg.eig, native)))


def eigh(x: Array, /) -> EighResult:
    """Eigenvalues and eigenvectors of each symmetric or Hermitian matrix.

    Parameters
    ----------
    x : Array
        Matrices of shape ``(..., M, M)``; integers and bools are taken to the default real floating dtype. Whether
        a matrix is symmetric is not checked.

    Returns
    -------
    EighResult
        A named tuple: `eigenvalues`, real, of shape ``(..., M)``; `eigenvectors`, of the shape and floating-point
        dtype of `x`, orthonormal, as its columns in the same order.

    Raises
    ------
    ValueError
        The last two lengths differ, or there are fewer than 2 dimensions.

    Notes
    -----
    Signs or phases of the eigenvectors are unspecified, and so are those of one multiple eigenvalue.
    """
    xp, native = _matrices("eigh", x, square=True)
    return EighResult(*_wrapped(xp, invoke(xp, xp.linalg.eigh, native)))


def eigvals(x: Array, /) -> Array:
    """Eigenvalues of each matrix.

    Parameters
    ----------
    x : Array
        Matrices of shape ``(..., M, M)``; integers and bools are taken to the default real floating dtype.

    Returns
    -------
    Array
        Of shape ``(..., M)``, complex, of the precision of `x`. The order is unspecified.

    Raises
    ------
    ValueError
        The last two lengths differ, or there are fewer than 2 dimensions.
    """
    xp, native = _matrices("eigvals", x, square=True)
    return Array(invoke(xp, xp.linalg.eigvals, native), xp)


def eigvalsh(x: Array, /) -> Array:
    """Eigenvalues of each symmetric or Hermitian matrix.

    Parameters
    ----------
    x : Array
        Matrices of shape ``(..., M, M)``; integers and bools are taken to the default real floating dtype. Whether
        a matrix is symmetric is not checked.

    Returns
    -------
    Array
        Of shape ``(..., M)``, real, of the precision of `x`.

    Raises
    ------
    ValueError
        The last two lengths differ, or there are fewer than 2 dimensions.
    """
    xp, native = _matrices("eigvalsh", x, square=True)
    return Array(invoke(xp, xp.linalg.eigvalsh, native), xp)


def inv(x: Array, /) -> Array:
    """Inverse of each matrix.

    Parameters
    ----------
    x : Array
        Matrices of shape ``(..., M, M)``; integers and bools are taken to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape and floating-point dtype of `x`.

    Raises
    ------
    LinAlgError
        A matrix is singular: it has a zero row or column. Singular up to rounding is unspecified.
    ValueError
        The last two lengths differ, or there are fewer than 2 dimensions.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.linalg.inv(ua.asarray([[2.0, 0.0], [0.0, 4.0]])).tolist()
    [[0.5, 0.0], [0.0, 0.25]]
    """
    xp, native = _matrices("inv", x, square=True)
    return Array(invoke(xp, xp.linalg.inv, native), xp)


def matrix_norm(x: Array, /, *, keepdims: bool = False, ord: float | t.Literal["fro", "nuc"] | None = "fro") -> Array:
    """Norm of each matrix.

    Parameters
    ----------
    x : Array
        Of shape ``(..., M, N)``; integers and bools are taken to the default real floating dtype.
    keepdims : bool, default False
        Whether the last two axes stay, with length 1.
    ord : {"fro", "nuc", 1, -1, 2, -2, inf, -inf}
        ``"fro"`` (None means it, too): root of the sum of squares. ``"nuc"``: sum of the singular values. 1 and -1:
        largest and smallest column sum of absolute values; inf and -inf: of rows. 2 and -2: largest and smallest
        singular value.

    Returns
    -------
    Array
        Of shape ``(...)``; the real dtype of the precision of `x`.

    Raises
    ------
    ValueError
        There are fewer than 2 dimensions, `ord` is not one of these, or it asks for the smallest of nothing.
    """
    if isinstance(ord, Array):
        raise TypeError(message(f"ord is a number or a name, not an {shown(ord)}", "x.item()"))
    if ord not in _MATRIX_NORMS:
        raise ValueError(message(f"ord={shown(ord)} is no norm of matrices", '"fro", "nuc", 1, -1, 2, -2, inf or -inf'))
    xp, native = _matrices("matrix_norm", x)
    order: t.Any = "fro" if ord is None else ord
    if order in _SMALLEST:
        shape = xp.hooks.shape(native)
        rows, columns = shape[-2:]
        _check_some("matrix_norm", order, shape, {-1: columns, -2: min(rows, columns)}.get(order, rows))
    return Array(invoke(xp, xp.linalg.matrix_norm, native, keepdims=bool(keepdims), ord=order), xp)


_MATRIX_NORMS = ("fro", "nuc", 1, -1, 2, -2, float("inf"), -float("inf"), None)
_SMALLEST = (-1, -2, -float("inf"))


def _check_some(name: str, order: t.Any, shape: tuple[int, ...], count: int) -> None:
    """Raise ValueError where a norm is the smallest of nothing, as `ua.min` does."""
    if not count:
        fact = f"ua.linalg.{name} with ord={order} of nothing, shape {shape}: there is no smallest"
        raise ValueError(message(fact, "an array with elements"))


def matrix_power(x: Array, n: int, /) -> Array:
    """Integer power of each matrix.

    Parameters
    ----------
    x : Array
        Matrices of shape ``(..., M, M)``; integers and bools are taken to the default real floating dtype.
    n : int
        Exponent; 0 gives the identity matrix, a negative one the power of the inverse.

    Returns
    -------
    Array
        Of the shape and floating-point dtype of `x`.

    Raises
    ------
    LinAlgError
        `n` is negative and a matrix is singular: it has a zero row or column.
    TypeError
        `n` is no integer.
    ValueError
        The last two lengths differ, there are fewer than 2 dimensions, or `n` is beyond 64 bits.
    """
    xp, native = _matrices("matrix_power", x, square=True)
    exponent = axes.integer(n, "n")
    if abs(exponent) > axes.LONGEST:  # of -2**63 torch never comes back
        raise ValueError(message(f"n={shown(n)} is beyond 64 bits", "a power of a power"))
    return Array(invoke(xp, xp.linalg.matrix_power, native, exponent), xp)


def matrix_rank(x: Array, /, *, rtol: Array | float | None = None) -> Array:
    """Rank of each matrix: the number of singular values that are not small.

    Parameters
    ----------
    x : Array
        Of shape ``(..., M, N)``; integers and bools are taken to the default real floating dtype.
    rtol : float or Array, optional
        What is small, relative to the largest singular value; an array broadcasts with the leading dimensions.
        Default: ``max(M, N)`` times the epsilon of the dtype.

    Returns
    -------
    Array
        Of shape ``(...)``; int64.

    Raises
    ------
    ValueError
        There are fewer than 2 dimensions, or `rtol` does not broadcast.
    TypeError
        `rtol` is no real number.
    DeviceMismatchError
        The arrays live in different places.
    """
    x, rtol = to_one_namespace(array_only(x), rtol)
    xp, native = _matrices("matrix_rank", x)
    return Array(invoke(xp, xp.linalg.matrix_rank, native, **_tolerance(xp, native, rtol)), xp)


def outer(x1: Array, x2: Array, /) -> Array:
    """Outer product of two vectors.

    Parameters
    ----------
    x1 : Array
        Numbers, of shape ``(N,)``.
    x2 : Array
        Numbers, of shape ``(M,)``; the dtypes meet in one.

    Returns
    -------
    Array
        Of shape ``(N, M)``.

    Raises
    ------
    TypeError
        Both are bool, or the dtypes have no common dtype.
    ValueError
        An array is not 1-d.
    DeviceMismatchError
        The arrays live in different places.
    """
    xp, natives = take_several("linalg.outer", (x1, x2), NUMERIC)
    for native in natives:
        shape = xp.hooks.shape(native)
        if len(shape) != 1:
            raise ValueError(message(f"ua.linalg.outer takes 1-d arrays, not shape {shape}", "ua.reshape(x, (-1,))"))
    return Array(invoke(xp, xp.linalg.outer, *natives), xp)


def pinv(x: Array, /, *, rtol: Array | float | None = None) -> Array:
    """Pseudo-inverse of each matrix, after Moore and Penrose.

    Parameters
    ----------
    x : Array
        Of shape ``(..., M, N)``; integers and bools are taken to the default real floating dtype.
    rtol : float or Array, optional
        Singular values up to this part of the largest one count as zero; an array broadcasts with the leading
        dimensions. Default: ``max(M, N)`` times the epsilon of the dtype.

    Returns
    -------
    Array
        Of shape ``(..., N, M)`` and the floating-point dtype of `x`.

    Raises
    ------
    ValueError
        There are fewer than 2 dimensions, or `rtol` does not broadcast.
    TypeError
        `rtol` is no real number.
    DeviceMismatchError
        The arrays live in different places.
    """
    x, rtol = to_one_namespace(array_only(x), rtol)
    xp, native = _matrices("pinv", x)
    return Array(invoke(xp, xp.linalg.pinv, native, **_tolerance(xp, native, rtol)), xp)


def qr(x: Array, /, *, mode: t.Literal["reduced", "complete"] = "reduced") -> QRResult:
    """QR decomposition of each matrix: ``x = Q @ R``.

    Parameters
    ----------
    x : Array
        Of shape ``(..., M, N)``; integers and bools are taken to the default real floating dtype.
    mode : {"reduced", "complete"}
        Whether Q has ``K = min(M, N)`` columns, or M.

    Returns
    -------
    QRResult
        A named tuple of the floating-point dtype of `x`: `Q`, of shape ``(..., M, K)`` with orthonormal columns, or
        ``(..., M, M)``; `R`, of shape ``(..., K, N)``, zero below the diagonal, or ``(..., M, N)``.

    Raises
    ------
    ValueError
        There are fewer than 2 dimensions, or `mode` is neither of the two.

    Notes
    -----
    The signs of the rows of R, and of the columns of Q with them, are unspecified.
    """
    if mode not in ("reduced", "complete"):
        raise ValueError(message(f"mode={shown(mode)} is not valid", '"reduced" or "complete"'))
    xp, native = _matrices("qr", x)
    return QRResult(*_wrapped(xp, invoke(xp, xp.linalg.qr, native, mode=mode)))


def slogdet(x: Array, /) -> SlogdetResult:
    """Sign and logarithm of the absolute value of the determinant of each matrix.

    Parameters
    ----------
    x : Array
        Matrices of shape ``(..., M, M)``; integers and bools are taken to the default real floating dtype.

    Returns
    -------
    SlogdetResult
        A named tuple of arrays of shape ``(...)``: `sign`, of the floating-point dtype of `x`, -1, 0 or 1, or a
        complex number of modulus 1; `logabsdet`, real. For a determinant of zero they are 0 and -inf.

    Raises
    ------
    ValueError
        The last two lengths differ, or there are fewer than 2 dimensions.
    """
    xp, native = _matrices("slogdet", x, square=True)
    return SlogdetResult(*_wrapped(xp, invoke(xp, xp.linalg.slogdet, native)))


def solve(x1: Array, x2: Array, /) -> Array:
    """Solution X of the linear equations ``x1 @ X = x2``.

    Parameters
    ----------
    x1 : Array
        Coefficients: square matrices of shape ``(..., M, M)``; integers and bools are taken to the default real
        floating dtype.
    x2 : Array
        Right-hand sides: one vector of shape ``(M,)`` for all matrices, or columns, of shape ``(..., M, K)``. The
        leading dimensions broadcast, the dtypes meet in one.

    Returns
    -------
    Array
        Of shape ``(..., M)`` for a vector, else ``(..., M, K)``.

    Raises
    ------
    LinAlgError
        A matrix is singular: it has a zero row or column. Singular up to rounding is unspecified.
    TypeError
        The dtypes have no common dtype.
    ValueError
        The matrices are not square, or the shapes do not fit.
    DeviceMismatchError
        The arrays live in different places.

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
        raise ValueError(message(f"ua.linalg.solve: shapes {first} and {second} do not fit", "as many rows in both"))
    axes.broadcast([first[:-2], second[:-2]])
    return Array(invoke(xp, xp.linalg.solve, left, right), xp)


def svd(x: Array, /, *, full_matrices: bool = True) -> SVDResult:
    """Singular value decomposition of each matrix: ``x = (U * S) @ Vh`` with reduced matrices.

    Parameters
    ----------
    x : Array
        Of shape ``(..., M, N)``; integers and bools are taken to the default real floating dtype.
    full_matrices : bool, default True
        Whether U and Vh are square, instead of having ``K = min(M, N)`` columns and rows.

    Returns
    -------
    SVDResult
        A named tuple: `U`, of shape ``(..., M, M)`` or ``(..., M, K)``, and `Vh`, of shape ``(..., N, N)`` or
        ``(..., K, N)``, of the floating-point dtype of `x`, with orthonormal columns and rows; `S`, of shape
        ``(..., K)``, real and descending.

    Raises
    ------
    ValueError
        There are fewer than 2 dimensions.

    Notes
    -----
    Signs or phases of the singular vectors are unspecified, and so are those of one multiple singular value.
    """
    xp, native = _matrices("svd", x)
    return SVDResult(*_wrapped(xp, invoke(xp, xp.linalg.svd, native, full_matrices=bool(full_matrices))))


def svdvals(x: Array, /) -> Array:
    """Singular values of each matrix, the largest first.

    Parameters
    ----------
    x : Array
        Of shape ``(..., M, N)``; integers and bools are taken to the default real floating dtype.

    Returns
    -------
    Array
        Of shape ``(..., min(M, N))``; the real dtype of the precision of `x`.

    Raises
    ------
    ValueError
        There are fewer than 2 dimensions.
    """
    xp, native = _matrices("svdvals", x)
    return Array(invoke(xp, xp.linalg.svdvals, native), xp)


def trace(x: Array, /, *, offset: int = 0, dtype: t.DTypeLike | None = None) -> Array:
    """Sum of a diagonal of each matrix.

    Parameters
    ----------
    x : Array
        Numbers or bools, of shape ``(..., M, N)``.
    offset : int, default 0
        Which diagonal: 0 the main one, positive above it, negative below.
    dtype : DType or str, optional
        Data type to add in. Default: that of `x`; int64 for bools and signed integers, uint64 for unsigned ones.

    Returns
    -------
    Array
        Of shape ``(...)``.

    Raises
    ------
    ValueError
        There are fewer than 2 dimensions.
    TypeError
        `dtype` is bool, `x` is complex and `dtype` is not, or the device lacks the dtype.
    """
    xp, native = _matrices("trace", x, domain=ALL)
    place = _offset(xp, native, offset)
    return Array(invoke(xp, xp.linalg.trace, native, offset=place, dtype=accumulator(x, dtype)), xp)


def vector_norm(
    x: Array, /, *, axis: int | Sequence[int] | None = None, keepdims: bool = False, ord: float = 2
) -> Array:
    """Norm of vectors, along axes.

    Parameters
    ----------
    x : Array
        Numbers of any kind; integers and bools are taken to the default real floating dtype.
    axis : int or tuple of int, optional
        Axes that make up a vector. Default: all of them.
    keepdims : bool, default False
        Whether the axes stay, with length 1.
    ord : int or float, default 2
        Order p: the p-th root of the sum of the p-th powers of absolute values. inf and -inf: largest and smallest
        absolute value; 0: number of elements that are not zero.

    Returns
    -------
    Array
        Of the remaining shape; the real dtype of the precision of `x`.

    Raises
    ------
    TypeError
        `ord` is no real number.
    ValueError
        An axis is named twice, or `ord` is negative and there is no element.
    AxisError
        `x` has no such axis.
    """
    xp, native = take_one("linalg.vector_norm", x, WIDE_FLOATING)
    where = None if axis is None else reduced_axes(axis, len(xp.hooks.shape(native)))
    order = _real(ord, "ord")
    if order < 0 or order == inf:
        shape = xp.hooks.shape(native)
        if 0 in (shape if where is None else [shape[i] for i in axes.integers(where, "axis")]):
            _check_some("vector_norm", order, shape, order > 0)
            order = 1  # of nothing the sum is 0, and so is what none exceeds; libraries do not agree on the latter
    return Array(invoke(xp, xp.linalg.vector_norm, native, axis=where, keepdims=bool(keepdims), ord=order), xp)


# -- what they share -----------------------------------------------------------------------------------------


def _matrices(
    name: str, x: Array, *, square: bool = False, domain: frozenset[DType] = WIDE_FLOATING
) -> tuple[NativeNamespace, t.Any]:
    """Return namespace and native of an argument that holds matrices in its last two axes."""
    xp, native = take_one(f"linalg.{name}", x, domain)
    _check_matrices(name, xp.hooks.shape(native), square)
    return xp, native


def _check_matrices(name: str, shape: tuple[int, ...], square: bool) -> None:
    require_ndim(f"linalg.{name}", shape, 2)
    if square and shape[-1] != shape[-2]:
        raise ValueError(
            message(f"ua.linalg.{name} takes square matrices, not shape {shape}", "ua.linalg.pinv, svd and qr take any")
        )


def _wrapped(xp: NativeNamespace, natives: t.Any) -> list[t.Any]:
    return [Array(native, xp) for native in natives]


def _offset(xp: NativeNamespace, native: t.Any, offset: int) -> int:
    """Return the offset of a diagonal of matrices."""
    return axes.diagonal(offset, "offset", *xp.hooks.shape(native)[-2:])


def _tolerance(xp: NativeNamespace, native: t.Any, rtol: t.Any) -> dict[str, t.Any]:
    """Return the ``rtol=`` of a function, of the real dtype that belongs to the array; nothing for the default."""
    if rtol is None:
        return {}
    if type(rtol) is not Array:
        return {"rtol": _real(rtol, "rtol")}
    hooks = xp.hooks
    check_domain("linalg (rtol)", rtol.dtype, REAL)
    batch = xp.hooks.shape(native)[:-2]
    if axes.broadcast([batch, rtol.shape]) != batch:
        raise ValueError(
            message(f"rtol of shape {rtol.shape} is for more matrices than {batch}", "ua.broadcast_to(x, shape)")
        )
    dtype = hooks.dtype(native)
    real = REAL_OF.get(dtype, dtype)
    return {"rtol": hooks.cast(rtol._native, real)}


def _real(value: object, name: str) -> float:
    found = as_python(value)
    if type(found) not in (int, float, bool):
        raise TypeError(message(f"{name} must be a real number, not {shown(value)}", f"{name}=1.0"))
    return scalars.floating(found) if abs(found) > axes.LONGEST else found  # type: ignore[return-value,arg-type]
