"""Elementwise functions of complex numbers: special cases, and accuracy near zero.

All of it is computed for all elements: to pick out those that need it would wait for the device.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import cupy as cp

from unifyarray.plugin import override

from .._agnostic import elementwise_complex as special
from .._agnostic.elementwise_functions import given, kind

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    Parts = Callable[[Any, Any, Any], tuple[Any, Any]]


def _complex(real: Any, imag: Any, dtype: np.dtype[Any]) -> Any:
    out = cp.empty(real.shape, dtype)
    out.real[...] = real.astype(out.real.dtype)
    out.imag[...] = imag.astype(out.real.dtype)
    return out


def _mended(name: str, parts: Parts, reason: str) -> Callable[..., Any]:
    """Return CuPy's ufunc, with other values where an argument is complex and not finite."""
    ufunc = getattr(cp, name)

    @override(
        name=name,
        reason=reason,
        upstream="https://github.com/data-apis/array-api/issues/1006",
        case=f"elementwise_functions/{name}/special",
    )
    def function(x: Any, /, **kwargs: Any) -> Any:
        if kind(x) != "c":
            return ufunc(x, **kwargs)
        out = ufunc(x)
        real, imag = parts(cp, x.real, x.imag)
        return given(cp, cp.where(cp.isfinite(x), out, _complex(real, imag, out.dtype)), kwargs)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"Return ``{name}(x)``."
    return function


tanh = _mended(
    "tanh", special.tanh, "the zero of tanh(inf + bj) has the sign of sin(2b), as in C; the standard's, of b"
)
tan = _mended("tan", special.tan, "the zero of tan(a + inf j) has the sign of sin(2a), as in C; the standard's, of a")


@override(
    reason="is NaN + NaN j for NaN on the imaginary axis, for which the standard has an imaginary part of pi/2",
    case="elementwise_functions/acosh/special",
)
def acosh(x: Any, /, **kwargs: Any) -> Any:
    """Return ``acosh(x)``."""
    if kind(x) != "c":
        return cp.arccosh(x, **kwargs)
    out = cp.arccosh(x)
    cp.copyto(out.imag, math.pi / 2, where=(x.real == 0) & cp.isnan(x.imag))
    return given(cp, out, kwargs)


def _log(x: Any) -> Any:
    out = cp.log(x)
    cp.copyto(out.real, math.inf, where=cp.isinf(x))
    return out


_INFINITE: Final = "is NaN for complex numbers of an infinity and NaN, where the standard has an infinity"


@override(reason=_INFINITE, case="elementwise_functions/log/special")
def log(x: Any, /, **kwargs: Any) -> Any:
    """Return ``log(x)``."""
    return cp.log(x, **kwargs) if kind(x) != "c" else given(cp, _log(x), kwargs)


def _to_base(name: str, base: int, reason: str) -> Callable[..., Any]:
    ufunc = getattr(cp, name)

    @override(name=name, reason=reason, case=f"elementwise_functions/{name}/special")
    def function(x: Any, /, **kwargs: Any) -> Any:
        if kind(x) != "c":
            return ufunc(x, **kwargs)
        out = _log(x)
        for part in (out.real, out.imag):  # as a whole it is divided by a complex number, and infinities become NaN
            cp.divide(part, math.log(base), part)
        return given(cp, out, kwargs)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"Return ``{name}(x)``."
    return function


log2 = _to_base("log2", 2, _INFINITE + ", and NaN j at 0")
log10 = _to_base("log10", 10, _INFINITE)


@override(
    reason="is exp(x) - 1 for complex numbers, which loses all digits of a small x and the sign of zero",
    case="elementwise_functions/expm1/value",
)
def expm1(x: Any, /, **kwargs: Any) -> Any:
    """Return ``exp(x) - 1`` without cancellation."""
    if kind(x) != "c":
        return cp.expm1(x, **kwargs)
    a, b = x.real, x.imag
    whole = cp.exp(x)
    # exp(a) cos(b) - 1 = expm1(a) cos(b) - 2 sin(b/2)**2
    half = cp.sin(b / 2)
    real = cp.where(cp.abs(a) < 1, cp.expm1(a) * cp.cos(b) - 2 * half * half, whole.real - 1)
    # With -inf for the real part the imaginary part vanishes, even if it was NaN; zeros stay zeros of their sign.
    vanished = (a == -math.inf) & ~cp.isfinite(b)
    imag = cp.where(vanished, cp.copysign(0.0, cp.where(cp.isnan(b), 1, b)), whole.imag)
    return given(cp, _complex(real, cp.where(b == 0, b, imag), x.dtype), kwargs)


@override(
    reason="is log(1 + x) for complex numbers, which loses all digits of a small x",
    case="elementwise_functions/log1p/value",
)
def log1p(x: Any, /, **kwargs: Any) -> Any:
    """Return ``log(1 + x)`` without cancellation."""
    if kind(x) != "c":
        return cp.log1p(x, **kwargs)
    a, b = x.real, x.imag
    usual = _log(x + 1)
    # |1 + x| may overflow where its logarithm does not, and the 1 does not count.
    large = cp.maximum(cp.abs(a), cp.abs(b)) > 1e30
    small = (cp.abs(a) < 0.5) & (cp.abs(b) < 0.5)
    real = cp.where(large, cp.log(x).real, cp.where(small, cp.log1p(a * (2 + a) + b * b) / 2, usual.real))
    return given(cp, _complex(real, cp.where(b == 0, cp.copysign(usual.imag, b), usual.imag), x.dtype), kwargs)
