"""Set functions, by way of a sort: values ascend, NaNs are last and distinct, indices are the first ones."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch.autograd.forward_ad import unpack_dual

from unifyarray.plugin import override

from . import _mps
from ._dtypes import COMPLEX, FLOATING
from ._operands import align, ordered, signed, unordered


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


class _Runs(NamedTuple):
    """Elements in their stable order."""

    values: torch.Tensor
    order: torch.Tensor  # where each of them was
    first: torch.Tensor  # whether its value begins there
    starts: torch.Tensor  # where values begin


def _runs(x: torch.Tensor) -> _Runs:
    """Sort; the values of wide unsigned integers keep the form of ``ordered``."""
    if x.dtype in COMPLEX:  # those with a NaN last; by the real part, then the imaginary one
        order = torch.argsort(x.imag, stable=True)
        order = order[torch.argsort(x.real[order], stable=True)]
        order = order[torch.argsort(torch.isnan(x[order]).to(torch.uint8), stable=True)]
        values = x[order]
    else:
        values, order = torch.sort(ordered(x), stable=True)
    first = torch.ones_like(order, dtype=torch.bool)
    first[1:] = values[1:] != values[:-1]
    return _Runs(values, order, first, torch.nonzero(first, as_tuple=True)[0])


def _counts(runs: _Runs) -> torch.Tensor:
    end = torch.full((1,), runs.first.shape[0], dtype=torch.int64, device=runs.first.device)
    return torch.diff(runs.starts, append=end)


def _inverse(runs: _Runs, shape: torch.Size) -> torch.Tensor:
    which = torch.cumsum(runs.first, 0).sub_(1)
    return torch.empty_like(runs.order).scatter_(0, runs.order, which).reshape(shape)


def _has_own(x: torch.Tensor) -> bool:
    """Whether ``torch.unique`` serves: it has no derivative, no complex numbers, and NaNs are sure on CPUs alone."""
    if x.dtype in FLOATING:
        return x.device.type == "cpu" and not x.requires_grad and unpack_dual(x).tangent is None
    # Apple's goes by way of float32: https://github.com/pytorch/pytorch/issues/195595
    return x.dtype not in COMPLEX and x.device.type not in _mps.KINDS


@override(
    reason="is not there",
    case="set_functions/unique_all/value",
    upstream="https://github.com/pytorch/pytorch/issues/36748",
)
def unique_all(x: torch.Tensor, /) -> UniqueAll:
    """Return the distinct values, the index of each one's first occurrence, the inverse, and the counts."""
    runs = _runs(x.reshape(-1))
    values = unordered(runs.values[runs.starts], x.dtype)
    return UniqueAll(values, runs.order[runs.starts], _inverse(runs, x.shape), _counts(runs))


@override(
    reason="NaN counts 0 times, no complex numbers",
    case="set_functions/unique_counts/special",
    upstream="https://github.com/pytorch/pytorch/issues/94106",
)
def unique_counts(x: torch.Tensor, /) -> UniqueCounts:
    """Return the distinct values and how often each occurs."""
    if _has_own(x):
        values, counts = torch.unique(ordered(x), return_counts=True)
        return UniqueCounts(unordered(values, x.dtype), counts)
    runs = _runs(x.reshape(-1))
    return UniqueCounts(unordered(runs.values[runs.starts], x.dtype), _counts(runs))


@override(reason="no complex numbers", case="set_functions/unique_inverse/value")
def unique_inverse(x: torch.Tensor, /) -> UniqueInverse:
    """Return the distinct values, and for each element the index of its value."""
    if _has_own(x) and x.dtype not in FLOATING:  # the inverse of NaNs would be in no order
        values, inverse = torch.unique(ordered(x), return_inverse=True)
        return UniqueInverse(unordered(values, x.dtype), inverse)
    runs = _runs(x.reshape(-1))
    return UniqueInverse(unordered(runs.values[runs.starts], x.dtype), _inverse(runs, x.shape))


@override(reason="no complex numbers", case="set_functions/unique_values/value")
def unique_values(x: torch.Tensor, /) -> torch.Tensor:
    """Return the distinct values."""
    if _has_own(x):
        return unordered(torch.unique(ordered(x)), x.dtype)
    runs = _runs(x.reshape(-1))
    return runs.values[runs.starts]


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
    # Its way for few elements takes a view of the second as a vector, which not all memory allows.
    return torch.isin(signed(first), signed(second).reshape(-1), invert=invert, **kwargs)
