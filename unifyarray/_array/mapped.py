"""Marks of the Arrays that depend on an element inside ``ua.vmap``, for backends without a vmap of their own.

For such a backend, ``ua.vmap`` calls the function for each element. An Array that depends on the element must not be
read there either, because code that reads it would not run on other backends. So its dispatch table is another one,
with the same functions, which names the calls of ``ua.vmap`` that it depends on: its ``levels``. What is computed from
several Arrays depends on the levels of all of them.
"""

from __future__ import annotations

import copy

from .._backend.namespaces import DispatchTable
from .._core.errors import unknown_values
from .._core.pytree import leaves
from ._late import ua

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, Final, NoReturn

    from .._backend.hooks import Hooks
    from .._backend.namespaces import NativeNamespace
    from .array import Array

#: The name of the transformation, for error messages.
_VMAP: Final = "ua.vmap"


def levels_of(arrays: Iterable[Array]) -> frozenset[int]:
    """Return the levels that any of some Arrays depends on."""
    return frozenset().union(*[x._xp.levels for x in arrays])


def with_levels(xp: NativeNamespace, levels: frozenset[int]) -> NativeNamespace:
    """Return the dispatch table for Arrays of the same library and device that depend on some levels."""
    plain = xp.plain
    if not levels:
        return plain
    found = plain.marked.get(levels)
    return plain.marked.setdefault(levels, _made(plain, levels)) if found is None else found


def mark(arrays: Sequence[Array], levels: frozenset[int]) -> list[Array]:
    """Return Arrays with the same data that depend on some levels."""
    tables = [with_levels(x._xp, levels) for x in arrays]
    return [x if x._xp is xp else ua.Array(x._native, xp) for x, xp in zip(arrays, tables, strict=True)]


def depend(array: Array, levels: frozenset[int]) -> None:
    """Let an Array depend on further levels, in memory of its own: Arrays outside the function may share its data."""
    native = array._xp.asarray(array._native, copy=True)
    array._native, array._xp = native, with_levels(array._xp, levels | array._xp.levels)


def depend_on(array: Array, key: Any, value: Any) -> bool:
    """Let an Array that is written to depend on what its key and its value depend on; return whether that is more."""
    others = [x for x in leaves((key, value)) if type(x) is ua.Array]
    more = levels_of(others) - array._xp.levels
    if more:
        depend(array, more)
    return bool(more)


def _made(plain: NativeNamespace, levels: frozenset[int]) -> NativeNamespace:
    table: Any = DispatchTable()
    table.__dict__ = vars(plain)
    for name in DispatchTable.__slots__:
        if name != "__dict__":
            setattr(table, name, getattr(plain, name))
    table.levels, table.hooks = levels, _without_values(plain.hooks)
    return table  # type: ignore[no-any-return]


def _without_values(hooks: Hooks) -> Hooks:
    """Return hooks that refuse to read the values of an array.

    Only the core's own calls are refused. Other hooks that read values, to check the bounds of an index for example,
    are those of the library, and call its other hooks.
    """
    new: Any = copy.copy(hooks)
    for name in dir(type(hooks)):
        if not name.startswith("_") and callable(found := getattr(hooks, name)):
            setattr(new, name, found)
    new.item = new.tolist = new.to_host = new.dlpack = _refuse
    new.traced_by = _name
    new.is_abstract = _is_abstract
    return new  # type: ignore[no-any-return]


def _refuse(*ignored: object, **options: object) -> NoReturn:
    raise unknown_values(_VMAP)


def _name(x: object) -> str:
    return _VMAP


def _is_abstract(x: object) -> bool:
    return True


__all__ = ["depend", "depend_on", "levels_of", "mark", "with_levels"]
