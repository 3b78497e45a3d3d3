"""Rules for how closely two backends must agree, with the comparison, references and bounds of the conformance suite.

A grade is used only for results that are not bitwise equal. It returns a message about the difference, or an empty
string. If the contract bounds the distance to the exact value, each backend is compared with the suite's reference. If
the contract bounds the rounding error only, two results may differ by twice the bound.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from unifyarray_conformance.harness.comparison import compare_values
from unifyarray_conformance.reference import elementwise as references
from unifyarray_conformance.reference.dtypes import COMPLEX, FLOATING, real_dtype
from unifyarray_conformance.reference.expected import CLOSE, Component, Expected
from unifyarray_conformance.reference.norm_bounds import bound_of, epsilon

if TYPE_CHECKING:
    Values = np.ndarray[Any, Any]


class Grade(Protocol):
    """A comparison of the results of the reference and of another backend."""

    def __call__(self, wanted: Values, got: Values, *, flushes: bool) -> str:
        """Return a message about the difference, or an empty string."""
        ...


def same(wanted: Values, got: Values, *, flushes: bool) -> str:
    """The same value; NaN equals NaN, zeros must have the same sign."""
    return compare_values(got, Expected.exactly(wanted), flushes=flushes).message


def up_to_zeros(wanted: Values, got: Values, *, flushes: bool) -> str:
    """The same value, zeros of either sign."""
    return compare_values(got, Expected.up_to_zeros(wanted), flushes=flushes).message


def unspecified(wanted: Values, got: Values, *, flushes: bool) -> str:
    """Any value; dtype, shape and device must still be the same."""
    return ""


def by_reference(name: str, *operands: Any) -> Grade:
    """Return the grade of an elementwise function: both results must agree with the suite's reference.

    Parameters
    ----------
    name : str
        The function.
    *operands : array or scalar
        Its arguments, on the host.
    """

    def grade(wanted: Values, got: Values, *, flushes: bool) -> str:
        dtype = wanted.dtype.name
        if dtype not in FLOATING:
            return same(wanted, got, flushes=flushes)
        # Compare only elements that differ: exact values are expensive.
        differ = ~_equal(wanted, got)
        compute = np.result_type(*operands).name if name in ("abs", "imag", "real") else dtype
        spread = [_with_shape(x, wanted.shape)[differ].astype(compute) for x in operands]
        keys = ("x",) if len(spread) == 1 else ("x1", "x2")
        expected = references.expected(name, dict(zip(keys, spread, strict=True)), dtype)
        for who, values in (("the reference's", wanted), ("", got)):
            difference = compare_values(values[differ], expected, flushes=flushes)
            if difference.wrong is not None:
                assert difference.index is not None
                given = ", ".join(repr(x[difference.index].item()) for x in spread)
                return f"{who} {difference.message}, from {given}".strip()
        return ""

    return grade


def within(tolerance: Any) -> Grade:
    """Return the grade of results that each have an absolute error up to a tolerance."""

    def grade(wanted: Values, got: Values, *, flushes: bool) -> str:
        dtype = wanted.dtype.name
        if dtype not in FLOATING:
            return same(wanted, got, flushes=flushes)
        real, imag = (Component.of(np.asarray(half, np.float64), mode=CLOSE) for half in (wanted.real, wanted.imag))
        off: Any = 2 * (np.asarray(tolerance, np.float64) + np.finfo(real_dtype(dtype)).smallest_subnormal)
        off = np.broadcast_to(off, wanted.shape)
        expected = Expected(dtype, wanted.shape, real=real, imag=imag if dtype in COMPLEX else None, absolute=off)
        return compare_values(got, expected, flushes=flushes).message

    return grade


def norm(name: str, dtype: str, n: int, size: Any) -> Grade:
    """Return the grade of a function with a norm bound; the suite's table defines ``n`` and ``size``."""
    return within(bound_of(name).factor * max(1, n) * epsilon(dtype) * np.asarray(size, np.float64))


def _with_shape(x: Any, shape: tuple[int, ...]) -> Values:
    """Return an operand in the shape of the result. An update in place removes leading axes of length 1."""
    x = np.asarray(x)
    return np.broadcast_to(x.reshape(x.shape[max(0, x.ndim - len(shape)) :]), shape)


def _equal(x: Values, y: Values) -> Values:
    if x.dtype.kind == "c":
        return _equal(x.real, y.real) & _equal(x.imag, y.imag)
    result: Values = ((x == y) & (np.signbit(x) == np.signbit(y))) | (np.isnan(x) & np.isnan(y))
    return result
