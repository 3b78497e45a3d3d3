"""Write the checks of each row into docs/contract.md: ``python -m docs._generate.contract_rows``.

The checks name their rows: ``rows=`` in the conformance suite.
"""

from __future__ import annotations

import re
import textwrap
from typing import Final

from tests._support import ROOT
from unifyarray_conformance.harness.registry import checks

TARGET: Final = ROOT / "docs" / "contract.md"
BLOCK: Final = re.compile(
    r"(<!-- row (\d+): python -m docs\._generate\.contract_rows -->\n\n)(.*?)(\n\n<!-- end -->)", re.DOTALL
)


def checks_of_row(row: int) -> str:
    """Return the checks of a row, by section and category; an empty text if it has none."""
    categories: dict[str, dict[str, None]] = {}
    for item in checks().values():
        if str(row) in {name.removesuffix("n") for name in item.rows}:
            categories.setdefault(item.section, {})[item.category] = None
    if not categories:
        return ""
    entries = [f"`{section}` ({', '.join(names)})" for section, names in categories.items()]
    return textwrap.fill(f"**Held by** {', '.join(entries)}.", 120, break_on_hyphens=False)


def blocks(text: str) -> dict[int, str]:
    """Return the text on checks in a document, by row."""
    return {int(match[2]): match[3] for match in BLOCK.finditer(text)}


def updated(text: str) -> str:
    """Return a document with the current checks of each row."""
    return BLOCK.sub(lambda match: f"{match[1]}{checks_of_row(int(match[2]))}{match[4]}", text)


if __name__ == "__main__":
    TARGET.write_text(updated(TARGET.read_text()))
