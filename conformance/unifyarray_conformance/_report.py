"""The report of a run: what was run where, and one entry for each case."""

from __future__ import annotations

import os
import platform
from collections import Counter
from importlib import metadata
from typing import Any, Final

from ._standard import VERSION

#: Version of the form of a report.
SCHEMA: Final = 1

#: Statuses, and whether all still holds with them.
STATUSES: Final = {
    "pass": True,
    "xfail": True,
    "unsupported": True,
    "skip": True,
    "xpass": False,
    "fail": False,
    "error": False,
    "crash": False,
    "timeout": False,
}

OUT_OF_TIME: Final = "the time of the run was spent"

#: Environment variables that change what a library does. None of them names a user or a machine.
ENVIRONMENT: Final = (
    "CUBLAS_WORKSPACE_CONFIG",
    "CUDA_LAUNCH_BLOCKING",
    "JAX_ENABLE_X64",
    "MKL_NUM_THREADS",
    "NVIDIA_TF32_OVERRIDE",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "PYTORCH_ENABLE_MPS_FALLBACK",
    "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE",
)

_PACKAGES: Final = ("unifyarray", "numpy", "array-api-compat", "hypothesis", "mpmath")


def suite_version() -> str:
    """Return the version of the suite, which is the distribution's."""
    return _version("unifyarray") or "unknown"


def build(
    plan: dict[str, Any], results: list[dict[str, Any]], about: dict[str, Any], duration: float
) -> dict[str, Any]:
    """Return the report of some results; ``about`` is what a worker says of its subject."""
    packages = {package: _version(package) for package in _PACKAGES} | about["library"]
    counts = Counter(result["status"] for result in results)
    return {
        "schema": SCHEMA,
        "suite": suite_version(),
        "standard": VERSION,
        "backend": about["backend"],
        "device": about["device"],
        "dtypes": about["dtypes"],
        "flushes_subnormals": about["flushes_subnormals"],
        "plan": plan | {"select": list(plan["select"])},
        "system": {
            "system": platform.system(),
            "release": platform.release(),
            "machine": platform.machine(),
            "python": platform.python_version(),
            "implementation": platform.python_implementation(),
        },
        "packages": {key: value for key, value in packages.items() if value is not None},
        "environment": {key: os.environ[key] for key in ENVIRONMENT if key in os.environ},
        "duration": round(duration, 2),
        "complete": not any(result["reason"] == OUT_OF_TIME for result in results),
        "totals": {status: counts.get(status, 0) for status in STATUSES},
        "results": results,
    }


def holds(report: dict[str, Any]) -> bool:
    """Return whether all that was to be checked was, and holds."""
    return bool(report["complete"]) and not any(report["totals"][s] for s, fine in STATUSES.items() if not fine)


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
