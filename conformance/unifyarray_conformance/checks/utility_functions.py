"""Checks of all, any and diff, in both tiers."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.both_tiers import expect_both, native
from ..harness.calls import LAYOUTS, Call, Input
from ..harness.registry import check
from ..inputs.values import fill
from ..reference.along_axis import SHAPES_AND_AXES, apply_along_axis
from ..reference.dtypes import ALL, COMPLEX, FLOATING, INTEGER, NUMERIC, REAL_FLOATING, promote, wrap
from ..reference.dtypes import kind_rank as kind
from ..reference.expected import Expected
from .statistical_functions import AXES, reduce_along

if TYPE_CHECKING:
    from ..harness.context import Context
    from ..reference.special_cases import Values

TESTS: Final = ("all", "any")


def _check_test(context: Context, x: Input, axis: Any = None, keepdims: bool = False) -> None:
    shape = x.values.shape
    over = tuple(range(len(shape))) if axis is None else (axis,) if isinstance(axis, int) else axis
    function = all if context.function == "all" else any
    found = reduce_along(
        x.values, tuple(a % len(shape) for a in over), lambda row: function(v != 0 for v in row), keepdims
    )
    call = Call(f"xp.{context.function}(x0, axis={axis}, keepdims={keepdims})", (x,))
    expect_both(context, call, Expected.exactly(found.astype(bool)))


@check("utility_functions", "value", TESTS, dtypes=ALL)
def test(context: Context) -> None:
    """Check all and any over one axis, several, none and all; empty arrays; one differing element at any position."""
    rng, dtype = context.rng(), context.dtype
    for shape, axis in AXES:
        values = np.where(rng.integers(0, 4, shape) > 0, fill(rng, dtype, shape, "special"), 0).astype(dtype)
        for keepdims in (False, True):
            _check_test(context, Input(values), axis, keepdims)
    for position in (0, 17, 66):
        values = np.full(67, context.function == "all").astype(dtype)
        values[position] = context.function == "any"
        _check_test(context, Input(values))
    for layout in LAYOUTS:
        values = rng.integers(0, 2, (4, 6)).astype(dtype)
        x = values if layout != "broadcast" else np.ascontiguousarray(np.broadcast_to(values[:, :1], values.shape))
        for axis in (None, 0, 1):
            _check_test(context, Input(x, layout), axis)
    answer = Expected.exactly(np.array(context.function == "all"))
    expect_both(context, Call(f"xp.{context.function}(x0)", (Input(np.ones((2, 0), dtype=dtype)),)), answer)


@check("utility_functions", "special", TESTS, dtypes=FLOATING)
def test_special(context: Context) -> None:
    """Check that NaN and infinities are true, and that zeros of either sign are false, as are complex zeros."""
    rows: list[list[Any]] = [[np.nan, np.inf], [np.nan, 0.0], [-0.0], [0.0, -0.0], [np.nan]]
    if context.dtype in COMPLEX:
        rows += [[1j], [complex(0, np.nan)], [complex(-0.0, -0.0)], [1j, 1]]
    for row in rows:
        _check_test(context, Input(np.array(row, dtype=context.dtype)))


@check("utility_functions", "errors", TESTS, rows=("26",))
def test_errors(context: Context) -> None:
    """Check errors: AxisError for invalid axes and ValueError for repeated axes."""
    x = Input(np.ones((2, 3), dtype=bool))
    for axis in ("2", "-3", "(0, 2)"):
        context.raises(Call(f"xp.{context.function}(x0, axis={axis})", (x,)), context.ua.AxisError)
    context.raises(Call(f"xp.{context.function}(x0, axis=(1, -1))", (x,)), ValueError)


def _diff(values: Values, axis: int, n: int) -> Values:
    dtype = values.dtype.name

    def differences(row: list[Any]) -> list[Any]:
        for _ in range(n):
            row = [b - a for a, b in itertools.pairwise(row)]
        return [wrap(v, dtype) for v in row] if dtype in INTEGER else row

    return apply_along_axis(values, axis, differences, dtype)


@check("utility_functions", "value", ["diff"], dtypes=NUMERIC, rows=("9n",))
def diff(context: Context) -> None:
    """Check every axis and repeated differences, until nothing is left; integers wrap."""
    rng, dtype = context.rng(), context.dtype
    for shape, axis in SHAPES_AND_AXES:
        values = fill(rng, dtype, shape, "wide" if dtype in INTEGER else "small")
        for n in (0, 1, 2, 3):
            call = Call(f"xp.diff(x0, axis={axis}, n={n})", (Input(values),))
            expect_both(context, call, Expected.exactly(_diff(values, axis, n)))
    values = fill(rng, dtype, (4, 6), "small")
    expect_both(context, Call("xp.diff(x0)", (Input(values),)), Expected.exactly(_diff(values, -1, 1)))
    for layout in ("strided", "reversed", "transposed", "read-only"):
        for axis in (0, 1):
            call = Call(f"xp.diff(x0, axis={axis})", (Input(values, layout),))
            expect_both(context, call, Expected.exactly(_diff(values, axis, 1)))


@check("utility_functions", "ends", ["diff"], dtypes=NUMERIC, rows=("2n", "3"))
def diff_ends(context: Context) -> None:
    """Check ``prepend=`` and ``append=`` along every axis, of any length, and promotion of their dtypes."""
    rng, dtype = context.rng(), context.dtype
    for shape, axis, length in (
        ((5,), 0, 1),
        ((5,), -1, 2),
        ((3, 4), 0, 2),
        ((3, 4), -1, 1),
        ((0,), 0, 2),
        ((3,), 0, 0),
    ):
        extra = list(shape)
        extra[axis] = length
        parts = {"x0": shape, "x1": tuple(extra), "x2": tuple(extra)}
        values = {name: fill(rng, dtype, size, "small") for name, size in parts.items()}
        for given, order in (
            ("prepend=x1", "x1 x0"),
            ("append=x2", "x0 x2"),
            ("prepend=x1, append=x2", "x1 x0 x2"),
            ("prepend=None, append=None", "x0"),
        ):
            joined = np.concatenate([values[name] for name in order.split()], axis=axis)
            for n in (1, 2):
                call = Call(f"xp.diff(x0, axis={axis}, n={n}, {given})", tuple(map(Input, values.values())))
                expect_both(context, call, Expected.exactly(_diff(joined, axis, n)))
    for other in NUMERIC:
        promoted = promote(dtype, other)
        if context.has(other):
            x, y = np.array([1, 2, 4], dtype=dtype), np.array([1], dtype=other)
            call = Call("xp.diff(x0, prepend=x1)", (Input(x), Input(y)))
            if promoted is None:
                context.raises(call, TypeError)
                continue
            context.expect(call, Expected.exactly(np.array([0, 1, 2], dtype=promoted)))
            if kind(dtype) == kind(other):
                context.expect(native(call), Expected.exactly(np.array([0, 1, 2], dtype=promoted)))


@check("utility_functions", "special", ["diff"], dtypes=REAL_FLOATING)
def diff_special(context: Context) -> None:
    """Check that NaN and infinities propagate to both neighbouring differences."""
    nan, inf = np.nan, np.inf
    values = np.array([1.0, nan, 2.0, inf, inf, -inf, 0.0, -0.0, 0.0], dtype=context.dtype)
    answer = np.array([nan, nan, inf, nan, -inf, inf, -0.0, 0.0], dtype=context.dtype)
    expect_both(context, Call("xp.diff(x0)", (Input(values),)), Expected.exactly(answer))


@check("utility_functions", "infinite", ["diff"], dtypes=COMPLEX, rows=("12n",))
def diff_special_complex(context: Context) -> None:
    """Check that an infinite part of a complex number does not change the other part."""
    inf, nan = np.inf, np.nan
    values = np.array([complex(1, 2), complex(inf, 5), complex(-inf, 7), complex(nan, 0), complex(3, -inf)])
    answer = np.array([complex(inf, 3), complex(-inf, 2), complex(nan, -7), complex(nan, -inf)])
    x, found = Input(values.astype(context.dtype)), answer.astype(context.dtype)
    expect_both(context, Call("xp.diff(x0)", (x,)), Expected.exactly(found))
    stacked = Input(np.stack([values, values], axis=1).astype(context.dtype))
    expect_both(context, Call("xp.diff(x0, axis=0)", (stacked,)), Expected.exactly(np.stack([found, found], axis=1)))
    twice = np.array([complex(-inf, -1), complex(nan, -9), complex(nan, -inf)], dtype=context.dtype)
    expect_both(context, Call("xp.diff(x0, n=2)", (x,)), Expected.exactly(twice))
    ends = Call("xp.diff(x0[:1], prepend=x0[1:2], append=x0[2:3])", (x,))
    context.expect(ends, Expected.exactly(np.array([complex(-inf, -3), complex(-inf, 5)], dtype=context.dtype)))


@check("utility_functions", "errors", ["diff"], rows=("26",))
def diff_errors(context: Context) -> None:
    """Check errors: TypeError for bools, ValueError for a negative n and shapes that do not fit, and AxisError."""
    x = Input(np.ones((2, 3), dtype="float32"))
    context.raises(Call("xp.diff(x0)", (Input(np.ones(3, dtype=bool)),)), TypeError)
    context.raises(Call("xp.diff(x0, n=-1)", (x,)), ValueError)
    for axis in (2, -3):
        context.raises(Call(f"xp.diff(x0, axis={axis})", (x,)), context.ua.AxisError)
    context.raises(Call("xp.diff(x0)", (Input(np.array(1.0, dtype="float32")),)), context.ua.AxisError)
    context.raises(Call("xp.diff(x0, axis=0, prepend=x1)", (x, Input(np.ones((1, 2), dtype="float32")))), ValueError)
    context.raises(Call("xp.diff(x0, axis=0, append=x1)", (x, Input(np.ones(3, dtype="float32")))), ValueError)
