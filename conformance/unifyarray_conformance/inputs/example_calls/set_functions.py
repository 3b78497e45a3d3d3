"""Example calls: set functions."""

from __future__ import annotations

from typing import Final

from .rows import IS_BOOL, NUMERIC, REAL, Row, call, row


def _unique(name: str) -> Row:
    return row(
        call(f"xp.{name}(x0)", (2, 3), kinds=REAL, differentiated="y.values"),
        others=(call(f"xp.{name}(x0)", (3, 3), kinds=NUMERIC),),
        many=f"xp.{name}(i)",
    )


ROWS: Final[dict[str, Row]] = {
    "isin": row(
        call("xp.isin(x0, x1)", (3, 3), (3,), kinds=NUMERIC),
        call("xp.isin(x0, x1, invert=True)", (3,), (2,), kinds=NUMERIC),
        call("xp.isin(x0, 1)", (3, 3), kinds=NUMERIC),
        no_derivative=IS_BOOL,
        many="xp.isin(i, few)",
    ),
    "unique_all": _unique("unique_all"),
    "unique_counts": _unique("unique_counts"),
    "unique_inverse": _unique("unique_inverse"),
    "unique_values": row(
        call("xp.unique_values(x0)", (2, 3), kinds=REAL),
        call("xp.unique_values(x0)", (), kinds=REAL),
        others=(call("xp.unique_values(x0)", (3, 3), kinds=NUMERIC),),
        many="xp.unique_values(i)",
    ),
}
