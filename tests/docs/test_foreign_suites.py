"""docs/foreign-suites.md: the checks and tests in its tables exist."""

from __future__ import annotations

import re

from tests._support import ROOT
from unifyarray_conformance.harness.registry import checks

TEXT = (ROOT / "docs" / "foreign-suites.md").read_text()
#: The headings of the tables whose last column names checks and tests.
TABLES = ("Public bug reports", "What these tests and reports have found")


def rows(text: str, heading: str) -> dict[str, list[str]]:
    """Return what holds each row of a table, by the text of the row."""
    section = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    found = re.findall(r"^\| (?!\*\*)(.*) \|([^|]*)\|$", section, re.MULTILINE)
    return {row: re.findall(r"`([^`]+)`", holders) for row, holders in found if "held by" not in holders}


def missing(text: str) -> list[str]:
    """Return the rows without a check, and the checks and tests that do not exist."""
    known, result = checks(), []
    for heading in TABLES:
        table = rows(text, heading)
        result += [row for row, holders in table.items() if not holders]
        for name in (name for holders in table.values() for name in holders):
            path, _, function = name.partition("::")
            if not function:
                result += [] if name in known else [name]
            elif not (ROOT / path).is_file() or f"\ndef {function}(" not in (ROOT / path).read_text():
                result.append(name)
    return result


def test_every_finding_names_existing_checks_and_tests() -> None:
    assert all(rows(TEXT, heading) for heading in TABLES)
    assert missing(TEXT) == []


def test_names_that_do_not_exist_are_found() -> None:
    check, test = "linalg/vector_norm/long", "tests/ecosystem/test_data.py::test_asarray_converts"
    for name in (check, test):
        assert f"`{name}`" in TEXT
        assert missing(TEXT.replace(f"`{name}`", f"`{name}er`")) != []
        assert f"{name}er" in missing(TEXT.replace(f"`{name}`", f"`{name}er`"))
    assert missing(TEXT.replace("`linalg/vector_norm/long` |", "|")) != []
