"""The devices of a library that follows the standard, from its inspection functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..._core import dlpack
from ..._core.devices import CPU, Device
from ..._core.errors import DeviceUnavailableError, message

if TYPE_CHECKING:
    import types
    from collections.abc import Mapping

    from ..hooks import Hooks, Native


class Devices:
    """The devices of a library that follows the standard.

    Attributes
    ----------
    neutral : tuple of Device
        The devices; the library's default device is first.
    native : dict of Device to object
        The library's own object for each, as its ``device=`` arguments take it.
    """

    def __init__(self, library: types.ModuleType, priority: Mapping[str, int]) -> None:
        self._library = library
        self.native: dict[Device, Any] = {}
        self._by_name: dict[str, Device] = {}
        inspect = getattr(library, "__array_namespace_info__", None)
        if inspect is None:
            self.native[next((Device(kind) for kind in priority), CPU)] = None
        else:
            info = inspect()
            default = info.default_device()
            for device in (default, *info.devices()):
                found = None if device is None else self._neutral(device, is_default=device is default)
                if found is not None:
                    self._by_name[str(device)] = found
                    self.native.setdefault(found, device)
        if not self.native:
            self.native[CPU] = None
        self.neutral = tuple(self.native)

    def _neutral(self, device: Any, *, is_default: bool) -> Device | None:
        """Return the Device for a device object of the library; None if no array can be made on it."""
        try:
            return Device(str(device).lower())
        except ValueError:
            try:
                x = self._library.empty((0,), device=device)
            except TypeError:  # creation functions take no device
                if not is_default:
                    return None
                x = self._library.zeros((0,))
            return device_from_dlpack(x)

    def device_of(self, x: Native) -> Device:
        """Return the Device of a native array."""
        own = getattr(x, "device", None)
        if own is None:
            own = _device_by_compat(x)
            if own is None:
                return self.neutral[0]
        name = str(own)
        found = self._by_name.get(name)
        if found is None:
            found = self._by_name[name] = self._neutral_of(x, name)
        return found

    def _neutral_of(self, x: Native, name: str) -> Device:
        try:
            return Device(name.lower())
        except ValueError:
            return device_from_dlpack(x)


def _device_by_compat(x: Native) -> Any:
    """Return the device that array_api_compat finds for an array without the attribute, such as Dask's; or None."""
    import array_api_compat

    try:
        return array_api_compat.device(x)
    except AttributeError:
        return None


def device_from_dlpack(x: Native) -> Device:
    """Return the Device of an array, by its ``__dlpack_device__``; the CPU if the library does not tell."""
    try:
        number, index = x.__dlpack_device__()
    except (AttributeError, BufferError, NotImplementedError, ValueError):
        return CPU  # ndonnx raises ValueError, because ONNX does not control the device
    found = dlpack.device_of(number, index)
    if found is None:
        raise TypeError(message(f"DLPack's device type {int(number)} is not known", "override Backend.devices()"))
    return found


def native_device(hooks: Hooks, device: Any) -> Any:
    """Return the library's object for a ``device=`` argument; None stands for the device of the namespace."""
    if device is None:
        return hooks.native_device
    if isinstance(device, str | Device):
        backend = hooks.backend
        for known in backend.devices():
            if str(known) == str(device):
                return backend.native_device(known)
        if isinstance(device, Device) or hooks.native_device is None:
            fact = f"{backend.name} has no device {str(device)!r}"
            raise DeviceUnavailableError(message(fact, f'pass device="{hooks.device}", or device=None'))
    return device


__all__ = ["Devices", "device_from_dlpack", "native_device"]
