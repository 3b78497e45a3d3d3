"""Index keys with NumPy's meaning, split into steps for libraries that index in another way.

These functions work on Python objects and shapes and call no library. A key is a tuple of Python ints, bools, slices,
None, Ellipsis and arrays. Every other object is an array: it has a ``shape``, and the caller's ``is_mask`` tells
whether it is a mask.
"""

from __future__ import annotations

from .._core import lazy_typing as t
from .._core.errors import message, shown
from .axes import broadcast, known

Shape = tuple[int, ...]

#: The largest int64. Libraries read indices as int64, so this index stands for all larger ones: it is out of bounds.
LARGEST = 2**63 - 1


class Plan:
    """A key in two steps: a view by basic indices, then index arrays on axes of that view.

    Attributes
    ----------
    basic : tuple of int, slice and None
        The first step, of full rank and in the form that ``normalise`` returns. Axes that an array indexes are kept
        whole. Each 0-d mask gets a new axis of size one and indexes it as a 1-d mask.
    advanced : tuple of (int, array or bool)
        The second step: the first axis in the result of ``basic`` that each array indexes, and the array. Axes
        ascend. A mask takes as many axes as it has dimensions; a 0-d mask or a Python bool takes one. Empty if the
        first step is enough.
    place : int
        Position, in the result, of the first of the axes that the arrays broadcast to. The axes of ``basic`` that no
        array indexes are around them, in order.
    """

    __slots__ = ("advanced", "basic", "place")

    basic: tuple[t.Any, ...]
    advanced: tuple[tuple[int, t.Any], ...]
    place: int

    def __init__(self, basic: tuple[t.Any, ...], advanced: tuple[tuple[int, t.Any], ...], place: int) -> None:
        self.basic = basic
        self.advanced = advanced
        self.place = place


def normalise(key: tuple[t.Any, ...], shape: Shape, is_mask: t.Callable[[t.Any], bool]) -> tuple[t.Any, ...]:
    """Return the key without Ellipsis and of full rank, every part of it checked and exact.

    Ints are wrapped to ``>= 0``. Slices have a step, ``0 <= start`` and ``0 <= stop``, or ``stop=None`` if a negative
    step reaches the front. All empty slices become ``slice(0, 0, 1)``. Arrays, bools and None are unchanged. The
    elements of index arrays are not checked.

    Raises
    ------
    ValueError
        A length of the shape is unknown.
    IndexError
        An int is out of bounds, a mask does not fit the axes that it selects from, or the key has more indices than
        axes or more than one Ellipsis.
    """
    spare = len(known(shape, "compute the values first: ua.to_numpy(x)"))
    ellipses = 0
    for part in key:
        if part is Ellipsis:
            ellipses += 1
        else:
            spare -= _rank(part, is_mask)
    if spare < 0:
        raise IndexError(
            message(
                f"{len(shape) - spare} indices for an array of {len(shape)} dimensions",
                f"x[i] with at most {len(shape)} indices; its shape is {tuple(shape)}",
            )
        )
    if ellipses > 1:
        raise IndexError(message(f"an index has {ellipses} ellipses", "keep one, for all remaining axes: x[..., 0]"))

    exact: list[t.Any] = []
    axis = 0
    parts: list[t.Any] = list(key)
    if not ellipses:
        parts.append(Ellipsis)
    for part in parts:
        if part is Ellipsis:
            exact += [slice(0, size, 1) for size in shape[axis : axis + spare]]
            axis += spare
        elif part is None or isinstance(part, bool):
            exact.append(part)
        elif isinstance(part, int):
            exact.append(wrap(part, axis, shape[axis]))
            axis += 1
        elif isinstance(part, slice):
            exact.append(exact_slice(part, shape[axis]))
            axis += 1
        else:
            rank = _rank(part, is_mask)
            if is_mask(part):
                _check_mask(tuple(part.shape), axis, tuple(shape[axis : axis + rank]))
            exact.append(part)
            axis += rank
    return tuple(exact)


def plan(key: tuple[t.Any, ...], shape: Shape, is_mask: t.Callable[[t.Any], bool]) -> Plan:
    """Return the key as a Plan: basic indices, index arrays, and the position of the axes they broadcast to.

    NumPy's rule for the position: if all arrays, masks and ints are neighbours, the axes they broadcast to take their
    position. If a slice, None or an ellipsis (even for no axis) separates them, these axes come first.

    Raises
    ------
    IndexError
        As for ``normalise``.
    """
    exact = normalise(key, shape, is_mask)
    basic: list[t.Any] = []
    advanced: list[tuple[int, t.Any]] = []
    axis = 0  # in the result of the basic indices
    source = 0  # in the array
    for part in exact:
        if part is None or isinstance(part, slice):
            basic.append(part)
            axis += 1
            source += part is not None
        elif isinstance(part, int) and not isinstance(part, bool):
            basic.append(part)
            source += 1
        else:
            rank = _rank(part, is_mask)
            basic += [slice(0, size, 1) for size in shape[source : source + rank]] if rank else [None]
            advanced.append((axis, part))
            axis += rank or 1
            source += rank
    if not advanced:
        return Plan(exact, (), 0)
    spots = [i for i, part in enumerate(key) if not _separates(part)]
    if spots[-1] - spots[0] >= len(spots):
        return Plan(tuple(basic), tuple(advanced), 0)
    place = spots[0]
    if any(part is Ellipsis for part in key[:place]):
        place += len(shape) - sum(_rank(part, is_mask) for part in key if part is not Ellipsis) - 1
    return Plan(tuple(basic), tuple(advanced), place)


def wrap(index: int, axis: int, size: int) -> int:
    """Return an index counted from 0; IndexError if it is out of bounds."""
    if -size <= index < size:
        return index + size if index < 0 else index
    raise out_of_bounds(index, axis, size)


def out_of_bounds(index: int, axis: int, size: int) -> IndexError:
    """Return the error for an index that is out of bounds."""
    hint = f"valid are {-size} to {size - 1}" if size else "an empty axis has no valid index; a slice may be empty"
    name = f"{LARGEST} or more" if index == LARGEST else shown(index)
    return IndexError(message(f"index {name} is out of bounds for axis {axis} with size {size}", hint))


def broadcast_index_shapes(shapes: t.Sequence[Shape]) -> Shape:
    """Return the shape that index arrays broadcast to; IndexError if they do not."""
    try:
        return broadcast(shapes)  # type: ignore[return-value]  # no length is unknown
    except ValueError as error:
        names = ", ".join(map(str, shapes))
        fact = f"index arrays of shapes {names} cannot be broadcast"
        raise IndexError(message(fact, "lengths must be equal or 1: x[ua.expand_dims(i, axis=-1), j]")) from error


def exact_slice(part: slice, size: int) -> slice:
    """Return a slice clipped to its axis, as ``normalise`` describes."""
    if part.step == 0:
        raise ValueError(message(f"{part} has a step of 0", "use a step of 1 or more, or of -1 or less: x[::-1]"))
    start, stop, step = part.indices(size)
    if not range(start, stop, step):
        return slice(0, 0, 1)
    return slice(start, None if stop < 0 else stop, step)


def forward(part: slice) -> slice:
    """Return the slice with a positive step that takes the elements of an exact slice, in ascending order."""
    if part.step > 0:
        return part
    taken = range(part.start, -1 if part.stop is None else part.stop, part.step)
    return slice(taken[-1], part.start + 1, -part.step)


def _separates(part: t.Any) -> bool:
    return part is None or part is Ellipsis or isinstance(part, slice)


def _rank(part: t.Any, is_mask: t.Callable[[t.Any], bool]) -> int:
    """Return how many axes of the array a part of a key takes. The part must not be Ellipsis."""
    if part is None or isinstance(part, bool):
        return 0
    if isinstance(part, (int, slice)) or not is_mask(part):
        return 1
    return len(part.shape)


def _check_mask(mask: Shape, axis: int, sizes: Shape) -> None:
    # The standard lets a mask be empty along an axis that is not.
    if len(mask) != len(sizes) or any(size not in (0, whole) for size, whole in zip(mask, sizes, strict=True)):
        raise IndexError(
            message(
                f"a mask of shape {mask} cannot select from axes of sizes {sizes}, beginning at axis {axis}",
                f"use a mask of shape {sizes}: ua.ones({sizes}, dtype=ua.bool)",
            )
        )


__all__ = ["Plan", "broadcast_index_shapes", "exact_slice", "forward", "normalise", "out_of_bounds", "plan", "wrap"]
