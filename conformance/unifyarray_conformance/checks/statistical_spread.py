"""Means, variances and standard deviations against exact fractions; corrections; integers in the default dtype."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.both_tiers import expect_both
from ..harness.calls import Call, Input
from ..harness.registry import check
from ..reference.dtypes import COMPLEX, FLOATING, INTEGER, REAL_FLOATING, UNSIGNED, limits, part
from ..reference.expected import CLOSE, Component, Expected
from .statistical_functions import AXES, reduce

if TYPE_CHECKING:
    from ..harness.context import Context
    from ..reference.special_cases import Values

SPREADS: Final = ("var", "std")

#: Rounding errors of a few operations, in units of the last place. Sums of n elements add the square root of n, what a
#: random walk of n roundings comes to.
ULPS: Final = 4.0


def _mean(values: list[Any]) -> Fraction | float:
    if not values or not all(map(math.isfinite, values)):
        return math.nan
    return sum(map(Fraction, values)) / len(values)


def _var(values: list[Any], correction: float) -> Fraction | float:
    mean, freedom = _mean(values), len(values) - Fraction(correction)
    if not isinstance(mean, Fraction) or freedom <= 0:
        return math.nan
    return sum((Fraction(x) - mean) ** 2 for x in values) / freedom


def _close(found: np.ndarray[Any, Any], dtype: str, size: float, count: int = 1) -> Expected:
    """Return the expectation of what is made of so many elements, up to an error that is relative to a size."""
    numbers = np.array([float(v) for v in found.ravel()]).reshape(found.shape)
    absolute = (ULPS + math.sqrt(count)) * float(np.finfo(dtype).eps) * size
    return Expected(dtype, found.shape, real=Component.of(numbers, mode=CLOSE), ulp=ULPS, absolute=absolute)


def _spread(
    name: str, values: Values, axes: tuple[int, ...], correction: float, keepdims: bool, dtype: str
) -> Expected:
    """Return the expectation of a variance or its root.

    An error of the mean shows in full where the mean is large beside the deviations: the condition number of the
    problem (Chan, Golub and LeVeque, 1983). What squares the elements themselves has the square of it.
    """
    sizes = [0.0]

    def how(row: list[Any]) -> Any:
        var, mean = _var(row, correction), _mean(row)
        result = var if name == "var" else math.sqrt(var)
        if var and math.isfinite(var):
            sizes.append(float(result) * math.sqrt(1 + float(mean) ** 2 / float(_var(row, 0) or 1)))
        return result

    count = math.prod(values.shape[axis] for axis in axes)
    return _close(reduce(values, axes, how, keepdims), dtype, max(sizes), count)


def _numbers(context: Context, shape: tuple[int, ...], dtype: str) -> Values:
    rng = context.rng()
    if dtype in INTEGER:
        low, high = limits(dtype)
        return rng.integers(max(low, -100), min(high, 100), shape, endpoint=True).astype(dtype)
    return rng.uniform(-3, 5, shape).astype(dtype)


@check("statistical_functions", "value", SPREADS, dtypes=REAL_FLOATING, grade="tolerance", rows=("15n",))
def spread(context: Context) -> None:
    """Every axis, several, none and all; corrections, whole and not."""
    name, dtype = context.function, context.dtype
    for shape, axis in AXES:
        values = _numbers(context, shape, dtype)
        over = tuple(range(len(shape))) if axis is None else (axis,) if isinstance(axis, int) else axis
        over = tuple(a % len(shape) for a in over)
        for correction in (0, 1, 0.5, 2.0, -1):
            keepdims = correction == 1
            keywords = f"axis={axis}, correction={correction}, keepdims={keepdims}"
            call = Call(f"xp.{name}(x0, {keywords})", (Input(values),))
            expect_both(context, call, _spread(name, values, over, correction, keepdims, dtype))
    values = _numbers(context, (300, 2), dtype)
    for way in ("plain", "strided", "reversed", "transposed", "read-only"):
        call = Call(f"xp.{name}(x0, axis=0)", (Input(values, way),))
        expect_both(context, call, _spread(name, values, (0,), 0, False, dtype))
    # Far from zero: the squares of the numbers leave nothing of the variance.
    shifted = (values[:, 0] + np.array(1000, dtype=dtype)).astype(dtype)
    expect_both(context, Call(f"xp.{name}(x0)", (Input(shifted),)), _spread(name, shifted, (0,), 0, False, dtype))


@check("statistical_functions", "correction", SPREADS, dtypes=REAL_FLOATING, rows=("15n",))
def correction(context: Context) -> None:
    """NaN where the correction leaves no freedom, and for no elements; a single element varies by nothing."""
    name, dtype = context.function, context.dtype
    nan, zero = (Expected.exactly(np.array(v, dtype=dtype)) for v in (np.nan, 0.0))
    for values, value, answer in (
        ([1.0, 2.0], 2, nan), ([1.0, 2.0], 3, nan), ([1.0, 2.0], 2.5, nan), ([1.0], 1, nan), ([1.0], 0, zero),
        ([], 0, nan), ([], 1, nan), ([3.0, 3.0], 2, nan), ([1.0, np.nan], 0, nan), ([1.0, np.inf], 0, nan),
        ([3.0, 3.0, 3.0], 1, zero),
    ):  # fmt: skip
        x = Input(np.array(values, dtype=dtype))
        expect_both(context, Call(f"xp.{name}(x0, correction={value})", (x,)), answer)
        rows = Input(np.array([values] * 2, dtype=dtype))
        pair = Expected.exactly(np.full(2, answer.values, dtype=dtype))
        expect_both(context, Call(f"xp.{name}(x0, axis=1, correction={value})", (rows,)), pair)
    for value, number in ((0, 0.0), (1, np.nan), (2, np.nan)):
        each = Expected.exactly(np.full((2, 3), number, dtype=dtype))
        x = Input(np.ones((2, 3), dtype=dtype))
        expect_both(context, Call(f"xp.{name}(x0, axis=(), correction={value})", (x,)), each)


@check("statistical_functions", "integers", ("mean", *SPREADS), dtypes=("bool", *INTEGER), rows=("1n", "5"))
def of_integers(context: Context) -> None:
    """Integers and bools in the default floating dtype, which may be chosen."""
    name, dtype = context.function, context.dtype
    for choice in ("float64", "float32"):
        if not context.has(choice):
            continue
        for shape, axis in (((7,), None), ((2, 4), 0), ((2, 4), (0, 1)), ((2, 3), ())):
            values = np.ones(shape, dtype=bool) if dtype == "bool" else _numbers(context, shape, dtype)
            over = tuple(range(len(shape))) if axis is None else (axis,) if isinstance(axis, int) else axis
            if name == "mean":
                answer = _close(reduce(values, over, _mean, False), choice, 100.0)
            else:
                answer = _spread(name, values, over, 0, False, choice)
            source = f"xp.{name}(x0, axis={axis})"
            if choice == context.default_float:
                expect_both(context, Call(source, (Input(values),)), answer)
            within = f"with ua.use(default_float={choice!r}):\n    result = "
            context.expect(Call(f"{within}{source}", (Input(values),)), answer)
            natively = f"xp.asarray(xp.native.hooks.ensure_array(xp.native.{name}(ua.native(x0), axis={axis})))"
            context.expect(Call(f"{within}{natively}", (Input(values),)), answer)
    if dtype in UNSIGNED and name == "mean":
        high = limits(dtype)[1]
        answer = _close(np.array(high, dtype=object), context.default_float, 0.0)
        expect_both(context, Call("xp.mean(x0)", (Input(np.full(5, high, dtype=dtype)),)), answer)


@check("statistical_functions", "accuracy", ["sum", "mean", "prod"], dtypes=FLOATING, grade="tolerance", rows=("15n",))
def accuracy(context: Context) -> None:
    """Long rows of numbers of both signs, added in any order, and products of numbers near 1."""
    name, dtype = context.function, context.dtype
    rng, real = context.rng(), part(context.dtype)
    places: list[tuple[tuple[int, ...], Any]] = [((33,), None), ((2, 41), 1), ((41, 2), 0), ((3, 2, 5), (0, 2))]
    if name != "prod":
        places += [((1000,), None), ((3, 257), 1), ((257, 3), 0), ((20, 30), None), ((5, 6, 7), (0, 2))]
    for shape, axis in places:
        over = tuple(range(len(shape))) if axis is None else (axis,) if isinstance(axis, int) else axis
        parts = [rng.uniform(-1, 1, shape).astype(real) for _ in range(2 if dtype in COMPLEX else 1)]
        values: Values = parts[0] if dtype not in COMPLEX else np.empty(shape, dtype=dtype)
        if dtype in COMPLEX:
            values.real, values.imag = parts
        if name == "prod":
            values = (1 + values / 16).astype(dtype)
            answer = _product(values, over, dtype)
        else:
            answer = _total(name, parts, over, dtype)
        expect_both(context, Call(f"xp.{name}(x0, axis={axis})", (Input(values),)), answer)


def _total(name: str, parts: list[Values], over: tuple[int, ...], dtype: str) -> Expected:
    """Return the expectation of a sum or mean, from exact sums of the parts."""
    count = math.prod(parts[0].shape[axis] for axis in over) if name == "mean" else 1
    sums = [reduce(one, over, lambda row: math.fsum(row) / count, False).astype(float) for one in parts]
    sizes = sum(reduce(np.abs(one), over, lambda row: math.fsum(row) / count, False).astype(float) for one in parts)
    components = [Component.of(total, mode=CLOSE) for total in sums]
    length = math.sqrt(math.prod(parts[0].shape[axis] for axis in over))
    absolute = float(np.finfo(dtype).eps) * length * float(np.max(sizes))
    imag = components[1] if len(components) > 1 else None
    return Expected(dtype, sums[0].shape, real=components[0], imag=imag, ulp=ULPS, absolute=absolute)


def _product(values: Values, over: tuple[int, ...], dtype: str) -> Expected:
    """Return the expectation of a product, from exact fractions of both parts."""

    def how(row: list[Any]) -> complex:
        real, imag = Fraction(1), Fraction(0)
        for x in row:
            a, b = (Fraction(x.real), Fraction(x.imag)) if isinstance(x, complex) else (Fraction(x), Fraction(0))
            real, imag = real * a - imag * b, real * b + imag * a
        return complex(real, imag)

    found = reduce(values, over, how, False).astype(complex)
    count = math.prod(values.shape[axis] for axis in over)
    absolute = float(np.finfo(dtype).eps) * count * float(np.abs(found).max())
    imag = Component.of(found.imag, mode=CLOSE) if dtype in COMPLEX else None
    return Expected(
        dtype, found.shape, real=Component.of(found.real, mode=CLOSE), imag=imag, ulp=ULPS, absolute=absolute
    )


@check("statistical_functions", "errors", SPREADS, rows=("26",))
def errors(context: Context) -> None:
    """TypeError for complex numbers and what is no correction, AxisError, ValueError for an axis named twice."""
    name, x = context.function, Input(np.ones((2, 3), dtype="float32"))
    if context.has("complex64"):
        context.raises(Call(f"xp.{name}(x0)", (Input(np.ones(2, dtype="complex64")),)), TypeError)
    for wrong in ("'one'", "None", "1j"):
        context.raises(Call(f"xp.{name}(x0, correction={wrong})", (x,)), TypeError)
    for axis in ("2", "-3", "(0, 2)"):
        context.raises(Call(f"xp.{name}(x0, axis={axis})", (x,)), context.ua.AxisError)
    context.raises(Call(f"xp.{name}(x0, axis=(0, -2))", (x,)), ValueError)
