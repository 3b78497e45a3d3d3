"""Backends import `unifyarray.plugin` only, and no package of another library."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib.util import find_spec, resolve_name
from typing import TYPE_CHECKING

import pytest

from tests._support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = ROOT / "backends" / "unifyarray_backends"
SHARED = {"_agnostic", "_numpy_like"}
PRIVATE = sorted(
    path.name
    for path in (ROOT / "unifyarray").iterdir()
    if path.name.startswith("_") and (path / "__init__.py").exists()
)


def findings(source: str, path: str) -> str:
    """Return ruff's output for a source text, as if the text were a file of the project."""
    command = [sys.executable, "-m", "ruff", "check", "--select", "TID251", "--stdin-filename", path, "-"]
    done = subprocess.run(command, cwd=ROOT, input=source, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout if done.returncode else ""


@pytest.mark.skipif(find_spec("ruff") is None, reason="needs ruff")
@pytest.mark.parametrize("folder", PRIVATE)
def test_ruff_bans_private_modules_in_backends(folder: str) -> None:
    for source in (f"from unifyarray.{folder} import x\n", f"import unifyarray.{folder}.x\n"):
        assert "TID251" in findings(source, "backends/unifyarray_backends/numpy/example.py")
        assert findings(source, "tests/example.py") == ""
    assert findings(f"from .{folder} import x\n", "unifyarray/example.py") == ""


@pytest.mark.skipif(find_spec("ruff") is None, reason="needs ruff")
def test_ruff_allows_the_plugin_module_in_backends() -> None:
    source = "from unifyarray.plugin import Hooks\n"
    assert findings(source, "backends/unifyarray_backends/numpy/example.py") == ""


def imported_packages(source: str, package: str) -> set[str]:
    """Return the packages of `unifyarray_backends` that a module of a package imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            module = resolve_name("." * node.level + (node.module or ""), package) if node.level else node.module or ""
            names = [f"{module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith("unifyarray_backends.")}
    return found


def foreign_packages(source: str, path: Path) -> set[str]:
    """Return the packages that a module imports although they belong to another library's backend."""
    parts = path.relative_to(PACKAGE.parent).parent.parts
    if len(parts) == 1:
        return set()
    allowed = {"_agnostic"} if parts[1] == "_agnostic" else {*SHARED, parts[1]}
    return imported_packages(source, ".".join(parts)) - allowed


def test_backends_do_not_import_each_other() -> None:
    paths = sorted(PACKAGE.rglob("*.py"))
    assert len(paths) > 40
    found = {str(path): foreign_packages(path.read_text(encoding="utf-8"), path) for path in paths}
    assert {name: packages for name, packages in found.items() if packages} == {}


@pytest.mark.parametrize(
    "source", ["from ..numpy import _hooks", "from .. import numpy", "import unifyarray_backends.numpy._hooks"]
)
def test_foreign_packages_finds_import_of_another_backend(source: str) -> None:
    assert foreign_packages(source, PACKAGE / "cupy" / "_hooks.py") == {"numpy"}
    assert foreign_packages(source, PACKAGE / "_agnostic" / "indexing.py") == {"numpy"}
