"""Journal: the results of a run, written to a file as they come, so that the run can be resumed."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import IO, TYPE_CHECKING, Any

from unifyarray._core.errors import message

from ..reports import report as _report
from .plan import Plan, Result, RunError

if TYPE_CHECKING:
    from pathlib import Path


class Journal:
    """The results of a run as JSON lines; the first line is the plan.

    Parameters
    ----------
    path : Path or None
        The file; None keeps the results in memory alone.
    plan : Plan
        The plan of the run.
    resume : bool
        Read the results of an earlier run with the same plan.
    """

    def __init__(self, path: Path | None, plan: Plan, resume: bool) -> None:
        self.results: dict[str, Result] = {}
        self.about: dict[str, Any] | None = None
        self.peak: dict[str, Any] = {}
        self._path = path
        self._file: IO[str] | None = None
        if path is None:
            return
        head = {"schema": _report.SCHEMA, "suite": _report.suite_version(), "plan": asdict(plan)}
        head = json.loads(json.dumps(head))
        if resume and path.exists():
            lines = path.read_text(encoding="utf-8").split("\n")[:-1]  # a killed run may leave an incomplete last line
            try:
                first, *entries = [json.loads(line) for line in lines] or [head]
            except ValueError as error:
                fact = f"{path.name} is not the journal of a run: {error}"
                raise RunError(message(fact, f"remove {path.name}, or pass another name to --out")) from error
            if first != head:
                fact = f"{path.name} belongs to a run with another plan: {lines[0]}"
                raise RunError(
                    message(
                        fact, "pass the options of that run, or start a new one: unifyarray conformance run --out FILE"
                    )
                )
            self.about = next((entry["subject"] for entry in entries if "subject" in entry), None)
            self.peak = next((e["peak_memory"] for e in reversed(entries) if "peak_memory" in e), {})
            self.results = {entry["id"]: entry for entry in entries if "id" in entry}
            text = "\n".join(lines or [json.dumps(head)]) + "\n"
        else:
            text = json.dumps(head) + "\n"
            path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self._file = path.open("a", encoding="utf-8")

    def append(self, entry: dict[str, Any]) -> None:
        """Write one line: a result, the description of the subject, or the peak of memory."""
        if self._file is not None:
            self._file.write(json.dumps(entry) + "\n")
            self._file.flush()

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

    def remove(self) -> None:
        """Delete the file."""
        if self._path is not None:
            self._path.unlink()
