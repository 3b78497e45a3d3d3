"""Values of complex functions for special arguments (NaN, infinities, poles), by real and imaginary part.

Each function takes the library and both parts of its argument, and returns both parts of the value.
"""

from __future__ import annotations

import math
from typing import Any


def acosh(lib: Any, a: Any, b: Any) -> tuple[Any, Any]:
    """Return both parts of ``acosh(a + bj)`` if a or b is not finite."""
    real = lib.where(lib.isinf(a) | lib.isinf(b), math.inf, math.nan)
    imag = lib.where(lib.isnan(b) & (a == 0), math.pi / 2, lib.arctan2(lib.abs(b), a))
    return real, lib.copysign(imag, lib.where(lib.isnan(b), 1, b))


def atanh(lib: Any, a: Any, b: Any) -> tuple[Any, Any]:
    """Return both parts of ``atanh(a + bj)`` if a or b is not finite, and at the poles 1 and -1."""
    pole = (lib.abs(a) == 1) & (b == 0)
    lost = (lib.isnan(a) & ~lib.isinf(b)) | (lib.isnan(b) & (lib.isfinite(a) & (a != 0)))
    real = lib.where(lost, math.nan, lib.copysign(lib.where(pole, math.inf, 0), lib.where(lib.isnan(a), 1, a)))
    imag = lib.where(lost | lib.isnan(b), math.nan, lib.copysign(math.pi / 2, b))
    return real, lib.where(pole, b, imag)


def sqrt(lib: Any, a: Any, b: Any) -> tuple[Any, Any]:
    """Return both parts of ``sqrt(a + bj)`` if a or b is not finite."""
    real = lib.where(lib.isinf(b) | (a == math.inf), math.inf, math.nan)
    imag = lib.where(lib.isinf(b), b, math.nan)
    real = lib.where((a == -math.inf) & lib.isfinite(b), 0, real)
    imag = lib.where((a == math.inf) & lib.isfinite(b), lib.copysign(0, b), imag)
    falls = (a == -math.inf) & ~lib.isinf(b)
    return real, lib.where(falls, lib.copysign(math.inf, lib.where(lib.isnan(b), 1, b)), imag)


def tanh(lib: Any, a: Any, b: Any) -> tuple[Any, Any]:
    """Return both parts of ``tanh(a + bj)`` if a or b is not finite."""
    real = lib.where(lib.isinf(a), lib.copysign(1, a), lib.where(a == 0, a, math.nan))
    imag = lib.where(lib.isnan(a) & (b == 0), b, math.nan)
    return real, lib.where(lib.isinf(a), lib.copysign(0, lib.where(lib.isnan(b), 1, b)), imag)


def tan(lib: Any, a: Any, b: Any) -> tuple[Any, Any]:
    """Return both parts of ``tan(a + bj)`` if a or b is not finite: ``tan(z) = -j tanh(jz)``."""
    real, imag = tanh(lib, -b, a)
    return imag, -real
