"""Assign to a part of an array."""

from __future__ import annotations

from typing import Any

from unifyarray.plugin import message


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


def shared_elements() -> ValueError:
    """Return the error of an assignment to a broadcast array, in which several elements share one memory address."""
    fact = "cannot write to a broadcast array: several elements share one memory address"
    return ValueError(message(fact, "write to a copy: ua.asarray(x, copy=True)"))
