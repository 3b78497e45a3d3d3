"""Invalid calls of the functions beyond the standard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import unifyarray as ua

if TYPE_CHECKING:
    from tests._support.invalid_calls import Calls

CALLS: Final[Calls] = [
    ("ua.bincount(i - 1)", ValueError, "-1"),
    ("ua.bincount(i - 1, x)", ValueError, "-1"),
    ("ua.bincount(x)", TypeError, "float64"),
    ("ua.bincount(b)", TypeError, "bool"),
    ("ua.bincount(ua.asarray([[1]]))", ValueError, "(1, 1)"),
    ("ua.bincount(int_0d)", ValueError, "()"),
    ("ua.bincount(i, four)", ValueError, "(4,)"),
    ("ua.bincount(i, c)", TypeError, "complex128"),
    ("ua.bincount(i, minlength=-1)", ValueError, "-1"),
    ("ua.bincount(i, minlength=1.5)", TypeError, "1.5"),
    ("ua.bincount(i, minlength=10**30)", ValueError, str(10**30)),
    ("ua.bincount(u64 + (2**64 - 4))", ValueError, str(2**64)),
    ("ua.bincount(i, elsewhere)", ua.DeviceMismatchError, ""),
    ("ua.bincount('a')", TypeError, "'a'"),
    ("ua.median(empty)", ValueError, "(0,)"),
    ("ua.median(hollow, axis=0)", ValueError, "(0, 3)"),
    ("ua.median(c)", TypeError, "complex128"),
    ("ua.median(x, axis=1)", ua.AxisError, "1"),
    ("ua.median(m, axis=(0, 0))", ValueError, "(0, 0)"),
    ("ua.median(x, axis=0.0)", TypeError, "0.0"),
    ("ua.median([1, 2])", TypeError, "[1, 2]"),
]
