"""Checks of linear algebra against mpmath with small matrices and stacks: products, diagonals, norms and solutions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from ..harness.both_tiers import expect_both, native
from ..harness.budget import some
from ..harness.calls import LAYOUTS, Call, Input
from ..harness.registry import check
from ..inputs.matrices import ANY, SQUARE, call_with, inputs_in_layouts, longest_side, random_matrices, regular_matrices
from ..inputs.values import fill
from ..reference import element_positions as moves
from ..reference import linear_algebra as reference
from ..reference.dtypes import ALL, COMPLEX, FLOATING, INTEGER, NUMERIC, UNSIGNED, limits, promote, real_dtype, wrap
from ..reference.expected import CLOSE, SAME_SIZE, Component, Expected
from ..reference.norm_bounds import check_within_bound
from ..reference.standard import STANDARD
from . import linear_algebra_functions as main

if TYPE_CHECKING:
    from ..harness.context import Context
    from ..reference.element_positions import Shape
    from ..reference.special_cases import Values

# -- products that the main namespace has as well ----------------------------------------------------------------

_SAME: Final = tuple(f"linalg.{name}" for name in main.PRODUCTS)


@check("linalg", "integers", _SAME, dtypes=INTEGER, rows=("9n",))
def integers(context: Context) -> None:
    """Check that integers of all sizes wrap, as in the main namespace."""
    main.check_exact(context, "wide")


@check("linalg", "value", _SAME, dtypes=FLOATING, grade="tolerance", rows=("15n",))
def products(context: Context) -> None:
    """Check products of floating-point numbers, as in the main namespace."""
    main.check_within_norm(context)


@check("linalg", "value", ["linalg.matrix_transpose"], dtypes=ALL)
def matrix_transpose(context: Context) -> None:
    """Check the transpose, as in the main namespace."""
    main.check_transpose(context)


@check("linalg", "errors", [*_SAME, "linalg.matrix_transpose"], rows=("26",))
def product_errors(context: Context) -> None:
    """Check errors, as in the main namespace."""
    main.check_errors(context)


# -- products and diagonals --------------------------------------------------------------------------------------


def _cross(a: Values, b: Values, axis: int) -> Values:
    """Return cross products, computed with Python's numbers."""
    a, b = (np.moveaxis(x.astype(object), axis, -1) for x in (a, b))
    result = np.empty((*np.broadcast_shapes(a.shape, b.shape)[:-1], 3), dtype=object)
    for i in range(3):
        result[..., i] = a[..., i - 2] * b[..., i - 1] - a[..., i - 1] * b[..., i - 2]
    return np.moveaxis(result, -1, axis)


@check("linalg", "value", ["linalg.cross"], dtypes=NUMERIC, grade="tolerance", rows=("9n", "15n"))
def cross(context: Context) -> None:
    """Check cross products along every axis, of shapes that broadcast; integers wrap."""
    cases: tuple[tuple[Shape, Shape, int], ...] = (
        ((3,), (3,), -1), ((2, 3), (3,), -1), ((3, 2), (3, 1), -2), ((3, 2), (3, 2), 0), ((0, 3), (1, 3), -1),
        ((2, 1, 3), (4, 3), -1), ((2, 3, 1), (3, 5), -2), ((3, 3), (3, 3), 0),
    )  # fmt: skip
    dtype, rng = context.dtype, context.rng()
    for k, (first, second, axis) in enumerate(cases):
        a, b = (fill(rng, dtype, shape, "wide" if dtype in INTEGER else "ordinary") for shape in (first, second))
        inputs = tuple(Input(x, LAYOUTS[k % 3] if 0 not in x.shape else "plain") for x in (a, b))
        call = Call(f"xp.linalg.cross(x0, x1, axis={axis})", inputs)
        found = _cross(a, b, axis)
        if dtype in INTEGER:
            answer = np.array([wrap(v, dtype) for v in found.ravel()], dtype=dtype).reshape(found.shape)
            expect_both(context, call, Expected.exactly(answer))
            continue
        wide = reference.double_dtype(a)
        lengths = [np.linalg.norm(x.astype(wide), axis=axis, keepdims=True) for x in (a, b)]
        check_within_bound(context, call, found.astype(wide), dtype, 2, lengths[0] * lengths[1], both=True)


@check("linalg", "value", ["linalg.outer"], dtypes=NUMERIC, rows=("9n",))
def outer(context: Context) -> None:
    """Check every element of an outer product; integers wrap."""
    dtype, rng = context.dtype, context.rng()
    for first, second in ((3, 4), (1, 5), (0, 2), (2, 0)):
        for kind in ("wide", "small") if dtype in INTEGER else ("small",):
            a, b = fill(rng, dtype, (first,), kind), fill(rng, dtype, (second,), kind)
            call = Call("xp.linalg.outer(x0, x1)", (Input(a, "strided" if first else "plain"), Input(b)))
            found = a.astype(object)[:, None] * b.astype(object)[None, :]
            if dtype in INTEGER:
                answer = np.array([wrap(v, dtype) for v in found.ravel()], dtype=dtype).reshape(found.shape)
                expect_both(context, call, Expected.exactly(answer))
            else:  # whole numbers, whose products are exact
                check_within_bound(context, call, found.astype(reference.double_dtype(a)), dtype, 0, 1, both=True)


@check("linalg", "promotion", ["linalg.cross", "linalg.outer", "linalg.solve"], dtypes=NUMERIC, rows=("2n", "3"))
def promotion(context: Context) -> None:
    """Check promotion of both arguments; TypeError if they do not promote, and for bools in products."""
    name, first = context.function, context.dtype
    for second in ALL:
        if not context.has(second):
            continue
        if name == "linalg.solve":
            values = [np.array([[1, 0], [0, 1]], dtype=first), np.array([1, 0], dtype=second)]
            answer = values[1]
        else:
            values = [np.array([1, 0, 0], dtype=first), np.array([0, 1, 0], dtype=second)]
            answer = np.array([0, 0, 1]) if name == "linalg.cross" else np.array([[0, 1, 0], [0, 0, 0], [0, 0, 0]])
        call = Call(f"xp.{name}(x0, x1)", tuple(map(Input, values)))
        promoted = promote(first, second)
        if promoted is None:
            context.raises(call, TypeError)
            continue
        if name == "linalg.solve" and promoted not in FLOATING:
            promoted = context.default_float
        real = Component.of(answer.astype("float64"), mode=CLOSE)
        imag = Component.of(np.zeros(answer.shape), mode=CLOSE) if promoted in COMPLEX else None
        expected = Expected(promoted, answer.shape, real=real, imag=imag)
        if f"{first} {second}" in STANDARD["promotion"] and (name != "linalg.solve" or promoted in (first, second)):
            expect_both(context, call, expected)
        else:
            context.expect(call, expected)


@check("linalg", "value", ["linalg.diagonal"], dtypes=ALL)
def diagonal(context: Context) -> None:
    """Check every diagonal, including offsets beyond the matrix."""
    rng = context.rng()
    for shape in ((3, 3), (2, 4), (4, 2), (2, 3, 3), (1, 1), (0, 3), (2, 2, 0)):
        rows, columns = shape[-2:]
        x = fill(rng, context.dtype, shape, "mixed")
        for offset in range(-rows - 1, columns + 2):
            start = max(0, -offset), max(0, offset)
            length = max(0, min(rows - start[0], columns - start[1]))
            answer = moves.gather(x, (*shape[:-2], length), lambda p, s=start: (*p[:-1], s[0] + p[-1], s[1] + p[-1]))  # type: ignore[misc]
            call = Call(
                f"xp.linalg.diagonal(x0, offset={offset})", (Input(x, LAYOUTS[offset % 3] if x.size else "plain"),)
            )
            if -rows <= offset <= columns:
                expect_both(context, call, Expected.exactly(answer))
            else:
                context.expect(call, Expected.exactly(answer))


@check("linalg", "assignment", ["linalg.diagonal"], dtypes=("float32", "int32"), rows=("8",))
def diagonal_assignment(context: Context) -> None:
    """Check that the result can be assigned to."""
    x = Input(np.arange(9).reshape(3, 3).astype(context.dtype))
    answer = Expected.exactly(np.array([7, 4, 8], dtype=context.dtype))
    context.expect(Call("y = xp.linalg.diagonal(x0)\ny[0] = 7\nresult = y", (x,)), answer)


@check("linalg", "value", ["linalg.trace"], dtypes=ALL, grade="tolerance", rows=("14n", "15n"))
def trace(context: Context) -> None:
    """Check sums of diagonals: small integers add up in 64 bits, ``dtype=``, and offsets beyond the matrix give 0."""
    dtype, rng = context.dtype, context.rng()
    kind = "wide" if dtype in INTEGER else "ordinary"
    own = dtype
    if dtype == "bool" or dtype in INTEGER:
        own = "uint64" if dtype in UNSIGNED and context.has("uint64") else "int64"
    for shape in ((3, 3), (2, 4), (2, 3, 3), (0, 0), (3, 0), (1, 5, 4)):
        x = fill(rng, dtype, shape, kind)
        for offset in (0, 1, -1, 2, -3, 9):
            call = Call(f"xp.linalg.trace(x0, offset={offset})", (Input(x, "strided" if x.size else "plain"),))
            parts = np.diagonal(x, offset, -2, -1)
            found = np.empty(parts.shape[:-1], dtype=object)
            for position in np.ndindex(*found.shape):
                found[position] = sum(parts[position].tolist())
            both = dtype != "bool" and abs(offset) <= min(shape[-2:])
            if own in INTEGER:
                answer = np.array([wrap(int(v), own) for v in found.ravel()], dtype=own).reshape(found.shape)
                context.expect(call, Expected.exactly(answer))
                if both:
                    context.expect(native(call), Expected.exactly(answer))
            else:
                wide = reference.double_dtype(x)
                check_within_bound(
                    context, call, found.astype(wide), own, max(1, parts.shape[-1]), np.abs(parts).sum(-1), both=both
                )
    for target in NUMERIC:
        if context.has(target) and dtype != "bool" and not (dtype in COMPLEX and target not in COMPLEX):
            if target in INTEGER and dtype not in INTEGER:
                continue
            call = Call(
                f"xp.linalg.trace(x0, dtype=xp.{target})", (Input(np.array([[100, 3], [5, 100]], dtype=dtype)),)
            )
            value = wrap(200, target) if target in INTEGER else 200
            expect_both(context, call, Expected.exactly(np.array(value, dtype=target)))


# -- solving -------------------------------------------------------------------------------------------------


@check("linalg", "value", ["linalg.det"], dtypes=FLOATING, grade="tolerance", rows=("15n",))
def det(context: Context) -> None:
    """Check determinants of regular, singular and empty matrices, and of stacks."""
    for shape in some(context, SQUARE):
        x = regular_matrices(context, shape)
        exact = reference.det(x)
        size = np.abs(exact) * reference.condition_number(x)
        for given in inputs_in_layouts(context, x):
            check_within_bound(
                context, Call("xp.linalg.det(x0)", (given,)), exact, context.dtype, longest_side(x), size, both=True
            )
    for rows in ([[1, 2], [2, 4]], [[0, 0], [1, 2]], [[0, 1], [1, 0]], [[0, 2, 0], [0, 0, 3], [4, 0, 0]]):
        x = np.array(rows, dtype=context.dtype)
        check_within_bound(
            context,
            call_with(context, x),
            reference.det(x),
            context.dtype,
            longest_side(x),
            np.abs(x).max() ** len(rows),
        )


@check("linalg", "value", ["linalg.slogdet"], dtypes=FLOATING, grade="tolerance", rows=("15n",))
def slogdet(context: Context) -> None:
    """Check sign and logarithm, also of determinants beyond the dtype's range; a zero determinant gives 0 and -inf."""
    dtype = context.dtype
    named = "assert result._fields == ('sign', 'logabsdet'), result"
    for shape in some(context, SQUARE):
        x = regular_matrices(context, shape)
        sign, log = reference.slogdet(x)
        context.ensure(call_with(context, x), named)
        size = reference.condition_number(x)
        for given in inputs_in_layouts(context, x):
            check_within_bound(
                context, Call("xp.linalg.slogdet(x0).sign", (given,)), sign, dtype, longest_side(x), size
            )
            call = Call("xp.linalg.slogdet(x0).logabsdet", (given,))
            check_within_bound(context, call, log, real_dtype(dtype), longest_side(x), size + np.abs(log))
    for rows in ([[0, 0], [1, 2]], [[0, 0, 0]] * 3):
        given = Input(np.array(rows, dtype=dtype))
        zero = Component.of(np.array(0.0), mode=SAME_SIZE)
        imag = zero if dtype in COMPLEX else None
        context.expect(Call("xp.linalg.slogdet(x0).sign", (given,)), Expected(dtype, (), real=zero, imag=imag))
        minus = Expected.exactly(np.array(-np.inf, real_dtype(dtype)))
        context.expect(Call("xp.linalg.slogdet(x0).logabsdet", (given,)), minus)
    huge = np.diag(np.array([1e30, -1e30, 1e30], dtype=dtype))
    sign, log = reference.slogdet(huge)
    check_within_bound(
        context, Call("xp.linalg.slogdet(x0).logabsdet", (Input(huge),)), log, real_dtype(dtype), 3, np.abs(log)
    )
    check_within_bound(context, Call("xp.linalg.slogdet(x0).sign", (Input(huge),)), sign, dtype, 3, 1)


@check("linalg", "value", ["linalg.inv"], dtypes=FLOATING, grade="tolerance", rows=("15n",))
def inv(context: Context) -> None:
    """Check inverses of matrices and stacks."""
    for shape in some(context, SQUARE):
        x = regular_matrices(context, shape)
        exact = reference.inv(x)
        size = (reference.condition_number(x) * reference.frobenius_norm(exact))[..., None, None]
        for given in inputs_in_layouts(context, x):
            check_within_bound(
                context, Call("xp.linalg.inv(x0)", (given,)), exact, context.dtype, longest_side(x), size, both=True
            )


@check("linalg", "value", ["linalg.solve"], dtypes=FLOATING, grade="tolerance", rows=("15n",))
def solve(context: Context) -> None:
    """Check solutions for one vector, for columns, and for stacks that broadcast on either side."""
    cases: tuple[tuple[Shape, Shape], ...] = (
        ((2, 2), (2,)), ((3, 3), (3, 2)), ((3, 2, 2), (2,)), ((3, 2, 2), (2, 1)), ((2, 2, 2), (2, 2)),
        ((2, 2), (3, 2, 1)), ((2, 1, 3, 3), (2, 3, 1)), ((2, 2, 2), (2, 2, 3)), ((1, 1), (1,)), ((0, 0), (0,)),
        ((0, 0), (0, 2)), ((2, 2), (2, 0)), ((0, 2, 2), (2, 1)), ((3, 3, 3), (3, 3)),
        ((1, 1, 1), (1,)), ((4, 1, 1), (1,)), ((1, 2, 2), (2,)), ((1, 1, 1), (1, 1)),
    )  # fmt: skip
    for first, second in cases:
        a, b = regular_matrices(context, first), random_matrices(context, second)
        columns = b[:, None] if b.ndim == 1 else b
        batch = np.broadcast_shapes(a.shape[:-2], columns.shape[:-2])
        wide_a = np.broadcast_to(a, (*batch, *a.shape[-2:]))
        wide_b = np.broadcast_to(columns, (*batch, *columns.shape[-2:]))
        exact = reference.solve(wide_a, wide_b)
        size = (reference.condition_number(wide_a) * reference.frobenius_norm(exact))[..., None, None]
        if b.ndim == 1:
            exact, size = exact[..., 0], size[..., 0]
        for given in inputs_in_layouts(context, a):
            call = Call("xp.linalg.solve(x0, x1)", (given, Input(b)))
            check_within_bound(context, call, exact, context.dtype, longest_side(a), size, both=True)


@check("linalg", "value", ["linalg.pinv"], dtypes=FLOATING, grade="tolerance", rows=("15n",))
def pinv(context: Context) -> None:
    """Check pseudo-inverses of matrices of full and lower rank, and ``rtol=``."""
    dtype = context.dtype
    for shape in some(context, ANY):
        x = random_matrices(context, shape) if shape[-1] != shape[-2] else regular_matrices(context, shape)
        exact = reference.pinv(x)
        size = (reference.frobenius_norm(x) * reference.frobenius_norm(exact) ** 2)[..., None, None]
        call = Call("xp.linalg.pinv(x0)", (Input(x),))
        check_within_bound(context, call, exact, dtype, longest_side(x), size, both=True)
    flat = np.diag(np.array([4, 1, 0], dtype=dtype))
    for keyword, answer in (
        ("", [0.25, 1, 0]), (", rtol=0.5", [0.25, 0, 0]), (", rtol=0.1", [0.25, 1, 0]),
        (", rtol=xp.asarray(0.5)", [0.25, 0, 0]),
    ):  # fmt: skip
        check_within_bound(
            context,
            Call(f"xp.linalg.pinv(x0{keyword})", (Input(flat),)),
            np.diag(answer),
            dtype,
            3,
            1,
            both=not keyword,
        )
    stack = np.stack([flat, flat])
    call = Call("xp.linalg.pinv(x0, rtol=xp.asarray([0.5, 0.1]))", (Input(stack),))
    check_within_bound(context, call, np.stack([np.diag([0.25, 0, 0]), np.diag([0.25, 1, 0])]), dtype, 3, 1)


@check("linalg", "value", ["linalg.matrix_rank"], dtypes=FLOATING)
def matrix_rank(context: Context) -> None:
    """Check matrices of full and lower rank, empty matrices, and ``rtol=``."""
    dtype = context.dtype
    for shape in some(context, ANY):
        if 0 in shape[-2:]:
            continue
        x = random_matrices(context, shape) if shape[-1] != shape[-2] else regular_matrices(context, shape)
        answer = np.full(shape[:-2], min(shape[-2:]), dtype="int64")
        expect_both(context, call_with(context, x), Expected.exactly(answer))
    for shape, rank in (((0, 3), 0), ((2, 0, 3), 0), ((0, 0), 0)):
        x = np.zeros(shape, dtype=dtype)
        context.expect(call_with(context, x), Expected.exactly(np.full(shape[:-2], rank, dtype="int64")))
    low = np.outer([1, 2, 3], [4, 5, 6]).astype(dtype)
    stack = np.stack([low, np.eye(3, dtype=dtype), np.zeros((3, 3), dtype=dtype)])
    expect_both(context, call_with(context, stack), Expected.exactly(np.array([1, 3, 0])))
    flat = Input(np.diag(np.array([4, 1, 0], dtype=dtype)))
    for keyword, rank in (
        ("rtol=0.5", 1),
        ("rtol=0.1", 2),
        ("rtol=2.0", 0),
        ("rtol=xp.asarray(0.5)", 1),
        ("rtol=None", 2),
    ):
        call = Call(f"xp.linalg.matrix_rank(x0, {keyword})", (flat,))
        context.expect(call, Expected.exactly(np.array(rank)))
    call = Call("xp.linalg.matrix_rank(x0, rtol=xp.asarray([0.5, 0.1]))", (Input(np.stack([flat.values] * 2)),))
    context.expect(call, Expected.exactly(np.array([1, 2])))


@check("linalg", "value", ["linalg.matrix_power"], dtypes=FLOATING, grade="tolerance", rows=("15n",))
def matrix_power(context: Context) -> None:
    """Check zero, positive and negative exponents."""
    for shape in some(context, SQUARE):
        x = regular_matrices(context, shape)
        for exponent in (0, 1, 2, 3, 5, -1, -2):
            exact = reference.matrix_power(x, exponent)
            base = reference.frobenius_norm(x if exponent >= 0 else reference.inv(x))
            size = base ** abs(exponent) * (reference.condition_number(x) if exponent < 0 else 1) + 1
            call = Call(f"xp.linalg.matrix_power(x0, {exponent})", (Input(x),))
            n = longest_side(x) * max(1, abs(exponent))
            check_within_bound(context, call, exact, context.dtype, n, size[..., None, None], both=True)


@check("linalg", "exact", ["linalg.matrix_power"], dtypes=INTEGER, rows=("9n", "26"))
def integer_powers(context: Context) -> None:
    """Check that powers of integers are exact and wrap around, and that negative powers are those of floats."""
    dtype = context.dtype
    low, high = limits(dtype)
    rng, modulus = context.rng(), high - low + 1
    for shape in ((1, 1), (2, 2), (3, 3), (2, 3, 3), (2, 1, 2, 2), (0, 0), (0, 2, 2), (2, 0, 0)):
        x = rng.integers(low, high, shape, endpoint=True, dtype=dtype)
        for exponent in (0, 1, 2, 3, 7, 64, 2**61 - 1) if math.prod(shape) else (0, 1, 5):
            # Python's integers do not overflow. Each product is reduced, so that they stay short.
            power, square = np.broadcast_to(np.eye(shape[-1], dtype=object), shape), x.astype(object)
            for bit in reversed(f"{exponent:b}"):
                power = (power @ square) % modulus if bit == "1" else power
                square = (square @ square) % modulus
            exact = ((power - low) % modulus + low).astype(dtype)
            call = Call(f"xp.linalg.matrix_power(x0, {exponent})", (Input(x),))
            expect_both(context, call, Expected.exactly(exact))
    two = Input(np.array([[2, 0], [0, 4]], dtype=dtype))
    half = np.array([[0.25, 0], [0, 0.0625]], dtype=context.default_float)
    context.expect(Call("xp.linalg.matrix_power(x0, -2)", (two,)), Expected.up_to_zeros(half))
    nothing = Input(np.zeros((2, 2), dtype=dtype))
    context.raises(Call("xp.linalg.matrix_power(x0, -1)", (nothing,)), context.ua.linalg.LinAlgError)


# -- norms -----------------------------------------------------------------------------------------------------


@check("linalg", "nothing", ["linalg.vector_norm"], dtypes=FLOATING, rows=("14n", "26"))
def norms_of_nothing(context: Context) -> None:
    """Check norms of empty vectors: 0, or ValueError for negative orders, which need a smallest element."""
    for shape, axis, rest in (((0,), None, ()), ((0, 3), 0, (3,)), ((2, 0, 3), (0, 1), (3,)), ((3, 0), 0, (0,))):
        x = Input(np.zeros(shape, dtype=context.dtype))
        for order in (2, 1, 0, 3, np.inf):
            call = Call(f"xp.linalg.vector_norm(x0, axis={axis}, ord={order!r})", (x,))
            context.expect(call, Expected.exactly(np.zeros(rest, dtype=real_dtype(context.dtype))))
        for order in (-1, -2.5, -np.inf) if 0 not in rest else ():
            context.raises(Call(f"xp.linalg.vector_norm(x0, axis={axis}, ord={order!r})", (x,)), ValueError)


@check("linalg", "nothing", ["linalg.matrix_norm"], dtypes=FLOATING, rows=("14n", "26"))
def matrix_norms_of_nothing(context: Context) -> None:
    """Check norms of empty matrices: 0, or ValueError for orders that need a smallest row, column or singular value."""
    for shape in ((0, 0), (0, 3), (3, 0), (2, 0, 3)):
        x = Input(np.zeros(shape, dtype=context.dtype))
        smallest: dict[object, int] = {-1: shape[-1], -2: min(shape[-2:]), -np.inf: shape[-2]}
        for order in _ORDERS:
            call = Call(f"xp.linalg.matrix_norm(x0, ord={order!r})", (x,))
            if smallest.get(order, 1):
                context.expect(call, Expected.exactly(np.zeros(shape[:-2], dtype=real_dtype(context.dtype))))
            else:
                context.raises(call, ValueError)


_ORDERS: Final = (None, "fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf)


@check("linalg", "value", ["linalg.matrix_norm"], dtypes=FLOATING, grade="tolerance", rows=("15n",))
def matrix_norm(context: Context) -> None:
    """Check every norm, with and without keepdims."""
    dtype = context.dtype
    for shape in ((1, 1), (2, 2), (4, 2), (2, 3), (2, 3, 2), (0, 2, 3)):
        x = random_matrices(context, shape)
        for order in _ORDERS:
            exact = reference.matrix_norm(x, "fro" if order is None else order)
            size = np.maximum(exact, reference.frobenius_norm(x) if order == -2 else 0)
            for keepdims in (False, True):
                keywords = f"ord={order!r}, keepdims={keepdims}"
                answer = exact[..., None, None] if keepdims else exact
                scale = size[..., None, None] if keepdims else size
                call = Call(f"xp.linalg.matrix_norm(x0, {keywords})", (Input(x),))
                check_within_bound(
                    context, call, answer, real_dtype(dtype), longest_side(x), scale, both=order is not None
                )
    x = random_matrices(context, (2, 3))
    check_within_bound(
        context,
        call_with(context, x),
        reference.matrix_norm(x, "fro"),
        real_dtype(dtype),
        3,
        reference.frobenius_norm(x),
    )
    empty = Input(np.zeros((0, 3), dtype=dtype))
    for order in ("fro", "nuc"):
        context.expect(
            Call(f"xp.linalg.matrix_norm(x0, ord={order!r})", (empty,)),
            Expected.exactly(np.zeros((), real_dtype(dtype))),
        )


@check("linalg", "value", ["linalg.vector_norm"], dtypes=FLOATING, grade="tolerance", rows=("15n",))
def vector_norm(context: Context) -> None:
    """Check every order, axis and keepdims, including all axes as one vector and no axis."""
    dtype = context.dtype
    for shape, axis in (
        ((5,), None), ((2, 3), None), ((2, 3), 0), ((2, 3), -1), ((2, 3, 2), (0, 2)), ((2, 3, 2), (-1, 1)),
        ((2, 3), (0, 1)), ((), None), ((), ()), ((2, 3), ()), ((0, 3), 1), ((3, 0), 1),
    ):  # fmt: skip
        x = random_matrices(context, shape)
        x.ravel()[2:3] = 0
        over = tuple(range(x.ndim)) if axis is None else axis if isinstance(axis, tuple) else (axis,)
        over = tuple(a % x.ndim for a in over) if x.ndim else ()
        rest = tuple(a for a in range(x.ndim) if a not in over)
        rows = moves.permute_axes(x, (*rest, *over)).reshape(*(x.shape[a] for a in rest), -1) if x.size else None
        full = tuple(1 if a in over else n for a, n in enumerate(x.shape))
        for order in (2, 1, 0, 3, 0.5, 2.5, np.inf, -np.inf, -1, -2, 0.0625, -0.0625):
            if rows is None and (order < 0 or order == np.inf):
                continue
            exact = np.zeros([x.shape[a] for a in rest])
            for position in np.ndindex(*exact.shape):
                exact[position] = reference.vector_norm(rows[position].tolist() if rows is not None else [], order)
            for keepdims in (False, True):
                call = Call(f"xp.linalg.vector_norm(x0, axis={axis}, ord={order!r}, keepdims={keepdims})", (Input(x),))
                answer = exact.reshape(full) if keepdims else exact
                check_within_bound(context, call, answer, real_dtype(dtype), 4, answer, both=True)
    x = random_matrices(context, (2, 3))
    exact = np.array(reference.vector_norm(x.ravel().tolist(), 2))
    check_within_bound(context, call_with(context, x), exact, real_dtype(dtype), 4, exact, both=True)
