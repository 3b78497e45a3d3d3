"""Write the conversion table in docs/moving-data.md: ``python -m docs._generate.conversion_table``.

A cell is the effect of ``ua.convert``, observed by writing to one array and reading the other.
"""

from __future__ import annotations

import itertools
import sys
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

import unifyarray as ua
from tests._support import ROOT, has_gradients, specs

if TYPE_CHECKING:
    from collections.abc import Callable

TARGET: Final = ROOT / "docs" / "moving-data.md"
BEGIN: Final = "<!-- begin: python -m docs._generate.conversion_table -->\n"
END: Final = "<!-- end -->\n"

SHARE: Final = "share"
COPY: Final = "copy"
COPIES: Final = (None, False, True)


class Source(NamedTuple):
    """An Array in a state, and the array that shares its memory, if any: on the host, or on its own device."""

    x: ua.Array
    base: Any


def _from_host(take: Callable[[Any], Any]) -> Callable[[str], Source]:
    def make(spec: str) -> Source:
        base = np.arange(12.0)
        return Source(ua.asarray(take(base), device=spec), base)

    return make


def _read_only(base: Any) -> Any:
    view = base.view()
    view.flags.writeable = False
    return view


def _broadcast(spec: str) -> Source:
    base = ua.asarray(np.arange(6.0), device=spec)
    return Source(ua.broadcast_to(base, (2, 6)), base)


def _tracked(spec: str) -> Source | None:
    if not has_gradients(spec):
        return None
    base = np.arange(6.0)
    with ua.use(spec):
        return Source(ua.asarray(base, requires_grad=True), base)


def _is_writeable(x: ua.Array) -> bool:
    try:
        x[0] = x[0]
    except ValueError:
        return False
    return True


def _has_negative_strides(x: ua.Array) -> bool:
    layout = x._xp.hooks.layout(x._native)
    return layout is not None and any(step < 0 for step in layout[1])


#: States of a source: how to make it on a device, and whether an Array is in that state.
STATES: Final[dict[str, tuple[Callable[[str], Source | None], Callable[[ua.Array], bool]]]] = {
    "plain": (_from_host(lambda base: base), _is_writeable),
    "every second element": (_from_host(lambda base: base[::2]), _is_writeable),
    "with an offset": (_from_host(lambda base: base[3:]), _is_writeable),
    "transposed": (_from_host(lambda base: base.reshape(3, 4).T), _is_writeable),
    "negative strides": (_from_host(lambda base: base[::-1]), _has_negative_strides),
    "read-only": (_from_host(_read_only), lambda x: not _is_writeable(x)),
    "broadcast": (_broadcast, lambda x: not _is_writeable(x)),
    "requires a gradient": (_tracked, lambda x: x.requires_grad),
}
#: Other arguments of ``ua.convert``, by state; if the source requires a gradient, the caller must choose one.
OPTIONS: Final[dict[str, tuple[dict[str, Any], ...]]] = {
    "requires a gradient": ({}, {"requires_grad": "detach"}, {"requires_grad": "keep"})
}


def make_source(state: str, spec: str) -> Source | None:
    """Return an Array in a state on a device, or None if no Array there can be in that state."""
    make, is_in_state = STATES[state]
    found = make(spec)
    if found is None or found.x.__array_namespace__() is not ua.namespace(spec):
        return None
    return found if is_in_state(found.x) else None


def outcome(state: str, here: str, there: str, **options: Any) -> str | None:
    """Return the effect of a conversion, or None if the source cannot exist.

    Raises
    ------
    AssertionError
        The values differ from the source, writes contradict ``ua.shares_memory``, or the result of sharing read-only
        memory is writeable.
    """
    found = make_source(state, here)
    if found is None:
        return None
    x, base = found
    try:
        y = ua.convert(x, there, **options)
    except (ua.CopyRequiredError, TypeError) as error:
        assert "\nHint: " in str(error), error  # noqa: PT017
        return type(error).__name__
    np.testing.assert_array_equal(_values(y), _values(x))
    shares = ua.shares_memory(x, y)
    observed = [_is_changed_by(y, lambda: _overwrite(x, base))]
    with ua.no_grad():
        if _is_writeable(y):
            assert _is_writeable(x) or not shares, f"{state}, {here} to {there}: shared read-only memory is writeable"
            observed.append(_is_changed_by(x, lambda: y.__setitem__(..., -2.0)))
    assert set(observed) == {shares}, (
        f"{state}, {here} to {there}, {options}: shares_memory is {shares}, observed {observed}"
    )
    return SHARE if shares else COPY


def _values(x: ua.Array) -> np.ndarray[Any, Any]:
    return ua.to_numpy(x, force=True).copy()


def _overwrite(x: ua.Array, base: Any) -> None:
    """Change every element of an Array; if it is read-only, write to the array that shares its memory."""
    before = _values(x)
    with ua.no_grad():
        if _is_writeable(x):
            x[...] = -1.0
        else:
            base[...] = -1.0
    assert (_values(x) != before).all()


def _is_changed_by(x: ua.Array, write: Callable[[], object]) -> bool:
    before = _values(x)
    write()
    return bool((_values(x) != before).any())


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
    """Return the table for every pair of devices found here."""
    pairs = list(itertools.product(specs(), repeat=2))
    lines = [
        "| source | " + " | ".join(f"{here} to {there}" for here, there in pairs) + " |",
        "|---" * (len(pairs) + 1) + "|",
    ]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows(pairs)]) + "\n"


def document() -> str:
    """Return docs/moving-data.md with the current table."""
    text = TARGET.read_text()
    head, _, rest = text.partition(BEGIN)
    return head + BEGIN + "\n" + table() + "\n" + END + rest.partition(END)[2]


if __name__ == "__main__":
    if sys.argv[1:] == ["--print"]:
        sys.stdout.write(table())
    else:
        TARGET.write_text(document())
