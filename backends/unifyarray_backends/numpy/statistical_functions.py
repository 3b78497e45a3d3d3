"""Statistics of integers in the default floating dtype, and of too few elements."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from unifyarray._backend import override
from unifyarray._hooks import Hooks

from ._dtypes import NATIVE, widened
from ._quiet import quietly

_DEFAULT_FLOAT = "NumPy computes statistics of integers in float64, whatever the default is"

_mean, _var, _std = widened(np.mean), widened(np.var), widened(np.std)


def _floating(hooks: Hooks, x: Any, kwargs: dict[str, Any]) -> None:
    if x.dtype.kind in "iub":
        kwargs.setdefault("dtype", NATIVE[hooks.default_float()])


@override(reason=_DEFAULT_FLOAT, case="statistical_functions/mean/integers", bound=True)
def mean(hooks: Hooks, x: Any, /, *, axis: Any = None, keepdims: bool = False, **kwargs: Any) -> Any:
    """Return the mean."""
    _floating(hooks, x, kwargs)
    return _mean(x, axis=axis, keepdims=keepdims, **kwargs)


@override(
    reason=_DEFAULT_FLOAT + "; where the correction exceeds the number of elements it has infinity, not NaN",
    case="statistical_functions/var/correction",
    bound=True,
)
def var(
    hooks: Hooks, x: Any, /, *, axis: Any = None, correction: float = 0.0, keepdims: bool = False, **kwargs: Any
) -> Any:
    """Return the variance."""
    _floating(hooks, x, kwargs)
    if correction > 0 and _count(x, axis) <= correction:
        return quietly(_var, x, axis=axis, keepdims=keepdims, **kwargs) * math.nan
    return _var(x, axis=axis, ddof=correction, keepdims=keepdims, **kwargs)


@override(
    reason=_DEFAULT_FLOAT + "; where the correction exceeds the number of elements it has infinity, not NaN",
    case="statistical_functions/std/correction",
    bound=True,
)
def std(
    hooks: Hooks, x: Any, /, *, axis: Any = None, correction: float = 0.0, keepdims: bool = False, **kwargs: Any
) -> Any:
    """Return the standard deviation."""
    _floating(hooks, x, kwargs)
    if correction > 0 and _count(x, axis) <= correction:
        return quietly(_std, x, axis=axis, keepdims=keepdims, **kwargs) * math.nan
    return _std(x, axis=axis, ddof=correction, keepdims=keepdims, **kwargs)


def _count(x: Any, axis: Any) -> int:
    """Return how many elements a reduction takes together."""
    if axis is None:
        return x.size  # type: ignore[no-any-return]
    return math.prod(x.shape[i] for i in normalize_axis_tuple(axis, x.ndim))
