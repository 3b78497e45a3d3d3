"""The command line: ``unifyarray conformance`` and ``python -m unifyarray_conformance``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from unifyarray._cli.completion import complete_backends, complete_devices
from unifyarray._core import configuration
from unifyarray._core.errors import message
from unifyarray._runtime import entries

from .harness.audit import audit
from .harness.deviations import read as read_deviations
from .harness.registry import SECTIONS, add_modules, select
from .harness.runner import EXAMPLES, QUICK_EXAMPLES, Plan, RunError, no_match, run, spec_of
from .repair.command import repair_command
from .reports import files as _files
from .reports import report as _report
from .reports.badge import badge
from .reports.diff import DRIFT, diff
from .reports.html import html
from .reports.report import ReportError
from .reports.terminal import progress, show_diff, show_result, show_verdict, summarise

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit status: 0 for success, 1 if problems were found, 2 for wrong usage."""
    try:
        status: Any = commands.main(list(arguments), prog_name="unifyarray conformance", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return 130
    except ReportError as error:
        click.echo(error, err=True)
        return 2
    return int(status or 0)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """Check whether a backend on a device keeps the contract."""


_selection = click.option(
    "--select",
    "-s",
    "patterns",
    multiple=True,
    shell_complete=lambda _context, _option, text: [name for name in SECTIONS if name.startswith(text)],
    help="A function, a section, a check's id, or a row of the contract (row:12). * matches anything. Can be repeated.",
)
_device = click.option(
    "--device",
    "-d",
    shell_complete=complete_devices,
    help="cpu, cuda, cuda:N, mps, xpu or an extension's kind. Default: the backend's first device.",
)
_backend = click.option(
    "--backend",
    "-b",
    shell_complete=complete_backends,
    help="Name of a backend, such as numpy or torch. Default: the selected backend.",
)
_imports = click.option(
    "--import",
    "imports",
    multiple=True,
    help="A module to import first, such as an extension of torch that brings a device. Can be repeated.",
)
_namespace = click.option(
    "--namespace",
    help="A module with the standard's functions, such as dpnp or mlx.core, to check without a plugin.",
)
_modules = click.option("--checks", "modules", multiple=True, help="A module with your own checks. Can be repeated.")


@commands.command("run", short_help="Run checks on a backend and device.")
@_backend
@_namespace
@_device
@_imports
@_selection
@click.option("--examples", type=click.IntRange(1), help=f"Number of examples for each check. Default: {EXAMPLES}.")
@click.option("--minutes", type=float, help="Stop after this many minutes. All sections get a share.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the random examples.")
@click.option("--quick", is_flag=True, help=f"Try only {QUICK_EXAMPLES} examples for each check.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write the JSON report to. Default: a name made of backend, device and date.",
)
@click.option("--resume", is_flag=True, help="Continue an interrupted run: of --out, or the newest in this folder.")
@click.option("--jobs", type=click.IntRange(1), default=2, show_default=True, help="Number of parallel processes.")
@click.option("--timeout", type=float, default=60.0, show_default=True, help="Time limit of one check, in seconds.")
@click.option(
    "--memory", type=float, default=8.0, show_default=True, help="Memory limit of a process on the CPU, in GiB."
)
@click.option("--plugin", help="module:factory of a backend to register before the run.")
@click.option(
    "--deviations",
    type=click.Path(dir_okay=False, path_type=Path),
    help="TOML or JSON file with cases that the library is known to get wrong.",
)
@_modules
def run_command(
    backend: str | None,
    namespace: str | None,
    device: str | None,
    imports: tuple[str, ...],
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
    deviations: Path | None,
    modules: tuple[str, ...],
) -> int:
    """Run checks on a backend and device."""
    configuration.add_imports(imports)
    if namespace is not None:
        backend = _generic_backend(namespace, backend)
    plan = Plan(
        spec=spec_of(backend, device),
        select=patterns,
        examples=examples or (QUICK_EXAMPLES if quick else EXAMPLES),
        seed=seed,
        plugin=plugin,
        timeout=timeout,
        memory=memory,
        checks=modules,
        imports=tuple(configuration.imports()),
        namespaces=tuple(configuration.namespaces()),
        deviations={} if deviations is None else read_deviations(deviations),
    )
    _add_modules(modules)
    console = Console(stderr=True)
    here = Path()
    path = out or (_files.interrupted(here, plan.spec) if resume else _files.default_path(here, plan.spec))
    with progress(console, plan.spec) as display:
        report = run(plan, out=path, resume=resume, minutes=minutes, jobs=jobs, progress=display)
    summarise(report, console, path if out else _files.with_device(path, report))
    return 0 if _report.holds(report) else 1


@commands.command("list", short_help="List the checks.")
@_selection
@click.option("--cases", is_flag=True, help="Print one line for each dtype of a check.")
@_modules
def list_command(patterns: tuple[str, ...], cases: bool, modules: tuple[str, ...]) -> int:
    """List the checks."""
    _add_modules(modules)
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


_reports = click.argument("paths", metavar="REPORT...", nargs=-1, required=True, type=click.Path(path_type=Path))
_written = click.option(
    "--out", "-o", type=click.Path(dir_okay=False, path_type=Path), help="File to write to. Default: print."
)


@commands.command("html", short_help="Write reports as one HTML page.")
@_reports
@click.option(
    "--out",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Default: name of the first report, with .html.",
)
def html_command(paths: tuple[Path, ...], out: Path | None) -> int:
    """Write reports as one HTML page that works offline and needs no other files."""
    out = out or paths[0].with_suffix(".html")
    out.write_text(html([report for path in paths for report in _report.read(path)]), encoding="utf-8")
    click.echo(f"Page: {out}", err=True)
    return 0


@commands.command("diff", short_help="Compare two reports.")
@click.argument("first", type=click.Path(path_type=Path))
@click.argument("second", type=click.Path(path_type=Path))
@click.option(
    "--drift", type=click.FloatRange(0), default=DRIFT, show_default=True, help="Ignore changes up to so many ULP."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def diff_command(first: Path, second: Path, drift: float, as_json: bool) -> int:
    """Compare two reports.

    The exit status is 1 if a case that passed now fails, a new case fails, or a result is further from the exact
    value. Otherwise it is 0.
    """
    found = diff(_read_single_report(first), _read_single_report(second), drift)
    if as_json:
        click.echo(json.dumps(found.as_dict(), indent=1))
    else:
        show_diff(found, Console())
    return 1 if found.is_worse else 0


@commands.command("show", short_help="Print the message and the script of a case.")
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.option("--report", "path", type=click.Path(path_type=Path), help="Default: the newest report in this folder.")
@click.option("--script", is_flag=True, help="Print the script of one case alone.")
def show_command(ids: tuple[str, ...], path: Path | None, script: bool) -> int:
    """Print the message and the script of a case in a report.

    ID is a case, or a check, a function or a section, whose failures are printed. * matches anything.
    """
    path = path or _files.newest(Path())
    found = _files.matching(_read_single_report(path), ids, path)
    if script:
        click.echo(_files.only_script(found))
        return 0
    console = Console()
    for number, result in enumerate(found):
        if number:
            console.print()
        show_result(result, console)
    click.echo(f"Report: {path}", err=True)
    return 0


@commands.command("badge", short_help="Write the JSON of a badge.")
@click.argument("path", metavar="REPORT", type=click.Path(path_type=Path))
@_written
def badge_command(path: Path, out: Path | None) -> int:
    """Write the JSON of a badge, for https://shields.io/badges/endpoint-badge."""
    _write_or_print(json.dumps(badge(_read_single_report(path)), indent=1), out)
    return 0


@commands.command("merge", short_help="Combine reports into one file.")
@_reports
@_written
def merge_command(paths: tuple[Path, ...], out: Path | None) -> int:
    """Combine reports, for example of several machines, into one file."""
    merged = _report.merge(report for path in paths for report in _report.read(path))
    _write_or_print(_report.dumps(merged), out)
    return 0


@commands.command("audit", short_help="List the overrides that are no longer needed.")
@_backend
@_device
@_imports
@click.option("--function", "-f", "names", multiple=True, help="A function, such as linalg.inv. Can be repeated.")
@click.option("--examples", type=click.IntRange(1), default=EXAMPLES, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, including the overrides that are needed.")
def audit_command(
    backend: str | None,
    device: str | None,
    imports: tuple[str, ...],
    names: tuple[str, ...],
    examples: int,
    as_json: bool,
) -> int:
    """Replace each override by array_api_compat's own function, and list the overrides that are no longer needed.

    The exit status is 1 if an override is no longer needed, or if the case that it declares passes without it.
    """
    configuration.add_imports(imports)
    plan = Plan(spec_of(backend, device), examples=examples, imports=tuple(configuration.imports()))
    console = Console(stderr=True)
    with console.status(f"{plan.spec}: overrides") as status:
        verdicts = audit(
            plan, names=names, progress=lambda last, done, total: status.update(f"{last.name} {done}/{total}")
        )
    if not verdicts:
        raise RunError(message(f"{plan.spec} has no override of {', '.join(names)}", "unifyarray conformance audit"))
    if as_json:
        click.echo(json.dumps([verdict.as_dict() for verdict in verdicts], indent=1))
    else:
        for verdict in verdicts:
            show_verdict(verdict, Console())
    needed = sum(verdict.needed for verdict in verdicts)
    click.echo(f"{needed} of {len(verdicts)} overrides are needed on {plan.spec}", err=True)
    return 0 if all(verdict.needed and verdict.declared for verdict in verdicts) else 1


commands.add_command(repair_command)


def _generic_backend(namespace: str, backend: str | None) -> str:
    """Return the name of the generic backend of a module, which worker processes register."""
    if backend is not None:
        raise click.UsageError("--namespace names a module in place of a backend: leave out --backend")
    configuration.add_namespaces([namespace])
    info = entries.add_namespace(namespace, configuration.NAMESPACES)
    if not info.is_generic:
        raise click.UsageError(f"{namespace} has a backend of its own: --backend {info.name}")
    return info.name


def _add_modules(modules: tuple[str, ...]) -> None:
    """Register checks from modules.

    Console scripts do not have the current folder on sys.path, so it is added first.
    """
    if modules and "" not in sys.path:
        sys.path.insert(0, "")
    add_modules(modules)


def _read_single_report(path: Path) -> _report.Report:
    """Return the report of a file, or raise ReportError if the file contains several."""
    reports = _report.read(path)
    if len(reports) > 1:
        raise ReportError(
            message(
                f"{path} contains {len(reports)} reports",
                "pass the report of a single run: unifyarray conformance run --out FILE",
            )
        )
    return reports[0]


def _write_or_print(text: str, out: Path | None) -> None:
    if out is None:
        click.echo(text.rstrip("\n"))
    else:
        out.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
