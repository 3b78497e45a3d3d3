"""torch on CUDA where there is none: what its driver says, and a machine without one.

torch asks ``torch.cuda._lazy_init`` for its driver before it first works on a GPU, in builds without CUDA too.
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
    """Run a program with a torch that takes itself for one with CUDA, and return what it prints."""
    done = run("-W", "error", "-c", START + text, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


ASKED = """
try:
    {call}
except ua.DeviceUnavailableError as error:
    print(error)
"""


def test_without_a_driver_there_is_no_device() -> None:
    text = "torch.cuda.device_count = lambda: 0\n" + ASKED.format(call="ua.ones(2, device='torch:cuda')")
    assert "does not find a GPU with a working driver" in program(text)
    assert "Hint: " in program(text)


@pytest.mark.parametrize(("driver", "count"), [(11080, 0), (12080, 1)])
def test_devices_are_counted_as_cuda_shows_them_without_starting_the_driver(driver: int, count: int) -> None:
    text = f"""
def driver(): raise AssertionError("the driver was started")
torch.cuda.device_count = lambda: 2
sys.modules["pynvml"] = Binding([("GPU-1", None), ("GPU-2", ["MIG-1", "MIG-2"])], {driver})
print(sum(device.kind == "cuda" for device in ua.devices()["torch"]))
"""
    assert program(text) == str(count)


@pytest.mark.parametrize(
    ("says", "hint"),
    [
        ("Found no NVIDIA driver on your system. Please check that you have an NVIDIA GPU", "nvidia-smi"),
        ("The NVIDIA driver on your system is too old (found version 11040).", "a newer driver"),
        ("CUDA error: invalid device ordinal", "ua.devices()"),
    ],
)
def test_what_the_driver_says_at_first_use(says: str, hint: str) -> None:
    # Where NVML's binding is missing, what cannot work shows when it is used.
    text = f"def driver(): raise RuntimeError({says!r})\n" + ASKED.format(call="ua.ones(2, device='torch:cuda')")
    fact, _, help_ = program(text).partition("\nHint: ")
    assert says.rstrip(".") in fact
    assert hint in help_


def test_an_index_that_is_too_high() -> None:
    assert "cuda:7" in program(ASKED.format(call="ua.ones(2, device='torch:cuda:7')"))


def test_a_process_that_was_forked_is_told_what_to_do() -> None:
    text = f"""
here = os.getpid()
def driver():
    if os.getpid() != here:
        raise RuntimeError("Cannot re-initialize CUDA in forked subprocess. To use CUDA with multiprocessing")
xp = ua.namespace("torch:cuda")
if os.fork() == 0:
    {ASKED.format(call="xp.ones(2)").strip().replace(chr(10), chr(10) + "    ")}
    sys.stdout.flush()
    os._exit(0)
os.wait()
"""
    assert 'multiprocessing.get_context("spawn")' in program(text)
