"""Names of report files: the default name of a run's report, and the newest report in a folder."""

from __future__ import annotations

import datetime as dt
import fnmatch
import itertools
from typing import TYPE_CHECKING, Any, Final

from unifyarray._core.errors import message

from .causes import failures
from .report import Report, ReportError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

#: The beginning of the names of reports that are written without ``--out``.
PREFIX: Final = "conformance"


def default_path(folder: Path, spec: str, date: str | None = None) -> Path:
    """Return a new name for the report of a run on ``"torch:cuda:0"``: ``conformance-torch-cuda-0-2026-11-30.json``.

    Names that a report or the results of an interrupted run already have get a number.
    """
    date = date or dt.datetime.now(dt.UTC).date().isoformat()
    stem = f"{PREFIX}-{spec.replace(':', '-')}-{date}"
    names = itertools.chain([stem], (f"{stem}-{count}" for count in itertools.count(2)))
    paths = (folder / f"{name}.json" for name in names)
    return next(path for path in paths if not path.exists() and not path.with_suffix(".jsonl").exists())


def interrupted(folder: Path, spec: str) -> Path:
    """Return the report file of the newest interrupted run of a spec, whose results are beside it.

    Raises
    ------
    ReportError
        The folder has no results of an interrupted run.
    """
    found = _newest_first(folder.glob(f"{PREFIX}-{spec.replace(':', '-')}-*.jsonl"))
    if not found:
        fact = f"this folder has no interrupted run of {spec} to resume"
        raise ReportError(message(fact, "name its file: unifyarray conformance run --resume --out FILE"))
    return found[0].with_suffix(".json")


def with_device(path: Path, report: Report) -> Path:
    """Rename a report that has a default name after the device that was found, and return its path."""
    spec = f"{report['backend']}:{report['device']}"
    if path.name.startswith(f"{PREFIX}-{spec.replace(':', '-')}-") or not report["complete"]:
        return path  # an incomplete run is continued under the name that it has
    return path.rename(default_path(path.parent, spec, report["date"]))


def newest(folder: Path) -> Path:
    """Return the newest report in a folder.

    Raises
    ------
    ReportError
        The folder has no report.
    """
    for path in _newest_first(folder.glob("*.json")):
        with path.open(encoding="utf-8", errors="replace") as file:
            head = file.read(200)
        if '"schema"' in head and ('"suite"' in head or '"reports"' in head):
            return path
    hint = "pass one: unifyarray conformance show ID --report FILE"
    raise ReportError(message("this folder has no report of the conformance suite", hint))


def matching(report: Report, patterns: Iterable[str], path: Path) -> list[dict[str, Any]]:
    """Return the results that some patterns name: cases by id, and failures by check, function or section.

    Raises
    ------
    ReportError
        No case matches, or none of those that match has failed.
    """
    results = {result["id"]: result for result in report["results"]}
    matches: list[dict[str, Any]] = []
    found: dict[str, dict[str, Any]] = {}
    for pattern in patterns:
        if pattern in results:
            found[pattern] = results[pattern]
            continue
        matches = [result for result in results.values() if _matches(result, pattern)]
        if not matches:
            hint = "unifyarray conformance list --cases"
            raise ReportError(message(f"{path} has no case {pattern!r}", hint))
        found |= {result["id"]: result for result in failures(matches)}
    if not found:
        fact = f"no case of {', '.join(patterns)} has failed in {path}"
        raise ReportError(message(fact, f"unifyarray conformance show '{matches[0]['id']}'"))
    return list(found.values())


def only_script(results: list[dict[str, Any]]) -> str:
    """Return the script of a single case.

    Raises
    ------
    ReportError
        There are several cases, or the case has no script.
    """
    if len(results) > 1:
        fact = f"{len(results)} cases have failed"
        raise ReportError(message(fact, f"unifyarray conformance show --script '{results[0]['id']}'"))
    text: str | None = results[0]["script"]
    if text is None:
        fact = f"the report has no script of {results[0]['id']}, whose status is {results[0]['status']}"
        raise ReportError(message(fact, f"unifyarray conformance show '{results[0]['id']}'"))
    return text.rstrip("\n")


def _matches(result: dict[str, Any], pattern: str) -> bool:
    plain = pattern.replace("[", "[[]")
    names = (result["id"], result["check"], result["function"], result["check"].partition("/")[0])
    return any(fnmatch.fnmatchcase(name, plain) for name in names) or result["id"].startswith(f"{pattern}/")


def _newest_first(paths: Iterable[Path]) -> list[Path]:
    return sorted(paths, key=lambda path: path.stat().st_mtime, reverse=True)
