"""Run the conformance suite on libraries and devices that unifyarray has no code for: ``make foreign``.

Each library is installed in an environment of its own, in the folder ``.foreign``. The suite runs on it as it is, then
``unifyarray conformance repair`` looks for what can be repaired, and the suite runs again with these repairs. Reports
go to conformance/reports/foreign, with the results of the cases that failed or are declared. The tables in
docs/hardware.md and docs/support.md are made from them. A library that cannot be installed here is skipped, with the
reason.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests._support import ROOT, is_setting
from tests.foreign import tables
from tests.foreign.libraries import LIBRARIES, Library
from unifyarray._core import configuration
from unifyarray_conformance.harness.deviations import FAILED
from unifyarray_conformance.reports.report import read

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: The folder of the environments; git ignores it.
FOLDER: Final = ROOT / ".foreign"
#: The folder of the files of known deviations.
DEVIATIONS: Final = ROOT / "conformance" / "deviations"
#: The folder, inside that of the reports, of the files of a check that has not finished; git ignores it.
UNFINISHED: Final = "unfinished"


class SkippedError(Exception):
    """A library cannot be installed or does not run here. The message is the reason."""


def main(arguments: Sequence[str]) -> int:
    """Check the libraries and write the tables; return 2 if all were skipped, otherwise 0."""
    options = _options(arguments)
    if options.tables:
        tables.write(options.reports)
        return 0
    chosen = [library for library in LIBRARIES if not options.library or library.name in options.library]
    done, skipped = [], []
    for library in chosen:
        try:
            check(library, options)
        except SkippedError as error:
            skipped.append(f"{library.name} is skipped: {error}")
            print(skipped[-1], flush=True)
        else:
            done.append(library.name)
            tables.write(options.reports)  # after each library, because the next one may be interrupted
    print(f"Checked: {', '.join(done) or 'nothing'}.", *skipped, sep="\n")
    return 0 if done else 2


def check(library: Library, options: argparse.Namespace) -> None:
    """Run the suite on a library, before and after the repairs that the first report shows to be needed.

    The recorded files are only replaced when all new ones are complete.
    """
    started = time.monotonic()
    venv = prepare(library, options.folder)
    made = tables.files(options.reports / UNFINISHED, library.name)
    before, after, repairs = made
    repairs.parent.mkdir(parents=True, exist_ok=True)
    for stale in made:
        stale.unlink(missing_ok=True)
    _run_suite(library, venv, before, options, {})
    (report,) = read(before)
    if not any(report["totals"][status] for status in FAILED):
        print(f"{library.name}: nothing to repair", flush=True)
    else:
        print(f"{library.name}: repair", flush=True)
        command = ["-m", "unifyarray_conformance", "repair", str(before), "-o", str(repairs)]
        _python(library, venv, [*command, "--jobs", str(options.jobs)], {})
        if not repairs.exists():
            raise SkippedError("no repairs were made; the lines above say why")
        _run_suite(library, venv, after, options, {configuration.REPAIRS: str(repairs)})
    for path in filter(Path.exists, (before, after)):
        tables.condense(path)
    for new, recorded in zip(made, tables.files(options.reports, library.name), strict=True):
        if new.exists():
            recorded.parent.mkdir(parents=True, exist_ok=True)
            new.replace(recorded)
        else:
            recorded.unlink(missing_ok=True)
    for folder in (repairs.parent, before.parent):
        if not any(folder.iterdir()):  # another check can be under way
            folder.rmdir()
    print(f"{library.name}: done in {time.monotonic() - started:.0f} s", flush=True)


def prepare(library: Library, folder: Path) -> Path:
    """Install a library and this checkout in an environment of its own, unless that is done, and return its folder.

    Raises
    ------
    SkippedError
        The system lacks something, pip cannot install the library, or the library computes nothing here.
    """
    for path, command in library.needs.items():
        if not Path(path).exists():
            raise SkippedError(f"{path} is missing; to install it: {command}")
    venv = folder / library.name
    stamp, wanted = venv / ".installed", "\n".join(library.packages)
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        shutil.rmtree(venv, ignore_errors=True)
        print(f"{library.name}: install {' '.join(library.packages)}", flush=True)
        _checked([sys.executable, "-m", "venv", str(venv)], {})
        pip = [str(python(venv)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        pip += ["--constraint", str(ROOT / "tests" / "constraints.txt")]
        _checked([*pip, *library.packages], {})
        _checked([*pip, "--editable", f"{ROOT}[conformance]"], {})
        _checked([str(python(venv)), "-c", library.probe], library.variables(venv))
        stamp.write_text(wanted, encoding="utf-8")
    return venv


def python(venv: Path) -> Path:
    """Return the interpreter of an environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _run_suite(
    library: Library, venv: Path, out: Path, options: argparse.Namespace, variables: Mapping[str, str]
) -> None:
    """Run the suite and leave its report in a file; failures are what the report is for."""
    deviations = DEVIATIONS / f"{library.name}.toml"
    command = ["-m", "unifyarray_conformance", "run", *library.options, "--out", str(out), "--jobs", str(options.jobs)]
    command += ["--deviations", str(deviations)] if deviations.exists() else []
    command += ["--examples", str(options.examples)] if options.examples else ["--quick"]
    command += ["--minutes", str(options.minutes)] if options.minutes else []
    command += [part for pattern in options.select for part in ("--select", pattern)]
    print(f"{library.name}: suite, for {out.name}", flush=True)
    _python(library, venv, command, variables)
    if not out.exists():
        raise SkippedError("the suite made no report; the lines above say why")


def _python(library: Library, venv: Path, arguments: Sequence[str], variables: Mapping[str, str]) -> None:
    """Run Python in the environment of a library, without settings of the caller."""
    env = _plain() | library.variables(venv) | dict(variables)
    subprocess.run([str(python(venv)), *arguments], cwd=ROOT, env=env, check=False)


def _checked(command: Sequence[str], variables: Mapping[str, str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, env=_plain() | dict(variables), check=False)
    if done.returncode:
        lines = (done.stderr.strip() or done.stdout.strip() or f"exit status {done.returncode}").splitlines()
        errors = [line for line in lines if line.startswith("ERROR")] or lines
        raise SkippedError(f"{' '.join(map(str, command[1:4]))}: {errors[-1]}")


def _plain() -> dict[str, str]:
    """Return the environment without settings of unifyarray and without another checkout."""
    return {name: value for name, value in os.environ.items() if not is_setting(name) and name != "PYTHONPATH"}


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.foreign", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    names = [library.name for library in LIBRARIES]
    add("--library", action="append", choices=names, help="check this library alone; can be repeated (default: all)")
    add("--tables", action="store_true", help="only write the tables again from the reports")
    add("--examples", type=int, help="examples of each check (default: those of --quick)")
    add("--minutes", type=float, help="limit of each run of the suite")
    add("--select", action="append", default=[], metavar="PATTERN", help="run these checks alone")
    add("--jobs", type=int, default=2, help="processes of the suite (default: 2)")
    add("--folder", type=Path, default=FOLDER, help="folder of the environments (default: .foreign)")
    add("--reports", type=Path, default=tables.REPORTS, metavar="FOLDER",
        help="folder of the reports; unless it is the default, also of the documents")  # fmt: skip
    options = parser.parse_args(arguments)
    if (options.select or options.minutes) and options.reports == tables.REPORTS:
        parser.error("a partial check cannot replace a complete report: pass --reports FOLDER")
    return options


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
