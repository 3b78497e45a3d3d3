"""Checks of elementwise functions on a fixed grid: all pairs of more than 60 values, in long, short and 0-d arrays.

Random values miss errors that occur for one input in a thousand. Libraries process long arrays with vector
instructions, their remainders and short arrays with other code, and 0-d arrays with yet other code. Each of these
paths has had bugs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.budget import is_small
from ..harness.calls import Call, Input
from ..harness.registry import check
from ..inputs.values import grid
from ..reference import exact, multiprecision, special_cases
from ..reference.dtypes import COMPLEX, FLOATING, REAL_FLOATING, mantissa, real_dtype
from ..reference.elementwise import expected
from ..reference.expected import IGNORE, Component, Expected
from ..reference.standard import parameters
from .elementwise_functions import BINARY, NAMES, call_of, domain, result_dtype

if TYPE_CHECKING:
    from ..harness.context import Context
    from ..reference.special_cases import Values

#: Lengths of short arrays: less than one vector of any instruction set, one vector, and one with a remainder.
LENGTHS: Final = (1, 2, 3, 8, 17)
#: Number of elements tried in short arrays, and number of elements without a special case compared with mpmath.
ALONE: Final = 240
REFERENCES: Final = 1500
#: ALONE and REFERENCES for runs with a small budget.
FEW_ALONE: Final = 130
FEW_REFERENCES: Final = 100


def grid_values(dtype: str, flushes: bool) -> Values:
    """Return the grid of a real floating dtype, extended by values at which rounding and overflow begin."""
    kind = np.dtype(dtype).type
    info = np.finfo(dtype)
    half, large = kind(0.5), float(np.log(info.max.astype(np.float64)))
    more = [
        np.nextafter(half, kind(0)), np.nextafter(half, kind(1)), np.nextafter(kind(1.5), kind(2)),
        2.0**info.nmant - 0.5, 2.0 ** (info.nmant + 1) + 2, 2.0**31, 2.0**63, 1 / 3, 2 * np.pi, 1e5,
        float(info.maxexp), np.nextafter(kind(info.maxexp), kind(0)), large + float(np.log(2.0)),
        kind(large), np.nextafter(kind(large), kind(0)), np.nextafter(kind(large), kind(np.inf)),
        -np.log(info.tiny.astype(np.float64)), 4 * info.tiny, info.tiny / 4,
    ]  # fmt: skip
    with np.errstate(under="ignore"):
        positive = np.array(more, dtype=dtype)
    if flushes:
        positive = positive[~(positive < info.tiny)]
    return np.concatenate([grid(dtype, flushes), positive, -positive])


def grid_operands(context: Context) -> dict[str, Values]:
    """Return the inputs of the checked function: all values, all pairs, or all combinations of real and imaginary."""
    names = [parameter["name"] for parameter in parameters(context.function)]
    one = grid_values(real_dtype(context.dtype), context.subject.flushes)
    first, second = np.repeat(one, one.size), np.tile(one, one.size)
    if context.dtype not in COMPLEX:
        return {names[0]: one} if len(names) == 1 else dict(zip(names, (first, second), strict=True))
    both = np.empty(first.shape, dtype=context.dtype)
    both.real, both.imag = first, second
    if len(names) == 1:
        return {names[0]: both}
    # All pairs of complex numbers would be too many. Take a random sample.
    rng = context.rng()
    return {name: rng.permutation(both) for name in names}


def _is_cheap(name: str, dtype: str) -> bool:
    """Return whether the reference can be computed without mpmath."""
    if exact.truth_function(name) is not None or name in ("real", "imag", "conj"):
        return True
    if dtype in COMPLEX:
        return not multiprecision.has_reference(name, is_complex=True) and name != "add" and name != "subtract"
    return exact.real_function(name, mantissa(dtype)) is not None


def _answer(context: Context, inputs: dict[str, Values]) -> Expected:
    """Return the standard's special cases for all elements, and mpmath's values for some of the others."""
    name, dtype = context.function, context.dtype
    result = result_dtype(name, dtype)
    with np.errstate(all="ignore"):
        if _is_cheap(name, dtype):
            return _ignore_subnormal_divisors(name, inputs, expected(name, inputs, result))
        known = special_cases.evaluate(name, inputs)
        size = next(iter(inputs.values())).size
        decided = np.zeros(size, dtype=bool) if known is None else known[0].known & ~known[0].sign_only
        if known is not None and known[1] is not None:
            decided = decided & known[1].known
        count = FEW_REFERENCES if is_small(context) else REFERENCES
        chosen = context.rng().permutation(np.flatnonzero(~decided))[:count]
        some = expected(name, {key: array[chosen] for key, array in inputs.items()}, result)
        assert some.real is not None
        whole = replace(
            some,
            shape=(size,),
            real=_scatter(some.real, chosen, size),
            imag=None if some.imag is None else _scatter(some.imag, chosen, size),
        )
        if np.ndim(some.absolute):
            absolute: Any = np.zeros(size)
            absolute[chosen] = some.absolute
            whole = replace(whole, absolute=absolute)
        return whole.overlaid(known)


def _ignore_subnormal_divisors(name: str, inputs: dict[str, Values], answer: Expected) -> Expected:
    """Ignore remainders by subnormal numbers, which a device may treat as zero (contract row 29)."""
    if name != "remainder" or answer.real is None:
        return answer
    divisor = np.abs(inputs["x2"])
    subnormal = (divisor > 0) & (divisor < np.finfo(divisor.dtype).tiny)
    mode = np.where(subnormal, IGNORE, answer.real.mode).astype(np.uint8)
    return replace(answer, real=replace(answer.real, mode=mode))


def _scatter(some: Component, chosen: Values, size: int) -> Component:
    """Return a Component of the given size that compares only the chosen elements."""
    whole = Component.of(np.zeros(size), mode=IGNORE)
    for name in ("high", "low", "mode"):
        getattr(whole, name)[chosen] = getattr(some, name)
    return whole


def _elements_at(answer: Expected, positions: Values) -> Expected:
    """Return the expected result of some elements."""

    def pick(component: Component | None) -> Component | None:
        return component and Component(component.high[positions], component.low[positions], component.mode[positions])

    absolute: Any = answer.absolute
    return replace(
        answer,
        shape=positions.shape,
        values=None if answer.values is None else answer.values[positions],
        real=pick(answer.real),
        imag=pick(answer.imag),
        absolute=absolute[positions] if np.ndim(absolute) else absolute,
    )


@check(
    "special_grid",
    "grid",
    [name for name in NAMES if set(domain(name)) & set(FLOATING)],
    dtypes=lambda name: tuple(dtype for dtype in domain(name) if dtype in FLOATING),
    grade="tolerance",
    rows=("11n", "12n", "16n"),
)
def every(context: Context) -> None:
    """Check the whole grid in one array, and parts of it in short arrays and as 0-d arrays."""
    inputs = grid_operands(context)
    answer = _answer(context, inputs)
    context.expect(call_of(context.function, [Input(array) for array in inputs.values()]), answer)
    size = answer.shape[0]
    count = min(size, FEW_ALONE if is_small(context) else ALONE)
    positions = np.sort(context.rng().permutation(size)[:count])
    few = _elements_at(answer, positions)
    short = [Input(array[positions]) for array in inputs.values()]
    names = [f"x{i}" for i in range(len(short))]
    for length in LENGTHS:
        parts = ", ".join(f"{name}[i:i + {length}]" for name in names)
        source = f"xp.concat([xp.{context.function}({parts}) for i in range(0, {count}, {length})])"
        context.expect(Call(source, tuple(short), elementwise=True), few)
    alone = f"xp.stack([xp.{context.function}({', '.join(f'{name}[i]' for name in names)}) for i in range({count})])"
    context.expect(Call(alone, tuple(short), elementwise=True), few)


_REAL_PAIRS: Final = tuple(name for name in BINARY if set(domain(name)) & set(REAL_FLOATING))

#: Scalar operands. For some, libraries call another function, such as square, sqrt or reciprocal.
SCALARS: Final = (0.0, 1.0, 2.0, 3.0, 0.5, 0.25, 1.5, 2.5, 4.0, 1 / 3, 10.0, 1e7, np.inf, np.nan)


@check(
    "special_grid",
    "broadcast",
    _REAL_PAIRS,
    dtypes=lambda name: tuple(dtype for dtype in domain(name) if dtype in REAL_FLOATING),
    grade="tolerance",
    rows=("11n", "12n", "16n"),
)
def broadcast(context: Context) -> None:
    """Check all pairs by broadcasting columns and rows either way, and 0-d and 1-element arrays with all values."""
    one = grid_values(context.dtype, context.subject.flushes)
    answer = _answer(context, grid_operands(context))
    pairs = np.arange(one.size**2).reshape(one.size, one.size)
    column, row = Input(one[:, None]), Input(one[None, :])
    context.expect(call_of(context.function, (column, row)), _elements_at(answer, pairs))
    context.expect(call_of(context.function, (row, column)), _elements_at(answer, pairs.T))
    for i in np.flatnonzero(np.isin(np.abs(one), np.array(SCALARS, dtype=one.dtype))):
        for single in (Input(np.asarray(one[i])), Input(one[i : i + 1])):
            context.expect(call_of(context.function, (single, Input(one))), _elements_at(answer, pairs[i]))
            context.expect(call_of(context.function, (Input(one), single)), _elements_at(answer, pairs[:, i]))


@check(
    "special_grid",
    "scalars",
    _REAL_PAIRS,
    dtypes=lambda name: tuple(dtype for dtype in domain(name) if dtype in REAL_FLOATING),
    grade="tolerance",
    rows=("4", "11n", "12n", "16n"),
)
def scalars(context: Context) -> None:
    """Check Python scalars on either side of the whole grid, as floats and, for whole numbers, as ints."""
    one = grid_values(context.dtype, context.subject.flushes)
    answer = _answer(context, grid_operands(context))
    pairs = np.arange(one.size**2).reshape(one.size, one.size)
    array = Input(one)
    for size in SCALARS:
        for number in (size, -size) if size == size else (size,):
            as_stored = one.dtype.type(number)
            (i, *_) = np.flatnonzero((_bits(one) == _bits(as_stored)) | (np.isnan(one) & np.isnan(as_stored)))
            same: list[Any] = [float(as_stored)]
            if float(as_stored).is_integer() and as_stored != 0:
                same.append(int(as_stored))
            for x in same:
                context.expect(call_of(context.function, (array, x)), _elements_at(answer, pairs[:, i]))
                context.expect(call_of(context.function, (x, array)), _elements_at(answer, pairs[i]))


def _bits(x: Any) -> Values:
    """Return the bits of floats as integers, which distinguish zeros by sign."""
    found: Values = np.asarray(x).view(np.int32 if x.dtype == np.float32 else np.int64)
    return found
