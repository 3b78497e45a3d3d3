"""Exponentials, logarithms, trigonometric and hyperbolic functions."""

from __future__ import annotations

import functools
from typing import Any, Final

import torch

from unifyarray.plugin import fast_path, override

from .._autograd import may_be_differentiated
from .._binary import (
    NONE,
    PROMOTES,
    binary_function,
    override_binary,
    promoting_path,
)
from .._dtypes import (
    COMPLEX,
    FLOATING,
)
from . import _complex, _hyperbolic

_override_binary: Final = functools.partial(override_binary, module=__name__)

atan2 = _override_binary(
    "atan2",
    torch.atan2,
    promoting_path(torch.atan2),
    FLOATING,
    NONE,
    "Return the angle of (x2, x1).",
    PROMOTES,
    "cost",
)


def _hypot(x1: torch.Tensor, x2: torch.Tensor, **kwargs: Any) -> torch.Tensor:
    if kwargs or not may_be_differentiated(x1, x2):
        return torch.hypot(x1, x2, **kwargs)
    zero = (x1 == 0) & (x2 == 0)
    return torch.where(zero, 0, torch.hypot(torch.where(zero, 1, x1), x2))


_HYPOT: Final = "Return the square root of the sum of squares of each pair."
hypot = override(reason="the derivative at zero is nan; that of a norm is 0", case="gradients/hypot/at_zero")(
    binary_function(_hypot, promoting_path(_hypot), FLOATING, NONE, "hypot", __name__, _HYPOT)
)
logaddexp = _override_binary(
    "logaddexp",
    torch.logaddexp,
    promoting_path(torch.logaddexp),
    FLOATING,
    NONE,
    "Return the logarithm of the sum of exponentials of each pair.",
    PROMOTES,
    "cost",
)


@override(
    reason="the imaginary part of acos(x + 0j) has the wrong sign; accuracy is lost near 1",
    case="elementwise_functions/acos/special",
)
@fast_path(torch.acos, FLOATING)
def acos(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return the arc cosine of each element."""
    return _complex.acos(x) if x.dtype in COMPLEX else torch.acos(x, **kwargs)


@override(
    reason="returns NaN for complex numbers with an infinite part",
    case="elementwise_functions/expm1/special",
)
@fast_path(torch.expm1, FLOATING)
def expm1(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return ``exp(x) - 1`` of each element, accurate near 0."""
    return _complex.expm1(x) if x.dtype in COMPLEX else torch.expm1(x, **kwargs)


@override(
    reason="returns NaN for complex numbers with an infinite part",
    case="elementwise_functions/log1p/special",
)
@fast_path(torch.log1p, FLOATING)
def log1p(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return ``log(1 + x)`` of each element, accurate near 0."""
    return _complex.log1p(x) if x.dtype in COMPLEX else torch.log1p(x, **kwargs)


@override(
    reason="a zero has the wrong sign if the imaginary part is infinite", case="elementwise_functions/tan/special"
)
@fast_path(torch.tan, FLOATING)
def tan(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return the tangent of each element."""
    return _complex.tan(x) if x.dtype in COMPLEX else torch.tan(x, **kwargs)


@override(reason="a zero has the wrong sign if the real part is infinite", case="elementwise_functions/tanh/special")
@fast_path(torch.tanh, FLOATING)
def tanh(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return the hyperbolic tangent of each element."""
    return _complex.tanh(x) if x.dtype in COMPLEX else torch.tanh(x, **kwargs)


_OVERFLOW: Final = "the vector kernel overflows for results above half the largest number"


@override(reason=_OVERFLOW, case="elementwise_functions/sinh/value")
def sinh(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return the hyperbolic sine of each element."""
    return _hyperbolic.sinh(x) if x.dtype in FLOATING and not kwargs else torch.sinh(x, **kwargs)


@override(reason=_OVERFLOW, case="elementwise_functions/cosh/native")
def cosh(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return the hyperbolic cosine of each element."""
    return _hyperbolic.cosh(x) if x.dtype in FLOATING and not kwargs else torch.cosh(x, **kwargs)
