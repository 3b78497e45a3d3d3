"""The numbers of device types in the DLPack standard."""

from __future__ import annotations

from .devices import Device

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

#: By number of DLPack's device types: the kind of device (https://dmlc.github.io/dlpack/latest/c_api.html). The kinds
#: have the names that torch uses: ROCm is "cuda", Metal is "mps", and oneAPI is "xpu". Pinned and managed host memory
#: count as the device that other arrays can be shared with. Number 12 is any device that has no number.
KINDS: Final = {
    1: "cpu",
    2: "cuda",
    3: "cpu",  # CUDA's pinned host memory
    4: "opencl",
    7: "vulkan",
    8: "mps",
    9: "vpi",
    10: "cuda",
    11: "cpu",  # ROCm's pinned host memory
    13: "cuda",  # CUDA's managed memory
    14: "xpu",
    15: "webgpu",
    16: "hexagon",
    17: "maia",
    18: "trainium",
}


def device_of(number: int, index: int) -> Device | None:
    """Return the Device for a DLPack device, or None if the number is unknown."""
    kind = KINDS.get(int(number))
    return None if kind is None else Device(kind) if kind in ("cpu", "mps") else Device(f"{kind}:{int(index)}")


__all__ = ["KINDS", "device_of"]
