"""Checks of namespace inspection, and of the dtype functions that give the same information."""

from __future__ import annotations

from typing import Final

import numpy as np

from ..harness.calls import Call, Input
from ..harness.context import Context
from ..harness.registry import check
from ..inputs.values import fill
from ..reference.dtypes import (
    ALL,
    COMPLEX,
    FLOATING,
    INTEGER,
    KINDS,
    REAL_FLOATING,
    UNSIGNED,
    bits,
    kind_rank,
    limits,
    promote,
    real_dtype,
)
from ..reference.expected import Expected
from ..reference.standard import STANDARD

_INFO: Final = "xp.__array_namespace_info__()"


@check("inspection", "value", ["capabilities", "default_device", "default_dtypes", "devices", "dtypes"], rows=("1n",))
def inspection(context: Context) -> None:
    """Check the keys, types and values that the inspection functions report."""
    real = context.default_float
    has = [d for d in ALL if context.has(d)]
    defaults = {
        "real floating": real,
        "complex floating": context.default_complex(real),
        "integral": "int64",
        "indexing": "int64",
    }
    wanted = {
        "capabilities": [
            ("", "assert {'boolean indexing', 'data-dependent shapes', 'max dimensions'} <= set(result), result"),
        ],
        "default_device": [("", "assert result == xp.zeros(1).device, result")],
        "default_dtypes": [
            ("", f"found = {{k: str(v) for k, v in result.items()}}\nassert found == {defaults}, found")
        ],
        "devices": [
            ("", "assert type(result) is tuple, type(result)\nassert xp.zeros(1).device in result, result"),
        ],
        "dtypes": [("", _names(has))]
        + [(f"kind={kind!r}", _names([d for d in has if d in own])) for kind, own in KINDS.items()]
        + [("kind=('bool', 'complex floating')", _names([d for d in has if d == "bool" or d in COMPLEX]))],
    }
    for arguments, assertion in wanted[context.function]:
        context.ensure(Call(f"{_INFO}.{context.function}({arguments})"), assertion)
    if context.function == "dtypes":
        context.raises(Call(f"{_INFO}.dtypes(kind='float')"), ValueError)


def _names(dtypes: list[str]) -> str:
    return f"assert {{k: str(v) for k, v in result.items()}} == {dict(zip(dtypes, dtypes, strict=True))}, result"


@check("data_type_functions", "value", ["finfo"], dtypes=FLOATING)
def finfo(context: Context) -> None:
    """Check the limits of floating dtypes as Python numbers, for a dtype and for an Array."""
    own = real_dtype(context.dtype)
    known = np.finfo(own)
    numbers = {name: float(getattr(known, name)) for name in ("eps", "max", "min", "smallest_normal")}
    for argument in (f"xp.{context.dtype}", f"xp.ones(2, dtype=xp.{context.dtype})"):
        context.ensure(
            Call(f"xp.finfo({argument})"),
            f"assert {{n: getattr(result, n) for n in {list(numbers)}}} == {numbers}\n"
            f"assert all(type(getattr(result, n)) is float for n in {list(numbers)})\n"
            f"assert (type(result.bits), result.bits) == (int, {known.bits}), result.bits\n"
            f"assert str(result.dtype) == {own!r}, result.dtype",
        )


@check("data_type_functions", "value", ["iinfo"], dtypes=INTEGER)
def iinfo(context: Context) -> None:
    """Check that iinfo of a dtype and of an Array returns the dtype's limits as Python integers."""
    low, high = limits(context.dtype)
    for argument in (f"xp.{context.dtype}", f"xp.ones(2, dtype=xp.{context.dtype})"):
        context.ensure(
            Call(f"xp.iinfo({argument})"),
            f"assert (result.bits, result.min, result.max) == ({bits(context.dtype)}, {low}, {high}), result\n"
            "assert all(type(n) is int for n in (result.bits, result.min, result.max))\n"
            f"assert str(result.dtype) == {context.dtype!r}, result.dtype",
        )


@check("data_type_functions", "value", ["isdtype"], dtypes=ALL)
def isdtype(context: Context) -> None:
    """Check every kind, dtypes, and tuples of both."""
    dtype = context.dtype
    for kind, own in KINDS.items():
        context.ensure(Call(f"xp.isdtype(xp.{dtype}, {kind!r})"), f"assert result is {dtype in own}, result")
    for other in ALL:
        if context.has(other):
            context.ensure(Call(f"xp.isdtype(xp.{dtype}, xp.{other})"), f"assert result is {dtype == other}, result")
    pair = "('bool', xp.int8)"
    context.ensure(Call(f"xp.isdtype(xp.{dtype}, {pair})"), f"assert result is {dtype in ('bool', 'int8')}, result")


@check("data_type_functions", "value", ["result_type"], dtypes=ALL, rows=("2n", "3"))
def result_type(context: Context) -> None:
    """Check promotion of dtypes, Arrays and Python scalars."""
    dtype = context.dtype
    for other in ALL:
        if not context.has(other):
            continue
        promoted = promote(dtype, other)
        for first, second in ((f"xp.{dtype}", f"xp.{other}"), (f"xp.ones(2, dtype=xp.{dtype})", f"xp.{other}")):
            call = Call(f"xp.result_type({first}, {second})")
            if promoted is None:
                context.raises(call, TypeError)
            else:
                context.ensure(call, f"assert str(result) == {promoted!r}, result")
    weak = "True" if dtype == "bool" else "2" if dtype in INTEGER else "2.5" if dtype in REAL_FLOATING else "2j"
    context.ensure(Call(f"xp.result_type(xp.{dtype}, {weak})"), f"assert str(result) == {dtype!r}, result")


@check("data_type_functions", "value", ["can_cast"], dtypes=ALL)
def can_cast(context: Context) -> None:
    """Check that can_cast follows the standard's promotion tables, for a dtype and for an Array."""
    promotion: dict[str, str] = STANDARD["promotion"]
    for other in ALL:
        if context.has(other) and (
            kind_rank(other) == kind_rank(context.dtype) or f"{context.dtype} {other}" in promotion
        ):
            answer = promotion.get(f"{context.dtype} {other}") == other
            for first in (f"xp.{context.dtype}", f"xp.ones(2, dtype=xp.{context.dtype})"):
                context.ensure(Call(f"xp.can_cast({first}, xp.{other})"), f"assert result is {answer}, result")


@check("data_type_functions", "value", ["astype"], dtypes=ALL, rows=("13n",))
def astype(context: Context) -> None:
    """Check casts to every dtype with values that it can represent; complex to real raises TypeError."""
    values = fill(context.rng(), context.dtype, (2, 5), "small")
    if kind_rank(context.dtype) == 2:
        values = values + np.array(0.75, dtype=context.dtype)
    for other in ALL:
        if not context.has(other):
            continue
        source = values
        if other in UNSIGNED and kind_rank(context.dtype) >= 2:
            source = np.abs(values).astype(context.dtype)
        call = Call(f"xp.astype(x0, xp.{other})", (Input(source),))
        if kind_rank(context.dtype) == 3 and other in (*INTEGER, *REAL_FLOATING):
            context.raises(call, TypeError)
            continue
        answer = source != 0 if other == "bool" else _cast(source, other)
        context.expect(call, Expected.exactly(answer))
        context.expect(Call(f"xp.astype(x0[:0], xp.{other})", (Input(source),)), Expected.kind_of(other, (0, 5)))
    same = Call(f"result = xp.astype(x0, xp.{context.dtype}, copy=False)\nassert result is x0", (Input(values),))
    context.expect(same, Expected.exactly(values))


def _cast(
    values: np.ndarray[tuple[int, ...], np.dtype[np.generic]], dtype: str
) -> np.ndarray[tuple[int, ...], np.dtype[np.generic]]:
    """Cast values to another dtype; integers are truncated and wrapped one by one."""
    if dtype not in INTEGER:
        return values.astype(dtype)
    low, high = limits(dtype)
    flat = [(int(x) - low) % (high - low + 1) + low for x in values.ravel().tolist()]
    return np.array(flat, dtype=dtype).reshape(values.shape)
