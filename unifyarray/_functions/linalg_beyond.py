"""Linear algebra beyond the standard: signatures and documentation. ``beyond/matrices.py`` does the work."""

from __future__ import annotations

from .._array.array import Array
from .._core import lazy_typing as t
from . import name_public_items
from .beyond import matrices

__all__ = ["expm", "lstsq", "norm", "solve_triangular"]


def expm(a: Array, /) -> Array:
    """Compute the exponential of each matrix.

    Parameters
    ----------
    a : Array
        Square matrices of shape ``(..., M, M)``. Integers and bools are converted to the default real floating dtype.

    Returns
    -------
    Array
        Of the shape of `a`. NaN for a matrix with NaN or an infinity.

    Raises
    ------
    ValueError
        If the last two lengths differ, or if `a` has fewer than 2 dimensions.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.linalg.expm(ua.asarray([[0.0, 1.0], [0.0, 0.0]])).tolist()
    [[1.0, 1.0], [0.0, 1.0]]
    """
    return matrices.expm(a)


def lstsq(a: Array, b: Array, /, *, rcond: float | None = None) -> tuple[Array, Array, Array, Array]:
    """Solve equations by least squares; of several solutions, return the one with the smallest norm.

    Parameters
    ----------
    a : Array
        Matrices of shape ``(..., M, N)``. Integers and bools are converted to the default real floating dtype.
    b : Array
        Right-hand sides: one vector of shape ``(M,)`` for all matrices, or columns of shape ``(..., M, K)``.
    rcond : float, optional
        Singular values up to this part of the largest one count as 0. Default: ``max(M, N)`` times the spacing of
        floating-point numbers at 1.

    Returns
    -------
    x : Array
        Solutions of shape ``(..., N)`` for a vector, or ``(..., N, K)``.
    residuals : Array
        Sums of squares of ``b - a @ x``, of shape ``(..., K)``. If M is not larger than N, the last axis has length 0.
    rank : Array
        Ranks of the matrices, of dtype int64.
    s : Array
        Singular values of `a`, of shape ``(..., min(M, N))``.

    Raises
    ------
    TypeError
        If `rcond` is not a real number.
    ValueError
        If `a` has fewer than 2 dimensions, or `b` has another number of rows.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Examples
    --------
    >>> import unifyarray as ua
    >>> x, residuals, rank, s = ua.linalg.lstsq(ua.asarray([[1.0], [1.0]]), ua.asarray([1.0, 3.0]))
    >>> round(float(x[0]), 6), round(float(residuals[0]), 6), int(rank)
    (2.0, 2.0, 1)
    """
    return matrices.lstsq(a, b, rcond)


def norm(
    x: Array,
    /,
    ord: float | t.Literal["fro", "nuc"] | None = None,
    *,
    axis: int | t.Sequence[int] | None = None,
    keepdims: bool = False,
) -> Array:
    """Compute the norm of vectors or of matrices.

    Parameters
    ----------
    x : Array
        Of any dtype. Integers and bools are converted to the default real floating dtype.
    ord : int, float, "fro" or "nuc", optional
        Order of the norm, as for ``vector_norm`` and ``matrix_norm``. Default: 2 for vectors, ``"fro"`` for matrices.
    axis : int or tuple of int, optional
        One axis of vectors, or two axes of matrices. Default: all axes. Without `ord`, they make up one vector.
    keepdims : bool, default False
        Whether to keep the axes with length 1.

    Returns
    -------
    Array
        Of the remaining shape, and of the real dtype of the precision of `x`.

    Raises
    ------
    TypeError
        If `ord` is not a number.
    ValueError
        If `ord` is invalid, there are not one or two axes, or an axis is given twice.
    AxisError
        If an axis is out of range for `x`.

    Examples
    --------
    >>> import unifyarray as ua
    >>> x = ua.asarray([[3.0, 4.0], [0.0, 0.0]])
    >>> float(ua.linalg.norm(x)), ua.linalg.norm(x, axis=1).tolist(), float(ua.linalg.norm(x, 1))
    (5.0, [5.0, 0.0], 4.0)
    """
    return matrices.norm(x, ord, axis, keepdims)


def solve_triangular(
    a: Array,
    b: Array,
    /,
    *,
    trans: int | t.Literal["N", "T", "C"] = 0,
    lower: bool = False,
    unit_diagonal: bool = False,
) -> Array:
    """Solve ``a @ x = b`` for triangular matrices.

    Parameters
    ----------
    a : Array
        Square matrices of shape ``(..., M, M)``. The other triangle is not read. Integers and bools are converted to
        the default real floating dtype.
    b : Array
        Right-hand sides: one vector of shape ``(M,)`` for all matrices, or columns of shape ``(..., M, K)``.
    trans : {0, 1, 2, "N", "T", "C"}
        Which equation to solve: 0 or ``"N"`` for `a`, 1 or ``"T"`` for its transpose, 2 or ``"C"`` for its conjugate
        transpose.
    lower : bool, default False
        Whether `a` is a lower triangle.
    unit_diagonal : bool, default False
        Whether the diagonal counts as ones and is not read.

    Returns
    -------
    Array
        Of shape ``(..., M)`` for a vector, or ``(..., M, K)``.

    Raises
    ------
    LinAlgError
        If the diagonal has a zero.
    ValueError
        If `a` is not square, `b` has another number of rows, or `trans` is invalid.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Notes
    -----
    Inside ``ua.vmap``, zeros are not found; the results are infinite or NaN.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.linalg.solve_triangular(ua.asarray([[2.0, 1.0], [0.0, 4.0]]), ua.asarray([4.0, 8.0])).tolist()
    [1.0, 2.0]
    """
    return matrices.solve_triangular(a, b, trans, lower, unit_diagonal)


name_public_items(globals(), __all__, "unifyarray.linalg")
