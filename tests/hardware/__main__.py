"""Check every accelerator of this machine and record the results: ``make hardware-check``.

The conformance suite and tests/runtime/test_accelerators.py run on the first and the last device of each kind. On the
first device of each kind, waits are counted, every function is measured, and the official suite runs if you pass a
checkout of it. Reports and records go to conformance/reports; the tables of docs/hardware.md are made from all
files there.

``--minutes`` fits the check into a limit: the first device of each kind comes first, each step gets a share of the
time, and a part of each step is spread over all sections and functions. A step is recorded while it runs, so that a
check that is cut off leaves what it found.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import time
import traceback
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

# Before torch is loaded: its profiler prints two lines for each trace below this level.
os.environ.setdefault("KINETO_LOG_LEVEL", "6")

import unifyarray as ua
from tests._support import ROOT, first_and_last_specs
from tests.hardware import calls, official, ratios, records, testing, waiting
from unifyarray._core.errors import message
from unifyarray_conformance import Plan, run
from unifyarray_conformance.harness.runner import EXAMPLES
from unifyarray_conformance.harness.termination import sigterm_as_exit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: Tests that need an accelerator.
TESTS: Final = ROOT / "tests" / "runtime" / "test_accelerators.py"
#: The environment variable with the specification for TESTS.
PLACE: Final = "HARDWARE_CHECK_PLACE"


#: Seconds between two times that the results of a running step are recorded.
CHECKPOINT: Final = 20.0


def suite(spec: str, options: argparse.Namespace, seconds: float | None) -> records.Outcome:
    """Run the conformance suite. Until its report is complete, it is beside the records of the other steps."""
    plan = Plan(spec, tuple(options.select), examples=options.suite_examples, plugin=options.plugin)
    out = records.cut_off(options.records, spec)
    minutes = None if seconds is None else seconds / 60
    report = run(plan, out=out, jobs=options.jobs, minutes=minutes, checkpoint=CHECKPOINT)
    if report["complete"]:
        out.replace(options.records / out.name)
    return records.Outcome(report, bool(report["complete"]))


def tests(spec: str, options: argparse.Namespace, seconds: float | None) -> records.Outcome:
    """Run the tests that need an accelerator."""
    found = testing.run(ROOT, str(TESTS), "-p", "no:cacheprovider", settings={PLACE: spec}, seconds=seconds)
    return records.Outcome(found, not found.get("cut_off", False))


def waits(spec: str, options: argparse.Namespace, seconds: float | None) -> records.Outcome:
    """Count waits."""
    functions = _sampled(options.function or waiting.FUNCTIONS, seconds)
    return _recorded(spec, "waits", waiting.measured(spec, functions), options, seconds)


def speed(spec: str, options: argparse.Namespace, seconds: float | None) -> records.Outcome:
    """Measure every function."""
    functions = _sampled(options.function or calls.CALLS, seconds)
    return _recorded(
        spec, "ratios", ratios.measured(spec, options.elements, options.rounds, functions), options, seconds
    )


def array_api_tests(spec: str, options: argparse.Namespace, seconds: float | None) -> records.Outcome:
    """Run the official suite."""
    found = official.run(spec, options.array_api_tests, options.examples, seconds)
    return records.Outcome(found, not found.get("cut_off", False))


def _sampled(functions: Iterable[str], seconds: float | None) -> list[str]:
    """Return functions in an order of which any first part is a sample of all, if the time is limited."""
    names = list(functions)
    return names if seconds is None else sorted(names, key=lambda name: zlib.crc32(name.encode()))


def _recorded(
    spec: str, step: str, found: Iterable[Any], options: argparse.Namespace, seconds: float | None
) -> records.Outcome:
    """Take the results of a step one after the other until the time is over, and record them now and then."""
    started = written = time.monotonic()
    result: Any = None
    try:
        for result in found:
            now = time.monotonic()
            if seconds is not None and now - started > seconds:
                return records.Outcome(result, False)
            if now - written > CHECKPOINT:
                records.keep(options.records, spec, step, result, complete=False)
                written = now
    except (KeyboardInterrupt, SystemExit):
        if result is not None:
            records.keep(options.records, spec, step, result, complete=False)
        raise
    return records.Outcome(result, True)


Step = tuple["Callable[[str, argparse.Namespace, float | None], records.Outcome]", bool]
#: The steps, and whether each also runs on the last device of a kind.
STEPS: Final[dict[str, Step]] = {
    "suite": (suite, True),
    "tests": (tests, True),
    "waits": (waits, False),
    "ratios": (speed, False),
    "official": (array_api_tests, False),
}
#: The share of each step in a limited time.
SHARES: Final = {"suite": 6, "tests": 2, "waits": 1, "ratios": 3, "official": 3}
#: Steps that start other processes, which know installed backends alone.
_WITHOUT_PLUGIN: Final = ("tests", "official")


def main(arguments: list[str]) -> int:
    """Run the checks and write the document; return 0 only if something was checked and everything holds."""
    options = _options(arguments)
    if options.plugin:
        module, _, factory = options.plugin.partition(":")
        ua.register_backend(getattr(importlib.import_module(module), factory)(), override=True)
    if options.tables:
        _document(options.records)
        return 0
    try:
        first, last = _places(options)
    except (ua.BackendUnavailableError, ua.DeviceUnavailableError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    if not first:
        print("No accelerator was found here: nothing was checked. `python -m unifyarray info` says why.")
        return 2
    good = []
    tasks = _tasks(options, first, last)
    end = None if options.minutes is None else time.monotonic() + 60 * options.minutes
    for i, (name, spec) in enumerate(tasks):
        seconds = None
        if end is not None:
            share = SHARES[name] / sum(SHARES[later] for later, _ in tasks[i:])
            seconds = max(0.0, end - time.monotonic()) * share
        print(f"{spec}: {name} ...", flush=True)
        start = time.perf_counter()
        try:
            said, holds = _done(name, spec, options, seconds)
        except Exception:  # the other steps still run
            traceback.print_exc()
            said, holds = "not done, for the reason above: THIS DOES NOT HOLD", False
        except (KeyboardInterrupt, SystemExit):
            _document(options.records)
            left = ", ".join(f"{spec}: {name}" for name, spec in tasks[i + 1 :]) or "no other step"
            print(f"{spec}: {name}: NOT COMPLETE, interrupted. Its results so far are recorded. Not run: {left}")
            raise
        print(f"{spec}: {name}: {said} ({time.perf_counter() - start:.0f} s)", flush=True)
        good.append(holds)
        _document(options.records)  # after each step, because the next one may be interrupted
    return 0 if all(good) and good else 1


def _tasks(options: argparse.Namespace, first: list[str], last: list[str]) -> list[tuple[str, str]]:
    """Return the steps to do and the device of each; in a limited time, the first device of each kind comes first."""
    tasks = []
    for name in options.step or STEPS:
        if name == "official" and options.array_api_tests is None:
            print(official.HOW)
        elif options.plugin and name in _WITHOUT_PLUGIN:
            print(f"{name} runs in a process of its own, without the plugin of this process: skipped.")
        else:
            tasks += [(name, spec) for spec in [*first, *(last if STEPS[name][1] else ())]]
    return tasks if options.minutes is None else sorted(tasks, key=lambda task: task[1] not in first)


def _done(name: str, spec: str, options: argparse.Namespace, seconds: float | None) -> tuple[str, bool]:
    """Run a step and record its result; return the result in words, and whether it is complete and everything holds."""
    found, complete = STEPS[name][0](spec, options, seconds)
    if name != "suite":  # its report is the record
        records.keep(options.records, spec, name, found, complete=complete)
    said, holds = records.outcome(name, found)
    if complete:
        return said if holds else f"{said}: THIS DOES NOT HOLD", holds
    return f"{said}: NOT COMPLETE, the time was over", False


def _positive(text: str) -> float:
    number = float(text)
    if not number > 0:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return number


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.hardware", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    checkout = os.environ.get(official.VARIABLE)
    add = parser.add_argument
    add("--tables", action="store_true", help="only write the tables again from the records")
    add("--minutes", type=_positive, help="fit the check into this many minutes; complete records are kept")
    add("--step", action="append", choices=STEPS, help="run this step alone; can be repeated (default: all)")
    add("--place", action="append", metavar="SPEC", help="check this device alone, such as torch:cuda:1")
    add("--array-api-tests", type=Path, metavar="FOLDER", default=Path(checkout) if checkout else None,
        help=f"a checkout of array-api-tests (default: ${official.VARIABLE})")  # fmt: skip
    add("--examples", type=int, default=100, help="examples of each test of the official suite (default: 100)")
    add("--elements", type=int, default=ratios.ELEMENTS, help="number of elements to measure (default: 10,000,000)")
    add(
        "--function",
        action="append",
        choices=calls.CALLS,
        metavar="NAME",
        help="count the waits of this function alone and measure it alone",
    )
    add("--rounds", type=int, default=9, help="ratios per median (default: 9)")
    add("--suite-examples", type=int, default=EXAMPLES, help=f"examples of the suite's checks (default: {EXAMPLES})")
    add("--select", action="append", default=[], metavar="PATTERN", help="run these checks of the suite alone")
    add("--jobs", type=int, default=2, help="processes of the suite (default: 2)")
    add("--records", type=Path, default=records.REPORTS, metavar="FOLDER",
        help="folder of reports and records; unless it is the default, also of the document")  # fmt: skip
    add("--plugin", metavar="MODULE:FACTORY", help="a backend to register first")
    options = parser.parse_args(arguments)
    if options.array_api_tests is not None and not (options.array_api_tests / "array_api_tests").is_dir():
        parser.error(f"{options.array_api_tests} is not a checkout of array-api-tests")
    fewer = any(getattr(options, name) < parser.get_default(name) for name in ("examples", "suite_examples", "rounds"))
    is_partial = options.function or options.select or fewer or options.elements != ratios.ELEMENTS
    if is_partial and options.records == records.REPORTS:
        parser.error("a partial check cannot replace a complete record: pass --records FOLDER")
    return options


def _places(options: argparse.Namespace) -> tuple[list[str], list[str]]:
    """Return the accelerators to check: the first of each kind, and the last of each kind with several.

    A device that the user asks for must exist. The CPU is not recorded as an accelerator.
    """
    if options.place is None:
        pairs = [pair for pair in first_and_last_specs() if not pair[0].endswith(":cpu")]
        return [pair[0] for pair in pairs], [pair[-1] for pair in pairs if len(pair) > 1]
    every = [ua.namespace(spec).native.hooks for spec in options.place]
    for hooks in every:
        if hooks.device.kind == "cpu" and options.records == records.REPORTS:
            here = [
                f"--place {spec}, or " for pair in first_and_last_specs() for spec in pair if not spec.endswith(":cpu")
            ]
            fact = f"{hooks.backend.name}:{hooks.device} is not an accelerator"
            raise ValueError(message(fact, f"{''.join(here)}--records FOLDER for a try"))
    return [f"{hooks.backend.name}:{hooks.device}" for hooks in every], []


def _document(folder: Path) -> None:
    """Write the document with the tables of the records in a folder."""
    text = records.document(records.TARGET.read_text(encoding="utf-8"), records.records(folder))
    target = records.TARGET if folder == records.REPORTS else folder / records.TARGET.name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    with sigterm_as_exit():
        try:
            sys.exit(main(sys.argv[1:]))
        except KeyboardInterrupt:
            sys.exit(130)
