"""Translate CuPy's exceptions into the contract's error classes; most of them are NumPy's own classes."""

from __future__ import annotations

import re
from typing import Any, Final

import cupy as cp

from unifyarray.plugin import Device, DeviceMismatchError, forked, hinted, index_keys, message, out_of_memory

from .._numpy_like import errors as numpy_errors

_BOUNDS: Final = re.compile(r"Index (-?\d+) is out of bounds for axis (\d+) with size (\d+)$")
#: Status codes of CUDA and ROCm, which are equal in the runtime and in the driver. A forked process sees "not
#: initialized", because only its parent has initialised the driver.
_NO_MEMORY: Final = 2
_NOT_INITIALIZED: Final = 3

_SIZE: Final = re.compile(r"allocating ([\d,]+) bytes")


def translate_driver_error(error: Any, device: object) -> Exception | None:
    """Return an error of the runtime or the driver as one of our classes; None for all other failures."""
    if error.status == _NOT_INITIALIZED:
        return forked(f"{device} cannot be used in this process: its parent used the device before the fork: {error}")
    return out_of_memory(None, device) if error.status == _NO_MEMORY else None


def translate(error: Exception, device: Device) -> Exception | None:
    """Return an exception of CuPy as one of the contract's classes; None to leave it unchanged."""
    text = str(error)
    if hinted(error):
        return None
    if isinstance(error, cp.cuda.memory.OutOfMemoryError):
        found = _SIZE.search(text)
        size = None if found is None else int(found[1].replace(",", ""))
        if size is not None and size >= 1 << 63:
            return ValueError(
                message(
                    f"an array of {size:,} bytes exceeds the address space",
                    "pass a smaller shape: ua.zeros((1000, 1000))",
                )
            )
        return out_of_memory(size, device)
    if isinstance(error, (cp.cuda.runtime.CUDARuntimeError, cp.cuda.driver.CUDADriverError)):
        return translate_driver_error(error, device)
    if isinstance(error, ValueError) and "different from the current device" in text:
        return DeviceMismatchError(message(text, "move one of the arrays: x.to_device(device)"))
    if isinstance(error, IndexError) and (found := _BOUNDS.match(text)):
        return index_keys.out_of_bounds(*map(int, found.groups()))
    if isinstance(error, TypeError):
        return TypeError(
            message(text.partition("\n")[0], "cast to a dtype that the function accepts: ua.astype(x, dtype)")
        )
    return numpy_errors.translate(error)
