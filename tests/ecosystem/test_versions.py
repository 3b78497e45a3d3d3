"""The versions that the documentation names are the ones that the tests run against."""

from __future__ import annotations

import re
from importlib.metadata import version

from tests._support import ROOT


def test_the_cookbook_names_the_versions_that_are_installed() -> None:
    text = (ROOT / "docs" / "cookbook.md").read_text().partition("## Tried with")[2]
    named = dict(re.findall(r"([\w-]+) (\d[\w.]*\d)", text))
    assert len(named) > 10
    pinned = dict(re.findall(r"^([\w-]+)==(\S+)$", (ROOT / "tests" / "constraints.txt").read_text(), re.MULTILINE))
    for name, said in named.items():
        assert pinned[name] == said
        assert version(name).partition("+")[0] == said
