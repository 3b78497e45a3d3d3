"""Hypothesis strategies: shapes, shapes that broadcast, layouts in memory, index keys.

What is drawn is small and structural; values are filled in from a drawn seed, so that drawing stays cheap and a failure
can be cut down to the one element that shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from hypothesis import strategies as st

from ..harness.calls import LAYOUTS, Input, supports_layout
from ..reference.dtypes import UNSIGNED
from .values import FILLS, fill

#: 0-d, empty, zero-size, odd sizes that leave a rest behind vector instructions, and several axes.
SHAPES: Final = ((), (1,), (5,), (2, 3), (0,), (67,), (3, 0), (3, 1, 4), (1, 1), (0, 2, 3), (2, 2, 2, 2), (33,))


@dataclass(frozen=True)
class Example:
    """Shapes that broadcast together, a layout for each, and a seed and a kind for the values."""

    shapes: tuple[tuple[int, ...], ...]
    layouts: tuple[str, ...]
    seed: int
    kind: str

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape that the shapes broadcast to."""
        return np.broadcast_shapes(*self.shapes)

    def inputs(self, dtypes: tuple[str, ...], function: str = "") -> tuple[Input, ...]:
        """Return inputs of some dtypes."""
        rng = np.random.default_rng(self.seed)
        pairs = zip(dtypes, self.shapes, self.layouts, strict=True)
        return tuple(make_input(rng, dtype, shape, layout, self.kind, function) for dtype, shape, layout in pairs)


def make_input(
    rng: np.random.Generator, dtype: str, shape: tuple[int, ...], layout: str, kind: str, function: str = ""
) -> Input:
    """Return an input of random values."""
    values = fill(rng, dtype, shape, kind, function)
    if layout == "broadcast":
        values = np.ascontiguousarray(np.broadcast_to(values[..., :1], shape))
    return Input(values, layout)


def exponents(rng: np.random.Generator, x: Input, function: str, width: int) -> Input:
    """Return an input as the second operand of a shift or an integer power, where negative ones have no meaning."""
    limit = width + 3 if "shift" in function else 9
    return Input(rng.integers(0, limit, x.values.shape).astype(x.values.dtype), "plain")


def examples(operands: int) -> st.SearchStrategy[Example]:
    """Return a strategy of Examples for a function of so many arrays."""

    @st.composite
    def draw_example(draw: Any) -> Example:
        base = draw(st.sampled_from(SHAPES))
        shapes = [base]
        shapes += [_narrowed(base, draw(st.integers(0, 4 ** max(1, len(base)) - 1))) for _ in range(operands - 1)]
        if operands > 1 and draw(st.booleans()):
            shapes.reverse()
        layouts = []
        for shape in shapes:
            layout = draw(st.sampled_from(LAYOUTS))
            layouts.append(layout if supports_layout(layout, shape) else "plain")
        return Example(tuple(shapes), tuple(layouts), draw(st.integers(0, 2**32 - 1)), draw(st.sampled_from(FILLS)))

    return draw_example()


def _narrowed(shape: tuple[int, ...], code: int) -> tuple[int, ...]:
    """Return a shape that broadcasts to another: some axes of length 1, some leading ones left out."""
    result = []
    for length in shape:
        result.append(1 if code % 4 == 1 else length)
        code //= 4
    drop = code % (len(shape) + 1) if len(shape) > 1 else 0
    return tuple(result[drop:])


def first_example(operands: int, seed: int) -> Example:
    """Return the example that every check starts with: enough elements for all kinds of values, in plain memory."""
    return Example(((67,),) * operands, ("plain",) * operands, seed, "mixed")


def basic_keys(shape: tuple[int, ...]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Return a strategy of index keys of ints, slices, ellipsis and None that are within bounds."""

    @st.composite
    def draw_key(draw: Any) -> tuple[Any, ...]:
        parts: list[Any] = [draw(_part_of_axis(length)) for length in shape]
        form = draw(st.integers(0, 3))
        if form == 1:
            parts = parts[: draw(st.integers(0, len(parts)))]
        elif form == 2:
            start = draw(st.integers(0, len(parts)))
            stop = draw(st.integers(start, len(parts)))
            parts[start:stop] = [...]
        for _ in range(draw(st.integers(0, 2)) if draw(st.booleans()) else 0):
            parts.insert(draw(st.integers(0, len(parts))), None)
        return tuple(parts)

    return draw_key()


def _part_of_axis(length: int) -> st.SearchStrategy[Any]:
    bound = st.none() | st.integers(-length - 2, length + 2)
    step = st.sampled_from([None, 1, 2, -1, -2, 3, -3])
    slices = st.builds(slice, bound, bound, step)
    return slices | st.integers(-length, length - 1) if length else slices


def signed(dtype: str) -> bool:
    """Return whether a dtype has negative numbers."""
    return dtype not in UNSIGNED and dtype != "bool"
