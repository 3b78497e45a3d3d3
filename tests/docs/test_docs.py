"""Run the programs in the documentation. pytest itself collects sessions (``>>>``) as doctests."""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

import unifyarray as ua
from tests._support import ROOT
from tests._support.sessions import failures

if TYPE_CHECKING:
    from pathlib import Path

    from tests._support import Python

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
README = (ROOT / "README.md").read_text()
FILE = re.compile(r"# (\w+\.py)\n")


def programs(text: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_programs_in_documents_run(document: object, python: Python) -> None:
    """The blocks of a document form one program; a block that begins with a file name becomes that file.

    pytest runs files that are tests.
    """
    main = []
    for source in programs(ROOT.joinpath(str(document)).read_text()):
        name = FILE.match(source)
        if name:
            (python.folder / name[1]).write_text(source)
        else:
            main.append(source)
    program = "\n".join(main)
    for library in re.findall(r"^import (\w+)", program, flags=re.MULTILINE):
        if find_spec(library) is None:
            pytest.skip(f"{library} is not installed")
    (python.folder / "program.py").write_text(program)
    done = python("-W", "error::RuntimeWarning", "program.py")
    assert done.returncode == 0, done.stderr
    for test in python.folder.glob("test_*.py"):
        done = python("-m", "pytest", "-q", "-p", "no:cacheprovider", test.name)
        assert done.returncode == 0, done.stdout


def test_first_program_of_readme_prints_what_readme_says(python: Python) -> None:
    source, said = re.search(r"^```python\n(.*?)^```\n\n```text\n(.*?)^```", README, re.MULTILINE | re.DOTALL).groups()
    done = python("-c", source)
    assert done.stdout == said


def test_comparison_of_numpy_and_torch_holds_on_every_backend(spec: str) -> None:
    if ua.float64 not in ua.namespace(spec).native.hooks.dtypes:
        pytest.skip(f"{spec} has no float64, the default dtype in the document")
    assert failures(spec, (ROOT / "docs" / "numpy-and-torch.md").read_text()) == ""


#: The addresses of the project's own files, and the folder that they stand for.
OWN = re.compile(
    r"https://(?:github\.com/unifyarray/unifyarray/blob|raw\.githubusercontent\.com/unifyarray/unifyarray)/main/"
)
PAGES = [
    *DOCUMENTS,
    *(ROOT / name for name in ("CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "CODE_OF_CONDUCT.md")),
]


def links(text: str) -> list[tuple[str, str]]:
    """Return the target of each link, and the heading in it."""
    text = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    found = re.findall(r"\]\(<?([^)#\s>]*)(?:#([^)\s]*))?>?\)", re.sub(r"`[^`\n]*`", "", text))
    return [(target, heading) for target, heading in found if target or heading]


def headings(path: Path) -> set[str]:
    """Return the anchors of a document's headings, as GitHub and the documentation site make them."""
    text = re.sub(r"^```.*?^```", "", path.read_text(), flags=re.MULTILINE | re.DOTALL)
    titles = (re.sub(r"\]\([^)]*\)", "", title) for title in re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_to_existing_files_and_headings(document: Path) -> None:
    for target, heading in links(document.read_text()):
        own = OWN.match(target)
        if "://" in target and not own:
            continue
        path = ROOT / target[own.end() :] if own else document.parent / target if target else document
        assert path.exists(), target
        assert not heading or path.suffix != ".md" or heading in headings(path), f"{target}#{heading}"


def test_links_of_readme_work_on_pypi() -> None:
    assert [target for target, _ in links(README) if "://" not in target] == []
