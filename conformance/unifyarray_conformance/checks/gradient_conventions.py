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
from .gradients import expect_close, needs_autograd

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


def corner(source: str, *values: Any) -> Corner:
    """Return a Corner from the inputs, followed by their gradients."""
    half = len(values) // 2
    return Corner(source, values[:half], values[half:])


_NORMS: Final = ("2", "1", "3", "0.5", "ua.inf", "-ua.inf", "0")
_MATRIX_NORMS: Final = ("'fro'", "'nuc'", "2", "-2", "1", "-1", "ua.inf", "-ua.inf")
_ZERO_MATRIX: Final = [[0.0, 0.0], [0.0, -0.0]]

#: Row 28: the gradient of an absolute value or a norm of real numbers is 0 at 0, whatever else the stack contains. By
#: function.
AT_ZERO: Final[dict[str, tuple[Corner, ...]]] = {
    "abs": (corner("ua.abs(x0)", 0.0, 0.0), corner("ua.abs(x0)", [0.0, -0.0, -2.0, 3.0], [0.0, 0.0, -1.0, 1.0])),
    "hypot": (
        corner("ua.hypot(x0, x1)", [0.0, 3.0, -0.0], [0.0, 0.0, -2.0], [0.0, 1.0, 0.0], [0.0, 0.0, -1.0]),
        corner("ua.hypot(x0, 0.0)", 0.0, 0.0),
    ),
    "linalg.vector_norm": (
        *(corner(f"ua.linalg.vector_norm(x0, ord={p})", [0.0, -0.0], [0.0, 0.0]) for p in _NORMS),
        corner("ua.linalg.vector_norm(x0)", 0.0, 0.0),
        corner("ua.linalg.vector_norm(x0, axis=-1)", [[0.0, 0.0], [0.0, 2.0]], [[0.0, 0.0], [0.0, 1.0]]),
    ),
    "linalg.matrix_norm": (
        *(corner(f"ua.linalg.matrix_norm(x0, ord={p})", _ZERO_MATRIX, [[0.0, 0.0], [0.0, 0.0]]) for p in _MATRIX_NORMS),
        *(
            corner(f"ua.linalg.matrix_norm(x0, ord={p})", [[[0.0]], [[-2.0]]], [[[0.0]], [[-1.0]]])
            for p in _MATRIX_NORMS
        ),
    ),
}

#: Row 28: the gradient of an absolute value or a norm of complex numbers is 0 at 0. By function.
AT_ZERO_COMPLEX: Final[dict[str, tuple[Corner, ...]]] = {
    "abs": (corner("ua.abs(x0)", 0j, 0j), corner("ua.abs(x0)", [0j, 2j, -3.0], [0j, 1j, -1.0])),
    "linalg.vector_norm": tuple(corner(f"ua.linalg.vector_norm(x0, ord={p})", [0j, 0j], [0j, 0j]) for p in _NORMS),
    "linalg.matrix_norm": tuple(
        corner(f"ua.linalg.matrix_norm(x0, ord={p})", [[0j, 0j]], [[0j, 0j]]) for p in _MATRIX_NORMS
    ),
}

#: Row 28: elements that share the extreme value share its gradient equally. By function.
TIES: Final[dict[str, tuple[Corner, ...]]] = {
    **{
        name: (
            corner(f"ua.{name}(x0)", [2.0, 2.0], [0.5, 0.5]),
            corner(f"{sign}ua.{name}({sign}x0)", [1.0, 3.0, 3.0, 2.0, 3.0, 3.0], [0.0, 0.25, 0.25, 0.0, 0.25, 0.25]),
            corner(f"ua.{name}(x0, axis=(0, 1))", [[-0.0, 0.0], [0.0, 0.0]], [[0.25, 0.25], [0.25, 0.25]]),
            corner(f"ua.{name}(x0, axis=-1)", [[1.0, 1.0], [INF, INF]], [[0.5, 0.5], [0.5, 0.5]]),
            corner(f"ua.{name}(x0, axis=())", [1.0, 1.0], [1.0, 1.0]),
        )
        for name, sign in (("max", ""), ("min", "-"))
    },
    **{
        name: (
            corner(f"ua.{name}(x0, x1)", [1.0, -0.0, INF], [1.0, 0.0, INF], [0.5, 0.5, 0.5], [0.5, 0.5, 0.5]),
            corner(f"ua.{name}(x0, x1)", [1.0, 1.0], 1.0, [0.5, 0.5], 1.0),
            corner(f"ua.{name}(x0, 1.0)", [1.0], [0.5]),
        )
        for name in ("maximum", "minimum")
    },
}

#: Row 28: the gradient with respect to a + bi is the derivative by a plus i times the derivative by b. By function.
DIRECTIONS: Final[dict[str, tuple[Corner, ...]]] = {
    "real": (corner("ua.real(x0)", 3 + 4j, 1.0), corner("ua.real(x0**2)", 3 + 4j, 6 - 8j)),
    "imag": (corner("ua.imag(x0)", 3 + 4j, 1j), corner("ua.imag(2.0 * x0)", [1 + 0j], [2j])),
    "conj": (corner("ua.real(x0 * ua.conj(x0))", 3 + 4j, 6 + 8j), corner("ua.real(ua.conj(x0) * 1j)", 3 + 4j, 1j)),
    "abs": (corner("ua.abs(x0)", -4j, -1j), corner("ua.abs(x0) ** 2", [0j, 4j], [0j, 8j])),
    "astype": (corner("ua.real(x0 * ua.astype(ua.real(x0), x0.dtype))", 3 + 4j, 6.0),),
}

#: By function: conventions for gradients that row 28 does not state.
CORNERS: Final[dict[str, tuple[Corner, ...]]] = {
    "sqrt": (corner("ua.sqrt(x0)", [0.0, 4.0], [INF, 0.25]),),
    **{
        name: (corner(f"ua.{name}(x0)", [0.0, 0.5, 1.0, -2.0], [0.0] * 4),)
        for name in ("ceil", "floor", "round", "trunc")
    },
    "sign": (corner("ua.sign(x0)", [0.0, -0.0, INF, 2.0, float("nan")], [0.0] * 5),),
    "copysign": (corner("ua.copysign(x0, x1)", [0.0, 1.0], [1.0, -0.0], [0.0, -1.0], [0.0, 0.0]),),
    "floor_divide": (corner("x0 // x1", [4.0, 5.0], [2.0, 2.0], [0.0, 0.0], [0.0, 0.0]),),
    "remainder": (
        corner("x0 % x1", [4.0, 5.0, -4.0], [2.0, 2.0, 2.0], [1.0, 1.0, 1.0], [-2.0, -2.0, 2.0]),
        corner("x0 % x1", [3.0, 3.0], [INF, -INF], [1.0, 1.0], [0.0, 1.0]),
    ),
    "clip": (
        corner("ua.clip(x0, -1.0, 1.0)", [-2.0, -1.0, 0.0, 1.0, 2.0], [0.0, 1.0, 1.0, 1.0, 0.0]),
        corner("ua.clip(x0, x1, x2)", [1.0, 2.0], 1.0, 2.0, [1.0, 1.0], 0.0, 0.0),
    ),
    "where": (corner("ua.where(x0 > 1.0, x0, x1)", [1.0, 2.0], [3.0, 4.0], [0.0, 1.0], [1.0, 0.0]),),
    "pow": (
        corner("x0**x1", [0.0, 0.0, 0.0], [0.0, 1.0, 2.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]),
        corner("x0**0.5", [0.0], [INF]),
        corner("x0**0", [0.0, 3.0], [0.0, 0.0]),
    ),
    "atan2": (corner("ua.atan2(x0, x1)", 0.0, 0.0, 0.0, 0.0),),
    "logaddexp": (corner("ua.logaddexp(x0, x1)", 1.0, 1.0, 0.5, 0.5),),
    "prod": (
        corner("ua.prod(x0)", [0.0, 2.0, 3.0], [6.0, 0.0, 0.0]),
        corner("ua.prod(x0, axis=(0, 1))", [[0.0, 2.0], [3.0, 0.0]], [[0.0, 0.0], [0.0, 0.0]]),
        # The product of the other numbers overflows in float32 before it is multiplied by 0.
        corner("ua.prod(x0)", [1e13, 0.0, 1e13, 0.0, 1e13, 0.0, 1e13], [0.0] * 7),
    ),
    "cumulative_prod": (corner("ua.cumulative_prod(x0)", [2.0, 0.0, 3.0], [1.0, 8.0, 0.0]),),
    "std": (corner("ua.std(x0)", [3.0, 3.0], [0.0, 0.0]), corner("ua.std(x0, axis=())", [3.0], [0.0])),
    "var": (corner("ua.var(x0)", [3.0, 3.0], [0.0, 0.0]), corner("ua.var(x0, correction=1)", [0.0, 2.0], [-2.0, 2.0])),
    "sort": (
        corner("ua.sort(x0)[0]", [2.0, 1.0, 1.0], [0.0, 1.0, 0.0]),
        corner("ua.sort(x0, descending=True)[0]", [1.0, 2.0, 2.0], [0.0, 1.0, 0.0]),
    ),
    "unique_values": (corner("ua.unique_values(x0)", [2.0, 1.0, 1.0], [1.0, 1.0, 0.0]),),
}

_DET: Final = "ua.linalg.det(x0)"
#: Gradients of determinants of singular matrices: the cofactor matrix, computed with rounding errors.
SINGULAR: Final = (
    corner(_DET, [[1.0, 2.0], [2.0, 4.0]], [[4.0, -2.0], [-2.0, 1.0]]),
    corner(_DET, [[0.0]], [[1.0]]),
    corner(_DET, [[0.0, 0.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 0.0]]),
    corner(
        _DET,
        [[2.0, 4.0, 0.0], [1.0, 2.0, 0.0], [0.0, 0.0, 3.0]],
        [[6.0, -3.0, 0.0], [-12.0, 6.0, 0.0], [0.0, 0.0, 0.0]],
    ),
    corner(
        _DET,
        [[[2.0, 0.0], [0.0, 3.0]], [[0.0, 1.0], [0.0, 1.0]]],
        [[[3.0, 0.0], [0.0, 2.0]], [[1.0, 0.0], [-1.0, 0.0]]],
    ),
)
SINGULAR_COMPLEX: Final = (
    corner("ua.real(ua.linalg.det(x0))", [[1 + 1j, 2.0], [2 + 2j, 4.0]], [[4.0, -2 + 2j], [-2.0, 1 - 1j]]),
)


def _check_corners(context: Context, corners: Iterable[Corner], off: float = 0.0) -> None:
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
            expected = expect_close(exact, context.dtype, error) if off else Expected.up_to_zeros(exact)
            context.expect(Call(f"{source}[{i}]", given), expected)


def _declare(category: str, corners: dict[str, tuple[Corner, ...]], dtypes: tuple[str, ...], *rows: str) -> None:
    @check("gradients", category, corners, dtypes=dtypes, rows=rows)
    def body(context: Context) -> None:
        _check_corners(context, corners[context.function])


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
    _check_corners(context, (AT_ZERO_COMPLEX if context.dtype in COMPLEX else AT_ZERO)[context.function])


@check("gradients", "higher", ["pow"], dtypes=REAL_FLOATING)
def higher_powers(context: Context) -> None:
    """Check derivatives of the first three orders of ``x ** n`` at 0, backward and forward, for n of any type."""
    needs_autograd(context)
    zero = Input(np.zeros((), dtype=context.dtype))
    backward, forward = "ua.grad({})", "(lambda x: ua.jvp({}, (x,), (ua.ones_like(x),))[1])"
    for n, slopes in enumerate(([0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 6.0], [0.0, 0.0, 0.0])):
        for exponent in (f"{n}", f"{n}.0", f"xp.asarray({n})", f"xp.asarray({n}.0, dtype='{context.dtype}')"):
            for first, second in ((backward, backward), (forward, forward), (forward, backward)):
                source = f"(lambda x: x ** {exponent})"
                for order, slope in enumerate(slopes):
                    source = (second if order % 2 else first).format(source)
                    expected = Expected.up_to_zeros(np.asarray(slope, dtype=context.dtype))
                    context.expect(Call(f"{source}(x0)", (zero,)), expected)


#: By function: products of functions of t, of which some are 0 at the point; the point; the second derivative there.
_PRODUCTS: Final[dict[str, tuple[tuple[str, float, float], ...]]] = {
    "prod": (
        ("ua.prod(ua.stack([t, t + 1, t - 1]))", 1.0, 6.0),
        ("ua.prod(ua.stack([t, t + 1, t - 1]))", 0.0, 0.0),
        ("ua.prod(ua.stack([t, t, t + 1]))", 0.0, 2.0),
    ),
    "cumulative_prod": (
        ("ua.sum(ua.cumulative_prod(ua.stack([t, t + 1, t - 1])))", 1.0, 8.0),
        ("ua.sum(ua.cumulative_prod(ua.stack([t, t + 1, t - 1])))", 0.0, 2.0),
        ("ua.sum(ua.cumulative_prod(ua.stack([t, t, t + 1])))", 0.0, 4.0),
    ),
}


@check("gradients", "higher", _PRODUCTS, dtypes=REAL_FLOATING)
def higher_products(context: Context) -> None:
    """Check second derivatives of products at which factors are 0, backward and forward."""
    needs_autograd(context)
    backward, forward = "ua.grad({})", "(lambda t: ua.jvp({}, (t,), (ua.ones_like(t),))[1])"
    for source, at, slope in _PRODUCTS[context.function]:
        point = Input(np.asarray(at, dtype=context.dtype))
        expected = expect_close(np.asarray(slope), context.dtype, 8 * float(np.finfo(context.dtype).eps))
        for first, second in ((backward, backward), (forward, forward), (forward, backward)):
            derivative = second.format(first.format(f"(lambda t: {source})"))
            context.expect(Call(f"{derivative}(x0)", (point,)), expected)
        context.expect(Call(f"ua.hessian(lambda t: {source})(x0)", (point,)), expected)


@check("gradients", "singular", ["linalg.det"], dtypes=(*REAL_FLOATING, *COMPLEX))
def singular(context: Context) -> None:
    """Check that the determinant of a singular matrix has its cofactor matrix as gradient, as for regular matrices."""
    _check_corners(context, SINGULAR_COMPLEX if context.dtype in COMPLEX else SINGULAR, off=16.0)
