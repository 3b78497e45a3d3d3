"""Repairs: from a report to a file, and a suite without failures."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest

from unifyarray._backend.repairs import as_json
from unifyarray_conformance import Plan, run
from unifyarray_conformance.cli import main
from unifyarray_conformance.harness.registry import Case, checks
from unifyarray_conformance.repair import make, making
from unifyarray_conformance.repair.asking import Failed
from unifyarray_conformance.repair.comparing import Comparison, differs
from unifyarray_conformance.reports import report as _report

if TYPE_CHECKING:
    from pathlib import Path

PLAN: Final = Plan(
    "unreliable:cpu",
    (
        *("elementwise_functions/tanh/value", "elementwise_functions/sinh/value", "elementwise_functions/cosh/value"),
        *("operators/__add__/value", "indexing/__getitem__/integer-array"),
    ),
    examples=2,
    plugin="tests._support.toy_backends.unreliable:UnreliableBackend",
)


def test_repairs_of_functions_leave_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = run(PLAN, jobs=1)
    failed = {result["id"] for result in before["results"] if not _report.STATUSES[result["status"]]}
    assert "elementwise_functions/tanh/value[float64]" in failed
    assert "elementwise_functions/tanh/value[float32]" not in failed
    crashed = {result["id"] for result in before["results"] if result["status"] == "crash"}
    assert crashed == {"elementwise_functions/sinh/value[float32]"}
    made = make(before, jobs=1)
    assert (made.remaining, made.unneeded, set(made.repaired)) == ((), (), failed)
    found = {entry.name: entry for entry in made.repairs.entries}
    assert {name: sorted(entry.dtypes) for name, entry in found.items()} == {
        "__getitem__": ["float64"],
        "add": ["float32"],
        "sinh": ["float32"],
        "tanh": ["float64"],
    }
    assert found["tanh"].ids == ("elementwise_functions/tanh/value[float64]",)
    assert found["sinh"].ids == ("elementwise_functions/sinh/value[float32]",)
    path = tmp_path / "repairs.json"
    path.write_text(json.dumps(as_json(made.repairs)))
    monkeypatch.setenv("UNIFYARRAY_REPAIRS", str(path))
    after = run(PLAN, jobs=1)
    assert _report.holds(after), [result["id"] for result in after["results"] if result["status"] == "fail"]
    assert "tanh[float64]" in after["host_fallbacks"]
    assert before["host_fallbacks"] == []


def test_entries_that_no_case_needs_are_dropped(tmp_path: Path) -> None:
    plan = dataclasses.replace(PLAN, select=("elementwise_functions/tanh/value", "operators/__add__/value"))
    maker = making._Maker(run(plan, jobs=1), tmp_path, 1, None)
    maker._check_versions()
    (tanh,) = (item for item in maker.failed if item.case.check.function == "tanh")
    others = [item for item in maker.failed if item is not tanh]
    tanh.passes = True
    needed = ("function", "tanh", ("float64",))
    for name in ("cosh", "sqrt"):  # as if the two had differed in a digit
        maker.add(("function", name, ("float64",)), tanh)
    maker.add(needed, tanh)
    maker.add(needed, others[0])
    maker.add(("function", "add", ("float32",)), others[0])  # that case does not pass
    maker.keep_needed()
    assert {key: sorted(ids) for key, (_, ids) in maker.entries.items()} == {
        ("function", "tanh"): sorted([tanh.case.id, others[0].case.id])
    }


@pytest.mark.parametrize("check_entries", [True, False])
def test_cases_that_no_entry_names_are_given_one(tmp_path: Path, check_entries: bool) -> None:
    plan = dataclasses.replace(PLAN, select=("elementwise_functions/tanh/value", "operators/__add__/value"))
    maker = making._Maker(run(plan, jobs=1), tmp_path, 1, None)
    maker._check_versions()
    (tanh,) = (item for item in maker.failed if item.case.check.function == "tanh")
    (add, *_) = (item for item in maker.failed if item is not tanh)
    never = Failed(Case(checks()["elementwise_functions/cosh/value"], "float64"), {})
    maker.failed = [tanh, add, never]
    for item in maker.failed:
        item.passes = True
    maker.add(("function", "tanh", ("float64",)), add)  # as if nothing had differed in the script of tanh
    maker.add(("function", "add", ("float32",)), add)
    maker.add(("function", "sqrt", ("float64",)), add)
    if check_entries:
        maker.keep_needed()
    maker.find_entries()
    assert tanh.case.id in maker.entries["function", "tanh"][1]
    assert maker.unexplained() == {never.case.id}


def test_command_says_what_remains(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = Plan(
        "numpy:cpu", ("elementwise_functions/ceil/special",), examples=2, plugin=f"{MUTANTS}:lost_negative_zero"
    )
    _report.write(run(plan, jobs=1), tmp_path / "report.json")
    assert main(["repair", str(tmp_path / "report.json"), "-o", str(tmp_path / "repairs.json"), "--jobs", "1"]) == 1
    found = capsys.readouterr().err
    reason = "ConfigurationError: numpy:cpu computes on the host already, so functions cannot be repaired"
    fact = f"nothing differs from the host, the host cannot compute ceil ({reason}), and still: xp.ceil(x0)"
    assert f"ceil/special[float32] is not repaired: {fact}" in found
    assert "0 of 2 failed cases are repaired, 2 remain" in found
    assert json.loads((tmp_path / "repairs.json").read_text())["entries"] == []


MUTANTS: Final = "tests._support.toy_backends.mutants"


def test_report_of_another_version_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content: dict[str, Any] = run(Plan("unreliable:cpu", PLAN.select[:1], examples=1, plugin=PLAN.plugin), jobs=1)
    content["packages"]["numpy"] = "1.0"
    _report.write(content, tmp_path / "report.json")
    assert main(["repair", str(tmp_path / "report.json"), "-o", str(tmp_path / "repairs.json")]) == 2
    found = capsys.readouterr().err
    assert "the report was made with numpy 1.0 (here: " in found
    assert not (tmp_path / "repairs.json").exists()


def test_errors_of_the_host_are_kept_and_named() -> None:
    announced: list[Any] = []
    comparison = Comparison(announced.append)
    comparison.begin(0)
    x, none = [np.ones(2)], frozenset[str]()
    comparison.started("outer", none)
    for got in ([], x):  # the device refuses the arguments, too; the device returns a result
        comparison.started("inner", none)
        comparison.ended("inner", none, got, ValueError("no kernel\nfor this"))
    comparison.started("other", none)
    comparison.ended("other", none, x, [np.zeros(2)])
    comparison.ended("outer", none, x, [np.zeros(2)])
    assert comparison.refused == [("inner", "ValueError: no kernel")]
    assert comparison.found == [("kernel", "other", ())]  # which explains the difference of the outer one
    assert announced.count(None) == 4
    case = Failed(Case(checks()["elementwise_functions/sinh/value"], "float64"), {"message": "0 for 1"})
    case.refused |= dict(comparison.refused)
    fact = "nothing differs from the host, the host cannot compute inner (ValueError: no kernel), and still: 0 for 1"
    assert making._reason(case) == fact


@pytest.mark.parametrize(
    ("got", "expected", "tolerances"),
    [
        ([1.0, 2.0], [1.0, 2.0], ()),
        ([1.0, 2.0], [1.0, 2.0000002], (2,)),
        ([1e-8, 1.0], [2e-8, 1.0], (1, 2)),
        ([1.0, 2.0], [1.0, 2.1], (0, 1, 2)),
        ([0.0], [-0.0], (1, 2)),
        ([np.nan], [1.0], (0, 1, 2)),
        ([np.inf], [-np.inf], (0, 1, 2)),
        ([np.inf, np.nan], [np.inf, -np.nan], ()),
    ],
)
def test_tolerances(got: list[float], expected: list[float], tolerances: tuple[int, ...]) -> None:
    x, y = np.array(got, np.float32), np.array(expected, np.float32)
    assert tuple(i for i in range(3) if differs(x, y, i)) == tolerances
    first, second = np.ones(x.shape, np.complex64), np.ones(x.shape, np.complex64)
    first.imag, second.imag = x, y
    assert tuple(i for i in range(3) if differs(first, second, i)) == tolerances


def test_other_dtypes_and_shapes_differ() -> None:
    x = np.arange(3)
    assert differs(x, x.astype(np.int32), 0)
    assert differs(x, x[:2], 0)
    assert differs(x, x + 1, 0)
    assert not differs(x, x.copy(), 2)
