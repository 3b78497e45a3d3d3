"""Manipulation functions that need no array library."""

from __future__ import annotations

from unifyarray._errors import message


def broadcast_shapes(*shapes: tuple[int | None, ...]) -> tuple[int | None, ...]:
    """Return the shape that shapes broadcast to.

    Parameters
    ----------
    *shapes : tuple of int or None
        Shapes; None stands for a size that is not known.

    Returns
    -------
    tuple of int or None
        The common shape; None where it cannot be told.

    Raises
    ------
    ValueError
        The shapes do not broadcast.
    """
    ndim = max([0, *[len(shape) for shape in shapes]])
    result: list[int | None] = [1] * ndim
    for shape in shapes:
        for i in range(-len(shape), 0):
            size = shape[i]
            # A size that is not known may be 1 or that of the others.
            if result[i] == 1 or (result[i] is None and size not in (1, None)):
                result[i] = size
            elif size not in (1, None, result[i]):
                raise ValueError(
                    message(f"shapes {', '.join(map(str, shapes))} do not broadcast", "sizes equal or 1, from the end")
                )
    return tuple(result)
