"""Checks of pure updates, padding and diagonals, against loops over the elements."""

from __future__ import annotations

import itertools
import math
import operator
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.calls import LAYOUTS, Call, Input, supports_layout
from ..harness.registry import check
from ..reference.dtypes import ALL, COMPLEX, INTEGER, NUMERIC, REAL_FLOATING
from ..reference.expected import Expected

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..harness.context import Context
    from ..reference.special_cases import Values

SECTION: Final = "beyond_standard"

_OPERATIONS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "set": lambda old, new: new,
    "add": operator.add,
    "multiply": operator.mul,
    "min": min,
    "max": max,
}
#: Keys of an array of shape (4, 5): source, and the positions in row-major order.
_KEYS: Final = (
    "[0, 2, 0, -1, 2, 0]",
    "1",
    "-1, 2",
    "slice(1, 3)",
    "(slice(None), [0, 3, 3])",
    "([0, -1, 0, 3], [1, 1, 1, -2])",
    "(..., None, 4)",
    "slice(None, None, -2)",
    "[[0, 1], [1, 0]]",
    "(slice(0, 0), 1)",
)


def _positions(source: str) -> Values:
    found: Values = np.arange(20).reshape(4, 5)[eval(source)]
    return np.asarray(found)


@check(SECTION, "value", ["at"], dtypes=NUMERIC, rows=("6", "8", "34"))
def at(context: Context) -> None:
    """Check every operation with keys of every form, repeated positions, scalars and values that broadcast.

    The numbers are small integers, so that any order is exact. The array itself must not change.
    """
    dtype, rng = context.dtype, context.rng()
    x = rng.integers(0, 4, (4, 5)).astype(dtype)
    for name, operation in _OPERATIONS.items():
        if name in ("min", "max") and dtype in COMPLEX:
            continue
        for key in _KEYS:
            positions = _positions(key)
            if name == "set" and len(set(positions.ravel().tolist())) < positions.size:
                continue  # one of the values
            values = rng.integers(1, 3, positions.shape).astype(dtype)
            for given in (values, values[..., :1] if values.ndim else values, 2):
                full = np.broadcast_to(np.asarray(given, dtype=dtype), positions.shape)
                flat = x.ravel().tolist()
                for position, value in zip(positions.ravel().tolist(), full.ravel().tolist(), strict=True):
                    flat[position] = operation(flat[position], value)
                found = np.array(flat).astype(dtype).reshape(4, 5)
                inputs = (Input(x), given) if isinstance(given, int) else (Input(x), Input(given))
                context.expect(Call(f"ua.at(x0)[{key}].{name}(x1)", inputs), Expected.exactly(found))
    for layout in LAYOUTS:
        if layout != "broadcast":
            call = Call("y = ua.at(x0)[0].add(1)\nresult = x0", (Input(x, layout),))
            context.expect(call, Expected.exactly(x))


@check(SECTION, "masks", ["at"], dtypes=ALL, rows=("6", "8", "34"), needs=("data_dependent_shapes",))
def at_masks(context: Context) -> None:
    """Check masks as keys."""
    x = np.array([0, 1, 1, 0]).astype(context.dtype)
    mask = np.array([True, False, True, False])
    for value in (1, 0):
        found = np.where(mask, np.array(value).astype(context.dtype), x)
        call = Call(f"ua.at(x0)[x1].set({bool(value) if context.dtype == 'bool' else value})", (Input(x), Input(mask)))
        context.expect(call, Expected.exactly(found))
    if context.dtype != "bool":
        found = (x + mask).astype(context.dtype)
        context.expect(Call("ua.at(x0)[x1].add(1)", (Input(x), Input(mask))), Expected.exactly(found))


@check(SECTION, "special", ["at"], dtypes=REAL_FLOATING, rows=("34",))
def at_special(context: Context) -> None:
    """Check that NaN and infinities stay at their positions, and that NaN is the smallest and the largest number."""
    dtype, nan, inf = context.dtype, math.nan, math.inf
    x = Input(np.array([1.0, 2.0, nan, 4.0, 5.0], dtype=dtype))
    positions = Input(np.array([0, 3, 0, 4, 2, 0, 4]))
    values = Input(np.array([nan, inf, 1.0, -inf, 1.0, 2.0, inf], dtype=dtype))
    for name, found in (
        ("add", [nan, 2.0, nan, inf, nan]),
        ("multiply", [nan, 2.0, nan, inf, -inf]),
        ("max", [nan, 2.0, nan, inf, inf]),
        ("min", [nan, 2.0, nan, 4.0, -inf]),
    ):
        call = Call(f"ua.at(x0)[x1].{name}(x2)", (x, positions, values))
        context.expect(call, Expected.exactly(np.array(found, dtype=dtype)))
    for kind in ("int8", "uint8", "int64", "uint64"):
        given = np.array([0, 3, 0, 4, 1], dtype="int64")
        if kind.startswith("i"):
            given[1:4] -= 5
        total = Call("ua.at(x0)[x1].add(x2)", (
            Input(np.zeros(5, dtype=dtype)), Input(given.astype(kind)), Input(np.array([1, 2, 4, 8, 16], dtype=dtype)),
        ))  # fmt: skip
        context.expect(total, Expected.exactly(np.array([5, 16, 0, 2, 8], dtype=dtype)))
    many = np.arange(300) % 3
    call = Call(
        "ua.at(x0)[x1].add(x2)", (Input(np.zeros(4, dtype=dtype)), Input(many), Input(np.ones(300, dtype=dtype)))
    )
    context.expect(call, Expected.exactly(np.array([100, 100, 100, 0], dtype=dtype)))


@check(SECTION, "errors", ["at"], rows=("7", "8", "26", "34"))
def at_errors(context: Context) -> None:
    """Check errors: IndexError, and the errors of an assignment."""
    x = Input(np.array([1, 2, 3], dtype="int32"))
    for key in ("[3]", "-4", "0.5", "(0, 0)"):
        context.raises(Call(f"ua.at(x0)[{key}].add(1)", (x,)), IndexError)
    for wrong in (3, -4):
        beyond = Call("ua.at(x0)[x1].add(x0)", (x, Input(np.array([0, wrong, 1]))))
        if not context.has("lazy"):  # a check of values would compute them
            context.raises(beyond, IndexError)
    for name in _OPERATIONS:
        context.raises(Call(f"ua.at(x0)[0].{name}(1.5)", (x,)), TypeError)
        context.raises(Call(f"ua.at(x0)[:2].{name}(x0)", (x,)), ValueError)
        if name != "set":
            context.raises(Call(f"ua.at(x0 == 1)[0].{name}(True)", (x,)), TypeError)
    context.raises(Call("ua.at(x0)[0] = 1\nresult = x0", (x,)), TypeError)


# -- padding -------------------------------------------------------------------------------------------------


def _source(position: int, length: int, mode: str) -> int:
    """Return the element that a position beyond the ends of an axis shows, by walking there."""
    if mode == "edge":
        return min(max(position, 0), length - 1)
    if mode == "wrap":
        return position % length
    if length == 1:
        return 0
    at, step = 0, 1
    walk: list[int] = []
    while len(walk) <= abs(position) + 1:  # there and back, from the first element to the right
        walk.append(at)
        if not 0 <= at + step < length:
            step = -step
            at = at if mode == "symmetric" else at + step
        else:
            at += step
    if position >= 0:
        return walk[position]
    return walk[-position] if mode == "reflect" else walk[-position - 1]


@check(SECTION, "value", ["pad"], dtypes=ALL, rows=("34",))
def pad(context: Context) -> None:
    """Check every mode and form of the widths, also if they are longer than the axis; every layout."""
    dtype = context.dtype
    for shape, given in (
        ((5,), 2), ((5,), (1, 3)), ((3,), [0, 8]), ((1,), 2), ((2, 3), 1), ((2, 3), ((1, 2), (0, 4))),
        ((2, 3), ((2, 1),)), ((), 3), ((3, 1, 2), ((0, 0), (1, 1), (2, 0))),
    ):  # fmt: skip
        values = np.arange(math.prod(shape)).reshape(shape).astype(dtype)
        pairs = np.broadcast_to(np.array(given), (len(shape), 2)).tolist()
        for mode in ("edge", "reflect", "symmetric", "wrap"):
            sources = [
                [_source(i, n, mode) for i in range(-low, n + high)]
                for n, (low, high) in zip(shape, pairs, strict=True)
            ]
            found = np.array([values[i] for i in itertools.product(*sources)], dtype=dtype)
            found = found.reshape([len(part) for part in sources])
            context.expect(Call(f"ua.pad(x0, {given}, mode={mode!r})", (Input(values),)), Expected.exactly(found))
        found = np.full([n + low + high for n, (low, high) in zip(shape, pairs, strict=True)], 1).astype(dtype)
        found[tuple(slice(low, low + n) for n, (low, _) in zip(shape, pairs, strict=True))] = values
        one = "True" if dtype == "bool" else "1"
        call = Call(f"ua.pad(x0, {given}, constant_values={one})", (Input(values),))
        context.expect(call, Expected.exactly(found))
    values = np.arange(6).reshape(2, 3).astype(dtype)
    for layout in LAYOUTS:
        if layout != "broadcast" and supports_layout(layout, values.shape):
            call = Call("ua.pad(x0, 1)[1:-1, 1:-1]", (Input(values, layout),))
            context.expect(call, Expected.exactly(values))
    empty = Call("ua.pad(x0, 1)", (Input(np.zeros((0, 1), dtype=dtype)),))
    context.expect(empty, Expected.exactly(np.zeros((2, 3), dtype=dtype)))


@check(SECTION, "errors", ["pad"], rows=("26", "34"))
def pad_errors(context: Context) -> None:
    """Check errors of widths, modes and axes without elements."""
    x = Input(np.ones((2, 3), dtype="float32"))
    for wrong in ("-1", "(1, -1)", "(1, 2, 3)", "((1, 1),) * 3", "((1, 2, 3), (1, 1))", "1, mode='best'"):
        context.raises(Call(f"ua.pad(x0, {wrong})", (x,)), ValueError)
    constants = [f"1, constant_values={value}" for value in ("1j", "(1, 2)", "x0")]
    for wrong in ("1.0", "'a'", "(1, 0.5)", "None", *constants):
        context.raises(Call(f"ua.pad(x0, {wrong})", (x,)), TypeError)
    for mode in ("edge", "reflect", "symmetric", "wrap"):
        context.raises(Call(f"ua.pad(x0[:0], 1, mode={mode!r})", (x,)), ValueError)


# -- diagonals and positions ---------------------------------------------------------------------------------


@check(SECTION, "value", ["diag"], dtypes=ALL, rows=("34",))
def diag(context: Context) -> None:
    """Check diagonals of matrices and matrices of diagonals, above, below and beyond the matrix."""
    for shape in ((3,), (1,), (0,), (3, 4), (4, 2), (0, 2)):
        values = (np.arange(math.prod(shape)) + 1).reshape(shape).astype(context.dtype)
        for k in (0, 1, -1, 2, -3):
            if len(shape) == 2:
                found = [values[i, i + k] for i in range(shape[0]) if 0 <= i + k < shape[1]]
                answer = np.array(found, dtype=context.dtype)
            else:
                answer = np.zeros((shape[0] + abs(k),) * 2, dtype=context.dtype)
                for i in range(shape[0]):
                    answer[i + max(-k, 0), i + max(k, 0)] = values[i]
            context.expect(Call(f"ua.diag(x0, {k})", (Input(values),)), Expected.exactly(answer))
    for source in ("ua.diag(x0[0])", "ua.diag(x0[:, None, None])"):
        context.raises(Call(source, (Input(np.ones(2, dtype=context.dtype)),)), ValueError)


@check(SECTION, "value", ["fill_diagonal"], dtypes=ALL, rows=("8", "34"))
def fill_diagonal(context: Context) -> None:
    """Check matrices of every form, cubes, wrapped diagonals, and values that broadcast; the array must not change."""
    dtype = context.dtype
    one = "True" if dtype == "bool" else "1"
    for shape in ((3, 3), (2, 4), (5, 2), (0, 2), (1, 1), (3, 3, 3), (7, 3)):
        values = np.zeros(shape, dtype=dtype)
        for wrap in (False, True):
            found = values.copy()
            for position in np.ndindex(*shape):
                row = position[0] % (shape[1] + 1) if wrap and len(shape) == 2 else position[0]
                found[position] = len({row, *position[1:]}) == 1
            call = Call(f"ua.fill_diagonal(x0, {one}, wrap={wrap})", (Input(values),))
            context.expect(call, Expected.exactly(found))
    x, v = np.zeros((2, 3), dtype=dtype), np.array([1, 0]).astype(dtype)
    found = x.copy()
    found[0, 0] = v[0]
    context.expect(Call("ua.fill_diagonal(x0, x1)", (Input(x), Input(v))), Expected.exactly(found))
    context.expect(Call("y = ua.fill_diagonal(x0, x1)\nresult = x0", (Input(x), Input(v))), Expected.exactly(x))
    context.raises(Call("ua.fill_diagonal(x0, x0[0])", (Input(x),)), ValueError)
    context.raises(Call(f"ua.fill_diagonal(x0[0], {one})", (Input(x),)), ValueError)
    context.raises(Call(f"ua.fill_diagonal(x0[None], {one})", (Input(x),)), ValueError)


@check(SECTION, "value", ["atleast_nd"], dtypes=ALL, rows=("34",))
def atleast_nd(context: Context) -> None:
    """Check that axes are inserted at the front, and that enough axes stay."""
    for shape, ndim, found in (((), 2, (1, 1)), ((3,), 2, (1, 3)), ((2, 3), 1, (2, 3)), ((0, 2), 4, (1, 1, 0, 2))):
        values = np.ones(shape, dtype=context.dtype)
        call = Call(f"ua.atleast_nd(x0, ndim={ndim})", (Input(values),))
        context.expect(call, Expected.exactly(values.reshape(found)))
    context.raises(Call("ua.atleast_nd(x0, ndim=1.5)", (Input(np.ones(2, dtype=context.dtype)),)), TypeError)


@check(SECTION, "value", ["unravel_index"], dtypes=INTEGER, rows=("7", "34"))
def unravel_index(context: Context) -> None:
    """Check positions of arrays of 0 to 3 axes, and the bounds."""
    values = np.array([[0, 5, 23], [11, 12, 1]]).astype(context.dtype)
    for shape in ((2, 3, 4), (4, 6), (24,)):
        index = list(np.ndindex(*shape))
        for axis in range(len(shape)):
            found = np.array([[index[int(k)][axis] for k in row] for row in values], dtype="int64")
            call = Call(f"ua.unravel_index(x0, {shape})[{axis}]", (Input(values),))
            context.expect(call, Expected.exactly(found))
    if not context.has("lazy"):  # a check of values would compute them
        context.raises(Call("ua.unravel_index(x0, (2, 3))", (Input(values),)), IndexError)
        if context.dtype.startswith("int"):
            context.raises(Call("ua.unravel_index(x0 - 1, 24)", (Input(values),)), IndexError)
    context.ensure(Call("ua.unravel_index(x0 * 0, ())", (Input(values),)), "assert result == ()")
    context.raises(Call("ua.unravel_index(x0 == 0, 24)", (Input(values),)), TypeError)
