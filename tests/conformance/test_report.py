"""Reports: schema, rates, badges, merged files, and the audit of overrides."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests._support.toy_backends import mutants
from unifyarray_conformance import Plan, RunError, cli, run
from unifyarray_conformance.harness.audit import audit
from unifyarray_conformance.harness.overrides import cases_of
from unifyarray_conformance.harness.runner import Server
from unifyarray_conformance.harness.subject import Subject
from unifyarray_conformance.harness.worker import peak_memory
from unifyarray_conformance.reports.badge import badge
from unifyarray_conformance.reports.report import ReportError, dumps, labels, merge, rates, read, validate, write

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    """Return a short report."""
    return run(Plan("numpy:cpu", ("elementwise_functions/sqrt",), examples=1))


def test_reports_with_the_old_key_can_be_read(report: dict[str, Any], tmp_path: Path) -> None:
    new = report | {"host_fallbacks": ["linalg.eig"]}
    old = {("detours" if key == "host_fallbacks" else key): value for key, value in new.items()}
    for content in (old, {"schema": 1, "reports": [old]}):
        path = tmp_path / "old.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        assert read(path) == [new]


def test_reports_of_the_first_schema_can_be_read(report: dict[str, Any], tmp_path: Path) -> None:
    old = {key: value for key, value in report.items() if key != "peak_memory"} | {"schema": 1}
    path = tmp_path / "old.json"
    path.write_text(json.dumps(old), encoding="utf-8")
    assert read(path) == [old]
    merged = merge([old, report])
    validate(merged)
    path.write_text(dumps(merged), encoding="utf-8")
    assert read(path) == [old, report]


def test_peak_memory_is_recorded_with_its_case(report: dict[str, Any]) -> None:
    peak = report["peak_memory"]["host"]
    assert 2**24 < peak["bytes"] < 2**36
    assert peak["case"] in {result["id"] for result in report["results"]}


def test_peak_memory_of_a_device_is_what_its_library_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    subject = Subject.load("numpy:cpu")
    assert peak_memory(subject).keys() <= {"host"}
    monkeypatch.setattr(subject.xp.native.hooks.backend, "peak_memory", lambda device: 1234, raising=False)
    assert peak_memory(subject)["device"] == 1234


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("results", 0, "status"), "good"),
        (("results", 0, "more"), 1),
        (("totals", "pass"), -1),
        (("rates", "of_all"), 1.5),
        (("schema",), 3),
        (("plan", "seed"), "0"),
    ],
)
def test_schema_refuses_wrong_reports(report: dict[str, Any], where: tuple[Any, ...], value: Any) -> None:
    validate(report)
    spoiled = copy.deepcopy(report)
    *path, last = where
    place = spoiled
    for key in path:
        place = place[key]
    place[last] = value
    with pytest.raises(ReportError, match=r"(?s)not a report.*\nHint: "):
        validate(spoiled)


def test_written_reports_can_be_read(report: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "new" / "report.json"
    write(report, path)
    assert read(path) == [report]
    lines = path.read_text(encoding="utf-8").splitlines()
    assert sum('"id": "' in line for line in lines) == len(report["results"])  # one line each
    path.write_text(dumps(merge([report, report | {"complete": False}])), encoding="utf-8")
    assert read(path) == [report, report | {"complete": False}]
    with pytest.raises(ReportError):
        write({"schema": 1}, tmp_path / "none.json")
    assert not (tmp_path / "none.json").exists()
    path.write_text("{")
    with pytest.raises(ReportError, match=r"(?s)cannot be read.*\nHint: "):
        read(path)


def test_rates() -> None:
    counts = {"pass": 6, "xfail": 1, "unsupported": 2, "skip": 1, "xpass": 0, "fail": 1}
    assert rates(counts) == {"of_applicable": 0.75, "of_all": round(6 / 11, 6)}
    assert rates({"pass": 0, "unsupported": 2, "skip": 0})["of_applicable"] is None


def test_deviations_are_strict(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    select = ("elementwise_functions/maximum/special", "elementwise_functions/sqrt/value")
    known = {"elementwise_functions/maximum/special[float32]": "loses NaN: https://example.org/1"}
    unexpected = {"elementwise_functions/sqrt/value[float32]": "holds in spite of it"}
    plugin = _declaring(tmp_path, monkeypatch, known | unexpected)
    found = run(Plan("numpy:cpu", select, examples=2, plugin=plugin))
    by_id = {result["id"]: (result["status"], result["reason"]) for result in found["results"]}
    assert by_id["elementwise_functions/maximum/special[float32]"] == ("xfail", "loses NaN: https://example.org/1")
    assert by_id["elementwise_functions/maximum/special[float64]"][0] == "fail"
    assert by_id["elementwise_functions/sqrt/value[float32]"][0] == "xpass"
    assert found["deviations"] == known | unexpected
    plugin = _declaring(tmp_path, monkeypatch, {"elementwise_functions/maximum/nothing": "no such case"})
    with pytest.raises(RunError, match=r"cases that do not exist: elementwise_functions/maximum/nothing\.\nHint: "):
        run(Plan("numpy:cpu", select, examples=2, plugin=plugin))


def _declaring(folder: Path, monkeypatch: pytest.MonkeyPatch, deviations: dict[str, str]) -> str:
    """Return the plugin of a mutant that loses NaN in maximum and declares deviations."""
    name = f"declaring_{len(list(folder.iterdir()))}"
    (folder / f"{name}.py").write_text(
        f"from {mutants.__name__} import lost_nan\n"
        f"def backend():\n    found = lost_nan()\n    found.deviations = {deviations!r}\n    return found\n"
    )
    monkeypatch.syspath_prepend(folder)
    return f"{name}:backend"


def test_badge(report: dict[str, Any]) -> None:
    count = report["totals"]["pass"]
    selected = badge(report)
    assert (selected["message"], selected["color"]) == (f"{count}/{count}, partial", "lightgrey")
    report = copy.deepcopy(report)
    report["plan"]["select"] = []
    good = badge(report)
    assert (good["schemaVersion"], good["message"], good["color"]) == (1, f"{count}/{count}", "brightgreen")
    assert good["label"] == f"unifyarray on numpy:cpu, array API {report['standard']}"
    bad = copy.deepcopy(report)
    bad["totals"] |= {"pass": count - 2, "fail": 1, "xfail": 1}
    assert badge(bad)["message"] == f"{count - 2}/{count}, 1 known deviations"
    assert badge(bad)["color"] == "red"
    assert badge(report | {"complete": False})["color"] == "lightgrey"


def test_merged_reports_stay_apart(report: dict[str, Any], tmp_path: Path) -> None:
    other = copy.deepcopy(report)
    other["system"]["machine"] = "another"
    paths = [tmp_path / name for name in ("a.json", "b.json", "a-and-b.json", "all.json")]
    write(report, paths[0])
    write(other, paths[1])
    for arguments in (paths[:2], [paths[2], paths[0]]):
        out = paths[2] if arguments == paths[:2] else paths[3]
        assert cli.main(["merge", *map(str, arguments), "-o", str(out)]) == 0
        assert read(out) == [report, other]
    first, second = labels([report, other])
    assert first != second
    assert "another" in second
    assert labels([report]) == ["numpy:cpu"]
    assert len(set(labels([report, report]))) == 2
    validate(merge([report, other]))
    # One of several is not chosen.
    assert cli.main(["badge", str(paths[2])]) == 2


def test_badge_command(report: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "report.json"
    write(report, path)
    assert cli.main(["badge", str(path)]) == 0
    assert json.loads(capsys.readouterr().out) == badge(report)


def test_audit_finds_unnecessary_override(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Plan("numpy:cpu", examples=2, plugin="tests._support.toy_backends.audited:backend")
    found = {verdict.name: verdict for verdict in audit(plan)}
    # array_api_compat's function does as well.
    assert not found["square"].needed
    # It is needed, for another reason than it says.
    assert (found["negative"].needed, found["negative"].declared) == (True, False)
    # There is none without it.
    assert (found["vecdot"].needed, found["vecdot"].declared) == (True, True)


def test_audit_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["audit", "-b", "numpy", "-f", "linalg.cross", "--examples", "4", "--json"]) == 0
    (verdict,) = json.loads(capsys.readouterr().out)
    assert (verdict["name"], verdict["needed"], verdict["declared"]) == ("linalg.cross", True, True)
    assert cli.main(["audit", "-b", "numpy", "-f", "no_such_function"]) == 2


def test_worker_restores_override() -> None:
    with Server(Plan("numpy:cpu", examples=4, plugin="tests._support.toy_backends.audited:backend")) as server:
        (case, *_) = cases_of("linear_algebra_functions/vecdot/value[float32]")
        statuses = [server.run(case, without=name)["status"] for name in (None, "vecdot", None)]
    assert statuses == ["pass", "fail", "pass"]
