"""The suite under pytest: one item for each case, named by its id; and the imports of the pytest plugin."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from unifyarray_conformance.harness.registry import select

if TYPE_CHECKING:
    from tests._support import Python

SUITE = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "--pyargs", "unifyarray_conformance", "--color", "no")


def test_every_case_is_an_item(python: Python) -> None:
    done = python(*SUITE, "--collect-only")
    assert done.returncode == 0, done.stdout
    found = [line.partition("::")[2] for line in done.stdout.splitlines() if "::" in line]
    assert sorted(found) == sorted(case.id for case in select())


def test_items_pass_and_fail_as_the_cases_do(python: Python) -> None:
    chosen = (
        "--ua-backend",
        "numpy",
        "--ua-device",
        "cpu",
        "--ua-examples",
        "2",
        "-k",
        "elementwise_functions/maximum/special[float32]",
    )
    done = python(*SUITE, *chosen, env={"PYTHONPATH": os.pathsep.join(sys.path)})
    assert (done.returncode, " passed" in done.stdout) == (0, True), done.stdout
    plugin = "tests._support.toy_backends.mutants:lost_nan"
    done = python(*SUITE, *chosen, "--ua-plugin", plugin, env={"PYTHONPATH": os.pathsep.join(sys.path)})
    assert done.returncode == 1, done.stdout
    assert "::elementwise_functions/maximum/special[float32]" in done.stdout
    assert "result = xp.maximum(x0, x1)" in done.stdout
    assert "runtest" not in done.stdout


def test_lost_process_fails_one_item(python: Python) -> None:
    chosen = (
        "--ua-backend",
        "numpy",
        "--ua-device",
        "cpu",
        "--ua-examples",
        "1",
        "-k",
        "elementwise_functions/sinh/value",
    )
    plugin = "tests._support.toy_backends.mutants:abort"
    done = python(*SUITE, *chosen, "--ua-plugin", plugin, env={"PYTHONPATH": os.pathsep.join(sys.path)})
    failed = [line for line in done.stdout.splitlines() if line.startswith("FAILED")]
    assert len(failed) == 1, done.stdout
    assert "elementwise_functions/sinh/value[float32]" in failed[0]
    assert " passed" in done.stdout


def test_missing_backend_is_one_error(python: Python) -> None:
    done = python(*SUITE, "--ua-backend", "nowhere", "-k", "elementwise_functions/sqrt/value[float32]")
    assert done.returncode != 0
    assert "'nowhere' names neither" in done.stdout


def test_plugin_imports_pytest_alone(python: Python) -> None:
    program = (
        "import sys, pytest; before = set(sys.modules); import pytest_unifyarray;"
        "print(*sorted({name.partition('.')[0] for name in set(sys.modules) - before} - {'pytest_unifyarray'}))"
    )
    done = python("-c", program)
    assert (done.returncode, done.stdout) == (0, "\n"), done.stderr
    (python.folder / "test_other.py").write_text(
        "import sys\ndef test(): assert not {'unifyarray', 'unifyarray_conformance', 'numpy'} & set(sys.modules)\n"
    )
    # hypothesis has a plugin of its own, which is not asked here.
    done = python("-m", "pytest", "-q", "-p", "no:hypothesispytest", "test_other.py")
    assert done.returncode == 0, done.stdout
