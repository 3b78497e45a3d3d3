"""Invalid calls of ``ua.special``, and of functions of ``ua.linalg`` that the standard lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import unifyarray as ua

if TYPE_CHECKING:
    from tests._support.invalid_calls import Calls

_UNARY: Final = (
    *("digamma", "entr", "erf", "erfc", "erfinv", "expit", "gammaln", "i0", "i1", "logit", "ndtr", "ndtri"),
    *("softmax", "log_softmax", "logsumexp"),
)
_SEVERAL: Final = {
    "beta": "x, {}",
    "betainc": "x, {}, x",
    "gammainc": "x, {}",
    "gammaincc": "{}, x",
    "xlogy": "x, {}",
}

CALLS: Final[Calls] = [
    *((f"ua.special.{name}(c)", TypeError, "complex128") for name in _UNARY),
    *((f"ua.special.{name}('a')", TypeError, "'a'") for name in _UNARY),
    *((f"ua.special.{name}({args.format('c')})", TypeError, "complex128") for name, args in _SEVERAL.items()),
    *((f"ua.special.{name}({args.format('None')})", TypeError, "None") for name, args in _SEVERAL.items()),
    *((f"ua.special.{name}({args.format('four')})", ValueError, "(4,)") for name, args in _SEVERAL.items()),
    *(
        (f"ua.special.{name}({args.format('elsewhere')})", ua.DeviceMismatchError, "")
        for name, args in _SEVERAL.items()
    ),
    *((f"ua.special.{name}(x, axis=1)", ua.AxisError, "1") for name in _UNARY[-3:]),
    *((f"ua.special.{name}(m, axis=(0, 0))", ValueError, "(0, 0)") for name in _UNARY[-3:]),
    *((f"ua.special.{name}(x, axis=0.5)", TypeError, "0.5") for name in _UNARY[-3:]),
    ("ua.special.logsumexp(x, b=four)", ValueError, "(4,)"),
    ("ua.special.logsumexp(x, b=c)", TypeError, "complex128"),
    ("ua.linalg.expm(m)", ValueError, "(2, 3)"),
    ("ua.linalg.expm(x)", ValueError, "(3,)"),
    ("ua.linalg.expm('a')", TypeError, "'a'"),
    ("ua.linalg.lstsq(m, x)", ValueError, "(2, 3)"),
    ("ua.linalg.lstsq(x, x)", ValueError, "(3,)"),
    ("ua.linalg.lstsq(square, zero_d)", ValueError, "()"),
    ("ua.linalg.lstsq(square, square, rcond='a')", TypeError, "'a'"),
    ("ua.linalg.lstsq(square, elsewhere)", ua.DeviceMismatchError, ""),
    ("ua.linalg.norm(cube, axis=(0, 1, 2))", ValueError, "(0, 1, 2)"),
    ("ua.linalg.norm(cube, 1)", ValueError, "(2, 3, 4)"),
    ("ua.linalg.norm(x, 'fro')", TypeError, "'fro'"),
    ("ua.linalg.norm(m, 3, axis=(0, 1))", ValueError, "3"),
    ("ua.linalg.norm(m, axis=2)", ua.AxisError, "2"),
    ("ua.linalg.norm('a')", TypeError, "'a'"),
    ("ua.linalg.solve_triangular(m, x)", ValueError, "(2, 3)"),
    ("ua.linalg.solve_triangular(square, x)", ValueError, "(3,)"),
    ("ua.linalg.solve_triangular(square, square, trans='X')", ValueError, "'X'"),
    ("ua.linalg.solve_triangular(square, square, trans=3)", ValueError, "3"),
    ("ua.linalg.solve_triangular(ua.zeros((2, 2)), square)", ua.linalg.LinAlgError, "zero"),
    ("ua.linalg.solve_triangular(square, elsewhere)", ua.DeviceMismatchError, ""),
]
