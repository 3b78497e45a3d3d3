"""Example calls: elementwise functions."""

from __future__ import annotations

from typing import Final

from .rows import ANY, FLOAT, IS_BOOL, NUMERIC, POSITIVE, REAL, TAKES_BITS, USUAL, Interval, Row, Shape, call, row

#: Shapes of two operands that are broadcast against each other.
PAIRS: Final[tuple[tuple[Shape, Shape], ...]] = (
    ((), ()), ((3,), (3,)), ((2, 3), (3,)), ((3,), (2, 1)), ((2, 1), ()), ((), (2,)),
)  # fmt: skip
_SQUARE: Final = (3, 3)


def _unary(name: str, kinds: str = NUMERIC, *, interval: Interval = USUAL, measured: bool = True) -> Row:
    """Return the row of a smooth function of one array."""
    calls = (call(f"xp.{name}(x0)", shape, interval=interval, kinds=kinds) for shape in ((), (3,), (2, 2)))
    return row(*calls, twice=True, many=f"xp.{name}(x)" if measured else None)


def _steps(name: str) -> Row:
    """Return the row of a function that is constant between its steps; its derivative is 0."""
    return row(*(call(f"xp.{name}(x0)", shape, kinds=REAL) for shape in ((), (5,))), many=f"xp.{name}(x)")


def _binary(name: str, kinds: str, interval: Interval = USUAL) -> Row:
    """Return the row of a smooth function of two arrays."""
    return row(
        *(call(f"xp.{name}(x0, x1)", *pair, interval=interval, kinds=kinds) for pair in PAIRS),
        call(f"xp.{name}(x0, 1.5)", (3,), interval=interval, kinds=kinds),
        call(f"xp.{name}(1.5, x0)", (3,), interval=interval, kinds=kinds),
        others=(call(f"xp.{name}(x0, 1)", _SQUARE, interval=interval, kinds=kinds),),
        twice=True,
        many=f"xp.{name}(x, y)",
    )


def _quotient(name: str) -> Row:
    """Return the row of a function of a quotient's steps, differentiated away from them."""
    # 4.1 to 4.4 over 1.7 to 1.95 is 2.1 to 2.6, and 4.1 to 4.4 over 1.5 is 2.7 to 2.95: no quotient is near an integer.
    near: Interval = (1.7, 1.95)
    return row(
        *(
            call(f"xp.{name}({x}, x1)", *pair, interval=near, kinds="r")
            for pair in PAIRS
            for x in ("x0 + 2.4", "-2.4 - x0")
        ),
        call(f"xp.{name}(4.2, x0)", (3,), interval=near, kinds="r"),
        call(f"xp.{name}(4.2, -x0)", (), interval=near, kinds="r"),
        call(f"xp.{name}(x0, 1.5)", (3,), interval=(4.1, 4.4), kinds="r"),
        others=(
            call(f"xp.{name}(x0, x1)", _SQUARE, _SQUARE, kinds=REAL),
            call(f"xp.{name}(x0, 1)", _SQUARE, kinds=REAL),
        ),
        many=f"xp.{name}(x, y)",
    )


def _flat_unary(name: str, kinds: str, no_derivative: str, many: str) -> Row:
    """Return the row of a function of one array that has no derivative."""
    return row(call(f"xp.{name}(x0)", _SQUARE, kinds=kinds), no_derivative=no_derivative, many=f"xp.{name}({many})")


def _flat_binary(name: str, kinds: str, no_derivative: str, many: str, scalar: str = "1") -> Row:
    """Return the row of a function of two arrays that has no derivative; bools are not combined with the scalar 1."""
    scalar_kinds = kinds if scalar == "True" else kinds.replace("b", "")
    return row(
        call(f"xp.{name}(x0, x1)", _SQUARE, _SQUARE, kinds=kinds),
        call(f"xp.{name}(x0, x1)", (2, 1), (3,), kinds=kinds),
        call(f"xp.{name}(x0, {scalar})", _SQUARE, kinds=scalar_kinds),
        no_derivative=no_derivative,
        many=f"xp.{name}({many})",
    )


_SMOOTH_UNARY: Final = {
    "abs": _unary("abs"),
    "acos": _unary("acos", FLOAT, interval=(-0.8, 0.8)),
    "acosh": _unary("acosh", interval=(1.3, 3.0)),
    "asin": _unary("asin", FLOAT, interval=(-0.8, 0.8)),
    "asinh": _unary("asinh"),
    "atan": _unary("atan"),
    "atanh": _unary("atanh", FLOAT, interval=(-0.8, 0.8)),
    "conj": _unary("conj", measured=False),
    "cos": _unary("cos"),
    "cosh": _unary("cosh"),
    "exp": _unary("exp"),
    "expm1": _unary("expm1"),
    "imag": _unary("imag", "c", measured=False),
    "log": _unary("log", interval=POSITIVE),
    "log1p": _unary("log1p", interval=(-0.6, 2.0)),
    "log2": _unary("log2", interval=POSITIVE),
    "log10": _unary("log10", interval=POSITIVE),
    "negative": _unary("negative"),
    "positive": _unary("positive", measured=False),
    "real": _unary("real", measured=False),
    "reciprocal": _unary("reciprocal"),
    "sign": _unary("sign"),
    "sin": _unary("sin"),
    "sinh": _unary("sinh"),
    "square": _unary("square"),
    "sqrt": _unary("sqrt", interval=POSITIVE),
    "tan": _unary("tan", interval=(-1.1, 1.1)),
    "tanh": _unary("tanh"),
}
_SMOOTH_BINARY: Final = {
    "add": _binary("add", NUMERIC),
    "atan2": _binary("atan2", REAL),
    "copysign": _binary("copysign", "r"),
    "divide": _binary("divide", NUMERIC),
    "hypot": _binary("hypot", REAL),
    "logaddexp": _binary("logaddexp", REAL),
    "maximum": _binary("maximum", REAL),
    "minimum": _binary("minimum", REAL),
    "multiply": _binary("multiply", NUMERIC),
    "pow": _binary("pow", NUMERIC, POSITIVE),
    "subtract": _binary("subtract", NUMERIC),
}
_CLIP: Final = row(
    call("xp.clip(x0, -0.9, 0.8)", (5,), kinds="r"),
    call("xp.clip(x0, min=0.1)", (2, 3), kinds="r"),
    call("xp.clip(x0, x1, x2)", (2, 3), (3,), (), kinds=REAL),
    call("xp.clip(x0, max=x1)", (3,), (2, 1), kinds=REAL),
    call("xp.clip(x0)", (), kinds=REAL),
    others=(
        call("xp.clip(x0, 1, 2)", _SQUARE, kinds=REAL),
        call("xp.clip(x0, x1, x1)", _SQUARE, _SQUARE, kinds=REAL),
        call("xp.clip(x0, min=x1)", _SQUARE, _SQUARE, kinds=REAL),
    ),
    many="xp.clip(x, 0.7, 1.2)",
)

ROWS: Final[dict[str, Row]] = {
    **_SMOOTH_UNARY,
    **_SMOOTH_BINARY,
    **{name: _steps(name) for name in ("ceil", "floor", "round", "trunc")},
    **{name: _quotient(name) for name in ("floor_divide", "remainder")},
    **{f"bitwise_{name}": _flat_binary(f"bitwise_{name}", "bi", TAKES_BITS, "i, j") for name in ("and", "or", "xor")},
    **{f"bitwise_{name}": _flat_binary(f"bitwise_{name}", "i", TAKES_BITS, "i, j")
       for name in ("left_shift", "right_shift")},
    **{name: _flat_binary(name, ANY, IS_BOOL, "x, y") for name in ("equal", "not_equal")},
    **{name: _flat_binary(name, REAL, IS_BOOL, "x, y")
       for name in ("greater", "greater_equal", "less", "less_equal")},
    **{name: _flat_unary(name, NUMERIC, IS_BOOL, "x") for name in ("isfinite", "isinf", "isnan")},
    **{f"logical_{name}": _flat_binary(f"logical_{name}", "b", IS_BOOL, "c, d", "True")
       for name in ("and", "or", "xor")},
    "bitwise_invert": _flat_unary("bitwise_invert", "bi", TAKES_BITS, "i"),
    "clip": _CLIP,
    "logical_not": _flat_unary("logical_not", "b", IS_BOOL, "c"),
    "nextafter": _flat_binary(
        "nextafter", "r", "the distance to the next floating-point number is not a smooth function", "x, y"
    ),
    "signbit": _flat_unary("signbit", "r", IS_BOOL, "x"),
}  # fmt: skip
