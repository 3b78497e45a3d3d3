"""Checks that NaN and signed zeros survive functions that move, select or multiply values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.both_tiers import expect_both
from ..harness.calls import Call, Input
from ..harness.registry import check
from ..reference.dtypes import COMPLEX, COMPLEX_DTYPES, FLOATING, REAL_FLOATING
from ..reference.expected import Expected
from . import manipulation_functions as manipulation

if TYPE_CHECKING:
    from ..harness.context import Context
    from ..reference.special_cases import Values

_NAN, _INF = float("nan"), float("inf")


def specials(dtype: str) -> Values:
    """Return eight numbers with NaN, both zeros and both infinities, in both parts if the dtype is complex."""
    real = np.array([_NAN, -0.0, _INF, 0.0, -_INF, 1.5, -0.0, -2.5])
    if dtype not in COMPLEX:
        return real.astype(dtype)
    result = np.empty(8, dtype=dtype)
    result.real, result.imag = real, np.roll(real, 3)
    return result


@check("special_values", "moved", manipulation.EXAMPLES, dtypes=FLOATING, rows=("12n",))
def rearranged(context: Context) -> None:
    """Check manipulation functions with special values in shapes of every kind."""
    values = specials(context.dtype)
    examples = context.applicable(manipulation.EXAMPLES[context.function], lambda example: example[1])
    for shapes, source, reference in examples:
        arrays = [np.resize(np.roll(values, -i), shape) for i, shape in enumerate(shapes)]
        answer: Any = reference(*arrays)
        call = Call(f"xp.{source}", tuple(map(Input, arrays)))
        if isinstance(answer, list):
            for i, part in enumerate(answer):
                expect_both(context, Call(f"{call.source}[{i}]", call.inputs), Expected.exactly(part))
        else:
            expect_both(context, call, Expected.exactly(answer))


_ALL: Final = [0, 1, 2, 3, 4, 5, 6, 7]
_ROWS: Final = [_ALL[:4], _ALL[4:]]
#: By function: calls with the eight special values as ``x0`` in two rows and as ``x1`` in one row, and the position of
#: each result element among the eight values, or -1 for a zero.
MOVED: Final[dict[str, tuple[tuple[str, Any], ...]]] = {
    "take": (("take(x1, xp.asarray([6, 0, 0, 2]))", [6, 0, 0, 2]),
        ("take(x0, xp.asarray([1, 0]), axis=1)", [[1, 0], [5, 4]])),
    "take_along_axis": (("take_along_axis(x0, xp.asarray([[1, 0], [2, 2]]))", [[1, 0], [6, 6]]),),
    "tril": (("tril(x0)", [[0, -1, -1, -1], [4, 5, -1, -1]]), ("tril(x0, k=1)", [[0, 1, -1, -1], [4, 5, 6, -1]])),
    "triu": (("triu(x0)", [[0, 1, 2, 3], [-1, 5, 6, 7]]), ("triu(x0, k=1)", [[-1, 1, 2, 3], [-1, -1, 6, 7]])),
    "meshgrid": (("meshgrid(x1, x1[:1])[0]", [_ALL]), ("meshgrid(x1[:2], x1[:1])[1]", [[0, 0]])),
    "from_dlpack": (("from_dlpack(x1)", _ALL), ("from_dlpack(x0, copy=True)", _ROWS)),
    "asarray": (("asarray(x0, copy=True)", _ROWS),),
    "matrix_transpose": (("matrix_transpose(x0)", [[0, 4], [1, 5], [2, 6], [3, 7]]),),
    "linalg.matrix_transpose": (("linalg.matrix_transpose(x0)", [[0, 4], [1, 5], [2, 6], [3, 7]]),),
    "linalg.diagonal": (("linalg.diagonal(x0)", [0, 5]), ("linalg.diagonal(x0, offset=1)", [1, 6])),
    "fft.fftshift": (("fft.fftshift(x1)", _ALL[4:] + _ALL[:4]), ("fft.fftshift(x0, axes=0)", _ROWS[::-1])),
    "fft.ifftshift": (("fft.ifftshift(x1[:3])", [1, 2, 0]), ("fft.ifftshift(x0, axes=0)", _ROWS[::-1])),
    "where": (("where(xp.asarray([True, False]), x1[:2], x1[6:])", [0, 7]),),
    "positive": (("positive(x1)", _ALL),),
}  # fmt: skip


@check("special_values", "moved", MOVED, dtypes=FLOATING, rows=("12n",))
def picked(context: Context) -> None:
    """Check every selected element, bit by bit."""
    values = specials(context.dtype)
    inputs = (Input(values.reshape(2, 4)), Input(values))
    for source, positions in context.applicable(MOVED[context.function], lambda call: call[0]):
        answer = np.append(values, np.zeros(1, values.dtype))[np.array(positions)]
        expect_both(context, Call(f"xp.{source}", inputs), Expected.exactly(answer))


@check("special_values", "filled", ["full", "full_like"], dtypes=FLOATING, rows=("12n",))
def filled(context: Context) -> None:
    """Check that arrays can be filled with every special value."""
    x = Input(np.ones((2, 3), dtype=context.dtype))
    for value in specials(context.dtype):
        answer = np.full((2, 3), value, dtype=context.dtype)
        literal = complex(value) if context.dtype in COMPLEX else float(value)
        first = {"full": f"(2, 3), x1, dtype=xp.{context.dtype}", "full_like": "x0, x1"}[context.function]
        expect_both(context, Call(f"xp.{context.function}({first})", (x, literal)), Expected.exactly(answer))


@check("special_values", "ends", ["max", "min", "clip"], dtypes=REAL_FLOATING, rows=("12n", "14n"))
def ends(context: Context) -> None:
    """Check that the result is -0 if every element is -0."""
    zeros = np.array([[-0.0, -0.0], [-0.0, -0.0]], dtype=context.dtype)
    calls = {
        "max": (("max(x0)", ()), ("max(x0, axis=0)", (2,))),
        "min": (("min(x0)", ()), ("min(x0, axis=1, keepdims=True)", (2, 1))),
        "clip": (("clip(x0, -1, 1)", (2, 2)), ("clip(x0)", (2, 2)), ("clip(x0, None, 1)", (2, 2))),
    }
    for source, shape in calls[context.function]:
        answer = np.full(shape, -0.0, dtype=context.dtype)
        expect_both(context, Call(f"xp.{source}", (Input(zeros),)), Expected.exactly(answer))


#: By function: calls with a 3 x 3 matrix whose first row contains a NaN, and the elements of the result that must be
#: NaN.
SPREAD: Final[dict[str, tuple[tuple[str, Any], ...]]] = {
    "matmul": (("matmul(x0, x1)", [[1, 1, 1], [0, 0, 0], [0, 0, 0]]),),
    "linalg.matmul": (("linalg.matmul(x1, x0)", [[0, 1, 0]] * 3),),
    "tensordot": (("tensordot(x0, x1, axes=1)", [[1, 1, 1], [0, 0, 0], [0, 0, 0]]), ("tensordot(x0, x1)", 1)),
    "linalg.tensordot": (("linalg.tensordot(x0, x1, axes=1)", [[1, 1, 1], [0, 0, 0], [0, 0, 0]]),),
    "vecdot": (("vecdot(x0, x1)", [1, 0, 0]), ("vecdot(x1, x0, axis=0)", [0, 1, 0])),
    "linalg.vecdot": (("linalg.vecdot(x0, x1)", [1, 0, 0]),),
    "linalg.outer": (("linalg.outer(xp.sum(x0, axis=1), xp.sum(x1, axis=1))", [[1, 1, 1], [0, 0, 0], [0, 0, 0]]),),
    "linalg.cross": (("linalg.cross(x0, x1)", [[1, 0, 1], [0, 0, 0], [0, 0, 0]]),),
    "linalg.trace": (("linalg.trace(x0)", 0), ("linalg.trace(x0, offset=1)", 1)),
    "linalg.vector_norm": (
        *((f"linalg.vector_norm(x0, axis=1, ord={n})", [1, 0, 0]) for n in ("1", "2", "3", "xp.inf", "-xp.inf", "-1")),
        ("linalg.vector_norm(x0)", 1),
    ),
    "fft.fft": (("fft.fft(x2)", [[1] * 3, [0] * 3, [0] * 3]),),
    "fft.ifft": (("fft.ifft(x2, axis=0)", [[0, 1, 0]] * 3),),
    "fft.fftn": (("fft.fftn(x2, axes=(0, 1))", [[1] * 3] * 3),),
    "fft.ifftn": (("fft.ifftn(x2)", [[1] * 3] * 3),),
    "fft.rfft": (("fft.rfft(x0)", [[1] * 2, [0] * 2, [0] * 2]),),
    "fft.irfft": (("fft.irfft(x3)", [[1] * 4, [0] * 4, [0] * 4]),),
    "fft.rfftn": (("fft.rfftn(x0)", [[1] * 2] * 3),),
    "fft.irfftn": (("fft.irfftn(x3)", [[1] * 4] * 3),),
    "fft.hfft": (("fft.hfft(x3)", [[1] * 4, [0] * 4, [0] * 4]),),
    "fft.ihfft": (("fft.ihfft(x0)", [[1] * 2, [0] * 2, [0] * 2]),),
}  # fmt: skip


@check("special_values", "products", ["linalg.outer"], dtypes=REAL_FLOATING, rows=("12n",))
def products(context: Context) -> None:
    """Check that each product has the correct sign, including zeros."""
    x, y = (np.array(values, dtype=context.dtype) for values in ([0.0, -0.0, 1.5, -_INF], [1.0, -2.0]))
    call = Call("xp.linalg.outer(x0, x1)", (Input(x), Input(y)))
    expect_both(context, call, Expected.exactly(np.multiply.outer(x, y)))


@check("special_values", "spread", SPREAD, dtypes=REAL_FLOATING, rows=("14n", "15n"))
def spread(context: Context) -> None:
    """Check that exactly the elements that depend on a NaN are NaN."""
    x = np.array([[1, _NAN, 2], [3, 4, 5], [6, 7, 8]], dtype=context.dtype)
    z = x.astype(COMPLEX_DTYPES[context.dtype])
    # If the NaN were in the middle, it would be multiplied by a cosine of 0, which FFT algorithms skip.
    inputs = tuple(map(Input, (x, np.ones_like(x), z, np.roll(z, -1, axis=1))))
    for source, positions in SPREAD[context.function]:
        call = Call(f"xp.isnan(xp.{source})", inputs)
        expect_both(context, call, Expected.exactly(np.array(positions, dtype=bool)))
