"""An extension of torch without kernels, for ``UNIFYARRAY_IMPORT``. Counting its two devices starts its driver.

The variable ``FAKE_EXTENSION`` makes the driver fail: "error" raises an error, "abort" ends the process.
"""

from __future__ import annotations

import os
import sys

import torch

KIND = "hpu"  # one of the kinds that torch reserves for extensions
started = False


def device_count() -> int:
    """Start the driver and return the number of devices."""
    global started
    failure = os.environ.get("FAKE_EXTENSION")
    if failure == "abort":
        os.abort()
    if failure == "error":
        raise RuntimeError("the driver does not answer")
    started = True
    return 2


def is_initialized() -> bool:
    """Return whether the driver runs in this process."""
    return started


def get_device_name(index: int) -> str:
    """Return the model."""
    return f"fake {index}"


torch._register_device_module(KIND, sys.modules[__name__])
