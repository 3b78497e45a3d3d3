"""Write the tables in docs/support.md from conformance/reports: ``python -m docs._generate.support_tables``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests._support import ROOT
from unifyarray_conformance.reference.dtypes import FLOATING
from unifyarray_conformance.reports.html import Row, rows
from unifyarray_conformance.reports.report import applicable, labels, read

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

REPORTS: Final = ROOT / "conformance" / "reports"
TARGET: Final = ROOT / "docs" / "support.md"
BEGIN: Final = "<!-- begin: python -m docs._generate.support_tables -->\n"
END: Final = "<!-- end -->\n"


def reports() -> list[dict[str, Any]]:
    """Return the recorded reports, in the order of their files."""
    return [report for path in sorted(REPORTS.glob("*.json")) for report in read(path)]


def tables(found: Sequence[dict[str, Any]]) -> str:
    """Return the tables of some reports: the runs, the functions, and how accurate they are."""
    names = labels(found)
    parts = (
        ("Runs", _runs(names, found)),
        ("Functions", _functions(names, rows(found))),
        ("Known deviations", _deviations(names, found)),
        ("Accuracy", _accuracy(names, rows(found))),
    )
    return "\n".join(f"## {title}\n\n{text}" for title, text in parts)


def _table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *lines)) + "\n"


def _runs(names: Sequence[str], found: Sequence[dict[str, Any]]) -> str:
    lines: list[list[str]] = []
    for name, report in zip(names, found, strict=True):
        totals, system = report["totals"], report["system"]
        library = ", ".join(f"{key} {value}" for key, value in report["packages"].items() if key != "unifyarray")
        machine = f"{system['system']} {system['machine']}, Python {system['python']}"
        shares = [report["rates"][rate] for rate in ("of_applicable", "of_all")]
        lines.append(
            [
                f"`{name}`",
                f"{totals['pass']} of {applicable(totals)}",
                *("none" if share is None else f"{100 * share:.2f} %" for share in shares),
                str(totals["xfail"]),
                str(totals["unsupported"]),
                f"{machine}; {library}; {report['plan']['examples']} examples",
            ]
        )
    head = ["run", "holds", "of what applies", "of all", "known deviations", "unsupported", "where and how"]
    return _table(head, lines)


def _functions(names: Sequence[str], found: Sequence[Row]) -> str:
    """Return a row for each section and each distinct result in it."""
    grouped: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for row in found:
        cells = tuple(_cell(cell.counts) for cell in row.cells)
        grouped.setdefault((row.section, cells), []).append(row.name)
    lines = [
        [section, ", ".join(f"`{name}`" for name in functions), *cells]
        for (section, cells), functions in grouped.items()
    ]
    return _table(["section", "functions", *(f"`{name}`" for name in names)], lines)


def _cell(counts: Counter[str]) -> str:
    """Return the results of a function in words, without skipped checks."""
    kept = {status: count for status, count in counts.items() if status != "skip"}
    if not kept:
        return "not checked"
    return ", ".join(f"{count} {status}" for status, count in sorted(kept.items()) if status != "pass") or "all holds"


def _deviations(names: Sequence[str], found: Sequence[dict[str, Any]]) -> str:
    lines = [
        f"- `{name}`, `{case}`: {reason}\n"
        for name, report in zip(names, found, strict=True)
        for case, reason in report["deviations"].items()
    ]
    return "".join(lines) or "None is declared.\n"


def _accuracy(names: Sequence[str], found: Sequence[Row]) -> str:
    lines: list[list[str]] = []
    for row in found:
        worst = [cell.worst.get(dtype) for cell in row.cells for dtype in FLOATING]
        if row.section == "elementwise_functions" and any(worst):
            lines.append([f"`{row.name}`", *("" if entry is None else f"{entry['ulp']:.2g}" for entry in worst)])
    text = "The largest distance from the exact value, in units of the last place; 0.5 is correct rounding."
    return f"{text}\n\n{_table(['function', *(f'`{n}` {d}' for n in names for d in FLOATING)], lines)}"


def block(text: str) -> str:
    """Return the tables in a document."""
    return text.partition(BEGIN)[2].partition(END)[0].strip("\n") + "\n"


if __name__ == "__main__":
    head, _, rest = TARGET.read_text(encoding="utf-8").partition(BEGIN)
    TARGET.write_text(f"{head}{BEGIN}\n{tables(reports())}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
