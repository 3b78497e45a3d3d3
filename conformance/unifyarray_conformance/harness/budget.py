"""The size of a run: how many fixed examples a check tries, and how many calls it makes.

With a small budget, each dtype gets a part of the fixed examples. A library that compiles a function anew for each
shape takes a fraction of a second for most calls, so a check of a small run ends after a few of them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, TypeVar

from ..reference.dtypes import ALL, HALF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .context import Context

T = TypeVar("T")

#: A run that draws fewer examples than this has a small budget.
ENOUGH: Final = 20

#: The most calls of a case in a small run on a library that compiles a function anew for each shape.
MOST_CALLS: Final = 8


def is_small(context: Context) -> bool:
    """Return whether a run has a small budget."""
    return context.examples < ENOUGH


def most_calls(context: Context) -> float:
    """Return how many calls a case makes at most.

    A declared deviation has no limit, because a check that ends before the call that fails would seem to pass.
    """
    declared = context.case.id in context.xp.native.hooks.backend.deviations
    return MOST_CALLS if context.few_shapes and is_small(context) and not declared else math.inf


def some(context: Context, items: Iterable[T], parts: int = 3) -> Iterator[T]:
    """Return all items, or with a small budget one part of them; dtypes get different parts."""
    first = (*ALL, *HALF).index(context.dtype) if context.case.dtype else 0
    for k, item in enumerate(items):
        if not is_small(context) or (k + first) % parts == 0:
            yield item
