"""Results as text, Markdown and JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tests.benchmarks.measure import Measured
from tests.benchmarks.rows import PEERS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

OURS: Final = "unifyarray"
#: Line of a document above the tables.
MARKER: Final = "<!-- Below: python -m tests.benchmarks --into docs/benchmarks.md -->"
_HEAD: Final = ("", "compared with", "takes", OURS, "limit", *PEERS)
#: A further column of tables that compare the memory: how much more ours has in use, in arrays of the operand's size.
_MEMORY: Final = "more memory"
#: One temporary more. The system counts pages of 2 MB, a quarter of the operand.
_MOST_MEMORY: Final = 1.3


@dataclass(frozen=True)
class Result:
    """The figures of one row on one device."""

    name: str
    against: str
    shape: tuple[int, ...] | None
    limit: float | None
    measured: Measured
    memory: float | None = None

    @property
    def is_over(self) -> bool:
        """Whether the ratio is over its limit."""
        return self.limit is not None and self.measured.ratios[OURS] > self.limit


@dataclass
class Table:
    """Results of one kind on one device, and sentences about the device."""

    title: str
    results: list[Result] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def text(tables: Iterable[Table]) -> str:
    """Return the tables for a terminal."""
    parts = []
    for table in tables:
        lines = [_head(table), *(_cells(result, table) for result in table.results)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
        body = ["  ".join(map(_pad, range(len(line)), line, widths)) for line in (lines if table.results else [])]
        parts.append("\n".join([table.title, *body, *table.notes]))
    return "\n\n".join(parts) + "\n"


def _pad(column: int, cell: str, width: int) -> str:
    return cell.ljust(width) if column < 2 else cell.rjust(width)


def markdown(tables: Iterable[Table], machine: dict[str, str]) -> str:
    """Return the tables for the documentation."""
    parts = ["Recorded with " + ", ".join(f"{name} {value}" for name, value in machine.items()) + "."]
    for table in tables:
        lines = [f"## {table.title}", ""]
        if table.results:
            head = _head(table)
            lines += ["| " + " | ".join(head) + " |", "|---|---|" + "---:|" * (len(head) - 2)]
            for result in table.results:
                first, second, *rest = _cells(result, table)
                lines.append("| " + " | ".join([f"`{first}`", f"`{second}`", *rest]) + " |")
            lines.append("")
        lines += table.notes
        parts.append("\n".join(lines).rstrip())
    return "\n\n".join(parts) + "\n"


def save(path: Path, machine: dict[str, str], tables: Iterable[Table]) -> None:
    """Write the tables as JSON."""
    path.write_text(json.dumps({"machine": machine, "tables": [asdict(table) for table in tables]}, indent=1) + "\n")


def load(path: Path) -> tuple[dict[str, str], list[Table]]:
    """Read a file written by ``save``."""
    found: dict[str, Any] = json.loads(path.read_text())
    return found["machine"], [
        Table(
            table["title"],
            [Result(**row | {"measured": Measured(**row["measured"])}) for row in table["results"]],
            table["notes"],
        )
        for table in found["tables"]
    ]


def _has_memory(table: Table) -> bool:
    return any(result.memory is not None for result in table.results)


def _head(table: Table) -> tuple[str, ...]:
    return (*_HEAD, _MEMORY) if _has_memory(table) else _HEAD


def _cells(result: Result, table: Table) -> tuple[str, ...]:
    measured = result.measured
    size = "" if result.shape is None else f" [{', '.join(f'{length:,}' for length in result.shape)}]"
    ours = f"{measured.ratios[OURS]:.2f}" + (" !" if result.is_over else "")
    limit = "" if result.limit is None else f"{result.limit:g}"
    peers = [_peer(measured, peer) for peer in PEERS]
    cells = (result.name + size, result.against, _time(measured.seconds), ours, limit, *peers)
    if not _has_memory(table):
        return cells
    return (*cells, "" if result.memory is None else f"{result.memory:.1f}" + " !" * (result.memory > _MOST_MEMORY))


def _peer(measured: Measured, peer: str) -> str:
    if peer in measured.ratios:
        return f"{measured.ratios[peer]:.2f}"
    return measured.failures[peer].partition(":")[0] if peer in measured.failures else ""


def _time(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"
