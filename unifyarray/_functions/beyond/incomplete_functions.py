"""The beta function and the incomplete gamma and beta functions, with the standard's functions.

They integrate from the given number away from the bulk of the distribution. The integrand is 1 at the given number and
negligible at the end of the interval, so one quadrature with a fixed number of nodes serves all elements: no loop
depends on the values, and automatic differentiation gives the derivatives with respect to all arguments.

A lower integral with a small parameter is raised to one with a parameter from 10 on: all terms of the recurrence are
positive. The integrand is smooth enough then.
"""

from __future__ import annotations

from math import inf, log, nan, pi, sqrt

from ..._array._late import imperative, ua
from . import special_tables as tables
from .special_series import LARGE, erfc, gamma_of_small, gammaln, log_gamma, polynomial, stirling

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

    from ..._array.array import Array

#: The integrand is exp(-40) at the end of the interval.
_DECAY: Final = 40.0


def _integral(exponent: Callable[[Array], Array], width: Array) -> Array:
    """Integrate exp(exponent(v)) from 0 to a width, with more nodes near 0."""
    width = imperative.stop_gradient(width)  # it does not change the value
    total: Any = 0.0
    for node, weight in tables.QUADRATURE:
        total = total + (2 * node * weight) * ua.exp(exponent(width * (node * node)))
    return total * width  # type: ignore[no-any-return]


def _quadratic_width(curvature: Array, slope: Array) -> Array:
    """Return v for which ``curvature * v**2 / 2 + slope * v`` is `_DECAY`."""
    return 2 * _DECAY / (slope + ua.sqrt(slope * slope + 2 * _DECAY * curvature))


def _correction(z: Array) -> Array:
    """Return log(gamma(z)) less ``(z - 0.5) * log(z) - z + log(2 * pi) / 2``, for positive numbers."""
    small = ua.where(z < LARGE, z, 1)
    near = ua.log(gamma_of_small(small)) - (small - 0.5) * ua.log(small) + small - 0.5 * log(2 * pi)
    return ua.where(z < LARGE, near, stirling(ua.maximum(z, LARGE)))


# -- gamma ---------------------------------------------------------------------------------------------------


def _gamma_term(a: Array, x: Array) -> Array:
    """Return ``x**a * exp(-x) / gamma(a + 1)``."""
    small = ua.where(a < LARGE, a, 1)
    near = ua.exp(small * ua.log(x) - x) / gamma_of_small(small + 1)
    large = ua.maximum(a, LARGE)
    u = (x - large) / large
    logarithm = ua.where(u < -0.5, ua.log(x / large), ua.log1p(ua.maximum(u, -0.5)))
    far = ua.exp(large * (logarithm - u) - stirling(large)) / ua.sqrt(2 * pi * large)
    return ua.where(a < LARGE, near, far)


def _lower_gamma(a: Array, x: Array) -> Array:
    """Return the lower regularised function for x up to ``max(a, 2)``."""
    term = _gamma_term(a, x)
    total = ua.zeros_like(term)
    is_small = a < LARGE
    for k in range(LARGE):
        total = total + ua.where(is_small, term, 0)
        term = ua.where(is_small, term * x / (a + (k + 1)), term)
    raised = ua.where(is_small, a + LARGE, a)
    width = ua.minimum(_quadratic_width(raised - 1, ua.maximum(raised - 1 - x, 0)), 1)
    return total + term * raised * _integral(lambda v: (raised - 1) * ua.log1p(-v) + x * v, width)


def _upper_gamma(a: Array, x: Array) -> Array:
    """Return the upper regularised function for x from ``max(a, 2)`` on."""
    curvature = ua.maximum(a - 1, 0)
    slope = ua.maximum(x - curvature, 0)
    # log1p(v) - v is at most -v**2 / (2 + 4 * v / 3).
    squared, linear = curvature / 2 + slope * (2 / 3), slope - _DECAY * (2 / 3)
    root = ua.sqrt(linear * linear + 4 * _DECAY * squared)
    width = ua.where(linear > 0, 2 * _DECAY / (ua.abs(linear) + root), (root - linear) / (2 * squared))
    return _gamma_term(a, x) * a * _integral(lambda v: (a - 1) * ua.log1p(v) - x * v, width)


def _upper_gamma_series(a: Array, x: Array) -> Array:
    """Return the upper regularised function for small a and x up to 2, without the cancellation of 1 less the lower."""
    power = a * ua.log(x) - _log_gamma_of_one_more(a)
    term: Any = -x
    total = term * (a / (a + 1))
    for n in range(2, 32):
        term = term * x * (-1 / n)
        total = total + term * (a / (a + n))
    return -ua.expm1(power) - ua.exp(power) * total  # type: ignore[no-any-return]


def _log_gamma_of_one_more(a: Array) -> Array:
    """Return log(gamma(1 + a)) for positive numbers, without rounding 1 + a if a is small."""
    small = ua.where(a < 1, a, 0)
    near = small * polynomial(tables.LOG_GAMMA, 2 * small - 1) - ua.log1p(small)
    return ua.where(a < 1, near, log_gamma(ua.where(a < 1, 1, a) + 1))


#: From this parameter on, two terms of Temme's expansion have all digits. Its first coefficients follow.
_VAST: Final = 1e6
_FIRST: Final = (-1 / 3, 1 / 12, -2 / 135, 1 / 864, 1 / 2835, -139 / 777600)
_SECOND: Final = (-1 / 540, -1 / 288, 1 / 378)
#: Coefficients of ``2 * (u - log(1 + u)) / u**2`` in powers of u.
_EXCESS: Final = tuple([2 * (-1) ** k / (k + 2) for k in range(14)])


def _gamma_of_vast(a: Array, x: Array) -> tuple[Array, Array]:
    """Return the lower and the upper regularised function for parameters from `_VAST` on: a normal distribution."""
    u = ua.clip((x - a) / a, -0.1, 0.1)  # farther away, the functions are 0 and 1
    eta = u * ua.sqrt(polynomial(_EXCESS, u))
    z = eta * ua.sqrt(a / 2)
    terms = polynomial(_FIRST, eta) + polynomial(_SECOND, eta) / a
    rest = ua.exp(-z * z) * terms / (sqrt(2 * pi) * ua.sqrt(a))
    return 0.5 * erfc(-z) - rest, 0.5 * erfc(z) + rest


def _gamma_tails(a: Array, x: Array) -> tuple[Array, Array, Array]:
    """Return where the lower function is computed, the lower function there, and the upper function elsewhere."""
    is_valid = (a > 0) & (a < inf) & (x > 0) & (x < inf)
    a, x = ua.where(is_valid, a, 1), ua.where(is_valid, x, 1)
    is_vast = a >= _VAST
    lower_of_vast, upper_of_vast = _gamma_of_vast(ua.where(is_vast, a, _VAST), ua.where(is_vast, x, _VAST))
    a, x = ua.where(is_vast, 1, a), ua.where(is_vast, 1, x)
    is_lower = x <= ua.maximum(a, 2)
    lower = _lower_gamma(ua.where(is_lower, a, 1), ua.where(is_lower, x, 1))
    upper = _upper_gamma(ua.where(is_lower, 1, a), ua.where(is_lower, 3, x))
    is_series = is_lower & (x > a)
    close = _upper_gamma_series(ua.where(is_series, a, 1), ua.where(is_series, x, 1))
    upper = ua.where(is_lower, ua.where(is_series, close, 1 - lower), upper)
    return is_lower | is_vast, ua.where(is_vast, lower_of_vast, lower), ua.where(is_vast, upper_of_vast, upper)


def _gamma_ends(a: Array, x: Array, inside: Array, ends: tuple[int, int]) -> Array:
    """Return a function with its values for parameters and numbers of 0 and infinity, NaN out of range."""
    low, high = ends
    is_low = (x == 0) | (a == inf)
    is_high = (a == 0) | (x == inf)
    found = ua.where(is_low, low, ua.where(is_high, high, inside))
    is_wrong = (a < 0) | (x < 0) | ua.isnan(a) | ua.isnan(x) | ((a == 0) & (x == 0)) | ((a == inf) & (x == inf))
    return ua.where(is_wrong, nan, found)


def gammainc(a: Array, x: Array) -> Array:
    is_lower, lower, upper = _gamma_tails(a, x)
    return _gamma_ends(a, x, ua.where(is_lower, lower, 1 - upper), (0, 1))


def gammaincc(a: Array, x: Array) -> Array:
    return _gamma_ends(a, x, _gamma_tails(a, x)[2], (1, 0))


# -- beta ----------------------------------------------------------------------------------------------------


def beta(a: Array, b: Array) -> Array:
    a_is_pole, b_is_pole = _is_pole(a), _is_pole(b)
    # beta(-n, m) is (-1)**m * beta(n + 1 - m, m) for integers m from 1 to n.
    n, m = ua.where(b_is_pole, -b, -a), ua.where(b_is_pole, a, b)
    is_finite = (a_is_pole ^ b_is_pole) & (m > 0) & (m <= n) & (m == ua.floor(m)) & (n < inf)
    is_odd = m - 2 * ua.floor(m / 2) == 1
    found = _beta(ua.where(is_finite, n + 1 - m, a), ua.where(is_finite, m, b))
    found = ua.where(is_finite, ua.where(is_odd, -found, found), ua.where(a_is_pole | b_is_pole, inf, found))
    return ua.where(ua.isnan(a) | ua.isnan(b), nan, found)


def _is_pole(x: Array) -> Array:
    """Return whether numbers are poles of the gamma function: 0, the negative integers, and minus infinity."""
    return (x <= 0) & (x == ua.floor(x))


def _beta(a: Array, b: Array) -> Array:
    """Return the beta function of numbers that are not poles."""
    positive = (a > 0) & (b > 0) & (a < inf) & (b < inf)
    first, second = ua.where(positive, a, 1), ua.where(positive, b, 1)
    small = first + second < LARGE
    x, y = ua.where(small, first, 1), ua.where(small, second, 1)
    near = gamma_of_small(x) * (gamma_of_small(y) / gamma_of_small(x + y))
    far = 1 / _beta_factor(ua.where(small, LARGE, first), ua.where(small, LARGE, second))
    found = ua.where(small, near, far)
    # The sum of logarithms is for the other numbers, of which one is negative.
    is_negative = (a < 0) | (b < 0)
    c, d = ua.where(is_negative, a, 1), ua.where(is_negative, b, 1)
    signs = _gamma_sign(c) * _gamma_sign(d) * _gamma_sign(c + d)
    found = ua.where(is_negative, signs * ua.exp(gammaln(c) + gammaln(d) - gammaln(c + d)), found)
    return ua.where(~is_negative & ((a == inf) | (b == inf)), 0, found)


def _gamma_sign(x: Array) -> Array:
    """Return the sign of the gamma function."""
    whole = ua.floor(ua.where((x < 0) & (x > -inf), x, 0))
    return ua.where(whole / 2 == ua.floor(whole / 2), ua.ones_like(x), -1)


def _beta_factor(a: Array, b: Array) -> Array:
    """Return the inverse of the beta function, from logarithms."""
    corrections = _correction(a + b) - _correction(a) - _correction(b)
    powers = a * ua.log1p(b / a) + b * ua.log1p(a / b)
    return ua.exp(powers + corrections) * ua.sqrt((a / (a + b)) * b / (2 * pi))


def _beta_term(a: Array, b: Array, x: Array, y: Array) -> Array:
    """Return ``x**a * y**b / beta(a, b)``, for y = 1 - x."""
    small = a + b < LARGE
    c, d = ua.where(small, a, 1), ua.where(small, b, 1)
    factor = gamma_of_small(c + d) / (gamma_of_small(c) * gamma_of_small(d))
    near = ua.exp(c * ua.log(x) + d * ua.log(y)) * factor
    c, d = ua.where(small, LARGE, a), ua.where(small, LARGE, b)
    total = c + d
    away = x * d - y * c  # the distance of x from the mean, times the total
    powers = c * _log_ratio(x * total, c, away) + d * _log_ratio(y * total, d, -away)
    corrections = _correction(total) - _correction(c) - _correction(d)
    far = ua.exp(powers + corrections) * ua.sqrt((c / total) * d / (2 * pi))
    return ua.where(small, near, far)


def _log_ratio(x: Array, y: Array, difference: Array) -> Array:
    """Return ``log(x / y)`` for ``difference = x - y``, of which the relative error is small."""
    u = difference / y
    return ua.where(u < -0.5, ua.log(x / y), ua.log1p(ua.maximum(u, -0.5)))


def _lower_beta(a: Array, b: Array, x: Array, y: Array) -> Array:
    """Return the regularised function for x up to ``(a + 1) / (a + b + 2)``, and y = 1 - x."""
    term = _beta_term(a, b, x, y) / a
    total = ua.zeros_like(term)
    is_small = a < LARGE
    for k in range(LARGE):
        total = total + ua.where(is_small, term, 0)
        term = ua.where(is_small, term * x * (a + b + k) / (a + (k + 1)), term)
    raised = ua.where(is_small, a + LARGE, a)
    ratio = x / y
    more = ua.maximum(b - 1, 0)
    slope = ua.maximum(raised - 1 - more * ratio, 0)
    width = ua.minimum(_quadratic_width(raised - 1, slope), 1)
    for _ in range(4):  # the curvature of the other factor is at least that at the end of the interval so far
        curvature = raised - 1 + more * ratio * ratio / (1 + ratio * width * (2 / 3))
        width = ua.minimum(_quadratic_width(curvature, slope), 1)
    rest = _integral(lambda v: (raised - 1) * ua.log1p(-v) + (b - 1) * ua.log1p(ratio * v), width)
    return total + term * raised / y * rest


def betainc(a: Array, b: Array, x: Array) -> Array:
    is_valid = (a > 0) & (a < inf) & (b > 0) & (b < inf) & (x > 0) & (x < 1)
    c, d, z = ua.where(is_valid, a, 1), ua.where(is_valid, b, 1), ua.where(is_valid, x, 0.5)
    is_lower = z <= (c + 1) / (c + d + 2)
    y = 1 - z
    first, second = ua.where(is_lower, c, d), ua.where(is_lower, d, c)
    tail = _lower_beta(first, second, ua.where(is_lower, z, y), ua.where(is_lower, y, z))
    found = ua.where(is_lower, tail, 1 - tail)
    is_low = (x == 0) | (((b == 0) | (a == inf)) & (x < 1))
    is_high = (x == 1) | (((a == 0) | (b == inf)) & (x > 0))
    found = ua.where(is_low, 0, ua.where(is_high, 1, found))
    is_wrong = (a < 0) | (b < 0) | (x < 0) | (x > 1) | ((a == 0) & (b == 0)) | ((a == inf) & (b == inf))
    return ua.where(is_wrong | ua.isnan(a) | ua.isnan(b) | ua.isnan(x), nan, found)


FUNCTIONS: Final[dict[str, Callable[..., Array]]] = {
    function.__name__: function for function in (beta, betainc, gammainc, gammaincc)
}
