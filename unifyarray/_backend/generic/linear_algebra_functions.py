"""Products of vectors along an axis that is counted from the front."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import long_sums
from ._declare import Declarations

if TYPE_CHECKING:
    import types

    from ..hooks import Hooks
    from ..overrides import Override


def overrides(lib: types.ModuleType, hooks: Hooks) -> list[Override]:
    """Return the overrides of a library."""
    found = Declarations()

    own = lib.vecdot if hasattr(lib, "vecdot") else None
    main = hooks.backend.module()
    if own is not None and not long_sums.adds_accurately(hooks):
        own = long_sums.long_vecdot(main.sum, own, hooks)

    @found.add("the standard's axes are negative", "linear_algebra_functions/vecdot/value")
    def vecdot(x1: Any, x2: Any, /, *, axis: int = -1) -> Any:
        assert own is not None
        return own(x1, x2, axis=from_end(hooks, axis, x1, x2))

    return found


def from_end(hooks: Hooks, axis: int, x1: Any, x2: Any) -> int:
    """Return an axis of two arrays counted from the end, if they have the same number of axes."""
    ndim = len(hooks.shape(x1))
    return axis - ndim if 0 <= axis < ndim == len(hooks.shape(x2)) else axis
