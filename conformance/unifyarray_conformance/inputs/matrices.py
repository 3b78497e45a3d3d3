"""Matrices to try: of numbers that every dtype holds exactly, regular, Hermitian, positive definite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from ..harness.budget import is_small
from ..harness.calls import Call, Input, supports_layout
from ..reference.dtypes import COMPLEX

if TYPE_CHECKING:
    from ..harness.context import Context
    from ..reference.element_positions import Shape
    from ..reference.special_cases import Values

SQUARE: Final[tuple[Shape, ...]] = ((1, 1), (2, 2), (4, 4), (3, 2, 2), (2, 1, 3, 3), (0, 0), (2, 0, 0), (0, 3, 3))
ANY: Final[tuple[Shape, ...]] = (
    (1, 1), (2, 2), (4, 2), (2, 4), (3, 3), (2, 3, 2), (2, 1, 2, 3), (0, 0), (0, 3), (3, 0), (2, 0, 3), (0, 2, 3),
)  # fmt: skip


def random(context: Context, shape: Shape, dtype: str | None = None) -> Values:
    """Return matrices of numbers that every dtype holds exactly, no two of one size."""
    dtype = dtype or context.dtype
    rng = context.rng()
    values = rng.permutation(np.arange(-64, 65))[: int(np.prod(shape))] / 16
    if dtype not in COMPLEX:
        return values.astype(dtype).reshape(shape)
    return (values + 1j * rng.permutation(values)).astype(dtype).reshape(shape)


def regular(context: Context, shape: Shape, dtype: str | None = None) -> Values:
    """Return square matrices that are well-conditioned, not symmetric, and cannot do without an exchange of rows."""
    x = random(context, shape, dtype)
    large = np.roll(np.eye(shape[-1]), 1, axis=-1) if shape[-1] else np.eye(0)
    result: Values = x + (16 * large).astype(x.dtype)
    return result


def hermitian(context: Context, shape: Shape) -> Values:
    """Return Hermitian matrices, indefinite."""
    x = random(context, shape)
    result: Values = (x + np.conj(np.swapaxes(x, -1, -2))) / np.array(2, dtype=x.dtype)
    return result


def definite(context: Context, shape: Shape) -> Values:
    """Return Hermitian positive definite matrices."""
    x = hermitian(context, shape)
    # More than the sum of a row's absolute values on the diagonal.
    result: Values = x + (32 * np.eye(shape[-1])).astype(x.dtype)
    return result


def layouts(context: Context, x: Values) -> list[Input]:
    """Return matrices as inputs that lie in memory in several ways; in one with a small budget."""
    ways = [way for way in ("plain", "transposed", "reversed", "strided") if supports_layout(way, x.shape)]
    if is_small(context):
        ways = [ways[x.size % len(ways)]]
    return [Input(x, way) for way in ways]


def sides(x: Values) -> int:
    """Return the longest side, 1 at least."""
    shape: tuple[int, ...] = x.shape
    return max(1, *shape[-2:])


def of(context: Context, values: Values) -> Call:
    """Return the call of the function in hand with an array."""
    return Call(f"xp.{context.function}(x0)", (Input(values),))
