"""The tables of foreign libraries in docs/hardware.md and docs/support.md, made from the reports."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from tests._support import ROOT
from tests.foreign.libraries import LIBRARIES, Library
from unifyarray_conformance.reports.causes import causes
from unifyarray_conformance.reports.report import STATUSES, applicable, percent, read
from unifyarray_conformance.reports.report import write as write_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Report = dict[str, Any]
#: A library, its report, and its report with repairs if some were needed.
Record = tuple[Library, Report, Report | None]

REPORTS: Final = ROOT / "conformance" / "reports" / "foreign"
END: Final = "<!-- end -->\n"
_NOTHING: Final = "Nothing yet: no report of such a library is recorded.\n"
#: What a condensed report leaves out.
CONDENSED: Final = (
    "Only the cases that failed or are declared are listed, with a script for each cause; the totals count all."
)
#: The number of causes of failures that a table lists.
CAUSES: Final = 5


def files(folder: Path, name: str) -> tuple[Path, Path, Path]:
    """Return the files of a library: its report, its report with repairs, and the repairs."""
    return folder / f"{name}.json", folder / f"{name}-repaired.json", folder / "repairs" / f"{name}.json"


def recorded(folder: Path) -> list[Record]:
    """Return the recorded libraries, in the order of LIBRARIES."""
    found: list[Record] = []
    for library in LIBRARIES:
        before, after, _ = files(folder, library.name)
        if before.exists():
            (report,) = read(before)
            repaired = read(after)[0] if after.exists() else None
            found.append((library, report, repaired))
    return found


def condense(path: Path) -> None:
    """Leave in a report the results of cases that failed or are declared; the totals go on counting all cases.

    Of the scripts, those of the first failure of each cause are left. A report of a library has some 5 MB, and then
    less than 1 MB.
    """
    (report,) = read(path)
    kept = [result for result in report["results"] if not STATUSES[result["status"]] or result["status"] == "xfail"]
    telling = {cause.results[0]["id"] for cause in causes(kept)}
    results = [result if result["id"] in telling else result | {"script": None} for result in kept]
    write_report(report | {"condensed": CONDENSED, "results": results}, path)


def hardware(found: list[Record]) -> str:
    """Return the table of what holds on each device, as the library is and with repairs."""
    if not found:
        return _NOTHING
    head = ("library", "device", "versions", "holds", "with repairs", "known deviations", "what it gets wrong")
    lines = [_line(head), _line(["---"] * len(head))]
    for library, report, repaired in found:
        model = ", ".join(f"{name} {value}" for name, value in report.get("hardware", {}).items())
        device = f"`{report['backend']}:{report['device']}`" + (f", {model}" if model else "")
        packages = ", ".join(f"{name} {report['packages'][name]}" for name in _own_packages(report))
        after = "not needed" if repaired is None else _share(repaired)
        cells = (device, f"{packages} ({report.get('date', 'unknown')})", _share(report), after)
        lines.append(_line((library.name, *cells, str(report["totals"]["xfail"]), library.wrong)))
    return "\n".join(lines) + "\n"


def support(found: list[Record]) -> str:
    """Return the causes of most failures of each library, and what is left with repairs."""
    if not found:
        return _NOTHING
    parts = []
    for library, report, repaired in found:
        totals = report["totals"]
        counts = ", ".join(f"{totals[status]} {status}" for status in STATUSES if totals[status])
        lines = [f"### {library.name}", "", f"{counts}. {library.wrong}", ""]
        groups = causes(report["results"])
        lines += [f"- {len(cause.results)}: {_plain(cause.title)}" for cause in groups[:CAUSES]]
        if len(groups) > CAUSES:
            rest = sum(len(cause.results) for cause in groups[CAUSES:])
            lines.append(f"- {rest} of {len(groups) - CAUSES} other causes")
        known = Counter(report["deviations"][case["id"]] for case in report["results"] if case["status"] == "xfail")
        if known:
            lines += ["", "Known deviations:", ""] if groups else ["Known deviations:", ""]
            lines += [f"- {count}: {_plain(reason, 400)}" for reason, count in known.most_common()]
        if repaired is not None:
            remaining = [result for cause in causes(repaired["results"]) for result in cause.results]
            left = ", ".join(f"`{result['id']}`" for result in remaining[:CAUSES])
            more = f" and {len(remaining) - CAUSES} more" if len(remaining) > CAUSES else ""
            lines += ["", f"With repairs {len(remaining)} fail{': ' if remaining else ''}{left}{more}."]
        parts.append("\n".join(line for line in lines) + "\n")
    return "\n".join(parts)


#: The tables by document.
DOCUMENTS: Final[dict[str, Callable[[list[Record]], str]]] = {"hardware.md": hardware, "support.md": support}


def document(name: str, text: str, found: list[Record]) -> str:
    """Return a document with its table of some records."""
    begin = f"<!-- begin: python -m tests.foreign --tables: {name} -->\n"
    before, is_there, rest = text.partition(begin)
    if not is_there:
        raise ValueError(f"the document has no line {begin!r}")
    return f"{before}{begin}\n{DOCUMENTS[name](found)}\n{END}{rest.partition(END)[2]}"


def write(folder: Path) -> None:
    """Write the documents with the tables of the reports in a folder."""
    for name in DOCUMENTS:
        source = ROOT / "docs" / name
        text = document(name, source.read_text(encoding="utf-8"), recorded(folder))
        target = source if folder == REPORTS else folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _own_packages(report: Report) -> list[str]:
    tools = ("numpy", "array-api-compat", "hypothesis", "mpmath")
    return [name for name in report["packages"] if name not in tools]


def _share(report: Report) -> str:
    totals = report["totals"]
    share = percent(report["rates"]["of_applicable"])
    text = f"{totals['pass']} of {applicable(totals)}, {share}"
    return text if report["complete"] else f"{text}, not complete"


def _plain(title: str, most: int = 140) -> str:
    """Return a title of a cause in a line of Markdown."""
    text = " ".join(title.split()).replace("|", " ").replace("<", "&lt;")
    return text if len(text) <= most else f"{text[:most]}..."


def _line(cells: Any) -> str:
    return f"| {' | '.join(cells)} |"
