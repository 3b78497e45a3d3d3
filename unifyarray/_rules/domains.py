"""Domains: the dtypes that a function accepts, and the dtype that it computes in (contract row 5)."""

from __future__ import annotations

from .._core import dtypes as dt
from .._core.errors import message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

    from .._core.dtypes import DType

ALL: Final = frozenset(dt.ALL)
BOOL: Final = frozenset({dt.bool})
INTEGER: Final = frozenset(d for d in dt.ALL if d.rank == 1)
INTEGER_OR_BOOL: Final = BOOL | INTEGER
REAL_FLOATING: Final = frozenset(d for d in dt.ALL if d.rank == 2)
COMPLEX: Final = frozenset(d for d in dt.ALL if d.rank == 3)
FLOATING: Final = REAL_FLOATING | COMPLEX
REAL: Final = INTEGER | REAL_FLOATING
REAL_OR_BOOL: Final = REAL | BOOL
NUMERIC: Final = REAL | COMPLEX

# Transforms and factorisations do not take half precision, because some libraries lack it (contract row 30).
WIDE_REAL_FLOATING: Final = REAL_FLOATING - {dt.float16, dt.bfloat16}
WIDE_FLOATING: Final = FLOATING - {dt.float16, dt.bfloat16}

#: The domains of functions that convert integers and bool. The look-up compares by identity first.
_OF_FLOATS: Final = (FLOATING, REAL_FLOATING, WIDE_FLOATING, WIDE_REAL_FLOATING)


def check_domain(name: str, dtype: DType, domain: frozenset[DType]) -> None:
    """Raise TypeError if a dtype is not in the domain of a function."""
    if dtype not in domain:
        categories = dict.fromkeys(d.category for d in dt.ALL if d in domain)
        *others, last = [d.name for d in dt.ALL if d in domain] if dtype.category in categories else categories
        valid = f"{', '.join(others)} or {last}" if others else last
        raise TypeError(message(f"ua.{name} needs {valid}, got {dtype}", _hint(name, dtype, domain)))


def _hint(name: str, dtype: DType, domain: frozenset[DType]) -> str:
    """Return what to call instead of a function with an array of a dtype that is not in the domain."""
    if dtype.rank == 3:
        return "ua.abs(x), or ua.real(x) and ua.imag(x), which are real"
    if name == "imag":
        return "ua.zeros_like(x): the imaginary part of real numbers is 0"
    if domain <= BOOL:
        return "x != 0, which is bool"
    if dtype is dt.bool:
        instead = {"negative": "ua.logical_not(x)", "subtract": "ua.logical_xor(x, y)", "sign": "x"}.get(name)
        return f'{instead}, or integers: ua.astype(x, "int8")' if instead else 'use integers: ua.astype(x, "int8")'
    if dtype.rank == 2 and domain <= INTEGER_OR_BOOL:
        return 'use integers: ua.astype(x, "int64")'
    wider = "float32" if dtype.rank == 2 else "float64"
    return f'convert first: ua.astype(x, "{wider}")'


def resolve(name: str, dtype: DType, domain: frozenset[DType], default_float: Callable[[], DType]) -> DType:
    """Return the dtype that a function computes in.

    Functions of floating-point numbers convert integers and bool to the default real floating dtype.

    Parameters
    ----------
    name : str
        Name of the function, for the error.
    dtype : DType
        Dtype of the argument, or the one that several arguments promote to.
    domain : frozenset of DType
        Dtypes that the function takes.
    default_float : callable
        Returns the default real floating dtype. It is called only if the dtype must change.

    Raises
    ------
    TypeError
        The dtype is not in the domain of the function.
    """
    if dtype in domain:
        return dtype
    if dtype.rank < 2 and domain in _OF_FLOATS:
        dtype = default_float()
    check_domain(name, dtype, domain)
    return dtype
