"""Checks of Python integers beyond every float, where row 4 asks for an exact answer: comparisons, searches, bounds."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Final

import numpy as np

from ..harness.calls import Call, Input
from ..harness.registry import check
from ..inputs.half_precision import INF, NAN, check_value
from ..reference.dtypes import ALL, COMPLEX, HALF, INTEGER, REAL_FLOATING

if TYPE_CHECKING:
    from ..harness.context import Context

#: The sources of integers that do not convert to a float, the first as the smallest of them.
HUGE: Final = ("2**1024 - 2**970", "10**400", "-10**400")
COMPARISONS: Final = {
    "less": operator.lt,
    "less_equal": operator.le,
    "greater": operator.gt,
    "greater_equal": operator.ge,
    "equal": operator.eq,
    "not_equal": operator.ne,
}
OPERATORS: Final = {f"__{compare.__name__}__": name for name, compare in COMPARISONS.items()}
_SYMBOLS: Final = dict(zip(OPERATORS, ("<", "<=", ">", ">=", "==", "!="), strict=True))
_REAL: Final = (*INTEGER, *REAL_FLOATING, *HALF)


def _numbers(dtype: str) -> list[float]:
    return [-INF, -1.0, 0.0, 3.0, INF, NAN] if dtype in (*REAL_FLOATING, *HALF) else [0.0, 1.0]


def _check_comparison(context: Context, source: str, name: str) -> None:
    """Check a comparison of an array and an integer on either side: Python compares integers and floats exactly."""
    compare, dtype = COMPARISONS[name], context.dtype
    if dtype in COMPLEX and name not in ("equal", "not_equal"):
        context.raises(Call(source.format("x0", HUGE[1]), (Input(np.ones(2, dtype=dtype)),)), TypeError)
        return
    numbers = _numbers(dtype)
    for huge in HUGE:
        value = eval(huge)
        for left, right in (("h0", huge), (huge, "h0")):
            answer = [compare(x, value) if left == "h0" else compare(value, x) for x in numbers]
            expression = source.format(*[part if part == "h0" else f"({part})" for part in (left, right)])
            check_value(context, expression, (numbers,), answer, "bool")


@check("elementwise_functions", "huge", COMPARISONS, dtypes=(*ALL, *HALF), rows=("4",))
def functions(context: Context) -> None:
    """Check that comparisons with integers beyond every float are exact, on either side."""
    _check_comparison(context, f"xp.{context.function}({{}}, {{}})", context.function)


@check("operators", "huge", OPERATORS, dtypes=(*ALL, *HALF), rows=("4",))
def operators(context: Context) -> None:
    """Check that comparisons with integers beyond every float are exact, on either side."""
    _check_comparison(context, f"{{}} {_SYMBOLS[context.function]} {{}}", OPERATORS[context.function])


@check("set_functions", "huge", ["isin"], dtypes=(*ALL, *HALF), rows=("4",))
def isin(context: Context) -> None:
    """Check that an integer beyond every float is never found, and that infinities do not equal it."""
    numbers = _numbers(context.dtype)
    for huge in HUGE:
        for invert in (False, True):
            expression = f"xp.isin(h0, {huge}, invert={invert})"
            check_value(context, expression, (numbers,), [invert] * len(numbers), "bool")
            check_value(context, f"xp.isin({huge}, h0, invert={invert})", (numbers,), invert, "bool")


@check("searching_functions", "huge", ["searchsorted"], dtypes=_REAL, rows=("4",))
def searchsorted(context: Context) -> None:
    """Check that an integer beyond every float belongs between the infinity on its side and the other numbers."""
    numbers = _numbers(context.dtype)
    for huge in HUGE:
        position = sum(x < eval(huge) for x in numbers)
        for side in ("left", "right"):
            expression = f"xp.searchsorted(h0, {huge}, side={side!r})"
            check_value(context, expression, (numbers,), np.array(position, dtype="int64"), "int64")


@check("elementwise_functions", "huge", ["clip"], dtypes=_REAL, rows=("4",))
def clip(context: Context) -> None:
    """Check that bounds beyond every float limit nothing, and are infinite on the other side."""
    dtype, numbers = context.dtype, _numbers(context.dtype)
    for bounds in ("0, 10**400", "h1, 10**400", "-10**400, 10**400", "-10**400, h2"):
        low = -INF if bounds.startswith("-") else 0
        high = 1 if bounds.endswith("h2") else INF
        answer = np.clip(np.array(numbers), low, high)
        arrays = (numbers, [0.0], [1.0])
        check_value(context, f"xp.clip(h0, {bounds})", arrays, answer.astype(np.float32 if dtype in HALF else dtype))
    if dtype not in INTEGER:
        for bounds, infinity in (("10**400, None", INF), ("None, -10**400", -INF)):
            answer = np.array([x if x != x else infinity for x in numbers])
            check_value(
                context, f"xp.clip(h0, {bounds})", (numbers,), answer.astype(np.float32 if dtype in HALF else dtype)
            )
