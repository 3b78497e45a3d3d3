"""Run checks: cases run in worker processes, and their results are written to a file as they come.

A process that aborts, hangs or is killed costs the case that it was running, and no other case.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from unifyarray._core.errors import message

from ..reports import report as _report
from . import deviations
from .journal import Journal
from .order import spread
from .plan import EXAMPLES, QUICK_EXAMPLES, Plan, Result, RunError, no_match, spec_of
from .registry import Case, add_modules, select
from .results import result_of
from .worker import HUNG
from .worker_process import NoAnswerError, Server

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


#: How often to start a process for a case before the device counts as lost.
_STARTS: Final = 3


@dataclass
class _State:
    """The state that the threads of a run share."""

    plan: Plan
    waiting: deque[Case]
    store: Callable[[Result], None]
    note: Callable[[dict[str, Any]], None]
    deadline: float | None
    about: dict[str, Any] | None = None
    peak: dict[str, Any] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    stop: threading.Event = field(default_factory=threading.Event)
    failure: Exception | None = None
    lost: str | None = None
    not_started: str | None = None
    servers: list[Server] = field(default_factory=list)
    is_interrupted: bool = False

    def keep_about(self, about: dict[str, Any]) -> None:
        """Keep the first process's description of the subject."""
        with self.lock:
            if self.about is None and not self.is_interrupted:
                self.about = about
                self.note({"subject": about})

    def keep_peak(self, kind: str, size: int, case: str) -> None:
        """Keep the largest amount of memory of a kind, ``"host"`` or ``"device"``, and the case that took it."""
        with self.lock:
            if not self.is_interrupted and size > self.peak.get(kind, {"bytes": 0})["bytes"]:
                self.peak[kind] = {"bytes": size, "case": case}
                self.note({"peak_memory": self.peak})

    def next(self) -> Case | None:
        """Return the next case to run; None if the run is over."""
        with self.lock:
            return None if self.is_late or self.stop.is_set() or not self.waiting else self.waiting.popleft()

    @property
    def is_late(self) -> bool:
        """Whether the time limit is reached."""
        return self.deadline is not None and time.monotonic() > self.deadline

    @property
    def is_on_host(self) -> bool:
        """Whether the device is a CPU, which cannot be lost."""
        return self.about is not None and self.about["device"].startswith("cpu")

    def interrupt(self) -> None:
        """End the processes, without waiting for the cases that they run."""
        self.stop.set()
        with self.lock:
            self.is_interrupted = True
            servers = tuple(self.servers)
        for server in servers:
            server.interrupt()

    def put_back(self, case: Case, cause: str) -> None:
        """Leave a case to the other threads because this one cannot start a process for it."""
        with self.lock:
            self.waiting.appendleft(case)
            self.not_started = cause


def run(
    plan: Plan,
    *,
    out: Path | None = None,
    resume: bool = False,
    minutes: float | None = None,
    jobs: int = 2,
    progress: Callable[[Result, int, int], None] | None = None,
    checkpoint: float | None = None,
) -> dict[str, Any]:
    """Run checks on a backend and return the report.

    Parameters
    ----------
    plan : Plan
        The subject, the selection and the budget.
    out : Path, optional
        File of the report. Meanwhile results are appended to a file of the same name with the suffix ``.jsonl``, which
        is removed when the report is complete.
    resume : bool, default False
        Continue an interrupted run with the same plan.
    minutes : float, optional
        Skip the cases that have not started by then; the report is then not complete. All sections get their share of
        the time.
    jobs : int, default 2
        Number of processes at a time.
    progress : callable, optional
        Called with each result, the number of results, and the number of cases.
    checkpoint : float, optional
        Write the report of the results so far to ``out`` each time so many seconds have passed, for a run that may be
        killed.

    Raises
    ------
    RunError
        No check is selected, the backend cannot be loaded, the interrupted run had another plan, or a deviation
        matches no case.
    """
    started = time.monotonic()
    add_modules(plan.checks)
    cases = select(plan.select)
    if not cases:
        raise RunError(no_match(plan.select))
    declared = deviations.matching(plan.deviations, select())
    journal = Journal(None if out is None else out.with_suffix(".jsonl"), plan, resume)
    results = journal.results
    left = [case for case in cases if case.id not in results]
    waiting = deque(left if minutes is None and checkpoint is None else spread(left))
    written = started

    def report_so_far() -> dict[str, Any]:
        """Return the report; cases without a result are skipped."""
        reason = _report.OUT_OF_TIME if state.not_started is None or state.is_late else _report.NOT_STARTED
        ordered = [results.get(case.id) or result_of(case, "skip", reason=reason) for case in cases]
        if reason == _report.NOT_STARTED:
            first = next((result for result in ordered if result["reason"] == reason), None)
            if first is not None:  # one message is enough
                first["message"] = state.not_started
        about = state.about or journal.about
        assert about is not None
        about = about | {"deviations": about["deviations"] | declared}
        return _report.build(asdict(plan), ordered, about, time.monotonic() - started, state.peak)

    def store(result: Result) -> None:
        nonlocal written
        result = deviations.apply(declared, result)
        with state.lock:
            if state.is_interrupted:
                return  # the journal is closed
            results[result["id"]] = result
            journal.append(result)
            if progress is not None:
                progress(result, len(results), len(cases))
            if out is not None and checkpoint is not None and time.monotonic() - written > checkpoint:
                _report.write(report_so_far(), out)
                written = time.monotonic()

    deadline = None if minutes is None else started + 60 * minutes
    state = _State(plan, waiting, store, journal.append, deadline, peak=journal.peak)
    threads = [threading.Thread(target=_serve, args=(state,)) for _ in range(max(1, min(jobs, len(waiting))))]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    except BaseException:
        state.interrupt()
        if out is not None and checkpoint is not None and results and (state.about or journal.about):
            _report.write(report_so_far(), out)
        raise
    finally:
        journal.close()
    if state.failure is not None:
        if not results:
            journal.remove()  # there is nothing to resume
        raise state.failure
    about = state.about or journal.about
    if about is None:
        raise RunError(message("no case finished in time", "pass a larger minutes or --minutes, or leave it out"))
    stale = sorted(set(about["deviations"]) - {case.id for case in select()})
    if stale:
        fact = f"{about['backend']} declares deviations of cases that do not exist: {', '.join(stale)}"
        raise RunError(message(fact, "unifyarray conformance list --cases"))
    report = report_so_far()
    if out is not None:
        _report.write(report, out)
        if report["complete"]:
            journal.remove()
    return report


def _serve(state: _State) -> None:
    """Run cases until none is left."""
    try:
        with Server(state.plan, state.keep_about, state.keep_peak) as server:
            with state.lock:
                state.servers.append(server)
            while (case := state.next()) is not None:
                result = _result(state, server, case)
                if result is None:
                    return
                state.store(result)
    except Exception as error:
        state.failure = error
        state.stop.set()


def _result(state: _State, server: Server, case: Case) -> Result | None:
    """Return the result of a case; None if no process can be started for it, and the case was put back.

    A CPU cannot be lost, so there the cause is the machine. Another device is lost, and each case is an error.
    """
    cause = ""
    for _ in range(_STARTS):
        if state.lost is not None and not server.is_running:
            break
        try:
            return server.run(case)
        except RunError as error:
            if state.is_interrupted:
                return None
            if state.about is None:  # no process has found the device
                raise
            server.close()  # its process may have ended
            cause = str(error)
            if isinstance(error, NoAnswerError):
                break  # several processes were tried
    if state.is_on_host:
        state.put_back(case, cause)
        return None
    state.lost = state.lost or cause
    return result_of(case, "error", reason="the device was lost", message=state.lost)


__all__ = [
    "EXAMPLES",
    "HUNG",
    "QUICK_EXAMPLES",
    "Plan",
    "Result",
    "RunError",
    "Server",
    "no_match",
    "run",
    "spec_of",
]
