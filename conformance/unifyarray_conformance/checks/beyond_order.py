"""Checks of functions that order: the largest elements, partitions, sets, cumulative extremes, windows."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.calls import LAYOUTS, Call, Input, supports_layout
from ..harness.registry import check
from ..inputs.values import fill
from ..reference.along_axis import SHAPES_AND_AXES, apply_along_axis, argsort
from ..reference.dtypes import ALL, COMPLEX, REAL, REAL_FLOATING
from ..reference.expected import Expected

if TYPE_CHECKING:
    from ..harness.context import Context
    from ..reference.special_cases import Values

SECTION: Final = "beyond_standard"


def _draw(context: Context, shape: tuple[int, ...]) -> Values:
    """Return few different numbers, and NaN if the dtype has it."""
    rng, dtype = context.rng(), context.dtype
    values: Values = rng.integers(0, 4, shape).astype(dtype)
    if dtype in REAL_FLOATING:
        values = np.where(rng.random(shape) < 0.1, np.nan, values).astype(dtype)
    return values


# -- the largest elements ------------------------------------------------------------------------------------


@check(SECTION, "value", ["topk"], dtypes=REAL, rows=("17n", "34"))
def topk(context: Context) -> None:
    """Check values and indices of the largest and smallest elements along every axis: equal ones, NaN, long rows."""

    def expect(x: Input, k: int, axis: int, largest: bool) -> None:
        values = x.values
        found = apply_along_axis(values, axis, lambda row: argsort(row, largest)[:k], "int64")
        best = np.take_along_axis(values, found, axis=axis)
        source = f"ua.topk(x0, {k}, axis={axis}, largest={largest})"
        context.expect(Call(source + "[0]", (x,)), Expected.exactly(best))
        context.expect(Call(source + "[1]", (x,)), Expected.exactly(found))

    for largest in (True, False):
        for shape, axis in SHAPES_AND_AXES:
            if math.prod(shape):
                for k in {0, 1, shape[axis] // 2, shape[axis]}:
                    expect(Input(_draw(context, shape)), k, axis, largest)
        many = context.rng().permutation(np.arange(600) % 120).astype(context.dtype)
        for k in (1, 7, 599):
            expect(Input(many), k, -1, largest)
            expect(Input(many[: many.size // 5 * 5].reshape(5, -1)), min(k, 100), 1, largest)
        for layout in LAYOUTS:
            if supports_layout(layout, (4, 6)) and layout != "broadcast":
                expect(Input(_draw(context, (4, 6)), layout), 3, 0, largest)


@check(SECTION, "value", ["partition", "argpartition"], dtypes=REAL, rows=("17n", "34"))
def partition(context: Context) -> None:
    """Check that elements of given ranks are where a sort puts them, smaller ones before, larger ones after."""
    name = context.function
    for shape, axis in SHAPES_AND_AXES:
        if not math.prod(shape):
            continue
        values, length = _draw(context, shape), shape[axis]
        ordered = np.sort(values, axis=axis)
        for kth in (0, -1, length // 2, [0, length // 3, length - 1], []):
            part = "part = ua.partition(x0, {}, axis={})"
            if name == "argpartition":
                part = "part = ua.take_along_axis(x0, ua.argpartition(x0, {}, axis={}), axis=%d)" % axis  # noqa: UP031
            part = part.format(kth, axis)
            same = Call(f"{part}\nresult = ua.sort(part, axis={axis})", (Input(values),))
            context.expect(same, Expected.up_to_zeros(ordered))
            for rank in kth if isinstance(kth, list) else [kth % length]:
                key = f"({'slice(None), ' * (axis % len(shape))}{{}},)"
                here = Call(f"{part}\nresult = part[{key.format(rank)}]", (Input(values),))
                context.expect(here, Expected.up_to_zeros(np.take(ordered, rank, axis=axis)))
                before = key.format(f"slice(0, {rank})")
                first = Call(f"{part}\nresult = ua.sort(part[{before}], axis={axis})", (Input(values),))
                context.expect(first, Expected.up_to_zeros(np.take(ordered, np.arange(rank), axis=axis)))


def _lexsorted(keys: list[Values], axis: int) -> Values:
    moved = [np.moveaxis(key, axis, -1) for key in keys]
    found: Values = np.zeros(moved[0].shape, dtype="int64")
    for place in np.ndindex(*found.shape[:-1]):
        row = list(range(found.shape[-1]))
        for key in moved:
            values = key[place].tolist()
            row = [row[i] for i in argsort([values[i] for i in row], False)]
        found[place] = row
    return np.moveaxis(found, -1, axis)


@check(SECTION, "value", ["lexsort"], dtypes=REAL, rows=("17n", "34"))
def lexsort(context: Context) -> None:
    """Check one to three keys, in a tuple and in rows; equal elements keep their order, NaN is the largest number."""
    for shape, axis in (((30,), -1), ((4, 6), 0), ((4, 6), 1), ((0,), 0), ((1, 3), 0)):
        keys = [_draw(context, shape) for _ in range(3)]
        for number in (1, 2, 3):
            order = _lexsorted(keys[:number], axis)
            inputs = tuple(map(Input, keys[:number]))
            names = "".join(f"x{i}, " for i in range(number))
            context.expect(Call(f"ua.lexsort(({names}), axis={axis})", inputs), Expected.exactly(order))
            rows_of = Call(f"ua.lexsort(ua.stack([{names}]), axis={axis})", inputs)
            context.expect(rows_of, Expected.exactly(order))
    mixed = (Input(_draw(context, (9,))), Input(np.array([1, 0, 1, 2, 0, 1, 2, 2, 0], dtype="int32")))
    order = np.lexsort((mixed[0].values, mixed[1].values))
    context.expect(Call("ua.lexsort((x0, x1))", mixed), Expected.exactly(order.astype("int64")))


@check(SECTION, "errors", ["topk", "partition", "argpartition", "lexsort"], rows=("26", "34"))
def order_errors(context: Context) -> None:
    """Check errors: TypeError for bools and complex numbers, ValueError for ranks, AxisError."""
    name, x = context.function, Input(np.ones((2, 3), dtype="float32"))
    k = ", 0" if name != "lexsort" else ""
    for dtype in ("bool", *COMPLEX):
        if context.has(dtype):
            context.raises(Call(f"ua.{name}(x0{k})", (Input(np.ones((2, 3), dtype=dtype)),)), TypeError)
    context.raises(Call(f"ua.{name}(x0{k}, axis=2)", (x,)), context.ua.AxisError)
    context.raises(Call(f"ua.{name}(x0{k}, axis=0.0)", (x,)), TypeError)
    if name == "lexsort":
        context.raises(Call("ua.lexsort(())", (x,)), ValueError)
        context.raises(Call("ua.lexsort((x0, x0[0, ...]))", (x,)), ValueError)
        return
    for wrong in ("4", "-4", "[0, 5]") if name != "topk" else ("4", "-1"):
        context.raises(Call(f"ua.{name}(x0, {wrong})", (x,)), ValueError)
    for wrong in ("0.5", "None", "'a'", "True"):
        context.raises(Call(f"ua.{name}(x0, {wrong})", (x,)), TypeError)


# -- sets ----------------------------------------------------------------------------------------------------


def _sorted(values: list[Any]) -> list[Any]:
    return sorted(values, key=lambda x: (x.real, x.imag))


@check(
    SECTION, "value", ["union1d", "intersect1d", "setdiff1d"], dtypes=ALL, rows=("17n", "34"),
    needs=("data_dependent_shapes",),
)  # fmt: skip
def sets(context: Context) -> None:
    """Check sets of values that occur once and twice, of any shape, and of no elements; the first indices."""
    name, dtype, rng = context.function, context.dtype, context.rng()
    for shapes in (((7,), (5,)), ((2, 3), (4,)), ((0,), (3,)), ((3,), (0, 2)), ((), (2,)), ((40,), (30,))):
        x, y = (rng.integers(0, 1 if dtype == "bool" else 9, shape, endpoint=True).astype(dtype) for shape in shapes)
        first, second = x.ravel().tolist(), y.ravel().tolist()
        found = _sorted(list({
            "union1d": set(first) | set(second),
            "intersect1d": set(first) & set(second),
            "setdiff1d": set(first) - set(second),
        }[name]))  # fmt: skip
        given = (Input(x), Input(y))
        context.expect(Call(f"ua.{name}(x0, x1)", given), Expected.up_to_zeros(np.array(found, dtype=dtype)))
        if name == "intersect1d":
            source = "ua.intersect1d(x0, x1, return_indices=True)"
            for item, values in (
                (0, found),
                (1, [first.index(v) for v in found]),
                (2, [second.index(v) for v in found]),
            ):
                answer = np.array(values, dtype="int64" if item else dtype)
                context.expect(Call(f"{source}[{item}]", given), Expected.up_to_zeros(answer))
            single = tuple(Input(np.unique(part)[::-1].copy()) for part in (x, y))
            once = Call("ua.intersect1d(x0, x1, assume_unique=True)", single)
            context.expect(once, Expected.up_to_zeros(np.array(found, dtype=dtype)))
        if name == "setdiff1d":
            kept = np.array([v for v in first if v not in second], dtype=dtype)
            context.expect(Call("ua.setdiff1d(x0, x1, assume_unique=True)", given), Expected.exactly(kept))
    if dtype in REAL_FLOATING:
        x, y = np.array([np.nan, 1, np.nan], dtype=dtype), np.array([np.nan, 2], dtype=dtype)
        found = {"union1d": [1, 2, *[np.nan] * 3], "intersect1d": [], "setdiff1d": [1, np.nan, np.nan]}[name]
        context.expect(Call(f"ua.{name}(x0, x1)", (Input(x), Input(y))), Expected.exactly(np.array(found, dtype=dtype)))


# -- elements before, and beside -----------------------------------------------------------------------------


def _running(row: list[Any], larger: bool) -> list[Any]:
    def better(a: Any, b: Any) -> Any:
        if a != a or b != b:
            return math.nan
        return max(a, b) if larger else min(a, b)

    return list(itertools.accumulate(row, better))


@check(SECTION, "value", ["cumulative_max", "cumulative_min"], dtypes=REAL, rows=("34",))
def cumulative(context: Context) -> None:
    """Check every axis, shape and layout; NaN stays."""
    name, dtype = context.function, context.dtype

    def expect(x: Input, axis: int) -> None:
        found = apply_along_axis(x.values, axis, lambda row: _running(row, name.endswith("max")), dtype)
        context.expect(Call(f"ua.{name}(x0, axis={axis})", (x,)), Expected.up_to_zeros(found))

    for shape, axis in (*SHAPES_AND_AXES, ((100,), 0)):
        expect(Input(_draw(context, shape)), axis)
        expect(Input(fill(context.rng(), dtype, shape, "mixed")), axis)
    for layout in LAYOUTS:
        if supports_layout(layout, (4, 6)) and layout != "broadcast":
            expect(Input(_draw(context, (4, 6)), layout), 1)
    row = _draw(context, (6,))
    found = apply_along_axis(row, 0, lambda part: _running(part, name.endswith("max")), dtype)
    context.expect(Call(f"ua.{name}(x0)", (Input(row),)), Expected.up_to_zeros(found))
    context.expect(Call(f"y = ua.{name}(x0)\ny[0] = y[-1]\nresult = x0", (Input(row),)), Expected.exactly(row))


@check(SECTION, "errors", ["cumulative_max", "cumulative_min"], rows=("26", "34"))
def cumulative_errors(context: Context) -> None:
    """Check errors: TypeError for bools and complex numbers, ValueError without an axis, AxisError."""
    name, x = context.function, Input(np.ones((2, 3), dtype="float32"))
    for dtype in ("bool", *COMPLEX):
        if context.has(dtype):
            context.raises(Call(f"ua.{name}(x0)", (Input(np.ones(3, dtype=dtype)),)), TypeError)
    context.raises(Call(f"ua.{name}(x0)", (x,)), ValueError)
    for axis in ("2", "-3"):
        context.raises(Call(f"ua.{name}(x0, axis={axis})", (x,)), context.ua.AxisError)
    context.raises(Call(f"ua.{name}(x0, axis=0.0)", (x,)), TypeError)


@check(SECTION, "value", ["sliding_window_view"], dtypes=ALL, rows=("34",))
def windows(context: Context) -> None:
    """Check windows along one axis, several, all and the same one twice, in every layout; they cannot be written to."""
    dtype = context.dtype
    for shape, window, axis in (
        ((5,), 3, None), ((5,), 1, 0), ((5,), 5, -1), ((5,), 0, None), ((3, 4), (2, 2), None), ((3, 4), 2, 1),
        ((3, 4), (3, 1), (1, 0)), ((3, 4), (2, 2), (0, 0)), ((2, 3, 2), (2, 2), (1, 2)), ((), (), None), ((0, 2), 2, 1),
        ((0,), 0, 0),
    ):  # fmt: skip
        values = np.arange(math.prod(shape)).reshape(shape).astype(dtype)
        found = np.lib.stride_tricks.sliding_window_view(values, window, axis)
        source = f"ua.sliding_window_view(x0, {window}, axis={axis})"
        for layout in LAYOUTS:
            if layout != "broadcast" and supports_layout(layout, shape):
                context.expect(Call(source, (Input(values, layout),)), Expected.exactly(found))
        if found.size and context.has("mutable"):
            write = f"y = {source}\ny[...] = y[...]\nresult = x0"
            context.raises(Call(write, (Input(values),)), ValueError)
    x = Input(np.ones((2, 3), dtype=dtype))
    for wrong in ("4", "(3, 1)", "-1", "(1, 1, 1)", "2, axis=(0, 1)"):
        context.raises(Call(f"ua.sliding_window_view(x0, {wrong})", (x,)), ValueError)
    context.raises(Call("ua.sliding_window_view(x0, 2, axis=2)", (x,)), context.ua.AxisError)
    context.raises(Call("ua.sliding_window_view(x0, 1.0, axis=0)", (x,)), TypeError)
