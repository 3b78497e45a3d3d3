"""Terminal output of the commands: progress, summaries, differences and verdicts."""

from __future__ import annotations

import threading
import time
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from . import report as _report
from .causes import causes, reason
from .diff import CHANGES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rich.console import Console

    from ..harness.audit import Verdict
    from .causes import Cause
    from .diff import Change, Diff

#: If there are more failures than this, only some of each cause are printed. The report lists all failures.
SHOWN: Final = 40
#: The number of failures of a cause that are printed then.
EXAMPLES: Final = 2
#: Maximum number of causes that are printed.
CAUSES: Final = 25

#: Maximum number of reasons that are printed for each of unsupported and skipped cases; the report lists all reasons.
REASONS: Final = 8

#: Seconds between lines about the progress, if the output is not a terminal.
INTERVAL: Final = 30.0


class Lines:
    """Progress of a run as a line every 30 seconds, for logs."""

    def __init__(self, console: Console, title: str, interval: float = INTERVAL) -> None:
        self._console = console
        self._title = title
        self._interval = interval
        self._state = "no case has finished"
        self._bad = 0
        self._started = time.monotonic()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._print, daemon=True)

    def __call__(self, result: dict[str, Any], done: int, total: int) -> None:
        """Count one more finished case."""
        self._bad += not _report.STATUSES[result["status"]]
        self._state = f"{done} of {total} cases, {self._bad} failed, last {result['id']}"

    def _print(self) -> None:
        while not self._ended.wait(self._interval):
            took = time.monotonic() - self._started
            line = f"{self._title}: {self._state} ({took:.0f} s)"
            self._console.print(escaped(line), highlight=False, soft_wrap=True)

    def __enter__(self) -> Callable[[dict[str, Any], int, int], None]:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()


def progress(console: Console, title: str) -> Display | Lines:
    """Return the display of a run's progress: a bar in a terminal, otherwise lines."""
    return Display(console, title) if console.is_terminal else Lines(console, title)


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
    _print_causes(causes(report["results"]), console)
    _print_deviations([r for r in report["results"] if r["status"] == "xfail"], console)
    totals = report["totals"]
    present = [status for status in _report.STATUSES if totals[status]]
    title = f"{report['backend']} on {report['device']}, seed {report['plan']['seed']}"
    table = Table(
        title=title, title_justify="left", **({} if console.is_terminal else {"box": None, "pad_edge": False})
    )
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
    for status in ("unsupported", "skip"):
        _print_reasons(apart[status], Counter(r["reason"] for r in report["results"] if r["status"] == status), console)
    if not report["complete"]:
        console.print(f"The run is not complete: {_why_incomplete(report)}", style="yellow", highlight=False)
    if report.get("peak_memory"):
        peaks = (f"{kind} {entry['bytes'] / 2**20:.0f} MiB" for kind, entry in report["peak_memory"].items())
        console.print(f"Peak memory of a process: {', '.join(peaks)}.", highlight=False)
    if report["note"]:
        console.print(f"Unknown: {escaped(report['note'])}", style="yellow")
    if report.get("condensed"):
        console.print(escaped(report["condensed"]), style="yellow")
    if out is not None:
        console.print(f"Report: {out}", highlight=False, soft_wrap=True)


def _why_incomplete(report: _report.Report) -> str:
    """Return the reason, the message of its first case, and how to go on."""
    reason = _report.why_incomplete(report["results"])
    told = next((result["message"] for result in report["results"] if result["reason"] == reason), None)
    cause = f":\n{told.strip()}" if told else "."
    return escaped(f"{reason}{cause}\nThe other cases: unifyarray conformance run --resume, with the same options.")


def _print_causes(found: list[Cause], console: Console) -> None:
    """Print failures by cause, each with its reason; if there are many, some of each cause."""
    total = sum(len(cause.results) for cause in found)
    shown = EXAMPLES if total > SHOWN else total
    for cause in found[:CAUSES]:
        dtypes = f" ({', '.join(cause.dtypes)})" if cause.dtypes else ""
        line = f"[red]{', '.join(cause.statuses)}[/red] {len(cause.results)} x {escaped(cause.title)}{dtypes}"
        console.print(line, highlight=False, soft_wrap=True)
        for result in cause.results[:shown]:
            console.print(f"    {escaped(result['id'])}", highlight=False, soft_wrap=True)
            console.print(f"        {escaped(reason(result))}", highlight=False, soft_wrap=True)
        if len(cause.results) > shown:
            console.print(f"    and {len(cause.results) - shown} more of this cause", highlight=False)
    if len(found) > CAUSES:
        rest = sum(len(cause.results) for cause in found[CAUSES:])
        console.print(
            f"... and {_count(rest, 'failure')} of {_count(len(found) - CAUSES, 'other cause')}", highlight=False
        )
    if found:
        console.print(
            f"{_count(total, 'failure')}, {_count(len(found), 'cause')}. To see the message and the script of one: "
            f"unifyarray conformance show '{escaped(found[0].results[0]['id'])}'",
            highlight=False,
            soft_wrap=True,
        )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _print_deviations(results: list[dict[str, Any]], console: Console) -> None:
    for result in results[:SHOWN]:
        console.print(f"[yellow]xfail[/yellow] {escaped(result['id'])}", highlight=False)
        console.print(f"    {escaped(result['reason'] or '')}", highlight=False, soft_wrap=True)
    if len(results) > SHOWN:
        console.print(f"... and {len(results) - SHOWN} more known deviations", highlight=False)


def _print_reasons(words: str, reasons: Counter[str | None], console: Console) -> None:
    """Print the reasons of unsupported or skipped cases with the number of cases of each."""
    for text, count in reasons.most_common(REASONS):
        console.print(f"  {count} {words}: {escaped(text or 'unknown')}", highlight=False, soft_wrap=True)
    if len(reasons) > REASONS:
        rest = reasons.total() - sum(count for _, count in reasons.most_common(REASONS))
        console.print(f"  {rest} {words} for {len(reasons) - REASONS} other reasons, in the report", highlight=False)


def show_result(result: dict[str, Any], console: Console) -> None:
    """Print everything that a report says about a case: status, reason, message, accuracy and script."""
    fine = _report.STATUSES[result["status"]]
    line = f"[{'green' if fine else 'red'}]{result['status']}[/] {escaped(result['id'])}"
    console.print(line, highlight=False, soft_wrap=True)
    if result["reason"] or not fine:
        console.print(escaped(reason(result)), highlight=False, soft_wrap=True)
    if result["ulp"] is not None:
        at = f" at {result['ulp_input']}" if result["ulp_input"] else ""
        console.print(f"largest error: {result['ulp']:.3g} ULP{escaped(at)}", highlight=False, soft_wrap=True)
    for title in ("message", "script"):
        if result[title]:
            console.print(f"\n{title}:", style="bold")
            console.out(result[title].rstrip("\n"), highlight=False)


def _percent(report: _report.Report, rate: str) -> str:
    return _report.percent(report["rates"][rate])


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
        if name in ("added", "removed"):
            for line in _grouped(changes):
                console.print(f"  {escaped(line)}", highlight=False, soft_wrap=True)
            changes = [change for change in changes if change.after is not None and not _report.STATUSES[change.after]]
        for change in changes:
            console.print(f"  {escaped(_describe_change(name, change))}", highlight=False, soft_wrap=True)
    if diff.is_empty:
        console.print("No differences.")


def _grouped(changes: list[Change]) -> list[str]:
    """Return a line for each section of the cases that only one report has: how many, and with which statuses."""
    sections: dict[str, Counter[str]] = {}
    for change in changes:
        status = change.before or change.after or "none"
        sections.setdefault(change.id.partition("/")[0], Counter())[status] += 1
    return [
        f"{section}: {', '.join(f'{count} {status}' for status, count in counts.most_common())}"
        for section, counts in sections.items()
    ]


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
