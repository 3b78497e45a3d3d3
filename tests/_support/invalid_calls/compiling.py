"""Invalid calls of ``ua.jit``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import unifyarray as ua

if TYPE_CHECKING:
    from tests._support.invalid_calls import Calls

CALLS: Final[Calls] = [
    ("ua.jit(3)", TypeError, "3"),
    ("ua.jit(ua.sin, backend=3)", TypeError, "3"),
    ("ua.jit(ua.sin, backend='numpy')", ValueError, "'numpy'"),
    ("ua.jit(ua.sin, static_argnums='x')", TypeError, "'x'"),
    ("ua.jit(ua.sin, static_argnums=0.5)", TypeError, "0.5"),
    ("ua.jit(ua.sin, static_argnums=5)", ValueError, "5"),
    ("ua.jit(ua.sin, static_argnames='y')", ValueError, "'y'"),
    ("ua.jit(ua.sin, static_argnames=3)", TypeError, "3"),
    ("ua.jit(lambda x, y: x)(x, {1, 2})", TypeError, "{1, 2}"),
    ("ua.jit(lambda x: x, static_argnums=0)(x)", TypeError, "Array"),
    ("ua.jit(ua.add)(x, elsewhere)", ua.DeviceMismatchError, "mix"),
]
