"""Bitwise and logical functions."""

from __future__ import annotations

import functools
from typing import Any, Final

import torch

from unifyarray.plugin import override

from .._binary import (
    BITS,
    NO_KERNEL,
    NONE,
    PROMOTES,
    UNSIGNED_ISSUE,
    modular_path,
    override_binary,
    promoting_path,
)
from .._dtypes import (
    BOOL,
    PLAIN_BITS,
    PLAIN_INTEGER,
)
from .._unsigned import call_on_bits
from . import _division

_override_binary: Final = functools.partial(override_binary, module=__name__)

bitwise_and = _override_binary(
    "bitwise_and", torch.bitwise_and, modular_path(torch.bitwise_and), PLAIN_BITS, BITS, "Return the AND of each pair."
)
bitwise_or = _override_binary(
    "bitwise_or", torch.bitwise_or, modular_path(torch.bitwise_or), PLAIN_BITS, BITS, "Return the OR of each pair."
)
bitwise_xor = _override_binary(
    "bitwise_xor", torch.bitwise_xor, modular_path(torch.bitwise_xor), PLAIN_BITS, BITS, "Return the XOR of each pair."
)
bitwise_left_shift = _override_binary(
    "bitwise_left_shift",
    torch.bitwise_left_shift,
    _division.left_shift,
    PLAIN_INTEGER,
    BITS,
    "Shift the bits of each first element left by the second; by the width or more gives 0.",
)
bitwise_right_shift = _override_binary(
    "bitwise_right_shift",
    torch.bitwise_right_shift,
    _division.right_shift,
    PLAIN_INTEGER,
    BITS,
    "Shift the bits of each first element right by the second; by the width or more gives 0 or -1.",
)


@override(reason=NO_KERNEL, case="elementwise_functions/bitwise_invert/value", upstream=UNSIGNED_ISSUE)
def bitwise_invert(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return each element with its bits inverted."""
    return call_on_bits(torch.bitwise_not, x, **kwargs)


logical_and = _override_binary(
    "logical_and",
    torch.logical_and,
    promoting_path(torch.logical_and),
    BOOL,
    NONE,
    "Return the logical AND of each pair.",
    PROMOTES,
    "cost",
)
logical_or = _override_binary(
    "logical_or",
    torch.logical_or,
    promoting_path(torch.logical_or),
    BOOL,
    NONE,
    "Return the logical OR of each pair.",
    PROMOTES,
    "cost",
)
logical_xor = _override_binary(
    "logical_xor",
    torch.logical_xor,
    promoting_path(torch.logical_xor),
    BOOL,
    NONE,
    "Return the logical XOR of each pair.",
    PROMOTES,
    "cost",
)
