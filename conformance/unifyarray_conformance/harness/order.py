"""The order of cases in a run with a time limit: all sections and functions advance alike."""

from __future__ import annotations

import zlib
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .registry import Case


def spread(cases: Iterable[Case]) -> list[Case]:
    """Return cases in an order of which any first part covers each section in proportion to its size.

    Within a section the functions take turns. They begin with different checks and dtypes, so that a short run
    tries all dtypes.
    """
    sections: dict[str, dict[str, list[Case]]] = defaultdict(lambda: defaultdict(list))
    for case in cases:
        sections[case.check.section][case.check.function].append(case)
    ranked = []
    for functions in sections.values():
        turns = [
            (turn, case)
            for name, its_cases in functions.items()
            for turn, case in enumerate(_rotated(its_cases, zlib.crc32(name.encode())))
        ]
        turns.sort(key=lambda item: item[0])
        ranked += [(position / len(turns), case) for position, (_, case) in enumerate(turns)]
    ranked.sort(key=lambda item: item[0])
    return [case for _, case in ranked]


def _rotated(cases: list[Case], count: int) -> list[Case]:
    start = count % len(cases)
    return cases[start:] + cases[:start]
