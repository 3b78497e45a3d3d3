"""torch on CUDA without a GPU: errors of its driver, and a machine without a driver.

torch calls ``torch.cuda._lazy_init`` before its first work on a GPU, also in builds without CUDA.
"""

from __future__ import annotations

import pytest

from tests.emulation.test_cupy import run

pytest.importorskip("torch")

START = """
import os, sys
import torch, unifyarray as ua
from tests._support.emulation.fake_nvml import Binding
torch.version.cuda = "12.8"
sys.modules["pynvml"] = None
torch.cuda.device_count = lambda: 1
def driver(): pass
torch.cuda._lazy_init = lambda: driver()
"""


def program(text: str) -> str:
    """Run a program in which torch claims to support CUDA, and return its output."""
    done = run("-W", "error", "-c", START + text, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


PRINT_ERROR = """
try:
    {call}
except ua.DeviceUnavailableError as error:
    print(error)
"""


def test_device_without_driver_raises() -> None:
    text = "torch.cuda.device_count = lambda: 0\n" + PRINT_ERROR.format(call="ua.ones(2, device='torch:cuda')")
    assert "does not find a GPU with a working driver" in program(text)
    assert "Hint: " in program(text)


@pytest.mark.parametrize(("driver", "count"), [(11080, 0), (12080, 1)])
def test_counting_visible_devices_does_not_start_driver(driver: int, count: int) -> None:
    text = f"""
def driver(): raise AssertionError("the driver was started")
torch.cuda.device_count = lambda: 2
sys.modules["pynvml"] = Binding([("GPU-1", None), ("GPU-2", ["MIG-1", "MIG-2"])], {driver})
print(sum(device.kind == "cuda" for device in ua.devices()["torch"]))
"""
    assert program(text) == str(count)


@pytest.mark.parametrize(
    ("driver_message", "hint"),
    [
        ("Found no NVIDIA driver on your system. Please check that you have an NVIDIA GPU", "nvidia-smi"),
        ("The NVIDIA driver on your system is too old (found version 11040).", "a newer GPU driver"),
        ("CUDA error: invalid device ordinal", "ua.devices()"),
    ],
)
def test_driver_error_at_first_use_has_hint(driver_message: str, hint: str) -> None:
    # Without NVML's binding, an unusable GPU is detected at first use.
    text = f"def driver(): raise RuntimeError({driver_message!r})\n" + PRINT_ERROR.format(
        call="ua.ones(2, device='torch:cuda')"
    )
    fact, _, help_ = program(text).partition("\nHint: ")
    assert driver_message.rstrip(".") in fact
    assert hint in help_


def test_device_index_out_of_range_raises() -> None:
    assert "cuda:7" in program(PRINT_ERROR.format(call="ua.ones(2, device='torch:cuda:7')"))


def test_forked_process_gets_hint_to_spawn() -> None:
    text = f"""
here = os.getpid()
def driver():
    if os.getpid() != here:
        raise RuntimeError("Cannot re-initialize CUDA in forked subprocess. To use CUDA with multiprocessing")
xp = ua.namespace("torch:cuda")
if os.fork() == 0:
    {PRINT_ERROR.format(call="xp.ones(2)").strip().replace(chr(10), chr(10) + "    ")}
    sys.stdout.flush()
    os._exit(0)
os.wait()
"""
    assert 'multiprocessing.get_context("spawn")' in program(text)
