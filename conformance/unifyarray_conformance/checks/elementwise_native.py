"""Checks of elementwise functions of native arrays: promotion, Python scalars and errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..harness.both_tiers import expect_both, native, native_source
from ..harness.calls import Call, Input
from ..harness.registry import check
from ..inputs.strategies import first_example
from ..reference.dtypes import ALL, COMPLEX, INTEGER, REAL_FLOATING, kind_rank, limits
from ..reference.expected import Expected
from ..reference.standard import STANDARD
from .elementwise_functions import BINARY, NAMES, call_of, computation_dtype, domain, example_inputs, expected_result

if TYPE_CHECKING:
    from ..harness.context import Context

#: Functions that compare by order. Complex numbers have no order.
ORDERED = ("less", "less_equal", "greater", "greater_equal")


@check("elementwise_functions", "native", NAMES, dtypes=domain, grade="tolerance", rows=("9n", "11n", "16n"))
def values(context: Context) -> None:
    """Check that the native tier computes the same values as the Array tier."""
    count = len(STANDARD["functions"][context.function]["parameters"])
    inputs = example_inputs(context, first_example(count, context.entropy), context.dtype)
    context.expect(
        native(call_of(context.function, inputs)), expected_result(context, inputs, (context.dtype,) * count)
    )


@check("elementwise_functions", "native-promotion", BINARY, dtypes=domain, rows=("2n",))
def promotion(context: Context) -> None:
    """Check the standard's promotion table; 0-d arrays count like other arrays."""
    name, first = context.function, context.dtype
    for second in ALL:
        promoted = STANDARD["promotion"].get(f"{first} {second}")
        if promoted is None or not context.has(second, promoted):
            continue
        if computation_dtype(name, (first, second), context.default_float) is None:
            continue
        for shapes in (((2,), (2,)), ((), (2,)), ((2,), ())):
            arrays = [np.array([1, 3]) if shape else np.array(3) for shape in shapes]
            inputs = [Input(x.astype(dtype)) for x, dtype in zip(arrays, (first, second), strict=True)]
            context.expect(native(call_of(name, inputs)), expected_result(context, inputs, (first, second)))


@check("elementwise_functions", "native-scalar", BINARY, dtypes=domain, rows=("2n",))
def scalar(context: Context) -> None:
    """Check Python scalars of the array's kind or a lower kind, on either side."""
    name, dtype = context.function, context.dtype
    array = Input(np.array([0, 1, 3]).astype(dtype))
    # The scalars that the standard allows together with an array of the dtype.
    kinds: list[list[Any]] = [[True], [3], [2, 2.5], [2, 2.5, 1 + 2j]]
    for x in kinds[kind_rank(dtype)]:
        there = np.asarray(x).astype(dtype)
        for inputs in ((array, x), (x, array)):
            given = tuple(i if isinstance(i, Input) else there for i in inputs)
            context.expect(native(call_of(name, inputs)), expected_result(context, given, (dtype, dtype)))


@check("elementwise_functions", "native-errors", ORDERED, dtypes=COMPLEX, rows=("17n",))
def errors(context: Context) -> None:
    """Check errors: TypeError for order comparisons of complex numbers."""
    x = Input(np.ones(3, dtype=context.dtype))
    call = call_of(context.function, (x, x))
    context.raises(Call(native_source(call), call.inputs), TypeError)


@check("elementwise_functions", "native-integers", ["divide"], dtypes=INTEGER, rows=("1n", "5"))
def integers(context: Context) -> None:
    """Check that integers are divided in the default float, for both default floats."""
    inputs = Input(np.array([1, 2, 3, 100], dtype=context.dtype)), Input(np.array([3, 2, 7, 8], dtype=context.dtype))
    quotients = inputs[0].values.astype("float64") / inputs[1].values.astype("float64")
    found = "result = xp.asarray(xp.native.divide(ua.native(x0), ua.native(x1)))"
    for dtype in ("float64", "float32"):
        if context.has(dtype):
            source = f"with ua.use(default_float={dtype!r}):\n    {found}"
            context.expect(Call(source, inputs), Expected.exactly(quotients.astype(dtype)))


@check("elementwise_functions", "by-zero", ["floor_divide", "remainder"], dtypes=INTEGER, rows=("9n",))
def by_zero(context: Context) -> None:
    """Check that integer division by zero gives 0 and raises nothing, even if NumPy is set to raise."""
    low, high = limits(context.dtype)
    inputs = Input(np.array([0, 1, low, high], dtype=context.dtype)), Input(np.zeros(4, dtype=context.dtype))
    answer = Expected.exactly(np.zeros(4, dtype=context.dtype))
    call = call_of(context.function, inputs)
    expect_both(context, call, answer)
    for strict in (f"result = {call.source}", native(call).source):
        lines = "".join(f"\n    {line}" for line in strict.splitlines())
        context.expect(Call(f"with np.errstate(all='raise'):{lines}", inputs), answer)


@check("elementwise_functions", "by-width", ["bitwise_left_shift", "bitwise_right_shift"], dtypes=INTEGER, rows=("9n",))
def by_width(context: Context) -> None:
    """Check shifts by at least the dtype's width: 0, or -1 for a negative number shifted right."""
    low, high = limits(context.dtype)
    width = np.dtype(context.dtype).itemsize * 8
    counts = [count for count in (width, width + 1, 2 * width, high) if width <= count <= high]
    x = np.array([low, high, 1, max(low, -1)], dtype=context.dtype)
    left = np.zeros(4, dtype=context.dtype)
    answer = left if context.function == "bitwise_left_shift" else np.where(x < 0, x | ~left, left)
    for count in counts:
        inputs = Input(x), Input(np.full(4, count, dtype=context.dtype))
        expect_both(context, call_of(context.function, inputs), Expected.exactly(answer))
        expect_both(context, call_of(context.function, (Input(x), count)), Expected.exactly(answer))


@check("elementwise_functions", "bounds", ["clip"], dtypes=(*INTEGER, *REAL_FLOATING), rows=("2n",))
def bounds(context: Context) -> None:
    """Check that clip does not write to its bounds, keeps the dtype of x, and accepts scalars in the native tier."""
    dtype = context.dtype
    x = Input(np.array([1, 5, 9, 7], dtype=dtype))
    low, high = Input(np.array([2, 2, 2, 8], dtype=dtype)), Input(np.array([3, 8, 8, 9], dtype=dtype))
    answer = Expected.exactly(np.array([2, 5, 8, 8], dtype=dtype))
    expect_both(context, Call("xp.clip(x0, x1, x2)", (x, low, high)), answer)
    expect_both(context, Call("xp.clip(x0, 2, 6)", (x,)), Expected.exactly(np.array([2, 5, 6, 6], dtype=dtype)))
    for kept in ("x0", "x1", "x2"):
        source = f"kept = ua.native({kept})\nxp.native.clip(ua.native(x0), ua.native(x1), ua.native(x2))\n"
        unchanged = {"x0": x, "x1": low, "x2": high}[kept]
        context.expect(Call(f"{source}result = xp.asarray(kept)", (x, low, high)), Expected.exactly(unchanged.values))
