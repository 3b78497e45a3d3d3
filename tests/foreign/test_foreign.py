"""The command that checks foreign libraries: its tables, what it skips, and the order of its steps."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests._support import ROOT
from tests.foreign import __main__ as foreign
from tests.foreign import tables
from tests.foreign.libraries import LIBRARIES, Library
from unifyarray_conformance.reports.causes import causes
from unifyarray_conformance.reports.report import read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

(REPORT,) = read(ROOT / "conformance" / "reports" / "numpy-cpu.json")


def failing(count: int) -> dict[str, Any]:
    """Return a report with some failures of one cause."""
    report = copy.deepcopy(REPORT)
    chosen = [result for result in report["results"] if result["function"] == "acosh"][:count]
    for result in chosen:
        result |= {
            "status": "fail",
            "reason": "got 0.0, expected nan",
            "message": "xp.acosh(x0): got 0.0, expected nan",
            "script": "print()",
        }
    report["totals"] |= {"pass": report["totals"]["pass"] - count, "fail": count}
    return report


@pytest.mark.parametrize("name", tables.DOCUMENTS)
def test_documents_have_the_tables_of_the_reports(name: str) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert tables.document(name, text, tables.recorded(tables.REPORTS)) == text, "python -m tests.foreign --tables"


def test_document_without_a_marker_raises() -> None:
    with pytest.raises(ValueError, match="has no line"):
        tables.document("support.md", "no tables", [])


def test_tables_have_a_row_for_each_library() -> None:
    library = LIBRARIES[0]
    found: list[tables.Record] = [(library, failing(4), failing(1)), (LIBRARIES[1], REPORT, None)]
    first, second = tables.hardware(found).splitlines()[2:]
    total = REPORT["totals"]["pass"]
    assert f"| {total - 4} of {total}," in first
    assert f"| {total - 1} of {total}," in first
    assert library.wrong in first
    assert "| not needed |" in second
    text = tables.support(found)
    assert "- 4: acosh: wrong values\n" in text
    assert "With repairs 1 fail: `" in text


def test_condensed_report_has_what_failed_and_all_totals(tmp_path: Path) -> None:
    report, path = failing(3), tmp_path / "strange.json"
    declared = next(result for result in report["results"] if result["function"] == "tan")
    declared |= {"status": "xfail", "reason": "known (crash: SIGABRT)", "script": "print()"}
    report["deviations"] = {declared["id"]: "known: https://example.org/1"}
    report["totals"] |= {"pass": report["totals"]["pass"] - 1, "xfail": 1}
    path.write_text(json.dumps(report), encoding="utf-8")
    tables.condense(path)
    (found,) = read(path)
    assert [result["status"] for result in found["results"]].count("fail") == 3
    assert [result for result in found["results"] if result["status"] != "fail"] == [declared | {"script": None}]
    scripts = [result["script"] for result in found["results"] if result["status"] == "fail"]
    assert [script is not None for script in scripts].count(True) == len(causes(found["results"])) < 3
    assert (found["totals"], found["rates"]) == (report["totals"], report["rates"])
    assert (found["condensed"], found["note"]) == (tables.CONDENSED, report["note"])
    library = LIBRARIES[0]
    for table in tables.DOCUMENTS.values():
        assert table([(library, found, None)]) == table([(library, report, None)])
    assert "Known deviations:\n\n- 1: known: https://example.org/1\n" in tables.support([(library, found, None)])
    before = path.read_bytes()
    tables.condense(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"needs": {"/no/such/file": "apt-get install something"}}, "/no/such/file is missing; to install it: apt-get"),
        ({"packages": ("./no-such-folder",)}, "pip"),
    ],
)
def test_library_that_cannot_be_installed_is_skipped_with_the_reason(
    change: dict[str, Any],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    library = replace(Library("strange", (), (), "", ""), **change)
    monkeypatch.setattr(foreign, "LIBRARIES", (library,))
    assert foreign.main(["--folder", str(tmp_path / "environments"), "--reports", str(tmp_path / "reports")]) == 2
    text = capsys.readouterr().out
    *_, checked, skipped = text.splitlines()
    assert checked == "Checked: nothing."
    assert skipped.startswith("strange is skipped: ")
    assert said in skipped
    assert not (tmp_path / "reports").exists()


@pytest.mark.parametrize("failures", [0, 3])
def test_repairs_are_made_if_the_first_report_has_failures(
    failures: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[tuple[str, dict[str, str]]] = []
    library = Library("strange", (), ("--namespace", "strange"), "", "It is strange.")

    def python(library: Library, venv: Path, arguments: Sequence[str], variables: dict[str, str]) -> None:
        step = arguments[2]
        asked.append((step, dict(variables)))
        out = arguments[arguments.index("--out" if step == "run" else "-o") + 1]
        assert before.read_bytes() == recorded  # until all new files are complete
        content = {} if step == "repair" else failing(0 if variables else failures)
        tmp_path.joinpath(out).parent.mkdir(parents=True, exist_ok=True)
        tmp_path.joinpath(out).write_text(json.dumps(content), encoding="utf-8")

    before, after, _ = tables.files(tmp_path, "strange")
    for path in (before, after):
        path.write_text(json.dumps(REPORT), encoding="utf-8")
    recorded = before.read_bytes()
    monkeypatch.setattr(foreign, "LIBRARIES", (library,))
    monkeypatch.setattr(tables, "LIBRARIES", (library,))
    monkeypatch.setattr(foreign, "prepare", lambda library, folder: folder)
    monkeypatch.setattr(foreign, "_python", python)
    assert foreign.main(["--reports", str(tmp_path)]) == 0
    repairs = {"UNIFYARRAY_REPAIRS": str(tmp_path / "unfinished" / "repairs" / "strange.json")}
    later = [("repair", {}), ("run", repairs)]
    assert asked == [("run", {}), *(later if failures else [])]
    assert before.read_bytes() != recorded
    assert after.exists() is bool(failures)  # the report with repairs of another time is gone if none are needed
    assert not (tmp_path / "unfinished").exists()
    text = (tmp_path / "hardware.md").read_text(encoding="utf-8")
    assert "| strange | `numpy:cpu` |" in text
    assert "It is strange." in text


def test_partial_check_does_not_replace_complete_reports(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        foreign.main(["--select", "fft"])
    assert "--reports FOLDER" in capsys.readouterr().err
