"""Checks of take and take_along_axis in both tiers: every dtype of elements and indices, negative indices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.both_tiers import both_raise, expect_both
from ..harness.calls import LAYOUTS, Call, Input
from ..harness.context import Context
from ..harness.registry import check
from ..inputs.values import fill
from ..reference.along_axis import SHAPES_AND_AXES
from ..reference.dtypes import ALL, INTEGER, UNSIGNED
from ..reference.expected import Expected

if TYPE_CHECKING:
    from ..reference.special_cases import Values

FUNCTIONS: Final = ("take", "take_along_axis")


def _take(values: Values, indices: Values, axis: int) -> Expected:
    """Return the elements at indices along an axis, selected one by one."""
    turned = np.moveaxis(values, axis, -1)
    result = np.empty((*turned.shape[:-1], indices.size), dtype=values.dtype)
    for position in np.ndindex(*result.shape):
        result[position] = turned[position[:-1]][range(turned.shape[-1])[int(indices[position[-1]])]]
    return Expected.exactly(np.ascontiguousarray(np.moveaxis(result, -1, axis)))


def _indices(context: Context, length: int, shape: tuple[int, ...], dtype: str = "int64") -> Values:
    """Return random indices into an axis, including negative ones if the dtype is signed."""
    low = 0 if dtype in UNSIGNED else -length
    return context.rng().integers(low, length, shape).astype(dtype) if length else np.zeros(shape, dtype=dtype)


@check("indexing_functions", "value", ["take"], dtypes=ALL, rows=("6", "7"))
def take(context: Context) -> None:
    """Check every axis, with any number of indices, unsorted and repeated, in several memory layouts."""
    rng = context.rng()
    for shape, axis in SHAPES_AND_AXES:
        values = fill(rng, context.dtype, shape, "special")
        for count in (5, 1, 0) if shape[axis] else (0,):
            indices = _indices(context, shape[axis], (count,))
            call = Call(f"xp.take(x0, x1, axis={axis})", (Input(values), Input(indices)))
            expect_both(context, call, _take(values, indices, axis))
    values = fill(rng, context.dtype, (6,), "special")
    indices = np.array([0, -1, 5, -6, 2, 2])
    expect_both(context, Call("xp.take(x0, x1)", (Input(values), Input(indices))), _take(values, indices, 0))
    _layouts(context, "take")


@check("indexing_functions", "value", ["take_along_axis"], dtypes=ALL, rows=("6", "7"))
def take_along_axis(context: Context) -> None:
    """Check every axis, with other lengths than the array's, and with broadcasting of either argument."""
    rng = context.rng()
    for shape, axis in SHAPES_AND_AXES:
        values = fill(rng, context.dtype, shape, "special")
        where = axis % len(shape)
        for count in (shape[axis], 5, 1, 0) if shape[axis] else (0,):
            for others in (shape, (1,) * len(shape)):
                indices = _indices(context, shape[axis], (*others[:where], count, *others[where + 1 :]))
                _along(context, values, indices, axis)
    values = fill(rng, context.dtype, (1, 4), "special")
    _along(context, values, _indices(context, 4, (3, 2)), 1)
    values = fill(rng, context.dtype, (2, 3), "special")
    indices = _indices(context, 3, (2, 3))
    call = Call("xp.take_along_axis(x0, x1)", (Input(values), Input(indices)))
    expect_both(context, call, _answer(values, indices, -1))
    _layouts(context, "take_along_axis")


def _along(context: Context, values: Values, indices: Values, axis: int) -> None:
    call = Call(f"xp.take_along_axis(x0, x1, axis={axis})", (Input(values), Input(indices)))
    expect_both(context, call, _answer(values, indices, axis))


def _answer(values: Values, indices: Values, axis: int) -> Expected:
    """Return the elements that each row of indices selects from its row of values, one by one."""
    first, second = np.moveaxis(values, axis, -1), np.moveaxis(indices, axis, -1)
    outer = np.broadcast_shapes(first.shape[:-1], second.shape[:-1])
    first = np.broadcast_to(first, (*outer, first.shape[-1]))
    second = np.broadcast_to(second, (*outer, second.shape[-1]))
    result = np.empty(second.shape, dtype=values.dtype)
    for position in np.ndindex(*result.shape):
        result[position] = first[position[:-1]][range(first.shape[-1])[int(second[position])]]
    return Expected.exactly(np.ascontiguousarray(np.moveaxis(result, -1, axis)))


def _layouts(context: Context, name: str) -> None:
    values = fill(context.rng(), context.dtype, (4, 6), "special")
    for layout in LAYOUTS:
        x = values if layout != "broadcast" else np.ascontiguousarray(np.broadcast_to(values[:, :1], values.shape))
        for axis in (0, 1):
            indices = _indices(context, x.shape[axis], (3,) if name == "take" else (4, 6))
            one = layout if name != "take" and layout in ("strided", "reversed", "transposed") else "plain"
            answer = _take(x, indices, axis) if name == "take" else _answer(x, indices, axis)
            call = Call(f"xp.{name}(x0, x1, axis={axis})", (Input(x, layout), Input(indices, one)))
            expect_both(context, call, answer)


@check("indexing_functions", "indices", FUNCTIONS, dtypes=INTEGER, rows=("6",))
def index_dtypes(context: Context) -> None:
    """Check indices of every integer dtype. Negative indices count from the end."""
    values = np.arange(5, dtype="float32")
    for row in ([0, 4, 2, 2], [] if context.dtype in UNSIGNED else [-1, -5, 1]):
        indices = np.array(row, dtype=context.dtype)
        expect_both(
            context,
            Call(f"xp.{context.function}(x0, x1, axis=0)", (Input(values), Input(indices))),
            _take(values, indices, 0),
        )


@check("indexing_functions", "bounds", FUNCTIONS, dtypes=INTEGER, rows=("7",))
def bounds(context: Context) -> None:
    """Check errors: IndexError for an index out of bounds, at any position."""
    full: list[tuple[int, ...]] = [(3,), (3, 4)]
    for shape in full:
        x = Input(np.ones(shape, dtype="float32"))
        for axis, length in enumerate(shape):
            for bad in (length, 100, *_far(context.dtype, length)):
                for row in ([bad], [0, bad], [bad, 0, 1]):
                    context.raises(_one_row(context, x, row, axis), IndexError)
    context.raises(_one_row(context, Input(np.ones((0,), dtype="float32")), [0], 0), IndexError)
    empty: list[tuple[tuple[int, ...], int]] = [((3, 0), 0), ((0, 3), 1), ((2, 0, 3), 2), ((0, 0), 1), ((0, 2, 0), 0)]
    for shape, axis in empty:
        x = Input(np.ones(shape, dtype="float32"))  # there is nothing to take, but the indices are checked
        for bad in (shape[axis], 100, *_far(context.dtype, shape[axis])):
            for call in (_one_row(context, x, [0, bad], axis), _one_row(context, x, [bad], axis)):
                (both_raise if context.dtype == "int64" else Context.raises)(context, call, IndexError)
        inside = _one_row(context, x, [0, 0], axis)
        if shape[axis]:
            taken = np.ones([2 if i == axis else n for i, n in enumerate(shape)], dtype="float32")
            expect_both(context, inside, Expected.exactly(taken))
        expect_both(context, _one_row(context, x, [], axis), Expected.exactly(_without(shape, axis)))


def _without(shape: tuple[int, ...], axis: int) -> Values:
    return np.ones([0 if i == axis else n for i, n in enumerate(shape)], dtype="float32")


def _far(dtype: str, length: int) -> tuple[int, ...]:
    """Return more indices out of bounds: before the first element, or beyond int64, which might wrap to negative."""
    if dtype == "uint64":
        return 2**63, 2**64 - max(length, 1), 2**64 - 1
    return () if dtype in UNSIGNED else (-length - 1, -100)


def _one_row(context: Context, x: Input, row: list[int], axis: int) -> Call:
    """Return a call with a row of indices along an axis."""
    indices = np.array(row, dtype=context.dtype)
    if context.function == "take_along_axis":
        indices = indices.reshape([-1 if i == axis else 1 for i in range(x.values.ndim)])
    return Call(f"xp.{context.function}(x0, x1, axis={axis})", (x, Input(indices)))


@check("indexing_functions", "errors", FUNCTIONS, rows=("26",))
def errors(context: Context) -> None:
    """Check errors: TypeError for indices that are not integers, ValueError for shapes, AxisError for invalid axes."""
    name, x = context.function, Input(np.ones((2, 3), dtype="float32"))
    ones: dict[str, Any] = {dtype: Input(np.ones((1,) if name == "take" else (2, 1), dtype=dtype)) for dtype in
                            ("bool", "float32", "int64")}  # fmt: skip
    for dtype in ("bool", "float32"):
        context.raises(Call(f"xp.{name}(x0, x1, axis=0)", (x, ones[dtype])), TypeError)
    for axis in (2, -3):
        context.raises(Call(f"xp.{name}(x0, x1, axis={axis})", (x, ones["int64"])), context.ua.AxisError)
    context.raises(Call(f"xp.{name}(x0, [0, 1], axis=0)", (x,)), TypeError)
    context.raises(Call(f"xp.{name}(x0, x1, axis=0)", (x, Input(np.array(0)))), ValueError)
    if name == "take":
        context.raises(Call("xp.take(x0, x1)", (x, ones["int64"])), ValueError)
        context.raises(Call("xp.take(x0, x1, axis=0)", (x, Input(np.zeros((1, 1), dtype="int64")))), ValueError)
        context.raises(Call("xp.take(x0, x1)", (Input(np.array(1, dtype="float32")), ones["int64"])), ValueError)
    else:
        context.raises(Call("xp.take_along_axis(x0, x1, axis=1)", (x, Input(np.zeros(3, dtype="int64")))), ValueError)
        three = Input(np.zeros((3, 1), dtype="int64"))
        context.raises(Call("xp.take_along_axis(x0, x1, axis=1)", (x, three)), ValueError)
