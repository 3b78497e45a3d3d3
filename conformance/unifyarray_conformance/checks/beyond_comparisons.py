"""Checks of comparisons with a tolerance and of the replacement of NaN: every pair of special values, errors."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.calls import LAYOUTS, Call, Input, supports_layout
from ..harness.registry import check
from ..reference.dtypes import COMPLEX, FLOATING, INTEGER, REAL_FLOATING
from ..reference.expected import Expected

if TYPE_CHECKING:
    from ..harness.context import Context
    from ..reference.special_cases import Values

SECTION: Final = "beyond_standard"


def _is_close(x: Any, y: Any, rtol: float, atol: float, equal_nan: bool) -> bool:
    if x != x or y != y:
        return equal_nan and x != x and y != y
    if math.isinf(x) or math.isinf(y):
        return bool(x == y)
    return abs(Fraction(x) - Fraction(y)) <= Fraction(atol) + Fraction(rtol) * abs(Fraction(y))


@check(SECTION, "value", ["isclose", "allclose"], dtypes=REAL_FLOATING, rows=("34",))
def close(context: Context) -> None:
    """Check every pair of numbers, NaN and infinities, with and without tolerances, and arrays that broadcast."""
    name, dtype = context.function, context.dtype
    numbers = [0.0, -0.0, 1.0, 1.5, -1.0, 2.0**-12, 3.0, 1000.0, math.nan, math.inf, -math.inf]
    x, y = np.array(list(itertools.product(numbers, numbers)), dtype=dtype).T.copy()
    for options in ((0.25, 0.125), (0.0, 0.0), (0.5, 0.0), (0.0, 1.0), (2.0, 0.0)):
        for equal_nan in (False, True):
            found = [_is_close(a, b, *options, equal_nan) for a, b in zip(x.tolist(), y.tolist(), strict=True)]
            keywords = f"{options[0]}, atol={options[1]}, equal_nan={equal_nan}"
            source = f"ua.{name}(x0, x1, {keywords})"
            if name == "isclose":
                context.expect(Call(source, (Input(x), Input(y)), elementwise=True), Expected.exactly(np.array(found)))
                continue
            context.expect(Call(source, (Input(x), Input(y))), Expected.exactly(np.array(False)))
            some = np.array(found)
            context.expect(Call(source, (Input(x[some]), Input(y[some]))), Expected.exactly(np.array(True)))
    eps = float(np.finfo(dtype).eps)
    near = np.array([1 + eps * 2, 1 + 2e-4], dtype=dtype)
    expected = np.array([True, False]) if name == "isclose" else np.array(False)
    context.expect(Call(f"ua.{name}(x0, 1.0)", (Input(near),)), Expected.exactly(expected))
    shaped = Call(f"ua.{name}(x0, x1)", (Input(np.ones((2, 1), dtype=dtype)), Input(np.ones(3, dtype=dtype))))
    context.expect(shaped, Expected.exactly(np.full((2, 3), True) if name == "isclose" else np.array(True)))
    none = Call(f"ua.{name}(x0, x0)", (Input(np.zeros(0, dtype=dtype)),))
    context.expect(none, Expected.exactly(np.zeros(0, dtype=bool) if name == "isclose" else np.array(True)))


@check(SECTION, "integers", ["isclose", "allclose"], dtypes=("bool", *INTEGER, *COMPLEX), rows=("5", "34"))
def close_integers(context: Context) -> None:
    """Check integers and bools, which are compared as floats, and complex numbers, by the size of the difference."""
    name, x = context.function, np.array([0, 1, 1]).astype(context.dtype)
    found = np.array([False, True, True])
    call = Call(f"ua.{name}(x0, x1, 0, 0.5)", (Input(x), Input(np.ones(3, dtype=context.dtype))))
    context.expect(call, Expected.exactly(found if name == "isclose" else np.array(False)))


@check(SECTION, "errors", ["isclose", "allclose"], rows=("26", "34"))
def close_errors(context: Context) -> None:
    """Check errors: ValueError for shapes, TypeError for tolerances."""
    name, x = context.function, Input(np.ones(3, dtype="float32"))
    context.raises(Call(f"ua.{name}(x0, x1)", (x, Input(np.ones(4, dtype="float32")))), ValueError)
    for wrong in ("'a'", "None", "1j", "x0"):
        context.raises(Call(f"ua.{name}(x0, x0, rtol={wrong})", (x,)), TypeError)
        context.raises(Call(f"ua.{name}(x0, x0, atol={wrong})", (x,)), TypeError)


@check(SECTION, "value", ["nan_to_num"], dtypes=FLOATING, rows=("34",))
def nan_to_num(context: Context) -> None:
    """Check NaN and infinities, in both parts of complex numbers, with the default numbers and with given ones."""
    dtype = context.dtype
    parts = np.array([1.5, -0.0, math.nan, math.inf, -math.inf, 2.0])
    values: Values = parts.astype(dtype)
    if dtype in COMPLEX:
        values = np.zeros(6, dtype=dtype)
        values.real, values.imag = parts, parts[::-1]
    most = float(np.finfo(dtype).max)

    def replaced(x: Any, nan: float, high: float, low: float) -> Any:
        return np.where(np.isnan(x), nan, np.where(x == math.inf, high, np.where(x == -math.inf, low, x)))

    for options, numbers in (
        ("", (0.0, most, -most)),
        (", nan=3.0", (3.0, most, -most)),
        (", posinf=5", (0.0, 5.0, -most)),
        (", nan=-1, posinf=7.0, neginf=9.0", (-1.0, 7.0, 9.0)),
        (", nan=float('nan'), neginf=-float('inf')", (math.nan, most, -math.inf)),
    ):
        found = values.copy()
        if dtype in COMPLEX:
            if math.nan in numbers or "inf')" in options:
                continue
            found.real = replaced(np.real(values), *numbers)
            found.imag = replaced(np.imag(values), *numbers)
        else:
            found[...] = replaced(values, *numbers)
        for layout in LAYOUTS:
            if layout != "broadcast" and supports_layout(layout, values.shape):
                call = Call(f"ua.nan_to_num(x0{options})", (Input(values, layout),), elementwise=True)
                context.expect(call, Expected.up_to_zeros(found))
    context.expect(Call("y = ua.nan_to_num(x0)\nresult = x0", (Input(values),)), Expected.exactly(values))
    for wrong in ("'a'", "1j"):
        context.raises(Call(f"ua.nan_to_num(x0, nan={wrong})", (Input(values),)), TypeError)


@check(SECTION, "integers", ["nan_to_num"], dtypes=("bool", *INTEGER), rows=("34",))
def nan_to_num_of_integers(context: Context) -> None:
    """Check that integers and bools are copied."""
    x = np.array([0, 1, 1]).astype(context.dtype)
    context.expect(Call("ua.nan_to_num(x0)", (Input(x),)), Expected.exactly(x))
    context.expect(Call("y = ua.nan_to_num(x0)\ny[0] = y[1]\nresult = x0", (Input(x),)), Expected.exactly(x))
