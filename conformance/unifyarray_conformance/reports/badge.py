"""The JSON of a badge, in the form that https://shields.io/badges/endpoint-badge reads."""

from __future__ import annotations

from typing import Any

from .report import STATUSES, Report, applicable


def badge(report: Report) -> dict[str, Any]:
    """Return the JSON of a badge: how many of the cases that apply to the device pass.

    The badge of a selection says "partial", and that of a run in which cases did not run "not complete".
    """
    totals = report["totals"]
    bad = sum(totals[status] for status, fine in STATUSES.items() if not fine)
    counted = applicable(totals)
    text = f"{totals['pass']}/{counted}" + (f", {totals['xfail']} known deviations" if totals["xfail"] else "")
    color = "red" if bad else "brightgreen" if not totals["xfail"] else "green"
    if report["plan"]["select"]:
        text, color = f"{text}, partial", color if bad else "lightgrey"
    if not report["complete"] or counted == 0:
        text, color = f"{text}, not complete", "lightgrey"
    return {
        "schemaVersion": 1,
        "label": f"unifyarray on {report['backend']}:{report['device']}, array API {report['standard']}",
        "message": text,
        "color": color,
        "isError": bool(bad),
    }
