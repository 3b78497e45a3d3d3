"""The numbers of DLPack's device types."""

from __future__ import annotations

import pytest

import unifyarray as ua
from unifyarray._backend.generic.devices import device_from_dlpack
from unifyarray._core import dlpack

#: By the names of dlpack.h, as torch lists them: the Device of index 1, or of index 0 for kinds with a single device.
DEVICES = {
    "kDLCPU": "cpu",
    "kDLCUDA": "cuda:1",
    "kDLCUDAHost": "cpu",
    "kDLOpenCL": "opencl:1",
    "kDLVulkan": "vulkan:1",
    "kDLMetal": "mps",
    "kDLVPI": "vpi:1",
    "kDLROCM": "cuda:1",
    "kDLCUDAManaged": "cuda:1",
    "kDLOneAPI": "xpu:1",
    "kDLWebGPU": "webgpu:1",
    "kDLHexagon": "hexagon:1",
}


def test_numbers_have_the_kinds_that_torch_uses() -> None:
    torch_dlpack = pytest.importorskip("torch.utils.dlpack")
    numbers = {entry.name.replace("GPU", "CUDA"): entry.value for entry in torch_dlpack.DLDeviceType}
    checked = numbers.keys() & DEVICES
    assert len(checked) >= 9
    for name in checked:
        assert str(dlpack.device_of(numbers[name], 1)) == DEVICES[name], name


@pytest.mark.parametrize("number", [0, 5, 12, 99])
def test_unknown_number_has_no_device(number: int) -> None:
    assert dlpack.device_of(number, 0) is None


class Export:
    """An object of an unknown library on a device that DLPack has a number for."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __dlpack_device__(self) -> tuple[int, int]:
        return self.number, 0

    def __dlpack__(self, **_: object) -> object:
        raise AssertionError("no backend can read this")


def test_core_and_generic_backend_use_the_same_kinds() -> None:
    for number in (4, 7, 14, 15):
        kind = dlpack.KINDS[number]
        assert device_from_dlpack(Export(number)) == f"{kind}:0"
        with pytest.raises(ua.DeviceUnavailableError, match=f"'{kind}:0'"):
            ua.from_dlpack(Export(number))
    with pytest.raises(BufferError, match="type 12"):
        ua.from_dlpack(Export(12))
    with pytest.raises(TypeError, match="type 12"):
        device_from_dlpack(Export(12))
