"""Measure and print: ``python -m tests.benchmarks``, ``make bench``. The exit status is always 0."""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING

# Set before any library is loaded: with threads, the ratios would depend on the load of the machine.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import unifyarray as ua
from tests._support import specs
from tests.benchmarks import conversions, facts, imports, memory, operands, rows, table
from tests.benchmarks.measure import compare

if TYPE_CHECKING:
    from collections.abc import Iterator

_DISTRIBUTIONS = {"EagerPy": "eagerpy", "autoray": "autoray", "array_api_compat": "array-api-compat", "JAX": "jax"}


def main() -> None:
    """Read the options, measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "--backend", action="append", metavar="SPEC", help="measure here, such as torch:cpu (default: everywhere)"
    )
    parser.add_argument("--only", metavar="TEXT", help="rows whose name contains this")
    parser.add_argument("--table", metavar="TEXT", help="tables whose title contains this")
    parser.add_argument("--rounds", type=int, default=15, help="ratios that each median is taken of (default: 15)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="save the figures")
    parser.add_argument("--load", type=Path, metavar="FILE", help="print saved figures, measure nothing")
    parser.add_argument("--markdown", action="store_true", help="print Markdown")
    parser.add_argument("--into", type=Path, metavar="FILE", help="put Markdown below the marker in this document")
    options = parser.parse_args()

    if options.load:
        machine, tables = table.load(options.load)
    else:
        machine = _machine()
        tables = []
        for one in _tables(options):
            tables.append(one)
            if not (options.markdown or options.into):
                print(table.text([one]), flush=True)
    if options.json:
        table.save(options.json, machine, tables)
    if options.into:
        head = options.into.read_text().partition(table.MARKER)[0]
        options.into.write_text(f"{head}{table.MARKER}\n\n{table.markdown(tables, machine)}")
    elif options.markdown:
        print(table.markdown(tables, machine), end="")
    elif options.load:
        print(table.text(tables), end="")
    over = sum(result.is_over for one in tables for result in one.results)
    limits = sum(result.limit is not None for one in tables for result in one.results)
    print(f"{limits - over} of {limits} rows with a limit keep it.", file=sys.stderr)


def _tables(options: argparse.Namespace) -> Iterator[table.Table]:
    if not options.only and _is_selected(options.table, "import"):
        yield _imports(options.rounds)
    for spec in options.backend or specs():
        if not options.only and not options.table:
            yield _functions(spec)
        for title, wanted in rows.TABLES.items():
            if _is_selected(options.table, title):
                found = [row for row in wanted if _is_selected(options.only, row.ours)]
                if found:
                    yield table.Table(f"{spec}: {title}", [*_results(spec, found, options.rounds)])
        if not options.only and _is_selected(options.table, "conversions"):
            yield conversions.measured_table(spec, options.rounds)


def _is_selected(text: str | None, name: str) -> bool:
    return text is None or text.lower() in name.lower()


def _imports(rounds: int) -> table.Table:
    installed = [peer for peer, name in _DISTRIBUTIONS.items() if operands.optional(name.replace("-", "_"))]
    measured = imports.times(installed, max(5, rounds // 2))
    loaded = ", ".join(imports.libraries_loaded()) or "none"
    return table.Table(
        "Import",
        [table.Result("import unifyarray", "import numpy", None, imports.LIMIT, measured)],
        [f"Array libraries that `import unifyarray` loads: {loaded}."],
    )


def _functions(spec: str) -> table.Table:
    found = facts.functions(spec)
    total = len(found.own) + len(found.overridden) + len(found.wrapped)
    note = (
        f"Of {total} functions, {len(found.own)} are the library's own objects, {len(found.overridden)} are overrides, "
        f"{len(found.wrapped)} are array_api_compat's: {', '.join(found.wrapped) or 'none'}."
    )
    return table.Table(f"{spec}: functions of the native tier", [], [note])


def _results(spec: str, wanted: list[rows.Row], rounds: int) -> Iterator[table.Result]:
    place = ":".join(spec.split(":")[:2])
    ua.set_default(spec)
    drain = operands.drain(spec)
    for row in wanted:
        for shape in row.shapes:
            names = row.make(spec, shape)
            if not names:
                continue
            peers = {
                peer: statement
                for peer, statement in row.peers.items()
                if peer == rows.COMPAT or names[peer.lower()] is not None
            }
            raw = row.compared(names)
            beside = {peer: statement for peer, statement in peers.items() if peer not in rows.APART}
            fields = [{table.OURS: row.ours, **beside}, *({peer: peers[peer]} for peer in peers if peer not in beside)]
            measured, *apart = [
                compare({"raw": raw, **others}, names, setup=row.setup, rounds=rounds, drain=drain) for others in fields
            ]
            for other in apart:
                measured = measured.joined(other)
            limit = row.limits.get(place) if shape == row.shapes[-1] else None
            used = memory.more(row.ours, raw, names, names["x"].nbytes) if row.memory and drain is None else None
            yield table.Result(row.ours, raw, shape, limit, measured, used)


def _machine() -> dict[str, str]:
    libraries = {info.backend.distribution for info in ua.backends().values() if info.backend is not None}
    found = {"Python": platform.python_version(), "system": f"{platform.system()} {platform.machine()}"}
    found["CPUs"] = str(os.cpu_count())
    for name in sorted({*libraries, *_DISTRIBUTIONS.values(), "unifyarray"}):
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


if __name__ == "__main__":
    main()
