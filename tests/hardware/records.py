"""Records of the checks on accelerators, as files beside the suite's reports, and the tables made from them."""

from __future__ import annotations

import datetime as dt
import json
from importlib import metadata
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import unifyarray as ua
from tests._support import ROOT
from tests.hardware import ratios, testing, waiting
from unifyarray_conformance.reports.report import OUT_OF_TIME, applicable, holds, read

if TYPE_CHECKING:
    from pathlib import Path

REPORTS: Final = ROOT / "conformance" / "reports"
TARGET: Final = ROOT / "docs" / "hardware.md"
#: The folder of the records, in the folder of the reports.
FOLDER: Final = "hardware"
END: Final = "<!-- end -->\n"
_NOTHING: Final = (
    "Nothing yet: no report of a run on an accelerator is recorded. Nothing on this page was verified on one.\n"
)

Record = dict[str, Any]


def file_of(spec: str) -> str:
    """Return the file name for a device."""
    return f"{spec.replace(':', '-')}.json"


def today() -> str:
    """Return the date."""
    return dt.datetime.now(dt.UTC).date().isoformat()


def served_by(spec: str) -> Record:
    """Return the model of a device, and the versions of its packages."""
    hooks = ua.namespace(spec).native.hooks
    backend = hooks.backend
    packages = {"unifyarray": metadata.version("unifyarray"), backend.distribution: backend.version()}
    for name in ("numpy", "array-api-compat"):
        packages[name] = metadata.version(name)
    return {"hardware": backend.describe(hooks.device), "packages": packages}


class Outcome(NamedTuple):
    """What a step found, and whether the step came to its end."""

    found: Any
    complete: bool


def cut_off(folder: Path, spec: str) -> Path:
    """Return the file of a suite's report on a device until the report is complete."""
    return folder / FOLDER / "cut-off" / file_of(spec)


def keep(folder: Path, spec: str, step: str, found: Any, *, complete: bool = True) -> Path:
    """Write the result of a step, with versions, into the record of a device; keep other steps. Return the file.

    A part of a step does not replace a complete result.
    """
    path = folder / FOLDER / file_of(spec)
    backend, _, device = spec.partition(":")
    record: Record = {"backend": backend, "device": device, "steps": {}}
    if path.exists():
        record = json.loads(path.read_text(encoding="utf-8"))
    if not complete and record["steps"].get(step, {"complete": False}).get("complete", True):
        return path
    record["steps"] |= {step: {"date": today()} | served_by(spec) | {"complete": complete, "found": found}}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return path


def records(folder: Path) -> list[Record]:
    """Return one record for each recorded accelerator; the suite's report counts as a step.

    The report of a suite that was cut off counts if there is no complete one.
    """
    found: dict[tuple[str, str], Record] = {}
    for path in sorted((folder / FOLDER).glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        found[record["backend"], record["device"]] = record
    for path in sorted((folder / FOLDER / "cut-off").glob("*.json")) + sorted(folder.glob("*.json")):
        for report in read(path):
            key = report["backend"], report["device"]
            record = found.setdefault(key, {"backend": key[0], "device": key[1], "steps": {}})
            record["steps"]["suite"] = _step_of(report)
    return [found[key] for key in sorted(found) if key[1] != "cpu"]


def _step_of(report: Record) -> Record:
    """Return the suite's report as a step, without the versions of the suite's own tools."""
    packages = {name: version for name, version in report["packages"].items() if name not in _TOOLS}
    # The schema of a report does not require the date and the hardware.
    date, hardware = report.get("date", "unknown"), report.get("hardware", {})
    return {
        "date": date,
        "hardware": hardware,
        "packages": packages,
        "complete": report["complete"],
        "found": report,
    }


_TOOLS: Final = ("hypothesis", "mpmath")


# -- tables --------------------------------------------------------------------------------------------


def verified(found: list[Record]) -> str:
    """Return the table of verified devices: the hardware, the result of each step, and its date."""
    if not found:
        return _NOTHING
    head = ("device", "hardware", *_CELLS, "by way of the host")
    lines = [_line(head), _line(["---"] * len(head))]
    for record in found:
        host_fallbacks = record["steps"].get("suite", {"found": {}})["found"].get("host_fallbacks", ())
        cells = [_cell(record, step) for step in _CELLS]
        detoured = ", ".join(f"`{name}`" for name in host_fallbacks) or "nothing"
        lines.append(_line([_name(record), _in_words(_served(_latest(record))), *cells, detoured]))
    return "\n".join(lines) + "\n"


def speed(found: list[Record]) -> str:
    """Return the ratios of every function, by device."""
    parts = []
    for record in found:
        step = record["steps"].get("ratios")
        if step is None:
            continue
        rows = step["found"]
        head = ("function", "compared with", "elements", "takes", *ratios.TIERS, "limit")
        lines = [_line(head), "|---|---|" + "---:|" * (len(head) - 2), *(_line(_ratio(row)) for row in rows)]
        intro = f"{_in_words(_served(step))}; {step['date']}. {_of_limits(rows)}."
        parts.append(f"### {_name(record)}\n\n{intro}\n\n" + "\n".join(lines) + "\n")
    return "\n".join(parts) or "Nothing yet: no figures of an accelerator are recorded.\n"


#: The tables of the document, by the name in the line before each.
TABLES: Final = {"verified": verified, "speed": speed}


def document(text: str, found: list[Record]) -> str:
    """Return the document with the tables of some records."""
    for name, table in TABLES.items():
        begin = f"<!-- begin: python -m tests.hardware --tables: {name} -->\n"
        before, is_there, rest = text.partition(begin)
        if not is_there:
            raise ValueError(f"the document has no line {begin!r}")
        text = f"{before}{begin}\n{table(found)}\n{END}{rest.partition(END)[2]}"
    return text


def _line(cells: Any) -> str:
    return f"| {' | '.join(cells)} |"


def _name(record: Record) -> str:
    return f"`{record['backend']}:{record['device']}`"


def _latest(record: Record) -> Record:
    """Return the step that ran last; the versions of the other steps are compared with its versions."""
    latest: Record = max(record["steps"].values(), key=lambda step: (step["date"] != "unknown", step["date"]))
    return latest


def _served(step: Record) -> dict[str, str]:
    return {**step["hardware"], **step["packages"]}


def _in_words(served: dict[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in served.items())


def _cell(record: Record, step: str) -> str:
    entry = record["steps"].get(step)
    if entry is None:
        return "not run"
    describe, kept = _CELLS[step]
    complete = entry.get("complete", True)
    mark = "" if kept(entry["found"]) else "**fails**: "
    if not complete:
        mark = "not complete: "
    latest = _served(_latest(record))
    others = {name: version for name, version in _served(entry).items() if latest.get(name) != version}
    on = f" on {_in_words(others)}" if others else ""
    return f"{mark}{describe(entry['found'])} ({entry['date']}{on})"


def _of_suite(report: Record) -> str:
    totals = report["totals"]
    skipped = sum(result["reason"] == OUT_OF_TIME for result in report["results"])
    return f"{totals['pass']} of {applicable(totals)} hold" + (f", {skipped} not run" if skipped else "")


def _of_official(found: Record) -> str:
    return f"{testing.describe(found)}, {found['examples']} examples, {found['version']} at {found['commit'][:7]}"


def _of_limits(rows: list[Record]) -> str:
    compared = [row for row in rows if ratios.is_compared(row)]
    return f"{sum(map(ratios.kept, compared))} of {len(compared)} functions keep their limit"


def _all_kept(rows: list[Record]) -> bool:
    return all(map(ratios.kept, rows)) and any(map(ratios.is_compared, rows))


#: By step: functions that return the result in words, and whether everything holds.
_CELLS: Final[dict[str, Any]] = {
    "suite": (_of_suite, holds),
    "tests": (testing.describe, testing.kept),
    "waits": (waiting.describe, waiting.kept),
    "ratios": (_of_limits, _all_kept),
    "official": (_of_official, testing.kept),
}


def outcome(step: str, found: Any) -> tuple[str, bool]:
    """Return the result of a step in words, and whether everything holds."""
    describe, kept = _CELLS[step]
    return describe(found), kept(found)


def _ratio(row: Record) -> list[str]:
    if "unmeasured" in row or not ratios.is_compared(row):
        nothing = f"nothing: {'; '.join(row.get('obstacles', {}).values())}"
        said = f"not measured: {row['unmeasured']}" if "unmeasured" in row else nothing
        return [f"`{row['function']}`", said.replace("|", " "), *[""] * 5]
    over = [f"{row['ratios'][tier]:.3f}" if tier in row["ratios"] else row["failures"][tier] for tier in ratios.TIERS]
    tiers = [
        f"{value} !" if not ratios.keeps(row, tier) else value for tier, value in zip(ratios.TIERS, over, strict=True)
    ]
    takes = f"{row['seconds'] * 1e6:.4g} us"
    return [f"`{row['function']}`", f"`{row['raw']}`", f"{row['elements']:,}", takes, *tiers, f"{row['limit']:g}"]
