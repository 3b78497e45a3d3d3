"""The documentation names the versions of the libraries that the tests use."""

from __future__ import annotations

import re
from importlib.metadata import version

from tests._support import ROOT


def test_cookbook_names_the_installed_versions() -> None:
    text = (ROOT / "docs" / "cookbook.md").read_text().partition("## Tried with")[2]
    named = dict(re.findall(r"([\w-]+) (\d[\w.]*\d)", text))
    assert len(named) > 10
    pinned = dict(re.findall(r"^([\w-]+)==(\S+)$", (ROOT / "tests" / "constraints.txt").read_text(), re.MULTILINE))
    for name, named_version in named.items():
        assert pinned[name] == named_version
        assert version(name).partition("+")[0] == named_version
