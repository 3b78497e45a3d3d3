"""The command that checks accelerators: its tables, and that it covers every function.

tests/emulation/test_hardware_check.py runs the whole command on the emulations.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import unifyarray as ua
from tests import _support
from tests._support import ROOT
from tests.hardware import calls, official, ratios, records, testing, waiting
from tests.hardware.__main__ import SHARES, STEPS, main
from tests.hardware.records import Outcome
from unifyarray import Device
from unifyarray._runtime import registry
from unifyarray_conformance.reports.report import OUT_OF_TIME, read

if TYPE_CHECKING:
    from pathlib import Path

ROW: dict[str, Any] = {
    "function": "sin",
    "elements": 10_000_000,
    "limit": 1.02,
    "raw": "lib.sin(x)",
    "seconds": 3.5e-5,
    "ratios": {"native": 1.0, "Array": 1.01},
    "quartiles": {},
    "failures": {},
}
WAITS = {"instrument": "a trace", "calls": 7, "more": {}}
OFFICIAL = {"version": "2025.12", "commit": "55fcc60179", "examples": 100, "exit": 0}
OFFICIAL |= {"passed": 5, "failed": 0, "skipped": 1, "failures": []}
SERVED = {"hardware": {"model": "a GPU"}, "packages": {"unifyarray": "0.1", "torch": "2.13"}}
RECORD: dict[str, Any] = {
    "backend": "torch",
    "device": "cuda:0",
    "steps": {
        "waits": {"date": "2026-11-22", "found": WAITS} | SERVED,
        "ratios": {"date": "2026-11-23", "found": [ROW]} | SERVED,
        "official": {"date": "2026-11-24", "found": OFFICIAL} | SERVED,
    },
}


def only(step: str, found: Any) -> dict[str, Any]:
    """Return a record of one step."""
    return RECORD | {"steps": {step: {"date": "2026-11-25", "found": found} | SERVED}}


def test_document_is_made_from_the_records() -> None:
    text = records.TARGET.read_text(encoding="utf-8")
    assert records.document(text, records.records(records.REPORTS)) == text


def test_document_without_markers_raises() -> None:
    with pytest.raises(ValueError, match="has no line"):
        records.document("no tables here", [])


def test_tables_without_records_say_nothing_yet() -> None:
    assert all("Nothing yet" in table([]) for table in records.TABLES.values())


def test_record_is_a_row_that_names_steps_that_did_not_run() -> None:
    (row,) = records.verified([RECORD]).splitlines()[2:]
    cells = [
        "`torch:cuda:0`",
        "model a GPU, unifyarray 0.1, torch 2.13",
        "not run",
        "not run",
        "no function waits more often, in 7 calls, heard by a trace (2026-11-22)",
        "1 of 1 functions keep their limit (2026-11-23)",
        "5 passed, 0 failed, 1 skipped, 100 examples, 2025.12 at 55fcc60 (2026-11-24)",
        "nothing",
    ]
    assert row == f"| {' | '.join(cells)} |"


def test_failures_are_marked() -> None:
    bad: dict[str, Any] = {
        "waits": WAITS | {"more": {"sin": {"item": 1}}},
        "ratios": [ROW | {"ratios": {"native": 1.0, "Array": 1.03}}],
        "official": OFFICIAL | {"failed": 1},
    }
    for step, found in bad.items():
        assert records.outcome(step, RECORD["steps"][step]["found"])[1]
        assert not records.outcome(step, found)[1]
        assert "**fails**" in records.verified([only(step, found)])
    assert "| 1.000 | 1.030 ! | 1.02 |" in records.speed([only("ratios", bad["ratios"])])
    assert "| 1.000 | 1.010 | 1.02 |" in records.speed([RECORD])


def test_failing_tier_exceeds_its_limit() -> None:
    row = ROW | {"ratios": {"native": 1.0}, "failures": {"Array": "TypeError: no"}}
    assert not ratios.kept(row)
    assert "TypeError: no !" in records.speed([only("ratios", [row])])


def test_function_without_comparison_passes_but_not_if_all_are() -> None:
    alone = {"function": "sin", "elements": 3, "limit": 1.02, "obstacles": {"lib.sin(x)": "no"}}
    assert ratios.kept(alone)
    assert records.outcome("ratios", [ROW, alone])[1]
    assert "| `sin` | nothing: no |" in records.speed([only("ratios", [alone])])
    assert not records.outcome("ratios", [alone])[1]


def test_no_calls_and_no_tests_do_not_hold() -> None:
    assert not waiting.kept({"instrument": None, "calls": 0, "more": {}})
    assert not testing.kept({"passed": 0, "failed": 0, "skipped": 3, "failures": [], "exit": 0})


def test_next_step_runs_after_an_exception(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(spec: str, options: Any, seconds: float | None) -> Any:
        raise RuntimeError("out of order")

    monkeypatch.setitem(STEPS, "waits", (broken, False))
    monkeypatch.setitem(STEPS, "ratios", (lambda *_: Outcome([ROW], True), False))
    arguments = ["--place", "numpy:cpu", "--records", str(tmp_path), "--step", "waits", "--step", "ratios"]
    assert main(arguments) == 1
    said = capsys.readouterr()
    assert "out of order" in said.err
    assert "numpy:cpu: waits: not done" in said.out
    assert "numpy:cpu: ratios: 1 of 1 functions keep their limit" in said.out
    record = json.loads((tmp_path / "hardware" / "numpy-cpu.json").read_text(encoding="utf-8"))
    assert record["steps"].keys() == {"ratios"}
    assert records.records(tmp_path) == []  # the CPU is not an accelerator


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("numpy:cpu", "is not an accelerator.\nHint: --"),
        ("cuda:4095", "cuda:4095"),
        ("nonsense", "'nonsense' names neither a backend nor a device.\nHint: "),
        ("numpy:nonsense", "'nonsense'.\nHint: "),
    ],
)
def test_invalid_device_is_refused_before_anything_is_written(
    place: str, said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = records.TARGET.read_text(encoding="utf-8")
    monkeypatch.setattr(records, "REPORTS", tmp_path / "reports")
    assert main(["--place", place, "--records", str(tmp_path / "reports")]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "Hint: " in error
    assert "Traceback" not in error
    assert not list(tmp_path.iterdir())
    assert records.TARGET.read_text(encoding="utf-8") == document


def test_record_keeps_the_versions_of_each_step(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    served = {"hardware": {"model": "a GPU", "driver": "1"}, "packages": {"unifyarray": "0.1", "torch": "2.12"}}
    newer = {"hardware": {"model": "a GPU", "driver": "2"}, "packages": {"unifyarray": "0.1", "torch": "2.13"}}
    for day, step, found, on in (("01", "waits", WAITS, served), ("02", "official", OFFICIAL, newer)):
        monkeypatch.setattr(records, "today", lambda day=day: f"2026-12-{day}")
        monkeypatch.setattr(records, "served_by", lambda spec, on=on: on)
        records.keep(tmp_path, "torch:cuda:0", step, found)
    (record,) = records.records(tmp_path)
    assert record["steps"]["waits"]["packages"] == served["packages"]
    (row,) = records.verified([record]).splitlines()[2:]
    assert "| `torch:cuda:0` | model a GPU, driver 2, unifyarray 0.1, torch 2.13 |" in row
    assert "heard by a trace (2026-12-01 on driver 1, torch 2.12)" in row
    assert "at 55fcc60 (2026-12-02)" in row


def test_other_functions_are_measured_after_a_memory_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: Any) -> Any:
        raise MemoryError("none left")

    functions = ["sin", "sum", "linalg.inv"]
    monkeypatch.setitem(calls._RAW, "sum", ("full(x)",))
    names = calls.names
    monkeypatch.setattr(calls, "names", lambda *place: names(*place) | {"full": full})
    *_, rows = ratios.measured("numpy:cpu", 1100, 1, functions)
    assert [row["function"] for row in rows] == functions
    assert [row.get("unmeasured") for row in rows] == [None, "MemoryError: none left", None]
    assert not ratios.kept(rows[1])
    assert "| `sum` | not measured: MemoryError: none left |" in records.speed([only("ratios", rows)])
    assert records.outcome("ratios", rows)[1] is False


def test_memory_error_of_a_library_is_not_a_missing_call(spec: str) -> None:
    xp = ua.namespace(spec).native

    def full() -> Any:
        xp.ones((1 << 22, 1 << 22))

    with pytest.raises((MemoryError, RuntimeError)):
        ratios.obstacle("full()", {"full": full, "xp": xp})
    assert ratios.obstacle("xp.no_such_function()", {"xp": xp}) is not None


def test_library_call_is_tried_on_one_matrix(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(ratios, "obstacle", lambda source, names: asked.append(names["m"].shape[0]))
    list(ratios.measured("numpy:cpu", 5000, 1, ["linalg.eig"]))
    assert set(asked) == {1}


def test_every_step_has_a_column() -> None:
    assert all(f"| {step} |" in records.verified([RECORD]) for step in STEPS)


def test_every_function_is_measured_or_has_a_reason() -> None:
    assert not calls.missing(), f"call {sorted(calls.missing())} on many elements, or give a reason in LEFT_OUT"
    assert not set(calls.CALLS) & set(calls.LEFT_OUT)


def test_calls_run(spec: str) -> None:
    """Both tiers run every call, and most calls have a call of the library to compare with."""
    names = calls.names(spec, 1100)
    alone = []
    with np.errstate(all="ignore"):
        for name, call in calls.CALLS.items():
            for source in (call, calls.of_arrays(call)):
                eval(source, dict(names))
            if all(ratios.obstacle(source, names) for source in calls.raw(name)):
                alone.append(name)
    assert len(alone) < 3, alone


def test_first_and_last_device_of_each_kind_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    here = {"one": (Device("cpu"), *(Device(f"cuda:{i}") for i in range(3))), "other": (Device("xpu:0"),)}
    monkeypatch.setattr(registry, "devices", lambda: here)
    assert _support.first_and_last_specs() == [("one:cpu",), ("one:cuda:0", "one:cuda:2"), ("other:xpu:0",)]
    assert _support.specs() == ["one:cpu", "one:cuda:2", "other:xpu:0"]


def test_official_suite_runs_and_its_failures_are_named(tmp_path: Path) -> None:
    checkout = tmp_path / "array_api_tests"
    checkout.mkdir()
    option = "def pytest_addoption(parser): parser.addoption('--max-examples', type=int)\n"
    (tmp_path / "conftest.py").write_text(option)
    (checkout / "test_settings.py").write_text(
        "import os, pytest\n"
        "def test_module(): assert os.environ['ARRAY_API_TESTS_MODULE'] == 'unifyarray'\n"
        "def test_place(pytestconfig):\n"
        "    import unifyarray as ua\n"
        "    assert str(ua.zeros(1).device) == 'cpu' and pytestconfig.getoption('max_examples') == 3\n"
        "def test_that_fails(): assert False\n"
        "@pytest.mark.skip\n"
        "def test_that_is_skipped(): pass\n"
    )
    found = official.run("numpy:cpu", tmp_path, 3)
    assert (found["passed"], found["failed"], found["skipped"]) == (2, 1, 1)
    assert [name.rpartition("::")[2] for name in found["failures"]] == ["test_that_fails"]
    assert found["commit"].startswith("unknown")
    assert not testing.kept(found)


def test_limited_time_is_shared_and_first_devices_come_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[str, str, float | None]] = []
    findings = {
        "suite": None,
        "tests": {"passed": 1, "failed": 0, "skipped": 0, "exit": 0},
        "waits": WAITS,
        "ratios": [ROW],
    }

    def step(name: str) -> Any:
        def run(spec: str, options: Any, seconds: float | None) -> Outcome:
            asked.append((name, spec, seconds))
            return Outcome(findings[name], name != "ratios")

        return run

    for name in ("tests", "waits", "ratios"):
        monkeypatch.setitem(STEPS, name, (step(name), STEPS[name][1]))
    monkeypatch.setattr("tests.hardware.__main__._places", lambda options: (["numpy:cpu"], ["numpy:cpu:1"]))
    monkeypatch.setattr(records, "served_by", lambda spec: SERVED)
    chosen = [part for name in ("tests", "waits", "ratios") for part in ("--step", name)]
    assert main(["--minutes", "12", "--records", str(tmp_path), *chosen]) == 1
    assert [(name, spec) for name, spec, _ in asked] == [
        ("tests", "numpy:cpu"), ("waits", "numpy:cpu"), ("ratios", "numpy:cpu"), ("tests", "numpy:cpu:1"),
    ]  # fmt: skip
    seconds = [share or 0.0 for *_, share in asked]
    total = sum(SHARES[name] for name, *_ in asked)
    assert seconds[0] == pytest.approx(720 * SHARES["tests"] / total, abs=5)
    assert seconds[-1] == pytest.approx(720, abs=5)  # what the other steps left
    said = capsys.readouterr().out
    assert "numpy:cpu: ratios: 1 of 1 functions keep their limit: NOT COMPLETE, the time was over" in said


def test_part_of_a_step_does_not_replace_a_complete_result(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(records, "served_by", lambda spec: SERVED)

    def recorded() -> Any:
        ((record,),) = [records.records(tmp_path)]
        return record["steps"]["ratios"]

    other = ROW | {"function": "cos"}
    records.keep(tmp_path, "torch:cuda:0", "ratios", [ROW], complete=False)
    assert "not complete: 1 of 1 functions" in records.verified(records.records(tmp_path))
    records.keep(tmp_path, "torch:cuda:0", "ratios", [other], complete=False)
    assert recorded()["found"] == [other]
    records.keep(tmp_path, "torch:cuda:0", "ratios", [ROW])
    records.keep(tmp_path, "torch:cuda:0", "ratios", [other], complete=False)
    assert (recorded()["found"], recorded()["complete"]) == ([ROW], True)


def test_check_in_a_limit_records_what_it_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--minutes", "0.3", "--place", "numpy:cpu", "--records", str(tmp_path), "--elements", "1100"]
    chosen = [part for name in ("suite", "ratios") for part in ("--step", name)]
    started = time.monotonic()
    assert main([*arguments, *chosen, "--rounds", "1", "--suite-examples", "1", "--jobs", "1"]) == 1
    assert time.monotonic() - started < 120
    (report,) = read(records.cut_off(tmp_path, "numpy:cpu"))
    assert not report["complete"]
    run = [r["check"].partition("/")[0] for r in report["results"] if r["reason"] != OUT_OF_TIME]
    assert len(set(run)) >= min(len(run), 25)  # the first case of each section comes first
    assert "not run: NOT COMPLETE, the time was over" in capsys.readouterr().out
    record = json.loads((tmp_path / "hardware" / "numpy-cpu.json").read_text(encoding="utf-8"))
    assert record["steps"]["ratios"]["found"]


def test_pytest_is_interrupted_when_the_time_is_over(tmp_path: Path) -> None:
    (tmp_path / "test_slow.py").write_text(
        "import time\ndef test_quick(): pass\ndef test_slow(): time.sleep(600)\ndef test_never(): pass\n"
    )
    found = testing.run(tmp_path, "-p", "no:cacheprovider", settings={}, seconds=25)
    assert (found["cut_off"], found["passed"]) == (True, 1)
    assert not testing.kept(found)


def test_message_says_how_to_get_the_official_suite() -> None:
    assert official.COMMIT[:7] in official.HOW
    assert official.COMMIT[:7] in (ROOT / "docs" / "native-tier.md").read_text()


@pytest.mark.parametrize("minutes", ["0", "-1", "nan"])
def test_minutes_must_be_positive(minutes: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--minutes", minutes])
    assert "is not a positive number" in capsys.readouterr().err
