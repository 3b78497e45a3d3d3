"""Reference implementation of functions along an axis, with Python's numbers and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from .special_cases import Values

if TYPE_CHECKING:
    from collections.abc import Callable

#: Pairs of a shape and an axis: the first, the last, a middle and a negative axis, and axes of length 0.
SHAPES_AND_AXES: Final[tuple[tuple[tuple[int, ...], int], ...]] = (
    ((7,), 0), ((7,), -1), ((1,), 0), ((0,), 0), ((3, 4), 0), ((3, 4), 1), ((3, 4), -2), ((2, 3, 2), 1),
    ((2, 3, 2), -3), ((3, 0), 0), ((3, 0), 1), ((0, 2), -1), ((3, 1, 2, 1, 2, 1), 0),
)  # fmt: skip


def apply_along_axis(values: Values, axis: int, function: Callable[[list[Any]], list[Any]], dtype: str) -> Values:
    """Apply a function to the elements along an axis.

    Parameters
    ----------
    values : array
        The elements.
    axis : int
        The axis to apply the function along.
    function : callable
        Takes a list and returns a list, whose length depends only on the length of its argument.
    dtype : str
        The dtype of the result.
    """
    turned = np.moveaxis(values, axis, -1)
    outer = turned.shape[:-1]
    rows = [function(turned[position].tolist()) for position in np.ndindex(*outer)]
    length = len(function([values.dtype.type(1).item()] * turned.shape[-1]))
    result = np.array(rows, dtype=dtype).reshape(*outer, length)
    return np.ascontiguousarray(np.moveaxis(result, -1, axis))


def sort_key(value: Any) -> tuple[bool, Any]:
    """Return the sort key of a real number: NaN is the largest, and zeros of either sign are equal."""
    return (value != value, 0 if value != value else value)


def argsort(values: list[Any], descending: bool = False) -> list[int]:
    """Return the indices that sort a list. Equal elements keep their order, in descending order as well."""
    return sorted(range(len(values)), key=lambda i: sort_key(values[i]), reverse=descending)
