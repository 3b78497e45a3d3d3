"""Input matrices whose elements every dtype represents exactly: regular, Hermitian, positive definite."""

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


def random_matrices(context: Context, shape: Shape, dtype: str | None = None) -> Values:
    """Return matrices of different numbers that every dtype represents exactly."""
    dtype = dtype or context.dtype
    rng = context.rng()
    values = rng.permutation(np.arange(-64, 65))[: int(np.prod(shape))] / 16
    if dtype not in COMPLEX:
        return values.astype(dtype).reshape(shape)
    return (values + 1j * rng.permutation(values)).astype(dtype).reshape(shape)


def regular_matrices(context: Context, shape: Shape, dtype: str | None = None) -> Values:
    """Return well-conditioned square matrices that are not symmetric and need row exchanges in an LU decomposition."""
    x = random_matrices(context, shape, dtype)
    large = np.roll(np.eye(shape[-1]), 1, axis=-1) if shape[-1] else np.eye(0)
    result: Values = x + (16 * large).astype(x.dtype)
    return result


def hermitian_matrices(context: Context, shape: Shape) -> Values:
    """Return indefinite Hermitian matrices."""
    x = random_matrices(context, shape)
    result: Values = (x + np.conj(np.swapaxes(x, -1, -2))) / np.array(2, dtype=x.dtype)
    return result


def definite_matrices(context: Context, shape: Shape) -> Values:
    """Return Hermitian positive definite matrices."""
    x = hermitian_matrices(context, shape)
    # The added diagonal exceeds the sum of the absolute values of each row.
    result: Values = x + (32 * np.eye(shape[-1])).astype(x.dtype)
    return result


def inputs_in_layouts(context: Context, x: Values) -> list[Input]:
    """Return matrices as inputs in several memory layouts, or in a single layout if the budget of the run is small."""
    layouts = [layout for layout in ("plain", "transposed", "reversed", "strided") if supports_layout(layout, x.shape)]
    if is_small(context):
        layouts = [layouts[x.size % len(layouts)]]
    return [Input(x, layout) for layout in layouts]


def longest_side(x: Values) -> int:
    """Return the length of the longer matrix axis, at least 1."""
    shape: tuple[int, ...] = x.shape
    return max(1, *shape[-2:])


def call_with(context: Context, values: Values) -> Call:
    """Return a call of the checked function with one array."""
    return Call(f"xp.{context.function}(x0)", (Input(values),))
