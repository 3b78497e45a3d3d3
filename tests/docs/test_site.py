"""The documentation site: its navigation, its pages of the public names, and generated files. `make docs` builds it."""

from __future__ import annotations

import inspect
import re

import pytest

import unifyarray as ua
import unifyarray.plugin
import unifyarray.testing
import unifyarray.typing
from docs._generate import api, api_examples, llms, migration_tables, navigation, verified
from tests._support import ROOT

DOCS = ROOT / "docs"
#: The pages that docs/_generate/site.py makes.
GENERATED = {"api/index.md", "examples/index.md", "command-line.md", "contributing.md", "changelog.md", "security.md",
             "code-of-conduct.md"}  # fmt: skip


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return api.pages()


def test_navigation_lists_every_page_once() -> None:
    listed = [path for section in navigation.sections().values() for path in section.values()]
    written = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    assert len(set(listed)) == len(listed)
    assert written - set(listed) == set(), "add these pages to `nav` in mkdocs.yml"
    assert set(listed) - written == GENERATED, "these pages of `nav` in mkdocs.yml do not exist"


def test_every_public_name_has_a_page(pages: dict[str, str]) -> None:
    modules = {"": ua, "linalg.": ua.linalg, "fft.": ua.fft, "special.": ua.special, "random.": ua.random}
    for prefix, module in modules.items():
        for name in module.__all__:
            is_module = inspect.ismodule(getattr(module, name))
            page = pages[f"{name}/index.md" if is_module else f"{prefix}{name}.md"]
            assert f"# `ua.{prefix}{name}`\n" in page
            if not is_module:
                assert ">>> " in page, f"ua.{prefix}{name} needs an example in its docstring or in api_examples.py"


@pytest.mark.parametrize(
    "module", [unifyarray.plugin, unifyarray.testing, unifyarray.typing], ids=lambda module: module.__name__
)
def test_every_name_for_plugins_and_annotations_has_an_entry(module: object, pages: dict[str, str]) -> None:
    page = pages[f"{module.__name__.rpartition('.')[2]}.md"]
    assert re.findall(r"(?m)^## `(\w+)`$", page) == list(module.__all__)


def test_links_between_pages_of_names_exist(pages: dict[str, str]) -> None:
    for path, text in pages.items():
        for target in re.findall(r"\]\(([^)#]+)", re.sub(r"(?s)```.*?```", "", text)):
            if "://" not in target:
                found = (DOCS / "api" / path).parent.joinpath(target).resolve()
                assert found.is_file() or found.relative_to(DOCS / "api").as_posix() in pages, (path, target)


def test_pages_of_names_show_recorded_results(pages: dict[str, str]) -> None:
    assert "| `numpy:cpu` | numpy " in pages["linalg.svd.md"]
    assert "19n eigenvectors" in pages["linalg.svd.md"]
    assert "fail: " in pages["sin.md"]  # of libraries without code of ours


def test_name_without_a_section_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ua, "__all__", [*ua.__all__, "show_nothing"])
    api.sections.cache_clear()
    with pytest.raises(ValueError, match="show_nothing"):
        api.sections()
    monkeypatch.undo()
    api.sections.cache_clear()
    assert api.sections()


def test_session_shows_what_python_prints() -> None:
    assert api_examples.run_session("x = 2\nx + 1\nfor i in range(2):\n    print(i)") == (
        ">>> import unifyarray as ua\n>>> x = 2\n>>> x + 1\n3\n>>> for i in range(2):\n...     print(i)\n0\n1"
    )


def test_names_in_migration_tables_exist() -> None:
    """In docs/explanation/comparison.md, the last column of each table has calls of ``ua``."""
    text = (DOCS / "explanation" / "comparison.md").read_text()
    cells = re.findall(r"^\| [^|]+ \| ([^|]*`[^|]*) \|$", text, re.MULTILINE)
    assert len(cells) > 50
    migration_tables.assert_names_exist("\n".join(cells), ua.asarray([[1.0]]))


def test_llms_txt_is_current() -> None:
    assert llms.TARGET.read_text() == llms.text(), "run python -m docs._generate.llms"


def test_table_of_verified_devices_is_current() -> None:
    text = verified.TARGET.read_text()
    assert verified.block(text) == f"{verified.table().strip()}\n", "run python -m docs._generate.verified"
