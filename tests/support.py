"""What tests import: the root of the checkout, the backends and devices found here, and fresh interpreters."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from unifyarray import _registry

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent.parent


def specs() -> list[str]:
    """Return one specification per backend and kind of device: the last device, which is not the default one."""
    last = {(name, device.kind): f"{name}:{device}" for name, found in _registry.devices().items() for device in found}
    return list(last.values())


def is_setting(variable: str) -> bool:
    """Return whether an environment variable is one that unifyarray reads."""
    return variable.startswith("UNIFYARRAY_")


class Python:
    """Runs fresh interpreters, in a folder of their own and without the settings of the caller's environment."""

    def __init__(self, folder: Path, executable: str | Path = sys.executable) -> None:
        self.folder = folder
        self.executable = executable

    def __call__(self, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run one with these arguments and additional environment variables."""
        plain = {name: value for name, value in os.environ.items() if not is_setting(name)}
        if self.executable != sys.executable:
            plain.pop("PYTHONPATH", None)  # it leads to what is installed here, not there
        return subprocess.run(
            [self.executable, *arguments],
            env=plain | dict(env or {}),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
