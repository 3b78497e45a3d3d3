"""Comparisons, minimum and maximum of any two operands, Python integers outside the dtype's range included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from unifyarray.plugin import message

from ._dtypes import COMPLEX, RANGE, SIGN_BIT, SIGNED
from ._operands import Binary, align, ordered, reuses, signed, unordered

if TYPE_CHECKING:
    from collections.abc import Callable


def equality(native: Binary) -> Binary:
    """Return the long path of ``equal`` or ``not_equal``."""

    def other(x1: Any, x2: Any, **kwargs: Any) -> torch.Tensor:
        outside = _outside(x1, x2)
        if outside is not None:
            return _constant(outside[0], native is torch.ne, **kwargs)
        x1, x2, _ = align(x1, x2)
        return native(signed(x1), signed(x2), **kwargs)

    return other


def order(native: Binary, verdict: Callable[[int, int], bool]) -> Binary:
    """Return the long path of ``less`` and its like; ``verdict`` compares two Python integers alike."""

    def other(x1: Any, x2: Any, **kwargs: Any) -> torch.Tensor:
        outside = _outside(x1, x2)
        if outside is not None:
            x, side, is_first = outside
            return _constant(x, verdict(side, 0) if is_first else verdict(0, side), **kwargs)
        x1, x2, dtype = align(x1, x2)
        if dtype in COMPLEX:
            raise no_order(native.__name__, dtype)
        return native(ordered(x1), ordered(x2), **kwargs)

    return other


def extreme(native: Binary) -> Binary:
    """Return the long path of ``minimum`` or ``maximum``."""

    def other(x1: Any, x2: Any, **kwargs: Any) -> torch.Tensor:
        x1, x2, dtype = align(x1, x2)
        if dtype in COMPLEX:
            raise no_order(native.__name__, dtype)
        first, second = ordered(x1), ordered(x2)
        if dtype in SIGNED and not kwargs:  # ordered made new tensors
            keep = first if x1.shape == x2.shape and reuses(x1, x2) else None
            return native(first, second, out=keep).bitwise_xor_(SIGN_BIT[dtype]).view(dtype)
        return unordered(native(first, second, **kwargs), dtype)

    return other


def no_order(name: str, dtype: torch.dtype) -> TypeError:
    """Return the error for complex numbers in a function that needs an order."""
    return TypeError(message(f"{name} is not defined for {dtype}", "xp.abs(x) or xp.real(x) has an order"))


def _outside(x1: Any, x2: Any) -> tuple[torch.Tensor, int, bool] | None:
    """Return the tensor, on which side (-1, 1) of its range a Python integer lies, and whether that is x1."""
    is_first = isinstance(x1, int)
    value, x = (x1, x2) if is_first else (x2, x1)
    if not isinstance(value, int) or not isinstance(x, torch.Tensor):
        return None
    bounds = RANGE.get(torch.int64 if x.dtype is torch.bool else x.dtype)
    if bounds is None or bounds[0] <= value <= bounds[1]:
        return None
    return x, (1 if value > bounds[1] else -1), is_first


def _constant(x: torch.Tensor, value: bool, out: torch.Tensor | None = None) -> torch.Tensor:
    return torch.full_like(x, value, dtype=torch.bool) if out is None else out.fill_(value)


__all__ = ["equality", "extreme", "no_order", "order"]
