"""Linear algebra: products of every dtype, well-conditioned matrices, factorisations compared by their products."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tests.differential._draw import is_moderate
from tests.differential._grades import Grade, norm, unspecified
from unifyarray_conformance.reference.dtypes import ALL, FLOATING, INTEGER, NUMERIC

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.differential._draw import Draw, Operand, Shape

    Values = np.ndarray[Any, Any]

MATRICES: Final = ((2, 2), (2, 3), (3, 2), (1, 1), (2, 3, 2), (3, 3), (0, 3), (3, 0), (0, 2, 2))
SQUARE: Final = ((2, 2), (1, 1), (3, 3), (2, 2, 2), (0, 0), (0, 2, 2))


def _length(x: Values, axis: Any = None) -> Any:
    """Return the square root of the sum of squares."""
    return np.sqrt((np.abs(x.astype(np.complex128)) ** 2).sum(axis=axis))


def _precision(*operands: Operand) -> str:
    """Return the real dtype that limits the precision of a result: single if a floating operand is."""
    return "float32" if any(x.dtype in ("float32", "complex64") for x in operands) else "float64"


def _product(name: str, x: Operand, y: Operand, n: int) -> Grade:
    return norm(name, _precision(x, y), n + 2, _length(x.value) * _length(y.value))


def _right_operand(d: Draw, x: Operand, shape: Shape) -> Operand:
    dtypes = (x.dtype,) if d.chance(2) else NUMERIC
    return d.array(
        dtypes, accepts_values=is_moderate, kind="moderate", accepts_shape=lambda s: s == shape, shapes=(shape,)
    )


def _left_operand(d: Draw, shapes: tuple[Shape, ...], least: int = 0) -> Operand:
    dtypes = NUMERIC if not d.chance(20) else ALL
    return d.array(
        dtypes, accepts_values=is_moderate, kind="moderate", accepts_shape=lambda s: least <= len(s) < 4, shapes=shapes
    )


def matmul(d: Draw, name: str) -> None:
    """Vectors, matrices and stacks; also the operator."""
    x = _left_operand(d, ((3,), *MATRICES), 1)
    inner = x.shape[-1]
    forms: list[Shape] = [(inner,), (inner, d.integer(0, 3)), (*x.shape[:-2], inner, 2), (2, 1, inner, 1)]
    y = _right_operand(d, x, d.pick(forms) if not d.chance(20) else (inner + 1,))
    source = f"{x.source} @ {y.source}" if name == "matmul" and d.chance(2) else f"xp.{name}({x.source}, {y.source})"
    d.run_step(name, source, (x, y), _product(name, x, y, inner))


def tensordot_axes(d: Draw, x: Operand) -> tuple[Shape, str, int]:
    """Return the shape of the right operand of a tensordot, the source of ``axes=``, and the length of the sums."""
    count = d.integer(0, min(2, x.value.ndim))
    last = x.shape[x.value.ndim - count :]
    rest = tuple(d.integer(1, 2) for _ in range(d.integer(0, 1)))
    if d.chance(2):
        return (*last, *rest), str(count), int(np.prod(last))
    first = tuple(range(x.value.ndim - count, x.value.ndim))
    axes = f"({first}, {tuple(-1 - i for i in range(count))})"
    return (*rest, *last[::-1]), axes, int(np.prod(last))


def tensordot(d: Draw, name: str) -> None:
    """A number of axes, or explicit axes."""
    x = _left_operand(d, ((2, 3), (3,), (2, 1, 3), ()))
    shape, axes, length = tensordot_axes(d, x)
    y = _right_operand(d, x, shape)
    d.run_step(name, f"xp.{name}({x.source}, {y.source}, axes={axes})", (x, y), _product(name, x, y, length))


def vecdot(d: Draw, name: str) -> None:
    """Along an axis, with shapes that broadcast."""
    x = _left_operand(d, ((3,), (2, 3), (2, 1, 3), (0,)), 1)
    y = _right_operand(d, x, x.shape if d.chance(2) else x.shape[-1:])
    axis = d.pick(("", ", axis=-1"))
    d.run_step(name, f"xp.{name}({x.source}, {y.source}{axis})", (x, y), _product("vecdot", x, y, x.shape[-1]))


def matrix_transpose(d: Draw, name: str) -> None:
    """Matrices and stacks; rarely a vector."""
    x = d.array(accepts_shape=lambda s: len(s) >= 2, shapes=MATRICES) if not d.chance(20) else d.array()
    d.run_step(name, f"xp.{name}({x.source})", (x,))


def cross(d: Draw, name: str) -> None:
    """Vectors of length 3, along every axis."""
    x = d.array(
        NUMERIC,
        accepts_values=is_moderate,
        kind="moderate",
        accepts_shape=lambda s: s == (3,) or s[-1:] == (3,),
        shapes=((3,), (2, 3)),
    )
    y = _right_operand(d, x, x.shape if d.chance(2) else (3,))
    d.run_step(name, f"xp.linalg.cross({x.source}, {y.source})", (x, y), _product(name, x, y, 2))


def outer(d: Draw, name: str) -> None:
    """Vectors of any length."""
    x = d.array(
        NUMERIC,
        accepts_values=is_moderate,
        kind="moderate",
        accepts_shape=lambda s: len(s) == 1 and s[0] < 9,
        shapes=((3,), (0,)),
    )
    y = _right_operand(d, x, (d.integer(0, 3),))
    d.run_step(name, f"xp.linalg.outer({x.source}, {y.source})", (x, y), _product(name, x, y, 1))


def diagonal(d: Draw, name: str) -> None:
    """Every diagonal, also outside of the matrix."""
    x = d.array(accepts_shape=lambda s: len(s) >= 2, shapes=MATRICES)
    d.run_step(name, f"xp.linalg.diagonal({x.source}, offset={d.integer(-4, 4)})", (x,))


def trace(d: Draw, name: str) -> None:
    """Every dtype and diagonal."""
    x = d.array(accepts_values=is_moderate, kind="moderate", accepts_shape=lambda s: len(s) >= 2, shapes=MATRICES)
    grade = norm(name, _precision(x), min(x.shape[-2:]), np.abs(x.value.astype(np.complex128)).sum())
    dtype = f", dtype=xp.{x.dtype}" if x.dtype != "bool" and d.chance(3) else ""
    d.run_step(name, f"xp.linalg.trace({x.source}, offset={d.integer(-4, 4)}{dtype})", (x,), grade)


# -- matrices of floating-point numbers ------------------------------------------------------------------------


def _matrix(d: Draw, shapes: tuple[Shape, ...], accepts_values: Callable[[Values], bool] = is_moderate) -> Operand:
    """Return matrices of moderate numbers."""
    return d.array(
        FLOATING,
        accepts_values=lambda x: x.ndim >= 2 and accepts_values(x),
        kind="whole",
        accepts_shape=lambda s: 2 <= len(s) < 4,
        shapes=shapes,
    )


def _regular(d: Draw, definite: bool = False) -> Operand:
    """Return new square matrices that are far from singular: a diagonal that dominates, with the rows permuted."""
    dtype = d.pick([t for t in d.dtypes if t in FLOATING])
    x = d.new(dtype, d.pick(SQUARE), "whole").value
    eye = np.eye(x.shape[-1])
    if definite:
        x = x + np.conj(np.swapaxes(x, -1, -2)) + 64 * eye
    else:
        x = x + 32 * (np.roll(eye, 1, -1) if x.shape[-1] and d.chance(2) else eye)
    return d.literal(x.astype(dtype))


def _condition(x: Values) -> float:
    """Return the largest condition number of a stack of matrices."""
    return float(np.max(np.linalg.cond(x.astype(np.complex128)), initial=1.0)) if x.size else 1.0


def _norms(x: Values) -> float:
    return float(_length(x)) if x.size else 1.0


def inverse(d: Draw, name: str) -> None:
    """``inv`` and ``pinv`` of regular matrices; rarely of a matrix with a row of zeros."""
    x = _regular(d)
    if d.chance(12) and x.value.size and name == "linalg.inv":
        values = x.value.copy()
        values[..., 0, :] = 0
        x = d.literal(values)
        size = 1.0
    else:
        size = _condition(x.value) * _norms(np.linalg.inv(x.value.astype(np.complex128)))
    d.run_step(name, f"xp.{name}({x.source})", (x,), norm(name, x.dtype, x.shape[-1], size))


def solve(d: Draw, name: str) -> None:
    """A vector, columns, stacks."""
    x = _regular(d)
    n = x.shape[-1]
    shape = d.pick(((n,), (n, 2), (*x.shape[:-2], n, 1)))
    y = d.array(
        (x.dtype,), accepts_values=is_moderate, kind="whole", accepts_shape=lambda s: s == shape, shapes=(shape,)
    )
    inverse_ = np.linalg.inv(x.value.astype(np.complex128)) if x.value.size else np.zeros(1)
    size = _condition(x.value) * _norms(inverse_) * _length(y.value)
    d.run_step(name, f"xp.linalg.solve({x.source}, {y.source})", (x, y), norm("linalg.solve", x.dtype, n, size))


def determinant(d: Draw, name: str) -> None:
    """``det`` and ``slogdet``; 0 and -inf for a row of zeros."""
    x = _regular(d)
    exact = np.linalg.det(x.value.astype(np.complex128)) if x.value.size else np.ones(1)
    condition = _condition(x.value)
    if name == "linalg.det":
        size = condition * np.abs(exact).max(initial=0)
        d.run_step(name, f"xp.linalg.det({x.source})", (x,), norm("linalg.det", x.dtype, x.shape[-1], size))
        return
    size = condition + np.abs(np.log(np.abs(exact))).max(initial=0)
    grade = norm("linalg.slogdet", x.dtype, x.shape[-1], size)
    d.run_step(name, f"{{0}}, {{1}} = xp.linalg.slogdet({x.source})", (x,), [grade, grade])


def cholesky(d: Draw, name: str) -> None:
    """Positive definite matrices; rarely others."""
    x = _regular(d, definite=True)
    if d.chance(12) and x.value.size:
        x = d.literal(-x.value)
    size = _condition(x.value) * _norms(x.value)
    source = f"xp.linalg.cholesky({x.source}{d.flag('upper')})"
    d.run_step(name, source, (x,), norm("linalg.cholesky", x.dtype, x.shape[-1], size))


def matrix_power(d: Draw, name: str) -> None:
    """Whole exponents of either sign; powers of integers are exact."""
    if d.chance(4):
        x = d.array(INTEGER, kind="moderate", accepts_shape=lambda s: s in SQUARE, shapes=SQUARE)
        d.run_step(name, f"xp.linalg.matrix_power({x.source}, {d.integer(0, 9)})", (x,))
        return
    x = _regular(d)
    n = d.integer(-2, 4)
    base = x.value.astype(np.complex128)
    base = np.linalg.inv(base) if n < 0 and base.size else base
    size = _norms(base) ** abs(n) * _condition(x.value) + 1
    grade = norm("linalg.matrix_power", x.dtype, max(1, x.shape[-1] * abs(n)), size)
    d.run_step(name, f"xp.linalg.matrix_power({x.source}, {n})", (x,), grade)


def matrix_norm(d: Draw, name: str) -> None:
    """Every norm."""
    x = _matrix(d, MATRICES)
    order = d.pick(
        ("", ", ord='fro'", ", ord='nuc'", ", ord=1", ", ord=-1", ", ord=2", ", ord=-2", ", ord=inf", ", ord=-inf")
    )
    size = _norms(x.value) * max(x.shape[-2:])
    grade = norm("linalg.matrix_norm", x.dtype, max(x.shape[-2:]), size)
    d.run_step(name, f"xp.linalg.matrix_norm({x.source}{order}{d.flag('keepdims')})", (x,), grade)


def vector_norm(d: Draw, name: str) -> None:
    """Every order, axis and keepdims."""
    x = d.array(FLOATING, accepts_values=is_moderate, kind="whole")
    axes = d.axes(x.value.ndim)
    order = d.pick(("", ", ord=1", ", ord=0", ", ord=3", ", ord=inf", ", ord=-inf", ", ord=2.5", ", ord=2"))
    size = float(np.abs(x.value).astype(np.float64).sum()) if x.value.size else 1.0
    grade = norm("linalg.vector_norm", x.dtype, 1, size)
    d.run_step(name, f"xp.linalg.vector_norm({x.source}, axis={axes}{order}{d.flag('keepdims')})", (x,), grade)


def matrix_rank(d: Draw, name: str) -> None:
    """Matrices with an unambiguous rank."""
    x = _regular(d)
    rtol = d.pick(("", ", rtol=1e-3", ", rtol=None"))
    if d.chance(3) and x.value.size:
        values = x.value.copy()
        values[..., -1, :] = 0
        x = d.literal(values)
    d.run_step(name, f"xp.linalg.matrix_rank({x.source}{rtol})", (x,))


def _hermitian(d: Draw) -> Operand:
    x = _regular(d).value
    return d.literal(((x + np.conj(np.swapaxes(x, -1, -2))) / 2).astype(x.dtype))


def spectrum(d: Draw, name: str) -> None:
    """``svdvals`` of any matrices, ``eigvalsh`` of Hermitian ones."""
    x = _matrix(d, MATRICES) if name == "linalg.svdvals" else _hermitian(d)
    grade = norm(name, x.dtype, max(1, *x.shape[-2:]), _norms(x.value))
    source = f"xp.{name}({x.source})"
    # The order of eigenvalues is unspecified (contract row 19).
    d.run_step(name, source if name == "linalg.svdvals" else f"xp.sort({source})", (x,), grade)


def eigvals(d: Draw, name: str) -> None:
    """Compare the sums: the order of eigenvalues is unspecified (contract row 19)."""
    x = _regular(d)
    condition = _condition(np.linalg.eig(x.value.astype(np.complex128))[1]) if x.value.size else 1.0
    if condition > 1e4:  # hardly diagonalisable: the errors are not bounded
        return
    n = max(1, x.shape[-1])
    grade = norm("linalg.eigvals", x.dtype, n * n, condition * _norms(x.value))
    d.run_step(
        name, f"{{0}} = xp.linalg.eigvals({x.source})\n{{1}} = xp.sum({{0}}, axis=-1)", (x,), [unspecified, grade]
    )


def factors(d: Draw, name: str) -> None:
    """``qr``, ``svd``, ``eigh``, ``eig``: compare products: signs and phases are unspecified (contract row 19)."""
    x = _hermitian(d) if name == "linalg.eigh" else _regular(d) if name == "linalg.eig" else _matrix(d, MATRICES)
    size = _norms(x.value)
    grade = norm(name, x.dtype, max(1, *x.shape[-2:]), max(size, 1.0) * max(1, *x.shape[-2:]))
    if name == "linalg.qr":
        mode = d.pick(("", ", mode='reduced'", ", mode='complete'"))
        source = f"{{0}}, {{1}} = xp.linalg.qr({x.source}{mode})\n{{2}} = {{0}} @ {{1}}"
        d.run_step(name, source, (x,), [unspecified, unspecified, grade])
    elif name == "linalg.svd":
        full = d.pick((", full_matrices=False", "", ", full_matrices=True"))
        k = min(x.shape[-2:])
        source = (
            f"{{0}}, {{1}}, {{2}} = xp.linalg.svd({x.source}{full})\n"
            f"{{3}} = ({{0}}[..., :{k}] * {{1}}[..., None, :]) @ {{2}}[..., :{k}, :]"
        )
        singular = norm("linalg.svdvals", x.dtype, max(1, *x.shape[-2:]), size)
        d.run_step(name, source, (x,), [unspecified, singular, unspecified, grade])
    else:
        source = f"{{0}}, {{1}} = xp.{name}({x.source})\n{{2}} = {x.source} @ {{1}} - {{1}} * {{0}}[..., None, :]"
        d.run_step(name, source, (x,), [unspecified, unspecified, grade])


STEPS: dict[str, Callable[[Draw, str], None]] = {
    **dict.fromkeys(("matmul", "linalg.matmul"), matmul),
    **dict.fromkeys(("tensordot", "linalg.tensordot"), tensordot),
    **dict.fromkeys(("vecdot", "linalg.vecdot"), vecdot),
    **dict.fromkeys(("matrix_transpose", "linalg.matrix_transpose"), matrix_transpose),
    **dict.fromkeys(("linalg.inv", "linalg.pinv"), inverse),
    **dict.fromkeys(("linalg.det", "linalg.slogdet"), determinant),
    **dict.fromkeys(("linalg.svdvals", "linalg.eigvalsh"), spectrum),
    **dict.fromkeys(("linalg.qr", "linalg.svd", "linalg.eigh", "linalg.eig"), factors),
    "linalg.cholesky": cholesky,
    "linalg.cross": cross,
    "linalg.diagonal": diagonal,
    "linalg.eigvals": eigvals,
    "linalg.matrix_norm": matrix_norm,
    "linalg.matrix_power": matrix_power,
    "linalg.matrix_rank": matrix_rank,
    "linalg.outer": outer,
    "linalg.solve": solve,
    "linalg.trace": trace,
    "linalg.vector_norm": vector_norm,
}
