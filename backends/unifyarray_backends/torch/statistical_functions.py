"""Statistical functions: several axes, none of them, the standard's result dtypes, unsigned types."""

from __future__ import annotations

from math import nan
from math import prod as prod_of
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import torch

from unifyarray.plugin import dtypes, fast_path, message, normalise_axes, override

from . import backend
from ._compare import no_order
from ._dtypes import BOOL, COMPLEX, INEXACT, PLAIN_ORDERED, UNSIGNED, TorchDType
from ._operands import default_float, ordered, to, unordered

if TYPE_CHECKING:
    from collections.abc import Callable


Axis: TypeAlias = "int | tuple[int, ...] | None"

#: Where torch's own sum and prod give the standard's dtype: unsigned integers ought to stay unsigned.
_SUMMED: Final = INEXACT | BOOL | {torch.int8, torch.int16, torch.int32, torch.int64}
_UNSIGNED_SUM: Final = "https://github.com/pytorch/pytorch/issues/58734"


@override(
    reason="sum(uint8) is int64, uint16, uint32 and uint64 have no kernel, axis=() means all axes",
    case="statistical_functions/sum/axes",
    upstream="https://github.com/pytorch/pytorch/issues/29137",
)
def sum(
    x: torch.Tensor,
    /,
    *,
    axis: Axis = None,
    dtype: TorchDType | None = None,
    keepdims: bool = False,
    **kwargs: Any,
) -> torch.Tensor:
    """Return the sum of elements."""
    if dtype is None and axis != () and x.dtype in _SUMMED:
        return torch.sum(x, axis, keepdims, **kwargs)
    return _accumulate(torch.sum, x, axis, dtype, keepdims, **kwargs)


@override(
    reason="one axis at a time, prod(uint8) is int64, uint16, uint32 and uint64 have no kernel",
    case="statistical_functions/prod/axes",
    upstream="https://github.com/pytorch/pytorch/issues/56586",
)
def prod(
    x: torch.Tensor,
    /,
    *,
    axis: Axis = None,
    dtype: TorchDType | None = None,
    keepdims: bool = False,
    **kwargs: Any,
) -> torch.Tensor:
    """Return the product of elements."""
    return _accumulate(_prod, x, axis, dtype, keepdims, **kwargs)


def _prod(x: torch.Tensor, axis: Axis, keepdims: bool, **kwargs: Any) -> torch.Tensor:
    if axis is None:
        result = torch.prod(x, **kwargs)
        return result.reshape((1,) * x.ndim) if keepdims else result
    if isinstance(axis, int):
        return torch.prod(x, axis, keepdims, **kwargs)
    for one in sorted(normalise_axes(axis, x.ndim), reverse=True):
        x = torch.prod(x, one, keepdims, **kwargs)
    return x


def result_dtype(x: torch.Tensor) -> TorchDType:
    """Return the dtype of sums and products: of integers, 64 bits of their signedness."""
    if x.dtype in INEXACT:
        return x.dtype
    if x.dtype in UNSIGNED and dtypes.uint64 in backend.namespace_of(x).hooks.dtypes:
        return torch.uint64
    return torch.int64


def _accumulate(
    native: Callable[..., torch.Tensor],
    x: torch.Tensor,
    axis: Axis,
    dtype: TorchDType | None,
    keepdims: bool,
    **kwargs: Any,
) -> torch.Tensor:
    target = result_dtype(x) if dtype is None else dtype
    if axis == ():
        return x.clone() if x.dtype is target else x.to(target)
    if target in UNSIGNED:
        # Modulo 2**64 a sum or product does not depend on the sign.
        return native(x.to(target).to(torch.int64), axis, keepdims, **kwargs).to(target)
    return native(x, axis, keepdims, dtype=target, **kwargs)


def _extreme(name: str, native: Callable[..., torch.Tensor], doc: str) -> Callable[..., torch.Tensor]:
    def function(x: torch.Tensor, /, *, axis: Axis = None, keepdims: bool = False, **kwargs: Any) -> torch.Tensor:
        if x.dtype in PLAIN_ORDERED and axis != () and x.numel():
            return native(x, () if axis is None else axis, keepdims, **kwargs)
        return other(x, axis, keepdims, **kwargs)

    def other(x: torch.Tensor, axis: Axis, keepdims: bool, **kwargs: Any) -> torch.Tensor:
        if x.dtype in COMPLEX:
            raise no_order(name, x.dtype)
        if axis == ():
            return x.clone()
        axes = tuple(range(x.ndim)) if axis is None else normalise_axes(axis, x.ndim)
        if any(x.shape[one] == 0 for one in axes):
            raise ValueError(
                message(f"{name} of no elements: shape {tuple(x.shape)}, axis {axis}", "an array with elements")
            )
        return unordered(native(ordered(x), axes, keepdims, **kwargs), x.dtype)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    return override(
        reason="no kernel for uint16, uint32 and uint64, empty arrays raise RuntimeError, axis=() means all axes",
        case=f"statistical_functions/{name}/axes",
        upstream="https://github.com/pytorch/pytorch/issues/58745",
    )(function)


max = _extreme("max", torch.amax, "Return the largest element; NaN if there is one.")
min = _extreme("min", torch.amin, "Return the smallest element; NaN if there is one.")


@override(reason="integers raise, axis=() means all axes", case="statistical_functions/mean/integers")
@fast_path(torch.mean, INEXACT)
def mean(x: torch.Tensor, /, *, axis: Axis = None, keepdims: bool = False, **kwargs: Any) -> torch.Tensor:
    """Return the mean of elements; integers in the default real floating dtype."""
    if x.dtype not in INEXACT and kwargs.get("dtype") is None:
        x = x.to(default_float(x))
    if axis is None and not keepdims:  # quicker, and its derivative, too
        return torch.mean(x, **kwargs)
    if axis == ():
        return x.clone()
    return torch.mean(x, axis, keepdims, **kwargs)


def _spread(name: str, native: Callable[..., torch.Tensor], doc: str) -> Callable[..., torch.Tensor]:
    def function(
        x: torch.Tensor, /, *, axis: Axis = None, correction: float = 0.0, keepdims: bool = False, **kwargs: Any
    ) -> torch.Tensor:
        x = to(x, x.dtype if x.dtype in INEXACT else default_float(x))
        if axis == ():
            return _spread_of_one(x, correction)
        if not x.numel() or _count(x, axis) <= correction:  # torch warns
            return torch.mean(x, axis, keepdims, **kwargs) * nan
        return native(x, axis, correction=correction, keepdim=keepdims, **kwargs)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    return override(
        reason="integers raise, and where the correction takes all freedom the result is infinity, not NaN",
        case=f"statistical_functions/{name}/correction",
    )(function)


var = _spread("var", torch.var, "Return the variance of elements; integers in the default real floating dtype.")
std = _spread(
    "std", torch.std, "Return the standard deviation of elements; integers in the default real floating dtype."
)


def _spread_of_one(x: torch.Tensor, correction: float) -> torch.Tensor:
    """Return the variance of each element by itself: 0, or NaN where the correction leaves no freedom."""
    return (x - x) * (1.0 if correction < 1 else nan)


def _count(x: torch.Tensor, axis: Axis) -> int:
    """Return how many elements a reduction takes together."""
    return x.numel() if axis is None else prod_of([x.shape[one] for one in normalise_axes(axis, x.ndim)])


def _cumulative(name: str, native: Callable[..., torch.Tensor], initial: int, doc: str) -> Callable[..., torch.Tensor]:
    def function(
        x: torch.Tensor,
        /,
        *,
        axis: int | None = None,
        dtype: TorchDType | None = None,
        include_initial: bool = False,
        **kwargs: Any,
    ) -> torch.Tensor:
        if axis is None:
            if x.ndim != 1:
                raise ValueError(message(f"{name} of {x.ndim} dimensions needs an axis", f"xp.{name}(x, axis=0)"))
            axis = 0
        target = result_dtype(x) if dtype is None else dtype
        if target in UNSIGNED:
            result = native(x.to(target).to(torch.int64), axis, **kwargs).to(target)
        else:
            result = native(x, axis, dtype=target, **kwargs)
        if not include_initial:
            return result
        shape = list(result.shape)
        shape[axis] = 1
        return torch.cat([torch.full(shape, initial, dtype=target, device=x.device), result], axis)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    return override(
        reason="unsigned integers give int64; uint16, uint32 and uint64 have no kernel",
        case=f"statistical_functions/{name}/value",
        upstream=_UNSIGNED_SUM,
    )(function)


cumulative_sum = _cumulative("cumulative_sum", torch.cumsum, 0, "Return the running sum along an axis.")
cumulative_prod = _cumulative("cumulative_prod", torch.cumprod, 1, "Return the running product along an axis.")
