"""Mismatches grouped by cause, with a one-line reproduction of each group."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from unifyarray_conformance.harness.calls import Input

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.differential.calls.drawing import Case
    from tests.differential.calls.running import Mismatch


def line(case: Case) -> str:
    """Return the statements of a case in one line, over ``xp``, ``ua`` and ``np``."""
    inputs = [
        f"x{i} = {x.source()}" if isinstance(x, Input) else f"x{i} = {x!r}"
        for i, x in enumerate(case.call.inputs)
        if re.search(rf"\bx{i}\b", case.call.source)
    ]
    source = case.call.source
    return "; ".join(
        [*inputs, *(source if "\n" in source or source.startswith("result = ") else f"result = {source}").split("\n")]
    )


def cause(mismatch: Mismatch) -> tuple[str, str, str]:
    """Return what mismatches of one cause have in common: the aspect, the classes of the outcomes, and the call."""
    first, second = mismatch.first, mismatch.second
    if mismatch.aspect in ("error", "hint"):
        kinds = f"{_class(first.error)} / {_class(second.error)}"
    elif mismatch.aspect == "value":
        kinds = _words_for_values(mismatch.message)
    else:
        kinds = re.sub(r"\d+", "N", mismatch.message)[:70]
    return mismatch.aspect, kinds, mismatch.case.name


def _class(error: Exception | None) -> str:
    return "a result" if error is None else type(error).__name__


def _words_for_values(message: str) -> str:
    """Return the kinds of the two numbers in a message: nan, inf, zero or a number."""
    found = re.search(r"got (.*?), expected (.*?)(,|;|$)", message)
    if found is None:
        return re.sub(r"[-+\d.e]+", "N", message)[:60]
    return " for ".join(_kind(text) for text in found.groups()[:2])


def _kind(text: str) -> str:
    for word in ("nan", "inf", "True", "False"):
        if word in text:
            return word
    return "zero" if text.strip("±-()j+") in ("0.0", "0", "0.0-0.0", "0.0+0.0") else "number"


def report(mismatches: Sequence[Mismatch]) -> str:
    """Return the groups, the largest first, each with its shortest reproduction."""
    groups: dict[tuple[str, str, str], list[Mismatch]] = defaultdict(list)
    for mismatch in mismatches:
        groups[cause(mismatch)].append(mismatch)
    lines = []
    for (aspect, kinds, name), members in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        shortest = min(members, key=lambda m: len(line(m.case)))
        first, second = shortest.names
        lines += [
            f"{len(members):4}  {name}: {aspect}, {kinds}",
            f"      {line(shortest.case)}",
            f"      {first}: {shortest.first.words()}",
            f"      {second}: {shortest.second.words()}",
        ]
        if aspect not in ("error", "hint"):
            lines.append(f"      {shortest.message}")
    return "\n".join(lines)


__all__ = ["cause", "line", "report"]
