"""The fake's runtime: the number of devices, and the current device."""

from __future__ import annotations

import os
import threading
from typing import Final

#: The number of devices. "0" is a machine without a driver, "old" a machine with an outdated driver, "hidden" a machine
#: whose GPUs are hidden by the environment.
_DEVICES: Final = os.environ.get("FAKE_CUPY_DEVICES", "2")
_current = threading.local()
#: The process that has started the driver.
_process: list[int] = []

streamLegacy: Final = 1  # noqa: N816 - CuPy's names in this module
is_hip: Final = False


class CUDARuntimeError(RuntimeError):
    """An error of the CUDA runtime."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


def driverGetVersion() -> int:  # noqa: N802
    """Return the version of the driver; 0 if no driver is installed."""
    return {"0": 0, "old": 9000}.get(_DEVICES, 12080)


def runtimeGetVersion() -> int:  # noqa: N802
    """Return the version of the runtime."""
    return 12090


def getDeviceCount() -> int:  # noqa: N802
    """Return the number of devices."""
    if driverGetVersion() < 12000:
        text = "cudaErrorInsufficientDriver: CUDA driver version is insufficient for CUDA runtime version"
        raise CUDARuntimeError(35, text)
    if is_forked():
        raise CUDARuntimeError(3, "cudaErrorInitializationError: initialization error")
    if _DEVICES == "hidden":
        raise CUDARuntimeError(100, "cudaErrorNoDevice: no CUDA-capable device is detected")
    return int(_DEVICES)


def is_forked() -> bool:
    """Start the driver, and return whether this process was forked from a process that had started it."""
    _process.append(os.getpid())
    del _process[1:]
    return _process[0] != os.getpid()


def getDeviceProperties(device: int) -> dict[str, object]:  # noqa: N802
    """Return the properties of a device."""
    getDeviceCount()
    return {"name": b"no GPU, but NumPy"}


def getDevice() -> int:  # noqa: N802
    """Return the current device of this thread. In a forked process only work on the device fails, not this call."""
    if not is_forked():
        getDeviceCount()
    return getattr(_current, "device", 0)


def setDevice(device: int) -> None:  # noqa: N802
    """Make a device current in this thread."""
    if not 0 <= device < getDeviceCount():
        raise CUDARuntimeError(101, "cudaErrorInvalidDevice: invalid device ordinal")
    _current.device = device
