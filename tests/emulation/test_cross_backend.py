"""Run test files that get their devices from the registry on the emulated accelerators, file by file.

On a machine with a GPU, `make test` runs them there. The emulations do not cover torch on CUDA beside CuPy: gradients
of CuPy's arrays, and compiled code on a device.
"""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Final

import pytest

from tests._support import ROOT
from tests.emulation.test_cupy import environment, program

#: Excluded by folder and file: other tests here run them, or they do not depend on devices.
_ELSEWHERE: Final = (
    "tests/conformance/test_checks.py",  # test_cupy.py and test_restricted_torch.py
    "tests/conformance/test_overrides.py",
    "tests/hardware/test_hardware.py",
)
FILES: Final = [
    name
    for path in sorted((ROOT / "tests").rglob("test_*.py"))
    if re.search(r"\bspecs?\b|ua\.devices\(\)|\bMachine\b", path.read_text(encoding="utf-8"))
    and not (name := path.relative_to(ROOT).as_posix()).startswith(("tests/emulation/", *_ELSEWHERE))
]
#: Files that take a few seconds; the others are deep.
QUICK: Final = ("tests/array/test_convert.py", "tests/docs/test_contract.py", "tests/ecosystem/test_numpy.py")
#: Files that torch's second device does not support: other processes do not have it, it cannot be compiled for, DLPack
#: does not have a number for it, and torch's pinv of complex matrices conjugates its tensors in the wrong place.
NOT_ON_SECOND_TORCH_DEVICE: Final = (
    "tests/runtime/test_accelerators.py",
    "tests/differential/test_programs.py",
    "tests/docs/test_benchmarks.py",
    "tests/docs/test_examples.py",
    "tests/transforms/test_tracing.py",
)
WORKERS: Final = "not (workers and restricted)"


def _marked(files: list[str]) -> list[object]:
    return [name if name in QUICK else pytest.param(name, marks=pytest.mark.deep) for name in files]


def check_file_passes(file: str, *options: str, fakes: str = "") -> None:
    """Run a test file in another process, with this many fake GPUs, and check that it passes."""
    common = ("-q", "--no-header", "-p", "no:cacheprovider", "-p", "no:randomly", "--tb=short", "--maxfail=20")
    variables = environment(fakes)
    if not fakes:
        variables["PYTHONPATH"] = str(ROOT)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *common, *options, file],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=550,
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert re.search(r"\b\d+ passed", done.stdout.strip().splitlines()[-1])


def test_emulated_devices_are_found() -> None:
    text = "from tests._support import specs; print('cupy:cuda:1' in specs())"
    assert program(text) == "True"
    text = (
        "import tests._support.emulation.second_device as plugin; plugin.pytest_configure(); "
        "from tests._support import specs"
    )
    assert program(f"{text}; print(plugin.SPEC in specs())") == "True"


@pytest.mark.parametrize("file", _marked(FILES))
def test_file_passes_on_second_of_two_fake_gpus(file: str) -> None:
    check_file_passes(file, fakes="2")


@pytest.mark.deep
@pytest.mark.parametrize("file", FILES)
def test_file_passes_on_single_fake_gpu(file: str) -> None:
    check_file_passes(file, fakes="1")


@pytest.mark.parametrize("file", _marked([name for name in FILES if name not in NOT_ON_SECOND_TORCH_DEVICE]))
def test_file_passes_on_second_torch_device(file: str) -> None:
    pytest.importorskip("torch")
    check_file_passes(file, "-p", "tests._support.emulation.second_device", "-k", WORKERS)
