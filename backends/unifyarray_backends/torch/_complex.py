"""Complex functions whose special cases or accuracy differ in torch; each keeps its gradient."""

from __future__ import annotations

import torch


def add(x1: torch.Tensor, x2: torch.Tensor) -> torch.Tensor:
    """Return the sum by parts; torch multiplies by a complex 1 first, and an infinite part makes the other NaN."""
    return torch.view_as_complex(torch.view_as_real(x1.resolve_conj()) + torch.view_as_real(x2.resolve_conj()))


def subtract(x1: torch.Tensor, x2: torch.Tensor) -> torch.Tensor:
    """Return the difference by parts, as ``add`` does."""
    return torch.view_as_complex(torch.view_as_real(x1.resolve_conj()) - torch.view_as_real(x2.resolve_conj()))


def negative(x: torch.Tensor) -> torch.Tensor:
    """Return the negative by parts; torch's vector kernel turns a zero part into +0 whatever its sign."""
    return torch.view_as_complex(torch.negative(torch.view_as_real(x.resolve_conj())))


def acos(x: torch.Tensor) -> torch.Tensor:
    """Return the arc cosine from the area hyperbolic cosine, which torch computes accurately near 1 too."""
    # In the upper half plane, +0 included, acosh(z) is i acos(z); the lower one is its mirror image.
    side = torch.copysign(torch.ones_like(x.imag), x.imag).detach()
    above = torch.acosh(torch.complex(x.real, side * x.imag))
    return torch.complex(above.imag, -side * above.real)


def expm1(x: torch.Tensor) -> torch.Tensor:
    """Return ``exp(x) - 1``; torch's gives NaN where a part is not finite."""
    finite = torch.isfinite(x)
    inside = torch.expm1(torch.where(finite, x, 0))
    outside = torch.exp(torch.where(finite, 0, x))
    # Of whole numbers, not of their parts: every second number in memory is what Apple's `where` gets wrong, also in a
    # backward pass (https://github.com/pytorch/pytorch/issues/150967). The standard's zero is +0, also for -0 + 0j.
    usual = torch.complex(inside.real + 0.0, inside.imag)
    return torch.where(finite, usual, torch.complex(outside.real - 1, outside.imag))


def log1p(x: torch.Tensor) -> torch.Tensor:
    """Return ``log(1 + x)``; torch's gives NaN for an infinite part, and for some numbers whose squares vanish."""
    infinite = torch.isinf(x)
    small = (torch.maximum(torch.abs(x.real), torch.abs(x.imag)) < 1e-17) & (x != 0)
    inside = torch.log1p(torch.where(infinite | small, 0, x))
    outside = torch.log(torch.where(infinite, x, 1))
    return torch.where(infinite, outside, torch.where(small, _small_log1p(torch.where(small, x, 0)), inside))


def _small_log1p(x: torch.Tensor) -> torch.Tensor:
    # The value is x itself, which would have no second derivative.
    size = x.real * (2 + x.real) + x.imag * x.imag
    return torch.complex(0.5 * torch.log1p(size), torch.atan2(x.imag, 1 + x.real))


def tan(x: torch.Tensor) -> torch.Tensor:
    """Return the tangent; at an infinite imaginary part the zero has the sign of the real part."""
    result = torch.tan(x)
    zero = torch.copysign(torch.zeros_like(result.real), x.real)
    return torch.where(torch.isinf(x.imag), torch.complex(zero, result.imag), result)


def tanh(x: torch.Tensor) -> torch.Tensor:
    """Return the hyperbolic tangent; at an infinite real part the zero has the sign of the imaginary part."""
    result = torch.tanh(x)
    zero = torch.copysign(torch.zeros_like(result.imag), x.imag)
    return torch.where(torch.isinf(x.real), torch.complex(result.real, zero), result)


def rounded(x: torch.Tensor) -> torch.Tensor:
    """Return both parts rounded to the nearest integers."""
    return torch.complex(torch.round(x.real), torch.round(x.imag))
