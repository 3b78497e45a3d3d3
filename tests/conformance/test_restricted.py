"""Checks of what no CPU lacks: they pass on backends that lack it, and fail on broken ones, by name."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests._support import specs
from tests._support.toy_backends.restricted import BROKEN
from unifyarray_conformance import Plan, run
from unifyarray_conformance.harness.context import Context, Subject
from unifyarray_conformance.harness.registry import Case, checks
from unifyarray_conformance.harness.worker import run_case

WHOLE = {
    "elsewhere": ("numpy:npu:0", ("host_access", "object_protocol", "pickling")),
    "single": ("numpy:cpu", ("missing_dtypes", "object_protocol", "pickling", "inspection")),
    "lazy": ("lazy:cpu", ("laziness",)),
}


def statuses(spec: str, factory: str, *select: str) -> dict[str, tuple[str, Any]]:
    plan = Plan(spec, select, plugin=f"tests._support.toy_backends.restricted:{factory}", examples=2, memory=4.0)
    return {r["id"]: (r["status"], r["message"] or r["reason"]) for r in run(plan)["results"]}


@pytest.mark.parametrize("factory", WHOLE)
def test_they_pass_where_something_is_lacking(factory: str) -> None:
    spec, sections = WHOLE[factory]
    found = statuses(spec, factory, *(f"{section}/*" for section in sections))
    assert {name: said for name, said in found.items() if said[0] not in ("pass", "unsupported", "skip")} == {}
    # What the backend is there for is not skipped.
    skipped = {name.partition("[")[0] for name, (status, _) in found.items() if status == "skip"}
    assert {name for name in skipped if name.startswith(sections[0])} <= {"host_access/__array__/host"}


@pytest.mark.parametrize("factory", BROKEN)
def test_they_fail_where_it_is_broken(factory: str) -> None:
    spec, check = BROKEN[factory]
    found = statuses(spec, factory, check)
    bad = {status for status, _ in found.values()} - {"pass", "unsupported"}
    assert bad == {"error" if factory == "eager" else "fail"}, found
    if factory == "eager":  # and so runs out of memory
        assert all("allocate" in said for _, said in found.values()), found


@pytest.mark.parametrize(
    ("factory", "select"),
    [
        ("flushing", ("elementwise_functions/multiply", "special_grid/divide", "elementwise_functions/add")),
        ("copying", ("indexing", "manipulation_functions", "object_protocol/*/holders")),
        ("saturating", ("data_type_functions/astype", "half_floats/astype")),
    ],
)
def test_what_is_unspecified_may_differ(factory: str, select: tuple[str, ...]) -> None:
    found = statuses("numpy:cpu", factory, *select)
    assert {name: said for name, said in found.items() if said[0] not in ("pass", "unsupported")} == {}
    assert len(found) > 10


#: Where something is differentiated.
TRACKING = [spec for spec in specs() if Subject.load(spec).xp.native.hooks.backend.capabilities.autograd]
LOSABLE = [name for name in checks() if name.startswith("kept_gradients/") and not name.endswith("/kept")]


@pytest.mark.parametrize("place", TRACKING)
@pytest.mark.parametrize("name", LOSABLE)
def test_gradients_that_are_lost(name: str, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    subject = Subject.load(place)
    hooks = subject.xp.native.hooks
    right = hooks.to_host
    monkeypatch.setattr(hooks, "to_host", lambda x, copy: right(hooks.detach(x), copy))
    monkeypatch.setattr(hooks, "dlpack", lambda x, **options: hooks.detach(x).__dlpack__())
    monkeypatch.setattr(hooks, "requires_grad", lambda x: False)
    result = run_case(Context(subject, Case(checks()[name], None), seed=0, examples=1))
    if result["status"] == "skip":
        assert re.search("no second backend|no library without autograd on", str(result["reason"]))
    else:
        assert result["status"] == "fail", result


def test_there_is_something_to_differentiate_with() -> None:
    assert TRACKING
