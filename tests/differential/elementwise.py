"""Elementwise functions and operators: every dtype, mixed dtypes, scalars on either side, updates in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tests.differential._grades import by_reference, up_to_zeros
from unifyarray_conformance.checks.elementwise_functions import BINARY, NAMES, TAKES_INTEGERS, domain
from unifyarray_conformance.reference.dtypes import ALL, INTEGER, REAL, kind_rank, promote

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.differential._draw import Draw, Operand

    Values = np.ndarray[Any, Any]

OPERATORS: Final = {
    "add": "+", "subtract": "-", "multiply": "*", "divide": "/", "floor_divide": "//", "remainder": "%", "pow": "**",
    "bitwise_and": "&", "bitwise_or": "|", "bitwise_xor": "^", "bitwise_left_shift": "<<", "bitwise_right_shift": ">>",
    "equal": "==", "not_equal": "!=", "less": "<", "less_equal": "<=", "greater": ">", "greater_equal": ">=",
}  # fmt: skip
UNARY_OPERATORS: Final = {"negative": "-", "positive": "+", "abs": "abs", "bitwise_invert": "~"}
#: Operators that update in place.
UPDATES: Final = tuple(name for name in OPERATORS if OPERATORS[name] not in ("==", "!=", "<", "<=", ">", ">="))
_SHIFTS: Final = ("bitwise_left_shift", "bitwise_right_shift")


def _dtypes(d: Draw, name: str) -> Sequence[str]:
    """Return the dtypes of the operands; rarely all dtypes, some of which the function refuses."""
    if d.chance(16):
        return ALL
    own = domain(name)
    return ALL if name in TAKES_INTEGERS and d.chance(3) else own


def _not_negative(x: Values) -> bool:
    return x.dtype.kind in "bu" or (x.dtype.kind == "i" and bool((x >= 0).all()))


def unary(d: Draw, name: str) -> None:
    """A function of one array, or its operator."""
    x = d.array(_dtypes(d, name))
    operator = UNARY_OPERATORS.get(name)
    source = f"{operator}({x.source})" if operator and d.chance(2) else f"xp.{name}({x.source})"
    d.run_step(name, source, (x,), by_reference(name, x.value))


def _operands(d: Draw, name: str) -> tuple[Operand, Operand]:
    """Return an array and an array or a scalar, in either order."""
    dtypes = _dtypes(d, name)
    x = d.array(dtypes)
    if d.chance(4):
        # Mostly of the array's kind. A higher kind decides the dtype, if the function supports it.
        kind = x.rank if not d.chance(4) else d.integer(0, max(kind_rank(t) for t in dtypes))
        second = d.scalar(kind, "natural" if name in _SHIFTS else "any", x.dtype)
        swapped = d.chance(2)
    else:
        same_dtype = (x.dtype,) if d.chance(2) else dtypes
        second = d.broadcastable(x, same_dtype)
        swapped = False
    first, second = (second, x) if swapped else (x, second)
    if name in _SHIFTS or name == "pow":
        second = _exponent(d, name, first, second)
    return first, second


def _exponent(d: Draw, name: str, first: Operand, second: Operand) -> Operand:
    """Return an operand without negative values if shifts or integer powers leave them unspecified (contract row 10).

    Negative Python scalars as exponents are an error and are kept.
    """
    if name == "pow" and (max(first.rank, second.rank) != 1 or (first.name and not second.name)):
        return second
    if second.name is None or second.rank > 1 or _not_negative(second.value):
        return second
    found = d.literal(np.abs(second.value // 2).astype(second.dtype))
    assert _not_negative(found.value)
    return found


def binary(d: Draw, name: str) -> None:
    """A function of two operands, or an operator between them."""
    x, y = _operands(d, name)
    operator = OPERATORS.get(name)
    source = f"{x.source} {operator} {y.source}" if operator and d.chance(2) else f"xp.{name}({x.source}, {y.source})"
    d.run_step(name, source, (x, y), by_reference(name, x.value, y.value))


def update(d: Draw, name: str) -> None:
    """An operator that updates a copy or a part of it in place. The dtype of the target does not change."""
    dtypes = _dtypes(d, name)
    x = d.array(dtypes)
    if d.chance(3):
        y = d.scalar(x.rank if not d.chance(6) else 2, "natural" if name in _SHIFTS else "any", x.dtype)
    elif d.chance(2):
        # A result in a wider dtype is rounded twice: there, and in the target's dtype.
        wider = [t for t in dtypes if t in INTEGER or t == "bool" or name in ("add", "subtract", "multiply")]
        y = d.broadcastable(x, wider or (x.dtype,))
    else:
        y = d.broadcastable(x, (x.dtype,))
    if name in _SHIFTS or name == "pow":
        y = _exponent(d, name, x, y)
    target, host = d.writable_copy(x)
    source = f"{{0}} = {target}\n{{0}} {OPERATORS[name]}= {y.source}"
    d.run_step(f"{name} in place", source, (x, y), _update_grade(name, host, y))


def _update_grade(name: str, x: Values, y: Operand) -> Any:
    if y.name is not None and x.dtype.kind in "fc" and promote(x.dtype.name, y.dtype) != x.dtype.name:
        return by_wider(name, x, y.value)
    return by_reference(name, x, y.value)


def by_wider(name: str, x: Values, y: Values) -> Any:
    """Return the grade of sums and products in a wider dtype. They are rounded twice, the same way everywhere."""
    return up_to_zeros if name in ("add", "subtract", "multiply") else by_reference(name, x, y)


def clip(d: Draw, name: str) -> None:
    """Bounds that are arrays, scalars or missing, in any order."""
    x = d.array(REAL if not d.chance(16) else ALL)
    bounds: list[Operand | None] = []
    for _ in range(2):
        how = d.integer(0, 2)
        if how == 0:
            bounds.append(None)
        elif how == 1:
            bounds.append(d.scalar(min(x.rank, 2), dtype=x.dtype))
        else:
            bounds.append(d.broadcastable(x, (x.dtype,)))
    texts = ["None" if b is None else b.source for b in bounds]
    source = d.pick((f"{texts[0]}, {texts[1]}", f"min={texts[0]}, max={texts[1]}"))
    d.run_step(name, f"xp.clip({x.source}, {source})", [x, *(b for b in bounds if b is not None)], up_to_zeros)


_TWO: Final = frozenset(BINARY)
STEPS: dict[str, Callable[[Draw, str], None]] = {
    **{name: binary if name in _TWO else unary for name in NAMES},
    **{f"{name} in place": lambda d, name: update(d, name.removesuffix(" in place")) for name in UPDATES},
    "clip": clip,
}
