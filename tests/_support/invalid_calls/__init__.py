"""Invalid calls by section of the standard, with the class of error that docs/contract.md requires, written by hand.

A call is source text, and ``names`` returns the names in it. The third item is text that the message must contain:
the value at fault.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import unifyarray as ua

if TYPE_CHECKING:
    from typing import TypeAlias

    #: The call, the class of its error, and text in the message.
    Calls: TypeAlias = list[tuple[str, type[Exception], str]]


def names(elsewhere: ua.Array) -> dict[str, Any]:
    """Return the names in invalid calls, on the current backend; ``elsewhere`` is an Array on another device."""
    x = ua.asarray([1.5, 2.5, 3.5])
    return {
        "ua": ua,
        "np": np,
        "x": x,
        "native": ua.native(x),
        "elsewhere": elsewhere,
        "thing": object(),
        "four": ua.ones(4),
        "m": ua.asarray([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
        "square": ua.asarray([[2.0, 1.0], [1.0, 3.0]]),
        "cube": ua.ones((2, 3, 4)),
        "i": ua.asarray([0, 1, 2]),
        "i8": ua.asarray([0, 1, 2], dtype="int8"),
        "u": ua.asarray([1, 2, 3], dtype="uint8"),
        "u64": ua.asarray([1, 2, 3], dtype="uint64"),
        "f32": ua.asarray([1.5, 2.5, 3.5], dtype="float32"),
        "b": ua.asarray([True, False, True]),
        "c": ua.asarray([1 + 2j, 2.0, 3.0]),
        "zero_d": ua.asarray(2.5),
        "int_0d": ua.asarray(2),
        "empty": ua.zeros(0),
        "hollow": ua.zeros((0, 3)),
    }
