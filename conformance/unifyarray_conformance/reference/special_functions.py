"""Reference values of special functions by mpmath, and how much a change of the arguments changes them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

import mpmath

if TYPE_CHECKING:
    from collections.abc import Callable

_mp = mpmath.MPContext()
_mp.prec = 160
#: Relative change of an argument, of which the effect is measured.
_STEP: Final = _mp.ldexp(1, -60)


def _ndtri(p: Any) -> Any:
    """Solve ``log(ndtr(-x)) = log(p)`` by Newton's method; the function is concave."""
    if p > 0.5:
        return -_ndtri(1 - p)
    x = _mp.mpf(1)
    for _ in range(100):
        tail = _mp.erfc(x / _mp.sqrt(2)) / 2
        step = _mp.log(tail / p) * tail * _mp.sqrt(2 * _mp.pi) * _mp.exp(x * x / 2)
        x += step
        if abs(step) < _mp.ldexp(1, -120):
            break
    return -x


_FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "beta": _mp.beta,
    "betainc": lambda a, b, x: _mp.betainc(a, b, 0, x, regularized=True),
    "digamma": lambda x: _mp.psi(0, x),
    "entr": lambda x: -x * _mp.log(x),
    "erf": _mp.erf,
    "erfc": _mp.erfc,
    "erfinv": lambda x: _ndtri((1 + x) / 2) / _mp.sqrt(2),
    "expit": lambda x: 1 / (1 + _mp.exp(-x)),
    "gammainc": lambda a, x: _mp.gammainc(a, 0, x, regularized=True),
    "gammaincc": lambda a, x: _mp.gammainc(a, x, _mp.inf, regularized=True),
    "gammaln": lambda x: _mp.log(abs(_mp.gamma(x))),
    "i0": lambda x: _mp.besseli(0, x),
    "i1": lambda x: _mp.besseli(1, x),
    "logit": lambda p: _mp.log(p / (1 - p)),
    "ndtr": lambda x: _mp.erfc(-x / _mp.sqrt(2)) / 2,
    "ndtri": _ndtri,
    "xlogy": lambda x, y: x * _mp.log(y),
}


@cache
def value(name: str, *arguments: float) -> tuple[float, float, float]:
    """Return a value as a double and the remainder, and the size of the errors that rounding may cause.

    That is the sum of the value and of its changes, if each argument changes by a part of itself, relative to the part.
    """
    function = _FUNCTIONS[name]
    exact = [_mp.mpf(x) for x in arguments]
    found = function(*exact)
    size = abs(found)
    for i, x in enumerate(exact):
        changed = [*exact]
        changed[i] = x * (1 + _STEP) if abs(x) != 1 else x * (1 - _STEP)
        size += abs(function(*changed) - found) / _STEP
    high = float(found)
    return high, float(found - _mp.mpf(high)), float(size)
