"""Source position of each element of a manipulated array, computed index by index."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .special_cases import Values

Shape: TypeAlias = tuple[int, ...]
Index: TypeAlias = tuple[int, ...]


def gather(x: Values, shape: Shape, source: Callable[[Index], Index]) -> Values:
    """Return an array of the given shape, taking each element from the index that ``source`` returns for it."""
    result = np.empty(shape, dtype=x.dtype)
    for position in itertools.product(*map(range, shape)):
        result[position] = x[source(position)]
    return result


def row_major(x: Values, shape: Shape) -> Values:
    """Reshape an array in row-major order."""

    def source(position: Index) -> Index:
        flat = 0
        for length, i in zip(shape, position, strict=True):
            flat = flat * length + i
        found: list[int] = []
        for length in reversed(x.shape):
            flat, i = divmod(flat, length)
            found.append(i)
        return tuple(reversed(found))

    return gather(x, shape, source)


def flat(x: Values) -> Values:
    """Return the elements as a 1-d array."""
    return row_major(x, (math.prod(x.shape),))


def broadcast(x: Values, shape: Shape) -> Values:
    """Broadcast an array to a shape."""
    lead = len(shape) - x.ndim
    return gather(x, shape, lambda p: tuple(0 if n == 1 else i for n, i in zip(x.shape, p[lead:], strict=True)))


def flip(x: Values, axes: Sequence[int]) -> Values:
    """Reverse an array along some axes."""
    turned = {axis % x.ndim for axis in axes}
    return gather(x, x.shape, lambda p: tuple(x.shape[a] - 1 - i if a in turned else i for a, i in enumerate(p)))


def permute_axes(x: Values, axes: Sequence[int]) -> Values:
    """Return an array with its axes in the given order."""
    order = [axis % x.ndim for axis in axes]

    def source(position: Index) -> Index:
        found = [0] * x.ndim
        for axis, i in zip(order, position, strict=True):
            found[axis] = i
        return tuple(found)

    return gather(x, tuple(x.shape[axis] for axis in order), source)


def move_axes(x: Values, sources: Sequence[int], destinations: Sequence[int]) -> Values:
    """Move some axes to other positions. The remaining axes keep their order."""
    taken = {d % x.ndim: s % x.ndim for s, d in zip(sources, destinations, strict=True)}
    others = iter([axis for axis in range(x.ndim) if axis not in taken.values()])
    return permute_axes(x, [taken[i] if i in taken else next(others) for i in range(x.ndim)])


def roll(x: Values, shifts: Sequence[int], axes: Sequence[int]) -> Values:
    """Shift elements along some axes. Elements beyond the last position reappear at the first."""
    total = [0] * x.ndim
    for shift, axis in zip(shifts, axes, strict=True):
        total[axis % x.ndim] += shift
    return gather(x, x.shape, lambda p: tuple((i - s) % n for i, s, n in zip(p, total, x.shape, strict=True)))


def repeat(x: Values, counts: Sequence[int], axis: int) -> Values:
    """Repeat each element along an axis as often as ``counts`` says."""
    axis %= x.ndim
    from_ = [i for i, count in enumerate(counts) for _ in range(count)]
    shape = (*x.shape[:axis], len(from_), *x.shape[axis + 1 :])
    return gather(x, shape, lambda p: (*p[:axis], from_[p[axis]], *p[axis + 1 :]))


def tile(x: Values, counts: Sequence[int]) -> Values:
    """Repeat a whole array along each axis."""
    ndim = max(x.ndim, len(counts))
    lengths = (1,) * (ndim - x.ndim) + x.shape
    times = (1,) * (ndim - len(counts)) + tuple(counts)
    lead = ndim - x.ndim
    shape = tuple(n * t for n, t in zip(lengths, times, strict=True))
    return gather(x, shape, lambda p: tuple(i % n for i, n in zip(p[lead:], x.shape, strict=True)))


def concatenate(arrays: Sequence[Values], axis: int) -> Values:
    """Concatenate arrays of one dtype along an existing axis."""
    first = arrays[0]
    axis %= first.ndim
    from_ = [(k, i) for k, x in enumerate(arrays) for i in range(x.shape[axis])]
    shape = (*first.shape[:axis], len(from_), *first.shape[axis + 1 :])
    result = np.empty(shape, dtype=first.dtype)
    for position in itertools.product(*map(range, shape)):
        k, i = from_[position[axis]]
        result[position] = arrays[k][(*position[:axis], i, *position[axis + 1 :])]
    return result


def insert_axes(shape: Shape, axes: Sequence[int]) -> Shape:
    """Return a shape with axes of length 1 inserted. ``axes`` are positions in the resulting shape."""
    ndim = len(shape) + len(axes)
    new = {axis % ndim for axis in axes}
    rest = iter(shape)
    return tuple(1 if i in new else next(rest) for i in range(ndim))
