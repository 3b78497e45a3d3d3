"""GenericBackend, the backend of a library that follows the standard, without any code of a plugin."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Final

from ..backend import Backend
from . import loading, traits

if TYPE_CHECKING:
    from types import ModuleType

    from ..._core.devices import Device
    from ..._core.dtypes import DType
    from ..namespaces import NativeNamespace

#: Functions without which a module is not an array API namespace.
_REQUIRED: Final = ("asarray", "zeros", "reshape", "add")


class GenericBackend(Backend):
    """The backend of a library that follows the standard, without any code of a plugin.

    The abilities of the library that the standard leaves open are tried once, when the first namespace is made.
    ``capabilities`` describes them from then on.
    """

    is_generic: ClassVar[bool] = True
    #: The namespace, if it cannot be imported by its name.
    given_namespace: ClassVar[Any] = None

    def __init__(self) -> None:
        super().__init__()
        self._traits: traits.Traits | None = None
        self._takes_device: bool | None = None
        self._dtypes: dict[Device, frozenset[DType]] = {}

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

    def native_device(self, device: Device) -> Any:
        """Return the library's own object for a device; None if its creation functions take none."""
        found = super().native_device(device)
        if found is None:
            return None
        if self._takes_device is None:
            self._takes_device = traits.takes_device(self.module().zeros, found)
        return found if self._takes_device else None

    def dtypes(self, device: Device) -> frozenset[DType]:
        """Return every dtype that the library lists for a device."""
        found = self._dtypes.get(device)
        if found is None:
            names = loading.dtype_names(self.module(), super().native_device(device))
            declared = super().dtypes(device)
            found = declared if names is None else frozenset(dtype for dtype in declared if dtype.name in names)
            self._dtypes[device] = found
        return found

    def load(self, device: Device) -> NativeNamespace:
        """Build the namespace of a device. The first call tries what the arrays of the library can do."""
        xp = super().load(device)
        if self._traits is None:
            tried = self._traits = traits.try_out(xp.hooks)
            declared = self.capabilities
            # What is declared as missing stays so.
            self.capabilities = replace(  # type: ignore[misc]  # of the instance
                declared,
                mutable=declared.mutable and tried.assigns and tried.shares,
                missing_functions=declared.missing_functions | traits.missing_functions(xp),
            )
        xp.hooks.traits = self._traits
        return xp


__all__ = ["GenericBackend"]
