"""One test for each check of the suite, on every backend and kind of device here."""

from __future__ import annotations

import functools

import pytest

from unifyarray_conformance.harness.context import Context, Subject
from unifyarray_conformance.harness.registry import Case, Check, checks
from unifyarray_conformance.harness.runner import QUICK_EXAMPLES
from unifyarray_conformance.harness.worker import run_case
from unifyarray_conformance.reports.report import STATUSES

load = functools.cache(Subject.load)


@pytest.mark.parametrize("check", [pytest.param(item, id=name) for name, item in checks().items()])
def test_check(spec: str, check: Check) -> None:
    subject = load(spec)
    cases = [Case(check, dtype) for dtype in check.dtypes or (None,)]
    results = [run_case(Context(subject, case, seed=0, examples=QUICK_EXAMPLES)) for case in cases]
    bad = [f"{r['id']}: {r['status']}\n{r['message'] or r['reason']}" for r in results if not STATUSES[r["status"]]]
    assert not bad, "\n\n".join(bad)
