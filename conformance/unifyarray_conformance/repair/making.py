"""Make repairs from a report: rerun what failed, name what differs from the host, and let the suite judge."""

from __future__ import annotations

import dataclasses
import json
import tempfile
import threading
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from unifyarray._backend.repairs import Repair, Repairs, as_json
from unifyarray._core.errors import message

from ..harness.plan import Plan, RunError
from ..harness.registry import Case, add_modules, checks
from ..harness.worker_process import Server, WorkerProcess
from ..reports.report import STATUSES, Report
from .comparing import TOLERANCES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_PROCESS: Final = f"{__package__}.process"
#: How often the suite judges the repairs before the cases that still fail are given up.
_ROUNDS: Final = 5
#: How the scripts are compared, one after the other: the tolerance, and whether kernels inside kernels are compared.
_STAGES: Final = tuple((tolerance, deep) for deep in (False, True) for tolerance in range(len(TOLERANCES)))

#: By section of the suite whose checks ask for more than values: what is not repaired.
_NOT_REPAIRED: Final = {
    "host_access": "exits to the host are not repaired",
    "pickling": "exits to the host are not repaired",
    "sharing": "sharing of memory is not repaired",
    "laziness": "laziness is not repaired",
    "devices": "placement on devices is not repaired",
    "names": "names are not repaired",
    "inspection": "inspection is not repaired",
}

#: Grain and name of a repair.
_Key = tuple[str, str]


@dataclass(frozen=True)
class Remaining:
    """A case that still fails, or that has changed without a repair.

    Attributes
    ----------
    id : str
        The case.
    reason : str
        Why it is not repaired.
    """

    id: str
    reason: str


@dataclass(frozen=True)
class Made:
    """The result of `make`.

    Attributes
    ----------
    repairs : Repairs
        The content of the file.
    repaired : tuple of str
        The cases that pass with the repairs.
    unneeded : tuple of str
        The cases that pass again without any repair.
    remaining : tuple of Remaining
        The cases that do not pass.
    """

    repairs: Repairs
    repaired: tuple[str, ...]
    unneeded: tuple[str, ...]
    remaining: tuple[Remaining, ...]


@dataclass
class _Failed:
    """A failed case on the way to its repair."""

    case: Case
    result: dict[str, Any]
    stage: int = 0
    #: Whether its script fails while nothing differs, at any stage.
    exhausted: bool = False
    passes: bool = False
    found: set[_Key] = field(default_factory=set)


class _Maker:
    def __init__(
        self, report: Report, folder: Path, jobs: int, progress: Callable[[str, int, int], None] | None
    ) -> None:
        fields = {item.name for item in dataclasses.fields(Plan)}
        known = {key: tuple(v) if isinstance(v, list) else v for key, v in report["plan"].items() if key in fields}
        self.plan = dataclasses.replace(Plan(**known), spec=f"{report['backend']}:{report['device']}")
        self.report = report
        self.jobs = jobs
        self.progress = progress
        self.path = folder / "repairs.json"
        self.entries: dict[_Key, tuple[frozenset[str], set[str]]] = {}
        self.versions: dict[str, str] = {}
        self.failed = [_Failed(_case(result), result) for result in report["results"] if not STATUSES[result["status"]]]

    # -- the file --------------------------------------------------------------------------------------------

    def repairs(self, ids: frozenset[str] | None = None) -> Repairs:
        """Return the repairs so far; with ``ids``, those that these cases need."""
        entries = []
        for (grain, name), (dtypes, needed_by) in sorted(self.entries.items()):
            needing = needed_by if ids is None else needed_by & ids
            if needing:
                entries.append(Repair(grain, name, dtypes, tuple(sorted(needing))))
        return Repairs(
            str(self.path),
            self.report["backend"],
            self.report["device"],
            self.versions,
            self.report["suite"],
            tuple(entries),
        )

    def _write(self) -> str:
        self.path.write_text(json.dumps(as_json(self.repairs())), encoding="utf-8")
        return str(self.path)

    def _check_versions(self) -> None:
        """Raise RunError if the report is of another library or driver than this machine's."""
        with WorkerProcess(self.plan, "", _PROCESS) as process:
            self.versions = process.about["versions"]
        known = self.report["packages"] | self.report["hardware"]
        different = [
            f"{name} {known[name]} (here: {here})"
            for name, here in self.versions.items()
            if name in known and known[name] != here
        ]
        if different:
            fact = f"the report was made with {', '.join(different)}"
            raise RunError(message(fact, f"make it again: unifyarray conformance run {_options(self.plan)} --out FILE"))

    # -- scripts ---------------------------------------------------------------------------------------------

    def attribute(self) -> None:
        """Rerun scripts until each passes with the repairs, or fails although nothing differs."""
        for item in self.failed:
            item.stage, item.exhausted = 0, False
        waiting = [item for item in self.failed if not item.passes]
        while waiting:
            answers = self._each(waiting, self._rerun, "scripts")
            again = []
            for item, (found, failure) in zip(waiting, answers, strict=True):
                new = [one for one in found if self._add(one, item)]
                if failure is None:
                    continue
                if not new:
                    item.stage += 1
                    item.exhausted = item.stage == len(_STAGES)
                if not item.exhausted:
                    again.append(item)
            waiting = again

    def _add(self, found: tuple[str, str, Iterable[str]], item: _Failed) -> bool:
        """Add a difference to the repairs; return whether it is new."""
        grain, name, dtypes = found
        before, ids = self.entries.get((grain, name), (frozenset[str](), set[str]()))
        ids.add(item.case.id)
        item.found.add((grain, name))
        self.entries[grain, name] = before | frozenset(dtypes), ids
        return not frozenset(dtypes) <= before

    def _rerun(self, server: _Processes, item: _Failed) -> tuple[list[Any], str | None]:
        tolerance, every_call = _STAGES[item.stage]
        return server.ask(item, tolerance, every_call)

    # -- cases -----------------------------------------------------------------------------------------------

    def judge(self) -> None:
        """Run the cases with the repairs; those that fail get their new script."""
        path = self._write()
        waiting = [item for item in self.failed if not item.passes]

        def run(server: Server, item: _Failed) -> dict[str, Any]:
            return server.run(item.case)

        results = self._each(waiting, run, "cases", lambda: Server(self.plan, repairs=path))
        for item, result in zip(waiting, results, strict=True):
            item.result = result
            item.passes = STATUSES[result["status"]]

    def _each(
        self, items: Sequence[_Failed], work: Callable[[Any, _Failed], Any], what: str, server: Any = None
    ) -> list[Any]:
        """Return the answers for some cases, from several processes at a time."""
        found: list[Any] = [None] * len(items)
        waiting = deque(enumerate(items))
        errors: list[Exception] = []
        path = self._write()
        lock = threading.Lock()
        done = 0

        def serve() -> None:
            nonlocal done
            try:
                with server() if server is not None else _Processes(self.plan, path) as mine:
                    while not errors:
                        with lock:
                            if not waiting:
                                return
                            position, item = waiting.popleft()
                        found[position] = work(mine, item)
                        with lock:
                            done += 1
                            if self.progress is not None:
                                self.progress(what, done, len(items))
            except Exception as error:
                errors.append(error)

        threads = [threading.Thread(target=serve) for _ in range(max(1, min(self.jobs, len(items))))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if errors:
            raise errors[0]
        return found


class _Processes:
    """Processes that compare, one at a time; another one is started after a crash."""

    def __init__(self, plan: Plan, path: str) -> None:
        self._plan = plan
        self._path = path
        self._process: WorkerProcess | None = None

    def ask(self, item: _Failed, tolerance: int, every_call: bool) -> tuple[list[Any], str | None]:
        """Return what differs while the script of a case runs, and how it fails."""
        request = {
            "id": item.case.id,
            "check": item.case.check.id,
            "dtype": item.case.dtype,
            "script": item.result["script"],
            "tolerance": tolerance,
            "every_call": every_call,
            "announce": False,
        }
        answer = self._answer(request)
        if answer is None:  # the process has ended: the last call that was announced and has not returned is the cause
            answer = self._answer(request | {"announce": True})
            if answer is None:
                last, self._last = self._last, None
                return ([] if last is None else [tuple(last)]), "the process ended"
        return [tuple(one) for one in answer["found"]], answer["failure"]

    _last: Any = None

    def _answer(self, request: dict[str, Any]) -> dict[str, Any] | None:
        if self._process is None:
            self._process = WorkerProcess(self._plan, self._path, _PROCESS)
        self._process.last_call = None
        answer = self._process.ask(request)
        if answer is None:
            self._last = self._process.last_call
            self.close()
        return answer

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process = None

    def __enter__(self) -> _Processes:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def make(
    report: Report,
    *,
    jobs: int = 2,
    progress: Callable[[str, int, int], None] | None = None,
) -> Made:
    """Return the repairs for the failures of a report.

    Parameters
    ----------
    report : dict
        A report of this machine.
    jobs : int, default 2
        Number of processes at a time.
    progress : callable, optional
        Called with ``"scripts"`` or ``"cases"``, the number that are done, and the number of all.

    Raises
    ------
    RunError
        The report is of another version or driver, or its device cannot be loaded.
    """
    add_modules(tuple(report["plan"].get("checks", ())))
    with tempfile.TemporaryDirectory() as folder:
        maker = _Maker(report, Path(folder), jobs, progress)
        maker._check_versions()
        last = -1
        for _ in range(_ROUNDS):
            if all(item.passes for item in maker.failed) or len(maker.entries) + _dtypes(maker) == last:
                break
            last = len(maker.entries) + _dtypes(maker)
            maker.attribute()
            maker.judge()
    passed = frozenset(item.case.id for item in maker.failed if item.passes)
    repairs = maker.repairs(passed)
    needing = frozenset(id for entry in repairs.entries for id in entry.ids)
    remaining = tuple(Remaining(item.case.id, _reason(item)) for item in maker.failed if not item.passes)
    return Made(repairs, tuple(sorted(needing)), tuple(sorted(passed - needing)), remaining)


def _dtypes(maker: _Maker) -> int:
    return sum(len(dtypes) for dtypes, _ in maker.entries.values())


def _case(result: dict[str, Any]) -> Case:
    check = checks().get(result["check"])
    if check is None:
        fact = f"the report has the check {result['check']!r}, which this suite does not have"
        raise RunError(message(fact, "make the report again: unifyarray conformance run --out FILE"))
    return Case(check, result["dtype"])


def _reason(item: _Failed) -> str:
    reason = _NOT_REPAIRED.get(item.case.check.section)
    if reason is not None:
        return reason
    text = (item.result["message"] or item.result["reason"] or item.result["status"]).strip()
    what = (
        "with " + ", ".join(sorted(name for _, name in item.found)) + " on the host"
        if item.found
        else "nothing differs"
    )
    return f"{what}, and still: {text}"


def _options(plan: Plan) -> str:
    backend, _, device = plan.spec.partition(":")
    return f"--backend {backend} --device {device}"


__all__ = ["Made", "Remaining", "make"]
