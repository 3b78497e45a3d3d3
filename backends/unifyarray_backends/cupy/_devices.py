"""Find CuPy's devices, make one of them the current device, and read ``device=`` arguments."""

from __future__ import annotations

import contextlib
import functools
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Final

import cupy as cp

from unifyarray.plugin import Device, DeviceUnavailableError, message

from .._agnostic import nvml
from . import _errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from unifyarray.plugin import Hooks

_NO_CHANGE: Final = contextlib.nullcontext()


def count() -> int:
    """Return the number of devices; CuPy raises an error if the driver cannot be used."""
    return int(cp.cuda.runtime.getDeviceCount())


def count_without_driver_errors() -> int:
    """Return the number of devices; 0 if the driver is missing, too old or cannot be used in this process.

    NVML is asked if its Python binding is installed; otherwise the runtime, which starts the driver.
    """
    found = nvml.count(cp.cuda.runtime.runtimeGetVersion() // 1000)
    if found is not None:
        return found
    try:
        return count()
    except cp.cuda.runtime.CUDARuntimeError:
        return 0


def explain_missing() -> str | None:
    """Return why CuPy does not find a device, and what helps; None if the reason is unknown."""
    runtime = cp.cuda.runtime
    try:
        driver, needed = runtime.driverGetVersion(), runtime.runtimeGetVersion()
        if driver == 0:
            return "CuPy does not find a GPU driver: install it; nvidia-smi shows whether it works"
        if driver // 1000 < needed // 1000:
            have, wants = f"{driver // 1000}.{driver % 1000 // 10}", f"{needed // 1000}.{needed % 1000 // 10}"
            remedy = f"install a newer driver, or CuPy's wheel for CUDA {have}"
            return f"CuPy is built for CUDA {wants}, the driver supports CUDA {have}: {remedy}"
        if nvml.count(needed // 1000) == 0:  # the runtime would start the driver and give no more information
            return "CUDA shows no GPU to this process: compare nvidia-smi and the variable CUDA_VISIBLE_DEVICES"
        count()
    except runtime.CUDARuntimeError as error:
        translated = _errors.translate_driver_error(error, "a GPU")
        if translated is None:
            return f"CuPy cannot use the driver: {error}"
        return str(translated).replace(".\nHint: ", ": ")
    return None


def describe(index: int) -> dict[str, str]:
    """Return the model of a GPU, and the CUDA versions of the driver and of CuPy's runtime."""
    runtime = cp.cuda.runtime
    name = runtime.getDeviceProperties(index)["name"]
    versions = {"driver": runtime.driverGetVersion(), "runtime": runtime.runtimeGetVersion()}
    found = {key: f"CUDA {value // 1000}.{value % 1000 // 10}" for key, value in versions.items()}
    return {"model": name.decode() if isinstance(name, bytes) else str(name)} | found


def index_of(hooks: Hooks, device: Any) -> int:
    """Return the index of a device, given as CuPy's object, as a Device or as a string."""
    if isinstance(device, cp.cuda.Device):
        index = int(device)
    else:
        try:
            parsed = Device(device)
        except TypeError:
            raise
        except ValueError as error:
            raise DeviceUnavailableError(_missing(device)) from error
        if parsed.kind != hooks.device.kind:
            raise DeviceUnavailableError(_missing(device))
        index = parsed.index
    if not 0 <= index < count():
        raise DeviceUnavailableError(_missing(device))
    return index


def _missing(device: Any) -> str:
    have = ", ".join(f'"cuda:{index}"' for index in range(count()))
    return message(
        f"cupy has no device {str(device)!r} on this machine",
        f"pass one of {have}" if have else "ua.devices() lists the devices of this machine",
    )


def current_device(hooks: Hooks, device: Any) -> AbstractContextManager[Any]:
    """Return a context in which the device of a ``device=`` argument is current.

    None leaves the current device as it is: the namespace's functions already run on the namespace's device.
    """
    return _NO_CHANGE if device is None else cp.cuda.Device(index_of(hooks, device))


def on_device(index: int, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that runs with a device as the current device.

    CuPy allocates memory and launches kernels on the current device, not on the device of the arguments. Streams do
    not change: each device has its own current stream.
    """
    current: Callable[[], int] = cp.cuda.get_device_id
    device = cp.cuda.Device(index)

    @functools.wraps(function)
    def bound(*args: Any, **kwargs: Any) -> Any:
        if current() == index:
            return function(*args, **kwargs)
        with device:
            return function(*args, **kwargs)

    bound.__name__ = getattr(getattr(function, "func", function), "__name__", bound.__name__)
    return bound
