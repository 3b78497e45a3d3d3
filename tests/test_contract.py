"""The table of functions by dtype in docs/contract.md is what every backend does."""

from __future__ import annotations

import pytest

from tests import dtype_table


@pytest.mark.filterwarnings("ignore")  # of NaN and division by zero: this is about dtypes
def test_functions_by_dtype(spec: str) -> None:
    assert dtype_table.table(spec) == dtype_table.block(dtype_table.TARGET.read_text()), "python -m tests.dtype_table"
