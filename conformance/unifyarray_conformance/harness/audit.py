"""Which overrides of a backend are still needed: array_api_compat's own function is tried in place of each."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from ..reports.report import STATUSES
from .overrides import cases_of
from .registry import select
from .runner import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .runner import Plan


@dataclass(frozen=True)
class Verdict:
    """What was found of one override.

    Attributes
    ----------
    name : str
        The function: ``linalg.inv``.
    case : str
        What the override names as the case that fails without it.
    reason : str
        What it says that array_api_compat's function does not do.
    upstream : str or None
        Address of the upstream issue.
    needed : bool
        Something does not hold without it.
    declared : bool
        The case that it names is what does not hold.
    why : str
        What was seen.
    """

    name: str
    case: str
    reason: str
    upstream: str | None
    needed: bool
    declared: bool
    why: str

    def as_dict(self) -> dict[str, Any]:
        """Return the fields by name."""
        return asdict(self)


def audit(
    plan: Plan,
    *,
    names: Sequence[str] = (),
    progress: Callable[[Verdict, int, int], None] | None = None,
) -> list[Verdict]:
    """Try every override of a backend on a device.

    Parameters
    ----------
    plan : Plan
        The subject and the budget; what it selects does not matter.
    names : sequence of str, optional
        Functions, ``linalg.inv``; all overrides where empty.
    progress : callable, optional
        Called with each verdict, their number, and the number of overrides.
    """
    with Server(plan) as server:
        found = [item for item in server.overrides() if not names or item["name"] in names]
        verdicts: list[Verdict] = []
        for item in found:
            needed, declared, why = _judge(item, server)
            verdicts.append(
                Verdict(item["name"], item["case"], item["reason"], item["upstream"], needed, declared, why)
            )
            if progress is not None:
                progress(verdicts[-1], len(verdicts), len(found))
    return verdicts


def _judge(item: dict[str, Any], server: Server) -> tuple[bool, bool, str]:
    """Return whether an override is needed, whether for what it says, and what was seen."""
    if item["kind"] == "own":
        needed = item["own"]
        return needed, needed, "array_api_compat wraps it" if needed else "array_api_compat has the same function"
    if item["kind"] == "cost":
        own, base = item["calls"]
        return own < base, own < base, f"{own} calls, {base} without it"
    declared = cases_of(item["case"])
    others = [case for case in select((item["function"], item["name"])) if case not in declared]
    for cases, is_declared in ((declared, True), (others, False)):
        for case in cases:
            result = server.run(case, without=item["name"])
            if not STATUSES[result["status"]]:
                return True, is_declared, f"{result['id']}: {result['status']}"
    return False, False, f"{len(declared) + len(others)} cases hold without it"
