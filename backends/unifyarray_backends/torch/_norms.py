"""Norms that neither overflow nor underflow inside the dtype's range, and are accurate at every length.

The powers of the elements may leave the range although the norm does not. Then the norm is computed from scaled
elements. On the CPU, the norm itself tells whether scaling is needed. Elsewhere, and where a transformation or a
compiler traces the function, no value is read and the elements are always scaled.
"""

from __future__ import annotations

import math
from typing import Any, Final

import torch

from unifyarray.plugin import normalise_axes

from .._agnostic.accuracy import LONG, WITHOUT_POWERS, trusted_range
from ._dtypes import REAL_OF
from ._long_sums import add
from ._scaling import is_traced, reads_values

Axes = tuple[int, ...]

#: The dtypes with norms of their own here; torch computes those of half precision in float32.
DTYPES: Final = frozenset({torch.float32, torch.float64, torch.complex64, torch.complex128})
_WIDER: Final = {torch.float32: torch.float64, torch.complex64: torch.complex128}
#: Powers of two. If squares overflow, division by this factor prevents that and keeps all digits that matter; if they
#: underflow, multiplication by the factor does.
_FACTORS: Final = {torch.float32: 2.0**90, torch.float64: 2.0**600}
#: By dtype: its smallest normal number, and epsilon.
_LIMITS: Final = {dtype: (torch.finfo(dtype).tiny, torch.finfo(dtype).eps) for dtype in _FACTORS}
#: By dtype and order: the range of norms that need no scaling.
_ranges: Final[dict[tuple[torch.dtype, float], tuple[float, float]]] = {}
#: Up to this length, torch's own sum of squares and BLAS are accurate: they add up a few elements at a time.
_NATIVE: Final = 8192
_BLAS: Final = 65536
_BLOCK: Final = 4096
#: Lengths of blocks that are tried first: if one divides the length of the vector, there is no rest to add.
_BLOCKS: Final = (4096, 4000, 3600, 3087)
#: The number of elements that are scaled at once: they fit in the cache of a core, and BLAS adds them accurately.
_PIECE: Final = _BLAS
#: Elements above this number, and below its inverse, have squares that overflow or lose digits.
_HUGE: Final = {torch.float32: 2.0**64, torch.float64: 2.0**512}
#: The largest count that torch's norm of order 0 reaches in float32.
_COUNTED: Final = 2**24


def vector_norm(x: torch.Tensor, axis: int | Axes | None, keepdims: bool, order: float) -> torch.Tensor:
    """Return the norm of vectors along axes.

    Parameters
    ----------
    x : torch.Tensor
        Of a dtype in `DTYPES`; not empty.
    axis : int, tuple of int or None
        The axes of a vector; not the empty tuple.
    keepdims : bool
        Whether to keep the axes with length 1.
    order : float
        The order of the norm.
    """
    if order in WITHOUT_POWERS:
        return _without_powers(x, axis, keepdims, order)
    reads = reads_values(x)
    if not reads and is_traced():
        return _traced(x, axis, keepdims, order)
    tracked = x.requires_grad and torch.is_grad_enabled()
    if reads:
        size = x.numel()
        is_plain = order == 2 and x.is_contiguous() and not x.is_complex()
        is_flat = axis is None and is_plain
        is_rows = is_plain and x.ndim > 0 and axis in (-1, x.ndim - 1)
        if (x.shape[-1] if is_rows else size) <= (_NATIVE if is_flat or is_rows else LONG) and (
            is_flat or tracked or not x.is_complex()
        ):
            found = torch.linalg.vector_norm(x, order, axis, keepdims)
            if _is_trusted(found, order):
                return found
        if is_flat and not tracked:
            found = _of_one_vector(x.view(-1))
            return found.view([1] * x.ndim) if keepdims else found
    axes = _all_axes(x, axis)
    plain = x.detach()
    found = _unscaled(plain, axes, order)
    scale = None
    if not reads or not _is_trusted(found, order):
        scale = _scale(plain, found, axes, order)
        plain = _divided(plain, scale)
        found = _unscaled(plain, axes, order)
    if tracked:
        found = _Norm.apply(x, found, scale, order, axes)
    elif scale is not None:
        found = found * scale
    return _without_axes(found, axes, keepdims)


def _of_one_vector(x: torch.Tensor) -> torch.Tensor:
    """Return the Euclidean norm of a vector of real numbers; reads values."""
    length, factor = len(x), _FACTORS[x.dtype]
    if length > _BLAS:  # if squares leave the range, the first element probably says so, which saves a pass
        first = abs(x[0].item())
        if first > _HUGE[x.dtype] or 0 < first < 1 / _HUGE[x.dtype]:
            found = _scaled_vector(x, 1 / factor if first > 1 else factor)
            if found is not None:
                return found
        block = next((size for size in _BLOCKS if not length % size), _BLOCK)
        whole = length - length % block
        blocks = x if whole == length else x.narrow(0, 0, whole)
        found = torch.linalg.vector_norm(blocks.view(-1, block), dim=-1)
        found = torch.linalg.vector_norm(found) if len(found) <= _NATIVE else _of_one_vector(found)
        if whole < length:
            found = torch.hypot(found, torch.linalg.vector_norm(x.narrow(0, whole, length - whole)))
    else:
        found = torch.dot(x, x).sqrt_()
    if _is_trusted(found, 2):
        return found
    scaled = _scaled_vector(x, 1 / factor if found.item() == math.inf else factor)
    return found if scaled is None else scaled


def _scaled_vector(x: torch.Tensor, factor: float) -> torch.Tensor | None:
    """Return the norm of a vector, computed from its elements times a factor, or None if that is not finite.

    The elements are scaled in pieces, because each is used once.
    """
    length = len(x)
    whole = length - length % _PIECE
    pieces = [*x.narrow(0, 0, whole).view(-1, _PIECE).unbind(0)] if whole else []
    scaled, total = torch.empty(_PIECE if whole else 0, dtype=x.dtype), 0.0
    for piece in pieces:
        torch.mul(piece, factor, out=scaled)
        total += torch.dot(scaled, scaled).item()
    if whole < length:
        rest = x.narrow(0, whole, length - whole) * factor
        total += torch.dot(rest, rest).item()
    if not total < math.inf:
        return None
    return torch.scalar_tensor(math.sqrt(total) / factor, dtype=torch.float64).to(x.dtype)


def _all_axes(x: torch.Tensor, axis: int | Axes | None) -> Axes:
    return tuple(range(x.ndim)) if axis is None else normalise_axes(axis, x.ndim)


def _without_axes(found: torch.Tensor, axes: Axes, keepdims: bool) -> torch.Tensor:
    return found if keepdims or not axes else torch.squeeze(found, axes)


def _without_powers(x: torch.Tensor, axis: int | Axes | None, keepdims: bool, order: float) -> torch.Tensor:
    if order == 1 and x.numel() > LONG:
        return add(torch.abs(x), axis, keepdims)
    if order == 0 and x.numel() > _COUNTED:
        return torch.sum(x != 0, axis, keepdims).to(REAL_OF.get(x.dtype, x.dtype))
    return torch.linalg.vector_norm(x, order, axis, keepdims)


def _is_trusted(norms: torch.Tensor, order: float) -> bool:
    """Return whether no power can have left the range; reads values."""
    key = norms.dtype, order
    if key not in _ranges:
        _ranges[key] = trusted_range(order, *_LIMITS[norms.dtype])
    low, high = _ranges[key]
    if norms.numel() == 1:
        return bool(low <= norms.item() < high)  # false for NaN
    smallest, largest = torch.aminmax(norms)
    return bool(low <= smallest.item() and largest.item() < high)


def _unscaled(x: torch.Tensor, axes: Axes, order: float) -> torch.Tensor:
    """Return the norm, with the axes kept; not differentiable."""
    if x.device.type != "cpu":
        return torch.linalg.vector_norm(x, order, axes, True)
    if order != 2:
        sizes = torch.abs(x)
        powers = sizes.pow_(order) if sizes.is_contiguous() else sizes.pow(order)
        return add(powers, axes, True).pow_(1 / order)
    if x.is_complex():
        x, axes = torch.view_as_real(x.resolve_conj()), (*axes, x.ndim)
        return _euclidean(x, axes)[..., 0]
    return _euclidean(x, axes)


def _euclidean(x: torch.Tensor, axes: Axes) -> torch.Tensor:
    first = x.ndim - len(axes)
    if axes != tuple(range(first, x.ndim)) or not x.is_contiguous():
        return add(x * x, axes, True).sqrt_()
    lengths = (*x.shape[:first], *[1] * len(axes))
    rows = x.view((*x.shape[:first], -1))
    length = rows.shape[-1]
    if not first and length <= _BLAS:
        return torch.dot(rows, rows).sqrt_().view(lengths)
    if length > _NATIVE:
        whole = length - length % _BLOCK
        blocks = rows[..., :whole].view((*rows.shape[:-1], -1, _BLOCK))
        parts = [torch.linalg.vector_norm(blocks, dim=-1)]
        if whole < length:
            parts.append(torch.linalg.vector_norm(rows[..., whole:], dim=-1, keepdim=True))
            rows = torch.cat(parts, -1)
        else:
            rows = parts[0]
        if rows.shape[-1] > _NATIVE:
            return add(rows * rows, (-1,), False).sqrt_().view(lengths)
    return torch.linalg.vector_norm(rows, dim=-1).view(lengths)


def _scale(x: torch.Tensor, norms: torch.Tensor, axes: Axes, order: float) -> torch.Tensor:
    """Return divisors of the elements for which no power leaves the range; reads no value."""
    if order == 2:
        factor = _FACTORS[norms.dtype]
        low, _ = trusted_range(order, *_LIMITS[norms.dtype])
        return torch.ones_like(norms).masked_fill(norms == math.inf, factor).masked_fill(norms < low, 1 / factor)
    sizes = torch.abs(x)
    size = torch.amax(sizes, axes, True) if order > 0 else torch.amin(sizes, axes, True)
    return torch.where((size > 0) & (size < math.inf), size, 1.0).to(norms.dtype)


def _divided(x: torch.Tensor, scale: torch.Tensor) -> torch.Tensor:
    """Return elements divided by real numbers; for complex elements, the absolute values of the quotients.

    Torch's quotient of a complex and a real number is NaN if a part is infinite.
    """
    if not x.is_complex():
        return x / scale
    return torch.abs(torch.view_as_complex(torch.view_as_real(x.resolve_conj()) / scale[..., None]))


def _traced(x: torch.Tensor, axis: int | Axes | None, keepdims: bool, order: float) -> torch.Tensor:
    """Return the norm by functions that every transformation supports, without reading a value."""
    axes = _all_axes(x, axis)
    wide = _WIDER.get(x.dtype) if x.device.type == "cpu" else None
    given = x if wide is None else x.to(wide)
    scale: Any = None
    if wide is None or order != 2:  # the squares of float32 are in the range of float64
        plain = given.detach()
        scale = _scale(plain, torch.linalg.vector_norm(plain, order, axes, True), axes, order)
        given = _divided(given, scale)
    found = torch.linalg.vector_norm(given, order, axes, True)
    if scale is not None:
        found = found * scale
    if wide is not None:
        found = found.to(REAL_OF.get(x.dtype, x.dtype))
    return _without_axes(found, axes, keepdims)


class _Norm(torch.autograd.Function):  # type: ignore[misc]
    """A norm computed elsewhere, with its derivative.

    The derivative is formed from quotients of elements and norm, which are in the range at every magnitude. A second
    derivative differentiates those quotients.
    """

    @staticmethod
    def forward(
        ctx: Any, x: torch.Tensor, norm: torch.Tensor, scale: torch.Tensor | None, order: float, axes: Axes
    ) -> torch.Tensor:
        """Return ``norm`` times ``scale``: the norm of ``x``, with its axes kept."""
        ctx.save_for_backward(x, norm, scale)
        ctx.order, ctx.axes = order, axes
        return norm.view_as(norm) if scale is None else norm * scale

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Return the gradient with respect to ``x``."""
        x, norm, scale = ctx.saved_tensors
        order = ctx.order
        if scale is not None:
            x = x / scale
        if torch.is_grad_enabled():  # for a second derivative
            norm = _Norm.apply(x, norm, None, order, ctx.axes)
        vanishes = norm == 0
        quotient = x / torch.where(vanishes, 1, norm)
        if order == 2:
            direction = quotient
        elif order > 2:
            direction = quotient * torch.abs(quotient) ** (order - 2)
        else:
            size = torch.abs(quotient)
            if order < 1:
                zero = size == 0
                size = torch.where(zero, 1, size)
                direction = torch.where(zero, 0, torch.sgn(quotient) * size ** (order - 1))
            else:
                direction = torch.sgn(quotient) * size ** (order - 1)
            direction = torch.where(vanishes, 0, direction)
        return gradient * direction, None, None, None, None


__all__ = ["DTYPES", "vector_norm"]
