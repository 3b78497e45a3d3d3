"""Checks every accelerator found here and records what was seen: ``make hardware-check``.

The conformance suite runs on each, with its report under conformance/reports; tests/test_hardware.py runs; and the
table in docs/hardware.md is made anew from all reports. ``python -m tests.hardware --table`` makes the table alone.
"""

from __future__ import annotations

import subprocess
import sys
from typing import Any, Final

from tests.support import ROOT, specs
from unifyarray_conformance import Plan, holds, run
from unifyarray_conformance._report import applicable, read
from unifyarray_conformance._runner import EXAMPLES

REPORTS: Final = ROOT / "conformance" / "reports"
TARGET: Final = ROOT / "docs" / "hardware.md"
BEGIN: Final = "<!-- begin: python -m tests.hardware --table -->\n"
END: Final = "<!-- end -->\n"


def accelerators() -> list[str]:
    """Return one specification per backend and kind of accelerator found here."""
    return [spec for spec in specs() if not spec.endswith(":cpu")]


def check(spec: str) -> bool:
    """Run the suite on a device, record the report and return whether all holds."""
    out = REPORTS / f"{spec.replace(':', '-')}.json"
    report = run(Plan(spec, examples=EXAMPLES), out=out, jobs=1)
    print(f"{spec}: {report['totals']['pass']} of {applicable(report['totals'])} hold, {out.relative_to(ROOT)}")
    return holds(report)


def reports() -> list[dict[str, Any]]:
    """Return the recorded reports of devices other than the CPU."""
    found = [report for path in sorted(REPORTS.glob("*.json")) for report in read(path)]
    return [report for report in found if report["device"] != "cpu"]


def table(found: list[dict[str, Any]]) -> str:
    """Return what was verified on which hardware, and when."""
    if not found:
        return "Nothing yet: no report of a run on an accelerator is recorded. What is said here was not seen on one.\n"
    lines = ["| device | hardware | when | holds | by way of the host |", "|---|---|---|---|---|"]
    for report in found:
        totals = report["totals"]
        packages = [f"{name} {version}" for name, version in report["packages"].items() if name != "unifyarray"]
        hardware = [f"{key} {value}" for key, value in report.get("hardware", {}).items()]
        cells = (
            f"`{report['backend']}:{report['device']}`",
            ", ".join([*hardware, *packages]),
            report.get("date", "unknown"),
            f"{totals['pass']} of {applicable(totals)}",
            ", ".join(f"`{name}`" for name in report.get("detours", ())) or "nothing",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def document(text: str) -> str:
    """Return the document with its table as the reports have it."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table(reports())}\n{END}{after}"


def main(arguments: list[str]) -> int:
    """Check what there is, and write the document; return 0 only if something was checked and all of it holds."""
    found = [] if "--table" in arguments else accelerators()
    REPORTS.mkdir(exist_ok=True)
    good = [check(spec) for spec in found]
    TARGET.write_text(document(TARGET.read_text(encoding="utf-8")), encoding="utf-8")
    if "--table" in arguments:
        return 0
    if not found:
        print("No accelerator was found here: nothing was checked. `python -m unifyarray info` says why.")
        return 2
    tests = subprocess.run([sys.executable, "-m", "pytest", "tests/test_hardware.py", "-ra"], cwd=ROOT, check=False)
    return 0 if all(good) and tests.returncode == 0 else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
