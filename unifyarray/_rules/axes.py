"""Checks of axes and shapes, the same for every library (contract row 26).

Libraries accept different values (torch takes axis 0 of a 0-d array) and raise different errors.
"""

from __future__ import annotations

import operator

from .._core import lazy_typing as t
from .._core.errors import AxisError, message, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

#: The largest number of elements of an array. Libraries count elements, and some of them one or two beyond the last, in
#: 64 bits.
LONGEST: Final = 2**62


def integer(value: object, name: str) -> int:
    """Return an argument that must be an integer as an int; TypeError for anything else, a bool included."""
    if type(value) is int:
        return value
    try:
        if type(value) is not bool:
            return operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        pass  # a float, a string, an array that is not 0-d: the error is below
    fact = f"{name} must be an integer, not {shown(value)} ({type(value).__name__})"
    hint = f"{name}=int(...)" if isinstance(value, float | bool) else f"one integer, such as {name}=1"
    raise TypeError(message(fact, hint))


def integers(value: object, name: str) -> tuple[int, ...]:
    """Return an integer or a sequence of integers as a tuple of ints."""
    if isinstance(value, tuple | list):
        return tuple([integer(part, name) for part in value])
    return (integer(value, name),)


def normalise_axis(axis: object, ndim: int, name: str = "axis") -> int:
    """Return an axis counted from 0; AxisError if the array does not have it."""
    axis = integer(axis, name)
    if not -ndim <= axis < ndim:
        valid = f"{-ndim} to {ndim - 1} are valid" if ndim else "a 0-d array has no axis"
        raise AxisError(message(f"{name}={shown(axis)} is out of range for {ndim} dimensions", valid))
    return axis + ndim if axis < 0 else axis


def normalise_axes(axis: int | t.Sequence[int], ndim: int, name: str = "axis") -> tuple[int, ...]:
    """Return axes counted from 0.

    Raises
    ------
    AxisError
        The array does not have an axis.
    ValueError
        An axis is named twice.
    """
    axes = tuple([normalise_axis(part, ndim, name) for part in integers(axis, name)])
    if len(set(axes)) < len(axes):
        raise ValueError(
            message(
                f"{name}={axis!r} names an axis of {ndim} dimensions twice",
                f"name each axis once: {name}={tuple(dict.fromkeys(axes))}",
            )
        )
    return axes


def shape(value: object, name: str = "shape") -> tuple[int, ...]:
    """Return a shape as a tuple of ints; ValueError if a length is negative, or too large for any array."""
    lengths = integers(value, name)
    for length in lengths:
        if length < 0:
            raise ValueError(
                message(f"a shape has no negative length: {shown(value)}", f"pass lengths of 0 or more: {name}=(2, 3)")
            )
        check_length(length, "a length")
    return lengths


def known(shape: tuple[int | None, ...], hint: str) -> tuple[int, ...]:
    """Return a shape; ValueError, with a hint, if a length is unknown (None) until the values are computed."""
    if None in shape:
        raise ValueError(message(f"the shape {shape} has a length that is not known yet", hint))
    return shape  # type: ignore[return-value]


def check_length(length: int, name: str) -> None:
    """Raise ValueError for a length, or a number of repetitions, that libraries cannot count."""
    if length > LONGEST:
        raise ValueError(message(f"{name} is too large for an array: {shown(length)}", f"at most {LONGEST}"))


def diagonal(offset: object, name: str, rows: int, columns: int) -> int:
    """Return the offset of a diagonal, limited to the nearest empty diagonal of the matrix."""
    return max(-rows, min(integer(offset, name), columns))


def broadcast(shapes: t.Sequence[tuple[int | None, ...]]) -> tuple[int | None, ...]:
    """Return the shape that shapes broadcast to. If a length is unknown (None) in a shape, it is in the result.

    Raises
    ------
    ValueError
        Two lengths differ, and neither is 1.
    """
    ndim = max([0, *[len(part) for part in shapes]])  # a list, because torch.compile traces it
    known = [1] * ndim
    unknown: set[int] = set()
    for part in shapes:
        for position, length in enumerate(part, ndim - len(part)):
            if length is None:
                unknown.add(position)
            elif known[position] == 1:
                known[position] = length
            elif length not in (1, known[position]):
                raise ValueError(
                    message(
                        f"shapes {', '.join(map(str, shapes))} cannot be broadcast: {known[position]} meets {length}",
                        "lengths must be 1 or equal, counted from the last axis: ua.expand_dims(x, axis=-1)",
                    )
                )
    return tuple([None if position in unknown else length for position, length in enumerate(known)])
