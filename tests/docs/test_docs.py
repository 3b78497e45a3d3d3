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
    from tests._support import Python

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FILE = re.compile(r"# (\w+\.py)\n")


def programs(text: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_programs_in_documents_run(document: object, python: Python) -> None:
    """The blocks of a document form one program; a block that begins with a file name becomes that file."""
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


def test_comparison_of_numpy_and_torch_holds_on_every_backend(spec: str) -> None:
    if ua.float64 not in ua.namespace(spec).native.hooks.dtypes:
        pytest.skip(f"{spec} has no float64, the default dtype in the document")
    assert failures(spec, (ROOT / "docs" / "numpy-and-torch.md").read_text()) == ""


def test_links_lead_to_existing_files() -> None:
    """Every relative link in the documents leads to a file."""
    for document in [*DOCUMENTS, ROOT / "CONTRIBUTING.md"]:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text()):
            if "://" not in target:
                assert (document.parent / target).exists(), (document.name, target)
