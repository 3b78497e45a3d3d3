"""Special functions with the standard's functions, for libraries that lack them: mostly polynomials.

The arrays are of float32 or float64. The derivatives are right, too.
"""

from __future__ import annotations

from math import factorial, inf, log, nan, pi, sqrt

from ..._array._late import ua
from . import special_tables as tables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, Final

    from ..._array.array import Array


def polynomial(coefficients: Sequence[float], x: Array) -> Array:
    """Return the values of a polynomial with coefficients in ascending powers, by Horner's rule."""
    found: Any = coefficients[-1]
    for c in coefficients[-2::-1]:
        found = found * x + c
    return found  # type: ignore[no-any-return]


# -- error functions -----------------------------------------------------------------------------------------

#: From here on, erfc is 0 in float64.
_ZERO: Final = 30.0


def erf(x: Array) -> Array:
    size = ua.abs(x)
    small = ua.clip(x, -1, 1)
    return ua.where(
        size <= 1, small * polynomial(tables.ERF, small * small * 2 - 1), ua.sign(x) * (1 - _erfc_tail(size))
    )


def erfc(x: Array) -> Array:
    size = ua.abs(x)
    small = ua.clip(x, -1, 1)
    near = 1 - small * polynomial(tables.ERF, small * small * 2 - 1)
    tail = _erfc_tail(size)
    return ua.where(size <= 1, near, ua.where(x < 0, 2 - tail, tail))


def _erfc_tail(x: Array) -> Array:
    """Return erfc for numbers from 1 on."""
    x = ua.clip(x, 1, _ZERO)
    # The square of x would be rounded, so exp is computed of an exact square and of a small number.
    near = ua.floor(x * 16 + 0.5) / 16
    scale = ua.exp(-near * near) * ua.exp((near - x) * (near + x))
    return scale * polynomial(tables.SCALED_ERFC, 8 / (x + 3) - 1) / (1 + 2 * x)


#: The polynomial of erfinv is for numbers up to this one.
_CENTRAL: Final = 0.8


def erfinv(x: Array) -> Array:
    size = ua.abs(x)
    tail = ua.sign(x) * sqrt(0.5) * _normal_tail((1 - size) / 2)
    found = ua.where(size <= _CENTRAL, _erfinv_central(x), tail)
    return ua.where(size < 1, found, ua.where(size == 1, ua.where(x < 0, ua.full_like(x, -inf), inf), nan))


def _erfinv_central(x: Array) -> Array:
    x = ua.clip(x, -_CENTRAL, _CENTRAL)
    return x * polynomial(tables.ERFINV, x * x * (2 / 0.64) - 1)


def ndtr(x: Array) -> Array:
    return 0.5 * erfc(x * -sqrt(0.5))


def ndtri(p: Array) -> Array:
    tail = ua.minimum(p, 1 - p)
    away = _normal_tail(tail)
    found = ua.where(tail >= 0.1, sqrt(2) * _erfinv_central(2 * p - 1), ua.where(p < 0.5, -away, away))
    return ua.where(p == 0, -inf, ua.where(p == 1, inf, ua.where(tail > 0, found, nan)))


def _normal_tail(p: Array) -> Array:
    """Return the number that a normal variable exceeds with a probability of up to 0.1."""
    r = ua.sqrt(-2 * ua.log(ua.where(p > 0, ua.minimum(p, 0.1), 0.1)))
    z = 1 / r
    near = polynomial(tables.NDTRI_NEAR, (ua.clip(z, 0.2, 0.5) - 0.35) / 0.15)
    far = polynomial(tables.NDTRI_FAR, (ua.clip(z, 0.025, 0.2) - 0.1125) / 0.0875)
    return r - ua.log(r) * z - ua.where(z >= 0.2, near, far) * z


# -- gamma functions -----------------------------------------------------------------------------------------

#: From here on, the asymptotic series are used.
LARGE: Final = 10


def stirling(z: Array) -> Array:
    """Return what Stirling's formula lacks of log(gamma(z)), for z from `LARGE` on."""
    return polynomial(tables.STIRLING, 1 / (z * z)) / z


def _log_gamma_parts(z: Array) -> tuple[Array, Array]:
    """Return a logarithm and a factor of the gamma function of positive numbers below ``LARGE + 1``."""
    whole = ua.floor(z)
    s = z - whole
    # z - k is s + 2 for the integer k that the recurrence goes down by.
    factor = ua.where(z < 1, 1 / (ua.where(z < 1, s, 1) * (1 + s)), ua.where(z < 2, 1 / (1 + s), 1))
    for j in range(1, LARGE - 1):
        factor = factor * ua.where(whole >= j + 2, z - j, 1)
    return s * polynomial(tables.LOG_GAMMA, 2 * s - 1), factor


def gamma_of_small(z: Array) -> Array:
    """Return the gamma function of positive numbers below ``LARGE + 1``."""
    logarithm, factor = _log_gamma_parts(z)
    return ua.exp(logarithm) * factor


def gammaln(x: Array) -> Array:
    is_negative = (x < 0) & (x > -inf) & (x != ua.round(x))
    turned = ua.where(is_negative, x, -0.5)
    size = ua.abs(turned)
    below = log(pi) - ua.log(size) - ua.log(ua.abs(ua.sin(pi * _from_integer(turned)))) - log_gamma(size)
    above = log_gamma(ua.where((x > 0) & (x < inf), x, 1))
    found = ua.where(x > 0, ua.where(x == inf, inf, above), below)
    return ua.where(x != x, nan, ua.where((x <= 0) & ~is_negative, inf, found))


def log_gamma(z: Array) -> Array:
    """Return the logarithm of the gamma function of positive finite numbers."""
    small = ua.where(z < LARGE, z, 1)
    logarithm, factor = _log_gamma_parts(small)
    s = small - ua.floor(small)
    # For numbers below 2, the logarithm of the factor is computed without its rounding error.
    below = -ua.log1p(s) - ua.where(small < 1, ua.log(ua.where(small < 1, s, 1)), 0)
    near = logarithm + ua.where(small < 2, below, ua.log(factor))
    large = ua.maximum(z, LARGE)
    far = (large - 0.5) * (ua.log(large) - 1) + (0.5 * log(2 * pi) - 0.5) + stirling(large)
    return ua.where(z < LARGE, near, far)


def _from_integer(x: Array) -> Array:
    """Return the distance to the nearest integer, which is exact; 0 for infinity."""
    x = ua.where(ua.abs(x) == inf, 0, x)
    return x - ua.round(x)


def digamma(x: Array) -> Array:
    z = ua.where(x > 0, x, 1 - x)
    small = ua.where(z < LARGE, z, 1)
    whole = ua.floor(small)
    u = small - whole + 1
    high, low = tables.DIGAMMA_ROOT
    near = (u - high - low) * polynomial(tables.DIGAMMA, 2 * u - 3)
    near = near - ua.where(small < 1, 1 / ua.where(small < 1, small, 1), 0)
    for j in range(1, LARGE - 1):
        near = near + ua.where(whole >= j + 1, 1 / ua.where(whole >= j + 1, small - j, 1), 0)
    large = ua.maximum(z, LARGE)
    inverse = 1 / (large * large)
    far = ua.log(large) - 0.5 / large - inverse * polynomial(tables.ASYMPTOTIC_DIGAMMA, inverse)
    positive = ua.where(z < LARGE, near, far)
    is_pole = (x <= 0) & (x == ua.round(x))
    turned = positive - pi / ua.tan(pi * _from_integer(ua.where((x < 0) & ~is_pole, x, 0.5)))
    found = ua.where(x > 0, positive, turned)
    return ua.where(x == 0, ua.copysign(ua.full_like(x, inf), -x), ua.where(is_pole, nan, found))


# -- Bessel functions ----------------------------------------------------------------------------------------

#: Up to here, the power series is used. All its terms are positive.
_NEAR: Final = 8
_I0: Final = tuple(1 / factorial(k) ** 2 for k in range(30))
_I1: Final = tuple(1 / (factorial(k) * factorial(k + 1)) for k in range(30))


def i0(x: Array) -> Array:
    size = ua.abs(x)
    half = ua.minimum(size, _NEAR) / 2
    large = ua.clip(size, _NEAR, 1e5)
    far = polynomial(tables.I0_FAR, 16 / large - 1) / ua.sqrt(large)
    return ua.where(size < _NEAR, polynomial(_I0, half * half), ua.exp(size) * far)


def i1(x: Array) -> Array:
    size = ua.abs(x)
    half = ua.clip(x, -_NEAR, _NEAR) / 2
    large = ua.clip(size, _NEAR, 1e5)
    far = ua.sign(x) * polynomial(tables.I1_FAR, 16 / large - 1) / ua.sqrt(large)
    return ua.where(size < _NEAR, half * polynomial(_I1, half * half), ua.exp(size) * far)


# -- logarithms and entropy ----------------------------------------------------------------------------------


def expit(x: Array) -> Array:
    small = ua.exp(-ua.abs(x))
    return ua.where(x < 0, small, 1) / (1 + small)


def logit(p: Array) -> Array:
    central = ua.abs(p - 0.5) < 0.25
    near = ua.where(central, p, 0.5)
    is_inside = (p > 0) & (p < 1)
    far = ua.where(central | ~is_inside, 0.5, p)
    found = ua.where(central, ua.log1p((2 * near - 1) / (1 - near)), ua.log(far / (1 - far)))
    return ua.where(p == 0, -inf, ua.where(p == 1, inf, ua.where(is_inside, found, nan)))


def entr(x: Array) -> Array:
    return ua.where(x < 0, -inf, -xlogy(x, ua.where(x < 0, 1, x)))


def xlogy(x: Array, y: Array) -> Array:
    is_zero = (x == 0) & ~ua.isnan(y)
    return ua.where(is_zero, 0, x * ua.log(ua.where(is_zero, 1, y)))


FUNCTIONS: Final[dict[str, Callable[..., Array]]] = {
    function.__name__: function
    for function in (digamma, entr, erf, erfc, erfinv, expit, gammaln, i0, i1, logit, ndtr, ndtri, xlogy)
}
