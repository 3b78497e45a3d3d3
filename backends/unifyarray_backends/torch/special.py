"""Torch's special functions. It has no beta functions, and its incomplete gamma functions are for float32 alone.

SciPy, if it is installed, computes `betainc`, and the incomplete gamma functions in float64, in the memory of CPU
tensors.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch

from .._agnostic import scipy_special
from ._autograd import may_be_differentiated

if TYPE_CHECKING:
    from collections.abc import Callable

_NAMES: Final = ("digamma", "entr", "erf", "erfc", "erfinv", "expit", "gammaln", "i0", "i1", "logit", "ndtri", "xlogy")


def _function(name: str) -> Callable[..., Any]:
    function = getattr(torch.special, name)

    def call(*arguments: torch.Tensor) -> Any:
        try:
            return function(*arguments)
        except NotImplementedError:
            return NotImplemented  # the device lacks it

    return call


def _by_scipy(name: str, *arguments: torch.Tensor) -> Any:
    """Return SciPy's results for CPU tensors that have values and no gradient."""
    if may_be_differentiated(*arguments):
        return NotImplemented
    for x in arguments:
        if type(x) is not torch.Tensor or x.device.type != "cpu":
            return NotImplemented
    special = scipy_special.module()
    if special is None:
        return NotImplemented
    hosts = [x.numpy() for x in torch.broadcast_tensors(*arguments)]  # which raises torch's error
    return torch.from_numpy(np.asarray(getattr(special, name)(*hosts)))


def betainc(a: torch.Tensor, b: torch.Tensor, x: torch.Tensor) -> Any:
    """Return the incomplete beta function."""
    return _by_scipy("betainc", a, b, x)


def _incomplete_gamma(name: str) -> Callable[..., Any]:
    function = getattr(torch.special, name)

    def call(a: torch.Tensor, x: torch.Tensor) -> Any:
        # In float64, gammainc(30, 30) has 9 digits. There is no derivative with respect to a, nor in forward mode.
        if a.dtype is not torch.float32:
            return _by_scipy(name, a, x)
        if may_be_differentiated(a, x):
            return NotImplemented
        try:
            return torch.where(torch.isnan(a + x), torch.nan, function(a, x))  # torch ignores some NaN
        except NotImplementedError:
            return NotImplemented  # the device lacks it

    return call


def ndtr(x: torch.Tensor) -> Any:
    """Return the distribution function of the normal distribution; torch's own is 0 below -8.3, for 1e-16."""
    return torch.erfc(x * -math.sqrt(0.5)) * 0.5


def logsumexp(x: torch.Tensor, axes: tuple[int, ...], keepdims: bool) -> Any:
    """Return the logarithm of a sum of exponentials."""
    return torch.logsumexp(x, axes, keepdims)


def softmax(x: torch.Tensor, axis: int) -> Any:
    """Return exponentials divided by their sum."""
    return torch.softmax(x, axis)


def log_softmax(x: torch.Tensor, axis: int) -> Any:
    """Return the logarithms of the softmax."""
    return torch.log_softmax(x, axis)


FUNCTIONS: Final[dict[str, Callable[..., Any]]] = (
    {f"special.{name}": _function(name) for name in _NAMES}
    | {
        "special.gammainc": _incomplete_gamma("gammainc"),
        "special.gammaincc": _incomplete_gamma("gammaincc"),
    }
    | {f"special.{function.__name__}": function for function in (betainc, ndtr, logsumexp, softmax, log_softmax)}
)

__all__ = ["FUNCTIONS"]
