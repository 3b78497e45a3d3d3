"""Writes into docs/contract.md which checks hold each row: ``python -m docs._generate.contract_rows``.

The checks say it themselves: ``rows=`` in the conformance suite.
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


def held_by(row: int) -> str:
    """Return which checks hold a row, by section and category; nothing where none does."""
    categories: dict[str, dict[str, None]] = {}
    for item in checks().values():
        if str(row) in {name.removesuffix("n") for name in item.rows}:
            categories.setdefault(item.section, {})[item.category] = None
    if not categories:
        return ""
    places = [f"`{section}` ({', '.join(names)})" for section, names in categories.items()]
    return textwrap.fill(f"**Held by** {', '.join(places)}.", 120, break_on_hyphens=False)


def blocks(text: str) -> dict[int, str]:
    """Return what a document says for each row."""
    return {int(match[2]): match[3] for match in BLOCK.finditer(text)}


def written(text: str) -> str:
    """Return a document with what the checks say."""
    return BLOCK.sub(lambda match: f"{match[1]}{held_by(int(match[2]))}{match[4]}", text)


if __name__ == "__main__":
    TARGET.write_text(written(TARGET.read_text()))
