"""Searching functions: `where` with a Python scalar of any kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..._rules import scalars
from ._declare import Declarations

if TYPE_CHECKING:
    import types

    from ..hooks import Hooks
    from ..overrides import Override


def overrides(lib: types.ModuleType, hooks: Hooks) -> list[Override]:
    """Return the overrides of a library."""
    found = Declarations()

    @found.add("the standard promotes no bool with numbers", "searching_functions/where/scalars")
    def where(condition: Any, x1: Any, x2: Any, /) -> Any:
        if hasattr(x1, "dtype") and type(x2) in scalars.RANK:
            dtype = scalars.promote_with_scalar(hooks.dtype(x1), x2, hooks.default_float())
            x1, x2 = hooks.cast(x1, dtype), hooks.scalar(scalars.saturate(x2, dtype), dtype)
        elif hasattr(x2, "dtype") and type(x1) in scalars.RANK:
            dtype = scalars.promote_with_scalar(hooks.dtype(x2), x1, hooks.default_float())
            x1, x2 = hooks.scalar(scalars.saturate(x1, dtype), dtype), hooks.cast(x2, dtype)
        return lib.where(condition, x1, x2)

    return found
