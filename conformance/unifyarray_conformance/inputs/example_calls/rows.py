"""A row of the table of example calls, and the values of its inputs."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from ...reference.dtypes import COMPLEX, FLOATING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ...reference.special_cases import Values

Shape: TypeAlias = tuple[int, ...]
Interval: TypeAlias = tuple[float, float]
#: Source of a call, the class of the error that it must raise, and a part of the message.
InvalidCall: TypeAlias = tuple[str, type[Exception], str]

#: Numbers of either sign, at least GAP away from 0.
USUAL: Final[Interval] = (-2.2, 2.2)
GAP: Final = 0.4
POSITIVE: Final[Interval] = (0.4, 2.5)
#: The largest number of elements of an input, and of inputs of a call, for which all numbers are distinct.
_MOST: Final = (12, 3)

#: Kinds of dtypes: ``b`` bool, ``i`` integer, ``r`` real floating, ``c`` complex floating.
ANY: Final = "birc"
NUMERIC: Final = "irc"
REAL: Final = "ir"
FLOAT: Final = "rc"


# -- inputs --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Numbers:
    """An input of numbers in the interval of the call.

    Attributes
    ----------
    shape : tuple of int
        The shape.
    made_by : str
        An expression of ``xp`` and of numbers ``x`` in the interval: how the input is made from them. It defines
        the domain, such as positive definite matrices. Gradients are taken with respect to ``x``.
    """

    shape: Shape
    made_by: str = "x"


@dataclass(frozen=True)
class Fixed:
    """An input with given values, such as indices or a mask. It has no derivative and one dtype.

    Attributes
    ----------
    values : list
        Integers or bools, nested as for ``asarray``.
    """

    values: Any


def definite(*shape: int) -> Numbers:
    """Return an input of positive definite matrices."""
    return Numbers(shape, "x @ xp.conj(x.mT) + 2 * xp.eye(x.shape[-1], dtype=x.dtype)")


def hermitian(*shape: int) -> Numbers:
    """Return an input of Hermitian matrices."""
    return Numbers(shape, "x + xp.conj(x.mT)")


def regular(*shape: int) -> Numbers:
    """Return an input of matrices that have an inverse."""
    return Numbers(shape, "x + 4 * xp.eye(x.shape[-1], dtype=x.dtype)")


def distinct(size: int) -> Numbers:
    """Return an input of a matrix with eigenvalues near 0, 10, 20 and so on."""
    diagonal = f"xp.astype(xp.arange({size}), x.dtype) * xp.eye({size}, dtype=x.dtype)"
    return Numbers((size, size), f"x + 10 * {diagonal}")


def ascending(size: int) -> Numbers:
    """Return an input of sorted numbers."""
    return Numbers((size,), "xp.sort(x)")


def points(rng: np.random.Generator, shapes: Sequence[Shape], interval: Interval, dtype: str) -> tuple[Values, ...]:
    """Return arrays of numbers in an interval; no two real or imaginary parts are close to each other."""
    return tuple(_points(rng, shape, interval, dtype, i) for i, shape in enumerate(shapes))


def _points(rng: np.random.Generator, shape: Shape, interval: Interval, dtype: str, position: int) -> Values:
    result: Values = np.empty(shape, dtype=dtype)
    result.real[...] = _parts(rng, shape, interval, position + 0.3)
    if dtype in COMPLEX:
        result.imag[...] = _parts(rng, shape, interval, position + 0.6)
    return result


def _parts(rng: np.random.Generator, shape: Shape, interval: Interval, offset: float) -> Values:
    (elements, inputs), size = _MOST, math.prod(shape)
    steps = (rng.permutation(elements)[:size] + offset / inputs) / elements
    steps **= 1.25  # evenly spaced numbers would have equal sums
    low, high = interval
    if interval == USUAL:
        steps = (GAP + (high - GAP) * steps) * rng.choice([-1.0, 1.0], size)
    else:
        steps = low + (high - low) * steps
    return np.reshape(steps, shape)


# -- calls ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ExampleCall:
    """A call of a function, and its inputs.

    Attributes
    ----------
    source : str
        An expression of ``xp`` and the inputs ``x0``, ``x1`` ...
    inputs : tuple of Numbers or Fixed
        The inputs in the order of their names.
    interval : tuple of float
        The interval of all numbers. Numbers in USUAL have either sign and stay away from 0.
    kinds : str
        The kinds of dtypes of the inputs that the call is an example for: letters of ANY.
    differentiated : str
        An expression of ``xp`` and the result ``y`` that has a derivative: a field of a named result, or a
        value that does not depend on the free sign of an eigenvector.
    """

    source: str
    inputs: tuple[Numbers | Fixed, ...] = ()
    interval: Interval = USUAL
    kinds: str = FLOAT
    differentiated: str = "y"

    @property
    def has_numbers(self) -> bool:
        """Whether the call has inputs whose dtype can vary."""
        return any(isinstance(x, Numbers) for x in self.inputs)

    def values(self, rng: np.random.Generator, dtype: str) -> tuple[Values, ...]:
        """Return the inputs on the host: numbers in a dtype, fixed inputs in their own.

        Integers are 1 to 4, so that they can divide and shift.
        """
        shapes = [x.shape for x in self.inputs if isinstance(x, Numbers)]
        if dtype in FLOATING:
            numbers = points(rng, shapes, self.interval, dtype)
        else:
            numbers = tuple((rng.permutation(math.prod(s)) % 4 + 1).reshape(s) for s in shapes)
            numbers = tuple((x % 2 if dtype == "bool" else x).astype(dtype) for x in numbers)
        left = iter(numbers)
        return tuple(_host(x, next(left)) if isinstance(x, Numbers) else np.asarray(x.values) for x in self.inputs)

    def with_inputs(self, text: Callable[[int, Numbers | Fixed], str]) -> str:
        """Return the source with other expressions in place of the inputs."""
        return re.sub(r"\bx(\d+)\b", lambda found: text(int(found[1]), self.inputs[int(found[1])]), self.source)


def _host(given: Numbers, x: Values) -> Values:
    made: Values = x if given.made_by == "x" else eval(given.made_by, {"xp": np, "x": x}).astype(x.dtype)
    return made


def call(
    source: str,
    *inputs: Shape | Numbers | Fixed,
    interval: Interval = USUAL,
    kinds: str = FLOAT,
    differentiated: str = "y",
) -> ExampleCall:
    """Return an example call. A shape stands for numbers of that shape."""
    operands = tuple(Numbers(x) if isinstance(x, tuple) else x for x in inputs)
    return ExampleCall(source, operands, interval, kinds, differentiated)


# -- rows ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """What is known of one function.

    Attributes
    ----------
    calls : tuple of ExampleCall
        Calls. If the function has a derivative, all of them are differentiated with respect to their numbers,
        in the floating-point dtypes of their kinds, away from kinks, ties and branch cuts.
    others : tuple of ExampleCall
        Further calls, which are not differentiated.
    no_derivative : str
        Why the function has no derivative; empty if it has one.
    twice : bool
        Whether the second derivative is checked, too.
    many : str or None
        A call on many elements. None if such a call takes no time that grows with the number of elements. Its inputs
        are: ``x`` and ``y`` positive numbers, ``c`` and ``d`` bools, ``i`` integers below 1000, ``j`` integers
        below 8, ``k`` indices of ``x``, ``w`` sorted numbers, ``h`` numbers of the length of a side of the square
        matrix ``q``, ``v`` vectors of length 3, ``r`` vectors of length 100, ``t`` matrices of 2 x 2, ``m`` positive
        definite matrices of 32 x 32, ``few`` some of the values of ``i``, ``n`` the number of elements, and ``s``
        the side of ``q``.
    invalid : tuple of (str, type of Exception, str)
        Calls that must raise an error, as source with ``ua``, the class of the error, and a part of its message.
        ``x`` is an Array of shape (3,), ``four`` one of shape (4,), ``c`` a complex one, ``i`` one of integers; further
        variables are in tests/_support/invalid_calls, which has most of the invalid calls.
    """

    calls: tuple[ExampleCall, ...]
    others: tuple[ExampleCall, ...] = ()
    no_derivative: str = ""
    twice: bool = False
    many: str | None = None
    invalid: tuple[InvalidCall, ...] = ()

    @property
    def every(self) -> tuple[ExampleCall, ...]:
        """All calls."""
        return self.calls + self.others


def row(
    *calls: ExampleCall,
    others: tuple[ExampleCall, ...] = (),
    no_derivative: str = "",
    twice: bool = False,
    many: str | None = None,
    invalid: tuple[InvalidCall, ...] = (),
) -> Row:
    """Return a row of the table of example calls."""
    return Row(calls, others, no_derivative, twice, many, invalid)


#: Texts for ``no_derivative``: why a function has no derivative.
IS_BOOL: Final = "the results are true or false"
IS_POSITION: Final = "the results are positions or counts of elements"
TAKES_BITS: Final = "integers and bools have no derivative"
TAKES_NO_ARRAY: Final = "no argument is an array of numbers"
RETURNS_NO_NUMBERS: Final = "the result is not an array of numbers"
SHAPE_ALONE: Final = "only the shape and dtype of the argument matter"
