"""What Apple's GPUs lack or get wrong; ``PYTORCH_ENABLE_MPS_FALLBACK`` is not relied on, which is read only once."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import torch

from unifyarray._backend import Override

from . import linalg, searching_functions, sorting_functions, statistical_functions
from .elementwise_functions import abs as _abs

if TYPE_CHECKING:
    from collections.abc import Callable

#: Functions of linalg without a kernel, and those made of them.
_ON_THE_HOST = ("eigh", "eigvalsh", "eig", "eigvals", "svd", "svdvals", "pinv", "matrix_rank", "matrix_norm")


def _on_the_host(name: str) -> Override:
    native = getattr(linalg, name, None) or getattr(torch.linalg, name)

    @functools.wraps(native)
    def function(x: torch.Tensor, /, *args: Any, **kwargs: Any) -> Any:
        host = [value.cpu() if isinstance(value, torch.Tensor) else value for value in args]
        options = {key: value.cpu() if isinstance(value, torch.Tensor) else value for key, value in kwargs.items()}
        result = native(x.cpu(), *host, **options)
        if isinstance(result, torch.Tensor):
            return result.to(x.device)
        return type(result)([part.to(x.device) for part in result])

    return Override(name, function, "no kernel on MPS", f"linalg/{name}/values", None, False)


def _with_axis_last(name: str, base: Callable[..., torch.Tensor]) -> Override:
    """Work along the last axis: one before the last four aborts the process."""

    @functools.wraps(base)
    def function(x: torch.Tensor, /, *, axis: int | None = None, **kwargs: Any) -> torch.Tensor:
        if axis is None or x.ndim <= 4:
            return base(x, **kwargs) if axis is None else base(x, axis=axis, **kwargs)
        return torch.movedim(base(torch.movedim(x, axis, -1), axis=-1, **kwargs), -1, axis)

    issue = "https://github.com/pytorch/pytorch/issues/184844"
    return Override(name, function, "axes before the last four abort on MPS", f"{name}/many_axes", issue, False)


def _with_nan(name: str, base: Callable[..., torch.Tensor]) -> Override:
    """Let the first NaN win, which the kernel passes over."""

    @functools.wraps(base)
    def function(x: torch.Tensor, /, *, axis: int | None = None, keepdims: bool = False, **kwargs: Any) -> torch.Tensor:
        found = base(x, axis=axis, keepdims=keepdims, **kwargs)
        if not x.is_floating_point():
            return found
        nan = torch.isnan(x).to(torch.int32)
        first = torch.argmax(nan, axis, keepdims) if axis is not None else torch.argmax(nan).reshape(found.shape)
        any_nan = torch.amax(nan, () if axis is None else axis, keepdims).reshape(found.shape) > 0
        return torch.where(any_nan, first, found)

    issue = "https://github.com/pytorch/pytorch/issues/130295"
    return Override(name, function, "NaN is ignored on MPS", f"searching_functions/{name}/nan", issue, False)


def _exact_abs() -> Override:
    @functools.wraps(_abs)
    def function(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
        if x.is_floating_point() or x.is_complex():
            return _abs(x, **kwargs)
        return torch.where(x < 0, -x, x)

    issue = "https://github.com/pytorch/pytorch/issues/190052"
    case = "elementwise_functions/abs/large_integers"
    return Override("abs", function, "integers above 2**24 are rounded on MPS", case, issue, False)


MAIN = (
    _with_axis_last("sort", sorting_functions.sort),
    _with_axis_last("argsort", sorting_functions.argsort),
    _with_axis_last("cumulative_sum", statistical_functions.cumulative_sum),
    _with_axis_last("cumulative_prod", statistical_functions.cumulative_prod),
    _with_nan("argmax", searching_functions.argmax),
    _with_nan("argmin", searching_functions.argmin),
    _exact_abs(),
)
LINALG = tuple(_on_the_host(name) for name in _ON_THE_HOST)

__all__ = ["LINALG", "MAIN"]
