"""Checks of indexing, and of assignment by index, on Arrays."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from hypothesis import strategies as st

from ..harness.calls import Call, Input
from ..harness.context import Context
from ..harness.registry import check
from ..inputs.strategies import basic_keys
from ..reference.dtypes import ALL, INTEGER, NUMERIC
from ..reference.expected import Expected
from ..reference.indexing import mask_positions, positions

SHAPES: Final = ((5,), (3, 4), (2, 3, 4), (), (0,), (2, 0, 3), (1, 5))


def counting(shape: tuple[int, ...], dtype: str) -> np.ndarray[Any, Any]:
    """Return an array whose elements are their own positions."""
    size = int(np.prod(shape, dtype=int))
    return (np.arange(size) % 2 if dtype == "bool" else np.arange(size)).astype(dtype).reshape(shape)


def key_source(key: tuple[Any, ...]) -> str:
    """Return a key as Python source."""
    words = []
    for part in key:
        if part is ...:
            words.append("...")
        elif isinstance(part, slice):
            words.append(f"{'' if part.start is None else part.start}:{'' if part.stop is None else part.stop}")
            words[-1] += "" if part.step is None else f":{part.step}"
        else:
            words.append(repr(part))
    return ", ".join(words) + ("," if len(words) == 1 else "") if words else "()"


def expect_elements(values: np.ndarray[Any, Any], where: np.ndarray[Any, Any]) -> Expected:
    """Expect the elements at flat positions."""
    return Expected.exactly(
        np.array([values.ravel()[i] for i in where.ravel()], dtype=values.dtype).reshape(where.shape)
    )


@check("indexing", "basic", ["__getitem__"], dtypes=ALL, rows=("6",))
def basic(context: Context) -> None:
    """Check ints, slices that clip and step backwards, ellipsis, newaxis and partial keys."""

    def check_example(example: tuple[tuple[int, ...], tuple[Any, ...]]) -> None:
        shape, key = example
        values = counting(shape, context.dtype)
        context.expect(Call(f"x0[{key_source(key)}]", (Input(values),)), expect_elements(values, positions(shape, key)))

    for example in _FIXED:
        check_example(example)
    context.given(_keyed(), check_example, examples=(1 if context.few_shapes else 3) * context.examples, shrink=True)


_FIXED: Final[tuple[tuple[tuple[int, ...], tuple[Any, ...]], ...]] = (
    ((5,), (2,)),
    ((5,), (-1,)),
    ((5,), (slice(None, None, -1),)),
    ((5,), (slice(1, 4),)),
    ((5,), (slice(10, 20),)),
    ((5,), (slice(-100, 100, 2),)),
    ((3, 4), (1,)),
    ((3, 4), (slice(None), -2)),
    ((3, 4), (..., 0)),
    ((3, 4), (slice(2, None, -2), slice(None, None, -3))),
    ((3, 4), (None, 1, None)),
    ((2, 3, 4), (..., slice(1, 1))),
    ((2, 3, 4), (1, ..., None, 2)),
    ((), ()),
    ((), (...,)),
    ((), (None,)),
    ((0,), (slice(None, None, -1),)),
)


@st.composite
def _keyed(draw: Any) -> tuple[tuple[int, ...], tuple[Any, ...]]:
    shape = draw(st.sampled_from(SHAPES))
    return shape, draw(basic_keys(shape))


@check("indexing", "integer-array", ["__getitem__"], dtypes=INTEGER, rows=("6",))
def integer_array(context: Context) -> None:
    """Check index arrays of every integer dtype: alone, several, and together with ints and slices."""
    low = 0 if context.dtype.startswith("u") else -1

    def check_key(shape: tuple[int, ...], source: str, *arrays: Any) -> None:
        values = counting(shape, "float64" if context.has("float64") else "float32")
        inputs = [Input(np.array(a, dtype=context.dtype)) for a in arrays]
        names = {f"x{i + 1}": a for i, a in enumerate(arrays)}
        key = eval(f"_key[{source}]", {"_key": _Key()} | names)
        key = key if isinstance(key, tuple) else (key,)
        context.expect(Call(f"x0[{source}]", (Input(values), *inputs)), expect_elements(values, positions(shape, key)))

    check_key((5,), "x1", [3, 0, 0, low])
    check_key((5,), "x1", [[1], [2]])
    check_key((5,), "x1", [])
    check_key((3, 4), "x1", [2, 0])
    check_key((3, 4), "x1, x2", [2, 0], [1, 3])
    check_key((3, 4), "x1, x2", [[2], [0]], [1, 3])
    check_key((3, 4), ":, x1", [1, low])
    check_key((3, 4), "x1, 1", [2, 1])
    check_key((3, 4), "x1, ::-1", [2, 1])
    check_key((2, 3, 4), "x1, :, x2", [1, 0], [2, 3])
    check_key((2, 3, 4), ":, x1, x2", [1, 0], [2, 3])
    check_key((2, 3, 4), "0, :, x1", [0, 1])
    check_key((2, 3, 4), "..., x1, None", [0, 3])
    check_key((2, 3), "x1", 1)


class _Key:
    """Return the key from indexing, so that source of a key can be evaluated."""

    def __getitem__(self, key: Any) -> Any:
        return key


@check("indexing", "mask", ["__getitem__"], dtypes=ALL, rows=("6",), needs=("data_dependent_shapes",))
def mask(context: Context) -> None:
    """Check a boolean mask as the only index: over all axes, over leading axes, 0-d and empty."""
    rng = context.rng()
    for shape, leading in (((7,), 1), ((3, 4), 2), ((3, 4), 1), ((0,), 1), ((2, 0), 2), ((2, 0, 3), 1), ((), 0)):
        values = counting(shape, context.dtype)
        for chosen in (rng.integers(0, 2, shape[:leading]).astype(bool), *_all_and_none(shape[:leading])):
            where = mask_positions(chosen)
            rest = shape[leading:]
            size = int(np.prod(rest, dtype=int))
            flat = (where[:, None] * size + np.arange(size)).reshape(where.size, *rest)
            context.expect(Call("x0[x1]", (Input(values), Input(chosen))), expect_elements(values, flat))


def _all_and_none(shape: tuple[int, ...]) -> tuple[np.ndarray[Any, Any], ...]:
    return np.ones(shape, dtype=bool), np.zeros(shape, dtype=bool)


@check("indexing", "lists", ["__getitem__", "__setitem__"], rows=("6", "8"))
def lists(context: Context) -> None:
    """Check lists, NumPy arrays and NumPy integers as indices: positions, and masks of few and of many rows."""
    keys: list[tuple[tuple[int, ...], str]] = [
        ((5,), "[3, 0, 0, -1]"),
        ((5,), "np.array([3, 0])"),
        ((5,), "np.int64(2)"),
        ((5,), "np.int8(-1)"),
        ((5,), "np.uint8(1):np.int32(4)"),
        ((3, 4), "[2, 0], [1, 3]"),
        ((3, 4), "[[2], [0]], np.array([1, 3])"),
        ((3, 4), ":, [1, -1]"),
    ]
    if context.has("data_dependent_shapes"):
        for rows in (1, 2, 3, 31, 32, 33):
            mask = context.rng().integers(0, 2, (rows, 4)).astype(bool)
            for chosen in (mask, mask[:, 0]):
                keys += [((rows, 4), f"{chosen.tolist()}"), ((rows, 4), f"np.array({chosen.tolist()})")]
    for shape, source in keys:
        values = counting(shape, "float32")
        key = eval(f"key[{source}]", {"key": _Key(), "np": np})
        place = np.array(key) if isinstance(key, list) else key
        if context.function == "__getitem__":
            context.expect(Call(f"x0[{source}]", (Input(values),)), Expected.exactly(values[place]))
        else:
            answer = values.copy()
            answer[place] = -1
            context.expect(Call(f"x0[{source}] = -1\nresult = x0", (Input(values),)), Expected.exactly(answer))
    tail = " = 0\nresult = x0" if context.function == "__setitem__" else ""
    for source in ("[0.0]", "np.array([0.0], dtype='float32')", "np.float64(1)", "[5]", "np.array([-6])"):
        context.raises(Call(f"x0[{source}]{tail}", (Input(counting((5,), "float32")),)), IndexError)


@check("indexing", "errors", ["__getitem__", "__setitem__"], rows=("7", "26"))
def errors(context: Context) -> None:
    """Check errors: IndexError for indices out of bounds, too many indices, and invalid index types."""
    x = Input(counting((3, 4), "int64"))
    bad = ["3", "-4", "0, 4", "0, 0, 0", "1.0", "'a'", "..., ..."]
    far = Input(np.array([0, 3]))
    floats = Input(np.array([0.0, 1.0], dtype="float32"))
    short = Input(np.array([True, False]))
    tail = " = 0\nresult = x0" if context.function == "__setitem__" else ""
    for source in bad:
        context.raises(Call(f"x0[{source}]{tail}", (x,)), IndexError)
    # Indices beyond int64, which a library might interpret as negative.
    huge = (
        [Input(np.array(i, dtype="uint64")) for i in ([0, 2**64 - 1], 2**64 - 3, 2**63)]
        if context.has("uint64")
        else []
    )
    masks = [short] if context.has("data_dependent_shapes") else []
    for array in (far, floats, *masks, *huge):
        context.raises(Call(f"x0[x1]{tail}", (x, array)), IndexError)
    pair = Input(np.array([0, 1]))
    context.raises(Call(f"x0[x1, x2]{tail}", (x, pair, Input(np.array([0, 1, 2])))), IndexError)
    if context.has("data_dependent_shapes"):  # a mask of three elements beside two indices
        for source, mask in (("x1, x2", [True] * 3), ("x2, x1", [True, False, True, True])):
            context.raises(Call(f"x0[{source}]{tail}", (x, Input(np.array(mask)), pair)), IndexError)


@check("indexing", "basic", ["__setitem__"], dtypes=ALL, rows=("8",))
def assign(context: Context) -> None:
    """Check assignment of scalars and broadcast arrays to basic keys. Other elements keep their values."""

    def check_example(example: tuple[tuple[int, ...], tuple[Any, ...]]) -> None:
        shape, key = example
        values = counting(shape, context.dtype)
        where = positions(shape, key)
        for new in (
            np.zeros((), context.dtype),
            np.ones(where.shape, context.dtype),
            np.ones(where.shape[-1:], context.dtype),
        ):
            answer = values.copy().ravel()
            answer[where.ravel()] = np.broadcast_to(new, where.shape).ravel()
            call = Call(f"x0[{key_source(key)}] = x1\nresult = x0", (Input(values), Input(new)))
            context.expect(call, Expected.exactly(answer.reshape(shape)))

    for example in _FIXED:
        check_example(example)
    context.given(_keyed(), check_example, shrink=True)


@check("indexing", "nothing", ["__setitem__"], rows=("8", "26"))
def assign_nothing(context: Context) -> None:
    """Check that empty values must broadcast to the selected shape, although nothing is written."""
    none = Input(np.zeros(0, dtype="int64"))
    for shape, key, fitting, not_fitting in (
        ((3,), "x1", ((0,), (1, 0), (1,)), ((2, 0), (3, 0), (2,))),
        ((3, 4), "x1", ((0, 4), (1, 0, 4), (4,)), ((2, 0, 4), (0, 3), (3, 0))),
        ((2, 3, 1), "x1, x1", ((0, 1), (1, 0, 1), (1,)), ((2, 0, 1), (2,))),
        ((3, 4), "..., x1", ((3, 0), (1, 3, 0), (0,)), ((2, 3, 0), (4, 0))),
        ((3,), "0:0", ((0,), (1, 0)), ((2, 0), (0, 2))),
    ):
        x = Input(counting(shape, "float32"))
        for value in fitting:
            call = Call(f"x0[{key}] = x2\nresult = x0", (x, none, Input(np.zeros(value, dtype="float32"))))
            context.expect(call, Expected.exactly(x.values))
        for value in not_fitting:
            call = Call(f"x0[{key}] = x2\nresult = x0", (x, none, Input(np.zeros(value, dtype="float32"))))
            context.raises(call, ValueError)


@check("indexing", "mask", ["__setitem__"], dtypes=ALL, rows=("8",), needs=("data_dependent_shapes",))
def assign_mask(context: Context) -> None:
    """Check assignment to a mask: of a scalar, and of one value for each selected element."""
    rng = context.rng()
    for shape in ((7,), (3, 4), (0,), ()):
        values = counting(shape, context.dtype)
        chosen = rng.integers(0, 2, shape).astype(bool)
        where = mask_positions(chosen)
        for new in (np.ones((), context.dtype), counting(where.shape, context.dtype)):
            answer = values.copy().ravel()
            answer[where] = new
            call = Call("x0[x1] = x2\nresult = x0", (Input(values), Input(chosen), Input(new)))
            context.expect(call, Expected.exactly(answer.reshape(shape)))


@check("indexing", "dtype", ["__setitem__"], dtypes=NUMERIC, rows=("8",))
def assign_dtype(context: Context) -> None:
    """Check that assignment keeps the array's dtype: Python scalars are cast, a higher kind raises TypeError."""
    dtype = context.dtype
    x = Input(np.array([1, 2, 3], dtype=dtype))
    answer = Expected.exactly(np.array([1, 7, 3], dtype=dtype))
    for new in (7, np.int64(7), *((7.0, np.float64(7)) if dtype not in INTEGER else ())):
        context.expect(Call("x0[1] = x1\nresult = x0", (x, new)), answer)
    if dtype in INTEGER:
        context.raises(Call("x0[1] = 0.5\nresult = x0", (x,)), TypeError)
        context.raises(Call("x0[1] = x1\nresult = x0", (x, Input(np.array(0.5, dtype="float32")))), TypeError)
    if not dtype.startswith("complex"):
        context.raises(Call("x0[1] = 1j\nresult = x0", (x,)), TypeError)
    context.raises(Call("x0[0:2] = x1\nresult = x0", (x, Input(np.ones(3, dtype=dtype)))), ValueError)


@check("indexing", "broadcast", ["__setitem__"], dtypes=ALL, rows=("8", "26"))
def assign_to_broadcast(context: Context) -> None:
    """Check errors: ValueError for assignment to a broadcast array. An empty assignment is allowed."""
    x, y = Input(np.ones(3, dtype=context.dtype)), Input(np.zeros((2, 3), dtype=context.dtype))
    start = "x = xp.broadcast_to(x0, (2, 3))\n"
    operator = "x &= x1" if context.dtype == "bool" else "x *= x1"
    for source, written in (
        ("x[0] = x1[0]", [[0, 0, 0], [1, 1, 1]]),
        ("x[0, 1] = x1[0, 0]", [[1, 0, 1], [1, 1, 1]]),
        ("x[...] = x1", [[0, 0, 0], [0, 0, 0]]),
        (operator, [[0, 0, 0], [0, 0, 0]]),
    ):
        call = Call(f"{start}{source}\nresult = x", (x, y))
        if context.has("mutable"):
            context.raises(call, ValueError)
        else:  # the Array is rebound, and no other element changes
            context.expect(call, Expected.exactly(np.array(written, dtype=context.dtype)))
    # If no element is repeated, a write would change the argument.
    row, one = Input(np.ones(3, dtype=context.dtype)), Input(np.zeros((), dtype=context.dtype))
    for start in (
        "x = xp.broadcast_to(x0, (3,))", "x = xp.broadcast_to(x0, (1, 3))", "x = xp.broadcast_arrays(x0, x0)[1]",
        "x = xp.meshgrid(x0)[0]", "x = xp.meshgrid(x0, x0[:1], indexing='ij')[0]", "x = xp.broadcast_to(x1, ())",
    ):  # fmt: skip
        for source in ("x[0, ...] = x1" if "()" not in start else "x[()] = x1", "x[...] = x1", operator):
            call = Call(f"{start}\n{source}\nresult = x0", (row, one))
            if context.has("mutable"):
                context.raises(call, ValueError)
            else:
                context.expect(call, Expected.exactly(row.values))
        copied = Call(f"{start}\ny = xp.asarray(x, copy=True)\ny[...] = x1\nresult = xp.any(y != x1)", (row, one))
        context.expect(copied, Expected.exactly(np.array(False)))
    empty = Input(np.ones(0, dtype=context.dtype))
    for source in ("x[0] = x0", "x[1, :] = x0", "x[...] = x0"):
        call = Call(f"x = xp.broadcast_to(x0, (2, 0))\n{source}\nresult = x", (empty,))
        context.expect(call, Expected.exactly(np.ones((2, 0), dtype=context.dtype)))


#: By shape: assignments whose value, or whose index, may be a view of the array that is written to. The parts in braces
#: are copied first for the answer.
_OVERLAPPING: Final[dict[tuple[int, ...], tuple[str, ...]]] = {
    (10,): (
        "a[::2] = {a[:5]}", "a[1::2] = {a[:5]}", "a[:5] = {a[::2]}", "a[3:9:3] = {a[:2]}", "a[1:] = {a[:-1]}",
        "a[:-1] = {a[1:]}", "a[::-1] = {a}", "a[:] = {a[::-1]}", "a[4::-2] = {a[2:5]}", "a[2:] = {a[3:4]}",
        "a[:] = {a[3, ...]}", "a[None, ::2] = {a[:5]}", "a[::2] = {a[None, :5]}", "a[[2, 4, 6]] = {a[1:4]}",
    ),
    (4, 4): (
        "a[...] = {a.T}", "a[1:, 1:] = {a[:-1, :-1]}", "a[::-1] = {a}", "a[:, ::2] = {a[:, :2]}",
        "a[...] = {a[1]}", "a[...] = {a[:, 2:3]}", "a[[1, 2, 3]] = {a[:3]}", "a[:, [3, 0]] = {a[:, :2]}",
        "a[[0, 1], [2, 3]] = {a[0, 1:3]}", "a[0, ::3] = {a[0, :2]}",
    ),
}  # fmt: skip
_OVERLAPPING_MASKS: Final[dict[tuple[int, ...], tuple[str, ...]]] = {
    (10,): ("a[[True, False] * 5] = {a[:5]}", "a[[False] * 4 + [True] * 6] = {a[:6]}"),
    (4, 4): ("a[a == a] = {xp.reshape(a.T, (-1,))}", "a[[True, False, True, True]] = {a[:3]}"),
}
_OVERLAPPING_UPDATES: Final[dict[tuple[int, ...], tuple[str, ...]]] = {
    (10,): ("a[1:]|a[:-1]", "a[:-1]|a[1:]", "a[::2]|a[:5]", "a[::-1]|a[:]", "a[2:]|a[:1]", "a[1:]|a[4, ...]"),
    (4, 4): ("a[...]|a.T", "a[1:]|a[:-1]", "a[...]|a[1]", "a[...]|a[:, 1:2]"),
}


@check("indexing", "overlap", ["__setitem__"], dtypes=ALL, rows=("8",))
def assign_overlapping(context: Context) -> None:
    """Check that assignment and operators in place read the whole value before they write, if memory overlaps."""
    sources = {shape: [*group] for shape, group in _OVERLAPPING.items()}
    if context.has("data_dependent_shapes"):
        for shape, group in _OVERLAPPING_MASKS.items():
            sources[shape] += group
    for shape, group in _OVERLAPPING_UPDATES.items():
        symbols = ("^",) if context.dtype == "bool" else ("+", "-", "*")
        sources[shape] += [row.replace("|", f" {symbol}= {{", 1) + "}" for row in group for symbol in symbols]
    for shape, rows in sources.items():
        values = counting(shape, context.dtype)
        if context.dtype == "bool":
            values = context.rng().integers(0, 2, shape).astype(bool)
        for source in rows:
            before, value = source.removesuffix("}").split("{")
            space = {"a": values.copy(), "xp": np}
            exec(f"value = ({value}).copy()\n{before}value", space)
            call = Call(f"a = xp.asarray(x0, copy=True)\n{before}{value}\nresult = a", (Input(values),))
            context.expect(call, Expected.exactly(space["a"]))


@check("indexing", "overlapping-index", ["__setitem__"], dtypes=INTEGER, rows=("8",))
def overlapping_indices(context: Context) -> None:
    """Check that all indices are read before elements are written, if the indices are a view of the array."""
    values = np.array([3, 2, 4, 0, 1, 5, 6], dtype=context.dtype)
    rows = ["a[a[1:]] = 6", "a[a] = a"]
    if context.dtype in ("int8", "uint8", "int64"):
        rows += ["a[a[:5]] = a[:5]", "a[a[::2]] = a[1:5]", "a[a[:3]] = a[4, ...]"]
    for source in rows:
        index, value = source.removeprefix("a[").split("] = ")
        space = {"a": values.copy(), "before": values.copy()}
        exec(f"a[{index.replace('a', 'before')}] = {value.replace('a', 'before')}", space)
        call = Call(f"a = xp.asarray(x0, copy=True)\n{source}\nresult = a", (Input(values),))
        context.expect(call, Expected.exactly(space["a"]))
    if context.has("data_dependent_shapes") and context.dtype == "int8":
        flags = np.array([True, False, True, True, False])
        for source, answer in (
            ("a[a[::-1]] = a[:3]", [True, True, False, True, True]),
            ("a[a[::-1]] = False", [True, False, False, True, False]),
            ("a[a] = False", [False] * 5),
        ):
            call = Call(f"a = xp.asarray(x0, copy=True)\n{source}\nresult = a", (Input(flags),))
            context.expect(call, Expected.exactly(np.array(answer)))


@check("indexing", "one", ["__setitem__"], dtypes=ALL, rows=("8", "26"))
def assign_to_one_element(context: Context) -> None:
    """Check errors: ValueError for a value with axes that is assigned to a single element, by any key."""
    x, index = Input(counting((2, 3), context.dtype)), Input(np.array(1))
    for shape in ((1,), (1, 1), (2,)):
        new = Input(np.ones(shape, dtype=context.dtype))
        for source in ("x0[0, 1]", "x0[-1, -1]", "x0[x1, 2]", "x0[x1, x1]", "x0[0, 1, ...]", "x0[0][1]", "x0[0][x1]"):
            context.raises(Call(f"{source} = x2\nresult = x0", (x, index, new)), ValueError)
    new = Input(np.ones((1, 1), dtype=context.dtype))
    answer = x.values.copy()
    answer[0, 1] = 1
    context.expect(Call("x0[0:1, 1:2] = x1\nresult = x0", (x, new)), Expected.exactly(answer))
