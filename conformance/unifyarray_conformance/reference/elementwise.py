"""Expected results of elementwise functions.

Integers and bools are computed with Python's own arithmetic, floating-point functions with mpmath, and special cases
follow the standard.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.comparison import ROUNDING
from . import exact as _exact
from . import multiprecision, special_cases
from .dtypes import COMPLEX, INTEGER, REAL_DTYPES, REAL_FLOATING, mantissa
from .expected import CLOSE, IGNORE, NORM, SAME, SAME_SIZE, Component, Expected
from .special_cases import Values

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: By function: the tolerance in ULP of the exact value, if it differs from REAL_BOUND, with the reason.
BOUNDS: Final[dict[str, float]] = {
    # IEEE 754 requires correct rounding for these functions.
    **dict.fromkeys(("add", "subtract", "multiply", "divide"), ROUNDING),
    # The function adds an exact remainder to the divisor and rounds once.
    "remainder": ROUNDING,
    # Large quotients are rounded before their floor is taken, as in Python, so the result can be off by 1. If the unit
    # in the last place is 1/2, this is an error of 2 ULP.
    "floor_divide": 2.0 + ROUNDING,
}
#: Tolerance of real functions: 4 ULP from the correctly rounded value (contract row 16).
REAL_BOUND: Final = 4.0 + ROUNDING
#: Tolerance of complex functions, with the error measured by the norm of the real and the imaginary part.
COMPLEX_BOUND: Final = 8.0 + ROUNDING
COMPLEX_BOUNDS: Final[dict[str, float]] = {
    **dict.fromkeys(("add", "subtract"), ROUNDING),
    # pow computes exp(y log(x)): |y log(x)|, which is at most 20 for the inputs, multiplies the logarithm's error.
    "pow": 64.0,
}


def expected(name: str, inputs: Mapping[str, Values], dtype: str) -> Expected:
    """Return the expected result of an elementwise function.

    Parameters
    ----------
    name : str
        The function's name.
    inputs : mapping of parameter name to array
        Arrays of one shape, in the dtype of the computation.
    dtype : str
        The dtype of the result.
    """
    arrays = list(inputs.values())
    source = arrays[0].dtype.name
    shape = arrays[0].shape
    if source == "bool":
        return _exactly(_require(_exact.bool_function(name), name), arrays, dtype)
    if source in INTEGER:
        return _exactly(_require(_exact.integer_function(name, source), name), arrays, dtype)
    if (test := _exact.truth_function(name)) is not None:
        return _exactly(test, arrays, dtype)
    if source in REAL_FLOATING:
        ulp = BOUNDS.get(name, REAL_BOUND)
        result = Expected(dtype, shape, real=_real(name, arrays, dtype), ulp=ulp, absolute=_absolute(name, arrays))
        return result.overlaid(special_cases.evaluate(name, inputs))
    return _complex(name, inputs, dtype)


def _require(function: Callable[..., Any] | None, name: str) -> Callable[..., Any]:
    if function is None:
        raise LookupError(f"there is no reference for {name} with these dtypes")
    return function


def _exactly(function: Callable[..., Any], arrays: list[Values], dtype: str) -> Expected:
    flat = [array.ravel().tolist() for array in arrays]
    values = [function(*args) for args in zip(*flat, strict=True)]
    return Expected.exactly(np.array(values, dtype=dtype).reshape(arrays[0].shape))


def _absolute(name: str, arrays: list[Values]) -> Any:
    """Return the absolute tolerance of logaddexp, whose two terms may cancel (contract row 16)."""
    if name != "logaddexp":
        return 0.0
    with np.errstate(invalid="ignore"):
        size = np.maximum(np.abs(arrays[0]), np.abs(arrays[1])).astype(np.float64)
    return np.where(
        np.isfinite(size), 4 * np.finfo(arrays[0].dtype).eps.astype(np.float64) * np.maximum(size, 1.0), 0.0
    )


def _real(name: str, arrays: list[Values], dtype: str) -> Component:
    digits = mantissa(dtype)
    exact = _exact.real_function(name, digits)
    rows: list[tuple[float, float, int]] = []
    for args in zip(*(array.ravel().tolist() for array in arrays), strict=True):
        if exact is not None:
            found = exact(*args)
            # The quotient is rounded before floor is applied, so the last two bits are uncertain.
            nearest = name == "floor_divide" and found is not None and abs(found[0]) >= 2.0 ** (digits - 2)
            if found is None or nearest:
                rows.append((0.0, 0.0, IGNORE) if found is None else (found[0], found[1], CLOSE))
            else:
                rows.append(_with_mode(*found, digits))
        else:
            value = multiprecision.real_value(name, *args)
            rows.append((0.0, 0.0, IGNORE) if value is None else (*value, CLOSE))
    return _component(rows, arrays[0].shape)


def _with_mode(high: float, low: float, signed: bool, digits: int) -> tuple[float, float, int]:
    whole_in_format = low == 0 and (digits == 53 or not math.isfinite(high) or _is_single(high))
    return high, low, (SAME if signed else SAME_SIZE) if whole_in_format else CLOSE


def _is_single(x: float) -> bool:
    with np.errstate(over="ignore"):
        return float(np.float32(x)) == x


def _component(rows: list[tuple[float, float, int]], shape: tuple[int, ...]) -> Component:
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    high, low, mode = (table[:, i].reshape(shape) for i in range(3))
    return Component(high, low, mode.astype(np.uint8))


def _complex(name: str, inputs: Mapping[str, Values], dtype: str) -> Expected:
    arrays = list(inputs.values())
    shape = arrays[0].shape
    if name in ("real", "imag"):
        return Expected.exactly(getattr(arrays[0], name).astype(dtype))
    if name == "conj":
        mirrored = arrays[0].copy()
        mirrored.imag = -mirrored.imag
        return Expected.exactly(mirrored)
    if name in _exact.PARTWISE:
        return _by_part(name, inputs, dtype)
    if not multiprecision.has_reference(name, is_complex=True):
        raise LookupError(f"there is no reference for {name} with complex dtypes")
    values = [
        multiprecision.complex_value(name, *args) for args in zip(*(a.ravel().tolist() for a in arrays), strict=True)
    ]
    usable = _usable(name, arrays).ravel().tolist()
    # The standard leaves complex results beyond the range open: infinities, also together with NaN, are allowed.
    largest = float(np.finfo(arrays[0].dtype).max)
    rows = [v if v and ok and math.hypot(v[0], v[2]) <= largest else None for v, ok in zip(values, usable, strict=True)]
    if dtype not in COMPLEX:  # abs
        real = _component([(0.0, 0.0, IGNORE) if v is None else (v[0], v[1], CLOSE) for v in rows], shape)
        result = Expected(dtype, shape, real=real, ulp=REAL_BOUND)
    else:
        parts = [
            _component([(0.0, 0.0, IGNORE) if v is None else (v[i], v[i + 1], NORM) for v in rows], shape)
            for i in (0, 2)
        ]
        result = Expected(dtype, shape, real=parts[0], imag=parts[1], ulp=COMPLEX_BOUNDS.get(name, COMPLEX_BOUND))
    return result.overlaid(special_cases.evaluate(name, inputs))


def _by_part(name: str, inputs: Mapping[str, Values], dtype: str) -> Expected:
    """Return the expected result of a function that treats both parts as real numbers."""
    part = REAL_DTYPES[dtype]
    halves = [
        expected(name, {key: np.array(getattr(value, half)) for key, value in inputs.items()}, part)
        for half in ("real", "imag")
    ]
    return Expected(dtype, halves[0].shape, real=halves[0].real, imag=halves[1].real, ulp=halves[0].ulp)


def _usable(name: str, arrays: list[Values]) -> Values:
    """Return a mask of the elements for which the textbook formula of a product or quotient has no over- or underflow.

    The standard requires no more than that formula.
    """
    if name not in ("multiply", "divide", "square", "reciprocal", "pow", "sign"):
        return np.ones(arrays[0].shape, dtype=bool)
    single = arrays[0].dtype == np.complex64
    limit = (2.0**60 if single else 2.0**500) if name != "pow" else 2.0**10
    result = np.ones(arrays[0].shape, dtype=bool)
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        for array in arrays:
            for half in (array.real.astype(np.float64), array.imag.astype(np.float64)):
                size = np.abs(half)
                result &= (size == 0) | ((size < limit) & (size > 1 / limit))
        if name == "pow":
            result &= ~(np.abs(arrays[1] * np.log(np.where(arrays[0] == 0, 1, arrays[0]))) > 20)
    return result
