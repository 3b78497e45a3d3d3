"""The suite on backends that lack a feature: right backends pass, and broken backends fail the right checks."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Any

import pytest

from tests._support import ROOT, specs
from tests._support.toy_backends.restricted import BROKEN
from unifyarray_conformance import Plan, cli, holds, run
from unifyarray_conformance.harness.context import Context, Subject
from unifyarray_conformance.harness.plan import EXAMPLES
from unifyarray_conformance.harness.registry import Case, checks
from unifyarray_conformance.harness.worker import run_case
from unifyarray_conformance.reports.report import STATUSES

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

FACTORIES = "tests._support.toy_backends.restricted"

#: Factory of a backend to its specification and the sections that it is checked with; the first must not be skipped.
SECTIONS = {
    "elsewhere": ("numpy:npu:0", ("host_access", "object_protocol", "pickling")),
    "single": ("numpy:cpu", ("missing_dtypes", "object_protocol", "pickling", "inspection")),
}
#: Each test of the whole suite runs one part of the sections, so that no test comes near the limit of 600 s.
PARTS = 4
#: Factory of a backend that passes the whole suite, to the reasons for which it does not support a case.
WHOLE = {
    "lazy": r"lazy has (no (boolean masks|requires_grad|autograd of its own)|immutable arrays)",
    "immutable": r"immutable has (no (requires_grad|autograd of its own)|immutable arrays)",
    "lacking": r"lacking has (no (boolean masks|requires_grad|autograd of its own)|immutable arrays)|"
    r"lacking:cpu declares no (\S*float16|uint16|uint32|\w*sort|cumulative_prod|nonzero|unique_\w+)$|"
    r"lacking:cpu declares no (linalg\.(qr|svd)|fft\.\w+)$",
}
#: Statuses of the checks of laziness; some of them need functions that `lacking` lacks.
LAZINESS = {"lazy": {"pass"}, "immutable": {"skip"}, "lacking": {"skip", "unsupported"}}


def statuses(spec: str, factory: str, *select: str) -> dict[str, tuple[str, Any]]:
    plan = Plan(spec, select, plugin=f"{FACTORIES}:{factory}", examples=2, memory=4.0)
    return {r["id"]: (r["status"], r["message"] or r["reason"]) for r in run(plan)["results"]}


@pytest.mark.parametrize("factory", SECTIONS)
def test_backends_that_lack_something_pass(factory: str) -> None:
    spec, sections = SECTIONS[factory]
    found = statuses(spec, factory, *(f"{section}/*" for section in sections))
    assert {name: said for name, said in found.items() if said[0] not in ("pass", "unsupported", "skip")} == {}
    skipped = {name.partition("[")[0] for name, (status, _) in found.items() if status == "skip"}
    assert {name for name in skipped if name.startswith(sections[0])} <= {"host_access/__array__/host"}


def selected(sections: Collection[str], factory: str, whole: bool) -> tuple[str, ...]:
    """Return the ids of the cases of some sections, or of a sample: every second check, in one dtype.

    The values of these backends are NumPy's, so a second dtype shows little. Each backend has other checks and dtypes.
    """

    def place(name: str) -> int:
        return zlib.crc32(f"{factory} {name}".encode())

    ids: list[str] = []
    for name, check in checks().items():
        if check.section in sections and (whole or check.section == "laziness" or place(name) % 2):
            cases = sorted((Case(check, dtype).id for dtype in check.dtypes or (None,)), key=place)
            ids += cases if whole else cases[:1]
    return tuple(ids)


@pytest.mark.parametrize(
    ("examples", "whole"),
    [pytest.param(2, False, id="2"), pytest.param(EXAMPLES, True, id="30", marks=pytest.mark.deep)],
)
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("factory", WHOLE)
def test_any_kind_of_backend_passes_every_check(factory: str, part: int, examples: int, whole: bool) -> None:
    sections = sorted({check.section for check in checks().values()})[part::PARTS]
    cases = selected(sections, factory, whole)
    report = run(Plan(f"{factory}:cpu", cases, plugin=f"{FACTORIES}:{factory}", examples=examples, timeout=300))
    assert [(r["id"], r["message"]) for r in report["results"] if not STATUSES[r["status"]]] == []
    assert holds(report)
    assert report["totals"]["xfail"] == 0
    reasons = {r["reason"] for r in report["results"] if r["status"] == "unsupported"}
    assert [reason for reason in reasons if not re.match(WHOLE[factory], reason)] == []
    # The kind of the backend is checked, not skipped.
    laziness = {r["status"] for r in report["results"] if r["id"].startswith("laziness/")}
    assert laziness == (LAZINESS[factory] if "laziness" in sections else set())


def test_the_reasons_are_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plugin = f"{FACTORIES}:lacking"
    monkeypatch.syspath_prepend(ROOT)
    monkeypatch.chdir(tmp_path)
    assert cli.main(["run", "-b", "lacking", "-s", "*/sort/*", "--quick", "--plugin", plugin]) == 0
    assert "unsupported: lacking:cpu declares no sort" in capsys.readouterr().err


@pytest.mark.parametrize("factory", BROKEN)
def test_broken_backends_fail(factory: str) -> None:
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
def test_unspecified_behaviour_can_differ(factory: str, select: tuple[str, ...]) -> None:
    found = statuses("numpy:cpu", factory, *select)
    assert {name: said for name, said in found.items() if said[0] not in ("pass", "unsupported")} == {}
    assert len(found) > 10


#: The devices with autograd.
TRACKING = [spec for spec in specs() if Subject.load(spec).xp.native.hooks.backend.capabilities.autograd]
LOSABLE = [name for name in checks() if name.startswith("kept_gradients/") and not name.endswith("/kept")]


@pytest.mark.parametrize("place", TRACKING)
@pytest.mark.parametrize("name", LOSABLE)
def test_losing_gradients_fails(name: str, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_a_backend_has_autograd() -> None:
    assert TRACKING
