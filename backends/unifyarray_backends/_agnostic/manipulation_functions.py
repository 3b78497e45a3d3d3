"""Manipulation functions that need no array library."""

from __future__ import annotations

from unifyarray._rules import axes


def broadcast_shapes(*shapes: tuple[int | None, ...]) -> tuple[int | None, ...]:
    """Return the shape that shapes broadcast to.

    Parameters
    ----------
    *shapes : tuple of int or None
        Shapes; None stands for a size that is not known.

    Returns
    -------
    tuple of int or None
        The common shape; a size that is not known in one of them is not known.

    Raises
    ------
    ValueError
        The shapes do not broadcast.
    """
    return axes.broadcast(shapes)
