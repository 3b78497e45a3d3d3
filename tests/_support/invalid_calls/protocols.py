"""Invalid uses of Python's protocols and of the methods of Array."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tests._support.invalid_calls import Calls

CALLS: Final[Calls] = [
    ("bool(x)", TypeError, "(3,)"),
    ("bool(empty)", TypeError, "(0,)"),
    ("bool(x[:1])", TypeError, "(1,)"),
    ("x and x", TypeError, "(3,)"),
    ("not m", TypeError, "(2, 3)"),
    ("if x == x: pass", TypeError, "(3,)"),
    ("0 < x < 1", TypeError, "(3,)"),
    ("float(x)", TypeError, "(3,)"),
    ("float(x[:1])", TypeError, "(1,)"),
    ("float(c[0])", TypeError, "complex128"),
    ("int(m)", TypeError, "(2, 3)"),
    ("int(c[0])", TypeError, "complex128"),
    ("int(ua.asarray(ua.nan))", ValueError, "NaN"),
    ("int(ua.asarray(ua.inf))", OverflowError, "inf"),
    ("int(ua.asarray(-ua.inf))", OverflowError, "-inf"),
    ("complex(x)", TypeError, "(3,)"),
    ("x.__index__()", TypeError, "(3,)"),
    ("[0, 1, 2][zero_d]", TypeError, "float64"),
    ("[0, 1, 2][b[0]]", TypeError, "bool"),
    ("[0, 1, 2][i[:1]]", TypeError, "(1,)"),
    ("range(zero_d)", TypeError, "float64"),
    ("range(x)", TypeError, "float64"),
    ("len(zero_d)", TypeError, "0-d"),
    ("iter(zero_d)", TypeError, "0-d"),
    ("list(int_0d)", TypeError, "0-d"),
    ("a, = zero_d", TypeError, "0-d"),
    ("x.item()", ValueError, "(3,)"),
    ("empty.item()", ValueError, "(0,)"),
    ("x.T", ValueError, "(3,)"),
    ("cube.T", ValueError, "(2, 3, 4)"),
    ("zero_d.T", ValueError, "()"),
    ("x.mT", ValueError, "1"),
    ("zero_d.mT", ValueError, "0"),
    ("ua.Array([1, 2])", TypeError, "[1, 2]"),
    ("ua.Array('a')", TypeError, "'a'"),
    ("ua.Array(native)", TypeError, "of float64 and shape (3,)"),
]
