"""Slow paths of comparisons, minimum and maximum, for Python integers outside the dtype's range and unsigned dtypes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import torch

from ..._agnostic.elementwise_functions import no_order
from .._autograd import can_reuse_memory
from .._dtypes import COMPLEX, FLOATING, SIGN_BIT, SIGNED
from .._promotion import beyond, promote_operands
from .._unsigned import from_ordered_bits, ordered_bits, signed_bits

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._binary import Binary


def equality_path(native: Binary) -> Binary:
    """Return the slow path of ``equal`` or ``not_equal``."""

    def slow_path(x1: Any, x2: Any, **kwargs: Any) -> torch.Tensor:
        outside = _out_of_range(x1, x2)
        if outside is not None:
            return _constant(outside[0], native is torch.ne, **kwargs)
        x1, x2, _ = promote_operands(x1, x2)
        return native(signed_bits(x1), signed_bits(x2), **kwargs)

    return slow_path


def order_path(native: Binary, compare: Callable[[int, int], bool]) -> Binary:
    """Return the slow path of ``less`` and similar functions; ``compare`` compares two Python integers."""

    def slow_path(x1: Any, x2: Any, **kwargs: Any) -> torch.Tensor:
        outside = _out_of_range(x1, x2)
        if outside is not None:
            x, side, is_first = outside
            if x.dtype in COMPLEX:
                raise no_order(native.__name__)
            if x.dtype in FLOATING:
                return _compare_beyond_floats(x, side, compare(-side, 0) if is_first else compare(0, -side), **kwargs)
            return _constant(x, compare(side, 0) if is_first else compare(0, side), **kwargs)
        x1, x2, dtype = promote_operands(x1, x2)
        if dtype in COMPLEX:
            raise no_order(native.__name__)
        return native(ordered_bits(x1), ordered_bits(x2), **kwargs)

    return slow_path


def extreme_path(native: Binary) -> Binary:
    """Return the slow path of ``minimum`` or ``maximum``."""

    def slow_path(x1: Any, x2: Any, **kwargs: Any) -> torch.Tensor:
        x1, x2, dtype = promote_operands(x1, x2)
        if dtype in COMPLEX:
            raise no_order(native.__name__)
        first, second = ordered_bits(x1), ordered_bits(x2)
        if dtype in SIGNED and not kwargs:  # ordered_bits has made new tensors
            out = first if x1.shape == x2.shape and can_reuse_memory(x1, x2) else None
            return native(first, second, out=out).bitwise_xor_(SIGN_BIT[dtype]).view(dtype)
        return from_ordered_bits(native(first, second, **kwargs), dtype)

    return slow_path


def _out_of_range(x1: Any, x2: Any) -> tuple[torch.Tensor, int, bool] | None:
    """Return how a Python integer lies outside the range of the other operand's dtype, or None.

    Returns
    -------
    tuple of torch.Tensor, int and bool, or None
        The tensor, -1 if the integer is below its range or 1 if it is above, and whether the integer is ``x1``.
    """
    is_first = isinstance(x1, int)
    value, x = (x1, x2) if is_first else (x2, x1)
    if not isinstance(value, int) or not isinstance(x, torch.Tensor):
        return None
    side = beyond(value, x)
    return (x, side, is_first) if side else None


def _compare_beyond_floats(x: torch.Tensor, side: int, includes_infinity: bool, **kwargs: Any) -> torch.Tensor:
    """Compare floating-point numbers with an integer beyond every float: infinite ones on one side, all others.

    ``includes_infinity`` is the answer for the infinity on the integer's side. The answer for NaN is False.
    """
    infinity = side * math.inf
    if includes_infinity:
        return torch.eq(x, infinity, **kwargs)
    return (torch.lt if side > 0 else torch.gt)(x, infinity, **kwargs)


def _constant(x: torch.Tensor, value: bool, out: torch.Tensor | None = None) -> torch.Tensor:
    return torch.full_like(x, value, dtype=torch.bool) if out is None else out.fill_(value)


__all__ = ["equality_path", "extreme_path", "order_path"]
