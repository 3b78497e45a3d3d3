"""Checks of means, variances and standard deviations against exact fractions; corrections; integers."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.both_tiers import expect_both
from ..harness.calls import Call, Input
from ..harness.registry import check
from ..reference.dtypes import COMPLEX, FLOATING, INTEGER, REAL_FLOATING, UNSIGNED, limits, real_dtype
from ..reference.expected import CLOSE, Component, Expected
from .statistical_functions import AXES, reduce_along

if TYPE_CHECKING:
    from ..harness.context import Context
    from ..reference.special_cases import Values

SPREADS: Final = ("var", "std")

#: Rounding errors of a few operations, in units of the last place. A sum of n elements adds the square root of n, the
#: length of a random walk of n rounding errors.
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


def _expect_close(found: np.ndarray[Any, Any], dtype: str, size: float, count: int = 1) -> Expected:
    """Expect the result of a reduction of ``count`` elements, up to an error relative to ``size``."""
    numbers = np.array([float(v) for v in found.ravel()]).reshape(found.shape)
    absolute = (ULPS + math.sqrt(count)) * float(np.finfo(dtype).eps) * size
    return Expected(dtype, found.shape, real=Component.of(numbers, mode=CLOSE), ulp=ULPS, absolute=absolute)


def _expect_spread(
    name: str, values: Values, axes: tuple[int, ...], correction: float, keepdims: bool, dtype: str
) -> Expected:
    """Expect a variance or its square root.

    If the mean is large compared with the deviations, an error of the mean shows in full. The tolerance includes this
    condition number (Chan, Golub and LeVeque, 1983). An algorithm that squares the elements themselves has an error
    of the square of the condition number, and fails.
    """
    sizes = [0.0]

    def spread_of(row: list[Any]) -> Any:
        var, mean = _var(row, correction), _mean(row)
        result = var if name == "var" else math.sqrt(var)
        if var and math.isfinite(var):
            sizes.append(float(result) * math.sqrt(1 + float(mean) ** 2 / float(_var(row, 0) or 1)))
        return result

    count = math.prod(values.shape[axis] for axis in axes)
    return _expect_close(reduce_along(values, axes, spread_of, keepdims), dtype, max(sizes), count)


def _numbers(context: Context, shape: tuple[int, ...], dtype: str) -> Values:
    rng = context.rng()
    if dtype in INTEGER:
        low, high = limits(dtype)
        return rng.integers(max(low, -100), min(high, 100), shape, endpoint=True).astype(dtype)
    return rng.uniform(-3, 5, shape).astype(dtype)


@check("statistical_functions", "value", SPREADS, dtypes=REAL_FLOATING, grade="tolerance", rows=("15n",))
def spread(context: Context) -> None:
    """Check every axis, several, none and all, with integer and fractional corrections."""
    name, dtype = context.function, context.dtype
    for shape, axis in AXES:
        values = _numbers(context, shape, dtype)
        over = tuple(range(len(shape))) if axis is None else (axis,) if isinstance(axis, int) else axis
        over = tuple(a % len(shape) for a in over)
        for correction in (0, 1, 0.5, 2.0, -1):
            keepdims = correction == 1
            keywords = f"axis={axis}, correction={correction}, keepdims={keepdims}"
            call = Call(f"xp.{name}(x0, {keywords})", (Input(values),))
            expect_both(context, call, _expect_spread(name, values, over, correction, keepdims, dtype))
    values = _numbers(context, (300, 2), dtype)
    for layout in ("plain", "strided", "reversed", "transposed", "read-only"):
        call = Call(f"xp.{name}(x0, axis=0)", (Input(values, layout),))
        expect_both(context, call, _expect_spread(name, values, (0,), 0, False, dtype))
    # If the numbers are far from zero, an algorithm that subtracts their squares loses all digits of the variance.
    shifted = (values[:, 0] + np.array(1000, dtype=dtype)).astype(dtype)
    expect_both(
        context, Call(f"xp.{name}(x0)", (Input(shifted),)), _expect_spread(name, shifted, (0,), 0, False, dtype)
    )


@check("statistical_functions", "correction", SPREADS, dtypes=REAL_FLOATING, rows=("15n",))
def correction(context: Context) -> None:
    """Check NaN for empty arrays and for corrections that leave no degrees of freedom, and 0 for a single element."""
    name, dtype = context.function, context.dtype
    nan, zero = (Expected.exactly(np.array(v, dtype=dtype)) for v in (np.nan, 0.0))
    for values, value, answer in (
        ([1.0, 2.0], 2, nan), ([1.0, 2.0], 3, nan), ([1.0, 2.0], 2.5, nan), ([1.0], 1, nan), ([1.0], 0, zero),
        ([], 0, nan), ([], 1, nan), ([], -1, nan), ([], -0.5, nan), ([3.0, 3.0], 2, nan), ([1.0, np.nan], 0, nan),
        ([1.0, np.inf], 0, nan), ([3.0, 3.0, 3.0], 1, zero), ([1.0, 2.0], np.nan, nan), ([1.0, 2.0], np.inf, nan),
    ):  # fmt: skip
        x = Input(np.array(values, dtype=dtype))
        expect_both(context, Call(f"xp.{name}(x0, correction={value})", (x,)), answer)
        rows = Input(np.array([values] * 2, dtype=dtype))
        pair = Expected.exactly(np.full(2, answer.values, dtype=dtype))
        expect_both(context, Call(f"xp.{name}(x0, axis=1, correction={value})", (rows,)), pair)
    for value, number in ((0, 0.0), (1, np.nan), (2, np.nan), (np.nan, np.nan)):
        each = Expected.exactly(np.full((2, 3), number, dtype=dtype))
        x = Input(np.ones((2, 3), dtype=dtype))
        expect_both(context, Call(f"xp.{name}(x0, axis=(), correction={value})", (x,)), each)


@check("statistical_functions", "integers", ("mean", *SPREADS), dtypes=("bool", *INTEGER), rows=("1n", "5"))
def of_integers(context: Context) -> None:
    """Check integers and bools in the default floating dtype, which the user can choose."""
    name, dtype = context.function, context.dtype
    for choice in ("float64", "float32"):
        if not context.has(choice):
            continue
        for shape, axis in (((7,), None), ((2, 4), 0), ((2, 4), (0, 1)), ((2, 3), ())):
            values = np.ones(shape, dtype=bool) if dtype == "bool" else _numbers(context, shape, dtype)
            over = tuple(range(len(shape))) if axis is None else (axis,) if isinstance(axis, int) else axis
            if name == "mean":
                answer = _expect_close(reduce_along(values, over, _mean, False), choice, 100.0)
            else:
                answer = _expect_spread(name, values, over, 0, False, choice)
            source = f"xp.{name}(x0, axis={axis})"
            if choice == context.default_float:
                expect_both(context, Call(source, (Input(values),)), answer)
            within = f"with ua.use(default_float={choice!r}):\n    result = "
            context.expect(Call(f"{within}{source}", (Input(values),)), answer)
            natively = f"xp.asarray(xp.native.hooks.ensure_array(xp.native.{name}(ua.native(x0), axis={axis})))"
            context.expect(Call(f"{within}{natively}", (Input(values),)), answer)
    if dtype in UNSIGNED and name == "mean":
        high = limits(dtype)[1]
        answer = _expect_close(np.array(high, dtype=object), context.default_float, 0.0)
        expect_both(context, Call("xp.mean(x0)", (Input(np.full(5, high, dtype=dtype)),)), answer)


@check("statistical_functions", "accuracy", ["sum", "mean", "prod"], dtypes=FLOATING, grade="tolerance", rows=("15n",))
def accuracy(context: Context) -> None:
    """Check long sums of numbers of both signs, in any order of adding, and products of numbers near 1."""
    name, dtype = context.function, context.dtype
    rng, real = context.rng(), real_dtype(context.dtype)
    positions: list[tuple[tuple[int, ...], Any]] = [((33,), None), ((2, 41), 1), ((41, 2), 0), ((3, 2, 5), (0, 2))]
    if name != "prod":
        positions += [((1000,), None), ((3, 257), 1), ((257, 3), 0), ((20, 30), None), ((5, 6, 7), (0, 2))]
    for shape, axis in positions:
        over = tuple(range(len(shape))) if axis is None else (axis,) if isinstance(axis, int) else axis
        parts = [rng.uniform(-1, 1, shape).astype(real) for _ in range(2 if dtype in COMPLEX else 1)]
        values: Values = parts[0] if dtype not in COMPLEX else np.empty(shape, dtype=dtype)
        if dtype in COMPLEX:
            values.real, values.imag = parts
        if name == "prod":
            values = (1 + values / 16).astype(dtype)
            answer = _expect_product(values, over, dtype)
        else:
            answer = _expect_total(name, parts, over, dtype)
        expect_both(context, Call(f"xp.{name}(x0, axis={axis})", (Input(values),)), answer)


def _expect_total(name: str, parts: list[Values], over: tuple[int, ...], dtype: str) -> Expected:
    """Expect a sum or mean, computed from exact sums of the parts."""
    count = math.prod(parts[0].shape[axis] for axis in over) if name == "mean" else 1
    sums = [reduce_along(one, over, lambda row: math.fsum(row) / count, False).astype(float) for one in parts]
    sizes = sum(
        reduce_along(np.abs(one), over, lambda row: math.fsum(row) / count, False).astype(float) for one in parts
    )
    components = [Component.of(total, mode=CLOSE) for total in sums]
    length = math.sqrt(math.prod(parts[0].shape[axis] for axis in over))
    absolute = float(np.finfo(dtype).eps) * length * float(np.max(sizes))
    imag = components[1] if len(components) > 1 else None
    return Expected(dtype, sums[0].shape, real=components[0], imag=imag, ulp=ULPS, absolute=absolute)


def _expect_product(values: Values, over: tuple[int, ...], dtype: str) -> Expected:
    """Expect a product, computed from exact fractions of both parts."""

    def product_of(row: list[Any]) -> complex:
        real, imag = Fraction(1), Fraction(0)
        for x in row:
            a, b = (Fraction(x.real), Fraction(x.imag)) if isinstance(x, complex) else (Fraction(x), Fraction(0))
            real, imag = real * a - imag * b, real * b + imag * a
        return complex(real, imag)

    found = reduce_along(values, over, product_of, False).astype(complex)
    count = math.prod(values.shape[axis] for axis in over)
    absolute = float(np.finfo(dtype).eps) * count * float(np.abs(found).max())
    imag = Component.of(found.imag, mode=CLOSE) if dtype in COMPLEX else None
    return Expected(
        dtype, found.shape, real=Component.of(found.real, mode=CLOSE), imag=imag, ulp=ULPS, absolute=absolute
    )


@check("statistical_functions", "errors", SPREADS, rows=("26",))
def errors(context: Context) -> None:
    """Check errors: TypeError for complex numbers and corrections, AxisError, and ValueError for repeated axes."""
    name, x = context.function, Input(np.ones((2, 3), dtype="float32"))
    if context.has("complex64"):
        context.raises(Call(f"xp.{name}(x0)", (Input(np.ones(2, dtype="complex64")),)), TypeError)
    for wrong in ("'one'", "None", "1j"):
        context.raises(Call(f"xp.{name}(x0, correction={wrong})", (x,)), TypeError)
    for axis in ("2", "-3", "(0, 2)"):
        context.raises(Call(f"xp.{name}(x0, axis={axis})", (x,)), context.ua.AxisError)
    context.raises(Call(f"xp.{name}(x0, axis=(0, -2))", (x,)), ValueError)
