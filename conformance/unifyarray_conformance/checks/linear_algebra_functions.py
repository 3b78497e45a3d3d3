"""Checks of matrix and tensor products: integers exactly, with wrap-around; floats within a norm bound."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from ..harness.both_tiers import expect_both, expect_promotion
from ..harness.budget import some
from ..harness.calls import LAYOUTS, Call, Input, supports_layout
from ..harness.registry import check
from ..inputs.values import fill
from ..reference import element_positions as moves
from ..reference.dtypes import ALL, COMPLEX, FLOATING, INTEGER, NUMERIC, wrap
from ..reference.expected import SAME_SIZE, Component, Expected
from ..reference.norm_bounds import check_within_bound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..harness.context import Context
    from ..reference.element_positions import Shape
    from ..reference.special_cases import Values

PRODUCTS: Final = ("matmul", "tensordot", "vecdot")

#: Two shapes and the keywords of a call.
Case: TypeAlias = tuple["Shape", "Shape", str]

CASES: Final[dict[str, tuple[Case, ...]]] = {
    "matmul": (
        ((3,), (3,), ""), ((0,), (0,), ""), ((2, 3), (3,), ""), ((3,), (3, 2), ""), ((2, 3), (3, 4), ""),
        ((1, 1), (1, 1), ""), ((2, 0), (0, 3), ""), ((0, 2), (2, 3), ""), ((2, 2, 3), (3, 2), ""),
        ((2, 1, 2, 3), (3, 3, 1), ""), ((3,), (2, 3, 2), ""), ((2, 2, 3), (3,), ""), ((2, 0, 3), (3, 2), ""),
        ((0, 2, 3), (1, 3, 2), ""), ((9, 33), (33, 17), ""),
    ),
    "tensordot": (
        ((2, 3), (2, 3), ""), ((2, 3), (3, 2), "axes=1"), ((2, 3), (4,), "axes=0"), ((), (), "axes=0"),
        ((2, 3, 4), (3, 4, 2), "axes=2"), ((2, 3, 4), (4, 2, 3), "axes=((0, 2), (1, 0))"),
        ((2, 3, 4), (4, 2), "axes=([-1], [0])"), ((2, 1), (1, 3), "axes=1"), ((2, 0), (0, 3), "axes=1"),
        ((0, 2), (2, 2), "axes=1"), ((3,), (3,), "axes=1"), ((2, 3), (3, 2), "axes=((), ())"),
        ((2, 3), (3, 2), "axes=((0, 1), (1, 0))"), ((5, 33), (33, 3), "axes=1"),
    ),
    "vecdot": (
        ((3,), (3,), ""), ((0,), (0,), ""), ((2, 3), (3,), ""), ((2, 3), (2, 3), "axis=-2"), ((2, 1, 3), (4, 3), ""),
        ((3, 2), (1, 2), "axis=-1"), ((3, 0), (3, 1), "axis=-2"), ((2, 0), (2, 0), ""), ((1,), (1,), "axis=-1"),
        ((2, 3), (2, 3), "axis=0"), ((4, 67), (67,), ""),
    ),
}  # fmt: skip


def argument_source(keywords: str) -> str:
    """Return the source of a call's arguments."""
    return f"x0, x1, {keywords}" if keywords else "x0, x1"


def vectors_to_multiply(name: str, keywords: str, a: Values, b: Values) -> tuple[Values, Values]:
    """Return both arrays as arrays of vectors that broadcast. The result consists of their scalar products."""
    given: Any = eval(f"dict({keywords})")
    if name == "matmul":
        first = a if a.ndim > 1 else a[None, :]
        second = b if b.ndim > 1 else b[:, None]
        x, y = first[..., :, None, :], np.swapaxes(second, -1, -2)[..., None, :, :]
        x, y = (np.broadcast_to(v, (*np.broadcast_shapes(x.shape, y.shape)[:-1], v.shape[-1])) for v in (x, y))
        if b.ndim == 1:
            x, y = x[..., 0, :], y[..., 0, :]
        if a.ndim == 1:
            # The axis of the rows precedes the axis of the columns, which does not exist if b is a vector.
            x, y = (np.squeeze(v, axis=-2 if b.ndim == 1 else -3) for v in (x, y))
        return x, y
    if name == "vecdot":
        axis = given.get("axis", -1)
        return np.moveaxis(a, axis, -1), np.moveaxis(b, axis, -1)
    axes = given.get("axes", 2)
    if isinstance(axes, int):
        axes = tuple(range(a.ndim - axes, a.ndim)), tuple(range(axes))
    first_axes, second_axes = ([axis % x.ndim for axis in part] for part, x in zip(axes, (a, b), strict=True))
    rest = [
        [i for i in range(x.ndim) if i not in part] for part, x in zip((first_axes, second_axes), (a, b), strict=True)
    ]
    count = math.prod(a.shape[axis] for axis in first_axes)
    left = moves.permute_axes(a, [*rest[0], *first_axes]) if a.ndim else a
    right = moves.permute_axes(b, [*rest[1], *second_axes]) if b.ndim else b
    shapes = [tuple(x.shape[i] for i in part) for part, x in zip(rest, (a, b), strict=True)]
    x = left.reshape(*shapes[0], *(1 for _ in shapes[1]), count)
    y = right.reshape(*(1 for _ in shapes[0]), *shapes[1], count)
    return x, y


def sums_of_products(x: Values, y: Values, conjugate: bool) -> Values:
    """Return sums of products along the last axis, computed with Python's numbers."""
    shape = np.broadcast_shapes(x.shape[:-1], y.shape[:-1])
    x, y = np.broadcast_to(x, (*shape, x.shape[-1])), np.broadcast_to(y, (*shape, y.shape[-1]))
    result = np.empty(shape, dtype=object)
    for position in itertools.product(*map(range, shape)):
        left, right = x[position].tolist(), y[position].tolist()
        if conjugate:
            left = [value.conjugate() for value in left]
        result[position] = sum(p * q for p, q in zip(left, right, strict=True))
    return result


def _inputs(context: Context, kind: str) -> Iterator[tuple[Call, Values, Values]]:
    """Yield calls of the checked function, each with the vectors whose products it sums."""
    name = context.function.removeprefix("linalg.")
    rng = context.rng()
    for k, (*shapes, keywords) in some(context, enumerate(CASES[name]), 2):
        arrays = [fill(rng, context.dtype, shape, kind) for shape in shapes]
        layout = LAYOUTS[k % len(LAYOUTS)]
        layouts = [layout if supports_layout(layout, x.shape) and layout != "broadcast" else "plain" for x in arrays]
        inputs = tuple(Input(x, w) for x, w in zip(arrays, layouts, strict=True))
        yield (
            Call(f"xp.{context.function}({argument_source(keywords)})", inputs),
            *vectors_to_multiply(name, keywords, *arrays),
        )


def check_exact(context: Context, kind: str) -> None:
    """Check sums of products that are exact: of small whole numbers, or of integers, which wrap."""
    dtype = context.dtype
    conjugate = dtype in COMPLEX and context.function.endswith("vecdot")
    for call, x, y in _inputs(context, kind):
        found = sums_of_products(x, y, conjugate)
        if dtype in INTEGER:
            wrapped = [wrap(int(value), dtype) for value in found.ravel()]
            expect_both(context, call, Expected.exactly(np.array(wrapped, dtype=dtype).reshape(found.shape)))
        else:
            # The sign of a sum of zeros depends on the initial value.
            values: Any = found.astype("complex128" if dtype in COMPLEX else "float64")
            imag = Component.of(values.imag, mode=SAME_SIZE) if dtype in COMPLEX else None
            answer = Expected(dtype, found.shape, real=Component.of(values.real, mode=SAME_SIZE), imag=imag)
            expect_both(context, call, answer)


@check("linear_algebra_functions", "integers", PRODUCTS, dtypes=INTEGER, rows=("9n",))
def integers(context: Context) -> None:
    """Check that products and sums of integers of all sizes wrap."""
    for kind in ("wide", "small", "special"):
        check_exact(context, kind)


def check_within_norm(context: Context) -> None:
    """Check products of floating-point numbers within the norm bound."""
    for call, x, y in _inputs(context, "ordinary"):
        wide = "complex128" if context.dtype in COMPLEX else "float64"
        found = sums_of_products(x, y, context.dtype in COMPLEX and context.function.endswith("vecdot"))
        size = np.linalg.norm(x.astype(wide), axis=-1) * np.linalg.norm(y.astype(wide), axis=-1)
        check_within_bound(context, call, found.astype(wide), context.dtype, x.shape[-1] + 2, size, both=True)


@check("linear_algebra_functions", "value", PRODUCTS, dtypes=FLOATING, grade="tolerance", rows=("15n",))
def value(context: Context) -> None:
    """Check vectors, matrices, stacks that broadcast and empty arrays, within the norm bound."""
    check_within_norm(context)


@check("linear_algebra_functions", "exact", PRODUCTS, dtypes=FLOATING, rows=("15n",))
def exact_floats(context: Context) -> None:
    """Check small whole numbers, whose products and sums are exact in any order."""
    check_exact(context, "small")


@check("linear_algebra_functions", "promotion", PRODUCTS, dtypes=NUMERIC, rows=("2n", "3"))
def promotion(context: Context) -> None:
    """Check promotion in either order; TypeError for arguments that do not promote, and for bools."""
    keywords = "axes=1" if context.function == "tensordot" else ""
    for second in ALL:
        if not context.has(second):
            continue
        values = [np.array([1, 0, 1], dtype=context.dtype), np.array([1, 1, 1], dtype=second)]
        call = Call(f"xp.{context.function}({argument_source(keywords)})", tuple(map(Input, values)))
        expect_promotion(
            context, call, context.dtype, second, lambda promoted: Expected.exactly(np.array(2, dtype=promoted))
        )


@check("linear_algebra_functions", "value", ["matrix_transpose"], dtypes=ALL)
def matrix_transpose(context: Context) -> None:
    """Check transposes of matrices, stacks and empty arrays."""
    check_transpose(context)


def check_transpose(context: Context) -> None:
    """Check the transpose that the checked function returns."""
    rng = context.rng()
    for shape in ((2, 3), (1, 1), (3, 0), (2, 3, 4), (0, 2, 1), (1, 2, 2, 3)):
        for layout in LAYOUTS[:4]:
            if supports_layout(layout, shape):
                x = fill(rng, context.dtype, shape, "mixed")
                axes = [*range(len(shape) - 2), len(shape) - 1, len(shape) - 2]
                call = Call(f"xp.{context.function}(x0)", (Input(x, layout),))
                expect_both(context, call, Expected.exactly(moves.permute_axes(x, axes)))


#: By function: arguments that must raise, and the class of the error. Shapes: ``x0`` (2, 3), ``x1`` (3,), ``x2`` (2, 2,
#: 3), ``x4`` (). ``x3`` consists of bools.
_BAD: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "matmul": (
        ("x0, x0", "ValueError"), ("x1, x0", "ValueError"), ("x0, x4", "ValueError"), ("x4, x0", "ValueError"),
        ("x1, xp.ones((2,))", "ValueError"), ("x2, xp.ones((3, 3, 1))", "ValueError"), ("x3, x3", "TypeError"),
    ),
    "matrix_transpose": (("x1", "ValueError"), ("x4", "ValueError")),
    "tensordot": (
        ("x0, x0, axes=1", "ValueError"), ("x0, x1, axes=2", "ValueError"), ("x0, x0, axes=3", "ValueError"),
        ("x0, x0, axes=-1", "ValueError"), ("x0, x0, axes=((0,), (0, 1))", "ValueError"),
        ("x0, x0, axes=((0,), (1,))", "ValueError"), ("x0, x0, axes=((2,), (0,))", "AxisError"),
        ("x0, x0, axes=((0, 0), (0, 0))", "ValueError"), ("x3, x3, axes=1", "TypeError"),
        # An axis of length 1 does not broadcast.
        ("x0, xp.ones((1, 2)), axes=1", "ValueError"), ("x0, x0, axes=1.0", "TypeError"),
    ),
    "vecdot": (
        ("x0, xp.ones((2,))", "ValueError"), ("x0, xp.ones((2, 1))", "ValueError"), ("x0, x0, axis=-3", "AxisError"),
        ("x0, x1, axis=-2", "AxisError"), ("x4, x4", "AxisError"), ("x3, x3", "TypeError"),
        ("x0, xp.ones((4, 3))", "ValueError"), ("x0, x0, axis=0.5", "TypeError"),
    ),
}  # fmt: skip


def check_errors(context: Context) -> None:
    """Check the arguments for which the checked function must raise."""
    values = [np.ones(s, dtype="float32") for s in ((2, 3), (3,), (2, 2, 3))]
    values += [np.ones(3, dtype=bool), np.ones((), dtype="float32")]
    classes: dict[str, Callable[..., BaseException]] = {
        "ValueError": ValueError, "TypeError": TypeError, "AxisError": context.ua.AxisError,
    }  # fmt: skip
    for source, error in _BAD[context.function.removeprefix("linalg.")]:
        call = Call(f"xp.{context.function}({source})", tuple(map(Input, values)))
        context.raises(call, classes[error])  # type: ignore[arg-type]


@check("linear_algebra_functions", "errors", _BAD, rows=("26",))
def errors(context: Context) -> None:
    """Check errors: ValueError for shapes that do not fit, AxisError for invalid axes, TypeError for bools."""
    check_errors(context)
