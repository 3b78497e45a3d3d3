"""How much of the fixed examples a run takes: all of them, or with a small budget a share for each dtype."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from ..reference.dtypes import ALL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .context import Context

T = TypeVar("T")

#: With fewer examples than this to draw, the budget is a small one.
ENOUGH: Final = 20


def is_small(context: Context) -> bool:
    """Return whether a run has little time."""
    return context.examples < ENOUGH


def some(context: Context, items: Iterable[T], parts: int = 3) -> Iterator[T]:
    """Return items: all of them, or with a small budget one part; the parts of a few dtypes together are all."""
    first = ALL.index(context.dtype) if context.case.dtype else 0
    for k, item in enumerate(items):
        if not is_small(context) or (k + first) % parts == 0:
            yield item
