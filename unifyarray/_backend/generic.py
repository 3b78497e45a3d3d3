"""Defaults of Backend for libraries that follow the standard: devices, dtypes and namespaces from its functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from .._core import dtypes as _dtypes
from .._core.devices import CPU, Device
from .._core.errors import message
from .creation import overrides as creation_overrides
from .inspection import Inspection
from .namespaces import Extension, NativeNamespace
from .overrides import Override

if TYPE_CHECKING:
    import types
    from collections.abc import Mapping

    from .._core.dtypes import DType
    from .backend import Backend
    from .hooks import Hooks, Native

#: Kinds of device by the numbers of DLPack's device types (https://dmlc.github.io/dlpack/latest/c_api.html).
DLPACK_KINDS: Final = {
    1: "cpu",
    2: "cuda",
    3: "cpu",
    4: "opencl",
    7: "vulkan",
    8: "mps",
    10: "rocm",
    11: "cpu",
    13: "cuda",
    14: "oneapi",
}


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
                if device is None:
                    continue
                found = self._neutral(device)
                self._by_name[str(device)] = found
                self.native.setdefault(found, device)
        if not self.native:
            self.native[CPU] = None
        self.neutral = tuple(self.native)

    def _neutral(self, device: Any) -> Device:
        """Return the Device for a device object of the library."""
        try:
            return Device(str(device).lower())
        except ValueError:
            return device_from_dlpack(self._library.empty((0,), device=device))

    def device_of(self, x: Native) -> Device:
        """Return the Device of a native array."""
        found = self._by_name.get(str(x.device))
        if found is None:
            found = self._by_name[str(x.device)] = self._neutral_of(x)
        return found

    def _neutral_of(self, x: Native) -> Device:
        try:
            return Device(str(x.device).lower())
        except ValueError:
            return device_from_dlpack(x)


def device_from_dlpack(x: Native) -> Device:
    """Return the Device of an array, by its ``__dlpack_device__``; the CPU if it has none."""
    ask = getattr(x, "__dlpack_device__", None)
    if ask is None:
        return CPU
    number, index = ask()
    kind = DLPACK_KINDS.get(int(number))
    if kind is None:
        raise TypeError(message(f"DLPack's device type {int(number)} is not known", "override Backend.devices()"))
    return Device(kind) if kind in ("cpu", "mps") else Device(f"{kind}:{int(index)}")


def dtype_table(library: types.ModuleType, extra: frozenset[DType]) -> dict[DType, Any]:
    """Return the library's own object for each dtype that it has."""
    inspect = getattr(library, "__array_namespace_info__", None)
    named: Mapping[str, Any] = {} if inspect is None else inspect().dtypes()
    found: dict[DType, Any] = {}
    for dtype in (*_dtypes.STANDARD, *sorted(extra, key=str)):
        native = named.get(dtype.name, getattr(library, dtype.name, None))
        if native is None and dtype is _dtypes.bool:
            native = getattr(library, "bool_", None)
        if native is not None:
            found[dtype] = native
    return found


def load(backend: Backend, device: Device) -> NativeNamespace:
    """Return the namespace of a device: the library's functions, with creation on the device, and overrides."""
    library = backend.module()
    hooks = backend.hooks(backend, device)
    declared = tuple(backend.overrides())
    main = {item.name: item for item in (*creation_overrides(library), _inspection(backend))}
    main |= {item.name: item for item in declared if "." not in item.name}
    xp = NativeNamespace(library, library, hooks, main.values())
    hooks.xp = xp
    for extension in ("linalg", "fft"):
        module = getattr(library, extension, None)
        if module is not None:
            own = [item for item in declared if item.name.startswith(f"{extension}.")]
            setattr(xp, extension, Extension(module, module, hooks, map(_inside, own)))
    return xp


def _inside(item: Override) -> Override:
    """Return an override of an extension's function under the function's own name."""
    name = item.name.partition(".")[2]
    return Override(name, item.function, item.reason, item.case, item.upstream, item.bound)


def _inspection(backend: Backend) -> Override:
    def array_namespace_info(hooks: Hooks) -> Inspection:
        def at(device: Any) -> Hooks:
            if device is None:
                return hooks
            found = next((d for d in backend.devices() if device in (d, str(d), backend.native_device(d))), None)
            if found is None:
                raise ValueError(
                    message(f"{backend.name} has no device {device!r}", "xp.__array_namespace_info__().devices()")
                )
            return backend.namespace(found).hooks

        def native(device: Device) -> Any:
            found = backend.native_device(device)
            return str(device) if found is None else found

        return Inspection(
            at, device=lambda: native(hooks.device), devices=lambda: tuple(map(native, backend.devices()))
        )

    return Override(
        "__array_namespace_info__",
        array_namespace_info,
        "the library does not know the default dtypes of unifyarray",
        "inspection/__array_namespace_info__/native",
        None,
        True,
    )


__all__ = ["DLPACK_KINDS", "Devices", "device_from_dlpack", "dtype_table", "load"]
