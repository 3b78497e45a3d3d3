"""Example calls: inspection."""

from __future__ import annotations

from typing import Final

from .rows import RETURNS_NO_NUMBERS, Row, call, row

ROWS: Final[dict[str, Row]] = {
    "__array_namespace_info__": row(
        call("xp.__array_namespace_info__().capabilities()"), no_derivative=RETURNS_NO_NUMBERS
    ),
}
