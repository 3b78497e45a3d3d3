"""Nested lists and tuples as host data, and what is wrong where they make none (contract rows 4, 13, 26)."""

from __future__ import annotations

from .._core import dtypes as dt
from .._core.errors import hinted, message, shown
from .._rules import scalars

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, NoReturn

    import numpy as np

    from .._core.dtypes import DType


def holds_arrays(given: list[Any] | tuple[Any, ...]) -> bool:
    """Return whether nested sequences hold an Array."""
    kinds = set(map(type, given))
    return any(hasattr(kind, "_xp") for kind in kinds) or (
        any(issubclass(kind, list | tuple) for kind in kinds)
        and any(holds_arrays(item) for item in given if isinstance(item, list | tuple))
    )


def read(given: list[Any] | tuple[Any, ...], dtype: DType | None) -> np.ndarray[Any, Any]:
    """Return nested sequences of numbers as a NumPy array: of a dtype, or of what NumPy makes of them.

    Raises
    ------
    TypeError
        Something in them is no number, or is complex where the dtype is not.
    ValueError
        They differ in length, or NaN is to be an integer.
    OverflowError
        A number does not fit into the dtype; without one, an integer does not fit into int64.
    """
    import numpy as np

    try:
        found = np.asarray(given)
    except ValueError as error:
        if hinted(error):  # of an Array in a list
            raise
        raise ValueError(message(f"{shown(given)} has rows of different lengths", "rows of one length")) from error
    wanted = None if dtype is None else getattr(np, dtype.name, np.float64)  # NumPy has no bfloat16
    if found.dtype.kind not in "biufc":
        for leaf in _leaves(given):
            _number(leaf, dtype or dt.int64)
    if dtype is None and found.dtype.kind == "u" and found.size:
        scalars.to_element(int(found.max()), dt.int64)
    if wanted is None or found.dtype.num == np.dtype(wanted).num:  # of two 64-bit types torch takes one alone
        return found
    try:
        return np.asarray(given, dtype=wanted)
    except (TypeError, ValueError, OverflowError) as error:
        _raise_from(error, given, dtype)


def _raise_from(error: Exception, given: Any, dtype: DType | None) -> NoReturn:
    """Raise what is wrong with the first number that does not go into a dtype; NumPy does not say which one it is."""
    assert dtype is not None
    for leaf in _leaves(given):
        try:
            _number(leaf, dtype)
        except (TypeError, ValueError, OverflowError) as better:
            raise better from error
    raise type(error)(message(f"{shown(given)}: {error}", "numbers that the dtype holds")) from error


def _leaves(given: Any) -> Iterator[Any]:
    for part in given:
        if isinstance(part, list | tuple):
            yield from _leaves(part)
        else:
            yield part


def _number(leaf: Any, dtype: DType) -> None:
    """Raise what is wrong with an element of a list that is to be of a dtype; arrays are not looked into."""
    value = scalars.as_python(leaf)
    if value is not None:
        scalars.to_element(value, dtype)
    elif not hasattr(leaf, "dtype"):
        raise TypeError(message(f"{shown(leaf)} ({type(leaf).__name__}) is no number", "numbers make an Array"))
