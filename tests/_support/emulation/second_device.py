"""``pytest -p tests._support.emulation.second_device``: torch has a device beside the CPU, which lacks nothing.

Tests that take their devices from the registry run on it, as they do on a GPU.
"""

from __future__ import annotations

import os
import sys
from typing import Final

import pytest

import unifyarray as ua
from tests._support.emulation.restricted_torch import KIND, whole

SPEC: Final = f"torch:{KIND}:0"


def pytest_configure() -> None:
    """Register it: not on import, which the search for doctests does, too."""
    ua.register_backend(whole(), override=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what starts processes of its own on the device, of which they do not know."""
    out = [item for item in items if SPEC in item.name and "python" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=out)
    items[:] = [item for item in items if item not in out]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_cmdline_main() -> object:
    """End at once when all is said: torch's thread for backward passes of the device may not end with the process."""
    status = yield
    sys.stdout.flush()
    os._exit(int(status))  # type: ignore[call-overload]
