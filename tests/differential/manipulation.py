"""Manipulation functions: every axis, shapes that fit and rarely shapes that do not."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.differential._draw import Operand, broadcast
from tests.differential._grades import same
from unifyarray_conformance.reference.dtypes import INTEGER

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.differential._draw import Draw, Shape

    Values = np.ndarray[Any, Any]


def broadcast_arrays(d: Draw, name: str) -> None:
    """Two or three arrays of any dtypes."""
    arrays = [d.array()]
    for _ in range(d.integer(0, 2)):
        shape: Any = broadcast(*(x.shape for x in arrays))
        if shape is not None:
            arrays.append(d.broadcastable(Operand("", np.empty(shape))))
    targets = "".join(f"{{{i}}}, " for i in range(len(arrays)))
    d.run_step(name, f"({targets}) = xp.{name}({', '.join(x.source for x in arrays)})", arrays, [same] * len(arrays))


def broadcast_to(d: Draw, name: str) -> None:
    """Add leading axes, and repeat lengths of 1."""
    x = d.array()
    shape = [d.integer(0, 3) if n == 1 and d.chance(2) else n for n in x.shape]
    shape = [*(d.integer(0, 2) for _ in range(d.integer(0, 2))), *shape]
    if d.chance(20):
        shape = [n + 1 for n in shape]
    d.run_step(name, f"xp.broadcast_to({x.source}, {tuple(shape)})", (x,))


def _arrays_to_join(d: Draw, same_shape: bool) -> tuple[list[Operand], int]:
    """Return arrays whose shapes differ along one axis at most, and this axis."""
    x = d.array(accepts_shape=lambda s: len(s) > 0, shapes=((3,), (2, 3), (0,), (3, 0), (2, 1, 3)))
    axis = d.integer(-x.value.ndim, x.value.ndim - 1) if x.value.ndim else 0

    def accepts_shape(shape: Shape) -> bool:
        if same_shape:
            return shape == x.shape
        return len(shape) == len(x.shape) and all(
            n == m for i, (n, m) in enumerate(zip(shape, x.shape, strict=True)) if i != axis % max(1, len(shape))
        )

    arrays = [x]
    for _ in range(d.integer(0, 2)):
        dtypes = (x.dtype,) if d.chance(2) else None
        arrays.append(d.array(dtypes, accepts_shape=accepts_shape, shapes=(x.shape,)))
    return arrays, axis


def concat(d: Draw, name: str) -> None:
    """Along an axis or flattened, with dtypes that promote."""
    arrays, axis = _arrays_to_join(d, False)
    keyword = d.pick((f", axis={axis}", ", axis=None", ""))
    d.run_step(name, f"xp.concat([{', '.join(x.source for x in arrays)}]{keyword})", arrays)


def stack(d: Draw, name: str) -> None:
    """Along a new axis, with dtypes that promote."""
    arrays, _ = _arrays_to_join(d, True)
    keyword = "" if d.chance(3) else f", axis={d.axis(arrays[0].value.ndim + 1)}"
    d.run_step(name, f"xp.stack([{', '.join(x.source for x in arrays)}]{keyword})", arrays)


def expand_dims(d: Draw, name: str) -> None:
    """One axis or several."""
    x = d.array(accepts_shape=lambda s: len(s) < 4)
    if d.chance(3):
        axes: Any = d.some_axes(x.value.ndim + 2)[:2]
        axes = axes if len(axes) == 2 else (0, 1)
    else:
        axes = d.axis(x.value.ndim + 1)
    d.run_step(name, f"xp.expand_dims({x.source}, {axes})", (x,))


def flip(d: Draw, name: str) -> None:
    """All axes, one or several."""
    x = d.array()
    axes = d.axes(x.value.ndim)
    d.run_step(name, f"xp.flip({x.source}{'' if axes is None and d.chance(2) else f', axis={axes}'})", (x,))


def moveaxis(d: Draw, name: str) -> None:
    """One axis or several."""
    x = d.array(accepts_shape=lambda s: len(s) > 0, shapes=((2, 3), (2, 1, 3), (3,)))
    ndim = x.value.ndim
    if d.chance(2):
        pair: Any = d.axis(ndim), d.axis(ndim)
    else:
        count = d.integer(0, ndim)
        pair = tuple(tuple(d.permutation(ndim)[:count]) for _ in range(2))
    d.run_step(name, f"xp.moveaxis({x.source}, {pair[0]}, {pair[1]})", (x,))


def permute_dims(d: Draw, name: str) -> None:
    """Axes in any order."""
    x = d.array()
    axes = tuple(a - x.value.ndim if d.chance(3) else a for a in d.permutation(x.value.ndim))
    if d.chance(40):
        axes = axes[1:]
    d.run_step(name, f"xp.permute_dims({x.source}, {axes})", (x,))


def repeat(d: Draw, name: str) -> None:
    """One count for all elements or a count for each, along an axis or flattened."""
    x = d.array(accepts_shape=lambda s: math.prod(s) < 40)
    ndim = x.value.ndim
    axis = None if not ndim or d.chance(2) else d.axis(ndim)
    more: list[Operand] = []
    length = x.value.size if axis is None else x.shape[axis] if -ndim <= axis < ndim else 1
    if d.chance(2):
        values = np.array([d.integer(0, 3) for _ in range(length)], dtype="int64")
        more = [d.literal(values.astype(d.pick([t for t in d.dtypes if t in INTEGER and t != "uint64"])))]
        count = more[0].source
    else:
        count = str(d.integer(0, 3))
    d.run_step(name, f"xp.repeat({x.source}, {count}{'' if axis is None else f', axis={axis}'})", (x, *more))


def reshape(d: Draw, name: str) -> None:
    """Any number of axes, with one length as -1; rarely another size."""
    x = d.array()
    size = x.value.size
    left, shape = size, []
    for _ in range(d.integer(0, 3)):
        factors = [n for n in range(1, left + 1) if left % n == 0] if left else [1, 2, 3]
        shape.append(d.pick(factors))
        left = left // shape[-1] if left else left
    shape.insert(d.integer(0, len(shape)), left)
    if d.chance(3) and 0 not in shape:
        shape[d.integer(0, len(shape) - 1)] = -1
    if d.chance(40):
        shape = [*shape, 2]
    text: Any = shape[0] if len(shape) == 1 and d.chance(2) else tuple(shape)
    d.run_step(name, f"xp.reshape({x.source}, {text}{d.pick(('', ', copy=True', ', copy=None'))})", (x,))


def roll(d: Draw, name: str) -> None:
    """All elements, along an axis, or along several axes."""
    x = d.array()
    axes = d.axes(x.value.ndim)
    if isinstance(axes, tuple):
        shift: Any = tuple(d.integer(-4, 4) for _ in axes)
    else:
        shift = d.integer(-5, 5)
    d.run_step(name, f"xp.roll({x.source}, {shift}{'' if axes is None else f', axis={axes}'})", (x,))


def squeeze(d: Draw, name: str) -> None:
    """Axes of length 1; rarely a longer axis."""
    x = d.array(accepts_shape=lambda s: 1 in s, shapes=((1,), (4, 1), (2, 1, 3), (1, 1), (1, 3)))
    ones = [i for i, n in enumerate(x.shape) if n == 1] or [0]
    if d.chance(20):
        axes: Any = d.axis(x.value.ndim)
    elif d.chance(2):
        axes = d.pick(ones) - (x.value.ndim if d.chance(2) else 0)
    else:
        axes = tuple(ones[: d.integer(0, len(ones))])
    d.run_step(name, f"xp.squeeze({x.source}, {axes})", (x,))


def tile(d: Draw, name: str) -> None:
    """Fewer and more repetitions than axes."""
    x = d.array(accepts_shape=lambda s: math.prod(s) < 20 and len(s) < 4)
    counts: Sequence[int] = tuple(d.integer(0, 2) for _ in range(d.integer(0, 3)))
    d.run_step(name, f"xp.tile({x.source}, {counts})", (x,))


def unstack(d: Draw, name: str) -> None:
    """Along every axis."""
    x = d.array(accepts_shape=lambda s: len(s) > 0 and max(s) < 6, shapes=((3,), (2, 3), (2, 1, 3), (3, 0)))
    axis = d.integer(-x.value.ndim, x.value.ndim - 1) if x.value.ndim else 0
    count = x.shape[axis]
    keyword = "" if axis == 0 and d.chance(2) else f", axis={axis}"
    if not count:
        return
    targets = "".join(f"{{{i}}}, " for i in range(count))
    d.run_step(name, f"({targets}) = xp.unstack({x.source}{keyword})", (x,), [same] * count)


STEPS: dict[str, Callable[[Draw, str], None]] = {
    "broadcast_arrays": broadcast_arrays,
    "broadcast_to": broadcast_to,
    "concat": concat,
    "expand_dims": expand_dims,
    "flip": flip,
    "moveaxis": moveaxis,
    "permute_dims": permute_dims,
    "repeat": repeat,
    "reshape": reshape,
    "roll": roll,
    "squeeze": squeeze,
    "stack": stack,
    "tile": tile,
    "unstack": unstack,
}
