"""Write the table of recorded runs into README.md: ``python -m docs._generate.verified``."""

from __future__ import annotations

import json
from typing import Any, Final

from tests._support import ROOT
from unifyarray_conformance.reports.report import applicable

REPORTS: Final = ROOT / "conformance" / "reports"
TARGET: Final = ROOT / "README.md"
BEGIN: Final = "<!-- begin: python -m docs._generate.verified -->\n"
END: Final = "<!-- end -->\n"
#: Makers of accelerators, by the kind of device.
_MAKERS: Final = {"cuda": "NVIDIA or AMD", "mps": "Apple"}


def table() -> str:
    """Return a row for each recorded report, and a sentence on the kinds of devices without one."""
    rows, kinds = [], set()
    for path in [*sorted(REPORTS.glob("*.json")), *sorted((REPORTS / "foreign").glob("*.json"))]:
        report = json.loads(path.read_text(encoding="utf-8"))
        for one in report.get("reports", [report]):
            kinds.add(one["device"].partition(":")[0])
            rows.append(_row(one, own=path.parent == REPORTS, repaired=path.stem.endswith("-repaired")))
    head = "| library | device | code for it | conformance suite | recorded |\n|---|---|---|---|---|\n"
    missing = [maker for kind, maker in _MAKERS.items() if kind not in kinds]
    sentence = f"\nNo run on a GPU of {' or '.join(missing)} is recorded yet.\n" if missing else ""
    return head + "".join(rows) + sentence


def _row(report: dict[str, Any], *, own: bool, repaired: bool) -> str:
    name, totals = report["backend"], report["totals"]
    version = report["packages"].get(name, "").partition("+")[0]
    code = "plugin" if own else "none, with [repairs]" if repaired else "none"
    code = code.replace(
        "[repairs]", "[repairs](https://github.com/unifyarray/unifyarray/blob/main/docs/hardware.md#repair-a-device)"
    )
    holds = f"{totals['pass']} of {applicable(totals)} checks hold"
    return f"| {name} {version} | `{report['device']}` | {code} | {holds} | {report['date']} |\n"


def block(text: str) -> str:
    """Return the table in a document."""
    return text.partition(BEGIN)[2].partition(END)[0].strip("\n") + "\n"


if __name__ == "__main__":
    head, _, rest = TARGET.read_text(encoding="utf-8").partition(BEGIN)
    TARGET.write_text(f"{head}{BEGIN}\n{table()}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
