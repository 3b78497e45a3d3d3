"""Checks of Kronecker products, polynomials, integrals, interpolation and distances, against exact numbers."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

from ..harness.calls import LAYOUTS, Call, Input, supports_layout
from ..harness.registry import check
from ..reference.dtypes import COMPLEX, INTEGER, NUMERIC, REAL_FLOATING
from ..reference.expected import CLOSE, Component, Expected

if TYPE_CHECKING:
    from ..harness.context import Context
    from ..reference.special_cases import Values

SECTION: Final = "beyond_standard"


@check(SECTION, "value", ["kron"], dtypes=NUMERIC, rows=("34",))
def kron(context: Context) -> None:
    """Check arrays of 0 to 3 dimensions, in every layout; the numbers are small integers, so products are exact."""
    dtype, rng = context.dtype, context.rng()
    for first, second in (
        ((2, 3), (2, 2)), ((3,), (2, 2)), ((2, 1, 2), (3,)), ((), (2,)), ((2,), ()), ((2, 0), (1, 3)), ((), ()),
    ):  # fmt: skip
        x, y = (rng.integers(0, 8, shape).astype(dtype) for shape in (first, second))
        found = np.kron(x, y)
        for layout in LAYOUTS:
            if layout != "broadcast" and supports_layout(layout, first):
                call = Call("ua.kron(x0, x1)", (Input(x, layout), Input(y)))
                context.expect(call, Expected.exactly(found.astype(dtype).reshape(np.shape(found))))
    if context.has("bool"):
        context.raises(Call("ua.kron(x0, x0)", (Input(np.array([True])),)), TypeError)


@check(SECTION, "value", ["polyval"], dtypes=NUMERIC, rows=("34",))
def polyval(context: Context) -> None:
    """Check polynomials of degree 0 to 3, and no coefficients, with exact numbers."""
    dtype = context.dtype
    x = np.array([[0, 1, 2], [3, 1, 0]]).astype(dtype)
    for given in ([], [3], [2, 1], [1, 0, 2], [1, 2, 0, 4]):
        powers = range(len(given) - 1, -1, -1)
        exact = [sum(c * v**n for c, n in zip(given, powers, strict=True)) for v in [0, 1, 2, 3, 1, 0]]
        found = np.array(exact).astype(dtype).reshape(2, 3)
        coefficients = Input(np.array(given).astype(dtype))
        context.expect(Call("ua.polyval(x0, x1)", (coefficients, Input(x))), Expected.exactly(found))
        zero = Call("ua.polyval(x0, x1)", (coefficients, Input(x[1, 0])))
        context.expect(zero, Expected.exactly(found[1, 0]))
    if dtype in COMPLEX:
        turned = Call("ua.polyval(x0, x1)", (Input(np.array([1, 0, 1], dtype=dtype)), Input(np.array(1j, dtype=dtype))))
        context.expect(turned, Expected.exactly(np.zeros((), dtype=dtype)))
    context.raises(Call("ua.polyval(x0, x0)", (Input(x),)), ValueError)


@check(SECTION, "value", ["trapezoid"], dtypes=REAL_FLOATING, rows=("34",))
def trapezoid(context: Context) -> None:
    """Check distances, positions along every axis, few samples, and the largest numbers; all sums are exact."""
    dtype, rng = context.dtype, context.rng()
    y = rng.integers(-8, 8, (2, 3, 4)).astype(dtype)
    for axis in (0, 1, 2, -1, -3):
        rows = np.moveaxis(y, axis, -1)
        for x in (
            None,
            np.cumsum(rng.integers(1, 4, rows.shape[-1])),
            np.cumsum(rng.integers(1, 4, y.shape), axis=axis),
        ):
            places = np.arange(rows.shape[-1]) * 0.5 if x is None else x if x.ndim == 1 else np.moveaxis(x, axis, -1)
            steps = np.broadcast_to(np.diff(places), (*rows.shape[:-1], rows.shape[-1] - 1))
            found = np.zeros(rows.shape[:-1])
            for place in np.ndindex(*found.shape):
                row = [Fraction(v) for v in rows[place].tolist()]
                parts = [
                    (a + b) / 2 * Fraction(w) for a, b, w in zip(row, row[1:], steps[place].tolist(), strict=False)
                ]
                found[place] = float(sum(parts))
            answer = Expected.up_to_zeros(found.astype(dtype))
            if x is None:
                context.expect(Call(f"ua.trapezoid(x0, dx=0.5, axis={axis})", (Input(y),)), answer)
            else:
                given = (Input(y), Input(x.astype(dtype)))
                context.expect(Call(f"ua.trapezoid(x0, x1, axis={axis})", given), answer)
    for few in (0, 1):
        none = Call("ua.trapezoid(x0)", (Input(y[0, :, :few]),))
        context.expect(none, Expected.exactly(np.zeros(3, dtype=dtype)))
    most = float(np.finfo(dtype).max)
    large = Call("ua.trapezoid(x0)", (Input(np.array([most, most], dtype=dtype)),))
    context.expect(large, Expected.exactly(np.array(most, dtype=dtype)))
    for wrong in ("x0[0, 0, :3]", "x0[:1, ...]", "x0[0, ...]"):
        context.raises(Call(f"ua.trapezoid(x0, {wrong})", (Input(y),)), ValueError)
    context.raises(Call("ua.trapezoid(x0, axis=3)", (Input(y),)), context.ua.AxisError)


@check(SECTION, "integers", ["trapezoid"], dtypes=("bool", *INTEGER), rows=("5", "34"))
def trapezoid_of_integers(context: Context) -> None:
    """Check integers and bools in the default floating dtype, which the user can choose."""
    y = np.array([0, 1, 1]).astype(context.dtype)
    for choice in ("float64", "float32"):
        if context.has(choice):
            source = f"with ua.use(default_float={choice!r}):\n    result = ua.trapezoid(x0)"
            context.expect(Call(source, (Input(y),)), Expected.exactly(np.array(1.5, dtype=choice)))


# -- interpolation -------------------------------------------------------------------------------------------


#: The complex dtype of the precision of a real one.
WIDE: Final = {"float32": "complex64", "float64": "complex128"}


def _line(
    x: float, points: tuple[list[float], list[float]], left: float | None = None, right: float | None = None
) -> float:
    """Return the exact value at a position; of two points at one position, the last counts."""
    places, values = points
    if x != x:
        return math.nan
    if x < places[0]:
        return values[0] if left is None else left
    if x >= places[-1]:
        return values[-1] if right is None or x == places[-1] else right
    i = max(k for k, place in enumerate(places) if place <= x)
    x0, x1, y0, y1, here = (Fraction(v) for v in (places[i], places[i + 1], values[i], values[i + 1], x))
    return float(y0 + (y1 - y0) * (here - x0) / (x1 - x0))


def _expect_close(context: Context, call: Call, found: Values, size: float) -> None:
    """Check a result up to some epsilons of a size; complex results by their parts."""
    dtype = (
        context.dtype if found.dtype.kind != "c" else {"float32": "complex64", "float64": "complex128"}[context.dtype]
    )
    imag = Component.of(found.imag, mode=CLOSE) if found.dtype.kind == "c" else None
    absolute = 8 * float(np.finfo(context.dtype).eps) * size
    answer = Expected(
        dtype, found.shape, real=Component.of(found.real, mode=CLOSE), imag=imag, ulp=4.0, absolute=absolute
    )
    context.expect(call, answer)


@check(SECTION, "value", ["interp"], dtypes=REAL_FLOATING, grade="tolerance", rows=("34",))
def interp(context: Context) -> None:
    """Check positions at, between and beyond the points, steps, one point, both ends, periods, complex values."""
    dtype = context.dtype
    x = np.array([[-2, -0.25, 0, 0.3, 0.999], [1, 1.5, 3, 4, math.nan]], dtype=dtype)
    for places, values in (
        ([0, 1, 3], [5, -7, 3]), ([0, 1, 1, 3], [1, 2, 8, -4]), ([0, 3, 3], [1, 2, 9]), ([0.5], [6]),
        ([0, 0, 4], [1, 2, 3]),
        ([-1.7, 0.3, 0.4, 2.9], [0.1, 0.7, -0.3, 0.2]),
    ):  # fmt: skip
        given = tuple(np.array(part, dtype=dtype) for part in (places, values))
        points = given[0].tolist(), given[1].tolist()
        inputs = (Input(x), *[Input(part) for part in given])
        for left, right in ((None, None), (-9.0, None), (None, 2.5), (1.0, 0.5)):
            rows = [[_line(v, points, left, right) for v in row] for row in x.tolist()]
            call = Call(f"ua.interp(x0, x1, x2, left={left}, right={right})", inputs)
            _expect_close(context, call, np.array(rows), max(map(abs, values)))
    for layout in LAYOUTS:
        if supports_layout(layout, x.shape) and layout != "broadcast":
            call = Call("ua.interp(x0, x1, x2)", (Input(x, layout), *inputs[1:]))
            rows = [[_line(v, points) for v in row] for row in x.tolist()]
            _expect_close(context, call, np.array(rows), 1.0)
    single = Call("ua.interp(0.5, x1, x2)", inputs)
    _expect_close(context, single, np.array(_line(0.5, points)), 1.0)
    for period in (2.5, -4):
        angles, heights = (np.array(part, dtype=dtype) for part in ([3, 0.5, 1.25], [2, 8, -1]))
        exact = np.asarray(np.interp(x.astype(float), angles.astype(float), heights.astype(float), period=period))
        call = Call(f"ua.interp(x0, x1, x2, left=7.0, period={period})", (Input(x), Input(angles), Input(heights)))
        _expect_close(context, call, exact, 64.0)
    wide = WIDE[dtype]
    if context.has(wide):
        turned = np.array([1 + 2j, -1j, 4], dtype=wide)
        corners = np.array([0, 1, 3], dtype=dtype)
        exact = np.asarray(np.interp(x[0].astype(float), corners.astype(float), turned.astype(complex), left=1j))
        call = Call("ua.interp(x0, x1, x2, left=1j)", (Input(x[0]), Input(corners), Input(turned)))
        _expect_close(context, call, exact, 4.0)


@check(SECTION, "special", ["interp"], dtypes=REAL_FLOATING, rows=("34",))
def interp_of_infinities(context: Context) -> None:
    """Check infinite values and positions: between equal infinities there is the same, between opposite ones NaN."""
    inf, nan, dtype = math.inf, math.nan, context.dtype
    x = Input(np.array([-inf, 0.5, 1, 1.5, 2, inf, nan], dtype=dtype))
    for places, values, found in (
        ([1, 2], [1, inf], [1, 1, 1, inf, inf, inf, nan]),
        ([1, 2], [inf, 1], [inf, inf, inf, inf, 1, 1, nan]),
        ([1, 2], [-inf, -inf], [-inf] * 6 + [nan]),
        ([1, 2], [-inf, inf], [-inf, -inf, -inf, nan, inf, inf, nan]),
        ([-inf, 1], [3, 4], [3, 4, 4, 4, 4, 4, nan]),
        ([1, inf], [3, 4], [3, 3, 3, 3, 3, 4, nan]),
    ):
        given = (x, *(Input(np.array(part, dtype=dtype)) for part in (places, values)))
        context.expect(Call("ua.interp(x0, x1, x2)", given), Expected.exactly(np.array(found, dtype=dtype)))


# -- distances -----------------------------------------------------------------------------------------------


def _distance(a: list[float], b: list[float], metric: str, p: float) -> float:
    """Return the distance of two points, rounded once or twice."""
    apart = [abs(Fraction(u) - Fraction(v)) for u, v in zip(a, b, strict=True)]
    if metric == "chebyshev":
        return float(max(apart, default=0))
    if metric in ("cityblock", "sqeuclidean"):
        return float(sum(d if metric == "cityblock" else d * d for d in apart))
    size = max(apart, default=Fraction(0)) or Fraction(1)  # so that no power leaves the range
    total: float = sum(float(d / size) ** p for d in apart)
    return float(float(size) * total ** (1 / p))


@check(SECTION, "value", ["cdist"], dtypes=REAL_FLOATING, grade="tolerance", rows=("15n", "34"))
def cdist(context: Context) -> None:
    """Check every metric, stacks, layouts, few coordinates and none, near points, and points that are far apart."""
    dtype, rng = context.dtype, context.rng()

    def expect(x: Input, y: Input, metric: str, p: float | None = None) -> None:
        first, second = x.values, y.values
        stack = np.broadcast_shapes(first.shape[:-2], second.shape[:-2])
        a = np.broadcast_to(first, (*stack, *first.shape[-2:]))
        b = np.broadcast_to(second, (*stack, *second.shape[-2:]))
        found = np.zeros((*stack, first.shape[-2], second.shape[-2]))
        for i in np.ndindex(*found.shape):
            pair = a[i[:-1]].tolist(), b[(*i[:-2], i[-1])].tolist()
            found[i] = _distance(*pair, metric, 2.0 if p is None else p)
        call = Call(f"ua.cdist(x0, x1, metric={metric!r}, p={p})", (x, y))
        context.expect(call, Expected(dtype, found.shape, real=Component.of(found, mode=CLOSE), ulp=8.0))

    cases: list[tuple[str, float | None]] = [
        *[(m, None) for m in ("euclidean", "sqeuclidean", "cityblock", "chebyshev", "minkowski")],
        *[("minkowski", p) for p in (1.0, 3.0)],
    ]
    for metric, p in cases:
        for first, second in (
            ((4, 3), (5, 3)), ((2, 1), (3, 1)), ((2, 3, 2), (4, 2)), ((0, 2), (3, 2)), ((2, 0), (3, 0)),
            ((30, 2), (31, 2)),
        ):  # fmt: skip
            a, b = (rng.uniform(-3, 5, shape).astype(dtype) for shape in (first, second))
            a[:1, ..., :] = b[:1, ..., :] if a.shape == b.shape else a[:1, ..., :]
            expect(Input(a), Input(b), metric, p)
    a, b = rng.uniform(-3, 5, (4, 6)).astype(dtype), rng.uniform(-3, 5, (3, 6)).astype(dtype)
    b[0] = a[0]
    for layout in LAYOUTS:
        if supports_layout(layout, a.shape) and layout != "broadcast":
            expect(Input(a, layout), Input(b), "euclidean")
    eps, most = float(np.finfo(dtype).eps), float(np.finfo(dtype).max)
    near = (1000 + np.arange(60).reshape(30, 2) * 1000 * eps).astype(dtype)
    expect(Input(near), Input(near), "euclidean")
    far = np.array([[most / 8, 1.0], [0.0, most / 8]], dtype=dtype)
    expect(Input(far), Input(-far), "euclidean")


@check(SECTION, "special", ["cdist"], dtypes=REAL_FLOATING, rows=("34",))
def cdist_special(context: Context) -> None:
    """Check that NaN makes all distances of a point NaN, and that equal infinities are at no distance."""
    nan, inf, dtype = math.nan, math.inf, context.dtype
    x = Input(np.array([[nan, 5], [inf, 1], [0, 0]], dtype=dtype))
    y = Input(np.array([[0, 0], [3, nan], [inf, 0]], dtype=dtype))
    found = np.array([[nan, nan, nan], [inf, nan, nan], [0, nan, inf]], dtype=dtype)
    for metric in ("euclidean", "sqeuclidean", "cityblock", "chebyshev"):
        context.expect(Call(f"ua.cdist(x0, x1, metric={metric!r})", (x, y)), Expected.exactly(found))


@check(SECTION, "errors", ["interp", "cdist"], rows=("26", "34"))
def errors(context: Context) -> None:
    """Check errors: TypeError for complex numbers, ValueError for shapes, metrics, exponents, order and periods."""
    x, row = Input(np.ones((2, 3), dtype="float32")), Input(np.arange(3, dtype="float32"))
    if context.function == "cdist":
        for wrong in (
            "x0, x0[0, :]", "x0, x0[:, :2]", "x0, x0, metric='best'", "x0, x0, p=1", "x0, x0, metric='minkowski', p=0",
            "x0, x0, metric='minkowski', p=nan",
        ):  # fmt: skip
            context.raises(Call(f"ua.cdist({wrong})", (x,)), ValueError)
        context.raises(Call("ua.cdist(x0, x0, metric='minkowski', p='a')", (x,)), TypeError)
        source = "ua.cdist(x0[None, :], x0[None, :])"
    else:
        for wrong in (
            "x0, x0, x0[:2]", "x0, x0[None, :], x0[None, :]", "x0, x0[:0], x0[:0]", "x0, x0, x0, left=x0",
            "x0, x0, x0, period=0", "x0, ua.flip(x0), x0",
        ):  # fmt: skip
            if "flip" in wrong and context.has("lazy"):
                continue  # a check of values would compute them
            context.raises(Call(f"ua.interp({wrong})", (row,)), ValueError)
        context.raises(Call("ua.interp(x0, x0, x0, period='a')", (row,)), TypeError)
        source = "ua.interp(x0, x0, x0)"
    for dtype in COMPLEX:
        if context.has(dtype):
            context.raises(Call(source, (Input(np.arange(2).astype(dtype)),)), TypeError)


@check(SECTION, "integers", ["interp", "cdist"], dtypes=("bool", *INTEGER), rows=("5", "34"))
def integers_in_the_default_float(context: Context) -> None:
    """Check integers and bools in the default floating dtype, which the user can choose."""
    x = np.array([0, 1]).astype(context.dtype)
    source, found = {
        "interp": ("ua.interp(x0, x0, x0)", [0, 1]),
        "cdist": ("ua.cdist(x0[:, None], x0[:, None])", [[0, 1], [1, 0]]),
    }[context.function]
    for choice in ("float64", "float32"):
        if context.has(choice):
            block = f"with ua.use(default_float={choice!r}):\n    result = {source}"
            context.expect(Call(block, (Input(x),)), Expected.exactly(np.array(found, dtype=choice)))
