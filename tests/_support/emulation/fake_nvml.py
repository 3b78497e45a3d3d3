"""A replacement for NVML's binding, ``pynvml``: machines with whole GPUs, or GPUs split into instances (MIG)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence


class NVMLError(Exception):
    """The binding's error."""


class Binding:
    """``pynvml`` of a machine. A GPU is its UUID, and the UUIDs in its slots for instances or None."""

    NVMLError = NVMLError
    NVML_DEVICE_MIG_ENABLE = 1

    def __init__(self, gpus: Sequence[tuple[str, list[str | None] | None]], version: int = 12080) -> None:
        self.gpus = [SimpleNamespace(uuid=uuid, slots=slots) for uuid, slots in gpus]
        self.version = version
        self.open = 0

    def nvmlInit(self) -> None:  # noqa: N802 - NVML's names in this class
        self.open += 1

    def nvmlShutdown(self) -> None:  # noqa: N802
        self.open -= 1

    def nvmlSystemGetCudaDriverVersion(self) -> int:  # noqa: N802
        return self.version

    def nvmlDeviceGetCount(self) -> int:  # noqa: N802
        return len(self.gpus)

    def nvmlDeviceGetHandleByIndex(self, index: int) -> Any:  # noqa: N802
        return self.gpus[index]

    def nvmlDeviceGetUUID(self, device: Any) -> str:  # noqa: N802
        return device.uuid  # type: ignore[no-any-return]

    def nvmlDeviceGetMigMode(self, gpu: Any) -> list[int]:  # noqa: N802
        if gpu.slots is None:
            raise NVMLError("Not Supported")
        return [1, 1]

    def nvmlDeviceGetMaxMigDeviceCount(self, gpu: Any) -> int:  # noqa: N802
        return len(gpu.slots)

    def nvmlDeviceGetMigDeviceHandleByIndex(self, gpu: Any, index: int) -> Any:  # noqa: N802
        if gpu.slots[index] is None:
            raise NVMLError("Not Found")
        return SimpleNamespace(uuid=gpu.slots[index])
