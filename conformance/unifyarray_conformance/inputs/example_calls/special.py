"""Example calls: ``ua.special``, and functions of ``ua.linalg`` that the standard lacks. No namespace has them."""

from __future__ import annotations

from typing import Final

from .rows import POSITIVE, REAL, Interval, Row, call, regular, row

#: Interval of probabilities away from 0 and 1.
_INSIDE: Final[Interval] = (0.1, 0.9)


def _unary(name: str, interval: Interval | None = None, kinds: str = REAL) -> Row:
    if interval is None:
        return row(call(f"ua.special.{name}(x0)", (5,), kinds=kinds))
    return row(call(f"ua.special.{name}(x0)", (2, 3), interval=interval, kinds=kinds))


def _along_axes(name: str, keywords: str = "") -> Row:
    return row(
        call(f"ua.special.{name}(x0)", (5,), kinds=REAL),
        call(f"ua.special.{name}(x0, axis=1{keywords})", (2, 3), kinds=REAL),
        call(f"ua.special.{name}(x0, axis=(0, 2))", (2, 3, 2), kinds=REAL),
    )


ROWS: Final[dict[str, Row]] = {
    "linalg.expm": row(call("ua.linalg.expm(x0)", (3, 3)), call("ua.linalg.expm(x0)", (2, 2, 2))),
    "linalg.lstsq": row(
        call("ua.linalg.lstsq(x0, x1)", (4, 2), (4,), differentiated="y[0]"),
        call("ua.linalg.lstsq(x0, x1)", (4, 2), (4, 2), differentiated="y[1]"),
        others=(call("ua.linalg.lstsq(x0, x1, rcond=1e-3)", (2, 2, 3), (2,)),),
    ),
    "linalg.norm": row(
        call("ua.linalg.norm(x0)", (2, 3)),
        call("ua.linalg.norm(x0, axis=1)", (2, 3)),
        call("ua.linalg.norm(x0, 3, axis=0, keepdims=True)", (2, 3)),
        call("ua.linalg.norm(x0, 'nuc', axis=(2, 0))", (2, 2, 3)),
    ),
    "linalg.solve_triangular": row(
        call("ua.linalg.solve_triangular(x0, x1)", regular(3, 3), (3,)),
        call("ua.linalg.solve_triangular(x0, x1, trans=1, lower=True)", regular(2, 2, 2), (2, 2)),
        call("ua.linalg.solve_triangular(x0, x1, trans='C', unit_diagonal=True)", (3, 3), (2, 3, 1)),
    ),
    "special.beta": row(call("ua.special.beta(x0, x1)", (2, 3), (3,), interval=POSITIVE, kinds=REAL)),
    "special.betainc": row(
        call("ua.special.betainc(x0, x1, x2 / 3)", (3,), (2, 3), (3,), interval=POSITIVE, kinds="r"),
        others=(call("ua.special.betainc(x0, x0, 0.5)", (3,), interval=POSITIVE, kinds=REAL),),
    ),
    "special.digamma": _unary("digamma", POSITIVE),
    "special.entr": _unary("entr", POSITIVE),
    "special.erf": _unary("erf"),
    "special.erfc": _unary("erfc"),
    "special.erfinv": _unary("erfinv", _INSIDE, "r"),
    "special.expit": _unary("expit"),
    "special.gammainc": row(
        call("ua.special.gammainc(x0, x1)", (3,), (2, 3), interval=POSITIVE, kinds=REAL),
        call("ua.special.gammainc(x0 * 9, x1 * 9)", (3,), (3,), interval=POSITIVE, kinds="r"),
    ),
    "special.gammaincc": row(call("ua.special.gammaincc(x0, x1)", (3,), (2, 3), interval=POSITIVE, kinds=REAL)),
    "special.gammaln": _unary("gammaln", POSITIVE),
    "special.i0": _unary("i0"),
    "special.i1": _unary("i1"),
    "special.log_softmax": _along_axes("log_softmax"),
    "special.logit": _unary("logit", _INSIDE, "r"),
    "special.logsumexp": row(
        *_along_axes("logsumexp", ", keepdims=True").calls,
        call("ua.special.logsumexp(x0, b=x1, axis=0)", (2, 3), (3,), interval=POSITIVE, kinds="r"),
    ),
    "special.ndtr": _unary("ndtr"),
    "special.ndtri": _unary("ndtri", _INSIDE, "r"),
    "special.softmax": _along_axes("softmax"),
    "special.xlogy": row(call("ua.special.xlogy(x0, x1)", (2, 3), (3,), interval=POSITIVE, kinds=REAL)),
}
