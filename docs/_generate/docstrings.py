"""Turn numpydoc docstrings and signatures into Markdown."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

#: The sections that list items, each with a name or a type and an indented text.
_LISTS: Final = ("Parameters", "Attributes", "Returns", "Yields", "Raises", "Warns", "See Also")
_HEADING: Final = re.compile(r"(?m)^([A-Z][A-Za-z ]+)\n-{3,}\n")
_CODE: Final = re.compile(r"(``.+?``|`[^`\n]+`)", re.DOTALL)
#: Signatures longer than this have a parameter per line.
_WIDTH: Final = 88


def split(docstring: str) -> dict[str, str]:
    """Return the sections of a docstring by title; the text before the first has the title ''."""
    head, *rest = _HEADING.split(inspect.cleandoc(docstring))
    return {"": head.strip()} | {title: body.strip("\n") for title, body in zip(rest[::2], rest[1::2], strict=True)}


def markdown(docstring: str, link: Callable[[str], str] = str, level: int = 2) -> str:
    """Return a docstring as Markdown. ``link`` turns a code span such as ``ua.sin`` into a link."""
    parts: list[str] = []
    for title, body in split(docstring).items():
        if title:
            parts.append(f"{'#' * level} {title}")
        parts.append(_items(body, link) if title in _LISTS else text(body, link))
    return "\n\n".join(part for part in parts if part) + "\n"


def text(body: str, link: Callable[[str], str] = str) -> str:
    """Return paragraphs, lists and sessions as Markdown."""
    blocks = re.split(r"\n\s*\n", body)
    return "\n\n".join(_session(block) if block.lstrip().startswith(">>>") else _prose(block, link) for block in blocks)


def _session(block: str) -> str:
    return f"```pycon\n{inspect.cleandoc(block)}\n```"


def _prose(block: str, link: Callable[[str], str]) -> str:
    block = re.sub(r"(?m)^\.\. (\[\d+\]) ", r"\1 ", block).replace("]_", "]")
    pieces = _CODE.split(block)
    for number, piece in enumerate(pieces):
        if number % 2:
            pieces[number] = link(" ".join(piece.strip("`").split()))
        else:
            pieces[number] = re.sub(r"(\*(?=\w)|__|<)", r"\\\1", piece)
    return "".join(pieces)


def _items(body: str, link: Callable[[str], str]) -> str:
    """Return items as a definition list."""
    found: list[tuple[str, list[str]]] = []
    for line in body.splitlines():
        if line and not line[0].isspace():
            found.append((line.strip(), []))
        elif found:
            found[-1][1].append(line)
    lines = []
    for head, rest in found:
        name, colon, kind = head.partition(" : ")
        shown = f"**{_shown(name)}** : {_prose(kind, link)}" if colon else f"**{_shown(name)}**"
        inner = text(inspect.cleandoc("\n".join(rest)), link) or "-"
        indented = inner.replace("\n", "\n    ")
        lines.append(f"{shown}\n:   {indented}")
    return "\n\n".join(lines)


def _shown(name: str) -> str:
    return ", ".join(f"`{part}`" for part in name.split(", "))


def signature(name: str, item: Any) -> str:
    """Return the call of a function or class with its parameters, or '' if it has none that can be read."""
    try:
        found = inspect.signature(item)
    except (TypeError, ValueError):
        return ""
    parameters, kind = [], None
    given = [parameter for parameter in found.parameters.values() if parameter.name != "self"]
    for parameter in given:
        if kind is parameter.POSITIONAL_ONLY and parameter.kind is not kind:
            parameters.append("/")
        if parameter.kind is parameter.KEYWORD_ONLY and kind not in (parameter.KEYWORD_ONLY, parameter.VAR_POSITIONAL):
            parameters.append("*")
        parameters.append(_parameter(parameter))
        kind = parameter.kind
    if kind is inspect.Parameter.POSITIONAL_ONLY:
        parameters.append("/")
    result = _annotation(found.return_annotation)
    end = "" if isinstance(item, type) or not result else f" -> {result}"
    line = f"{name}({', '.join(parameters)}){end}"
    if len(line) <= _WIDTH:
        return line
    return f"{name}(\n    " + ",\n    ".join(parameters) + f",\n){end}"


def _parameter(parameter: inspect.Parameter) -> str:
    star = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
    annotation = _annotation(parameter.annotation)
    shown = f"{star}{parameter.name}" + (f": {annotation}" if annotation else "")
    if parameter.default is parameter.empty:
        return shown
    default = repr(parameter.default)
    default = "..." if default.startswith("<") else default.removeprefix("unifyarray.")
    return f"{shown} = {default}" if annotation else f"{shown}={default}"


def _annotation(annotation: Any) -> str:
    if annotation is inspect.Signature.empty:
        return ""
    name = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))
    return re.sub(r"\b(?:t|typing|builtins|collections\.abc)\.(?=\w)", "", name)
