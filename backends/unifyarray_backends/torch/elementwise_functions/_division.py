"""Slow paths of division, remainder, powers and shifts: special cases of torch, and the wide unsigned dtypes."""

from __future__ import annotations

import math
from typing import Any, Final

import torch

from .._autograd import can_reuse_memory, may_be_differentiated
from .._dtypes import FLOATING, HALF_PRECISION, INEXACT, SIGN_BIT, SIGNED, WIDER_SIGNED, TorchDType
from .._promotion import as_dtype, default_float, promote_operands
from .._unsigned import call_on_operand_bits
from . import _powers

_WIDE: Final = FLOATING - HALF_PRECISION


def floor_divide(x1: Any, x2: Any, **kwargs: Any) -> torch.Tensor:
    """Return the quotient, rounded down; an integer divided by zero gives zero."""
    if isinstance(x2, float) and math.isfinite(x2) and isinstance(x1, torch.Tensor) and x1.dtype in _WIDE:
        quotient = torch.div(x1, x2, rounding_mode="floor")
        return _copy_to_out(torch.where(torch.isnan(quotient), torch.div(x1.detach(), x2), quotient), **kwargs)
    x1, x2, dtype = promote_operands(x1, x2)
    if dtype in _WIDE:
        return _copy_to_out(_float_floor_divide(x1, x2), **kwargs)
    if dtype in HALF_PRECISION:  # torch rounds the quotient to half precision before and after the floor
        return _copy_to_out(_float_floor_divide(x1.float(), x2.float()).to(dtype), **kwargs)
    return _copy_to_out(_compute_in_signed(x1, x2, dtype, _quotient), **kwargs)


def remainder(x1: Any, x2: Any, **kwargs: Any) -> torch.Tensor:
    """Return the remainder with the sign of the divisor; an integer modulo zero gives zero."""
    is_large = isinstance(x2, (int, float)) and abs(x2) >= 1
    x1, x2, dtype = promote_operands(x1, x2)
    if dtype in _WIDE:
        return _copy_to_out(_float_remainder(x1, x2, is_large=is_large), **kwargs)
    if dtype in HALF_PRECISION:
        return _copy_to_out(_float_remainder(x1.float(), x2.float(), is_large=is_large).to(dtype), **kwargs)
    return _copy_to_out(_compute_in_signed(x1, x2, dtype, _modulus), **kwargs)


def _copy_to_out(result: torch.Tensor, out: torch.Tensor | None = None) -> torch.Tensor:
    return result if out is None else out.copy_(result)


def _float_floor_divide(x1: torch.Tensor, x2: torch.Tensor) -> torch.Tensor:
    # As in Python, torch keeps `x1 == x2 * q + r` for infinities, so that inf // 1 is nan and 1 // -inf is -1.
    # `div` is used because `floor_divide` has no derivative; that of `div` is zero, as it should be.
    quotient = torch.div(x1, x2, rounding_mode="floor")
    x1, x2 = x1.detach(), x2.detach()
    doubtful = quotient.detach() + (x2 - x2)  # NaN if the quotient is NaN or the divisor is infinite
    return torch.where(torch.isnan(doubtful), torch.div(x1, x2), quotient)


def _float_remainder(x1: torch.Tensor, x2: torch.Tensor, *, is_large: bool) -> torch.Tensor:
    # In torch, a zero has the sign of the dividend: https://github.com/pytorch/pytorch/issues/193755
    if may_be_differentiated(x1, x2):
        return _differentiable_remainder(x1, x2, is_large=is_large)
    if x1.device.type == "cpu" and not is_large:
        # The vector kernel returns NaN if the quotient overflows. First take fmod by a multiple of the divisor, which
        # is exact. For a normal divisor, the multiple is at least 1 in magnitude, so this quotient cannot overflow. For
        # a subnormal divisor, the result can still be NaN.
        multiple = _power_of_two(x2).mul_(x2)
        if can_reuse_memory(x1, x2):
            if x1.shape == x2.shape:  # reuse one buffer: allocating costs as much as the arithmetic
                return torch.fmod(x1, multiple, out=multiple).remainder_(x2).copysign_(x2)
            return torch.fmod(x1, multiple).remainder_(x2).copysign_(x2)
        x1 = torch.fmod(x1, multiple)
    return torch.remainder(x1, x2).copysign_(x2)


def _differentiable_remainder(x1: torch.Tensor, x2: torch.Tensor, *, is_large: bool) -> torch.Tensor:
    """Return the remainder with the derivative of torch's own function, also for the divisors 0 and infinity."""
    if x1.device.type == "cpu" and not is_large:
        overflows = torch.isinf(x1 / x2) & torch.isfinite(x1) & (x2 != 0)
        divisor = torch.where(overflows, x2, 1)
        x1 = torch.where(overflows, torch.fmod(x1, divisor * _power_of_two(divisor)), x1)
    result = torch.remainder(x1, x2)
    # copysign has no derivative at zero. These zeros of either sign keep the derivative of the remainder.
    value = result.detach()
    zero = torch.where(torch.signbit(x2), -(value - result), result - value)
    return torch.where(value == 0, zero, result)


def _power_of_two(x: torch.Tensor) -> torch.Tensor:
    """Return the powers of two that scale normal numbers below 1 to [1, 2), and 1 for all other numbers.

    One power for all numbers would be correct too, but infinite and subnormal quotients cost ten times as much.
    """
    integers, largest, infinity, one = _EXPONENT[x.dtype]
    return (largest - x.detach().view(integers)).bitwise_and_(infinity).clamp_min_(one).view(x.dtype)


#: By floating-point dtype: the integer dtype of its width, and the bits of its largest number, of infinity and of 1.
_EXPONENT: Final = {
    torch.float32: (torch.int32, 0x7F7FFFFF, 0x7F800000, 0x3F800000),
    torch.float64: (torch.int64, 0x7FEFFFFFFFFFFFFF, 0x7FF0000000000000, 0x3FF0000000000000),
}


def _compute_in_signed(x1: torch.Tensor, x2: torch.Tensor, dtype: TorchDType, step: Any) -> torch.Tensor:
    """Compute in a wider signed dtype, if there is one; uint64 has an algorithm of its own."""
    wider = WIDER_SIGNED.get(dtype)
    if wider is not None:
        return step(x1.to(wider), x2.to(wider)).to(dtype)
    if dtype is torch.uint64:
        quotient = _divide_uint64(x1.view(torch.int64), x2.view(torch.int64))
        if step is _quotient:
            return quotient.view(dtype)
        rest = x1.view(torch.int64) - quotient * x2.view(torch.int64)
        return torch.where(x2.view(torch.int64) == 0, 0, rest).view(dtype)
    return step(x1, x2)


def _quotient(x1: torch.Tensor, x2: torch.Tensor) -> torch.Tensor:
    # Division by zero raises an error on the CPU and gives arbitrary values on CUDA:
    # https://github.com/pytorch/pytorch/issues/165650
    zero = x2 == 0
    return torch.where(zero, 0, torch.div(x1, torch.where(zero, 1, x2), rounding_mode="floor"))


def _modulus(x1: torch.Tensor, x2: torch.Tensor) -> torch.Tensor:
    return torch.remainder(x1, torch.where(x2 == 0, 1, x2))


def _divide_uint64(x1: torch.Tensor, x2: torch.Tensor) -> torch.Tensor:
    """Divide uint64 numbers given as int64: halve the dividend, divide, double and correct the quotient."""
    x1, x2 = torch.broadcast_tensors(x1, x2)
    zero = x2 == 0
    divisor = torch.where(zero, 1, x2)
    half = torch.bitwise_and(torch.bitwise_right_shift(x1, 1), torch.iinfo(torch.int64).max)
    # A divisor of 2**63 or more is negative here, and its quotient is at most 1: divide by 1 instead, and compare.
    big = divisor < 0
    usual = torch.where(big, 1, divisor)
    quotient = torch.bitwise_left_shift(torch.div(half, usual, rounding_mode="floor"), 1)
    rest = x1 - quotient * usual
    quotient = quotient + _not_less(rest, usual)
    return torch.where(zero, 0, torch.where(big, _not_less(x1, divisor), quotient))


def _not_less(x1: torch.Tensor, x2: torch.Tensor) -> torch.Tensor:
    flip = SIGN_BIT[torch.uint64]
    return (torch.bitwise_xor(x1, flip) >= torch.bitwise_xor(x2, flip)).to(torch.int64)


def power(x1: Any, x2: Any, **kwargs: Any) -> torch.Tensor:
    """Return ``x1 ** x2``; unsigned powers wrap around."""
    exponent = x2
    x1, x2, dtype = promote_operands(x1, x2)
    if dtype in INEXACT and _is_whole(exponent):
        # For numbers, torch's derivatives are right at 0, and so are the special cases of complex powers.
        return torch.pow(x1, int(exponent.real), **kwargs)
    if dtype in INEXACT:
        return _powers.power(x1, x2, **kwargs)
    if dtype in WIDER_SIGNED:
        return _copy_to_out(torch.pow(x1.to(torch.int64), x2.to(torch.int64)).to(dtype), **kwargs)
    if dtype is not torch.uint64:
        return torch.pow(x1, x2, **kwargs)
    base, exponent = x1.view(torch.int64), x2.view(torch.int64)
    # Modulo 2**64, the powers of an odd number repeat every 2**62, so the top bit of the exponent can be dropped. An
    # even number to such an exponent is 0.
    result = torch.pow(base, torch.bitwise_and(exponent, torch.iinfo(torch.int64).max))
    vanished = (exponent < 0) & (torch.bitwise_and(base, 1) == 0)
    return _copy_to_out(torch.where(vanished, 0, result).view(dtype), **kwargs)


def _is_whole(x: Any) -> bool:
    """Return whether a Python scalar is a whole number that fits into 64 bits."""
    if type(x) is complex:
        return x.imag == 0 and _is_whole(x.real)
    return type(x) is float and x.is_integer() and -(2.0**63) <= x < 2.0**63


def left_shift(x1: Any, x2: Any, **kwargs: Any) -> torch.Tensor:
    """Shift left; by the width or more gives 0."""
    x1, x2, dtype = promote_operands(x1, x2)
    if dtype not in SIGNED:
        return torch.bitwise_left_shift(x1, x2, **kwargs)
    # A count with the top bit set is negative as a signed integer; torch returns 0 for it too.
    return call_on_operand_bits(torch.bitwise_left_shift, x1, x2, dtype, **kwargs)


def right_shift(x1: Any, x2: Any, **kwargs: Any) -> torch.Tensor:
    """Shift right; by the width or more gives 0, or -1 for negative numbers."""
    x1, x2, dtype = promote_operands(x1, x2)
    wider = WIDER_SIGNED.get(dtype)
    if wider is not None:
        return _copy_to_out(torch.bitwise_right_shift(x1.to(wider), x2.to(wider)).to(dtype), **kwargs)
    if dtype is not torch.uint64:
        return torch.bitwise_right_shift(x1, x2, **kwargs)
    bits, count = x1.view(torch.int64), x2.view(torch.int64)
    shifted = torch.bitwise_right_shift(bits, count)
    # The signed shift inserts copies of the top bit; the mask removes them.
    kept = torch.bitwise_left_shift(torch.full_like(bits, -1), 64 - count)
    mask = torch.where(count == 0, -1, torch.bitwise_not(kept))
    in_range = (count >= 0) & (count < 64)
    return _copy_to_out(torch.where(in_range, torch.bitwise_and(shifted, mask), 0).view(dtype), **kwargs)


def divide(x1: Any, x2: Any, **kwargs: Any) -> torch.Tensor:
    """Return the quotient; integers are divided in the default real floating dtype."""
    if isinstance(x2, int) and isinstance(x1, torch.Tensor) and x1.dtype not in INEXACT:
        x2 = float(x2)  # it need not fit into the integer dtype
    elif isinstance(x1, int) and isinstance(x2, torch.Tensor) and x2.dtype not in INEXACT:
        x1 = float(x1)
    x1, x2, dtype = promote_operands(x1, x2)
    if not (dtype.is_floating_point or dtype.is_complex):
        dtype = default_float(x1)
        x1, x2 = as_dtype(x1, dtype), as_dtype(x2, dtype)
    return torch.divide(x1, x2, **kwargs)


__all__ = ["divide", "floor_divide", "left_shift", "power", "remainder", "right_shift"]
