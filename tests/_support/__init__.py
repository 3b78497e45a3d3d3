"""Shared by the tests: the root of the checkout, the backends and devices of this machine, and fresh interpreters."""

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
    """Return one specification for each backend and kind of device: the last device, which differs from the default."""
    return [pair[-1] for pair in first_and_last_specs()]


def has_gradients(spec: str) -> bool:
    """Return whether a device supports gradients. CuPy does not if torch is installed without CUDA."""
    try:
        ua.asarray(1.0, device=spec, dtype="float32", requires_grad=True)
    except (ua.BackendUnavailableError, ua.DeviceUnavailableError):  # torch does not always find the GPU
        return False
    return True


def first_and_last_specs() -> list[tuple[str, ...]]:
    """Return the first and the last device of each backend and kind, as specifications; once if they are the same."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, devices in registry.devices().items():
        for device in devices:
            found.setdefault((name, device.kind), []).append(f"{name}:{device}")
    return [tuple(dict.fromkeys((every[0], every[-1]))) for every in found.values()]


def is_setting(variable: str) -> bool:
    """Return whether unifyarray reads an environment variable."""
    return variable.startswith("UNIFYARRAY_")


class Python:
    """Runs fresh interpreters in their own folder, without the settings of the caller's environment."""

    def __init__(self, folder: Path, executable: str | Path = sys.executable) -> None:
        self.folder = folder
        self.executable = executable

    def __call__(
        self, *arguments: str, env: Mapping[str, str] | None = None, timeout: float = 300
    ) -> subprocess.CompletedProcess[str]:
        """Run an interpreter with these arguments, additional environment variables and at most `timeout` seconds."""
        plain = {name: value for name, value in os.environ.items() if not is_setting(name)}
        if self.executable != sys.executable:
            plain.pop("PYTHONPATH", None)  # it contains packages that the interpreter must not see
        return subprocess.run(
            [self.executable, *arguments],
            env=plain | dict(env or {}),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
