"""Sorting functions: stable by default, NaN as the largest value."""

from __future__ import annotations

from typing import Any, Final

import torch

from unifyarray.plugin import override

from .._agnostic.elementwise_functions import no_order
from ._dtypes import COMPLEX
from ._mps import along_last_axis
from ._unsigned import from_ordered_bits, ordered_bits


@override(
    reason="complex numbers do not raise TypeError; accelerators have no kernels for uint16, uint32 and uint64",
    case="sorting_functions/sort/errors",
)
def sort(
    x: torch.Tensor, /, *, axis: int = -1, descending: bool = False, stable: bool = True, **kwargs: Any
) -> torch.Tensor:
    """Return the elements sorted along an axis."""
    if x.dtype in COMPLEX:
        raise no_order("sort")
    values = torch.sort(ordered_bits(x), dim=axis, descending=descending, stable=stable, **kwargs)[0]
    return from_ordered_bits(values, x.dtype)


@override(
    reason="complex numbers do not raise TypeError; accelerators have no kernels for uint16, uint32 and uint64",
    case="sorting_functions/argsort/errors",
)
def argsort(
    x: torch.Tensor, /, *, axis: int = -1, descending: bool = False, stable: bool = True, **kwargs: Any
) -> torch.Tensor:
    """Return the indices that sort the elements along an axis."""
    if x.dtype in COMPLEX:
        raise no_order("argsort")
    return torch.argsort(ordered_bits(x), dim=axis, descending=descending, stable=stable, **kwargs)


ON_MPS: Final = (
    along_last_axis("sorting_functions", "sort", sort),
    along_last_axis("sorting_functions", "argsort", argsort),
)
