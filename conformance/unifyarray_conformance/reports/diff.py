"""Differences between two reports."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final

from .causes import reason
from .report import STATUSES, Report

#: Differences of up to half a unit in the last place are ignored: rounding the same value differently explains them.
DRIFT: Final = 0.5

#: Statuses of cases that were run and judged.
_JUDGED: Final = frozenset(STATUSES) - {"skip", "unsupported"}


@dataclass(frozen=True)
class Change:
    """A case that differs between two reports.

    A field is None if the report does not contain the case, or has no such value.

    Attributes
    ----------
    id : str
        The case's id.
    before, after : str or None
        The statuses in the first and the second report.
    message : str or None
        What the second report says about the case, in a line.
    ulp_before, ulp_after : float or None
        The largest error in each report, in units of the last place.
    ulp_input : str or None
        The input with the largest error in the second report.
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
    """The differences between two reports.

    Attributes
    ----------
    regressed : list of Change
        Passed in the first report and fail in the second.
    fixed : list of Change
        Failed in the first report and pass in the second.
    changed : list of Change
        Have another status that counts the same: a pass became unsupported, or a failure became a crash.
    added, removed : list of Change
        Present in only one of the reports.
    drift : list of Change
        Pass in both reports, with a different error.
    unlike : list of str
        Settings that differ between the two runs: examples, seed, versions.
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
        """Whether no case differs."""
        return not any(getattr(self, name) for name in CHANGES)

    @property
    def is_worse(self) -> bool:
        """Whether a case that passed now fails, a new case fails, or a result is less accurate."""
        new = any(change.after is not None and not STATUSES[change.after] for change in self.added)
        return bool(self.regressed) or new or any(_ulp_increase(change) > 0 for change in self.drift)

    def as_dict(self) -> dict[str, Any]:
        """Return the differences as a dict that can be written as JSON."""
        listed = {name: [change.as_dict() for change in getattr(self, name)] for name in CHANGES}
        return {"empty": self.is_empty, "worse": self.is_worse, "unlike": self.unlike, **listed}


#: Attributes of Diff that list changes, in the order in which they are printed.
CHANGES: Final = ("regressed", "fixed", "changed", "added", "removed", "drift")


def diff(first: Report, second: Report, drift: float = DRIFT) -> Diff:
    """Compare two reports.

    Parameters
    ----------
    first, second : Report
        The earlier and the later report.
    drift : float, default 0.5
        Changes of the largest error up to this many units in the last place are ignored.
    """
    before = {result["id"]: result for result in first["results"]}
    after = {result["id"]: result for result in second["results"]}
    found: dict[str, list[Change]] = {name: [] for name in CHANGES}
    for name in dict.fromkeys((*before, *after)):
        kind, change = _compare(name, before.get(name), after.get(name), drift)
        if kind is not None:
            found[kind].append(change)
    found["drift"].sort(key=_ulp_increase, reverse=True)
    return Diff(**found, unlike=list(_setting_differences(first, second)))


def _compare(name: str, old: Any, new: Any, drift: float) -> tuple[str | None, Change]:
    if old is None:
        return "added", Change(name, None, new["status"], _seen(new), None, new["ulp"])
    if new is None:
        return "removed", Change(name, old["status"], None, None, old["ulp"])
    was, now = old["status"], new["status"]
    change = Change(name, was, now, _seen(new), old["ulp"], new["ulp"], new["ulp_input"])
    if was != now:
        if STATUSES[was] != STATUSES[now]:
            return ("fixed" if STATUSES[now] else "regressed"), change
        return "changed", change
    moved = now in _JUDGED and STATUSES[now] and abs(_ulp_increase(change)) > drift
    return ("drift" if moved else None), change


def _ulp_increase(change: Change) -> float:
    return (change.ulp_after or 0.0) - (change.ulp_before or 0.0)


#: Longer messages are cut.
_LINE: Final = 160


def _seen(result: dict[str, Any]) -> str | None:
    """Return what a report says about a case, in a line: the call and the reason of a failure."""
    if STATUSES[result["status"]]:
        return result["reason"]  # type: ignore[no-any-return]
    call = " ".join((result["message"] or "").split()) if result["status"] == "fail" else ""
    return reason(result) if not call else call if len(call) <= _LINE else f"{call[:_LINE]}...: {reason(result)}"


def _setting_differences(first: Report, second: Report) -> list[str]:
    """Describe each setting that differs between two runs and makes their results hard to compare."""
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
