"""The official suite of the standard, array-api-tests, on a device; it is no distribution, so a checkout is given."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

from tests.support import ROOT, is_setting
from unifyarray_conformance._standard import VERSION

COMMIT: Final = "55fcc60179efa2680ddd6cd926ddf17b83530e2b"
#: The variable that names a checkout.
VARIABLE: Final = "ARRAY_API_TESTS"
HOW: Final = f"""\
The official suite was not run: no checkout of it was given. To get one and have it run:
  git clone https://github.com/data-apis/array-api-tests
  git -C array-api-tests checkout {COMMIT[:7]}
  git -C array-api-tests submodule update --init
  make hardware-check ARGS="--array-api-tests array-api-tests\""""

Found = dict[str, Any]


def run(spec: str, checkout: Path, examples: int) -> Found:
    """Run the suite of a checkout on a device and return how many of its tests have which outcome."""
    backend, _, device = spec.partition(":")
    settings = {"ARRAY_API_TESTS_MODULE": "unifyarray", "ARRAY_API_TESTS_VERSION": VERSION}
    settings |= {"UNIFYARRAY_BACKEND": backend, "UNIFYARRAY_DEVICE": device}
    arguments = ("array_api_tests", "--max-examples", str(examples), "-p", "no:cacheprovider", "--disable-warnings")
    return {
        "version": VERSION,
        "commit": _commit(checkout),
        "examples": examples,
        **pytest(checkout, *arguments, settings=settings),
    }


def pytest(folder: Path, *arguments: str, settings: dict[str, str] | None = None) -> Found:
    """Run pytest in a folder and return how many tests passed, failed and were skipped, and which failed."""
    plain = {name: value for name, value in os.environ.items() if not is_setting(name)}
    # What is run elsewhere finds this checkout, installed or not.
    folders = (ROOT, ROOT / "backends", ROOT / "conformance")
    path = os.pathsep.join([*map(str, folders), *filter(None, [plain.get("PYTHONPATH")])])
    with tempfile.TemporaryDirectory() as temporary:
        out = Path(temporary) / "junit.xml"
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *arguments, "-q", "--no-header", "--tb=short", f"--junitxml={out}"],
            cwd=folder,
            env=plain | {"PYTHONPATH": path} | (settings or {}),
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
    """Return the outcome in words."""
    return f"{found['passed']} passed, {found['failed']} failed, {found['skipped']} skipped"


def _name(case: ET.Element) -> str:
    return f"{case.get('classname')}::{case.get('name')}"


def _commit(checkout: Path) -> str:
    """Return the commit of a checkout; where git does not know, that."""
    asked = ["git", "-C", str(checkout), "rev-parse", "HEAD"]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "unknown: there is no git here"
    return done.stdout.strip() if done.returncode == 0 else "unknown: no checkout of git"
