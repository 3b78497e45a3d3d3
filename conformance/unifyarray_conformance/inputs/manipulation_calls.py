"""Example calls of the manipulation functions, each with a reference implementation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final, TypeAlias

import numpy as np

from ..reference import element_positions as moves
from ..reference.element_positions import Shape
from ..reference.special_cases import Values

#: The shapes of the inputs, the call, and a function that computes the expected array or list of arrays.
Example: TypeAlias = tuple[tuple[Shape, ...], str, Callable[..., Any]]

SHAPES: Final[tuple[Shape, ...]] = ((), (5,), (1,), (0,), (2, 3), (3, 1), (2, 0, 3), (2, 1, 3))


def _names(count: int) -> str:
    return ", ".join(f"x{i}" for i in range(count))


def _tuple(axis: int | tuple[int, ...]) -> tuple[int, ...]:
    return axis if isinstance(axis, tuple) else (axis,)


def broadcast_to() -> Iterator[Example]:
    for shape, target in (
        ((), (2, 3)), ((3,), (2, 3)), ((2, 1), (2, 3)), ((1,), (0,)), ((2, 3), (2, 3)), ((0,), (2, 0)), ((), ()),
        ((1, 1), (4, 1, 2)), ((2, 1, 3), (1, 2, 2, 3)), ((1, 0), (3, 0)),
    ):  # fmt: skip
        yield (shape,), f"broadcast_to(x0, {target})", partial(moves.broadcast, shape=target)


def broadcast_arrays() -> Iterator[Example]:
    cases: tuple[tuple[Shape, ...], ...] = (
        ((3,),), ((2, 1), (3,)), ((), (2, 3)), ((1,), (0,)), ((2, 3), (2, 3)), ((1, 3), (2, 1), (1, 1, 1)),
    )  # fmt: skip
    for shapes in cases:
        target = np.broadcast_shapes(*shapes)
        yield shapes, f"broadcast_arrays({_names(len(shapes))})", partial(_each_broadcast, shape=target)


def _each_broadcast(*arrays: Values, shape: Shape) -> list[Values]:
    return [moves.broadcast(x, shape) for x in arrays]


def concat() -> Iterator[Example]:
    cases: tuple[tuple[tuple[Shape, ...], int], ...] = (
        (((3,), (2,)), 0), (((2, 3), (1, 3)), 0), (((2, 3), (2, 2)), 1), (((2, 3), (2, 2)), -1), (((0,), (3,)), 0),
        (((2, 0), (2, 3)), 1), (((2, 3, 1), (2, 1, 1), (2, 2, 1)), -2), (((4,),), 0), (((0, 2), (0, 2)), 0),
    )  # fmt: skip
    for shapes, axis in cases:
        yield shapes, f"concat([{_names(len(shapes))}], axis={axis})", partial(_join, axis=axis)
    yield ((2, 3), (), (4,)), "concat((x0, x1, x2), axis=None)", _join_flat
    yield ((3,), (1,)), "concat([x0, x1])", _join


def _join(*arrays: Values, axis: int = 0) -> Values:
    return moves.concatenate(arrays, axis)


def _join_flat(*arrays: Values) -> Values:
    return moves.concatenate([moves.flat(x) for x in arrays], 0)


def stack() -> Iterator[Example]:
    for shape in SHAPES:
        for axis in range(-len(shape) - 1, len(shape) + 1):
            yield (shape, shape), f"stack([x0, x1], axis={axis})", partial(_stack, axis=axis)
    yield ((2, 3),) * 3, "stack((x0, x1, x2))", _stack
    yield ((2,),), "stack([x0])", _stack


def _stack(*arrays: Values, axis: int = 0) -> Values:
    shape = moves.insert_axes(arrays[0].shape, (axis,))
    return moves.concatenate([moves.row_major(x, shape) for x in arrays], axis)


def expand_dims() -> Iterator[Example]:
    for shape in SHAPES:
        for axis in range(-len(shape) - 1, len(shape) + 1):
            target = moves.insert_axes(shape, (axis,))
            yield (shape,), f"expand_dims(x0, {axis})", partial(moves.row_major, shape=target)


def expand_dims_several() -> Iterator[Example]:
    cases: tuple[tuple[Shape, Shape], ...] = (
        ((2, 3), (0, -1)), ((2, 3), (3, 1)), ((), (0, 1)), ((2, 3), ()), ((4,), (-2, 0)), ((4,), (1,)), ((4,), (2, 1)),
    )  # fmt: skip
    for shape, axes in cases:
        target = moves.insert_axes(shape, axes)
        yield (shape,), f"expand_dims(x0, axis={axes})", partial(moves.row_major, shape=target)


def flip() -> Iterator[Example]:
    for shape in SHAPES:
        yield (shape,), "flip(x0)", partial(moves.flip, axes=range(len(shape)))
        for axis in range(-len(shape), len(shape)):
            yield (shape,), f"flip(x0, axis={axis})", partial(moves.flip, axes=(axis,))
    for axes in ((0, 2), (-1, 0), (), (2,)):
        yield ((2, 1, 3),), f"flip(x0, axis={axes})", partial(moves.flip, axes=axes)


def permute_dims() -> Iterator[Example]:
    cases: tuple[tuple[Shape, Shape], ...] = (
        ((), ()), ((5,), (0,)), ((2, 3), (1, 0)), ((2, 3), (-1, 0)), ((2, 3), (0, 1)), ((2, 1, 3), (2, 0, 1)),
        ((2, 1, 3), (1, -1, 0)), ((2, 0, 3), (2, 1, 0)), ((2, 3, 2, 1), (3, 1, 0, 2)),
    )  # fmt: skip
    for shape, axes in cases:
        yield (shape,), f"permute_dims(x0, {axes})", partial(moves.permute_axes, axes=axes)


def moveaxis() -> Iterator[Example]:
    cases: tuple[tuple[Shape, int | Shape, int | Shape], ...] = (
        ((2, 1, 3), 0, 2), ((2, 1, 3), -1, 0), ((2, 1, 3), 1, 1), ((2, 1, 3), 2, -3), ((2, 3), (0, 1), (1, 0)),
        ((2, 3, 1, 2), (0, 3), (-1, 1)), ((5,), 0, -1), ((2, 0, 3), (2,), (0,)), ((2, 3), (), ()),
    )  # fmt: skip
    for shape, source, destination in cases:
        answer = partial(moves.move_axes, sources=_tuple(source), destinations=_tuple(destination))
        yield (shape,), f"moveaxis(x0, {source}, {destination})", answer


def repeat() -> Iterator[Example]:
    for shape in SHAPES:
        for count in (0, 1, 3):
            yield (shape,), f"repeat(x0, {count})", partial(_repeat, count=count)
    cases: tuple[tuple[Shape, int, list[int]], ...] = (
        ((5,), 0, [2, 0, 1, 3, 1]), ((2, 3), 0, [1, 2]), ((2, 3), -1, [0, 4, 1]), ((2, 0, 3), 1, []), ((2, 1), 1, [3]),
    )  # fmt: skip
    for shape, axis, counts in cases:
        each = f"xp.asarray({counts}, dtype=xp.int64)"
        yield (shape,), f"repeat(x0, {each}, axis={axis})", partial(moves.repeat, counts=counts, axis=axis)
        for twice in ("2", "xp.asarray([2])", "xp.asarray(2)"):
            yield (shape,), f"repeat(x0, {twice}, axis={axis})", partial(_repeat, count=2, axis=axis)
    yield ((2, 2),), "repeat(x0, xp.asarray([2, 0, 1, 1]))", partial(_repeat, counts=[2, 0, 1, 1])


def _repeat(x: Values, counts: list[int] | None = None, count: int = 1, axis: int | None = None) -> Values:
    if axis is None:
        x, axis = moves.flat(x), 0
    return moves.repeat(x, [count] * x.shape[axis] if counts is None else counts, axis)


def reshape() -> Iterator[Example]:
    cases: tuple[tuple[Shape, Shape, Shape], ...] = (
        ((), (1, 1), (1, 1)), ((), (-1,), (1,)), ((1,), (), ()), ((5,), (5, 1), (5, 1)), ((2, 3), (3, 2), (3, 2)),
        ((2, 3), (-1,), (6,)), ((2, 3), (3, -1), (3, 2)), ((2, 3), (1, 6, 1), (1, 6, 1)), ((0,), (2, 0), (2, 0)),
        ((2, 0, 3), (0, 4), (0, 4)), ((2, 1, 3), (3, 2), (3, 2)), ((0, 3), (-1, 3), (0, 3)),
    )  # fmt: skip
    for shape, given, target in cases:
        for copy in ("", ", copy=None", ", copy=True"):
            yield (shape,), f"reshape(x0, {given}{copy})", partial(moves.row_major, shape=target)


def roll() -> Iterator[Example]:
    for shape in SHAPES:
        for shift in (0, 1, -2, 7):
            yield (shape,), f"roll(x0, {shift})", partial(_roll_flat, shift=shift)


def roll_axis() -> Iterator[Example]:
    for shape in SHAPES:
        for axis in range(-len(shape), len(shape)):
            for shift in (0, 1, -2, 7):
                yield (shape,), f"roll(x0, {shift}, axis={axis})", partial(moves.roll, shifts=(shift,), axes=(axis,))
    cases: tuple[tuple[int | Shape, Shape], ...] = (
        ((1, -1), (0, 2)), (1, (0, 2)), ((2, 1), (2, 2)), ((1,), (0,)), ((5, 4), (-1, 1)),
    )  # fmt: skip
    for given, axes in cases:
        shifts = given if isinstance(given, tuple) else (given,) * len(axes)
        yield ((2, 1, 3),), f"roll(x0, {given}, axis={axes})", partial(moves.roll, shifts=shifts, axes=axes)


def _roll_flat(x: Values, shift: int) -> Values:
    return moves.row_major(moves.roll(moves.flat(x), (shift,), (0,)), x.shape)


def squeeze() -> Iterator[Example]:
    cases: tuple[tuple[Shape, int | Shape], ...] = (
        ((1,), 0), ((1,), -1), ((3, 1), 1), ((2, 1, 3), -2), ((1, 2, 1), (0, 2)), ((1, 2, 1), (-1,)),
        ((1, 0, 1), (0, -1)), ((2, 3), ()), ((1, 1, 1), 1),
    )  # fmt: skip
    for shape, axis in cases:
        out = {a % len(shape) for a in _tuple(axis)}
        target = tuple(n for a, n in enumerate(shape) if a not in out)
        yield (shape,), f"squeeze(x0, axis={axis})", partial(moves.row_major, shape=target)


def tile() -> Iterator[Example]:
    cases: tuple[tuple[Shape, Shape], ...] = (
        ((), (2,)), ((), ()), ((3,), (2,)), ((3,), (2, 2)), ((2, 3), (2,)), ((2, 3), (1, 0)), ((2, 1, 3), (2, 2, 1)),
        ((0,), (3,)), ((2, 3), ()), ((2,), (2, 1, 3)),
    )  # fmt: skip
    for shape, counts in cases:
        yield (shape,), f"tile(x0, {counts})", partial(moves.tile, counts=counts)


def unstack() -> Iterator[Example]:
    for shape, axis in (
        ((3,), 0), ((2, 3), 0), ((2, 3), 1), ((2, 1, 3), -1), ((2, 1, 3), -2), ((1, 0), 0), ((0, 2), 0),
    ):  # fmt: skip
        yield (shape,), f"unstack(x0, axis={axis})", partial(_unstack, axis=axis)
    yield ((2, 3),), "unstack(x0)", _unstack


def _unstack(x: Values, axis: int = 0) -> list[Values]:
    turned = moves.move_axes(x, (axis,), (0,))
    return [turned[i] for i in range(turned.shape[0])]
