"""Statistical functions: integers in the default floating dtype."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import cupy as cp

from unifyarray.plugin import Hooks, override

if TYPE_CHECKING:
    from collections.abc import Callable

_DEFAULT_FLOAT: Final = "CuPy computes statistics of integers in float64, whatever the default is"


def _in_default_float(hooks: Hooks, x: Any) -> Any:
    # Cast first: with dtype=, CuPy computes the mean of integers as an integer.
    return x.astype(hooks.library_dtype(hooks.default_float())) if x.dtype.kind in "iub" else x


@override(reason=_DEFAULT_FLOAT, case="statistical_functions/mean/integers", bound=True)
def mean(hooks: Hooks, x: Any, /, *, axis: Any = None, keepdims: bool = False, **kwargs: Any) -> Any:
    """Return the mean."""
    return cp.mean(_in_default_float(hooks, x), axis=axis, keepdims=keepdims, **kwargs)


def _override_variance(name: str, doc: str) -> Callable[..., Any]:
    library = getattr(cp, name)

    @override(name=name, reason=_DEFAULT_FLOAT, case=f"statistical_functions/{name}/integers", bound=True)
    def function(
        hooks: Hooks, x: Any, /, *, axis: Any = None, correction: float = 0.0, keepdims: bool = False, **kwargs: Any
    ) -> Any:
        if correction < 0 and not x.size:
            correction = 0.0  # a variance of no elements is NaN, whatever the correction
        return library(_in_default_float(hooks, x), axis=axis, ddof=correction, keepdims=keepdims, **kwargs)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    return function


var = _override_variance("var", "Return the variance.")
std = _override_variance("std", "Return the standard deviation.")
