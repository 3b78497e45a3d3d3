"""The command line: ``unifyarray conformance`` and ``python -m unifyarray_conformance``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from . import _report
from ._registry import select
from ._runner import EXAMPLES, QUICK_EXAMPLES, Plan, RunError, no_match, run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: Failures beyond this many are in the report alone.
_SHOWN = 40


def main(arguments: Sequence[str]) -> int:
    """Run the command line and return the exit status: 0 only if all holds, 2 for an error of usage."""
    try:
        status: Any = commands.main(list(arguments), prog_name="unifyarray conformance", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return 130
    except RunError as error:
        click.echo(error, err=True)
        return 2
    return int(status or 0)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """Show whether a backend on a device keeps the contract."""


_selection = click.option(
    "--select",
    "-s",
    "patterns",
    multiple=True,
    help="A function, a section, a check's id, with * for anything. May be repeated.",
)


@commands.command("run")
@click.option("--backend", "-b", help="A backend's name: numpy, torch. Default: the one in force.")
@click.option("--device", "-d", help="cpu, cuda, cuda:N, mps, xpu. Default: the backend's first.")
@_selection
@click.option("--examples", type=click.IntRange(1), help=f"Examples that each check draws. Default: {EXAMPLES}.")
@click.option("--minutes", type=float, help="Stop after so many minutes; what has not run is skipped.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of all that is drawn.")
@click.option("--quick", is_flag=True, help=f"{QUICK_EXAMPLES} examples for each check.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where the report goes, as JSON.")
@click.option("--resume", is_flag=True, help="Go on where a run with this --out was interrupted.")
@click.option("--jobs", type=click.IntRange(1), default=2, show_default=True, help="Processes at a time.")
@click.option("--timeout", type=float, default=60.0, show_default=True, help="Seconds that one check may take.")
@click.option("--memory", type=float, default=8.0, show_default=True, help="GiB that a process may take on the CPU.")
@click.option("--plugin", help="module:factory of a backend to register first.")
def run_command(
    backend: str | None,
    device: str | None,
    patterns: tuple[str, ...],
    examples: int | None,
    minutes: float | None,
    seed: int,
    quick: bool,
    out: Path | None,
    resume: bool,
    jobs: int,
    timeout: float,
    memory: float,
    plugin: str | None,
) -> int:
    """Run checks on a backend and device."""
    if resume and out is None:
        raise click.UsageError("--resume goes on with the file that --out names")
    plan = Plan(
        spec=_spec(backend, device),
        select=patterns,
        examples=examples or (QUICK_EXAMPLES if quick else EXAMPLES),
        seed=seed,
        plugin=plugin,
        timeout=timeout,
        memory=memory,
    )
    console = Console(stderr=True)
    with _Display(console, plan.spec) as display:
        report = run(plan, out=out, resume=resume, minutes=minutes, jobs=jobs, progress=display)
    summarise(report, console, out)
    return 0 if _report.holds(report) else 1


@commands.command("list")
@_selection
@click.option("--cases", is_flag=True, help="One line for each dtype of a check.")
def list_command(patterns: tuple[str, ...], cases: bool) -> int:
    """List the checks."""
    selected = select(patterns)
    if not selected:
        raise RunError(no_match(patterns))
    shown = set()
    for case in selected:
        line = case.id if cases else case.check.id
        if line not in shown:
            shown.add(line)
            rows = f"  rows {', '.join(case.check.rows)}" if case.check.rows else ""
            click.echo(f"{line}  {case.check.grade}{rows}")
    click.echo(f"{len({case.check.id for case in selected})} checks, {len(selected)} cases", err=True)
    return 0


def _spec(backend: str | None, device: str | None) -> str:
    """Return the specification of a backend and a device, either of which may be left open."""
    if backend is None and device is None:
        from unifyarray._selection import current

        xp = current().xp
        assert xp is not None
        return f"{xp.hooks.backend.name}:{xp.hooks.device}"
    return ":".join(part for part in (backend, device) if part)


class _Display:
    """The progress of a run, and each failure as it comes."""

    def __init__(self, console: Console, title: str) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[bad]} failed"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._task = self._progress.add_task(title, total=None, bad=0)
        self._bad = 0

    def __call__(self, result: dict[str, Any], done: int, total: int) -> None:
        self._bad += not _report.STATUSES[result["status"]]
        self._progress.update(self._task, completed=done, total=total, bad=self._bad)

    def __enter__(self) -> Callable[[dict[str, Any], int, int], None]:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def summarise(report: dict[str, Any], console: Console, out: Path | None) -> None:
    """Print what failed, a table by section, and the totals."""
    bad = [result for result in report["results"] if not _report.STATUSES[result["status"]]]
    for result in bad[:_SHOWN]:
        first = (result["message"] or result["reason"] or "").strip().partition("\n")[0]
        console.print(f"[red]{result['status']}[/red] {_escaped(result['id'])}", highlight=False)
        console.print(f"    {_escaped(first)}", highlight=False, soft_wrap=True)
    if len(bad) > _SHOWN:
        console.print(f"... and {len(bad) - _SHOWN} more", highlight=False)
    present = [status for status in _report.STATUSES if report["totals"][status]]
    table = Table(title=f"{report['backend']} on {report['device']}, seed {report['plan']['seed']}")
    table.add_column("section")
    for status in present:
        table.add_column(status, justify="right")
    sections: dict[str, Counter[str]] = {}
    for result in report["results"]:
        sections.setdefault(result["check"].partition("/")[0], Counter())[result["status"]] += 1
    for section, counts in sections.items():
        table.add_row(section, *(str(counts[status] or "") for status in present))
    table.add_row("all", *(str(report["totals"][status]) for status in present), style="bold")
    console.print(table)
    total = len(report["results"])
    counted = total - report["totals"]["unsupported"] - report["totals"]["skip"]
    held = report["totals"]["pass"] + report["totals"]["xfail"]
    console.print(
        f"{held} of {counted} hold, {counted} of {total} apply here, {report['duration']:.1f} s", highlight=False
    )
    if not report["complete"]:
        console.print("The run is not complete: its time was spent.", style="yellow")
    if out is not None:
        console.print(f"Report: {out}", highlight=False, soft_wrap=True)


def _escaped(text: str) -> str:
    return text.replace("[", r"\[")
