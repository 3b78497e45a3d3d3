"""Helpers that draw the operands of steps: variables, new arrays, scalars, axes.

Every choice is an integer out of a range, from ``_choices``. Small arrays are drawn element by element, so that a
failing program shrinks to simple values. The first item of every palette and list is the simplest.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from tests.differential._grades import Grade, same
from tests.differential._machine import INPUT, Step
from unifyarray_conformance.harness.calls import array_source, literal
from unifyarray_conformance.inputs.values import special_integers
from unifyarray_conformance.reference.dtypes import (
    COMPLEX,
    INTEGER,
    REAL_FLOATING,
    UNSIGNED,
    kind_rank,
    limits,
    real_dtype,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.differential._choices import Choices
    from tests.differential._machine import Machine, Outcome

    Values = np.ndarray[Any, Any]

T = TypeVar("T")
Shape = tuple[int, ...]

SHAPES: Final[tuple[Shape, ...]] = (
    (), (1,), (3,), (2, 3), (0,), (5,), (3, 2), (4, 1), (2, 1, 3), (2, 2), (3, 3), (3, 0), (0, 2, 2), (1, 1), (2, 2, 2),
    (1, 3), (67,), (17, 3),
)  # fmt: skip
#: Larger arrays are filled at random and not drawn element by element.
_MAX_DRAWN_ELEMENTS: Final = 18
#: Steps do not use larger results as operands.
_MAX_ELEMENTS: Final = 300

#: Parts of an array, made by indexing: not contiguous, in another order, without elements.
VIEWS: Final[tuple[tuple[str, int, Callable[[Values], Values]], ...]] = (
    ("", 0, lambda x: x),
    (".mT", 2, lambda x: x.mT),
    ("[::-1]", 1, lambda x: x[::-1]),
    ("[..., ::2]", 1, lambda x: x[..., ::2]),
    ("[..., ::-1]", 1, lambda x: x[..., ::-1]),
    ("[1:]", 1, lambda x: x[1:]),
    ("[:, None]", 1, lambda x: x[:, None]),
    ("[..., -1]", 1, lambda x: x[..., -1]),
)


@functools.cache
def palette(dtype: str, kind: str) -> tuple[Any, ...]:
    """Return elements to draw from, the simplest first.

    Parameters
    ----------
    dtype : str
        The dtype.
    kind : str
        "any"; "moderate", finite and neither large nor small; "whole", small whole numbers; "natural", the same without
        negative numbers.
    """
    rng = np.random.default_rng(1)
    if dtype == "bool":
        return (False, True)
    if dtype in COMPLEX:
        parts = palette(real_dtype(dtype), kind)
        rows = [(x, 0.0) for x in parts[:5]] + [(x, y) for x in parts[:5] for y in parts[:5]]
        rows += [(parts[i], parts[j]) for i, j in rng.integers(0, len(parts), (80, 2))]
        return tuple(complex(x, y) for x, y in rows)
    whole = [1, 0, 2, 3, 4, 5, 6, 7] + ([] if dtype in UNSIGNED or kind == "natural" else [-1, -2, -3, -7])
    if kind in ("whole", "natural"):
        return tuple(whole) if dtype in INTEGER else tuple(map(float, whole))
    if dtype in INTEGER:
        if kind == "moderate":
            return tuple(whole)
        low, high = limits(dtype)
        return (*whole, *special_integers(dtype), *rng.integers(low, high, 8, dtype=dtype, endpoint=True).tolist())
    numbers = [*[float(n) for n in whole], -0.0, 0.5, -1.5, 2.5, 0.1, -3.5, math.pi, 1e-3, 100.0, -0.25]
    numbers += rng.uniform(-10, 10, 30).tolist()
    if kind == "any":
        info = np.finfo(dtype)
        special: list[Any] = [
            math.inf,
            -math.inf,
            math.nan,
            info.max,
            -info.max,
            info.tiny,
            info.eps,
            1 + info.eps,
            1 - info.eps,
        ]
        special += [2.0 ** (info.nmant + 1), 2.0**info.nmant + 1, 1e7, -1e7, 1e-7, math.pi / 2, math.sqrt(info.max)]
        numbers += [*[float(x) for x in special], *(10.0 ** rng.uniform(-30, 30, 10)).tolist(), 88.7, -104.0, 709.8]
    return tuple(np.array(numbers, dtype=dtype).tolist())


def is_moderate(x: Values) -> bool:
    """Return whether numbers are finite and neither large nor small: sums and products of a few stay in range."""
    if x.dtype.kind not in "fc":
        return x.dtype.kind == "b" or bool((np.abs(x.astype(np.float64)) <= 1024).all())
    sizes = np.abs(x)
    return bool((np.isfinite(x) & (sizes <= 1024) & ((sizes == 0) | (sizes >= 1 / 1024))).all())


@dataclass(frozen=True)
class Operand:
    """The source text of an array or a scalar, and its value on the host."""

    source: str
    value: Any
    name: str | None = None

    @property
    def dtype(self) -> str:
        """Name of the dtype of an array."""
        return str(self.value.dtype.name)

    @property
    def shape(self) -> Shape:
        """Shape of an array."""
        return tuple(self.value.shape)

    @property
    def rank(self) -> int:
        """Order of the kind: bool 0, integer 1, real floating 2, complex 3."""
        kinds = {bool: 0, int: 1, float: 2, complex: 3}
        return kinds[type(self.value)] if type(self.value) in kinds else kind_rank(self.dtype)


class Draw:
    """A program during drawing: each step runs when it is drawn."""

    def __init__(self, choices: Choices, machine: Machine) -> None:
        self.integer = choices.integer
        self.run = machine.start()
        self.dtypes = machine.dtypes

    # -- choices -----------------------------------------------------------------------------------------------

    def pick(self, options: Sequence[T]) -> T:
        """Return one of several options; the first is the simplest."""
        return options[self.integer(0, len(options) - 1)]

    def chance(self, one_in: int) -> bool:
        """Return True once in this many times."""
        return self.integer(0, one_in - 1) == one_in - 1

    # -- steps -------------------------------------------------------------------------------------------------

    def run_step(
        self, function: str, source: str, operands: Sequence[Operand], grade: Grade | Sequence[Grade] = same
    ) -> Outcome:
        """Run a call, ``"xp.sin(x)"``, or statements that contain ``{0}``, ``{1}`` ... for the targets.

        The number of targets is the number of grades. A single target gets the value of an expression.
        """
        grades: tuple[Any, ...] = tuple(grade) if isinstance(grade, list | tuple) else (grade,)
        start = len(self.run.steps)
        targets = tuple(f"v{start}" if len(grades) == 1 else f"v{start}_{i}" for i in range(len(grades)))
        text = source.format(*targets) if "{0}" in source else f"{', '.join(targets)} = {source}"
        names = tuple(dict.fromkeys(x.name for x in operands if x.name is not None))
        return self.run.do(Step(function, text, names, targets, grades))

    # -- arrays ------------------------------------------------------------------------------------------------

    def new(self, dtype: str, shape: Shape, kind: str = "any") -> Operand:
        """Return a new array."""
        choices, size = palette(dtype, kind), math.prod(shape)
        if size > _MAX_DRAWN_ELEMENTS:
            rng = np.random.default_rng(self.integer(0, 2**16))
            values: list[Any] = [choices[i] for i in rng.integers(0, len(choices), size)]
        else:
            values = [self.pick(choices) for _ in range(size)]
        return self.literal(np.array(values, dtype=dtype).reshape(shape))

    def literal(self, values: Values) -> Operand:
        """Return a new array with these values."""
        name = f"v{len(self.run.steps)}"
        self.run_step(INPUT, f"xp.asarray({array_source(values)})", ())
        return Operand(name, values, name)

    def array(
        self,
        dtypes: Sequence[str] | None = None,
        *,
        accepts_shape: Callable[[Shape], bool] | None = None,
        accepts_values: Callable[[Values], bool] | None = None,
        shapes: Sequence[Shape] = SHAPES,
        kind: str = "any",
        views: bool = True,
    ) -> Operand:
        """Return an operand: a variable, a part of a variable, or a new array.

        Parameters
        ----------
        dtypes : sequence of str, optional
            The dtypes to choose from. Default: all.
        accepts_shape, accepts_values : callable, optional
            Conditions on the shape and the values of the operand.
        shapes : sequence of tuple of int
            The shapes of new arrays.
        kind : str
            The palette of new arrays. All its elements must satisfy ``accepts_values``.
        views : bool, default True
            Whether the result may be a part of a variable.
        """
        found = self._array(dtypes, accepts_shape, accepts_values, shapes, kind, views)
        x = found.value
        self.run.machine.arrays.update((
            x.dtype.name, *(word for word, holds in (
                ("0-d", x.ndim == 0), ("empty", x.size == 0), ("not contiguous", not x.flags.c_contiguous),
            ) if holds),
        ))  # fmt: skip
        return found

    def _array(
        self, dtypes: Any, accepts_shape: Any, accepts_values: Any, shapes: Sequence[Shape], kind: str, views: bool
    ) -> Operand:
        known = self.dtypes if dtypes is None else tuple(d for d in dtypes if d in self.dtypes)
        old = [
            (name, x)
            for name, x in self.run.host.items()
            if x.dtype.name in known
            and x.size <= _MAX_ELEMENTS
            and x.ndim < 5
            and (accepts_values is None or accepts_values(x))
        ]
        if old and not self.chance(4):
            name, x = self.pick(old[-8:])
            parts = [
                (text, part(x))
                for text, least, part in (VIEWS if views else VIEWS[:1])
                if x.ndim >= least and (x.size or text in ("", ".mT", "[::-1]"))
            ]
            parts = [(text, part) for text, part in parts if accepts_shape is None or accepts_shape(part.shape)]
            if parts:
                text, chosen = parts[0] if self.chance(2) else self.pick(parts)
                return Operand(f"{name}{text}", chosen, name)
        return self.new(self.pick(known), self.pick(shapes), kind)

    def broadcastable(
        self,
        x: Operand,
        dtypes: Sequence[str] | None = None,
        *,
        accepts_values: Callable[[Values], bool] | None = None,
        kind: str = "any",
    ) -> Operand:
        """Return an array whose shape broadcasts with that of ``x``; rarely, a shape that does not."""
        if self.chance(40):
            return self.array(dtypes, accepts_values=accepts_values, kind=kind)

        def accepts_shape(shape: Shape) -> bool:
            return broadcast(shape, x.shape) is not None

        return self.array(
            dtypes,
            accepts_shape=accepts_shape,
            accepts_values=accepts_values,
            kind=kind,
            shapes=[x.shape, self.broadcastable_shape(x.shape)],
        )

    def broadcastable_shape(self, shape: Shape) -> Shape:
        """Return a shape that broadcasts to another: some lengths are 1, some leading axes are missing."""
        drop = self.integer(0, len(shape))
        return tuple(1 if self.chance(3) else n for n in shape[drop:])

    def scalar(self, rank_: int, kind: str = "any", dtype: str | None = None) -> Operand:
        """Return a Python scalar of a kind: bool 0, integer 1, real 2, complex 3. The dtype can represent it."""
        if rank_ == 1:
            value = self.pick(palette(dtype if dtype in INTEGER and dtype != "uint64" else "int64", kind))
        else:
            value = self.pick(palette(("bool", "", "float64", "complex128")[rank_], kind))
        if self.chance(6) and rank_ > 0:  # NumPy's scalars count as Python's (contract row 4)
            return Operand(f"np.{('', 'int64', 'float64', 'complex128')[rank_]}({literal(value)})", value)
        return Operand(f"({literal(value)})", value)

    # -- arguments ---------------------------------------------------------------------------------------------

    def writable_copy(self, x: Operand) -> tuple[str, Values]:
        """Return the source and the values of a copy to write to, or of a part of a copy; rarely of a broadcast array.

        No other variable may be a view of the memory that is written to (contract row 20).
        """
        copy = f"xp.asarray({x.source}, copy=True)"
        how = self.integer(0, 12)
        if how == 12:
            return f"xp.broadcast_to({copy}, {(2, *x.shape)})", np.broadcast_to(x.value, (2, *x.shape))
        if how > 8 and x.value.ndim > 1:
            return f"{copy}.mT", x.value.mT
        if how > 6 and x.value.ndim:
            return f"{copy}[::-1]", x.value[::-1]
        return copy, x.value

    def axis(self, ndim: int) -> int:
        """Return an axis, counted from either end; rarely an axis that does not exist."""
        if self.chance(40):
            return self.pick((ndim, -ndim - 1))
        return self.integer(-ndim, ndim - 1) if ndim else 0

    def axes(self, ndim: int) -> int | tuple[int, ...] | None:
        """Return None, an axis, or several axes."""
        how = self.integer(0, 3)
        if how == 0 or not ndim:
            return None
        if how < 3:
            return self.axis(ndim)
        return self.some_axes(ndim)

    def some_axes(self, ndim: int) -> tuple[int, ...]:
        """Return zero or more different axes, in any order, counted from either end."""
        order = self.permutation(ndim)[: self.integer(0, ndim)]
        return tuple(a - ndim if self.chance(2) else a for a in order)

    def permutation(self, n: int) -> list[int]:
        """Return the integers from 0 to ``n - 1`` in some order."""
        left = list(range(n))
        return [left.pop(self.integer(0, len(left) - 1)) for _ in range(n)]

    def flag(self, name: str) -> str:
        """Return a keyword with a comma before it, as True or False; or an empty string."""
        return self.pick(("", f", {name}=True", f", {name}=False"))


def broadcast(*shapes: Shape) -> Shape | None:
    """Return the shape to which shapes broadcast; None if they do not, or if the result is too large."""
    try:
        result = np.broadcast_shapes(*shapes)
    except ValueError:
        return None
    return result if math.prod(result) <= _MAX_ELEMENTS else None


def count_along(x: Values, axis: int | tuple[int, ...] | None) -> int:
    """Return how many elements a reduction combines; 1 for an axis that does not exist."""
    axes = range(x.ndim) if axis is None else (axis,) if isinstance(axis, int) else axis
    return math.prod(x.shape[a] for a in axes if -x.ndim <= a < x.ndim)


__all__ = [
    "COMPLEX", "INTEGER", "REAL_FLOATING", "SHAPES", "UNSIGNED", "Draw", "Operand", "Shape", "broadcast",
    "count_along", "is_moderate", "literal", "palette",
]  # fmt: skip
