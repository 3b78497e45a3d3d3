"""Arithmetic: sums, products, quotients, powers, signs and rounding."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any, Final

import torch

from unifyarray.plugin import fast_path, override

from .._binary import (
    FLOATS,
    NO_KERNEL,
    NONE,
    NUMBERS,
    PROMOTES,
    PROMOTION_ISSUE,
    UNSIGNED_ISSUE,
    Binary,
    modular_path,
    override_binary,
    promoting_path,
)
from .._dtypes import (
    COMPLEX,
    FLOATING,
    INEXACT,
    PLAIN,
    PLAIN_NUMERIC,
    PLAIN_REAL,
    SIGNED,
    WIDE,
)
from .._promotion import promote_operands
from .._unsigned import call_on_bits, call_on_operand_bits
from . import _complex, _division, _powers

if TYPE_CHECKING:
    from collections.abc import Callable

_override_binary: Final = functools.partial(override_binary, module=__name__)


def _path_by_parts(native: Binary, by_parts: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]) -> Binary:
    """Return the slow path of ``add`` or ``subtract``; complex numbers are added by parts."""

    def slow_path(x1: Any, x2: Any, **kwargs: Any) -> torch.Tensor:
        x1, x2, dtype = promote_operands(x1, x2)
        if dtype in COMPLEX and not kwargs:
            return by_parts(x1, x2)
        return call_on_operand_bits(native, x1, x2, dtype, **kwargs)

    return slow_path


_REAL_NUMBERS: Final = {float: FLOATING, int: PLAIN_NUMERIC}
_PARTS: Final = (
    "0-d arrays do not promote like other arrays; uint16, uint32 and uint64 have no kernels; "
    "if one part of a complex number is infinite, the other becomes NaN"
)
add = _override_binary(
    "add",
    torch.add,
    _path_by_parts(torch.add, _complex.add),
    PLAIN - COMPLEX,
    _REAL_NUMBERS,
    "Return the sum of each pair of elements.",
    _PARTS,
)
subtract = _override_binary(
    "subtract",
    torch.subtract,
    _path_by_parts(torch.subtract, _complex.subtract),
    PLAIN - COMPLEX,
    {float: FLOATING, int: PLAIN_REAL},  # torch adds -1 times the complex number, which makes -0 - 0 a +0
    "Return the difference of each pair of elements.",
    _PARTS,
)
multiply = _override_binary(
    "multiply",
    torch.multiply,
    modular_path(torch.multiply),
    PLAIN,
    NUMBERS,
    "Return the product of each pair of elements.",
)
divide = _override_binary(
    "divide",
    torch.divide,
    _division.divide,
    INEXACT,
    {float: INEXACT, int: INEXACT},
    "Return the quotient of each pair of elements.",
    reason="0-d arrays do not promote like other arrays; integers are divided in float32, whatever the default is",
    case="native-integers",
)
floor_divide = _override_binary(
    "floor_divide",
    torch.floor_divide,
    _division.floor_divide,
    frozenset(),
    NONE,
    "Return the quotient of each pair of elements, rounded down.",
    reason="inf // 1 is nan; 1 // -inf is -1; an integer // 0 raises an error on the CPU and is arbitrary on CUDA",
    case="special",
    upstream="https://github.com/pytorch/pytorch/issues/165650",
)
remainder = _override_binary(
    "remainder",
    torch.remainder,
    _division.remainder,
    frozenset(),
    NONE,
    "Return the remainder of each pair of elements, with the sign of the second.",
    reason="zeros have the wrong sign; large quotients give nan; an integer % 0 raises an error or is arbitrary",
    case="special",
    upstream="https://github.com/pytorch/pytorch/issues/193755",
)
copysign = _override_binary(
    "copysign",
    torch.copysign,
    promoting_path(torch.copysign),
    FLOATING,
    FLOATS,
    "Return each first element with the sign of the second.",
    PROMOTES,
    "cost",
)
nextafter = _override_binary(
    "nextafter",
    torch.nextafter,
    promoting_path(torch.nextafter),
    FLOATING,
    NONE,
    "Return the next number after each first element in the direction of the second.",
    PROMOTES,
    "cost",
)


@override(
    reason="0-d arrays do not promote like other arrays; no kernel for uint16, uint32 and uint64; for complex arrays, "
    "0 ** 0 is nan; higher derivatives of x ** n are nan where x is 0",
    case="elementwise_functions/pow/native-promotion",
    upstream=PROMOTION_ISSUE,
)
@fast_path(_powers.power, PLAIN)
def pow(x1: Any, x2: Any, /, **kwargs: Any) -> torch.Tensor:
    """Return each first element to the power of the second."""
    if type(x1) is type(x2):
        dtype = x1.dtype
        if dtype is x2.dtype and dtype in PLAIN:
            return _powers.power(x1, x2, **kwargs)
    elif type(x2) is int and x1.dtype in INEXACT and -(2**63) <= x2 < 2**63:
        return torch.pow(x1, x2, **kwargs)
    return _division.power(x1, x2, **kwargs)


@override(reason=NO_KERNEL, case="elementwise_functions/abs/value", upstream=UNSIGNED_ISSUE)
@fast_path(torch.abs, INEXACT)
def abs(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return the absolute value of each element."""
    return x.clone() if x.dtype in WIDE else torch.abs(x, **kwargs)


@override(reason=NO_KERNEL, case="elementwise_functions/negative/value", upstream=UNSIGNED_ISSUE)
@fast_path(torch.negative, PLAIN_REAL)
def negative(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return the negative of each element; unsigned integers wrap around."""
    return _complex.negative(x) if x.dtype in COMPLEX and not kwargs else call_on_bits(torch.negative, x, **kwargs)


@override(reason=NO_KERNEL, case="elementwise_functions/square/value", upstream=UNSIGNED_ISSUE)
@fast_path(torch.square, INEXACT)
def square(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return the square of each element."""
    return call_on_bits(torch.square, x, **kwargs)


@override(
    reason="torch.sign(nan) is 0 and complex numbers raise an error; no kernel for uint16, uint32 and uint64",
    case="elementwise_functions/sign/value",
    upstream="https://github.com/data-apis/array-api-compat/issues/136",
)
def sign(x: torch.Tensor, /) -> torch.Tensor:
    """Return the sign of each element; a complex number is divided by its absolute value."""
    if x.dtype in FLOATING:
        return torch.where(torch.isnan(x), math.nan, torch.sign(x))
    if x.dtype in WIDE:
        return (x.view(SIGNED[x.dtype]) != 0).to(x.dtype)
    return torch.sgn(x)


@override(
    reason="raises an error for complex numbers with an infinite real part",
    case="elementwise_functions/round/value",
    upstream="https://github.com/pytorch/pytorch/issues/58743",
)
@fast_path(torch.round, FLOATING)
def round(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return each element rounded to the nearest integer, halves to the even integer."""
    return _complex.rounded(x) if x.dtype in COMPLEX else torch.round(x, **kwargs)
