"""The ``dtype=`` and ``device=`` arguments of functions."""

from __future__ import annotations

from .._core import dtypes as dt
from .._core.devices import Device
from .._core.dtypes import DType
from .._core.errors import message, shown
from .._runtime import registry
from .._runtime import selection as _selection
from .._runtime.late import specifications

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .._backend.namespaces import NativeNamespace
    from .array import Array


def as_dtype(dtype: object) -> DType:
    """Return the DType of a ``dtype=`` argument: a DType, its name, a library's dtype object, or a Python type."""
    if type(dtype) is DType:
        return dtype
    if isinstance(dtype, type) and dtype in (bool, int, float, complex):
        return creation_namespace(None).hooks.default_dtype(dtype)
    found = dt.find(dtype) if isinstance(dtype, str) else registry.find_dtype(dtype)
    if found is None:
        names = ", ".join(d.name for d in dt.ALL)
        raise TypeError(
            message(
                f"not a dtype: {shown(dtype)}",
                f"a ua dtype, its name ({names}), a library's dtype, or bool, int, float, complex",
            )
        )
    return found


def native_dtype(xp: NativeNamespace, dtype: object) -> Any:
    """Return the library's own object for a ``dtype=`` argument; None stays None."""
    return None if dtype is None else xp.hooks.native_dtype(as_dtype(dtype))


def creation_namespace(device: Device | str | None) -> NativeNamespace:
    """Return the namespace that a creation function uses for its ``device=`` argument.

    None means the current selection.
    """
    if device is None:
        xp = _selection.current().xp
        assert xp is not None
        return xp
    selection = _selection.current()
    assert selection.xp is not None
    return namespace_on(selection.xp, device, selection.origins.get("backend", "built in") != "built in")


def namespace_on(xp: NativeNamespace, device: Device | str, chosen: bool = False) -> NativeNamespace:
    """Return the namespace for a ``device=`` argument, starting from a given namespace.

    If the argument names no backend, the given namespace's backend serves the device if it declares the device's
    kind. With ``chosen`` it must serve the device in any case, so a device that it lacks is an error.
    """
    given: object = device
    named = isinstance(given, str) and type(given) is not Device
    backend, wanted = specifications.parse_spec(device, None) if named else (None, Device(device))
    if wanted == xp.hooks.device and backend in (None, xp.hooks.backend.name):
        return xp
    if backend is None and (chosen or (isinstance(wanted, Device) and xp.hooks.backend.serves(wanted.kind))):
        backend = xp.hooks.backend.name
    return specifications.resolve_namespace(backend, wanted)


def namespace_like(x: Array, device: Device | str | None) -> NativeNamespace:
    """Return the namespace for a ``device=`` argument that defaults to the device of an Array."""
    return x._xp if device is None else namespace_on(x._xp, device)
