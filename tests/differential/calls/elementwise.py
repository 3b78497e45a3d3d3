"""Elementwise functions and operators: all dtypes, mixed ones, scalars in and out of range, overlapping operands."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tests.differential.calls.contract import Freedom
from tests.differential.calls.drawing import CallDraw, Operand, rank_of
from tests.differential.calls.grades import elementwise, ulps, up_to_zeros, widened
from tests.differential.elementwise import OPERATORS, UNARY_OPERATORS, UPDATES
from unifyarray_conformance.checks.elementwise_functions import BINARY, NAMES, TAKES_INTEGERS, domain
from unifyarray_conformance.reference.dtypes import ALL, HALF, REAL_FLOATING, promote

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Values = np.ndarray[Any, Any]

#: NumPy's ufuncs that have the function's name.
_UFUNCS: Final = frozenset(name for name in NAMES if isinstance(getattr(np, name, None), np.ufunc))
_SHIFTS: Final = ("bitwise_left_shift", "bitwise_right_shift")


def _dtypes(name: str) -> Sequence[str]:
    own = ALL if name in TAKES_INTEGERS else domain(name)
    return (*own, *HALF) if any(t in REAL_FLOATING for t in own) else own


def unary(d: CallDraw, name: str) -> None:
    """A function of one array, or its operator."""
    x = d.wild(dtypes=_dtypes(name))
    operator = UNARY_OPERATORS.get(name)
    source = f"{operator}({x.source})" if operator and d.chance(3) else f"xp.{name}({x.source})"
    if name in _UFUNCS and d.chance(12):
        source = f"np.{name}({x.source})"
    if d.chance(100):
        source = f"xp.{name}({d.pick((d.no_scalar().source, f'{x.source}, out={x.source}'))})"
    d.call(name, source, elementwise(name, x.value))


def binary(d: CallDraw, name: str) -> None:
    """A function of two operands."""
    x, y = _operands(d, name)
    _leave_open(d, name, x, y)
    more = f", out={x.source}" if d.chance(100) else ""
    space = "np" if name in _UFUNCS and d.chance(12) else "xp"
    d.call(name, f"{space}.{name}({x.source}, {y.source}{more})", elementwise(name, x.value, y.value))


def operator(d: CallDraw, name: str) -> None:
    """An operator between two operands; the array can be on either side."""
    function = name.removeprefix("operator ")
    x, y = _operands(d, function)
    _leave_open(d, function, x, y)
    d.call(name, f"{x.source} {OPERATORS[function]} {y.source}", elementwise(function, x.value, y.value))


def update(d: CallDraw, name: str) -> None:
    """An operator that updates an array or a part of it in place."""
    function = name.removesuffix(" in place")
    x = d.wild(dtypes=_dtypes(function))
    y = _second(d, x, _dtypes(function))
    _leave_open(d, function, x, y)
    source = f"t = {x.source}\nt {OPERATORS[function]}= {y.source}\nresult = t"
    grade = elementwise(function, x.value, y.value)
    if y.name is not None and _common_dtype(x.value, y.value) != x.dtype:
        # Rounded in the common dtype and in the target's.
        grade = ulps(64 if "complex" in x.dtype else 8)
    d.call(name, source, grade, writes=True)


def _common_dtype(x: Values, y: Values) -> str:
    first, second = x.dtype.name, y.dtype.name
    if first == second or (first in HALF and rank_of(second) < 2) or second in HALF:
        return first
    return second if first in HALF else str(promote(first, second))


def _operands(d: CallDraw, name: str) -> tuple[Operand, Operand]:
    x = d.wild(dtypes=_dtypes(name))
    y = _second(d, x, _dtypes(name))
    return (y, x) if d.chance(3) else (x, y)


def _second(d: CallDraw, x: Operand, dtypes: Sequence[str]) -> Operand:
    if d.chance(40):
        return d.no_scalar()
    if d.chance(3):
        highest = rank_of(x.dtype) if d.chance(2) else 3
        return d.any_scalar(highest)
    return d.partner(x, dtypes)


def _leave_open(d: CallDraw, name: str, x: Operand, y: Operand) -> None:
    """Add the freedoms of a call."""
    values = [v if isinstance(v, np.ndarray) else np.asarray(v) for v in (x.value, y.value)]
    if name in ("pow", *_SHIFTS) and values[1].dtype.kind == "i" and y.name is not None:
        d.freedoms.append(Freedom("negative exponent", mask=values[1] < 0))
        if name == "pow" and (values[1] < 0).any():
            d.freedoms.append(Freedom("negative exponent", "outcome"))
    if name == "nextafter" and any(v.dtype.name in HALF for v in values):
        # Of zeros of both signs, the standard (row 12) takes the second.
        with contextlib.suppress(ValueError):  # the shapes do not broadcast, so the call raises
            d.freedoms.append(Freedom("half special case", mask=(values[0] == 0) & (values[1] == 0)))
    if any(v.dtype.name in HALF for v in values) and any(p.name is None for p in (x, y)):
        scalar = next(p.value for p in (x, y) if p.name is None)
        half = next(v.dtype for v in values if v.dtype.name in HALF)
        if isinstance(scalar, float | complex) and not isinstance(scalar, complex):
            with np.errstate(all="ignore"):
                rounded = float(np.asarray(scalar, dtype=np.float64).astype(np.float32).astype(half).astype(np.float32))
            if rounded != scalar and np.isfinite(scalar):
                d.freedoms.append(Freedom("half scalar"))


def clip(d: CallDraw, name: str) -> None:
    """Bounds that are arrays, scalars or missing, in any order."""
    x = d.wild(dtypes=_dtypes("floor"))
    bounds = []
    for _ in range(2):
        how = d.integer(0, 4)
        bounds.append(
            "None" if how == 0 else d.any_scalar(2).source if how < 3 else d.partner(x, _dtypes("floor")).source
        )
    given = d.pick(
        (f", {bounds[0]}, {bounds[1]}", f", min={bounds[0]}, max={bounds[1]}", f", {bounds[0]}", f", max={bounds[1]}")
    )
    if d.chance(4):
        d.call(name, f"{x.source}.clip({given.removeprefix(', ')})", _clipped)
    else:
        d.call(name, f"xp.clip({x.source}{given})", _clipped)


def _clipped(wanted: Values, got: Values, *, flushes: bool) -> str:
    return up_to_zeros(widened(wanted), widened(got), flushes=flushes)


_TWO: Final = frozenset(BINARY)
#: By name: how a call is drawn.
CALLS: Final[dict[str, Callable[[CallDraw, str], None]]] = {
    **{name: binary if name in _TWO else unary for name in NAMES},
    **{f"operator {name}": operator for name in OPERATORS},
    **{f"{name} in place": update for name in UPDATES},
    "clip": clip,
}
