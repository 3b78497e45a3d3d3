"""The dtypes by name, as the suite's own knowledge: kinds, limits, and what meets in what."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from .standard import STANDARD

SIGNED: Final = ("int8", "int16", "int32", "int64")
UNSIGNED: Final = ("uint8", "uint16", "uint32", "uint64")
INTEGER: Final = (*SIGNED, *UNSIGNED)
REAL_FLOATING: Final = ("float32", "float64")
COMPLEX: Final = ("complex64", "complex128")
FLOATING: Final = (*REAL_FLOATING, *COMPLEX)
REAL: Final = (*INTEGER, *REAL_FLOATING)
NUMERIC: Final = (*REAL, *COMPLEX)
ALL: Final = ("bool", *NUMERIC)
#: Outside the standard.
HALF: Final = ("float16", "bfloat16")

#: The standard's words for the dtypes that an argument may have.
DOMAINS: Final = {
    "any": ALL,
    "boolean": ("bool",),
    "integer": INTEGER,
    "integer or boolean": ("bool", *INTEGER),
    "real-valued": REAL,
    "real-valued floating-point": REAL_FLOATING,
    "floating-point": FLOATING,
    "complex floating-point": COMPLEX,
    "numeric": NUMERIC,
}

#: The standard's words for kinds of dtypes.
KINDS: Final = {
    "bool": ("bool",),
    "signed integer": SIGNED,
    "unsigned integer": UNSIGNED,
    "integral": INTEGER,
    "real floating": REAL_FLOATING,
    "complex floating": COMPLEX,
    "numeric": NUMERIC,
}

PART: Final = {"complex64": "float32", "complex128": "float64"}
WHOLE: Final = {"float32": "complex64", "float64": "complex128"}
_RANK: Final = {"bool": 0} | dict.fromkeys(INTEGER, 1) | dict.fromkeys(REAL_FLOATING, 2) | dict.fromkeys(COMPLEX, 3)


def rank(dtype: str) -> int:
    """Return the order of a dtype's kind: bool 0, integers 1, real floating 2, complex floating 3."""
    return _RANK[dtype]


def bits(dtype: str) -> int:
    """Return the width of one element."""
    return np.dtype(dtype).itemsize * 8


def limits(dtype: str) -> tuple[int, int]:
    """Return the smallest and the largest integer of an integer dtype."""
    width = bits(dtype)
    return (0, 2**width - 1) if dtype in UNSIGNED else (-(2 ** (width - 1)), 2 ** (width - 1) - 1)


def mantissa(dtype: str) -> int:
    """Return the number of bits of the significand of a floating dtype, the hidden one counted."""
    return 24 if dtype in ("float32", "complex64") else 53


def part(dtype: str) -> str:
    """Return the dtype of the real part."""
    return PART.get(dtype, dtype)


def promote(first: str, second: str) -> str | None:
    """Return the dtype in which two dtypes meet, None where there is none.

    Within the standard's tables that is their answer; for mixed kinds the higher kind's dtype (contract row 3).
    """
    promotion: dict[str, str] = STANDARD["promotion"]
    found = promotion.get(f"{first} {second}")
    if found is None and _RANK[first] != _RANK[second]:
        return first if _RANK[first] > _RANK[second] else second
    return found


def wrap(value: int, dtype: str) -> int:
    """Return an integer as it is after overflow in a dtype."""
    low, high = limits(dtype)
    return (value - low) % (high - low + 1) + low


def numpy(dtype: str) -> np.dtype[Any]:
    """Return NumPy's object for a dtype; arrays on the host are the suite's own form of values."""
    return np.dtype(dtype)
