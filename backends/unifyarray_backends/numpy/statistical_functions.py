"""Statistical functions: integers in the default floating dtype, too few elements, sums of bfloat16."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from unifyarray.plugin import Hooks, fast_path, override

from .._numpy_like.dtypes import BFLOAT16, INEXACT, NATIVE
from ._bfloat16 import override_for_bfloat16, through_float32
from ._unwrapped import unwrapped
from ._warnings import without_warnings

if TYPE_CHECKING:
    from collections.abc import Callable

UNWRAPPED: Final = unwrapped("statistical_functions", np, "cumulative_prod", "cumulative_sum")

_DEFAULT_FLOAT: Final = "NumPy computes statistics of integers in float64, whatever the default is"

_override_sum: Final = functools.partial(
    override_for_bfloat16,
    reason="NumPy adds bfloat16 in bfloat16, in which 256 + 1 is 256",
    upstream="https://github.com/jax-ml/ml_dtypes/issues/63",
    module=__name__,
)

_sum = through_float32(np.sum)
_mean = through_float32(np.mean)


@functools.partial(_override_sum, "sum")
def sum(x: Any, /, *, axis: Any = None, dtype: Any = None, keepdims: Any = False, **kwargs: Any) -> Any:
    """Return the sum; for other dtypes than bfloat16, call the function that ``numpy.sum`` ends in."""
    if type(x) is not np.ndarray or x.dtype is BFLOAT16 or dtype is BFLOAT16 or kwargs:
        return _sum(x, axis=axis, dtype=dtype, keepdims=keepdims, **kwargs)
    return np.add.reduce(x, axis, dtype, None, keepdims=keepdims)


cumulative_sum = _override_sum("cumulative_sum", through_float32(np.cumulative_sum))
cumulative_prod = _override_sum("cumulative_prod", through_float32(np.cumulative_prod))


def _set_default_dtype(hooks: Hooks, x: Any, kwargs: dict[str, Any]) -> None:
    if x.dtype.kind in "iub":
        kwargs.setdefault("dtype", NATIVE[hooks.default_float()])


@override(reason=_DEFAULT_FLOAT, case="statistical_functions/mean/integers", bound=True)
@fast_path(np.mean, INEXACT - {BFLOAT16})
def mean(hooks: Hooks, x: Any, /, *, axis: Any = None, keepdims: bool = False, **kwargs: Any) -> Any:
    """Return the mean."""
    _set_default_dtype(hooks, x, kwargs)
    return _mean(x, axis=axis, keepdims=keepdims, **kwargs)


def _override_variance(name: str, doc: str) -> Callable[..., Any]:
    library = getattr(np, name)

    @override(
        name=name,
        reason=_DEFAULT_FLOAT + "; if the correction exceeds the number of elements, it returns infinity, not NaN; "
        "of no elements, it returns 0 for a negative correction",
        case=f"statistical_functions/{name}/correction",
        bound=True,
    )
    def function(
        hooks: Hooks, x: Any, /, *, axis: Any = None, correction: float = 0.0, keepdims: bool = False, **kwargs: Any
    ) -> Any:
        _set_default_dtype(hooks, x, kwargs)
        if x.dtype is BFLOAT16:  # in float32, squares of large numbers would overflow, too
            dtype = kwargs.pop("dtype", BFLOAT16)
            wide = function(hooks, x.astype(np.float64), axis=axis, correction=correction, keepdims=keepdims, **kwargs)
            return wide.astype(dtype)
        if correction and _count(x, axis) <= max(correction, 0):
            out = without_warnings(library, x, axis=axis, keepdims=keepdims, **kwargs)
            return out * math.nan
        return library(x, axis=axis, ddof=correction, keepdims=keepdims, **kwargs)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    return function


var = _override_variance("var", "Return the variance.")
std = _override_variance("std", "Return the standard deviation.")


def _count(x: Any, axis: Any) -> int:
    """Return the number of elements that a reduction combines into one."""
    if axis is None:
        return x.size  # type: ignore[no-any-return]
    return math.prod(x.shape[i] for i in normalize_axis_tuple(axis, x.ndim))
