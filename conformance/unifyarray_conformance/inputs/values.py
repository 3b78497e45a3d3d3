"""Input values: fixed grids of special values, and random values of several kinds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..reference.dtypes import COMPLEX, INTEGER, REAL_FLOATING, bits, limits, real_dtype
from ..reference.special_cases import Values

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Kinds of random values.
FILLS: Final = ("mixed", "ordinary", "wide", "small", "special")

#: By function with a restricted or interesting domain: the interval of random values.
INTERVALS: Final[dict[str, tuple[float, float]]] = {
    **dict.fromkeys(("acos", "asin", "atanh"), (-1.0, 1.0)),
    "acosh": (1.0, 50.0),
    **dict.fromkeys(("log", "log2", "log10", "sqrt"), (0.0, 100.0)),
    "log1p": (-1.0, 10.0),
    **dict.fromkeys(("pow",), (0.0, 10.0)),
}


def grid(dtype: str, flushes: bool = False) -> Values:
    """Return more than 60 values of a real floating dtype that are likely to need special treatment.

    They include zeros, infinities and NaN of both signs, subnormals, the ends of the range, halves, neighbours of 1,
    multiples of pi, and the arguments at which exp overflows and underflows.
    """
    kind = np.dtype(dtype).type
    info = np.finfo(dtype)
    one = kind(1)
    positive = [
        0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 7.0, 10.0, 100.0, 1e-3, 0.1, 1e-7, 1e7,
        math.pi / 4, math.pi / 2, math.pi, 3 * math.pi / 4, math.e, math.sqrt(0.5),
        np.nextafter(one, kind(0)), np.nextafter(one, kind(2)), np.nextafter(kind(2), kind(1)),
        info.eps, info.tiny, info.max, np.nextafter(info.max, kind(0)), np.sqrt(info.max), np.sqrt(info.tiny),
        info.smallest_subnormal, np.nextafter(info.tiny, kind(0)), 2.0 ** (info.nmant + 1), 2.0**info.nmant + 1,
        math.inf, math.nan,
        *((88.0, 89.0, 104.0) if dtype == "float32" else (709.0, 710.0, 746.0)),
    ]  # fmt: skip
    values = np.array([*positive, *(-float(x) for x in positive)], dtype=dtype)
    if flushes:
        values = values[(values == 0) | ~(np.abs(values) < info.tiny)]
    return values


def complex_grid(dtype: str, flushes: bool = False) -> Values:
    """Return complex numbers whose parts are all pairs of the real grid."""
    parts = grid(real_dtype(dtype), flushes)
    result = np.empty((parts.size, parts.size), dtype=dtype)
    result.real, result.imag = parts[:, None], parts[None, :]
    return result.ravel()


def special_integers(dtype: str) -> list[int]:
    """Return integers that are likely to need special treatment: ends of the range, powers of two, small numbers."""
    low, high = limits(dtype)
    width = bits(dtype)
    candidates = {0, 1, 2, 3, 5, 7, 10, 64, 100, low, low + 1, high, high - 1, low // 2, high // 2, high // 2 + 1}
    candidates |= {-x for x in (1, 2, 3, 7, 10, 100)} | {2 ** (width // 2), 2 ** (width // 2) - 1}
    return sorted(x for x in candidates if low <= x <= high)


def fill(rng: np.random.Generator, dtype: str, shape: Sequence[int], kind: str = "mixed", function: str = "") -> Values:
    """Return an array of random values.

    Parameters
    ----------
    rng : numpy.random.Generator
        The random number generator.
    dtype : str
        One of the standard's dtypes.
    shape : sequence of int
        The shape of the result.
    kind : str
        One of FILLS, the kinds of random values.
    function : str
        The function that will receive the values. If INTERVALS lists it, the values are in its interval.
    """
    size = math.prod(shape)
    if dtype == "bool":
        return rng.integers(0, 2, size).astype(bool).reshape(shape)
    if kind == "mixed":
        source = rng.integers(0, 3, size)
        parts = [fill(rng, dtype, (size,), k, function) for k in ("ordinary", "wide", "special")]
        return np.choose(source, parts).astype(dtype).reshape(shape) if size else np.empty(shape, dtype=dtype)
    if dtype in COMPLEX:
        result = np.empty(size, dtype=dtype)
        result.real = fill(rng, real_dtype(dtype), (size,), kind, function)
        result.imag = fill(rng, real_dtype(dtype), (size,), kind, "")
        return result.reshape(shape)
    if dtype in INTEGER:
        return _integers(rng, dtype, size, kind).reshape(shape)
    return _floats(rng, dtype, size, kind, function).reshape(shape)


def _integers(rng: np.random.Generator, dtype: str, size: int, kind: str) -> Values:
    low, high = limits(dtype)
    if kind == "special":
        choice: Any = rng.choice(np.array(special_integers(dtype), dtype=dtype), size)
        return np.asarray(choice)
    if kind == "wide":
        return rng.integers(low, high, size, dtype=dtype, endpoint=True)
    small = rng.integers(max(low, -20), 21, size)
    return small.astype(dtype)


def _floats(rng: np.random.Generator, dtype: str, size: int, kind: str, function: str) -> Values:
    assert dtype in REAL_FLOATING
    if kind == "special":
        values = grid(dtype, flushes=True)  # without subnormals, which only the special cases check (contract row 29)
        chosen = rng.choice(values[np.isfinite(values)], size)
        return chosen.astype(dtype)
    if kind == "small":
        return rng.integers(-8, 9, size).astype(dtype)
    low, high = INTERVALS.get(function, (-20.0, 20.0))
    if kind == "wide":
        info = np.finfo(dtype)
        exponent = rng.uniform(info.minexp + 2, info.maxexp - 2, size)
        sign = 1.0 if low >= 0 else rng.choice([-1.0, 1.0], size)
        return (sign * 2.0**exponent).astype(dtype)
    return rng.uniform(low, high, size).astype(dtype)
