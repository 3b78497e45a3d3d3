"""Terminal output of the commands: progress, summaries, differences and verdicts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from . import report as _report
from .diff import CHANGES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rich.console import Console

    from ..harness.audit import Verdict
    from .diff import Change, Diff

#: Maximum number of failures that are printed. The report lists all failures.
SHOWN: Final = 40

#: Maximum number of reasons for unsupported and skipped cases in the summary; the report lists all reasons.
REASONS: Final = 8


class Display:
    """Progress bar of a run, with the number of failures."""

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
        """Show one more finished case."""
        self._bad += not _report.STATUSES[result["status"]]
        self._progress.update(self._task, completed=done, total=total, bad=self._bad)

    def __enter__(self) -> Callable[[dict[str, Any], int, int], None]:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def summarise(report: _report.Report, console: Console, out: Path | None) -> None:
    """Print failures, known deviations, a table of the sections, and both pass rates."""
    _print_results([r for r in report["results"] if not _report.STATUSES[r["status"]]], "red", console)
    _print_results([r for r in report["results"] if r["status"] == "xfail"], "yellow", console)
    totals = report["totals"]
    present = [status for status in _report.STATUSES if totals[status]]
    table = Table(title=f"{report['backend']} on {report['device']}, seed {report['plan']['seed']}")
    table.add_column("section")
    for status in present:
        table.add_column(status, justify="right")
    sections: dict[str, Counter[str]] = {}
    for result in report["results"]:
        sections.setdefault(result["check"].partition("/")[0], Counter())[result["status"]] += 1
    for section, counts in sections.items():
        table.add_row(section, *(str(counts[status] or "") for status in present))
    table.add_row("all", *(str(totals[status]) for status in present), style="bold")
    console.print(table)
    of_all = len(report["results"])
    console.print(
        f"{totals['pass']} of {_report.applicable(totals)} applicable cases pass "
        f"({_percent(report, 'of_applicable')}), {_percent(report, 'of_all')} of all {of_all}; "
        f"{report['duration']:.1f} s",
        highlight=False,
    )
    beyond = [r for r in report["results"] if not _report.STATUSES[r["status"]] and r.get("beyond_standard")]
    if beyond:
        console.print(f"Beyond the standard, which leaves open what they check: {len(beyond)} of these failures.")
    apart = {"xfail": "known deviations", "unsupported": "unsupported", "skip": "skipped"}
    counted = ", ".join(f"{totals[status]} {words}" for status, words in apart.items() if totals[status])
    if counted:
        console.print(f"Not counted as passed: {counted}.", highlight=False)
    reasons = Counter(r["reason"] for r in report["results"] if r["status"] in ("unsupported", "skip"))
    for reason, count in reasons.most_common(REASONS):
        console.print(f"  {count} because {escaped(reason or 'unknown')}", highlight=False, soft_wrap=True)
    if len(reasons) > REASONS:
        console.print(f"  and {len(reasons) - REASONS} other reasons, in the report", highlight=False)
    if not report["complete"]:
        console.print("The run is not complete: it reached its time limit.", style="yellow")
    if report["note"]:
        console.print(f"Unknown: {escaped(report['note'])}", style="yellow")
    if out is not None:
        console.print(f"Report: {out}", highlight=False, soft_wrap=True)


def _print_results(results: list[dict[str, Any]], color: str, console: Console) -> None:
    for result in results[:SHOWN]:
        first = (result["message"] or result["reason"] or "").strip().partition("\n")[0]
        console.print(f"[{color}]{result['status']}[/{color}] {escaped(result['id'])}", highlight=False)
        console.print(f"    {escaped(first)}", highlight=False, soft_wrap=True)
    if len(results) > SHOWN:
        console.print(f"... and {len(results) - SHOWN} more", highlight=False)


def _percent(report: _report.Report, rate: str) -> str:
    share = report["rates"][rate]
    return "none" if share is None else f"{100 * share:.2f} %"


#: By kind of change: the explanation and the colour.
_HEADINGS: Final = {
    "regressed": ("passed before, fails now", "red"),
    "fixed": ("failed before, passes now", "green"),
    "changed": ("different status", "yellow"),
    "added": ("only in the second report", "cyan"),
    "removed": ("only in the first report", "cyan"),
    "drift": ("different accuracy", "yellow"),
}


def show_diff(diff: Diff, console: Console) -> None:
    """Print the differences between two reports."""
    for line in diff.unlike:
        console.print(f"different setting: {escaped(line)}", style="dim", highlight=False)
    for name in CHANGES:
        changes: list[Change] = getattr(diff, name)
        if changes:
            words, color = _HEADINGS[name]
            console.print(f"[{color}]{name}[/{color}]: {len(changes)} ({words})", highlight=False)
        for change in changes:
            console.print(f"  {escaped(_describe_change(name, change))}", highlight=False, soft_wrap=True)
    if diff.is_empty:
        console.print("No differences.")


def _describe_change(kind: str, change: Change) -> str:
    if kind == "drift":
        before, after = (f"{ulp or 0.0:.3g}" for ulp in (change.ulp_before, change.ulp_after))
        where = f" at {change.ulp_input}" if change.ulp_input else ""
        return f"{change.id}: {before} -> {after} ULP{where}"
    statuses = f"{change.before or 'none'} -> {change.after or 'none'}"
    return f"{change.id}: {statuses}" + (f": {change.message}" if change.message else "")


def show_verdict(verdict: Verdict, console: Console) -> None:
    """Print the verdict on an override, unless the override is needed exactly as declared."""
    if not verdict.needed:
        console.print(f"[yellow]no longer needed[/yellow] {verdict.name}: {escaped(verdict.why)}", highlight=False)
    elif not verdict.declared:
        fact = f"{verdict.case} passes without the override, but {verdict.why}"
        console.print(f"[yellow]wrong case declared[/yellow] {verdict.name}: {escaped(fact)}", highlight=False)
    if not verdict.needed or not verdict.declared:
        console.print(f"    {escaped(verdict.reason)} {verdict.upstream or ''}", highlight=False, soft_wrap=True)


def escaped(text: str) -> str:
    """Escape a text for rich, which would read square brackets as markup."""
    return text.replace("[", r"\[")
