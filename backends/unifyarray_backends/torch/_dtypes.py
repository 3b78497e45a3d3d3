"""Torch's dtypes: the DType of each, sets of dtypes by kind, and promotion."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import torch

from unifyarray.plugin import DType, dtypes, message
from unifyarray.plugin import promote as promote_neutral

TorchDType: TypeAlias = torch.dtype

NATIVE: Final[dict[DType, TorchDType]] = {dtype: getattr(torch, dtype.name) for dtype in dtypes.ALL}
NEUTRAL: Final[dict[TorchDType, DType]] = {native: dtype for dtype, native in NATIVE.items()}

#: By unsigned dtype for which torch has few kernels: the signed dtype of the same width
#: (https://github.com/pytorch/pytorch/issues/58734).
SIGNED: Final = {torch.uint16: torch.int16, torch.uint32: torch.int32, torch.uint64: torch.int64}
WIDE: Final = frozenset(SIGNED)
SIGN_BIT: Final = {native: torch.iinfo(signed).min for native, signed in SIGNED.items()}
#: By unsigned dtype: the smallest signed dtype that can represent all its values; uint64 does not have one.
WIDER_SIGNED: Final = {torch.uint16: torch.int32, torch.uint32: torch.int64}


def _category(*categories: str) -> frozenset[TorchDType]:
    return frozenset(native for native, dtype in NEUTRAL.items() if dtype.category in categories)


BOOL: Final = _category("bool")
UNSIGNED: Final = _category("unsigned integer")
INTEGER: Final = _category("signed integer", "unsigned integer")
FLOATING: Final = _category("real floating")
HALF_PRECISION: Final = frozenset({torch.float16, torch.bfloat16})
COMPLEX: Final = _category("complex floating")
INEXACT: Final = FLOATING | COMPLEX
EVERY: Final = frozenset(NEUTRAL)

#: The dtypes for which torch has kernels of arithmetic, comparisons and reductions.
PLAIN: Final = EVERY - WIDE
PLAIN_NUMERIC: Final = PLAIN - BOOL
PLAIN_INTEGER: Final = INTEGER - WIDE
PLAIN_ORDERED: Final = PLAIN - COMPLEX
PLAIN_REAL: Final = PLAIN_ORDERED - BOOL
PLAIN_BITS: Final = PLAIN_INTEGER | BOOL

REAL_OF: Final = {torch.complex64: torch.float32, torch.complex128: torch.float64}
COMPLEX_OF: Final = {NATIVE[real]: NATIVE[complex_] for real, complex_ in dtypes.COMPLEX_OF.items()}

#: By integer dtype: its smallest and its largest value.
RANGE: Final = {native: (torch.iinfo(native).min, torch.iinfo(native).max) for native in INTEGER}


def _promote(first: DType, second: DType) -> DType | None:
    try:
        return promote_neutral(first, second)
    except TypeError:
        return None


#: By pair of dtypes: the dtype that they promote to, by the standard and, for two kinds, by the contract. Pairs that do
#: not promote are missing.
PROMOTION: Final[dict[tuple[TorchDType, TorchDType], TorchDType]] = {
    (NATIVE[a], NATIVE[b]): NATIVE[c] for a in dtypes.ALL for b in dtypes.ALL if (c := _promote(a, b)) is not None
}


def promote(first: TorchDType, second: TorchDType) -> TorchDType:
    """Return the dtype that two dtypes promote to; raise TypeError if they do not promote."""
    found = PROMOTION.get((first, second))
    if found is None:
        raise _no_promotion(first, second)
    return found


def _no_promotion(first: TorchDType, second: TorchDType) -> TypeError:
    names = " and ".join(str(native).removeprefix("torch.") for native in (first, second))
    return TypeError(
        message(f"{names} do not promote to a common dtype", "cast one of the arrays: xp.astype(x, dtype)")
    )


def native_of(x: Any) -> TorchDType:
    """Return the dtype of a tensor, or a dtype unchanged."""
    return x if isinstance(x, torch.dtype) else x.dtype
