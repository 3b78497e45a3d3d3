"""Python scalars in operations with arrays (contract row 4): they adapt to the dtype and must fit its range."""

from __future__ import annotations

from .._core import dtypes as dt
from .._core.dtypes import DType
from .._core.errors import message, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Final

    Scalar = bool | int | float | complex

#: By type of a Python scalar: the rank of its kind, as in DType.rank.
RANK: Final = {bool: 0, int: 1, float: 2, complex: 3}

_COMPLEX: Final = dt.COMPLEX_OF


def bounds(dtype: DType) -> tuple[int, int]:
    """Return the smallest and the largest value of an integer dtype."""
    if dtype.category == "unsigned integer":
        return 0, 2**dtype.bits - 1
    return -(2 ** (dtype.bits - 1)), 2 ** (dtype.bits - 1) - 1


def truncated(value: float) -> int:
    """Return a real number without its fraction; ValueError for NaN, OverflowError for an infinity."""
    try:
        return int(value)
    except ValueError as error:
        raise ValueError(message("NaN does not convert to an integer", "find NaN with ua.isnan(x)")) from error
    except OverflowError as error:
        raise OverflowError(
            message(f"{value} does not convert to an integer", "find finite elements with ua.isfinite(x)")
        ) from error


def floating(value: Scalar) -> float:
    """Return a real number as a float; OverflowError for an integer that is too large."""
    try:
        return float(value)  # type: ignore[arg-type]
    except OverflowError as error:
        raise OverflowError(message(f"{shown(value)} is larger than every float", "ua.inf")) from error


def check_copy(copy: object) -> None:
    """Raise TypeError for a ``copy=`` argument that is not True, False or None."""
    if copy is not None and type(copy) is not bool:
        raise TypeError(
            message(
                f"copy={shown(copy)} ({type(copy).__name__}) is not valid", "pass copy=True, copy=False or copy=None"
            )
        )


def check_pair(value: object, name: str) -> None:
    """Raise TypeError for an argument of DLPack that is not None or a tuple of two integers."""
    if value is None or (isinstance(value, tuple) and len(value) == 2 and all(hasattr(v, "__index__") for v in value)):
        return
    raise TypeError(message(f"{name}={shown(value)} is not a pair of integers", f"{name}=(1, 0)"))


def to_element(value: Scalar, dtype: DType) -> Scalar:
    """Return a scalar converted to an element of a dtype: integers exactly, fractions truncated.

    Raises
    ------
    TypeError
        The scalar is complex and the dtype is not.
    ValueError
        The scalar is NaN and the dtype is an integer one.
    OverflowError
        The dtype does not hold the number.
    """
    if type(value) is complex and dtype.rank < 3:
        raise TypeError(message(f"{value} does not fit into {dtype}", 'dtype="complex128"'))
    if dtype.rank == 1:
        value = truncated(value)  # type: ignore[arg-type]
        check_representable(value, dtype, f'dtype="{dtype_for(value)}"')
    elif dtype.rank > 1 and type(value) is int:
        value = floating(value)
    return saturate(value, dtype) if dtype.rank else bool(value)


def promote_with_scalar(dtype: DType, value: Scalar, default_dtype: Callable[[type], DType]) -> DType:
    """Return the dtype that an array and a Python scalar promote to.

    It is the array's dtype, unless the scalar is of a higher kind. Then it is the default dtype of that kind, or the
    complex dtype of the array's width. ``default_dtype`` returns the default dtype of a type of Python scalars.
    """
    kind = type(value)
    rank = RANK[kind]
    if rank <= dtype.rank:
        return dtype
    return _COMPLEX[dtype] if dtype.rank == 2 else default_dtype(kind)


def promote_with_scalars(dtype: DType, values: Iterable[Scalar], default_dtype: Callable[[type], DType]) -> DType:
    """Return the dtype that an array and several Python scalars promote to: the scalar of the highest kind decides."""
    highest: Scalar = False
    for value in values:  # torch.compile does not trace max with a key
        if RANK[type(value)] > RANK[type(highest)]:
            highest = value
    return promote_with_scalar(dtype, highest, default_dtype)


def is_representable(value: Scalar, dtype: DType) -> bool:
    """Return whether an integer dtype holds a Python integer; True for all other dtypes and scalars."""
    if dtype.rank != 1 or type(value) is not int:
        return True
    low, high = bounds(dtype)
    return low <= value <= high


def beyond(value: int, dtype: DType) -> int:
    """Return 1 or -1 if a Python integer is above or below the range of the dtype that it is compared in, else 0.

    Bools are compared in int64. Integers compared in a floating dtype are converted to it first, and only those are
    beyond its range that exceed every Python float.
    """
    if dtype.rank >= 2:
        is_inside = -_LARGEST_DOUBLE <= value <= _LARGEST_DOUBLE
    else:
        is_inside = is_representable(value, dtype if dtype.rank else dt.int64)
    return 0 if is_inside else 1 if value > 0 else -1


def as_bound(value: Scalar, dtype: DType) -> Scalar:
    """Return a bound of an interval as a scalar of a floating dtype; integers beyond every float become infinities."""
    if type(value) is int and (side := beyond(value, dtype)):
        return side * float("inf")
    return saturate(value, dtype)


def dtype_for(value: Scalar) -> DType:
    """Return a dtype that holds a Python integer; float64 if no integer dtype does."""
    return next((dtype for dtype in (dt.int64, dt.uint64) if is_representable(value, dtype)), dt.float64)


def check_representable(value: Scalar, dtype: DType, hint: str | None = None) -> None:
    """Raise OverflowError if an integer dtype does not hold a Python integer."""
    if not is_representable(value, dtype):
        low, high = bounds(dtype)
        raise OverflowError(
            message(
                f"{shown(value)} does not fit into {dtype}, which holds {low} to {high}",
                hint or f'convert first: ua.astype(x, "{dtype_for(value)}")',
            )
        )


def saturate(value: Scalar, dtype: DType) -> Scalar:
    """Return a scalar limited to the range of a floating dtype: numbers beyond it become infinities.

    Libraries treat such numbers differently, and also integers of more than 64 bits, which become floats here.

    Raises
    ------
    OverflowError
        The dtype does not hold the integer.
    """
    if type(value) is bool or dtype.rank < 2:
        check_representable(value, dtype)
        return value
    limits = NARROW.get(dtype)
    if type(value) is int:
        if value.bit_length() < 64 and (limits is None or -limits[0] <= value <= limits[0]):
            return value
        value = floating(value)
    if limits is None:
        return value
    if type(value) is complex:
        return complex(_saturate_real(value.real, *limits), _saturate_real(value.imag, *limits))
    return _saturate_real(value, *limits)  # type: ignore[arg-type]


def _saturate_real(value: float, largest: float, half_beyond: float) -> float:
    if -largest <= value <= largest or value != value:
        return value
    size = largest if -half_beyond < value < half_beyond else float("inf")
    return size if value > 0 else -size


_SINGLE: Final = ((2.0 - 2.0**-23) * 2.0**127, (2.0 - 2.0**-24) * 2.0**127)
#: By dtype that does not hold all Python floats: its largest number, and the smallest number that rounds to infinity.
NARROW: Final = {
    dt.float16: (65504.0, 65520.0),
    dt.bfloat16: ((2.0 - 2.0**-7) * 2.0**127, (2.0 - 2.0**-8) * 2.0**127),
    dt.float32: _SINGLE,
    dt.complex64: _SINGLE,
}


def largest(dtype: DType) -> float:
    """Return the largest finite number of a floating dtype, or of a part of a complex one."""
    return NARROW[dtype][0] if dtype in NARROW else _LARGEST_DOUBLE


_LARGEST_DOUBLE: Final = (2.0 - 2.0**-52) * 2.0**1023

#: By comparison: the result for an array on the left and an integer beyond the range of its dtype, as a pair: for an
#: integer that is too large, and for one that is too small.
OUT_OF_RANGE: Final = {
    "equal": (False, False),
    "not_equal": (True, True),
    "less": (True, False),
    "less_equal": (True, False),
    "greater": (False, True),
    "greater_equal": (False, True),
}

#: By comparison: the comparisons with infinity and with -infinity that give the same result as the comparison with an
#: integer above, or below, every float.
WITH_INFINITY: Final = {
    "less": ("less", "less_equal"),
    "less_equal": ("less", "less_equal"),
    "greater": ("greater_equal", "greater"),
    "greater_equal": ("greater_equal", "greater"),
}

#: By comparison: the comparison that gives the same result if the operands are exchanged.
MIRRORED: Final = {
    "equal": "equal",
    "not_equal": "not_equal",
    "less": "greater",
    "less_equal": "greater_equal",
    "greater": "less",
    "greater_equal": "less_equal",
}
