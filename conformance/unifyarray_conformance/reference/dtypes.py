"""Names of dtypes with their kinds, limits and promotion, as the suite's own source of truth."""

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
#: Half-precision dtypes, which the standard does not have.
HALF: Final = ("float16", "bfloat16")

#: By the standard's term for a domain: the dtypes that an argument accepts.
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

#: By the standard's name of a kind: its dtypes.
KINDS: Final = {
    "bool": ("bool",),
    "signed integer": SIGNED,
    "unsigned integer": UNSIGNED,
    "integral": INTEGER,
    "real floating": REAL_FLOATING,
    "complex floating": COMPLEX,
    "numeric": NUMERIC,
}

REAL_DTYPES: Final = {"complex64": "float32", "complex128": "float64"}
COMPLEX_DTYPES: Final = {"float32": "complex64", "float64": "complex128"}
_KIND_RANKS: Final = (
    {"bool": 0} | dict.fromkeys(INTEGER, 1) | dict.fromkeys(REAL_FLOATING, 2) | dict.fromkeys(COMPLEX, 3)
)


def kind_rank(dtype: str) -> int:
    """Return the rank of a dtype's kind: bool 0, integer 1, real floating 2, complex floating 3."""
    return _KIND_RANKS[dtype]


def bits(dtype: str) -> int:
    """Return the number of bits of one element."""
    return np.dtype(dtype).itemsize * 8


def limits(dtype: str) -> tuple[int, int]:
    """Return the smallest and the largest value of an integer dtype."""
    width = bits(dtype)
    return (0, 2**width - 1) if dtype in UNSIGNED else (-(2 ** (width - 1)), 2 ** (width - 1) - 1)


def mantissa(dtype: str) -> int:
    """Return the number of significand bits of a floating dtype, including the hidden bit."""
    return 24 if dtype in ("float32", "complex64") else 53


def real_dtype(dtype: str) -> str:
    """Return the dtype of a dtype's real part."""
    return REAL_DTYPES.get(dtype, dtype)


def promote(first: str, second: str) -> str | None:
    """Return the dtype that two dtypes promote to, or None if they do not promote.

    The standard's tables decide if they list the pair. Otherwise the dtype of the higher kind is the result (contract
    row 3).
    """
    promotion: dict[str, str] = STANDARD["promotion"]
    found = promotion.get(f"{first} {second}")
    if found is None and _KIND_RANKS[first] != _KIND_RANKS[second]:
        return first if _KIND_RANKS[first] > _KIND_RANKS[second] else second
    return found


def wrap(value: int, dtype: str) -> int:
    """Return an integer after it has wrapped around in an integer dtype."""
    low, high = limits(dtype)
    return (value - low) % (high - low + 1) + low


def numpy(dtype: str) -> np.dtype[Any]:
    """Return NumPy's dtype of a name. The suite keeps its own values in NumPy arrays."""
    return np.dtype(dtype)
