"""Checks of dtype functions in both tiers: difficult casts, promotion, kinds and limits.

``inspection.py`` contains the simpler checks of these functions.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ..harness.both_tiers import both_raise, expect_both, native, native_source
from ..harness.calls import LAYOUTS, Call, Input
from ..harness.registry import check
from ..inputs.values import fill, grid, special_integers
from ..reference.dtypes import (
    ALL,
    COMPLEX,
    COMPLEX_DTYPES,
    FLOATING,
    INTEGER,
    KINDS,
    REAL_FLOATING,
    SIGNED,
    UNSIGNED,
    bits,
    kind_rank,
    limits,
    promote,
    real_dtype,
    wrap,
)
from ..reference.expected import CLOSE, Component, Expected
from ..reference.standard import STANDARD

if TYPE_CHECKING:
    from ..harness.context import Context


# -- astype ------------------------------------------------------------------------------------------------------------


def _extremes(dtype: str) -> list[Any]:
    """Return values of a dtype, as Python numbers, that are difficult to cast."""
    if dtype == "bool":
        return [False, True]
    if dtype in INTEGER:
        return [
            *special_integers(dtype),
            *(2**p + d for p in (24, 25, 53, 54, 62) for d in (-1, 0, 1) if 2**p < limits(dtype)[1]),
        ]
    values: list[Any] = grid(real_dtype(dtype), flushes=True).tolist()
    if dtype in COMPLEX:
        few = [0.0, -0.0, 1.5, -2.0, np.inf, np.nan]
        return [complex(*pair) for pair in itertools.product(few, few)] + [complex(v, 0) for v in values]
    return values


def _cast(values: list[Any], target: str) -> Expected | None:
    """Return the expected cast of values, or None if complex numbers would lose their imaginary parts."""
    shape = (len(values),)
    if target == "bool":
        return Expected.exactly(np.array([x != 0 for x in values]))
    if target in INTEGER:
        return Expected.exactly(np.array([wrap(int(x), target) for x in values], dtype=target))
    if not values or type(values[0]) is not complex:
        exact = [float(x) for x in values]
        # Represent an integer exactly: the nearest float plus the difference to the integer.
        missing = [float(int(x) - int(y)) if type(x) is int else 0.0 for x, y in zip(values, exact, strict=True)]
        real = Component.of(np.array(exact), np.array(missing), CLOSE)
        zero = Component.of(np.zeros(shape)) if target in COMPLEX else None
        if type(values[0]) is float:
            return Expected.exactly(np.array(exact).astype(target))
        return Expected(target, shape, real=real, imag=zero, ulp=0.5)
    return Expected.exactly(np.array(values).astype(target)) if target in COMPLEX else None


@check("data_type_functions", "extremes", ["astype"], dtypes=ALL, rows=("13n", "29"))
def extremes(context: Context) -> None:
    """Check that integers wrap or round to the nearest float, floats are truncated, and NaN casts to True."""
    values = _extremes(context.dtype)
    for target in ALL:
        if not context.has(target):
            continue
        some = values
        if target in INTEGER and context.dtype in REAL_FLOATING:
            low, high = limits(target)
            some = [x for x in values if x == x and low - 1 < x < high + 1 and low <= int(x) <= high]
        with np.errstate(all="ignore"):
            answer = _cast(some, target) if context.dtype not in COMPLEX or target not in INTEGER else None
        call = Call(f"xp.astype(x0, xp.{target})", (Input(np.array(some, dtype=context.dtype)),), elementwise=True)
        if answer is None:
            both_raise(context, call, TypeError)
        else:
            expect_both(context, call, answer)


@check("data_type_functions", "copy", ["astype"], dtypes=ALL)
def copy(context: Context) -> None:
    """Check that astype copies unless ``copy=False`` and the dtype is the same, for every shape and memory layout."""
    dtype = context.dtype
    x = Input(np.ones((2, 3), dtype=dtype))
    same = f"xp.astype(x0, xp.{dtype}"
    for keyword in ("", ", copy=True"):
        source = f"result = {same}{keyword})\nresult[...] = {'False' if dtype == 'bool' else 0}\nresult = x0"
        context.expect(Call(source, (x,)), Expected.exactly(x.values))
    context.ensure(Call(f"({same}, copy=False), x0)", (x,)), "assert result[0] is result[1]")
    target = "int16" if dtype != "int16" else "int32"
    if dtype in COMPLEX:
        target = "complex128" if dtype == "complex64" and context.has("complex128") else "complex64"
    for shape in ((), (0,), (2, 0), (3, 4)):
        values = fill(context.rng(), dtype, shape, "small")
        if dtype == "bool" or dtype in INTEGER:
            answer = np.array([wrap(int(v), target) for v in values.ravel().tolist()], dtype=target).reshape(shape)
        else:
            answer = values.astype(target)
        for layout in LAYOUTS if shape == (3, 4) else ("plain",):
            if layout != "broadcast":
                call = Call(f"xp.astype(x0, xp.{target}, copy=False)", (Input(values, layout),))
                expect_both(context, call, Expected.exactly(answer))


@check("data_type_functions", "device", ["astype"], dtypes=ALL, rows=("21",))
def device(context: Context) -> None:
    """Check ``device=`` with the array's own device, given as an object and as a name; native arrays take the name."""
    values = np.ones(3, dtype=context.dtype)
    target = context.dtype if context.dtype in COMPLEX else "float32"
    answer = Expected.exactly(values.astype(target))
    for where in ("x0.device", "str(x0.device)"):
        context.expect(Call(f"xp.astype(x0, xp.{target}, device={where})", (Input(values),)), answer)
    where = repr(str(context.xp.native.hooks.device))
    context.expect(native(Call(f"xp.astype(x0, xp.{target}, device={where})", (Input(values),))), answer)


@check("data_type_functions", "errors", ["astype"], rows=("26",))
def astype_errors(context: Context) -> None:
    """Check errors: TypeError for invalid dtypes, and for an argument that is not an Array."""
    x = Input(np.ones(3, dtype="float32"))
    for wrong in ("'int7'", "None", "3", "x0"):
        context.raises(Call(f"xp.astype(x0, {wrong})", (x,)), TypeError)
    context.raises(Call("xp.astype([1.0], xp.int32)"), TypeError)


# -- promotion ---------------------------------------------------------------------------------------------------------


def _natively(call: Call) -> Call:
    """Return a call with native functions, dtypes and arrays whose result is not converted to an Array."""
    return replace(call, source=native_source(call))


def _check_result_type(
    context: Context, arguments: str, dtype: str, inputs: tuple[Any, ...] = (), *, tiers: bool = True
) -> None:
    """Check the result of ``result_type`` in the Array tier and, if ``tiers`` is True, in the native tier."""
    call = Call(f"xp.result_type({arguments})", inputs)
    # If no array determines the device, the default dtype depends on the selection.
    here = f"with ua.use({context.subject.spec!r}):\n    result = {call.source}"
    context.ensure(Call(here, inputs), f"assert result is xp.{dtype}, result")
    if tiers:
        context.ensure(_natively(call), f"assert result == xp.native.{dtype}, result")


@check("data_type_functions", "pairs", ["result_type"], dtypes=ALL, rows=("2n", "3"))
def pairs(context: Context) -> None:
    """Check pairs of arrays (0-d arrays included) and dtypes, in either order, and of dtype names."""
    dtype = context.dtype
    for other in ALL:
        promoted = promote(dtype, other)
        if not context.has(other) or promoted is None or not context.has(promoted):
            continue
        tiers = kind_rank(dtype) == kind_rank(other) or f"{dtype} {other}" in STANDARD["promotion"]
        arrays = Input(np.ones(3, dtype=dtype)), Input(np.ones((), dtype=other))
        for arguments in ("x0, x1", "x1, x0", f"x1, xp.{dtype}", f"x0, xp.{other}"):
            _check_result_type(context, arguments, promoted, arrays, tiers=tiers)
        _check_result_type(context, f"'{dtype}', xp.{other}", promoted, tiers=False)


@check("data_type_functions", "scalars", ["result_type"], dtypes=ALL, rows=("1n", "2n", "4"))
def scalars(context: Context) -> None:
    """Check that a Python scalar changes the dtype only if its kind is higher, and then to the default dtype."""
    dtype, kind = context.dtype, kind_rank(context.dtype)
    complex_ = COMPLEX_DTYPES.get(dtype, context.default_complex(context.default_float))
    answers = {"True": 0, "3": 1, "2.5": 2, "1j": 3}
    defaults = {1: "int64", 2: context.default_float, 3: complex_}
    array = (Input(np.ones((), dtype=dtype)),)
    for value, other in answers.items():
        promoted = dtype if kind >= other else defaults[other]
        if not context.has(promoted):
            continue
        for arguments in (f"x0, {value}", f"{value}, x0", f"xp.{dtype}, {value}", f"{value}, True, xp.{dtype}"):
            _check_result_type(context, arguments, promoted, array, tiers=kind >= other)
    if kind == 1:
        for source in ("x0, 2.5", "2.5, x0"):
            call = Call(f"with ua.use(default_float='float32'):\n    result = xp.result_type({source})", array)
            context.ensure(call, "assert result is xp.float32, result")
        for outside in limits(dtype)[0] - 1, limits(dtype)[1] + 1:
            context.raises(Call(f"xp.result_type(x0, {outside})", array), OverflowError)


@check("data_type_functions", "default", ["result_type"], rows=("1n", "4"))
def scalars_alone(context: Context) -> None:
    """Check that scalars alone give the default dtype of the highest kind, NumPy's scalars included."""
    for default in ("float64", "float32"):
        if not context.has(default):
            continue
        whole = context.default_complex(default)
        cases = {
            "True": "bool", "1": "int64", "True, 2": "int64", "2.5": default, "1, 2.5": default, "2.5, 1": default,
            "1, 2j": whole, "2j, 0.5": whole,
        }  # fmt: skip
        for source, dtype in cases.items():
            for prefix in ("xp", "xp.native"):
                here = f"with ua.use({context.subject.spec!r}, default_float={default!r}):\n"
                call = Call(f"{here}    result = {prefix}.result_type({source})")
                context.ensure(call, f"assert result == {prefix}.{dtype}, result")
        for source, dtype in (("np.float32(1)", default), ("np.int8(1), True", "int64")):
            here = f"with ua.use({context.subject.spec!r}, default_float={default!r}):\n"
            call = Call(f"{here}    result = xp.result_type({source})")
            context.ensure(call, f"assert result is xp.{dtype}, result")
    context.raises(Call("xp.result_type(1, 2**63)"), OverflowError)


@check("data_type_functions", "several", ["result_type"], rows=("2n", "3"))
def several(context: Context) -> None:
    """Check three and more arguments in any order."""
    for dtypes in (("int8", "uint8", "int32"), ("uint8", "uint16", "int8"), ("float32", "complex64", "float32")):
        promoted = dtypes[0]
        for other in dtypes[1:]:
            promoted = promote(promoted, other) or promoted
        if not context.has(*dtypes, promoted):
            continue
        for order in itertools.permutations(dtypes):
            _check_result_type(context, ", ".join(f"xp.{name}" for name in order), promoted)
    _check_result_type(context, "xp.int8", "int8")
    _check_result_type(context, "x0", "int16", (Input(np.ones(2, dtype="int16")),))


@check("data_type_functions", "errors", ["result_type", "can_cast"], rows=("2n", "3", "26"))
def promotion_errors(context: Context) -> None:
    """Check errors: TypeError for dtypes that do not promote, for no argument, and for invalid dtypes."""
    if context.function == "can_cast":
        for wrong in ("xp.int8, 'int7'", "3.5, xp.int8", "xp.int8, None"):
            context.raises(Call(f"xp.can_cast({wrong})"), TypeError)
        return
    for other in SIGNED if context.has("uint64") else ():
        for source in (f"xp.uint64, xp.{other}", f"xp.{other}, xp.uint64"):
            context.raises(Call(f"xp.result_type({source})"), TypeError)
    for wrong in ("", "xp.int8, 'int7'", "xp.int8, None", "xp.int8, [1, 2]"):
        context.raises(Call(f"xp.result_type({wrong})"), TypeError)


@check("data_type_functions", "pairs", ["can_cast"], dtypes=ALL)
def can_cast(context: Context) -> None:
    """Check that can_cast is True exactly if the standard's tables promote both dtypes to the second."""
    promotion: dict[str, str] = STANDARD["promotion"]
    array = (Input(np.ones((), dtype=context.dtype)),)
    for other in ALL:
        if context.has(other):
            answer = promotion.get(f"{context.dtype} {other}") == other
            for first in (f"xp.{context.dtype}", "x0"):
                call = Call(f"xp.can_cast({first}, xp.{other})", array)
                context.ensure(call, f"assert result is {answer}, result")
                # For pairs outside the standard's table, the native tier returns the library's own answer.
                if kind_rank(other) == kind_rank(context.dtype) or answer:
                    context.ensure(_natively(call), f"assert result is {answer}, result")
            source = f"xp.can_cast('{context.dtype}', '{other}')"
            context.ensure(Call(source), f"assert result is {answer}, result")


# -- kinds and limits --------------------------------------------------------------------------------------------------


@check("data_type_functions", "kinds", ["isdtype"], dtypes=ALL)
def isdtype(context: Context) -> None:
    """Check every kind, every dtype and tuples of both, including native dtypes."""
    dtype = context.dtype
    cases: list[tuple[str, bool]] = [(repr(kind), dtype in own) for kind, own in KINDS.items()]
    cases += [(f"xp.{other}", dtype == other) for other in ALL if context.has(other)]
    cases += [("('bool', 'unsigned integer')", dtype == "bool" or dtype in UNSIGNED), ("()", False)]
    cases += [(f"(xp.{dtype}, 'bool')", True), (f"('numeric', xp.{dtype})", True)]
    for kind, answer in cases:
        call = Call(f"xp.isdtype(xp.{dtype}, {kind})")
        context.ensure(call, f"assert result is {answer}, result")
        context.ensure(_natively(call), f"assert result is {answer}, result")
    context.ensure(Call(f"xp.isdtype('{dtype}', '{dtype}')"), "assert result is True, result")


@check("data_type_functions", "errors", ["isdtype"], rows=("26",))
def isdtype_errors(context: Context) -> None:
    """Check errors: ValueError for unknown kinds in both tiers, and TypeError for other invalid arguments."""
    for wrong in ("'integer'", "('bool', 'float')", "''"):
        both_raise(context, Call(f"xp.isdtype(xp.int8, {wrong})"), ValueError)
    for wrong in ("xp.int8, 3", "xp.int8, None", "3.5, 'bool'"):
        context.raises(Call(f"xp.isdtype({wrong})"), TypeError)


def _limits(dtype: str) -> dict[str, Any]:
    """Return the limits of a dtype, computed from its width or from its exponent range."""
    if dtype in INTEGER:
        low, high = limits(dtype)
        return {"bits": bits(dtype), "max": high, "min": low}
    digits, top = (24, 128) if real_dtype(dtype) == "float32" else (53, 1024)
    largest = (2.0 - 2.0 ** (1 - digits)) * 2.0 ** (top - 1)
    return {
        "bits": bits(real_dtype(dtype)),
        "eps": 2.0 ** (1 - digits),
        "max": largest,
        "min": -largest,
        "smallest_normal": 2.0 ** (2 - top),
    }


@check(
    "data_type_functions", "limits", ["finfo", "iinfo"], dtypes=lambda name: FLOATING if name == "finfo" else INTEGER
)
def info(context: Context) -> None:
    """Check exact limits as Python numbers and the dtype, for dtypes and arrays in both tiers."""
    name, dtype = context.function, context.dtype
    numbers = _limits(dtype)
    array = (Input(np.ones((), dtype=dtype)),)
    names = list(numbers)
    kinds = [type(value).__name__ for value in numbers.values()]
    for argument in (f"xp.{dtype}", "x0", f"'{dtype}'"):
        call = Call(f"xp.{name}({argument})", array)
        for one, prefix in ((call, "xp"), (_natively(call), "xp.native")) if argument[0] == "x" else ((call, "xp"),):
            context.ensure(
                one,
                f"assert {{n: getattr(result, n) for n in {names}}} == {numbers!r}, result\n"
                f"assert [type(getattr(result, n)).__name__ for n in {names}] == {kinds}, result\n"
                f"assert result.dtype == {prefix}.{real_dtype(dtype)}, result.dtype",
            )


@check("data_type_functions", "errors", ["finfo", "iinfo"], rows=("26",))
def info_errors(context: Context) -> None:
    """Check errors: TypeError for dtypes of another kind in both tiers, and for invalid dtypes."""
    name = context.function
    other = ("bool", "int8") if name == "finfo" else ("bool", "float32", "complex64")
    for dtype in other:
        array = (Input(np.ones((), dtype=dtype)),)
        for argument in (f"xp.{dtype}", "x0"):
            both_raise(context, Call(f"xp.{name}({argument})", array), TypeError)
    for wrong in ("'int7'", "3", "None"):
        context.raises(Call(f"xp.{name}({wrong})"), TypeError)
