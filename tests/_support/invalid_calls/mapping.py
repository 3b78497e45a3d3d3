"""Invalid calls of ``ua.vmap``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import unifyarray as ua

if TYPE_CHECKING:
    from tests._support.invalid_calls import Calls

CALLS: Final[Calls] = [
    ("ua.vmap(3)", TypeError, "3"),
    ("ua.vmap(ua.sin)()", ValueError, "mapped"),
    ("ua.vmap(ua.sin)('a')", ValueError, "mapped"),
    ("ua.vmap(ua.sin, in_axes=None)(x)", ValueError, "mapped"),
    ("ua.vmap(ua.sin, in_axes='a')(x)", TypeError, "'a'"),
    ("ua.vmap(ua.sin, in_axes=0.5)(x)", TypeError, "0.5"),
    ("ua.vmap(ua.sin, in_axes=True)(x)", TypeError, "True"),
    ("ua.vmap(ua.sin, in_axes=(0, 0))(x)", ValueError, "2 entries"),
    ("ua.vmap(ua.sin, in_axes=1)(x)", ua.AxisError, "in_axes=1"),
    ("ua.vmap(ua.sin)(zero_d)", ua.AxisError, "()"),
    ("ua.vmap(ua.sin, out_axes=1)(x)", ua.AxisError, "out_axes=1"),
    ("ua.vmap(ua.sin, out_axes=None)(x)", ValueError, "out_axes"),
    ("ua.vmap(ua.sin, out_axes=(0, 0))(x)", ValueError, "out_axes"),
    ("ua.vmap(ua.add)(x, four)", ValueError, "4"),
    ("ua.vmap(ua.add, in_axes=({'a': 0}, 0))(x, x)", ValueError, "in_axes"),
    ("ua.vmap(lambda x: 'a')(x)", TypeError, "'a'"),
    ("ua.vmap(float)(x)", ua.TracingError, "ua.vmap"),
    ("ua.vmap(lambda x: x if x > 0 else -x)(x)", ua.TracingError, "ua.vmap"),
    ("ua.vmap(ua.nonzero)(m)", ua.TracingError, "ua.nonzero"),
    ("ua.vmap(lambda x: x[x > 1])(m)", ua.TracingError, "x[mask]"),
    ("ua.vmap(ua.add)(x, elsewhere)", ua.DeviceMismatchError, "mix"),
]
