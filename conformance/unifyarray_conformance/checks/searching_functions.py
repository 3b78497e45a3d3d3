"""Checks of searching functions in both tiers: argmax, argmin, count_nonzero, nonzero, searchsorted and where."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.both_tiers import both_raise, expect_both, native
from ..harness.calls import LAYOUTS, Call, Input, literal
from ..harness.registry import check
from ..inputs.values import fill
from ..reference.along_axis import argsort, sort_key
from ..reference.dtypes import ALL, COMPLEX, INTEGER, REAL, REAL_FLOATING, limits, promote
from ..reference.dtypes import kind_rank as kind
from ..reference.expected import Expected
from .sorting_functions import distinct_numbers
from .statistical_functions import AXES, reduce_along

if TYPE_CHECKING:
    from ..harness.context import Context
    from ..reference.special_cases import Values

EXTREMES: Final = ("argmax", "argmin")


def _first(name: str, values: list[Any]) -> int:
    """Return the index of the first largest or smallest element, or of the first NaN."""
    for i, x in enumerate(values):
        if x != x:
            return i
    return values.index(max(values) if name == "argmax" else min(values))


def _check_extreme(context: Context, x: Input, axis: int | None, keepdims: bool = False) -> None:
    over = tuple(range(x.values.ndim)) if axis is None else (axis % x.values.ndim,)
    found = reduce_along(x.values, over, lambda row: _first(context.function, row), keepdims)
    call = Call(f"xp.{context.function}(x0, axis={axis}, keepdims={keepdims})", (x,))
    expect_both(context, call, Expected.exactly(found.astype("int64")))


@check("searching_functions", "value", EXTREMES, dtypes=REAL, rows=("17n",))
def extreme(context: Context) -> None:
    """Check every axis and keepdims, and that the first of equal elements wins, in long arrays as well."""
    rng, numbers = context.rng(), distinct_numbers(context.dtype)
    for shape, axis in AXES:
        if isinstance(axis, tuple) or (axis is None and 0 in shape) or (axis is not None and shape[axis] == 0):
            continue
        for keepdims in (False, True):
            _check_extreme(context, Input(rng.choice(numbers, shape)), axis, keepdims)
            _check_extreme(context, Input(rng.choice(numbers[:2], shape)), axis, keepdims)
    for length in (1, 33, 300):
        _check_extreme(context, Input(np.full(length, numbers[-1])), None)
        _check_extreme(context, Input(rng.choice(numbers[-2:], (length, 2))), 0)
    values = rng.choice(numbers, (4, 6))
    answer = np.array(_first(context.function, values.ravel().tolist()), dtype="int64")
    expect_both(context, Call(f"xp.{context.function}(x0)", (Input(values),)), Expected.exactly(answer))
    for layout in LAYOUTS:
        x = values if layout != "broadcast" else np.ascontiguousarray(np.broadcast_to(values[:, :1], values.shape))
        for axis in (None, 0, 1):
            _check_extreme(context, Input(x, layout), axis)


@check("searching_functions", "special", EXTREMES, dtypes=REAL_FLOATING, rows=("17n",))
def extreme_special(context: Context) -> None:
    """Check that the first NaN wins, zeros of either sign are equal, and infinities work."""
    nan, inf = np.nan, np.inf
    for row in ([1.0, nan, inf, nan], [-inf, 5.0, nan], [0.0, -0.0], [-0.0, 0.0], [inf, -inf, inf], [nan], [nan, nan]):
        _check_extreme(context, Input(np.array(row, dtype=context.dtype)), None)
        _check_extreme(context, Input(np.array([row, row[::-1]], dtype=context.dtype)), 1)
    for position in (0, 17, 299):
        values = np.arange(300).astype(context.dtype)
        values[position:] = nan
        _check_extreme(context, Input(values), 0)


@check("searching_functions", "errors", EXTREMES, rows=("14n", "26", "33"))
def extreme_errors(context: Context) -> None:
    """Check errors: ValueError for empty arrays, TypeError for complex numbers (in both tiers) and bools, AxisError."""
    name = context.function
    for shape, axis in (((0,), None), ((0,), 0), ((0, 3), 0), ((2, 0), 1), ((2, 0), None)):
        for dtype in ("float32", "uint8", "uint32"):
            if context.has(dtype):
                both_raise(context, Call(f"xp.{name}(x0, axis={axis})", (Input(np.ones(shape, dtype)),)), ValueError)
    for dtype in COMPLEX:
        if context.has(dtype):
            context.raises(Call(f"xp.{name}(x0)", (Input(np.ones(3, dtype=dtype)),)), TypeError)
    context.raises(Call(f"xp.{name}(x0)", (Input(np.ones(3, dtype=bool)),)), TypeError)
    x = Input(np.ones((2, 3), dtype="float32"))
    for axis in (2, -3):
        context.raises(Call(f"xp.{name}(x0, axis={axis})", (x,)), context.ua.AxisError)
    context.raises(Call(f"xp.{name}(x0, axis=(0, 1))", (x,)), TypeError)


def _mostly_zero(context: Context, shape: tuple[int, ...]) -> Values:
    """Return values of which about half are zero; the others include numbers close to zero."""
    rng, dtype = context.rng(), context.dtype
    values = fill(rng, dtype, shape, "special")
    if dtype in COMPLEX:
        values[rng.integers(0, 3, shape) == 0] = 1j
    return np.where(rng.integers(0, 2, shape) == 0, values, np.zeros((), dtype)).astype(dtype)


@check("searching_functions", "value", ["count_nonzero"], dtypes=ALL)
def count_nonzero(context: Context) -> None:
    """Check every axis; NaN and imaginary numbers count as nonzero, -0 does not."""
    for shape, axis in AXES:
        values = _mostly_zero(context, shape)
        over = tuple(range(len(shape))) if axis is None else (axis,) if isinstance(axis, int) else axis
        over = tuple(a % len(shape) for a in over)
        for keepdims in (False, True):
            found = reduce_along(values, over, lambda row: sum(x != 0 for x in row), keepdims).astype("int64")
            call = Call(f"xp.count_nonzero(x0, axis={axis}, keepdims={keepdims})", (Input(values),))
            expect_both(context, call, Expected.exactly(found))
    if kind(context.dtype) >= 2:
        values = np.array([np.nan, 0.0, -0.0, np.inf, -1.0], dtype=context.dtype)
        expect_both(
            context, Call("xp.count_nonzero(x0)", (Input(values),)), Expected.exactly(np.array(3, dtype="int64"))
        )


@check("searching_functions", "errors", ["count_nonzero"], rows=("26",))
def count_nonzero_errors(context: Context) -> None:
    """Check errors: AxisError for invalid axes and ValueError for repeated axes."""
    x = Input(np.ones((2, 3), dtype="float32"))
    for axis in ("2", "-3", "(0, 2)"):
        context.raises(Call(f"xp.count_nonzero(x0, axis={axis})", (x,)), context.ua.AxisError)
    context.raises(Call("xp.count_nonzero(x0, axis=(0, -2))", (x,)), ValueError)


@check("searching_functions", "value", ["nonzero"], dtypes=ALL)
def nonzero(context: Context) -> None:
    """Check one index array for each axis, in row-major order, for several memory layouts."""
    for shape in ((7,), (3, 4), (2, 3, 4), (0,), (2, 0), (0, 3), (1,)):
        values = _mostly_zero(context, shape)
        positions = [position for position in np.ndindex(*shape) if values[position] != 0]
        for axis in range(len(shape)):
            answer = Expected.exactly(np.array([position[axis] for position in positions], dtype="int64"))
            for layout in ("plain", "strided", "reversed", "transposed"):
                if layout == "plain" or (values.ndim == 2 and values.size):
                    expect_both(context, Call(f"xp.nonzero(x0)[{axis}]", (Input(values, layout),)), answer)
        call = Call("xp.nonzero(x0)", (Input(values),))
        context.ensure(call, f"assert (type(result), len(result)) == (tuple, {len(shape)}), result")


@check("searching_functions", "errors", ["nonzero"], rows=("26",))
def nonzero_errors(context: Context) -> None:
    """Check errors: ValueError for a 0-d array."""
    both_raise(context, Call("xp.nonzero(x0)", (Input(np.array(1, dtype="int32")),)), ValueError)


def _insertion_point(row: list[Any], value: Any, side: str) -> int:
    if side == "left":
        return sum(sort_key(x) < sort_key(value) for x in row)
    return sum(sort_key(x) <= sort_key(value) for x in row)


def _check_insertion(
    context: Context, row: Values, values: Values, *, tiers: bool = True, sorter: str | None = None
) -> None:
    """Check the insertion points of values in a sorted row, or in a shuffled row with a sorter of some dtype."""
    inputs: tuple[Input, ...] = (Input(row), Input(values))
    keyword = ""
    if sorter is not None:
        mixed = context.rng().permutation(row.size)
        inputs = (Input(row[mixed]), Input(values), Input(np.argsort(mixed).astype(sorter)))
        keyword = ", sorter=x2"
    for side in ("left", "right"):
        positions = [_insertion_point(row.tolist(), value, side) for value in values.ravel().tolist()]
        answer = Expected.exactly(np.array(positions, dtype="int64").reshape(values.shape))
        call = Call(f"xp.searchsorted(x0, x1, side={side!r}{keyword})", inputs)
        context.expect(call, answer)
        if tiers:
            context.expect(native(call), answer)


@check("searching_functions", "value", ["searchsorted"], dtypes=REAL, rows=("17n",))
def searchsorted(context: Context) -> None:
    """Check both sides, repeated elements, extreme and empty arrays, values of every shape, and a sorter."""
    rng, dtype = context.rng(), context.dtype
    numbers = distinct_numbers(dtype)
    row = rng.choice(numbers, 17)
    row = row[argsort(row.tolist())]
    for shape in ((), (5,), (2, 3), (0,), (1, 0)):
        _check_insertion(context, row, rng.choice(numbers, shape))
        _check_insertion(context, row[:0], rng.choice(numbers, shape))
        _check_insertion(context, row[:1], rng.choice(numbers, shape))
        _check_insertion(context, row, rng.choice(numbers, shape), sorter="int64")
    _check_insertion(context, row, np.array(numbers.tolist() * 2, dtype=dtype).reshape(2, -1))
    for index in INTEGER:
        if context.has(index):
            _check_insertion(context, row, numbers, sorter=index, tiers=index == "int64")
    positions = [_insertion_point(row.tolist(), value, "left") for value in numbers.tolist()]
    call = Call("xp.searchsorted(x0, x1)", (Input(row), Input(numbers)))
    expect_both(context, call, Expected.exactly(np.array(positions, dtype="int64")))
    for layout in ("strided", "reversed"):
        call = Call("xp.searchsorted(x0, x1)", (Input(row, layout), Input(numbers, layout)))
        expect_both(context, call, Expected.exactly(np.array(positions, dtype="int64")))


@check("searching_functions", "special", ["searchsorted"], dtypes=REAL_FLOATING, rows=("17n",))
def searchsorted_special(context: Context) -> None:
    """Check that NaN is the largest, above infinity, and that zeros of either sign are equal."""
    inf, nan = np.inf, np.nan
    row = np.array([-inf, -1.0, -0.0, 0.0, 0.0, 2.0, inf, inf, nan, nan], dtype=context.dtype)
    values = np.array([nan, inf, -inf, 0.0, -0.0, 1.0, -2.0, 3.0], dtype=context.dtype)
    _check_insertion(context, row, values)
    _check_insertion(context, row[:7], values)
    _check_insertion(context, row, values, sorter="int64")


@check("searching_functions", "dtype", ["searchsorted"], dtypes=REAL, rows=("2n", "3", "4"))
def searchsorted_dtype(context: Context) -> None:
    """Check promotion of both dtypes; Python scalars take the array's dtype."""
    row = np.array([0, 1, 1, 3, 100], dtype=context.dtype)
    for other in REAL:
        promoted = promote(context.dtype, other)
        if not context.has(other):
            continue
        values = np.array([0, 1, 2, 100, 127], dtype=other)
        if promoted is None:
            context.raises(Call("xp.searchsorted(x0, x1)", (Input(row), Input(values))), TypeError)
        else:
            _check_insertion(context, row, values, tiers=kind(other) == kind(context.dtype))
    for value in (1, 2, *((2.5, np.inf, np.float64(1)) if context.dtype in REAL_FLOATING else ())):
        answer = Expected.exactly(np.array(_insertion_point(row.tolist(), value, "right"), dtype="int64"))
        context.expect(Call(f"xp.searchsorted(x0, {literal(value)}, side='right')", (Input(row),)), answer)


@check("searching_functions", "scalars", ["searchsorted"], dtypes=INTEGER, rows=("4",))
def searchsorted_scalars(context: Context) -> None:
    """Check integers beyond the dtype's range: their place is before or after all elements."""
    low, high = limits(context.dtype)
    # In the native tier, NumPy compares int64 and uint64 as float64.
    expect = context.expect if context.dtype == "int64" else functools.partial(expect_both, context)
    row = np.array([low, 1, 2, high], dtype=context.dtype)
    order = Input(np.array([3, 1, 2, 0]))
    for value, place in ((low - 1, 0), (high + 1, 4), (low - 2**65, 0), (high + 2**65, 4)):
        answer = Expected.exactly(np.array(place, dtype="int64"))
        for side in ("left", "right"):
            expect(Call(f"xp.searchsorted(x0, {value}, side={side!r})", (Input(row),)), answer)
            source = f"xp.searchsorted(x0, {value}, side={side!r}, sorter=x1)"
            expect(Call(source, (Input(row[[3, 1, 2, 0]]), order)), answer)


@check("searching_functions", "errors", ["searchsorted"], rows=("17n", "26"))
def searchsorted_errors(context: Context) -> None:
    """Check errors: TypeError for complex numbers and bools, ValueError for shapes, sides and a sorter's length."""
    for dtype in ("bool", *COMPLEX):
        if context.has(dtype):
            x = Input(np.ones(3, dtype=dtype))
            context.raises(Call("xp.searchsorted(x0, x1)", (x, x)), TypeError)
    row, short = Input(np.arange(4, dtype="float32")), Input(np.arange(3))
    context.raises(Call("xp.searchsorted(x0, 1.0)", (Input(np.ones((2, 2), dtype="float32")),)), ValueError)
    context.raises(Call("xp.searchsorted(x0, 1.0)", (Input(np.array(1, dtype="float32")),)), ValueError)
    context.raises(Call("xp.searchsorted(x0, 1.0, side='middle')", (row,)), ValueError)
    context.raises(Call("xp.searchsorted(x0, 1.0, sorter=x1)", (row, short)), ValueError)
    context.raises(Call("xp.searchsorted(x0, 1.0, sorter=x0)", (row,)), TypeError)


@check("searching_functions", "value", ["where"], dtypes=ALL, rows=("2n", "3"))
def where(context: Context) -> None:
    """Check shapes that broadcast, memory layouts and promotion; chosen values must not change."""
    rng, dtype = context.rng(), context.dtype
    for shapes in (
        ((7,), (7,), (7,)),
        ((3, 1), (4,), ()),
        ((), (2, 3), (3,)),
        ((0,), (1,), ()),
        ((2, 1, 3), (4, 1), (1,)),
    ):
        test = rng.integers(0, 2, shapes[0]).astype(bool)
        x, y = (fill(rng, dtype, shape, "special") for shape in shapes[1:])
        expect_both(context, _where(test, x, y), Expected.exactly(np.asarray(np.where(test, x, y)).astype(dtype)))
    test = rng.integers(0, 2, (2, 3)).astype(bool)
    x, y = (fill(rng, dtype, (2, 3), "special") for _ in range(2))
    for layouts in (("plain", "transposed", "strided"), ("transposed", "reversed", "plain")):
        inputs = tuple(Input(values, layout) for values, layout in zip((test, x, y), layouts, strict=True))
        expect_both(context, Call("xp.where(x0, x1, x2)", inputs), Expected.exactly(np.where(test, x, y).astype(dtype)))
    for pair in (((), (2, 3)), ((2, 3), ()), ((3,), (2, 3))):  # a layout beside an array that is broadcast
        x, y = (fill(rng, dtype, shape, "special") for shape in pair)
        for layout in ("reversed", "transposed"):
            inputs = tuple(Input(each, layout if each.ndim == 2 else "plain") for each in (test, x, y))
            answer = Expected.exactly(np.asarray(np.where(test, x, y)).astype(dtype))
            expect_both(context, Call("xp.where(x0, x1, x2)", inputs), answer)
    test = np.array([True, False, True])
    for other in ALL:
        if not context.has(other):
            continue
        promoted = promote(dtype, other)
        for shape in ((3,), ()):
            x, y = np.array([1, 0, 1], dtype=dtype), np.ones(shape, dtype=other)
            for first, second in ((x, y), (y, x)):
                call = _where(test, first, second)
                if promoted is None:
                    context.raises(call, TypeError)
                    continue
                pairs = zip(test.tolist(), *(np.broadcast_to(v, 3).tolist() for v in (first, second)), strict=True)
                answer = Expected.exactly(np.array([a if t else b for t, a, b in pairs], dtype=promoted))
                context.expect(call, answer)
                if kind(dtype) == kind(other):
                    context.expect(native(call), answer)


def _where(test: Values, x: Values, y: Values) -> Call:
    return Call("xp.where(x0, x1, x2)", (Input(test), Input(x), Input(y)))


@check("searching_functions", "special", ["where"], dtypes=REAL_FLOATING)
def where_special(context: Context) -> None:
    """Check that elements that are not chosen have no influence, and that zeros keep their sign."""
    nan, inf = np.nan, np.inf
    test = np.array([True, False, True, False, True])
    x = np.array([1.0, nan, -0.0, inf, nan], dtype=context.dtype)
    y = np.array([nan, -0.0, inf, 2.0, 1.0], dtype=context.dtype)
    answer = np.array([1.0, -0.0, -0.0, 2.0, nan], dtype=context.dtype)
    expect_both(context, _where(test, x, y), Expected.exactly(answer))


@check("searching_functions", "scalars", ["where"], dtypes=ALL, rows=("2n", "4"))
def where_scalars(context: Context) -> None:
    """Check that a Python scalar takes the array's dtype, and raises OverflowError beyond its range."""
    dtype, test = context.dtype, Input(np.array([True, False, True]))
    x = np.array([1, 0, 1], dtype=dtype)
    weak: list[Any] = [True, 1, 0.5, 2j]
    values = [*weak[: kind(dtype) + 1], *([2**64] if kind(dtype) > 1 else [])]
    for value in values:
        for source, parts in (("x1, x2", (x, None)), ("x2, x1", (None, x))):
            first, second = ([value] * 3 if part is None else part.tolist() for part in parts)
            answer = [a if t else b for t, a, b in zip((True, False, True), first, second, strict=True)]
            call = Call(f"xp.where(x0, {source})", (test, Input(x), value))
            expect_both(context, call, Expected.exactly(np.array(answer, dtype=dtype)))
    if dtype in INTEGER:
        context.raises(Call("xp.where(x0, x1, 2**64)", (test, Input(x))), OverflowError)


@check("searching_functions", "default", ["where"], rows=("1n", "4"))
def where_two_scalars(context: Context) -> None:
    """Check that two Python scalars promote in their default dtypes."""
    test = Input(np.array([True, False]))
    whole = "complex128" if context.has("complex128") else "complex64"
    pairs: tuple[tuple[Any, Any, str], ...] = (
        (1, 2, "int64"), (1, 2.5, context.default_float), (True, False, "bool"), (True, 3, "int64"),
        (2j, 1, whole), (1.5, 1j, whole),
    )  # fmt: skip
    for first, second, dtype in pairs:
        answer = Expected.exactly(np.array([first, second], dtype=dtype))
        context.expect(Call(f"xp.where(x0, {first!r}, {second!r})", (test,)), answer)


@check("searching_functions", "errors", ["where"], rows=("26",))
def where_errors(context: Context) -> None:
    """Check errors: TypeError for conditions that are not bool, ValueError for shapes that do not broadcast."""
    x, test = Input(np.ones(3, dtype="float32")), Input(np.ones(3, dtype=bool))
    context.raises(Call("xp.where(x0, x0, x0)", (x,)), TypeError)
    context.raises(Call("xp.where(x0, x1, 'a')", (test, x)), TypeError)
    context.raises(Call("xp.where(x0, x1, x2)", (test, x, Input(np.ones(2, dtype="float32")))), ValueError)
    context.raises(Call("xp.where(x0, x1, x1)", (Input(np.ones((2, 2), dtype=bool)), x)), ValueError)
