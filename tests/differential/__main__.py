"""``python -m tests.differential``: run programs; print the first that differs as a script, and counts of the steps."""

from __future__ import annotations

import argparse
import sys
import time

from tests.differential._machine import INPUT, Machine
from tests.differential._scripts import script
from tests.differential._search import search


def main() -> int:
    """Return 1 if backends differ, else 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.differential", description=__doc__)
    parser.add_argument("--programs", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--plugin", help="module:factory of a backend that stands for the reference")
    parser.add_argument("--counts", action="store_true", help="print how often each function was drawn, and raised")
    arguments = parser.parse_args()
    machine = Machine.load(arguments.plugin)
    start = time.perf_counter()
    difference = search(machine, arguments.programs, arguments.seed)
    if difference is not None:
        print(script(difference))
        return 1
    taken = time.perf_counter() - start
    steps = sum(machine.steps.values())
    backends = len(machine.others) + 1
    print(
        f"{machine.programs} programs, {steps} steps ({machine.steps[INPUT]} of them new arrays), "
        f"{backends} backends, {taken:.1f} s",
        file=sys.stderr,
    )
    if arguments.counts:
        for name, count in sorted(machine.steps.items(), key=lambda item: item[1]):
            print(f"{name:30} {count:6} {machine.raised[name]:6} raised")
        print(dict(machine.arrays))
    return 0


sys.exit(main())
