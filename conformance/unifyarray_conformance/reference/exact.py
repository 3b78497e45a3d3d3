"""Reference values in exact arithmetic, for integers, bools and floating-point functions with representable results.

All computations use Python's own numbers, one element at a time, and no array library.
"""

from __future__ import annotations

import math
import operator
import struct
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from .dtypes import bits, limits, wrap

if TYPE_CHECKING:
    from collections.abc import Callable

#: A real result: the nearest double, the exact value minus this double, and whether the sign of a zero matters.
Real = tuple[float, float, bool]


# -- integers ------------------------------------------------------------------------------------------------


def _shift_left(x: int, y: int, width: int) -> int:
    return x << y if y < width else 0


_INTEGER: Final[dict[str, Callable[..., Any]]] = {
    "abs": abs,
    "add": operator.add,
    "bitwise_and": operator.and_,
    "bitwise_invert": operator.invert,
    "bitwise_or": operator.or_,
    "bitwise_xor": operator.xor,
    "ceil": operator.pos,
    "conj": operator.pos,
    "floor": operator.pos,
    # Integer division by zero returns 0 and does not raise (contract row 9).
    "floor_divide": lambda x, y: x // y if y else 0,
    "maximum": max,
    "minimum": min,
    "multiply": operator.mul,
    "negative": operator.neg,
    "positive": operator.pos,
    "real": operator.pos,
    "remainder": lambda x, y: x % y if y else 0,
    "round": operator.pos,
    "sign": lambda x: (x > 0) - (x < 0),
    "square": lambda x: x * x,
    "subtract": operator.sub,
    "trunc": operator.pos,
}

_COMPARISON: Final[dict[str, Callable[..., bool]]] = {
    "equal": operator.eq,
    "greater": operator.gt,
    "greater_equal": operator.ge,
    "less": operator.lt,
    "less_equal": operator.le,
    "not_equal": operator.ne,
}

_BOOL: Final[dict[str, Callable[..., bool]]] = {
    "bitwise_and": operator.and_,
    "bitwise_invert": operator.not_,
    "bitwise_or": operator.or_,
    "bitwise_xor": operator.xor,
    "logical_and": operator.and_,
    "logical_not": operator.not_,
    "logical_or": operator.or_,
    "logical_xor": operator.xor,
    "conj": bool,
    "real": bool,
}


def _is_finite(x: complex) -> bool:
    return math.isfinite(x.real) and math.isfinite(x.imag)


_TEST: Final[dict[str, Callable[..., bool]]] = {
    "isfinite": _is_finite,
    "isinf": lambda x: math.isinf(x.real) or math.isinf(x.imag),
    "isnan": lambda x: math.isnan(x.real) or math.isnan(x.imag),
    "signbit": lambda x: math.copysign(1.0, x) < 0,
}


def truth_function(name: str) -> Callable[..., bool] | None:
    """Return the reference of a comparison, or of a test such as isnan, for numbers of any kind. None if unknown."""
    return _COMPARISON.get(name) or _TEST.get(name)


def bool_function(name: str) -> Callable[..., bool] | None:
    """Return the reference of a function of bools, or None if there is none."""
    return _BOOL.get(name) or truth_function(name)


def integer_function(name: str, dtype: str) -> Callable[..., Any] | None:
    """Return the reference of an integer function, or None. Overflow wraps around, as in contract row 9."""
    if name == "pow":
        modulus = 2 ** bits(dtype)
        return lambda x, y: wrap(pow(x, y, modulus), dtype)
    if name == "bitwise_left_shift":
        return lambda x, y: wrap(_shift_left(x, y, bits(dtype)), dtype)
    if name == "bitwise_right_shift":
        return lambda x, y: x >> min(y, bits(dtype))
    found = _INTEGER.get(name)
    if found is None:
        return truth_function(name)
    low, high = limits(dtype)

    def wrapped(*args: int) -> int:
        value = found(*args)
        return value if low <= value <= high else wrap(value, dtype)

    return wrapped


# -- floating ------------------------------------------------------------------------------------------------


def _rounded(function: Callable[[float], int]) -> Callable[[float], Real]:
    def apply(x: float) -> Real:
        if not math.isfinite(x):
            return x, 0.0, True
        return math.copysign(float(function(x)), x) if function(x) == 0 else float(function(x)), 0.0, True

    return apply


def _choose(function: Callable[..., float]) -> Callable[[float, float], Real]:
    def apply(x: float, y: float) -> Real:
        if math.isnan(x) or math.isnan(y):
            return math.nan, 0.0, True
        return function(x, y), 0.0, not (x == 0 and y == 0)

    return apply


def _sign(x: float) -> Real:
    return (x if math.isnan(x) else float((x > 0) - (x < 0))), 0.0, True


def next_after(x: float, y: float, digits: int) -> Real:
    """Return the next number after x towards y, in single precision (24 digits) or double precision (53 digits)."""
    if digits == 53:
        return math.nextafter(x, y), 0.0, True
    if math.isnan(x) or math.isnan(y):
        return math.nan, 0.0, True
    if x == y:
        return y, 0.0, True
    if x == 0:
        return math.copysign(2.0**-149, y), 0.0, True
    (code,) = struct.unpack("<i", struct.pack("<f", x))
    code += 1 if (y > x) == (x > 0) else -1
    (value,) = struct.unpack("<f", struct.pack("<i", code))
    return value, 0.0, True


def remainder(x: float, y: float) -> Real | None:
    """Return Python's ``x % y`` before rounding, or None if the standard's special cases decide."""
    if not (math.isfinite(x) and math.isfinite(y)) or y == 0:
        return None
    rest = math.fmod(x, y)
    if rest == 0:
        return math.copysign(0.0, y), 0.0, True
    if (rest < 0) == (y < 0):
        return rest, 0.0, True
    total = rest + y
    return total, float(Fraction(rest) + Fraction(y) - Fraction(total)), True


def floor_divide(x: float, y: float) -> Real | None:
    """Return the floor of the exact quotient, or None if the standard's special cases decide."""
    if not (math.isfinite(x) and math.isfinite(y)) or y == 0:
        return None
    exact = math.floor(Fraction(x) / Fraction(y))
    try:
        value = float(exact)
    except OverflowError:
        return math.inf if exact > 0 else -math.inf, 0.0, True
    if exact == 0:
        return math.copysign(0.0, math.copysign(1.0, x) * math.copysign(1.0, y)), 0.0, True
    return value, float(exact - int(value)), True


_REAL: Final[dict[str, Callable[..., Real | None]]] = {
    "abs": lambda x: (math.fabs(x), 0.0, True),
    "ceil": _rounded(math.ceil),
    "conj": lambda x: (x, 0.0, True),
    "copysign": lambda x, y: (math.copysign(x, y), 0.0, True),
    "floor": _rounded(math.floor),
    "floor_divide": floor_divide,
    "maximum": _choose(max),
    "minimum": _choose(min),
    "negative": lambda x: (-x, 0.0, True),
    "positive": lambda x: (x, 0.0, True),
    "real": lambda x: (x, 0.0, True),
    "remainder": remainder,
    "round": _rounded(round),
    "sign": _sign,
    "trunc": _rounded(math.trunc),
}


def real_function(name: str, digits: int) -> Callable[..., Real | None] | None:
    """Return the reference of a real function with exact or nearly exact results, or None if there is none."""
    if name == "nextafter":
        return lambda x, y: next_after(x, y, digits)
    return _REAL.get(name)


#: Functions that treat the real and the imaginary part separately.
PARTWISE: Final = frozenset({"add", "negative", "positive", "round", "subtract"})
