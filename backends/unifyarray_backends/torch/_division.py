"""Floor division, remainder, powers and shifts of integers, where torch raises, traps or lacks the unsigned types."""

from __future__ import annotations

import math
from typing import Any, Final

import torch

from ._dtypes import FLOATING, HALF, HOLDS, SIGN_BIT, SIGNED, TorchDType
from ._operands import align, default_float, may_be_differentiated, on_bits, reuses, to

_WIDE: Final = FLOATING - HALF


def floor_divide(x1: Any, x2: Any, **kwargs: Any) -> torch.Tensor:
    """Divide and round down; an integer divided by zero is zero, floats follow the standard's special cases."""
    if isinstance(x2, float) and math.isfinite(x2) and isinstance(x1, torch.Tensor) and x1.dtype in _WIDE:
        quotient = torch.div(x1, x2, rounding_mode="floor")
        return _given(torch.where(torch.isnan(quotient), torch.div(x1.detach(), x2), quotient), **kwargs)
    x1, x2, dtype = align(x1, x2)
    if dtype in _WIDE:
        return _given(_float_floor_divide(x1, x2), **kwargs)
    if dtype in HALF:  # torch rounds the quotient before it rounds it down, and once more after
        return _given(_float_floor_divide(x1.float(), x2.float()).to(dtype), **kwargs)
    return _given(_integer(x1, x2, dtype, _quotient), **kwargs)


def remainder(x1: Any, x2: Any, **kwargs: Any) -> torch.Tensor:
    """Return the remainder with the sign of the divisor; of an integer by zero it is zero."""
    is_large = isinstance(x2, (int, float)) and abs(x2) >= 1
    x1, x2, dtype = align(x1, x2)
    if dtype in _WIDE:
        return _given(_float_remainder(x1, x2, is_large=is_large), **kwargs)
    if dtype in HALF:
        return _given(_float_remainder(x1.float(), x2.float(), is_large=is_large).to(dtype), **kwargs)
    return _given(_integer(x1, x2, dtype, _modulus), **kwargs)


def _given(result: torch.Tensor, out: torch.Tensor | None = None) -> torch.Tensor:
    return result if out is None else out.copy_(result)


def _float_floor_divide(x1: torch.Tensor, x2: torch.Tensor) -> torch.Tensor:
    # Torch keeps `x1 == x2 * q + r` for infinities as Python does, which gives inf // 1 = nan and 1 // -inf = -1.
    # `floor_divide` is the same but has no derivative; that of `div` is zero, as it should be.
    quotient = torch.div(x1, x2, rounding_mode="floor")
    x1, x2 = x1.detach(), x2.detach()
    doubtful = quotient.detach() + (x2 - x2)  # NaN where it is, and where the divisor is infinite
    return torch.where(torch.isnan(doubtful), torch.div(x1, x2), quotient)


def _float_remainder(x1: torch.Tensor, x2: torch.Tensor, *, is_large: bool) -> torch.Tensor:
    # A zero has the sign of the dividend: https://github.com/pytorch/pytorch/issues/193755
    if may_be_differentiated(x1, x2):
        return _smooth_remainder(x1, x2, is_large=is_large)
    if x1.device.type == "cpu" and not is_large:
        # The vector kernel gives NaN where the quotient overflows; the remainder by a multiple of the divisor that is
        # at least 1 never does, and takes that away without a rounding.
        multiple = _power(x2).mul_(x2)
        if reuses(x1, x2):
            if x1.shape == x2.shape:  # fresh memory costs as much as the arithmetic, so only one piece of it
                return torch.fmod(x1, multiple, out=multiple).remainder_(x2).copysign_(x2)
            return torch.fmod(x1, multiple).remainder_(x2).copysign_(x2)
        x1 = torch.fmod(x1, multiple)
    return torch.remainder(x1, x2).copysign_(x2)


def _smooth_remainder(x1: torch.Tensor, x2: torch.Tensor, *, is_large: bool) -> torch.Tensor:
    """Return the remainder with the derivative of torch's own, at divisors 0 and inf, too."""
    if x1.device.type == "cpu" and not is_large:
        overflows = torch.isinf(x1 / x2) & torch.isfinite(x1) & (x2 != 0)
        divisor = torch.where(overflows, x2, 1)
        x1 = torch.where(overflows, torch.fmod(x1, divisor * _power(divisor)), x1)
    result = torch.remainder(x1, x2)
    # copysign has no derivative at zero; these zeros, of either sign, have that of the remainder.
    value = result.detach()
    zero = torch.where(torch.signbit(x2), -(value - result), result - value)
    return torch.where(value == 0, zero, result)


def _power(x: torch.Tensor) -> torch.Tensor:
    """Return powers of two that take numbers smaller than 1 to [1, 2), if they are normal, and 1 for the others.

    One power for all of them would do, if quotients that are infinite or subnormal did not cost ten times as much.
    """
    same, top, field, one = _EXPONENT[x.dtype]
    return (top - x.detach().view(same)).bitwise_and_(field).clamp_min_(one).view(x.dtype)


#: By the dtype: the integers of its width; the bits of its largest number; of infinity, all of the exponent; of 1.
_EXPONENT: Final = {
    torch.float32: (torch.int32, 0x7F7FFFFF, 0x7F800000, 0x3F800000),
    torch.float64: (torch.int64, 0x7FEFFFFFFFFFFFFF, 0x7FF0000000000000, 0x3FF0000000000000),
}


def _integer(x1: torch.Tensor, x2: torch.Tensor, dtype: TorchDType, step: Any) -> torch.Tensor:
    """Work in a signed type where one holds every value; uint64 has its own way."""
    wider = HOLDS.get(dtype)
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
    # The CPU raises on a zero and CUDA gives garbage (https://github.com/pytorch/pytorch/issues/165650).
    zero = x2 == 0
    return torch.where(zero, 0, torch.div(x1, torch.where(zero, 1, x2), rounding_mode="floor"))


def _modulus(x1: torch.Tensor, x2: torch.Tensor) -> torch.Tensor:
    return torch.remainder(x1, torch.where(x2 == 0, 1, x2))


def _divide_uint64(x1: torch.Tensor, x2: torch.Tensor) -> torch.Tensor:
    """Divide the bits of uint64, held in int64: halve the dividend, divide, double, correct by at most one."""
    x1, x2 = torch.broadcast_tensors(x1, x2)
    zero = x2 == 0
    divisor = torch.where(zero, 1, x2)
    half = torch.bitwise_and(torch.bitwise_right_shift(x1, 1), torch.iinfo(torch.int64).max)
    # A divisor of 2**63 or more is negative here and goes at most once; another one serves in its place.
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
    """Return ``x1 ** x2``; unsigned powers wrap."""
    x1, x2, dtype = align(x1, x2)
    if dtype in HOLDS:
        return _given(torch.pow(x1.to(torch.int64), x2.to(torch.int64)).to(dtype), **kwargs)
    if dtype is not torch.uint64:
        return torch.pow(x1, x2, **kwargs)
    base, exponent = x1.view(torch.int64), x2.view(torch.int64)
    # The powers of an odd number repeat every 2**62 modulo 2**64, so the top bit of the exponent can go; an even
    # number to such an exponent is 0.
    result = torch.pow(base, torch.bitwise_and(exponent, torch.iinfo(torch.int64).max))
    vanished = (exponent < 0) & (torch.bitwise_and(base, 1) == 0)
    return _given(torch.where(vanished, 0, result).view(dtype), **kwargs)


def left_shift(x1: Any, x2: Any, **kwargs: Any) -> torch.Tensor:
    """Shift left; by the width or more gives 0."""
    x1, x2, dtype = align(x1, x2)
    if dtype not in SIGNED:
        return torch.bitwise_left_shift(x1, x2, **kwargs)
    # A count with the top bit set reads as negative, and torch gives 0 for that too.
    return on_bits(torch.bitwise_left_shift, x1, x2, dtype, **kwargs)


def right_shift(x1: Any, x2: Any, **kwargs: Any) -> torch.Tensor:
    """Shift right; by the width or more gives 0, or -1 for negative numbers."""
    x1, x2, dtype = align(x1, x2)
    wider = HOLDS.get(dtype)
    if wider is not None:
        return _given(torch.bitwise_right_shift(x1.to(wider), x2.to(wider)).to(dtype), **kwargs)
    if dtype is not torch.uint64:
        return torch.bitwise_right_shift(x1, x2, **kwargs)
    bits, count = x1.view(torch.int64), x2.view(torch.int64)
    shifted = torch.bitwise_right_shift(bits, count)
    # The signed shift brings copies of the top bit in; the mask keeps what was there.
    kept = torch.bitwise_left_shift(torch.full_like(bits, -1), 64 - count)
    mask = torch.where(count == 0, -1, torch.bitwise_not(kept))
    fits = (count >= 0) & (count < 64)
    return _given(torch.where(fits, torch.bitwise_and(shifted, mask), 0).view(dtype), **kwargs)


def divide(x1: Any, x2: Any, **kwargs: Any) -> torch.Tensor:
    """Divide; integers in the default real floating dtype."""
    x1, x2, dtype = align(x1, x2)
    if not (dtype.is_floating_point or dtype.is_complex):
        dtype = default_float(x1)
        x1, x2 = to(x1, dtype), to(x2, dtype)
    return torch.divide(x1, x2, **kwargs)


__all__ = ["divide", "floor_divide", "left_shift", "power", "remainder", "right_shift"]
