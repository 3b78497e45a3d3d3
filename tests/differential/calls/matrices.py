"""Linear algebra of any values and shapes. The programs' steps draw the matrices whose results have a bound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tests.differential.calls.contract import Freedom
from tests.differential.calls.grades import Grade, bounded, eps, same, unspecified, widened
from tests.differential.calls.shapes import exact
from tests.differential.linalg import MATRICES, SQUARE, tensordot_axes
from unifyarray_conformance.reference.dtypes import ALL, FLOATING, HALF

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.differential.calls.drawing import CallDraw, Operand

    Values = np.ndarray[Any, Any]

_ANY: Final = (*ALL, *HALF)


def _odd(d: CallDraw, shapes: Sequence[tuple[int, ...]]) -> Sequence[tuple[int, ...]]:
    """Return shapes, or once in 12 times shapes that do not fit."""
    return ((3,), (), (2, 3), (0,)) if d.chance(12) else shapes


def _partner(d: CallDraw, x: Operand, shape: tuple[int, ...]) -> Operand:
    dtypes = (x.dtype,) if d.chance(2) else _ANY
    return d.wild((shape,), dtypes, views=False)


def _product(d: CallDraw, name: str, source: str, x: Operand, y: Operand, size: Callable[..., Any], terms: int) -> None:
    def guarded(a: Values, b: Values) -> Any:
        try:
            return size(a, b)
        except Exception:  # the call itself raises
            return np.zeros(())

    d.call(name, source, bounded(name.removesuffix(" operator"), guarded, (x.value, y.value), terms + 2))


def matmul(d: CallDraw, name: str) -> None:
    """Vectors, matrices and stacks; also the operator, and in place."""
    x = d.wild(((3,), *MATRICES), _ANY)
    inner = x.shape[-1] if x.shape else 1
    rows = x.shape[-2] if x.value.ndim > 1 else 1
    forms = [(inner,), (inner, d.integer(0, 3)), (*x.shape[:-2], inner, 2), (2, 1, inner, 1), (inner, rows)]
    y = _partner(d, x, d.pick(forms) if not d.chance(20) else (inner + 1,))
    source = f"{x.source} @ {y.source}" if name == "matmul" and d.chance(3) else f"xp.{name}({x.source}, {y.source})"
    if d.chance(40):
        source = f"{x.source} @ {d.any_scalar().source}"
    _product(d, name, source, x, y, np.matmul, inner)


def tensordot(d: CallDraw, name: str) -> None:
    """A number of axes, or explicit axes."""
    x = d.wild(((2, 3), (3,), (2, 1, 3), ()), _ANY, views=False)
    shape, axes, length = tensordot_axes(d, x)
    y = _partner(d, x, shape)
    if d.chance(12):
        axes = d.pick(("-1", "5", "((0,), (0, 1))", "((9,), (0,))", "1.0", "True", "None", "((0, 0), (0, 0))"))
    _product(
        d, name, f"xp.{name}({x.source}, {y.source}, axes={axes})", x, y,
        lambda a, b: np.tensordot(a, b, axes=eval(axes)), length,
    )  # fmt: skip


def vecdot(d: CallDraw, name: str) -> None:
    """Along an axis, with shapes that broadcast."""
    x = d.wild(_odd(d, ((3,), (2, 3), (2, 1, 3), (0,))), _ANY)
    y = _partner(d, x, x.shape if d.chance(2) else x.shape[-1:])
    axis = d.pick(("", ", axis=-1", ", axis=-2", ", axis=0", ", axis=9", ", axis=-1.0", ", axis=True"))
    value = int(axis[7:]) if axis.removeprefix(", axis=").lstrip("-").isdigit() else -1

    def size(a: Values, b: Values) -> Any:
        return (a * b).sum(value) if a.ndim == b.ndim else (a * b).sum(-1)

    _product(d, name, f"xp.{name}({x.source}, {y.source}{axis})", x, y, size, int(max(x.shape, default=1)))


def matrix_transpose(d: CallDraw, name: str) -> None:
    """Matrices and stacks; rarely a vector."""
    x = d.wild(_odd(d, MATRICES))
    d.call(name, f"xp.{name}({x.source})" if d.chance(2) else f"{x.source}.{d.pick(('mT', 'T'))}", exact)


def cross(d: CallDraw, name: str) -> None:
    """Vectors of length 3, along every axis."""
    x = d.wild(_odd(d, ((3,), (2, 3), (3, 2), (3, 3))), _ANY)
    y = _partner(d, x, x.shape if d.chance(2) else (3,))
    axis = d.pick(("", ", axis=-1", ", axis=0", ", axis=-2", ", axis=5"))

    def size(a: Values, b: Values) -> Any:
        return np.cross(a, b, axis=int(axis[7:] or -1)) * 0 + 2 * a.max(initial=0) * b.max(initial=0)

    _product(d, name, f"xp.linalg.cross({x.source}, {y.source}{axis})", x, y, size, 2)


def outer(d: CallDraw, name: str) -> None:
    """Vectors of any length; rarely other shapes."""
    x = d.wild(_odd(d, ((3,), (0,), (1,))), _ANY)
    y = _partner(d, x, (d.integer(0, 3),))
    _product(d, name, f"xp.linalg.outer({x.source}, {y.source})", x, y, lambda a, b: np.multiply.outer(a, b), 1)


_OFFSETS: Final = (
    "",
    ", offset=0",
    ", offset=1",
    ", offset=-1",
    ", offset=4",
    ", offset=-100",
    ", offset=True",
    ", offset=1.0",
    ", offset=2**70",
)


def diagonal(d: CallDraw, name: str) -> None:
    """Every diagonal, also outside of the matrix."""
    x = d.wild(_odd(d, MATRICES))
    d.call(name, f"xp.linalg.diagonal({x.source}{d.pick(_OFFSETS)})", exact)


def trace(d: CallDraw, name: str) -> None:
    """Every dtype and diagonal."""
    x = d.wild(_odd(d, MATRICES), _ANY)
    offset = d.pick(_OFFSETS)
    dtype = d.any_dtype() if d.chance(3) else ""
    if dtype and x.dtype in (*FLOATING, *HALF):
        d.freedoms.append(Freedom("float to int"))
    cast = [np.zeros((), np.float16)] if any(t in dtype for t in ("16", "float32", "complex64")) else []

    def size(a: Values, *_: Values) -> Any:
        try:
            return np.linalg.trace(a, offset=int(offset[9:] or 0))
        except Exception:  # the call itself raises
            return np.zeros(())

    grade = bounded("linalg.trace", size, (x.value, *cast), min(x.shape, default=1))
    d.call(name, f"xp.linalg.trace({x.source}{offset}{dtype})", grade)


def _matrix(d: CallDraw, shapes: Sequence[tuple[int, ...]]) -> Operand:
    return d.wild(_odd(d, shapes), (*FLOATING, *FLOATING, *_ANY), d.pick(("whole", "moderate", "few", "grid")))


def decomposition(d: CallDraw, name: str) -> None:
    """Matrices of any values: dtypes, shapes and errors are the same. Values have a bound in the programs' steps."""
    shapes = MATRICES if name.endswith(("qr", "svd", "svdvals", "pinv", "matrix_rank", "matrix_norm")) else SQUARE
    x = _matrix(d, shapes)
    more = {
        "linalg.cholesky": lambda: d.any_flag("upper"),
        "linalg.qr": lambda: d.pick(("", ", mode='reduced'", ", mode='complete'", ", mode='r'", ", mode=None")),
        "linalg.svd": lambda: d.any_flag("full_matrices"),
        "linalg.matrix_rank": lambda: d.pick(
            ("", ", rtol=1e-3", ", rtol=None", ", rtol=-1.0", ", rtol=nan", ", rtol='1'", ", rtol=0")
        ),
        "linalg.pinv": lambda: d.pick(("", ", rtol=1e-3", ", rtol=None", ", rtol=0.0", ", rtol='1'", ", rtol=True")),
    }.get(name, lambda: "")()
    d.freedoms += _freedoms(x.value, name)
    d.call(name, f"xp.{name}({x.source}{more})", unspecified)


def _freedoms(x: Values, name: str) -> list[Freedom]:
    """Return the freedoms of matrices that are singular up to rounding, or hold NaN or infinities."""
    wide = widened(x).astype(np.complex128)
    if x.ndim < 2 or not x.size:
        return []
    free = [Freedom("singular", "outcome"), Freedom("singular")]
    if not np.isfinite(wide).all():  # these four raise an error
        return [] if name in ("linalg.eig", "linalg.eigvals", "linalg.pinv", "linalg.svd") else free
    with np.errstate(all="ignore"):
        square = x.shape[-1] == x.shape[-2]
        try:
            condition = float(np.max(np.linalg.cond(wide))) if square else 1.0
            values = np.linalg.eigvalsh((wide + np.conj(np.swapaxes(wide, -1, -2))) / 2) if square else np.ones(1)
        except np.linalg.LinAlgError:
            return free
        empty_line = square and bool(((wide == 0).all(-1) | (wide == 0).all(-2)).any())
    if name == "linalg.cholesky" and not np.abs(values).min() > 1e-6 * np.abs(values).max():
        return free
    precision = eps(x.dtype.name) if x.dtype.name in FLOATING else eps("float64")
    if not condition < 0.01 / precision and not empty_line:
        return free
    return []


def solve(d: CallDraw, name: str) -> None:
    """A vector, columns, stacks."""
    x = _matrix(d, SQUARE)
    n = x.shape[-1] if x.shape else 1
    shape = d.pick(((n,), (n, 2), (*x.shape[:-2], n, 1), (2, n), (n + 1,)))
    y = d.wild((shape,), (x.dtype,) if d.chance(2) else FLOATING, "whole")
    d.freedoms += _freedoms(x.value, name)
    d.call(name, f"xp.linalg.solve({x.source}, {y.source})", unspecified)


def matrix_power(d: CallDraw, name: str) -> None:
    """Exponents of either sign."""
    x = _matrix(d, SQUARE)
    n = d.pick((*map(str, range(-2, 6)), "True", "1.0", "2**70", "None", "np.int64(2)"))
    d.freedoms += _freedoms(x.value, name)
    d.call(name, f"xp.linalg.matrix_power({x.source}, {n})", _exact_integers)


def _exact_integers(wanted: Values, got: Values, *, flushes: bool) -> str:
    return "" if wanted.dtype.name in FLOATING else same(wanted, got, flushes=flushes)


def matrix_norm(d: CallDraw, name: str) -> None:
    """Every norm, and orders that are none."""
    x = _matrix(d, MATRICES)
    order = d.pick(("", "'fro'", "'nuc'", "1", "-1", "2", "-2", "inf", "-inf", "3", "0", "'no'", "None", "1.0", "True"))
    d.freedoms += _freedoms(x.value, name)
    keyword = f", ord={order}" if order else ""
    d.call(name, f"xp.linalg.matrix_norm({x.source}{keyword}{d.any_flag('keepdims')})", _norms(x.value))


def vector_norm(d: CallDraw, name: str) -> None:
    """Every order, axis and value."""
    x = d.wild(dtypes=FLOATING)
    axes = d.any_axes(x.value.ndim)
    order = d.pick(
        ("", "1", "0", "3", "inf", "-inf", "2.5", "2", "-1", "-2.0", "0.5", "nan", "'fro'", "None", "True", "1j")
    )
    keyword = f", ord={order}" if order else ""
    if order == "nan":
        d.freedoms.append(Freedom("order"))
    d.call(name, f"xp.linalg.vector_norm({x.source}, axis={axes}{keyword}{d.any_flag('keepdims')})", _norms(x.value))


def _norms(x: Values) -> Grade:
    """Return the grade of norms: relative to the result, or to the largest one for singular values."""

    def grade(wanted: Values, got: Values, *, flushes: bool) -> str:
        a, b = widened(wanted).astype(np.float64), widened(got).astype(np.float64)
        precision = eps(wanted.dtype.name)
        with np.errstate(all="ignore"):
            size = np.maximum(np.abs(a), np.abs(b))
            close = np.abs(a - b) <= 16 * precision * max(1, *x.shape[-2:], 1) * np.where(np.isfinite(size), size, 0)
            scale = float(np.max(np.abs(widened(x).astype(np.complex128)), initial=0))
            if x.ndim >= 2 and np.isfinite(scale):
                close |= (np.abs(a - b) <= 64 * precision * scale) & (size <= scale * 1e-3)
        return exact(np.where(close, b, a), b, flushes=flushes)

    return grade


_NAMES: Final = (
    "cholesky",
    "det",
    "slogdet",
    "inv",
    "pinv",
    "svdvals",
    "eigvalsh",
    "qr",
    "svd",
    "eigh",
    "eig",
    "eigvals",
    "matrix_rank",
)
CALLS: Final[dict[str, Callable[[CallDraw, str], None]]] = {
    **dict.fromkeys(("matmul", "linalg.matmul"), matmul),
    **dict.fromkeys(("tensordot", "linalg.tensordot"), tensordot),
    **dict.fromkeys(("vecdot", "linalg.vecdot"), vecdot),
    **dict.fromkeys(("matrix_transpose", "linalg.matrix_transpose"), matrix_transpose),
    **dict.fromkeys([f"linalg.{name}" for name in _NAMES], decomposition),
    "linalg.cross": cross,
    "linalg.diagonal": diagonal,
    "linalg.matrix_norm": matrix_norm,
    "linalg.matrix_power": matrix_power,
    "linalg.outer": outer,
    "linalg.solve": solve,
    "linalg.trace": trace,
    "linalg.vector_norm": vector_norm,
}
