"""Torch's own functions in place of those that unifyarray makes of the standard's, for names beyond the standard."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import torch

from . import special

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: The kinds of devices, and the dtypes, whose kernels select an element in a sixth of the time of a sort.
_SELECTING: Final = frozenset({"cpu", "cuda"})
_SELECTED: Final = frozenset({torch.float32, torch.float64})
#: The dtypes that all devices have a kernel for to add at positions.
_ADDED: Final = _SELECTED | {torch.int64, torch.int32, torch.complex64, torch.complex128}
#: The largest number of selections that is faster than a sort.
_MOST: Final = 4


def order_statistics(rows: torch.Tensor, ranks: tuple[int, ...]) -> Any:
    """Return elements of each row by their rank."""
    if rows.device.type not in _SELECTING or rows.dtype not in _SELECTED or len(ranks) > _MOST:
        return NotImplemented
    found = torch.stack([torch.kthvalue(rows, rank + 1).values for rank in ranks], -1)
    return torch.where(torch.isnan(rows).any(-1, keepdim=True), torch.nan, found)


def nan_to_num(x: torch.Tensor, nan: float, posinf: float, neginf: float) -> Any:
    """Replace NaN and infinities."""
    return torch.nan_to_num(x, nan, posinf, neginf)


def nansum(x: torch.Tensor) -> Any:
    """Add all elements that are not NaN, in blocks."""
    return torch.nansum(x) if x.dtype in _SELECTED and x.is_contiguous() else NotImplemented


def isclose(x: torch.Tensor, y: torch.Tensor, rtol: float, atol: float, equal_nan: bool) -> Any:
    """Compare with a tolerance."""
    return torch.isclose(x, y, rtol, atol, equal_nan) if x.dtype in _SELECTED else NotImplemented


def bincount(x: torch.Tensor, weights: torch.Tensor | None, minlength: int) -> Any:
    """Return counts of integers, or sums of weights, which have a derivative in contrast to torch's."""
    x = x.to(torch.int64)
    try:
        if weights is None:
            return torch.bincount(x, minlength=minlength)
        low, high = (0, -1) if x.numel() == 0 else map(int, torch.aminmax(x))
    except RuntimeError:
        return NotImplemented  # negative or too large numbers
    if low < 0:
        return NotImplemented
    wide = weights.to(torch.float32) if weights.dtype in (torch.float16, torch.bfloat16) else weights
    sums = wide.new_zeros(max(high + 1, minlength))
    return sums.scatter_add(0, x, wide).to(weights.dtype)


_REDUCTIONS: Final = {"multiply": "prod", "minimum": "amin", "maximum": "amax"}


def scatter(name: str, x: torch.Tensor, positions: torch.Tensor, values: torch.Tensor) -> Any:
    """Combine values with the elements at some positions, which can occur twice."""
    if name == "add" and x.dtype in _ADDED:
        return x.index_add(0, positions, values)
    if x.dtype not in _SELECTED or name not in _REDUCTIONS:
        return NotImplemented
    return x.scatter_reduce(0, positions, values, _REDUCTIONS[name], include_self=True)


def scatter_at(name: str, x: torch.Tensor, indices: torch.Tensor, values: torch.Tensor) -> Any:
    """Combine values with the elements at some indices, which can be negative or out of bounds."""
    if x.device.type != "cpu" or torch.compiler.is_compiling():
        return NotImplemented  # the host would wait for the bounds
    low, high = map(int, torch.aminmax(indices))
    if low < -len(x) or high >= len(x):
        return NotImplemented
    return scatter(name, x, indices if low >= 0 else torch.where(indices < 0, indices + len(x), indices), values)


#: The largest number that float32 counts to.
_COUNTED: Final = 2**24


def histogram(x: torch.Tensor, edges: torch.Tensor, low: float, high: float) -> Any:
    """Count elements in bins of one width, if torch rounds their edges to the same numbers."""
    if x.device.type != "cpu" or x.dtype not in _SELECTED or torch.compiler.is_compiling():
        return NotImplemented
    if x.dtype is torch.float32 and len(x) > _COUNTED:
        return NotImplemented
    counts, own = torch.histogram(x.detach(), len(edges) - 1, range=(low, high))
    return counts.to(torch.int64) if torch.equal(own, edges) else NotImplemented


def top_indices(rows: torch.Tensor, k: int, largest: bool) -> Any:
    """Return the indices of the largest or smallest elements of each row, if no two of them are equal."""
    if rows.dtype not in _SELECTED:
        return NotImplemented
    values, found = torch.topk(rows.detach(), min(k + 1, rows.shape[-1]), largest=largest)
    ordered = values[..., 1:] < values[..., :-1] if largest else values[..., 1:] > values[..., :-1]
    if not bool(ordered.all()) or bool(torch.isnan(values).any()):
        return NotImplemented  # torch orders equal elements arbitrarily
    return found[..., :k]


def cumulative_max(x: torch.Tensor, axis: int) -> Any:
    """Return the largest of each element and those before."""
    return torch.cummax(x, axis).values if x.dtype in _SELECTED else NotImplemented


def cumulative_min(x: torch.Tensor, axis: int) -> Any:
    """Return the smallest of each element and those before."""
    return torch.cummin(x, axis).values if x.dtype in _SELECTED else NotImplemented


#: The most coordinates of a point whose squares torch adds one after the other.
_SQUARED: Final = 1000


def cdist(x: torch.Tensor, y: torch.Tensor, order: float, squared: bool) -> Any:
    """Return distances. Torch's have no second derivative."""
    if squared or order not in (1, 2, math.inf) or x.dtype not in _SELECTED or x.shape[-1] > _SQUARED:
        return NotImplemented
    if x.requires_grad or y.requires_grad or torch.compiler.is_compiling() or x.device.type not in _SELECTING:
        return NotImplemented
    if not (_has_squares(x) and _has_squares(y)):
        return NotImplemented  # of an infinity or NaN, torch's maximum and sums are others
    return torch.cdist(x, y, order, compute_mode="donot_use_mm_for_euclid_dist")


def _has_squares(x: torch.Tensor) -> bool:
    """Return whether squares of differences of the elements neither overflow nor lose digits."""
    if not x.numel():
        return True
    info = torch.finfo(x.dtype)
    low, high = math.sqrt(info.smallest_normal / info.eps) / info.eps, math.sqrt(info.max / x.shape[-1]) / 4
    sizes = torch.abs(x)
    return bool(torch.where(sizes == 0, True, (sizes > low) & (sizes < high)).all())


def windows(x: torch.Tensor, length: int, axis: int) -> Any:
    """Return the windows along an axis as a new last axis."""
    return x.unfold(axis, length, 1)


def _solve_triangular(a: torch.Tensor, b: torch.Tensor, lower: bool, unit: bool) -> Any:
    return torch.linalg.solve_triangular(a, b, upper=not lower, unitriangular=unit)


def _expm(x: torch.Tensor) -> Any:
    """Return matrix exponentials, of matrices with a further block of norm 1.

    For norms from about 3e-4 to 5e-2, torch's polynomial is less accurate: that of ``0.01 * ones(2, 2)`` has 10 digits.
    The further block selects the polynomial for larger norms.
    """
    last = torch.zeros((x.shape[-1] + 1,) * 2, dtype=x.dtype, device=x.device)
    last[-1, -1] = 1
    return torch.linalg.matrix_exp(torch.nn.functional.pad(x, (0, 1, 0, 1)) + last)[..., :-1, :-1]


FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {
        function.__name__: function
        for function in (
            *(bincount, cdist, cumulative_max, cumulative_min, histogram, isclose, nan_to_num, nansum),
            *(order_statistics, scatter, scatter_at, top_indices, windows),
        )
    }
    | special.FUNCTIONS
    | {"linalg.expm": _expm, "linalg.solve_triangular": _solve_triangular}
)
