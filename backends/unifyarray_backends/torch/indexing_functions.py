"""Indexing functions: bounds checks, and the dtypes without kernels."""

from __future__ import annotations

from typing import Any, Final

import torch

from unifyarray.plugin import message, override

from . import _indexing
from ._errors import is_out_of_memory
from ._mps import of_contiguous
from ._tracing import is_traced
from ._unsigned import call_on_bits

_UPSTREAM = "https://github.com/pytorch/pytorch/issues/146211"


def _count_from_front(x: torch.Tensor, axis: int, indices: torch.Tensor, *, is_checked: bool) -> torch.Tensor:
    """Return indices as int64, with negative indices counted from the front.

    ``is_checked`` says that torch's own function raises an error for indices out of bounds.
    """
    index = _indexing.as_index(indices)
    _indexing.check_bounds(x, [(axis, index)], is_write=not is_checked)
    return torch.where(index < 0, index + x.shape[axis], index)


@override(
    reason="indices of short and unsigned dtypes raise an error; uint16, uint32 and uint64 have no kernel",
    case="indexing_functions/take/value",
    upstream=_UPSTREAM,
)
def take(x: torch.Tensor, indices: torch.Tensor, /, *, axis: int | None = None, **kwargs: Any) -> torch.Tensor:
    """Return elements along an axis."""
    if axis is None:
        if x.ndim != 1:
            raise ValueError(
                message(f"take from an array of {x.ndim} dimensions needs an axis", "xp.take(x, indices, axis=0)")
            )
        axis = 0
    if x.device.type == "cpu" and x.numel() and not is_traced():
        # Torch's kernel raises an error for negative indices. Try it first: converting the indices takes three times as
        # long as everything else, and is only needed for negative ones.
        try:
            return call_on_bits(torch.index_select, x, axis, _indexing.as_index(indices), **kwargs)
        except (IndexError, RuntimeError) as error:  # the class depends on the number of axes
            if is_out_of_memory(error):
                raise
    return call_on_bits(torch.index_select, x, axis, _count_from_front(x, axis, indices, is_checked=True), **kwargs)


@override(
    reason="indices of short and unsigned dtypes raise an error; uint16, uint32 and uint64 have no kernel",
    case="indexing_functions/take_along_axis/value",
    upstream=_UPSTREAM,
)
def take_along_axis(x: torch.Tensor, indices: torch.Tensor, /, *, axis: int = -1) -> torch.Tensor:
    """Return elements along an axis, by an array of indices; the other axes broadcast."""
    # On the CPU, take_along_dim silently reads memory beyond the end of the array.
    return call_on_bits(torch.take_along_dim, x, _count_from_front(x, axis, indices, is_checked=False), axis)


# It calls `where`, which is wrong for tensors that are not contiguous.
ON_MPS: Final = (of_contiguous("indexing_functions", "take_along_axis", take_along_axis, "150967"),)
