"""Run pytest in another process and read the results."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from tests._support import ROOT, is_setting

if TYPE_CHECKING:
    from collections.abc import Mapping

Found = dict[str, Any]


def run(folder: Path, *arguments: str, settings: Mapping[str, str], seconds: float | None = None) -> Found:
    """Run pytest in a folder and return how many tests passed, failed and were skipped, and which failed.

    After ``seconds`` pytest is interrupted, and the tests that have ended are returned with ``"cut_off"``.
    """
    plain = {name: value for name, value in os.environ.items() if not is_setting(name)}
    # Tests in another folder import this checkout, installed or not.
    folders = (ROOT, ROOT / "backends", ROOT / "conformance")
    path = os.pathsep.join([*map(str, folders), *filter(None, [plain.get("PYTHONPATH")])])
    with tempfile.TemporaryDirectory() as temporary:
        out = Path(temporary) / "junit.xml"
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", *arguments, "-q", "--no-header", "--tb=short", f"--junitxml={out}"],
            cwd=folder,
            env=plain | {"PYTHONPATH": path} | dict(settings),
        )
        is_cut_off = not _ends(process, seconds)
        suite = ET.parse(out).getroot().find("testsuite") if out.exists() else None
    if suite is None:
        nothing = {"passed": 0, "failed": 0, "skipped": 0, "failures": [], "exit": process.returncode}
        return nothing | ({"cut_off": True} if is_cut_off else {})
    cases = list(suite.iter("testcase"))
    failures = [_name(case) for case in cases if case.find("failure") is not None or case.find("error") is not None]
    skipped = sum(case.find("skipped") is not None for case in cases)
    finished = len(cases)
    if is_cut_off:  # an interrupted test is listed, but not counted
        finished = min(finished, int(suite.get("tests", finished)))
    passed = finished - len(failures) - skipped
    counts = {"passed": passed, "failed": len(failures), "skipped": skipped}
    found = {**counts, "failures": failures, "exit": process.returncode}
    return found | ({"cut_off": True} if is_cut_off else {})


def _ends(process: subprocess.Popen[bytes], seconds: float | None) -> bool:
    """Wait for pytest, interrupt it when the time is over, and return whether it ended before."""
    try:
        process.wait(seconds)
    except BaseException as error:
        if not isinstance(error, subprocess.TimeoutExpired):  # this process is interrupted
            process.kill()
            process.wait()
            raise
        process.send_signal(signal.SIGINT)  # pytest then writes the results so far
        try:
            process.wait(_INTERRUPTED)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        return False
    return True


#: Seconds that pytest may take to end after an interrupt.
_INTERRUPTED: Final = 20.0


def kept(found: Found) -> bool:
    """Return whether tests were run and none failed."""
    return bool(found["passed"]) and not found["failed"] and found["exit"] == 0


def describe(found: Found) -> str:
    """Return the result in words."""
    return f"{found['passed']} passed, {found['failed']} failed, {found['skipped']} skipped"


def _name(case: ET.Element) -> str:
    return f"{case.get('classname')}::{case.get('name')}"
