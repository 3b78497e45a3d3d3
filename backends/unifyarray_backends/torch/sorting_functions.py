"""Sorting functions: stable by default, NaN the largest."""

from __future__ import annotations

from typing import Any

import torch

from unifyarray.plugin import override

from ._compare import no_order
from ._dtypes import COMPLEX
from ._operands import ordered, unordered


@override(
    reason="complex numbers do not raise TypeError, and uint16, uint32 and uint64 lack kernels on accelerators",
    case="sorting_functions/sort/errors",
)
def sort(
    x: torch.Tensor, /, *, axis: int = -1, descending: bool = False, stable: bool = True, **kwargs: Any
) -> torch.Tensor:
    """Return the elements sorted along an axis."""
    if x.dtype in COMPLEX:
        raise no_order("sort", x.dtype)
    values = torch.sort(ordered(x), dim=axis, descending=descending, stable=stable, **kwargs)[0]
    return unordered(values, x.dtype)


@override(
    reason="complex numbers do not raise TypeError, and uint16, uint32 and uint64 lack kernels on accelerators",
    case="sorting_functions/argsort/errors",
)
def argsort(
    x: torch.Tensor, /, *, axis: int = -1, descending: bool = False, stable: bool = True, **kwargs: Any
) -> torch.Tensor:
    """Return the indices that sort the elements along an axis."""
    if x.dtype in COMPLEX:
        raise no_order("argsort", x.dtype)
    return torch.argsort(ordered(x), dim=axis, descending=descending, stable=stable, **kwargs)
