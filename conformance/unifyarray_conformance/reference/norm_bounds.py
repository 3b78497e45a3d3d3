"""Error bounds for functions that add up many products, such as matmul and fft (contract row 15).

The bound of an element is ``factor * n * eps * size``. ``eps`` is the dtype's epsilon (for complex dtypes, that of the
real part), ``n`` is the number of terms, and ``size`` is the product of norms that appears in the error estimate of a
backward stable algorithm. The table BOUNDS lists the factors and describes ``n`` and ``size``. A product in TF32 or
bfloat16 exceeds every one of these bounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.both_tiers import native
from ..harness.calls import array_source
from .dtypes import COMPLEX, real_dtype
from .expected import CLOSE, Component, Expected

if TYPE_CHECKING:
    from ..harness.calls import Call
    from ..harness.context import Context
    from .special_cases import Values


@dataclass(frozen=True)
class Bound:
    """The error bound of one function, for every dtype.

    Attributes
    ----------
    factor : float
        Multiplier of ``n * eps * size``.
    n : str
        Description of the number ``n``.
    size : str
        Description of the error's scale. ``|A|`` is the Frobenius norm, ``cond(A)`` is ``|A| |inv(A)|``.
    """

    factor: float
    n: str
    size: str


#: A sum of more terms must be as accurate as one of this many, along every axis: libraries add in blocks, in cascades,
#: or in a wider dtype. The errors of products and of matmul grow with the number of terms, and those of running sums,
#: running products and variances in float64.
LONG: Final = 1000

_REBUILT: Final = Bound(8.0, "longest side", "|A|; orthonormality: 1")
_SPECTRUM: Final = Bound(4.0, "longest side", "|A|")
_TRANSFORM: Final = Bound(
    1.0, "log2 of the number of points, plus 2", "|x| of each vector, times the root of n, as normed"
)

#: By function in contract row 15: the bound of its error.
BOUNDS: Final[dict[str, Bound]] = {
    "sum": Bound(1.0, "number of elements, at most 1,000", "sum of absolute values"),
    "cumulative_sum": Bound(1.0, "number of elements, at most 1,000; not in float64", "sum of absolute values"),
    **dict.fromkeys(("prod", "cumulative_prod"), Bound(2.0, "number of elements", "the product")),
    "mean": Bound(1.0, "number of elements, plus 1; at most 1,000", "mean of absolute values"),
    **dict.fromkeys(("var", "std"), Bound(1.0, "number of elements, at most 1,000", "the result")),
    "matmul": Bound(1.0, "inner length, plus 2", "|row| |column|"),
    "tensordot": Bound(1.0, "number of terms, plus 2", "|row| |column|"),
    "vecdot": Bound(1.0, "length, plus 2; at most 1,000", "|x1| |x2|"),
    "linalg.cross": Bound(2.0, "2", "|x1| |x2|"),
    "linalg.outer": Bound(1.0, "1", "the exact element"),
    "linalg.trace": Bound(1.0, "length", "sum of absolute values"),
    "linalg.matrix_power": Bound(1.0, "longest side times the exponent", "|A| ** n, or cond(A) |inv(A)| ** -n"),
    "linalg.cholesky": Bound(1.0, "longest side", "cond(A) |L|"),
    "linalg.det": Bound(4.0, "longest side", "cond(A) |det|, or the product of the norms of the rows"),
    "linalg.slogdet": Bound(4.0, "longest side", "cond(A), plus |log|det||"),
    "linalg.inv": Bound(4.0, "longest side", "cond(A) |inv(A)|"),
    "linalg.solve": Bound(4.0, "longest side", "cond(A) |X|"),
    "linalg.pinv": Bound(8.0, "longest side", "cond(A) |pinv(A)|"),
    "linalg.matrix_norm": Bound(4.0, "longest side, at most 250", "the norm, but |A| for the smallest singular value"),
    "linalg.vector_norm": Bound(4.0, "4; 250 for long vectors", "the norm"),
    "linalg.svdvals": _SPECTRUM,
    "linalg.eigvalsh": _SPECTRUM,
    "linalg.eigvals": Bound(2.0, "longest side", "cond(V) |A|, V being the eigenvectors"),
    "linalg.svd": _REBUILT,
    "linalg.eigh": _REBUILT,
    "linalg.qr": _REBUILT,
    "linalg.eig": Bound(8.0, "longest side", "|A|, of the residual A V - V W with columns of norm 1"),
    **dict.fromkeys((f"fft.{name}" for name in ("fft", "fftn", "hfft", "ifft", "ifftn", "ihfft")), _TRANSFORM),
    **dict.fromkeys((f"fft.{name}" for name in ("irfft", "irfftn", "rfft", "rfftn")), _TRANSFORM),
}  # fmt: skip


def epsilon(dtype: str) -> float:
    """Return the distance from 1 to the next number of a dtype, or of its real part if it is complex."""
    return float(np.finfo(real_dtype(dtype)).eps)


def bound_of(name: str) -> Bound:
    """Return the bound of a function. Functions of the main namespace and their ``linalg`` aliases share a bound."""
    return BOUNDS.get(name) or BOUNDS[name.removeprefix("linalg.")]


def check_within_bound(
    context: Context, call: Call, exact: Any, dtype: str, n: int, size: Any, *, both: bool = False
) -> None:
    """Check that a result differs from the exact values by at most the bound of the checked function.

    Parameters
    ----------
    exact : array
        The exact values, in double precision.
    dtype : str
        The dtype that the result should have.
    n, size : int, float or array
        ``n`` and ``size`` of the bound, as described in BOUNDS. An array broadcasts with the result.
    both : bool, default False
        Whether to check the native tier as well.
    """
    eps, factor = epsilon(dtype), bound_of(context.function).factor
    values: Values = np.asarray(exact)
    imag = Component.of(values.imag, mode=CLOSE) if dtype in COMPLEX else None
    sizes = np.broadcast_to(np.asarray(size, dtype=np.float64), values.shape)
    tolerance: Any = factor * n * eps * sizes + np.finfo(real_dtype(dtype)).smallest_subnormal
    expected = Expected(dtype, values.shape, real=Component.of(values.real, mode=CLOSE), imag=imag, absolute=tolerance)
    for layout in (call, native(call)) if both else (call,):
        got = context.ua.to_numpy(context.expect(layout, expected), force=True)
        wide = "complex128" if dtype in COMPLEX else "float64"
        off = np.abs(got.astype(wide) - values.astype(wide)) / (eps * np.where(sizes == 0, 1.0, sizes))
        _record(context, float(off.max(initial=0.0)))


def _record(context: Context, error: float) -> None:
    """Record an error for the report, in units of ``eps * size``, if it is the largest so far."""
    if context.worst is None or error > context.worst:
        context.worst, context.worst_input = error, context.doing()


def check_error(context: Context, call: Call, statements: str, n: int, **arrays: Any) -> None:
    """Check that an error computed from the result of a call is within the bound of the checked function.

    The error is in units of ``eps * size``. It suits decompositions, whose factors are not unique.

    Parameters
    ----------
    statements : str
        NumPy statements that assign ``error``, computed from ``result`` and the arrays.
    n : int
        ``n`` of the bound, as described in BOUNDS.
    **arrays : array
        Further arrays that the statements use, by name.
    """
    limit = bound_of(context.function).factor * n
    got = context.run(call, statements)
    space: dict[str, Any] = {"result": got, "ua": context.ua, "xp": context.xp, "np": np, **arrays}
    exec(statements, space)
    error = float(space["error"])
    _record(context, error)
    if not error <= limit:
        given = "".join(f"{name} = {array_source(np.asarray(x))}\n" for name, x in arrays.items())
        test = f"{given}{statements}\nassert error <= {limit!r}, error"
        context._fail(call, test, f"the error is {error:.3g} epsilon, the limit is {limit:g}")
