"""A call to take a derivative of, and the points to take it at.

The points are away from kinks, ties and branch cuts. Conventions hold there, which have checks of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .example_calls.elementwise_functions import PAIRS
from .example_calls.rows import POSITIVE, USUAL, Interval, Shape, points

if TYPE_CHECKING:
    import numpy as np

    from ..reference.special_cases import Values


@dataclass(frozen=True)
class Example:
    """A call to differentiate.

    Attributes
    ----------
    source : str
        An expression of ``ua`` and ``x0``, ``x1`` ..., or statements that assign ``y``.
    shapes : tuple of tuple of int
        Shapes of the inputs.
    interval : tuple of float
        The interval of the numbers. Numbers in USUAL have either sign and stay away from 0.
    kinds : str
        ``"r"`` for real and ``"c"`` for complex inputs, both if the function takes both.
    """

    source: str
    shapes: tuple[Shape, ...]
    interval: Interval = USUAL
    kinds: str = "rc"

    def inputs(self, rng: np.random.Generator, dtype: str) -> tuple[Values, ...]:
        """Return numbers to take the derivative at; no two real or imaginary parts are close to each other."""
        return points(rng, self.shapes, self.interval, dtype)


def of(source: str, *shapes: Shape, interval: Interval = USUAL, kinds: str = "rc") -> Example:
    """Return an Example."""
    return Example(source, shapes, interval, kinds)


def real(source: str, *shapes: Shape, interval: Interval = USUAL) -> Example:
    """Return an Example of real inputs alone."""
    return Example(source, shapes, interval, "r")


__all__ = ["PAIRS", "POSITIVE", "USUAL", "Example", "of", "real"]
