"""Known deviations that a file declares, and runs on namespaces that have no plugin."""

from __future__ import annotations

import fnmatch
import json
from typing import TYPE_CHECKING, Any

import pytest

from unifyarray._core import configuration
from unifyarray_conformance import Plan, RunError, cli, holds, run
from unifyarray_conformance.harness import deviations
from unifyarray_conformance.harness.registry import BEYOND_STANDARD, checks, select
from unifyarray_conformance.reports import report as _report
from unifyarray_conformance.reports.diff import diff
from unifyarray_conformance.reports.html import html

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = "tests._support.toy_namespaces.plain"
TERSE = "tests._support.toy_namespaces.terse"
SIN = "elementwise_functions/sin/special"

TOML = """
[[deviation]]
id = "elementwise_functions/sin/*"
reason = "the library's own sine"
link = "https://example.org/1"

[[deviation]]
id = ["linalg/inv/value[float32]", "linalg/det/value"]
reason = "two cases"
"""


def write(folder: Path, text: str, name: str = "known.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_toml_and_json_files_declare_the_same(tmp_path: Path) -> None:
    found = deviations.read(write(tmp_path, TOML))
    assert found == {
        "elementwise_functions/sin/*": "the library's own sine: https://example.org/1",
        "linalg/inv/value[float32]": "two cases",
        "linalg/det/value": "two cases",
    }
    content = {
        "deviation": [
            {"id": "elementwise_functions/sin/*", "reason": "the library's own sine", "link": "https://example.org/1"},
            {"id": ["linalg/inv/value[float32]", "linalg/det/value"], "reason": "two cases"},
        ]
    }
    assert deviations.read(write(tmp_path, json.dumps(content), "known.json")) == found


def test_pattern_is_of_cases_or_of_checks() -> None:
    matched = deviations.matching(
        {"linalg/det/value": "a", "elementwise_functions/si?/special[float32]": "b"}, select()
    )
    assert matched["linalg/det/value[float64]"] == "a"
    assert matched["elementwise_functions/sin/special[float32]"] == "b"
    assert "elementwise_functions/sin/special[float64]" not in matched


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("deviation = 3", "it has no list 'deviation'"),
        ("[[deviation]]\nid = 'x'", "declaration 1 must have id and reason"),
        ("[[deviation]]\nreason = 'x'", "declaration 1 has no id"),
        ("[[deviation]]\nid = 'x'\nreason = 'y'\nbecause = 'z'", "declaration 1 must have id and reason"),
        ("[[deviation]]\nid = ['x', 'x']\nreason = 'y'", "x is declared twice"),
        ("[[deviation", "Expected"),
    ],
)
def test_unusable_file_is_refused(tmp_path: Path, text: str, fact: str) -> None:
    with pytest.raises(RunError, match=rf"(?s)known\.toml declares no deviations: .*{fact}.*Hint: \[\[deviation"):
        deviations.read(write(tmp_path, text))


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"declares no deviations: .*No such file"):
        deviations.read(tmp_path / "nothing.toml")


def test_declaration_that_matches_nothing_is_an_error_of_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, "[[deviation]]\nid = 'elementwise_functions/sine/*'\nreason = 'typo'")
    arguments = ["run", "--backend", "numpy", "--select", SIN, "--deviations", str(path)]
    assert cli.main(arguments) == 2
    assert "'elementwise_functions/sine/*' matches no case.\nHint: " in capsys.readouterr().err


@pytest.mark.parametrize("status", ["fail", "error", "crash", "timeout"])
def test_declared_failure_of_any_kind_is_a_known_deviation(status: str) -> None:
    result = {"id": "x", "status": status, "reason": "SIGABRT", "message": "m"}
    found = deviations.apply({"x": "known"}, result)
    assert (found["status"], found["message"]) == ("xfail", "m")
    assert found["reason"] == ("known" if status == "fail" else f"known ({status}: SIGABRT)")
    assert deviations.apply({}, result) == result


@pytest.mark.parametrize(("status", "expected"), [("pass", "xpass"), ("unsupported", "unsupported"), ("skip", "skip")])
def test_declared_case_must_not_pass(status: str, expected: str) -> None:
    assert deviations.apply({"x": "known"}, {"id": "x", "status": status, "reason": ""})["status"] == expected


def plan(monkeypatch: pytest.MonkeyPatch, declared: dict[str, str], *select: str) -> Plan:
    monkeypatch.setenv(configuration.NAMESPACES, "")
    return Plan("tests:cpu", select, examples=2, namespaces=(PLAIN,), deviations=declared)


def test_run_of_a_namespace_with_known_deviations(monkeypatch: pytest.MonkeyPatch) -> None:
    declared = {
        "elementwise_functions/sin/integers[int8]": "the sine of 9 aborts",
        "elementwise_functions/cos/special": "it is right",
    }
    selected = ("elementwise_functions/sin/integers[int8]", "elementwise_functions/cos/special[float32]")
    report = run(plan(monkeypatch, declared, *selected), jobs=1)
    found: dict[str, Any] = {result["id"]: result for result in report["results"]}
    assert {name: result["status"] for name, result in found.items()} == dict(
        zip(selected, ("xfail", "xpass"), strict=True)
    )
    assert "the sine of 9 aborts (crash: " in found[selected[0]]["reason"]
    assert "from_namespace('tests._support.toy_namespaces.plain', name='tests')" in found[selected[0]]["script"]
    assert not holds(report)
    assert report["deviations"]["elementwise_functions/sin/integers[int8]"] == "the sine of 9 aborts"
    assert report["plan"]["namespaces"] == [PLAIN]
    _report.validate(report)
    assert "the sine of 9 aborts" in html([report])
    undeclared = report | {"results": [result | {"status": "pass"} for result in report["results"]]}
    assert [change.after for change in diff(undeclared, report).regressed + diff(undeclared, report).changed]


def test_library_that_aborts_costs_one_case(monkeypatch: pytest.MonkeyPatch) -> None:
    selected = ("elementwise_functions/sin/integers[int8]", "elementwise_functions/sin/integers[int16]", "indexing/*")
    report = run(plan(monkeypatch, {}, *selected[:2]), jobs=1)
    assert report["complete"]
    assert {result["status"] for result in report["results"]} == {"crash"}
    assert all("xp.sin" in result["script"] for result in report["results"])


@pytest.mark.parametrize("module", ["json", "no_such_library"])
def test_run_of_an_unusable_namespace_names_it(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(configuration.NAMESPACES, "")
    with pytest.raises(RunError, match=rf"(?s)the module '{module}', named by .*Hint: .*--namespace "):
        run(Plan(module, ("linalg/inv/singular",), namespaces=(module,)), jobs=1)


def test_namespace_option_replaces_the_backend(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", "--namespace", "numpy"]) == 2
    assert "numpy has a backend of its own: --backend numpy" in capsys.readouterr().err
    assert cli.main(["run", "--namespace", "json", "--backend", "numpy"]) == 2
    assert "leave out --backend" in capsys.readouterr().err


@pytest.mark.parametrize("pattern", BEYOND_STANDARD)
def test_each_pattern_beyond_the_standard_matches_a_check(pattern: str) -> None:
    assert any(fnmatch.fnmatchcase(name, pattern) for name in checks())


def test_checks_of_the_standard_are_not_marked() -> None:
    marked = {name for name, check in checks().items() if check.is_beyond_standard}
    assert {"linalg/inv/singular", "indexing_functions/take/bounds"} <= marked
    assert not {"elementwise_functions/sin/special", "linalg/inv/value", "indexing/__getitem__/basic"} & marked


def test_calls_that_need_complex128_beside_float64_are_unsupported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(configuration.NAMESPACES, "")
    patterns = ("elementwise_functions/add/promotion", "data_type_functions/result_type/scalars", "fft/rfft/value")
    report = run(Plan("tests:cpu", patterns, examples=2, namespaces=(TERSE,)), jobs=1)
    found = {result["id"]: (result["status"], result["reason"]) for result in report["results"]}
    assert {status for status, _ in found.values()} <= {"pass", "unsupported"}, found
    for name in ("elementwise_functions/add/promotion[int64]", "elementwise_functions/add/promotion[complex64]"):
        assert found[name] == ("pass", None)
    status, reason = found["fft/rfft/value[float64]"]
    assert status == "unsupported"
    assert "declares no complex128" in reason
    assert found["fft/rfft/value[float32]"][0] == "pass"
