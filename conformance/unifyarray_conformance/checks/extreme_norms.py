"""Checks of norms of numbers whose squares are beyond the range of the dtype, and of their gradients."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.both_tiers import expect_both
from ..harness.budget import some
from ..harness.calls import Call, Input
from ..harness.registry import check
from ..reference import linear_algebra as reference
from ..reference.dtypes import COMPLEX, FLOATING, real_dtype
from ..reference.expected import Expected
from ..reference.norm_bounds import check_within_bound
from .gradients import expect_close, needs_autograd

if TYPE_CHECKING:
    from ..harness.context import Context
    from ..reference.special_cases import Values

_ORDERS: Final = (2, 1, 3, 0.5, 2.5, -1, -2, 0, np.inf, -np.inf)


def _scales(dtype: str) -> tuple[float, ...]:
    """Return magnitudes near both ends of the range, and near those where squares and cubes leave it."""
    limits = np.finfo(real_dtype(dtype))
    largest, smallest = float(limits.max), float(limits.smallest_normal)
    return (
        largest / 2**20, smallest * 2**12,
        *(end ** (1 / order) * factor for end, factor in ((largest, 4), (smallest, 1 / 4)) for order in (2, 3)),
    )  # fmt: skip


def _numbers(context: Context, shape: tuple[int, ...], scale: float) -> Values:
    rng, dtype = context.rng(), context.dtype
    values = rng.uniform(1, 4, shape) * rng.choice(np.array([-1.0, 1.0]), shape)
    if dtype in COMPLEX:
        values = values * np.exp(1j * rng.uniform(0, 6, shape))
    result: Values = (values * scale).astype(dtype)
    return result


def _norms(x: Values, axis: int, order: float) -> Values:
    rows = np.moveaxis(x, axis, -1)
    result = np.empty(rows.shape[:-1])
    for position in np.ndindex(*result.shape):
        result[position] = reference.vector_norm(rows[position].tolist(), order)
    return result


@check("linalg", "extremes", ["linalg.vector_norm"], dtypes=FLOATING, grade="tolerance", rows=("15n",))
def vector_norms(context: Context) -> None:
    """Check every order and axis at both ends of the range; rows of all magnitudes in one array; long vectors."""
    real = real_dtype(context.dtype)
    for scale, order in some(context, itertools.product(_scales(context.dtype), _ORDERS)):
        x = _numbers(context, (3, 4), scale)
        for axis in (0, 1):
            call = Call(f"xp.linalg.vector_norm(x0, axis={axis}, ord={order!r})", (Input(x),))
            answer = _norms(x, axis, order)
            check_within_bound(context, call, answer, real, 4, answer, both=True)
        for axes in ("None", "(0, 1)"):
            call = Call(f"xp.linalg.vector_norm(x0, axis={axes}, ord={order!r}, keepdims=True)", (Input(x),))
            answer = _norms(x.reshape(-1), 0, order).reshape(1, 1)
            check_within_bound(context, call, answer, real, 4, answer, both=True)
    mixed = np.concatenate([_numbers(context, (1, 5), scale) for scale in (*_scales(context.dtype), 1.0, 0.0)])
    for order, layout in some(context, itertools.product(_ORDERS, ("plain", "transposed", "reversed")), 2):
        call = Call(f"xp.linalg.vector_norm(x0, axis=1, ord={order!r})", (Input(mixed, layout),))
        answer = _norms(mixed, 1, order)
        check_within_bound(context, call, answer, real, 4, answer, both=True)
    for scale, order in itertools.product(_scales(context.dtype), (2, 3)):
        x = np.resize(_numbers(context, (4,), scale), 20_000)
        size = _norms(x[:4], 0, order)
        answer = np.array(float(size) * 5_000 ** (1 / order))
        call = Call(f"xp.linalg.vector_norm(x0, ord={order})", (Input(x),))
        check_within_bound(context, call, answer, real, 25, answer, both=True)


@check("linalg", "extremes", ["linalg.matrix_norm"], dtypes=FLOATING, grade="tolerance", rows=("15n",))
def matrix_norms(context: Context) -> None:
    """Check every norm of matrices at both ends of the range."""
    real = real_dtype(context.dtype)
    for scale in _scales(context.dtype):
        x = _numbers(context, (2, 3), scale)
        power = 2.0 ** math.frexp(scale)[1]  # mpmath's singular values are exact near 1
        near_one = x.astype(reference.double_dtype(x)) / power
        for order in ("fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf):
            exact = reference.matrix_norm(near_one, order) * power
            size = np.maximum(exact, reference.frobenius_norm(near_one) * power if order == -2 else 0)
            call = Call(f"xp.linalg.matrix_norm(x0, ord={order!r})", (Input(x),))
            check_within_bound(context, call, exact, real, 3, size, both=True)


@check("linalg", "infinite", ["linalg.vector_norm", "linalg.matrix_norm"], dtypes=FLOATING, rows=("12n", "15n"))
def norms_of_infinities(context: Context) -> None:
    """Check that an element with an infinite part has an infinite size, in norms of every order, length and axis."""
    dtype, real = context.dtype, real_dtype(context.dtype)
    parts = (complex(np.inf, -10), complex(0, np.inf), complex(-np.inf, np.inf)) if dtype in COMPLEX else (-np.inf,)
    infinite = Expected.exactly(np.asarray(np.inf, dtype=real))
    for number, count in itertools.product(parts, (1, 3, 20_000)):
        x = np.full((count,), 2, dtype=dtype)
        x[0] = number
        if context.function == "linalg.matrix_norm":
            for order in ("fro", 1, np.inf):
                expect_both(context, Call(f"xp.linalg.matrix_norm(x0, ord={order!r})", (Input(x[None, :]),)), infinite)
            continue
        for order in (2, 1, 3, 0.5, np.inf):
            expect_both(context, Call(f"xp.linalg.vector_norm(x0, ord={order!r})", (Input(x),)), infinite)
            alone = Input(np.asarray(number, dtype=dtype))
            expect_both(context, Call(f"xp.linalg.vector_norm(x0, ord={order!r})", (alone,)), infinite)
        columns = Input(np.stack([x[:3], x[:3]], -1)) if count >= 3 else Input(np.full((1, 2), number, dtype=dtype))
        along = Expected.exactly(np.full((2,), np.inf, dtype=real))
        expect_both(context, Call("xp.linalg.vector_norm(x0, axis=0)", (columns,)), along)
    if context.function == "linalg.vector_norm":
        for number in parts:
            call = Call("xp.linalg.vector_norm(x0, ord=-1)", (Input(np.array([number, 2, 2], dtype=dtype)),))
            expect_both(context, call, Expected.exactly(np.asarray(1, dtype=real)))


#: Expressions of the point ``s * [3, 4]``, and the exact gradient of their sum.
_CUBES: Final = 91 ** (1 / 3)
_GRADIENTS: Final[dict[str, tuple[tuple[str, Any], ...]]] = {
    "linalg.vector_norm": (
        ("ua.linalg.vector_norm(x0)", [0.6, 0.8]),
        ("ua.linalg.vector_norm(x0, ord=1)", [1.0, 1.0]),
        ("ua.linalg.vector_norm(x0, ord=3)", [(3 / _CUBES) ** 2, (4 / _CUBES) ** 2]),
        ("ua.linalg.vector_norm(x0, ord=-1)", [(4 / 7) ** 2, (3 / 7) ** 2]),
        ("ua.linalg.vector_norm(x0, ord=ua.inf)", [0.0, 1.0]),
        ("ua.linalg.vector_norm(ua.concat([x0, ua.zeros_like(x0)]), axis=0)", [0.6, 0.8]),
    ),
    "linalg.matrix_norm": (
        ("ua.linalg.matrix_norm(ua.reshape(x0, (1, 2)))", [0.6, 0.8]),
        ("ua.linalg.matrix_norm(ua.reshape(x0, (1, 2)), ord=1)", [0.0, 1.0]),
        ("ua.linalg.matrix_norm(ua.reshape(x0, (1, 2)), ord=2)", [0.6, 0.8]),
        ("ua.linalg.matrix_norm(ua.reshape(x0, (2, 1)), ord='nuc')", [0.6, 0.8]),
    ),
    "abs": (("ua.abs(x0)", [1.0, 1.0]),),
    "hypot": (("ua.hypot(x0[:1], x0[1:])", [0.6, 0.8]),),
}  # fmt: skip


@check(
    "gradients",
    "extremes",
    _GRADIENTS,
    dtypes=lambda name: FLOATING if name != "hypot" else ("float32", "float64"),
    rows=("15n", "28"),
)
def gradients(context: Context) -> None:
    """Check that gradients of norms are exact at both ends of the range, neither NaN nor 0."""
    needs_autograd(context)
    name, dtype = context.function, context.dtype
    phase = 0.6 + 0.8j if dtype in COMPLEX else 1.0
    for scale in _scales(dtype):
        power = 2.0 ** math.frexp(scale)[1]
        x = Input((np.array([3.0, 4.0]) * power * phase).astype(dtype))
        for source, gradient in _GRADIENTS[name]:
            call = Call(f"ua.grad(lambda x0: ua.sum({source}))(x0)", (x,))
            context.expect(call, expect_close(np.array(gradient) * phase, dtype, 32 * float(np.finfo(dtype).eps)))


@check("gradients", "extremes_second", ["linalg.vector_norm", "linalg.matrix_norm"], dtypes=("float32", "float64"))
def second_derivatives(context: Context) -> None:
    """Check second derivatives of norms whose squares leave the range, and the gradient of a tiny norm's square."""
    needs_autograd(context)
    dtype = context.dtype
    norm = (
        "ua.linalg.vector_norm(x)" if context.function == "linalg.vector_norm" else "ua.linalg.matrix_norm(x[None, :])"
    )
    exponent = 80 if dtype == "float32" else 600
    eps = float(np.finfo(dtype).eps)
    for power in (2.0**exponent, 2.0**-exponent):
        x = Input((np.array([3.0, 4.0]) * power).astype(dtype))
        source = f"ua.grad(lambda x: ua.grad(lambda x: {norm})(x)[0])(x0) * {power!r}"
        context.expect(Call(source, (x,)), expect_close(np.array([0.128, -0.096]), dtype, 32 * eps))
    source = f"ua.grad(lambda x: {norm} ** 2)(x0) * {1 / power!r}"
    context.expect(Call(source, (x,)), expect_close(np.array([6.0, 8.0]), dtype, 32 * eps))
    sparse = np.zeros(20_000, dtype=dtype)
    sparse[-2:] = 3.0, 4.0
    source = f"ua.grad(lambda x: ua.grad(lambda x: {norm})(x)[0])(x0)[:1]"
    context.expect(Call(source, (Input(sparse),)), expect_close(np.array([0.2]), dtype, 32 * eps))
