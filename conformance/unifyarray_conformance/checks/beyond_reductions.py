"""Checks of reductions beyond the standard against exact fractions: axes, layouts, NaN, infinities, ties, integers."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.calls import Call, Input, supports_layout
from ..harness.registry import check
from ..inputs.half_precision import check_value
from ..reference.along_axis import sort_key
from ..reference.dtypes import COMPLEX, HALF, INTEGER, REAL_FLOATING, limits
from ..reference.expected import CLOSE, Component, Expected
from .statistical_functions import AXES, reduce_along

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..harness.context import Context
    from ..reference.special_cases import Values

SECTION: Final = "beyond_standard"

#: Allowed error in units of the last place of the largest element.
ULPS: Final = 4.0


def fraction(x: float) -> Any:
    """Return a number as an exact fraction; NaN and infinities stay floats."""
    return Fraction(x) if math.isfinite(x) else x


def middle(values: list[Any]) -> Any:
    """Return the mean of the two elements in the middle, NaN if there is one."""
    if any(x != x for x in values):
        return math.nan
    row = [fraction(x) for x in sorted(values, key=sort_key)]
    low, high = row[(len(row) - 1) // 2], row[len(row) // 2]
    return low if low == high else (low + high) / 2


def kept(values: list[Any]) -> list[Any]:
    """Return the elements that are not NaN."""
    return [x for x in values if x == x]


def total(values: list[Any]) -> Any:
    """Return an exact sum."""
    return sum(values) if any(map(math.isinf, values)) else sum(map(Fraction, values))


def mean(values: list[Any]) -> Any:
    """Return an exact mean, NaN of no elements."""
    return total(values) / len(values) if values else math.nan


def variance(values: list[Any], correction: float = 0) -> Any:
    """Return an exact variance, NaN if there are too few elements or infinities among them."""
    if len(values) <= correction or any(map(math.isinf, values)):
        return math.nan
    middle = mean(values)
    return sum((Fraction(x) - middle) ** 2 for x in values) / (len(values) - Fraction(correction))


#: By reduction that needs elements: its implementation on a list.
RANKS: Final[dict[str, Callable[[list[Any]], Any]]] = {
    "median": middle,
    "nanmedian": lambda values: middle(kept(values)) if kept(values) else math.nan,
    "nanmin": lambda values: min(kept(values), default=math.nan),
    "nanmax": lambda values: max(kept(values), default=math.nan),
}
#: By reduction that has a result without elements: its implementation on a list.
SUMS: Final[dict[str, Callable[[list[Any]], Any]]] = {
    "nansum": lambda values: total(kept(values)),
    "nanmean": lambda values: mean(kept(values)),
    "nanvar": lambda values: variance(kept(values)),
    "nanstd": lambda values: math.sqrt(variance(kept(values))),
    "average": mean,
}
REDUCTIONS: Final = {**RANKS, **SUMS}


def expect(
    context: Context, call: str, inputs: Sequence[Values], found: Any, dtype: str, layout: str = "plain", power: int = 1
) -> None:
    """Check a call of ``x0`` up to an error relative to the number of elements and a power of the largest one."""
    numbers = np.asarray(found)
    floats = np.array([float(x) for x in numbers.ravel()], dtype=np.float64).reshape(numbers.shape)
    finite = [abs(float(x)) for x in inputs[0].ravel() if math.isfinite(x)]
    size = max(finite, default=0.0) ** power * math.sqrt(inputs[0].size or 1)
    absolute = ULPS * float(np.finfo(dtype).eps) * min(size, float(np.finfo(dtype).max))
    answer = Expected(dtype, floats.shape, real=Component.of(floats, mode=CLOSE), ulp=ULPS, absolute=absolute)
    context.expect(Call(call, (Input(inputs[0], layout), *map(Input, inputs[1:]))), answer)


def axes_of(shape: tuple[int, ...], axis: Any) -> tuple[int, ...]:
    """Return the axes of an ``axis=`` argument, counted from 0."""
    if axis is None:
        return tuple(range(len(shape)))
    return tuple(a % len(shape) for a in ((axis,) if isinstance(axis, int) else axis))


def draw(context: Context, shape: tuple[int, ...], dtype: str) -> Values:
    """Return random numbers, with equal ones among them."""
    rng = context.rng()
    if dtype in INTEGER:
        low, high = limits(dtype)
        return rng.integers(max(low, -9), min(high, 9), shape, endpoint=True).astype(dtype)
    if dtype == "bool":
        return rng.integers(0, 1, shape, endpoint=True).astype(bool)
    return np.where(rng.random(shape) < 0.7, rng.uniform(-3, 5, shape), 1.5).astype(dtype)


def _power(name: str) -> int:
    return 2 if name == "nanvar" else 1


@check(SECTION, "value", REDUCTIONS, dtypes=REAL_FLOATING, grade="tolerance", rows=("34",))
def value(context: Context) -> None:
    """Check every axis, several, none and all, with keepdims; odd and even numbers of elements; every layout."""
    name, dtype = context.function, context.dtype
    for shape, axis in (*AXES, ((1,), None), ((5,), 0), ((3, 5), 1), ((5, 3, 2), (0, 1))):
        values, axes = draw(context, shape, dtype), axes_of(shape, axis)
        if math.prod(shape[a] for a in axes) == 0:
            continue  # `nothing` checks it
        if name.startswith("nan") and values.size:
            values[context.rng().random(shape) < 0.3] = np.nan
        for keepdims in (False, True):
            found = reduce_along(values, axes, REDUCTIONS[name], keepdims)
            source = f"ua.{name}(x0, axis={axis}, keepdims={keepdims})"
            expect(context, source, (values,), found, dtype, power=_power(name))
    values = draw(context, (40, 7), dtype)
    for layout in ("strided", "reversed", "transposed", "broadcast", "read-only"):
        x = values if layout != "broadcast" else np.ascontiguousarray(np.broadcast_to(values[:, :1], values.shape))
        assert supports_layout(layout, x.shape)
        for axis in (0, 1):
            found = reduce_along(x, (axis,), REDUCTIONS[name], False)
            expect(context, f"ua.{name}(x0, axis={axis})", (x,), found, dtype, layout, _power(name))


@check(SECTION, "special", REDUCTIONS, dtypes=REAL_FLOATING, rows=("34",))
def special(context: Context) -> None:
    """Check NaN, infinities, the largest numbers, and ties, alone and in one of two rows."""
    name, dtype = context.function, context.dtype
    nan, inf, most = math.nan, math.inf, float(np.finfo(dtype).max)
    rows = [
        [nan], [nan, nan], [1.0, nan], [nan, 1.0, 2.0], [inf, nan, -inf], [inf], [-inf, -inf], [inf, inf, 1.0],
        [-inf, 1.0, 2.0], [1.0, inf], [-inf, 1.0], [2.0, 2.0, 2.0, 2.0], [1.0, 2.0, 2.0, 3.0], [0.0, 0.0],
    ]  # fmt: skip
    if name in RANKS:
        rows += [[most, most], [-most, -most, -most]]
    for row in rows:
        values = np.array([row, [1.0] * len(row)], dtype=dtype)
        reference = REDUCTIONS[name] if name != "average" else (lambda row: sum(row) / len(row))
        found = reduce_along(values, (1,), reference, False)
        expect(context, f"ua.{name}(x0, axis=1)", (values,), found, dtype, power=_power(name))
        expect(context, f"ua.{name}(x0)", (values[0],), np.asarray(found[0]), dtype, power=_power(name))


@check(SECTION, "subnormal", ["median", "nanmedian", "quantile", "nanquantile"], dtypes=REAL_FLOATING, rows=("34",))
def subnormal(context: Context) -> None:
    """Check that the last bit of the smallest numbers counts, and means of the largest numbers of either sign."""
    name, dtype = context.function, context.dtype
    kind = np.dtype(dtype)
    last, most = float(np.finfo(kind).smallest_subnormal), float(np.finfo(kind).max)
    if context.subject.flushes:
        return  # subnormal numbers are 0 (row 29)
    rows = [
        ([last, last], last), ([3 * last, 3 * last], 3 * last), ([-last, -last], -last),
        ([2 * last, 4 * last], 3 * last), ([-last, last], 0.0), ([3 * last, 5 * last], 4 * last), ([most, most], most),
        ([-most, -most], -most), ([-most, most], 0.0), ([most, most / 2], most * 0.75),
        ([-most, -most / 2], -most * 0.75),
    ]  # fmt: skip
    values = np.array([row for row, _ in rows], dtype=dtype)
    q = "" if "median" in name else ", 0.5"
    found = np.array([answer for _, answer in rows], dtype=dtype)
    context.expect(Call(f"ua.{name}(x0{q}, axis=1)", (Input(values),)), Expected.up_to_zeros(found))
    if q:
        third = np.array([0, 8, 16, 24, 32], dtype=dtype) * kind.type(last)
        for level, answer in ((0.125, 4), (0.1875, 6), (0.5, 16), (0.8125, 26), (0.975, 31)):
            call = Call(f"ua.{name}(x0, {level})", (Input(third),))
            context.expect(call, Expected.exactly(np.array(answer * last, dtype=dtype)))
            array = Call(f"ua.{name}(x0, x1)", (Input(third), Input(np.array([level], dtype=dtype))))
            context.expect(array, Expected.exactly(np.array([answer * last], dtype=dtype)))


@check(SECTION, "integers", REDUCTIONS, dtypes=("bool", *INTEGER), rows=("5", "34"))
def integers(context: Context) -> None:
    """Check integers and bools: the default floating dtype, their own in extremes, that of ``sum`` in sums."""
    name, dtype = context.function, context.dtype
    for shape, axis in (((7,), None), ((2, 4), 0), ((2, 4), 1)):
        values = draw(context, shape, dtype)
        if name in ("nanmin", "nanmax", "nansum"):
            answer = "" if name != "nansum" else "\nassert result.dtype == ua.sum(x0).dtype"
            same = f"ua.all(result == ua.{name[3:]}(x0, axis={axis}))"
            source = f"result = ua.{name}(x0, axis={axis}){answer}\nresult = {same}"
            context.expect(Call(source, (Input(values),)), Expected.exactly(np.array(True)))
            continue
        for choice in ("float64", "float32"):
            if context.has(choice):
                found = reduce_along(values, axes_of(shape, axis), REDUCTIONS[name], False)
                source = f"with ua.use(default_float={choice!r}):\n    result = ua.{name}(x0, axis={axis})"
                expect(context, source, (values,), found, choice, power=_power(name))


@check(SECTION, "nothing", REDUCTIONS, dtypes=REAL_FLOATING, rows=("14n", "34"))
def nothing(context: Context) -> None:
    """Check no elements, which raise ValueError or have a sum of 0 and a mean of NaN; and no results."""
    name, dtype = context.function, context.dtype
    nothing_left: tuple[tuple[tuple[int, ...], Any], ...]
    nothing_left = (((0,), None), ((0, 3), 0), ((2, 0), 1), ((2, 0, 3), (0, 1)), ((0, 3), None))
    for shape, axis in nothing_left:
        call = Call(f"ua.{name}(x0, axis={axis})", (Input(np.zeros(shape, dtype=dtype)),))
        if name in RANKS:
            context.raises(call, ValueError)
        else:
            left = tuple(n for a, n in enumerate(shape) if a not in axes_of(shape, axis))
            context.expect(call, Expected.exactly(np.full(left, 0 if name == "nansum" else np.nan, dtype=dtype)))
    empty: tuple[tuple[tuple[int, ...], Any, tuple[int, ...]], ...]
    empty = (((0, 3), 1, (0,)), ((3, 0, 2), (0, 2), (0,)), ((0, 4), (), (0, 4)))
    for shape, over, rest in empty:
        call = Call(f"ua.{name}(x0, axis={over})", (Input(np.zeros(shape, dtype=dtype)),))
        context.expect(call, Expected.exactly(np.zeros(rest, dtype=dtype)))


@check(SECTION, "errors", (*REDUCTIONS, "quantile", "percentile", "nanquantile"), rows=("26", "34"))
def errors(context: Context) -> None:
    """Check errors: TypeError for complex numbers, AxisError, ValueError for repeated axes and wrong quantiles."""
    name, x = context.function, Input(np.ones((2, 3), dtype="float32"))
    q = ", 0.5" if name in ("quantile", "percentile", "nanquantile") else ""
    for dtype in COMPLEX if name not in ("nansum", "nanmean", "average") else ():
        if context.has(dtype):
            context.raises(Call(f"ua.{name}(x0{q})", (Input(np.ones(3, dtype=dtype)),)), TypeError)
    for axis in ("2", "-3", "(0, 2)"):
        context.raises(Call(f"ua.{name}(x0{q}, axis={axis})", (x,)), context.ua.AxisError)
    context.raises(Call(f"ua.{name}(x0{q}, axis=(0, -2))", (x,)), ValueError)
    context.raises(Call(f"ua.{name}(x0{q}, axis=0.0)", (x,)), TypeError)
    if q:
        most = 100 if name == "percentile" else 1
        for wrong in (-0.1, most * 1.5, f"[0.5, {-most}]", "ua.nan", f"x0[0] + {most}"):
            if "x0" not in str(wrong) or not context.has("lazy"):  # a check of values would compute them
                context.raises(Call(f"ua.{name}(x0, {wrong})", (x,)), ValueError)
        for wrong in ("'a'", "None", "1j", "True"):
            context.raises(Call(f"ua.{name}(x0, {wrong})", (x,)), TypeError)
        context.raises(Call(f"ua.{name}(x0, 0.5, method='best')", (x,)), ValueError)
        context.raises(Call(f"ua.{name}(x0[:0], 0.5)", (x,)), ValueError)


# -- quantiles -----------------------------------------------------------------------------------------------

#: By method: the place of a quantile among n sorted elements, counted from 1, as definitions 1 to 9 of Hyndman and Fan
#: (1996) and NumPy's documentation have it.
_PLACES: Final[dict[str, Callable[[int, Fraction], Fraction]]] = {
    "inverted_cdf": lambda n, q: n * q,
    "averaged_inverted_cdf": lambda n, q: n * q,
    "closest_observation": lambda n, q: n * q - Fraction(1, 2),
    "interpolated_inverted_cdf": lambda n, q: n * q,
    "hazen": lambda n, q: n * q + Fraction(1, 2),
    "weibull": lambda n, q: (n + 1) * q,
    "linear": lambda n, q: (n - 1) * q + 1,
    "median_unbiased": lambda n, q: (n + Fraction(1, 3)) * q + Fraction(1, 3),
    "normal_unbiased": lambda n, q: (n + Fraction(1, 4)) * q + Fraction(3, 8),
    "lower": lambda n, q: (n - 1) * q + 1,
    "higher": lambda n, q: (n - 1) * q + 1,
    "midpoint": lambda n, q: (n - 1) * q + 1,
    "nearest": lambda n, q: (n - 1) * q + 1,
}


def quantile_of(values: list[Any], q: float, method: str) -> Any:
    """Return an exact quantile of numbers, NaN if there is one."""
    if not values or any(x != x for x in values):
        return math.nan
    row = [Fraction(x) for x in sorted(values)]
    place = _PLACES[method](len(row), Fraction(q))
    low, part = math.floor(place), place - math.floor(place)
    if method == "inverted_cdf":
        part = Fraction(part > 0)
    elif method == "averaged_inverted_cdf":
        part = Fraction(1) if part else Fraction(1, 2)
    elif method == "closest_observation":  # the even one of two that are as near
        part = Fraction(not (part == 0 and low % 2 == 0))
    elif method == "lower":
        part = Fraction(0)
    elif method == "higher":
        part = Fraction(part > 0)
    elif method == "midpoint":
        part = Fraction(1, 2) if part else Fraction(0)
    elif method == "nearest":  # the place counted from 0 is rounded, a half to even
        low, part = round(place - 1) + 1, Fraction(0)
    below, above = (row[min(max(k, 1), len(row)) - 1] for k in (low, low + 1))
    return below + (above - below) * part


@check(
    SECTION, "value", ["quantile", "percentile", "nanquantile"], dtypes=REAL_FLOATING, grade="tolerance", rows=("34",)
)
def quantiles(context: Context) -> None:
    """Check every method, for single numbers, lists and arrays of them, along axes, with and without NaN."""
    name, dtype = context.function, context.dtype
    unit = 100 if name == "percentile" else 1
    levels = [0.0, 0.125, 0.25, 0.5, 0.8125, 1.0]
    for method in _PLACES:
        for shape, axis in (((1,), None), ((4,), 0), ((7,), -1), ((3, 8), 1), ((5, 2, 2), (0, 2))):
            values = draw(context, shape, dtype)
            if len(shape) == 2:
                values[1, 2] = np.nan

            def found(q: float, values: Values = values, axis: Any = axis, method: str = method) -> Any:
                def of_row(row: list[Any]) -> Any:
                    return quantile_of(kept(row) if name == "nanquantile" else row, q, method)

                return reduce_along(values, axes_of(values.shape, axis), of_row, False)

            options = f"axis={axis}, method={method!r}"
            one = levels[values.size % len(levels)]
            expect(context, f"ua.{name}(x0, {one * unit}, {options})", (values,), found(one), dtype)
            every = np.stack([np.asarray(found(q)) for q in levels])
            given = [q * unit for q in levels]
            expect(context, f"ua.{name}(x0, {given}, {options})", (values,), every, dtype)
            array = np.array(given, dtype=dtype)
            expect(context, f"ua.{name}(x0, x1, {options})", (values, array), every, dtype)
    matrix = np.array([[0.0, 0.5], [0.25, 1.0]]) * unit
    values = draw(context, (2, 5), dtype)
    every = np.array([[[quantile_of(row, q / unit, "linear") for row in values.tolist()] for q in r] for r in matrix])
    source = f"ua.{name}(x0, x1, axis=1, keepdims=True)"
    expect(context, source, (values, matrix.astype(dtype)), every[..., None], dtype)
    none = Call(f"ua.{name}(x0, [], axis=1)", (Input(values),))
    context.expect(none, Expected.exactly(np.zeros((0, 2), dtype=dtype)))


# -- weights and covariances ---------------------------------------------------------------------------------


@check(SECTION, "weights", ["average"], dtypes=REAL_FLOATING, grade="tolerance", rows=("15n", "34"))
def weighted(context: Context) -> None:
    """Check weights of the shape of the array, and of the reduced axes, in any order; weights that add up to 0."""
    dtype, rng = context.dtype, context.rng()
    values = draw(context, (2, 3, 4), dtype)
    wide = values.astype(np.longdouble)
    for axis in (None, 0, -1, (0, 2), (2, 0), ()):
        axes = axes_of(values.shape, axis)
        w = np.asarray(rng.uniform(0.5, 2, values.shape)).astype(dtype)
        found = (wide * w).sum(axes) / w.astype(np.longdouble).sum(axes)
        expect(context, f"ua.average(x0, axis={axis}, weights=x1)", (values, w), found, dtype)
        part: Values = np.asarray(rng.uniform(0.5, 2, [values.shape[a] for a in axes])).astype(dtype)
        last = np.moveaxis(wide, axes, range(-len(axes), 0))
        ends = tuple(range(-len(axes), 0))
        found = (last * part).sum(ends) / part.astype(np.longdouble).sum()
        expect(context, f"ua.average(x0, axis={axis}, weights=x1)", (values, part), found, dtype)
    zero = Call("ua.isfinite(ua.average(x0, weights=x0 * 0))", (Input(np.ones(3, dtype=dtype)),))
    context.expect(zero, Expected.exactly(np.array(False)))
    for shape in ((2,), (4, 2), (2, 3)):
        wrong = Call("ua.average(x0, axis=(1, 2), weights=x1)", (Input(values), Input(np.ones(shape, dtype=dtype))))
        context.raises(wrong, ValueError)


def _covariances(rows: Values, correction: float, weights: Sequence[Any], shared: Sequence[Any]) -> Values:
    """Return the covariances of real variables, by fractions; ``shared`` are the weights without counts."""
    data = [[Fraction(x) for x in row] for row in rows.tolist()]
    w = [Fraction(x) for x in weights]
    whole = sum(w)
    means = [sum(a * b for a, b in zip(row, w, strict=True)) / whole for row in data]
    freedom = whole - Fraction(correction) * (sum(a * Fraction(b) for a, b in zip(w, shared, strict=True)) / whole)
    return np.array(
        [
            [
                float(sum(c * (a - m) * (b - n) for a, b, c in zip(x, y, w, strict=True)) / freedom)
                for y, n in zip(data, means, strict=True)
            ]
            for x, m in zip(data, means, strict=True)
        ]
    )


@check(SECTION, "value", ["cov", "corrcoef"], dtypes=REAL_FLOATING, grade="tolerance", rows=("15n", "34"))
def covariances(context: Context) -> None:
    """Check one and two arrays, rows and columns, corrections, counts and weights of the observations."""
    name, dtype, rng = context.function, context.dtype, context.rng()
    x, y = (rng.uniform(-3, 5, (n, 6)).astype(dtype) for n in (3, 2))
    ones = [1] * 6

    def answer(
        rows: Values, correction: float = 1, weights: Sequence[Any] = ones, shared: Sequence[Any] = ones
    ) -> Values:
        found = _covariances(rows, correction, weights, shared)
        scale = np.sqrt(np.diagonal(found))
        return found / scale / scale[:, None] if name == "corrcoef" else found

    def expect_matrix(source: str, inputs: Sequence[Values], found: Values) -> None:
        expect(context, f"ua.{name}({source})", inputs, found, dtype, power=2)

    both = np.concatenate([x, y])
    expect_matrix("x0", (x,), answer(x))
    expect_matrix("x0, x1", (x, y), answer(both))
    expect_matrix("x0[0], x1[1]", (x, y), answer(np.stack([x[0], y[1]])))
    expect_matrix("x0[0]", (x,), answer(x[:1])[0, 0])
    expect_matrix("x0.T, x1.T, rowvar=False", (x, y), answer(both))
    context.raises(Call(f"ua.{name}(x0, x1[:, :3])", (Input(x), Input(y))), ValueError)
    context.raises(Call(f"ua.{name}(x0[None])", (Input(x),)), ValueError)
    if name == "corrcoef":
        constant = Call("ua.isnan(ua.corrcoef(ua.zeros_like(x0), x0))", (Input(x[0]),))
        context.expect(constant, Expected.exactly(np.array([[True, True], [True, False]])))
        return
    counts, weights = rng.integers(1, 4, 6), rng.uniform(0.5, 2, 6).astype(dtype)
    exact = [Fraction(w) for w in weights.tolist()]
    product = [c * w for c, w in zip(counts.tolist(), exact, strict=True)]
    expect_matrix("x0, correction=0", (x,), answer(x, 0))
    expect_matrix("x0, fweights=x1", (x, counts), answer(x, 1, counts.tolist()))
    expect_matrix("x0, aweights=x1", (x, weights), answer(x, 1, exact, exact))
    expect_matrix("x0, fweights=x1, aweights=x2", (x, counts, weights), answer(x, 1, product, exact))
    few = Call("ua.isnan(ua.cov(x0[:, :1]))", (Input(x),))
    context.expect(few, Expected.exactly(np.full((3, 3), True)))
    context.raises(Call("ua.cov(x0, fweights=x0)", (Input(x),)), ValueError)


# -- half precision ------------------------------------------------------------------------------------------

#: By function: a call with 400 numbers around 300 and NaN, or without; and the result.
_HALVES: Final[dict[str, tuple[str, Any]]] = {
    "nanmean": ("ua.nanmean(h0, axis=1)", [300, 300]),
    "nanvar": ("ua.nanvar(h0, axis=1)", [4, 4]),
    "nanstd": ("ua.nanstd(h0, axis=1)", [2, 2]),
    "average": ("ua.average(h1, axis=1, weights=ua.full_like(h1, 512.0))", [300, 300]),
    "cov": ("ua.cov(h1, correction=0)", [[4, 4], [4, 4]]),
    "corrcoef": ("ua.corrcoef(h1 * 64)", [[1, 1], [1, 1]]),  # the variance is beyond the largest float16
}


@check(SECTION, "half", _HALVES, dtypes=HALF, rows=("30", "34"))
def half(context: Context) -> None:
    """Check that sums on the way to a mean or a variance are not out of range of half precision."""
    numbers = np.tile([298.0, 302.0], (2, 200))
    gaps = np.insert(numbers, 7, np.nan, axis=1)
    source, answer = _HALVES[context.function]
    check_value(context, source, (gaps, numbers), np.array(answer, dtype=np.float32))
