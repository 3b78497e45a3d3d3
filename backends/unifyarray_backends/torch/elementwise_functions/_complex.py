"""Complex functions for which torch's special cases or accuracy are wrong; all of them are differentiable."""

from __future__ import annotations

import torch


def add(x1: torch.Tensor, x2: torch.Tensor) -> torch.Tensor:
    """Return the sum by parts.

    Torch multiplies by a complex 1 first: if one part is infinite, the other becomes NaN.
    """
    return torch.view_as_complex(torch.view_as_real(x1.resolve_conj()) + torch.view_as_real(x2.resolve_conj()))


def subtract(x1: torch.Tensor, x2: torch.Tensor) -> torch.Tensor:
    """Return the difference by parts, as ``add`` does."""
    return torch.view_as_complex(torch.view_as_real(x1.resolve_conj()) - torch.view_as_real(x2.resolve_conj()))


def negative(x: torch.Tensor) -> torch.Tensor:
    """Return the negative by parts; torch's vector kernel returns +0 for a zero part of either sign."""
    return torch.view_as_complex(torch.negative(torch.view_as_real(x.resolve_conj())))


def acos(x: torch.Tensor) -> torch.Tensor:
    """Return the arc cosine, computed from ``acosh``, which is also accurate near 1 in torch."""
    # In the upper half plane, including +0, acosh(z) is i acos(z); the lower half plane is its mirror image.
    side = torch.copysign(torch.ones_like(x.imag), x.imag).detach()
    above = torch.acosh(torch.complex(x.real, side * x.imag))
    return torch.complex(above.imag, -side * above.real)


def expm1(x: torch.Tensor) -> torch.Tensor:
    """Return ``exp(x) - 1``; torch returns NaN if a part is not finite."""
    finite = torch.isfinite(x)
    inside = torch.expm1(torch.where(finite, x, 0))
    outside = torch.exp(torch.where(finite, 0, x))
    # Apply `where` to complex numbers, not to their parts: on MPS it is wrong for strided tensors, also in a backward
    # pass (https://github.com/pytorch/pytorch/issues/150967). In the standard, expm1(-0 + 0j) is +0.
    usual = torch.complex(inside.real + 0.0, inside.imag)
    return torch.where(finite, usual, torch.complex(outside.real - 1, outside.imag))


def log1p(x: torch.Tensor) -> torch.Tensor:
    """Return ``log(1 + x)``; torch returns NaN if a part is infinite, and for some numbers whose squares underflow."""
    infinite = torch.isinf(x)
    small = (torch.maximum(torch.abs(x.real), torch.abs(x.imag)) < 1e-17) & (x != 0)
    inside = torch.log1p(torch.where(infinite | small, 0, x))
    outside = torch.log(torch.where(infinite, x, 1))
    return torch.where(infinite, outside, torch.where(small, _small_log1p(torch.where(small, x, 0)), inside))


def _small_log1p(x: torch.Tensor) -> torch.Tensor:
    # The value is x itself, but returning x would lose the second derivative.
    size = x.real * (2 + x.real) + x.imag * x.imag
    return torch.complex(0.5 * torch.log1p(size), torch.atan2(x.imag, 1 + x.real))


def tan(x: torch.Tensor) -> torch.Tensor:
    """Return the tangent; if the imaginary part is infinite, the zero has the sign of the real part."""
    result = torch.tan(x)
    zero = torch.copysign(torch.zeros_like(result.real), x.real)
    return torch.where(torch.isinf(x.imag), torch.complex(zero, result.imag), result)


def tanh(x: torch.Tensor) -> torch.Tensor:
    """Return the hyperbolic tangent; if the real part is infinite, the zero has the sign of the imaginary part."""
    result = torch.tanh(x)
    zero = torch.copysign(torch.zeros_like(result.imag), x.imag)
    return torch.where(torch.isinf(x.real), torch.complex(result.real, zero), result)


def rounded(x: torch.Tensor) -> torch.Tensor:
    """Return both parts rounded to the nearest integers."""
    return torch.complex(torch.round(x.real), torch.round(x.imag))
