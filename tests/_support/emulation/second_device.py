"""``pytest -p tests._support.emulation.second_device``: torch has a second device beside the CPU, with all features.

Tests that get their devices from the registry run on it, as they do on a GPU.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import Final

import pytest

SPEC: Final = "torch:restricted:0"


def pytest_configure() -> None:
    """Register the device here, not on import: the search for doctests also imports this module."""
    importlib.import_module("tests._support.emulation.unrestricted_torch")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip tests that start other processes on the device: they do not have it."""
    out = [item for item in items if SPEC in item.name and "python" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=out)
    items[:] = [item for item in items if item not in out]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_cmdline_main() -> object:
    """Exit at once after the report: torch's thread for backward passes of the device can keep the process alive."""
    status = yield
    sys.stdout.flush()
    os._exit(int(status))  # type: ignore[call-overload]
