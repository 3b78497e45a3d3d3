"""Make repairs from a report: rerun what failed, name what differs from the host, and let the suite judge."""

from __future__ import annotations

import dataclasses
import functools
import json
import tempfile
import threading
from collections import deque
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from unifyarray._backend.repairs import Repair, Repairs, as_json, files, run_options
from unifyarray._core.errors import message

from ..harness.deviations import FAILED
from ..harness.plan import Plan, RunError
from ..harness.registry import Case, add_modules, checks
from ..harness.worker_process import Server, start
from ..reports.report import STATUSES, Report
from .asking import Failed, Key, Processes
from .comparing import TOLERANCES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

#: The modules of the processes: the first compares kernels if the device has them, otherwise functions.
_PROCESS: Final = f"{__package__}.process"
_FUNCTION_PROCESS: Final = f"{__package__}.function_process"
#: How often the suite judges the repairs before the cases that still fail are given up.
_ROUNDS: Final = 5
#: How results are compared, one after the other, until something differs: coarsely at first, then more closely, then
#: with the kernels that kernels call, then in the whole case, of which the script is the call that failed.
_STAGES: Final = (
    *({"tolerance": i, "every_call": False, "whole_case": False} for i in range(len(TOLERANCES))),
    *({"tolerance": i, "every_call": True, "whole_case": False} for i in range(1, len(TOLERANCES))),
    *({"tolerance": i, "every_call": False, "whole_case": True} for i in range(len(TOLERANCES) - 1)),
)

#: The stages in which functions are compared: kernels make no difference to them.
_FUNCTION_STAGES: Final = tuple(stage for stage in _STAGES if not stage["every_call"])

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


class _Maker:
    def __init__(
        self, report: Report, folder: Path, jobs: int, progress: Callable[[str, int, int], None] | None
    ) -> None:
        fields = {item.name for item in dataclasses.fields(Plan)}
        known: dict[str, Any] = {
            key: tuple(v) if isinstance(v, list) else v for key, v in report["plan"].items() if key in fields
        }
        self.plan = dataclasses.replace(Plan(**known), spec=f"{report['backend']}:{report['device']}")
        self.report = report
        self.jobs = jobs
        self.progress = progress
        self.path = folder / "repairs.json"
        self.lock = threading.RLock()
        # A report that was made with repairs continues from them.
        known_files = [item for item in files() if item.spec == self.plan.spec]
        self.entries: dict[Key, tuple[frozenset[str], set[str]]] = {
            (entry.grain, entry.name): (entry.dtypes, set(entry.ids)) for item in known_files for entry in item.entries
        }
        self.kept = frozenset(id for _, ids in self.entries.values() for id in ids)
        self.versions: dict[str, str] = {}
        self.has_kernels = False
        #: Functions are compared after kernels: the host's kernel can be no better than the device's, while the host's
        #: function calls it in another way.
        self.module = _PROCESS
        failed = [result for result in report["results"] if result["status"] in FAILED]
        self.failed = [Failed(_case(result), result) for result in failed]

    # -- the file --------------------------------------------------------------------------------------------

    def repairs(self, ids: frozenset[str] | None = None) -> Repairs:
        """Return the repairs so far; with ``ids``, those that these cases need."""
        entries = []
        for (grain, name), (dtypes, needed_by) in sorted(self.entries.items()):
            needing = needed_by if ids is None else needed_by & (ids | self.kept)
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

    def write(self) -> str:
        """Write the repairs so far to the file that processes read when they start."""
        with self.lock:
            whole = self.path.with_suffix(".new")
            whole.write_text(json.dumps(as_json(self.repairs())), encoding="utf-8")
            whole.replace(self.path)
        return str(self.path)

    def write_without(self, left_out: Collection[Key], name: str) -> str:
        """Write the repairs except some entries to a file of their own."""
        repairs = self.repairs()
        kept = tuple(entry for entry in repairs.entries if (entry.grain, entry.name) not in left_out)
        path = self.path.with_name(name)
        path.write_text(json.dumps(as_json(dataclasses.replace(repairs, entries=kept))), encoding="utf-8")
        return str(path)

    def _check_versions(self) -> None:
        """Raise RunError if the report is of another library or driver than this machine's."""
        with start(self.plan, "", _PROCESS) as process:
            self.versions, self.has_kernels = process.about["versions"], process.about["has_kernels"]
        known = self.report["packages"] | self.report["hardware"]
        different = [
            f"{name} {known[name]} (here: {here})"
            for name, here in self.versions.items()
            if name in known and known[name] != here
        ]
        if different:
            fact = f"the report was made with {', '.join(different)}"
            raise RunError(message(fact, f"make it again: unifyarray conformance run {_options(self.plan)} --out FILE"))

    def repair(self) -> None:
        """Compare and judge until every case passes, or nothing is added to the repairs."""
        size = -1
        for _ in range(_ROUNDS):
            before, size = size, len(self.entries) + sum(len(dtypes) for dtypes, _ in self.entries.values())
            if size == before or all(item.passes for item in self.failed):
                break
            self.attribute()
            self.judge()

    # -- scripts ---------------------------------------------------------------------------------------------

    def attribute(self) -> None:
        """Rerun scripts until each passes with the repairs, or fails although nothing differs."""
        waiting = [item for item in self.failed if not item.passes]
        stages: tuple[dict[str, Any], ...] = _STAGES[:1]  # what differs coarsely can explain other cases
        while waiting:
            before = {key: dtypes for key, (dtypes, _) in self.entries.items()}
            answers = self._each(waiting, functools.partial(self._rerun, stages), "scripts")
            again = []
            for item, (found, failure) in zip(waiting, answers, strict=True):
                is_new = [
                    not dtypes.issubset(before.get(key, ())) for key, dtypes in map(self.add, found, repeat(item))
                ]
                if failure is not None and (any(is_new) or len(stages) == 1):
                    again.append(item)
            waiting, stages = again, _STAGES if self.module == _PROCESS else _FUNCTION_STAGES

    @staticmethod
    def _rerun(stages: Any, processes: Processes, item: Failed) -> tuple[list[Any], str | None]:
        return processes.ask(item, stages)

    def explain(self) -> None:
        """Find what the cases need that pass although nothing has differed in their own scripts."""
        waiting = [item for item in self.failed if item.passes and not item.found]
        stages = _STAGES[-2:]
        answers = self._each(waiting, functools.partial(self._rerun, stages), "explanations", path="")
        for item, (found, failure) in zip(waiting, answers, strict=True):
            if failure is not None:
                for grain, name, dtypes in found:
                    if (grain, name) in self.entries:
                        self.add((grain, name, set(dtypes) & self.entries[grain, name][0]), item)

    def add(self, found: tuple[str, str, Iterable[str]], item: Failed) -> tuple[Key, frozenset[str]]:
        """Add a difference to the repairs; return its name and its dtypes."""
        grain, name, names = found
        dtypes = frozenset(names)
        with self.lock:
            before, ids = self.entries.get((grain, name), (frozenset[str](), set[str]()))
            self.entries[grain, name] = before | dtypes, ids | {item.case.id}
        item.found.add((grain, name))
        return (grain, name), dtypes

    def add_crash(self, call: tuple[str, str, Iterable[str]], item: Failed) -> None:
        """Add a call that ended a process, so that the next process outlives the other cases that make it."""
        self.add(call, item)
        self.write()

    # -- cases -----------------------------------------------------------------------------------------------

    def judge(self) -> None:
        """Run the cases with the repairs; those that fail get their new script."""
        path = self.write()
        waiting = [item for item in self.failed if not item.passes]

        def run(server: Server, item: Failed) -> dict[str, Any]:
            return server.run(item.case)

        results = self._each(waiting, run, "cases", lambda: Server(self.plan, repairs=path))
        for item, result in zip(waiting, results, strict=True):
            item.result = result
            item.passes = STATUSES[result["status"]]

    def keep_needed(self) -> None:
        """Keep for each entry the cases that fail without it, and drop the entries that no case needs.

        Of two entries that can replace each other, the second one stays.
        """
        cases = {item.case.id: item.case for item in self.failed if item.passes}
        unexplained = self.unexplained()
        if not unexplained:
            self.entries = {
                key: (dtypes, ids) for key, (dtypes, ids) in self.entries.items() if ids & (cases.keys() | self.kept)
            }
        keys = [key for key, (_, ids) in sorted(self.entries.items()) if unexplained or ids & cases.keys()]
        dropped: set[Key] = set()

        def failing(_: object, key: Key) -> set[str]:
            path = self.write_without({key, *dropped}, f"without-{keys.index(key)}.json")
            with Server(self.plan, repairs=path) as server:
                ids = sorted((self.entries[key][1] & cases.keys()) | unexplained)
                return {id for id in ids if not STATUSES[server.run(cases[id])["status"]]}

        answers = self._each(keys, failing, "entries", nullcontext)
        needed = dict(zip(keys, answers, strict=True))
        for key in keys:
            if needed[key] or self.entries[key][1] & self.kept:
                continue
            needed[key] = failing(None, key) if dropped else set()
            if not needed[key]:
                dropped.add(key)
        for key in dropped:
            del self.entries[key]
        found = frozenset[str]().union(*needed.values())
        for key in needed.keys() - dropped:
            dtypes, ids = self.entries[key]
            # Cases that pass without any single one of their entries keep them all.
            kept = {id for id in ids if id in needed[key] or id not in cases.keys() & found}
            self.entries[key] = dtypes, kept | (needed[key] & unexplained)

    def unexplained(self) -> set[str]:
        """Return the cases that pass and that no entry names."""
        named = frozenset(id for _, ids in self.entries.values() for id in ids)
        return {item.case.id for item in self.failed if item.passes} - named

    def find_entries(self) -> None:
        """Find an entry for each case that no entry names, unless the case passes without repairs."""
        unexplained = self.unexplained()
        waiting = [item for item in self.failed if item.case.id in unexplained]
        if waiting:
            keys = sorted(self.entries)
            _, failing = self._tried(keys, 0, waiting)
            self._bisect(keys, failing, 0, len(keys))

    def _bisect(self, keys: Sequence[Key], waiting: Sequence[Failed], low: int, high: int) -> None:
        """Name an entry with which cases begin to pass; they fail with the first ``low``, and pass with ``high``."""
        if not waiting:
            return
        if high - low == 1:
            for item in waiting:
                self.add((*keys[low], ()), item)
            return
        middle = (low + high) // 2
        passing, failing = self._tried(keys, middle, waiting)
        self._bisect(keys, passing, low, middle)
        self._bisect(keys, failing, middle, high)

    def _tried(self, keys: Sequence[Key], count: int, waiting: Sequence[Failed]) -> tuple[list[Failed], list[Failed]]:
        """Return the cases that pass, and those that fail, with the first entries alone."""
        path = self.write_without(keys[count:], f"first-{count}.json")
        found: tuple[list[Failed], list[Failed]] = [], []
        with Server(self.plan, repairs=path) as server:
            for item in waiting:
                found[not STATUSES[server.run(item.case)["status"]]].append(item)
        return found

    def _each(
        self,
        items: Sequence[Any],
        work: Callable[[Any, Any], Any],
        what: str,
        server: Any = None,
        path: str | None = None,
    ) -> list[Any]:
        """Return the answers for some cases, from several processes at a time."""
        found: list[Any] = [None] * len(items)
        waiting = deque(enumerate(items))
        errors: list[Exception] = []
        path = self.write() if path is None else path
        lock = threading.Lock()
        done = 0

        def serve() -> None:
            nonlocal done
            try:
                with (
                    server() if server is not None else Processes(self.plan, path, self.module, self.add_crash) as mine
                ):
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

        threads = [threading.Thread(target=serve) for _ in range(min(self.jobs, len(items)))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if errors:
            raise errors[0]
        return found


def make(
    report: Report,
    *,
    jobs: int = 2,
    progress: Callable[[str, int, int], None] | None = None,
    check_entries: bool = True,
) -> Made:
    """Return the repairs for the failures of a report.

    Parameters
    ----------
    report : dict
        A report of this machine.
    jobs : int, default 2
        Number of processes at a time.
    progress : callable, optional
        Called with ``"scripts"``, ``"cases"`` or ``"entries"``, the number that are done, and the number of all.
    check_entries : bool, default True
        Run the cases of each entry again without it. Entries then name the cases that need them, and entries that no
        case needs are dropped.

    Raises
    ------
    RunError
        The report is of another version or driver, or its device cannot be loaded.
    """
    add_modules(tuple(report["plan"].get("checks", ())))
    with tempfile.TemporaryDirectory() as folder:
        maker = _Maker(report, Path(folder), jobs, progress)
        maker._check_versions()
        maker.repair()
        maker.explain()
        if maker.has_kernels and not all(item.passes for item in maker.failed):
            maker.module = _FUNCTION_PROCESS
            maker.repair()
        if check_entries:
            maker.keep_needed()
        maker.find_entries()
    passed = frozenset(item.case.id for item in maker.failed if item.passes)
    repairs = maker.repairs(passed)
    needing = frozenset(id for entry in repairs.entries for id in entry.ids)
    remaining = tuple(Remaining(item.case.id, _reason(item)) for item in maker.failed if not item.passes)
    return Made(repairs, tuple(sorted(needing & passed)), tuple(sorted(passed - needing)), remaining)


def _case(result: dict[str, Any]) -> Case:
    check = checks().get(result["check"])
    if check is None:
        fact = f"the report has the check {result['check']!r}, which this suite does not have"
        raise RunError(message(fact, "make the report again: unifyarray conformance run --out FILE"))
    return Case(check, result["dtype"])


def _reason(item: Failed) -> str:
    reason = _NOT_REPAIRED.get(item.case.check.section)
    if reason is not None:
        return reason
    text = (item.result["message"] or item.result["reason"] or item.result["status"]).strip()
    names = ", ".join(sorted(name for _, name in item.found))
    what = f"with {names} on the host" if names else "nothing differs from the host"
    what += "".join(f", the host cannot compute {name} ({error})" for name, error in sorted(item.refused.items()))
    return f"{what}, and still: {text}"


def _options(plan: Plan) -> str:
    backend = plan.spec.partition(":")[0]
    libraries = (name for name in plan.namespaces if backend in (name, name.partition(".")[0]))
    return run_options(plan.spec, next(libraries, None))


__all__ = ["Made", "Remaining", "make"]
