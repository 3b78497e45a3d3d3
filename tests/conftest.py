"""What all tests share: a plain environment, ``spec`` for the backends and devices found here, and ``python``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests._support import ROOT, Python, is_setting, specs
from tests._support.plugins import Plugins
from unifyarray._runtime import selection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# SciPy and scikit-learn read it when they are imported: functions take Arrays where they have an array API.
os.environ["SCIPY_ARRAY_API"] = "1"

# What hypothesis has read in the sources is there for the processes of the conformance suite, too.
os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(ROOT / ".hypothesis"))

# The first example of a test may import torch, which no deadline allows for.
hypothesis.settings.register_profile("tests", deadline=None, print_blob=True)
hypothesis.settings.load_profile("tests")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that takes ``spec`` on every backend and kind of device."""
    if "spec" in metafunc.fixturenames:
        metafunc.parametrize("spec", specs())


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep what the caller's environment or another test selects out of a test."""
    for variable in filter(is_setting, list(os.environ)):
        monkeypatch.delenv(variable)
    selection.set_default()
    yield
    selection.set_default()


@pytest.fixture
def python(tmp_path: Path) -> Python:
    """Return what runs a fresh interpreter in an empty folder."""
    return Python(tmp_path)


@pytest.fixture
def plugins(python: Python, tmp_path: Path) -> Plugins:
    """Return an empty folder of distributions with plugins."""
    folder = tmp_path / "plugins"
    folder.mkdir()
    return Plugins(python, folder)
