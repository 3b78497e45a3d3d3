"""The most memory that a statement has in use at a time, of arrays in host memory."""

from __future__ import annotations

import ctypes
import gc
import sys
from pathlib import Path
from typing import Any, Final

_M_MMAP_THRESHOLD: Final = -3
#: Blocks of at least this size are returned to the system when they are freed, so no earlier block hides a new one.
_BLOCK: Final = 2**16
_PROCESS: Final = Path("/proc/self")


def more(ours: str, raw: str, names: dict[str, Any], size: int) -> float | None:
    """Return how much more memory a statement needs than another one, in arrays of a size in bytes.

    None on systems that do not say it.
    """
    if sys.platform != "linux":
        return None
    try:
        found = [_peak(statement, names) for statement in (raw, ours)]
    except OSError:
        return None
    return (found[1] - found[0]) / size


def _peak(statement: str, names: dict[str, Any]) -> int:
    """Return the bytes that are in use at most while a statement runs, beyond those before."""
    code = compile(statement, "<row>", "exec")
    allocator = ctypes.CDLL(None)
    allocator.mallopt(_M_MMAP_THRESHOLD, _BLOCK)
    exec(code, names)  # the first call keeps more than later ones
    gc.collect()
    allocator.malloc_trim(0)
    (_PROCESS / "clear_refs").write_text("5")  # resets the peak
    before = _status("VmRSS")
    exec(code, names)
    return _status("VmHWM") - before


def _status(name: str) -> int:
    """Return an entry of the state of this process in bytes."""
    for line in (_PROCESS / "status").read_text().splitlines():
        key, _, value = line.partition(":")
        if key == name:
            return int(value.split()[0]) * 1024
    raise OSError(name)
