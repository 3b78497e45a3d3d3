"""The source of random choices, and the simplification of a failing program.

A program draws only integers out of ranges, so a list of integers is a program. Shrinking removes and lowers integers
of the list as long as the program still fails.

Hypothesis does this, too. But it prefers simple examples, and varies them. In an experiment with it, half of all steps
were ``asarray``, ``zeros`` and ``ones``, and 500 programs did not contain all functions. With these choices every
function is drawn equally often, and a program takes a third of the time.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")

#: The number of programs that shrinking can run.
ATTEMPTS = 300


class Choices:
    """Integers out of ranges: at random or from a list. After the end of the list, the simplest ones.

    Attributes
    ----------
    made : list of int
        The choices so far: 0 is the simplest integer of a range, 1 the next, and so on.
    """

    def __init__(self, source: random.Random | Sequence[int]) -> None:
        self.made: list[int] = []
        self._random = source if isinstance(source, random.Random) else None
        self._given = iter(()) if isinstance(source, random.Random) else iter(source)

    def integer(self, low: int, high: int) -> int:
        """Return an integer between two bounds, both included. The simplest is the integer nearest to 0."""
        choice = self._random.randint(0, high - low) if self._random else min(next(self._given, 0), high - low)
        self.made.append(choice)
        if low >= 0:
            return low + choice
        if high <= 0:
            return high - choice
        both = min(-low, high)
        if choice <= 2 * both:  # 0, 1, -1, 2, -2 ...
            return (choice + 1) // 2 if choice % 2 else -(choice // 2)
        return choice - both if high > both else both - choice


def shrink(choices: list[int], attempt: Callable[[list[int]], tuple[list[int], T] | None], found: T) -> T:
    """Return the result of the simplest failing program.

    Parameters
    ----------
    choices : list of int
        A program that fails.
    attempt : callable
        Returns the choices of a program and its result; None if it does not fail in the same way.
    found : object
        The result of the program.
    """
    left = ATTEMPTS

    def accept_if_simpler(new: list[int]) -> bool:
        nonlocal choices, found, left
        if left <= 0:
            return False
        left -= 1
        result = attempt(new)
        if result is None or (len(result[0]), result[0]) >= (len(choices), choices):
            return False
        choices, found = result
        return True

    improved = True
    while improved and left > 0:
        improved = False
        size = max(1, len(choices) // 2)
        while size:
            start = 0
            while start < len(choices):
                # Try without these choices, then with the simplest ones instead.
                shorter = choices[:start] + choices[start + size :]
                simpler = choices[:start] + [0] * len(choices[start : start + size]) + choices[start + size :]
                if accept_if_simpler(shorter) or (any(choices[start : start + size]) and accept_if_simpler(simpler)):
                    improved = True
                else:
                    start += size
            size //= 2
        for i in range(len(choices)):
            while (
                i < len(choices)
                and choices[i]
                and accept_if_simpler([*choices[:i], choices[i] // 2, *choices[i + 1 :]])
            ):
                improved = True
            if i < len(choices) and choices[i] and accept_if_simpler([*choices[:i], choices[i] - 1, *choices[i + 1 :]]):
                improved = True
    return found
