"""The steps of all sections, and the function that draws a program from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from tests.differential import (
    beyond_standard,
    creation,
    elementwise,
    indexing,
    linalg,
    manipulation,
    reductions,
    sorting,
)
from tests.differential._draw import Draw
from tests.differential._machine import INPUT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.differential._choices import Choices
    from tests.differential._machine import Machine

SECTIONS: Final[tuple[dict[str, Callable[[Draw, str], None]], ...]] = tuple(
    module.STEPS
    for module in (creation, elementwise, indexing, manipulation, reductions, sorting, linalg, beyond_standard)
)
#: All functions, operators and statements that can be drawn.
STEPS: Final = {name: make for section in SECTIONS for name, make in section.items()}
#: The number of steps of a program, without new arrays.
FEWEST, MOST = 5, 30


def program(choices: Choices, machine: Machine) -> None:
    """Draw and run a program at the same time: the possible steps depend on earlier results."""
    d = Draw(choices, machine)
    names = list(STEPS)
    wanted = d.integer(FEWEST, MOST)
    with np.errstate(all="ignore"):  # tolerances can overflow together with the values
        while sum(step.function != INPUT for step in d.run.steps) < wanted:
            name = d.pick(names)
            STEPS[name](d, name)
    d.run.check_untouched()
