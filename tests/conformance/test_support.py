"""The recorded reports hold, and the tables in docs/support.md match them."""

from __future__ import annotations

import copy

import pytest

from docs._generate import support_tables
from unifyarray_conformance import holds
from unifyarray_conformance.reports.report import labels

REPORTS = support_tables.reports()


@pytest.mark.parametrize("report", REPORTS, ids=labels(REPORTS))
def test_recorded_report_is_complete_and_holds(report: dict[str, object]) -> None:
    assert holds(report)
    assert report["plan"]["select"] == []  # type: ignore[index]
    assert report["plan"]["plugin"] is None  # type: ignore[index]


def test_tables_match_the_reports() -> None:
    assert {"numpy:cpu", "torch:cpu"} <= set(labels(REPORTS))
    text = support_tables.TARGET.read_text(encoding="utf-8")
    assert support_tables.block(text).strip() == support_tables.tables(REPORTS).strip(), (
        "python -m docs._generate.support_tables"
    )


def test_tables_show_failures() -> None:
    report = copy.deepcopy(REPORTS[0])
    (result,) = (r for r in report["results"] if r["id"] == "elementwise_functions/sin/value[float32]")
    result["status"] = "unsupported"
    report["deviations"] = {"elementwise_functions/cos/value[float32]": "as it is"}
    text = support_tables.tables([report])
    assert "| elementwise_functions | `sin` | 1 unsupported |" in text
    assert "`elementwise_functions/cos/value[float32]`: as it is" in text
