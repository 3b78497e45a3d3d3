"""The audit of overrides: tries array_api_compat's function in place of each override of a backend."""

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
    """The result for one override.

    Attributes
    ----------
    name : str
        The function: ``linalg.inv``.
    case : str
        The case that must fail without the override, by its declaration.
    reason : str
        The declared fault of array_api_compat's function.
    upstream : str or None
        Address of the upstream issue.
    needed : bool
        A case fails without the override.
    declared : bool
        The declared case fails without it.
    why : str
        The observation.
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
        The subject and the budget; the selection is not used.
    names : sequence of str, optional
        Functions, such as ``linalg.inv``; all overrides if empty.
    progress : callable, optional
        Called with each verdict, the number of verdicts, and the number of overrides.
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
    """Return whether an override is needed, whether its declaration is right, and the observation."""
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
