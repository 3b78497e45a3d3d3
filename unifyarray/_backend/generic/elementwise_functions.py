"""Elementwise functions: bools, integers that are divided, infinities in `floor_divide`, empty intervals in `clip`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ..._core import dtypes as _dtypes
from ..._core.errors import message
from ..._rules.promotion import promote_all
from ..overrides import fast_path
from ._declare import Declarations, as_dtype, is_bool, is_integer, neutral
from .traits import gives

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
#: Functions of complex numbers, too.
_COMPLEX: Final = ("add", "subtract", "multiply")
_ORDER: Final = ("less", "less_equal", "greater", "greater_equal")


def overrides(lib: types.ModuleType, hooks: Hooks) -> list[Override]:
    """Return the overrides of a library."""
    found = Declarations()
    numeric = frozenset(hooks.library_dtype(dtype) for dtype in hooks.dtypes if dtype.rank)
    real = frozenset(hooks.library_dtype(dtype) for dtype in hooks.dtypes if dtype.rank in (1, 2))
    inexact = frozenset(hooks.library_dtype(dtype) for dtype in hooks.dtypes if dtype.rank > 1)
    for name in (*_LOGICAL, "subtract", *_ORDER):
        if hasattr(lib, name):
            takes = numeric if name in _COMPLEX else real
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
        if by_remainder:
            return quotient(x1, x2)
        # With an infinity, the quotient is an infinity, a zero or NaN: there is nothing to round.
        is_infinite = lib.logical_or(lib.isinf(x1), lib.isinf(x2))
        return lib.where(is_infinite, lib.divide(x1, x2), lib.floor_divide(x1, x2))

    by_remainder = hasattr(lib, "remainder") and not _rounds_exact_quotients(lib, hooks)

    def quotient(x1: Any, x2: Any) -> Any:
        """Return the floor of the exact quotient, as Python does: ``x1 / x2`` may round up to the next integer."""
        exact = lib.divide(lib.subtract(x1, lib.remainder(x1, x2)), x2)
        is_special = lib.logical_or(lib.logical_or(lib.isinf(x1), lib.isinf(x2)), lib.equal(x2, lib.zeros_like(x2)))
        is_special = lib.logical_or(is_special, lib.isinf(exact))  # the difference can overflow
        out = lib.round(exact)
        is_zero = lib.equal(out, lib.zeros_like(out))
        return lib.where(lib.logical_or(is_special, is_zero), lib.floor(lib.divide(x1, x2)), out)

    @found.add("libraries warn of integers divided by zero", "elementwise_functions/remainder/by-zero")
    def remainder(x1: Any, x2: Any, /) -> Any:
        if not (is_integer(hooks, x1) and is_integer(hooks, x2)):
            return lib.remainder(x1, x2)
        x1, x2 = _arrays(hooks, x1, x2)
        is_zero, divisor = _nonzero(lib, hooks, x2)
        out = lib.remainder(x1, divisor)
        return lib.where(is_zero, lib.zeros_like(out), out)

    @found.add(
        "the standard leaves shifts by the width or more open", "elementwise_functions/bitwise_left_shift/by-width"
    )
    def bitwise_left_shift(x1: Any, x2: Any, /) -> Any:
        x1, x2 = _arrays(hooks, x1, x2)
        is_wide, shift = _narrow_shift(lib, hooks, x1, x2)
        out = lib.bitwise_left_shift(x1, shift)
        return lib.where(is_wide, lib.zeros_like(out), out)

    @found.add(
        "the standard leaves shifts by the width or more open", "elementwise_functions/bitwise_right_shift/by-width"
    )
    def bitwise_right_shift(x1: Any, x2: Any, /) -> Any:
        x1, x2 = _arrays(hooks, x1, x2)
        is_wide, shift = _narrow_shift(lib, hooks, x1, x2)
        out = lib.bitwise_right_shift(x1, shift)
        dtype = hooks.dtype(out)
        # As after all bits but the sign.
        below = lib.less(hooks.cast(x1, dtype), lib.zeros_like(out))
        rest = lib.where(below, lib.bitwise_invert(lib.zeros_like(out)), lib.zeros_like(out))
        return lib.where(is_wide, rest, out)

    if _shifts_by_width(lib, hooks):
        found[:] = [item for item in found if not item.name.endswith("_shift")]

    @found.add("libraries compute NaN or errors for complex numbers", "elementwise_functions/pow/zero-exponent")
    def pow(x1: Any, x2: Any, /) -> Any:
        out = lib.pow(x1, x2)
        if hooks.dtype(out).rank != 3:
            return out
        is_zero = lib.equal(x2, lib.zeros_like(x2)) if hasattr(x2, "dtype") else x2 == 0
        if is_zero is False:
            return out
        return lib.ones_like(out) if is_zero is True else lib.where(is_zero, lib.ones_like(out), out)

    if _has_complex_powers_of_zero(lib, hooks):
        found[:] = [item for item in found if item.name != "pow"]
    elif hasattr(lib, "pow"):
        fast_path(lib.pow, real)(pow)

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
        if name not in _COMPLEX:
            _refuse_complex(hooks, name, x1, x2)
        if not (is_bool(hooks, x1) and is_bool(hooks, x2)):
            if isinstance(x1, bool) or isinstance(x2, bool):  # the standard takes a bool beside bools alone
                x1, x2 = _arrays(hooks, x1, x2)
            return own(x1, x2)
        if name == "subtract":
            return own(x1, x2)
        if name in _LOGICAL:
            return getattr(lib, _LOGICAL[name])(as_dtype(hooks, x1, _dtypes.bool), as_dtype(hooks, x2, _dtypes.bool))
        return own(as_dtype(hooks, x1, _dtypes.uint8), as_dtype(hooks, x2, _dtypes.uint8))

    function.__name__ = function.__qualname__ = name
    function.__doc__ = own.__doc__
    return function


def _refuse_complex(hooks: Hooks, name: str, *operands: Any) -> None:
    """Raise TypeError if an operand is complex. Some libraries order complex numbers."""
    for x in operands:
        dtype = neutral(hooks, x)
        if isinstance(x, complex) or (dtype is not None and dtype.rank == 3):
            raise TypeError(message(f"{name} is not defined for complex numbers", f"xp.{name}(xp.abs(x1), xp.abs(x2))"))


def _rounds_exact_quotients(lib: types.ModuleType, hooks: Hooks) -> bool:
    """Return whether a library's ``floor_divide`` rounds the exact quotient, and not the rounded one."""
    for x1, x2, expected in ((1.0, 0.1, 9.0), (0.25, 1.0000000116860974e-07, 2499999.0), (1e-30, -1e30, -1.0)):
        if not gives(hooks, lambda a: lib.floor_divide(a[0], a[1]), (x1, x2), "float32", expected):
            return False
    return _dtypes.float64 not in hooks.dtypes or gives(
        hooks, lambda a: lib.floor_divide(a[0], a[1]), (1e-200, -1e200), "float64", -1.0
    )


def _shifts_by_width(lib: types.ModuleType, hooks: Hooks) -> bool:
    """Return whether a library shifts by as many bits as the dtype has, or more."""
    return all(
        gives(hooks, lambda a: lib.bitwise_left_shift(a[0], a[1]), (7, 33), dtype, 7 << 33 if dtype == "int64" else 0)
        and gives(hooks, lambda a: lib.bitwise_right_shift(a[0], a[1]), (-7, 65), dtype, -1)
        for dtype in ("int8", "int16", "int32", "int64")
    )


def _has_complex_powers_of_zero(lib: types.ModuleType, hooks: Hooks) -> bool:
    """Return whether the power of every complex number is 1 for the exponent 0."""
    return all(
        gives(hooks, lambda a: lib.pow(a[0], a[1]), (x, 0j), "complex64", 1 + 0j)
        for x in (0j, complex("nan"), complex("inf"), 1j)
    )


def _narrow_shift(lib: types.ModuleType, hooks: Hooks, x1: Any, x2: Any) -> tuple[Any, Any]:
    """Return a mask of the shifts by as many bits as the common dtype has, or more, and the other shifts."""
    dtype = promote_all([hooks.dtype(x1), hooks.dtype(x2)])
    own = hooks.dtype(x2)
    is_wide = lib.greater_equal(x2, hooks.scalar(8 * dtype.itemsize, own))
    return is_wide, lib.where(is_wide, lib.zeros_like(x2), x2)


def _arrays(hooks: Hooks, x1: Any, x2: Any) -> tuple[Any, Any]:
    """Return two operands as arrays; a Python scalar takes the dtype of the other operand."""
    if not hasattr(x1, "dtype"):
        return hooks.scalar(x1, hooks.dtype(x2)), x2
    return x1, x2 if hasattr(x2, "dtype") else hooks.scalar(x2, hooks.dtype(x1))


def _nonzero(lib: types.ModuleType, hooks: Hooks, x: Any) -> tuple[Any, Any]:
    """Return a mask of the zeros among integers, and the integers with ones in place of zeros."""
    is_zero = lib.equal(x, hooks.scalar(0, hooks.dtype(x)))
    return is_zero, lib.where(is_zero, lib.ones_like(x), x)
