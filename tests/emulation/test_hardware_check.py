"""A dry run of the command that checks accelerators: all steps on the emulations, with little data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.emulation.test_cupy import run
from tests.hardware.__main__ import main

if TYPE_CHECKING:
    from pathlib import Path

FUNCTIONS = ("sin", "remainder", "sum", "sort", "nonzero", "ones", "linalg.inv", "fft.fft")
SMALL_RUN = (
    "--elements", "1100", "--rounds", "1",
    "--suite-examples", "1", "--examples", "1", "--select", "names/sin/*",
)  # fmt: skip


def check(folder: Path, *arguments: str) -> str:
    """Run the command with its records in a folder, and return its output.

    All steps must pass except the ratios: with so little data they measure the overhead of calls.
    """
    chosen = [part for name in FUNCTIONS for part in ("--function", name)]
    fixed = ("-W", "error", "-m", "tests.hardware", *SMALL_RUN, *chosen, "--records", str(folder))
    done = run(*fixed, *arguments, timeout=300)
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    failed = {line.split(": ")[1] for line in done.stdout.splitlines() if "THIS DOES NOT HOLD" in line}
    assert failed <= {"ratios"}, done.stdout
    assert done.returncode == bool(failed)
    return done.stdout


def recorded_steps(folder: Path, name: str) -> dict[str, Any]:
    """Return the recorded steps of a device."""
    record: dict[str, Any] = json.loads((folder / "hardware" / f"{name}.json").read_text(encoding="utf-8"))
    return {step: entry["found"] for step, entry in record["steps"].items()}


def check_measurements(found: dict[str, Any], instrument: str) -> None:
    """Check that waits were detected and that times were measured."""
    assert found["waits"]["instrument"] == instrument
    assert found["waits"]["calls"] > 50
    assert found["waits"]["more"] == {}
    assert [row["function"] for row in found["ratios"]] == list(FUNCTIONS)
    limits = {row["function"]: row["limit"] for row in found["ratios"]}
    assert (limits["sin"], limits["remainder"]) == (1.02, 2.0)
    for row in found["ratios"]:
        assert row["failures"] == {}
        assert row["seconds"] > 0
        assert row["ratios"].keys() == {"native", "Array"}


def test_all_steps_run_on_first_and_last_of_two_devices(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    (checkout / "array_api_tests").mkdir(parents=True)
    (checkout / "conftest.py").write_text("def pytest_addoption(parser): parser.addoption('--max-examples')\n")
    (checkout / "array_api_tests" / "test_place.py").write_text(
        "def test_place():\n    import unifyarray as ua\n    assert str(ua.zeros(1).device) == 'cuda:0'\n"
    )
    output = check(tmp_path / "records", "--array-api-tests", str(checkout))
    first = recorded_steps(tmp_path / "records", "cupy-cuda-0")
    check_measurements(first, "methods of the arrays")
    assert first["tests"]["passed"] >= 3
    assert (first["tests"]["failed"], first["official"]["passed"], first["official"]["failed"]) == (0, 1, 0)
    assert recorded_steps(tmp_path / "records", "cupy-cuda-1").keys() == {"tests"}
    assert "cupy:cuda:1: suite: " in output
    document = (tmp_path / "records" / "hardware.md").read_text(encoding="utf-8")
    assert "| `cupy:cuda:0` | model no GPU, but NumPy" in document
    assert "### `cupy:cuda:0`" in document
    assert "| `cupy:cuda:1` |" in document
    assert "of an accelerator are recorded" not in document
    assert "on an accelerator is recorded" not in document


def test_all_steps_run_on_torch_device(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    plugin = ("--plugin", "tests._support.emulation.restricted_torch:backend", "--place", "torch:restricted:0")
    output = check(tmp_path, *plugin)
    assert "git clone" in output
    assert "torch:restricted:0: suite: " in output
    check_measurements(recorded_steps(tmp_path, "torch-restricted-0"), "torch's operations")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--array-api-tests", "tests"), "is not a checkout of array-api-tests"),
        (("--function", "sin"), "--records FOLDER"),
        (("--select", "names/*"), "--records FOLDER"),
        (("--rounds", "1"), "--records FOLDER"),
        (("--examples", "1"), "--records FOLDER"),
        (("--suite-examples", "1"), "--records FOLDER"),
    ],
)
def test_invalid_arguments_are_refused(arguments: tuple[str, ...], message: str, capsys: Any) -> None:
    with pytest.raises(SystemExit):
        main([*arguments])
    assert message in capsys.readouterr().err
