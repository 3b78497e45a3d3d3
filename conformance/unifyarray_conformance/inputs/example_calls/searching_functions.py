"""Example calls: searching functions."""

from __future__ import annotations

from typing import Final

from .rows import ANY, IS_POSITION, NUMERIC, REAL, Fixed, Row, ascending, call, row


def _extreme(name: str) -> Row:
    return row(
        call(f"xp.{name}(x0)", (3, 3), kinds=REAL),
        call(f"xp.{name}(x0, axis=1)", (3, 3), kinds=REAL),
        no_derivative=IS_POSITION,
        many=f"xp.{name}(x)",
    )


ROWS: Final[dict[str, Row]] = {
    "argmax": _extreme("argmax"),
    "argmin": _extreme("argmin"),
    "count_nonzero": row(
        call("xp.count_nonzero(x0)", (3, 3), kinds=ANY),
        call("xp.count_nonzero(x0, axis=0)", (3, 3), kinds=ANY),
        no_derivative=IS_POSITION,
        many="xp.count_nonzero(c)",
    ),
    "nonzero": row(call("xp.nonzero(x0)", (3, 3), kinds=ANY), no_derivative=IS_POSITION, many="xp.nonzero(c)"),
    "searchsorted": row(
        call("xp.searchsorted(x0, x1)", ascending(3), (3,), kinds=REAL),
        call("xp.searchsorted(x0, x1, side='right')", ascending(3), (2, 2), kinds=REAL),
        call("xp.searchsorted(x0, x1, sorter=x2)", ascending(3), (3,), Fixed([0, 1, 2]), kinds=REAL),
        no_derivative=IS_POSITION,
        many="xp.searchsorted(w, x)",
    ),
    "where": row(
        call("xp.where(x0, x1, x2)", Fixed([True, False, True]), (2, 3), (3,), kinds=ANY),
        call("xp.where(x0, x1, 2.0)", Fixed([[True], [False]]), (2, 3), kinds=NUMERIC),
        call("xp.where(x0, 1.0, x1)", Fixed(False), (), kinds=NUMERIC),
        call("xp.where(x0 > 0, xp.sqrt(xp.abs(x0)), x0**2)", (5,), kinds="r"),
        others=(
            call("xp.where(xp.astype(x0, xp.bool), x0, x1)", (3, 3), (3, 3), kinds=ANY),
            call("xp.where(xp.astype(x0, xp.bool), x0, 1)", (3, 3), kinds=NUMERIC),
        ),
        many="xp.where(c, x, y)",
    ),
}
