"""The fake's memory: 16 GiB for one array."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from . import runtime

if TYPE_CHECKING:
    from collections.abc import Callable

CAPACITY: Final = 16 << 30


class OutOfMemoryError(MemoryError):
    """The memory of a device is full."""

    def __init__(self, size: int, total: int, limit: int = 0) -> None:
        super().__init__(f"Out of memory allocating {size:,} bytes (allocated so far: {total:,} bytes).")


def allocate(function: Callable[..., Any], shape: Any, dtype: Any, *args: Any) -> Any:
    """Return a NumPy array of a shape and dtype; raise if a GPU could not hold it."""
    runtime.getDeviceCount()  # raises without a driver
    sizes = (shape,) if isinstance(shape, int) else shape
    size = math.prod(sizes) * np.dtype(dtype).itemsize
    if size > CAPACITY:
        raise OutOfMemoryError(size, 0)
    return function(shape, dtype, *args)
