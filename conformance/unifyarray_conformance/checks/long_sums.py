"""Checks of sums, products and norms of many elements, along every axis: the error must not grow with the length.

The elements repeat, so that every rounding error repeats, too. Added one after the other, they are off by thousands of
epsilon at these lengths. More elements would show more, but take longer.
"""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.budget import some
from ..harness.calls import Call, Input
from ..harness.registry import check
from ..reference.dtypes import COMPLEX, FLOATING, HALF, REAL_FLOATING, real_dtype
from ..reference.expected import CLOSE, Component, Expected
from ..reference.norm_bounds import LONG, check_within_bound

if TYPE_CHECKING:
    from ..harness.context import Context
    from ..reference.special_cases import Values

_COUNT: Final = 2**17
#: Shapes and the axis that is reduced. The arrays of three axes are long along the first.
_SINGLE: Final = (((_COUNT, 2), 0), ((2, _COUNT), 1), ((_COUNT,), 0), ((2, _COUNT // 2, 2), 1))
_SEVERAL: Final = (((_COUNT, 2, 3), (0, 2)), ((300, 400, 2), (0, 1)), ((3, 2, _COUNT), (0, 2)))
#: Epsilon by dtype; NumPy alone does not have bfloat16.
HALF_EPSILON: Final = {"float16": 2.0**-10, "bfloat16": 2.0**-7}
_LAYOUTS: Final = ("plain", "reversed", "strided", "transposed")


def _pair(dtype: str, numbers: tuple[float, float]) -> Values:
    """Return two numbers of a dtype; the complex ones are multiples of 1 + i."""
    factor = 1 + 1j if dtype in COMPLEX else 1
    return (np.array(numbers) * factor).astype(dtype)


def _repeat(pair: Values, shape: tuple[int, ...], axis: int) -> Values:
    """Return an array in which two numbers alternate along an axis."""
    along = [1] * len(shape)
    along[axis] = shape[axis]
    row = np.resize(pair, shape[axis]).reshape(along)
    return np.ascontiguousarray(np.broadcast_to(row, shape))


def _exact(pair: Values) -> list[Fraction]:
    return [Fraction(float(x)) for x in pair.real]


def _expected(exact: Any, dtype: str, shape: tuple[int, ...]) -> Values:
    """Return an array of a number; complex sums are multiples of 1 + i."""
    value = float(exact) * (1 + 1j if dtype in COMPLEX else 1)
    return np.full(shape, value)


@check("statistical_functions", "long", ["sum", "mean"], dtypes=FLOATING, grade="tolerance", rows=("15n",))
def sums(context: Context) -> None:
    """Check sums and means along every axis, and along several axes, in several layouts."""
    name, dtype = context.function, context.dtype
    pair = _pair(dtype, (0.1, 0.3))
    first, second = _exact(pair)
    for shape, axis in (*_SINGLE, *_SEVERAL):
        axes = (axis,) if isinstance(axis, int) else axis
        along = max(axes, key=shape.__getitem__)
        count = math.prod(shape[i] for i in axes)
        scale = 1 if name == "sum" else count
        exact = Fraction(count, 2) * (first + second) / scale
        rest = tuple(n for i, n in enumerate(shape) if i not in axes)
        answer = _expected(exact, dtype, rest)
        values = _repeat(pair, shape, along)
        for layout in _LAYOUTS if len(shape) == 2 else _LAYOUTS[:1]:
            call = Call(f"xp.{name}(x0, axis={axis})", (Input(values, layout),))
            check_within_bound(context, call, answer, dtype, LONG, np.abs(answer), both=True)
    values = _repeat(pair, (_COUNT, 4, 4), 0)
    answer = _expected(Fraction(_COUNT * 6, 2) * (first + second) / (1 if name == "sum" else _COUNT * 6), dtype, ())
    call = Call(f"xp.{name}(x0[:, ::2, 1:])", (Input(values),))
    check_within_bound(context, call, answer, dtype, LONG, np.abs(answer))


@check("statistical_functions", "long", ["var", "std"], dtypes=REAL_FLOATING, grade="tolerance", rows=("15n",))
def spreads(context: Context) -> None:
    """Check variances and standard deviations along every axis."""
    name, dtype = context.function, context.dtype
    pair = _pair(dtype, (0.1, 0.3))
    first, second = _exact(pair)
    deviation = (second - first) / 2
    exact = deviation**2 if name == "var" else deviation
    for shape, axis in (*_SINGLE, *_SEVERAL[:1]):
        axes = (axis,) if isinstance(axis, int) else axis
        answer = _expected(exact, dtype, tuple(n for i, n in enumerate(shape) if i not in axes))
        values = _repeat(pair, shape, axes[0])
        call = Call(f"xp.{name}(x0, axis={axis})", (Input(values),))
        n = LONG if dtype == "float32" else _COUNT  # libraries update a mean in float64 element by element
        check_within_bound(context, call, answer, dtype, n, np.abs(answer), both=True)


@check(
    "statistical_functions",
    "long",
    ["cumulative_sum", "cumulative_prod"],
    dtypes=FLOATING,
    grade="tolerance",
    rows=("15n",),
)
def running(context: Context) -> None:
    """Check every running sum and product; float64 is exact to as many epsilon as there are elements."""
    name, dtype = context.function, context.dtype
    if name == "cumulative_sum":
        pair = _pair(dtype, (0.1, 0.3))
        numbers = pair.real.astype(np.longdouble)
        half = np.arange(_COUNT + 1) // 2
        exact = half * (numbers[0] + numbers[1]) + (np.arange(_COUNT + 1) % 2) * numbers[0]
    else:
        pair = np.array([1.1, 1 / 1.1], dtype=dtype)
        numbers = np.real(pair).astype(np.longdouble)
        exact = (numbers[0] * numbers[1]) ** (np.arange(_COUNT + 1) // 2)
        exact = exact * np.where(np.arange(_COUNT + 1) % 2, numbers[0], 1)
    factor = 1 + 1j if dtype in COMPLEX and name == "cumulative_sum" else 1
    row: Values = exact[1:].astype(float) * factor
    n = LONG if dtype in ("float32", "complex64") else _COUNT
    for shape, axis in _SINGLE:
        along = [1] * len(shape)
        along[axis] = shape[axis]
        answer = np.broadcast_to(row[: shape[axis]].reshape(along), shape)
        values = _repeat(pair, shape, axis)
        call = Call(f"xp.{name}(x0, axis={axis})", (Input(values),))
        check_within_bound(context, call, answer, dtype, n, np.abs(answer), both=True)


@check("linear_algebra_functions", "long", ["vecdot"], dtypes=FLOATING, grade="tolerance", rows=("15n",))
def dot_products(context: Context) -> None:
    """Check dot products of long vectors along every axis, in several layouts."""
    _check_dot_products(context)


@check("linalg", "long", ["linalg.vecdot"], dtypes=FLOATING, grade="tolerance", rows=("15n",))
def dot_products_of_extension(context: Context) -> None:
    """Check dot products, as in the main namespace."""
    _check_dot_products(context)


def _check_dot_products(context: Context) -> None:
    dtype = context.dtype
    first, second = (_pair(dtype, (x, x)) for x in (0.1, 0.3))
    product = Fraction(float(first.real[0])) * Fraction(float(second.real[0])) * (2 if dtype in COMPLEX else 1)
    for shape, axis in _SINGLE:
        rest = tuple(n for i, n in enumerate(shape) if i != axis)
        answer = np.full(rest, float(product * shape[axis]), "complex128" if dtype in COMPLEX else "float64")
        for layout in ("plain", "reversed"):
            x, y = (Input(np.broadcast_to(pair[:1], shape).copy(), layout) for pair in (first, second))
            call = Call(f"xp.{context.function}(x0, x1, axis={axis - len(shape)})", (x, y))
            check_within_bound(context, call, answer, dtype, LONG, np.abs(answer), both=True)


@check(
    "half_floats",
    "long",
    ["sum", "mean", "prod", "std", "var", "cumulative_sum", "vecdot"],
    dtypes=HALF,
    grade="tolerance",
    rows=("15n",),
)
def half_precision(context: Context) -> None:
    """Check that half precision is added and multiplied in a wider dtype, which 2,000 numbers show."""
    name, dtype, count = context.function, context.dtype, 2000
    pair = [1.5, 0.6640625] if name == "prod" else [0.5, 1.5]
    values = np.resize(np.array(pair, dtype="float32"), (count,))
    exact: Values
    if name in ("std", "var"):
        exact = np.array([0.5 if name == "std" else 0.25] * 2)
    elif name == "cumulative_sum":
        exact = np.repeat(np.cumsum(values.astype(float))[:, None], 2, 1)
    else:
        exact = np.array(
            [{"sum": count, "mean": 1.0, "vecdot": 1.25 * count, "prod": (1.5 * 0.6640625) ** 1000}[name]] * 2
        )
    x = Input(np.repeat(values[:, None], 2, 1))
    axis = -2 if name == "vecdot" else 0
    source = "x1, x1" if name == "vecdot" else "x1"
    given = f"x1 = ua.astype(x0, ua.{dtype})\n"
    call = Call(f"{given}result = ua.{name}({source}, axis={axis})", (x,))
    numbers = Component.of(exact, mode=CLOSE)
    absolute: Any = 2 * float(HALF_EPSILON[dtype]) * np.abs(exact)
    context.ensure(call, f"assert str(result.dtype) == {dtype!r}, result.dtype")
    wide = Call(f"{given}result = ua.astype(ua.{name}({source}, axis={axis}), ua.float32)", (x,))
    context.expect(wide, Expected("float32", exact.shape, real=numbers, absolute=absolute))


@check("half_floats", "products", ["vecdot"], dtypes=HALF, grade="tolerance", rows=("15n",))
def half_products(context: Context) -> None:
    """Check dot products of many numbers in half precision, also if a product alone is beyond the range of float16."""
    dtype = context.dtype
    given = f"x2, x3 = (ua.astype(x, ua.{dtype}) for x in (x0, x1))\n"
    shapes = (((70001,), 0), ((40000, 2), 0), ((2, 70000), 1), ((300, 400), 0), ((2, 30001, 2), 1))
    for shape, axis in some(context, shapes, 2):
        count = shape[axis]
        # Products of 131,072 cancel each other, and 32,768 is left.
        signed = np.where(np.arange(count) % 2, -256.0, 256.0)
        signed[: 2 - count % 2] = [64.0, 0.0][: 2 - count % 2]
        pairs = (
            (np.resize([0.5, 1.5], count), np.full(count, 0.5)),
            (np.full(count, 512.0), signed),
            (np.full(count, 2.0**-13), np.full(count, 2.0**-13)),  # products of 2**-26 are 0 in float16
        )
        along = [count if i == axis else 1 for i in range(len(shape))]
        for pair in pairs:
            rows = (x.astype("float32").reshape(along) for x in pair)
            x, y = (Input(np.ascontiguousarray(np.broadcast_to(row, shape))) for row in rows)
            exact: Values = np.full(tuple(n for i, n in enumerate(shape) if i != axis), float(np.dot(*pair)))
            source = f"{given}result = ua.astype(ua.vecdot(x2, x3, axis={axis - len(shape)}), ua.float32)"
            numbers = Component.of(exact, mode=CLOSE)
            absolute: Any = HALF_EPSILON[dtype] * np.abs(exact)
            context.expect(Call(source, (x, y)), Expected("float32", exact.shape, real=numbers, absolute=absolute))


# -- norms ---------------------------------------------------------------------------------------------------------


@check("linalg", "long", ["linalg.vector_norm"], dtypes=FLOATING, grade="tolerance", rows=("15n",))
def norms(context: Context) -> None:
    """Check norms of every order of long vectors along every axis."""
    real = real_dtype(context.dtype)
    number = _pair(context.dtype, (0.1, 0.1))
    size = float(np.abs(number.astype("complex128"))[0])
    orders = (2, 1, 3, 0.5, -1, 0, np.inf)
    shapes: tuple[tuple[tuple[int, ...], Any], ...] = (*_SINGLE, *_SEVERAL[:1])
    for order, (shape, axis) in some(context, itertools.product(orders, shapes)):
        axes = (axis,) if isinstance(axis, int) else axis
        count = math.prod(shape[i] for i in axes)
        exact = float(count) if order == 0 else size * float(count) ** (1 / order)
        answer = np.full(tuple(n for i, n in enumerate(shape) if i not in axes), exact)
        values = np.broadcast_to(number[:1], shape).copy()
        call = Call(f"xp.linalg.vector_norm(x0, axis={axis}, ord={order!r})", (Input(values),))
        check_within_bound(context, call, answer, real, LONG // 4, answer, both=True)


@check("linalg", "long", ["linalg.matrix_norm"], dtypes=FLOATING, grade="tolerance", rows=("15n",))
def matrix_norms(context: Context) -> None:
    """Check the norms of long matrices that add up elements."""
    real = real_dtype(context.dtype)
    number = _pair(context.dtype, (0.1, 0.1))
    size = float(np.abs(number.astype("complex128"))[0])
    for shape in ((_COUNT, 2), (2, _COUNT)):
        values = np.broadcast_to(number[:1], shape).copy()
        for order, exact in (("fro", math.sqrt(math.prod(shape))), (1, shape[0]), (np.inf, shape[1]), (-1, shape[0])):
            answer = np.array(size * exact)
            call = Call(f"xp.linalg.matrix_norm(x0, ord={order!r})", (Input(values),))
            check_within_bound(context, call, answer, real, LONG // 4, answer, both=True)


@check("linalg", "long", ["linalg.trace"], dtypes=HALF, grade="tolerance", rows=("14n", "15n"))
def traces(context: Context) -> None:
    """Check the trace of a stack of matrices that lie side by side in memory; half precision shows it soonest."""
    dtype, size = context.dtype, 600
    given = f"x1 = ua.astype(x0 * xp.eye({size}, dtype=x0.dtype)[..., None], ua.{dtype})\n"
    call = Call(f"{given}result = ua.astype(ua.linalg.trace(ua.permute_dims(x1, (2, 0, 1))), ua.float32)", _HALVES)
    exact = np.full(2, 0.25 * size)
    numbers = Component.of(exact, mode=CLOSE)
    context.expect(call, Expected("float32", (2,), real=numbers, absolute=2 * HALF_EPSILON[dtype] * 0.25 * size))


_HALVES: Final = (Input(np.array([0.25, 0.25], dtype="float32")),)
