"""Reports as one HTML page that works offline and needs no other files."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import jinja2

from ..harness.registry import SECTIONS
from ..reference.dtypes import ALL, FLOATING, HALF
from .causes import causes, reason
from .report import STATUSES, Report, applicable, labels, percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: The statuses by severity. A cell of the matrix shows the most severe status of its cases.
ORDER: Final = ("crash", "timeout", "error", "fail", "xpass", "xfail", "pass", "skip", "unsupported")
#: By status: the sign that is shown in addition to the colour.
SIGNS: Final = {
    "crash": "✗", "timeout": "✗", "error": "✗", "fail": "✗", "xpass": "!", "xfail": "≈", "pass": "✓", "skip": "·",
    "unsupported": "-",
}  # fmt: skip
#: Upper limits of the colours of accuracy, in units of the last place.
HEAT: Final = (0.5, 1.0, 2.0, 4.0)
#: The columns of a picture: every dtype by its short name, and the cases without a dtype.
COLUMNS: Final = {name: name.replace("uint", "u").replace("int", "i").replace("float", "f").replace("complex", "c")
                  for name in (*ALL, *HALF)} | {None: "other"}  # fmt: skip


@dataclass
class Cell:
    """The results of one function in one report."""

    counts: Counter[str] = field(default_factory=Counter)
    checks: dict[str, Counter[str]] = field(default_factory=dict)
    listed: list[dict[str, Any]] = field(default_factory=list)
    worst: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, result: dict[str, Any]) -> None:
        """Add the result of one case."""
        status = result["status"]
        self.counts[status] += 1
        self.checks.setdefault(result["check"], Counter())[status] += 1
        if status not in ("pass", "unsupported"):
            self.listed.append(result)
        dtype, ulp = result["dtype"], result["ulp"]
        if dtype in FLOATING and ulp is not None and ulp >= self.worst.get(dtype, {"ulp": -1.0})["ulp"]:
            self.worst[dtype] = result

    @property
    def status(self) -> str:
        """The most severe status of the cases."""
        return next((status for status in ORDER if self.counts[status]), "absent")

    @property
    def text(self) -> str:
        """The text beside the sign: the number of passed cases, of the number that apply."""
        counts = dict.fromkeys(STATUSES, 0) | self.counts
        total = applicable(counts)
        return f"{counts['pass']}/{total}" if counts["pass"] < total else str(total or "")

    @property
    def title(self) -> str:
        """The number of cases with each status, as a tooltip."""
        return ", ".join(f"{self.counts[s]} {s}" for s in ORDER if self.counts[s]) or "not in this report"


@dataclass
class Row:
    """The results of one function in every report."""

    name: str
    section: str
    cells: list[Cell]

    @property
    def statuses(self) -> list[str]:
        """The statuses that occur in the row, and ``bad`` if one of them is a failure."""
        found = [status for status in ORDER if any(cell.counts[status] for cell in self.cells)]
        return found + ["bad"] * any(not STATUSES[status] for status in found)


@dataclass
class Patch:
    """The results of one section and dtype in one report: a patch of colour in the report's picture."""

    counts: Counter[str] = field(default_factory=Counter)
    ulp: float = 0.0

    def add(self, result: dict[str, Any]) -> None:
        """Add the result of one case."""
        self.counts[result["status"]] += 1
        self.ulp = max(self.ulp, result["ulp"] or 0.0)

    @property
    def failures(self) -> int:
        """The number of cases that do not hold."""
        return sum(count for status, count in self.counts.items() if not STATUSES[status])

    @property
    def color(self) -> str:
        """The class of the colour: failures, how accurate the results are, or why there is no result."""
        if self.failures:
            return "bad"
        if self.counts["pass"]:
            return f"p{_heat_class(self.ulp)}"
        return "known" if self.counts["xfail"] else "none" if self.counts else "blank"

    @property
    def text(self) -> str:
        """The number of failures, or else the largest error if it is more than correct rounding gives."""
        return str(self.failures or "") or (f"{self.ulp:.2g}" if self.ulp > HEAT[0] else "")

    @property
    def title(self) -> str:
        """The number of cases with each status, and the largest error."""
        counts = ", ".join(f"{self.counts[s]} {s}" for s in ORDER if self.counts[s]) or "no case"
        return f"{counts}, at most {self.ulp:.2g} ULP off" if self.ulp else counts


@dataclass
class Picture:
    """What holds in one report, by section and dtype."""

    columns: dict[str | None, str]
    rows: dict[str, list[Patch]]


def picture(report: Report) -> Picture:
    """Return the picture of a report: a row for each section, and a column for each dtype that has cases."""
    patches: dict[tuple[str, str | None], Patch] = {}
    for result in report["results"]:
        key = result["check"].partition("/")[0], result["dtype"]
        patches.setdefault(key, Patch()).add(result)
    columns = {dtype: short for dtype, short in COLUMNS.items() if any(key[1] == dtype for key in patches)}
    sections = sorted(dict.fromkeys(section for section, _ in patches), key=_section_position)
    blank = Patch()
    return Picture(columns, {s: [patches.get((s, dtype), blank) for dtype in columns] for s in sections})


def reasons(report: Report, status: str) -> list[tuple[str, int]]:
    """Return the reasons of cases with a status, with the number of cases of each."""
    counts = Counter(result["reason"] or "unknown" for result in report["results"] if result["status"] == status)
    return counts.most_common()


def html(reports: Sequence[Report]) -> str:
    """Return the HTML page of some reports, side by side."""
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_template), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    found = rows(reports)
    present = [status for status in ORDER if any(report["totals"][status] for report in reports)]
    return environment.get_template("report.html.j2").render(
        reports=list(zip(labels(reports), reports, strict=True)),
        pictures=list(map(picture, reports)),
        causes=[causes(report["results"]) for report in reports],
        reasons=reasons,
        reason=reason,
        short=_short_section,
        short_dtypes=_short_dtypes,
        percent=percent,
        applicable=applicable,
        mebibytes=lambda size: f"{size / 2**20:.0f} MiB",
        rows=found,
        sections=list(dict.fromkeys(row.section for row in found)),
        statuses=present,
        signs=SIGNS,
        fine=STATUSES,
        dtypes=FLOATING,
        heat=_heat_class,
        distance=_format_error,
        classes=HEAT,
        style=_template("report.css"),
        program=_template("report.js"),
    )


def _template(name: str) -> str:
    return files("unifyarray_conformance.reports").joinpath("templates", name).read_text(encoding="utf-8")


def rows(reports: Sequence[Report]) -> list[Row]:
    """Return one Row for each function in the reports, ordered by section."""
    cells: dict[str, list[Cell]] = {}
    homes: dict[str, Counter[str]] = {}
    for column, report in enumerate(reports):
        for result in report["results"]:
            name = result["function"]
            cells.setdefault(name, [Cell() for _ in reports])[column].add(result)
            homes.setdefault(name, Counter())[result["check"].partition("/")[0]] += 1
    unsorted = [Row(name, _main_section(homes[name]), found) for name, found in cells.items()]
    return sorted(unsorted, key=lambda row: ("bad" not in row.statuses, _section_position(row.section)))


def _main_section(sections: Counter[str]) -> str:
    """Return the section with most of a function's checks; names and devices only if it has no other section."""
    return max(sections, key=lambda name: (name not in ("names", "devices"), sections[name]))


def _short_section(section: str) -> str:
    stem = section.removesuffix("_functions")
    return (section if stem in SECTIONS else stem).replace("_", " ")


def _short_dtypes(dtypes: Iterable[str]) -> str:
    return " ".join(COLUMNS[dtype] for dtype in sorted(dtypes, key=list(COLUMNS).index))


def _section_position(section: str) -> int:
    known: Iterable[str] = SECTIONS
    return {name: i for i, name in enumerate(known)}.get(section, len(SECTIONS))


def _format_error(ulp: float) -> str:
    """Format an error for the heat map."""
    return f"{ulp:.2g}" if ulp >= 0.01 or ulp == 0 else "<0.01"


def _heat_class(ulp: float) -> int:
    """Return the index of an error's colour in the heat map: 0 if the result is exact or correctly rounded."""
    return sum(ulp > end for end in HEAT)
