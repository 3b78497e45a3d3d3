"""Indexing functions: indices are checked even if there is nothing to take."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from ..._core import provided
from ..._core.tracing import is_tracing
from ..._rules.axes import normalise_axis
from ..indexing import check_within
from ._declare import Declarations

if TYPE_CHECKING:
    import types
    from collections.abc import Callable

    from ..hooks import Hooks
    from ..overrides import Override


def overrides(lib: types.ModuleType, hooks: Hooks) -> list[Override]:
    """Return the overrides of a library."""
    found = Declarations()
    for name in ("take", "take_along_axis"):
        if hasattr(lib, name):
            found.add(
                "libraries do not check the indices if another axis is empty", f"indexing_functions/{name}/bounds", name
            )(_checked(getattr(lib, name), hooks, 0 if name == "take" else -1))
    return found


def _checked(own: Callable[..., Any], hooks: Hooks, default: int) -> Callable[..., Any]:
    """Return a function that raises IndexError for an index out of bounds, whatever the library does."""
    checks_bounds = _checks_bounds(own, hooks)

    @functools.wraps(own, updated=())
    def function(x: Any, indices: Any, /, **kwargs: Any) -> Any:
        shape = hooks.shape(x)
        is_unchecked = not checks_bounds or 0 in shape
        if is_unchecked and 0 not in hooks.shape(indices) and not hooks.backend.capabilities.lazy:
            axis = kwargs.get("axis")
            where = normalise_axis(default if axis is None else axis, len(shape))
            if not is_tracing() and provided.in_force().checks:
                check_within(hooks, indices, where, shape[where])
        return own(x, indices, **kwargs)

    return function


def _checks_bounds(own: Callable[..., Any], hooks: Hooks) -> bool:
    """Return whether a library raises an error for an index out of bounds."""
    lib = hooks.backend.module()
    try:
        x = lib.asarray([1.0, 2.0])
        hooks.to_host(own(x, lib.asarray([5]), axis=0), None)
    except Exception:
        return True
    return False
