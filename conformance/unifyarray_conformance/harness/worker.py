"""The worker process: it reads requests as JSON lines, runs cases and writes their results.

A case may abort the process, hang or take all memory; therefore it does not run in the runner's own process.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import traceback
import warnings
from contextlib import nullcontext
from pathlib import Path
from typing import IO, Any

from . import requirements
from .context import Context
from .outcomes import Enough, Failure, Skipped, Unsupported
from .overrides import sites, without
from .registry import Case, add_modules, checks
from .results import result_of
from .subject import Subject

#: Exit status after a case that took too long.
HUNG = 70


def main() -> None:
    """Answer requests until the runner closes the pipe. The first line is the plan."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # keeps the output of libraries out of the answers
    plan = json.loads(sys.stdin.readline())
    _limit_memory(plan["memory"] if ":cpu" in plan["spec"] else None)
    try:
        subject = Subject.load(plan["spec"], plan["plugin"])
        add_modules(plan["checks"])
    except Exception as error:
        if "\nHint: " not in str(error):
            raise
        _send(answers, {"event": "refused", "message": str(error)})
        return
    known = checks()
    watch = _Watch(answers, plan["timeout"])
    _send(answers, {"event": "ready", "subject": subject.about()})
    for line in sys.stdin:
        request = json.loads(line)
        if request.get("overrides"):
            _send(answers, {"event": "done", "overrides": [site.about() for site in sites(subject).values()]})
            continue
        case = Case(known[request["check"]], request["dtype"])
        context = Context(subject, case, plan["seed"], plan["examples"])
        if request.get("trace"):
            context.trace = lambda script: _send(answers, {"event": "call", "script": script})
        override = request.get("without")
        with watch.started(context), nullcontext() if override is None else without(sites(subject)[override]):
            result = run_case(context)
        _send(answers, {"event": "done", "memory": peak_memory(subject), **result})


def peak_memory(subject: Subject) -> dict[str, int]:
    """Return the most memory that this process has taken so far on the host and on the device, in bytes, if known."""
    hooks = subject.xp.native.hooks
    found = {"host": _peak_of_host(), "device": hooks.backend.peak_memory(hooks.device)}
    return {kind: size for kind, size in found.items() if size is not None}


def _peak_of_host() -> int | None:
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:  # not Linux
        status = ""
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return 1024 * int(line.split()[1])
    try:
        import resource
    except ImportError:  # Windows
        return None
    # Not on Linux: there it includes the memory of the process that started this one.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def run_case(context: Context) -> dict[str, Any]:
    """Run one case in this process and return its result."""
    started = time.perf_counter()
    status, reason, message, script = "pass", None, None, None
    try:
        requirements.require_all(context.subject, context.case)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the contract leaves warnings open (row 29)
            context.case.check.body(context)
    except Enough:
        pass
    except Unsupported as error:
        status, reason = "unsupported", str(error)
    except Skipped as error:
        status, reason = "skip", str(error)
    except Failure as error:
        status, reason, message, script = "fail", error.reason, str(error), error.reproduce
    except MemoryError as error:
        status, reason, message, script = "error", "out of memory", str(error), context.reproduction()
    except Exception as error:
        status, reason = "error", type(error).__name__
        message, script = "".join(traceback.format_exception(error)[-6:]), context.reproduction()
    status, reason = _with_deviations(context, status, reason)
    return result_of(
        context.case,
        status,
        reason=reason,
        message=message,
        script=script,
        duration=time.perf_counter() - started,
        ulp=context.worst,
        ulp_input=context.worst_input,
        calls=context.calls,
    )


def _with_deviations(context: Context, status: str, reason: str | None) -> tuple[str, str | None]:
    """Return the status and reason, adapted if the backend declares the case as a deviation from the contract."""
    declared = context.xp.native.hooks.backend.deviations.get(context.case.id)
    if declared is None or status not in ("pass", "fail"):
        return status, reason
    return ("xfail", declared) if status == "fail" else ("xpass", f"declared as a deviation: {declared}")


class _Watch:
    """Ends the process if a case takes too long, and reports the call that hangs."""

    def __init__(self, answers: IO[str], timeout: float) -> None:
        self._answers = answers
        self._timeout = timeout
        self._context: Context | None = None
        self._deadline = 0.0
        self._changed = threading.Condition()
        threading.Thread(target=self._keep, daemon=True).start()

    def started(self, context: Context) -> _Watch:
        with self._changed:
            self._context, self._deadline = context, time.monotonic() + self._timeout
            self._changed.notify()
        return self

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._context = None

    def _keep(self) -> None:
        with self._changed:
            while True:
                left = self._deadline - time.monotonic() if self._context else None
                if left is not None and left <= 0:
                    self._end()
                self._changed.wait(left)

    def _end(self) -> None:
        assert self._context is not None
        script, text = self._context.reproduction(), self._context.doing()
        message = f"no answer within {self._timeout:g} seconds: {text}"
        result = result_of(self._context.case, "timeout", message=message, script=script, duration=self._timeout)
        _send(self._answers, {"event": "done", **result})
        os._exit(HUNG)


def _limit_memory(gibibytes: float | None) -> None:
    """Limit the memory of this process, so that a case that allocates too much gets a MemoryError."""
    if gibibytes is None:
        return
    try:
        import resource
    except ImportError:  # Windows has no such limit; there the system ends the process
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (int(gibibytes * 2**30), hard))


def _send(answers: IO[str], event: dict[str, Any]) -> None:
    answers.write(json.dumps(event) + "\n")
    answers.flush()
