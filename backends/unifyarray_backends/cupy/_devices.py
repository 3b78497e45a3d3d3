"""Which devices there are, which one is current, and what stands in ``device=`` arguments."""

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

_HERE: Final = contextlib.nullcontext()


def count() -> int:
    """Return the number of devices; what CuPy raises where the driver cannot be used passes."""
    return int(cp.cuda.runtime.getDeviceCount())


def visible() -> int:
    """Return the number of devices; 0 where the driver is missing, too old or cannot be used in this process.

    NVML tells, where its binding is installed; else the runtime does, which starts the driver.
    """
    found = nvml.count(cp.cuda.runtime.runtimeGetVersion() // 1000)
    if found is not None:
        return found
    try:
        return count()
    except cp.cuda.runtime.CUDARuntimeError:
        return 0


def obstacle() -> str | None:
    """Return what keeps CuPy from finding a device, and what helps; None where nothing is known."""
    runtime = cp.cuda.runtime
    try:
        driver, needed = runtime.driverGetVersion(), runtime.runtimeGetVersion()
        if driver == 0:
            return "CuPy finds no driver: install that of the GPU, nvidia-smi shows it"
        if driver // 1000 < needed // 1000:
            have, wants = f"{driver // 1000}.{driver % 1000 // 10}", f"{needed // 1000}.{needed % 1000 // 10}"
            wheel = "a newer driver, or CuPy's wheel for that CUDA"
            return f"CuPy is made for CUDA {wants} and the driver for {have}: {wheel}"
        if nvml.count(needed // 1000) == 0:  # the runtime would start the driver, and say no more
            return "CuPy is shown no GPU: nvidia-smi lists those of the machine, CUDA_VISIBLE_DEVICES those shown"
        count()
    except runtime.CUDARuntimeError as error:
        ours = _errors.of_device(error, "a GPU")
        return f"CuPy cannot use the driver: {error}" if ours is None else str(ours).replace(".\nHint: ", ": ")
    return None


def describe(index: int) -> dict[str, str]:
    """Return the model of a GPU, and the versions of CUDA that the driver is for and that CuPy uses."""
    runtime = cp.cuda.runtime
    name = runtime.getDeviceProperties(index)["name"]
    versions = {"driver": runtime.driverGetVersion(), "runtime": runtime.runtimeGetVersion()}
    found = {key: f"CUDA {value // 1000}.{value % 1000 // 10}" for key, value in versions.items()}
    return {"model": name.decode() if isinstance(name, bytes) else str(name)} | found


def index_of(hooks: Hooks, device: Any) -> int:
    """Return the index of a device given as CuPy's object, as a Device or as a string."""
    if isinstance(device, cp.cuda.Device):
        index = int(device)
    else:
        try:
            place = Device(device)
        except TypeError:
            raise
        except ValueError as error:
            raise DeviceUnavailableError(_missing(device)) from error
        if place.kind != hooks.device.kind:
            raise DeviceUnavailableError(_missing(device))
        index = place.index
    if not 0 <= index < count():
        raise DeviceUnavailableError(_missing(device))
    return index


def _missing(device: Any) -> str:
    have = ", ".join(f'"cuda:{index}"' for index in range(count()))
    return message(f"cupy has no device {str(device)!r} here", f"device={have or 'none: there is no device'}")


def at(hooks: Hooks, device: Any) -> AbstractContextManager[Any]:
    """Return a context in which a ``device=`` argument is current; that of the namespace is so already."""
    return _HERE if device is None else cp.cuda.Device(index_of(hooks, device))


def on(index: int, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that runs with a device as the current one.

    CuPy allocates on the current device and launches kernels there, wherever the arguments are. Streams are left
    alone: each device has its own current one.
    """
    current: Callable[[], int] = cp.cuda.get_device_id
    device = cp.cuda.Device(index)

    @functools.wraps(function)
    def there(*args: Any, **kwargs: Any) -> Any:
        if current() == index:
            return function(*args, **kwargs)
        with device:
            return function(*args, **kwargs)

    there.__name__ = getattr(getattr(function, "func", function), "__name__", there.__name__)
    return there
