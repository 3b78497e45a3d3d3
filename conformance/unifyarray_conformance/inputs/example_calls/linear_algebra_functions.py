"""Example calls: linear algebra functions of the main namespace."""

from __future__ import annotations

from typing import Final

from .rows import ANY, NUMERIC, Row, call, row

ROWS: Final[dict[str, Row]] = {
    "matmul": row(
        call("xp.matmul(x0, x1)", (3,), (3,), kinds=NUMERIC),
        call("xp.matmul(x0, x1)", (2, 3), (3,), kinds=NUMERIC),
        call("xp.matmul(x0, x1)", (2,), (2, 3), kinds=NUMERIC),
        call("xp.matmul(x0, x1)", (2, 1, 2, 2), (2, 2, 1), kinds=NUMERIC),
        many="xp.matmul(q, q)",
    ),
    "matrix_transpose": row(call("xp.matrix_transpose(x0)", (2, 3, 2), kinds=ANY)),
    "tensordot": row(
        call("xp.tensordot(x0, x1, axes=1)", (2, 3), (3, 2), kinds=NUMERIC),
        call("xp.tensordot(x0, x1)", (2, 3), (2, 3), kinds=NUMERIC),
        call("xp.tensordot(x0, x1, axes=0)", (2,), (2,), kinds=NUMERIC),
        call("xp.tensordot(x0, x1, axes=((0, -1), (1, 0)))", (2, 3, 2), (2, 2), kinds=NUMERIC),
        many="xp.tensordot(q, q, axes=1)",
    ),
    "vecdot": row(
        call("xp.vecdot(x0, x1)", (3,), (3,), kinds=NUMERIC),
        call("xp.vecdot(x0, x1, axis=-1)", (2, 3), (3,), kinds=NUMERIC),
        call("xp.vecdot(x0, x1, axis=-2)", (3, 2), (3, 1), kinds=NUMERIC),
        many="xp.vecdot(r, r)",
    ),
}
