"""The fake's devices."""

from __future__ import annotations

import threading
from typing import Any

from . import runtime

get_device_id = runtime.getDevice
_stack = threading.local()


class Device:
    """A device, and a context in which it is current."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, device: Any = None) -> None:
        self.id = runtime.getDevice() if device is None else int(device)

    def __enter__(self) -> Device:
        previous = runtime.getDevice()
        runtime.setDevice(self.id)
        _stack.__dict__.setdefault("previous", []).append(previous)
        return self

    def __exit__(self, *_: object) -> None:
        runtime.setDevice(_stack.previous.pop())

    def __int__(self) -> int:
        return self.id

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Device):
            return NotImplemented
        return self.id == other.id

    def __repr__(self) -> str:
        return f"<CUDA Device {self.id}>"

    def use(self) -> None:
        """Make the device current."""
        runtime.setDevice(self.id)

    def synchronize(self) -> None:
        """Wait for the device. The fake has nothing to wait for."""
        runtime.getDeviceCount()
