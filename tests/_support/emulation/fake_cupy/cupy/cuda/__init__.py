"""The fake's ``cupy.cuda``."""

from __future__ import annotations

from . import device, driver, memory, runtime
from .device import Device, get_device_id


def is_available() -> bool:
    """Return whether there is a device."""
    try:
        return runtime.getDeviceCount() > 0
    except runtime.CUDARuntimeError:
        return False


class Stream:
    """A stream. The fake knows the default one alone."""

    null: Stream
    ptr = 0

    def synchronize(self) -> None:
        """Wait for what was given to the stream."""


Stream.null = Stream()


def get_current_stream() -> Stream:
    """Return the stream that work goes to."""
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
