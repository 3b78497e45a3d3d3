"""Linear algebra beyond the standard: norms, least squares, triangular systems, the matrix exponential."""

from __future__ import annotations

from math import log

from ..._array._late import ua
from ..._array.array import Array
from ..._core.errors import linalg_error, message, shown
from ..._rules import axes as axis_rules
from ..._rules.domains import WIDE_FLOATING
from ..._runtime.python_scalars import as_python
from .. import linalg
from .arguments import arrays_in_domain, checked_axes, in_domain, library_result, real_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final


# -- arguments -----------------------------------------------------------------------------------------------


def _require_matrices(name: str, x: Array) -> None:
    if x.ndim < 2:
        fact = f"ua.linalg.{name} needs matrices of at least 2 dimensions, got shape {x.shape}"
        raise ValueError(message(fact, "ua.reshape(x, (-1, 1)) for a column"))


def _require_square(name: str, x: Array) -> None:
    _require_matrices(name, x)
    if x.shape[-1] != x.shape[-2]:
        fact = f"ua.linalg.{name} needs square matrices, got shape {x.shape}"
        raise ValueError(message(fact, "for least squares: ua.linalg.lstsq(a, b)"))


def _right_side(name: str, a: Array, b: Array) -> tuple[Array, Array, bool]:
    """Return matrices and right-hand sides with columns, in one stack of matrices, and whether they are one vector."""
    is_vector = b.ndim == 1
    if b.ndim == 0 or b.shape[0 if is_vector else -2] != a.shape[-2]:
        fact = f"ua.linalg.{name} needs as many rows in b as in a, got shapes {a.shape} and {b.shape}"
        raise ValueError(message(fact, "ua.reshape(b, (a.shape[-2], -1))"))
    columns = b[:, None] if is_vector else b
    batch: Any = axis_rules.broadcast([a.shape[:-2], columns.shape[:-2]])
    return (
        ua.broadcast_to(a, (*batch, *a.shape[-2:])),
        ua.broadcast_to(columns, (*batch, *columns.shape[-2:])),
        is_vector,
    )


# -- norms ---------------------------------------------------------------------------------------------------


def norm(x: Array | complex, order: Any, axis: Any, keepdims: bool) -> Array:
    """Call the norm of vectors or of matrices, as the number of axes tells."""
    x = in_domain("linalg.norm", x, WIDE_FLOATING)
    if axis is None and order is None:
        return linalg.vector_norm(x, keepdims=keepdims)
    axes = checked_axes(axis, x.ndim)
    if len(axes) == 1:
        return linalg.vector_norm(x, axis=axes, keepdims=keepdims, ord=2 if order is None else order)
    if len(axes) != 2:
        fact = f"ua.linalg.norm needs one axis for vectors or two for matrices, got axis={axis} of shape {x.shape}"
        raise ValueError(message(fact, "ua.linalg.norm(x, axis=-1), or axis=(-2, -1)"))
    others = [i for i in range(x.ndim) if i not in axes]
    found = linalg.matrix_norm(ua.permute_dims(x, (*others, *axes)), ord="fro" if order is None else order)
    return ua.expand_dims(found, axis=axes) if keepdims else found


# -- least squares -------------------------------------------------------------------------------------------


def lstsq(a: Array, b: Array, rcond: Any) -> tuple[Array, Array, Array, Array]:
    """Multiply by the pseudoinverse, whose derivative exists for equal singular values, too."""
    a, b = arrays_in_domain("linalg.lstsq", (a, b), WIDE_FLOATING)
    _require_matrices("lstsq", a)
    left, right, is_vector = _right_side("lstsq", a, b)
    rows, columns = left.shape[-2:]
    eps = ua.finfo(a.dtype).eps
    if rcond is None:
        cutoff = eps * max(rows, columns)
    else:
        cutoff = real_number(
            rcond, "ua.linalg.lstsq needs a real number for rcond", "ua.linalg.lstsq(a, b, rcond=1e-6)"
        )
        cutoff = cutoff if cutoff >= 0 else eps
    x, rank, values = _least_squares(left, right, cutoff)
    if rows > columns:
        difference = right - left @ x
        squares = difference * ua.conj(difference)
        residuals = ua.sum(ua.real(squares) if squares.dtype.rank == 3 else squares, axis=-2)
    else:
        residuals = ua.zeros_like(values)[..., :0]
    return x[..., 0] if is_vector else x, residuals, rank, values


def _least_squares(a: Array, b: Array, cutoff: float) -> tuple[Array, Array, Array]:
    """Return the solution, the rank, and the singular values."""
    values = linalg.svdvals(a)
    if 0 in a.shape:
        x = ua.zeros_like(ua.broadcast_to(b[..., :1, :] if b.shape[-2] else _row(b), (*b.shape[:-2], 1, b.shape[-1])))
        x = ua.concat([x] * a.shape[-1], axis=-2) if a.shape[-1] else x[..., :0, :]
        return x, ua.sum(ua.astype(values, "int64"), axis=-1), values
    native = library_result("linalg.lstsq", a._xp, a._native, b._native, cutoff)
    if native is not NotImplemented:
        x, rank = (Array(part, a._xp) for part in native)
        return x, rank, values
    is_large = values > cutoff * ua.max(values, axis=-1, keepdims=True)
    return linalg.pinv(a, rtol=cutoff) @ b, ua.count_nonzero(is_large, axis=-1), values


def _row(x: Array) -> Array:
    return ua.sum(x, axis=-2, keepdims=True)


# -- triangular systems --------------------------------------------------------------------------------------

_TRANSPOSED: Final[dict[Any, int]] = {0: 0, 1: 1, 2: 2, "N": 0, "T": 1, "C": 2}


def solve_triangular(a: Array, b: Array, trans: Any, lower: bool, unit_diagonal: bool) -> Array:
    """Substitute, in blocks of half the size."""
    a, b = arrays_in_domain("linalg.solve_triangular", (a, b), WIDE_FLOATING)
    _require_square("solve_triangular", a)
    key = trans if type(trans) is str else as_python(trans)
    kind = _TRANSPOSED.get(key) if type(key) in (int, str) else None
    if kind is None:
        fact = f"trans must be 0, 1, 2, 'N', 'T' or 'C', got {shown(trans)}"
        raise ValueError(message(fact, "ua.linalg.solve_triangular(a, b, trans=1)"))
    left, right, is_vector = _right_side("solve_triangular", a, b)
    if not unit_diagonal and _has_zero(linalg.diagonal(left)):
        fact = "ua.linalg.solve_triangular needs a regular matrix, got a zero on the diagonal"
        raise linalg_error()(message(fact, "ua.linalg.lstsq(a, b)[0], for least squares"))
    if kind:
        left = ua.matrix_transpose(left)
        left = ua.conj(left) if kind == 2 else left
        lower = not lower
    if not right.size:
        x = ua.zeros_like(right)
    else:
        native = library_result(
            "linalg.solve_triangular", left._xp, left._native, right._native, bool(lower), bool(unit_diagonal)
        )
        x = _substitute(left, right, lower, unit_diagonal) if native is NotImplemented else Array(native, left._xp)
    return x[..., 0] if is_vector else x


def _has_zero(x: Array) -> bool:
    """Return whether an element is 0; False if the values are not known yet."""
    hooks, native = x._xp.hooks, x._native
    if hooks.traced_by(native) is not None or hooks.is_abstract(native):
        return False
    return bool(ua.any(x == 0))


def _substitute(a: Array, b: Array, lower: bool, unit: bool) -> Array:
    size = a.shape[-1]
    if size == 1:
        return b if unit else b / a
    half = size // 2
    first, last = slice(None, half), slice(half, None)
    if not lower:
        first, last = last, first
    x = _substitute(a[..., first, first], b[..., first, :], lower, unit)
    y = _substitute(a[..., last, last], b[..., last, :] - a[..., last, first] @ x, lower, unit)
    return ua.concat([x, y] if lower else [y, x], axis=-2)


# -- the matrix exponential ----------------------------------------------------------------------------------

#: Coefficients of the Padé approximation of degree 13, and the largest norm that it is right for in float64.
_PADE: Final = (
    *(64764752532480000.0, 32382376266240000.0, 7771770303897600.0, 1187353796428800.0, 129060195264000.0),
    *(10559470521600.0, 670442572800.0, 33522128640.0, 1323241920.0, 40840800.0, 960960.0, 16380.0, 182.0, 1.0),
)
_LARGEST: Final = 5.371920351148152
#: The number of squarings if the norm is not known: enough for a norm of 2e10.
_STEPS: Final = 32


def expm(x: Array | complex) -> Array:
    """Scale by powers of 2, approximate, and square."""
    x = in_domain("linalg.expm", x, WIDE_FLOATING)
    _require_square("expm", x)
    if not x.size:
        return ua.asarray(x, copy=True)
    native = library_result("linalg.expm", x._xp, x._native)
    return _scaled_and_squared(x) if native is NotImplemented else Array(native, x._xp)


def _scaled_and_squared(x: Array) -> Array:
    size = ua.max(ua.sum(ua.abs(x), axis=-2, keepdims=True), axis=-1, keepdims=True)
    is_finite = ua.isfinite(size)
    size, x = ua.where(is_finite, size, 1), ua.where(is_finite, x, 0)
    steps = ua.maximum(ua.ceil(ua.log(ua.where(size > _LARGEST, size, _LARGEST) / _LARGEST) / log(2)), 0)
    found = _pade(x / 2**steps)
    # Inside `ua.vmap`, the largest number of steps is not known.
    is_known = steps._xp.hooks.traced_by(steps._native) is None
    most = int(ua.max(steps)) if is_known else _STEPS
    for step in range(most):
        found = ua.where(step < steps, found @ found, found)
    return ua.where(is_finite & (steps <= most), found, ua.nan)


def _pade(x: Array) -> Array:
    c = [coefficient / _PADE[0] for coefficient in _PADE]  # so that the exponential of 0 is exact
    one = linalg.matrix_power(x, 0)
    two = x @ x
    four = two @ two
    six = four @ two
    odd = x @ (six @ (c[13] * six + c[11] * four + c[9] * two) + c[7] * six + c[5] * four + c[3] * two + c[1] * one)
    even = six @ (c[12] * six + c[10] * four + c[8] * two) + c[6] * six + c[4] * four + c[2] * two + one
    return linalg.solve(even - odd, even + odd)
