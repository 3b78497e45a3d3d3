"""Helpers for checks of float16 and bfloat16.

Inputs are created from float32 and results are compared as float32, because NumPy has no bfloat16.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.calls import Call, Input
from ..reference.dtypes import HALF
from ..reference.expected import Expected

if TYPE_CHECKING:
    from ..harness.context import Context
    from ..reference.special_cases import Values

ROW: Final = ("30",)
NAN, INF = np.nan, np.inf


def round_to_half(values: Any, dtype: str) -> Values:
    """Round float32 numbers to a half-precision dtype, ties to even, and return them as float32."""
    x = np.asarray(values, dtype=np.float32)
    if dtype == "float16":
        with np.errstate(over="ignore"):
            return x.astype(np.float16).astype(np.float32)
    bits = np.atleast_1d(x).view(np.uint32)
    nearest = (bits + np.uint32(0x7FFF) + ((bits >> np.uint32(16)) & np.uint32(1))) & np.uint32(0xFFFF0000)
    return np.where(np.isnan(x), x, nearest.view(np.float32).reshape(x.shape)).astype(np.float32)


def half_inputs(context: Context, *arrays: Any) -> tuple[str, tuple[Input, ...]]:
    """Return source that creates ``h0``, ``h1`` ... in the checked dtype, and the float32 inputs that it needs."""
    lines = [f"h{i} = xp.astype(x{i}, xp.{context.dtype})" for i in range(len(arrays))]
    return "\n".join(lines) + "\n", tuple(Input(np.asarray(x, dtype=np.float32)) for x in arrays)


def check_value(
    context: Context, expression: str, arrays: tuple[Any, ...], answer: Any, dtype: str | None = None
) -> None:
    """Check the dtype and the value of an expression in ``h0``, ``h1`` ...; compare half precision as float32."""
    dtype = dtype or context.dtype
    before, inputs = half_inputs(context, *arrays)
    values = np.asarray(answer)
    source = f"{before}result = {expression}"
    if dtype in HALF:
        values = round_to_half(values, dtype)
        source += f"\nassert str(result.dtype) == {dtype!r}, result.dtype\nresult = xp.astype(result, xp.float32)"
    context.expect(Call(source, inputs), Expected.exactly(values))


def check_statement(context: Context, expression: str, arrays: tuple[Any, ...], assertion: str) -> None:
    """Check a statement about the ``result`` of an expression in ``h0``, ``h1`` ..."""
    before, inputs = half_inputs(context, *arrays)
    context.ensure(Call(f"{before}result = {expression}", inputs), assertion)


def check_raises(context: Context, expression: str, arrays: tuple[Any, ...], error: type[Exception]) -> None:
    """Check that an expression in ``h0``, ``h1`` ... raises an error."""
    before, inputs = half_inputs(context, *arrays)
    context.raises(Call(f"{before}result = {expression}", inputs), error)
