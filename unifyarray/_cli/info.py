"""``unifyarray info``: backends, devices, versions, configuration, what is missing and the command that brings it.

``gather`` is the one source of the information; it is printed as plain text, or by rich on a terminal that has it.
"""

from __future__ import annotations

import platform
import re
import sys
import warnings
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from .._core.errors import BackendUnavailableError
from .._runtime import registry, selection
from . import OURS

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What the extras beside those of the backends are good for.
EXTRAS: Final = {
    "cli": "unifyarray run, tables in colour",
    "demo": "every program of unifyarray demo, with plots",
    "conformance": "the conformance suite",
}


@dataclass
class Table:
    """Rows of text under a title."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])


@dataclass
class Info:
    """What ``unifyarray info`` shows.

    Attributes
    ----------
    tables : list of Table
        Versions, backends, accelerators that are not found and configuration.
    missing : list of (str, str)
        A fact, and the command that helps.
    notes : list of str
        Warnings that came up.
    error : str or None
        What is wrong with the configuration.
    """

    tables: list[Table]
    missing: list[tuple[str, str]]
    notes: list[str]
    error: str | None = None


def main() -> int:
    """Print the information; return 2 where the configuration names what cannot be had, else 0."""
    info = gather()
    if sys.stdout.isatty() and find_spec("rich") is not None:
        _print_rich(info)
    else:
        print("\n".join(_plain(info)))
    return 0 if info.error is None else 2


def gather() -> Info:
    """Return everything that is shown. Imports every array library that is installed."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        backends = _backends()
        configuration, error = _configuration()
        missing = [*_missing_backends(), *_missing_extras()]
        accelerators = [*_accelerators()]
    tables = [_versions(), backends, *accelerators, *_host_fallbacks(), configuration]
    return Info(tables, missing, [str(w.message) for w in caught], error)


def install_command(extra: str) -> str:
    """Return the command that installs an extra."""
    return f"pip install 'unifyarray[{extra}]'"


def _versions() -> Table:
    names = ("unifyarray", *(_name(line) for line in _requirements() if "extra ==" not in line))
    rows: list[tuple[str, ...]] = [(name, _version(name) or "not installed") for name in names]
    rows.append(("Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}"))
    return Table("Versions", ("name", "version"), rows)


def _backends() -> Table:
    table = Table("Backends", ("name", "state", "version", "devices", "from"))
    for name, info in registry.backends().items():
        devices = ", ".join(str(device) for device in info.devices)
        table.rows.append((name, info.state, info.version or "-", devices or "-", info.distribution or "-"))
    return table


def _accelerators() -> Iterator[Table]:
    """Yield the table of the kinds of accelerator that backends serve and do not find here, and why."""
    rows: list[tuple[str, ...]] = [
        (kind, name, _explain_missing(info, kind))
        for name, info in registry.backends().items()
        if info.backend is not None
        for kind in info.backend.priority
        if kind != "cpu" and not any(device.kind == kind for device in info.devices)
    ]
    if rows:
        yield Table("Accelerators that are not found", ("device", "backend", "because"), sorted(rows))


def _explain_missing(info: registry.BackendInfo, kind: str) -> str:
    if info.state not in ("available", "no device"):
        return f"{info.name} is {info.state}"
    return registry.explain_missing(info, kind) or "the library does not say"


def _host_fallbacks() -> Iterator[Table]:
    """Yield the table of what is computed on the host, where a device found here has no kernel for something."""
    rows: list[tuple[str, ...]] = [
        (f"{name}:{device}", ", ".join(functions))
        for name, info in registry.backends().items()
        for device in info.devices
        if info.backend is not None and (functions := info.backend.capabilities.host_fallbacks.get(device.kind))
    ]
    if rows:
        yield Table("Computed on the host", ("device", "functions"), rows)


def _configuration() -> tuple[Table, str | None]:
    table = Table("Configuration", ("setting", "value", "from"))
    try:
        table.rows.extend((str(name), str(value), str(origin)) for name, value, origin in selection.describe())
        selection.current()
    except OURS as error:
        return table, str(error)
    return table, None


def _missing_backends() -> Iterator[tuple[str, str]]:
    backends = registry.backends()
    if not backends:
        yield "no backend is registered: unifyarray itself is not installed", "pip install unifyarray"
    for name, info in backends.items():
        try:
            info.require()
        except BackendUnavailableError as error:
            fact, _, hint = str(error).partition("\nHint: ")
            yield fact, hint
        else:
            if not info.devices:
                yield f"backend {name!r} finds no device on this machine", "the driver of the device, by its maker"


def _missing_extras() -> Iterator[tuple[str, str]]:
    for extra, purpose in EXTRAS.items():
        absent = [name for name in _requirements_of(extra) if _version(name) is None]
        if absent:
            yield f"{', '.join(absent)}: for {purpose}", install_command(extra)


def _requirements() -> list[str]:
    """Return the requirements of the installed distribution, such as ``click>=8.1; extra == 'cli'``."""
    try:
        return requires("unifyarray") or []
    except PackageNotFoundError:
        return []


def _requirements_of(extra: str) -> list[str]:
    """Return the names of the distributions that an extra asks for."""
    return [_name(line) for line in _requirements() if re.search(rf"""extra == ['"]{extra}['"]""", line)]


def _name(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]


def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def _plain(info: Info) -> Iterator[str]:
    """Yield the lines of the plain text."""
    for table in info.tables:
        rows = [table.columns, *table.rows]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        yield table.title
        for row in rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            yield "  " + "  ".join(cells).rstrip()
        yield ""
    yield from _rest(info)


def _rest(info: Info) -> Iterator[str]:
    """Yield the lines after the tables, which are the same in plain text and in colour."""
    if info.missing:
        yield "Missing"
        for fact, command in info.missing:
            yield f"  {fact.rstrip('.')}"
            yield f"    {command}"
        yield ""
    for note in info.notes:
        yield f"Warning: {note}"
    if info.error is not None:
        yield f"Error: {info.error}"
    elif not info.missing:
        yield "Nothing is missing."


def _print_rich(info: Info) -> None:
    from rich import table as rich_table
    from rich.console import Console
    from rich.text import Text

    styles = {"available": "green", "broken": "bold red", "no device": "yellow", "not installed": "dim"}
    console = Console(highlight=False, soft_wrap=True)
    for table in info.tables:
        shown = rich_table.Table(title=table.title, title_justify="left", title_style="bold")
        for column in table.columns:
            shown.add_column(column, overflow="fold")
        for row in table.rows:
            shown.add_row(*(Text(cell, style=styles.get(cell, "")) for cell in row))
        console.print(shown)
        console.print()
    for line in _rest(info):
        console.print(Text(line, style="bold red" if line.startswith("Error") else ""))
