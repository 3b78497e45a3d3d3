"""The statements of the benchmarks run, and their tables mark results over a limit. These tests do not measure time."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

import unifyarray as ua
from tests.benchmarks import memory, rows, table
from tests.benchmarks.measure import Measured

if TYPE_CHECKING:
    from pathlib import Path

ALL_ROWS = [row for found in rows.TABLES.values() for row in found]


#: The first device of each kind: raw calls use the library's current device.
DEVICES = sorted(f"{name}:{device}" for name, found in ua.devices().items() for device in found if not device.index)


@pytest.mark.parametrize("device_spec", DEVICES)
def test_statements_of_benchmarks_run(device_spec: str) -> None:
    for row in ALL_ROWS:
        names = row.make(device_spec, row.shapes[0])
        for statement in (row.compared(names), row.ours) if names else ():
            exec(f"{row.setup}\n{statement}", dict(names))


def make_result(ratio: float, limit: float | None) -> table.Result:
    measured = Measured(2.5e-7, {table.OURS: ratio, rows.COMPAT: 1.25}, {}, {rows.EAGERPY: "TypeError: no"})
    return table.Result("a + b", "lib.add(x, y)", (3,), limit, measured)


@pytest.mark.parametrize(("limit", "is_over"), [(None, False), (2.0, False), (1.9, True)])
def test_result_over_its_limit_is_marked(limit: float | None, is_over: bool) -> None:
    found = make_result(2.0, limit)
    assert found.is_over is is_over
    for text in (table.text([table.Table("t", [found])]), table.markdown([table.Table("t", [found])], {})):
        assert ("2.00 !" in text) is is_over
        assert "250 ns" in text
        assert "TypeError" in text


@pytest.mark.parametrize(("more", "cell"), [(1.0, "1.0"), (2.04, "2.0 !"), (None, "")])
def test_column_of_memory_is_in_tables_that_compare_it(more: float | None, cell: str) -> None:
    measured = make_result(1.0, None).measured
    compared = [table.Result("f(a)", "f(x)", None, None, measured, memory=found) for found in (0.0, more)]
    lines = table.markdown([table.Table("t", compared)], {}).splitlines()
    assert lines[4].endswith("| more memory |")
    assert lines[-1].endswith(f"| {cell} |")
    assert "more memory" not in table.text([table.Table("t", [make_result(1.0, None)])])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says what the most memory was")
def test_memory_of_temporaries_is_counted() -> None:
    x = np.ones(2**22)
    found = memory.more("x * 2 + x * 3 + x", "x * 2", {"x": x}, x.nbytes)
    assert found is None or 0.9 < found < 2.1


def test_saved_results_print_the_same(tmp_path: Path) -> None:
    tables = [table.Table("t", [make_result(2.0, 1.9)], ["a note"])]
    table.save(tmp_path / "run.json", {"Python": "3"}, tables)
    machine, loaded = table.load(tmp_path / "run.json")
    assert table.markdown(loaded, machine) == table.markdown(tables, {"Python": "3"})
