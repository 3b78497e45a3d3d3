"""Reference values of floating-point functions, computed by mpmath with 160 bits.

mpmath has no signed zeros, and its infinities do not follow IEEE 754. The standard's special cases decide inputs with
zeros and infinities, and inputs that they leave open are not compared. For inputs on a branch cut, a zero part is
replaced by a tiny number of the same sign, which selects the side of the cut and does not change the value.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import mpmath

if TYPE_CHECKING:
    from collections.abc import Callable

#: Working precision in bits. Two doubles represent 106 bits.
PRECISION: Final = 160

_mp = mpmath.MPContext()
_mp.prec = PRECISION
_LN2: Final = _mp.ln(2)
_LN10: Final = _mp.ln(10)
#: Replacement for a zero part of an input on a branch cut.
_TINY: Final = _mp.ldexp(1, -5000)

Number = Any


def _log1p(z: Number) -> Number:
    return _mp.log(1 + z)


def _logaddexp(x: Number, y: Number) -> Number:
    high, low = max(x, y), min(x, y)
    return high + _mp.log1p(_mp.exp(low - high)) if high - low < 2000 else high


def _pow(x: Number, y: Number) -> Number | None:
    if x == 0 or (x < 0 and y != _mp.floor(y)):
        return None
    size = y * _mp.log(abs(x))
    if abs(size) > 2000:  # the result over- or underflows by far
        result = _mp.ldexp(1, 3000 if size > 0 else -3000)
    else:
        with _mp.workprec(PRECISION + 80):
            result = _mp.exp(y * _mp.log(abs(x)))
    return -result if x < 0 and int(y) % 2 else result


def _atanh(x: Number) -> Number | None:
    return _mp.atanh(x) if abs(x) < 1 else None


def _within(function: Callable[[Number], Number], low: float, high: float) -> Callable[[Number], Number | None]:
    return lambda x: function(x) if low <= x <= high else None


def _clipped(function: Callable[[Number], Number]) -> Callable[[Number], Number]:
    """Clip the argument of a function that grows like exp far beyond the range of doubles."""
    return lambda x: function(max(min(x, _mp.mpf(2000)), _mp.mpf(-2000)))


_UNARY: Final[dict[str, Callable[[Number], Number | None]]] = {
    "acos": _within(_mp.acos, -1, 1),
    "acosh": _within(_mp.acosh, 1, math.inf),
    "asin": _within(_mp.asin, -1, 1),
    "asinh": _mp.asinh,
    "atan": _mp.atan,
    "atanh": _atanh,
    "cos": _mp.cos,
    "cosh": _clipped(_mp.cosh),
    "exp": _clipped(_mp.exp),
    "expm1": _clipped(_mp.expm1),
    "log": lambda x: _mp.log(x) if x > 0 else None,
    "log10": lambda x: _mp.log(x) / _LN10 if x > 0 else None,
    "log1p": lambda x: _mp.log1p(x) if x > -1 else None,
    "log2": lambda x: _mp.log(x) / _LN2 if x > 0 else None,
    "reciprocal": lambda x: 1 / x if x else None,
    "sin": _mp.sin,
    "sinh": _clipped(_mp.sinh),
    "sqrt": lambda x: _mp.sqrt(x) if x >= 0 else None,
    "square": lambda x: x * x,
    "tan": _mp.tan,
    "tanh": _clipped(_mp.tanh),
}

_BINARY: Final[dict[str, Callable[[Number, Number], Number | None]]] = {
    "add": lambda x, y: x + y,
    "atan2": _mp.atan2,
    "divide": lambda x, y: x / y if y else None,
    "hypot": _mp.hypot,
    "logaddexp": _logaddexp,
    "multiply": lambda x, y: x * y,
    "pow": _pow,
    "subtract": lambda x, y: x - y,
}

_COMPLEX: Final[dict[str, Callable[..., Number | None]]] = {
    "abs": abs,
    "acos": _mp.acos,
    "acosh": _mp.acosh,
    "asin": _mp.asin,
    "asinh": _mp.asinh,
    "atan": _mp.atan,
    "atanh": _mp.atanh,
    "cos": _mp.cos,
    "cosh": _mp.cosh,
    "divide": lambda x, y: x / y if y else None,
    "exp": _mp.exp,
    "expm1": _mp.expm1,
    "log": lambda z: _mp.log(z) if z else None,
    "log10": lambda z: _mp.log(z) / _LN10 if z else None,
    "log1p": lambda z: _log1p(z) if z != -1 else None,
    "log2": lambda z: _mp.log(z) / _LN2 if z else None,
    "multiply": lambda x, y: x * y,
    "pow": lambda x, y: _mp.exp(y * _mp.log(x)),
    "reciprocal": lambda z: 1 / z if z else None,
    "sign": lambda z: z / abs(z) if z else None,
    "sin": _mp.sin,
    "sinh": _mp.sinh,
    "sqrt": _mp.sqrt,
    "square": lambda z: z * z,
    "tan": _mp.tan,
    "tanh": _mp.tanh,
}

#: By complex function that grows like exp of a part of its argument: the part. Results beyond 1500 overflow.
_GROWING: Final = {"exp": "real", "expm1": "real", "sinh": "real", "cosh": "real", "sin": "imag", "cos": "imag"}
#: Complex functions with a branch cut along an axis.
_CUT: Final = frozenset(
    {"acos", "acosh", "asin", "asinh", "atan", "atanh", "log", "log10", "log1p", "log2", "sqrt", "pow"}
)

_known: dict[tuple[object, ...], Any] = {}


def split(value: Number) -> tuple[float, float]:
    """Return a number as the nearest double and the remaining difference."""
    high = float(value)
    return high, 0.0 if math.isinf(high) else float(value - _mp.mpf(high))


def has_reference(name: str, is_complex: bool) -> bool:
    """Return whether there is a reference for a function."""
    return name in _COMPLEX if is_complex else name in _UNARY or name in _BINARY


def real_value(name: str, *args: float) -> tuple[float, float] | None:
    """Return the value of a real function as nearest double and remainder, or None if it is undefined."""
    key = (name, *args)
    if key not in _known:
        _known[key] = None
        if all(map(math.isfinite, args)):
            function: Any = _UNARY.get(name) or _BINARY[name]
            value = function(*map(_mp.mpf, args))
            _known[key] = None if value is None else split(value)
    found: tuple[float, float] | None = _known[key]
    return found


def complex_value(name: str, *args: complex) -> tuple[float, float, float, float] | None:
    """Return the value of a complex function as nearest double and remainder of each part, or None if undefined."""
    key = ("complex", name, *((z.real, z.imag, math.copysign(1, z.real), math.copysign(1, z.imag)) for z in args))
    if key not in _known:
        _known[key] = _complex(name, args)
    found: tuple[float, float, float, float] | None = _known[key]
    return found


def _complex(name: str, args: tuple[complex, ...]) -> tuple[float, float, float, float] | None:
    if not all(math.isfinite(z.real) and math.isfinite(z.imag) for z in args) or (name == "pow" and args[0] == 0):
        return None
    if len(args) == 1 and math.copysign(1, args[0].imag) < 0:
        # f(conj z) = conj f(z), so one side of the branch cut is enough.
        mirrored = complex_value(name, args[0].conjugate())
        return None if mirrored is None else (*mirrored[:2], -mirrored[2], -mirrored[3])
    if name in _GROWING and abs(getattr(args[0], _GROWING[name])) > 1500:
        return None
    # Intermediate results in mpmath have an absolute error. Small numbers, and small parts near a branch point, need
    # more digits.
    which = min if name in _CUT else max
    parts = [[abs(part) for part in (z.real, z.imag) if part] for z in args if z]
    size = max(0, 0, *(-math.frexp(which(found))[1] for found in parts))
    with _mp.workprec(PRECISION + 2 * size):
        value = _COMPLEX[name](*(_number(z, name in _CUT) for z in args))
    if value is None:
        return None
    result = (*split(value.real), *split(value.imag))
    return None if math.isinf(result[0]) or math.isinf(result[2]) else result


def _number(z: complex, nudge: bool) -> Number:
    parts = [_mp.mpf(p) if p or not nudge else math.copysign(1, p) * _TINY for p in (z.real, z.imag)]
    return _mp.mpc(*parts)
