"""Example calls: sorting functions."""

from __future__ import annotations

from typing import Final

from .rows import IS_POSITION, REAL, Row, call, row

ROWS: Final[dict[str, Row]] = {
    "argsort": row(
        call("xp.argsort(x0)", (3, 3), kinds=REAL),
        call("xp.argsort(x0, descending=True)", (3, 3), kinds=REAL),
        no_derivative=IS_POSITION,
        many="xp.argsort(x)",
    ),
    "sort": row(
        call("xp.sort(x0)", (2, 3), kinds=REAL),
        call("xp.sort(x0, axis=0, descending=True)", (2, 3), kinds=REAL),
        call("xp.sort(x0, stable=False)", (5,), kinds=REAL),
        many="xp.sort(x)",
    ),
}
