"""Failures grouped by cause, the reason of each, and the command that shows one."""

from __future__ import annotations

import io
import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

from unifyarray_conformance import Plan, cli, run
from unifyarray_conformance.reports import terminal
from unifyarray_conformance.reports.causes import causes, reason
from unifyarray_conformance.reports.report import write

if TYPE_CHECKING:
    from pathlib import Path

SVD = "linalg.svd: Expected a floating point tensor as input. Got {}"


def result(name: str, **more: Any) -> dict[str, Any]:
    """Return the result of a case that failed."""
    check, _, dtype = name.partition("[")
    found = {
        "id": name, "check": check, "function": check.split("/")[1], "dtype": dtype.rstrip("]") or None,
        "status": "fail", "grade": "same", "rows": [], "reason": None, "message": None, "ulp": None, "ulp_input": None,
        "calls": 1, "duration": 0.0, "script": "result = 1",
    }  # fmt: skip
    return found | more


ACOSH = "elementwise_functions/acosh"
RESULTS = (
    result(f"{ACOSH}/value[float32]", message="xp.acosh(x0); x0 = -3.0 (float32): got 0.0, expected nan"),
    result(f"{ACOSH}/special[float64]", reason="element (1,): got inf, expected 3.0; 2 of 5 elements differ"),
    result(f"{ACOSH}/native[float64]", message="a\nresult = b; x0 = 1.0 (float64): got 1e-8, expected 0.0"),
    result("linalg/svd/value[complex64]", reason=f"raised TypeError: {SVD.format('ComplexFloat')}, in svd(x)."),
    result("linalg/pinv/value[complex128]", reason=f"raised TypeError: {SVD.format('ComplexDouble')}, in pinv(x, 1)."),
    result("sorting_functions/sort/value", status="crash", reason="the process was ended by SIGSEGV", message="Fatal"),
    result("sorting_functions/sort/layout", status="timeout", message="no answer within 60 seconds: xp.sort(x0)"),
    result("linalg/inv/value", status="error", reason="KeyError", message="Traceback\n  line\nKeyError: 'x'"),
    result("fft/fft/value[complex64]", reason="raised NotImplementedError: could not run aten::_fft_c2c, in fft(x)"),
    result("fft/ifft/value[complex64]", reason="raised NotImplementedError: no kernel for aten::_fft_c2c here"),
    result("statistical_functions/sum/dtype[int8]", reason="returned dtype int8, expected int64"),
    result("statistical_functions/sum/dtype[int16]", reason="returned dtype int16, expected int64"),
    result("manipulation_functions/flip/errors[int8]", reason="returned array([1]) instead of raising ValueError"),
    result("manipulation_functions/flip/errors[bool]", reason="returned array([True]) instead of raising ValueError"),
    result("names/abs/exists", status="pass", reason=None),
)


def test_failures_are_grouped_by_cause() -> None:
    found = {cause.title: [r["id"] for r in cause.results] for cause in causes(RESULTS)}
    assert {title: len(ids) for title, ids in found.items()} == {
        "acosh: wrong values": 3,
        f"TypeError: {SVD.format('ComplexFloat')}": 2,
        "aten::_fft_c2c: raised NotImplementedError: could not run aten::_fft_c2c": 2,
        "sum: returned dtype int8, expected int64": 2,
        "flip: returned a result instead of raising ValueError": 2,
        "sort: the process was ended by SIGSEGV": 1,
        "sort: no answer in time": 1,
        "KeyError: 'x'": 1,
    }
    assert next(iter(found)) == "acosh: wrong values"
    assert causes(RESULTS)[1].functions == ["svd", "pinv"]
    assert causes(RESULTS)[1].dtypes == ["complex64", "complex128"]


def test_every_failure_has_a_reason_without_its_call() -> None:
    assert [reason(r) for r in RESULTS[:3]] == [
        "got 0.0, expected nan",
        "element (1,): got inf, expected 3.0; 2 of 5 elements differ",
        "got 1e-8, expected 0.0",
    ]
    assert reason(RESULTS[6]) == "no answer within 60 seconds: xp.sort(x0)"
    assert reason(RESULTS[7]) == "KeyError: 'x'"


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    """Return a report of a mutant: some cases of maximum fail."""
    select = ("elementwise_functions/maximum", "elementwise_functions/sqrt", "indexing/__setitem__/mask")
    return run(Plan("numpy:cpu", select, examples=2, plugin="tests._support.toy_backends.mutants:lost_nan"))


def test_runner_records_the_reason(report: dict[str, Any]) -> None:
    failed = [r for r in report["results"] if r["status"] == "fail"]
    assert failed
    for r in failed:
        assert "expected nan" in r["reason"]
        assert "xp.maximum" not in r["reason"]
        assert r["message"].endswith(r["reason"])


def printed(report: dict[str, Any]) -> str:
    stream = io.StringIO()
    terminal.summarise(report, Console(file=stream, width=300), None)
    return stream.getvalue()


def test_summary_prints_each_failure_with_its_reason(report: dict[str, Any]) -> None:
    text = printed(report)
    failed = [r for r in report["results"] if r["status"] == "fail"]
    assert f"fail {len(failed)} x maximum: wrong values (float32, float64)" in text
    for r in failed:
        assert f"    {r['id']}\n        {r['reason']}\n" in text
    assert "unifyarray conformance show 'elementwise_functions/maximum/" in text


def test_summary_of_many_failures_prints_some_of_each_cause(report: dict[str, Any]) -> None:
    many = [
        result(f"elementwise_functions/f{i}/value[int8]", reason="got 1, expected 2") for i in (1, 2) for _ in range(30)
    ]
    text = printed(report | {"results": many})
    assert text.count("fail 30 x f") == 2
    assert text.count("and 28 more of this cause") == 2
    assert "60 failures, 2 causes." in text


def test_reasons_of_unsupported_and_skipped_cases_are_counted(report: dict[str, Any]) -> None:
    results = [result(f"a/b/{i}", status="unsupported", reason="no float64") for i in range(3)]
    results += [result(f"a/c/{i}", status="skip", reason=f"reason {i}") for i in range(10)]
    text = printed(report | {"results": results})
    assert "  3 unsupported: no float64\n" in text
    assert "  1 skipped: reason 0\n" in text
    assert "  2 skipped for 2 other reasons, in the report\n" in text


def test_progress_without_a_terminal_is_a_line_now_and_then(report: dict[str, Any]) -> None:
    stream = io.StringIO()
    console = Console(file=stream, width=200)
    with terminal.Lines(console, "numpy:cpu", interval=0.01) as lines:
        lines(report["results"][0], 1, 7)
        while "1 of 7 cases" not in stream.getvalue():
            os.sched_yield()
    assert f"numpy:cpu: 1 of 7 cases, 0 failed, last {report['results'][0]['id']} (0 s)\n" in stream.getvalue()
    assert isinstance(terminal.progress(console, "numpy:cpu"), terminal.Lines)
    assert isinstance(terminal.progress(Console(file=stream, force_terminal=True), "numpy:cpu"), terminal.Display)


def test_show_prints_message_and_script(
    report: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["show", "maximum"]) == 2
    assert "no report of the conformance suite.\nHint: " in capsys.readouterr().err
    (tmp_path / "other.json").write_text("{}")
    write(report, tmp_path / "old.json")
    os.utime(tmp_path / "old.json", (1, 1))
    write(report | {"results": report["results"][:1]}, tmp_path / "new.json")
    (failed, *_) = (r for r in report["results"] if r["status"] == "fail")
    assert cli.main(["show", failed["id"], "--report", "old.json"]) == 0
    said = capsys.readouterr()
    assert all(words in said.out for words in (failed["reason"], failed["message"], failed["script"].strip()))
    assert said.err == "Report: old.json\n"
    assert cli.main(["show", "--script", failed["id"], "--report", "old.json"]) == 0
    assert capsys.readouterr().out == failed["script"].rstrip("\n") + "\n"
    assert cli.main(["show", "maximum", "--report", "old.json"]) == 0
    count = sum(r["status"] == "fail" for r in report["results"])
    assert capsys.readouterr().out.count("script:") == count
    assert cli.main(["show", report["results"][0]["id"]]) == 0  # a case that passed, in the newest report
    said = capsys.readouterr()
    assert said.out.startswith("pass ")
    assert said.err == "Report: new.json\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing"], "has no case 'nothing'.\nHint: "),
        (["sqrt"], "no case of sqrt has failed"),
        (["--script", "maximum"], "cases have failed.\nHint: unifyarray conformance show --script '"),
        (["--script", "elementwise_functions/sqrt/value[float32]"], "has no script of"),
    ],
)
def test_show_says_what_it_cannot_show(
    arguments: list[str], said: str, report: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "report.json"
    write(report, path)
    assert cli.main(["show", *arguments, "--report", str(path)]) == 2
    assert said in capsys.readouterr().err


def test_default_name_of_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    command = ["run", "-b", "numpy", "-s", "statistical_functions/sum/nan", "--quick"]
    assert cli.main(command) == 0
    (first,) = tmp_path.iterdir()
    report = json.loads(first.read_text(encoding="utf-8"))
    assert first.name == f"conformance-numpy-cpu-{report['date']}.json"
    assert f"Report: {first.name}" in capsys.readouterr().err
    assert cli.main([*command, "-d", "cpu"]) == 0  # does not replace the first
    assert {path.name for path in tmp_path.iterdir()} == {first.name, f"conformance-numpy-cpu-{report['date']}-2.json"}
    assert cli.main([*command, "--resume"]) == 2
    assert "no interrupted run of numpy to resume.\nHint: " in capsys.readouterr().err
