"""The pages of the API reference: one for each public name, made when the site is built.

``pages()`` returns them. mkdocstrings cannot make them: public objects name public modules as theirs, and it takes
the two names of an object for a cycle.
"""

from __future__ import annotations

import inspect
import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

import unifyarray as ua
import unifyarray.plugin
import unifyarray.testing
import unifyarray.typing
from docs._generate import docstrings
from docs._generate.api_examples import EXAMPLES, run_session
from tests._support import ROOT
from unifyarray._core import migration_hints
from unifyarray._functions import beyond_standard, section_modules
from unifyarray_conformance.reports.report import STATUSES, applicable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

#: Sections of names that are not functions of the standard's main namespace.
_GROUPS: Final = {
    "Arrays, dtypes and devices": """
        Array DType Device bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 bfloat16 float32 float64
        complex64 complex128 __array_api_version__""",
    "Backends and selection": """
        array_namespace backends current devices namespace register_backend set_default show_config show_versions
        use""",
    "Moving data and files": "convert load native save shares_memory to_numpy transfers",
    "Transformations": "grad hessian jacobian jit jvp no_grad portable stop_gradient value_and_grad vjp vmap",
    "Errors and warnings": """
        AxisError BackendUnavailableError ConfigurationError ConfigurationWarning CopyRequiredError DeviceMismatchError
        DeviceUnavailableError OutOfMemoryError TracingError TransferWarning""",
}
#: The public modules whose names have a page each, by the title of their section.
_MODULES: Final = {"ua.linalg": ua.linalg, "ua.fft": ua.fft, "ua.special": ua.special, "ua.random": ua.random}
#: The public modules whose names share one page.
_WHOLE: Final = {
    "unifyarray.plugin": unifyarray.plugin,
    "unifyarray.testing": unifyarray.testing,
    "unifyarray.typing": unifyarray.typing,
}
#: First sentences of sections.
_ABOUT: Final = {
    "unifyarray.plugin": "[Adding an array library](../backends.md) has a complete plugin.",
    "unifyarray.testing": "[Test your package](../testing.md) has the fixtures for pytest, too.",
    "unifyarray.typing": "Type checkers know these names, and you can import them when the program runs.",
}
_NOT_RECORDED: Final = "## Support\n\nThe [recorded runs](../support.md) do not list this function by itself.\n"
REPORTS: Final = ROOT / "conformance" / "reports"


@dataclass(frozen=True)
class Entry:
    """A public name with a page of its own."""

    name: str
    item: Any
    section: str

    @property
    def page(self) -> str:
        """The path of the page in the folder of the API."""
        return f"{self.name.removeprefix('ua.')}.md"

    @property
    def summary(self) -> str:
        """The first sentence of the docstring."""
        return _summary(_docstring(self.item), self.name)


def _docstring(item: Any) -> str:
    """Return the docstring of an item; constants have that of no class."""
    return "" if isinstance(item, str | int | float | tuple | None) else inspect.getdoc(item) or ""


def _summary(docstring: str, name: str) -> str:
    described = {
        "ua.e": "Euler's number, 2.718….",
        "ua.inf": "Infinity, as a Python float.",
        "ua.nan": "Not a number, as a Python float.",
        "ua.newaxis": "None, which adds an axis of length 1 in an index.",
        "ua.pi": "The number pi, 3.141….",
        "ua.__array_api_version__": "The version of the array API standard.",
    }
    if name in described:
        return described[name]
    if isinstance(getattr(ua, name.removeprefix("ua."), None), ua.DType):
        return f"The data type {name.removeprefix('ua.')}."
    return " ".join(docstrings.split(docstring)[""].split("\n\n")[0].split()) if docstring else ""


@cache
def sections() -> dict[str, tuple[Entry, ...]]:
    """Return the names with pages, by the title of their section."""
    modules = set(_MODULES) | {f"ua.{name}" for name in ua.__all__ if inspect.ismodule(getattr(ua, name, None))}
    found: dict[str, list[str]] = {title: names.split() for title, names in _GROUPS.items()}
    for module in section_modules.MAIN:
        title = module.__name__.rpartition(".")[2].replace("_", " ").capitalize()
        found[title] = list(module.__all__)
    found["Beyond the standard"] = list(beyond_standard.__all__)
    result: dict[str, tuple[Entry, ...]] = {}
    for title, names in found.items():
        known = [name for name in names if name in ua.__all__]
        result[title] = tuple(Entry(f"ua.{name}", getattr(ua, name), title) for name in known)
    for title, module in _MODULES.items():
        result[title] = tuple(Entry(f"{title}.{name}", getattr(module, name), title) for name in module.__all__)
    listed = {entry.name for entries in result.values() for entry in entries} | modules
    left = [name for name in ua.__all__ if f"ua.{name}" not in listed]
    if left:
        message = f"public names without a section: {left}.\nHint: add them to _GROUPS in docs/_generate/api.py"
        raise ValueError(message)
    return result


@cache
def entries() -> dict[str, Entry]:
    """Return the names with pages."""
    return {entry.name: entry for entries in sections().values() for entry in entries}


def section_page(title: str) -> str:
    """Return the path of the page of a section."""
    return f"{title.removeprefix('ua.').lower().replace(',', '').replace(' ', '-')}/index.md"


def _link(code: str, folder: str = "") -> str:
    """Return a code span, as a link if it starts with a public name. ``folder`` leads to the folder of the API."""
    name = re.match(r"ua(?:\.\w+)+", code)
    if name and name[0] in entries():
        return f"[`{code}`]({folder}{entries()[name[0]].page})"
    plain = entries().get(f"ua.{code}")
    if plain is not None and isinstance(plain.item, type) and code[0].isupper():
        return f"[`{code}`]({folder}{plain.page})"
    return f"`{code}`"


def _markdown(docstring: str, level: int = 2, folder: str = "") -> str:
    text = docstrings.markdown(docstring, partial(_link, folder=folder), level)
    return re.sub(r"(?<!\]\()\bdocs/([\w-]+)\.md\b(?!\))", rf"[\1]({folder}../\1.md)", text)


def pages() -> dict[str, str]:
    """Return the text of each page by its path in the folder of the API."""
    found = {"index.md": _overview()}
    for title, members in sections().items():
        found[section_page(title)] = _section(title, members)
        found |= {entry.page: _page(entry) for entry in members}
    for title, module in _WHOLE.items():
        found[f"{title.rpartition('.')[2]}.md"] = _whole(title, module)
    return found


def navigation(folder: str) -> list[Any]:
    """Return the pages as an item of the site's navigation."""
    nav: list[Any] = [f"{folder}/index.md"]
    for title, members in sections().items():
        pages = [f"{folder}/{section_page(title)}", *({entry.name: f"{folder}/{entry.page}"} for entry in members)]
        nav.append({title: pages})
    return [*nav, *({title: f"{folder}/{title.rpartition('.')[2]}.md"} for title in _WHOLE)]


def _overview() -> str:
    lines = ["# API reference", "", "Every public name, by section. `ua` is `import unifyarray as ua`.", ""]
    for title, members in sections().items():
        names = ", ".join(f"[`{entry.name.rpartition('.')[2]}`]({entry.page})" for entry in members)
        lines += [f"## [{title}]({section_page(title)})", "", names, ""]
    lines += ["## For plugins, tests and annotations", ""]
    for title, module in _WHOLE.items():
        lines.append(f"- [`{title}`]({title.rpartition('.')[2]}.md): {_first_line(module)}")
    return "\n".join(lines) + "\n"


def _first_line(module: ModuleType) -> str:
    return (module.__doc__ or "").strip().partition("\n")[0].replace("``", "`")


def _section(title: str, members: tuple[Entry, ...]) -> str:
    module = _MODULES.get(title)
    heading = f"`{title}`" if module else title
    about = f"{_markdown(module.__doc__ or '', folder='../')}\n" if module else ""
    lines = [f"| [`{entry.name}`](../{entry.page}) | {_cell(entry.summary)} |" for entry in members]
    return f"# {heading}\n\n{about}| name | |\n|---|---|\n" + "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return docstrings.text(text).replace("|", "\\|")


def _page(entry: Entry) -> str:
    summary = entry.summary.replace('"', "'").replace("`", "")
    parts = [
        f'---\ntitle: "{entry.name}"\ndescription: "{summary}"\n---',
        f"# `{entry.name}`",
        f"[{entry.section}]({section_page(entry.section)})",
        *_body(entry),
        _support(entry),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _body(entry: Entry) -> Iterator[str]:
    item, docstring = entry.item, _docstring(entry.item)
    call = docstrings.signature(entry.name, item) if callable(item) and not isinstance(item, ua.DType) else ""
    if call and not (isinstance(item, type) and "Parameters" not in docstrings.split(docstring)):
        yield f"```python\n{call}\n```"
    if isinstance(item, ua.DType) or not docstring:
        yield entry.summary
    else:
        yield _markdown(docstring)
    if ">>>" not in docstring:
        yield f"## Example\n\n```pycon\n{run_session(EXAMPLES[entry.name])}\n```"
    if isinstance(item, type) and not issubclass(item, BaseException):
        yield from _members(item)


def public_members(item: type) -> list[str]:
    """Return the methods and attributes of a class that users call."""
    hints = {name for names, _ in migration_hints.ARRAY_ROWS for name in names.split()} if item is ua.Array else set()
    described = docstrings.split(_docstring(item)).get("Attributes", "")
    found = {name for name in dir(item) if not name.startswith("_") and name not in hints and not hasattr(str, name)}
    return sorted(
        name for name in found if f"\n{name} : " not in f"\n{described}" and inspect.getdoc(getattr(item, name))
    )


def _members(item: type) -> Iterator[str]:
    for number, name in enumerate(public_members(item)):
        member = inspect.getattr_static(item, name)
        value = getattr(item, name)
        if not number:
            yield "## Methods and attributes"
        yield f"### `{name}`"
        call = docstrings.signature(name, value) if callable(value) else ""
        if call:
            yield f"```python\n{call}\n```"
        yield _markdown(inspect.getdoc(member if isinstance(member, property) else value) or "", level=4)


def _whole(title: str, module: Any) -> str:
    parts = [f"# `{title}`", _ABOUT[title], _markdown(module.__doc__ or "")]
    for name in module.__all__:
        item = getattr(module, name)
        shown = f"ua.{name}"
        parts.append(f"## `{name}`")
        if shown in entries() and entries()[shown].item is item:
            parts.append(f"The same as [`{shown}`]({entries()[shown].page}).")
            continue
        if inspect.ismodule(item):
            parts.append(f"Module. {_markdown(item.__doc__ or '', level=3)}")
            continue
        call = docstrings.signature(name, item) if callable(item) and _docstring(item) else ""
        if call:
            parts.append(f"```python\n{call}\n```")
        own = _docstring(item) if callable(item) and getattr(item, "__module__", "") != "typing" else ""
        parts.append(_markdown(own, level=3) if own else f"```text\n{_value(item)}\n```")
    return "\n\n".join(part for part in parts if part) + "\n"


def _value(item: Any) -> str:
    return re.sub(r"\b(?:typing|unifyarray\._\w+\.\w+)\.", "", str(item))


@cache
def _results() -> list[tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]]:
    """Return the recorded reports, each with its results by function."""
    found = []
    for path in [*sorted(REPORTS.glob("*.json")), *sorted((REPORTS / "foreign").glob("*.json"))]:
        report = json.loads(path.read_text(encoding="utf-8"))
        for one in report.get("reports", [report]):
            by_function: dict[str, list[dict[str, Any]]] = {}
            for result in one["results"]:
                by_function.setdefault(result["function"], []).append(result)
            found.append((one | {"repaired": path.stem.endswith("-repaired")}, by_function))
    return found


@cache
def _contract_rows() -> dict[str, str]:
    """Return the link to each row of the contract."""
    text = (ROOT / "docs" / "contract.md").read_text(encoding="utf-8")
    return {row: f"[{row} {name}](../contract.md#{_slug(f'{row} {name}')})"
            for row, name in re.findall(r"(?m)^## (\d+n?) (.+)$", text)}  # fmt: skip


def _slug(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _support(entry: Entry) -> str:
    """Return the recorded results of a function by backend, and the contract rows that its checks hold."""
    name = entry.name.removeprefix("ua.")
    lines, rows = [], set()
    for report, by_function in _results():
        results = by_function.get(name, [])
        rows |= {row for result in results for row in result["rows"]}
        condensed = "condensed" in report
        if results or condensed:
            lines.append(_support_line(report, results, condensed=condensed))
    if not any(by_function.get(name) for _, by_function in _results()):
        return "" if not inspect.isfunction(entry.item) else _NOT_RECORDED
    head = "| backend | library | checks | largest error | recorded |\n|---|---|---|---|---|\n"
    known = _contract_rows()
    linked = ", ".join(known[row] for row in sorted(rows, key=_row_number) if row in known)
    contract = f"\n\nContract rows: {linked}." if linked else ""
    return f"## Support\n\n{head}" + "\n".join(lines) + f"\n\n[How to read this](../support.md).{contract}"


def _row_number(row: str) -> int:
    return int(re.sub(r"\D", "", row))


def _support_line(report: dict[str, Any], results: list[dict[str, Any]], *, condensed: bool) -> str:
    counts = Counter(result["status"] for result in results)
    library = report["backend"]
    version = report["packages"].get(library, "")
    bad = [result for result in results if not STATUSES[result["status"]] or result["status"] == "xfail"]
    if bad:
        dtypes = sorted({result["dtype"] for result in bad if result["dtype"]})
        text = f"{len(bad)} fail" + (f": {', '.join(dtypes)}" if dtypes else "")
    elif condensed:
        text = "no failure"
    else:
        text = f"all {applicable(dict.fromkeys(STATUSES, 0) | counts)} hold"
    ulp = max((result["ulp"] or 0.0 for result in results), default=0.0)
    repaired = " with repairs" if report["repaired"] else ""
    spec = f"`{library}:{report['device']}`{repaired}"
    error = f"{ulp:.2g} ulp" if ulp and not condensed else ""
    return f"| {spec} | {library} {version} | {text} | {error} | {report['date']} |"
