"""Statistics of integers in the default floating dtype, and of too few elements."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from unifyarray._backend.backend import fast_path, override
from unifyarray._backend.hooks import Hooks

from ._dtypes import BFLOAT16, INEXACT, NATIVE, widened
from ._warnings import quietly

if TYPE_CHECKING:
    from collections.abc import Callable

_DEFAULT_FLOAT = "NumPy computes statistics of integers in float64, whatever the default is"

_mean = widened(np.mean)


def _floating(hooks: Hooks, x: Any, kwargs: dict[str, Any]) -> None:
    if x.dtype.kind in "iub":
        kwargs.setdefault("dtype", NATIVE[hooks.default_float()])


@override(reason=_DEFAULT_FLOAT, case="statistical_functions/mean/integers", bound=True)
@fast_path(np.mean, INEXACT - {BFLOAT16})
def mean(hooks: Hooks, x: Any, /, *, axis: Any = None, keepdims: bool = False, **kwargs: Any) -> Any:
    """Return the mean."""
    _floating(hooks, x, kwargs)
    return _mean(x, axis=axis, keepdims=keepdims, **kwargs)


def _spread(name: str, doc: str) -> Callable[..., Any]:
    library = widened(getattr(np, name))

    @override(
        name=name,
        reason=_DEFAULT_FLOAT + "; where the correction exceeds the number of elements it has infinity, not NaN",
        case=f"statistical_functions/{name}/correction",
        bound=True,
    )
    def function(
        hooks: Hooks, x: Any, /, *, axis: Any = None, correction: float = 0.0, keepdims: bool = False, **kwargs: Any
    ) -> Any:
        _floating(hooks, x, kwargs)
        if correction > 0 and _count(x, axis) <= correction:
            return quietly(library, x, axis=axis, keepdims=keepdims, **kwargs) * math.nan
        return library(x, axis=axis, ddof=correction, keepdims=keepdims, **kwargs)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    return function


var = _spread("var", "Return the variance.")
std = _spread("std", "Return the standard deviation.")


def _count(x: Any, axis: Any) -> int:
    """Return how many elements a reduction takes together."""
    if axis is None:
        return x.size  # type: ignore[no-any-return]
    return math.prod(x.shape[i] for i in normalize_axis_tuple(axis, x.ndim))
