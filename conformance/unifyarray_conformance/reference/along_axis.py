"""Functions along an axis, worked out with Python's own numbers and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from .special_cases import Values

if TYPE_CHECKING:
    from collections.abc import Callable

#: Shapes and an axis of each: the first, the last and one between, counted from the end, too; of no length.
PLACES: Final[tuple[tuple[tuple[int, ...], int], ...]] = (
    ((7,), 0), ((7,), -1), ((1,), 0), ((0,), 0), ((3, 4), 0), ((3, 4), 1), ((3, 4), -2), ((2, 3, 2), 1),
    ((2, 3, 2), -3), ((3, 0), 0), ((3, 0), 1), ((0, 2), -1), ((3, 1, 2, 1, 2, 1), 0),
)  # fmt: skip


def along(values: Values, axis: int, how: Callable[[list[Any]], list[Any]], dtype: str) -> Values:
    """Return what a function of lists makes of the elements along an axis, in a dtype.

    The length of what it makes depends on the length of the list alone.
    """
    turned = np.moveaxis(values, axis, -1)
    outer = turned.shape[:-1]
    rows = [how(turned[place].tolist()) for place in np.ndindex(*outer)]
    length = len(how([values.dtype.type(1).item()] * turned.shape[-1]))
    result = np.array(rows, dtype=dtype).reshape(*outer, length)
    return np.ascontiguousarray(np.moveaxis(result, -1, axis))


def rank(value: Any) -> tuple[bool, Any]:
    """Return what real numbers are compared by: NaN is the largest, and zeros of either sign are equal."""
    return (value != value, 0 if value != value else value)


def order(values: list[Any], descending: bool = False) -> list[int]:
    """Return the indices that sort a list; equal elements keep their order, descending as well."""
    return sorted(range(len(values)), key=lambda i: rank(values[i]), reverse=descending)
