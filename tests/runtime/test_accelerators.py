"""What can be seen on an accelerator alone; where there is none, these tests are skipped."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Final

import pytest

import unifyarray as ua
from tests._support import ROOT, first_and_last_specs, specs

#: `make hardware-check` names the device that it checks.
ASKED: Final = os.environ.get("HARDWARE_CHECK_PLACE")
FOUND: Final = (
    [ASKED] if ASKED else [spec for pair in first_and_last_specs() for spec in pair if not spec.endswith(":cpu")]
)
SPECS: Final = FOUND or [pytest.param("", marks=pytest.mark.skip("there is no accelerator here"))]


def program(text: str) -> str:
    """Run a program by itself, which may end its context, and return what it prints."""
    done = subprocess.run([sys.executable, "-c", text], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("place", SPECS)
def test_indices_out_of_bounds_leave_the_context_alive(place: str) -> None:
    text = f"""
import unifyarray as ua
xp = ua.namespace({place!r})
x = xp.ones(3)
for call in (lambda: x[xp.asarray([7])], lambda: xp.take(x, xp.asarray([-4])),
             lambda: x.__setitem__(xp.asarray([3]), 1), lambda: xp.take_along_axis(x, xp.asarray([9]))):
    try:
        call()
    except IndexError:
        print("IndexError")
print(float(xp.sum(x)))
"""
    assert program(text).splitlines() == ["IndexError"] * 4 + ["3.0"]


@pytest.mark.parametrize("place", SPECS)
def test_out_of_memory_leaves_the_process_alive(place: str) -> None:
    text = f"""
import unifyarray as ua
xp = ua.namespace({place!r})
try:
    xp.ones((1 << 22, 1 << 22), dtype="float32")
except MemoryError as error:
    print("Hint: " in str(error))
print(float(xp.sum(xp.ones(3))))
"""
    assert program(text).splitlines() == ["True", "3.0"]


@pytest.mark.parametrize("place", SPECS)
def test_division_by_zero_and_products_of_integers(place: str) -> None:
    xp = ua.namespace(place)
    x = xp.asarray([[7, -7], [1 << 40, 3]])
    assert (x // 0).tolist() == (x % 0).tolist() == [[0, 0], [0, 0]]
    assert (x @ x).tolist() == [[49 - (7 << 40), -49 - 21], [(7 << 40) + (3 << 40), 9 - (7 << 40)]]


BOTH = {"torch:cuda", "cupy:cuda"} <= {spec.rpartition(":")[0] for spec in specs()}


@pytest.mark.skipif(not BOTH, reason="CuPy and torch with CUDA are not both here")
def test_torch_and_cupy_share_memory() -> None:
    x = ua.ones(3, device="cupy:cuda:0")
    y = ua.convert(x, "torch", copy=False)
    assert ua.native(y).data_ptr() == ua.native(x).data.ptr
    assert ua.native(ua.convert(y, "cupy", copy=False)).data.ptr == ua.native(x).data.ptr
