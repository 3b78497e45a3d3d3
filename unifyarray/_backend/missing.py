"""Functions of the standard that a library lacks: they raise errors with a way out."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any

from .._core.errors import message
from .standard_names import EXTENSIONS, MAIN

if TYPE_CHECKING:
    from collections.abc import Callable

    from .hooks import Hooks
    from .namespaces import NativeNamespace


def complete(xp: NativeNamespace) -> dict[str, Any]:
    """Return the attributes of a namespace, with an error in place of each function that the library lacks.

    If it lacks none, this is the dict of the namespace itself.
    """
    space = vars(xp)
    declared = xp.hooks.backend.capabilities.missing_functions
    added: dict[str, Any] = {
        name: raising(xp.hooks, name) for name in MAIN if name in declared or not (name in space or hasattr(xp, name))
    }
    for extension, names in EXTENSIONS.items():
        found = space.get(extension)
        lacking = {
            name: raising(xp.hooks, f"{extension}.{name}")
            for name in names
            if f"{extension}.{name}" in declared or not hasattr(found, name)
        }
        if lacking:
            added[extension] = types.SimpleNamespace(**{**({} if found is None else vars(found)), **lacking})
    return {**space, **added} if added else space


def raising(hooks: Hooks, name: str) -> Callable[..., Any]:
    """Return a function that raises the error of a missing one.

    The error's attribute ``missing_function`` is the name, by which reports count a check as unsupported.
    """
    backend = hooks.backend

    def missing(*args: Any, **kwargs: Any) -> Any:
        hint = f'another library: ua.convert(x, "numpy"), then ua.{name}, and ua.convert(result, "{backend.name}")'
        error = NotImplementedError(message(f"{backend.name} has no function {name}", hint))
        error.missing_function = name  # type: ignore[attr-defined]
        raise error

    missing.__name__ = missing.__qualname__ = name.rpartition(".")[2]
    return missing


__all__ = ["complete", "raising"]
