"""The number of fixed examples in a run: all, or with a small budget a part of them for each dtype."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from ..reference.dtypes import ALL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .context import Context

T = TypeVar("T")

#: A run that draws fewer examples than this has a small budget.
ENOUGH: Final = 20


def is_small(context: Context) -> bool:
    """Return whether a run has a small budget."""
    return context.examples < ENOUGH


def some(context: Context, items: Iterable[T], parts: int = 3) -> Iterator[T]:
    """Return all items, or with a small budget one part of them; dtypes get different parts."""
    first = ALL.index(context.dtype) if context.case.dtype else 0
    for k, item in enumerate(items):
        if not is_small(context) or (k + first) % parts == 0:
            yield item
