"""Powers: complex special cases, and derivatives of every order at zero."""

from __future__ import annotations

from typing import Any

import torch

from .._autograd import in_transform, may_be_differentiated
from .._dtypes import COMPLEX, INEXACT


def power(x1: torch.Tensor, x2: torch.Tensor, **kwargs: Any) -> torch.Tensor:
    """Return ``x1 ** x2`` for tensors of one dtype that has kernels."""
    dtype = x1.dtype
    if dtype not in COMPLEX and not (may_be_differentiated(x1, x2) and dtype in INEXACT):
        return torch.pow(x1, x2, **kwargs)
    if kwargs:
        return torch.Tensor.copy_(kwargs["out"], power(x1, x2))
    if not may_be_differentiated(x1, x2) or torch.compiler.is_compiling():
        return _value(x1, x2)
    if in_transform():
        function: Any = _PowerInTransform.apply
    else:
        function = _Power.apply if torch.is_grad_enabled() else _value
    found: torch.Tensor = function(x1, x2)
    return found


def _value(x: torch.Tensor, n: torch.Tensor) -> torch.Tensor:
    found = torch.pow(x, n)
    # For complex numbers, torch returns NaN if the base is 0, infinite or NaN.
    return torch.where(n == 0, 1, found) if x.dtype in COMPLEX else found


_Function: Any = torch.autograd.Function  # torch's own types do not allow other signatures


class _Power(_Function):  # type: ignore[misc]
    """``x ** n``, with derivatives of every order where x is 0 and n a whole number.

    Torch selects 0 for the derivative at ``n == 0`` and drops the value of ``0 * x ** -1``, whose own derivative is NaN
    nevertheless: https://github.com/pytorch/pytorch/issues/89757
    """

    @staticmethod
    def forward(ctx: Any, x: torch.Tensor, n: torch.Tensor) -> torch.Tensor:
        _save(ctx, x, n)
        return _value(x, n)

    @staticmethod
    def backward(ctx: Any, cotangent: torch.Tensor | None) -> tuple[torch.Tensor | None, ...]:
        if cotangent is None:
            return None, None
        x, n = ctx.saved_tensors
        of_base, of_exponent = ctx.needs_input_grad
        keeps_exponent = of_exponent or in_transform()
        return (
            (cotangent * _slope(x, n, keeps_exponent).conj()).sum_to_size(x.shape) if of_base else None,
            (cotangent * _growth(x, n).conj()).sum_to_size(n.shape) if of_exponent else None,
        )

    @staticmethod
    def jvp(ctx: Any, of_base: torch.Tensor | None, of_exponent: torch.Tensor | None) -> torch.Tensor | None:
        x, n = ctx.saved_tensors
        first = None if of_base is None else of_base * _slope(x, n, keeps_exponent=True)
        second = None if of_exponent is None else of_exponent * _growth(x, n)
        if first is None or second is None:
            return second if first is None else first
        return first + second


def _save(ctx: Any, *inputs: torch.Tensor) -> None:
    ctx.save_for_backward(*inputs)
    ctx.save_for_forward(*inputs)
    ctx.set_materialize_grads(False)  # a tangent of zeros would be multiplied by log(x), which may be NaN


class _PowerInTransform(_Power):
    """The same for the transformations of torch.func, in a form that costs ten times as much per call."""

    generate_vmap_rule = True

    @staticmethod
    def forward(x: torch.Tensor, n: torch.Tensor) -> torch.Tensor:  # type: ignore[override]
        return _value(x, n)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[torch.Tensor, ...], output: torch.Tensor) -> None:
        _save(ctx, *inputs)


def _slope(x: torch.Tensor, n: torch.Tensor, keeps_exponent: bool) -> torch.Tensor:
    """Return the derivative by the base, ``n * x ** (n - 1)``; it is 0 if n is 0.

    ``keeps_exponent`` says that the result may be differentiated by the exponent.
    """
    vanishing = n == 0
    if keeps_exponent:
        vanishing = vanishing & ((x == 0) | ~torch.isfinite(x))
    return n * power(x, torch.where(vanishing, 1, n) - 1)


def _growth(x: torch.Tensor, n: torch.Tensor) -> torch.Tensor:
    """Return the derivative by the exponent, ``x ** n * log(x)``; it is 0 if x is 0 and n is not negative."""
    vanishing = (x == 0) & ((n.real if n.dtype in COMPLEX else n) >= 0)
    return torch.where(vanishing, 0, power(x, n) * torch.log(torch.where(vanishing, 1, x)))


__all__ = ["power"]
