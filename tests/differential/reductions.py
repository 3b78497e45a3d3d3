"""Reductions and running totals: axes, keepdims, corrections, dtypes; ``any``, ``all`` and ``diff``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.differential._draw import SHAPES, count_along, is_moderate
from tests.differential._grades import norm, up_to_zeros, within
from unifyarray_conformance.reference.dtypes import ALL, FLOATING, INTEGER, REAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.differential._draw import Draw, Operand
    from tests.differential._grades import Grade

    Values = np.ndarray[Any, Any]


def _multipliable(x: Values) -> bool:
    """Return whether products of the elements are in the range of every floating dtype, in any order."""
    sizes = np.abs(x[x != 0].astype(np.complex128))
    return is_moderate(x) and (not sizes.size or bool(np.abs(np.log2(sizes)).sum() < 100))


def _operand(d: Draw, name: str, dtypes: tuple[str, ...]) -> Operand:
    """Return an array for which the order of additions or multiplications changes the rounding only."""
    good = _multipliable if "prod" in name else is_moderate
    return d.array(
        ALL if d.chance(16) else dtypes,
        accepts_values=lambda x: x.dtype.kind not in "fc" or good(x),
        kind="whole" if "prod" in name else "moderate",
        shapes=[shape for shape in SHAPES if math.prod(shape) < 20],
    )


def _keywords(d: Draw, x: Operand) -> tuple[Any, str]:
    axes = d.axes(x.value.ndim)
    given = "" if axes is None and d.chance(2) else f", axis={axes}"
    return axes, given + d.flag("keepdims")


def _dtype(d: Draw, x: Operand) -> str:
    """Return a ``dtype=`` keyword, or an empty string. Casts of fractions to integers are unspecified."""
    if not d.chance(3):
        return ""
    # Products of large integers can overflow in a floating dtype.
    allowed = [t for t in d.dtypes if (_multipliable(x.value) if t in FLOATING else x.dtype not in FLOATING)]
    if not allowed:
        return ""
    return f", dtype=xp.{d.pick(allowed)}"


def _tolerance(name: str, x: Values, axes: Any, dtype: str) -> Grade:
    """Return the grade of sums and products, with the lower precision of the array and of the keyword."""
    sizes = np.abs(x.astype(np.complex128))
    there = [a for a in ((axes,) if isinstance(axes, int) else axes or ()) if -x.ndim <= a < x.ndim]
    over = tuple(there) if axes is not None else None
    total = sizes.sum(axis=over) if "sum" in name else np.maximum(sizes, 1.0).prod(axis=over)
    single = x.dtype.name in ("float32", "complex64") or any(word in dtype for word in ("float32", "complex64"))
    return norm(name, "float32" if single else "float64", count_along(x, axes), np.max(total, initial=1.0))


def total(d: Draw, name: str) -> None:
    """``sum`` and ``prod``."""
    x = _operand(d, name, ALL)
    axes, keywords = _keywords(d, x)
    dtype = _dtype(d, x)
    d.run_step(name, f"xp.{name}({x.source}{keywords}{dtype})", (x,), _tolerance(name, x.value, axes, dtype))


def running(d: Draw, name: str) -> None:
    """``cumulative_sum`` and ``cumulative_prod``."""
    x = _operand(d, name, ALL)
    axis = d.axis(x.value.ndim) if x.value.ndim != 1 or d.chance(2) else None
    if x.value.ndim != 1 and d.chance(20):
        axis = None
    dtype = _dtype(d, x)
    keywords = ("" if axis is None else f", axis={axis}") + dtype + d.flag("include_initial")
    d.run_step(name, f"xp.{name}({x.source}{keywords})", (x,), _tolerance(name, x.value, axis, dtype))


def mean(d: Draw, name: str) -> None:
    """Every dtype, also without elements."""
    x = _operand(d, name, ALL)
    axes, keywords = _keywords(d, x)
    dtype = "float32" if x.dtype in ("float32", "complex64") else "float64"
    grade = norm(name, dtype, count_along(x.value, axes), np.abs(x.value.astype(np.complex128)).max(initial=0))
    d.run_step(name, f"xp.mean({x.source}{keywords})", (x,), grade)


def spread(d: Draw, name: str) -> None:
    """``var`` and ``std``, with corrections of any size."""
    x = _operand(d, name, ("bool", *REAL))
    axes, keywords = _keywords(d, x)
    correction = d.pick(("", ", correction=1", ", correction=0.5", ", correction=0", ", correction=3"))
    largest = float(np.abs(x.value.astype(np.complex128)).max(initial=0))
    eps = float(np.finfo("float32" if x.dtype == "float32" else "float64").eps)
    count = max(1, count_along(x.value, axes))
    # The error of a variance is relative to the square of the numbers, the error of its root to the root of that.
    error = 8 * count * eps * largest**2 * count
    tolerance = error if name == "var" else math.sqrt(error)
    d.run_step(name, f"xp.{name}({x.source}{keywords}{correction})", (x,), within(tolerance))


def extreme(d: Draw, name: str) -> None:
    """``max`` and ``min``, with NaN and infinities; ValueError without elements."""
    x = d.array(ALL if d.chance(16) else ("bool", *REAL))
    _axes, keywords = _keywords(d, x)
    d.run_step(name, f"xp.{name}({x.source}{keywords})", (x,), up_to_zeros)


def position(d: Draw, name: str) -> None:
    """``argmax`` and ``argmin``: the first of equal elements, the first NaN."""
    x = d.array(ALL if d.chance(16) else REAL, kind=d.pick(("any", "whole")))
    axis = None if d.chance(3) else d.axis(x.value.ndim)
    keywords = "" if axis is None else f", axis={axis}"
    d.run_step(name, f"xp.{name}({x.source}{keywords}{d.flag('keepdims')})", (x,))


def truth(d: Draw, name: str) -> None:
    """``all``, ``any``, ``count_nonzero``."""
    x = d.array()
    _, keywords = _keywords(d, x)
    d.run_step(name, f"xp.{name}({x.source}{keywords})", (x,))


def diff(d: Draw, name: str) -> None:
    """Repeated differences, with ``prepend`` and ``append``."""
    x = d.array(
        ALL if d.chance(16) else (*INTEGER, *FLOATING),
        accepts_values=is_moderate, kind="moderate", accepts_shape=lambda s: len(s) > 0,
        shapes=((3,), (2, 3), (5,), (0,), (3, 0), (2, 1, 3)),
    )  # fmt: skip
    axis = d.axis(x.value.ndim)
    n = d.integer(0, 3)
    more: list[Operand] = []
    keywords = f", axis={axis}, n={n}"
    for word in ("prepend", "append"):
        if d.chance(3) and -x.value.ndim <= axis < x.value.ndim:
            shape = list(x.shape)
            shape[axis] = d.integer(0, 2)
            more.append(d.new(x.dtype, tuple(shape), "moderate"))
            keywords += f", {word}={more[-1].source}"
    d.run_step(name, f"xp.diff({x.source}{keywords})", (x, *more), up_to_zeros)


STEPS: dict[str, Callable[[Draw, str], None]] = {
    **dict.fromkeys(("sum", "prod"), total),
    **dict.fromkeys(("cumulative_sum", "cumulative_prod"), running),
    **dict.fromkeys(("var", "std"), spread),
    **dict.fromkeys(("max", "min"), extreme),
    **dict.fromkeys(("argmax", "argmin"), position),
    **dict.fromkeys(("all", "any", "count_nonzero"), truth),
    "diff": diff,
    "mean": mean,
}
