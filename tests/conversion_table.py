"""Writes the conversion table in docs/moving-data.md: ``python -m tests.conversion_table``.

A cell is what ``ua.convert`` does, seen by writing through one side and looking at the other.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

import numpy as np

import unifyarray as ua
from tests.support import ROOT, specs

if TYPE_CHECKING:
    from collections.abc import Callable

TARGET: Final = ROOT / "docs" / "moving-data.md"
BEGIN: Final = "<!-- begin: python -m tests.conversion_table -->\n"
END: Final = "<!-- end -->\n"

SHARE: Final = "share"
COPY: Final = "copy"
COPIES: Final = (None, False, True)


def _read_only(spec: str) -> ua.Array:
    data = np.arange(6.0)
    data.flags.writeable = False
    return ua.asarray(data, device=spec)


def _writeable(x: ua.Array) -> bool:
    try:
        x[0] = x[0]
    except ValueError:
        return False
    return True


def _reversed(spec: str) -> ua.Array:
    return ua.asarray(np.arange(6.0)[::-1], device=spec)


def _negative(x: ua.Array) -> bool:
    layout = x._xp.hooks.layout(x._native)
    return layout is not None and any(step < 0 for step in layout[1])


def _tracked(spec: str) -> ua.Array:
    with ua.use(spec):
        return ua.asarray(np.arange(6.0), requires_grad=True)


#: States of a source: how it is made on a place, and whether an Array there is in that state at all.
STATES: Final[dict[str, tuple[Callable[[str], ua.Array], Callable[[ua.Array], bool]]]] = {
    "plain": (lambda spec: ua.asarray(np.arange(6.0), device=spec), _writeable),
    "every second element": (lambda spec: ua.asarray(np.arange(12.0)[::2], device=spec), _writeable),
    "transposed": (lambda spec: ua.asarray(np.arange(6.0).reshape(2, 3), device=spec).mT, _writeable),
    "negative strides": (_reversed, _negative),
    "read-only": (_read_only, lambda x: not _writeable(x)),
    "requires a gradient": (_tracked, lambda x: x.requires_grad),
}
#: What ``ua.convert`` is asked for beside a copy, by state; a gradient needs an answer to what becomes of it.
OPTIONS: Final[dict[str, tuple[dict[str, Any], ...]]] = {
    "requires a gradient": ({}, {"requires_grad": "detach"}, {"requires_grad": "keep"})
}


def source(state: str, spec: str) -> ua.Array | None:
    """Return an Array in a state on a place; None where no Array there is in it."""
    make, is_there = STATES[state]
    x = make(spec)
    return x if x.__array_namespace__() is ua.namespace(spec) and is_there(x) else None


def outcome(state: str, here: str, there: str, **options: Any) -> str | None:
    """Return what a conversion does, None where there is no such source.

    Raises
    ------
    AssertionError
        The values are not those of the source, or two ways of seeing whether memory is shared disagree.
    """
    x = source(state, here)
    if x is None:
        return None
    try:
        y = ua.convert(x, there, **options)
    except (ua.CopyRequiredError, TypeError) as error:
        assert "\nHint: " in str(error), error  # noqa: PT017
        return type(error).__name__
    before = ua.to_numpy(x, force=True).copy()
    np.testing.assert_array_equal(ua.to_numpy(y, force=True), before)
    shares = ua.shares_memory(x, y)
    assert shares == _write_is_seen(x, y), f"{state}, {here} to {there}, {options}: shares_memory is {shares}"
    return SHARE if shares else COPY


def _write_is_seen(x: ua.Array, y: ua.Array) -> bool:
    """Write to one of two Arrays and return whether the other has changed; read-only data must never change."""
    with ua.no_grad():
        written, seen = (x, y) if _writeable(x) else (y, x)
        before = ua.to_numpy(seen, force=True).copy()
        if not _writeable(written):
            return ua.shares_memory(x, y)  # neither can be written to
        written[...] = -1.0
        changed = bool((ua.to_numpy(seen, force=True) != before).any())
    assert written is x or not changed, "read-only data have been written to"
    return changed


def rows(pairs: list[tuple[str, str]]) -> list[list[str]]:
    """Return the cells of the table, a row for every state and option."""
    found = []
    for state in STATES:
        for options in OPTIONS.get(state, ({},)):
            name = state + "".join(f", `{key}={value!r}`" for key, value in options.items())
            row = [name]
            for here, there in pairs:
                cells = [outcome(state, here, there, copy=copy, **options) for copy in COPIES]
                row.append(", ".join(cell or "" for cell in cells) if cells[0] is not None else "-")
            found.append(row)
    return found


def table() -> str:
    """Return the table between the places found here."""
    places = specs()
    pairs = [(here, there) for here in places for there in places]
    lines = [
        "| source | " + " | ".join(f"{here} to {there}" for here, there in pairs) + " |",
        "|---" * (len(pairs) + 1) + "|",
    ]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows(pairs)]) + "\n"


def document() -> str:
    """Return docs/moving-data.md with the table of now."""
    text = TARGET.read_text()
    head, _, rest = text.partition(BEGIN)
    return head + BEGIN + "\n" + table() + "\n" + END + rest.partition(END)[2]


if __name__ == "__main__":
    if sys.argv[1:] == ["--print"]:
        sys.stdout.write(table())
    else:
        TARGET.write_text(document())
