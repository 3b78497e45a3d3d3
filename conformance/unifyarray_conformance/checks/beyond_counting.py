"""Checks of functions that count: exact counts, sums of weights, empty input, errors."""

from __future__ import annotations

import itertools
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


# -- bins ----------------------------------------------------------------------------------------------------


def _histogram(values: Values, edges: Values) -> list[int]:
    """Return the number of elements in each bin; the last one includes its last edge."""
    x, e = values.ravel().tolist(), edges.tolist()
    bins = itertools.pairwise(e)
    return [sum(a <= v < b or (v == b == e[-1] and i == len(e) - 2) for v in x) for i, (a, b) in enumerate(bins)]


@check(SECTION, "value", ["histogram"], dtypes=REAL_FLOATING, rows=("34",))
def histogram(context: Context) -> None:
    """Check numbers of bins, ranges and edges; elements on edges and outside, NaN and infinities, no elements."""
    dtype, rng = context.dtype, context.rng()
    whole = np.arange(0, 17, dtype=dtype)
    wild = np.array([0.0, 1.0, 2.0, 4.0, 4.5, np.nan, np.inf, -np.inf, -1.0, 0.5], dtype=dtype)
    uneven = rng.uniform(-2, 3, (5, 8)).astype(dtype)
    none = np.zeros(0, dtype=dtype)
    for values, bins, limits in (
        (whole, 16, None), (whole, 4, None), (whole, 1, None), (whole, 8, (0.0, 8.0)), (whole, 4, (-2, 2)),
        (wild, 4, (0.0, 4.0)), (wild, 8, (-4.0, 4.0)), (none, 2, None), (none, 3, (0.0, 3.0)), (whole[3:4], 2, None),
    ):  # fmt: skip
        low, high = limits or ((values.min(), values.max()) if values.size else (0.0, 1.0))
        low, high = (low - 0.5, high + 0.5) if low == high else (low, high)
        edges = np.linspace(low, high, bins + 1).astype(dtype)
        arguments = f"x0, {bins}, {limits}"
        counts = np.array(_histogram(values, edges), dtype="int64")
        context.expect(Call(f"ua.histogram({arguments})[0]", (Input(values),)), Expected.exactly(counts))
        context.expect(Call(f"ua.histogram({arguments})[1]", (Input(values),)), Expected.exactly(edges))
    # The edges are rounded: elements are counted by the edges that the function returns.
    for bins in (3, 7, 10):
        source = (
            f"counts, edges = ua.histogram(x0, {bins})\n"
            "again, same = ua.histogram(x0, edges)\n"
            "result = ua.all(counts == again) & ua.all(edges == same) & (ua.sum(counts) == x0.size)"
        )
        for x in (uneven, (np.arange(60) * 0.1).astype(dtype)):
            context.expect(Call(source, (Input(x),)), Expected.exactly(np.array(True)))
    # Bins of a few units in the last place, and a range that overflows.
    eps, most = float(np.finfo(dtype).eps), float(np.finfo(dtype).max)
    narrow = 1 + np.arange(9).astype(dtype) * np.dtype(dtype).type(eps)
    wide = np.array([-most, -most / 3, 0.0, most / 2, most], dtype=dtype)
    for x, bins in ((narrow, 3), (narrow, 7), (wide, 4), (wide, 5)):
        source = (
            f"counts, edges = ua.histogram(x0, {bins})\n"
            "again, same = ua.histogram(x0, edges)\n"
            "result = ua.all(counts == again) & ua.all(edges == same) & (ua.sum(counts) == x0.size)"
        )
        context.expect(Call(source, (Input(x),)), Expected.exactly(np.array(True)))
    for given in ([0.0, 1.0, 4.0], [-1.0, -1.0, 0.5, 3.0], [0.0, 100.0]):
        edges = np.array(given, dtype=dtype)
        counts = np.array(_histogram(wild, edges), dtype="int64")
        context.expect(Call(f"ua.histogram(x0, {given})[0]", (Input(wild),)), Expected.exactly(counts))
        array = Call("ua.histogram(x0, x1)[0]", (Input(wild), Input(edges)))
        context.expect(array, Expected.exactly(counts))


@check(SECTION, "weights", ["histogram"], dtypes=REAL_FLOATING, rows=("34",))
def histogram_weights(context: Context) -> None:
    """Check weights and densities, with numbers whose sums are exact."""
    dtype = context.dtype
    x, w = np.array([0.0, 1.0, 1.5, 4.0, 9.0, np.nan], dtype=dtype), np.array([1, 2, 0.5, 4, 8, 16], dtype=dtype)
    given = (Input(x), Input(w))
    sums = Expected.exactly(np.array([3.5, 4.0], dtype=dtype))
    context.expect(Call("ua.histogram(x0, 2, (0.0, 4.0), weights=x1)[0]", given), sums)
    density = Expected.exactly(np.array([0.75 / 2, 0.25 / 2], dtype=dtype))
    context.expect(Call("ua.histogram(x0, 2, (0.0, 4.0), density=True)[0]", given), density)
    w = np.array([2, 1, 1, 4, 8, 16], dtype=dtype)
    call = Call("ua.histogram(x0, [0.0, 1.0, 3.0, 4.0], density=True, weights=x1)[0][1:]", (Input(x), Input(w)))
    context.expect(call, Expected.exactly(np.array([0.125, 0.5], dtype=dtype)))


@check(SECTION, "integers", ["histogram"], dtypes=("bool", *INTEGER), rows=("5", "34"))
def histogram_of_integers(context: Context) -> None:
    """Check integers and bools, with edges in the default floating dtype, which the user can choose."""
    x = np.array([0, 1, 1, 0, 1]).astype(context.dtype)
    for choice in ("float64", "float32"):
        if context.has(choice):
            for item, answer in ((0, np.array([2, 3])), (1, np.array([0.0, 0.5, 1.0], dtype=choice))):
                source = f"with ua.use(default_float={choice!r}):\n    result = ua.histogram(x0, 2)[{item}]"
                context.expect(Call(source, (Input(x),)), Expected.exactly(answer))


@check(SECTION, "errors", ["histogram"], rows=("26", "34"))
def histogram_errors(context: Context) -> None:
    """Check errors: ValueError for bins, ranges and shapes, TypeError for complex numbers."""
    x = Input(np.array([1.0, 2.0, 4.0], dtype="float32"))
    if context.has("complex64"):
        context.raises(Call("ua.histogram(x0)", (Input(np.ones(3, dtype="complex64")),)), TypeError)
    if not context.has("lazy"):  # a check of values would compute them
        context.raises(Call("ua.histogram(x0, [2.0, 1.0])", (x,)), ValueError)
    for wrong in ("0", "-1", "[1.0]", "x0[None]", "2, (1.0, 0.0)", "2, (0.0, ua.inf)", "2, (0, ua.nan)"):
        context.raises(Call(f"ua.histogram(x0, {wrong})", (x,)), ValueError)
    for wrong in ("1.5", "'a'", "2, 1", "2, ('a', 1)"):
        context.raises(Call(f"ua.histogram(x0, {wrong})", (x,)), TypeError)
    context.raises(Call("ua.histogram(x0, weights=x0[:2])", (x,)), ValueError)
    context.raises(Call("ua.histogram(x0 * ua.nan)", (x,)), ValueError)


@check(SECTION, "value", ["digitize"], dtypes=(*INTEGER, *REAL_FLOATING), rows=("17n", "34"))
def digitize(context: Context) -> None:
    """Check bins that ascend and descend, with equal edges, closed on either side; NaN is the largest number."""
    dtype = context.dtype
    x = np.array([[0, 1, 2], [3, 5, 9]]).astype(dtype)
    values = [*x.ravel().tolist()]
    if dtype in REAL_FLOATING:
        x = np.array([[0, 1, 2, np.inf], [3, 5, 1.5, -np.inf]], dtype=dtype)
        values = x.ravel().tolist()
    for edges in ([1, 2, 5], [0, 1, 1, 3], [5, 2, 1], [3, 3, 0], [2], []):
        for right in (False, True):
            descends = len(edges) > 1 and edges[0] > edges[-1]

            def place(v: float, edges: list[int] = edges, right: bool = right, descends: bool = descends) -> int:
                if descends:
                    return sum(e >= v if right else e > v for e in edges)
                return sum(e < v if right else e <= v for e in edges)

            found = np.array([place(v) for v in values], dtype="int64").reshape(x.shape)
            array = Input(np.array(edges).astype(dtype))
            context.expect(Call(f"ua.digitize(x0, x1, right={right})", (Input(x), array)), Expected.exactly(found))
    if dtype in REAL_FLOATING:
        nan = Call("ua.digitize(x0 * ua.nan, [0.0, 1.0])", (Input(np.ones(2, dtype=dtype)),))
        context.expect(nan, Expected.exactly(np.array([2, 2])))
        context.raises(Call("ua.digitize(x0, [0.0, 2.0, 1.0])", (Input(x),)), ValueError)
        context.raises(Call("ua.digitize(x0, x0)", (Input(x),)), ValueError)


@check(SECTION, "value", ["one_hot"], dtypes=INTEGER, rows=("34",))
def one_hot(context: Context) -> None:
    """Check every position of the axis and dtypes of the result; integers that are not classes have no 1."""
    dtype = context.dtype
    x = np.array([[0, 2, 1], [1, 100, 3]]).astype(dtype)
    if dtype.startswith("int"):
        x[1, 1] = -1
    for axis in (-1, 0, 1, 2, -3):
        found = np.moveaxis(np.stack([x == i for i in range(4)], axis=-1), -1, axis)
        for result in ("bool", "int8", "float32"):
            call = Call(f"ua.one_hot(x0, 4, axis={axis}, dtype={result!r})", (Input(x),))
            context.expect(call, Expected.exactly(found.astype(result)))
    default = Expected.exactly(np.zeros((3, 0), dtype=context.default_float))
    context.expect(Call("ua.one_hot(x0, 0)", (Input(x[0]),)), default)
    context.expect(
        Call("ua.one_hot(x0, 1)", (Input(x[0, 0]),)), Expected.exactly(np.ones(1, dtype=context.default_float))
    )


@check(SECTION, "errors", ["one_hot"], rows=("26", "34"))
def one_hot_errors(context: Context) -> None:
    """Check errors: TypeError for other dtypes, ValueError for a negative number of classes, AxisError."""
    x = Input(np.array([0, 1]))
    context.raises(Call("ua.one_hot(x0, 2)", (Input(np.ones(2, dtype="float32")),)), TypeError)
    context.raises(Call("ua.one_hot(x0 == 1, 2)", (x,)), TypeError)
    context.raises(Call("ua.one_hot(x0, 2.0)", (x,)), TypeError)
    context.raises(Call("ua.one_hot(x0, -1)", (x,)), ValueError)
    for axis in (2, -3):
        context.raises(Call(f"ua.one_hot(x0, 2, axis={axis})", (x,)), context.ua.AxisError)
