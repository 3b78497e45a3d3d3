"""Checks of Array's operators: they match the functions, from either side and in place."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from ..harness.calls import Call, Input
from ..harness.context import Context
from ..harness.registry import check
from ..inputs.strategies import Example, examples, exponents, first_example
from ..reference.dtypes import ALL, FLOATING, INTEGER, REAL_FLOATING, bits, promote
from ..reference.expected import Expected
from .elementwise_functions import computation_dtype, domain, expected_result, scalars_for

BINARY: Final = {
    "__add__": ("+", "add"),
    "__sub__": ("-", "subtract"),
    "__mul__": ("*", "multiply"),
    "__truediv__": ("/", "divide"),
    "__floordiv__": ("//", "floor_divide"),
    "__mod__": ("%", "remainder"),
    "__pow__": ("**", "pow"),
    "__and__": ("&", "bitwise_and"),
    "__or__": ("|", "bitwise_or"),
    "__xor__": ("^", "bitwise_xor"),
    "__lshift__": ("<<", "bitwise_left_shift"),
    "__rshift__": (">>", "bitwise_right_shift"),
    "__eq__": ("==", "equal"),
    "__ne__": ("!=", "not_equal"),
    "__lt__": ("<", "less"),
    "__le__": ("<=", "less_equal"),
    "__gt__": (">", "greater"),
    "__ge__": (">=", "greater_equal"),
}
UNARY: Final = {
    "__neg__": ("-x0", "negative"),
    "__pos__": ("+x0", "positive"),
    "__abs__": ("abs(x0)", "abs"),
    "__invert__": ("~x0", "bitwise_invert"),
}
IN_PLACE: Final = tuple(
    f"__i{name[2:]}" for name in BINARY if name not in ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__")
)


def _dtypes(operator: str) -> tuple[str, ...]:
    name = BINARY[operator][1] if operator in BINARY else UNARY[operator][1]
    return tuple(domain(name))


def _operands(example: Example, dtype: str, name: str) -> tuple[Input, ...]:
    inputs = example.inputs((dtype,) * len(example.shapes), name)
    if "shift" in name or (name == "pow" and dtype in INTEGER):
        return inputs[0], exponents(np.random.default_rng(example.seed), inputs[1], name, bits(dtype))
    return inputs


@check("operators", "value", BINARY, dtypes=_dtypes, grade="tolerance", rows=("2n", "9n", "11n", "16n"))
def binary(context: Context) -> None:
    """Check that an operator of two Arrays matches the function."""
    symbol, name = BINARY[context.function]

    def check_example(example: Example) -> None:
        inputs = _operands(example, context.dtype, name)
        call = Call(f"x0 {symbol} x1", inputs, elementwise=True)
        context.expect(call, expected_result(context, inputs, (context.dtype,) * 2, name))

    check_example(first_example(2, context.entropy))
    context.given(examples(2, context.few_shapes), check_example, examples=max(2, context.examples // 2))


@check("operators", "scalar", BINARY, dtypes=_dtypes, rows=("2n", "4"))
def scalar(context: Context) -> None:
    """Check an Array and a Python or NumPy scalar, on either side."""
    symbol, name = BINARY[context.function]
    dtype = context.dtype
    array = Input(np.array([0, 1, 3]).astype(dtype))
    for x, promoted in scalars_for(dtype):
        if promoted not in domain(name) or not context.has(promoted):
            continue
        there = np.asarray(x).astype(promoted)
        for source, pair in ((f"x0 {symbol} x1", (array, there)), (f"x1 {symbol} x0", (there, array))):
            context.expect(Call(source, (array, x)), expected_result(context, pair, (promoted, promoted), name))


_OF_FLOATS: Final = tuple(operator for operator in BINARY if "float32" in _dtypes(operator))


@check("operators", "beyond", _OF_FLOATS, dtypes=("float32",), rows=("4",))
def beyond(context: Context) -> None:
    """Check that a Python number beyond the dtype's range counts as infinity, on either side."""
    symbol, name = BINARY[context.function]
    array = Input(np.array([0.5, 1, -3, np.inf], dtype=context.dtype))
    for x in (1e300, -1e39, 10**200, -(2**200)):
        there = np.asarray(np.copysign(np.inf, float(x)), dtype=context.dtype)
        for source, pair in ((f"x0 {symbol} x1", (array, there)), (f"x1 {symbol} x0", (there, array))):
            context.expect(Call(source, (array, x)), expected_result(context, pair, (context.dtype,) * 2, name))


@check("operators", "promotion", BINARY, dtypes=_dtypes, rows=("2n", "3"))
def promotion(context: Context) -> None:
    """Check two Arrays of different dtypes."""
    symbol, name = BINARY[context.function]
    for second in ALL:
        if not context.has(second) or not context.has(promote(context.dtype, second) or second):
            continue
        inputs = (Input(np.array([1, 3]).astype(context.dtype)), Input(np.array(3).astype(second)))
        call = Call(f"x0 {symbol} x1", inputs)
        if promote(context.dtype, second) is None:
            context.raises(call, TypeError)
        elif computation_dtype(name, (context.dtype, second), context.default_float) is not None:
            context.expect(call, expected_result(context, inputs, (context.dtype, second), name))


@check("operators", "value", UNARY, dtypes=_dtypes, grade="tolerance", rows=("9n", "16n"))
def unary(context: Context) -> None:
    """Check that an operator of one Array matches the function."""
    source, name = UNARY[context.function]

    def check_example(example: Example) -> None:
        inputs = _operands(example, context.dtype, name)
        context.expect(Call(source, inputs, elementwise=True), expected_result(context, inputs, (context.dtype,), name))

    check_example(first_example(1, context.entropy))
    context.given(examples(1, context.few_shapes), check_example, examples=max(2, context.examples // 2))


@check("operators", "value", IN_PLACE, dtypes=lambda name: _dtypes(f"__{name[3:]}"), grade="tolerance", rows=("8",))
def in_place(context: Context) -> None:
    """Check that ``a op= b`` gives the operator's values in the same Array, and keeps its dtype and shape."""
    symbol, name = BINARY[f"__{context.function[3:]}"]
    dtype = context.dtype
    x = Input(np.array([[6, 1, 3], [2, 5, 4]]).astype(dtype))
    for other in (
        Input(np.array([[1, 2, 3]]).astype(dtype)),
        Input(np.array(2).astype(dtype)),
        True if dtype == "bool" else 2,
    ):
        pair = (x, other if isinstance(other, Input) else np.asarray(other).astype(dtype))
        expected = expected_result(context, pair, (dtype, dtype), name)
        call = Call(f"result = x0\nresult {symbol}= x1\nassert result is x0", (x, other))
        context.expect(call, expected)
    _check_other_dtypes(context, symbol, name, x)
    wide = Input(np.ones((2, 2, 3)).astype(dtype))
    context.raises(Call(f"result = x0\nresult {symbol}= x1", (x, wide)), ValueError)


def _check_other_dtypes(context: Context, symbol: str, name: str, x: Input) -> None:
    """Check that in-place operators accept a lower kind and other widths, and raise TypeError for a higher kind."""
    dtype = context.dtype
    if dtype in REAL_FLOATING and name in ("add", "multiply", "subtract"):
        for second in ("int8", "float32", "float64"):
            if not context.has(second):
                continue
            other = Input(np.array(2).astype(second))
            answer = expected_result(context, (x, other), (dtype, second), name)
            assert answer.real is not None
            values = Expected.exactly(answer.real.high.astype(dtype))
            context.expect(Call(f"result = x0\nresult {symbol}= x1", (x, other)), values)
    if dtype in INTEGER and name in ("add", "multiply", "floor_divide"):
        context.raises(Call(f"result = x0\nresult {symbol}= 0.5", (x,)), TypeError)
        context.raises(Call(f"result = x0\nresult {symbol}= x1", (x, Input(np.array(0.5, dtype="float32")))), TypeError)
    if dtype not in FLOATING[2:] and dtype in FLOATING and name in ("add", "multiply"):
        context.raises(Call(f"result = x0\nresult {symbol}= 1j", (x,)), TypeError)


@check("operators", "bools", IN_PLACE, rows=("8",))
def in_place_bools(context: Context) -> None:
    """Check that numbers are not assigned to bools: ``b op= 2`` raises TypeError, whatever the shape."""
    symbol = BINARY[f"__{context.function[3:]}"][0]
    for shape in ((2,), (), (0,)):
        b = Input(np.ones(shape, dtype=bool))
        for other in (
            "2",
            "0.5",
            "xp.asarray(2)",
            "xp.asarray([], dtype=xp.int64)" if shape == (0,) else "np.int64(2)",
        ):
            context.raises(Call(f"result = x0\nresult {symbol}= {other}", (b,)), TypeError)


@check("operators", "errors", [*BINARY, *UNARY], rows=("26",))
def errors(context: Context) -> None:
    """Check errors: TypeError for invalid operands, ValueError for shapes that do not broadcast."""
    dtype: Any = next(d for d in _dtypes(context.function) if context.has(d))
    good = Input(np.ones((2, 3), dtype=dtype))
    if context.function in UNARY:
        source, name = UNARY[context.function]
        for bad in ALL:
            if bad not in domain(name) and bad != "bool" and context.has(bad):
                context.raises(Call(source, (Input(np.ones(2, dtype=bad)),)), TypeError)
        return
    symbol, _ = BINARY[context.function]
    context.raises(Call(f"x0 {symbol} x1", (good, Input(np.ones((4,), dtype=dtype)))), ValueError)
    context.raises(Call(f"x0 {symbol} ua.native(x0)", (good,)), TypeError)
    if context.function not in ("__eq__", "__ne__"):
        context.raises(Call(f"x0 {symbol} 'text'", (good,)), TypeError)
        context.raises(Call(f"[1, 2, 3] {symbol} x0", (good,)), TypeError)
