"""The process that runs failed cases while it compares kernels or functions with the host's.

It answers requests as the suite's worker does, and like a worker it may end at any call.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from contextlib import nullcontext
from typing import Any

from unifyarray._backend import repairs

from ..harness.context import Context
from ..harness.registry import Case, add_modules, checks
from ..harness.subject import Subject
from ..harness.worker import run_case
from .comparing import Comparison


def main(*, functions: bool = False) -> None:
    """Answer requests until the pipe is closed. The first line is the plan.

    Parameters
    ----------
    functions : bool, default False
        Compare functions on devices whose kernels can be compared, too.
    """
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # keeps the output of libraries out of the answers

    def send(event: dict[str, Any]) -> None:
        answers.write(json.dumps(event) + "\n")
        answers.flush()

    plan = json.loads(sys.stdin.readline())
    comparison = Comparison(lambda call: send({"event": "call", "script": call}))
    subject_of: dict[str, Any] = {}

    def observe(xp: Any) -> None:
        """Compare the functions of the subject's namespace, which scripts that register a plugin make again."""
        backend, device = xp.hooks.backend, xp.hooks.device
        if not f"{backend.name}:{device}".startswith(plan["spec"]):
            return
        if functions or _kernels(backend, device, comparison) is None:
            comparison.watch_functions(xp)

    repairs.observer = observe
    try:
        subject = Subject.load(plan["spec"], plan["plugin"])
        add_modules(plan["checks"])
        hooks = subject.xp.native.hooks
        subject_of |= {
            "backend": hooks.backend.name,
            "device": str(hooks.device),
            "versions": repairs.versions_of(hooks.backend, hooks.device),
            "has_kernels": _kernels(hooks.backend, hooks.device, comparison) is not None,
        }
    except Exception as error:
        if "\nHint: " not in str(error):
            raise
        send({"event": "refused", "message": str(error)})
        return
    send({"event": "ready", "subject": subject_of})
    for line in sys.stdin:
        request = json.loads(line)
        failure = None
        for stage in request["stages"]:
            comparison.begin(stage["tolerance"])
            watched = (
                None if functions else _kernels(hooks.backend, hooks.device, comparison, every_call=stage["every_call"])
            )
            with nullcontext() if watched is None else watched:
                failure = _failure(request, stage["whole_case"], subject, plan)
            comparison.end()
            if failure is None or comparison.found:
                break
        send({"event": "done", "found": comparison.found, "refused": comparison.refused, "failure": failure})


def _kernels(backend: Any, device: Any, comparison: Comparison, *, every_call: bool = False) -> Any:
    return backend.watch_kernels(device, comparison, every_call=every_call)


def _failure(request: dict[str, Any], whole_case: bool, subject: Subject, plan: dict[str, Any]) -> str | None:
    """Return how a case fails, or the script that it left; None if it passes."""
    if whole_case or request["script"] is None:
        result = run_case(
            Context(subject, Case(checks()[request["check"]], request["dtype"]), plan["seed"], plan["examples"])
        )
        return None if result["status"] in ("pass", "skip", "unsupported") else result["message"] or result["reason"]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(compile(request["script"], request["id"], "exec"), {"__name__": "__main__"})
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None
