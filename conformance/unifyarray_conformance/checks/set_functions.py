"""Checks of set functions in both tiers: unique elements in ascending order, with every NaN distinct, and isin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.both_tiers import expect_both, native
from ..harness.calls import LAYOUTS, Call, Input, literal, supports_layout
from ..harness.registry import check
from ..inputs.strategies import examples
from ..inputs.values import fill
from ..reference.dtypes import ALL, COMPLEX, FLOATING, INTEGER, REAL_FLOATING, limits, promote
from ..reference.dtypes import kind_rank as kind
from ..reference.expected import Expected

if TYPE_CHECKING:
    from ..harness.context import Context
    from ..inputs.strategies import Example
    from ..reference.special_cases import Values

#: By function: the names of the fields of the result.
FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "unique_all": ("values", "indices", "inverse_indices", "counts"),
    "unique_counts": ("values", "counts"),
    "unique_inverse": ("values", "inverse_indices"),
    "unique_values": ("",),
}
SHAPES: Final = ((7,), (), (1,), (0,), (2, 0), (3, 4), (2, 3, 2))


def _sort_key(x: Any) -> tuple[Any, ...]:
    """Return the sort key of an element: complex numbers sort by parts, with NaN last, first that of the real part."""
    if type(x) is complex:
        wrong = (x.real != x.real, x.imag != x.imag)
        return (*wrong, 0.0 if wrong[0] else x.real, 0.0 if wrong[1] else x.imag)
    return (x != x, 0 if x != x else x)


def _distinct(values: list[Any]) -> tuple[list[int], list[int], list[int]]:
    """Return the position of each distinct element's first occurrence, the inverse indices, and the counts."""
    first: list[int] = []
    inverse, counts = [0] * len(values), list[int]()
    for i in sorted(range(len(values)), key=lambda i: _sort_key(values[i])):
        if first and values[first[-1]] == values[i]:
            counts[-1] += 1
        else:
            first.append(i)
            counts.append(1)
        inverse[i] = len(first) - 1
    return first, inverse, counts


def _check_unique(context: Context, x: Input) -> None:
    """Check every field of a function's result."""
    first, inverse, counts = _distinct(x.values.ravel().tolist())
    positions = np.array(first, dtype="int64")
    answers = {
        "": Expected.up_to_zeros(x.values.ravel()[positions]),
        "indices": Expected.exactly(positions),
        "inverse_indices": Expected.exactly(np.array(inverse, dtype="int64").reshape(x.values.shape)),
        "counts": Expected.exactly(np.array(counts, dtype="int64")),
    }
    for field in FIELDS[context.function]:
        source = f"xp.{context.function}(x0)" + (f".{field}" if field else "")
        expect_both(context, Call(source, (x,)), answers["" if field == "values" else field])


@check("set_functions", "value", FIELDS, dtypes=ALL, rows=("17n",))
def unique(context: Context) -> None:
    """Check arrays of every shape and memory layout, with many and with few repeated elements."""
    rng, dtype = context.rng(), context.dtype
    for shape in SHAPES:
        _check_unique(context, Input(rng.choice(fill(rng, dtype, (4,), "special"), shape)))
        _check_unique(context, Input(fill(rng, dtype, shape, "mixed")))
    _check_unique(context, Input(rng.choice(fill(rng, dtype, (9,), "small"), 300)))
    for layout in LAYOUTS:
        values = fill(rng, dtype, (4, 6), "small")
        x = values if layout != "broadcast" else np.ascontiguousarray(np.broadcast_to(values[:, :1], values.shape))
        assert supports_layout(layout, x.shape)
        _check_unique(context, Input(x, layout))

    def check_example(example: Example) -> None:
        (x,) = example.inputs((dtype,))
        _check_unique(context, x)

    context.given(examples(1, context.few_shapes), check_example)


@check("set_functions", "special", FIELDS, dtypes=FLOATING, rows=("17n",))
def unique_special(context: Context) -> None:
    """Check that every NaN is distinct and last, also in a part of a complex number, and that both zeros are equal."""
    nan, inf = np.nan, np.inf
    rows: list[list[Any]] = [
        [nan, 1.0, nan, 0.0, -0.0, -1.0, nan],
        [0.0, -0.0, 0.0],
        [-0.0, 0.0],
        [nan],
        [nan, nan, nan, nan],
        [inf, nan, -inf, inf],
    ]
    for row in rows:
        _check_unique(context, Input(np.array(row, dtype=context.dtype)))
    for choice in ([nan, 1.0, 0.0, -0.0], [nan, inf]):
        _check_unique(context, Input(context.rng().choice(np.array(choice, dtype=context.dtype), 200)))
    if context.dtype in COMPLEX:
        parts = np.array([0.0, -0.0, 1.0, -1.0, inf, nan])
        values = np.empty((6, 6), dtype=context.dtype)
        values.real, values.imag = parts[:, None], parts
        mixed = context.rng().permutation(values.ravel())
        _check_unique(context, Input(mixed[~np.isnan(mixed)]))
        _check_unique(context, Input(mixed))
        _check_unique(context, Input(np.concatenate([mixed, mixed])))


@check("set_functions", "fields", FIELDS)
def unique_fields(context: Context) -> None:
    """Check that the result is a named tuple with the standard's fields, or an Array for ``unique_values``."""
    x = Input(np.array([2, 1, 2], dtype="int32"))
    fields = FIELDS[context.function]
    wanted = f"assert result._fields == {fields}, result" if fields != ("",) else "assert type(result) is ua.Array"
    context.ensure(Call(f"xp.{context.function}(x0)", (x,)), wanted)


@check("set_functions", "errors", [*FIELDS, "isin"], rows=("26",))
def errors(context: Context) -> None:
    """Check errors: TypeError for arguments that are not Arrays."""
    one = "[1, 2], xp.ones(2)" if context.function == "isin" else "[1, 2]"
    context.raises(Call(f"xp.{context.function}({one})"), TypeError)


@check("set_functions", "value", ["isin"], dtypes=ALL, rows=("2n", "3"))
def isin(context: Context) -> None:
    """Check membership for any shapes, and for dtypes that promote."""
    rng, dtype = context.rng(), context.dtype
    for shape, other in (((7,), (3,)), ((), (2,)), ((2, 3), ()), ((0,), (3,)), ((3,), (0,)), ((40,), (2, 20))):
        _check_isin(context, *(rng.choice(fill(rng, dtype, (5,), "special"), size) for size in (shape, other)))
        few = fill(rng, dtype, (4,), "special")
        _check_isin(context, rng.choice(few, shape), rng.choice(few, other))
    square = fill(rng, dtype, (3, 3), "small")
    found = Expected.exactly(np.ones((3, 3), dtype=bool))
    for layout in ("transposed", "reversed", "strided", "broadcast"):
        values = np.broadcast_to(square[:, :1], (3, 3)) if layout == "broadcast" else square
        context.expect(Call("xp.isin(x0, x1)", (Input(values, layout), Input(values, layout))), found)
    for second in ALL:
        if not context.has(second):
            continue
        x, y = np.array([0, 1, 1, 0], dtype=dtype), np.array([1], dtype=second)
        if promote(dtype, second) is None:
            context.raises(Call("xp.isin(x0, x1)", (Input(x), Input(y))), TypeError)
        else:
            _check_isin(context, x, y, tiers=kind(dtype) == kind(second))


def _check_isin(context: Context, x: Values, y: Values, *, tiers: bool = True) -> None:
    among = y.ravel().tolist()
    found = np.array([any(a == b for b in among) for a in x.ravel().tolist()], dtype=bool).reshape(x.shape)
    for invert in (False, True):
        call = Call(f"xp.isin(x0, x1, invert={invert})", (Input(x), Input(y)))
        context.expect(call, Expected.exactly(found ^ invert))
        if tiers:
            context.expect(native(call), Expected.exactly(found ^ invert))
    context.expect(Call("xp.isin(x0, x1)", (Input(x), Input(y))), Expected.exactly(found))


@check("set_functions", "special", ["isin"], dtypes=FLOATING)
def isin_special(context: Context) -> None:
    """Check that NaN is never found, and that zeros of either sign are equal."""
    nan, inf = np.nan, np.inf
    values = np.array([nan, 0.0, -0.0, inf, -inf, 1.0], dtype=context.dtype)
    for among in ([nan], [-0.0], [0.0, nan], [inf, 1.0]):
        _check_isin(context, values, np.array(among, dtype=context.dtype))


@check("set_functions", "scalars", ["isin"], dtypes=ALL, rows=("4",))
def isin_scalars(context: Context) -> None:
    """Check a Python scalar on either side; an integer beyond the dtype's range is never found."""
    dtype = context.dtype
    x = np.array([0, 1, 2], dtype=dtype)
    for value in (True, *((1, 5) if dtype != "bool" else ()), *((1.0,) if dtype in REAL_FLOATING else ())):
        found = np.array([a == value for a in x.tolist()])
        context.expect(Call(f"xp.isin(x0, {value!r})", (Input(x),)), Expected.exactly(found))
        context.expect(Call(f"xp.isin({value!r}, x0)", (Input(x),)), Expected.exactly(found.any()))
    if dtype in INTEGER or dtype == "bool":
        low, high = limits("int64" if dtype == "bool" else dtype)
        for outside in (low - 1, high + 1):
            for invert in (False, True):
                one, array = Expected.exactly(np.array(invert)), Expected.exactly(np.full(3, invert))
                end = f"{literal(outside)}, invert={invert})"
                context.expect(Call(f"xp.isin(x0, {end}", (Input(x),)), array)
                context.expect(Call(f"xp.isin({literal(outside)}, x0, invert={invert})", (Input(x),)), one)
                if dtype != "bool":
                    context.expect(native(Call(f"xp.isin(x0, {end}", (Input(x),))), array)
