"""Set functions by sorting: values ascend, NaNs come last and are distinct, indices are those of first occurrences."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch.autograd.forward_ad import unpack_dual

from unifyarray.plugin import override

from . import _mps
from ._dtypes import COMPLEX, FLOATING
from ._promotion import beyond, promote_operands
from ._unsigned import from_ordered_bits, ordered_bits, signed_bits


class UniqueAll(NamedTuple):
    """The result of ``unique_all``."""

    values: torch.Tensor
    indices: torch.Tensor
    inverse_indices: torch.Tensor
    counts: torch.Tensor


class UniqueCounts(NamedTuple):
    """The result of ``unique_counts``."""

    values: torch.Tensor
    counts: torch.Tensor


class UniqueInverse(NamedTuple):
    """The result of ``unique_inverse``."""

    values: torch.Tensor
    inverse_indices: torch.Tensor


class _Runs(NamedTuple):
    """Elements in stable order, grouped by value."""

    values: torch.Tensor
    order: torch.Tensor  # the index of each element before sorting
    first: torch.Tensor  # whether an element is the first of its value
    starts: torch.Tensor  # the positions of these first elements


def _runs(x: torch.Tensor) -> _Runs:
    """Sort and group the elements; wide unsigned integers stay in the form of ``ordered_bits``."""
    if x.dtype in COMPLEX:  # by the real part, then by the imaginary part; NaN last
        order = torch.argsort(x.imag, stable=True)
        order = order[torch.argsort(x.real[order], stable=True)]
        order = order[torch.argsort(torch.isnan(x[order]).to(torch.uint8), stable=True)]
        values = x[order]
    else:
        values, order = torch.sort(ordered_bits(x), stable=True)
    first = torch.ones_like(order, dtype=torch.bool)
    first[1:] = values[1:] != values[:-1]
    return _Runs(values, order, first, torch.nonzero(first, as_tuple=True)[0])


def _counts(runs: _Runs) -> torch.Tensor:
    end = torch.full((1,), runs.first.shape[0], dtype=torch.int64, device=runs.first.device)
    return torch.diff(runs.starts, append=end)


def _inverse(runs: _Runs, shape: torch.Size) -> torch.Tensor:
    which = torch.cumsum(runs.first, 0).sub_(1)
    return torch.empty_like(runs.order).scatter_(0, runs.order, which).reshape(shape)


def _torch_conforms(x: torch.Tensor) -> bool:
    """Return whether ``torch.unique`` conforms.

    It has no derivative, does not accept complex numbers, and handles NaN reliably only on the CPU.
    """
    if x.dtype in FLOATING:
        return x.device.type == "cpu" and not x.requires_grad and unpack_dual(x).tangent is None
    # On MPS, it computes in float32: https://github.com/pytorch/pytorch/issues/195595
    return x.dtype not in COMPLEX and x.device.type not in _mps.KINDS


@override(
    reason="array_api_compat has no such function for torch",
    case="set_functions/unique_all/value",
    upstream="https://github.com/pytorch/pytorch/issues/36748",
)
def unique_all(x: torch.Tensor, /) -> UniqueAll:
    """Return the distinct values, the indices of their first occurrences, the inverse, and the counts."""
    runs = _runs(x.reshape(-1))
    values = from_ordered_bits(runs.values[runs.starts], x.dtype)
    return UniqueAll(values, runs.order[runs.starts], _inverse(runs, x.shape), _counts(runs))


@override(
    reason="the count of NaN is 0; complex numbers raise an error",
    case="set_functions/unique_counts/special",
    upstream="https://github.com/pytorch/pytorch/issues/94106",
)
def unique_counts(x: torch.Tensor, /) -> UniqueCounts:
    """Return the distinct values and their counts."""
    if _torch_conforms(x):
        values, counts = torch.unique(ordered_bits(x), return_counts=True)
        return UniqueCounts(from_ordered_bits(values, x.dtype), counts)
    runs = _runs(x.reshape(-1))
    return UniqueCounts(from_ordered_bits(runs.values[runs.starts], x.dtype), _counts(runs))


@override(reason="complex numbers raise an error", case="set_functions/unique_inverse/value")
def unique_inverse(x: torch.Tensor, /) -> UniqueInverse:
    """Return the distinct values, and for each element the index of its value."""
    if _torch_conforms(x) and x.dtype not in FLOATING:  # torch's inverse of NaNs would be arbitrary
        values, inverse = torch.unique(ordered_bits(x), return_inverse=True)
        return UniqueInverse(from_ordered_bits(values, x.dtype), inverse)
    runs = _runs(x.reshape(-1))
    return UniqueInverse(from_ordered_bits(runs.values[runs.starts], x.dtype), _inverse(runs, x.shape))


@override(reason="complex numbers raise an error", case="set_functions/unique_values/value")
def unique_values(x: torch.Tensor, /) -> torch.Tensor:
    """Return the distinct values."""
    if _torch_conforms(x):
        return from_ordered_bits(torch.unique(ordered_bits(x)), x.dtype)
    runs = _runs(x.reshape(-1))
    return runs.values[runs.starts]


@override(
    reason="dtypes do not promote; no kernel for uint16, uint32, uint64 and complex numbers",
    case="set_functions/isin/value",
)
def isin(x1: Any, x2: Any, /, *, invert: bool = False, **kwargs: Any) -> torch.Tensor:
    """Return whether each element of ``x1`` is in ``x2``."""
    for x, other in ((x1, x2), (x2, x1)):
        if isinstance(x, torch.Tensor) and beyond(other, x):
            shape = x1.shape if isinstance(x1, torch.Tensor) else ()
            return torch.full(shape, bool(invert), dtype=torch.bool, device=x.device)
    first, second, dtype = promote_operands(x1, x2)
    if dtype in COMPLEX or dtype is torch.bool:
        found = (first[..., None] == second.reshape(-1)).any(-1)
        return ~found if invert else found
    # For few elements, torch views x2 as a vector, which fails for some memory layouts: reshape it first.
    return torch.isin(signed_bits(first), signed_bits(second).reshape(-1), invert=invert, **kwargs)
