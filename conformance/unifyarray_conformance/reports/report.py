"""The JSON report of a run: its platform, its settings and one result for each case (see ``report.schema.json``)."""

from __future__ import annotations

import datetime as dt
import json
import math
import os
import platform
from collections import Counter
from importlib import metadata
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import jsonschema

from unifyarray._core.errors import message

from ..reference.standard import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

#: A report, as parsed from JSON.
Report = dict[str, Any]

#: Version of the report's schema.
SCHEMA: Final = 2

#: By status of a case: whether it counts as success.
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

OUT_OF_TIME: Final = "the run's time limit was reached"
NOT_STARTED: Final = "worker processes could not be started any more"
#: Reasons of cases that did not run; the report is then not complete.
_NOT_RUN: Final = frozenset({OUT_OF_TIME, NOT_STARTED})

#: Environment variables that change the results of a library. None of their values names a user or a machine.
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


class ReportError(Exception):
    """A report cannot be read or used. The message states a fact and a hint."""


def suite_version() -> str:
    """Return the version of the suite, which is the version of the distribution."""
    return _version("unifyarray") or "unknown"


def build(
    plan: dict[str, Any], results: list[dict[str, Any]], about: dict[str, Any], duration: float, peak: dict[str, Any]
) -> Report:
    """Return the report of a run.

    Parameters
    ----------
    plan : dict
        The settings of the run.
    results : list of dict
        One result for each case.
    about : dict
        Backend, device, dtypes and library versions, as reported by a worker process.
    duration : float
        The run's wall-clock time in seconds.
    peak : dict
        By kind of memory (``"host"``, ``"device"``), the most bytes that a worker process took, and the case that did.
    """
    packages = {package: _version(package) for package in _PACKAGES} | about["library"]
    counts = dict.fromkeys(STATUSES, 0) | Counter(result["status"] for result in results)
    return {
        "schema": SCHEMA,
        "suite": suite_version(),
        "standard": VERSION,
        "backend": about["backend"],
        "device": about["device"],
        "dtypes": about["dtypes"],
        "flushes_subnormals": about["flushes_subnormals"],
        "note": about["note"],
        "deviations": about["deviations"],
        "hardware": about["hardware"],
        "host_fallbacks": about["host_fallbacks"],
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "plan": plan | {name: list(plan[name]) for name in ("select", "checks", "imports", "namespaces")},
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
        "peak_memory": peak,
        "complete": why_incomplete(results) is None,
        "totals": counts,
        "rates": rates(counts),
        "results": results,
    }


def why_incomplete(results: Iterable[Mapping[str, Any]]) -> str | None:
    """Return why some cases did not run; None if all did."""
    return next((result["reason"] for result in results if result["reason"] in _NOT_RUN), None)


def applicable(counts: Mapping[str, int]) -> int:
    """Return the number of cases that ran and that need nothing the device lacks."""
    return sum(counts.values()) - counts["unsupported"] - counts["skip"]


def rates(counts: Mapping[str, int]) -> dict[str, float | None]:
    """Return the share of passed cases, both among the applicable cases and among all cases.

    Known deviations (xfail) do not count as passed. A share is None if there are no cases to count.
    """
    of = {"of_applicable": applicable(counts), "of_all": sum(counts.values())}
    return {name: round(counts["pass"] / count, 6) if count else None for name, count in of.items()}


def percent(share: float | None) -> str:
    """Return a share in percent, rounded down, so that only a share of 1 is 100 %."""
    return "none" if share is None else f"{math.floor(round(10000 * share, 6)) / 100:.2f} %"


def validate(content: Any) -> None:
    """Raise ReportError unless parsed JSON is a report or a merged file of several reports."""
    schema = json.loads(
        files("unifyarray_conformance.reports").joinpath("report.schema.json").read_text(encoding="utf-8")
    )
    # Decide first which of the two schemas applies, so that an error message refers to that schema alone.
    kind = "merged" if isinstance(content, dict) and "reports" in content else "report"
    validator = jsonschema.Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": schema["$defs"]})
    error = next(iter(validator.iter_errors(content)), None)
    if error is not None:
        fact = f"not a report of the conformance suite: {error.json_path}: {error.message[:200]}"
        raise ReportError(message(fact, "pass a file written by `unifyarray conformance run --out FILE` or `merge`"))


def write(content: Report, path: Path) -> None:
    """Validate one report or a merged file, then write it."""
    validate(content)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dumps(content), encoding="utf-8")


def dumps(content: Report) -> str:
    """Return one report or a merged file as JSON, with each result on a line of its own."""
    if "reports" in content:
        return f'{{"schema": {SCHEMA}, "reports": [\n{",".join(map(dumps, content["reports"]))}]}}\n'
    head = json.dumps({key: content[key] for key in content if key != "results"} | {"results": []}, indent=1)
    head = head.removesuffix("[]\n}")
    lines = ",\n".join(f"  {json.dumps(result)}" for result in content["results"])
    return f"{head}[\n{lines}\n ]\n}}\n"


def read(path: Path) -> list[Report]:
    """Return the reports in a file: one, or several if ``merge`` has written the file."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReportError(
            message(f"{path} cannot be read: {error}", "unifyarray conformance run --out FILE")
        ) from error
    for report in content.get("reports", [content]) if isinstance(content, dict) else []:
        if isinstance(report, dict) and "detours" in report:  # the name of the key in unifyarray 0.1
            report["host_fallbacks"] = report.pop("detours")
    try:
        validate(content)
    except ReportError as error:
        raise ReportError(f"{path}: {error}") from error
    reports: list[Report] = content.get("reports", [content])
    return reports


def merge(reports: Iterable[Report]) -> Report:
    """Combine several reports into one file's content. Identical reports are kept once."""
    kept: list[Report] = []
    for report in reports:
        if report not in kept:
            kept.append(report)
    return {"schema": SCHEMA, "reports": kept}


def labels(reports: Sequence[Report]) -> list[str]:
    """Return short names that distinguish reports.

    A name consists of backend and device. If several reports share them, the library version or the platform is
    added, and a number if these are the same as well.
    """
    names = [f"{report['backend']}:{report['device']}" for report in reports]
    for more in (_library, _system):
        seen = Counter(names)
        longer = [f"{name}, {more(report)}" for name, report in zip(names, reports, strict=True)]
        if len(set(longer)) > len(seen):
            names = [new if seen[name] > 1 else name for name, new in zip(names, longer, strict=True)]
    counts, taken = Counter(names), Counter[str]()
    for i, name in enumerate(names):
        taken[name] += 1
        if counts[name] > 1:
            names[i] = f"{name} ({taken[name]})"
    return names


def _library(report: Report) -> str:
    own = [f"{name} {version}" for name, version in report["packages"].items() if name not in _PACKAGES[2:]]
    return own[-1]


def _system(report: Report) -> str:
    return f"{report['system']['system']} {report['system']['machine']}, Python {report['system']['python']}"


def holds(report: Report) -> bool:
    """Return whether a run is complete and no case failed."""
    return bool(report["complete"]) and not any(report["totals"][s] for s, fine in STATUSES.items() if not fine)


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
