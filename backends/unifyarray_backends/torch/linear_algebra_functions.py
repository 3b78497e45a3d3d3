"""Linear algebra functions of the main namespace: promotion, and products of integers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

import torch

from unifyarray.plugin import fast_path, message, normalise_axes, override

from . import _integer_matmul
from ._dtypes import HALF_PRECISION, INEXACT, SIGNED, TorchDType, promote
from ._half_products import vecdot as half_vecdot
from ._promotion import as_dtype

if TYPE_CHECKING:
    from collections.abc import Sequence

Axes: TypeAlias = "int | tuple[Sequence[int], Sequence[int]]"

#: The dtypes whose dot products need no wider dtype.
_PLAIN: Final = INEXACT - HALF_PRECISION
_INTEGERS = "https://github.com/pytorch/pytorch/issues/44428"


def promote_to_signed_bits(x1: torch.Tensor, x2: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, TorchDType]:
    """Return both arrays in the dtype that they promote to, and that dtype; wide unsigned arrays as signed bits."""
    dtype = x1.dtype if x1.dtype is x2.dtype else promote(x1.dtype, x2.dtype)
    x1, x2 = as_dtype(x1, dtype), as_dtype(x2, dtype)
    narrow = SIGNED.get(dtype)
    return (x1, x2, dtype) if narrow is None else (x1.view(narrow), x2.view(narrow), dtype)


def from_signed_bits(result: torch.Tensor, dtype: TorchDType) -> torch.Tensor:
    """Return a result of arrays from ``promote_to_signed_bits`` in their dtype."""
    return result.view(dtype) if dtype in SIGNED else result  # a view in the same dtype would lose the gradient


@override(
    reason="no kernel for uint16, uint32 and uint64; on accelerators, no kernel for any integers",
    case="linear_algebra_functions/matmul/integers",
    upstream=_INTEGERS,
)
@fast_path(torch.matmul, INEXACT)
def matmul(x1: torch.Tensor, x2: torch.Tensor, /, **kwargs: Any) -> torch.Tensor:
    """Return the matrix product."""
    if x1.dtype is x2.dtype and x1.dtype in INEXACT:
        return torch.matmul(x1, x2, **kwargs)
    x1, x2, dtype = promote_to_signed_bits(x1, x2)
    if dtype in INEXACT:
        return torch.matmul(x1, x2, **kwargs)
    return _integer_matmul.matmul(x1, x2).view(dtype)


@override(
    reason="integers raise an error if the contracted axis has length 1, and always on accelerators",
    case="linear_algebra_functions/tensordot/integers",
    upstream="https://github.com/pytorch/pytorch/issues/84530",
)
def tensordot(x1: torch.Tensor, x2: torch.Tensor, /, *, axes: Axes = 2, **kwargs: Any) -> torch.Tensor:
    """Return the sum of products over pairs of axes."""
    x1, x2, dtype = promote_to_signed_bits(x1, x2)
    first, second = _pairs(x1, x2, axes)
    if dtype in INEXACT:
        axes = (list(first), list(second))
        return torch.tensordot(x1, x2, axes, **kwargs)  # pyright: ignore[reportArgumentType] - typed as an int
    rest1 = [axis for axis in range(x1.ndim) if axis not in first]
    rest2 = [axis for axis in range(x2.ndim) if axis not in second]
    shape = [x1.shape[axis] for axis in rest1] + [x2.shape[axis] for axis in rest2]
    inner = 1
    for axis in first:
        inner *= x1.shape[axis]
    outer1, outer2 = 1, 1
    for axis in rest1:
        outer1 *= x1.shape[axis]
    for axis in rest2:
        outer2 *= x2.shape[axis]
    left = x1.permute((*rest1, *first)).reshape(outer1, inner)
    right = x2.permute((*second, *rest2)).reshape(inner, outer2)
    return _integer_matmul.matmul(left, right).view(dtype).reshape(shape)


def _pairs(x1: torch.Tensor, x2: torch.Tensor, axes: Axes) -> tuple[tuple[int, ...], tuple[int, ...]]:
    if isinstance(axes, int):
        first, second = tuple(range(x1.ndim - axes, x1.ndim)), tuple(range(axes))
    else:
        first, second = normalise_axes(axes[0], x1.ndim), normalise_axes(axes[1], x2.ndim)
    sizes1, sizes2 = [x1.shape[axis] for axis in first], [x2.shape[axis] for axis in second]
    if sizes1 != sizes2:
        raise ValueError(
            message(
                f"cannot contract axes of sizes {sizes1} and {sizes2}",
                "pass pairs of axes of equal sizes: xp.tensordot(x1, x2, axes=((0,), (1,)))",
            )
        )
    return first, second


@override(
    reason="uses an integer matrix product, which accelerators lack; no kernel for uint16, uint32 and uint64",
    case="linear_algebra_functions/vecdot/integers",
    upstream=_INTEGERS,
)
def vecdot(x1: torch.Tensor, x2: torch.Tensor, /, *, axis: int = -1, **kwargs: Any) -> torch.Tensor:
    """Return the dot product along an axis; the first array is conjugated."""
    if x1.dtype is x2.dtype and x1.dtype in _PLAIN and x1.shape[axis] == x2.shape[axis]:  # the frequent case
        return torch.linalg.vecdot(x1, x2, dim=axis, **kwargs)
    x1, x2, dtype = promote_to_signed_bits(x1, x2)
    if x1.shape[axis] != x2.shape[axis]:
        raise ValueError(
            message(
                f"shapes {tuple(x1.shape)} and {tuple(x2.shape)} differ along axis {axis}",
                "pass another axis, or transpose an array: xp.vecdot(x1, xp.permute_dims(x2, (1, 0)))",
            )
        )
    if dtype in HALF_PRECISION and not kwargs:  # the products would overflow and underflow
        return half_vecdot(x1, x2, axis)
    if dtype in INEXACT:
        return torch.linalg.vecdot(x1, x2, dim=axis, **kwargs)
    return torch.sum(x1 * x2, axis).to(x1.dtype).view(dtype)
