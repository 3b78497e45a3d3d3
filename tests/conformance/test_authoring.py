"""The module for authors of checks, and checks that are not part of the suite."""

from __future__ import annotations

import doctest
import re
import sys
from typing import TYPE_CHECKING

import pytest

from tests._support import ROOT
from unifyarray_conformance import Plan, RunError, authoring, holds, run
from unifyarray_conformance.harness import registry, requirements
from unifyarray_conformance.harness.subject import Subject

if TYPE_CHECKING:
    from pathlib import Path

    from tests._support import Python


@pytest.fixture(autouse=True)
def _no_added_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_added", [])
    monkeypatch.setattr(registry, "_checks", dict(registry.checks()))


def documented() -> str:
    """Return the example of a check in docs/conformance.md."""
    text = ROOT.joinpath("docs", "conformance.md").read_text(encoding="utf-8")
    (source,) = re.findall(r"```python\n# rounding\.py\n(.*?)```", text, flags=re.DOTALL)
    return str(source)


def command(*options: str) -> tuple[str, ...]:
    return ("-m", "unifyarray_conformance", "run", "-b", "numpy", "--checks", "rounding", "-s", "rounding/*", *options)


def test_the_documented_check_runs(python: Python) -> None:
    (python.folder / "rounding.py").write_text(documented(), encoding="utf-8")
    done = python(*command("--out", "report.json"))
    assert done.returncode == 0, done.stderr
    text = (python.folder / "report.json").read_text(encoding="utf-8")
    assert [f'"id": "rounding/round/halves[{dtype}]"' in text for dtype in ("float32", "float64")] == [True, True]


def test_a_wrong_expectation_fails(python: Python) -> None:
    wrong = documented().replace("[0.0, 2.0, -0.0, 2.0]", "[1.0, 2.0, -0.0, 3.0]")
    assert wrong != documented()
    (python.folder / "rounding.py").write_text(wrong, encoding="utf-8")
    done = python(*command())
    assert done.returncode == 1, done.stderr
    assert "rounding/round/halves[float32]" in done.stderr


def example() -> str:
    """Return the example in the docstring of the module."""
    return "".join(part.source for part in doctest.DocTestParser().get_examples(authoring.__doc__ or ""))


def test_the_example_of_the_module_runs() -> None:
    exec(example(), {"__name__": "example"})
    case = authoring.Case(registry._checks["rounding/round/halves"], "float32")
    result = authoring.run_case(authoring.Context(Subject.load("numpy"), case, seed=0, examples=4))
    assert result["status"] == "pass", result


def test_checks_of_modules_that_are_not_named_do_not_run() -> None:
    before = [case.id for case in registry.select()]
    exec(example(), {"__name__": "example"})
    assert "rounding/round/halves" in registry._checks
    assert [case.id for case in registry.select()] == before


def test_modules_without_checks_raise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    (tmp_path / "no_checks_here.py").write_text("", encoding="utf-8")
    with pytest.raises(RunError, match=r"(?s)'no_checks_here' declares no check.\nHint: "):
        run(Plan("numpy:cpu", checks=("no_checks_here",)))
    with pytest.raises(RunError, match=r"(?s)'no_such_module' cannot be imported: ModuleNotFoundError.*\nHint: "):
        run(Plan("numpy:cpu", checks=("no_such_module",)))


def test_ids_are_unique() -> None:
    with pytest.raises(ValueError, match=r"'elementwise_functions/sin/value' exists already.\nHint: "):
        authoring.check("elementwise_functions", "value", ["sin"])(lambda context: None)


def test_a_need_is_a_dtype_a_capability_or_a_function() -> None:
    subject = Subject.load("numpy")
    assert requirements.declares(subject, "mutable")
    assert requirements.declares(subject, "float64")
    assert requirements.declares(subject, "linalg.inv")
    assert not requirements.declares(subject, "lazy")
    with pytest.raises(ValueError, match=r"'colour' is not a valid requirement of a check.\nHint: "):
        requirements.declares(subject, "colour")


def test_every_need_is_known() -> None:
    subject = Subject.load("numpy")
    for check in registry.checks().values():
        for need in check.needs:
            requirements.declares(subject, need)


def test_plans_with_checks_are_in_the_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    (tmp_path / "more_rounding.py").write_text(documented().replace('"halves"', '"more"'), encoding="utf-8")
    report = run(Plan("numpy:cpu", ("rounding",), checks=("more_rounding",)), out=tmp_path / "report.json")
    assert holds(report)
    assert report["plan"]["checks"] == ["more_rounding"]
