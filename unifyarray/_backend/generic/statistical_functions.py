"""Statistical functions of bools and integers, and spreads of fewer elements than their correction."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any, Final

from ..._core import dtypes as _dtypes
from . import keywords, long_sums
from ._declare import Declarations, axes_of
from .scaling import scale_along, without_axes
from .traits import gives

if TYPE_CHECKING:
    import types
    from collections.abc import Callable

    from ..hooks import Hooks
    from ..overrides import Override


_ADDING: Final = ("sum", "prod", "cumulative_sum", "cumulative_prod", "mean", "std", "var")


def overrides(lib: types.ModuleType, hooks: Hooks) -> list[Override]:
    """Return the overrides of a library."""
    found = Declarations()
    is_accurate = long_sums.adds_accurately(hooks)
    own: dict[str, Any] = {name: getattr(lib, name) for name in _ADDING if hasattr(lib, name)}
    if not is_accurate and "sum" in own:
        add = own["sum"]
        own["sum"] = long_sums.long_sum(add, hooks)
        if "mean" in own:
            own["mean"] = long_sums.long_mean(add, own["mean"], hooks)
        for name in ("std", "var"):
            if name in own:
                own[name] = long_sums.long_spread(add, own[name], hooks, root=name == "std")
        if "cumulative_sum" in own:
            own["cumulative_sum"] = long_sums.long_running_sum(own["cumulative_sum"], lib.add, hooks)
        if "cumulative_prod" in own:
            own["cumulative_prod"] = long_sums.long_running_product(own["cumulative_prod"], hooks)
    if not (is_accurate and _keeps_range(lib, hooks)):
        for name in ("std", "var"):
            if name in own:
                own[name] = _scaled(own[name], hooks, squares=name == "var")
    for name in ("sum", "prod", "cumulative_sum", "cumulative_prod"):
        if hasattr(lib, name):
            found.add("the standard's sums do not take bools", f"dtype_domains/{name}/dtype", name)(
                _counted(own[name], getattr(lib, name), hooks)
            )
    for name in ("max", "min"):
        if hasattr(lib, name):
            found.add("the standard does not order bools", f"dtype_domains/{name}/dtype", name)(
                _ordered(getattr(lib, name), hooks)
            )
    if hasattr(lib, "mean"):
        found.add("the standard's means do not take integers", "statistical_functions/mean/integers", "mean")(
            _averaged(own["mean"], hooks)
        )
    for name in ("std", "var"):
        if hasattr(lib, name):
            reason = "the standard's spreads do not take integers; libraries differ for few elements"
            found.add(reason, f"statistical_functions/{name}/integers", name)(
                _spread(lib, _averaged(own[name], hooks), hooks)
            )
    return found


def _counted(own: Callable[..., Any], library: Callable[..., Any], hooks: Hooks) -> Callable[..., Any]:
    """Return a sum or product that counts bools, adds integers in 64 bits, and takes a dtype."""
    sums_in_64_bits = _sums_in_64_bits(library, hooks)

    @functools.wraps(own)
    def function(x: Any, /, *, dtype: Any = None, **kwargs: Any) -> Any:
        have = hooks.dtype(x)
        if have is _dtypes.bool:
            wanted = None if dtype is None else hooks.find_dtype(dtype)
            x = hooks.cast(x, wanted or _dtypes.int64)
        elif have.rank == 1 and dtype is None and not sums_in_64_bits:
            x = hooks.cast(x, _dtypes.uint64 if have.category == "unsigned integer" else _dtypes.int64)
        try:
            return own(x, dtype=dtype, **kwargs)
        except TypeError:
            wanted = None if dtype is None else hooks.find_dtype(dtype)
            if wanted is None or not keywords.lacks(library):
                raise
            return hooks.cast(own(hooks.cast(x, wanted), **kwargs), wanted)  # the library takes no dtype

    return function


def _sums_in_64_bits(own: Callable[..., Any], hooks: Hooks) -> bool:
    """Return whether a sum of integers is int64, as in most libraries; True if it cannot be tried."""
    lib = hooks.backend.module()
    try:
        x = lib.asarray([1, 1], dtype=hooks.native_dtype(_dtypes.int8))
        return hooks.dtype(hooks.ensure_array(own(x))) is _dtypes.int64
    except Exception:
        return True


def _ordered(own: Callable[..., Any], hooks: Hooks) -> Callable[..., Any]:
    """Return a maximum or minimum that takes bools."""

    @functools.wraps(own)
    def function(x: Any, /, **kwargs: Any) -> Any:
        if hooks.dtype(x) is not _dtypes.bool:
            return own(x, **kwargs)
        return hooks.cast(hooks.ensure_array(own(hooks.cast(x, _dtypes.uint8), **kwargs)), _dtypes.bool)

    return function


def _averaged(own: Callable[..., Any], hooks: Hooks) -> Callable[..., Any]:
    """Return a function of floating-point numbers that takes integers in the default dtype."""

    @functools.wraps(own)
    def function(x: Any, /, **kwargs: Any) -> Any:
        return own(hooks.cast(x, hooks.default_float()) if hooks.dtype(x).rank < 2 else x, **kwargs)

    return function


def _keeps_range(lib: types.ModuleType, hooks: Hooks) -> bool:
    """Return whether the deviation of large numbers is right."""
    return gives(hooks, lambda x: lib.std(x[0]), ([2.0**127, -(2.0**127)],), "float32", 2.0**127)


def _scaled(own: Callable[..., Any], hooks: Hooks, squares: bool) -> Callable[..., Any]:
    """Return a variance or standard deviation that divides by the largest magnitude first."""

    @functools.wraps(own)
    def function(x: Any, /, *, axis: Any = None, correction: float = 0.0, keepdims: bool = False) -> Any:
        shape = hooks.shape(x)
        if 0 in shape or not shape:
            return own(x, axis=axis, correction=correction, keepdims=keepdims)
        axes = axes_of(axis, len(shape))
        scale = scale_along(hooks, x, axes)
        divided = hooks.xp.divide(x, hooks.cast(scale, hooks.dtype(x)))
        out = hooks.xp.multiply(own(divided, axis=axis, correction=correction, keepdims=True), scale)
        out = hooks.xp.multiply(out, scale) if squares else out
        return out if keepdims else without_axes(hooks, out, axes)

    return function


def _spread(lib: types.ModuleType, own: Callable[..., Any], hooks: Hooks) -> Callable[..., Any]:
    """Return a variance or standard deviation that is NaN of no elements, or of no degree of freedom."""

    @functools.wraps(own)
    def function(x: Any, /, *, axis: Any = None, correction: float = 0.0, keepdims: bool = False) -> Any:
        out = own(x, axis=axis, correction=correction, keepdims=keepdims)
        shape = hooks.shape(x)
        lengths: list[Any] = [shape[i] for i in axes_of(axis, len(shape))]
        if None not in lengths and not math.prod(lengths) > max(correction, 0):  # a correction can be NaN
            return lib.full_like(out, math.nan)
        return out

    return function
