"""Checks of linear algebra beyond the standard: norms, least squares, triangular systems, the matrix exponential."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.calls import Call, Input
from ..harness.registry import check
from ..reference.dtypes import COMPLEX, FLOATING, INTEGER
from ..reference.expected import CLOSE, Component, Expected

if TYPE_CHECKING:
    from ..harness.context import Context

SECTION: Final = "beyond_standard"


def _close(found: Any, dtype: str, size: float) -> Expected:
    """Expect values with an absolute tolerance in epsilons of the dtype."""
    values: Any = np.asarray(found)
    absolute = size * float(np.finfo(dtype).eps)
    if dtype in COMPLEX:
        real, imag = (Component.of(part, mode=CLOSE) for part in (values.real, values.imag))
        return Expected(dtype, values.shape, real=real, imag=imag, absolute=absolute)
    return Expected(dtype, values.shape, real=Component.of(values, mode=CLOSE), absolute=absolute)


def _integers(rng: np.random.Generator, shape: tuple[int, ...], dtype: str) -> Any:
    """Return small whole numbers, complex ones for complex dtypes."""
    x: Any = rng.integers(-4, 5, shape).astype(dtype)
    if dtype in COMPLEX:
        x.imag[...] = rng.integers(-4, 5, shape)
    return x


@check(SECTION, "value", ["linalg.norm"], dtypes=FLOATING, grade="tolerance", rows=("34",))
def norm(context: Context) -> None:
    """Check vectors along an axis, matrices along two, all elements, and every kind of order."""
    dtype, rng = context.dtype, context.rng()
    x = _integers(rng, (2, 3, 4), dtype)
    wide = x.astype("complex128" if dtype in COMPLEX else "float64")
    real = dtype.replace("complex64", "float32").replace("complex128", "float64")
    every: Any = (
        {}, {"keepdims": True}, {"axis": 1}, {"axis": -1, "ord": 1, "keepdims": True}, {"axis": 0, "ord": math.inf},
        {"axis": (0, 2)}, {"axis": (2, 0), "ord": 1}, {"axis": (-2, -1), "ord": "nuc", "keepdims": True},
        {"axis": (1, 2), "ord": -2}, {"axis": (2, 1), "ord": math.inf},
    )  # fmt: skip
    for options in every:
        found = np.linalg.norm(wide, **options)
        keywords = ", ".join(f"{key}={value!r}" for key, value in options.items())
        context.expect(Call(f"ua.linalg.norm(x0, {keywords})", (Input(x),)), _close(found, real, 100.0))
    orders: Any = (((3,), 3), ((2, 3), 1), ((2, 3), "fro"))
    for shape, order in orders:
        y = _integers(rng, shape, dtype)
        found = np.linalg.norm(y.astype(wide.dtype), order)
        context.expect(Call(f"ua.linalg.norm(x0, {order!r})", (Input(y),)), _close(found, real, 100.0))
    for wrong in ("x0, 1", "x0, axis=(0, 1, 2)", "x0, 'x', axis=(0, 1)", "x0, axis=(0, 0)"):
        context.raises(Call(f"ua.linalg.norm({wrong})", (Input(x),)), ValueError)
    context.raises(Call("ua.linalg.norm(x0, axis=3)", (Input(x),)), context.ua.AxisError)


@check(SECTION, "integers", ["linalg.norm", "linalg.expm"], dtypes=("bool", *INTEGER), rows=("5", "34"))
def matrices_of_integers(context: Context) -> None:
    """Check that integers and bools are computed in the default floating dtype."""
    x = np.array([[0, 0], [0, 0]]).astype(context.dtype)
    for choice in ("float64", "float32"):
        if context.has(choice):
            found = np.zeros((), choice) if context.function == "linalg.norm" else np.eye(2, dtype=choice)
            source = f"with ua.use(default_float={choice!r}):\n    result = ua.{context.function}(x0)"
            context.expect(Call(source, (Input(x),)), Expected.up_to_zeros(found))


@check(SECTION, "value", ["linalg.lstsq"], dtypes=FLOATING, grade="tolerance", rows=("34",))
def lstsq(context: Context) -> None:
    """Check more rows, more columns, a lower rank, vectors, stacks, and no elements; the fields have NumPy's shapes."""
    dtype, rng = context.dtype, context.rng()
    wide = np.dtype("complex128" if dtype in COMPLEX else "float64")
    real = dtype.replace("complex64", "float32").replace("complex128", "float64")
    for rows, columns in ((5, 3), (3, 5), (4, 4), (1, 2)):
        a = _integers(rng, (rows, columns), dtype) / 4
        a = (a + np.eye(rows, columns) * 4).astype(dtype)
        for b in (_integers(rng, (rows, 2), dtype), _integers(rng, (rows,), dtype)):
            x, residuals, rank, values = np.linalg.lstsq(a.astype(wide), b.astype(wide))
            fields = ((x, dtype), (residuals.real, real), (values, real))
            for position, (found, kind) in zip((0, 1, 3), fields, strict=True):
                call = Call(f"ua.linalg.lstsq(x0, x1)[{position}]", (Input(a), Input(b)))
                context.expect(call, _close(found, kind, 500.0))
            call = Call("ua.linalg.lstsq(x0, x1)[2]", (Input(a), Input(b)))
            context.expect(call, Expected.exactly(np.array(rank, dtype="int64")))
    low = np.outer([1.0, 2.0, 3.0], [1.0, 2.0]).astype(dtype)
    b = np.array([1.0, 2.0, 4.0], dtype=dtype)
    x = np.linalg.lstsq(low.astype(wide), b.astype(wide))[0]
    given = Input(low), Input(b)
    context.expect(Call("ua.linalg.lstsq(x0, x1)[0]", given), _close(x, dtype, 100.0))
    context.expect(Call("ua.linalg.lstsq(x0, x1)[2]", given), Expected.exactly(np.array(1)))
    residual = np.array([np.sum(np.abs(b - low.astype(wide) @ x) ** 2)])
    context.expect(Call("ua.linalg.lstsq(x0, x1)[1]", given), _close(residual, real, 500.0))
    stack = np.stack([low, np.eye(3, 2).astype(dtype)])
    context.expect(Call("ua.linalg.lstsq(x0, x1)[2]", (Input(stack), Input(b))), Expected.exactly(np.array([1, 2])))
    found = np.stack([x, b[:2].astype(wide)])
    context.expect(Call("ua.linalg.lstsq(x0, x1)[0]", (Input(stack), Input(b))), _close(found, dtype, 100.0))
    context.expect(
        Call("ua.linalg.lstsq(x0, x1, rcond=0.75)[2]", (Input(np.diag([2.0, 1.0]).astype(dtype)), Input(b[:2]))),
        Expected.exactly(np.array(1)),
    )
    for rows, columns in ((0, 3), (3, 0)):
        a = np.zeros((rows, columns), dtype=dtype)
        none = Call("ua.linalg.lstsq(x0, x1)[0]", (Input(a), Input(np.zeros((rows, 2), dtype=dtype))))
        context.expect(none, Expected.up_to_zeros(np.zeros((columns, 2), dtype=dtype)))
    context.raises(Call("ua.linalg.lstsq(x0, x1[:2])", given), ValueError)
    context.raises(Call("ua.linalg.lstsq(x1, x1)", given), ValueError)
    context.raises(Call("ua.linalg.lstsq(x0, x1, rcond='a')", given), TypeError)


def _substituted(a: list[list[Any]], b: list[Any]) -> list[Any]:
    """Solve a lower triangular system with exact numbers."""
    x: list[Any] = []
    for i, row in enumerate(a):
        x.append((b[i] - sum(row[j] * x[j] for j in range(i))) / row[i])
    return x


@check(SECTION, "value", ["linalg.solve_triangular"], dtypes=FLOATING, grade="tolerance", rows=("34",))
def solve_triangular(context: Context) -> None:
    """Check both triangles, transposes and unit diagonals; the other triangle has NaN, which must not be read."""
    dtype, rng = context.dtype, context.rng()
    for size, transposes in ((1, (0,)), (2, (0, "T", 2)), (5, (1,))):
        lower = np.tril(_integers(rng, (2, size, size), dtype), -1) / 4 + np.eye(size) * 2
        exact = _integers(rng, (2, size, 3), dtype)
        unread = np.triu(np.ones((size, size), dtype=bool), 1)
        for is_lower, unit, trans in itertools.product((True, False), (False, True), transposes):
            triangle = lower if is_lower else np.swapaxes(lower, -1, -2)
            matrix = triangle - np.eye(size) if unit else triangle
            matrix = np.swapaxes(matrix, -1, -2) if trans else matrix
            b = ((np.conj(matrix) if trans == 2 else matrix) @ exact).astype(dtype)
            a = triangle.astype(dtype)
            a[:, unread if is_lower else unread.T] = math.nan
            keywords = f"trans={trans!r}, lower={is_lower}, unit_diagonal={unit}"
            call = Call(f"ua.linalg.solve_triangular(x0, x1, {keywords})", (Input(a), Input(b)))
            context.expect(call, _close(exact, dtype, 3000.0))
    vector = Call("ua.linalg.solve_triangular(x0, x1)", (Input(np.eye(2, dtype=dtype)), Input(np.ones(2, dtype=dtype))))
    context.expect(vector, Expected.up_to_zeros(np.ones(2, dtype=dtype)))
    none = Call("ua.linalg.solve_triangular(x0, x0)", (Input(np.zeros((0, 0), dtype=dtype)),))
    context.expect(none, Expected.exactly(np.zeros((0, 0), dtype=dtype)))


@check(SECTION, "exact", ["linalg.solve_triangular"], dtypes=FLOATING, rows=("34",))
def solve_triangular_exactly(context: Context) -> None:
    """Check a system of whole numbers whose solution has no rounding."""
    rows = [[1, 0, 0], [2, 2, 0], [-1, 3, 4]]
    b = [3, 8, 13]
    found = _substituted([[Fraction(v) for v in row] for row in rows], [Fraction(v) for v in b])
    answer = np.array([float(v) for v in found]).astype(context.dtype)
    given = Input(np.array(rows).astype(context.dtype)), Input(np.array(b).astype(context.dtype))
    context.expect(Call("ua.linalg.solve_triangular(x0, x1, lower=True)", given), Expected.up_to_zeros(answer))


@check(SECTION, "errors", ["linalg.solve_triangular", "linalg.expm"], rows=("26", "34"))
def matrix_errors(context: Context) -> None:
    """Check shapes that do not fit, unknown words, and a zero on the diagonal."""
    x = Input(np.ones((2, 3), dtype="float32"))
    if context.function == "linalg.expm":
        context.raises(Call("ua.linalg.expm(x0)", (x,)), ValueError)
        context.raises(Call("ua.linalg.expm(x0[0, :])", (x,)), ValueError)
        return
    for wrong in ("x0, x0", "x0[:, :2], x0[0, :]", "x0[:, :2], x0[:1, :]", "x0[:, :2], x0, trans=3"):
        context.raises(Call(f"ua.linalg.solve_triangular({wrong})", (x,)), ValueError)
    if context.has("lazy"):
        return  # a check of values would compute them
    singular = Input(np.array([[1.0, 2.0], [0.0, 0.0]], dtype="float32"))
    context.raises(Call("ua.linalg.solve_triangular(x0, x0)", (singular,)), context.ua.linalg.LinAlgError)


@check(SECTION, "value", ["linalg.expm"], dtypes=FLOATING, grade="tolerance", rows=("34",))
def expm(context: Context) -> None:
    """Check nilpotent and diagonal matrices, rotations, large and tiny norms, stacks, NaN and no elements."""
    dtype = context.dtype
    eps = float(np.finfo(dtype).eps)
    nilpotent = np.array([[0.0, 1.0, 2.0], [0.0, 0.0, 4.0], [0.0, 0.0, 0.0]])
    found = np.array([[1.0, 1.0, 4.0], [0.0, 1.0, 4.0], [0.0, 0.0, 1.0]])
    context.expect(Call("ua.linalg.expm(x0)", (Input(nilpotent.astype(dtype)),)), _close(found, dtype, 60.0))
    angle = 20.0
    turned = np.array([[0.0, -angle], [angle, 0.0]])
    rotation = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    tiny = np.array([[eps / 8, 0.0], [0.0, -eps / 8]])
    stack = np.stack([turned, np.zeros((2, 2)), np.diag([1.0, -30.0]), tiny]).astype(dtype)
    found = np.stack([rotation, np.eye(2), np.diag([math.e, math.exp(-30.0)]), np.eye(2)])
    context.expect(Call("ua.linalg.expm(x0)", (Input(stack),)), _close(found, dtype, 400.0))
    for size in (2.0**-10, 2.0**-7, 2.0**-5, 0.25):  # libraries choose the number of terms by the norm
        small = np.full((2, 2), size, dtype=dtype)
        found = np.eye(2) + math.expm1(2 * size) / 2
        context.expect(Call("ua.linalg.expm(x0)", (Input(small),)), _close(found, dtype, 8.0))
    wrong = np.array([[math.nan, 0.0], [0.0, 1.0]], dtype=dtype)
    context.ensure(Call("ua.linalg.expm(x0)", (Input(wrong),)), "bool(ua.all(ua.isnan(result)))")
    none = np.zeros((2, 0, 0), dtype=dtype)
    context.expect(Call("ua.linalg.expm(x0)", (Input(none),)), Expected.exactly(none))
