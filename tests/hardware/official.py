"""The official suite of the standard, array-api-tests, on a device; it is no distribution, so a checkout is given."""

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
The official suite was not run: no checkout of it was given. To get one and have it run:
  git clone https://github.com/data-apis/array-api-tests
  git -C array-api-tests checkout {COMMIT[:7]}
  git -C array-api-tests submodule update --init
  make hardware-check ARGS="--array-api-tests array-api-tests\""""


def run(spec: str, checkout: Path, examples: int) -> testing.Found:
    """Run the suite of a checkout on a device and return how many of its tests have which outcome."""
    backend, _, device = spec.partition(":")
    settings = {"ARRAY_API_TESTS_MODULE": "unifyarray", "ARRAY_API_TESTS_VERSION": VERSION}
    settings |= {"UNIFYARRAY_BACKEND": backend, "UNIFYARRAY_DEVICE": device}
    arguments = ("array_api_tests", "--max-examples", str(examples), "-p", "no:cacheprovider", "--disable-warnings")
    return {
        "version": VERSION,
        "commit": _commit(checkout),
        "examples": examples,
        **testing.run(checkout, *arguments, settings=settings),
    }


def _commit(checkout: Path) -> str:
    """Return the commit of a checkout; where git does not know, that."""
    asked = ["git", "-C", str(checkout), "rev-parse", "HEAD"]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "unknown: there is no git here"
    return done.stdout.strip() if done.returncode == 0 else "unknown: no checkout of git"
