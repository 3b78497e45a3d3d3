"""Example calls: functions beyond the standard. They are functions of ``ua``; no namespace has them."""

from __future__ import annotations

from typing import Final

from .rows import REAL, Fixed, Row, call, row
from .statistical_functions import reductions

_POSITIONS: Final = Fixed([1, 0, 3, 1])

ROWS: Final[dict[str, Row]] = {
    "bincount": row(
        call("ua.bincount(x0, x1)", _POSITIONS, (4,), kinds=REAL),
        call("ua.bincount(x0, weights=x1, minlength=6)", _POSITIONS, (4,), kinds=REAL),
        others=(call("ua.bincount(x0)", _POSITIONS),),
    ),
    "median": row(*reductions("ua.median", REAL)),
}
