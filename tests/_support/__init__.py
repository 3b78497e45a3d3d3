"""What tests import: the root of the checkout, the backends and devices found here, and fresh interpreters."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import unifyarray as ua
from unifyarray._runtime import registry

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]


def specs() -> list[str]:
    """Return one specification per backend and kind of device: the last device, which is not the default one."""
    return [pair[-1] for pair in ends()]


def has_gradients(spec: str) -> bool:
    """Return whether gradients can be had of arrays on a device: CuPy beside a torch without CUDA has none."""
    try:
        ua.asarray(1.0, device=spec, dtype="float32", requires_grad=True)
    except (ua.BackendUnavailableError, ua.DeviceUnavailableError):  # torch may be one that does not find the GPU
        return False
    return True


def ends() -> list[tuple[str, ...]]:
    """Return the first device of each backend and kind, and the last one where it is another, as specifications."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, devices in registry.devices().items():
        for device in devices:
            found.setdefault((name, device.kind), []).append(f"{name}:{device}")
    return [tuple(dict.fromkeys((every[0], every[-1]))) for every in found.values()]


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
