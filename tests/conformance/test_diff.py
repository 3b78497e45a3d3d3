"""The differences between reports: of a report and itself, and of a backend and its mutant."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest

from unifyarray_conformance import Plan, cli, run
from unifyarray_conformance.reports.diff import CHANGES, diff
from unifyarray_conformance.reports.report import write

if TYPE_CHECKING:
    from pathlib import Path

SELECT = tuple(f"elementwise_functions/{name}" for name in ("maximum", "minimum", "tanh/value", "sqrt"))


def checked(factory: str | None) -> dict[str, Any]:
    plugin = None if factory is None else f"tests._support.toy_backends.mutants:{factory}"
    return run(Plan("numpy:cpu", SELECT, examples=2, plugin=plugin))


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    """Return the report of NumPy."""
    return checked(None)


def changed(report: dict[str, Any], name: str, **more: Any) -> dict[str, Any]:
    """Return a report with one result changed."""
    new = copy.deepcopy(report)
    (result,) = (r for r in new["results"] if r["id"] == name)
    result |= more
    return new


def lists(report: dict[str, Any], other: dict[str, Any]) -> dict[str, list[str]]:
    """Return the changes that there are."""
    found = diff(report, other)
    return {name: [change.id for change in getattr(found, name)] for name in CHANGES if getattr(found, name)}


def test_equal_reports_have_no_difference(
    report: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "report.json"
    write(report, path)
    assert cli.main(["diff", str(path), str(path)]) == 0
    assert capsys.readouterr().out == "No differences.\n"
    assert cli.main(["diff", str(path), str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found == {"empty": True, "worse": False, "unlike": []} | {name: [] for name in CHANGES}


@pytest.mark.parametrize(("factory", "function"), [("lost_nan", "maximum"), ("eight_ulp_off", "tanh")])
def test_diff_finds_the_mutant(
    report: dict[str, Any], factory: str, function: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = [tmp_path / "report.json", tmp_path / "mutant.json"]
    write(report, paths[0])
    write(checked(factory), paths[1])
    assert cli.main(["diff", *map(str, paths), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert {name for name in CHANGES if found[name]} == {"regressed"}
    assert {change["id"].split("/")[1] for change in found["regressed"]} == {function}
    assert {(change["before"], change["after"]) for change in found["regressed"]} == {("pass", "fail")}
    assert cli.main(["diff", *map(str, paths)]) == 1
    assert f"xp.{function}(x0" in capsys.readouterr().out
    # The other way round, it is mended.
    assert cli.main(["diff", *map(str, reversed(paths)), "--json"]) == 0
    back = json.loads(capsys.readouterr().out)
    assert [change["id"] for change in back["fixed"]] == [change["id"] for change in found["regressed"]]


def test_every_kind_of_change(report: dict[str, Any]) -> None:
    name = "elementwise_functions/tanh/value[float32]"
    failing = changed(report, name, status="fail")
    assert lists(report, failing) == {"regressed": [name]}
    assert lists(failing, report) == {"fixed": [name]}
    assert lists(failing, changed(report, name, status="crash")) == {"changed": [name]}
    unsupported = changed(report, name, status="unsupported")
    assert lists(report, unsupported) == {"changed": [name]}
    fewer = copy.deepcopy(report)
    fewer["results"] = [result for result in fewer["results"] if result["id"] != name]
    assert lists(report, fewer) == {"removed": [name]}
    assert lists(fewer, report) == {"added": [name]}
    assert [diff(a, b).is_worse for a, b in ((fewer, report), (fewer, failing), (report, fewer))] == [
        False,
        True,
        False,
    ]


def test_cases_of_one_report_are_grouped(
    report: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "elementwise_functions/tanh/value[float32]"
    paths = [tmp_path / "a.json", tmp_path / "b.json"]
    fewer = copy.deepcopy(report)
    fewer["results"] = [result for result in fewer["results"] if "maximum" in result["id"]]
    write(fewer, paths[0])
    write(changed(report, name, status="fail", message="xp.tanh(x0): got 1.0, expected 2.0"), paths[1])
    assert cli.main(["diff", *map(str, paths)]) == 1
    added = len(report["results"]) - len(fewer["results"])
    text = capsys.readouterr().out
    assert f"added: {added} (only in the second report)\n" in text
    assert f"  elementwise_functions: {added - 1} pass, 1 fail\n" in text
    assert f"  {name}: none -> fail: xp.tanh(x0): got 1.0, expected 2.0\n" in text
    assert len(text.splitlines()) == 3
    assert cli.main(["diff", *map(str, reversed(paths))]) == 0
    assert f"removed: {added} (only in the first report)\n" in capsys.readouterr().out


def test_drift_of_accuracy(report: dict[str, Any]) -> None:
    name = "elementwise_functions/tanh/value[float32]"
    near, far = changed(report, name, ulp=1.0), changed(report, name, ulp=2.0)
    assert lists(near, far) == {"drift": [name]}
    assert diff(near, far).is_worse
    assert not diff(far, near).is_worse
    assert not diff(far, near).is_empty
    assert diff(near, far, drift=1.0).is_empty


def test_different_plans_are_reported(report: dict[str, Any]) -> None:
    other = copy.deepcopy(report)
    other["plan"]["examples"] = 30
    other["packages"]["numpy"] = "0"
    found = diff(report, other)
    assert found.is_empty
    assert found.unlike == ["examples: 2 -> 30", f"numpy: {report['packages']['numpy']} -> 0"]
