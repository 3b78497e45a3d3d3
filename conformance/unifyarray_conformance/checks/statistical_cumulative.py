"""Checks of cumulative sums and products in both tiers: every axis, initial values, dtypes."""

from __future__ import annotations

import itertools
import operator
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.both_tiers import expect_both
from ..harness.calls import Call, Input
from ..harness.registry import check
from ..inputs.values import fill, special_integers
from ..reference.along_axis import SHAPES_AND_AXES, apply_along_axis
from ..reference.dtypes import ALL, COMPLEX, FLOATING, INTEGER, REAL_FLOATING, wrap
from ..reference.expected import Expected
from .statistical_functions import result_dtype

if TYPE_CHECKING:
    from ..harness.context import Context
    from ..reference.special_cases import Values

FUNCTIONS: Final = ("cumulative_sum", "cumulative_prod")


def _expect_running(name: str, values: Values, axis: int, dtype: str, initial: bool = False) -> Expected:
    """Expect the running sums or products, computed with Python's numbers; integers wrap."""
    first, join = (0, operator.add) if name == "cumulative_sum" else (1, operator.mul)

    def accumulate(row: list[Any]) -> list[Any]:
        found = list(itertools.accumulate(row, join, initial=first))
        return [wrap(int(x), dtype) if dtype in INTEGER else x for x in found[0 if initial else 1 :]]

    return Expected.up_to_zeros(apply_along_axis(values, axis, accumulate, dtype))


def _result_dtype(context: Context, name: str, dtype: str) -> str:
    return result_dtype(context, "sum" if name == "cumulative_sum" else "prod", dtype)


@check("statistical_functions", "value", FUNCTIONS, dtypes=ALL, rows=("9n", "14n"))
def value(context: Context) -> None:
    """Check every axis, with and without the initial value; small integers become 64 bits wide, where they wrap."""
    name, dtype, rng = context.function, context.dtype, context.rng()
    numbers = np.array([1, 0, 1] if dtype == "bool" else [1, 2, 1, 3] if dtype in FLOATING else special_integers(dtype))
    for shape, axis in SHAPES_AND_AXES:
        values = rng.choice(numbers, shape).astype(dtype)
        for initial in (False, True):
            call = Call(f"xp.{name}(x0, axis={axis}, include_initial={initial})", (Input(values),))
            expect_both(
                context, call, _expect_running(name, values, axis, _result_dtype(context, name, dtype), initial)
            )
    values = rng.choice(numbers, (6,)).astype(dtype)
    expect_both(
        context,
        Call(f"xp.{name}(x0)", (Input(values),)),
        _expect_running(name, values, 0, _result_dtype(context, name, dtype)),
    )
    values = rng.choice(numbers, (4, 6)).astype(dtype)
    for layout in ("strided", "reversed", "transposed", "read-only"):
        for axis in (0, 1):
            call = Call(f"xp.{name}(x0, axis={axis})", (Input(values, layout),))
            expect_both(context, call, _expect_running(name, values, axis, _result_dtype(context, name, dtype)))


@check("statistical_functions", "dtype", FUNCTIONS, dtypes=ALL, rows=("14n",))
def dtype_keyword(context: Context) -> None:
    """Check that ``dtype=`` is the dtype of the computation and of the initial value."""
    name, dtype = context.function, context.dtype
    values = np.array([1, 1, 1, 0] if dtype == "bool" else [100, 2, 100, 3], dtype=dtype)
    for target in (*INTEGER, *FLOATING):
        if not context.has(target) or (dtype in COMPLEX and target not in COMPLEX):
            continue
        if dtype in FLOATING and target in INTEGER:
            continue  # NumPy and torch differ on whether to truncate before or after the sum
        for initial in (False, True):
            answer = _expect_running(name, values.astype(dtype), 0, target, initial)
            call = Call(f"xp.{name}(x0, dtype=xp.{target}, include_initial={initial})", (Input(values),))
            expect_both(context, call, answer)


@check("statistical_functions", "special", FUNCTIONS, dtypes=REAL_FLOATING, rows=("14n",))
def special(context: Context) -> None:
    """Check that NaN and infinities propagate to all later elements."""
    nan, inf = np.nan, np.inf
    rows = {
        "cumulative_sum": [([1.0, nan, 2.0], [1.0, nan, nan]), ([1.0, inf, 2.0, -inf, 1.0], [1.0, inf, inf, nan, nan])],
        "cumulative_prod": [([2.0, nan, 0.0], [2.0, nan, nan]), ([2.0, -inf, 3.0, 0.0], [2.0, -inf, -inf, nan])],
    }
    for row, found in rows[context.function]:
        answer = Expected.exactly(np.array(found, dtype=context.dtype))
        expect_both(context, Call(f"xp.{context.function}(x0)", (Input(np.array(row, dtype=context.dtype)),)), answer)


@check("statistical_functions", "infinite", ["cumulative_prod"], dtypes=COMPLEX, rows=("14n",))
def special_complex(context: Context) -> None:
    """Check that products of complex infinities are those of multiplication, one after the other."""
    inf, nan, dtype = np.inf, np.nan, context.dtype
    rows = (
        [complex(inf, 1), complex(2, 3), complex(1, 1), complex(1, 0), complex(2, 0), complex(1, 1)],
        [complex(-inf, inf), complex(2, 1), complex(1, 1), complex(1, 0), complex(1, 0), complex(1, 0)],
        [complex(1, nan), complex(1, 0), complex(1, 0), complex(1, 0), complex(1, 0), complex(1, 0)],
        [complex(1, 2), complex(inf, 1), complex(1, 1), complex(1, 0), complex(1, 0), complex(1, 0)],
    )

    def product(x: complex, y: complex) -> complex:
        return complex(x.real * y.real - x.imag * y.imag, x.real * y.imag + x.imag * y.real)

    values, answer = np.array(rows, dtype=dtype), np.empty((4, 6), dtype=dtype)
    for i, row in enumerate(rows):
        answer[i] = list(itertools.accumulate(row, product))
    for call, found in (
        (Call("xp.cumulative_prod(x0, axis=1)", (Input(values),)), answer),
        (Call("xp.cumulative_prod(x0, axis=0)", (Input(np.ascontiguousarray(values.T)),)), answer.T),
        (Call("xp.cumulative_prod(x0)", (Input(values[0]),)), answer[0]),
        (Call("xp.cumulative_prod(x0)", (Input(values[1, :1]),)), answer[1, :1]),
        (Call("xp.cumulative_prod(x0)", (Input(values[2, :2]),)), answer[2, :2]),
    ):
        expect_both(context, call, Expected.exactly(np.ascontiguousarray(found)))


@check("statistical_functions", "accuracy", FUNCTIONS, dtypes=REAL_FLOATING, rows=("15n",))
def whole_numbers(context: Context) -> None:
    """Check long rows whose sums and products are exact in the dtype."""
    name, dtype = context.function, context.dtype
    values = fill(context.rng(), dtype, (1000,), "small")
    if name == "cumulative_prod":
        values = np.where(np.arange(1000) % 2 == 0, 2.0, -0.5).astype(dtype)
    expect_both(context, Call(f"xp.{name}(x0)", (Input(values),)), _expect_running(name, values, 0, dtype))
    table = values.reshape(100, 10)
    expect_both(context, Call(f"xp.{name}(x0, axis=0)", (Input(table),)), _expect_running(name, table, 0, dtype))


@check("statistical_functions", "errors", FUNCTIONS, rows=("26",))
def errors(context: Context) -> None:
    """Check ValueError if an axis is required, AxisError for invalid axes, TypeError for a cast of complex to real."""
    name, x = context.function, Input(np.ones((2, 3), dtype="float32"))
    context.raises(Call(f"xp.{name}(x0)", (x,)), ValueError)
    context.raises(Call(f"xp.{name}(x0)", (Input(np.array(1.0, dtype="float32")),)), ValueError)
    for axis in (2, -3):
        context.raises(Call(f"xp.{name}(x0, axis={axis})", (x,)), context.ua.AxisError)
    context.raises(Call(f"xp.{name}(x0, axis=(0, 1))", (x,)), TypeError)
    context.raises(Call(f"xp.{name}(x0, axis=0, dtype='int7')", (x,)), TypeError)
    if context.has("complex64"):
        call = Call(f"xp.{name}(x0, dtype=xp.float32)", (Input(np.ones(2, dtype="complex64")),))
        context.raises(call, TypeError)
