"""Torch's special functions. Its beta functions are missing, and its incomplete gamma functions are inexact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import torch

if TYPE_CHECKING:
    from collections.abc import Callable

#: https://github.com/pytorch/pytorch/issues/: gammainc(30, 30) has 9 digits in float64, and no derivative by a.
_NAMES: Final = (
    *("digamma", "entr", "erf", "erfc", "erfinv", "expit", "gammaln", "i0", "i1", "logit", "ndtr", "ndtri", "xlogy"),
)


def _function(name: str) -> Callable[..., Any]:
    function = getattr(torch.special, name)

    def call(*arguments: torch.Tensor) -> Any:
        try:
            return function(*arguments)
        except NotImplementedError:
            return NotImplemented  # the device lacks it

    return call


def logsumexp(x: torch.Tensor, axes: tuple[int, ...], keepdims: bool) -> Any:
    """Return the logarithm of a sum of exponentials."""
    return torch.logsumexp(x, axes, keepdims)


def softmax(x: torch.Tensor, axis: int) -> Any:
    """Return exponentials divided by their sum."""
    return torch.softmax(x, axis)


def log_softmax(x: torch.Tensor, axis: int) -> Any:
    """Return the logarithms of the softmax."""
    return torch.log_softmax(x, axis)


FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {f"special.{name}": _function(name) for name in _NAMES} | {
    f"special.{function.__name__}": function for function in (logsumexp, softmax, log_softmax)
}
