"""``unifyarray info``: show backends, devices, versions, the configuration and missing packages.

``gather`` collects the information. It is printed by rich if rich is installed and the output is a terminal, otherwise
as plain text.
"""

from __future__ import annotations

import json
import platform
import re
import sys
import warnings
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from .._backend import repairs
from .._core.errors import BackendUnavailableError
from .._runtime import registry, selection, settings
from . import EXPECTED_ERRORS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._runtime.backend_info import BackendInfo

#: The purpose of each extra that is not a backend.
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
    """The information that ``unifyarray info`` shows.

    Attributes
    ----------
    tables : list of Table
        Versions, backends, accelerators that were not found, what is computed on the host and the configuration.
    missing : list of (str, str)
        Pairs of a missing package, backend or device, and the command or step that adds it.
    notes : list of str
        Warnings that were raised.
    error : str or None
        The error in the configuration.
    """

    tables: list[Table]
    missing: list[tuple[str, str]]
    notes: list[str]
    error: str | None = None


def main(*, as_json: bool = False) -> int:
    """Print the information; return 2 if the configuration has an error, otherwise 0."""
    info = gather()
    if as_json:
        print(json.dumps(_as_dict(info), indent=1))
    elif sys.stdout.isatty() and find_spec("rich") is not None:
        _print_rich(info)
    else:
        print("\n".join(_plain(info)))
    return 0 if info.error is None else 2


def gather() -> Info:
    """Return all information. Imports every installed array library."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        backends = _backends()
        configuration, error = _configuration()
        missing = [*_missing_backends(), *_missing_extras()]
        accelerators = [*_accelerators()]
        repaired = [*_repairs(are_readable=error is None)]
    tables = [_versions(), backends, *accelerators, *repaired, configuration]
    return Info(tables, missing, [str(w.message) for w in caught], error)


def _as_dict(info: Info) -> dict[str, object]:
    """Return the information for JSON: each table is a list of objects, under its title in lower case."""
    tables: dict[str, object] = {
        table.title.lower().replace(" ", "_"): [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        for table in info.tables
    }
    missing = [{"fact": fact, "command": command} for fact, command in info.missing]
    return {**tables, "missing": missing, "warnings": info.notes, "error": info.error}


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
    """Yield a table of the kinds of accelerator that a backend supports but did not find, with the reasons."""
    rows: list[tuple[str, ...]] = [
        (kind, name, _explain_missing(info, kind))
        for name, info in registry.backends().items()
        if info.backend is not None
        for kind in info.backend.priority
        if kind != "cpu" and not any(device.kind == kind for device in info.devices)
    ]
    if rows:
        yield Table("Accelerators that were not found", ("device", "backend", "because"), sorted(rows))


def _explain_missing(info: BackendInfo, kind: str) -> str:
    if info.state not in ("available", "no device"):
        return f"{info.name} is {info.state}"
    return registry.explain_missing(info, kind) or "the library gives no reason"


def _repairs(*, are_readable: bool) -> Iterator[Table]:
    """Yield a table of the functions and kernels that are computed on the host, of backends and of repair files."""
    scopes = {"function": "the device's functions", "kernel": "the whole process"}
    found = [
        (f"{name}:{device}", repairs.declared(info.backend, device), f"backend {name}")
        for name, info in registry.backends().items()
        for device in info.devices
        if info.backend is not None
    ]
    if are_readable:
        found += [(item.spec, item.entries, item.path) for item in repairs.files()]
    rows: list[tuple[str, ...]] = [
        (spec, f"{grain}s", ", ".join(names), scopes[grain], source)
        for spec, entries, source in found
        for grain in repairs.GRAINS
        if (names := [str(entry) for entry in entries if entry.grain == grain])
    ]
    if rows:
        yield Table("Computed on the host", ("device", "grain", "names", "in force in", "from"), rows)


def _configuration() -> tuple[Table, str | None]:
    table = Table("Configuration", ("setting", "value", "from"))
    try:
        table.rows.extend(
            (str(name), str(value), str(origin)) for name, value, origin in settings.describe(selection.in_force())
        )
        repairs.files()
        selection.current()
    except EXPECTED_ERRORS as error:
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
                yield (
                    f"backend {name!r} finds no device on this machine",
                    "install the device's driver",
                )


def _missing_extras() -> Iterator[tuple[str, str]]:
    for extra, purpose in EXTRAS.items():
        absent = [name for name in _requirements_of(extra) if _version(name) is None]
        if absent:
            yield f"{', '.join(absent)}, needed for {purpose}", install_command(extra)


def _requirements() -> list[str]:
    """Return the requirements of the installed distribution, such as ``click>=8.1; extra == 'cli'``."""
    try:
        return requires("unifyarray") or []
    except PackageNotFoundError:
        return []


def _requirements_of(extra: str) -> list[str]:
    """Return the names of the distributions that an extra requires."""
    return [_name(line) for line in _requirements() if re.search(rf"""extra == ['"]{extra}['"]""", line)]


def _name(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]


def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def _plain(info: Info) -> Iterator[str]:
    """Yield the lines of the plain text output."""
    for table in info.tables:
        rows = [table.columns, *table.rows]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        yield table.title
        for row in rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            yield "  " + "  ".join(cells).rstrip()
        yield ""
    yield from _lines_after_tables(info)


def _lines_after_tables(info: Info) -> Iterator[str]:
    """Yield the lines after the tables, which are the same with and without rich."""
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
    for line in _lines_after_tables(info):
        console.print(Text(line, style="bold red" if line.startswith("Error") else ""))
