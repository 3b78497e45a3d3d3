"""Elementwise functions: the error for complex numbers in functions that need an order."""

from __future__ import annotations

from unifyarray.plugin import message


def no_order(function: str) -> TypeError:
    """Return the error of a function that needs an order, for complex numbers."""
    fact = f"{function} is not defined for complex numbers, which have no order"
    return TypeError(message(fact, "compare xp.real(x), xp.imag(x) or xp.abs(x)"))
