"""Sorting functions: the order of equal elements in a descending sort."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..._core import dtypes as _dtypes
from ..._core.errors import message
from . import keywords, searching_functions
from ._declare import Declarations

if TYPE_CHECKING:
    import types

    from ..._core.dtypes import DType
    from ..hooks import Hooks
    from ..overrides import Override


def overrides(lib: types.ModuleType, hooks: Hooks) -> list[Override]:
    """Return the overrides of a library."""
    found = Declarations()

    takes_order = hasattr(lib, "argsort") and hasattr(lib, "take_along_axis")

    @found.add("libraries reverse the order of 0.0 and -0.0, which are equal", "sorting_functions/sort/stable")
    def sort(x: Any, /, *, axis: int = -1, descending: bool = False, stable: bool = True) -> Any:
        dtype = _ordered(hooks, x, "sort")
        if descending and stable and dtype.rank > 1 and takes_order:
            return lib.take_along_axis(x, argsort(x, axis=axis, descending=True, stable=True), axis=axis)
        try:
            return lib.sort(x, axis=axis, descending=descending, stable=stable)
        except TypeError:
            if not keywords.lacks(lib.sort):
                raise
        return lib.flip(lib.sort(x, axis=axis), axis=axis) if descending else lib.sort(x, axis=axis)

    own = searching_functions.in_int64(lib, hooks, "argsort")

    @found.add("libraries order complex numbers, or lack keywords", "sorting_functions/argsort/errors")
    def argsort(x: Any, /, *, axis: int = -1, descending: bool = False, stable: bool = True) -> Any:
        _ordered(hooks, x, "argsort")
        try:
            return own(x, axis=axis, descending=descending, stable=stable)
        except TypeError:
            if not keywords.lacks(lib.argsort):
                raise
        if not descending:
            return own(x, axis=axis)
        # The order of equal elements is reversed twice, so that they keep it.
        order = lib.flip(own(lib.flip(x, axis=axis), axis=axis), axis=axis)
        return lib.subtract(hooks.scalar(hooks.shape(x)[axis] - 1, _dtypes.int64), order)

    return found


def _ordered(hooks: Hooks, x: Any, name: str) -> DType:
    """Return the dtype of an array; TypeError if it is complex, because the standard does not order these."""
    dtype = hooks.dtype(x)
    if dtype.rank == 3:
        raise TypeError(message(f"{name} is not defined for complex numbers", f"xp.{name}(xp.abs(x))"))
    return dtype
