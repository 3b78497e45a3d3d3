"""Matrix products of integers, which torch has only on the CPU."""

from __future__ import annotations

import math

import torch

from unifyarray.plugin import dtypes, message

from . import backend

#: The length of the contracted axis up to which sums of products of 16-bit numbers are exact in float64:
#: 2**32 * 2**20 < 2**53.
_CHUNK = 1 << 20

#: The number of products that ``by_sums`` keeps in memory at a time, if the result does not have more elements.
_PRODUCTS = 1 << 26


def matmul(x1: torch.Tensor, x2: torch.Tensor) -> torch.Tensor:
    """Return the product of two arrays of one signed integer dtype or uint8; sums wrap around.

    See https://github.com/pytorch/pytorch/issues/44428.
    """
    if x1.device.type == "cpu":
        return torch.matmul(x1, x2)
    has_float64 = dtypes.float64 in backend.namespace_of(x1).hooks.dtypes
    return by_limbs(x1, x2) if has_float64 else by_sums(x1, x2)


def by_sums(x1: torch.Tensor, x2: torch.Tensor) -> torch.Tensor:
    """Multiply and sum, a part of the contracted axis at a time, because the products must fit in memory."""
    first, second, shape = _as_matrices(x1, x2)
    inner = first.shape[-1]
    step = max(1, _PRODUCTS // max(math.prod(shape), 1))
    total: torch.Tensor | None = None
    for start in range(0, max(inner, 1), step):
        part = slice(start, start + step)
        summed = torch.sum(first[..., :, part, None] * second[..., None, part, :], -2)
        total = summed if total is None else total.add_(summed)
    assert total is not None
    return total.to(x1.dtype).reshape(shape)


def by_limbs(x1: torch.Tensor, x2: torch.Tensor) -> torch.Tensor:
    """Multiply limbs of 16 bits in float64, in which every sum is exact, and add the shifted products."""
    first, second, shape = _as_matrices(x1, x2)
    count = max(1, torch.iinfo(x1.dtype).bits // 16)
    firsts, seconds = _limbs(first, count), _limbs(second, count)
    total: torch.Tensor | None = None
    for i in range(count):
        for j in range(count - i):  # products of higher limbs would overflow completely
            product = torch.bitwise_left_shift(_exact_product(firsts[i], seconds[j]), 16 * (i + j))
            total = product if total is None else total + product
    assert total is not None
    return total.to(x1.dtype).reshape(shape)


def _as_matrices(x1: torch.Tensor, x2: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, tuple[int, ...]]:
    """Return vectors as matrices, and the shape of the result."""
    if x1.ndim == 0 or x2.ndim == 0:
        raise ValueError(message("matmul is not defined for 0-d arrays", "xp.multiply(x1, x2)"))
    first = x1[None, :] if x1.ndim == 1 else x1
    second = x2[:, None] if x2.ndim == 1 else x2
    if first.shape[-1] != second.shape[-2]:
        fact = f"matmul: shapes {tuple(x1.shape)} and {tuple(x2.shape)} do not match"
        raise ValueError(message(fact, "x1.shape[-1] must equal x2.shape[-2]: xp.matmul(x1, x2.mT)"))
    batch = torch.broadcast_shapes(first.shape[:-2], second.shape[:-2])
    rows = () if x1.ndim == 1 else (first.shape[-2],)
    columns = () if x2.ndim == 1 else (second.shape[-1],)
    return first, second, (*batch, *rows, *columns)


def _limbs(x: torch.Tensor, count: int) -> list[torch.Tensor]:
    """Return the limbs of 16 bits as float64, the lowest first; the last limb has the sign."""
    wide = x.to(torch.int64)
    parts = [torch.bitwise_and(torch.bitwise_right_shift(wide, 16 * i), 0xFFFF) for i in range(count - 1)]
    parts.append(torch.bitwise_right_shift(wide, 16 * (count - 1)))
    return [part.to(torch.float64) for part in parts]


def _exact_product(x1: torch.Tensor, x2: torch.Tensor) -> torch.Tensor:
    inner = x1.shape[-1]
    if inner <= _CHUNK:
        return torch.matmul(x1, x2).to(torch.int64)
    starts = range(0, inner, _CHUNK)
    chunks = [torch.matmul(x1[..., s : s + _CHUNK], x2[..., s : s + _CHUNK, :]).to(torch.int64) for s in starts]
    return torch.stack(chunks).sum(0)
