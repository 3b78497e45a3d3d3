"""The time of an import in fresh interpreters, without the interpreter's start, and the libraries that it loads."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from typing import Final

from tests._support import is_setting
from tests.benchmarks.measure import Measured, quartiles
from unifyarray._runtime import registry

LIMIT: Final = 0.25
_PEERS: Final = {"array_api_compat": "array_api_compat", "EagerPy": "eagerpy", "autoray": "autoray"}
_TRIES: Final = 3


def _run(code: str, bytecode: str) -> str:
    """Run code in a fresh interpreter whose bytecode is in a given folder, in spite of the environment."""
    env = {name: value for name, value in os.environ.items() if not is_setting(name)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    env["PYTHONPYCACHEPREFIX"] = bytecode
    return subprocess.run([sys.executable, "-c", code], env=env, check=True, capture_output=True, text=True).stdout


def _seconds(module: str, bytecode: str) -> float:
    # The clock starts after the interpreter, so the times do not include its start.
    return float(
        _run(f"import time; t = time.perf_counter(); import {module}; print(time.perf_counter() - t)", bytecode)
    )


def times(installed: list[str], rounds: int) -> Measured:
    """Measure ``import unifyarray`` and its peers against ``import numpy``."""
    modules = {"raw": "numpy", "unifyarray": "unifyarray"}
    modules |= {peer: module for peer, module in _PEERS.items() if peer in installed}
    found: dict[str, list[float]] = {contestant: [] for contestant in modules}
    with tempfile.TemporaryDirectory() as bytecode:
        for module in modules.values():
            _seconds(module, bytecode)  # the first run writes the bytecode
        for _ in range(rounds):
            best = dict.fromkeys(modules, float("inf"))
            for _ in range(_TRIES):
                for contestant, module in modules.items():
                    best[contestant] = min(best[contestant], _seconds(module, bytecode))
            for contestant, seconds in best.items():
                found[contestant].append(seconds)
    base = found.pop("raw")
    ratios = {name: [mine / raw for mine, raw in zip(own, base, strict=True)] for name, own in found.items()}
    return Measured(
        statistics.median(base),
        {name: statistics.median(values) for name, values in ratios.items()},
        {name: quartiles(values) for name, values in ratios.items()},
    )


def libraries_loaded() -> list[str]:
    """Return the array libraries that ``import unifyarray`` loads, among all that have a backend."""
    with tempfile.TemporaryDirectory() as bytecode:
        modules = set(_run("import sys, unifyarray; print(*sys.modules)", bytecode).split())
    backends = [info.backend for info in registry.backends().values() if info.backend is not None]
    return sorted({backend.library for backend in backends} & modules)
