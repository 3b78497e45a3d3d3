"""The number of GPUs that CUDA shows to a process, on machines that a fake of NVML's binding describes."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from tests._support.emulation.fake_nvml import Binding, NVMLError
from unifyarray_backends._agnostic import nvml

WHOLE = [("GPU-aa1", None), ("GPU-ab2", None), ("GPU-c03", None)]
#: The first GPU is whole. The second has two instances with an empty slot between them, the third has no instances.
SPLIT: list[tuple[str, list[str | None] | None]] = [
    ("GPU-aa1", None),
    ("GPU-ab2", ["MIG-1f", None, "MIG-2e"]),
    ("GPU-c03", [None, None]),
]


@pytest.mark.parametrize(
    ("gpus", "variable", "count"),
    [
        (WHOLE, None, 3),
        (WHOLE, "2,0", 2),
        (WHOLE, " 1 , GPU-aa1", 2),
        (WHOLE, "0,7,1", 1),
        (WHOLE, "0,-1,1", 1),
        (WHOLE, "0,1,0", 0),
        (WHOLE, "GPU-ab,GPU-c,GPU-d", 2),
        (WHOLE, "GPU-c,GPU-a,GPU-ab", 1),
        (WHOLE, "GPU-a", 0),
        (WHOLE, "GPU-", 0),
        (WHOLE, "0;1", 1),
        (WHOLE, "1 0,2x", 2),
        (WHOLE, "+1,-0", 2),
        (WHOLE, "x1,0", 0),
        (WHOLE, "MIG-1f", 0),
        (WHOLE, "", 0),
        ([], None, 0),
        (SPLIT, None, 1),
        (SPLIT, "0", 1),
        (SPLIT, "1", 1),
        (SPLIT, "0,2", 1),
        (SPLIT, "2", 0),
        (SPLIT, "MIG-1f,MIG-2e", 1),
        (SPLIT, "MIG-2e", 1),
        (SPLIT, "MIG-3,MIG-1f", 0),
        (SPLIT, "MIG-", 0),
        (SPLIT, "GPU-aa1,MIG-1f", 1),
        (SPLIT, "MIG-GPU-ab2/1/0", 1),
    ],
)
def test_count_matches_devices_visible_to_cuda(
    monkeypatch: pytest.MonkeyPatch, gpus: Any, variable: str | None, count: int
) -> None:
    binding = Binding(gpus)
    monkeypatch.setitem(sys.modules, "pynvml", binding)
    if variable is None:
        monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    else:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", variable)
    assert nvml.count(12) == count
    assert binding.open == 0


@pytest.mark.parametrize(("version", "count"), [(11080, 0), (12000, 3), (13010, 3)])
def test_outdated_driver_shows_no_devices(monkeypatch: pytest.MonkeyPatch, version: int, count: int) -> None:
    monkeypatch.setitem(sys.modules, "pynvml", Binding(WHOLE, version))
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    assert nvml.count(12) == count


def test_count_is_unknown_without_nvml_or_its_binding(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise NVMLError("Driver Not Loaded")

    binding = Binding(WHOLE)
    monkeypatch.setattr(binding, "nvmlInit", fail)
    monkeypatch.setitem(sys.modules, "pynvml", binding)
    assert nvml.count(12) is None
    monkeypatch.setitem(sys.modules, "pynvml", None)
    assert nvml.count(12) is None
