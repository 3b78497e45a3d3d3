"""Ask processes what differs from the host while failed cases run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..harness.worker_process import WorkerProcess, start

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..harness.plan import Plan
    from ..harness.registry import Case

#: Grain and name of a repair.
Key = tuple[str, str]


@dataclass
class Failed:
    """A failed case on the way to its repair."""

    case: Case
    result: dict[str, Any]
    passes: bool = False
    found: set[Key] = field(default_factory=set)
    #: Names of calls that the host refused although the device returned a result, and the host's errors.
    refused: dict[str, str] = field(default_factory=dict)


class Processes:
    """Processes that compare, one at a time; another one is started after a crash.

    Parameters
    ----------
    plan : Plan
        The plan of the report.
    path : str
        The file of repairs to use; "" for none.
    module : str
        The module whose ``main`` runs in the processes.
    crashed : callable
        Called with the call that ended a process, and the case that made it.
    """

    def __init__(self, plan: Plan, path: str, module: str, crashed: Callable[[Any, Failed], object]) -> None:
        self._plan = plan
        self._path = path
        self._module = module
        self._crashed = crashed
        self._process: WorkerProcess | None = None

    def ask(self, item: Failed, stages: Any) -> tuple[list[Any], str | None]:
        """Return what differs while a case runs, and how it fails."""
        request = {
            "id": item.case.id,
            "check": item.case.check.id,
            "dtype": item.case.dtype,
            "script": item.result["script"],
            "stages": stages,
        }
        if self._process is None:
            self._process = start(self._plan, self._path, self._module)
        self._process.last_call = None
        answer = self._process.ask(request)
        if answer is not None:
            item.refused |= dict(answer["refused"])
            return [tuple(one) for one in answer["found"]], answer["failure"]
        # The process has ended. The call that was announced and has not returned is the cause; with it on the host, the
        # next process outlives the other cases that make it.
        last: Any = self._process.last_call
        self.close()
        if last is not None and self._path:
            self._crashed(tuple(last), item)
        return ([] if last is None else [tuple(last)]), "the process ended"

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process = None

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


__all__ = ["Failed", "Key", "Processes"]
