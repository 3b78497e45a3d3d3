"""Calls to take a derivative of, and the points to take it at; those of elementwise functions.

The calls are away from kinks, ties and branch cuts: what holds there is a convention, and has checks of its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from ..reference.dtypes import COMPLEX

if TYPE_CHECKING:
    from ..reference.special_cases import Values

Shape = tuple[int, ...]
Interval = tuple[float, float]

#: Numbers of either sign, away from 0.
USUAL: Final[Interval] = (-2.2, 2.2)
#: How far from it.
GAP: Final = 0.4
#: Elements that an input has at most, and inputs that a call has at most: so many numbers, evenly spread, differ.
_MOST: Final = (12, 3)


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
        Where the numbers lie; where that is around 0, they stay away from it.
    kinds : str
        ``"r"`` for real and ``"c"`` for complex inputs, both where the function takes both.
    """

    source: str
    shapes: tuple[Shape, ...]
    interval: Interval = USUAL
    kinds: str = "rc"

    def inputs(self, rng: np.random.Generator, dtype: str) -> tuple[Values, ...]:
        """Return numbers to take the derivative at; no two real or imaginary parts of theirs are close."""
        return tuple(self._input(rng, dtype, shape, i) for i, shape in enumerate(self.shapes))

    def _input(self, rng: np.random.Generator, dtype: str, shape: Shape, place: int) -> Values:
        result: Values = np.empty(shape, dtype=dtype)
        result.real[...] = self._parts(rng, shape, place + 0.3)
        if dtype in COMPLEX:
            result.imag[...] = self._parts(rng, shape, place + 0.6)
        return result

    def _parts(self, rng: np.random.Generator, shape: Shape, place: float) -> Values:
        (elements, inputs), size = _MOST, math.prod(shape)
        steps = (rng.permutation(elements)[:size] + place / inputs) / elements
        steps **= 1.25  # their sums differ, too
        low, high = self.interval
        if self.interval == USUAL:
            steps = (GAP + (high - GAP) * steps) * rng.choice([-1.0, 1.0], size)
        else:
            steps = low + (high - low) * steps
        return np.reshape(steps, shape)


def of(source: str, *shapes: Shape, interval: Interval = USUAL, kinds: str = "rc") -> Example:
    """Return an Example."""
    return Example(source, shapes, interval, kinds)


def real(source: str, *shapes: Shape, interval: Interval = USUAL) -> Example:
    """Return an Example of real inputs alone."""
    return Example(source, shapes, interval, "r")


# -- elementwise ---------------------------------------------------------------------------------------------

POSITIVE: Final = (0.4, 2.5)
#: Functions of one number, with the interval in which their real values are differentiated.
UNARY: Final[dict[str, Interval]] = {
    "abs": USUAL, "acos": (-0.8, 0.8), "acosh": (1.3, 3.0), "asin": (-0.8, 0.8), "asinh": USUAL, "atan": USUAL,
    "atanh": (-0.8, 0.8), "conj": USUAL, "cos": USUAL, "cosh": USUAL, "exp": USUAL, "expm1": USUAL, "log": POSITIVE,
    "log1p": (-0.6, 2.0), "log10": POSITIVE, "log2": POSITIVE, "negative": USUAL, "positive": USUAL,
    "reciprocal": USUAL, "sign": USUAL, "sin": USUAL, "sinh": USUAL, "square": USUAL, "sqrt": POSITIVE,
    "tan": (-1.1, 1.1), "tanh": USUAL, "real": USUAL, "imag": USUAL,
}  # fmt: skip
#: Functions of two numbers.
BINARY: Final[dict[str, Interval]] = {
    "add": USUAL, "subtract": USUAL, "multiply": USUAL, "divide": USUAL, "pow": POSITIVE, "atan2": USUAL,
    "hypot": USUAL, "logaddexp": USUAL, "maximum": USUAL, "minimum": USUAL, "copysign": USUAL,
}  # fmt: skip
#: Functions that are constant between their steps: their derivative is 0.
STEPS: Final = ("ceil", "floor", "round", "trunc")
#: Functions of a quotient's steps.
QUOTIENTS: Final = ("floor_divide", "remainder")
#: What the derivative is taken of with complex numbers, too; ``real`` and its like also take real ones.
_COMPLEX: Final = frozenset(UNARY) | {"add", "subtract", "multiply", "divide", "pow"}

PAIRS: Final[tuple[tuple[Shape, Shape], ...]] = (
    ((), ()), ((3,), (3,)), ((2, 3), (3,)), ((3,), (2, 1)), ((2, 1), ()), ((), (2,)),
)  # fmt: skip


def _elementwise(name: str) -> tuple[Example, ...]:
    if name in UNARY:
        kinds = "c" if name == "imag" else "rc"
        return tuple(of(f"ua.{name}(x0)", shape, interval=UNARY[name], kinds=kinds) for shape in ((), (3,), (2, 2)))
    if name in STEPS:
        return tuple(real(f"ua.{name}(x0)", shape) for shape in ((), (5,)))
    interval = BINARY.get(name, USUAL)
    kinds = "rc" if name in _COMPLEX else "r"
    found = [of(f"ua.{name}(x0, x1)", *pair, interval=interval, kinds=kinds) for pair in PAIRS]
    found += [of(f"ua.{name}(x0, 1.5)", (3,), interval=interval, kinds=kinds)]
    found += [of(f"ua.{name}(1.5, x0)", (3,), interval=interval, kinds=kinds)]
    return tuple(found)


def _quotients(name: str) -> tuple[Example, ...]:
    # 4.1 to 4.4 by 1.7 to 1.95 is 2.1 to 2.6: no step is near. 1.5 goes into the former 2.7 to 2.95 times.
    near: Interval = (1.7, 1.95)
    calls = [real(f"ua.{name}({x}, x1)", *pair, interval=near) for pair in PAIRS for x in ("x0 + 2.4", "-2.4 - x0")]
    calls += [real(f"ua.{name}(4.2, x0)", (3,), interval=near), real(f"ua.{name}(4.2, -x0)", (), interval=near)]
    return (*calls, real(f"ua.{name}(x0, 1.5)", (3,), interval=(4.1, 4.4)))


_CLIP: Final = (
    real("ua.clip(x0, -0.9, 0.8)", (5,)),
    real("ua.clip(x0, min=0.1)", (2, 3)),
    real("ua.clip(x0, x1, x2)", (2, 3), (3,), ()),
    real("ua.clip(x0, max=x1)", (3,), (2, 1)),
    real("ua.clip(x0)", ()),
)

#: The calls, by function.
ELEMENTWISE: Final[dict[str, tuple[Example, ...]]] = {
    **{name: _elementwise(name) for name in (*UNARY, *BINARY, *STEPS)},
    **{name: _quotients(name) for name in QUOTIENTS},
    "clip": _CLIP,
}

__all__ = [
    "BINARY",
    "ELEMENTWISE",
    "PAIRS",
    "POSITIVE",
    "QUOTIENTS",
    "STEPS",
    "UNARY",
    "USUAL",
    "Example",
    "of",
    "real",
]
