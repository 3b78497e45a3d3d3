"""Worker processes as the runner sees them: Server runs cases in one, and starts another after a crash or a hang."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from dataclasses import asdict
from typing import IO, TYPE_CHECKING, Any, Final

from unifyarray._core.configuration import (
    BLOCK_BACKENDS,
    IMPORT,
    JIT_SECONDS,
    NAMESPACES,
    REPAIRS,
    VARIABLES,
    imports,
    namespaces,
)
from unifyarray._core.errors import message

from .plan import Plan, Result, RunError
from .results import result_of, without_paths

if TYPE_CHECKING:
    from collections.abc import Callable

    from .registry import Case

#: Seconds that a process may take to import a library and find its device. On a busy machine this takes minutes, so a
#: process that gives no answer is replaced by one that may take twice as long.
STARTUP: Final = 180.0
#: How many processes may give no answer before the library counts as one that cannot be loaded.
_STARTS: Final = 3
#: Environment variables that would change the results; worker processes do not get them.
_SELECTION: Final = frozenset(VARIABLES) - {BLOCK_BACKENDS, REPAIRS}


class Server:
    """Runs cases one after the other in a worker process, which is replaced if a case ends it.

    Parameters
    ----------
    plan : Plan
        The subject and the budget; the selection is not used.
    on_start : callable, optional
        Called with each process's description of its subject.
    on_peak : callable, optional
        Called after each case with a kind of memory (``"host"`` or ``"device"``), the most bytes of it that the process
        has taken so far, and the case's id.
    repairs : str or None
        A file of repairs; None means that of the environment.
    """

    def __init__(
        self,
        plan: Plan,
        on_start: Callable[[dict[str, Any]], None] | None = None,
        on_peak: Callable[[str, int, str], None] | None = None,
        repairs: str | None = None,
    ) -> None:
        self._plan = plan
        self._repairs = repairs
        self._on_start = on_start
        self._on_peak = on_peak
        self._process: WorkerProcess | None = None
        self._is_interrupted = False

    def run(self, case: Case, without: str | None = None) -> Result:
        """Return the result of a case; ``without`` names an override to leave out, such as ``linalg.inv``.

        Raises
        ------
        RunError
            The subject cannot be loaded, or another thread has called `interrupt`.
        """
        process = self._started()
        result = process.run(case, without=without)
        for kind, size in ((result or {}).pop("memory", None) or {}).items():
            if self._on_peak is not None:
                self._on_peak(kind, size, case.id)
        if result is None:
            if self._is_interrupted:
                raise RunError(f"{self._plan.spec} was interrupted at {case.id}")
            result = _result_of_lost_process(case, process, self._plan, without, self._repairs)
            self.close()
        elif result["status"] == "timeout":
            self.close()
        return result

    def overrides(self) -> list[dict[str, Any]]:
        """Return the declarations of the subject's overrides."""
        process = self._started()
        answer = process.ask({"overrides": True})
        if answer is None:
            raise RunError(f"{self._plan.spec} cannot list its overrides:\n{process.errors()}")
        found: list[dict[str, Any]] = answer["overrides"]
        return found

    def _started(self) -> WorkerProcess:
        if self._process is None:
            self._process = start(self._plan, self._repairs)
            if self._on_start is not None:
                self._on_start(self._process.about)
        return self._process

    @property
    def is_running(self) -> bool:
        """Whether a process waits for cases."""
        return self._process is not None

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process = None

    def interrupt(self) -> None:
        """End the process while another thread waits for its answer; that thread gets a RunError."""
        self._is_interrupted = True
        process = self._process
        if process is not None:
            process.interrupt()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _result_of_lost_process(
    case: Case, process: WorkerProcess, plan: Plan, without: str | None, repairs: str | None
) -> Result:
    """Return the result of a case that ended its process, or made it hang."""
    if process.hung:
        return result_of(case, "timeout", message="no answer, and the interpreter hangs", duration=plan.timeout)
    reason = _how_it_ended(process.status())
    errors = process.errors()
    # Run the case again and announce every call before it is made: the last announced call is the culprit.
    with start(plan, repairs) as second:
        again = second.run(case, trace=True, without=without)
    if again is not None and again["status"] != "timeout":
        reason += "; not when run alone"
    return result_of(case, "crash", reason=reason, message=errors, script=second.last_call)


def _how_it_ended(status: int) -> str:
    if status >= 0:
        return "the process ended by itself" if status == 0 else f"the process ended with status {status}"
    name = signal.Signals(-status).name
    return f"{name}: most likely out of memory" if name == "SIGKILL" else f"the process was ended by {name}"


def start(plan: Plan, repairs: str | None = None, module: str = f"{__package__}.worker") -> WorkerProcess:
    """Return a worker process that has loaded its subject.

    Raises
    ------
    RunError
        The subject cannot be loaded, or no process gives an answer in time.
    """
    for number in range(_STARTS - 1):
        try:
            return WorkerProcess(plan, repairs, module, startup=STARTUP * 2**number)
        except NoAnswerError:
            continue
    return WorkerProcess(plan, repairs, module, startup=STARTUP * 2 ** (_STARTS - 1))


class NoAnswerError(RunError):
    """A process gives no answer within the time that it may take to start."""


class WorkerProcess:
    """A worker process and the pipe to it; see `start`.

    Parameters
    ----------
    plan : Plan
        The subject and the budget.
    repairs : str or None
        A file of repairs; None means that of the environment.
    module : str
        The module whose ``main`` answers the requests.
    startup : float
        Seconds that the process may take to load its subject.

    Raises
    ------
    NoAnswerError
        The process is not ready in time.
    RunError
        The subject cannot be loaded.
    """

    def __init__(self, plan: Plan, repairs: str | None, module: str, *, startup: float) -> None:
        self._plan = plan
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._errors: deque[str] = deque(maxlen=40)
        self.last_call: str | None = None
        self.hung = False
        # Checks expect the contract's defaults, whatever the caller's environment selects.
        env = {name: value for name, value in os.environ.items() if name not in _SELECTION}
        if names := dict.fromkeys((*imports(), *plan.imports)):
            env[IMPORT] = ",".join(names)
        if names := dict.fromkeys((*namespaces(), *plan.namespaces)):
            env[NAMESPACES] = ",".join(names)
        env |= {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "PYTHONFAULTHANDLER": "1"}
        env[JIT_SECONDS] = "0"  # a compiler takes seconds for each call
        if repairs is not None:
            env[REPAIRS] = repairs
        # Several processes share the cores: threads within each would only slow one another down.
        env.setdefault("OMP_NUM_THREADS", "1")
        # By default hypothesis writes its caches to the current folder.
        env.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", os.devnull)
        self._popen = subprocess.Popen(
            # Not -m: it warns if the package has already imported the module.
            [sys.executable, "-c", f"from {module} import main; main()"],
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
        ready = self._next(startup)
        if self.hung:
            self.kill()
            fact = f"{plan.spec} cannot be loaded: a process gave no answer within {startup:g} seconds"
            raise NoAnswerError(message(fact, "when the machine is less busy: unifyarray conformance run --jobs 1"))
        if ready is None or ready["event"] == "refused":
            self.kill()
            cause = self.errors() if ready is None else ready["message"]
            raise RunError(f"{plan.spec} cannot be loaded:\n{cause}")
        self.about: dict[str, Any] = ready["subject"]

    def run(self, case: Case, *, trace: bool = False, without: str | None = None) -> Result | None:
        """Return the result of a case; None if the process ended or does not answer."""
        return self.ask({"check": case.check.id, "dtype": case.dtype, "trace": trace, "without": without})

    def ask(self, request: dict[str, Any]) -> dict[str, Any] | None:
        """Return the answer to a request; None if the process ended or does not answer."""
        self._write(request)
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
            return  # the process has ended, and `ask` will get no answer

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
        try:
            return self._popen.wait(timeout=30)
        except subprocess.TimeoutExpired:  # it has closed its pipe and does not end
            self._popen.kill()
            return self._popen.wait()

    def errors(self) -> str:
        """Return the last lines of the process's standard error."""
        self._readers[1].join(timeout=5)
        return without_paths("".join(self._errors))

    def interrupt(self) -> None:
        """End the process, and leave the pipes to the thread that reads them."""
        self._popen.kill()
        self._popen.wait()

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
                    continue  # the process is gone, and unwritten requests with it

    def __enter__(self) -> WorkerProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
