"""Assignment to a part of an array."""

from __future__ import annotations

from typing import Any

from unifyarray._core.errors import message


def fit(lib: Any, value: Any, shape: tuple[int, ...]) -> Any:
    """Return the value broadcast to a shape; leading axes of size one that are too many go, as in NumPy.

    ``lib`` is the library, which has ``broadcast_to``.
    """
    have = tuple(value.shape)
    if have == shape:
        return value
    if not shape:
        fact = f"a value of shape {have} does not fit one element"
        raise ValueError(message(fact, "a 0-d array, or a slice in the index"))
    while value.ndim > len(shape) and value.shape[0] == 1:
        value = value[0]
    return lib.broadcast_to(value, shape)
