"""Make the tables by which ``ua.special`` computes functions that a library lacks: polynomials, and a quadrature.

Run ``python -m docs._generate.special_tables``. mpmath computes the functions at the nodes with 60 digits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import mpmath

from tests._support import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

TARGET: Final = ROOT / "unifyarray" / "_functions" / "beyond" / "special_tables.py"

_mp = mpmath.MPContext()
_mp.dps = 60
#: Number of nodes at which a function is interpolated: more than any polynomial needs.
_NODES: Final = 72
#: Terms of the Chebyshev series below this part of the largest one are left out.
_SMALLEST: Final = 1e-18
#: Number of nodes of the quadrature.
QUADRATURE: Final = 40


def _ndtri_tail(r: Any) -> Any:
    """Return the correction of the quantile of the normal distribution for the probability ``exp(-r**2 / 2)``."""
    log_p = -r * r / 2
    x = r - _mp.log(r) / r
    for _ in range(60):  # Newton's method for log(ndtr(-x)) = log(p), which is concave
        tail = _mp.erfc(x / _mp.sqrt(2)) / 2
        step = (_mp.log(tail) - log_p) * tail / (_mp.exp(-x * x / 2) / _mp.sqrt(2 * _mp.pi))
        x += step
        if abs(step) < _mp.mpf(10) ** -50:
            break
    return (r - _mp.log(r) / r - x) * r


def _digamma_root() -> Any:
    return _mp.findroot(lambda x: _mp.psi(0, x), 1.46)


def _without_root(x: Any) -> Any:
    root = _digamma_root()
    return _mp.psi(1, root) if abs(x - root) < 1e-25 else _mp.psi(0, x) / (x - root)


def _erf_over_x(z: Any) -> Any:
    x = _mp.sqrt(z)
    return _mp.erf(x) / x


def _erfinv_over_x(z: Any) -> Any:
    x = _mp.sqrt(z)
    return _mp.erfinv(x) / x


def _scaled_erfc(u: Any) -> Any:
    x = 4 / u - 3
    return (1 + 2 * x) * _mp.exp(x * x) * _mp.erfc(x)


def _bessel_far(order: int, z: Any) -> Any:
    x = 8 / z
    return _mp.sqrt(x) * _mp.exp(-x) * _mp.besseli(order, x)


#: By name: the function of the variable, the ends of its interval, and what it is.
POLYNOMIALS: Final[dict[str, tuple[Callable[[Any], Any], float, float, str]]] = {
    "ERF": (_erf_over_x, 0, 1, "erf(x) / x as a function of x**2"),
    "SCALED_ERFC": (_scaled_erfc, 0, 1, "(1 + 2 * x) * exp(x**2) * erfc(x) as a function of 4 / (x + 3)"),
    "ERFINV": (_erfinv_over_x, 0, 0.64, "erfinv(x) / x as a function of x**2"),
    "NDTRI_NEAR": (lambda z: _ndtri_tail(1 / z), 0.2, 0.5, "(r - log(r) / r + ndtri(exp(-r**2 / 2))) * r of 1 / r"),
    "NDTRI_FAR": (lambda z: _ndtri_tail(1 / z), 0.025, 0.2, "the same for larger r"),
    "LOG_GAMMA": (lambda s: _mp.loggamma(2 + s) / s, 0, 1, "log(gamma(2 + s)) / s"),
    "DIGAMMA": (_without_root, 1, 2, "digamma(x) / (x - root)"),
    "I0_FAR": (lambda z: _bessel_far(0, z), 0, 1, "sqrt(x) * exp(-x) * i0(x) of 8 / x"),
    "I1_FAR": (lambda z: _bessel_far(1, z), 0, 1, "sqrt(x) * exp(-x) * i1(x) of 8 / x"),
}


def polynomial(function: Callable[[Any], Any], low: float, high: float) -> list[float]:
    """Return the coefficients of the polynomial that interpolates a function at Chebyshev nodes.

    They are in ascending powers of a variable that goes from -1 to 1 in the interval. Sums of powers lose no digits for
    these functions, and a step of Horner's rule uses the step before once, which libraries with lazy arrays need.
    """
    low, high = _mp.mpf(str(low)), _mp.mpf(str(high))
    angles = [_mp.pi * (k + _mp.mpf(1) / 2) / _NODES for k in range(_NODES)]
    values = [function((low + high) / 2 + (high - low) / 2 * _mp.cos(a)) for a in angles]
    series = [sum(v * _mp.cos(j * a) for v, a in zip(values, angles, strict=True)) * 2 / _NODES for j in range(_NODES)]
    series[0] /= 2
    most = max(map(abs, series))
    last = max(j for j, c in enumerate(series) if abs(c) > most * _SMALLEST)
    powers = [_mp.mpf(0)] * (last + 1)
    before, term = [_mp.mpf(0)], [_mp.mpf(1)]  # Chebyshev polynomials of two degrees
    for j in range(last + 1):
        for i, c in enumerate(term):
            powers[i] += series[j] * c
        following = [_mp.mpf(0), *[c * (1 if j == 0 else 2) for c in term]]
        for i, c in enumerate(before):
            following[i] -= c if j else 0
        before, term = term, following
    return [float(c) for c in powers]


def nodes() -> list[tuple[float, float]]:
    """Return the nodes and weights of the Gauss-Legendre quadrature on the interval from 0 to 1."""
    found = []
    for k in range(QUADRATURE):
        x = _mp.cos(_mp.pi * (k + _mp.mpf("0.75")) / (QUADRATURE + _mp.mpf("0.5")))
        for _ in range(8):  # Newton's method
            value, before = x, _mp.mpf(1)
            for n in range(2, QUADRATURE + 1):
                value, before = ((2 * n - 1) * x * value - (n - 1) * before) / n, value
            slope = QUADRATURE * (x * value - before) / (x * x - 1)
            x -= value / slope
        found.append((float((1 + x) / 2), float(1 / ((1 - x * x) * slope * slope))))
    return sorted(found)


def stirling() -> list[float]:
    """Return the coefficients of Stirling's series for log(gamma(x)), in odd powers of 1 / x."""
    return [float(_mp.bernoulli(2 * k) / (2 * k * (2 * k - 1))) for k in range(1, 11)]


def asymptotic_digamma() -> list[float]:
    """Return the coefficients of the series of log(x) - 1 / (2 * x) - digamma(x), in even powers of 1 / x."""
    return [float(_mp.bernoulli(2 * k) / (2 * k)) for k in range(1, 11)]


def _table(name: str, comment: str, values: list[Any]) -> str:
    lines = "".join(f"    {value!r},\n" for value in values)
    return f"#: {comment}\n{name} = (\n{lines})\n"


def text() -> str:
    """Return the text of the module."""
    parts = [
        '"""Tables of special functions, made by ``python -m docs._generate.special_tables``."""\n',
    ]
    for name, (function, low, high, comment) in POLYNOMIALS.items():
        parts.append(_table(name, f"Polynomial from {low} to {high}: {comment}.", polynomial(function, low, high)))
    root = _digamma_root()
    high = float(_mp.mpf(int(root * 2**20)) / 2**20)
    parts.append(f"#: The zero of digamma, as a sum.\nDIGAMMA_ROOT = ({high!r}, {float(root - _mp.mpf(high))!r})\n")
    parts.append(_table("STIRLING", "Coefficients of Stirling's series in odd powers of 1 / x.", stirling()))
    comment = "Coefficients of log(x) - 1 / (2 * x) - digamma(x) in even powers of 1 / x."
    parts.append(_table("ASYMPTOTIC_DIGAMMA", comment, asymptotic_digamma()))
    parts.append(_table("QUADRATURE", "Nodes and weights of the Gauss-Legendre quadrature from 0 to 1.", nodes()))
    return "\n".join(parts)


if __name__ == "__main__":
    TARGET.write_text(text())
