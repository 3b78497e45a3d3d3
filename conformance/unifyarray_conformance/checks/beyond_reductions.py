"""Checks of reductions beyond the standard against exact fractions: axes, layouts, NaN, infinities, ties, integers."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.calls import Call, Input, supports_layout
from ..harness.registry import check
from ..reference.along_axis import sort_key
from ..reference.dtypes import COMPLEX, INTEGER, REAL_FLOATING, limits
from ..reference.expected import CLOSE, Component, Expected
from .statistical_functions import AXES, reduce_along

if TYPE_CHECKING:
    from collections.abc import Callable

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


#: By reduction: its implementation on a list. It is not called without elements.
REDUCTIONS: Final[dict[str, Callable[[list[Any]], Any]]] = {
    "median": middle,
}


def expect(context: Context, call: str, values: Values, found: Any, dtype: str, layout: str = "plain") -> None:
    """Check a call of ``x0`` up to an error relative to the largest finite element."""
    numbers = np.asarray(found)
    floats = np.array([float(x) for x in numbers.ravel()], dtype=np.float64).reshape(numbers.shape)
    finite = [abs(float(x)) for x in values.ravel() if math.isfinite(x)]
    absolute = ULPS * float(np.finfo(dtype).eps) * max(finite, default=0.0)
    answer = Expected(dtype, floats.shape, real=Component.of(floats, mode=CLOSE), ulp=ULPS, absolute=absolute)
    context.expect(Call(call, (Input(values, layout),)), answer)


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


@check(SECTION, "value", REDUCTIONS, dtypes=REAL_FLOATING, grade="tolerance", rows=("34",))
def value(context: Context) -> None:
    """Check every axis, several, none and all, with keepdims; odd and even numbers of elements; every layout."""
    name, dtype = context.function, context.dtype
    for shape, axis in (*AXES, ((1,), None), ((5,), 0), ((3, 5), 1), ((5, 3, 2), (0, 1))):
        values, axes = draw(context, shape, dtype), axes_of(shape, axis)
        if math.prod(shape[a] for a in axes) == 0:
            continue  # `nothing` checks it
        for keepdims in (False, True):
            found = reduce_along(values, axes, REDUCTIONS[name], keepdims)
            expect(context, f"ua.{name}(x0, axis={axis}, keepdims={keepdims})", values, found, dtype)
    values = draw(context, (40, 7), dtype)
    for layout in ("strided", "reversed", "transposed", "broadcast", "read-only"):
        x = values if layout != "broadcast" else np.ascontiguousarray(np.broadcast_to(values[:, :1], values.shape))
        assert supports_layout(layout, x.shape)
        for axis in (0, 1):
            expect(
                context,
                f"ua.{name}(x0, axis={axis})",
                x,
                reduce_along(x, (axis,), REDUCTIONS[name], False),
                dtype,
                layout,
            )


@check(SECTION, "special", REDUCTIONS, dtypes=REAL_FLOATING, rows=("34",))
def special(context: Context) -> None:
    """Check NaN, infinities, the largest numbers, and ties, alone and in one of two rows."""
    name, dtype = context.function, context.dtype
    nan, inf, most = math.nan, math.inf, float(np.finfo(dtype).max)
    for row in (
        [nan], [nan, nan], [1.0, nan], [nan, 1.0, 2.0], [inf, nan, -inf], [inf], [-inf, -inf], [inf, inf, 1.0],
        [-inf, 1.0, 2.0], [1.0, inf], [-inf, 1.0], [most, most], [-most, -most, -most], [2.0, 2.0, 2.0, 2.0],
        [1.0, 2.0, 2.0, 3.0], [0.0, 0.0],
    ):  # fmt: skip
        values = np.array([row, [1.0] * len(row)], dtype=dtype)
        found = reduce_along(values, (1,), REDUCTIONS[name], False)
        expect(context, f"ua.{name}(x0, axis=1)", values, found, dtype)
        expect(context, f"ua.{name}(x0)", values[0], np.asarray(found[0]), dtype)


@check(SECTION, "integers", REDUCTIONS, dtypes=("bool", *INTEGER), rows=("5", "34"))
def integers(context: Context) -> None:
    """Check integers and bools in the default floating dtype, which the user can choose."""
    name, dtype = context.function, context.dtype
    for choice in ("float64", "float32"):
        if not context.has(choice):
            continue
        for shape, axis in (((7,), None), ((2, 4), 0), ((2, 4), 1)):
            values = draw(context, shape, dtype)
            found = reduce_along(values, axes_of(shape, axis), REDUCTIONS[name], False)
            source = f"with ua.use(default_float={choice!r}):\n    result = ua.{name}(x0, axis={axis})"
            expect(context, source, values, found, choice)


@check(SECTION, "nothing", REDUCTIONS, dtypes=REAL_FLOATING, rows=("26", "34"))
def nothing(context: Context) -> None:
    """Check that no elements raise ValueError, and that there can be no results."""
    name, dtype = context.function, context.dtype
    for shape, axis in (((0,), None), ((0, 3), 0), ((2, 0), 1), ((2, 0, 3), (0, 1)), ((0, 3), None)):
        context.raises(Call(f"ua.{name}(x0, axis={axis})", (Input(np.zeros(shape, dtype=dtype)),)), ValueError)
    for shape, axis, left in (((0, 3), 1, (0,)), ((3, 0, 2), (0, 2), (0,)), ((0, 4), (), (0, 4))):
        call = Call(f"ua.{name}(x0, axis={axis})", (Input(np.zeros(shape, dtype=dtype)),))
        context.expect(call, Expected.exactly(np.zeros(left, dtype=dtype)))


@check(SECTION, "errors", REDUCTIONS, rows=("26", "34"))
def errors(context: Context) -> None:
    """Check errors: TypeError for complex numbers, AxisError, ValueError for repeated axes."""
    name, x = context.function, Input(np.ones((2, 3), dtype="float32"))
    for dtype in COMPLEX:
        if context.has(dtype):
            context.raises(Call(f"ua.{name}(x0)", (Input(np.ones(3, dtype=dtype)),)), TypeError)
    for axis in ("2", "-3", "(0, 2)"):
        context.raises(Call(f"ua.{name}(x0, axis={axis})", (x,)), context.ua.AxisError)
    context.raises(Call(f"ua.{name}(x0, axis=(0, -2))", (x,)), ValueError)
    context.raises(Call(f"ua.{name}(x0, axis=0.0)", (x,)), TypeError)
