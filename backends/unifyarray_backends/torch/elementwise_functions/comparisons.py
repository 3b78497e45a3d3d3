"""Comparisons, minimum, maximum and ``clip``."""

from __future__ import annotations

import functools
import math
import operator
import sys
from typing import Any, Final

import torch

from unifyarray.plugin import override

from ..._agnostic.elementwise_functions import no_order
from .._autograd import may_be_differentiated
from .._binary import (
    FLOATS,
    NONE,
    override_binary,
)
from .._dtypes import (
    COMPLEX,
    PLAIN,
    PLAIN_ORDERED,
    RANGE,
    WIDE,
    TorchDType,
)
from .._promotion import as_dtype, scalar_tensor
from .._scaling import reads_values
from .._unsigned import from_ordered_bits, ordered_bits
from . import _comparison_paths

_override_binary: Final = functools.partial(override_binary, module=__name__)

equal = _override_binary(
    "equal",
    torch.eq,
    _comparison_paths.equality_path(torch.eq),
    PLAIN,
    FLOATS,
    "Return whether both elements are equal.",
)
not_equal = _override_binary(
    "not_equal",
    torch.ne,
    _comparison_paths.equality_path(torch.ne),
    PLAIN,
    FLOATS,
    "Return whether both elements differ.",
)
less = _override_binary(
    "less",
    torch.lt,
    _comparison_paths.order_path(torch.lt, operator.lt),
    PLAIN_ORDERED,
    FLOATS,
    "Return whether x1 is less than x2.",
)
less_equal = _override_binary(
    "less_equal",
    torch.le,
    _comparison_paths.order_path(torch.le, operator.le),
    PLAIN_ORDERED,
    FLOATS,
    "Return whether x1 is less than or equal to x2.",
)
greater = _override_binary(
    "greater",
    torch.gt,
    _comparison_paths.order_path(torch.gt, operator.gt),
    PLAIN_ORDERED,
    FLOATS,
    "Return whether x1 is greater than x2.",
)
greater_equal = _override_binary(
    "greater_equal",
    torch.ge,
    _comparison_paths.order_path(torch.ge, operator.ge),
    PLAIN_ORDERED,
    FLOATS,
    "Return whether x1 is greater than or equal to x2.",
)
maximum = _override_binary(
    "maximum",
    torch.maximum,
    _comparison_paths.extreme_path(torch.maximum),
    PLAIN_ORDERED,
    NONE,
    "Return the larger of each pair; NaN if either is NaN.",
)
minimum = _override_binary(
    "minimum",
    torch.minimum,
    _comparison_paths.extreme_path(torch.minimum),
    PLAIN_ORDERED,
    NONE,
    "Return the smaller of each pair; NaN if either is NaN.",
)


@override(
    reason="rejects a scalar and an array as bounds; ignores NaN bounds; no kernel for uint16, uint32 and uint64",
    case="elementwise_functions/clip/value",
    upstream="https://github.com/pytorch/pytorch/issues/172067",
)
def clip(x: torch.Tensor, /, min: Any = None, max: Any = None, **kwargs: Any) -> torch.Tensor:
    """Return each element limited to an interval; NaN if the element or a bound is NaN."""
    if min is None and max is None:
        return x.clone()
    dtype = x.dtype
    if dtype in COMPLEX:
        raise no_order("clip")
    if dtype in WIDE:
        result = ordered_bits(x)
        result = result if min is None else torch.maximum(result, ordered_bits(_bound(min, x)))
        result = result if max is None else torch.minimum(result, ordered_bits(_bound(max, x)))
        return from_ordered_bits(result, dtype)
    if _is_number(min) and _is_number(max):
        found = torch.clamp(x, _saturated(min, dtype), _saturated(max, dtype), **kwargs)
        if x.device.type == "cpu" or not dtype.is_floating_point or (min != 0 and max != 0):
            return found
    else:
        low, high = None if min is None else _bound(min, x), None if max is None else _bound(max, x)
        found = torch.clamp(x, low, high, **kwargs)
        if not dtype.is_floating_point:
            return found
        bounds = [bound for bound in (low, high) if bound is not None]
        if reads_values(x) and not may_be_differentiated(x, *bounds) and not any(map(_has_zero, bounds)):
            return found
    # An element that equals a bound stays, with its sign of zero. With torch, it depends on the length and the device.
    kept = torch.where(found == x, x, found)
    return found.copy_(kept) if kwargs else kept


def _is_number(bound: Any) -> bool:
    return bound is None or (isinstance(bound, (int, float)) and bound == bound)


def _has_zero(bound: torch.Tensor) -> bool:
    """Return whether a bound contains a zero; reads values."""
    if bound.numel() == 1:
        return bool(bound.item() == 0)
    return bool(torch.count_nonzero(bound) < bound.numel())


def _saturated(bound: Any, dtype: TorchDType) -> Any:
    """Return a bound moved into the dtype's range."""
    limits = RANGE.get(dtype)
    if limits is None or bound is None:
        large = sys.float_info.max
        return bound if type(bound) is not int or -large <= bound <= large else math.inf if bound > 0 else -math.inf
    low, high = limits
    return low if bound < low else high if bound > high else int(bound)


def _bound(bound: Any, x: torch.Tensor) -> torch.Tensor:
    return (
        as_dtype(bound, x.dtype)
        if isinstance(bound, torch.Tensor)
        else scalar_tensor(_saturated(bound, x.dtype), x.dtype, x.device)
    )
