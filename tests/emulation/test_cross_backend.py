"""The tests that take their devices from the registry, where it has accelerators: on the emulations, one file a time.

On a machine that has a GPU `make test` runs them there. What none of the emulations shows is torch on CUDA beside CuPy:
gradients of CuPy's arrays, and compiled code on a device.
"""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Final

import pytest

from tests._support import ROOT
from tests.emulation.test_cupy import environment, program

#: By folder and file: what is run there by tests of its own, and what is not about devices.
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
#: What takes a few seconds; the others are deep.
QUICK: Final = ("tests/array/test_convert.py", "tests/docs/test_contract.py", "tests/ecosystem/test_numpy.py")
#: What torch's second device cannot do: processes of their own do not know it, it is not compiled for, DLPack has no
#: number for it, and torch's pinv of complex matrices takes conjugates of its tensors in the wrong place.
NOT_ON_TORCHS: Final = (
    "tests/runtime/test_accelerators.py",
    "tests/differential/test_programs.py",
    "tests/docs/test_benchmarks.py",
    "tests/docs/test_examples.py",
    "tests/transforms/test_tracing.py",
)
WORKERS: Final = "not (workers and restricted)"


def _marked(files: list[str]) -> list[object]:
    return [name if name in QUICK else pytest.param(name, marks=pytest.mark.deep) for name in files]


def passes(file: str, *options: str, fakes: str = "") -> None:
    """Run a file of tests in a process of its own, which may find so many fakes of a GPU; nothing of it fails."""
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


def test_the_devices_are_there() -> None:
    text = "from tests._support import specs; print('cupy:cuda:1' in specs())"
    assert program(text) == "True"
    text = (
        "import tests._support.emulation.second_device as it; it.pytest_configure(); from tests._support import specs"
    )
    assert program(f"{text}; print(it.SPEC in specs())") == "True"


@pytest.mark.parametrize("file", _marked(FILES))
def test_on_the_second_of_two_devices_of_the_fake(file: str) -> None:
    passes(file, fakes="2")


@pytest.mark.deep
@pytest.mark.parametrize("file", FILES)
def test_on_the_only_device_of_the_fake(file: str) -> None:
    passes(file, fakes="1")


@pytest.mark.parametrize("file", _marked([name for name in FILES if name not in NOT_ON_TORCHS]))
def test_on_a_second_device_of_torch(file: str) -> None:
    pytest.importorskip("torch")
    passes(file, "-p", "tests._support.emulation.second_device", "-k", WORKERS)
