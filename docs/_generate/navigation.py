"""The pages of the documentation site, as mkdocs.yml lists them."""

from __future__ import annotations

import re
from typing import Final

from tests._support import ROOT

_SECTION: Final = re.compile(r"  - ([^:]+):$")
_PAGE: Final = re.compile(r" +- ([^:]+): (\S+\.md)$")


def sections() -> dict[str, dict[str, str]]:
    """Return the path of each page by its title, by the title of its section. Pages without a section are in ''."""
    found: dict[str, dict[str, str]] = {"": {}}
    section = ""
    for line in (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")[2].splitlines():
        if heading := _SECTION.match(line):
            section = heading[1]
            found[section] = {}
        elif page := _PAGE.match(line):
            found[section][page[1]] = page[2]
    return found
