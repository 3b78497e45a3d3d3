"""Checks of sums, products and means of inexact numbers, within norm bounds of the exact values."""

from __future__ import annotations

import functools
import itertools
import operator
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.calls import Call, Input
from ..harness.registry import check
from ..inputs.values import fill
from ..reference.along_axis import apply_along_axis
from ..reference.dtypes import COMPLEX, FLOATING
from ..reference.norm_bounds import check_within_bound

if TYPE_CHECKING:
    from ..harness.context import Context

#: Exact real and imaginary part of a complex number.
_Exact = tuple[Fraction, Fraction]

_LENGTHS: Final = (1, 5, 40)


def _add(x: _Exact, y: _Exact) -> _Exact:
    return x[0] + y[0], x[1] + y[1]


def _multiply(x: _Exact, y: _Exact) -> _Exact:
    return x[0] * y[0] - x[1] * y[1], x[0] * y[1] + x[1] * y[0]


def _running(row: list[Any], name: str) -> list[complex]:
    """Return the exact running sums or products of a row, rounded to double precision."""
    exact = [(Fraction(x.real), Fraction(x.imag)) for x in row]
    found = itertools.accumulate(exact, _multiply if "prod" in name else _add)
    scale = len(row) if name == "mean" else 1
    return [complex(real / scale, imag / scale) for real, imag in found]


@check(
    "statistical_functions",
    "norm",
    ("sum", "prod", "mean", "cumulative_sum", "cumulative_prod"),
    dtypes=FLOATING,
    grade="tolerance",
    rows=("15n",),
)
def norm(context: Context) -> None:
    """Check rows of several lengths along both axes within the bound of accumulated rounding errors."""
    name, dtype, rng = context.function, context.dtype, context.rng()
    wide = "complex128" if dtype in COMPLEX else "float64"
    for length in _LENGTHS:
        values = fill(rng, dtype, (3, length), "ordinary")
        if "prod" in name:  # of absolute value at most 1, so that the product does not overflow
            values = (values / np.maximum(np.abs(values), 1)).astype(dtype)
        for axis, x in ((1, values), (0, np.ascontiguousarray(values.T))):
            found = apply_along_axis(x.astype("complex128"), axis, functools.partial(_running, name=name), "complex128")
            sizes = np.abs(x.astype("complex128"))
            function = operator.itemgetter(-1)
            if name.startswith("cumulative"):
                size = np.cumsum(sizes, axis) if name == "cumulative_sum" else np.abs(found)
            else:
                found = np.apply_along_axis(function, axis, found)
                size = np.abs(found) if name == "prod" else sizes.sum(axis) / (length if name == "mean" else 1)
            exact = found.astype(wide) if dtype in COMPLEX else np.real(found)
            n = length + 1 if name == "mean" else length
            call = Call(f"xp.{name}(x0, axis={axis})", (Input(x),))
            check_within_bound(context, call, exact, dtype, n, size, both=True)
