"""Checks of elementwise functions: values, dtypes, shapes, special cases, promotion, scalars and errors."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.both_tiers import expect_both
from ..harness.both_tiers import native as in_native_tier
from ..harness.calls import Call, Input, literal
from ..harness.context import Context
from ..harness.registry import check
from ..inputs.strategies import Example, examples, exponents, first_example
from ..inputs.values import complex_grid, grid
from ..reference import special_cases
from ..reference.dtypes import (
    ALL,
    COMPLEX,
    COMPLEX_DTYPES,
    DOMAINS,
    FLOATING,
    INTEGER,
    NUMERIC,
    REAL_FLOATING,
    bits,
    kind_rank,
    limits,
    promote,
    real_dtype,
)
from ..reference.elementwise import BOUNDS, COMPLEX_BOUND, REAL_BOUND, expected
from ..reference.expected import IGNORE, Component, Expected
from ..reference.standard import SPECIAL, functions_of, parameters

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Functions other than clip, which has optional operands and separate checks.
NAMES: Final = tuple(name for name in functions_of("elementwise_functions") if name != "clip")
BINARY: Final = tuple(name for name in NAMES if len(parameters(name)) == 2)

BOOL_RESULT: Final = frozenset(
    name for name in NAMES if name.startswith(("is", "logical_", "equal", "not_equal", "greater", "less", "signbit"))
)
#: Functions whose result has the dtype of the argument's real part.
PART_RESULT: Final = frozenset({"abs", "real", "imag"})
#: Floating-point functions that convert integers to the default float (contract row 5).
TAKES_INTEGERS: Final = tuple(
    name
    for name in NAMES
    if parameters(name)[0].get("dtypes") == "floating-point" or name in ("divide", "atan2", "hypot", "logaddexp")
)


def domain(name: str) -> Sequence[str]:
    """Return the dtypes that the standard allows for a function."""
    own: str = parameters(name)[0].get("dtypes", "any")
    if name in ("conj", "real"):
        own = "numeric"
    # Division of integers, which uses the default float, has a separate check.
    return FLOATING if name == "divide" else DOMAINS[own]


def result_dtype(name: str, dtype: str) -> str:
    """Return the dtype of a function's result for arguments of an allowed dtype."""
    if name in BOOL_RESULT:
        return "bool"
    return real_dtype(dtype) if name in PART_RESULT else dtype


def computation_dtype(name: str, dtypes: Sequence[str], default_float: str) -> str | None:
    """Return the dtype that a function computes in, or None if the arguments do not promote to an allowed dtype."""
    promoted: str | None = dtypes[0]
    for dtype in dtypes[1:]:
        promoted = None if promoted is None else promote(promoted, dtype)
    if promoted is not None and promoted not in domain(name):
        return default_float if promoted in INTEGER and name in TAKES_INTEGERS else None
    return promoted


def call_of(name: str, inputs: Sequence[Any]) -> Call:
    """Return a call of an elementwise function."""
    return Call(f"xp.{name}({', '.join(f'x{i}' for i in range(len(inputs)))})", tuple(inputs), elementwise=True)


def expected_result(
    context: Context, inputs: Sequence[Any], dtypes: Sequence[str], name: str | None = None
) -> Expected:
    """Return the expected result for inputs, which are first cast to the dtype that they promote to."""
    name = name or context.function
    promoted = computation_dtype(name, dtypes, context.default_float)
    assert promoted is not None
    shape = np.broadcast_shapes(*(np.shape(x.values if isinstance(x, Input) else x) for x in inputs))
    arrays = {}
    with np.errstate(all="ignore"):
        for parameter, x in zip(parameters(name), inputs, strict=True):
            given = x.values if isinstance(x, Input) else np.asarray(x)
            arrays[parameter["name"]] = np.broadcast_to(given, shape).astype(promoted)
    return expected(name, arrays, result_dtype(name, promoted))


def example_inputs(context: Context, example: Example, dtype: str) -> tuple[Input, ...]:
    """Return the inputs of an example, with exponents and shift counts in their valid range."""
    name = context.function
    inputs = example.inputs((dtype,) * len(example.shapes), name)
    if name in ("bitwise_left_shift", "bitwise_right_shift") or (name == "pow" and dtype in INTEGER):
        rng = np.random.default_rng(example.seed)
        return inputs[0], exponents(rng, inputs[1], name, bits(dtype))
    return inputs


@check(
    "elementwise_functions",
    "value",
    NAMES,
    dtypes=domain,
    grade="tolerance",
    rows=("2n", "9n", "11n", "16n"),
)
def value(context: Context) -> None:
    """Check values, dtypes and shapes with inputs that broadcast, in several memory layouts."""
    count = len(parameters(context.function))

    def check_example(example: Example) -> None:
        inputs = example_inputs(context, example, context.dtype)
        context.expect(call_of(context.function, inputs), expected_result(context, inputs, (context.dtype,) * count))

    check_example(first_example(count, context.entropy))
    context.given(examples(count, context.few_shapes), check_example)


@check(
    "elementwise_functions",
    "special",
    [name for name in NAMES if name in SPECIAL],
    dtypes=lambda name: tuple(
        d for d in domain(name) if d in FLOATING and ("complex" if d in COMPLEX else "real") in SPECIAL[name]
    ),
    rows=("11n", "12n"),
)
def special(context: Context) -> None:
    """Check every special case of the standard, on all pairs of a fixed grid of values."""
    name, dtype = context.function, context.dtype
    names = [parameter["name"] for parameter in parameters(name)]
    flushes = context.subject.flushes
    values = complex_grid(dtype, flushes) if dtype in COMPLEX and len(names) == 1 else grid(real_dtype(dtype), flushes)
    values = values.astype(dtype)
    if dtype in COMPLEX and len(names) == 2:
        values = context.rng().permutation(complex_grid(dtype, flushes))[:100]
    pair = [values] if len(names) == 1 else [np.repeat(values, values.size), np.tile(values, values.size)]
    with np.errstate(all="ignore"):
        known = special_cases.evaluate(name, dict(zip(names, pair, strict=True)))
    if known is None:
        return
    shape = pair[0].shape
    open_ = Component.of(np.zeros(shape), mode=IGNORE)
    result = result_dtype(name, dtype)
    bound = BOUNDS.get(name, COMPLEX_BOUND if dtype in COMPLEX else REAL_BOUND)
    imag = open_ if result in COMPLEX else None
    outcome = Expected(result, shape, real=open_, imag=imag, ulp=bound)
    if result == "bool":
        decided = known[0].known
        pair = [array[decided] for array in pair]
        outcome = Expected.exactly(known[0].value[decided] != 0)
    else:
        outcome = outcome.overlaid(known)
    context.expect(call_of(name, [Input(array) for array in pair]), outcome)


@check("elementwise_functions", "integers", TAKES_INTEGERS, dtypes=INTEGER, grade="tolerance", rows=("5",))
def integers(context: Context) -> None:
    """Check floating-point functions of integers, which compute in the default float."""
    count = len(parameters(context.function))
    for kind in ("ordinary", "special"):
        example = Example(((40,),) * count, ("plain",) * count, context.entropy, kind)
        inputs = example.inputs((context.dtype,) * count)
        context.expect(call_of(context.function, inputs), expected_result(context, inputs, (context.dtype,) * count))


@check(
    "elementwise_functions",
    "promotion",
    BINARY,
    dtypes=lambda name: tuple(d for d in ALL if d in domain(name) or (d in INTEGER and name in TAKES_INTEGERS)),
    rows=("2n", "3"),
)
def promotion(context: Context) -> None:
    """Check the dtype and the value of the result for each dtype of the other operand, with 0-d operands as well."""
    name, first = context.function, context.dtype
    for second in ALL:
        if not context.has(second) or not context.has(promote(first, second) or second):
            continue
        shapes = ((), (2,)) if kind_rank(second) % 2 else ((2,), ())
        inputs = [Input(np.broadcast_to(np.array([1, 3]) if s else np.array(3), s).astype(d))
                  for s, d in zip(shapes, (first, second), strict=True)]  # fmt: skip
        call = call_of(name, inputs)
        if promote(first, second) is None:
            context.raises(call, TypeError)
        elif computation_dtype(name, (first, second), context.default_float) is not None:
            context.expect(call, expected_result(context, inputs, (first, second)))


def scalars_for(dtype: str) -> list[tuple[Any, str]]:
    """Return Python and NumPy scalars, each with the dtype that it and an array of ``dtype`` promote to."""
    found: list[tuple[Any, str]] = [(True, dtype), (np.bool_(True), dtype)]
    if dtype != "bool":
        found += [(3, dtype), (np.int64(3), dtype), (np.uint8(3), dtype)]
    if kind_rank(dtype) >= 2:
        found += [(2.5, dtype), (np.float64(2.5), dtype), (np.float32(2.5), dtype), (math.inf, dtype), (-0.0, dtype)]
    if dtype in COMPLEX_DTYPES:
        found += [(1 + 2j, COMPLEX_DTYPES[dtype])]
    if dtype in COMPLEX:
        found += [(1 + 2j, dtype), (np.complex128(1 + 2j), dtype)]
    return found


@check("elementwise_functions", "scalar", BINARY, dtypes=domain, rows=("2n", "4"))
def scalar(context: Context) -> None:
    """Check Python and NumPy scalars on either side: they do not change the dtype within their kind."""
    name, dtype = context.function, context.dtype
    array = Input(np.array([0, 1, 3]).astype(dtype))
    for x, promoted in scalars_for(dtype):
        if promoted not in domain(name) or not context.has(promoted):
            continue
        x_there = np.asarray(x).astype(promoted)
        for inputs in ((array, x), (x, array)):
            values = tuple(x_there if not isinstance(i, Input) else i for i in inputs)
            context.expect(call_of(name, inputs), expected_result(context, values, (promoted, promoted)))
    if dtype in INTEGER:
        _check_out_of_range(context, array)


def _check_out_of_range(context: Context, array: Input) -> None:
    """Check integers beyond the dtype's range: comparisons are exact, and functions whose results are floats take them.

    All other functions raise OverflowError.
    """
    name, (low, high) = context.function, limits(context.dtype)
    for x in (high + 1, low - 1):
        for inputs in ((array, x), (x, array)):
            call = call_of(name, inputs)
            if name in BOOL_RESULT:
                pairs = [(e, x) if inputs[1] is x else (x, e) for e in array.values.tolist()]
                answer = [_COMPARE[name](a, b) for a, b in pairs]
                context.expect(call, Expected.exactly(np.array(answer)))
            elif computation_dtype(name, (context.dtype,), context.default_float) in REAL_FLOATING:
                there = tuple(np.asarray(float(i)) if not isinstance(i, Input) else i for i in inputs)
                context.expect(call, expected_result(context, there, (context.default_float,) * 2))
            elif "shift" not in name and not (name == "pow" and inputs[1] is x and x < 0):
                context.raises(call, OverflowError)


_COMPARE: Final = {
    "equal": lambda a, b: a == b,
    "not_equal": lambda a, b: a != b,
    "less": lambda a, b: a < b,
    "less_equal": lambda a, b: a <= b,
    "greater": lambda a, b: a > b,
    "greater_equal": lambda a, b: a >= b,
}


@check("elementwise_functions", "zero-exponent", ["pow"], dtypes=FLOATING, rows=("12n",))
def zero_exponent(context: Context) -> None:
    """Check that any number to the power 0 is 1: zeros, infinities and NaN, in both parts of complex numbers."""
    dtype = context.dtype
    parts = [0.0, -0.0, 1.0, -2.5, np.inf, -np.inf, np.nan]
    numbers = [complex(a, b) for a in parts for b in parts] if dtype in COMPLEX else parts
    x, ones = np.array(numbers, dtype=dtype), np.ones(len(numbers), dtype=dtype)
    zeros = [Input(np.zeros(shape, dtype=dtype)) for shape in (x.shape, (), (1,))]
    for zero in zeros:
        expect_both(context, Call("xp.pow(x0, x1)", (Input(x), zero)), Expected.exactly(ones))
        call = Call("a = xp.asarray(x0, copy=True)\na **= x1\nresult = a", (Input(x), zero))
        context.expect(call, Expected.exactly(ones))
    for source in ("x0 ** 0", "x0 ** 0.0", "x0 ** -0.0", "x0 ** xp.asarray(0)", *(["x0 ** 0j"] * (dtype in COMPLEX))):
        context.expect(Call(source, (Input(x),)), Expected.exactly(ones))
    for number in numbers:
        alone, zero = Input(np.array(number, dtype=dtype)), Input(np.zeros((), dtype=dtype))
        context.expect(Call("x0 ** x1", (alone, zero)), Expected.exactly(np.array(1, dtype=dtype)))
        context.expect(Call("x0 ** x1", (number, zeros[2])), Expected.exactly(np.ones(1, dtype=dtype)))


_SYMBOLS: Final = {"add": "+", "subtract": "-"}


@check("elementwise_functions", "zero-parts", list(_SYMBOLS), dtypes=COMPLEX, rows=("4", "12n"))
def zero_parts(context: Context) -> None:
    """Check the signs of zero parts in sums and differences of complex arrays and scalars of every kind."""
    name, symbol, dtype = context.function, _SYMBOLS[context.function], context.dtype
    parts = (0.0, -0.0, 1.5)
    values = np.array([complex(a, b) for a in parts for b in parts], dtype=dtype)
    x, compute = Input(values), np.add if name == "add" else np.subtract
    for scalar in (0, 1, -1, True, 0.0, -0.0, 1.5, 0j, complex(-0.0, 0.0), complex(0.0, -0.0), -1 - 0j):
        there = np.asarray(complex(scalar), dtype=dtype)
        right, left = (Expected.exactly(compute(*pair)) for pair in ((values, there), (there, values)))
        expect_both(context, call_of(name, (x, scalar)), right)
        expect_both(context, call_of(name, (scalar, x)), left)
        context.expect(Call(f"x0 {symbol} x1", (x, scalar)), right)
        context.expect(Call(f"x1 {symbol} x0", (x, scalar)), left)
        context.expect(Call(f"result = xp.asarray(x0, copy=True)\nresult {symbol}= x1", (x, scalar)), right)


@check("elementwise_functions", "negative-exponent", ["pow"], dtypes=INTEGER, rows=("10",))
def negative_exponent(context: Context) -> None:
    """Check errors: ValueError for an integer array raised to a negative Python integer."""
    context.raises(call_of("pow", (Input(np.array([1, 2], dtype=context.dtype)), -1)), ValueError)


@check("elementwise_functions", "errors", NAMES, rows=("17n", "26"))
def errors(context: Context) -> None:
    """Check errors: TypeError for dtypes of a kind above the domain and for non-Arrays, ValueError for shapes."""
    name = context.function
    takes = [d for d in domain(name) if context.has(d)]
    count = len(parameters(name))
    highest = max(map(kind_rank, takes))
    for dtype in ALL:
        if context.has(dtype) and kind_rank(dtype) > highest:
            context.raises(call_of(name, [Input(np.ones(2, dtype=dtype))] * count), TypeError)
    good = Input(np.ones((2, 3), dtype=takes[0]))
    context.raises(call_of(name, [good] * (count - 1) + ["text"]), TypeError)
    native = Call(f"xp.{name}({', '.join(['ua.native(x0)'] * count)})", (good,))
    context.raises(native, TypeError)
    if count == 2:
        for shapes in (((2,), (3,)), ((2, 3), (2,)), ((0,), (2,))):
            bad = [Input(np.ones(s, dtype=takes[0])) for s in shapes]
            context.raises(call_of(name, bad), ValueError)


@check("elementwise_functions", "value", ["clip"], dtypes=(*INTEGER, *REAL_FLOATING), rows=("2n", "12n"))
def clip(context: Context) -> None:
    """Check bounds as arrays, scalars and None, also if the lower exceeds the upper bound; NaN anywhere gives NaN."""
    dtype = context.dtype
    low, high = Input(np.array([2], dtype=dtype)), Input(np.array([[9], [5]], dtype=dtype))
    rng = context.rng()
    x = Input(rng.integers(0, 12, (2, 6)).astype(dtype))
    if dtype in REAL_FLOATING:
        x.values[0, :2] = np.nan, -np.inf
    for bounds in (
        (low, high), (low, None), (None, high), (2, 9), (3, None), (None, 4), (None, None), (high, low), (9, 2),
        (8, low), (high, 1),
    ):  # fmt: skip
        parts = [b.values if isinstance(b, Input) else b for b in bounds]
        answer = x.values
        if parts[0] is not None:
            answer = np.where(answer < parts[0], np.asarray(parts[0], dtype=dtype), answer)
        if parts[1] is not None:
            answer = np.where(answer > parts[1], np.asarray(parts[1], dtype=dtype), answer)
        arguments = [x, *bounds]
        source = "xp.clip(x0, x1, x2)"
        if rng.integers(2):
            source = (
                f"xp.clip(x0{''.join(f', {n}=x{i}' for i, n in ((1, 'min'), (2, 'max')) if bounds[i - 1] is not None)})"
            )
        context.expect(Call(source, tuple(arguments)), Expected.exactly(answer))
    if dtype in REAL_FLOATING:
        bad = Input(np.array([np.nan], dtype=dtype))
        nans = Expected.exactly(np.full(3, np.nan, dtype=dtype))
        for source in ("xp.clip(x0, x1, x2)", "xp.clip(x0, x2, x1)"):
            context.expect(Call(source, (Input(np.ones(3, dtype=dtype)), bad, Input(np.full(1, 2, dtype=dtype)))), nans)


@check("elementwise_functions", "zeros", ["clip"], dtypes=REAL_FLOATING, rows=("12n",))
def clip_zeros(context: Context) -> None:
    """Check that an element that equals a bound stays, with its sign of zero, in short and in long arrays."""
    dtype = context.dtype
    for length in (1, 5, 33):
        x = Input(np.array([-0.0, 0.0, -0.0] * length, dtype=dtype))
        arrays = [Input(np.full(shape, zero, dtype=dtype)) for zero in (0.0, -0.0) for shape in ((3 * length,), ())]
        bounds: tuple[Any, ...] = (0, 0.0, -0.0, *arrays)
        for bound in bounds:
            for source in ("xp.clip(x0, x1)", "xp.clip(x0, max=x1)", "xp.clip(x0, -1, x1)", "xp.clip(x0, x1, x1)"):
                call = Call(source, (x, bound))
                context.expect(call, Expected.exactly(x.values))
                context.expect(in_native_tier(call), Expected.exactly(x.values))


@check("elementwise_functions", "promotion", ["clip"], dtypes=(*INTEGER, *REAL_FLOATING), rows=("2n",))
def clip_dtype(context: Context) -> None:
    """Check that scalar bounds do not change the dtype."""
    dtype = context.dtype
    x = Input(np.array([1, 5, 9], dtype=dtype))
    for low in (2, np.int64(2)):
        context.expect(Call("xp.clip(x0, x1, 7)", (x, low)), Expected.exactly(np.array([2, 5, 7], dtype=dtype)))


__all__ = [
    "BINARY",
    "NAMES",
    "NUMERIC",
    "computation_dtype",
    "domain",
    "example_inputs",
    "expected_result",
    "literal",
    "result_dtype",
]


@check("elementwise_functions", "errors", ["clip"], rows=("26",))
def clip_errors(context: Context) -> None:
    """Check errors: TypeError for bools, complex numbers and invalid arguments, ValueError for shapes."""
    x = (Input(np.ones((2, 3), dtype="float32")), Input(np.ones(2, dtype="float32")))
    for arguments, error in (("x0, x1", ValueError), ("x0, 0, x1", ValueError), ("x0, 'text'", TypeError)):
        context.raises(Call(f"xp.clip({arguments})", x), error)
    for arguments in ("'text', 0, 1", "x0, 0, 1j", "x0 > 0, 0, 1"):
        context.raises(Call(f"xp.clip({arguments})", x), TypeError)


def _rounded(dtype: str, value: float, decimals: int) -> float:
    """Return a number rounded by Python: exactly, halves to the even neighbour."""
    return round(int(value), decimals) if dtype in INTEGER else round(value, decimals)


@check("elementwise_functions", "decimals", ["round"], dtypes=(*INTEGER, *REAL_FLOATING), rows=("25",))
def decimals(context: Context) -> None:
    """Check that rounding to decimals gives the nearest such number, and leaves numbers that have no decimals."""
    dtype = context.dtype
    if dtype in INTEGER:
        values: list[float] = [0, 4, 5, 6, 15, 25, 44, 100, 117]
        values += [] if dtype.startswith("u") else [-v for v in values]
        tries = [-3, -2, -1, 0, 2]
    else:
        values = [0.0, 1.0, -2.0, 0.12, 2.37, -31.46, 123.0, 1e6, 4e9]
        tries = [-2, -1, 0, 1, 2]
    x = Input(np.array(values, dtype=dtype))
    for count in tries:
        expected = np.array([_rounded(dtype, v, count) for v in x.values.tolist()]).astype(dtype)
        for source in (f"round(x0, {count})", f"xp.round(x0, decimals={count})", f"x0.round({count})"):
            context.expect(Call(source, (x,)), Expected.exactly(expected))
    if dtype in REAL_FLOATING:
        limits = np.finfo(dtype)
        special = Input(np.array([np.inf, -np.inf, np.nan, -0.0, limits.max, 1 / limits.eps], dtype=dtype))
        context.expect(Call("round(x0, 3)", (special,)), Expected.exactly(special.values))
    for source in ("round(x0)", "x0.round()", "xp.round(x0)"):
        context.expect(Call(source, (x,)), Expected.exactly(np.round(x.values)))
    for wrong in ("round(x0, 1.5)", "xp.round(x0, decimals=True)", "x0.round('1')"):
        context.raises(Call(wrong, (x,)), TypeError)
    if context.has("complex64"):
        parts = Input(np.array([1.5j], dtype="complex64"))
        context.raises(Call("xp.round(x0, decimals=1)", (parts,)), TypeError)
