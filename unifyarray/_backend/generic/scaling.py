"""Scales by which the squares of elements stay in the range of their dtype."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..hooks import Hooks, Native


def axes_of(axis: Any, rank: int) -> frozenset[int]:
    """Return the axes of a reduction, counted from the front; None means every axis."""
    every = range(rank) if axis is None else (axis,) if isinstance(axis, int) else axis
    return frozenset(i % rank for i in every)


def scale_along(hooks: Hooks, x: Native, axes: frozenset[int]) -> Native:
    """Return the largest magnitude along axes, kept with length 1; 1 for zeros and numbers that are not finite.

    Parameters
    ----------
    hooks : Hooks
        The hooks of the library.
    x : native array
        Of real or complex numbers; not empty.
    axes : frozenset of int
        The axes; none of them is negative.
    """
    xp = hooks.xp
    size = xp.abs(x)
    largest = xp.max(size, axis=tuple(sorted(axes)), keepdims=True) if axes else size
    usable = xp.logical_and(xp.isfinite(largest), xp.greater(largest, xp.zeros_like(largest)))
    return xp.where(usable, largest, xp.ones_like(largest))


def without_axes(hooks: Hooks, x: Native, axes: frozenset[int]) -> Native:
    """Return an array without some axes of length 1."""
    return hooks.xp.reshape(x, tuple(n for i, n in enumerate(hooks.shape(x)) if i not in axes))


__all__ = ["axes_of", "scale_along", "without_axes"]
