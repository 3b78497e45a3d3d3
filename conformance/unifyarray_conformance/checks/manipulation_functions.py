"""Checks of manipulation functions in both tiers: every element of every dtype must be in its place, bit by bit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.both_tiers import both_raise, expect_both, expect_promotion
from ..harness.budget import some
from ..harness.calls import LAYOUTS, Call, Input, supports_layout
from ..harness.registry import check
from ..inputs import manipulation_calls as of
from ..inputs.values import fill
from ..reference import element_positions as moves
from ..reference.dtypes import ALL, INTEGER
from ..reference.expected import Expected

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..harness.context import Context
    from ..inputs.manipulation_calls import Example

EXAMPLES: Final[dict[str, list[Example]]] = {
    function.__name__: list(function())
    for function in (
        of.broadcast_arrays, of.broadcast_to, of.concat, of.expand_dims, of.flip, of.moveaxis, of.permute_dims,
        of.repeat, of.reshape, of.roll, of.squeeze, of.stack, of.tile, of.unstack,
    )
}  # fmt: skip


def _run(context: Context, examples: Iterable[Example]) -> None:
    """Check examples with mixed values, using the memory layouts in turn."""
    rng = context.rng()
    examples = context.applicable(examples, lambda example: example[1])
    for k, (shapes, source, reference) in some(context, enumerate(examples)):
        arrays = [fill(rng, context.dtype, shape, "mixed") for shape in shapes]
        layout = LAYOUTS[k % len(LAYOUTS)]
        if layout == "broadcast" or not all(supports_layout(layout, shape) for shape in shapes):
            layout = "plain"
        _expect(context, Call(f"xp.{source}", tuple(Input(x, layout) for x in arrays)), reference(*arrays))


def _expect(context: Context, call: Call, answer: Any) -> None:
    if not isinstance(answer, list):
        expect_both(context, call, Expected.exactly(answer))
        return
    count = f"assert type(result) is tuple, type(result)\nassert len(result) == {len(answer)}, len(result)"
    context.ensure(call, count)
    for i, part in enumerate(answer):
        expect_both(context, Call(f"{call.source}[{i}]", call.inputs), Expected.exactly(part))


@check("manipulation_functions", "value", EXAMPLES, dtypes=ALL)
def value(context: Context) -> None:
    """Check shapes of every kind and every axis, in several memory layouts."""
    _run(context, EXAMPLES[context.function])


@check("manipulation_functions", "axes", ["expand_dims"], dtypes=ALL)
def axes(context: Context) -> None:
    """Check expand_dims with several axes at once, in any order, and with no axis."""
    _run(context, of.expand_dims_several())


@check("manipulation_functions", "axis", ["roll"], dtypes=ALL)
def axis(context: Context) -> None:
    """Check roll along one axis, along several axes, and along the same axis twice."""
    _run(context, of.roll_axis())


@check("manipulation_functions", "layout", EXAMPLES)
def layout(context: Context) -> None:
    """Check every memory layout: strided, reversed, transposed, broadcast, read-only. The input must not change."""
    for shapes, source, reference in context.applicable(EXAMPLES[context.function], lambda example: example[1]):
        if shapes[0] != (2, 3):
            continue
        for layout in LAYOUTS:
            rng = context.rng()
            arrays = [fill(rng, "int32", shape, "wide") for shape in shapes]
            if layout == "broadcast":
                arrays = [moves.broadcast(x[..., :1], x.shape) if x.ndim else x for x in arrays]
            inputs = tuple(Input(x, layout if supports_layout(layout, x.shape) else "plain") for x in arrays)
            _expect(context, Call(f"xp.{source}", inputs), reference(*arrays))
            after = f"before = xp.{source}\nresult = x0"
            context.expect(Call(after, inputs), Expected.exactly(arrays[0]))


@check("manipulation_functions", "promotion", ["concat", "stack"], dtypes=ALL, rows=("2n", "3"))
def promotion(context: Context) -> None:
    """Check promotion in either order; TypeError for arrays that do not promote."""
    name, first = context.function, context.dtype
    joined = (np.concatenate if name == "concat" else np.stack)([[0, 1, 1], [0, 1, 1]])
    for second in ALL:
        if not context.has(second):
            continue
        values = [np.array([0, 1, 1], dtype=d) for d in (first, second)]
        call = Call(f"xp.{name}([x0, x1])", tuple(map(Input, values)))
        expect_promotion(context, call, first, second, lambda promoted: Expected.exactly(joined.astype(promoted)))


@check("manipulation_functions", "dtypes", ["repeat"], dtypes=INTEGER, needs=("data_dependent_shapes",))
def repeats(context: Context) -> None:
    """Check arrays of repeats with every integer dtype."""
    x = np.array([[1.5, -0.0], [2.5, 3.5]], dtype="float32")
    counts = Input(np.array([3, 0], dtype=context.dtype))
    for along in (0, 1, -2):
        call = Call(f"xp.repeat(x0, x1, axis={along})", (Input(x), counts))
        expect_both(context, call, Expected.exactly(moves.repeat(x, [3, 0], along)))
    one = Input(np.array([2], dtype=context.dtype))
    flat = moves.repeat(moves.flat(x), [2] * 4, 0)
    expect_both(context, Call("xp.repeat(x0, x1)", (Input(x), one)), Expected.exactly(flat))


@check("manipulation_functions", "copy", ["reshape"], dtypes=("bool", "int16", "float32", "uint64"), rows=("23",))
def copy(context: Context) -> None:
    """Check that ``copy=True`` copies, and that ``copy=False`` raises if a copy is needed."""
    one = np.ones((), context.dtype)
    x = np.zeros((2, 3), dtype=context.dtype)
    for layout in ("plain", "transposed", "strided"):
        written = "y = xp.reshape(x0, (6,), copy=True)\ny[0] = x1\nresult = x0"
        context.expect(Call(written, (Input(x, layout), Input(one))), Expected.exactly(x))
        rows = moves.row_major(fill(context.rng(), context.dtype, (6,), "wide"), (2, 3))
        for given in ((6,), (3, 2), (2, 3), (1, 6)):
            call = Call(f"xp.reshape(x0, {given}, copy=True)", (Input(rows, layout),))
            expect_both(context, call, Expected.exactly(moves.row_major(rows, given)))
    for given in ((6,), (3, -1), (2, 3)):
        call = Call(f"xp.reshape(x0, {given}, copy=False)", (Input(x),))
        answer = np.zeros([2 if n == -1 else n for n in given], x.dtype)
        expect_both(context, call, Expected.exactly(answer))
    both_raise(context, Call("xp.reshape(x0, (6,), copy=False)", (Input(x, "transposed"),)), ValueError)
    # A reshape that needs no copy in this memory order must succeed without one.
    same = Call("xp.reshape(x0, (3, 2, 1), copy=False)", (Input(moves.permute_axes(x, (1, 0)), "transposed"),))
    expect_both(context, same, Expected.exactly(np.zeros((3, 2, 1), x.dtype)))


@check("manipulation_functions", "value", ["broadcast_shapes"])
def broadcast_shapes(context: Context) -> None:
    """Check any number of shapes, including unknown lengths."""
    cases: list[tuple[str, Any]] = [
        ("", ()), ("()", ()), ("(3,)", (3,)), ("(2, 1), (3,)", (2, 3)), ("(1,), (0,)", (0,)), ("(), (2, 3)", (2, 3)),
        ("(5, 1, 4), (1, 3, 1), (4,)", (5, 3, 4)), ("(2, 0), (1, 1)", (2, 0)), ("(None,), (3,)", (None,)),
        ("(2, None), (1, 1)", (2, None)),
    ]  # fmt: skip
    for shapes, answer in cases:
        exact = f"assert type(result) is tuple and result == {answer}, result"
        context.ensure(Call(f"xp.broadcast_shapes({shapes})"), exact)
        if "None" not in shapes:  # libraries need not accept unknown lengths
            context.ensure(Call(f"xp.native.broadcast_shapes({shapes})"), exact)


@check("manipulation_functions", "errors", ["broadcast_shapes"], rows=("26",))
def broadcast_shapes_errors(context: Context) -> None:
    """Check errors: ValueError for shapes that do not broadcast, in both tiers."""
    for shapes in ("(2,), (3,)", "(2, 3), (3, 2)", "(2, 3), (2, 1), (4,)", "(0,), (2,)"):
        both_raise(context, Call(f"xp.broadcast_shapes({shapes})"), ValueError)


#: By function: arguments that must raise AxisError. Shapes: ``x0`` (2, 3), ``x1`` (3,), ``x2`` (1, 3).
_NO_SUCH_AXIS: Final[dict[str, tuple[str, ...]]] = {
    "concat": ("[x0, x0], axis=2", "[x0, x0], axis=-3", "[xp.ones(()), xp.ones(())]"),
    "expand_dims": ("x0, 3", "x0, -4", "x0, (0, 4)"),
    "flip": ("x0, axis=2", "x0, axis=-3", "x0, axis=(0, 2)", "xp.ones(()), axis=0"),
    "moveaxis": ("x0, 2, 0", "x0, 0, -3", "x0, (0, 1), (0, 2)"),
    "permute_dims": ("x0, (0, 2)", "x0, (-3, 0)"),
    "repeat": ("x0, 2, axis=2", "xp.ones(()), 2, axis=0"),
    "roll": ("x0, 1, axis=2", "x0, (1, 1), axis=(0, -3)"),
    "squeeze": ("x2, 2", "x2, (0, -3)"),
    "stack": ("[x0, x0], axis=3", "[x0, x0], axis=-4"),
    "unstack": ("x0, axis=2", "xp.ones(())"),
}
_DOES_NOT_FIT: Final[dict[str, tuple[str, ...]]] = {
    "broadcast_arrays": ("x0, xp.ones((2,))", "x0, x1, xp.ones((0, 3))"),
    "broadcast_to": ("x0, (3, 2)", "x0, (3,)", "x0, (2, -1)"),
    "concat": ("[x0, x1]", "[x0, x2], axis=1", "[]", "[x1, xp.ones((0, 2))]", "[xp.ones((0,)), x0]"),
    "expand_dims": ("x0, (0, 0)", "x0, (0, -4)"),
    "flip": ("x0, axis=(0, 0)", "x0, axis=(1, -1)"),
    "moveaxis": ("x0, (0, 1), 0", "x0, (0, 0), (0, 1)", "x0, (0, 1), (1, -1)"),
    "permute_dims": ("x0, (0,)", "x0, (0, 0)", "x0, (0, 1, 1)"),
    "repeat": ("x0, -1", "x0, xp.asarray([1, 2]), axis=1", "x0, xp.asarray([[1, 2]]), axis=0"),
    "reshape": ("x0, (4,)", "x0, (-1, -1)", "x0, (4, -1)", "x0, (-2, 3)", "x0, ()"),
    "roll": ("x0, (1, 2), axis=0", "x0, (1, 2)"),
    "squeeze": ("x0, 0", "x2, (0, 0)", "x2, (0, 1)"),
    "stack": ("[x0, x1]", "[]"),
    "tile": ("x0, (-1,)",),
}
_WRONG_TYPE: Final[dict[str, tuple[str, ...]]] = {
    "concat": ("x0", "[x0, 'text']"),
    "expand_dims": ("x0, 1.0",),
    "repeat": ("x0, 1.5", "x0, xp.asarray([1.0, 2.0]), axis=0"),
    "reshape": ("x0, (2, 3.0)",),
    "roll": ("x0, 1.5",),
    "stack": ("x0",),
    "tile": ("x0, (1.5,)",),
}


@check("manipulation_functions", "errors", EXAMPLES, rows=("26",))
def errors(context: Context) -> None:
    """Check errors: AxisError for invalid axes, ValueError for wrong shapes and repeated axes, and TypeError."""
    inputs = tuple(Input(np.ones(shape, dtype="float32")) for shape in ((2, 3), (3,), (1, 3)))
    tables = ((_NO_SUCH_AXIS, context.ua.AxisError), (_DOES_NOT_FIT, ValueError), (_WRONG_TYPE, TypeError))
    for table, error in tables:
        for arguments in table.get(context.function, ()):
            context.raises(Call(f"xp.{context.function}({arguments})", inputs), error)
    if context.function == "squeeze":  # some libraries silently keep an axis that they cannot squeeze
        both_raise(context, Call("xp.squeeze(x0, 0)", inputs), ValueError)
        both_raise(context, Call("xp.squeeze(x2, (0, 1))", inputs), ValueError)
