"""Checks of creation from scalars of libraries, from lists of arrays and from 0-d Arrays, and of ranges at extremes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.both_tiers import expect_both
from ..harness.calls import Call, Input, literal
from ..harness.registry import check
from ..reference.dtypes import ALL, COMPLEX, FLOATING, INTEGER, REAL_FLOATING, kind_rank, limits
from ..reference.expected import CLOSE, Component, Expected

if TYPE_CHECKING:
    from ..harness.context import Context

#: Sources of an array of one element of a NumPy scalar, ``{}``.
_OF_SCALAR: Final = {
    "asarray": ("{p}.asarray({})", "{p}.asarray([{}])", "{p}.asarray([[{}, True]])", "{p}.asarray([{}, {w}])"),
    "full": ("{p}.full(3, {})",),
}
_WEAK: Final = ("True", "1", "1.0", "1j")


@check("creation_functions", "scalars", _OF_SCALAR, dtypes=ALL, rows=("1n", "4"))
def scalars(context: Context) -> None:
    """Check that NumPy scalars keep their dtype; that float64 and complex128 follow the default dtypes."""
    dtype = context.dtype
    scalar = f"np.{dtype}(1)"
    for default in ("float64", "float32"):
        if not context.has(default):
            continue
        wanted = {"float64": default, "complex128": context.default_complex(default)}.get(dtype, dtype)
        for prefix in ("xp", "xp.native"):
            for source in _OF_SCALAR[context.function]:
                made = source.format(scalar, p=prefix, w=_WEAK[kind_rank(dtype)])
                call = Call(f"with ua.use(default_float={default!r}):\n    result = {made}")
                context.ensure(call, f"assert result.dtype == {prefix}.{wanted}, result.dtype")


@check("creation_functions", "scalars-default", ["asarray", "full"], rows=("1n", "4"))
def scalars_default(context: Context) -> None:
    """Check that ``numpy.float64`` gives the default dtype, also on a device without float64."""
    real = context.default_float
    for scalar, wanted in (
        ("np.float64(1)", real),
        ("np.complex128(1)", context.default_complex(real)),
        ("np.bool(1)", "bool"),
    ):
        sources = (f"{scalar}", f"[{scalar}]") if context.function == "asarray" else (f"3, {scalar}",)
        for source in sources:
            context.ensure(
                Call(f"xp.{context.function}({source})"), f"assert str(result.dtype) == {wanted!r}, result.dtype"
            )


@check("creation_functions", "elements", ["asarray"], dtypes=ALL, rows=("2n", "4"))
def elements(context: Context) -> None:
    """Check lists of arrays of NumPy, of native arrays, of Arrays and of NumPy scalars: they keep their dtype."""
    dtype = context.dtype
    x = Input(np.array([0, 1], dtype=dtype))
    weak = _WEAK[min(kind_rank(dtype), 2)]
    plain = np.array([0, 1], dtype=dtype).tolist()
    cases = {
        f"[np.array({plain}, dtype={dtype!r})] * 2": [plain, plain],
        "[x0, x0]": [plain, plain],
        f"(x0, [{weak}, True])": [plain, [1, 1]],
        f"[[x0[0], {weak}], [True, x0[1]]]": [[0, 1], [1, 1]],
        f"[np.array({plain}, dtype={dtype!r}), [{weak}, True]]": [plain, [1, 1]],
        f"[x0, np.array({plain}, dtype={dtype!r})]": [plain, plain],
    }
    for given, values in cases.items():
        call, answer = Call(f"xp.asarray({given})", (x,)), Expected.exactly(np.array(values, dtype=dtype))
        if "x0" in given:  # the standard's own function takes no lists of arrays
            context.expect(call, answer)
        else:
            expect_both(context, call, answer)
    # An element of a higher kind gives its default dtype.
    if kind_rank(dtype) == 1:
        source = f"xp.asarray([np.{dtype}(1), 2.5])"
        expect_both(context, Call(source), Expected.exactly(np.array([1, 2.5], dtype=context.default_float)))
        for outside in (limits(dtype)[0] - 1, limits(dtype)[1] + 1):
            context.raises(Call(f"xp.asarray([np.{dtype}(1), {outside}])"), OverflowError)
    if dtype == "uint64":
        answer = Expected.exactly(np.array([2**63, 3], dtype=dtype))
        expect_both(context, Call("xp.asarray([np.uint64(2**63), 3])"), answer)
        for signed in ("xp.asarray([np.uint64(1), np.int64(1)])", "xp.asarray([x0, np.array([1, 2])])"):
            context.raises(Call(signed, (x,)), TypeError)


@check("creation_functions", "places", ["asarray", "full", "linspace", "arange"], rows=("21",))
def places(context: Context) -> None:
    """Check that an Array, or a native array in a list, decides where the result is, unless ``device=`` is given."""
    x = Input(np.array([0.0, 3.0], dtype="float32"))
    sources = {
        "asarray": ("[x0, x0]", "[ua.native(x0)] * 2", "[[x0[0], 1.0]]"),
        "full": ("3, x0[1]",),
        "linspace": ("x0[0], x0[1], 4", "0, x0[1], 4"),
        "arange": ("x0[0], x0[1]", "x0[1]", "0, 3, x0[1]"),
    }
    for arguments in sources[context.function]:
        call = Call(f"ua.{context.function}({arguments})", (x,))
        assertion = "assert ua.array_namespace(result) is xp and result.dtype == xp.float32, result"
        if (
            context.function == "asarray"
            and "native" in arguments
            and context.xp.native.hooks.backend.capabilities.host
        ):
            assertion = "assert result.dtype == ua.float32, result.dtype"
        context.ensure(call, assertion)
        moved = Call(f"ua.{context.function}({arguments}, device='numpy:cpu')", (x,))
        context.ensure(moved, "assert ua.array_namespace(result) is ua.namespace('numpy:cpu'), result.device")


# -- ranges ------------------------------------------------------------------------------------------------------------


@check("creation_functions", "ends", ["linspace"], dtypes=FLOATING, grade="tolerance", rows=("2n", "16n"))
def linspace_ends(context: Context) -> None:
    """Check 0-d Arrays as ends: they decide the dtype, and both ends are exact."""
    dtype = context.dtype
    first, last = (Input(np.array(value, dtype=dtype)) for value in (1, 4))
    parts = 6
    for source in ("x0, x1", "x0, 4", "1, x1", "x0, 4.0"):
        for endpoint in (True, False):
            count = parts + endpoint
            values: Any = 1 + 3 * np.arange(count) / parts
            real = Component.of(values, mode=CLOSE)
            imag = Component.of(np.zeros(count), mode=CLOSE) if dtype in COMPLEX else None
            answer = Expected(dtype, (count,), real=real, imag=imag, ulp=4.5)
            context.expect(Call(f"xp.linspace({source}, {count}, endpoint={endpoint})", (first, last)), answer)
    pair = Input(np.array([0.1, 0.7], dtype=dtype))
    found = "[0]", "[-1]"
    for index, where in enumerate(found):
        answer = Expected.exactly(pair.values[index])
        context.expect(Call(f"xp.linspace(x0[0], x0[1], 9){where}", (pair,)), answer)
    for count in (0, 1):
        answer = Expected.exactly(pair.values[:count])
        context.expect(Call(f"xp.linspace(x0[0], x0[1], {count})", (pair,)), answer)
    whole = Input(np.array(4, dtype="int16"))
    answer = Expected.exactly(np.array([0, 2, 4], dtype=context.default_float))
    context.expect(Call("xp.linspace(0, x0, 3)", (whole,)), answer)


@check("creation_functions", "ends", ["arange"], dtypes=(*INTEGER, *REAL_FLOATING), rows=("2n",))
def arange_ends(context: Context) -> None:
    """Check 0-d Arrays as ends and as the step: they decide the dtype and the length."""
    dtype = context.dtype
    first, last, step = (Input(np.array(value, dtype=dtype)) for value in (1, 8, 2))
    for source, values in (
        ("x1", range(8)), ("x0, x1", range(1, 8)), ("x0, x1, x2", (1, 3, 5, 7)), ("1, 8, x2", (1, 3, 5, 7)),
        ("x0, 8, 2", (1, 3, 5, 7)), ("x1, x0", ()),
    ):  # fmt: skip
        answer = Expected.exactly(np.array(list(values), dtype=dtype))
        context.expect(Call(f"xp.arange({source})", (first, last, step)), answer)
    if dtype in REAL_FLOATING:
        answer = Expected.exactly(np.array([1, 0.5, 0, -0.5], dtype=dtype))
        context.expect(Call("xp.arange(x0, -0.75, -0.5)", (first,)), answer)
        whole = Expected.exactly(np.array([1, 2, 3], dtype="int64"))
        context.expect(Call("xp.arange(x0, 4, dtype=xp.int64)", (first,)), whole)


@check("creation_functions", "integers", ["linspace"], dtypes=INTEGER)
def linspace_integers(context: Context) -> None:
    """Check that integers are those of the widest floating dtype, rounded down."""
    dtype = context.dtype
    context.needs("float64")
    cases: list[tuple[int, int, int]] = [
        (0, 10, 4),
        (0, 100, 7),
        (1, 100, 50),
        (0, 7, 50),
        (3, 3, 4),
        (9, 2, 5),
        (0, 5, 1),
    ]
    if limits(dtype)[0] < 0:
        cases += [(0, -10, 4), (-7, 8, 6), (-100, 100, 31)]
    for start, stop, count in cases:
        for endpoint in (True, False):
            step = (stop - start) / max(count - endpoint, 1)
            values = np.floor(np.arange(count) * step + start)
            if endpoint and count > 1:
                values[-1] = stop
            call = Call(f"xp.linspace({start}, {stop}, {count}, dtype=xp.{dtype}, endpoint={endpoint})")
            context.expect(call, Expected.exactly(values.astype(dtype)))
    answer = Expected.exactly(np.array([0, 2, 5], dtype=dtype))
    context.expect(Call(f"xp.linspace(x0, 5, 3, dtype=xp.{dtype})", (Input(np.array(0.5, dtype="float32")),)), answer)
    context.raises(Call(f"xp.linspace(0, {limits(dtype)[1]} * 2, 3, dtype=xp.{dtype})"), OverflowError)
    context.raises(Call(f"xp.linspace(0, xp.inf, 3, dtype=xp.{dtype})"), OverflowError)
    context.raises(Call(f"xp.linspace(xp.nan, 1, 3, dtype=xp.{dtype})"), ValueError)


@check("creation_functions", "complex", ["arange"], dtypes=COMPLEX)
def arange_complex(context: Context) -> None:
    """Check complex dtypes: the imaginary parts are zero."""
    for source, values in (("4", range(4)), ("1, 3, 0.5", (1, 1.5, 2, 2.5)), ("3, 0, -1", (3, 2, 1)), ("0", ())):
        answer = Expected.exactly(np.array(list(values), dtype=context.dtype))
        context.expect(Call(f"xp.arange({source}, dtype=xp.{context.dtype})"), answer)


@check("creation_functions", "extremes", ["linspace"], dtypes=FLOATING, rows=("4",))
def linspace_extremes(context: Context) -> None:
    """Check ends that are infinite, NaN or beyond the dtype's range, and ends so far apart that the distance overflows.

    Between the ends, the values are ``start + k * step``, which is NaN for an infinite start.
    """
    dtype, inf, nan = context.dtype, np.inf, np.nan
    largest = float(np.finfo(dtype).max)
    cases: list[tuple[Any, Any, int, list[Any]]] = [
        (5, inf, 4, [5, inf, inf, inf]),
        (5, -inf, 3, [5, -inf, -inf]),
        (-inf, 5, 4, [-inf, nan, nan, 5]),
        (inf, inf, 3, [inf, nan, inf]),
        (nan, 1, 3, [nan, nan, 1]),
        (0, inf, 1, [0]),
        (0, inf, 0, []),
        (-largest, largest, 3, [-largest, 0, largest]),
        (largest, largest, 3, [largest] * 3),
    ]
    if dtype in ("float32", "complex64"):
        cases.append((1e300, 1e300, 2, [inf, inf]))
        if context.has("float64"):
            cases += [(0, 1e300, 3, [0, inf, inf]), (-1e300, 1e300, 3, [-inf, 0, inf])]
    for start, stop, count, values in cases:
        answer = Expected.exactly(np.array(values, dtype=dtype))
        context.expect(Call(f"xp.linspace({literal(start)}, {literal(stop)}, {count}, dtype=xp.{dtype})"), answer)
        if dtype in REAL_FLOATING and largest not in (start, stop) and abs(stop) < 1e299:
            ends = Input(np.array([start, stop], dtype=dtype))
            context.expect(Call(f"xp.linspace(x0[0], x0[1], {count})", (ends,)), answer)
    answer = Expected.exactly(np.array([5, inf, inf], dtype=dtype))
    context.expect(Call(f"xp.linspace(5, xp.inf, 3, dtype=xp.{dtype}, endpoint=False)"), answer)
    if dtype in COMPLEX:
        half = np.array([0, complex(1, inf), complex(2, inf), complex(3, inf)], dtype=dtype)
        context.expect(Call(f"xp.linspace(0, {literal(complex(3, inf))}, 4, dtype=xp.{dtype})"), Expected.exactly(half))
