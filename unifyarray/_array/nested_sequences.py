"""Read nested lists and tuples of numbers, with errors that name the element (contract rows 4, 13, 26)."""

from __future__ import annotations

from .._core import dtypes as dt
from .._core.errors import hinted, message, shown
from .._rules import scalars
from .._runtime.python_scalars import as_python

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, NoReturn

    import numpy as np

    from .._core.dtypes import DType


def read(given: list[Any] | tuple[Any, ...], dtype: DType | None) -> np.ndarray[Any, Any]:
    """Return nested sequences of numbers as a NumPy array, in a dtype or in the one that NumPy finds.

    Raises
    ------
    TypeError
        An element is not a number, or is complex and the dtype is not.
    ValueError
        Sequences differ in length, or the dtype is an integer one and an element is NaN.
    OverflowError
        A number does not fit into the dtype; without one, an integer does not fit into int64.
    """
    import numpy as np

    try:
        found = np.asarray(given)
    except ValueError as error:
        if hinted(error):  # an Array in the list has raised it
            raise
        raise ValueError(
            message(
                f"{shown(given)} has rows of different lengths",
                "make the rows equally long: ua.asarray([[1, 2], [3, 4]])",
            )
        ) from error
    wanted = None if dtype is None else getattr(np, dtype.name, np.float64)  # NumPy has no bfloat16
    if found.dtype.kind not in "biufc":
        for leaf in leaves(given):
            _check_number(leaf, dtype or dt.int64)
    if dtype is None and found.dtype.kind == "u" and found.size:
        scalars.to_element(int(found.max()), dt.int64)
    if wanted is None or found.dtype.num == np.dtype(wanted).num:  # torch takes only one of NumPy's two 64-bit types
        return found
    try:
        return np.asarray(given, dtype=wanted)
    except (TypeError, ValueError, OverflowError) as error:
        _raise_from(error, given, dtype)


def _raise_from(error: Exception, given: Any, dtype: DType | None) -> NoReturn:
    """Raise an error for the first number that does not go into a dtype; NumPy's error does not name it."""
    assert dtype is not None
    for leaf in leaves(given):
        try:
            _check_number(leaf, dtype)
        except (TypeError, ValueError, OverflowError) as better:
            raise better from error
    raise type(error)(
        message(
            f"{shown(given)}: {error}",
            'pass numbers that the dtype can represent, or another dtype: ua.asarray(data, dtype="float64")',
        )
    ) from error


def leaves(given: Any) -> Iterator[Any]:
    """Yield the elements of nested lists and tuples."""
    for part in given:
        if isinstance(part, list | tuple):
            yield from leaves(part)
        else:
            yield part


def _check_number(leaf: Any, dtype: DType) -> None:
    """Raise an error if an element of a list does not convert to a dtype; elements of arrays are not checked."""
    value = as_python(leaf)
    if value is not None:
        scalars.to_element(value, dtype)
    elif not hasattr(leaf, "dtype"):
        raise TypeError(
            message(f"{shown(leaf)} ({type(leaf).__name__}) is not a number", "pass numbers: ua.asarray([1.0, 2.0])")
        )
