"""Checks of variances and standard deviations of numbers whose squares are beyond the range of the dtype."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.both_tiers import expect_both
from ..harness.calls import Call, Input
from ..harness.registry import check
from ..inputs.half_precision import round_to_half
from ..reference.dtypes import HALF, REAL_FLOATING
from ..reference.expected import CLOSE, Component, Expected
from .gradients import expect_close, needs_autograd

if TYPE_CHECKING:
    from ..harness.context import Context
    from ..reference.special_cases import Values

SPREADS: Final = ("var", "std")
_LENGTHS: Final = (2, 6, 1000, 5000)
_AXES: Final = (((-1, 1), "0"), ((1, -1), "1"), ((1, 2, -1), "(1, 2)"), ((-1,), "None"))


def _limits(dtype: str) -> tuple[float, float]:
    """Return the largest number of a real dtype and the smallest normal one."""
    if dtype == "bfloat16":
        return (2.0 - 2.0**-7) * 2.0**127, 2.0**-126
    limits = np.finfo(dtype)
    return float(limits.max), float(limits.smallest_normal)


def _scales(dtype: str) -> tuple[float, ...]:
    largest, smallest = _limits(dtype)
    return largest, largest**0.5 * 4, largest**0.5 / 8, smallest**0.5 / 4, smallest * 2**8


def _numbers(context: Context, length: int) -> Values:
    """Return numbers from -1 to 1 with both ends, so that sums and squares of them times a scale leave the range."""
    rng = context.rng()
    x: Values = rng.uniform(-1, 1, length)
    x[:2] = 1, -1
    return x


def _exact(name: str, values: Values) -> float:
    """Return the exact variance or standard deviation, rounded; infinity beyond the range of float64."""
    row = [Fraction(float(x)) for x in values]
    mean = sum(row, Fraction(0)) / len(row)
    total = sum([(x - mean) ** 2 for x in row], Fraction(0)) / len(row)
    try:
        if name == "var":
            return float(total)
        shift = (total.numerator.bit_length() - total.denominator.bit_length()) // 2
        return math.ldexp(math.sqrt(float(total / Fraction(4) ** shift)), shift)
    except OverflowError:
        return math.inf


@check("statistical_functions", "extremes", SPREADS, dtypes=REAL_FLOATING, grade="tolerance", rows=("15n",))
def spread(context: Context) -> None:
    """Check every axis at both ends of the range, short and long: infinity only if the result itself is beyond it."""
    name, dtype = context.function, context.dtype
    limits = np.finfo(dtype)
    absolute = 4 * float(limits.smallest_subnormal)
    for scale in _scales(dtype):
        for length in _LENGTHS:
            x = (_numbers(context, length) * scale).astype(dtype)
            with np.errstate(over="ignore"):
                answer = float(np.array(_exact(name, x)).astype(dtype))
            for shape, axis in _AXES:
                found = np.full(() if axis == "None" else (1,), answer)
                component = Component.of(found, mode=CLOSE)
                expected = Expected(dtype, found.shape, real=component, ulp=16.0, absolute=absolute)
                expect_both(context, Call(f"xp.{name}(x0, axis={axis})", (Input(x.reshape(shape)),)), expected)
    rows = np.stack([(_numbers(context, 4) * scale).astype(dtype) for scale in (*_scales(dtype), 1.0, 0.0)])
    with np.errstate(over="ignore"):
        answers = np.array([_exact(name, row) for row in rows]).astype(dtype)
    expected = Expected(dtype, answers.shape, real=Component.of(answers, mode=CLOSE), ulp=16.0, absolute=absolute)
    for layout in ("plain", "transposed", "reversed"):
        expect_both(context, Call(f"xp.{name}(x0, axis=1)", (Input(rows, layout),)), expected)


@check("half_floats", "extremes", SPREADS, dtypes=HALF, grade="tolerance", rows=("30", "15n"))
def of_halves(context: Context) -> None:
    """Check half precision at the upper end of the range, where squares are beyond that of float32, too."""
    name, dtype = context.function, context.dtype
    for scale in _scales(dtype)[:3]:
        for length in (2, 6, 1000):
            x = round_to_half(_numbers(context, length) * scale, dtype)
            answer: Any = round_to_half(np.array([_exact(name, x)]), dtype)
            before = f"h0 = xp.astype(x0, xp.{dtype})\n"
            for shape, axis in _AXES[:2]:
                source = f"{before}result = xp.astype(xp.{name}(h0, axis={axis}), xp.float32)"
                component = Component.of(answer.astype(float), mode=CLOSE)
                epsilon = 2.0**-10 if dtype == "float16" else 2.0**-7
                size = float(answer[0]) if math.isfinite(answer[0]) else 0.0
                expected = Expected("float32", (1,), real=component, ulp=1.0, absolute=2 * epsilon * size)
                context.expect(Call(source, (Input(x.reshape(shape)),)), expected)


@check("gradients", "extremes", ["std"], dtypes=REAL_FLOATING, rows=("15n", "28"))
def gradients(context: Context) -> None:
    """Check gradients of standard deviations at both ends of the range: they depend on the ratios of elements only."""
    needs_autograd(context)
    x = np.array([1.0, -2.0, 4.0, 3.0])
    deviations = x - x.mean()
    answer = deviations / (4 * x.std())
    largest, smallest = _limits(context.dtype)
    for scale in (largest / 8, smallest * 2**8, 1.0):
        call = Call("result = ua.grad(lambda x: xp.std(x))(x0)", (Input((x * scale).astype(context.dtype)),))
        context.expect(call, expect_close(answer, context.dtype, 32 * float(np.finfo(context.dtype).eps)))
