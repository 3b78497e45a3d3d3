"""Checks of Kronecker products, polynomials and integrals, against exact numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

from ..harness.calls import LAYOUTS, Call, Input, supports_layout
from ..harness.registry import check
from ..reference.dtypes import COMPLEX, INTEGER, NUMERIC, REAL_FLOATING
from ..reference.expected import Expected

if TYPE_CHECKING:
    from ..harness.context import Context

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
