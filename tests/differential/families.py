"""The steps of all sections, and the program that is drawn from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from tests.differential import creation, elementwise, indexing, linalg, manipulation, reductions, sorting
from tests.differential._draw import Draw
from tests.differential._machine import INPUT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.differential._choices import Choices
    from tests.differential._machine import Machine

SECTIONS: Final[tuple[dict[str, Callable[[Draw, str], None]], ...]] = tuple(
    module.STEPS for module in (creation, elementwise, indexing, manipulation, reductions, sorting, linalg)
)
#: Every function, operator and statement that is drawn.
STEPS: Final = {name: make for section in SECTIONS for name, make in section.items()}
#: How many steps a program has, new arrays not counted.
FEWEST, MOST = 5, 30


def program(choices: Choices, machine: Machine) -> None:
    """Draw a program, which is run as it is drawn: what a step can be depends on what there is."""
    d = Draw(choices, machine)
    names = list(STEPS)
    wanted = d.integer(FEWEST, MOST)
    with np.errstate(all="ignore"):  # tolerances may overflow where values do
        while sum(step.function != INPUT for step in d.run.steps) < wanted:
            name = d.pick(names)
            STEPS[name](d, name)
    d.run.check_untouched()
