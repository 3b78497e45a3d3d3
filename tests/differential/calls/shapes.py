"""Creation, manipulation, indexing and data type functions, with arguments in and out of range."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tests.differential._draw import SHAPES
from tests.differential.calls.contract import Freedom
from tests.differential.calls.drawing import rank_of
from tests.differential.calls.grades import Grade, eps, same, unspecified, widened
from unifyarray_conformance.reference.dtypes import ALL, FLOATING, HALF, INTEGER, limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.differential.calls.drawing import CallDraw, Operand

    Values = np.ndarray[Any, Any]


def exact(wanted: Values, got: Values, *, flushes: bool) -> str:
    """The same values, in half precision too."""
    return same(widened(wanted), widened(got), flushes=flushes)


# -- creation ----------------------------------------------------------------------------------------------------

_ODD_SHAPES: Final = (
    "-1",
    "(2, -1)",
    "1.0",
    "(True,)",
    "None",
    "'2'",
    "np.int64(2)",
    "(np.int32(2), 1)",
    "[2, 1]",
    "2**70",
    "xp.asarray(2)",
)


def _shape(d: CallDraw) -> str:
    if d.chance(12):
        return d.pick(_ODD_SHAPES)
    shape = d.pick(SHAPES)
    return str(shape[0]) if len(shape) == 1 and d.chance(2) else str(shape)


def _maybe_dtype(d: CallDraw) -> str:
    """Return a ``dtype=`` or ``device=`` keyword, both, or none."""
    device = d.pick((", device=None", ", device='cpu'", ", device='nosuch'", ", device=1")) if d.chance(20) else ""
    return (d.any_dtype() if d.chance(2) else "") + device


def shaped(d: CallDraw, name: str) -> None:
    """``zeros``, ``ones``, ``empty``."""
    d.call(name, f"xp.{name}({_shape(d)}{_maybe_dtype(d)})", unspecified if name == "empty" else exact)


def full(d: CallDraw, name: str) -> None:
    """Fill values of every kind, in and out of the dtype's range."""
    fill = d.any_scalar() if not d.chance(8) else d.wild(((), (), (1,)), views=False)
    _leave_cast_open(d, fill.value)
    d.call(name, f"xp.full({_shape(d)}, {fill.source}{_maybe_dtype(d)})", exact)


def _leave_cast_open(d: CallDraw, value: Any) -> None:
    """Add the freedom of casts of numbers that an integer dtype does not hold."""
    x = np.asarray(value)
    if x.dtype.kind not in "iub":
        d.freedoms.append(Freedom("float to int"))


def like(d: CallDraw, name: str) -> None:
    """``zeros_like``, ``ones_like``, ``empty_like``, ``full_like``."""
    x = d.wild()
    fill = f", {d.any_scalar().source}" if name == "full_like" else ""
    d.call(name, f"xp.{name}({x.source}{fill}{_maybe_dtype(d)})", unspecified if name == "empty_like" else exact)


_NUMBERS: Final = (
    "0",
    "1",
    "5",
    "-3",
    "2.5",
    "0.1",
    "-1.5",
    "10",
    "7",
    "1e-3",
    "np.int64(4)",
    "np.float32(2)",
    "xp.asarray(3)",
)
_ODD_NUMBERS: Final = ("nan", "inf", "-inf", "1j", "True", "'1'", "None", "2**63", "2**70", "1e300", "-0.0")


def _number(d: CallDraw) -> str:
    return d.pick(_ODD_NUMBERS) if d.chance(12) else d.pick(_NUMBERS)


def _spaced(first: str, last: str, dtype: str) -> Grade:
    """Return the grade of evenly spaced numbers: the error is relative to the larger end."""
    space = {"nan": 0, "inf": 0, "np": np}
    ends = [abs(complex(eval(t, space))) for t in (first, last) if t not in ("None", "'1'") and "xp" not in t]
    precision = max([eps("float64"), *(eps(t) for t in (*HALF, "float32", "complex64") if t in dtype)])
    size = 8 * precision * max([3.0 if "xp" in first + last else 0.0, *ends])

    def grade(wanted: Values, got: Values, *, flushes: bool) -> str:
        if wanted.dtype.name not in (*FLOATING, *HALF):
            return same(wanted, got, flushes=flushes)
        a, b = widened(wanted), widened(got)
        if a.dtype.kind == "c":  # one part may be infinite
            a, b = (np.stack([x.real, x.imag]) for x in (a, b))
        with np.errstate(all="ignore"):
            close = np.abs(a - b) <= size
        return exact(np.where(close, b, a).astype(b.dtype), b, flushes=flushes)

    return grade


def arange(d: CallDraw, name: str) -> None:
    """Ends and steps of every type."""
    first, last = _number(d), _number(d)
    step = (
        d.pick(("1", "2", "0.5", "-1", "3", "-0.25", "0.1"))
        if not d.chance(20)
        else d.pick(("0", "nan", "inf", "True"))
    )
    if "1e300" in (first, last) or "2**" in first + last:
        step = d.pick(("1e299", "2**62", "2**68"))
    text = d.pick((last, f"{first}, {last}", f"{first}, {last}, {step}", f"{first}, stop={last}, step={step}"))
    dtype = d.any_dtype() if d.chance(3) else ""
    d.call(name, f"xp.arange({text}{dtype})", _spaced(first, last, dtype))


def linspace(d: CallDraw, name: str) -> None:
    """Ends of every type, counts from 0."""
    first, last = (_number(d) if not d.chance(6) else d.pick(("1j", "(1-2j)")) for _ in range(2))
    dtype = d.any_dtype() if d.chance(3) else ""
    grade = _spaced(first, last, dtype)
    if "int" in dtype and "inf" in first + last:
        d.freedoms.append(Freedom("float to int"))
    d.call(name, f"xp.linspace({first}, {last}, {d.any_count(9)}{d.any_flag('endpoint')}{dtype})", grade)


def eye(d: CallDraw, name: str) -> None:
    """Diagonals beyond the matrix."""
    columns = d.pick(("", ", None", ", 0", ", 2", ", 4"))
    k = d.pick(("", f", k={d.integer(-6, 6)}", ", k=100", ", k=-100", ", k=True", ", k=2**70", ", k=1.0"))
    d.call(name, f"xp.eye({d.any_count(4)}{columns}{k}{_maybe_dtype(d)})", exact)


def triangle(d: CallDraw, name: str) -> None:
    """``tril`` and ``triu`` with diagonals beyond the matrix."""
    x = d.wild(((2, 3), (3, 2), (2, 2, 2), (1, 1), (3, 0), (3,), ()))
    k = d.pick(
        (
            "",
            f", k={d.integer(-5, 5)}",
            f", k={d.integer(-5, 5)}",
            ", k=100",
            ", k=-100",
            ", k=True",
            ", k=2**70",
            ", k=1.0",
        )
    )
    d.call(name, f"xp.{name}({x.source}{k})", exact)


def meshgrid(d: CallDraw, name: str) -> None:
    """Vectors of one or more dtypes; rarely other shapes."""
    shapes = ((3,), (2,), (0,), (1,), (), (2, 2))
    first = d.wild(shapes[:4] if not d.chance(8) else shapes)
    rest = [d.wild(shapes[:4], (first.dtype,)) for _ in range(d.integer(0, 2))]
    arrays = ", ".join(x.source for x in (first, *rest))
    d.call(name, f"xp.meshgrid({arrays}{d.pick(('', ', indexing=' + repr('ij'), ', indexing=' + repr('no')))})", exact)


def asarray(d: CallDraw, name: str) -> None:
    """From scalars, nested lists, NumPy arrays and Arrays, with dtypes and copies."""
    how = d.integer(0, 5)
    if how == 0:
        data = d.any_scalar().source
    elif how == 1:
        data = "[" + ", ".join(d.any_scalar(d.integer(0, 3)).source for _ in range(d.integer(0, 3))) + "]"
    elif how == 2:
        data = d.pick(
            (
                "[[1, 2], [3]]",
                "[]",
                "[[]]",
                "[[], []]",
                "'a'",
                "['a']",
                "None",
                "[None]",
                "range(3)",
                "(1, 2)",
                "{1}",
                "np.array(['a'])",
                "np.array([1, None])",
                "b'ab'",
                "[[1, 2.5], [True, 3]]",
                "np.zeros(2, dtype='i4,i4')",
                "memoryview(b'ab')",
            )
        )
    elif how == 3:
        x, y = d.wild(((), (2,))), d.wild(((), (2,)))
        _leave_cast_open(d, x.value)
        data = d.pick(
            (
                f"[{x.source}, {x.source}]",
                f"[{x.source}, {y.source}]",
                f"[{x.source}, 1]",
                f"[[{x.source}], [{y.source}]]",
            )
        )
    else:
        x = d.wild()
        _leave_cast_open(d, x.value)
        data = x.source
    if how < 3:
        _leave_cast_open(d, 0.5)
    if "memoryview" in data or data == "b'ab'":
        d.freedoms.append(Freedom("sharing", "write"))
    copy = d.pick(("", "", ", copy=True", ", copy=False", ", copy=None", ", copy=1"))
    if "memoryview" in data and copy == ", copy=False":  # of bytes, which are read-only
        d.freedoms.append(Freedom("sharing", "outcome"))
    d.call(name, f"xp.asarray({data}{_maybe_dtype(d)}{copy})", exact)


def astype(d: CallDraw, name: str) -> None:
    """To every dtype, with and without a copy."""
    x = d.wild()
    dtype = d.any_dtype(", ")
    target = next((t for t in (*ALL, *HALF) if dtype.endswith((f".{t}", f"'{t}'"))), "")
    if target in INTEGER and rank_of(x.dtype) > 1:
        low, high = limits(target)
        with np.errstate(all="ignore"):
            real = widened(x.value).real.astype(np.float64)
            d.freedoms.append(Freedom("float to int", mask=~((real > low - 1) & (real < high + 1) & np.isfinite(real))))
    copy = d.any_flag("copy")
    if d.chance(3):
        d.call(name, f"{x.source}.astype({dtype.removeprefix(', ')}{copy})", exact)
    else:
        d.call(name, f"xp.astype({x.source}{dtype}{copy})", exact)


def from_dlpack(d: CallDraw, name: str) -> None:
    """Within a library."""
    x = d.wild()
    copy = d.pick(("", ", copy=True", ", copy=None", ", copy=False"))
    d.call(name, f"xp.from_dlpack({x.source}{copy})", exact)


# -- data types --------------------------------------------------------------------------------------------------


def _type(d: CallDraw) -> str:
    how = d.integer(0, 7)
    if how == 0:
        return d.pick(("'nosuch'", "None", "1", "1.0", "True", "1j", "float", "np.float32", "np.int8(1)"))
    if how < 3:
        return d.wild().source
    if how < 5:
        return f"{d.pick(d.every)!r}"
    return f"xp.{d.pick(d.dtypes)}"


def types(d: CallDraw, name: str) -> None:
    """``can_cast``, ``finfo``, ``iinfo``, ``isdtype``, ``result_type``."""
    if name == "can_cast":
        arguments = f"{_type(d)}, {_type(d)}"
    elif name == "isdtype":
        kind = d.pick((
            "'bool'", "'integral'", "'real floating'", "'complex floating'", "'numeric'", "'nosuch'",
            "('bool', 'integral')", f"xp.{d.pick(d.dtypes)}", f"(xp.{d.pick(d.dtypes)}, 'numeric')", "()", "None",
        ))  # fmt: skip
        arguments = f"{_type(d)}, {kind}"
    elif name == "result_type":
        arguments = ", ".join(_type(d) for _ in range(d.integer(0, 3)))
    else:
        arguments = _type(d)
    d.call(name, f"xp.{name}({arguments})")


def inspection(d: CallDraw, name: str) -> None:
    """What a namespace says about itself; default devices differ by design."""
    kind = d.pick(("None", "'bool'", "'integral'", "'real floating'", "('bool', 'numeric')", "'nosuch'", "1"))
    what = d.pick(("capabilities()", "default_dtypes()", f"dtypes(kind={kind})"))
    d.call(name, f"xp.__array_namespace_info__().{what}")


# -- manipulation ------------------------------------------------------------------------------------------------


def broadcast_arrays(d: CallDraw, name: str) -> None:
    """Arrays of any dtypes and shapes."""
    arrays = [d.wild()]
    for _ in range(d.integer(0, 2)):
        arrays.append(d.partner(arrays[0]))
    d.call(name, f"xp.{name}({', '.join(x.source for x in arrays)})", exact)


def broadcast_shapes(d: CallDraw, name: str) -> None:
    """Shapes that broadcast, and others."""
    shapes = [
        d.pick((*map(str, SHAPES), "(2, -1)", "3", "(True,)", "(1.0,)", "[2, 3]", "None"))
        for _ in range(d.integer(0, 3))
    ]
    d.call(name, f"xp.broadcast_shapes({', '.join(shapes)})")


def broadcast_to(d: CallDraw, name: str) -> None:
    """Shapes with more axes and longer axes."""
    x = d.wild()
    shape = [d.integer(0, 3) if n == 1 and d.chance(2) else n for n in x.shape]
    shape = [*(d.integer(0, 2) for _ in range(d.integer(0, 2))), *shape]
    text = d.pick((*_ODD_SHAPES, "(-1,)", "()")) if d.chance(12) else str(tuple(shape))
    d.call(name, f"xp.broadcast_to({x.source}, {text})", exact)


def joined(d: CallDraw, name: str) -> None:
    """``concat`` and ``stack``, with dtypes that promote and do not."""
    x = d.wild(((3,), (2, 3), (0,), (3, 0), (2, 1, 3), ()))
    arrays = [x]
    axis = d.any_axis(x.value.ndim + (name == "stack")) if not d.chance(5) else "None"
    for _ in range(d.integer(0, 2)):
        shape = list(x.shape)
        if name == "concat" and shape and d.chance(2):
            shape[d.integer(0, len(shape) - 1)] = d.integer(0, 2)
        arrays.append(d.wild((tuple(shape),), (x.dtype,) if d.chance(2) else None, views=False))
    texts = [a.source for a in arrays]
    if len(texts) > 1 and d.chance(12):
        texts[d.integer(0, len(texts) - 1)] = d.any_scalar().source
    sequence = d.pick((f"[{', '.join(texts)}]", f"({', '.join(texts)},)"))
    if d.chance(40):
        sequence = d.pick(("[]", "()", x.source, "None"))
    d.call(name, f"xp.{name}({sequence}, axis={axis})", exact)


def expand_dims(d: CallDraw, name: str) -> None:
    """Axes that exist in the result, and others."""
    x = d.wild()
    d.call(name, f"xp.expand_dims({x.source}, {d.pick(('', 'axis='))}{d.any_axes(x.value.ndim + 1)})", exact)


def along_axes(d: CallDraw, name: str) -> None:
    """``flip`` and ``squeeze``."""
    shapes = ((1,), (4, 1), (2, 1, 3), (1, 1), (1, 3), ()) if name == "squeeze" else SHAPES
    x = d.wild(shapes)
    d.call(name, f"xp.{name}({x.source}, axis={d.any_axes(x.value.ndim)})", exact)


def moveaxis(d: CallDraw, name: str) -> None:
    """One axis or several."""
    x = d.wild()
    d.call(name, f"xp.moveaxis({x.source}, {d.any_axes(x.value.ndim)}, {d.any_axes(x.value.ndim)})", exact)


def permute_dims(d: CallDraw, name: str) -> None:
    """Axes in any order; rarely not a permutation."""
    x = d.wild()
    axes: Any = tuple(a - x.value.ndim if d.chance(3) else a for a in d.permutation(x.value.ndim))
    if d.chance(12):
        axes = d.pick((axes[1:], (*axes, 0), list(axes), None, 0))
    d.call(name, f"xp.permute_dims({x.source}, {axes})", exact)


def repeat(d: CallDraw, name: str) -> None:
    """Counts for all elements or for each."""
    x = d.wild()
    ndim = x.value.ndim
    axis = "None" if not ndim or d.chance(2) else d.any_axis(ndim)
    length = x.value.size
    if axis.lstrip("-").isdigit() and -ndim <= int(axis) < ndim:
        length = x.shape[int(axis)]
    count = d.any_count(3)
    if d.chance(3):
        values = np.array([d.integer(0, 3) for _ in range(length if not d.chance(12) else length + 1)], dtype="int64")
        if d.chance(12) and length:
            values[0] = -1
        dtype = d.pick([t for t in d.dtypes if t in INTEGER]) if not d.chance(12) else "float64"
        count = d.literal(values.astype(dtype)).source
    d.call(name, f"xp.repeat({x.source}, {count}, axis={axis})", exact)


def reshape(d: CallDraw, name: str) -> None:
    """Shapes of the same size with -1; rarely others."""
    x = d.wild()
    left, shape = x.value.size, []
    for _ in range(d.integer(0, 3)):
        factors = [n for n in range(1, left + 1) if left % n == 0] if left else [1, 2, 3]
        shape.append(d.pick(factors))
        left = left // shape[-1] if left else left
    shape.insert(d.integer(0, len(shape)), left)
    if d.chance(3):
        shape[d.integer(0, len(shape) - 1)] = -1
    text = d.pick((*_ODD_SHAPES, "(-1, -1)", "()", "(-2,)")) if d.chance(12) else str(tuple(shape))
    copy = d.pick(("", ", copy=True", ", copy=None", ", copy=False"))
    if "False" in copy:
        d.freedoms.append(Freedom("views", "outcome"))  # whether an array is a view, and can be reshaped without a copy
    if d.chance(4):
        d.call(name, f"{x.source}.reshape({text}{copy})", exact)
    else:
        d.call(name, f"xp.reshape({x.source}, {text}{copy})", exact)


def roll(d: CallDraw, name: str) -> None:
    """Shifts of any size, along one axis or several."""
    x = d.wild()
    axes = d.any_axes(x.value.ndim)
    shift: Any = d.pick((d.integer(-9, 9), 1000, True, 1.0, 2**70)) if d.chance(3) else d.integer(-4, 4)
    if axes.startswith(("(", "[")) and not d.chance(4):
        shift = tuple(d.integer(-4, 4) for _ in eval(axes))
    d.call(name, f"xp.roll({x.source}, {shift}, axis={axes})", exact)


def tile(d: CallDraw, name: str) -> None:
    """Fewer and more repetitions than axes."""
    x = d.wild(tuple(s for s in SHAPES if math.prod(s) < 20))
    counts: Any = tuple(d.integer(0, 2) for _ in range(d.integer(0, 4)))
    text = d.pick(("-1", "(2, -1)", "1.0", "(True,)", "None", "2", "[2, 1]")) if d.chance(8) else str(counts)
    d.call(name, f"xp.tile({x.source}, {text})", exact)


def unstack(d: CallDraw, name: str) -> None:
    """Along every axis."""
    x = d.wild(((3,), (2, 3), (2, 1, 3), (3, 0), ()))
    d.call(name, f"xp.unstack({x.source}, axis={d.any_axis(x.value.ndim)})", exact)


# -- indexing functions ------------------------------------------------------------------------------------------


def indices(d: CallDraw, size: int, shape: tuple[int, ...]) -> Operand:
    """Return integers that are mostly indices into an axis, of any integer dtype."""
    count = math.prod(shape)
    beyond = 1 if d.chance(12) else 0
    values = np.array([d.integer(-size - beyond, size - 1 + beyond) if size else 0 for _ in range(count)], dtype=int)
    dtype = d.pick([t for t in d.dtypes if t in INTEGER]) if not d.chance(20) else d.pick(("bool", "float64"))
    if dtype in limits_of_unsigned():
        values = np.abs(values)
        values[values >= size + beyond] = 0
    return d.input(values.reshape(shape).astype(dtype), d.layout())


def limits_of_unsigned() -> tuple[str, ...]:
    """Return the dtypes without negative numbers."""
    return tuple(t for t in INTEGER if limits(t)[0] == 0)


def take(d: CallDraw, name: str) -> None:
    """Indices in and out of bounds, of any shape."""
    x = d.wild(((3,), (2, 3), (2, 1, 3), (3, 0), (0,), ()))
    axis = d.any_axis(x.value.ndim) if x.value.ndim != 1 or d.chance(2) else "None"
    a = int(axis) if axis.lstrip("-").isdigit() else 0
    size = x.shape[a] if -x.value.ndim <= a < x.value.ndim else 1
    found = indices(d, size, d.pick(((2,), (1,), (0,), (5,), (2, 2), ())))
    source = f"xp.take({x.source}, {found.source}" if not d.chance(4) else f"{x.source}.take({found.source}"
    d.call(name, f"{source}, axis={axis})", exact)


def take_along_axis(d: CallDraw, name: str) -> None:
    """Indices whose shape is that of the array except along the axis, or broadcasts with it."""
    x = d.wild(((3,), (2, 3), (2, 1, 3), (3, 0), (0,), ()))
    ndim = x.value.ndim
    axis = d.any_axis(ndim)
    a = int(axis) if axis.lstrip("-").isdigit() else 0
    shape = list(x.shape)
    size = 1
    if -ndim <= a < ndim:
        size = shape[a]
        shape[a] = d.integer(0, 3)
    shape = [1 if d.chance(8) else n for n in shape]
    found = indices(d, size, tuple(shape))
    d.call(name, f"xp.take_along_axis({x.source}, {found.source}, axis={axis})", exact)


CALLS: Final[dict[str, Callable[[CallDraw, str], None]]] = {
    **dict.fromkeys(("zeros", "ones", "empty"), shaped),
    **dict.fromkeys(("zeros_like", "ones_like", "empty_like", "full_like"), like),
    **dict.fromkeys(("tril", "triu"), triangle),
    **dict.fromkeys(("can_cast", "finfo", "iinfo", "isdtype", "result_type"), types),
    **dict.fromkeys(("concat", "stack"), joined),
    **dict.fromkeys(("flip", "squeeze"), along_axes),
    "__array_namespace_info__": inspection,
    "arange": arange,
    "asarray": asarray,
    "astype": astype,
    "broadcast_arrays": broadcast_arrays,
    "broadcast_shapes": broadcast_shapes,
    "broadcast_to": broadcast_to,
    "expand_dims": expand_dims,
    "eye": eye,
    "from_dlpack": from_dlpack,
    "full": full,
    "linspace": linspace,
    "meshgrid": meshgrid,
    "moveaxis": moveaxis,
    "permute_dims": permute_dims,
    "repeat": repeat,
    "reshape": reshape,
    "roll": roll,
    "take": take,
    "take_along_axis": take_along_axis,
    "tile": tile,
    "unstack": unstack,
}
