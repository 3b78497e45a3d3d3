"""Running checks: a plain function. Cases run in subprocesses, results are written down as they come.

A process that aborts, hangs or is killed costs the case that it was running, and no other.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import IO, TYPE_CHECKING, Any, Final

from unifyarray._core.configuration import BLOCK_BACKENDS, VARIABLES
from unifyarray._core.errors import message

from ..reports import report as _report
from .registry import Case, select
from .worker import HUNG, result_of, without_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

#: Examples that a check draws, by default and with ``quick``.
EXAMPLES: Final = 30
QUICK_EXAMPLES: Final = 4
#: Seconds that a process may take to import a library and find its device.
STARTUP: Final = 180.0

#: Variables that would change what is checked.
_SELECTION: Final = frozenset(VARIABLES) - {BLOCK_BACKENDS}

Result = dict[str, Any]


class RunError(_report.ReportError):
    """A run cannot be carried out."""


def no_match(patterns: Sequence[str]) -> str:
    """Return the message where no check has a name that was asked for."""
    return message(f"no check matches {', '.join(patterns)}", "unifyarray conformance list")


def spec_of(backend: str | None, device: str | None) -> str:
    """Return the specification of a backend and a device, either of which may be left open."""
    if backend is None and device is None:
        from unifyarray._runtime.selection import current

        xp = current().xp
        assert xp is not None
        return f"{xp.hooks.backend.name}:{xp.hooks.device}"
    return ":".join(part for part in (backend, device) if part)


@dataclass(frozen=True)
class Plan:
    """What a run is to do; a resumed run must have the same.

    Attributes
    ----------
    spec : str
        Backend and device, ``"torch:cpu"``.
    select : tuple of str
        Which checks; all where empty.
    examples : int
        Examples that each check draws.
    seed : int
        Seed of all that is drawn.
    plugin : str or None
        ``"module:factory"`` of a backend to register first.
    timeout : float
        Seconds that one case may take.
    memory : float or None
        Gibibytes that a process may take on the CPU.
    """

    spec: str
    select: tuple[str, ...] = ()
    examples: int = EXAMPLES
    seed: int = 0
    plugin: str | None = None
    timeout: float = 60.0
    memory: float | None = 8.0


@dataclass
class _State:
    """What the threads of a run share."""

    plan: Plan
    waiting: deque[Case]
    take: Callable[[Result], None]
    note: Callable[[dict[str, Any]], None]
    deadline: float | None
    about: dict[str, Any] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)
    stop: threading.Event = field(default_factory=threading.Event)
    failure: Exception | None = None

    def found(self, about: dict[str, Any]) -> None:
        """Note what a process has loaded."""
        with self.lock:
            if self.about is None:
                self.about = about
                self.note(about)

    def next(self) -> Case | None:
        """Return the next case to run; None where the run is over."""
        with self.lock:
            late = self.deadline is not None and time.monotonic() > self.deadline
            return None if late or self.stop.is_set() or not self.waiting else self.waiting.popleft()


def run(
    plan: Plan,
    *,
    out: Path | None = None,
    resume: bool = False,
    minutes: float | None = None,
    jobs: int = 2,
    progress: Callable[[Result, int, int], None] | None = None,
) -> dict[str, Any]:
    """Run checks on a backend and return the report.

    Parameters
    ----------
    plan : Plan
        What to run.
    out : Path, optional
        Where the report goes. Results are appended to the file of that name with the ending ``.jsonl`` as they come;
        it is removed when the report is complete.
    resume : bool, default False
        Go on where a run with the same plan was interrupted.
    minutes : float, optional
        Cases that have not started by then are skipped; the report is then not complete.
    jobs : int, default 2
        Processes at a time.
    progress : callable, optional
        Called with each result, the number of results, and the number of cases.

    Raises
    ------
    RunError
        Nothing is selected, the backend cannot be loaded, or what is to be resumed had another plan.
    """
    started = time.monotonic()
    cases = select(plan.select)
    if not cases:
        raise RunError(no_match(plan.select))
    journal = _Journal(None if out is None else out.with_suffix(".jsonl"), plan, resume)
    results = journal.results
    waiting = deque(case for case in cases if case.id not in results)

    def take(result: Result) -> None:
        with state.lock:
            results[result["id"]] = result
            journal.append(result)
            if progress is not None:
                progress(result, len(results), len(cases))

    deadline = None if minutes is None else started + 60 * minutes
    state = _State(plan, waiting, take, journal.note, deadline)
    threads = [threading.Thread(target=_serve, args=(state,)) for _ in range(max(1, min(jobs, len(waiting))))]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    except BaseException:
        state.stop.set()
        raise
    finally:
        journal.close()
    if state.failure is not None:
        raise state.failure
    for case in cases:
        if case.id not in results:
            results[case.id] = result_of(case, "skip", reason=_report.OUT_OF_TIME)
    ordered = [results[case.id] for case in cases]
    about = state.about or journal.about
    if about is None:
        raise RunError(message("no case has been run", "more time: run(plan, minutes=None), or a larger --minutes"))
    stale = sorted(set(about["deviations"]) - {case.id for case in select()})
    if stale:
        fact = f"{about['backend']} declares deviations from what is no case: {', '.join(stale)}"
        raise RunError(message(fact, "unifyarray conformance list --cases"))
    report = _report.build(asdict(plan), ordered, about, time.monotonic() - started)
    if out is not None:
        _report.write(report, out)
        if report["complete"]:
            journal.remove()
    return report


class _Journal:
    """The results of a run as JSON lines, the plan first."""

    def __init__(self, path: Path | None, plan: Plan, resume: bool) -> None:
        self.results: dict[str, Result] = {}
        self.about: dict[str, Any] | None = None
        self._path = path
        self._file: IO[str] | None = None
        if path is None:
            return
        head = {"schema": _report.SCHEMA, "suite": _report.suite_version(), "plan": asdict(plan)}
        head = json.loads(json.dumps(head))
        if resume and path.exists():
            lines = path.read_text(encoding="utf-8").split("\n")[:-1]  # what a kill cut short has no end of line
            try:
                first, *entries = [json.loads(line) for line in lines] or [head]
            except ValueError as error:
                fact = f"{path.name} is no record of a run: {error}"
                raise RunError(message(fact, f"remove {path.name}, or --out with another name")) from error
            if first != head:
                fact = f"{path.name} is of a run with another plan: {lines[0]}"
                raise RunError(message(fact, "the same options again, or without --resume"))
            self.about = next((entry["subject"] for entry in entries if "subject" in entry), None)
            self.results = {entry["id"]: entry for entry in entries if "id" in entry}
            text = "\n".join(lines or [json.dumps(head)]) + "\n"
        else:
            text = json.dumps(head) + "\n"
            path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self._file = path.open("a", encoding="utf-8")

    def note(self, about: dict[str, Any]) -> None:
        self.append({"subject": about})

    def append(self, result: Result) -> None:
        if self._file is not None:
            self._file.write(json.dumps(result) + "\n")
            self._file.flush()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def remove(self) -> None:
        if self._path is not None:
            self._path.unlink()


def _serve(state: _State) -> None:
    """Take cases until none is left."""
    try:
        with Server(state.plan, state.found) as server:
            while (case := state.next()) is not None:
                state.take(server.run(case))
    except Exception as error:
        state.failure = error
        state.stop.set()


class Server:
    """Runs cases one after the other, in one process as long as that lives.

    Parameters
    ----------
    plan : Plan
        The subject and the budget; what is selected does not matter.
    found : callable, optional
        Called with what each process says of its subject.
    """

    def __init__(self, plan: Plan, found: Callable[[dict[str, Any]], None] | None = None) -> None:
        self._plan = plan
        self._found = found
        self._process: _Process | None = None

    def run(self, case: Case, without: str | None = None) -> Result:
        """Return the result of a case; ``without`` names an override to leave out, as ``linalg.inv``."""
        process = self._started()
        result = process.run(case, without=without)
        if result is None:
            result = _ended(case, process, self._plan, without)
            self.close()
        elif result["status"] == "timeout":
            self.close()
        return result

    def overrides(self) -> list[dict[str, Any]]:
        """Return what the overrides of the subject declare."""
        process = self._started()
        answer = process.ask({"overrides": True})
        if answer is None:
            raise RunError(f"{self._plan.spec} does not say what it overrides:\n{process.errors()}")
        found: list[dict[str, Any]] = answer["overrides"]
        return found

    def _started(self) -> _Process:
        if self._process is None:
            self._process = _Process(self._plan)
            if self._found is not None:
                self._found(self._process.about)
        return self._process

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process = None

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _ended(case: Case, process: _Process, plan: Plan, without: str | None) -> Result:
    """Return the result of a case that ended its process, or that a process did not answer for."""
    if process.hung:
        return result_of(case, "timeout", message="no answer, and the interpreter is stuck", duration=plan.timeout)
    reason = _how_it_ended(process.status())
    errors = process.errors()
    # Once more, with every call announced before it is made: the last one is what does it.
    with _Process(plan) as second:
        again = second.run(case, trace=True, without=without)
    if again is not None and again["status"] != "timeout":
        reason += "; not when run alone"
    return result_of(case, "crash", reason=reason, message=errors, script=second.last_call)


def _how_it_ended(status: int) -> str:
    if status >= 0:
        return "the process ended by itself" if status == 0 else f"the process ended with status {status}"
    name = signal.Signals(-status).name
    return f"{name}: most likely out of memory" if name == "SIGKILL" else f"the process was ended by {name}"


class _Process:
    """A worker process and the pipe to it."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._errors: deque[str] = deque(maxlen=40)
        self.last_call: str | None = None
        self.hung = False
        # What a check expects is the contract's: with the defaults, whatever the caller's environment selects.
        env = {name: value for name, value in os.environ.items() if name not in _SELECTION}
        env |= {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "PYTHONFAULTHANDLER": "1"}
        # Two processes on few cores: threads of their own would only wait for each other.
        env.setdefault("OMP_NUM_THREADS", "1")
        # Caches of what hypothesis finds by itself would lie in the current folder; where they cannot, it has none.
        env.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", os.devnull)
        self._popen = subprocess.Popen(
            # Not with -m, which warns of a module that its package has imported already.
            [sys.executable, "-c", f"from {__package__}.worker import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            env=env,
        )
        assert self._popen.stdout is not None
        assert self._popen.stderr is not None
        self._readers = [
            threading.Thread(target=self._read, args=(self._popen.stdout,), daemon=True),
            threading.Thread(target=self._read_errors, args=(self._popen.stderr,), daemon=True),
        ]
        for reader in self._readers:
            reader.start()
        self._write(asdict(plan))
        ready = self._next(STARTUP)
        if ready is None or ready["event"] == "refused":
            self.kill()
            why = self.errors() if ready is None else ready["message"]
            raise RunError(f"{plan.spec} cannot be loaded:\n{why}")
        self.about: dict[str, Any] = ready["subject"]

    def run(self, case: Case, *, trace: bool = False, without: str | None = None) -> Result | None:
        """Return the result of a case; None where the process ended or does not answer."""
        return self.ask({"check": case.check.id, "dtype": case.dtype, "trace": trace, "without": without})

    def ask(self, order: dict[str, Any]) -> dict[str, Any] | None:
        """Return the answer to an order; None where the process ended or does not answer."""
        self._write(order)
        while (event := self._next(self._plan.timeout + 10)) is not None:
            if event.pop("event") == "done":
                return event
            self.last_call = event["script"]
        return None

    def _write(self, message: object) -> None:
        assert self._popen.stdin is not None
        try:
            self._popen.stdin.write(json.dumps(message) + "\n")
            self._popen.stdin.flush()
        except BrokenPipeError:
            return  # it has ended; the answer that does not come says so

    def _next(self, timeout: float) -> dict[str, Any] | None:
        try:
            line = self._lines.get(timeout=timeout)
        except queue.Empty:
            self.hung = True
            return None
        return None if line is None else json.loads(line)

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            self._lines.put(line)
        self._lines.put(None)

    def _read_errors(self, stream: IO[str]) -> None:
        for line in stream:
            self._errors.append(line)

    def status(self) -> int:
        """Return the exit status, negative for a signal."""
        return self._popen.wait(timeout=30)

    def errors(self) -> str:
        """Return the last of what the process wrote to its standard error."""
        self._readers[1].join(timeout=5)
        return without_paths("".join(self._errors))

    def kill(self) -> None:
        """End the process and close the pipes."""
        self._popen.kill()
        self._popen.wait()
        for reader in self._readers:
            reader.join(timeout=5)
        for stream in (self._popen.stdin, self._popen.stdout, self._popen.stderr):
            if stream is not None:
                try:
                    stream.close()
                except BrokenPipeError:
                    continue  # what was still to be written to it has nowhere to go

    def __enter__(self) -> _Process:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


__all__ = ["EXAMPLES", "HUNG", "QUICK_EXAMPLES", "Plan", "Result", "RunError", "Server", "run", "spec_of"]
