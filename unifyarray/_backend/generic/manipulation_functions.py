"""Manipulation functions: the error of a reshape that would need a copy, and broadcast arrays that are read-only."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from ..._core.errors import CopyRequiredError, message
from . import keywords
from ._declare import Declarations

if TYPE_CHECKING:
    import types
    from collections.abc import Callable

    from ..hooks import Hooks
    from ..overrides import Override


def overrides(lib: types.ModuleType, hooks: Hooks) -> list[Override]:
    """Return the overrides of a library."""
    found = Declarations()

    @found.add("libraries raise several classes if copy=False needs a copy", "manipulation_functions/reshape/copy")
    def reshape(x: Any, /, shape: tuple[int, ...], *, copy: bool | None = None) -> Any:
        try:
            return lib.reshape(x, shape, copy=copy)
        except TypeError:
            if copy is None or not keywords.lacks(lib.reshape):
                raise
            if not copy:
                if hooks.backend.capabilities.mutable:
                    raise
                return lib.reshape(x, shape)  # nothing tells a copy of an immutable array from a view
            return hooks.xp.asarray(lib.reshape(x, shape), copy=True)
        except AttributeError as error:
            if copy is not False:
                raise
            raise CopyRequiredError(message(f"{error}", "pass copy=None or copy=True")) from error

    if hasattr(lib, "broadcast_shapes") and not _takes_no_shapes(lib):

        @found.add("libraries raise errors without arguments", "manipulation_functions/broadcast_shapes/value")
        def broadcast_shapes(*shapes: tuple[int, ...]) -> tuple[int, ...]:
            return tuple(lib.broadcast_shapes(*shapes)) if shapes else ()

    reason = "the standard lets libraries write to a broadcast array, several elements of which can be one"
    for name in ("broadcast_arrays", "broadcast_to", "meshgrid"):
        if hasattr(lib, name):
            found.add(reason, "indexing/__setitem__/broadcast", name)(_read_only(getattr(lib, name), hooks))
    return found


def _takes_no_shapes(lib: types.ModuleType) -> bool:
    """Return whether ``broadcast_shapes()`` without arguments returns the shape of 0-d arrays."""
    try:
        return bool(lib.broadcast_shapes() == ())
    except Exception:
        return False


def _read_only(own: Callable[..., Any], hooks: Hooks) -> Callable[..., Any]:
    """Return a function whose results cannot be written to, if the library has a flag for that."""

    @functools.wraps(own, updated=())
    def function(*args: Any, **kwargs: Any) -> Any:
        out = own(*args, **kwargs)
        if hooks.backend.capabilities.mutable:
            for x in out if isinstance(out, list | tuple) else (out,):
                if not any(x is given for given in args):
                    _protect(x)
        return out

    return function


def _protect(x: Any) -> None:
    """Make an array read-only, if the library has a flag for that: ``writable`` in dpnp, ``writeable`` in NumPy."""
    flags = getattr(x, "flags", None)
    for name in ("writable", "writeable"):
        if getattr(flags, name, None) is True:
            setattr(flags, name, False)
