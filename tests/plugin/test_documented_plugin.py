"""The complete plugin of docs/backends.md, as a separate distribution that its entry point finds."""

from __future__ import annotations

import ast
import os
import re
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from tests._support import ROOT

if TYPE_CHECKING:
    from tests._support.plugins import Plugins

pytestmark = pytest.mark.skipif(find_spec("array_api_strict") is None, reason="array_api_strict is not installed")

DOCUMENT = (ROOT / "docs" / "backends.md").read_text()
(SOURCE,) = re.findall(r"^```python\n(# strict_plugin\.py\n.*?)^```", DOCUMENT, flags=re.MULTILINE | re.DOTALL)
SUITE = ("-m", "unifyarray", "conformance", "run", "--backend", "strict")


def run_suite(plugins: Plugins, *arguments: str) -> str:
    plugins.add("unifyarray_strict", "strict", SOURCE)
    path = os.pathsep.join([str(plugins.folder), *filter(None, sys.path)])
    done = plugins.python(*SUITE, *arguments, env={"PYTHONPATH": path}, timeout=1800)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    return done.stdout


def test_plugin_is_short_and_imports_only_unifyarray_plugin() -> None:
    assert len(SOURCE.splitlines()) <= 70
    modules = {node.module for node in ast.walk(ast.parse(SOURCE)) if isinstance(node, ast.ImportFrom)}
    assert {name for name in modules if name and name.startswith("unifyarray")} == {"unifyarray.plugin"}
    names = {alias.name for node in ast.walk(ast.parse(SOURCE)) if isinstance(node, ast.Import) for alias in node.names}
    assert names <= {"array_api_strict"}


def test_entry_point_is_found(plugins: Plugins) -> None:
    plugins.add("unifyarray_strict", "strict", SOURCE)
    out = plugins.run("""
        import sys
        import unifyarray as ua
        assert type(ua.native(ua.zeros(2))).__module__ == "numpy"
        assert "strict_plugin" not in sys.modules and "array_api_strict" not in sys.modules
        info = ua.backends()["strict"]
        print(info.state, info.distribution)
        import array_api_strict
        x = ua.asarray(array_api_strict.ones(3))
        print(x.__array_namespace__() is ua.namespace("strict"))
    """)
    assert out == "available unifyarray_strict\nTrue\n"


@pytest.mark.parametrize("section", ["creation_functions*", "indexing/*", "special_grid/*"])
def test_section_of_suite_passes(plugins: Plugins, section: str) -> None:
    run_suite(plugins, "--select", section, "--examples", "1")


@pytest.mark.deep
def test_whole_suite_passes(plugins: Plugins) -> None:
    run_suite(plugins)
