"""Checks of a plugin, made once when the registry takes it or first asks it something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from .._core.devices import KINDS, Device
from .._core.errors import shown
from .backend import INTERFACE, Backend, Capabilities
from .namespaces import NativeNamespace

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Names that a specification such as ``"cuda:1"`` gives another meaning.
_RESERVED: Final = frozenset({*KINDS, "auto", "gpu", "native"})
_STRINGS: Final = ("library", "distribution", "install")


class InterfaceVersionError(ImportError):
    """A plugin is written for another version of the plugin interface."""


def check_backend(backend: object, name: str) -> Backend:
    """Return a backend whose attributes are valid.

    Raises
    ------
    InterfaceVersionError
        The plugin is written for another version of the interface.
    AttributeError
        An attribute is missing.
    TypeError, ValueError
        It is not a Backend, or an attribute has a wrong type or value.
    """
    if isinstance(backend, type) and issubclass(backend, Backend):
        backend = backend()
    version = getattr(backend, "interface", None)
    if version is not None and version != INTERFACE:
        raise InterfaceVersionError(
            f"it is written for version {version!r} of the plugin interface; this unifyarray has version {INTERFACE}"
        )
    if not isinstance(backend, Backend):
        raise TypeError(f"the entry point leads to {shown(backend)}, which is not a Backend")
    own = _attribute(backend, "name")
    check_name(own)
    if own != name:
        raise ValueError(f"the entry point is named {name!r} and its backend {own!r}")
    for attribute in _STRINGS:
        value = _attribute(backend, attribute)
        if not isinstance(value, str) or not value:
            raise TypeError(f"{attribute} must be a string, got {shown(value)}")
    modules = _attribute(backend, "modules")
    if not isinstance(modules, tuple) or not all(isinstance(module, str) for module in modules):
        raise TypeError(f"modules must be a tuple of strings, got {shown(modules)}")
    if not isinstance(_attribute(backend, "capabilities"), Capabilities):
        raise TypeError(f"capabilities must be a Capabilities, got {shown(backend.capabilities)}")
    if not isinstance(_attribute(backend, "deviations"), Mapping):
        raise TypeError(f"deviations must be a mapping, got {shown(backend.deviations)}")
    _check_priority(_attribute(backend, "priority"))
    if not hasattr(backend, "_namespaces"):
        raise AttributeError("__init__ must call super().__init__()")
    return backend


def check_name(name: object) -> None:
    """Raise ValueError for a name that cannot be told from a device in a specification such as ``"torch:cuda:1"``."""
    if not isinstance(name, str) or not name or not name.isprintable() or set(name) & set(":, "):
        raise ValueError(f"name must be a word without colons, commas and spaces, got {shown(name)}")
    if name in _RESERVED:
        raise ValueError(f"name={name!r} stands for a device, so it cannot name a backend")


def _attribute(backend: Backend, name: str) -> Any:
    if not hasattr(backend, name):
        raise AttributeError(f"{type(backend).__name__} has no attribute {name!r}, which every Backend must give")
    return getattr(backend, name)


def _check_priority(priority: object) -> None:
    if not isinstance(priority, Mapping):
        raise TypeError(f"priority must be a mapping of device kinds to integers, got {shown(priority)}")
    for kind, rank in priority.items():
        if not isinstance(kind, str) or ":" in kind or not isinstance(rank, int):
            raise TypeError(f"priority must map device kinds to integers, got {kind!r}: {rank!r}")
        Device(kind)  # raises ValueError


def check_devices(found: Iterable[Any]) -> tuple[Device, ...]:
    """Return the result of ``Backend.devices`` as a tuple; TypeError if not all are Devices."""
    try:
        devices = tuple(found)
    except TypeError:
        raise TypeError(f"devices() returned {shown(found)}, which is not a tuple of ua.Device") from None
    if not all(isinstance(device, Device) for device in devices):
        raise TypeError(f"devices() returned {shown(devices)}, which are not all ua.Device")
    return devices


def check_types(found: object, hook: str) -> tuple[type, ...]:
    """Return the result of ``Backend.types`` or ``Backend.scalars``; TypeError if it is not a tuple of types."""
    if not isinstance(found, tuple) or not all(isinstance(kind, type) for kind in found):
        raise TypeError(f"{hook}() returned {shown(found)}, which is not a tuple of types")
    return found


def check_namespace(found: object) -> NativeNamespace:
    """Return the result of ``Backend.namespace_of``; TypeError if it is not a NativeNamespace."""
    if not isinstance(found, NativeNamespace):
        raise TypeError(f"namespace_of() returned {shown(found)}, which is not a NativeNamespace")
    return found


__all__ = [
    "InterfaceVersionError",
    "check_backend",
    "check_devices",
    "check_name",
    "check_namespace",
    "check_types",
]
