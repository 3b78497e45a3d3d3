"""Draws programs until one differs, and makes that one simpler."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from tests.differential._choices import Choices, shrink
from tests.differential._machine import Difference
from tests.differential.families import program

if TYPE_CHECKING:
    from tests.differential._machine import Machine


def search(machine: Machine, count: int, seed: int) -> Difference | None:
    """Run programs; return the difference of the simplest one that does not do the same everywhere."""
    for number in range(count):
        choices = Choices(random.Random(f"{seed}/{number}"))
        difference = _run(choices, machine)
        if difference is not None:
            return shrink(choices.made, lambda made, d=difference: _again(made, machine, d), difference)  # type: ignore[misc]
    return None


def _run(choices: Choices, machine: Machine) -> Difference | None:
    try:
        program(choices, machine)
    except Difference as difference:
        return difference
    return None


def _again(made: list[int], machine: Machine, before: Difference) -> tuple[list[int], Difference] | None:
    """Return what a program has chosen and shown, where that is a difference in the same function."""
    choices = Choices(made)
    difference = _run(choices, machine)
    if difference is None or difference.step.function != before.step.function:
        return None
    return choices.made, difference
