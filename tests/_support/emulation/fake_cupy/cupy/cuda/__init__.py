"""The fake's ``cupy.cuda``."""

from __future__ import annotations

from . import device, driver, memory, runtime
from .device import Device, get_device_id


def is_available() -> bool:
    """Return whether a device is available."""
    try:
        return runtime.getDeviceCount() > 0
    except runtime.CUDARuntimeError:
        return False


class Stream:
    """A stream. The fake has only the default stream."""

    null: Stream
    ptr = 0

    def synchronize(self) -> None:
        """Wait for the work of the stream."""


Stream.null = Stream()


def get_current_stream() -> Stream:
    """Return the current stream."""
    return Stream.null


__all__ = [
    "Device",
    "Stream",
    "device",
    "driver",
    "get_current_stream",
    "get_device_id",
    "is_available",
    "memory",
    "runtime",
]
