"""Add generated pages to the documentation site, and mend links to files outside docs: the ``hooks`` of mkdocs.yml."""

from __future__ import annotations

import contextlib
import io
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

ROOT: Final = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # MkDocs loads this file by its path

from docs._generate import api  # noqa: E402
from unifyarray.__main__ import main  # noqa: E402
from unifyarray._cli.commands import commands  # noqa: E402
from unifyarray_conformance import cli as suite  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

API: Final = "api"
SOURCE: Final = "https://github.com/unifyarray/unifyarray/blob/main"
#: The files outside the folder docs that are pages of the site.
FILES: Final = {
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "SECURITY.md": "security.md",
    "CODE_OF_CONDUCT.md": "code-of-conduct.md",
    "README.md": "index.md",
}
#: Commands whose help is the page of the command line.
COMMANDS: Final = "command-line.md"


def on_config(config: MkDocsConfig) -> None:
    """Put the pages of the API and of the examples into the navigation."""
    if config.nav is not None:
        config.nav = _filled(config.nav)


def _filled(nav: list[Any]) -> list[Any]:
    found: list[Any] = []
    for item in nav:
        if item == {"API": "api/index.md"}:
            found.append({"API": api.navigation(API)})
        elif item == {"Example programs": "examples/index.md"}:
            pages = [f"examples/{path.stem}.md" for path in _examples()]
            found.append({"Example programs": ["examples/index.md", *pages]})
        elif isinstance(item, dict):
            found.append({title: _filled(rest) if isinstance(rest, list) else rest for title, rest in item.items()})
        else:
            found.append(item)
    return found


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages."""
    from mkdocs.structure.files import File, Files

    pages = {f"{API}/{path}": text for path, text in api.pages().items()}
    pages |= {page: (ROOT / name).read_text(encoding="utf-8") for name, page in FILES.items() if page != "index.md"}
    pages |= dict(_example_pages())
    pages[COMMANDS] = command_line()
    for path, text in pages.items():
        files.append(File.generated(config, path, content=text))
    return Files([file for file in files if not file.src_uri.endswith(".py")])


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Point links to files outside the folder docs to their pages, or to the repository."""
    name = next((name for name, path in FILES.items() if path == page.file.src_uri and name != "README.md"), None)
    source = name or f"docs/{page.file.src_uri}"
    if not (ROOT / source).exists():  # a generated page
        return markdown
    markdown = re.sub(r"<details>", '<details markdown="1">', markdown)
    return re.sub(r"(?<=\]\()([^)#\s]+)(#[^)]*)?(?=\))", lambda found: _target(found, source), markdown)


def _target(found: re.Match[str], source: str) -> str:
    link, anchor = found[1], found[2] or ""
    if "://" in link or link.startswith("mailto:"):
        return found[0]
    folder = Path(source).parent
    path = ((ROOT / folder / link).resolve()).relative_to(ROOT).as_posix()
    up = "../" * (len(Path(source).parts) - 2) if source.startswith("docs/") else ""
    if path in FILES:
        return f"{up}{FILES[path]}{anchor}"
    if path == "docs/examples":
        return f"{up}examples/index.md"
    if path.startswith("docs/examples/"):
        return f"{up}{path.removeprefix('docs/').removesuffix('.py')}.md"
    if path.startswith("docs/"):
        return f"{up}{path.removeprefix('docs/')}{anchor}"
    return f"{SOURCE}/{path}{anchor}"


def _examples() -> list[Path]:
    return sorted((ROOT / "docs" / "examples").glob("*.py"))


def _example_pages() -> list[tuple[str, str]]:
    lines = []
    pages = []
    for path in _examples():
        source = path.read_text(encoding="utf-8")
        title = re.match(r'"""(.+?)[.:]?(?:"""|\n)', source)
        heading = title[1] if title else path.stem
        lines.append(f"| [{path.name}]({path.stem}.md) | {heading} |")
        command = f"UNIFYARRAY_BACKEND=torch python docs/examples/{path.name}"
        text = f"# {path.name}\n\n{heading}.\n\n```console\n$ {command}\n```\n\n```python\n{source}```\n"
        pages.append((f"examples/{path.stem}.md", text))
    head = """\
# Example programs

Each program prints the same on every backend. The tests run them all, and `unifyarray demo` runs them on every device
that it finds.

| program | |
|---|---|
"""
    return [("examples/index.md", head + "\n".join(lines) + "\n"), *pages]


def command_line() -> str:
    """Return the help of each command as a page."""
    head = """\
# Command line

The command `unifyarray` comes with the package, and `python -m unifyarray` is the same. This page has the help of each
command.
"""
    parts = [head]
    for command in _commands():
        shown = " ".join(["unifyarray", *command])
        parts.append(f"## `{shown}`\n\n```text\n{_help(command)}\n```\n")
    return "\n".join(parts)


def _commands() -> Iterator[list[str]]:
    yield []
    for name in commands.commands:
        yield [name]
        if name == "conformance":
            yield from ([name, inner] for inner in suite.commands.commands)


def _help(command: list[str]) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
        main([*command, "--help"])
    return "\n".join(line.rstrip() for line in printed.getvalue().strip().splitlines())
