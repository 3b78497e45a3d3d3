"""What has changed from one report to another."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final

from .report import STATUSES, Report

#: Half a unit is what another rounding of the same value makes.
DRIFT: Final = 0.5

#: Statuses of cases that say something about the subject.
_JUDGED: Final = frozenset(STATUSES) - {"skip", "unsupported"}


@dataclass(frozen=True)
class Change:
    """A case that is not the same in both reports; None stands for a report without the case.

    Attributes
    ----------
    id : str
        The case.
    before, after : str or None
        The statuses.
    message : str or None
        What was seen in the second report, in one line.
    ulp_before, ulp_after : float or None
        The worst distances in units of the last place.
    ulp_input : str or None
        Where the second was seen.
    """

    id: str
    before: str | None
    after: str | None
    message: str | None = None
    ulp_before: float | None = None
    ulp_after: float | None = None
    ulp_input: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the fields by name."""
        return {item.name: getattr(self, item.name) for item in fields(self)}


@dataclass(frozen=True)
class Diff:
    """What has changed.

    Attributes
    ----------
    regressed : list of Change
        Held, and does not hold any more.
    fixed : list of Change
        Did not hold, and holds.
    changed : list of Change
        Another status of the same worth: a pass that is now unsupported, a failure that is now a crash.
    added, removed : list of Change
        In one of the reports alone.
    drift : list of Change
        Holds in both, at another distance from the exact value.
    unlike : list of str
        What was not the same in the two runs: examples, seed, versions.
    """

    regressed: list[Change]
    fixed: list[Change]
    changed: list[Change]
    added: list[Change]
    removed: list[Change]
    drift: list[Change]
    unlike: list[str]

    @property
    def is_empty(self) -> bool:
        """Nothing has changed."""
        return not any(getattr(self, name) for name in CHANGES)

    @property
    def is_worse(self) -> bool:
        """Something that held does not, something new does not hold, or something is less accurate."""
        new = any(change.after is not None and not STATUSES[change.after] for change in self.added)
        return bool(self.regressed) or new or any(_grown(change) > 0 for change in self.drift)

    def as_dict(self) -> dict[str, Any]:
        """Return the whole as what JSON can hold."""
        listed = {name: [change.as_dict() for change in getattr(self, name)] for name in CHANGES}
        return {"empty": self.is_empty, "worse": self.is_worse, "unlike": self.unlike, **listed}


#: The lists of changes of a Diff, in the order in which they are shown.
CHANGES: Final = ("regressed", "fixed", "changed", "added", "removed", "drift")


def diff(first: Report, second: Report, drift: float = DRIFT) -> Diff:
    """Compare two reports.

    Parameters
    ----------
    first, second : Report
        What was, and what is.
    drift : float, default 0.5
        Differences of the worst distance that are no larger are left out, in units of the last place.
    """
    before = {result["id"]: result for result in first["results"]}
    after = {result["id"]: result for result in second["results"]}
    found: dict[str, list[Change]] = {name: [] for name in CHANGES}
    for name in dict.fromkeys((*before, *after)):
        kind, change = _compare(name, before.get(name), after.get(name), drift)
        if kind is not None:
            found[kind].append(change)
    found["drift"].sort(key=_grown, reverse=True)
    return Diff(**found, unlike=list(_unlike(first, second)))


def _compare(name: str, old: Any, new: Any, drift: float) -> tuple[str | None, Change]:
    if old is None:
        return "added", Change(name, None, new["status"], _line(new), None, new["ulp"])
    if new is None:
        return "removed", Change(name, old["status"], None, None, old["ulp"])
    was, now = old["status"], new["status"]
    change = Change(name, was, now, _line(new), old["ulp"], new["ulp"], new["ulp_input"])
    if was != now:
        if STATUSES[was] != STATUSES[now]:
            return ("fixed" if STATUSES[now] else "regressed"), change
        return "changed", change
    moved = now in _JUDGED and STATUSES[now] and abs(_grown(change)) > drift
    return ("drift" if moved else None), change


def _grown(change: Change) -> float:
    return (change.ulp_after or 0.0) - (change.ulp_before or 0.0)


def _line(result: dict[str, Any]) -> str | None:
    text = result["message"] or result["reason"]
    return None if text is None else text.strip().partition("\n")[0]


def _unlike(first: Report, second: Report) -> list[str]:
    """Return in words what makes two reports hard to compare."""
    pairs = {
        "backend": (first["backend"], second["backend"]),
        "device": (first["device"], second["device"]),
        "suite": (first["suite"], second["suite"]),
        "standard": (first["standard"], second["standard"]),
        "examples": (first["plan"]["examples"], second["plan"]["examples"]),
        "seed": (first["plan"]["seed"], second["plan"]["seed"]),
        "selected": (" ".join(first["plan"]["select"]) or "all", " ".join(second["plan"]["select"]) or "all"),
        "complete": (first["complete"], second["complete"]),
    }
    packages = dict.fromkeys((*first["packages"], *second["packages"]))
    pairs |= {name: (first["packages"].get(name, "none"), second["packages"].get(name, "none")) for name in packages}
    return [f"{name}: {old} -> {new}" for name, (old, new) in pairs.items() if old != new]
