"""The runner: resumption, time limits, the environment, and the content of its report."""

from __future__ import annotations

import getpass
import json
import os
import platform
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests._support import ROOT
from tests._support.registration import own_registry
from unifyarray_conformance import Plan, RunError, cli, run
from unifyarray_conformance.harness import overrides
from unifyarray_conformance.harness.order import spread
from unifyarray_conformance.harness.registry import select
from unifyarray_conformance.harness.termination import sigterm_as_exit
from unifyarray_conformance.reports.report import OUT_OF_TIME, SCHEMA, STATUSES, read

if TYPE_CHECKING:
    from tests._support import Python

UNRELIABLE = "tests._support.toy_backends.unreliable:UnreliableBackend"
SELECT = ("indexing", "elementwise_functions/add", "statistical_functions/sum")


def totals(path: Path) -> dict[str, int]:
    return json.loads(path.read_text(encoding="utf-8"))["totals"]  # type: ignore[no-any-return]


def command(out: Path, *more: str) -> list[str]:
    selected = [argument for pattern in SELECT for argument in ("--select", pattern)]
    options = ["--backend", "numpy", "--examples", "3", "--out", str(out), "--jobs", "1", *selected, *more]
    return [sys.executable, "-m", "unifyarray_conformance", "run", *options]


def test_resumed_run_has_the_same_results(tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole.json", tmp_path / "cut.json"
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run(command(whole), env=env, capture_output=True, check=True)
    journal = cut.with_suffix(".jsonl")
    process = subprocess.Popen(command(cut), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    limit = time.monotonic() + 60
    while time.monotonic() < limit and not (journal.exists() and len(journal.read_bytes().splitlines()) > 20):
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not cut.exists()
    # As if the kill had come in the middle of a line.
    text = journal.read_text(encoding="utf-8")
    journal.write_text(text + '{"id": "elementwise_func', encoding="utf-8")
    done = len(text.splitlines()) - 2
    assert 0 < done < sum(totals(whole).values())
    subprocess.run(command(cut, "--resume"), env=env, capture_output=True, check=True)
    assert totals(cut) == totals(whole)
    names = [[r["id"] for r in json.loads(path.read_text(encoding="utf-8"))["results"]] for path in (whole, cut)]
    assert names[0] == names[1]


def test_resume_needs_the_same_plan(tmp_path: Path) -> None:
    def interrupt(*_: Any) -> None:
        raise InterruptedError

    out = tmp_path / "report.json"
    with pytest.raises(InterruptedError):
        run(Plan("numpy:cpu", ("statistical_functions/sum/nan",), examples=2), out=out, progress=interrupt)
    with pytest.raises(RunError, match=r"(?s)another plan.*\nHint: "):
        run(Plan("numpy:cpu", ("statistical_functions/sum/nan",), examples=3), out=out, resume=True)
    out.with_suffix(".jsonl").write_text("not json\n")
    with pytest.raises(RunError, match=r"(?s)not the journal of a run.*\nHint: "):
        run(Plan("numpy:cpu", ("statistical_functions/sum/nan",), examples=2), out=out, resume=True)


def test_report_describes_the_run_and_names_no_user(tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    report = run(Plan("numpy:cpu", ("sqrt",), examples=2, seed=5), out=out)
    assert report == json.loads(out.read_text(encoding="utf-8"))
    assert list(tmp_path.iterdir()) == [out]  # a run that is complete is not gone on with
    assert report["schema"] == SCHEMA
    assert report["plan"]["seed"] == 5
    assert report["system"]["system"] == platform.system()
    assert report["packages"]["numpy"]
    assert set(report["totals"]) == set(STATUSES)
    worst = {r["dtype"]: (r["ulp"], r["ulp_input"]) for r in report["results"] if r["check"].endswith("sqrt/value")}
    assert 0 < worst["float64"][0] <= 0.5
    assert float(worst["float64"][1]) > 0
    text = out.read_text(encoding="utf-8")
    assert not re.search(rf"\b{re.escape(platform.node())}\b", text)
    assert str(Path.home()) not in text
    assert getpass.getuser() == "root" or getpass.getuser() not in text


def test_run_leaves_only_its_report(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if name != "HYPOTHESIS_STORAGE_DIRECTORY"}
    env["PYTHONPATH"] = os.pathsep.join(sys.path)
    subprocess.run(command(Path("report.json")), cwd=tmp_path, env=env, capture_output=True, check=True)
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_results_do_not_depend_on_what_else_is_selected() -> None:
    def worst(*select: str) -> Any:
        results = run(Plan("numpy:cpu", select, examples=4), jobs=2)["results"]
        return [(r["ulp"], r["ulp_input"]) for r in results if r["id"] == "elementwise_functions/exp/value[float64]"]

    assert worst("exp") == worst("elementwise_functions/exp/value[float64]")


def test_report_is_incomplete_after_the_time_limit() -> None:
    report = run(Plan("numpy:cpu", ("elementwise_functions/*",), examples=500), minutes=0.05)
    assert not report["complete"]
    assert report["totals"]["skip"] > 0


def test_time_limit_spreads_over_sections_and_dtypes() -> None:
    cases = select()
    order = spread(cases)
    assert sorted(case.id for case in order) == sorted(case.id for case in cases)
    tenth = order[: len(order) // 10]
    sizes, done = (Counter(case.check.section for case in some) for some in (cases, tenth))
    assert all(abs(done[section] - size / 10) <= 1.5 + size / 100 for section, size in sizes.items())
    functions = {case.check.function for case in cases if case.check.section == "elementwise_functions"}
    reached = {case.check.function for case in tenth if case.check.section == "elementwise_functions"}
    assert len(reached) > 0.95 * len(functions)
    elementwise = [case for case in tenth if case.check.section == "elementwise_functions"]
    assert {case.dtype for case in elementwise} >= {"int8", "uint64", "float32", "float64", "complex128", "bool"}


def test_killed_run_leaves_the_report_of_its_last_checkpoint(tmp_path: Path) -> None:
    out = tmp_path / "report.json"

    def kill(result: dict[str, Any], done: int, total: int) -> None:
        if out.exists():
            raise InterruptedError

    with pytest.raises(InterruptedError):
        run(Plan("numpy:cpu", ("elementwise_functions/sqrt",), examples=2), out=out, progress=kill, checkpoint=0.0)
    (report,) = read(out)
    assert not report["complete"]
    assert report["totals"]["pass"] == 1
    assert {r["reason"] for r in report["results"] if r["status"] == "skip"} == {OUT_OF_TIME}


def test_impossible_runs_raise() -> None:
    with pytest.raises(RunError, match=r"no check matches no_such_check.\nHint: unifyarray conformance list"):
        run(Plan("numpy:cpu", ("no_such_check",)))
    with pytest.raises(RunError, match=r"(?s)cannot be loaded:\n'nowhere:cpu' names neither.*\nHint: ") as caught:
        run(Plan("nowhere:cpu", ("sqrt",)))
    assert "Traceback" not in str(caught.value)
    with pytest.raises(RunError, match=r"(?s)cannot be loaded.*ModuleNotFoundError"):
        run(Plan("numpy:cpu", ("sqrt",), plugin="no_such_module:backend"))


def test_environment_does_not_change_checks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("UNIFYARRAY_DEFAULT_FLOAT", "float32")
    report = run(Plan("numpy:cpu", ("creation_functions/zeros/default",), examples=1), out=tmp_path / "new" / "r.json")
    assert report["totals"]["pass"] == 1


def test_module_is_the_command(python: Python) -> None:
    done = python("-m", "unifyarray_conformance", "run", "-s", "sin", env={"UNIFYARRAY_BACKEND": "nowhere"})
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("there is no backend UNIFYARRAY_BACKEND='nowhere'.\nHint: ")


def test_ids_of_checks() -> None:
    cases = select()
    assert len({case.id for case in cases}) == len(cases)
    ids = {case.check.id for case in cases}
    assert {"elementwise_functions/sin/value", "elementwise_functions/sin/special", "indexing/__getitem__/basic"} <= ids


@pytest.mark.parametrize("arguments", [["list", "-s", "sin"], ["list", "--cases", "-s", "elementwise_functions/sin"]])
def test_list(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 0
    assert "elementwise_functions/sin/value" in capsys.readouterr().out


def test_exit_status(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(ROOT)
    assert cli.main(["run", "--backend", "numpy", "--select", "statistical_functions/sum/nan", "--quick"]) == 0
    assert cli.main(["run", "--backend", "numpy", "--select", "no_such_check"]) == 2
    assert cli.main(["run", "--resume"]) == 2
    plugin = "tests._support.toy_backends.mutants:lost_nan"
    assert cli.main(["run", "-b", "numpy", "-s", "elementwise_functions/maximum/special", "--plugin", plugin]) == 1
    assert "maximum" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "fact"),
    [
        (["--backend", "numpy", "--import", "no_such_extension"], "'no_such_extension' cannot be imported"),
        (["--backend", "numpy", "--device", "cuda:7"], "numpy has no device 'cuda:7' here"),
        (["--namespace", "json"], "'json' is not an array API namespace"),
        (["--backend", "unreliable", "--plugin", UNRELIABLE], "other.json was made for numpy 1.0 (here: "),
    ],
)
def test_command_names_what_it_cannot_use(
    options: list[str],
    fact: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "environ", os.environ.copy())  # the options add to the variables
    if "unreliable" in options:
        content = {
            "schema": 1,
            "backend": "unreliable",
            "device": "cpu",
            "versions": {"numpy": "1.0"},
            "suite": "0.1.0",
        }
        Path("other.json").write_text(json.dumps(content | {"entries": []}))
        os.environ["UNIFYARRAY_REPAIRS"] = "other.json"
    with own_registry():
        assert (
            cli.main(["run", "--select", "elementwise_functions/sqrt/value", "--quick", "--jobs", "1", *options]) == 2
        )
    error = capsys.readouterr().err
    assert fact in error
    assert "\nHint: " in error
    assert "Traceback" not in error
    assert {path.name for path in tmp_path.iterdir()} <= {"other.json"}


@pytest.mark.parametrize("plugin", ["tests._support.toy_backends.audited:nothing", "no_such_module:backend"])
def test_a_plugin_that_cannot_be_loaded_is_named(plugin: str) -> None:
    with pytest.raises(RunError, match=rf"(?s){plugin}.*cannot be loaded.*Hint: .*--plugin"):
        run(Plan("numpy:cpu", ("sin",), plugin=plugin))


def test_an_override_of_an_unknown_check_is_named() -> None:
    with pytest.raises(RunError, match=r"(?s)'sorting/sort/nothing'.*Hint: unifyarray conformance list"):
        overrides.cases_of("sorting/sort/nothing[float32]")


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent to a thread")
@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM"])
def test_interrupted_run_writes_its_report_and_ends_its_processes(
    number: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    # A shell that starts the tests in the background tells their processes to ignore an interrupt.
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, previous))
    started = []

    class Recorded(subprocess.Popen[str]):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            started.append(self)

    def interrupt(result: dict[str, Any], done: int, total: int) -> None:
        if done == 2:
            signal.pthread_kill(main, getattr(signal, number))

    monkeypatch.setattr("unifyarray_conformance.harness.worker_process.subprocess.Popen", Recorded)
    main = threading.main_thread().ident
    assert main is not None
    out = tmp_path / "report.json"
    plan = Plan("numpy:cpu", ("elementwise_functions/*",), examples=2)
    with sigterm_as_exit(), pytest.raises((KeyboardInterrupt, SystemExit)):
        run(plan, out=out, progress=interrupt, jobs=1, checkpoint=1e9)
    assert [process.poll() for process in started] == [-signal.SIGKILL]
    (report,) = read(out)
    assert not report["complete"]
    assert report["totals"]["pass"] >= 2
    assert {r["reason"] for r in report["results"] if r["status"] == "skip"} == {OUT_OF_TIME}


@pytest.mark.parametrize("option", ["--minutes", "--timeout", "--memory"])
def test_limit_of_zero_is_refused(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", "--backend", "numpy", option, "0"]) == 2
    assert option in capsys.readouterr().err
