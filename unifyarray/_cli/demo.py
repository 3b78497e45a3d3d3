"""``unifyarray demo``: run the programs of docs/examples, which the wheel contains, on every backend and device.

Each program is a module with ``TITLE``, ``NEEDS`` (the modules that it imports beyond the core dependencies), ``run()``
and ``plot(figure, found)``. ``run`` returns a dict, and its ``"result"`` is compared with NumPy's result.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from .._array.data_out import to_numpy
from .._core import configuration
from .._core.errors import BackendUnavailableError, DeviceUnavailableError, message
from .._runtime.registry import backends, devices
from .._runtime.selection import use
from . import CommandError
from .info import install_command

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from types import ModuleType

PROGRAMS: Final = (
    *("heat", "pca", "fft_denoise", "logistic_regression"),
    *("kmeans", "option_price", "hidden_markov", "attention", "image_histogram"),
)
COLUMNS: Final = ("program", "on", "seconds", "dtype", "largest difference from NumPy")


@dataclass
class Outcome:
    """The outcome of one program on one backend and device.

    Attributes
    ----------
    program : str
        Title of the program.
    spec : str
        Backend and device.
    seconds : float
        Median of the runs after the first.
    dtype : str
        Data type of the result.
    result : numpy.ndarray
        The result, on the host.
    found : dict
        The dict that ``run`` returned.
    difference : float
        Largest difference from NumPy's result.
    """

    program: str
    spec: str
    seconds: float
    dtype: str
    result: Any
    found: dict[str, Any]
    difference: float = 0.0

    def row(self) -> tuple[str, ...]:
        """Return the cells of the table's row."""
        return self.program, self.spec, f"{self.seconds:.4f}", self.dtype, f"{self.difference:.1e}"


def main(arguments: Sequence[str]) -> int:
    """Run the programs, print the table, save the plots; return 0."""
    options = parser().parse_args(arguments)
    configuration.add_imports(options.imports)
    programs, notes = _programs()
    specs = _specs()
    outcomes: list[Outcome] = []
    with _progress(len(programs) * len(specs)) as advance:
        for program in programs:
            for spec in specs:
                advance(f"{program.TITLE} on {spec}")
                try:
                    outcomes.append(_outcome(program, spec, max(options.repeat, 1)))
                except (BackendUnavailableError, DeviceUnavailableError) as error:  # no backend differentiates
                    notes.append(f"{program.TITLE} was left out on {spec}: {error}")
    _compare(outcomes)
    _print_table([outcome.row() for outcome in outcomes])
    _save_plots(programs, outcomes, options.out)
    for line in [*notes, *_unavailable_backends()]:
        print(line)
    return 0


def parser() -> argparse.ArgumentParser:
    """Return the parser of the arguments."""
    found = argparse.ArgumentParser(prog="unifyarray demo", description="Run programs on every backend and device.")
    found.add_argument("--out", type=Path, default=Path("unifyarray-demo"), help="folder for the plots")
    found.add_argument("--repeat", type=int, default=5, help="timed runs of each program (default: 5)")
    found.add_argument("--import", dest="imports", action="append", default=[], help="a module to import first")
    return found


def _programs() -> tuple[list[ModuleType], list[str]]:
    """Return the programs that can run, and a line for each program that cannot."""
    folder = _folder()
    programs: list[ModuleType] = []
    notes: list[str] = []
    for name in PROGRAMS:
        module = _load(folder / f"{name}.py")
        needs = [need for need in module.NEEDS if importlib.util.find_spec(need) is None]
        if needs:
            extras = ",".join(["demo", *[need for need in needs if need in backends()]])
            notes.append(f"{module.TITLE} was left out because it needs {', '.join(needs)}: {install_command(extras)}")
        else:
            programs.append(module)
    return programs, notes


def _folder() -> Path:
    """Return the folder of the programs: beside this module in an installed wheel, otherwise in the checkout."""
    here = Path(__file__).resolve()
    folders = [here.parent / "examples", here.parents[2] / "docs" / "examples"]
    for folder in folders:
        if (folder / f"{PROGRAMS[0]}.py").is_file():
            return folder
    raise CommandError(
        message(f"the demo's programs are missing in {folders[0]}", "pip install --force-reinstall 'unifyarray[demo]'")
    )


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"unifyarray_demo_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _specs() -> list[str]:
    """Return every backend and device. The backend of the host's arrays comes first, because it is the reference."""
    found = [(name, device) for name, served in devices().items() for device in served]
    host = [name for name, info in backends().items() if info.backend is not None and info.backend.capabilities.host]
    return [f"{name}:{device}" for name, device in sorted(found, key=lambda pair: pair[0] not in host)]


def _outcome(program: ModuleType, spec: str, repeat: int) -> Outcome:
    with use(spec):
        found: dict[str, Any] = program.run()  # the first run warms up
        host = to_numpy(found["result"])
        seconds: list[float] = []
        for _ in range(repeat):
            start = time.perf_counter()
            found = program.run()
            host = to_numpy(found["result"])  # also waits for the device
            seconds.append(time.perf_counter() - start)
    return Outcome(program.TITLE, spec, median(seconds), str(found["result"].dtype), host, found)


def _compare(outcomes: list[Outcome]) -> None:
    reference: dict[str, Outcome] = {}
    for outcome in outcomes:
        first = reference.setdefault(outcome.program, outcome)
        outcome.difference = float(abs(outcome.result - first.result).max())


def _unavailable_backends() -> list[str]:
    return [
        f"{info.name} is {info.state}: {info.hint or info.cause}"
        for info in backends().values()
        if info.state in ("not installed", "broken")
    ]


def _save_plots(programs: list[ModuleType], outcomes: list[Outcome], folder: Path) -> None:
    """Plot the results of each program on the last backend that ran it; matplotlib receives the Arrays."""
    if importlib.util.find_spec("matplotlib") is None:
        print(f"Plots need matplotlib: {install_command('demo')}")
        return
    from matplotlib.figure import Figure

    folder.mkdir(parents=True, exist_ok=True)
    for program in programs:
        last = next((outcome for outcome in reversed(outcomes) if outcome.program == program.TITLE), None)
        if last is None:  # every backend skipped it
            continue
        figure = Figure(figsize=(9, 5), layout="tight")
        with use(last.spec, transfer="allow"):
            program.plot(figure, last.found)
        path = folder / f"{program.__name__.removeprefix('unifyarray_demo_')}.png"
        figure.savefig(path, dpi=120)
        print(f"{path}: {program.TITLE}, drawn from the Arrays of {last.spec}")


@contextmanager
def _progress(total: int) -> Generator[Callable[[str], None]]:
    """Yield a function to call with the name of each step: a progress bar in a terminal, otherwise lines."""
    if importlib.util.find_spec("rich") is None or not sys.stderr.isatty():
        done = iter(range(1, total + 1))
        yield lambda text: print(f"[{next(done)}/{total}] {text}", file=sys.stderr)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=total)
        started = False

        def advance(text: str) -> None:
            nonlocal started
            bar.update(task, description=text, advance=1 if started else 0)
            started = True

        yield advance
        bar.update(task, description="done", completed=total)


def _print_table(rows: list[tuple[str, ...]]) -> None:
    if importlib.util.find_spec("rich") is not None and sys.stdout.isatty():
        from rich.console import Console
        from rich.table import Table

        table = Table(*COLUMNS)
        for row in rows:
            table.add_row(*row)
        Console().print(table)
        return
    lines = [COLUMNS, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(COLUMNS))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
