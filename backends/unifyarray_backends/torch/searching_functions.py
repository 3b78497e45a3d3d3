"""Searching functions: the dtypes without kernels, empty arrays, NaN."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import torch

from unifyarray.plugin import message, override

from .._agnostic.elementwise_functions import no_order
from ._dtypes import COMPLEX, FLOATING, PLAIN_REAL
from ._mps import of_contiguous, with_first_nan
from ._promotion import beyond, default_float, promote_operands, scalar_dtype, scalar_tensor
from ._unsigned import ordered_bits, signed_bits

if TYPE_CHECKING:
    from collections.abc import Callable


Axis: TypeAlias = "int | tuple[int, ...] | None"


def _override_arg_extreme(name: str, native: Callable[..., torch.Tensor], doc: str) -> Callable[..., torch.Tensor]:
    def function(x: torch.Tensor, /, *, axis: int | None = None, keepdims: bool = False, **kwargs: Any) -> torch.Tensor:
        if x.dtype in PLAIN_REAL and axis is not None and x.numel():
            return native(x, axis, keepdims, **kwargs)
        if x.dtype in COMPLEX:
            raise no_order(name)
        if (x.numel() if axis is None else x.shape[axis]) == 0:
            raise ValueError(
                message(f"{name} of an empty axis: shape {tuple(x.shape)}, axis {axis}", "check x.size != 0 first")
            )
        values = x.to(torch.uint8) if x.dtype is torch.bool else ordered_bits(x)
        result = native(values, axis, keepdims, **kwargs)
        return result.reshape((1,) * x.ndim) if axis is None and keepdims else result

    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    return override(
        reason="no kernel for uint16, uint32 and uint64; empty arrays raise IndexError",
        case=f"searching_functions/{name}/value",
    )(function)


argmax = _override_arg_extreme(
    "argmax", torch.argmax, "Return the index of the first largest element, or of the first NaN."
)
argmin = _override_arg_extreme(
    "argmin", torch.argmin, "Return the index of the first smallest element, or of the first NaN."
)


@override(
    reason="does not accept keepdims; no kernel for uint16, uint32 and uint64",
    case="searching_functions/count_nonzero/value",
)
def count_nonzero(x: torch.Tensor, /, *, axis: Axis = None, keepdims: bool = False) -> torch.Tensor:
    """Return the number of elements that are not zero."""
    found = x if x.dtype is torch.bool else signed_bits(x) != 0
    if axis == ():
        return found.to(torch.int64)
    if axis is None and not keepdims:
        return torch.count_nonzero(found)  # in a third of the time
    return torch.sum(found, axis, keepdims)


@override(reason="no kernel for uint16, uint32 and uint64", case="searching_functions/nonzero/value")
def nonzero(x: torch.Tensor, /) -> tuple[torch.Tensor, ...]:
    """Return the indices of elements that are not zero, one array per axis."""
    if x.ndim == 0:
        raise ValueError(message("nonzero is not defined for 0-d arrays", "xp.nonzero(xp.reshape(x, (1,)))"))
    indices: tuple[torch.Tensor, ...] = torch.nonzero(signed_bits(x), as_tuple=True)
    return indices


@override(
    reason="different dtypes raise an error; no kernel for uint16, uint32 and uint64; NaN is not in order",
    case="searching_functions/searchsorted/value",
)
def searchsorted(
    x1: torch.Tensor,
    x2: torch.Tensor | float,
    /,
    *,
    side: Literal["left", "right"] = "left",
    sorter: torch.Tensor | None = None,
    **kwargs: Any,
) -> torch.Tensor:
    """Return the indices at which elements would be inserted into a sorted array to keep it sorted."""
    outside = 0 if isinstance(x2, torch.Tensor) else beyond(x2, x1)
    first, second, dtype = promote_operands(x1, 0 if outside else x2)
    if dtype in COMPLEX:
        raise no_order("searchsorted")
    if outside and dtype in FLOATING:  # the integer is between the infinity and the other elements
        second, side = torch.full_like(second, outside * inf), "left" if outside > 0 else "right"
    elif outside:
        return torch.full((), x1.shape[-1] if outside > 0 else 0, dtype=torch.int64, device=x1.device)
    if sorter is not None:
        sorter = sorter.to(torch.int64)
    row, values = ordered_bits(first).contiguous(), ordered_bits(second).contiguous()
    if dtype not in FLOATING:
        return torch.searchsorted(row, values, side=side, sorter=sorter, **kwargs)
    # Torch's search skips every NaN. With NaN replaced by infinity the array is sorted, and only values that belong
    # between the infinities and the NaNs need a correction.
    found = torch.searchsorted(
        torch.nan_to_num(row, nan=inf, posinf=inf, neginf=-inf), values, side=side, sorter=sorter, **kwargs
    )
    between = values != values if side == "left" else values == inf
    count = torch.sum(row == row, -1, keepdim=row.ndim > 1)  # torch also takes rows, each with values of its own
    return torch.where(between, count.to(found.dtype), found)


@override(
    reason="0-d arrays and Python scalars do not promote like other arrays",
    case="searching_functions/where/value",
    upstream="https://github.com/pytorch/pytorch/issues/58736",
)
def where(condition: torch.Tensor, x1: Any, x2: Any, /, **kwargs: Any) -> torch.Tensor:
    """Return elements of ``x1`` if the condition is true, else of ``x2``."""
    if type(x1) is type(x2) and isinstance(x1, torch.Tensor) and x1.dtype is x2.dtype:
        return torch.where(condition, x1, x2, **kwargs)
    if not isinstance(x1, torch.Tensor) and not isinstance(x2, torch.Tensor):
        x1 = scalar_tensor(x1, _promoted_scalars(x1, x2, condition), condition.device)
    x1, x2, _ = promote_operands(x1, x2)
    return torch.where(condition, x1, x2, **kwargs)


def _promoted_scalars(x1: Any, x2: Any, condition: torch.Tensor) -> torch.dtype:
    """Return the dtype that two Python scalars promote to, with the default dtypes."""
    flag = torch.empty(0, dtype=torch.bool, device=condition.device)
    first, second = scalar_dtype(x1, flag), scalar_dtype(x2, flag)
    rank = (torch.bool, torch.int64, default_float(condition))
    order = [rank.index(dtype) if dtype in rank else len(rank) for dtype in (first, second)]
    return first if order[0] >= order[1] else second


ON_MPS: Final = (
    with_first_nan("searching_functions", "argmax", argmax),
    with_first_nan("searching_functions", "argmin", argmin),
    of_contiguous("searching_functions", "where", where, "150967"),
)
