"""Type promotion: the standard's table, and unifyarray's rules for mixed kinds (contract rows 2, 3, 30)."""

from __future__ import annotations

from .._core import dtypes as dt
from .._core import lazy_typing as t
from .._core.dtypes import DType
from .._core.errors import message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_SIGNED: Final = {8: dt.int8, 16: dt.int16, 32: dt.int32, 64: dt.int64}
#: By the names of two dtypes, because the hash of a string is faster than that of a DType.
_table: dict[tuple[str, str], DType | None] = {}


def promote(first: DType, second: DType) -> DType:
    """Return the dtype that two dtypes promote to.

    bool < integer < real floating < complex: the dtype of the higher kind wins, whatever its width. Within a kind the
    wider dtype wins. An unsigned and a signed integer promote to the signed dtype that holds both.

    Raises
    ------
    TypeError
        uint64 with a signed integer, or float16 with bfloat16: no dtype holds both.
    """
    try:
        found = _table[first.name, second.name]
    except KeyError:
        found = _table.setdefault((first.name, second.name), _promote(first, second))
    if found is None:
        raise TypeError(
            message(f"{first} and {second} have no common dtype", "convert one of them: ua.astype(x, dtype)")
        )
    return found


def _promote(first: DType, second: DType) -> DType | None:
    low, high = sorted((first, second), key=lambda dtype: (dtype.rank, dtype.bits))
    if low is high:
        return high
    if low.rank < high.rank:
        # complex64 does not hold float64. Every other dtype of a higher kind wins.
        if high is dt.complex64 and low is dt.float64:
            return dt.complex128
        return high
    if low.category != high.category:
        unsigned, signed = (low, high) if low.category == "unsigned integer" else (high, low)
        return signed if signed.bits > unsigned.bits else _SIGNED.get(unsigned.bits * 2)
    return None if low.bits == high.bits else high


def promote_all(dtypes: list[DType]) -> DType:
    """Return the dtype that several dtypes promote to."""
    result = dtypes[0]
    for dtype in dtypes[1:]:
        if dtype is not result:
            result = promote(result, dtype)
    return result


def can_cast(source: DType, target: DType) -> bool:
    """Return whether the standard's promotion takes ``source`` to ``target``. Mixed kinds do not promote."""
    if source.rank == target.rank or source.category == target.category or (source.rank == 2 and target.rank == 3):
        return _promote(source, target) is target
    return False


def widest_real(dtypes: t.Iterable[DType]) -> DType | None:
    """Return the widest real floating dtype of several dtypes, or None. A complex dtype counts as its real one."""
    widest: DType | None = None
    for dtype in dtypes:  # written out, because torch.compile does not trace max(..., key=...)
        real = dt.REAL_OF.get(dtype, dtype)
        if real.rank == 2 and (widest is None or real.bits > widest.bits):
            widest = real
    return widest
