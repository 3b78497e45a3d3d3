"""Elementwise functions of complex numbers: special cases, and accuracy near zero.

Some of the special cases are wrong in every NumPy, others where it was built with one or another C library. The
latter are tried when the backend is loaded: where NumPy's function is right, it is used.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from unifyarray._backend.backend import fast_path, override

from .._agnostic import elementwise_complex as special
from .._agnostic.elementwise_functions import given, kind
from ._dtypes import REAL, Array
from ._warnings import quietly

if TYPE_CHECKING:
    from collections.abc import Callable

    Values = Callable[[Any, Array, Array], tuple[Array, Array]]

_PLATFORM: Final = "wrong special cases, depending on the platform's C library"
_PLATFORM_UPSTREAM: Final = "https://github.com/numpy/numpy/issues/32234"


def _mended(
    name: str,
    values: Values,
    *,
    reason: str,
    upstream: str | None = None,
    where: Callable[[Array], Array] | None = None,
    case: str = "special",
) -> Callable[..., Any]:
    """Return NumPy's ufunc, with other values where a complex argument is not finite, or as ``where`` says."""
    ufunc = getattr(np, name)

    @override(name=name, reason=reason, upstream=upstream, case=f"elementwise_functions/{name}/{case}")
    @fast_path(ufunc, REAL)
    def function(x: Any, /, **kwargs: Any) -> Any:
        if kind(x) != "c":
            return ufunc(x, **kwargs)
        return given(np, quietly(mend, x), kwargs)

    def mend(x: Any) -> Any:
        out = ufunc(x)
        x = np.asarray(x)
        place = ~np.isfinite(x) if where is None else where(x)
        if not place.any():
            return out
        out = np.asarray(out)  # a scalar, if it is one, becomes an array that can be written to
        found = np.empty(np.count_nonzero(place), out.dtype)
        found.real, found.imag = values(np, x[place].real, x[place].imag)
        out[place] = found
        return out[()]

    function.__name__ = function.__qualname__ = name
    function.__doc__ = ufunc.__doc__
    return function


def _expm1(_: Any, a: Array, b: Array) -> tuple[Array, Array]:
    z: Any = np.empty(a.shape, np.result_type(a, np.complex64))
    z.real, z.imag = a, b
    z = np.exp(z)
    # With -inf for the real part the imaginary part vanishes, even if it was NaN; zeros stay zeros of their sign.
    vanished = (a == -math.inf) & ~np.isfinite(b)
    imag = np.where(vanished, np.copysign(0, np.where(np.isnan(b), 1, b)), z.imag)
    return z.real - 1, np.where(b == 0, b, imag)


acosh = _mended("acosh", special.acosh, reason=_PLATFORM, upstream=_PLATFORM_UPSTREAM)
atanh = _mended(
    "atanh",
    special.atanh,
    reason=_PLATFORM,
    upstream=_PLATFORM_UPSTREAM,
    where=lambda x: ~np.isfinite(x) | (x == 1) | (x == -1),
)
sqrt = _mended("sqrt", special.sqrt, reason=_PLATFORM, upstream=_PLATFORM_UPSTREAM)
tanh = _mended(
    "tanh",
    special.tanh,
    reason="C's zero for the imaginary part of tanh(inf + bj) has the sign of sin(2b), the standard's that of b",
    upstream=_PLATFORM_UPSTREAM,
)
tan = _mended(
    "tan",
    special.tan,
    reason="C's zero for the real part of tan(a + inf j) has the sign of sin(2a), the standard's that of a",
    upstream=_PLATFORM_UPSTREAM,
)
sign = _mended(
    "sign",
    lambda _, a, b: (np.full_like(a, math.nan), np.full_like(b, math.nan)),
    reason="array_api_compat asks for the dtype by many calls, and NumPy takes NaN beside an infinity for nothing",
    where=np.isnan,
    case="cost",
)
expm1 = _mended(
    "expm1",
    _expm1,
    reason="NumPy's special cases are neither the standard's nor those of exp(x) - 1",
    upstream="https://github.com/numpy/numpy/issues/21746",
    where=lambda x: ~np.isfinite(x) | (x == 0),
)


def conforming() -> set[str]:
    """Return the names of the functions above that NumPy, as it is here, has right."""
    parts = [0.0, 1.0, 2.5, math.inf, math.nan]
    z = np.asarray([complex(s * a, t * b) for a in parts for b in parts for s in (1, -1) for t in (1, -1)])
    found: set[str] = set()
    for mended in (acosh, atanh, expm1, sqrt, tan, tanh):
        ufunc = getattr(np, mended.__name__)
        if all(_same(quietly(ufunc, x), mended(x)) for x in (z, z.astype(np.complex64))):
            found.add(mended.__name__)
    return found


def _same(x1: Array, x2: Array) -> bool:
    """Return whether values are equal in both parts, zeros of the same sign."""
    return all(
        np.allclose(one, other, rtol=1e-5, atol=0, equal_nan=True)
        and np.array_equal(np.signbit(one) & ~np.isnan(one), np.signbit(other) & ~np.isnan(other))
        for one, other in ((x1.real, x2.real), (x1.imag, x2.imag))
    )


@override(
    reason="NumPy computes log(1 + x), which loses all digits of a small x",
    upstream="https://github.com/numpy/numpy/issues/22609",
    case="elementwise_functions/log1p/value",
)
@fast_path(np.log1p, REAL)
def log1p(x: Any, /, **kwargs: Any) -> Any:
    """Return ``log(1 + x)`` without cancellation."""
    if kind(x) != "c":
        return np.log1p(x, **kwargs)
    return given(np, quietly(_log1p, x), kwargs)


def _log1p(x: Any, /) -> Any:
    out: Any = np.asarray(np.log1p(x))
    a, b = np.real(x), np.imag(x)
    # |1 + x| may overflow where its logarithm does not, and the 1 does not count.
    np.copyto(out, np.log(x), where=np.maximum(np.abs(a), np.abs(b)) > 1e30)
    # The logarithm of |1 + x|, of which 1 is taken out. The error that is left where |1 + x| is close to 1 for
    # another reason is small beside the imaginary part.
    np.copyto(out.real, np.log1p(a * (2 + a) + b * b) / 2, where=(np.abs(a) < 0.5) & (np.abs(b) < 0.5))
    return out[()]
