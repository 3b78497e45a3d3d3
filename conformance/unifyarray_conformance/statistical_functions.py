"""Reductions: axes, keepdims, dtypes and empty arrays. The numbers are small, so that every order of adding agrees."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ._calls import Call, Input
from ._context import Context
from ._dtypes import ALL, FLOATING, INTEGER, NUMERIC, REAL, REAL_FLOATING, UNSIGNED, bits, wrap
from ._expected import Expected
from ._registry import check

if TYPE_CHECKING:
    from collections.abc import Callable

#: What a reduction makes of the elements along its axes, and of none.
REDUCTIONS: Final[dict[str, tuple[tuple[str, ...], Callable[[list[Any]], Any], Any]]] = {
    "sum": (NUMERIC, sum, 0),
    "prod": (NUMERIC, lambda v: _product(v), 1),
    "max": (REAL, lambda v: _extreme(v, max), None),
    "min": (REAL, lambda v: _extreme(v, min), None),
    "mean": (FLOATING, lambda v: sum(v) / len(v), "nan"),
    "any": (ALL, any, False),
    "all": (ALL, all, True),
}

AXES: Final[tuple[tuple[tuple[int, ...], Any], ...]] = (
    ((4,), None), ((4,), 0), ((4,), -1), ((2, 4), None), ((2, 4), 0), ((2, 4), 1), ((2, 4), -2), ((2, 4, 2), (0, 2)),
    ((2, 4, 2), (-1, 0)), ((2, 4, 2), 1), ((2, 4), ()), ((), None), ((0, 4), 1), ((4, 0), 0),
)  # fmt: skip


def _product(values: list[Any]) -> Any:
    result: Any = 1
    for value in values:
        result *= value
    return result


def _extreme(values: list[Any], choose: Callable[[list[Any]], Any]) -> Any:
    nans = [v for v in values if v != v]
    return nans[0] if nans else choose(values)


def result_dtype(name: str, dtype: str) -> str:
    """Return the dtype of a reduction: sums and products of small integers are 64 bits wide (contract row 14)."""
    if name in ("any", "all"):
        return "bool"
    if name in ("sum", "prod") and dtype in INTEGER:
        return "uint64" if dtype in UNSIGNED else "int64"
    return dtype


def reduce(values: np.ndarray[Any, Any], axes: tuple[int, ...], how: Callable[[list[Any]], Any], keepdims: bool) -> Any:
    """Return a reduction worked out with Python's numbers."""
    keep = [axis for axis in range(values.ndim) if axis not in axes]
    shape = tuple(values.shape[axis] for axis in keep)
    full = tuple(1 if axis in axes else length for axis, length in enumerate(values.shape))
    result = np.empty(shape, dtype=object)
    for place in itertools.product(*map(range, shape)):
        index: list[Any] = [slice(None)] * values.ndim
        for axis, i in zip(keep, place, strict=True):
            index[axis] = i
        result[place] = how(values[tuple(index)].ravel().tolist())
    return result.reshape(full if keepdims else shape)


@check("statistical_functions", "axes", REDUCTIONS, dtypes=lambda name: REDUCTIONS[name][0], rows=("14n",))
def axes(context: Context) -> None:
    """One axis, several, none, all; with and without keepdims; negative axes; axes of no length beside them."""
    name, dtype = context.function, context.dtype
    _, how, nothing = REDUCTIONS[name]
    low = 0 if dtype in UNSIGNED or name in ("any", "all") else -2
    for shape, axis in AXES:
        # Twos and ones: every sum, product and mean along these axes is a number of the dtype.
        choice = np.array([0, 1] if name in ("any", "all") else [1, 2, low])
        values = context.rng().choice(choice, shape).astype(dtype)
        over = tuple(range(len(shape))) if axis is None else (axis,) if isinstance(axis, int) else axis
        over = tuple(a % len(shape) for a in over)
        if name == "mean" and axis == ():
            continue
        for keepdims in (False, True):
            found = reduce(values, over, how if 0 not in shape or nothing is None else _or(how, nothing), keepdims)
            target = result_dtype(name, dtype)
            answer = found.astype(target) if target not in INTEGER else _wrapped(found, target)
            keywords = f"axis={axis}, keepdims={keepdims}"
            context.expect(Call(f"xp.{name}(x0, {keywords})", (Input(values),)), Expected.exactly(answer))


def _or(how: Callable[[list[Any]], Any], nothing: Any) -> Callable[[list[Any]], Any]:
    return lambda values: how(values) if values else nothing


def _wrapped(found: np.ndarray[Any, Any], dtype: str) -> np.ndarray[Any, Any]:
    return np.array([wrap(int(v), dtype) for v in found.ravel()], dtype=dtype).reshape(found.shape)


@check("statistical_functions", "nan", ["sum", "prod", "max", "min", "mean"], dtypes=REAL_FLOATING, rows=("14n",))
def nan(context: Context) -> None:
    """NaN comes through, wherever it stands."""
    for place in (0, 3, 40):
        values = np.ones(41, dtype=context.dtype)
        values[place] = np.nan
        context.expect(
            Call(f"xp.{context.function}(x0)", (Input(values),)), Expected.exactly(np.array(np.nan, context.dtype))
        )


@check("statistical_functions", "errors", REDUCTIONS, rows=("14n", "26"))
def errors(context: Context) -> None:
    """AxisError for an axis that is not there, ValueError for the largest of nothing."""
    x = Input(np.ones((2, 3), dtype="float32"))
    for axis in (2, -3):
        call = Call(f"xp.{context.function}(x0, axis={axis})", (x,))
        context.raises(call, context.ua.AxisError)
    if context.function in ("max", "min"):
        empty = Input(np.ones((0, 3), dtype="float32"))
        context.raises(Call(f"xp.{context.function}(x0)", (empty,)), ValueError)
        context.raises(Call(f"xp.{context.function}(x0, axis=0)", (empty,)), ValueError)


@check("statistical_functions", "dtype", ["sum", "prod"], dtypes=INTEGER, rows=("14n",))
def dtype_keyword(context: Context) -> None:
    """``dtype=`` decides the dtype, and overflow wraps in it."""
    x = Input(np.array([100, 100, 2], dtype=context.dtype))
    total = 202 if context.function == "sum" else 20000
    for target in INTEGER:
        if context.has(target) and bits(target) >= 8:
            answer = Expected.exactly(np.array(wrap(total, target), dtype=target))
            context.expect(Call(f"xp.{context.function}(x0, dtype=xp.{target})", (x,)), answer)
