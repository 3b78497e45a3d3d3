"""GenericBackend, the backend of a library that follows the standard, without any code of a plugin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from ..backend import Backend

if TYPE_CHECKING:
    from types import ModuleType

#: Functions without which a module is not an array API namespace.
_REQUIRED: Final = ("asarray", "zeros", "reshape", "add")


class GenericBackend(Backend):
    """The backend of a library that follows the standard, without any code of a plugin."""

    is_generic: ClassVar[bool] = True
    #: The namespace, if it cannot be imported by its name.
    given_namespace: ClassVar[Any] = None

    def module(self) -> ModuleType:
        """Import and return the library's module; TypeError if it is not an array API namespace."""
        found = super().module() if self.given_namespace is None else self.given_namespace
        missing = [name for name in _REQUIRED if not callable(getattr(found, name, None))]
        if missing:
            raise TypeError(f"module {found.__name__!r} is not an array API namespace, it has no {', '.join(missing)}")
        return found

    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of device that the library lists, beyond those of ``priority``. Imports the library."""
        return tuple(dict.fromkeys(device.kind for device in self.devices() if device.kind not in self.priority))


__all__ = ["GenericBackend"]
