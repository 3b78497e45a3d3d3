"""Statistical functions: several axes, long sums, ``axis=()``, the standard's result dtypes, unsigned dtypes."""

from __future__ import annotations

from math import nan
from math import prod as prod_of
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import torch

from unifyarray.plugin import dtypes, fast_path, message, normalise_axes, override

from .._agnostic.elementwise_functions import no_order
from . import backend
from ._dtypes import BOOL, COMPLEX, HALF_PRECISION, INEXACT, PLAIN_ORDERED, UNSIGNED, TorchDType
from ._long_sums import add, is_long
from ._mps import along_last_axis
from ._promotion import as_dtype, default_float
from ._spread import spread
from ._unsigned import from_ordered_bits, ordered_bits

if TYPE_CHECKING:
    from collections.abc import Callable


Axis: TypeAlias = "int | tuple[int, ...] | None"

#: The dtypes for which torch's own sum and prod return the standard's dtype. Unsigned integers must stay unsigned.
_SUMMED: Final = INEXACT | BOOL | {torch.int8, torch.int16, torch.int32, torch.int64}
_UNSIGNED_SUM: Final = "https://github.com/pytorch/pytorch/issues/58734"


@override(
    reason="sum(uint8) is int64; uint16, uint32 and uint64 have no kernel; axis=() means all axes",
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
        if type(axis) is int or kwargs or not is_long(x, axis):  # along one axis torch adds in cascades
            return torch.sum(x, axis, keepdims, **kwargs)
        return add(x, axis, keepdims)
    return _accumulate(torch.sum if kwargs else add, x, axis, dtype, keepdims, **kwargs)


@override(
    reason="accepts one axis only; prod(uint8) is int64; uint16, uint32 and uint64 have no kernel",
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
    dtype = kwargs.pop("dtype", x.dtype)
    if dtype in HALF_PRECISION:  # otherwise a product over one axis would be rounded, or infinite, before the next
        kwargs["dtype"] = torch.float32
    else:
        kwargs["dtype"] = dtype
    for each in sorted(normalise_axes(axis, x.ndim), reverse=True):
        x = torch.prod(x, each, keepdims, **kwargs)
    return x.to(dtype)


def result_dtype(x: torch.Tensor) -> TorchDType:
    """Return the dtype of sums and products; of integers it is int64 or uint64."""
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
    result = result_dtype(x) if dtype is None else dtype
    if axis == ():
        return x.clone() if x.dtype is result else x.to(result)
    if result in UNSIGNED:
        # Modulo 2**64, a sum or product is the same for signed and unsigned integers.
        return native(x.to(result).to(torch.int64), axis, keepdims, **kwargs).to(result)
    if native is _prod and result in HALF_PRECISION:  # torch multiplies half precision in half precision
        return native(x.to(result), axis, keepdims, dtype=torch.float32, **kwargs).to(result)
    return native(x, axis, keepdims, dtype=result, **kwargs)


def _override_extreme(name: str, native: Callable[..., torch.Tensor], doc: str) -> Callable[..., torch.Tensor]:
    def function(x: torch.Tensor, /, *, axis: Axis = None, keepdims: bool = False, **kwargs: Any) -> torch.Tensor:
        if x.dtype in PLAIN_ORDERED and axis != () and x.numel():
            return native(x, () if axis is None else axis, keepdims, **kwargs)
        return slow_path(x, axis, keepdims, **kwargs)

    def slow_path(x: torch.Tensor, axis: Axis, keepdims: bool, **kwargs: Any) -> torch.Tensor:
        if x.dtype in COMPLEX:
            raise no_order(name)
        if axis == ():
            return x.clone()
        axes = tuple(range(x.ndim)) if axis is None else normalise_axes(axis, x.ndim)
        if any(x.shape[each] == 0 for each in axes):
            raise ValueError(
                message(
                    f"{name} of an empty axis: shape {tuple(x.shape)}, axis {axis}",
                    "check x.size != 0 first, or reduce along an axis that is not empty: axis=-1",
                )
            )
        return from_ordered_bits(native(ordered_bits(x), axes, keepdims, **kwargs), x.dtype)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    return override(
        reason="no kernel for uint16, uint32 and uint64; empty arrays raise RuntimeError; axis=() means all axes",
        case=f"statistical_functions/{name}/axes",
        upstream="https://github.com/pytorch/pytorch/issues/58745",
    )(function)


max = _override_extreme("max", torch.amax, "Return the largest element; NaN if any element is NaN.")
min = _override_extreme("min", torch.amin, "Return the smallest element; NaN if any element is NaN.")


def _mean_of_all(x: torch.Tensor) -> torch.Tensor:
    if x.dtype not in HALF_PRECISION and is_long(x, None):
        return add(x, None) / x.numel()
    return torch.mean(x)


@override(reason="integers raise an error; axis=() means all axes", case="statistical_functions/mean/integers")
@fast_path(_mean_of_all, INEXACT)
def mean(x: torch.Tensor, /, *, axis: Axis = None, keepdims: bool = False, **kwargs: Any) -> torch.Tensor:
    """Return the mean of elements; integers in the default real floating dtype."""
    if x.dtype not in INEXACT and kwargs.get("dtype") is None:
        x = x.to(default_float(x))
    if axis == ():
        return x.clone()
    if not kwargs and x.dtype not in HALF_PRECISION and is_long(x, axis):
        return add(x, axis, keepdims) / _count(x, axis)
    if axis is None and not keepdims:  # this call and its derivative are faster
        return torch.mean(x, **kwargs)
    return torch.mean(x, axis, keepdims, **kwargs)


def _override_variance(name: str, native: Callable[..., torch.Tensor], doc: str) -> Callable[..., torch.Tensor]:
    def function(
        x: torch.Tensor, /, *, axis: Axis = None, correction: float = 0.0, keepdims: bool = False, **kwargs: Any
    ) -> torch.Tensor:
        x = as_dtype(x, x.dtype if x.dtype in INEXACT else default_float(x))
        if axis == ():
            return _variance_of_each(x, correction)
        if not x.numel() or not _count(x, axis) > correction:  # torch would warn; a correction can be NaN
            return torch.mean(x, axis, keepdims, **kwargs) * nan
        if kwargs:
            return native(x, axis, correction=correction, keepdim=keepdims, **kwargs)
        return spread(native, x, axis, correction, keepdims)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    return override(
        reason="integers raise an error; the result is infinity, not NaN, if the correction is too large; "
        "squares of deviations overflow or underflow",
        case=f"statistical_functions/{name}/correction",
    )(function)


var = _override_variance(
    "var", torch.var, "Return the variance of elements; integers in the default real floating dtype."
)
std = _override_variance(
    "std", torch.std, "Return the standard deviation of elements; integers in the default real floating dtype."
)


def _variance_of_each(x: torch.Tensor, correction: float) -> torch.Tensor:
    """Return the variance of each element alone: 0, or NaN if the correction leaves no degree of freedom."""
    return (x - x) * (1.0 if correction < 1 else nan)


def _count(x: torch.Tensor, axis: Axis) -> int:
    """Return the number of elements that a reduction combines into one."""
    if type(axis) is int:
        return x.shape[axis]  # type: ignore[no-any-return]
    return x.numel() if axis is None else prod_of([x.shape[each] for each in normalise_axes(axis, x.ndim)])


def _override_cumulative(
    name: str, native: Callable[..., torch.Tensor], initial: int, doc: str
) -> Callable[..., torch.Tensor]:
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
                raise ValueError(
                    message(f"{name} of an array of {x.ndim} dimensions needs an axis", f"xp.{name}(x, axis=0)")
                )
            axis = 0
        wanted = result_dtype(x) if dtype is None else dtype
        if wanted in UNSIGNED:
            result = native(x.to(wanted).to(torch.int64), axis, **kwargs).to(wanted)
        elif wanted in HALF_PRECISION and x.device.type != "cpu":  # the CPU accumulates in float32, accelerators do not
            result = native(x.to(wanted), axis, dtype=torch.float32, **kwargs).to(wanted)
        else:
            result = native(x, axis, dtype=wanted, **kwargs)
            if native is torch.cumprod and wanted in COMPLEX and not kwargs and x.ndim:
                result = _with_infinite_products(as_dtype(x, wanted), result, axis)
        if not include_initial:
            return result
        shape = list(result.shape)
        shape[axis] = 1
        return torch.cat([torch.full(shape, initial, dtype=wanted, device=x.device), result], axis)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    return override(
        reason="unsigned integers give int64; uint16, uint32 and uint64 have no kernel",
        case=f"statistical_functions/{name}/value",
        upstream=_UNSIGNED_SUM,
    )(function)


def _with_infinite_products(x: torch.Tensor, products: torch.Tensor, axis: int) -> torch.Tensor:
    """Return running products of complex numbers, corrected if the first number is not finite.

    Torch starts with ``1 * x[0]``, in which one infinite part makes the other NaN. Four products later at the latest,
    both parts are NaN in any case.
    """
    size = x.shape[axis]
    count = 4 if size > 4 else size
    if not count:
        return products
    chain = [x.select(axis, 0)]
    for k in range(1, count):
        chain.append(chain[-1] * x.select(axis, k))
    infinite = ~torch.isfinite(x.narrow(axis, 0, 1))
    head = torch.where(infinite, torch.stack(chain, axis), products.narrow(axis, 0, count).contiguous())
    return torch.cat([head, products.narrow(axis, count, size - count)], axis)


cumulative_sum = _override_cumulative("cumulative_sum", torch.cumsum, 0, "Return the running sum along an axis.")
cumulative_prod = _override_cumulative("cumulative_prod", torch.cumprod, 1, "Return the running product along an axis.")

ON_MPS: Final = (
    along_last_axis("statistical_functions", "cumulative_sum", cumulative_sum),
    along_last_axis("statistical_functions", "cumulative_prod", cumulative_prod),
)
