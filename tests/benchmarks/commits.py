"""Compare the speed of two checkouts: ``python -m tests.benchmarks.commits OLD NEW``.

Each round measures every statement in three processes that live as long as the round's batch: one of the old
checkout, a second one of the old checkout, and one of the new checkout. The ratio of the two old ones (A/A) shows how
far two equal programs differ on this machine. Times are CPU times of the thread, so other processes disturb less.
Python frames and bytecode instructions of unifyarray's own code are counted, too: they do not depend on the machine.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

#: Per statement: the code that prepares its names, and the statement.
STATEMENTS: Final = {
    "a + b": "a + b",
    "a * 2.0": "a * 2.0",
    "ua.sin(a)": "ua.sin(a)",
    "ua.sum(m, axis=1)": "ua.sum(m, axis=1)",
    "a[1:]": "a[1:]",
    "ua.zeros(3)": "ua.zeros(3)",
    "ua.array_namespace(n)": "ua.array_namespace(n)",
}
IMPORT: Final = "import unifyarray"

#: Runs in its own process: reads (statement, number of calls) as JSON lines, answers seconds of CPU time per call.
_WORKER: Final = """
import json, os, sys, time
import unifyarray as ua
ua.set_default(sys.argv[1])
a, b = ua.asarray([1.0, 2.0, 3.0]), ua.asarray([4.0, 5.0, 6.0])
m = ua.ones((3, 3))
n = ua.native(a)
names = dict(ua=ua, a=a, b=b, m=m, n=n)
ours = os.path.dirname(os.path.dirname(ua.__file__)) + os.sep

def timed(code, calls):
    lines = ["def loop(calls):", " start = clock()", " for _ in range(calls):", "  " + code, " return clock() - start"]
    loop = compile("\\n".join(lines), "<loop>", "exec")
    space = dict(names, clock=time.thread_time, range=range)
    exec(loop, space)
    space["loop"](calls // 10)
    return space["loop"](calls) / calls

def counted(code):
    compiled = compile(code, "<statement>", "exec")
    for _ in range(5):
        exec(compiled, names)
    frames = instructions = 0
    def is_ours(frame):
        return frame.f_code.co_filename.startswith(ours) and ".venv" not in frame.f_code.co_filename
    def local(frame, event, argument):
        nonlocal instructions
        instructions += event == "opcode"
        return local
    def trace(frame, event, argument):
        nonlocal frames
        if not is_ours(frame):
            return None
        frames += 1
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return local
    sys.settrace(trace)
    try:
        exec(compiled, names)
    finally:
        sys.settrace(None)
    return frames, instructions

for line in sys.stdin:
    kind, code, calls = json.loads(line)
    print(json.dumps(timed(code, calls) if kind == "time" else counted(code)), flush=True)
"""

_IMPORT: Final = """
import time
start = time.thread_time()
import unifyarray
print(time.thread_time() - start)
"""


def _environment(checkout: Path) -> dict[str, str]:
    folders = (checkout, checkout / "backends", checkout / "conformance")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders))}


class _Process:
    """A process of one checkout that measures statements on one backend."""

    def __init__(self, checkout: Path, backend: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _WORKER, backend],
            env=_environment(checkout),
            cwd=checkout,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, kind: str, code: str, calls: int = 0) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([kind, code, calls]) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def _import_time(checkout: Path) -> float:
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT], env=_environment(checkout), cwd=checkout, capture_output=True, check=True
    )
    return float(done.stdout)


def _row(ratios: list[tuple[float, float]]) -> dict[str, float]:
    """Return the median ratios new/old and old/old, and how far the rounds of old/old spread around 1."""
    new, same = [new for new, _ in ratios], [same for _, same in ratios]
    return {"ratio": statistics.median(new), "A/A": statistics.median(same)}


def compare(old: Path, new: Path, backend: str, rounds: int, restarts: int, calls: int) -> dict[str, dict[str, Any]]:
    """Return a row for every statement: ratio, A/A ratio, frames and instructions of both checkouts."""
    ratios: dict[str, list[tuple[float, float]]] = {name: [] for name in STATEMENTS}
    rows: dict[str, dict[str, Any]] = {}
    for restart in range(restarts):
        processes = [_Process(checkout, backend) for checkout in (old, old, new)]
        try:
            for name, code in STATEMENTS.items():
                if restart == 0:
                    counts = [process.ask("count", code) for process in (processes[0], processes[2])]
                    rows[name] = {"frames": [c[0] for c in counts], "instructions": [c[1] for c in counts]}
                for repeat in range(rounds // restarts):
                    order = [0, 1, 2] if repeat % 2 else [2, 1, 0]
                    times = {index: processes[index].ask("time", code, calls) for index in order}
                    ratios[name].append((times[2] / times[0], times[1] / times[0]))
        finally:
            for process in processes:
                process.close()
    for name, found in ratios.items():
        rows[name] |= _row(found)
    return rows


def compare_imports(old: Path, new: Path, rounds: int) -> dict[str, Any]:
    """Return the row of ``import unifyarray`` in fresh interpreters."""
    for checkout in (old, new):  # users import bytecode, whatever PYTHONDONTWRITEBYTECODE says here
        compileall.compile_dir(checkout / "unifyarray", quiet=1)
    ratios = []
    for repeat in range(rounds):
        order = [old, old, new] if repeat % 2 else [new, old, old]
        times = [_import_time(checkout) for checkout in order]
        first, second, last = times if repeat % 2 else (times[1], times[2], times[0])
        ratios.append((last / first, second / first))
    return _row(ratios)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--restarts", type=int, default=8)
    parser.add_argument("--calls", type=int, default=20_000)
    parser.add_argument("--backends", nargs="*", default=["numpy", "torch"])
    arguments = parser.parse_args()
    old, new = arguments.old.resolve(), arguments.new.resolve()
    print("| backend | statement | new/old | old/old | limit | frames | instructions |")
    print("|---|---|---|---|---|---|---|")
    for backend in arguments.backends:
        table = compare(old, new, backend, arguments.rounds, arguments.restarts, arguments.calls)
        for name, row in table.items():
            limit = 1.03 + abs(row["A/A"] - 1)
            mark = "" if row["ratio"] <= limit else " over"
            frames, instructions = ("/".join(map(str, reversed(row[key]))) for key in ("frames", "instructions"))
            print(
                f"| {backend} | `{name}` | {row['ratio']:.3f}{mark} | {row['A/A']:.3f} | {limit:.3f} | {frames} "
                f"| {instructions} |"
            )
    row = compare_imports(old, new, arguments.rounds)
    limit = 1.03 + abs(row["A/A"] - 1)
    mark = "" if row["ratio"] <= limit else " over"
    print(f"| | `{IMPORT}` | {row['ratio']:.3f}{mark} | {row['A/A']:.3f} | {limit:.3f} | | |")


if __name__ == "__main__":
    main()
