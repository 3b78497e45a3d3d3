"""The process that runs cases. The runner talks to it in JSON lines: a case in, a start and a result out.

A case may abort the process, hang or take all memory; that is why it is not run in the runner's own.
"""

from __future__ import annotations

import json
import os
import re
import sys
import threading
import time
import traceback
import warnings
from contextlib import nullcontext
from typing import IO, Any

from .context import Context, Failure, Skipped, Subject
from .overrides import sites, without
from .registry import Case, checks

#: Exit status after a case that took too long.
HUNG = 70


def main() -> None:
    """Serve cases until the runner closes the pipe. The first line has the subject and the budget."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints does not belong among the answers
    job = json.loads(sys.stdin.readline())
    _limit_memory(job["memory"] if ":cpu" in job["spec"] else None)
    try:
        subject = Subject.load(job["spec"], job["plugin"])
    except Exception as error:
        if "\nHint: " not in str(error):
            raise
        _send(answers, {"event": "refused", "message": str(error)})
        return
    known = checks()
    watch = _Watch(answers, job["timeout"])
    _send(answers, {"event": "ready", "subject": subject.about()})
    for line in sys.stdin:
        order = json.loads(line)
        if order.get("overrides"):
            _send(answers, {"event": "done", "overrides": [site.about() for site in sites(subject).values()]})
            continue
        case = Case(known[order["check"]], order["dtype"])
        context = Context(subject, case, job["seed"], job["examples"])
        if order.get("trace"):
            context.trace = lambda script: _send(answers, {"event": "call", "script": script})
        override = order.get("without")
        with watch.over(context), nullcontext() if override is None else without(sites(subject)[override]):
            result = run_case(context)
        _send(answers, {"event": "done", **result})


def run_case(context: Context) -> dict[str, Any]:
    """Run one case in this process and return its result; only what ends the process is not caught."""
    started = time.perf_counter()
    lacks = [dtype for dtype in (context.case.dtype, *context.case.check.needs) if dtype and not context.has(dtype)]
    status, reason, message, script = "pass", None, None, None
    if lacks:
        status, reason = "unsupported", f"the device declares no {lacks[0]}"
    else:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # whether there are any is left open (contract row 29)
                context.case.check.body(context)
        except Skipped as error:
            status, reason = "skip", str(error)
        except Failure as error:
            status, message, script = "fail", str(error), error.reproduce
        except MemoryError as error:
            status, reason, message, script = "error", "out of memory", str(error), context.reproduction()
        except Exception as error:
            status, reason = "error", type(error).__name__
            message, script = "".join(traceback.format_exception(error)[-6:]), context.reproduction()
    status, reason = _declared(context, status, reason)
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


def _declared(context: Context, status: str, reason: str | None) -> tuple[str, str | None]:
    """Turn a failure that the backend declares into an expected one, and a pass that it denies into the reverse."""
    backend = context.xp.native.hooks.backend
    why = backend.deviations.get(context.case.id)
    if why is None or status not in ("pass", "fail"):
        return status, reason
    return ("xfail", why) if status == "fail" else ("xpass", f"declared as a deviation: {why}")


def result_of(case: Case, status: str, **more: Any) -> dict[str, Any]:
    """Return the line that a report has for a case."""
    result: dict[str, Any] = {
        "id": case.id,
        "check": case.check.id,
        "function": case.check.function,
        "dtype": case.dtype,
        "status": status,
        "grade": case.check.grade,
        "rows": list(case.check.rows),
        "reason": None,
        "message": None,
        "ulp": None,
        "ulp_input": None,
        "calls": 0,
        "duration": 0.0,
        "script": None,
    }
    result |= {key: value for key, value in more.items() if value is not None}
    result["duration"] = round(result["duration"], 4)
    for key in ("reason", "message", "ulp_input"):
        result[key] = None if result[key] is None else without_paths(result[key])
    return result


def without_paths(text: str) -> str:
    """Return a text without folders, which may name a user or a machine."""
    return re.sub(r"(?<![\w./])(?:[A-Za-z]:)?[/\\](?:[^/\\\s\"':,]+[/\\])+", "", text)


class _Watch:
    """Ends the process when a case takes too long, and says what it was calling."""

    def __init__(self, answers: IO[str], timeout: float) -> None:
        self._answers = answers
        self._timeout = timeout
        self._context: Context | None = None
        self._deadline = 0.0
        self._changed = threading.Condition()
        threading.Thread(target=self._keep, daemon=True).start()

    def over(self, context: Context) -> _Watch:
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
    """Limit the memory that this process can have, so that a case that wants all of it fails by itself."""
    if gibibytes is None:
        return
    try:
        import resource
    except ImportError:  # Windows has no such limit; the system's own then ends the process
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (int(gibibytes * 2**30), hard))


def _send(answers: IO[str], event: dict[str, Any]) -> None:
    answers.write(json.dumps(event) + "\n")
    answers.flush()
