"""Torch's exceptions as the contract's classes. Messages are looked at only when something went wrong."""

from __future__ import annotations

import re
from typing import Final

import torch

from unifyarray._errors import AxisError, LinAlgError, message

_PATTERNS: Final[tuple[tuple[str, type[Exception]], ...]] = (
    (r"Dimension out of range|dim(ension)? .*out of (range|bounds)|Dimension specified as", AxisError),
    (r"appears multiple times|repeated dim|duplicate (dim|value)", ValueError),
    (r"out of memory|can't allocate memory|not enough memory", MemoryError),
    (r"out of bounds|index .* is out of|too many indices|shape of the mask|could not be broadcast", IndexError),
    (
        (
            r"not implemented for|not supported for|does not support|expected .*dtype|same dtype|dtype .*expected"
            r"|must have the same dtype|expected scalar type|can't be cast|got (\w+ )?dtype|is not supported"
            r"|bool tensors|data type|floating point|complex"
        ),
        TypeError,
    ),
)


def translate(error: Exception) -> Exception | None:
    """Return the exception as one of the contract's classes, or None where it is one already."""
    text = str(error).partition("\n")[0]
    if isinstance(error, torch.linalg.LinAlgError):
        return LinAlgError(message(text, "add a multiple of the identity, or use linalg.pinv"))
    if isinstance(error, torch.OutOfMemoryError):
        return MemoryError(message(text, "smaller arrays, or del what is no longer needed"))
    if isinstance(error, (TypeError, MemoryError, AxisError, OverflowError)):
        return None
    if not isinstance(error, (RuntimeError, IndexError, ValueError)):
        return None
    for pattern, kind in _PATTERNS:
        if re.search(pattern, text):
            return None if type(error) is kind else kind(message(text, _HINTS[kind]))
    if isinstance(error, (IndexError, ValueError)):
        return None
    if isinstance(error, NotImplementedError):
        return TypeError(message(text, _HINTS[TypeError]))
    return ValueError(message(text, _HINTS[ValueError]))


_HINTS: Final[dict[type[Exception], str]] = {
    AxisError: "an axis from -x.ndim to x.ndim - 1",
    IndexError: "indices within the shape, x.shape",
    MemoryError: "smaller arrays, or del what is no longer needed",
    TypeError: "x.astype(dtype) to a dtype that the function takes",
    ValueError: "look at the shapes of the arguments, x.shape",
}
