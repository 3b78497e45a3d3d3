"""Example calls: indexing functions."""

from __future__ import annotations

from typing import Final

from .rows import ANY, Fixed, Row, call, row

ROWS: Final[dict[str, Row]] = {
    "take": row(
        call("xp.take(x0, x1)", (4,), Fixed([2, 0, 2, -1]), kinds=ANY),
        call("xp.take(x0, x1, axis=1)", (2, 3, 2), Fixed([1, 0, 1]), kinds=ANY),
        call("xp.take(x0, x1, axis=-1)", (2, 3, 2), Fixed([1, 0]), kinds=ANY),
        many="xp.take(x, k, axis=0)",
    ),
    "take_along_axis": row(
        call("xp.take_along_axis(x0, x1, axis=1)", (2, 3), Fixed([[1, 0, -1, 1]]), kinds=ANY),
        call("xp.take_along_axis(x0, x1)", (2, 3), Fixed([[1], [0]]), kinds=ANY),
        others=(call("xp.take_along_axis(x0, x1)", (3,), Fixed([0, -1]), kinds=ANY),),
        many="xp.take_along_axis(x, k, axis=0)",
    ),
}
