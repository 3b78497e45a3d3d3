"""The command ``unifyarray conformance repair``."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from rich.console import Console

from unifyarray._backend.repairs import as_json
from unifyarray._core import configuration
from unifyarray._core.errors import message

from ..harness.plan import RunError
from ..reports.report import read
from .making import make

if TYPE_CHECKING:
    from .making import Made


#: Seconds between lines of progress if the output is not a terminal.
_PAUSE: Final = 30.0


@click.command("repair", short_help="Find and repair the causes of failures on a device.")
@click.argument("path", metavar="REPORT", type=click.Path(path_type=Path))
@click.option(
    "--out",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("repairs.json"),
    show_default=True,
    help="File to write the repairs to.",
)
@click.option("--jobs", type=click.IntRange(1), default=2, show_default=True, help="Number of parallel processes.")
@click.option(
    "--check-entries/--no-check-entries",
    default=True,
    show_default=True,
    help="Run the failed cases again without each entry, and drop the entries that no case needs.",
)
def repair_command(path: Path, out: Path, jobs: int, check_entries: bool) -> int:
    """Find the kernels and functions behind a report's failures, and write them to a file.

    UNIFYARRAY_REPAIRS=repairs.json then computes them on the host. The exit status is 1 if a case still fails. The
    command runs the scripts that the report contains: pass only reports that you trust.
    """
    reports = read(path)
    if len(reports) > 1:
        fact = f"{path} contains {len(reports)} reports"
        raise RunError(message(fact, "pass the report of a single run: unifyarray conformance run --out FILE"))
    console = Console(stderr=True)
    with console.status("repair") as status:
        shown = [time.monotonic()]

        def progress(what: str, done: int, total: int) -> None:
            text = f"{what} {done}/{total}"
            status.update(text)
            if not console.is_terminal and time.monotonic() - shown[0] >= _PAUSE:
                shown[0] = time.monotonic()
                click.echo(text, err=True)

        made = make(reports[0], jobs=jobs, progress=progress, check_entries=check_entries)
    out.write_text(_dumps(made), encoding="utf-8")
    for line in summary(made, out):
        click.echo(line, err=True)
    return 1 if made.remaining else 0


def _dumps(made: Made) -> str:
    """Return the file, with each entry on a line of its own."""
    content = as_json(made.repairs)
    head = json.dumps(content | {"entries": []}, indent=1).removesuffix("[]\n}")
    lines = ",\n".join(f"  {json.dumps(entry)}" for entry in content["entries"])
    return f"{head}[\n{lines}\n ]\n}}\n"


def summary(made: Made, out: Path) -> list[str]:
    """Return what the command prints: the repairs, and each case that remains with its reason."""
    lines = [f"{entry.grain} {entry}: {len(entry.ids)} cases" for entry in made.repairs.entries]
    lines += [f"{case} passes without a repair" for case in made.unneeded]
    lines += [f"{case.id} is not repaired: {case.reason}" for case in made.remaining]
    failed = len(made.repaired) + len(made.unneeded) + len(made.remaining)
    lines.append(f"{len(made.repaired)} of {failed} failed cases are repaired, {len(made.remaining)} remain")
    lines.append(f"Repairs: {out}. Use them: {configuration.REPAIRS}={out}")
    return lines


__all__ = ["repair_command", "summary"]
