"""The command that checks accelerators, dry: all of its steps on the emulations, on little data and few functions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.emulation.test_cupy import run
from tests.hardware.__main__ import main

if TYPE_CHECKING:
    from pathlib import Path

FUNCTIONS = ("sin", "remainder", "sum", "sort", "nonzero", "ones", "linalg.inv", "fft.fft")
LITTLE = ("--elements", "1100", "--rounds", "1", "--suite-examples", "1", "--examples", "1", "--select", "names/sin/*")


def check(folder: Path, *arguments: str) -> str:
    """Run the command with its records in a folder, and return what it prints.

    All has to hold but the ratios: on so little data they are those of the calls, not of the work.
    """
    chosen = [part for name in FUNCTIONS for part in ("--function", name)]
    fixed = ("-W", "error", "-m", "tests.hardware", *LITTLE, *chosen, "--records", str(folder))
    done = run(*fixed, *arguments, timeout=300)
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    bad = {line.split(": ")[1] for line in done.stdout.splitlines() if "THIS DOES NOT HOLD" in line}
    assert bad <= {"ratios"}, done.stdout
    assert done.returncode == bool(bad)
    return done.stdout


def steps(folder: Path, name: str) -> dict[str, Any]:
    """Return what is recorded of a device."""
    record: dict[str, Any] = json.loads((folder / "hardware" / f"{name}.json").read_text(encoding="utf-8"))
    return {step: entry["found"] for step, entry in record["steps"].items()}


def look_at(found: dict[str, Any], instrument: str) -> None:
    """Check that waits were heard and that times were measured."""
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


def test_all_of_it_on_the_first_and_the_last_of_two_devices(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    (checkout / "array_api_tests").mkdir(parents=True)
    (checkout / "conftest.py").write_text("def pytest_addoption(parser): parser.addoption('--max-examples')\n")
    (checkout / "array_api_tests" / "test_place.py").write_text(
        "def test_place():\n    import unifyarray as ua\n    assert str(ua.zeros(1).device) == 'cuda:0'\n"
    )
    said = check(tmp_path / "records", "--array-api-tests", str(checkout))
    first = steps(tmp_path / "records", "cupy-cuda-0")
    look_at(first, "methods of the arrays")
    assert first["tests"]["passed"] >= 3
    assert (first["tests"]["failed"], first["official"]["passed"], first["official"]["failed"]) == (0, 1, 0)
    assert steps(tmp_path / "records", "cupy-cuda-1").keys() == {"tests"}
    assert "cupy:cuda:1: suite: " in said
    document = (tmp_path / "records" / "hardware.md").read_text(encoding="utf-8")
    assert "| `cupy:cuda:0` | model no GPU, but NumPy" in document
    assert "### `cupy:cuda:0`" in document
    assert "| `cupy:cuda:1` |" in document
    assert "Nothing yet" not in document


def test_a_device_of_torch(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    plugin = ("--plugin", "tests._support.emulation.restricted_torch:backend", "--place", "torch:restricted:0")
    said = check(tmp_path, *plugin)
    assert "git clone" in said
    assert "torch:restricted:0: suite: " in said
    look_at(steps(tmp_path, "torch-restricted-0"), "torch's operations")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--array-api-tests", "tests"), "is not a checkout of array-api-tests"),
        (("--function", "sin"), "--records FOLDER"),
        (("--select", "names/*"), "--records FOLDER"),
        (("--rounds", "1"), "--records FOLDER"),
        (("--examples", "1"), "--records FOLDER"),
        (("--suite-examples", "1"), "--records FOLDER"),
    ],
)
def test_what_cannot_be_meant_is_refused(arguments: tuple[str, ...], said: str, capsys: Any) -> None:
    with pytest.raises(SystemExit):
        main([*arguments])
    assert said in capsys.readouterr().err
