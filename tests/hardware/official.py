"""Run the official suite of the standard, array-api-tests, on a device. It is not on PyPI; pass a checkout."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Final

from tests.hardware import testing
from unifyarray_conformance.reference.standard import VERSION

if TYPE_CHECKING:
    from pathlib import Path

COMMIT: Final = "55fcc60179efa2680ddd6cd926ddf17b83530e2b"
#: The variable that names a checkout.
VARIABLE: Final = "ARRAY_API_TESTS"
HOW: Final = f"""\
The official suite did not run, because no checkout was given. To get one and run it:
  git clone https://github.com/data-apis/array-api-tests
  git -C array-api-tests checkout {COMMIT[:7]}
  git -C array-api-tests submodule update --init
  make hardware-check ARGS="--array-api-tests array-api-tests\""""


def run(spec: str, checkout: Path, examples: int, seconds: float | None = None) -> testing.Found:
    """Run the suite of a checkout on a device; return the numbers of tests that passed, failed and were skipped."""
    backend, _, device = spec.partition(":")
    settings = {"ARRAY_API_TESTS_MODULE": "unifyarray", "ARRAY_API_TESTS_VERSION": VERSION}
    settings |= {"UNIFYARRAY_BACKEND": backend, "UNIFYARRAY_DEVICE": device}
    arguments = ("array_api_tests", "--max-examples", str(examples), "-p", "no:cacheprovider", "--disable-warnings")
    return {
        "version": VERSION,
        "commit": _commit(checkout),
        "examples": examples,
        **testing.run(checkout, *arguments, settings=settings, seconds=seconds),
    }


def _commit(checkout: Path) -> str:
    """Return the commit of a checkout, or the reason why it is unknown."""
    asked = ["git", "-C", str(checkout), "rev-parse", "HEAD"]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "unknown: git is not installed"
    return done.stdout.strip() if done.returncode == 0 else "unknown: not a git checkout"
