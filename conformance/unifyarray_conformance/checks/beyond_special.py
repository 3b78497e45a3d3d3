"""Checks of special functions against mpmath, of their values at zeros, infinities and NaN, and of softmax."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.calls import LAYOUTS, Call, Input, supports_layout
from ..harness.registry import check
from ..reference.dtypes import COMPLEX, HALF, INTEGER, REAL_FLOATING
from ..reference.expected import CLOSE, IGNORE, Component, Expected
from ..reference.special_functions import value

if TYPE_CHECKING:
    from ..harness.context import Context
    from ..reference.special_cases import Values

SECTION: Final = "beyond_standard"
NAN: Final = math.nan
INF: Final = math.inf

#: By function: the bound of docs/beyond.md. An error is at most this number of epsilons of the value, and of its
#: change if each argument changes by a part of itself, relative to the part.
BOUNDS: Final = {
    **dict.fromkeys(("digamma", "entr", "erf", "erfc", "erfinv", "expit", "gammaln", "i0", "i1", "logit"), 4.0),
    **dict.fromkeys(("ndtr", "ndtri", "xlogy"), 4.0),
    **dict.fromkeys(("betainc", "gammainc", "gammaincc"), 8.0),
    "beta": 32.0,
}


def _between(low: float, high: float) -> Any:
    return lambda rng, n: rng.uniform(low, high, n)


def _powers(low: float, high: float) -> Any:
    """Return numbers whose logarithms are evenly distributed."""
    return lambda rng, n: np.exp(rng.uniform(math.log(low), math.log(high), n))


def _both(*parts: Any) -> Any:
    return lambda rng, n: np.concatenate([part(rng, n // len(parts)) for part in parts])


#: By function: how to draw each argument.
_DRAWS: Final[dict[str, tuple[Any, ...]]] = {
    "beta": (_powers(0.01, 60.0), _powers(0.01, 60.0)),
    "betainc": (_powers(0.1, 100.0), _powers(0.1, 100.0), _between(0.001, 0.999)),
    "digamma": (_both(_powers(1e-3, 1e3), _between(1.0, 2.0)),),
    "entr": (_powers(1e-5, 1e3),),
    "erf": (_both(_between(-3.0, 3.0), _powers(1e-9, 6.0)),),
    "erfc": (_both(_between(-3.0, 3.0), _between(0.8, 9.0)),),
    "erfinv": (_both(_between(-0.999, 0.999), _powers(1e-6, 0.999)),),
    "expit": (_between(-60.0, 60.0),),
    "gammainc": (_powers(0.05, 200.0), _powers(0.05, 200.0)),
    "gammaincc": (_powers(0.05, 200.0), _powers(0.05, 200.0)),
    "gammaln": (_both(_powers(1e-3, 1e3), _between(0.5, 12.0)),),
    "i0": (_between(-80.0, 80.0),),
    "i1": (_both(_between(-80.0, 80.0), _powers(1e-3, 1.0)),),
    "logit": (_both(_between(0.001, 0.999), _powers(1e-9, 0.5)),),
    "ndtr": (_between(-9.0, 5.0),),
    "ndtri": (_both(_between(0.001, 0.999), _powers(1e-12, 0.2)),),
    "xlogy": (_powers(1e-3, 1e3), _powers(1e-5, 1e3)),
}
_NAMES: Final = tuple(f"special.{name}" for name in _DRAWS)
_UNARY: Final = tuple(f"special.{name}" for name, draws in _DRAWS.items() if len(draws) == 1)
_SEVERAL: Final = tuple(name for name in _NAMES if name not in _UNARY)
#: Number of points of a check.
_POINTS: Final = 24
#: By dtype: its epsilon, smallest normal and largest number. NumPy does not know bfloat16.
_LIMITS: Final = {
    "float64": (2.0**-52, 2.0**-1022, float(np.finfo("float64").max)),
    "float32": (2.0**-23, 2.0**-126, float(np.finfo("float32").max)),
    "float16": (2.0**-10, 2.0**-14, 65504.0),
    "bfloat16": (2.0**-7, 2.0**-126, 3.3e38),
}


def _call(name: str, count: int) -> str:
    return f"ua.{name}({', '.join(f'x{i}' for i in range(count))})"


def _expected(name: str, arguments: list[Values], dtype: str) -> Expected:
    """Return the exact values with the bound of the function. Results out of range are not compared."""
    short = name.removeprefix("special.")
    eps, smallest, largest = _LIMITS[dtype]
    rows = [value(short, *row) for row in zip(*[x.astype(np.float64).tolist() for x in arguments], strict=True)]
    high, low, size = np.array(rows).T
    in_range = (np.abs(high) >= smallest) & (np.abs(high) <= largest)
    mode = np.where(in_range, CLOSE, IGNORE).astype(np.uint8)
    tolerance: Any = BOUNDS[short] * eps * size
    return Expected(dtype, high.shape, real=Component(high, low, mode), absolute=tolerance)


@check(SECTION, "value", _NAMES, dtypes=(*REAL_FLOATING, *HALF), grade="tolerance", rows=("34",))
def special_values(context: Context) -> None:
    """Check random numbers against mpmath, in every layout."""
    name, dtype, rng = context.function, context.dtype, context.rng()
    draws = _DRAWS[name.removeprefix("special.")]
    arguments = [draw(rng, _POINTS).astype(dtype) for draw in draws]
    for x in arguments[-1:] if name.endswith(("betainc", "erfinv", "logit", "ndtri")) else ():
        wide = np.abs(x.astype(np.float64))
        x[(wide >= 1) | (wide == 0)] = 0.5  # rounded to 1 or 0
    expected = _expected(name, arguments, dtype)
    source = _call(name, len(arguments))
    for layout in LAYOUTS:
        if layout != "broadcast" and supports_layout(layout, expected.shape):
            context.expect(Call(source, tuple(Input(x, layout) for x in arguments)), expected)


#: By function: arguments and results that are exact.
_EXACT: Final[dict[str, tuple[tuple[float, ...], ...]]] = {
    "beta": (
        *((1.0, 1.0, 1.0), (2.0, 1.0, 0.5), (1.0, 0.0, INF), (0.0, 2.0, INF), (NAN, 1.0, NAN), (1.0, NAN, NAN)),
        *((-2.0, 1.0, -0.5), (1.0, -4.0, -0.25), (-3.0, 5.0, INF), (0.5, -1.0, INF), (-INF, 2.0, INF)),
    ),
    "betainc": (
        *((1.0, 2.0, 0.0, 0.0), (1.0, 2.0, 1.0, 1.0), (0.0, 2.0, 0.5, 1.0), (2.0, 0.0, 0.5, 0.0), (0.0, 2.0, 0.0, 0.0)),
        *((INF, 2.0, 0.5, 0.0), (2.0, INF, 0.5, 1.0), (2.0, 0.0, 1.0, 1.0), (0.0, 0.0, 0.5, NAN)),
        *((-1.0, 2.0, 0.5, NAN), (1.0, -1.0, 0.5, NAN), (1.0, 2.0, -0.5, NAN), (1.0, 2.0, 1.5, NAN)),
        *((NAN, 1.0, 0.5, NAN), (1.0, NAN, 0.5, NAN), (1.0, 1.0, NAN, NAN), (INF, INF, 0.5, NAN)),
    ),
    "digamma": ((0.0, -INF), (-0.0, INF), (-1.0, NAN), (-7.0, NAN), (INF, INF), (NAN, NAN)),
    "entr": ((0.0, 0.0), (1.0, 0.0), (-1.0, -INF), (INF, -INF), (-INF, -INF), (NAN, NAN)),
    "erf": ((0.0, 0.0), (INF, 1.0), (-INF, -1.0), (30.0, 1.0), (NAN, NAN)),
    "erfc": ((0.0, 1.0), (INF, 0.0), (-INF, 2.0), (200.0, 0.0), (-30.0, 2.0), (NAN, NAN)),
    "erfinv": ((0.0, 0.0), (1.0, INF), (-1.0, -INF), (1.5, NAN), (-INF, NAN), (NAN, NAN)),
    "expit": ((0.0, 0.5), (INF, 1.0), (-INF, 0.0), (2000.0, 1.0), (-2000.0, 0.0), (NAN, NAN)),
    "gammainc": (
        *((1.0, 0.0, 0.0), (1.0, INF, 1.0), (0.0, 1.0, 1.0), (INF, 1.0, 0.0), (0.0, 0.0, NAN), (INF, INF, NAN)),
        *((1e30, 9e29, 0.0), (1e30, 1.1e30, 1.0)),
        *((-1.0, 1.0, NAN), (1.0, -1.0, NAN), (NAN, 1.0, NAN), (1.0, NAN, NAN), (NAN, 0.0, NAN), (INF, NAN, NAN)),
    ),
    "gammaincc": (
        *((1.0, 0.0, 1.0), (1.0, INF, 0.0), (0.0, 1.0, 0.0), (INF, 1.0, 1.0), (0.0, 0.0, NAN), (INF, INF, NAN)),
        *((1e30, 9e29, 1.0), (1e30, 1.1e30, 0.0)),
        *((-1.0, 1.0, NAN), (1.0, -1.0, NAN), (NAN, 1.0, NAN), (1.0, NAN, NAN), (NAN, 0.0, NAN), (INF, NAN, NAN)),
    ),
    "gammaln": ((0.0, INF), (1.0, 0.0), (2.0, 0.0), (-1.0, INF), (-30.0, INF), (INF, INF), (-INF, INF), (NAN, NAN)),
    "i0": ((NAN, NAN),),
    "i1": ((0.0, 0.0), (NAN, NAN)),
    "logit": ((0.5, 0.0), (0.0, -INF), (1.0, INF), (-1.0, NAN), (2.0, NAN), (INF, NAN), (NAN, NAN)),
    "ndtr": ((0.0, 0.5), (INF, 1.0), (-INF, 0.0), (-200.0, 0.0), (30.0, 1.0), (NAN, NAN)),
    "ndtri": ((0.5, 0.0), (0.0, -INF), (1.0, INF), (-1.0, NAN), (2.0, NAN), (INF, NAN), (NAN, NAN)),
    "xlogy": ((0.0, 0.0, 0.0), (0.0, INF, 0.0), (0.0, -1.0, 0.0), (2.0, 1.0, 0.0), (1.0, 0.0, -INF), (0.0, NAN, NAN),
              (NAN, 1.0, NAN), (1.0, INF, INF), (1.0, -1.0, NAN)),
}  # fmt: skip


@check(SECTION, "special", _NAMES, dtypes=REAL_FLOATING, rows=("34",))
def special_cases(context: Context) -> None:
    """Check zeros, infinities, NaN and arguments out of range."""
    name, dtype = context.function, context.dtype
    *columns, results = np.array(_EXACT[name.removeprefix("special.")]).T.copy()
    expected = Expected.up_to_zeros(results.astype(dtype))
    inputs = tuple(Input(x.astype(dtype)) for x in columns)
    context.expect(Call(_call(name, len(inputs)), inputs, elementwise=True), expected)
    none = tuple(Input(np.zeros(0, dtype=dtype)) for _ in inputs)
    context.expect(Call(_call(name, len(inputs)), none), Expected.exactly(np.zeros(0, dtype=dtype)))


@check(
    SECTION, "negative", ["special.digamma", "special.gammaln"], dtypes=REAL_FLOATING, grade="tolerance", rows=("34",)
)
def special_negative(context: Context) -> None:
    """Check negative numbers away from the poles and zeros."""
    name, dtype = context.function, context.dtype
    x = np.array([-0.25, -1.75, -2.25, -3.5, -8.75, -20.25, -100.625, 0.25]).astype(dtype)
    context.expect(Call(_call(name, 1), (Input(x),)), _expected(name, [x], dtype))


@check(SECTION, "integers", _NAMES, dtypes=("bool", *INTEGER), grade="tolerance", rows=("5", "34"))
def special_of_integers(context: Context) -> None:
    """Check that integers and bools are computed in the default floating dtype."""
    name = context.function
    x = np.array([1, 1]).astype(context.dtype)
    count = len(_DRAWS[name.removeprefix("special.")])
    for choice in ("float64", "float32"):
        if context.has(choice):
            first, *others = (f"x{i}" for i in range(count))
            call = f"ua.{name}({', '.join([first, *others])})"
            source = f"with ua.use(default_float={choice!r}):\n    result = {call}"
            context.expect(Call(source, (Input(x),) * count), Expected.kind_of(choice, (2,)))


@check(SECTION, "scalars", _SEVERAL, dtypes=REAL_FLOATING, rows=("3", "34"))
def special_with_scalars(context: Context) -> None:
    """Check that a scalar takes the dtype of the array, and that shapes broadcast."""
    name, dtype = context.function, context.dtype
    count = len(_DRAWS[name.removeprefix("special.")])
    x = Input(np.full((2, 1), 0.5, dtype=dtype))
    for rest in (["0.5"] * (count - 1), ["x1"] * (count - 1)):
        shape = (2, 1) if rest[0] == "0.5" else (2, 3)
        source = f"ua.{name}({', '.join(['x0', *rest])})"
        context.expect(Call(source, (x, Input(np.full(3, 0.5, dtype=dtype)))), Expected.kind_of(dtype, shape))


@check(SECTION, "errors", (*_NAMES, "special.softmax", "special.logsumexp"), rows=("26", "34"))
def special_errors(context: Context) -> None:
    """Check errors: TypeError for complex numbers and other objects, ValueError for shapes, AxisError."""
    name = context.function
    x = Input(np.ones(3, dtype="float32"))
    short = name.removeprefix("special.")
    count = len(_DRAWS.get(short, ((),)))
    source = f"ua.{name}({', '.join(['x0'] * count)})"
    for wrong in COMPLEX:
        if context.has(wrong):
            context.raises(Call(source, (Input(np.ones(3, dtype=wrong)),)), TypeError)
    context.raises(Call(source.replace("x0", "'a'", 1), (x,)), TypeError)
    if count > 1:
        two = Input(np.ones(2, dtype="float32"))
        context.raises(Call(source.replace("x0", "x1", 1), (x, two)), ValueError)
    if short not in _DRAWS:
        context.raises(Call(f"ua.{name}(x0, axis=1)", (x,)), context.ua.AxisError)
        context.raises(Call(f"ua.{name}(x0, axis=(0, 0))", (x,)), ValueError)


# -- sums of exponentials ------------------------------------------------------------------------------------


def _exact_sums(rows: Values, weights: Values | None) -> Values:
    """Return logarithms of sums of exponentials of rows of doubles."""
    found = [
        math.log(math.fsum(math.exp(v - max(row)) * w for v, w in zip(row, factors, strict=True))) + max(row)
        for row, factors in zip(
            rows.tolist(), (np.ones_like(rows) if weights is None else weights).tolist(), strict=True
        )
    ]
    return np.array(found)


@check(SECTION, "value", ["special.logsumexp", "special.softmax", "special.log_softmax"],
       dtypes=(*REAL_FLOATING, *HALF), grade="tolerance", rows=("34",))  # fmt: skip
def sums_of_exponentials(context: Context) -> None:
    """Check every axis, two axes and all, with numbers whose exponentials overflow."""
    name, dtype, rng = context.function, context.dtype, context.rng()
    eps = _LIMITS[dtype][0]
    x = (rng.uniform(-6.0, 6.0, (2, 3, 4)) + rng.choice([0.0, 900.0, -900.0])).astype(dtype)
    largest = float(x.max())
    exact = x.astype(np.float64) - largest
    for axes, keywords in (((0,), "axis=0"), ((2,), "axis=-1"), ((0, 2), "axis=(2, 0)"), ((0, 1, 2), "axis=None")):
        others = [axis for axis in range(3) if axis not in axes]
        rows = np.transpose(exact, (*others, *axes)).reshape(-1, math.prod(x.shape[a] for a in axes))
        kept = tuple(1 if axis in axes else n for axis, n in enumerate(x.shape))
        sums = _exact_sums(rows, None).reshape([x.shape[a] for a in others])
        if name == "special.logsumexp":
            for keepdims in (False, True):
                found = largest + (sums.reshape(kept) if keepdims else sums)
                size: Any = 4 * eps * (np.abs(found) + abs(largest) + 12)
                answer = Expected(dtype, found.shape, real=Component.of(found, mode=CLOSE), absolute=size)
                context.expect(Call(f"ua.{name}(x0, {keywords}, keepdims={keepdims})", (Input(x),)), answer)
            continue
        logs = exact - sums.reshape(kept)
        found = np.exp(logs) if name == "special.softmax" else logs
        size = 4 * eps * ((1 + np.abs(logs)) * found if name == "special.softmax" else 12 + np.abs(logs))
        answer = Expected(dtype, x.shape, real=Component.of(found, mode=CLOSE), absolute=size)
        context.expect(Call(f"ua.{name}(x0, {keywords})", (Input(x),)), answer)


@check(SECTION, "weights", ["special.logsumexp"], dtypes=REAL_FLOATING, grade="tolerance", rows=("34",))
def logsumexp_with_factors(context: Context) -> None:
    """Check factors: zeros skip infinite exponentials, and a negative sum is NaN."""
    dtype, rng = context.dtype, context.rng()
    x, b = rng.uniform(-6.0, 6.0, (2, 3)).astype(dtype), rng.uniform(0.5, 2.0, 3).astype(dtype)
    found = _exact_sums(x.astype(np.float64), np.broadcast_to(b.astype(np.float64), (2, 3)))
    size: Any = 8 * _LIMITS[dtype][0] * (np.abs(found) + 6)
    answer = Expected(dtype, (2,), real=Component.of(found, mode=CLOSE), absolute=size)
    context.expect(Call("ua.special.logsumexp(x0, axis=1, b=x1)", (Input(x), Input(b))), answer)
    for numbers, factors, result in (
        ([2.0, INF], [1.0, 0.0], 2.0),
        ([0.0, 1.0], [1.0, -1.0], NAN),
        ([3.0], [0.0], -INF),
    ):
        given = Input(np.array(numbers, dtype=dtype)), Input(np.array(factors, dtype=dtype))
        context.expect(Call("ua.special.logsumexp(x0, b=x1)", given), Expected.exactly(np.array(result, dtype=dtype)))


@check(SECTION, "special", ["special.logsumexp", "special.softmax", "special.log_softmax"], dtypes=REAL_FLOATING,
       rows=("34",))  # fmt: skip
def sums_of_infinities(context: Context) -> None:
    """Check infinities, NaN, single numbers and no elements."""
    name, dtype = context.function, context.dtype
    rows = np.array([[INF, 0.0], [-INF, -INF], [NAN, 0.0], [-INF, 0.0], [INF, INF], [INF, -INF]], dtype=dtype)
    call = Call(f"ua.{name}(x0, axis=1)", (Input(rows),))
    if name == "special.logsumexp":
        context.expect(call, Expected.up_to_zeros(np.array([INF, -INF, NAN, 0.0, INF, INF], dtype=dtype)))
        none = np.zeros((2, 0), dtype=dtype)
        context.expect(Call(f"ua.{name}(x0, axis=1)", (Input(none),)), Expected.exactly(np.full(2, -INF, dtype=dtype)))
        zero_d = Call(f"ua.{name}(x0)", (Input(np.array(3.0, dtype=dtype)),))
        context.expect(zero_d, Expected.exactly(np.array(3.0, dtype=dtype)))
        return
    found = np.full((6, 2), NAN, dtype=dtype)
    found[3] = (0.0, 1.0) if name == "special.softmax" else (-INF, 0.0)
    context.expect(call, Expected.up_to_zeros(found))
    none = np.zeros((2, 0), dtype=dtype)
    for axis in ("0", "1", "None"):
        context.expect(Call(f"ua.{name}(x0, axis={axis})", (Input(none),)), Expected.exactly(none))
    one = np.array(1.0 if name == "special.softmax" else 0.0, dtype=dtype)
    context.expect(Call(f"ua.{name}(x0)", (Input(np.array(3.0, dtype=dtype)),)), Expected.up_to_zeros(one))
