"""The table of functions by dtype in docs/contract.md is what every backend does."""

from __future__ import annotations

import re

import pytest

from tests import dtype_table
from unifyarray_conformance._registry import checks


@pytest.mark.filterwarnings("ignore")  # of NaN and division by zero: this is about dtypes
def test_functions_by_dtype(spec: str) -> None:
    assert dtype_table.table(spec) == dtype_table.block(dtype_table.TARGET.read_text()), "python -m tests.dtype_table"


def test_rows_without_a_check_are_listed() -> None:
    text = dtype_table.TARGET.read_text()
    rows = {int(number) for number in re.findall(r"^\| (\d+)n? \|", text, re.MULTILINE)}
    checked = {int(row.removesuffix("n")) for check in checks().values() for row in check.rows}
    (listed,) = re.findall(r"^No check names these rows: (.*)\.$", text, re.MULTILINE)
    assert len(rows) == 33
    assert checked <= rows
    assert listed.split(", ") == [str(row) for row in sorted(rows - checked)]
