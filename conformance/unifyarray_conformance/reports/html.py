"""Reports as one HTML file that needs nothing else: no network, no other file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import jinja2

from ..harness.registry import SECTIONS
from ..reference.dtypes import FLOATING
from .report import STATUSES, Report, applicable, labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: The statuses, the most telling first: a cell of the matrix shows the first that occurs.
ORDER: Final = ("crash", "timeout", "error", "fail", "xpass", "xfail", "pass", "skip", "unsupported")
#: What stands for a status beside its colour.
SIGNS: Final = {
    "crash": "✗", "timeout": "✗", "error": "✗", "fail": "✗", "xpass": "!", "xfail": "≈", "pass": "✓", "skip": "·",
    "unsupported": "-",
}  # fmt: skip
#: Upper ends of the classes of the heat map, in units of the last place.
HEAT: Final = (0.5, 1.0, 2.0, 4.0)


@dataclass
class Cell:
    """One function in one report."""

    counts: Counter[str] = field(default_factory=Counter)
    checks: dict[str, Counter[str]] = field(default_factory=dict)
    told: list[dict[str, Any]] = field(default_factory=list)
    worst: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, result: dict[str, Any]) -> None:
        """Take a result in."""
        status = result["status"]
        self.counts[status] += 1
        self.checks.setdefault(result["check"], Counter())[status] += 1
        if status not in ("pass", "unsupported"):
            self.told.append(result)
        dtype, ulp = result["dtype"], result["ulp"]
        if dtype in FLOATING and ulp is not None and ulp >= self.worst.get(dtype, {"ulp": -1.0})["ulp"]:
            self.worst[dtype] = result

    @property
    def status(self) -> str:
        """The most telling status."""
        return next((status for status in ORDER if self.counts[status]), "absent")

    @property
    def text(self) -> str:
        """What the matrix shows beside the sign: how many hold, of how many that apply."""
        counts = dict.fromkeys(STATUSES, 0) | self.counts
        total = applicable(counts)
        return f"{counts['pass']}/{total}" if counts["pass"] < total else str(total or "")

    @property
    def title(self) -> str:
        """The counts in words."""
        return ", ".join(f"{self.counts[s]} {s}" for s in ORDER if self.counts[s]) or "not in this report"


@dataclass
class Row:
    """One function in every report."""

    name: str
    section: str
    cells: list[Cell]

    @property
    def statuses(self) -> list[str]:
        """The statuses that occur in it, and ``bad`` where one of them does not hold."""
        found = [status for status in ORDER if any(cell.counts[status] for cell in self.cells)]
        return found + ["bad"] * any(not STATUSES[status] for status in found)


def html(reports: Sequence[Report]) -> str:
    """Return the page of some reports, side by side."""
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_template), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    found = rows(reports)
    present = [status for status in ORDER if any(report["totals"][status] for report in reports)]
    return environment.get_template("report.html.j2").render(
        reports=list(zip(labels(reports), reports, strict=True)),
        rows=found,
        sections=list(dict.fromkeys(row.section for row in found)),
        statuses=present,
        signs=SIGNS,
        fine=STATUSES,
        dtypes=FLOATING,
        heat=_heat,
        distance=_distance,
        classes=HEAT,
        style=_template("report.css"),
        program=_template("report.js"),
    )


def _template(name: str) -> str:
    return files("unifyarray_conformance.reports").joinpath("templates", name).read_text(encoding="utf-8")


def rows(reports: Sequence[Report]) -> list[Row]:
    """Return the functions of some reports, by section."""
    cells: dict[str, list[Cell]] = {}
    homes: dict[str, Counter[str]] = {}
    for column, report in enumerate(reports):
        for result in report["results"]:
            name = result["function"]
            cells.setdefault(name, [Cell() for _ in reports])[column].add(result)
            homes.setdefault(name, Counter())[result["check"].partition("/")[0]] += 1
    unsorted = [Row(name, _home(homes[name]), found) for name, found in cells.items()]
    return sorted(unsorted, key=lambda row: _place(row.section))


def _home(sections: Counter[str]) -> str:
    """Return the section that a function is mostly checked in; names and devices only for want of another."""
    return max(sections, key=lambda name: (name not in ("names", "devices"), sections[name]))


def _place(section: str) -> int:
    known: Iterable[str] = SECTIONS
    return {name: i for i, name in enumerate(known)}.get(section, len(SECTIONS))


def _distance(ulp: float) -> str:
    """Return a distance as the heat map shows it."""
    return f"{ulp:.2g}" if ulp >= 0.01 or ulp == 0 else "<0.01"


def _heat(ulp: float) -> int:
    """Return the class of a distance in the heat map, 0 for what is exact or rounded correctly."""
    return sum(ulp > end for end in HEAT)
