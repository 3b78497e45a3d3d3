"""Checks of gradients at points without a derivative, and of gradients with respect to complex numbers.

The sign of zeros is not compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.calls import Call, Input
from ..harness.registry import check
from ..reference.dtypes import COMPLEX, REAL_FLOATING
from ..reference.expected import Expected
from .gradients import near, needs_autograd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..harness.context import Context

INF: Final = float("inf")


@dataclass(frozen=True)
class Corner:
    """The gradient of the sum of an expression at a point.

    Attributes
    ----------
    source : str
        The expression to sum, in terms of ``x0``, ``x1`` ...
    inputs : tuple
        The point.
    gradients : tuple
        The exact gradient with respect to each input.
    """

    source: str
    inputs: tuple[Any, ...]
    gradients: tuple[Any, ...]


def at(source: str, *values: Any) -> Corner:
    """Return a Corner from the inputs, followed by their gradients."""
    half = len(values) // 2
    return Corner(source, values[:half], values[half:])


_NORMS: Final = ("2", "1", "3", "0.5", "ua.inf", "-ua.inf", "0")
_MATRIX_NORMS: Final = ("'fro'", "'nuc'", "2", "-2", "1", "-1", "ua.inf", "-ua.inf")
_ZERO_MATRIX: Final = [[0.0, 0.0], [0.0, -0.0]]

#: Row 28: the gradient of an absolute value or a norm is 0 at 0, whatever else the stack contains.
AT_ZERO: Final[dict[str, tuple[Corner, ...]]] = {
    "abs": (at("ua.abs(x0)", 0.0, 0.0), at("ua.abs(x0)", [0.0, -0.0, -2.0, 3.0], [0.0, 0.0, -1.0, 1.0])),
    "hypot": (
        at("ua.hypot(x0, x1)", [0.0, 3.0, -0.0], [0.0, 0.0, -2.0], [0.0, 1.0, 0.0], [0.0, 0.0, -1.0]),
        at("ua.hypot(x0, 0.0)", 0.0, 0.0),
    ),
    "linalg.vector_norm": (
        *(at(f"ua.linalg.vector_norm(x0, ord={p})", [0.0, -0.0], [0.0, 0.0]) for p in _NORMS),
        at("ua.linalg.vector_norm(x0)", 0.0, 0.0),
        at("ua.linalg.vector_norm(x0, axis=-1)", [[0.0, 0.0], [0.0, 2.0]], [[0.0, 0.0], [0.0, 1.0]]),
    ),
    "linalg.matrix_norm": (
        *(at(f"ua.linalg.matrix_norm(x0, ord={p})", _ZERO_MATRIX, [[0.0, 0.0], [0.0, 0.0]]) for p in _MATRIX_NORMS),
        *(at(f"ua.linalg.matrix_norm(x0, ord={p})", [[[0.0]], [[-2.0]]], [[[0.0]], [[-1.0]]]) for p in _MATRIX_NORMS),
    ),
}

#: The same for complex numbers.
AT_ZERO_COMPLEX: Final[dict[str, tuple[Corner, ...]]] = {
    "abs": (at("ua.abs(x0)", 0j, 0j), at("ua.abs(x0)", [0j, 2j, -3.0], [0j, 1j, -1.0])),
    "linalg.vector_norm": tuple(at(f"ua.linalg.vector_norm(x0, ord={p})", [0j, 0j], [0j, 0j]) for p in _NORMS),
    "linalg.matrix_norm": tuple(
        at(f"ua.linalg.matrix_norm(x0, ord={p})", [[0j, 0j]], [[0j, 0j]]) for p in _MATRIX_NORMS
    ),
}

#: Row 28: elements that share the extreme value share its gradient equally.
TIES: Final[dict[str, tuple[Corner, ...]]] = {
    **{
        name: (
            at(f"ua.{name}(x0)", [2.0, 2.0], [0.5, 0.5]),
            at(f"{sign}ua.{name}({sign}x0)", [1.0, 3.0, 3.0, 2.0, 3.0, 3.0], [0.0, 0.25, 0.25, 0.0, 0.25, 0.25]),
            at(f"ua.{name}(x0, axis=(0, 1))", [[-0.0, 0.0], [0.0, 0.0]], [[0.25, 0.25], [0.25, 0.25]]),
            at(f"ua.{name}(x0, axis=-1)", [[1.0, 1.0], [INF, INF]], [[0.5, 0.5], [0.5, 0.5]]),
            at(f"ua.{name}(x0, axis=())", [1.0, 1.0], [1.0, 1.0]),
        )
        for name, sign in (("max", ""), ("min", "-"))
    },
    **{
        name: (
            at(f"ua.{name}(x0, x1)", [1.0, -0.0, INF], [1.0, 0.0, INF], [0.5, 0.5, 0.5], [0.5, 0.5, 0.5]),
            at(f"ua.{name}(x0, x1)", [1.0, 1.0], 1.0, [0.5, 0.5], 1.0),
            at(f"ua.{name}(x0, 1.0)", [1.0], [0.5]),
        )
        for name in ("maximum", "minimum")
    },
}

#: Row 28: the gradient with respect to a + bi is the derivative by a plus i times the derivative by b.
DIRECTIONS: Final[dict[str, tuple[Corner, ...]]] = {
    "real": (at("ua.real(x0)", 3 + 4j, 1.0), at("ua.real(x0**2)", 3 + 4j, 6 - 8j)),
    "imag": (at("ua.imag(x0)", 3 + 4j, 1j), at("ua.imag(2.0 * x0)", [1 + 0j], [2j])),
    "conj": (at("ua.real(x0 * ua.conj(x0))", 3 + 4j, 6 + 8j), at("ua.real(ua.conj(x0) * 1j)", 3 + 4j, 1j)),
    "abs": (at("ua.abs(x0)", -4j, -1j), at("ua.abs(x0) ** 2", [0j, 4j], [0j, 8j])),
    "astype": (at("ua.real(x0 * ua.astype(ua.real(x0), x0.dtype))", 3 + 4j, 6.0),),
}

#: Conventions that row 28 does not state.
CORNERS: Final[dict[str, tuple[Corner, ...]]] = {
    "sqrt": (at("ua.sqrt(x0)", [0.0, 4.0], [INF, 0.25]),),
    **{name: (at(f"ua.{name}(x0)", [0.0, 0.5, 1.0, -2.0], [0.0] * 4),) for name in ("ceil", "floor", "round", "trunc")},
    "sign": (at("ua.sign(x0)", [0.0, -0.0, INF, 2.0, float("nan")], [0.0] * 5),),
    "copysign": (at("ua.copysign(x0, x1)", [0.0, 1.0], [1.0, -0.0], [0.0, -1.0], [0.0, 0.0]),),
    "floor_divide": (at("x0 // x1", [4.0, 5.0], [2.0, 2.0], [0.0, 0.0], [0.0, 0.0]),),
    "remainder": (
        at("x0 % x1", [4.0, 5.0, -4.0], [2.0, 2.0, 2.0], [1.0, 1.0, 1.0], [-2.0, -2.0, 2.0]),
        at("x0 % x1", [3.0, 3.0], [INF, -INF], [1.0, 1.0], [0.0, 1.0]),
    ),
    "clip": (
        at("ua.clip(x0, -1.0, 1.0)", [-2.0, -1.0, 0.0, 1.0, 2.0], [0.0, 1.0, 1.0, 1.0, 0.0]),
        at("ua.clip(x0, x1, x2)", [1.0, 2.0], 1.0, 2.0, [1.0, 1.0], 0.0, 0.0),
    ),
    "where": (at("ua.where(x0 > 1.0, x0, x1)", [1.0, 2.0], [3.0, 4.0], [0.0, 1.0], [1.0, 0.0]),),
    "pow": (
        at("x0**x1", [0.0, 0.0, 0.0], [0.0, 1.0, 2.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]),
        at("x0**0.5", [0.0], [INF]),
        at("x0**0", [0.0, 3.0], [0.0, 0.0]),
    ),
    "atan2": (at("ua.atan2(x0, x1)", 0.0, 0.0, 0.0, 0.0),),
    "logaddexp": (at("ua.logaddexp(x0, x1)", 1.0, 1.0, 0.5, 0.5),),
    "prod": (
        at("ua.prod(x0)", [0.0, 2.0, 3.0], [6.0, 0.0, 0.0]),
        at("ua.prod(x0, axis=(0, 1))", [[0.0, 2.0], [3.0, 0.0]], [[0.0, 0.0], [0.0, 0.0]]),
    ),
    "cumulative_prod": (at("ua.cumulative_prod(x0)", [2.0, 0.0, 3.0], [1.0, 8.0, 0.0]),),
    "std": (at("ua.std(x0)", [3.0, 3.0], [0.0, 0.0]), at("ua.std(x0, axis=())", [3.0], [0.0])),
    "var": (at("ua.var(x0)", [3.0, 3.0], [0.0, 0.0]), at("ua.var(x0, correction=1)", [0.0, 2.0], [-2.0, 2.0])),
    "sort": (
        at("ua.sort(x0)[0]", [2.0, 1.0, 1.0], [0.0, 1.0, 0.0]),
        at("ua.sort(x0, descending=True)[0]", [1.0, 2.0, 2.0], [0.0, 1.0, 0.0]),
    ),
    "unique_values": (at("ua.unique_values(x0)", [2.0, 1.0, 1.0], [1.0, 1.0, 0.0]),),
}

_DET: Final = "ua.linalg.det(x0)"
#: Gradients of determinants: the cofactor matrix, computed with rounding errors.
SINGULAR: Final = (
    at(_DET, [[1.0, 2.0], [2.0, 4.0]], [[4.0, -2.0], [-2.0, 1.0]]),
    at(_DET, [[0.0]], [[1.0]]),
    at(_DET, [[0.0, 0.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 0.0]]),
    at(
        _DET,
        [[2.0, 4.0, 0.0], [1.0, 2.0, 0.0], [0.0, 0.0, 3.0]],
        [[6.0, -3.0, 0.0], [-12.0, 6.0, 0.0], [0.0, 0.0, 0.0]],
    ),
    at(
        _DET,
        [[[2.0, 0.0], [0.0, 3.0]], [[0.0, 1.0], [0.0, 1.0]]],
        [[[3.0, 0.0], [0.0, 2.0]], [[1.0, 0.0], [-1.0, 0.0]]],
    ),
)
SINGULAR_COMPLEX: Final = (
    at("ua.real(ua.linalg.det(x0))", [[1 + 1j, 2.0], [2 + 2j, 4.0]], [[4.0, -2 + 2j], [-2.0, 1 - 1j]]),
)


def _meet(context: Context, corners: Iterable[Corner], off: float = 0.0) -> None:
    """Check gradients. They may be off by ``off`` epsilons of the dtype."""
    needs_autograd(context)
    for corner in corners:
        names = ", ".join(f"x{i}" for i in range(len(corner.inputs)))
        loss = f"lambda {names}: ua.sum({corner.source})"
        given = tuple(Input(np.asarray(x, dtype=context.dtype)) for x in corner.inputs)
        source = f"ua.grad({loss}, argnums={tuple(range(len(given)))})({names})"
        for i, gradient in enumerate(corner.gradients):
            exact = np.asarray(gradient, dtype=context.dtype)
            error = off * float(np.finfo(context.dtype).eps)
            expected = near(exact, context.dtype, error) if off else Expected.up_to_zeros(exact)
            context.expect(Call(f"{source}[{i}]", given), expected)


def _declare(category: str, corners: dict[str, tuple[Corner, ...]], dtypes: tuple[str, ...], *rows: str) -> None:
    @check("gradients", category, corners, dtypes=dtypes, rows=rows)
    def body(context: Context) -> None:
        _meet(context, corners[context.function])


_declare("ties", TIES, REAL_FLOATING, "28")
_declare("direction", DIRECTIONS, COMPLEX, "28")
_declare("corners", CORNERS, REAL_FLOATING)


@check(
    "gradients",
    "at_zero",
    AT_ZERO,
    dtypes=lambda name: (*REAL_FLOATING, *(COMPLEX if name in AT_ZERO_COMPLEX else ())),
    rows=("28",),
)
def at_zero(context: Context) -> None:
    """Check that the gradient of an absolute value and of a norm is 0 at 0."""
    _meet(context, (AT_ZERO_COMPLEX if context.dtype in COMPLEX else AT_ZERO)[context.function])


@check("gradients", "singular", ["linalg.det"], dtypes=(*REAL_FLOATING, *COMPLEX))
def singular(context: Context) -> None:
    """Check that the determinant of a singular matrix has its cofactor matrix as gradient, as for regular matrices."""
    _meet(context, SINGULAR_COMPLEX if context.dtype in COMPLEX else SINGULAR, off=16.0)
