"""Searching functions: `where` with a Python scalar of any kind, and indices in int64."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from ..._core import dtypes as _dtypes
from ..._rules import scalars
from .. import missing
from ._declare import Declarations
from .set_functions import is_out_of_range

if TYPE_CHECKING:
    import types
    from collections.abc import Callable

    from ..hooks import Hooks
    from ..overrides import Override


def overrides(lib: types.ModuleType, hooks: Hooks) -> list[Override]:
    """Return the overrides of a library."""
    found = Declarations()

    @found.add("the standard does not promote bools with numbers", "searching_functions/where/scalars")
    def where(condition: Any, x1: Any, x2: Any, /) -> Any:
        if hasattr(x1, "dtype") and type(x2) in scalars.RANK:
            dtype = scalars.promote_with_scalar(hooks.dtype(x1), x2, hooks.default_dtype)
            x1, x2 = hooks.cast(x1, dtype), hooks.scalar(scalars.saturate(x2, dtype), dtype)
        elif hasattr(x2, "dtype") and type(x1) in scalars.RANK:
            dtype = scalars.promote_with_scalar(hooks.dtype(x2), x1, hooks.default_dtype)
            x1, x2 = hooks.scalar(scalars.saturate(x1, dtype), dtype), hooks.cast(x2, dtype)
        return lib.where(condition, x1, x2)

    search = in_int64(lib, hooks, "searchsorted")

    @found.add("the standard's function takes no Python scalars", "searching_functions/searchsorted/scalars")
    def searchsorted(x1: Any, x2: Any, /, *, side: str = "left", sorter: Any = None) -> Any:
        if not hasattr(x2, "dtype"):
            if is_out_of_range(hooks, x2, x1):
                return hooks.scalar(0 if x2 < 0 else hooks.shape(x1)[0], _dtypes.int64)
            x2 = hooks.scalar(x2, hooks.dtype(x1))
        return search(x1, x2, side=side, sorter=sorter)

    reason = "the standard leaves the dtype of indices to the library"
    for name in ("argmax", "argmin", "count_nonzero", "nonzero"):
        if hasattr(lib, name) and not _counts_in_int64(lib, hooks, name):
            found.add(reason, f"searching_functions/{name}/value", name)(in_int64(lib, hooks, name))
    return found


def _counts_in_int64(lib: types.ModuleType, hooks: Hooks, name: str) -> bool:
    """Return whether a function returns indices or counts in int64.

    True if the device has no int64, or if the function cannot be tried: then it is not replaced.
    """
    if _dtypes.int64 not in hooks.dtypes:
        return True
    try:
        x = lib.asarray([0.0, 1.0])
        out = getattr(lib, name)(x, x) if name == "searchsorted" else getattr(lib, name)(x)
        return hooks.dtype(out[0] if name == "nonzero" else hooks.ensure_array(out)) is _dtypes.int64
    except Exception:
        return True


def in_int64(lib: types.ModuleType, hooks: Hooks, name: str) -> Callable[..., Any]:
    """Return a function of a library whose indices are int64; the function itself if they are.

    If the library lacks the function, the result raises NotImplementedError.
    """
    own: Callable[..., Any] | None = getattr(lib, name, None)
    if own is None or _counts_in_int64(lib, hooks, name):
        return own or missing.raising(hooks, name)
    make = own

    @functools.wraps(make, updated=())
    def function(*args: Any, **kwargs: Any) -> Any:
        out = make(*args, **kwargs)
        if isinstance(out, list | tuple):
            return tuple(hooks.cast(part, _dtypes.int64) for part in out)
        return hooks.cast(hooks.ensure_array(out), _dtypes.int64)

    return function
