"""Runs random programs until the backends differ, and simplifies the program."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from tests.differential._choices import Choices, shrink
from tests.differential._machine import Difference
from tests.differential.families import program

if TYPE_CHECKING:
    from tests.differential._machine import Machine


def search(machine: Machine, count: int, seed: int) -> Difference | None:
    """Run programs; return the difference in the simplest program without the same outcome on all backends."""
    for number in range(count):
        choices = Choices(random.Random(f"{seed}/{number}"))
        difference = _run(choices, machine)
        if difference is not None:
            return shrink(choices.made, lambda made, d=difference: _same_failure(made, machine, d), difference)  # type: ignore[misc]
    return None


def _run(choices: Choices, machine: Machine) -> Difference | None:
    try:
        program(choices, machine)
    except Difference as difference:
        return difference
    return None


def _same_failure(made: list[int], machine: Machine, before: Difference) -> tuple[list[int], Difference] | None:
    """Return the choices and the difference of a program if it differs in the same function."""
    choices = Choices(made)
    difference = _run(choices, machine)
    if difference is None or difference.step.function != before.step.function:
        return None
    return choices.made, difference
