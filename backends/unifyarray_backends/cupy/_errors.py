"""CuPy's exceptions as the contract's classes. Most of them are NumPy's own classes."""

from __future__ import annotations

import re
from typing import Any, Final

import cupy as cp

from unifyarray.plugin import Device, DeviceMismatchError, forked, hinted, index_keys, message, out_of_memory

from ..numpy import _errors

_BOUNDS: Final = re.compile(r"Index (-?\d+) is out of bounds for axis (\d+) with size (\d+)$")
#: Statuses, the same in the runtime's and in the driver's numbering, of CUDA and of ROCm. The driver is initialized in
#: one process, and not in those that fork from it.
_NO_MEMORY: Final = 2
_NOT_INITIALIZED: Final = 3

_SIZE: Final = re.compile(r"allocating ([\d,]+) bytes")


def of_device(error: Any, device: object) -> Exception | None:
    """Return what the runtime or the driver raised as one of our classes; None for what is nobody's wrong argument."""
    if error.status == _NOT_INITIALIZED:
        return forked(f"{device} cannot be used in a process that was forked from one that had used it: {error}")
    return out_of_memory(None, device) if error.status == _NO_MEMORY else None


def translate(error: Exception, device: Device) -> Exception | None:
    """Return an exception of CuPy on a device as one of the contract's classes, or None where it may pass."""
    text = str(error)
    if hinted(error):
        return None
    if isinstance(error, cp.cuda.memory.OutOfMemoryError):
        found = _SIZE.search(text)
        size = None if found is None else int(found[1].replace(",", ""))
        if size is not None and size >= 1 << 63:
            return ValueError(message(f"no address reaches {size:,} bytes", "a smaller shape"))
        return out_of_memory(size, device)
    if isinstance(error, (cp.cuda.runtime.CUDARuntimeError, cp.cuda.driver.CUDADriverError)):
        return of_device(error, device)
    if isinstance(error, ValueError) and "different from the current device" in text:
        return DeviceMismatchError(message(text, "x.to_device(device) on one of them"))
    if isinstance(error, IndexError) and (found := _BOUNDS.match(text)):
        return index_keys.out_of_bounds(*map(int, found.groups()))
    if isinstance(error, TypeError):
        return TypeError(message(text.partition("\n")[0], "ua.astype(x, dtype) to a dtype that the function takes"))
    return _errors.translate(error)
