"""Elementwise functions: what torch's own do not do, and the names of those that conform."""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING, Any, Final

import torch

from unifyarray.plugin import fast_path, override

from . import _compare, _complex, _division, _hyperbolic
from ._dtypes import (
    BOOL,
    COMPLEX,
    FLOATING,
    INEXACT,
    PLAIN,
    PLAIN_BITS,
    PLAIN_INTEGER,
    PLAIN_NUMERIC,
    PLAIN_ORDERED,
    PLAIN_REAL,
    RANGE,
    SIGNED,
    WIDE,
    TorchDType,
)
from ._operands import (
    BITS,
    FLOATS,
    NONE,
    NUMBERS,
    Binary,
    align,
    binary,
    may_be_differentiated,
    modular,
    moved,
    on_bits,
    ordered,
    to,
    unordered,
    wrap,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


_UNSIGNED_ISSUE: Final = "https://github.com/pytorch/pytorch/issues/58734"
_PROMOTION_ISSUE: Final = "https://github.com/pytorch/pytorch/issues/58736"


def _two(
    name: str,
    native: Binary,
    other: Binary,
    plain: frozenset[TorchDType],
    numbers: Mapping[type, frozenset[TorchDType]],
    doc: str,
    reason: str = "0-d arrays do not promote like others, and uint16, uint32 and uint64 have no kernels",
    case: str = "native-promotion",
    upstream: str = _PROMOTION_ISSUE,
) -> Binary:
    function = binary(native, other, plain, numbers, name, __name__, doc)
    declare = override(reason=reason, case=f"elementwise_functions/{name}/{case}", upstream=upstream)
    return declare(function)


def _floats(native: Binary) -> Binary:
    def other(x1: Any, x2: Any, **kwargs: Any) -> torch.Tensor:
        x1, x2, _ = align(x1, x2)
        return native(x1, x2, **kwargs)

    return other


_PROMOTES: Final = "looks for 0-d arrays and Python scalars in every call, and both need care"


def _by_parts(native: Binary, complex_: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]) -> Binary:
    """Return the long path of ``add`` or ``subtract``."""

    def other(x1: Any, x2: Any, **kwargs: Any) -> torch.Tensor:
        x1, x2, dtype = align(x1, x2)
        if dtype in COMPLEX and not kwargs:
            return complex_(x1, x2)
        return on_bits(native, x1, x2, dtype, **kwargs)

    return other


_REAL_NUMBERS: Final = {float: FLOATING, int: PLAIN_NUMERIC}
_PARTS: Final = (
    "0-d arrays do not promote like others, uint16, uint32 and uint64 have no kernels, "
    "and an infinite part of a complex number makes the other NaN"
)
add = _two(
    "add",
    torch.add,
    _by_parts(torch.add, _complex.add),
    PLAIN - COMPLEX,
    _REAL_NUMBERS,
    "Return the sum of each pair of elements.",
    _PARTS,
)
subtract = _two(
    "subtract",
    torch.subtract,
    _by_parts(torch.subtract, _complex.subtract),
    PLAIN - COMPLEX,
    _REAL_NUMBERS,
    "Return the difference of each pair of elements.",
    _PARTS,
)
multiply = _two(
    "multiply", torch.multiply, modular(torch.multiply), PLAIN, NUMBERS, "Return the product of each pair of elements."
)
divide = _two(
    "divide",
    torch.divide,
    _division.divide,
    INEXACT,
    {float: INEXACT, int: INEXACT},
    "Return the quotient of each pair of elements.",
    reason="0-d arrays do not promote like others, and integers divide in float32 whatever the default dtype",
    case="native-integers",
)
floor_divide = _two(
    "floor_divide",
    torch.floor_divide,
    _division.floor_divide,
    frozenset(),
    NONE,
    "Return the quotient of each pair of elements, rounded down.",
    reason="inf // 1 is nan, 1 // -inf is -1, an integer divided by 0 raises on the CPU and is garbage on CUDA",
    case="special",
    upstream="https://github.com/pytorch/pytorch/issues/165650",
)
remainder = _two(
    "remainder",
    torch.remainder,
    _division.remainder,
    frozenset(),
    NONE,
    "Return the remainder of each pair of elements, with the sign of the second.",
    reason="a zero has the wrong sign, large quotients give nan, an integer modulo 0 raises or is garbage",
    case="special",
    upstream="https://github.com/pytorch/pytorch/issues/193755",
)
pow = _two(
    "pow", torch.pow, _division.power, PLAIN, {int: INEXACT}, "Return each first element to the power of the second."
)
bitwise_and = _two(
    "bitwise_and", torch.bitwise_and, modular(torch.bitwise_and), PLAIN_BITS, BITS, "Return the AND of each pair."
)
bitwise_or = _two(
    "bitwise_or", torch.bitwise_or, modular(torch.bitwise_or), PLAIN_BITS, BITS, "Return the OR of each pair."
)
bitwise_xor = _two(
    "bitwise_xor", torch.bitwise_xor, modular(torch.bitwise_xor), PLAIN_BITS, BITS, "Return the XOR of each pair."
)
bitwise_left_shift = _two(
    "bitwise_left_shift",
    torch.bitwise_left_shift,
    _division.left_shift,
    PLAIN_INTEGER,
    BITS,
    "Shift the bits of each first element left by the second; by the width or more gives 0.",
)
bitwise_right_shift = _two(
    "bitwise_right_shift",
    torch.bitwise_right_shift,
    _division.right_shift,
    PLAIN_INTEGER,
    BITS,
    "Shift the bits of each first element right by the second; by the width or more gives 0 or -1.",
)
equal = _two("equal", torch.eq, _compare.equality(torch.eq), PLAIN, FLOATS, "Return where both elements are equal.")
not_equal = _two(
    "not_equal", torch.ne, _compare.equality(torch.ne), PLAIN, FLOATS, "Return where both elements are not equal."
)
less = _two(
    "less", torch.lt, _compare.order(torch.lt, operator.lt), PLAIN_ORDERED, FLOATS, "Return where x1 is less than x2."
)
less_equal = _two(
    "less_equal",
    torch.le,
    _compare.order(torch.le, operator.le),
    PLAIN_ORDERED,
    FLOATS,
    "Return where x1 is less than or equal to x2.",
)
greater = _two(
    "greater",
    torch.gt,
    _compare.order(torch.gt, operator.gt),
    PLAIN_ORDERED,
    FLOATS,
    "Return where x1 is greater than x2.",
)
greater_equal = _two(
    "greater_equal",
    torch.ge,
    _compare.order(torch.ge, operator.ge),
    PLAIN_ORDERED,
    FLOATS,
    "Return where x1 is greater than or equal to x2.",
)
maximum = _two(
    "maximum",
    torch.maximum,
    _compare.extreme(torch.maximum),
    PLAIN_ORDERED,
    NONE,
    "Return the larger of each pair; NaN if either is.",
)
minimum = _two(
    "minimum",
    torch.minimum,
    _compare.extreme(torch.minimum),
    PLAIN_ORDERED,
    NONE,
    "Return the smaller of each pair; NaN if either is.",
)
atan2 = _two(
    "atan2", torch.atan2, _floats(torch.atan2), FLOATING, NONE, "Return the angle of (x2, x1).", _PROMOTES, "cost"
)


def _hypot(x1: torch.Tensor, x2: torch.Tensor, **kwargs: Any) -> torch.Tensor:
    if kwargs or not may_be_differentiated(x1, x2):
        return torch.hypot(x1, x2, **kwargs)
    zero = (x1 == 0) & (x2 == 0)
    return torch.where(zero, 0, torch.hypot(torch.where(zero, 1, x1), x2))


_HYPOT: Final = "Return the square root of the sum of squares of each pair."
hypot = override(reason="its derivative at zero is nan, where that of a norm is 0", case="gradients/hypot/at_zero")(
    binary(_hypot, _floats(_hypot), FLOATING, NONE, "hypot", __name__, _HYPOT)
)
copysign = _two(
    "copysign",
    torch.copysign,
    _floats(torch.copysign),
    FLOATING,
    FLOATS,
    "Return each first element with the sign of the second.",
    _PROMOTES,
    "cost",
)
nextafter = _two(
    "nextafter",
    torch.nextafter,
    _floats(torch.nextafter),
    FLOATING,
    NONE,
    "Return the next number after each first element in the direction of the second.",
    _PROMOTES,
    "cost",
)
logaddexp = _two(
    "logaddexp",
    torch.logaddexp,
    _floats(torch.logaddexp),
    FLOATING,
    NONE,
    "Return the logarithm of the sum of exponentials of each pair.",
    _PROMOTES,
    "cost",
)
logical_and = _two(
    "logical_and",
    torch.logical_and,
    _floats(torch.logical_and),
    BOOL,
    NONE,
    "Return the logical AND of each pair.",
    _PROMOTES,
    "cost",
)
logical_or = _two(
    "logical_or",
    torch.logical_or,
    _floats(torch.logical_or),
    BOOL,
    NONE,
    "Return the logical OR of each pair.",
    _PROMOTES,
    "cost",
)
logical_xor = _two(
    "logical_xor",
    torch.logical_xor,
    _floats(torch.logical_xor),
    BOOL,
    NONE,
    "Return the logical XOR of each pair.",
    _PROMOTES,
    "cost",
)


_NO_KERNEL: Final = "no kernel for uint16, uint32 and uint64"


@override(reason=_NO_KERNEL, case="elementwise_functions/abs/value", upstream=_UNSIGNED_ISSUE)
@fast_path(torch.abs, INEXACT)
def abs(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return the absolute value of each element."""
    return x.clone() if x.dtype in WIDE else torch.abs(x, **kwargs)


@override(reason=_NO_KERNEL, case="elementwise_functions/negative/value", upstream=_UNSIGNED_ISSUE)
@fast_path(torch.negative, PLAIN_REAL)
def negative(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return the negative of each element; of unsigned integers modulo their width."""
    return _complex.negative(x) if x.dtype in COMPLEX and not kwargs else moved(torch.negative, x, **kwargs)


@override(reason=_NO_KERNEL, case="elementwise_functions/square/value", upstream=_UNSIGNED_ISSUE)
@fast_path(torch.square, INEXACT)
def square(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return the square of each element."""
    return moved(torch.square, x, **kwargs)


@override(reason=_NO_KERNEL, case="elementwise_functions/bitwise_invert/value", upstream=_UNSIGNED_ISSUE)
def bitwise_invert(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return each element with its bits inverted."""
    return moved(torch.bitwise_not, x, **kwargs)


@override(
    reason="NaN gives 0, complex needs a division, no kernel for uint16, uint32 and uint64",
    case="elementwise_functions/sign/value",
    upstream="https://github.com/data-apis/array-api-compat/issues/136",
)
def sign(x: torch.Tensor, /) -> torch.Tensor:
    """Return the sign of each element; of complex numbers the number divided by its absolute value."""
    if x.dtype in FLOATING:
        return torch.where(torch.isnan(x), math.nan, torch.sign(x))
    if x.dtype in WIDE:
        return (x.view(SIGNED[x.dtype]) != 0).to(x.dtype)
    return torch.sgn(x)


@override(
    reason="the imaginary part of acos(x + 0j) has the wrong sign, and accuracy is lost near 1",
    case="elementwise_functions/acos/special",
)
@fast_path(torch.acos, FLOATING)
def acos(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return the arc cosine of each element."""
    return _complex.acos(x) if x.dtype in COMPLEX else torch.acos(x, **kwargs)


@override(
    reason="NaN for complex numbers with an infinite part",
    case="elementwise_functions/expm1/special",
)
@fast_path(torch.expm1, FLOATING)
def expm1(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return ``exp(x) - 1`` of each element, accurate near 0."""
    return _complex.expm1(x) if x.dtype in COMPLEX else torch.expm1(x, **kwargs)


@override(
    reason="NaN for complex numbers with an infinite part",
    case="elementwise_functions/log1p/special",
)
@fast_path(torch.log1p, FLOATING)
def log1p(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return ``log(1 + x)`` of each element, accurate near 0."""
    return _complex.log1p(x) if x.dtype in COMPLEX else torch.log1p(x, **kwargs)


@override(reason="a zero of the wrong sign at an infinite imaginary part", case="elementwise_functions/tan/special")
@fast_path(torch.tan, FLOATING)
def tan(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return the tangent of each element."""
    return _complex.tan(x) if x.dtype in COMPLEX else torch.tan(x, **kwargs)


@override(reason="a zero of the wrong sign at an infinite real part", case="elementwise_functions/tanh/special")
@fast_path(torch.tanh, FLOATING)
def tanh(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return the hyperbolic tangent of each element."""
    return _complex.tanh(x) if x.dtype in COMPLEX else torch.tanh(x, **kwargs)


_OVERFLOW: Final = "the vector kernel gives inf where the result is half the largest number"


@override(reason=_OVERFLOW, case="elementwise_functions/sinh/value")
def sinh(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return the hyperbolic sine of each element."""
    return _hyperbolic.sinh(x) if x.dtype in FLOATING and not kwargs else torch.sinh(x, **kwargs)


@override(reason=_OVERFLOW, case="elementwise_functions/cosh/native")
def cosh(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return the hyperbolic cosine of each element."""
    return _hyperbolic.cosh(x) if x.dtype in FLOATING and not kwargs else torch.cosh(x, **kwargs)


@override(
    reason="raises where the real part of a complex number is infinite",
    case="elementwise_functions/round/value",
    upstream="https://github.com/pytorch/pytorch/issues/58743",
)
@fast_path(torch.round, FLOATING)
def round(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return each element rounded to the nearest integer, halves to the even one."""
    return _complex.rounded(x) if x.dtype in COMPLEX else torch.round(x, **kwargs)


@override(
    reason="scalars beside arrays, no kernel for uint16, uint32 and uint64, NaN bounds lost",
    case="elementwise_functions/clip/value",
    upstream="https://github.com/pytorch/pytorch/issues/172067",
)
def clip(x: torch.Tensor, /, min: Any = None, max: Any = None, **kwargs: Any) -> torch.Tensor:
    """Return each element limited to an interval; NaN where it or a bound is."""
    if min is None and max is None:
        return x.clone()
    dtype = x.dtype
    if dtype in COMPLEX:
        raise _compare.no_order("clip", dtype)
    if dtype in WIDE:
        result = ordered(x)
        result = result if min is None else torch.maximum(result, ordered(_bound(min, x)))
        result = result if max is None else torch.minimum(result, ordered(_bound(max, x)))
        return unordered(result, dtype)
    if _is_number(min) and _is_number(max):
        return torch.clamp(x, _fits(min, dtype), _fits(max, dtype), **kwargs)
    return torch.clamp(x, None if min is None else _bound(min, x), None if max is None else _bound(max, x), **kwargs)


def _is_number(bound: Any) -> bool:
    return bound is None or (isinstance(bound, (int, float)) and not math.isnan(bound))


def _fits(bound: Any, dtype: TorchDType) -> Any:
    """Return a bound within the dtype's range: beyond it, it limits nothing or everything."""
    limits = RANGE.get(dtype)
    if limits is None or bound is None:
        return bound
    low, high = limits
    return low if bound < low else high if bound > high else int(bound)


def _bound(bound: Any, x: torch.Tensor) -> torch.Tensor:
    return to(bound, x.dtype) if isinstance(bound, torch.Tensor) else wrap(_fits(bound, x.dtype), x.dtype, x.device)
