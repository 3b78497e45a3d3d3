"""Scales by which the squares of elements stay in the range of their dtype."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..hooks import Hooks, Native


def scale_along(hooks: Hooks, x: Native, axes: tuple[int, ...]) -> Native:
    """Return the largest magnitude along axes, kept with length 1; 1 for zeros and numbers that are not finite.

    Parameters
    ----------
    hooks : Hooks
        The hooks of the library.
    x : native array
        Of real or complex numbers; not empty.
    axes : tuple of int
        The axes, counted from 0.
    """
    xp = hooks.xp
    size = xp.abs(x)
    largest = xp.max(size, axis=axes, keepdims=True) if axes else size
    usable = xp.logical_and(xp.isfinite(largest), xp.greater(largest, xp.zeros_like(largest)))
    return xp.where(usable, largest, xp.ones_like(largest))


def without_axes(hooks: Hooks, x: Native, axes: tuple[int, ...]) -> Native:
    """Return an array without some axes of length 1."""
    return hooks.xp.reshape(x, tuple(n for i, n in enumerate(hooks.shape(x)) if i not in axes))


__all__ = ["scale_along", "without_axes"]
