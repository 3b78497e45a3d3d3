"""Set functions, by way of a sort: values ascend, NaNs are last and distinct, indices are the first ones."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch

from unifyarray._backend import override

from ._dtypes import COMPLEX
from ._operands import align, ordered, signed


class UniqueAll(NamedTuple):
    """What ``unique_all`` returns."""

    values: torch.Tensor
    indices: torch.Tensor
    inverse_indices: torch.Tensor
    counts: torch.Tensor


class UniqueCounts(NamedTuple):
    """What ``unique_counts`` returns."""

    values: torch.Tensor
    counts: torch.Tensor


class UniqueInverse(NamedTuple):
    """What ``unique_inverse`` returns."""

    values: torch.Tensor
    inverse_indices: torch.Tensor


def _sorted(x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return where each element stands in the stable order, and where a new value begins there."""
    if x.dtype in COMPLEX:  # those with a NaN last; by the real part, then the imaginary one
        order = torch.argsort(x.imag, stable=True)
        order = order[torch.argsort(x.real[order], stable=True)]
        order = order[torch.argsort(torch.isnan(x[order]).to(torch.uint8), stable=True)]
    else:
        keys = x.to(torch.uint8) if x.dtype is torch.bool else ordered(x)
        order = torch.argsort(keys, stable=True)
    values = signed(x)[order]
    first = torch.ones_like(order, dtype=torch.bool)
    first[1:] = values[1:] != values[:-1]
    return order, first


def _counts(first: torch.Tensor) -> torch.Tensor:
    starts = torch.nonzero(first, as_tuple=True)[0]
    end = torch.full((1,), first.shape[0], dtype=torch.int64, device=first.device)
    return torch.diff(starts, append=end)


def _inverse(order: torch.Tensor, first: torch.Tensor, shape: torch.Size) -> torch.Tensor:
    inverse = torch.empty_like(order)
    inverse[order] = torch.cumsum(first, 0) - 1
    return inverse.reshape(shape)


def _pick(x: torch.Tensor, indices: torch.Tensor) -> torch.Tensor:
    return signed(x)[indices].view(x.dtype)


@override(
    reason="is not there",
    case="set_functions/unique_all/value",
    upstream="https://github.com/pytorch/pytorch/issues/36748",
)
def unique_all(x: torch.Tensor, /) -> UniqueAll:
    """Return the distinct values, the index of each one's first occurrence, the inverse, and the counts."""
    flat = x.reshape(-1)
    order, first = _sorted(flat)
    indices = order[first]
    return UniqueAll(_pick(flat, indices), indices, _inverse(order, first, x.shape), _counts(first))


@override(
    reason="NaN counts 0 times, no complex numbers",
    case="set_functions/unique_counts/special",
    upstream="https://github.com/pytorch/pytorch/issues/94106",
)
def unique_counts(x: torch.Tensor, /) -> UniqueCounts:
    """Return the distinct values and how often each occurs."""
    flat = x.reshape(-1)
    order, first = _sorted(flat)
    return UniqueCounts(_pick(flat, order[first]), _counts(first))


@override(reason="no complex numbers", case="set_functions/unique_inverse/value")
def unique_inverse(x: torch.Tensor, /) -> UniqueInverse:
    """Return the distinct values, and for each element the index of its value."""
    flat = x.reshape(-1)
    order, first = _sorted(flat)
    return UniqueInverse(_pick(flat, order[first]), _inverse(order, first, x.shape))


@override(reason="no complex numbers", case="set_functions/unique_values/value")
def unique_values(x: torch.Tensor, /) -> torch.Tensor:
    """Return the distinct values."""
    flat = x.reshape(-1)
    order, first = _sorted(flat)
    return _pick(flat, order[first])


@override(
    reason="no promotion, no kernel for uint16, uint32, uint64 and complex numbers",
    case="set_functions/isin/value",
)
def isin(x1: Any, x2: Any, /, *, invert: bool = False, **kwargs: Any) -> torch.Tensor:
    """Return for each element of x1 whether x2 has it."""
    first, second, dtype = align(x1, x2)
    if dtype in COMPLEX or dtype is torch.bool:
        found = (first[..., None] == second.reshape(-1)).any(-1)
        return ~found if invert else found
    return torch.isin(signed(first), signed(second), invert=invert, **kwargs)
