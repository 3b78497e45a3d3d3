"""Type checkers know the names of every namespace, and what the functions take; and the stub of them is current."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from docs._generate import namespace_types
from tests._support import ROOT

if TYPE_CHECKING:
    import pytest

PROGRAMS = sorted((ROOT / "tests" / "typing").glob("*.py"))


def marked() -> set[tuple[str, int]]:
    """Return the lines that are errors, with the program's name."""
    return {
        (program.name, number)
        for program in PROGRAMS
        for number, line in enumerate(program.read_text().splitlines(), 1)
        if line.endswith("# E")
    }


def run(*arguments: str | Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr  # both return 1 where they find errors, and only then
    return done.stdout


def test_mypy() -> None:
    lines = run("mypy", "--output", "json", *PROGRAMS).splitlines()
    errors = [row for row in map(json.loads, lines) if row["severity"] == "error"]
    found = {(Path(row["file"]).name, row["line"]): row["message"] for row in errors}
    assert found.keys() == marked(), found


def test_pyright() -> None:
    report = json.loads(run("pyright", "--outputjson", "--pythonpath", sys.executable, *PROGRAMS))
    errors = [row for row in report["generalDiagnostics"] if row["severity"] == "error"]
    found = {(Path(row["file"]).name, row["range"]["start"]["line"] + 1): row["message"] for row in errors}
    assert found.keys() == marked(), found


def test_the_stub_is_current() -> None:
    assert namespace_types.TARGET.read_text() == namespace_types.text(), (
        "run `python -m docs._generate.namespace_types`"
    )


def test_the_check_of_the_stub_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    import unifyarray as ua

    monkeypatch.setattr(ua.linalg, "__all__", [*ua.linalg.__all__, "norm"])
    monkeypatch.setattr(ua.linalg, "norm", ua.linalg.vector_norm, raising=False)
    assert namespace_types.TARGET.read_text() != namespace_types.text()
