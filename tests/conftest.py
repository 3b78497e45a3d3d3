"""Shared fixtures: a plain environment, ``spec`` for the backends and devices found here, and ``python``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests._support import ROOT, Python, is_setting, specs
from tests._support.plugins import Plugins
from unifyarray._runtime import selection
from unifyarray_conformance import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# SciPy and scikit-learn read this variable at import. If it is set, their array API functions accept Arrays.
os.environ["SCIPY_ARRAY_API"] = "1"

# Processes of the conformance suite reuse the constants that hypothesis has read from the sources.
os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(ROOT / ".hypothesis"))

# The first example of a test may import torch, which takes longer than any useful deadline.
hypothesis.settings.register_profile("tests", deadline=None, print_blob=True)
hypothesis.settings.load_profile("tests")

# Tests run side by side, so a suite inside a test has one process. Each process imports the libraries anew.
run.__kwdefaults__["jobs"] = 1


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that takes ``spec`` on every backend and kind of device."""
    if "spec" in metafunc.fixturenames:
        metafunc.parametrize("spec", specs())


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run each test without the settings of the caller's environment or of other tests."""
    for variable in filter(is_setting, list(os.environ)):
        monkeypatch.delenv(variable)
    monkeypatch.setenv("UNIFYARRAY_JIT_SECONDS", "0")  # traced graphs run: a compiler takes seconds for each
    selection.set_default()
    yield
    selection.set_default()


@pytest.fixture
def python(tmp_path: Path) -> Python:
    """Return a runner of fresh interpreters in an empty folder."""
    return Python(tmp_path)


@pytest.fixture
def plugins(python: Python, tmp_path: Path) -> Plugins:
    """Return an empty folder of distributions with plugins."""
    folder = tmp_path / "plugins"
    folder.mkdir()
    return Plugins(python, folder)
