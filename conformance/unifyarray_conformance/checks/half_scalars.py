"""Checks of float16 and bfloat16 together with Python scalars, and of their quotients (contract rows 30, 4 and 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from ..harness.registry import check
from ..inputs.half_precision import INF, NAN, ROW, check_statement, check_value, round_to_half
from ..reference import exact
from ..reference.dtypes import HALF

if TYPE_CHECKING:
    from ..harness.context import Context

OPERATORS: Final = {"__add__": "+", "__sub__": "-", "__mul__": "*", "__truediv__": "/", "__floordiv__": "//"}


@check("half_scalars", "scalars", OPERATORS, dtypes=HALF, rows=(*ROW, "2n", "4"))
def scalars(context: Context) -> None:
    """Check that real Python and NumPy scalars are rounded to the dtype, and that complex scalars give complex64."""
    symbol = OPERATORS[context.function]
    x = np.array([1.0, 2.5, -4.0, 2.0 if symbol == "//" else INF], dtype=np.float32)
    for scalar in ("2", "0.5", "0.1", "2.7", "True", "np.float64(0.3)", "np.int8(2)"):
        value = round_to_half(np.float32(eval(scalar, {"np": np})), context.dtype)
        for left, right in (("h0", scalar), (scalar, "h0")):
            if left.startswith("np."):
                continue  # NumPy's operator would run first. Checks of other dtypes cover that it defers to Array.
            pair = tuple(x if name == "h0" else value for name in (left, right))
            with np.errstate(all="ignore"):
                answer = eval(f"a {symbol} b", {"a": pair[0], "b": pair[1]})
            check_value(context, f"{left} {symbol} {right}", (x,), answer)
    if symbol == "//":
        return
    check_statement(context, f"(h0 {symbol} 1j).dtype", (x[:3],), "assert str(result) == 'complex64', result")


#: By function: a call with [1, -1] and an integer that converts to infinity, and its result.
BEYOND: Final[dict[str, tuple[tuple[str, list[float]], ...]]] = {
    "full": (("xp.full(2, {}, dtype=h0.dtype)", [INF, INF]), ("xp.full(1, -{}, dtype=h0.dtype)", [-INF])),
    "full_like": (("xp.full_like(h0, {})", [INF, INF]),),
    "asarray": (("xp.asarray([{}, 1], dtype=h0.dtype)", [INF, 1.0]),),
    "clip": (("xp.clip(h0, {}, None)", [INF, INF]), ("xp.clip(h0, None, -{})", [-INF, -INF])),
    "where": (("xp.where(h0 > 0, h0, {})", [1.0, INF]),),
    "maximum": (("xp.maximum(h0, {})", [INF, INF]),),
    "__mul__": (("h0 * {}", [INF, -INF]),),
    "__floordiv__": (("h0 // {}", [0.0, -0.0]), ("{} // h0", [INF, -INF])),
    "floor_divide": (("xp.floor_divide(h0, {})", [0.0, -0.0]), ("xp.floor_divide({}, h0)", [INF, -INF])),
    "__mod__": (("h0 % {}", [1.0, INF]), ("{} % h0", [NAN, NAN])),
    "remainder": (("xp.remainder(h0, {})", [1.0, INF]), ("xp.remainder({}, h0)", [NAN, NAN])),
}


@check("half_scalars", "beyond", BEYOND, dtypes=(*HALF, "float32"), rows=(*ROW, "4"))
def beyond(context: Context) -> None:
    """Check that a Python integer beyond the range of a dtype counts as infinity, like a float."""
    for integer in (70000, 2**63, 10**39) if context.dtype == "float16" else (10**39,):
        for source, answer in BEYOND[context.function]:
            for value in (integer, float(integer)):
                check_value(context, source.format(value), ([1.0, -1.0],), np.array(answer, dtype=np.float32))


RANGES: Final = {
    "linspace": (
        ("1e10, 1e10, 2", "float16", [INF, INF]),
        ("1e10, 1e10, 3", "float16", [INF, INF, INF]),
        ("-1e10, 1e10, 3", "float16", [-INF, 0.0, INF]),
        ("0, 1e10, 3", "float16", [0.0, INF, INF]),
        ("-65504, 65504, 3", "float16", [-65504.0, 0.0, 65504.0]),
        ("1e39, 1e39, 2", "bfloat16", [INF, INF]),
        ("-1e39, 1e39, 3", "bfloat16", [-INF, 0.0, INF]),
    ),
    "full": (("3, 1e10", "float16", [INF] * 3), ("3, -1e39", "bfloat16", [-INF] * 3)),
}


@check("half_scalars", "ranges", RANGES, dtypes=HALF, rows=(*ROW, "4"))
def ranges(context: Context) -> None:
    """Check that ends and values beyond the range of a dtype are infinities."""
    for arguments, dtype, answer in RANGES[context.function]:
        if dtype == context.dtype:
            source = f"xp.{context.function}({arguments}, dtype={dtype!r})"
            check_value(context, source, (), np.array(answer, dtype=np.float32))


QUOTIENTS: Final = {
    "floor_divide": ("xp.floor_divide({}, {})", "floor_divide"),
    "__floordiv__": ("{} // {}", "floor_divide"),
    "remainder": ("xp.remainder({}, {})", "remainder"),
    "__mod__": ("{} % {}", "remainder"),
}
#: Numbers that both dtypes represent exactly, with quotients that float32 represents exactly.
_TERMS: Final = (0.0, -0.0, 0.5, 1.0, -1.0, 3.0, -6.0, -0.375, -0.875, 100.0, 2048.0, -2048.0, INF, -INF, NAN)


def _quotient(name: str, x: float, y: float) -> float:
    """Return the exact floored quotient or remainder; infinities and division by 0 follow the standard."""
    found = exact.floor_divide(x, y) if name == "floor_divide" else exact.remainder(x, y)
    if found is not None:
        return found[0]
    if name == "floor_divide":
        with np.errstate(all="ignore"):
            return float(np.divide(x, y))
    if not np.isinf(y) or not np.isfinite(x):
        return NAN
    if x == 0:
        return float(np.copysign(0.0, y))
    return x if (x < 0) == (y < 0) else y


@check("half_scalars", "division", QUOTIENTS, dtypes=HALF, rows=(*ROW, "11n"))
def division(context: Context) -> None:
    """Check that quotients are as in float32, rounded once, for two arrays and for an array and a Python scalar."""
    source, name = QUOTIENTS[context.function]
    x, y = np.repeat(_TERMS, len(_TERMS)), np.tile(_TERMS, len(_TERMS))
    answers = np.array([_quotient(name, *terms) for terms in zip(x.tolist(), y.tolist(), strict=True)])
    check_value(context, source.format("h0", "h1"), (x, y), answers)
    table = answers.reshape(len(_TERMS), -1)
    for i, term in enumerate(_TERMS):
        scalar = f"float('{term}')"
        check_value(context, source.format("h0", scalar), (_TERMS,), table[:, i])
        check_value(context, source.format(scalar, "h0"), (_TERMS,), table[i, :])
        if np.isfinite(term) and term == int(term) and term:
            check_value(context, source.format("h0", int(term)), (_TERMS,), table[:, i])
            check_value(context, source.format(int(term), "h0"), (_TERMS,), table[i, :])
