"""The suite fails broken backends, names the broken function, and writes a script that reproduces the failure."""

from __future__ import annotations

import json
import os
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests._support.toy_backends.mutants import MUTANTS
from tests._support.toy_backends.mutations import DERIVATIVES, GRADIENTS, Mutation, killer, mutations
from unifyarray_conformance import Plan, RunError, holds, run
from unifyarray_conformance.cli import main
from unifyarray_conformance.harness import runner, worker_process
from unifyarray_conformance.reports.report import NOT_STARTED, read

if TYPE_CHECKING:
    from tests._support import Python

#: Mutations that no check notices, with reasons; only the kinds of OPEN are allowed here.
SURVIVORS: dict[str, str] = json.loads(Path(__file__).with_name("survivors.json").read_text(encoding="utf-8"))
OPEN = ("ulp", *DERIVATIVES)

#: Number of mutations in every run of the tests, chosen by a hash of their names; the others are deep tests.
SAMPLE = 50


def _tried() -> list[Any]:
    """Return every mutation; all but a sample are marked as deep."""
    found = sorted(mutations(), key=lambda item: zlib.crc32(item.id.encode()))
    return [
        pytest.param(item, id=item.id, marks=() if place < SAMPLE else pytest.mark.deep)
        for place, item in enumerate(found)
    ]


@pytest.mark.parametrize("mutation", _tried())
def test_mutation_fails_the_checks_of_its_function(mutation: Mutation) -> None:
    result = killer(mutation)
    if mutation.id in SURVIVORS:
        assert result is None, f"{mutation.id} is listed as a survivor, but fails {result['id']}"
    else:
        assert result is not None, f"{mutation.id} passes"
        assert result["function"] == mutation.function


def test_survivors_are_of_allowed_kinds() -> None:
    found = {item.id: item for item in mutations()}
    assert len(found) >= 500
    assert len(found) == len(list(mutations()))
    kinds = {name: name.rpartition("-")[2] for name in SURVIVORS}
    assert set(kinds.values()) <= set(OPEN)
    assert {name for name in SURVIVORS if GRADIENTS or kinds[name] not in DERIVATIVES} <= set(found)
    assert all(SURVIVORS.values())


#: Checks of functions that no mutant changes; they must pass.
INNOCENT = ("elementwise_functions/sqrt", "operators/__mul__", "statistical_functions/min")


def checked(factory: str, select: tuple[str, ...], **plan: Any) -> dict[str, Any]:
    """Run checks on a mutant."""
    options: dict[str, Any] = {"examples": 2} | plan
    return run(Plan("numpy:cpu", select, plugin=f"tests._support.toy_backends.mutants:{factory}", **options))


def failed(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the results that do not hold."""
    good = ("pass", "xfail", "skip", "unsupported")
    return {result["id"]: result for result in report["results"] if result["status"] not in good}


def test_unbroken_backend_passes() -> None:
    report = checked("unbroken", (*INNOCENT, *(name for names in MUTANTS.values() for name in names)))
    assert failed(report) == {}
    assert holds(report)


@pytest.mark.parametrize("factory", sorted(set(MUTANTS) - {"abort", "endless_loop"}))
def test_mutant_fails_the_checks_of_its_function(factory: str) -> None:
    report = checked(factory, (*MUTANTS[factory], *INNOCENT))
    bad = failed(report)
    assert bad
    assert not holds(report)
    named = {result["function"] for result in bad.values()}
    assert MUTANTS[factory][0] in named
    assert named <= set(MUTANTS[factory])
    assert {result["status"] for result in bad.values()} == {"fail"}


@pytest.mark.parametrize(("factory", "status"), [("abort", "crash"), ("endless_loop", "timeout")])
def test_lost_process_costs_one_case(factory: str, status: str) -> None:
    name = MUTANTS[factory][0]
    report = checked(factory, (f"elementwise_functions/{name}/value",), timeout=2.0)
    bad = failed(report)
    assert {result["status"] for result in bad.values()} == {status}
    assert {result["function"] for result in bad.values()} == {name}
    assert all(f"xp.{name}(x0" in result["script"] for result in bad.values())
    # Those of the other dtypes were run all the same.
    assert {r["dtype"] for r in report["results"] if r["status"] == "pass"} >= {"float64"}


def test_lost_device_leaves_complete_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOST_DEVICE", str(tmp_path / "lost"))
    monkeypatch.setattr(runner._State, "is_on_host", False)
    report = checked("lost", ("elementwise_functions/tanh/*",))
    assert report["complete"]
    lost = {result["id"]: result for result in report["results"] if result["reason"] == "the device was lost"}
    assert "elementwise_functions/tanh/value[float32]" in lost
    assert {result["status"] for result in lost.values()} == {"error"}
    assert all("start the machine again" in result["message"] for result in lost.values())
    assert {result["status"] for result in report["results"] if result["id"] not in lost} <= {"pass", "unsupported"}


def test_process_without_answer_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_process, "STARTUP", 2.0)
    monkeypatch.setattr(worker_process, "_STARTS", 9)  # the machine may really be busy
    monkeypatch.setenv("SLOW_START", str(tmp_path / "started"))
    report = checked("slow_start", ("elementwise_functions/tanh/value",))
    assert holds(report)
    monkeypatch.setenv("SLOW_START", str(tmp_path / "started-again"))
    monkeypatch.setattr(worker_process, "STARTUP", 0.1)
    monkeypatch.setattr(worker_process, "_STARTS", 1)
    with pytest.raises(RunError, match=r"cannot be loaded: a process gave no answer within 0.1 seconds.\nHint: .*jobs"):
        checked("slow_start", ("elementwise_functions/tanh/value",))


def test_cpu_is_never_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("LOST_DEVICE", str(tmp_path / "lost"))
    plugin = "tests._support.toy_backends.mutants:lost"
    out = tmp_path / "report.json"
    options = ["--backend", "numpy", "--select", "elementwise_functions/tanh/*", "--plugin", plugin, "--jobs", "1"]
    assert main(["run", *options, "--examples", "2", "--out", str(out)]) == 1
    (report,) = read(out)
    assert not report["complete"]
    left = [result for result in report["results"] if result["reason"] == NOT_STARTED]
    assert "elementwise_functions/tanh/value[float32]" in {result["id"] for result in left}
    assert {result["status"] for result in left} == {"skip"}
    assert {result["status"] for result in report["results"] if result not in left} <= {"pass", "unsupported"}
    text = capsys.readouterr().err
    assert text.count("start the machine again") == 1
    assert "The run is not complete: worker processes could not be started any more" in text
    (tmp_path / "lost").write_text("found")
    assert main(["run", *options, "--examples", "2", "--out", str(out), "--resume"]) == 0
    assert holds(read(out)[0])


def test_out_of_memory_is_recorded() -> None:
    report = checked("greedy", ("elementwise_functions/cosh/value",), memory=2.0)
    assert {r["dtype"]: (r["status"], r["reason"]) for r in report["results"]}["float32"] == ("error", "out of memory")


def test_scripts_reproduce_failures(python: Python) -> None:
    for factory, error in (("lost_nan", "AssertionError"), ("wrong_error_class", "RuntimeError")):
        (result, *_) = failed(checked(factory, MUTANTS[factory][:1])).values()
        done = python("-c", result["script"], env={"PYTHONPATH": os.pathsep.join(sys.path)})
        assert done.returncode == 1
        assert error in done.stderr


@pytest.mark.deep
@pytest.mark.parametrize("factory", sorted(MUTANTS))
def test_mutant_fails_the_whole_suite(factory: str) -> None:
    bad = failed(checked(factory, (), timeout=10.0))
    assert MUTANTS[factory][0] in {result["function"] for result in bad.values()}
