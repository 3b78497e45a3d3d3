"""Checks of functions that count: exact counts, sums of weights, empty input, errors."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

from ..harness.calls import LAYOUTS, Call, Input, supports_layout
from ..harness.registry import check
from ..reference.dtypes import INTEGER, REAL_FLOATING
from ..reference.expected import CLOSE, Component, Expected

if TYPE_CHECKING:
    from ..harness.context import Context
    from ..reference.special_cases import Values

SECTION: Final = "beyond_standard"
#: Allowed error in units of the last place of the largest sum of absolute weights.
ULPS: Final = 8.0


def _counts(values: Values, minlength: int = 0) -> Expected:
    numbers = values.tolist()
    length = max([minlength, *[x + 1 for x in numbers]])
    return Expected.exactly(np.array([numbers.count(i) for i in range(length)], dtype="int64"))


def _sums(values: Values, weights: Values, length: int, dtype: str) -> Expected:
    totals = np.zeros(length)
    size = 0.0
    for i in range(length):
        mine = [float(w) for x, w in zip(values.tolist(), weights.tolist(), strict=True) if x == i]
        totals[i] = float(sum(map(Fraction, mine))) if all(map(math.isfinite, mine)) else sum(mine)
        size = max(size, sum(abs(w) for w in mine if math.isfinite(w)))
    absolute = ULPS * float(np.finfo(dtype).eps) * size
    return Expected(dtype, totals.shape, real=Component.of(totals, mode=CLOSE), ulp=ULPS, absolute=absolute)


@check(SECTION, "value", ["bincount"], dtypes=INTEGER, rows=("34",))
def value(context: Context) -> None:
    """Check counts of every integer dtype, with lengths, layouts, single numbers and no numbers."""
    dtype = context.dtype
    values = context.rng().choice(np.array([0, 1, 2, 3, 7, 20]), 60).astype(dtype)
    for layout in LAYOUTS:
        if layout != "broadcast" and supports_layout(layout, values.shape):
            context.expect(Call("ua.bincount(x0)", (Input(values, layout),)), _counts(values))
    for minlength in (0, 1, 21, 30):
        call = Call(f"ua.bincount(x0, minlength={minlength})", (Input(values),))
        context.expect(call, _counts(values, minlength))
        few = Call(f"ua.bincount(x0, minlength={minlength})", (Input(values[:1]),))
        context.expect(few, _counts(values[:1], minlength))
        none = Call(f"ua.bincount(x0, minlength={minlength})", (Input(values[:0]),))
        context.expect(none, _counts(values[:0], minlength))


@check(SECTION, "weights", ["bincount"], dtypes=REAL_FLOATING, grade="tolerance", rows=("15n", "34"))
def weights(context: Context) -> None:
    """Check sums of weights, also if a bin has NaN or an infinity, one number, many numbers or none."""
    dtype, rng = context.dtype, context.rng()
    for size, bins in ((1, 1), (2, 1), (7, 3), (200, 5), (64, 1), (40, 100)):
        values = rng.integers(0, bins, size)
        given = rng.uniform(-2, 3, size).astype(dtype)
        answer = _sums(values, given, int(values.max()) + 1, dtype)
        context.expect(Call("ua.bincount(x0, x1)", (Input(values), Input(given))), answer)
        longer = Call("ua.bincount(x0, weights=x1, minlength=8)", (Input(values), Input(given)))
        context.expect(longer, _sums(values, given, max(8, int(values.max()) + 1), dtype))
    values = np.array([2, 0, 1, 2, 0, 3, 3, 5])
    given = np.array([np.nan, 1.0, np.inf, 1.0, 2.0, np.inf, -np.inf, -np.inf], dtype=dtype)
    context.expect(Call("ua.bincount(x0, x1)", (Input(values), Input(given))), _sums(values, given, 6, dtype))
    nothing = Input(np.zeros(0, dtype=dtype))
    context.expect(
        Call("ua.bincount(x0, x1, 3)", (Input(values[:0]), nothing)), Expected.exactly(np.zeros(3, dtype=dtype))
    )


@check(SECTION, "integers", ["bincount"], dtypes=("bool", *INTEGER), rows=("5", "34"))
def integers(context: Context) -> None:
    """Check weights of integers and bools in the default floating dtype, which the user can choose."""
    values, given = np.array([1, 0, 1, 3]), np.array([1, 1, 0, 1]).astype(context.dtype)
    for choice in ("float64", "float32"):
        if context.has(choice):
            source = f"with ua.use(default_float={choice!r}):\n    result = ua.bincount(x0, x1)"
            context.expect(Call(source, (Input(values), Input(given))), _sums(values, given, 4, choice))


@check(SECTION, "errors", ["bincount"], rows=("26", "34"))
def errors(context: Context) -> None:
    """Check errors: TypeError for other dtypes, ValueError for negative numbers, shapes and lengths."""
    x = Input(np.array([0, 1, 2]))
    for dtype in ("bool", "float32", "complex64"):
        if context.has(dtype):
            context.raises(Call("ua.bincount(x0)", (Input(np.ones(3, dtype=dtype)),)), TypeError)
    if context.has("complex64"):
        context.raises(Call("ua.bincount(x0, x1)", (x, Input(np.ones(3, dtype="complex64")))), TypeError)
    context.raises(Call("ua.bincount(x0)", (Input(np.array([1, -1])),)), ValueError)
    context.raises(Call("ua.bincount(x0)", (Input(np.ones((2, 2), dtype="int64")),)), ValueError)
    context.raises(Call("ua.bincount(x0)", (Input(np.array(1)),)), ValueError)
    context.raises(Call("ua.bincount(x0, x1)", (x, Input(np.ones(4)))), ValueError)
    context.raises(Call("ua.bincount(x0, x1)", (Input(np.array([1, -1])), Input(np.ones(2)))), ValueError)
    context.raises(Call("ua.bincount(x0, minlength=-1)", (x,)), ValueError)
    context.raises(Call("ua.bincount(x0, minlength=1.0)", (x,)), TypeError)
