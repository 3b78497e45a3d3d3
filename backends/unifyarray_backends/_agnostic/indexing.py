"""Assign to a part of an array."""

from __future__ import annotations

import functools
import weakref
from typing import Any, TypeAlias

from unifyarray.plugin import message

#: By id: the arrays that must not be written to although each of their elements has its own memory address, as long as
#: the arrays exist. NumPy has a flag for this; other libraries do not.
ReadOnly: TypeAlias = "dict[int, weakref.ref[Any]]"


def make_read_only(x: Any, known: ReadOnly) -> None:
    """Add an array to the arrays that must not be written to."""
    known[id(x)] = weakref.ref(x, functools.partial(_forget, known, id(x)))


def _forget(known: ReadOnly, key: int, _: object) -> None:
    known.pop(key, None)


def broadcast_value(lib: Any, value: Any, shape: tuple[int, ...]) -> Any:
    """Return a value broadcast to a shape; extra leading axes of length 1 are dropped, as in NumPy.

    ``lib`` is the library, which has ``broadcast_to``.
    """
    have = tuple(value.shape)
    if have == shape:
        return value
    if not shape:
        fact = f"a value of shape {have} cannot be assigned to a single element"
        raise ValueError(message(fact, "assign a 0-d array, or index with a slice: x[i:i+1] = value"))
    while value.ndim > len(shape) and value.shape[0] == 1:
        value = value[0]
    return lib.broadcast_to(value, shape)


def read_only() -> ValueError:
    """Return the error of an assignment to an array that ``make_read_only`` was called on."""
    fact = "cannot write to a broadcast array: its memory belongs to the array that was broadcast"
    return ValueError(message(fact, "write to a copy: ua.asarray(x, copy=True)"))


def shared_elements() -> ValueError:
    """Return the error of an assignment to a broadcast array, in which several elements share one memory address."""
    fact = "cannot write to a broadcast array: several elements share one memory address"
    return ValueError(message(fact, "write to a copy: ua.asarray(x, copy=True)"))
