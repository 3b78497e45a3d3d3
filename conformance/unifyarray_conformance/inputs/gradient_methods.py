"""Calls to take a derivative of: operators, indexing, assignment and updates in place."""

from __future__ import annotations

from typing import Final

from .gradient_points import PAIRS, POSITIVE, USUAL, Example, of, real

_S = (2, 3)
_OPERATORS: Final = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**"}
_STEP_OPERATORS: Final = {"floordiv": "//", "mod": "%"}
#: 4.1 to 4.4 over this interval is 2.1 to 2.6, which is not near an integer.
_NEAR: Final = (1.7, 1.95)
_KEYS: Final = (
    "1", "-1", "..., 0", "1:3", "::-1", "::2, ::-2", "None, :, 1", "ua.asarray([2, 0, 0])", ":, ua.asarray([1, 0, 1])",
    "ua.asarray([[0, 2], [1, 1]]), ua.asarray([1, 0])", "::-1, ua.asarray([1, -2])", "[2, -3]",
    "ua.asarray([True, False, True])", "ua.asarray([[True, False], [True, True], [False, True]])",
)  # fmt: skip


def _repeats(key: str) -> bool:
    """Return whether a key repeats an element: which value the element gets is unspecified (contract row 8)."""
    return key in ("ua.asarray([2, 0, 0])", ":, ua.asarray([1, 0, 1])")


def _operator(sign: str) -> tuple[Example, ...]:
    interval = POSITIVE if sign == "**" else USUAL
    scalars = (f"x0 {sign} 2.5", f"2.5 {sign} x0", f"x0 {sign} 2")
    return (
        *(of(f"x0 {sign} x1", *pair, interval=interval) for pair in PAIRS[:4]),
        *(of(source, (3,), interval=interval) for source in scalars),
    )


def _step_operator(sign: str) -> tuple[Example, ...]:
    return (
        *(real(f"(x0 + 2.4) {sign} x1", *pair, interval=_NEAR) for pair in PAIRS[:4]),
        real(f"x0 {sign} 1.5", (3,), interval=(4.1, 4.4)),
        real(f"4.2 {sign} x0", (3,), interval=_NEAR),
    )


def _in_place(sign: str) -> tuple[Example, ...]:
    if sign in _STEP_OPERATORS.values():
        return (real(f"y = x0 + 2.4\ny {sign}= x1", _S, _S, interval=_NEAR),)
    interval = POSITIVE if sign == "**" else USUAL
    constant = "y = ua.ones((2, 3), dtype=x0.dtype) * 1.5"
    return (
        *(of(f"y = x0 * 1.0\ny {sign}= x1", _S, shape, interval=interval) for shape in (_S, (3,), ())),
        of(f"{constant}\ny {sign}= x0", _S, interval=interval),
        of(f"y = x0 * 1.0\ny {sign}= y", (), interval=interval),
        of(f"y = x0 * 1.0\nz = y\nz {sign}= 2.0 * x1\ny = z * y", _S, _S, interval=interval),
    )


#: By method: calls of operators, indexing and assignment.
METHODS: Final[dict[str, tuple[Example, ...]]] = {
    **{f"__{name}__": _operator(sign) for name, sign in _OPERATORS.items()},
    **{f"__{name}__": _step_operator(sign) for name, sign in _STEP_OPERATORS.items()},
    **{f"__i{name}__": _in_place(sign) for name, sign in (_OPERATORS | _STEP_OPERATORS).items()},
    "__rmul__": (real("(1.5 - 2j) * x0", _S), real("x0 * 1j * x1", (3,), (2, 1))),
    "__abs__": (of("abs(x0)", _S),),
    "__neg__": (of("-x0", _S),),
    "__pos__": (of("+x0", ()),),
    "__matmul__": (of("x0 @ x1", _S, (3,)), of("x0 @ x1", (3,), (3, 2))),
    "__imatmul__": (of("y = x0 * 1.0\ny @= x1", (2, 2), (2, 2)),),
    "__getitem__": (*(of(f"x0[{key}]", (3, 2)) for key in _KEYS), of("x0[()]", ()), of("x0[...]", ())),
    "__setitem__": (
        *(of(f"y = x0 * 1.0\ny[{key}] = x1", (3, 2), ()) for key in _KEYS if not _repeats(key)),
        *(
            of(f"y = x0 * 1.0\ny[{key}] = x1", (3, 2), shape)
            for key, shape in (
                ("1", (2,)),
                ("::-1", (3, 2)),
                ("::2, ::-1", (2, 2)),
                (":, 0", (3,)),
                ("ua.asarray([2, 0])", (2, 2)),
                ("ua.asarray([True, False, True])", (2,)),
                ("..., ua.asarray([1, 0])", (3, 2)),
            )
        ),
        of("y = x0 * 1.0\ny[0], y[1] = y[1] * 1.0, y[0] * 1.0", (3, 2)),
        of("y = x0 * 1.0\ny[1:] = y[:-1]", (4,)),
        of("y = ua.zeros((3, 2), dtype=x0.dtype)\ny[1, :] = x0\ny *= 2.0", (2,)),
    ),
}
