"""Example calls: utility functions."""

from __future__ import annotations

from typing import Final

from .rows import ANY, IS_BOOL, NUMERIC, Row, call, row


def _truth(name: str) -> Row:
    return row(
        *(call(f"xp.{name}(x0{k})", (3, 3), kinds=ANY) for k in ("", ", axis=1", ", axis=(0, 1)", ", axis=()")),
        no_derivative=IS_BOOL,
        many=f"xp.{name}(c)",
    )


ROWS: Final[dict[str, Row]] = {
    "all": _truth("all"),
    "any": _truth("any"),
    "diff": row(
        call("xp.diff(x0)", (4,), kinds=NUMERIC),
        call("xp.diff(x0, axis=0, n=2)", (3, 2), kinds=NUMERIC),
        call("xp.diff(x0, axis=-1, prepend=x1, append=x2)", (2, 3), (2, 1), (2, 2), kinds=NUMERIC),
        many="xp.diff(x)",
    ),
}
