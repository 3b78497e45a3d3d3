"""docs/contract.md: examples on every backend, the checks of its rows, and its table of functions by dtype."""

from __future__ import annotations

import re
from typing import Any

import pytest

import unifyarray as ua
from docs._generate import contract_rows, dtype_table
from tests._support.sessions import failures
from tests._support.toy_backends.restricted import single
from unifyarray_conformance.harness.registry import select

TEXT = contract_rows.TARGET.read_text()

#: Rows without an example: they need a device without float64 or a lazy library, or they promise nothing.
WITHOUT_EXAMPLE = {27, 29, 31}


def test_examples_print_the_same_on_every_backend(spec: str) -> None:
    lacks = [name for name in ("float64", "complex128", "uint64") if not has_dtype(spec, name)]
    if lacks:
        pytest.skip(f"{spec} has no {lacks[0]}, which rows 1 and 14 need")
    assert failures(spec, TEXT) == ""


def has_dtype(spec: str, dtype: str) -> bool:
    return dtype in ua.namespace(spec).__array_namespace_info__().dtypes()


def test_example_check_can_fail(spec: str) -> None:
    assert "Array([4, 3, 2, 1, 0], dtype=int64" in failures(spec, TEXT.replace("Array([4, 3, 2", "Array([4, 3, 3"))


def sections() -> dict[int, str]:
    """Return the text of each row."""
    found = re.findall(r"^## (\d+)n? ([^\n]*)\n(.*?)(?=^## )", TEXT, re.MULTILINE | re.DOTALL)
    return {int(number): text for number, _, text in found}


def test_every_row_has_an_example() -> None:
    assert {number for number, text in sections().items() if "\n>>> " not in text} == WITHOUT_EXAMPLE


#: Differences that surprise users who switch libraries, as the examples write them.
SURPRISES = """\
x[::-1]
x[ua.asarray([1, 0, 1], dtype="uint8")]
[0, :, [0, 1]]
f32 + ua.asarray(1.0, dtype="float64")
ua.asarray([1], dtype="int32") + ua.asarray([0.5], dtype="float32")
u8 + 300
u8 == 300
ua.asarray([1, -1]) // 0
ua.asarray([1.0]).dtype
ua.sum(ua.asarray([200, 100], dtype="uint8"))
x[9]
f32 * np.float64(2)
np.ones(5) + x
"""


def test_examples_show_surprising_differences() -> None:
    examples = [line for line in TEXT.splitlines() if line.startswith(">>> ")]
    assert [snippet for snippet in SURPRISES.splitlines() if not any(snippet in line for line in examples)] == []


def test_table_rows_equal_the_sections() -> None:
    rows = re.findall(r"^\| (\d+n?) \| \[([^]]+)\]\(#([^)]+)\) \|", TEXT, re.MULTILINE)
    titles = re.findall(r"^## (\d+n?) (.*)$", TEXT, re.MULTILINE)
    assert [row[:2] for row in rows] == titles
    assert [int(number.removesuffix("n")) for number, _ in titles] == list(range(1, 36))
    for number, title, anchor in rows:
        assert anchor == re.sub(r"[^\w -]", "", f"{number} {title}".lower()).replace(" ", "-")


def test_every_row_names_its_checks() -> None:
    assert contract_rows.blocks(TEXT).keys() == sections().keys()
    assert contract_rows.updated(TEXT) == TEXT, "python -m docs._generate.contract_rows"
    assert {row for row, said in contract_rows.blocks(TEXT).items() if not said} == set()


def test_checks_name_existing_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    named = {row for item in contract_rows.checks().values() for row in item.rows}
    assert {int(row.removesuffix("n")) for row in named} <= sections().keys()
    assert all(f"\n## {row} " in TEXT for row in named)
    # A row without a check is reported.
    kept: dict[str, Any] = {name: item for name, item in contract_rows.checks().items() if "10" not in item.rows}
    monkeypatch.setattr(contract_rows, "checks", lambda: kept)
    assert contract_rows.checks_of_row(10) == ""
    assert contract_rows.updated(TEXT) != TEXT


def test_row_selects_its_checks() -> None:
    assert {case.check.id for case in select(["row:10"])} == {
        name for name, item in contract_rows.checks().items() if "10" in item.rows
    }


def test_row_27_quotes_the_error_message() -> None:
    with pytest.raises(TypeError) as caught:
        single().namespace(ua.Device("cpu")).hooks.native_dtype(ua.float64)
    assert f"TypeError: {caught.value}".replace("numpy on cpu", "torch on mps") in sections()[27]


@pytest.mark.filterwarnings("ignore")  # about NaN and division by zero; only dtypes matter here
def test_dtype_table_is_current(spec: str) -> None:
    assert dtype_table.table(spec) == dtype_table.block(TEXT), "python -m docs._generate.dtype_table"
