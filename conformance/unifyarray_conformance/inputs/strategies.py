"""Hypothesis strategies: shapes, shapes that broadcast, memory layouts, index keys.

Strategies draw small structures. Values are generated from a drawn seed, which keeps drawing cheap and allows to reduce
a failure to a single element.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from hypothesis import strategies as st

from ..harness.calls import LAYOUTS, Input, supports_layout
from ..reference.dtypes import UNSIGNED
from .values import FILLS, fill

#: 0-d, empty, odd lengths that leave a remainder after vector instructions, and several axes.
SHAPES: Final = ((), (1,), (5,), (2, 3), (0,), (67,), (3, 0), (3, 1, 4), (1, 1), (0, 2, 3), (2, 2, 2, 2), (33,))

#: The same for libraries that compile a function anew for each shape.
FEW_SHAPES: Final = ((67,), (), (2, 3), (0, 3))
FEW_LAYOUTS: Final = ("plain", "reversed")


@dataclass(frozen=True)
class Example:
    """Shapes that broadcast together, a memory layout for each, and the seed and the kind of the values."""

    shapes: tuple[tuple[int, ...], ...]
    layouts: tuple[str, ...]
    seed: int
    kind: str

    @property
    def shape(self) -> tuple[int, ...]:
        """The common shape after broadcasting."""
        return np.broadcast_shapes(*self.shapes)

    def inputs(self, dtypes: tuple[str, ...], function: str = "") -> tuple[Input, ...]:
        """Return one input for each dtype."""
        rng = np.random.default_rng(self.seed)
        pairs = zip(dtypes, self.shapes, self.layouts, strict=True)
        return tuple(make_input(rng, dtype, shape, layout, self.kind, function) for dtype, shape, layout in pairs)


def make_input(
    rng: np.random.Generator, dtype: str, shape: tuple[int, ...], layout: str, kind: str, function: str = ""
) -> Input:
    """Return an input with random values."""
    values = fill(rng, dtype, shape, kind, function)
    if layout == "broadcast":
        values = np.ascontiguousarray(np.broadcast_to(values[..., :1], shape))
    return Input(values, layout)


def exponents(rng: np.random.Generator, x: Input, function: str, width: int) -> Input:
    """Return the second operand of a shift or an integer power, which must not be negative."""
    limit = width + 3 if "shift" in function else 9
    return Input(rng.integers(0, limit, x.values.shape).astype(x.values.dtype), "plain")


def examples(operands: int, few: bool = False) -> st.SearchStrategy[Example]:
    """Return a strategy of Examples for a function with this number of array operands; ``few`` takes few shapes."""
    bases, narrowings, forms = (FEW_SHAPES, 2, FEW_LAYOUTS) if few else (SHAPES, None, LAYOUTS)

    @st.composite
    def draw_example(draw: Any) -> Example:
        base = draw(st.sampled_from(bases))
        codes = narrowings or 4 ** max(1, len(base))
        shapes = [base]
        shapes += [_narrowed(base, draw(st.integers(0, codes - 1))) for _ in range(operands - 1)]
        if operands > 1 and draw(st.booleans()):
            shapes.reverse()
        layouts = []
        for shape in shapes:
            layout = draw(st.sampled_from(forms))
            layouts.append(layout if supports_layout(layout, shape) else "plain")
        return Example(tuple(shapes), tuple(layouts), draw(st.integers(0, 2**32 - 1)), draw(st.sampled_from(FILLS)))

    return draw_example()


def _narrowed(shape: tuple[int, ...], code: int) -> tuple[int, ...]:
    """Return a shape that broadcasts to another: some axes have length 1, and some leading axes are missing."""
    result = []
    for length in shape:
        result.append(1 if code % 4 == 1 else length)
        code //= 4
    drop = code % (len(shape) + 1) if len(shape) > 1 else 0
    return tuple(result[drop:])


def first_example(operands: int, seed: int) -> Example:
    """Return the first example of every check: contiguous memory, with enough elements for all kinds of values."""
    return Example(((67,),) * operands, ("plain",) * operands, seed, "mixed")


def basic_keys(shape: tuple[int, ...]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Return a strategy of index keys made of ints within bounds, slices, ellipsis and None."""

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
