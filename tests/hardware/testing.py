"""Run pytest in another process and read the results."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from tests._support import ROOT, is_setting

if TYPE_CHECKING:
    from collections.abc import Mapping

Found = dict[str, Any]


def run(folder: Path, *arguments: str, settings: Mapping[str, str]) -> Found:
    """Run pytest in a folder and return how many tests passed, failed and were skipped, and which failed."""
    plain = {name: value for name, value in os.environ.items() if not is_setting(name)}
    # Tests in another folder import this checkout, installed or not.
    folders = (ROOT, ROOT / "backends", ROOT / "conformance")
    path = os.pathsep.join([*map(str, folders), *filter(None, [plain.get("PYTHONPATH")])])
    with tempfile.TemporaryDirectory() as temporary:
        out = Path(temporary) / "junit.xml"
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *arguments, "-q", "--no-header", "--tb=short", f"--junitxml={out}"],
            cwd=folder,
            env=plain | {"PYTHONPATH": path} | dict(settings),
            check=False,
        )
        suite = ET.parse(out).getroot().find("testsuite") if out.exists() else None
    if suite is None:
        return {"passed": 0, "failed": 0, "skipped": 0, "failures": [], "exit": done.returncode}
    cases = list(suite.iter("testcase"))
    failures = [_name(case) for case in cases if case.find("failure") is not None or case.find("error") is not None]
    skipped = sum(case.find("skipped") is not None for case in cases)
    passed = len(cases) - len(failures) - skipped
    counts = {"passed": passed, "failed": len(failures), "skipped": skipped}
    return {**counts, "failures": failures, "exit": done.returncode}


def kept(found: Found) -> bool:
    """Return whether tests were run and none failed."""
    return bool(found["passed"]) and not found["failed"] and found["exit"] == 0


def describe(found: Found) -> str:
    """Return the result in words."""
    return f"{found['passed']} passed, {found['failed']} failed, {found['skipped']} skipped"


def _name(case: ET.Element) -> str:
    return f"{case.get('classname')}::{case.get('name')}"
