"""Sorting: every axis, both ways round, stable, NaN as the largest; in both tiers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.both_tiers import both_raise, expect_both
from ..harness.calls import LAYOUTS, Call, Input, supports_layout
from ..harness.registry import check
from ..inputs.strategies import examples
from ..inputs.values import grid, integers
from ..reference.along_axis import PLACES, along, order
from ..reference.dtypes import COMPLEX, REAL, REAL_FLOATING
from ..reference.expected import Expected

if TYPE_CHECKING:
    from ..harness.context import Context
    from ..inputs.strategies import Example
    from ..reference.special_cases import Values

FUNCTIONS: Final = ("argsort", "sort")


def _answer(name: str, values: Values, axis: int, descending: bool) -> Expected:
    def sort(row: list[Any]) -> list[Any]:
        indices = order(row, descending)
        return indices if name == "argsort" else [row[i] for i in indices]

    return Expected.exactly(along(values, axis, sort, "int64" if name == "argsort" else values.dtype.name))


def _sort(context: Context, x: Input, axis: int, descending: bool, stable: bool = True) -> None:
    call = Call(f"xp.{context.function}(x0, axis={axis}, descending={descending}, stable={stable})", (x,))
    expect_both(context, call, _answer(context.function, x.values, axis, descending))


def distinct(dtype: str) -> Values:
    """Return numbers of a dtype that all differ, the ends of its range among them."""
    if dtype not in REAL_FLOATING:
        return np.array(integers(dtype), dtype=dtype)
    values = grid(dtype, flushes=True)
    return np.unique(values[np.isfinite(values)] + np.zeros((), dtype))


@check("sorting_functions", "value", FUNCTIONS, dtypes=REAL, rows=("17n",))
def value(context: Context) -> None:
    """Every axis of arrays of every shape, with repeated numbers and, where the order need not be stable, without."""
    numbers, rng = distinct(context.dtype), context.rng()
    for shape, axis in PLACES:
        for descending in (False, True):
            _sort(context, Input(rng.choice(numbers[:5], shape)), axis, descending)
            different = rng.permutation(numbers)[: int(np.prod(shape))]
            if different.size == np.prod(shape):
                _sort(context, Input(different.reshape(shape)), axis, descending, stable=False)
    x = Input(rng.permutation(numbers))
    expect_both(context, Call(f"xp.{context.function}(x0)", (x,)), _answer(context.function, x.values, -1, False))

    def one(example: Example) -> None:
        (x,) = example.inputs((context.dtype,))
        for axis in range(-1, x.values.ndim - 1):
            _sort(context, x, axis, bool(example.seed % 2))

    context.given(examples(1), one)


@check("sorting_functions", "special", FUNCTIONS, dtypes=REAL_FLOATING, rows=("17n",))
def special(context: Context) -> None:
    """NaN is the largest, infinities are next, zeros of either sign are equal."""
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
            _sort(context, Input(np.array(row, dtype=context.dtype)), 0, descending)
            _sort(context, Input(np.array([row, row[::-1]], dtype=context.dtype).T), 0, descending)


@check(
    "sorting_functions",
    "stable",
    FUNCTIONS,
    dtypes=lambda name: REAL if name == "argsort" else REAL_FLOATING,
    rows=("17n",),
)
def stable(context: Context) -> None:
    """Equal elements keep their order, in a descending sort as well, and by default."""
    floating = context.dtype in REAL_FLOATING
    choice = np.array([0.0, -0.0, 1.0, np.nan] if floating else [0, 1, 2], dtype=context.dtype)
    values = context.rng().choice(choice, 300)
    for descending in (False, True):
        _sort(context, Input(values), 0, descending)
        _sort(context, Input(values.reshape(100, 3)), 0, descending)
        call = Call(f"xp.{context.function}(x0, descending={descending})", (Input(values),))
        expect_both(context, call, _answer(context.function, values, 0, descending))


@check("sorting_functions", "layout", FUNCTIONS, dtypes=REAL)
def layout(context: Context) -> None:
    """However the input lies in memory; it is not changed."""
    values = context.rng().choice(distinct(context.dtype)[:6], (4, 6))
    for way in LAYOUTS:
        x = values if way != "broadcast" else np.ascontiguousarray(np.broadcast_to(values[:, :1], values.shape))
        assert supports_layout(way, x.shape)
        for axis in (0, 1):
            _sort(context, Input(x, way), axis, True)
        source = f"before = xp.{context.function}(x0)\nresult = x0"
        context.expect(Call(source, (Input(x, way),)), Expected.exactly(x))


@check("sorting_functions", "errors", FUNCTIONS, rows=("17n", "26", "33"))
def errors(context: Context) -> None:
    """TypeError for complex numbers, in both tiers, and for bools; AxisError for an axis that is not there."""
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
