"""Sorting functions: the order of equal elements in a descending sort."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._declare import Declarations

if TYPE_CHECKING:
    import types

    from ..hooks import Hooks
    from ..overrides import Override


def overrides(lib: types.ModuleType, hooks: Hooks) -> list[Override]:
    """Return the overrides of a library."""
    found = Declarations()

    @found.add("libraries reverse the order of 0.0 and -0.0, which are equal", "sorting_functions/sort/stable")
    def sort(x: Any, /, *, axis: int = -1, descending: bool = False, stable: bool = True) -> Any:
        if descending and stable and hooks.dtype(x).rank > 1 and hasattr(lib, "take_along_axis"):
            return lib.take_along_axis(x, lib.argsort(x, axis=axis, descending=True, stable=True), axis=axis)
        return lib.sort(x, axis=axis, descending=descending, stable=stable)

    return found
