"""Libraries that compile a function anew for each shape: the suite draws from few shapes and makes few calls."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

import unifyarray as ua
from unifyarray_conformance.harness import budget
from unifyarray_conformance.harness.calls import Input
from unifyarray_conformance.harness.context import Context
from unifyarray_conformance.harness.registry import select
from unifyarray_conformance.harness.subject import Subject
from unifyarray_conformance.harness.worker import run_case

if TYPE_CHECKING:
    from collections.abc import Callable

    from unifyarray_conformance.harness.calls import Call

DRAWN = (
    "elementwise_functions/atan2/value[float64]",
    "operators/__add__/value[int32]",
    "sorting_functions/sort/value[int32]",
)


@pytest.fixture
def compiling(monkeypatch: pytest.MonkeyPatch) -> Subject:
    """Return NumPy as a library that declares to compile per shape."""
    subject = Subject.load("numpy:cpu")
    declared = replace(subject.capabilities, compiles_per_shape=True)
    monkeypatch.setattr(Subject, "capabilities", property(lambda self: declared))
    return subject


def calls_of(subject: Subject, pattern: str, examples: int) -> tuple[list[Call], list[dict[str, Any]]]:
    """Return the calls of the selected cases, and their results."""
    calls: list[Call] = []
    results = []
    for case in select([pattern]):
        context = Context(subject, case, seed=0, examples=examples)

        def keep(_: str, context: Context = context) -> None:
            assert context.last is not None
            calls.append(context.last[0])

        context.trace = keep
        results.append(run_case(context))
    return calls, results


def shapes(calls: list[Call]) -> set[tuple[tuple[int, ...], ...]]:
    return {tuple(x.values.shape for x in call.inputs if isinstance(x, Input)) for call in calls}


@pytest.mark.parametrize("pattern", DRAWN)
def test_shapes_are_drawn_from_few_sizes(pattern: str, compiling: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    few, results = calls_of(compiling, pattern, 60)
    monkeypatch.undo()
    many, others = calls_of(compiling, pattern, 60)
    assert {r["status"] for r in (*results, *others)} == {"pass"}
    assert [r["id"] for r in results] == [r["id"] for r in others]
    assert len(shapes(few)) <= 15
    assert len(shapes(many)) > len(shapes(few))


def test_check_ends_after_few_calls_in_a_quick_run(compiling: Subject) -> None:
    name = "statistical_functions/std/value[float32]"
    _, (quick,) = calls_of(compiling, name, 4)
    _, (full,) = calls_of(compiling, name, budget.ENOUGH)
    assert (quick["status"], quick["calls"]) == ("pass", budget.MOST_CALLS)
    assert full["calls"] > 100


def test_failure_among_the_first_calls_is_found(compiling: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    native: Any = ua.namespace("numpy").native
    original: Callable[..., Any] = native.std
    monkeypatch.setattr(native, "std", lambda *args, **kwargs: original(*args, **kwargs) + 1)
    _, (result,) = calls_of(compiling, "statistical_functions/std/value[float32]", 4)
    assert result["status"] == "fail"


def test_declared_deviation_has_no_limit(compiling: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "statistical_functions/std/value[float32]"
    monkeypatch.setattr(compiling.xp.native.hooks.backend, "deviations", {name: "as a test"})
    _, (result,) = calls_of(compiling, name, 4)
    assert result["calls"] > 100
    assert result["status"] == "xpass"
