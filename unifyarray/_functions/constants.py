"""Constants of the standard, as Python values."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

__all__ = ["e", "inf", "nan", "newaxis", "pi"]

#: Euler's number.
e: Final = 2.718281828459045

#: Positive infinity.
inf: Final = float("inf")

#: Not a number.
nan: Final = float("nan")

#: An index that inserts an axis of length 1: None.
newaxis: Final = None

#: Ratio of a circle's circumference to its diameter.
pi: Final = 3.141592653589793
