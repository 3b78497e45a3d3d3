"""Constants of the standard, as Python values."""

from __future__ import annotations

from .._core import lazy_typing as t

__all__ = ["e", "inf", "nan", "newaxis", "pi"]

#: Euler's number.
e: t.Final = 2.718281828459045

#: Positive infinity.
inf: t.Final = float("inf")

#: Not a number.
nan: t.Final = float("nan")

#: An index that inserts an axis of length 1: None.
newaxis: t.Final = None

#: Circumference of a circle over its diameter.
pi: t.Final = 3.141592653589793
