"""Elementwise functions: bools, integers that are divided, infinities in `floor_divide`, empty intervals in `clip`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ..._core import dtypes as _dtypes
from ..overrides import fast_path
from ._declare import Declarations, as_dtype, is_bool, is_integer

if TYPE_CHECKING:
    import types
    from collections.abc import Callable

    from ..hooks import Hooks
    from ..overrides import Override

#: By function: the logical function that gives the same result for bools.
_LOGICAL: Final = {
    "add": "logical_or",
    "multiply": "logical_and",
    "maximum": "logical_or",
    "minimum": "logical_and",
}
_ORDER: Final = ("less", "less_equal", "greater", "greater_equal")


def overrides(lib: types.ModuleType, hooks: Hooks) -> list[Override]:
    """Return the overrides of a library."""
    found = Declarations()
    numeric = frozenset(hooks.library_dtype(dtype) for dtype in hooks.dtypes if dtype.rank)
    real = frozenset(hooks.library_dtype(dtype) for dtype in hooks.dtypes if dtype.rank in (1, 2))
    inexact = frozenset(hooks.library_dtype(dtype) for dtype in hooks.dtypes if dtype.rank > 1)
    for name in (*_LOGICAL, *_ORDER):
        if hasattr(lib, name):
            takes = numeric if name in ("add", "multiply") else real
            function = fast_path(getattr(lib, name), takes)(_of_bools(lib, hooks, name))
            found.add("the standard's functions of numbers do not take bools", f"dtype_domains/{name}/dtype")(function)

    @found.add("the standard divides floating-point numbers alone", "elementwise_functions/divide/native-integers")
    def divide(x1: Any, x2: Any, /) -> Any:
        if is_integer(hooks, x1) and is_integer(hooks, x2):
            dtype = hooks.default_float()
            x1, x2 = as_dtype(hooks, x1, dtype), as_dtype(hooks, x2, dtype)
        return lib.divide(x1, x2)

    if hasattr(lib, "divide"):
        fast_path(lib.divide, inexact)(divide)

    @found.add(
        "libraries differ for infinities and zeros",
        "elementwise_functions/floor_divide/special",
    )
    def floor_divide(x1: Any, x2: Any, /) -> Any:
        if is_integer(hooks, x1) and is_integer(hooks, x2):
            x1, x2 = _arrays(hooks, x1, x2)
            is_zero, divisor = _nonzero(lib, hooks, x2)
            out = lib.floor_divide(x1, divisor)
            return lib.where(is_zero, lib.zeros_like(out), out)
        x1, x2 = _arrays(hooks, x1, x2)
        # With an infinity, the quotient is an infinity, a zero or NaN: there is nothing to round.
        is_infinite = lib.logical_or(lib.isinf(x1), lib.isinf(x2))
        return lib.where(is_infinite, lib.divide(x1, x2), lib.floor_divide(x1, x2))

    @found.add("libraries warn of integers divided by zero", "elementwise_functions/remainder/by-zero")
    def remainder(x1: Any, x2: Any, /) -> Any:
        if not (is_integer(hooks, x1) and is_integer(hooks, x2)):
            return lib.remainder(x1, x2)
        x1, x2 = _arrays(hooks, x1, x2)
        is_zero, divisor = _nonzero(lib, hooks, x2)
        out = lib.remainder(x1, divisor)
        return lib.where(is_zero, lib.zeros_like(out), out)

    @found.add(
        "the standard leaves min > max undefined",
        "elementwise_functions/clip/value",
    )
    def clip(x: Any, /, min: Any = None, max: Any = None) -> Any:
        out = ordered_clip(x, min, max)
        if hooks.dtype(x).rank == 2 and any(hasattr(bound, "dtype") or bound == 0 for bound in (min, max)):
            return lib.where(out == x, x, out)  # an element that equals a bound stays, with its sign of zero
        return out

    def ordered_clip(x: Any, min: Any, max: Any) -> Any:
        try:
            return lib.clip(x, min, max)
        except ValueError:
            dtype = hooks.dtype(x)
            if min is not None:
                x = lib.maximum(x, as_dtype(hooks, min, dtype))
            return x if max is None else lib.minimum(x, as_dtype(hooks, max, dtype))

    return found


def _of_bools(lib: types.ModuleType, hooks: Hooks, name: str) -> Callable[..., Any]:
    """Return a function that also takes bools."""
    own = getattr(lib, name)

    def function(x1: Any, x2: Any, /) -> Any:
        if not (is_bool(hooks, x1) and is_bool(hooks, x2)):
            return own(x1, x2)
        if name in _LOGICAL:
            return getattr(lib, _LOGICAL[name])(as_dtype(hooks, x1, _dtypes.bool), as_dtype(hooks, x2, _dtypes.bool))
        return own(as_dtype(hooks, x1, _dtypes.uint8), as_dtype(hooks, x2, _dtypes.uint8))

    function.__name__ = function.__qualname__ = name
    function.__doc__ = own.__doc__
    return function


def _arrays(hooks: Hooks, x1: Any, x2: Any) -> tuple[Any, Any]:
    """Return two operands as arrays; a Python scalar takes the dtype of the other operand."""
    if not hasattr(x1, "dtype"):
        return hooks.scalar(x1, hooks.dtype(x2)), x2
    return x1, x2 if hasattr(x2, "dtype") else hooks.scalar(x2, hooks.dtype(x1))


def _nonzero(lib: types.ModuleType, hooks: Hooks, x: Any) -> tuple[Any, Any]:
    """Return a mask of the zeros among integers, and the integers with ones in place of zeros."""
    is_zero = lib.equal(x, hooks.scalar(0, hooks.dtype(x)))
    return is_zero, lib.where(is_zero, lib.ones_like(x), x)
