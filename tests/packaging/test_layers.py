"""Imports go down the layers, and these checks can fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests._support import ROOT
from tests._support.import_graph import LATE, components, import_graph, without

if TYPE_CHECKING:
    from pathlib import Path

#: The command that `make lint` runs, without the console script.
LINT = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"


def lint(package_root: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter, with the contracts of this checkout, on the package in a folder."""
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache", str(ROOT / "pyproject.toml")],
        cwd=package_root,
        env={**os.environ, "PYTHONPATH": str(package_root), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the package in its own folder."""
    shutil.copytree(ROOT / "unifyarray", tmp_path / "unifyarray", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "unifyarray"


def append_line(module: Path, line: str) -> None:
    with module.open("a", encoding="utf-8") as file:
        file.write(f"\n\n{line}\n")


def test_import_linter_keeps_the_contracts() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 kept, 0 broken" in done.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("_rules/axes.py", "from .._runtime import registry"),
        ("_core/errors.py", "from .._array.array import Array"),
        ("_array/calls.py", "def late():\n    from .._functions import creation_functions"),
        ("_array/_late.py", "def late():\n    from .._cli import demo"),
        ("_functions/fft.py", "from .._transforms import portable"),
        ("_functions/fft.py", "import unifyarray"),
        ("_functions/fft.py", "def late():\n    import unifyarray as ua"),
    ],
    ids=["rules", "core", "deferred", "late", "functions", "root", "root-deferred"],
)
def test_import_linter_finds_an_import_of_a_higher_layer(copy: Path, module: str, line: str) -> None:
    append_line(copy / module, line)
    done = lint(copy.parent)
    assert done.returncode == 1, done.stdout + done.stderr
    broken = "No module imports the root package" if "import unifyarray" in line else "Imports go down the layers"
    assert f"{broken} BROKEN" in done.stdout


def test_import_linter_ignores_imports_for_type_checkers(copy: Path) -> None:
    append_line(copy / "_rules" / "axes.py", "if TYPE_CHECKING:\n    from .._array.array import Array")
    done = lint(copy.parent)
    assert done.returncode == 0, done.stdout + done.stderr


def test_module_level_imports_have_no_cycle() -> None:
    assert components(import_graph(ROOT / "unifyarray", deferred=False)) == []


def test_deferred_imports_form_one_cycle_through_late() -> None:
    graph = import_graph(ROOT / "unifyarray", deferred=True)
    found = components(graph)
    assert len(found) <= 1
    assert all(LATE in component for component in found)
    assert components(without(graph, LATE)) == []


def test_import_graph_has_every_module_and_its_imports() -> None:
    graph = import_graph(ROOT / "unifyarray", deferred=False)
    assert len(graph) == len(list((ROOT / "unifyarray").rglob("*.py")))
    assert {"unifyarray._core.errors", "unifyarray._array.operators"} <= graph["unifyarray._array.array"]
    assert {"unifyarray._functions.creation"} <= graph["unifyarray._functions.set_functions"]
    assert graph["unifyarray._functions"] == set()


@pytest.mark.parametrize("deferred", [False, True])
def test_cycle_check_finds_a_cycle(copy: Path, deferred: bool) -> None:
    line = "from .._rules import axes"
    append_line(copy / "_core" / "devices.py", f"def late():\n    {line}" if deferred else line)
    append_line(copy / "_rules" / "axes.py", "from .._core import devices")
    at_import = components(import_graph(copy, deferred=False))
    assert any("unifyarray._rules.axes" in component for component in at_import) is not deferred
    with_deferred = components(import_graph(copy, deferred=True))
    cycle = [component for component in with_deferred if "unifyarray._rules.axes" in component]
    assert cycle
    assert "unifyarray._core.devices" in cycle[0]
