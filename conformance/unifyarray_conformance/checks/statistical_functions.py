"""Checks of reductions: axes, keepdims, dtypes, empty arrays. Numbers are small, so that any order of adding agrees."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.both_tiers import both_raise, expect_both
from ..harness.calls import LAYOUTS, Call, Input
from ..harness.context import Context
from ..harness.registry import check
from ..inputs.values import grid, special_integers
from ..reference.dtypes import ALL, FLOATING, INTEGER, REAL, REAL_FLOATING, UNSIGNED, bits, wrap
from ..reference.expected import Expected

if TYPE_CHECKING:
    from collections.abc import Callable

#: By reduction: the dtypes that it accepts, its implementation on a list, and its result for no elements.
REDUCTIONS: Final[dict[str, tuple[tuple[str, ...], Callable[[list[Any]], Any], Any]]] = {
    "sum": (ALL, sum, 0),
    "prod": (ALL, lambda v: _product(v), 1),
    "max": (("bool", *REAL), lambda v: _extreme(v, max), None),
    "min": (("bool", *REAL), lambda v: _extreme(v, min), None),
    "mean": (FLOATING, lambda v: sum(v) / len(v), "nan"),
}

AXES: Final[tuple[tuple[tuple[int, ...], Any], ...]] = (
    ((4,), None), ((4,), 0), ((4,), -1), ((2, 4), None), ((2, 4), 0), ((2, 4), 1), ((2, 4), -2), ((2, 4, 2), (0, 2)),
    ((2, 4, 2), (-1, 0)), ((2, 4, 2), 1), ((2, 4), ()), ((), None), ((), ()), ((0, 4), 1), ((4, 0), 0),
    ((2, 4), (0, 1)), ((2, 0, 4), (0, -1)),
)  # fmt: skip


def _product(values: list[Any]) -> Any:
    result: Any = 1
    for value in values:
        result *= value
    return result


def _extreme(values: list[Any], choose: Callable[[list[Any]], Any]) -> Any:
    nans = [v for v in values if v != v]
    return nans[0] if nans else choose(values)


def result_dtype(context: Context, name: str, dtype: str) -> str:
    """Return the dtype of a reduction: sums and products of integers are 64 bits wide (contract row 14)."""
    if name in ("sum", "prod") and (dtype in INTEGER or dtype == "bool"):
        return "uint64" if dtype in UNSIGNED and context.has("uint64") else "int64"
    return dtype


def reduce_along(
    values: np.ndarray[Any, Any], axes: tuple[int, ...], function: Callable[[list[Any]], Any], keepdims: bool
) -> Any:
    """Apply a function of lists to the elements along some axes, and return the reduced array."""
    keep = [axis for axis in range(values.ndim) if axis not in axes]
    shape = tuple(values.shape[axis] for axis in keep)
    full = tuple(1 if axis in axes else length for axis, length in enumerate(values.shape))
    result = np.empty(shape, dtype=object)
    for position in itertools.product(*map(range, shape)):
        index: list[Any] = [slice(None)] * values.ndim
        for axis, i in zip(keep, position, strict=True):
            index[axis] = i
        result[position] = function(values[tuple(index)].ravel().tolist())
    return result.reshape(full if keepdims else shape)


@check("statistical_functions", "axes", REDUCTIONS, dtypes=lambda name: REDUCTIONS[name][0], rows=("14n",))
def axes(context: Context) -> None:
    """Check reductions over one axis, several, none and all, with keepdims, negative axes and axes of length 0."""
    name, dtype = context.function, context.dtype
    _, function, nothing = REDUCTIONS[name]
    low = 0 if dtype in UNSIGNED or dtype == "bool" else -2
    for shape, axis in AXES:
        # With these numbers, every sum, product and mean along the axes is exact in the dtype.
        choice = np.array([1, 2, low])
        values = context.rng().choice(choice, shape).astype(dtype)
        over = tuple(range(len(shape))) if axis is None else (axis,) if isinstance(axis, int) else axis
        over = tuple(a % len(shape) for a in over)
        for keepdims in (False, True):
            found = reduce_along(
                values,
                over,
                function if 0 not in shape or nothing is None else _or_if_empty(function, nothing),
                keepdims,
            )
            target = result_dtype(context, name, dtype)
            answer = found.astype(target) if target not in INTEGER else _wrapped(found, target)
            keywords = f"axis={axis}, keepdims={keepdims}"
            expect_both(context, Call(f"xp.{name}(x0, {keywords})", (Input(values),)), Expected.up_to_zeros(answer))
    for layout in LAYOUTS:
        values = context.rng().choice(np.array([1, 2, low]), (4, 2)).astype(dtype)
        x = values if layout != "broadcast" else np.ascontiguousarray(np.broadcast_to(values[:, :1], values.shape))
        for over in ((0,), (1,), (0, 1)):
            found = reduce_along(x, over, function, False)
            target = result_dtype(context, name, dtype)
            answer = found.astype(target) if target not in INTEGER else _wrapped(found, target)
            expect_both(context, Call(f"xp.{name}(x0, axis={over})", (Input(x, layout),)), Expected.up_to_zeros(answer))


def _or_if_empty(function: Callable[[list[Any]], Any], nothing: Any) -> Callable[[list[Any]], Any]:
    return lambda values: function(values) if values else nothing


def _wrapped(found: np.ndarray[Any, Any], dtype: str) -> np.ndarray[Any, Any]:
    return np.array([wrap(int(v), dtype) for v in found.ravel()], dtype=dtype).reshape(found.shape)


@check("statistical_functions", "nan", ["sum", "prod", "max", "min", "mean"], dtypes=REAL_FLOATING, rows=("14n",))
def nan(context: Context) -> None:
    """Check that NaN propagates from any position."""
    for position in (0, 3, 40):
        values = np.ones(41, dtype=context.dtype)
        values[position] = np.nan
        answer = Expected.exactly(np.array(np.nan, context.dtype))
        expect_both(context, Call(f"xp.{context.function}(x0)", (Input(values),)), answer)
        rows = np.stack([values, np.ones_like(values)])
        answer = Expected.exactly(np.array([np.nan, 41 if context.function == "sum" else 1], context.dtype))
        expect_both(context, Call(f"xp.{context.function}(x0, axis=1)", (Input(rows),)), answer)


@check("statistical_functions", "extremes", ["max", "min"], dtypes=REAL, rows=("14n",))
def extremes(context: Context) -> None:
    """Check numbers of the dtype's whole range and infinities, in short and long rows."""
    dtype, rng = context.dtype, context.rng()
    numbers = grid(dtype, flushes=True) if dtype in REAL_FLOATING else np.array(special_integers(dtype), dtype=dtype)
    numbers = numbers[~np.isnan(numbers) & (numbers != 0)]
    function = REDUCTIONS[context.function][1]
    for shape, axis in (((1,), 0), ((67,), 0), ((5, 3), 0), ((3, 33), 1), ((300, 2), 0), ((4, 5), None)):
        values = rng.choice(numbers, shape)
        over = tuple(range(len(shape))) if axis is None else (axis,)
        answer = Expected.exactly(reduce_along(values, over, function, False).astype(dtype))
        expect_both(context, Call(f"xp.{context.function}(x0, axis={axis})", (Input(values),)), answer)


@check("statistical_functions", "overflow", ["sum", "prod"], dtypes=INTEGER, rows=("9n", "14n"))
def overflow(context: Context) -> None:
    """Check that sums and products of small integers do not overflow, and that those of 64-bit integers wrap."""
    dtype = context.dtype
    target = result_dtype(context, context.function, dtype)
    for shape, axis in (((40,), 0), ((3, 8), 1), ((8, 3), 0), ((2, 3, 4), (0, 2))):
        values = context.rng().choice(np.array(special_integers(dtype), dtype=dtype), shape)
        over = (axis,) if isinstance(axis, int) else axis
        answer = Expected.exactly(_wrapped(reduce_along(values, over, REDUCTIONS[context.function][1], False), target))
        expect_both(context, Call(f"xp.{context.function}(x0, axis={axis})", (Input(values),)), answer)


@check("statistical_functions", "errors", REDUCTIONS, rows=("14n", "26"))
def errors(context: Context) -> None:
    """Check errors: AxisError for invalid axes, TypeError, and ValueError for the extreme of an empty array."""
    x = Input(np.ones((2, 3), dtype="float32"))
    for axis in (2, -3):
        call = Call(f"xp.{context.function}(x0, axis={axis})", (x,))
        context.raises(call, context.ua.AxisError)
    for axes, error in (("(0, 2)", context.ua.AxisError), ("(1, -1)", ValueError), ("1.5", TypeError)):
        context.raises(Call(f"xp.{context.function}(x0, axis={axes})", (x,)), error)
    context.raises(Call(f"xp.{context.function}([1.0, 2.0])"), TypeError)
    if context.function in ("max", "min"):
        for dtype in ("float32", "uint8", "uint32"):
            empty = Input(np.ones((0, 3), dtype=dtype))
            for arguments in ("x0", "x0, axis=0", "x0, axis=(0, 1)", "x0, keepdims=True"):
                if context.has(dtype):
                    both_raise(context, Call(f"xp.{context.function}({arguments})", (empty,)), ValueError)
        if context.has("complex64"):
            context.raises(Call(f"xp.{context.function}(x0)", (Input(np.ones(2, dtype="complex64")),)), TypeError)
    elif context.function != "mean" and context.has("complex64"):
        numbers = Input(np.ones(2, dtype="complex64"))
        context.raises(Call(f"xp.{context.function}(x0, dtype=xp.float32)", (numbers,)), TypeError)


@check("statistical_functions", "dtype", ["sum", "prod"], dtypes=INTEGER, rows=("14n",))
def dtype_keyword(context: Context) -> None:
    """Check that ``dtype=`` determines the result's dtype, in which overflow wraps."""
    x = Input(np.array([100, 100, 2], dtype=context.dtype))
    total = 202 if context.function == "sum" else 20000
    for target in INTEGER:
        if context.has(target) and bits(target) >= 8:
            answer = Expected.exactly(np.array(wrap(total, target), dtype=target))
            expect_both(context, Call(f"xp.{context.function}(x0, dtype=xp.{target})", (x,)), answer)
    for target in FLOATING:
        if context.has(target):
            answer = Expected.exactly(np.array(total, dtype=target))
            expect_both(context, Call(f"xp.{context.function}(x0, dtype=xp.{target})", (x,)), answer)


@check("statistical_functions", "wide", ["sum", "prod"], needs=["float64"], rows=("14n",))
def wide(context: Context) -> None:
    """Check that ``dtype=`` with a wider float is the dtype of the computation, not only of the result."""
    x = Input(np.array([2.0**24, 1.0, 3.0], dtype="float32"))
    total = 2.0**24 + 4 if context.function == "sum" else 3 * 2.0**24
    y = Input(np.array([2.0**24 - 1, 2.0**24 - 1], dtype="float32"))
    other = 2.0**25 - 2 if context.function == "sum" else (2.0**24 - 1) ** 2
    for part, answer in ((x, total), (y, other)):
        call = Call(f"xp.{context.function}(x0, dtype=xp.float64)", (part,))
        expect_both(context, call, Expected.exactly(np.array(answer)))
