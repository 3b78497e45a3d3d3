"""Count NVIDIA's GPUs without starting the driver, so that processes forked later can still use it."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The UUID of a GPU and the UUIDs of its MIG instances; None instead if the GPU is not split.
GPU = tuple[str, list[str] | None]


def count(needed: int) -> int | None:
    """Return the number of GPUs that CUDA shows to this process; None if NVML or its Python binding is missing.

    Parameters
    ----------
    needed : int
        The major version of CUDA that the library is built for; with a driver for an older version the count is 0.
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
            return _count_visible(os.environ.get("CUDA_VISIBLE_DEVICES"), list(_gpus(pynvml)))
        finally:
            pynvml.nvmlShutdown()
    except pynvml.NVMLError:  # NVML is missing on ROCm and without a driver
        return None


def _gpus(pynvml: Any) -> Iterator[GPU]:
    for index in range(pynvml.nvmlDeviceGetCount()):
        gpu = pynvml.nvmlDeviceGetHandleByIndex(index)
        try:
            is_split = pynvml.nvmlDeviceGetMigMode(gpu)[0] == pynvml.NVML_DEVICE_MIG_ENABLE
        except pynvml.NVMLError:  # this GPU does not support MIG
            is_split = False
        yield _uuid(pynvml, gpu), list(_instances(pynvml, gpu)) if is_split else None


def _instances(pynvml: Any, gpu: Any) -> Iterator[str]:
    for index in range(pynvml.nvmlDeviceGetMaxMigDeviceCount(gpu)):
        try:
            instance = pynvml.nvmlDeviceGetMigDeviceHandleByIndex(gpu, index)
        except pynvml.NVMLError:  # there is no instance with this index
            continue
        yield _uuid(pynvml, instance)


def _uuid(pynvml: Any, device: Any) -> str:
    uuid = pynvml.nvmlDeviceGetUUID(device)
    return uuid.decode() if isinstance(uuid, bytes) else uuid  # old bindings return bytes


def _count_visible(variable: str | None, gpus: list[GPU]) -> int:
    """Return how many GPUs CUDA_VISIBLE_DEVICES leaves visible: all before the first entry that does not exist.

    If there are MIG instances, CUDA shows one of them and no whole GPU. It does not show a GPU in MIG mode without
    instances (https://docs.nvidia.com/datacenter/tesla/mig-user-guide/).
    """
    entries = map(str, range(len(gpus))) if variable is None else (entry.strip() for entry in variable.split(","))
    found: dict[str, list[str] | None] = {}
    for entry in entries:
        gpu = _find(entry, gpus)
        if gpu is None:
            break
        if gpu[0] in found:  # if a GPU is listed twice, CUDA treats the list as empty
            return 0
        found.update([gpu])
    return 1 if any(found.values()) else sum(instances is None for instances in found.values())


def _find(entry: str, gpus: list[GPU]) -> GPU | None:
    """Return the GPU for an index or for the beginning of a UUID; an instance is returned as split into itself.

    CUDA reads an index as C's ``strtol`` does, up to the first character that is not a digit.
    """
    if number := re.match(r"[+-]?[0-9]+", entry):
        index = int(number[0])
        return gpus[index] if 0 <= index < len(gpus) else None
    if entry.startswith("MIG-GPU-"):  # names of instances before driver 470; NVML no longer reports them
        return entry, [entry]
    every = [*gpus, *((name, [name]) for _, instances in gpus for name in instances or ())]
    found = [gpu for gpu in every if entry.startswith(("GPU-", "MIG-")) and gpu[0].startswith(entry)]
    return found[0] if len(found) == 1 else None  # CUDA ignores a prefix of several UUIDs
