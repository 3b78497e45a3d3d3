"""NVIDIA's GPUs, counted without starting the driver, which processes that fork later could not use then."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The UUID of a GPU, and those of the instances that it is split into (MIG); None for a GPU that is whole.
GPU = tuple[str, list[str] | None]


def count(needed: int) -> int | None:
    """Return the number of GPUs that CUDA shows this process; None where NVML, or its binding, is missing.

    Parameters
    ----------
    needed : int
        The major version of CUDA that the library is built for; a driver for an older one shows it none.
    """
    try:
        import pynvml
    except ImportError:
        return None
    try:
        pynvml.nvmlInit()
        try:
            if pynvml.nvmlSystemGetCudaDriverVersion() // 1000 < needed:
                return 0
            return _shown(os.environ.get("CUDA_VISIBLE_DEVICES"), list(_gpus(pynvml)))
        finally:
            pynvml.nvmlShutdown()
    except pynvml.NVMLError:  # there is none beside ROCm, and none without a driver
        return None


def _gpus(pynvml: Any) -> Iterator[GPU]:
    for index in range(pynvml.nvmlDeviceGetCount()):
        gpu = pynvml.nvmlDeviceGetHandleByIndex(index)
        try:
            is_split = pynvml.nvmlDeviceGetMigMode(gpu)[0] == pynvml.NVML_DEVICE_MIG_ENABLE
        except pynvml.NVMLError:  # it cannot be split
            is_split = False
        yield _uuid(pynvml, gpu), list(_instances(pynvml, gpu)) if is_split else None


def _instances(pynvml: Any, gpu: Any) -> Iterator[str]:
    for index in range(pynvml.nvmlDeviceGetMaxMigDeviceCount(gpu)):
        try:
            instance = pynvml.nvmlDeviceGetMigDeviceHandleByIndex(gpu, index)
        except pynvml.NVMLError:  # there is none of this index
            continue
        yield _uuid(pynvml, instance)


def _uuid(pynvml: Any, device: Any) -> str:
    uuid = pynvml.nvmlDeviceGetUUID(device)
    return uuid.decode() if isinstance(uuid, bytes) else uuid  # bytes, in old bindings


def _shown(variable: str | None, gpus: list[GPU]) -> int:
    """Return how many GPUs the variable leaves: those before the first that is not there.

    CUDA shows a process one instance, however many there are, and no whole GPU beside it; a GPU that is split, but
    into nothing, it does not show (https://docs.nvidia.com/datacenter/tesla/mig-user-guide/).
    """
    entries = map(str, range(len(gpus))) if variable is None else (entry.strip() for entry in variable.split(","))
    found: dict[str, list[str] | None] = {}
    for entry in entries:
        gpu = _named(entry, gpus)
        if gpu is None:
            break
        if gpu[0] in found:  # CUDA takes a list that names one twice for an empty one
            return 0
        found.update([gpu])
    return 1 if any(found.values()) else sum(instances is None for instances in found.values())


def _named(entry: str, gpus: list[GPU]) -> GPU | None:
    """Return the GPU that an index or the beginning of one UUID names; an instance counts as split into itself.

    CUDA reads an index as C's ``strtol`` does, up to the first character that is no digit.
    """
    if number := re.match(r"[+-]?[0-9]+", entry):
        index = int(number[0])
        return gpus[index] if 0 <= index < len(gpus) else None
    if entry.startswith("MIG-GPU-"):  # how drivers before 470 named instances, of which NVML tells no such names now
        return entry, [entry]
    every = [*gpus, *((name, [name]) for _, instances in gpus for name in instances or ())]
    found = [gpu for gpu in every if entry.startswith(("GPU-", "MIG-")) and gpu[0].startswith(entry)]
    return found[0] if len(found) == 1 else None  # CUDA takes what several begin with for none of them
