"""Corrections for kernels of Apple's GPUs (MPS) that are missing or wrong.

A section module lists the overrides for its functions in ``ON_MPS``; this module makes them. The variable
``PYTORCH_ENABLE_MPS_FALLBACK`` is not used, because torch reads it only once. Functions that are computed on the host
are declared as repairs in the backend's capabilities, by kind of device, in ``__init__.py``.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Final

import torch

from unifyarray.plugin import Override

if TYPE_CHECKING:
    from collections.abc import Callable

#: The kinds of device that need the corrections in this module.
KINDS: Final = frozenset({"mps"})

_ISSUES: Final = "https://github.com/pytorch/pytorch/issues"


def along_last_axis(section: str, name: str, base: Callable[..., torch.Tensor]) -> Override:
    """Return an override that works along the last axis: an axis before the last four would abort the process."""

    @functools.wraps(base)
    def function(x: torch.Tensor, /, *, axis: int | None = None, **kwargs: Any) -> torch.Tensor:
        if axis is None or x.ndim <= 4:
            return base(x, **kwargs) if axis is None else base(x, axis=axis, **kwargs)
        return torch.movedim(base(torch.movedim(x, axis, -1), axis=-1, **kwargs), -1, axis)

    reason = "the kernel aborts the process for axes before the last four"
    return Override(name, function, reason, f"{section}/{name}/value", f"{_ISSUES}/184844", False)


def with_first_nan(section: str, name: str, base: Callable[..., torch.Tensor]) -> Override:
    """Return an override of ``argmax`` or ``argmin`` that returns the index of the first NaN."""

    @functools.wraps(base)
    def function(x: torch.Tensor, /, *, axis: int | None = None, keepdims: bool = False, **kwargs: Any) -> torch.Tensor:
        found = base(x, axis=axis, keepdims=keepdims, **kwargs)
        if not x.is_floating_point():
            return found
        nan = torch.isnan(x).to(torch.int32)
        first = torch.argmax(nan, axis, keepdims) if axis is not None else torch.argmax(nan).reshape(found.shape)
        any_nan = torch.amax(nan, () if axis is None else axis, keepdims).reshape(found.shape) > 0
        return torch.where(any_nan, first, found)

    return Override(name, function, "the kernel ignores NaN", f"{section}/{name}/special", f"{_ISSUES}/130295", False)


def exact_abs(section: str, base: Callable[..., torch.Tensor]) -> Override:
    """Return an override of ``abs`` that is exact for large integers."""

    @functools.wraps(base)
    def function(x: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
        if x.is_floating_point() or x.is_complex() or x.dtype is torch.uint8:
            return base(x, **kwargs)
        x = x.contiguous()  # `where` is wrong for other tensors, see `of_contiguous`
        return torch.where(x < 0, -x, x)

    reason = "the kernel rounds integers above 2**24"
    return Override("abs", function, reason, f"{section}/abs/value[int64]", f"{_ISSUES}/190052", False)


def of_contiguous(section: str, name: str, base: Callable[..., torch.Tensor], issue: str) -> Override:
    """Return an override that copies tensors that are not contiguous before it calls the function."""

    @functools.wraps(base)
    def function(*args: Any, **kwargs: Any) -> torch.Tensor:
        return base(*[x.contiguous() if isinstance(x, torch.Tensor) else x for x in args], **kwargs)

    reason = "the kernel is wrong for tensors that are not contiguous"
    return Override(name, function, reason, f"{section}/{name}/value", f"{_ISSUES}/{issue}", False)


__all__ = ["KINDS", "along_last_axis", "exact_abs", "of_contiguous", "with_first_nan"]
