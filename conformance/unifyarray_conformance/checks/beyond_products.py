"""Checks of einsum and convolve: exact sums of products, every form of subscripts, both ends of a convolution."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.budget import some
from ..harness.calls import LAYOUTS, Call, Input, supports_layout
from ..harness.registry import check
from ..reference.dtypes import COMPLEX, INTEGER, NUMERIC, REAL_FLOATING, wrap
from ..reference.expected import CLOSE, Component, Expected

if TYPE_CHECKING:
    from ..harness.context import Context
    from ..reference.special_cases import Values

SECTION: Final = "beyond_standard"

#: Subscripts, and the shapes of the operands.
SUMS: Final[tuple[Any, ...]] = (
    ("ij,jk->ik", (2, 3), (3, 4)), ("ij,jk", (2, 3), (3, 4)), ("ba", (2, 3)), ("ij->ij", (2, 3)), ("i->", (3,)),
    ("ii", (3, 3)), ("ii->i", (3, 3)), ("iij->j", (2, 2, 3)), ("iii->i", (2, 2, 2)), ("iji->ij", (2, 3, 2)),
    ("...ij,...jk->...ik", (5, 2, 3), (3, 4)), ("i...->...", (2, 3, 4)), ("...", (2, 3)), ("...,...", (2, 3), (3,)),
    ("...i,...i", (2, 1, 3), (4, 3)), ("i...,i->...", (2, 3, 4), (2,)), ("...i->i...", (2, 3)), ("i,i", (3,), (3,)),
    ("i,j", (3,), (2,)), ("j,i", (3,), (2,)), (",ij->ij", (), (2, 3)), (",", (), ()), ("ij,ij->ji", (2, 3), (2, 3)),
    ("ij,ij->i", (2, 3), (2, 3)), ("ij,ij->j", (2, 3), (2, 3)), ("ij,ji->", (2, 3), (3, 2)), ("ij,j->", (2, 3), (3,)),
    ("bij,bjk->bki", (2, 3, 4), (2, 4, 5)), ("ij,k->k", (2, 3), (3,)), ("ij,i", (2, 3), (1,)), ("i,i", (1,), (1,)),
    ("ij,jk->ik", (2, 1), (3, 4)), ("ij,jk->ik", (2, 0), (0, 4)), ("i,i->i", (1,), (0,)), ("ij->j", (0, 2)),
    ("bhqd,bhkd->bhqk", (2, 1, 3, 4), (2, 2, 5, 4)), ("Ab,bA->A", (2, 3), (3, 2)), ("aB,Bc", (2, 3), (3, 2)),
    (" i j , j -> i ", (2, 3), (3,)), ("ij,jk,kl->il", (2, 3), (3, 4), (4, 2)), ("a,b,c->cab", (2,), (3,), (4,)),
    ("ij,jk,kl,lm->im", (2, 3), (3, 4), (4, 2), (2, 5)), ("ij,ik,il->jkl", (2, 3), (2, 2), (2, 4)),
    ("i,ij,j", (2,), (2, 3), (3,)), ("ij,jj,jk->ik", (2, 3), (3, 3), (3, 2)),
)  # fmt: skip


def numbers(context: Context, shape: tuple[int, ...], most: int = 3) -> Values:
    """Return small whole numbers, whose products and sums are exact."""
    rng, dtype = context.rng(), context.dtype
    least = 0 if dtype.startswith("uint") else -most
    found: Any = rng.integers(least, most, shape, endpoint=True)
    if dtype in COMPLEX:
        found = found + 1j * rng.integers(least, most, shape, endpoint=True)
    return np.asarray(found, dtype=dtype)


@check(SECTION, "value", ["einsum"], dtypes=NUMERIC, rows=("9n", "34"))
def einsum(context: Context) -> None:
    """Check every form of subscripts, layouts, and operands in and out of the order that is chosen; sums are exact."""
    for k, (subscripts, *shapes) in some(context, enumerate(SUMS), 2):
        values = [numbers(context, shape) for shape in shapes]
        found = np.asarray(np.einsum(subscripts, *values))  # numpy adds in the dtype of the operands
        layout = LAYOUTS[k % len(LAYOUTS)]
        inputs = [
            Input(x, layout if layout != "broadcast" and supports_layout(layout, x.shape) else "plain") for x in values
        ]
        names = ", ".join(f"x{i}" for i in range(len(values)))
        for more in ("", ", optimize=False") if len(values) > 2 else ("",):
            call = Call(f"ua.einsum({subscripts!r}, {names}{more})", tuple(inputs))
            context.expect(call, Expected.up_to_zeros(found))


@check(SECTION, "integers", ["einsum", "convolve"], dtypes=INTEGER, rows=("9n", "34"))
def wrapping(context: Context) -> None:
    """Check that sums of products of integers wrap around."""
    info = np.iinfo(context.dtype)
    x, y = (np.array(values, dtype=context.dtype) for values in ([info.max, 2, 3], [3, info.max, info.min]))
    terms = [int(a) * int(b) for a, b in zip(x, y, strict=True)]
    total = Expected.exactly(np.array(wrap(sum(terms), context.dtype), dtype=context.dtype))
    given = (Input(x), Input(y))
    if context.function == "einsum":
        context.expect(Call("ua.einsum('i,i', x0, x1)", given), total)
        single = wrap(sum(map(int, x)), context.dtype)
        alone = Call("ua.einsum('i->', x0)", (Input(x),))
        context.expect(alone, Expected.exactly(np.array(single, dtype=context.dtype)))
    else:
        context.expect(Call("ua.convolve(x0, ua.flip(x1), mode='valid')[0]", given), total)


@check(SECTION, "accuracy", ["einsum", "convolve"], dtypes=REAL_FLOATING, grade="tolerance", rows=("15n", "34"))
def accuracy(context: Context) -> None:
    """Check sums of many products of random numbers: the error is relative to the norms of the factors."""
    rng, dtype, n = context.rng(), context.dtype, 300
    x, y = rng.standard_normal((4, n)).astype(dtype), rng.standard_normal((n, 3)).astype(dtype)
    if context.function == "einsum":
        call, pair = Call("ua.einsum('ij,jk->ik', x0, x1)", (Input(x), Input(y))), (x, y.T)
        found = np.array([[_dot(row, column) for column in y.T] for row in x])
        size = np.outer(*[np.linalg.norm(part.astype(float), axis=1) for part in pair])
    else:
        long, kernel = np.ravel(x), y[:, 0]
        padded = np.pad(long, n - 1)
        found = np.array([_dot(padded[i : i + n], kernel[::-1]) for i in range(long.size + n - 1)])
        size = np.full(found.shape, np.linalg.norm(long.astype(float)) * np.linalg.norm(kernel.astype(float)))
        call = Call("ua.convolve(x0, x1)", (Input(long), Input(kernel)))
    tolerance: Any = (n + 2) * float(np.finfo(dtype).eps) * size
    context.expect(call, Expected(dtype, found.shape, real=Component.of(found, mode=CLOSE), absolute=tolerance))


def _dot(x: Values, y: Values) -> float:
    return math.fsum(a * b for a, b in zip(x.tolist(), y.tolist(), strict=True))


@check(SECTION, "value", ["convolve"], dtypes=NUMERIC, rows=("9n", "34"))
def convolve(context: Context) -> None:
    """Check every mode, lengths in either order, layouts; sums of whole numbers are exact."""
    for k, (first, second) in enumerate(((5, 3), (3, 5), (4, 4), (1, 1), (7, 2), (2, 1), (6, 4), (40, 17))):
        x, y = numbers(context, (first,)), numbers(context, (second,))
        for mode in ("full", "same", "valid"):
            layout = LAYOUTS[k % len(LAYOUTS)]
            layout = layout if layout != "broadcast" and supports_layout(layout, x.shape) else "plain"
            call = Call(f"ua.convolve(x0, x1, mode={mode!r})", (Input(x, layout), Input(y)))
            context.expect(call, Expected.up_to_zeros(np.convolve(x, y, mode)))


@check(SECTION, "special", ["convolve"], dtypes=REAL_FLOATING, rows=("34",))
def convolve_special(context: Context) -> None:
    """Check that infinities and NaN reach the sums that have them alone, at the ends, too."""
    dtype = context.dtype
    x, inf, nan = np.array([1, 2, 3, 4], dtype=dtype), math.inf, math.nan
    for kernel, found in (
        ([1, inf], [1, inf, inf, inf, inf]), ([nan, 1], [nan, nan, nan, nan, 4]), ([-inf, 0, 1], [-inf] * 4 + [3, 4]),
    ):  # fmt: skip
        for mode, part in (("full", slice(None)), ("valid", slice(len(kernel) - 1, 4))):
            call = Call(f"ua.convolve(x0, x1, mode={mode!r})", (Input(x), Input(np.array(kernel, dtype=dtype))))
            context.expect(call, Expected.exactly(np.array(found[part], dtype=dtype)))


@check(SECTION, "errors", ["einsum", "convolve"], rows=("26", "34"))
def errors(context: Context) -> None:
    """Check errors: TypeError for bools, ValueError for subscripts, lengths, modes and empty arrays."""
    name, x = context.function, Input(np.ones((2, 3), dtype="float32"))
    row = Input(np.ones(3, dtype="float32"))
    if name == "einsum":
        for wrong in ("ij->ij,", "i2", "ij->ik", "ij->ii", "ijk", "i", "ii", "...->", "ij,jk", "ij->i->j", "i..j"):
            context.raises(Call(f"ua.einsum({wrong!r}, x0)", (x,)), ValueError)
        context.raises(Call("ua.einsum('ij,ij', x0, x0.mT)", (x,)), ValueError)
        context.raises(Call("ua.einsum('i')", (x,)), ValueError)
        context.raises(Call("ua.einsum(x0, [0, 1])", (x,)), TypeError)
        source = "ua.einsum('i', x0)"
    else:
        for wrong in ("x0, x0, mode='best'", "x0[:0], x0", "x0, x0[:0]", "x0[None, :], x0", "x0, 1.0"):
            context.raises(Call(f"ua.convolve({wrong})", (row,)), ValueError)
        source = "ua.convolve(x0, x0)"
    if context.has("bool"):
        context.raises(Call(source, (Input(np.array([True, False])),)), TypeError)
