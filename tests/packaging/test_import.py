"""``import unifyarray`` loads no array library, and this check can fail."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tests._support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests._support import Python

LIBRARIES = {"numpy", "torch", "cupy", "jax", "dask"}


def loaded_by_import(python: Python, **env: str) -> set[str]:
    """Return the array libraries that a fresh interpreter has loaded after ``import unifyarray``."""
    done = python("-c", "import sys, unifyarray; print(unifyarray.__file__, *sys.modules, sep='\\n')", env=env)
    assert done.returncode == 0, done.stderr
    origin, *modules = done.stdout.split("\n")
    assert "PYTHONPATH" not in env or origin.startswith(env["PYTHONPATH"])
    return LIBRARIES.intersection(modules)


def test_import_loads_no_array_library(python: Python) -> None:
    assert loaded_by_import(python) == set()


def test_import_check_can_fail(python: Python, tmp_path: Path) -> None:
    """A copy of the package that imports NumPy fails the same check."""
    shutil.copytree(ROOT / "unifyarray", tmp_path / "unifyarray")
    with (tmp_path / "unifyarray" / "_core" / "errors.py").open("a") as module:
        module.write("\nimport numpy\n")
    assert loaded_by_import(python, PYTHONPATH=str(tmp_path)) == {"numpy"}
