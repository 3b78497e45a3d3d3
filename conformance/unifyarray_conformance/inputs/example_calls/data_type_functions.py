"""Example calls: data type functions."""

from __future__ import annotations

from typing import Final

from .rows import ANY, NUMERIC, REAL, RETURNS_NO_NUMBERS, Row, call, row

ROWS: Final[dict[str, Row]] = {
    "astype": row(
        call("xp.astype(x0, x0.dtype)", (2, 3), kinds=ANY),
        call("xp.astype(x0, x0.dtype, copy=False)", (), kinds=ANY),
        call("xp.astype(x0, xp.complex64 if x0.dtype == xp.float32 else xp.complex128)", (2, 3), kinds=REAL),
        others=(
            call("xp.astype(x0, xp.float32)", (3, 3), kinds="bir"),
            call("xp.astype(x0, xp.uint16)", (3, 3), kinds="bi"),
            call("xp.astype(x0, xp.bool)", (3, 3), kinds=ANY),
        ),
        many="xp.astype(x, xp.int32)",
    ),
    "can_cast": row(
        call("xp.can_cast(xp.int8, xp.int16)"),
        call("xp.can_cast(x0, xp.float32)", (3,), kinds=ANY),
        no_derivative=RETURNS_NO_NUMBERS,
    ),
    "finfo": row(
        call("xp.finfo(xp.float32).eps"),
        call("xp.finfo(x0).eps", (3,)),
        no_derivative=RETURNS_NO_NUMBERS,
    ),
    "iinfo": row(call("xp.iinfo(xp.int8).max"), no_derivative=RETURNS_NO_NUMBERS),
    "isdtype": row(call("xp.isdtype(xp.int8, 'integral')"), no_derivative=RETURNS_NO_NUMBERS),
    "result_type": row(
        call("xp.result_type(x0, x0)", (3, 3), kinds=ANY),
        call("xp.result_type(x0, 1)", (3, 3), kinds=NUMERIC),
        call("xp.result_type(x0, xp.float32, 1.0)", (3,), kinds="r"),
        no_derivative=RETURNS_NO_NUMBERS,
    ),
}
