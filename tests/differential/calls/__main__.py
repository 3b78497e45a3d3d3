"""``python -m tests.differential.calls``: run calls; print the mismatches grouped by cause."""

from __future__ import annotations

import argparse
import sys
import time

from tests.differential.calls.catalogue import draw
from tests.differential.calls.numpy_values import NumpyComparison
from tests.differential.calls.report import report
from tests.differential.calls.running import Comparison


def main() -> int:
    """Return 1 if there are mismatches, else 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.differential.calls", description=__doc__)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", help="the name of the calls to draw")
    parser.add_argument("--plugin", help="module:factory of a backend that stands for the reference")
    parser.add_argument("--numpy", action="store_true", help="compare with NumPy instead of the other backends")
    arguments = parser.parse_args()
    comparison = Comparison(arguments.plugin)
    with_numpy = NumpyComparison(comparison)
    start = time.perf_counter()
    found = []
    for number in range(arguments.calls):
        case = draw(number, arguments.seed, comparison.dtypes, comparison.half, arguments.only)
        found += (with_numpy if arguments.numpy else comparison).mismatches(case)
    taken = time.perf_counter() - start
    print(report(found))
    print(f"{arguments.calls} calls, {len(found)} mismatches, {taken:.1f} s", file=sys.stderr)
    if arguments.numpy:
        print(f"compared: {with_numpy.compared}; named by contract row: {dict(with_numpy.named)}", file=sys.stderr)
    else:
        print(f"raised: {sum(comparison.raised.values())}; named: {dict(comparison.excused)}", file=sys.stderr)
    return 1 if found else 0


sys.exit(main())
