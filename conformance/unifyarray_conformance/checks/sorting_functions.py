"""Checks of sorting in both tiers: every axis, ascending and descending, stable, with NaN as the largest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.both_tiers import both_raise, expect_both
from ..harness.calls import LAYOUTS, Call, Input, supports_layout
from ..harness.registry import check
from ..inputs.strategies import examples
from ..inputs.values import grid, special_integers
from ..reference.along_axis import SHAPES_AND_AXES, apply_along_axis, argsort
from ..reference.dtypes import COMPLEX, REAL, REAL_FLOATING
from ..reference.expected import Expected

if TYPE_CHECKING:
    from ..harness.context import Context
    from ..inputs.strategies import Example
    from ..reference.special_cases import Values

FUNCTIONS: Final = ("argsort", "sort")


def _answer(name: str, values: Values, axis: int, descending: bool) -> Expected:
    def sort(row: list[Any]) -> list[Any]:
        indices = argsort(row, descending)
        return indices if name == "argsort" else [row[i] for i in indices]

    return Expected.exactly(apply_along_axis(values, axis, sort, "int64" if name == "argsort" else values.dtype.name))


def _check_sort(context: Context, x: Input, axis: int, descending: bool, stable: bool = True) -> None:
    call = Call(f"xp.{context.function}(x0, axis={axis}, descending={descending}, stable={stable})", (x,))
    expect_both(context, call, _answer(context.function, x.values, axis, descending))


def distinct_numbers(dtype: str) -> Values:
    """Return different numbers of a dtype, including the ends of its range."""
    if dtype not in REAL_FLOATING:
        return np.array(special_integers(dtype), dtype=dtype)
    values = grid(dtype, flushes=True)
    return np.unique(values[np.isfinite(values)] + np.zeros((), dtype))


@check("sorting_functions", "value", FUNCTIONS, dtypes=REAL, rows=("17n",))
def value(context: Context) -> None:
    """Check every axis and shape, with repeated numbers, and with distinct ones if ``stable=False``."""
    numbers, rng = distinct_numbers(context.dtype), context.rng()
    for shape, axis in SHAPES_AND_AXES:
        for descending in (False, True):
            _check_sort(context, Input(rng.choice(numbers[:5], shape)), axis, descending)
            different = rng.permutation(numbers)[: int(np.prod(shape))]
            if different.size == np.prod(shape):
                _check_sort(context, Input(different.reshape(shape)), axis, descending, stable=False)
    x = Input(rng.permutation(numbers))
    expect_both(context, Call(f"xp.{context.function}(x0)", (x,)), _answer(context.function, x.values, -1, False))

    def check_example(example: Example) -> None:
        (x,) = example.inputs((context.dtype,))
        for axis in range(-1, x.values.ndim - 1):
            _check_sort(context, x, axis, bool(example.seed % 2))

    context.given(examples(1, context.few_shapes), check_example)


@check("sorting_functions", "special", FUNCTIONS, dtypes=REAL_FLOATING, rows=("17n",))
def special(context: Context) -> None:
    """Check that NaN is the largest, above infinity, and that zeros of either sign are equal."""
    nan, inf = np.nan, np.inf
    rows = (
        [nan, 1.0, nan, -inf, inf, 0.0, -0.0, nan],
        [-0.0, 0.0, -0.0, 0.0],
        [nan],
        [nan, nan, nan],
        [inf, nan, -inf],
        [0.0, nan, -0.0, 1.0, -1.0, nan, 0.0],
    )
    for row in rows:
        for descending in (False, True):
            _check_sort(context, Input(np.array(row, dtype=context.dtype)), 0, descending)
            _check_sort(context, Input(np.array([row, row[::-1]], dtype=context.dtype).T), 0, descending)


@check(
    "sorting_functions",
    "stable",
    FUNCTIONS,
    dtypes=lambda name: REAL if name == "argsort" else REAL_FLOATING,
    rows=("17n",),
)
def stable(context: Context) -> None:
    """Check that equal elements keep their order, in descending sorts as well, and by default."""
    floating = context.dtype in REAL_FLOATING
    choice = np.array([0.0, -0.0, 1.0, np.nan] if floating else [0, 1, 2], dtype=context.dtype)
    values = context.rng().choice(choice, 300)
    for descending in (False, True):
        _check_sort(context, Input(values), 0, descending)
        _check_sort(context, Input(values.reshape(100, 3)), 0, descending)
        call = Call(f"xp.{context.function}(x0, descending={descending})", (Input(values),))
        expect_both(context, call, _answer(context.function, values, 0, descending))


@check("sorting_functions", "layout", FUNCTIONS, dtypes=REAL)
def layout(context: Context) -> None:
    """Check every memory layout. The input must not change."""
    values = context.rng().choice(distinct_numbers(context.dtype)[:6], (4, 6))
    for layout in LAYOUTS:
        x = values if layout != "broadcast" else np.ascontiguousarray(np.broadcast_to(values[:, :1], values.shape))
        assert supports_layout(layout, x.shape)
        for axis in (0, 1):
            _check_sort(context, Input(x, layout), axis, True)
        source = f"before = xp.{context.function}(x0)\nresult = x0"
        context.expect(Call(source, (Input(x, layout),)), Expected.exactly(x))


@check("sorting_functions", "errors", FUNCTIONS, rows=("17n", "26", "33"))
def errors(context: Context) -> None:
    """Check errors: TypeError for complex numbers in both tiers and for bools, and AxisError for invalid axes."""
    for dtype in (*COMPLEX, "bool"):
        if context.has(dtype):
            call = Call(f"xp.{context.function}(x0)", (Input(np.ones(3, dtype=dtype)),))
            if dtype == "bool":
                context.raises(call, TypeError)
            else:
                both_raise(context, call, TypeError)
    x = Input(np.ones((2, 3), dtype="float32"))
    for axis in (2, -3):
        context.raises(Call(f"xp.{context.function}(x0, axis={axis})", (x,)), context.ua.AxisError)
    context.raises(Call(f"xp.{context.function}(x0)", (Input(np.array(1, dtype="int32")),)), context.ua.AxisError)
    context.raises(Call(f"xp.{context.function}(x0, axis=0.0)", (x,)), TypeError)
