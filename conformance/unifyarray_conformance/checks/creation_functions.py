"""Checks of creation functions: values, dtypes, shapes and default dtypes."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from ..harness.both_tiers import native
from ..harness.calls import Call, Input, literal
from ..harness.context import Context
from ..harness.registry import check
from ..inputs.values import fill
from ..reference.dtypes import ALL, COMPLEX, FLOATING, INTEGER, NUMERIC, REAL, REAL_FLOATING, limits
from ..reference.expected import CLOSE, Component, Expected

#: Functions that choose a default dtype if ``dtype=`` is omitted.
DEFAULTED: Final = ("zeros", "ones", "empty", "eye", "full", "linspace", "arange", "asarray")
SHAPES: Final = ((), (3,), (2, 3), (0,), (2, 0, 3), (1, 1, 1))


@check("creation_functions", "value", ["zeros", "ones"], dtypes=ALL, rows=("1n",))
def constant(context: Context) -> None:
    """Check zeros and ones for shapes given as tuples and as an int, and for dtypes given as objects and names."""
    name, dtype = context.function, context.dtype
    number = 1 if name == "ones" else 0
    for shape in (*SHAPES, 4):
        answer = Expected.exactly(np.full(shape, number, dtype=dtype))
        context.expect(Call(f"xp.{name}({shape!r}, dtype=xp.{dtype})"), answer)
    context.expect(Call(f"xp.{name}((2,), dtype={dtype!r})"), Expected.exactly(np.full(2, number, dtype=dtype)))


@check("creation_functions", "default", DEFAULTED, rows=("1n",))
def default(context: Context) -> None:
    """Check the default dtypes."""
    name = context.function
    real, whole = context.default_float, "int64"
    complex_ = "complex128" if context.has("complex128") else "complex64"
    calls: dict[str, list[tuple[str, str]]] = {
        "zeros": [("3", real)],
        "ones": [("3", real)],
        "empty": [("3", real)],
        "eye": [("3", real)],
        "full": [("3, 2.5", real), ("3, 2", whole), ("3, True", "bool"), ("3, 2j", complex_)],
        "linspace": [("0, 1, 3", real), ("0, 1j, 3", complex_)],
        "arange": [("3", whole), ("3.0", real), ("0, 3, 0.5", real)],
        "asarray": [("[1, 2]", whole), ("[1, 2.0]", real), ("[True, False]", "bool"), ("[1, 2j]", complex_)],
    }  # fmt: skip
    for arguments, dtype in calls[name]:
        source = f"xp.{name}({arguments})"
        context.ensure(Call(source), f"assert str(result.dtype) == {dtype!r}, result.dtype")


@check("creation_functions", "like", ["zeros_like", "ones_like", "empty_like", "full_like"], dtypes=ALL, rows=("1n",))
def like(context: Context) -> None:
    """Check that the result has the shape of another Array, and its dtype unless ``dtype=`` is given."""
    name, dtype = context.function, context.dtype
    extra = "" if name != "full_like" else ", True" if dtype == "bool" else ", 1"
    number = 0 if name == "zeros_like" else 1
    for shape in SHAPES:
        x = Input(fill(context.rng(), dtype, shape, "small"))
        for target, keyword in ((dtype, ""), ("float32", ", dtype=xp.float32")):
            if not context.has(target):
                continue
            answer = Expected.exactly(np.full(shape, number, dtype=target))
            if name == "empty_like":
                answer = Expected.kind_of(target, shape)
            context.expect(Call(f"xp.{name}(x0{extra}{keyword})", (x,)), answer)


@check("creation_functions", "value", ["empty"], dtypes=ALL, rows=("1n",))
def empty(context: Context) -> None:
    """Check the dtype and the shape of empty arrays."""
    for shape in SHAPES:
        context.expect(Call(f"xp.empty({shape}, dtype=xp.{context.dtype})"), Expected.kind_of(context.dtype, shape))


@check("creation_functions", "value", ["full"], dtypes=ALL, rows=("1n",))
def full(context: Context) -> None:
    """Check every kind of fill value: both zeros, infinity, NaN and the ends of the range."""
    dtype = context.dtype
    values: list[Any] = [True] if dtype == "bool" else [0, 1, 7]
    if dtype in INTEGER:
        values += limits(dtype)
    if dtype in FLOATING:
        values += [0.5, -0.0, np.inf, np.nan]
    if dtype in COMPLEX:
        values += [1 - 2j, complex(-0.0, 0.0)]
    for value in values:
        for shape in ((), (3,), (2, 0)):
            answer = Expected.exactly(np.full(shape, value, dtype=dtype))
            context.expect(Call(f"xp.full({shape}, {literal(value)}, dtype=xp.{dtype})"), answer)


@check("creation_functions", "errors", ["full", "zeros", "asarray", "arange", "linspace"], rows=("4", "26"))
def errors(context: Context) -> None:
    """Check errors: OverflowError for values out of range, TypeError for invalid dtypes, ValueError for shapes."""
    bad: dict[str, list[tuple[str, type[Exception]]]] = {
        "full": [("xp.full(3, 300, dtype=xp.uint8)", OverflowError), ("xp.full(3, -1, dtype=xp.uint8)", OverflowError)],
        "zeros": [("xp.zeros(3, dtype='int7')", TypeError), ("xp.zeros((-1,))", ValueError)],
        "asarray": [
            ("xp.asarray(300, dtype=xp.uint8)", OverflowError),
            ("xp.asarray('text')", TypeError),
            ("xp.asarray([[1, 2], [3]])", ValueError),
            ("xp.asarray([1, None])", TypeError),
        ],
        "arange": [
            ("xp.arange(0, 3, 0)", ValueError),
            ("xp.arange(2**63)", ValueError),
            ("xp.arange(2**63 - 1)", ValueError),
            ("xp.arange(2**100)", ValueError),
        ],
        "linspace": [("xp.linspace(0, 1, -1)", ValueError)],
    }
    for source, error in bad[context.function]:
        context.raises(Call(source), error)


#: By function: arguments that must raise, and the class of the error. ``x0`` has shape (2, 3), ``x1`` has shape (3,).
_INVALID: Final[dict[str, tuple[tuple[str, type[Exception]], ...]]] = {
    **dict.fromkeys(
        ("empty", "ones"), (("(-1,)", ValueError), ("(2, 1.5)", TypeError), ("3, dtype='int7'", TypeError))
    ),
    **dict.fromkeys(
        ("empty_like", "ones_like", "zeros_like"),
        (("'text'", TypeError), ("[1, 2]", TypeError), ("x0, dtype='int7'", TypeError)),
    ),
    "full_like": (("'text', 1", TypeError), ("x0, 300, dtype=xp.uint8", OverflowError), ("x0, 'text'", TypeError)),
    "eye": (("-1", ValueError), ("1.5", TypeError), ("3, dtype='int7'", TypeError)),
    "from_dlpack": (("'text'", TypeError), ("[1, 2]", TypeError)),
    "meshgrid": (("x0, x1", ValueError), ("x1, x1, indexing='ji'", ValueError), ("'text'", TypeError)),
    "tril": (("x1", ValueError), ("'text'", TypeError), ("x0, k=1.5", TypeError)),
    "triu": (("x1", ValueError), ("'text'", TypeError), ("x0, k=1.5", TypeError)),
}


@check("creation_functions", "errors", _INVALID, rows=("26",))
def invalid(context: Context) -> None:
    """Check errors: TypeError for invalid arrays, numbers and dtypes, and ValueError for invalid shapes."""
    inputs = tuple(Input(np.ones(shape, dtype="float32")) for shape in ((2, 3), (3,)))
    for arguments, error in _INVALID[context.function]:
        context.raises(Call(f"xp.{context.function}({arguments})", inputs), error)


@check("creation_functions", "value", ["asarray"], dtypes=ALL, rows=("1n", "23"))
def asarray(context: Context) -> None:
    """Check asarray of host arrays, lists, scalars and Arrays, with ``dtype=`` and ``copy=``."""
    dtype = context.dtype
    rng = context.rng()
    for shape in SHAPES:
        values = fill(rng, dtype, shape, "mixed")
        answer = Expected.exactly(values)
        for layout in ("plain", "read-only"):
            context.expect(Call("x0", (Input(values, layout),)), answer)
        context.expect(Call(f"xp.asarray({literal(values.tolist())}, dtype=xp.{dtype})"), _listed(values))
        context.expect(Call("xp.asarray(x0)", (Input(values),)), answer)
        context.expect(Call("xp.asarray(x0, copy=True)", (Input(values),)), answer)
    for source in (
        "np.arange(6)[::-1]",
        "np.arange(12)[::2]",
        "np.arange(6).reshape(2, 3).T",
        "np.arange(6).astype('>i8')",
    ):
        values = eval(source, {"np": np}).astype("int64").astype(dtype)
        context.expect(Call(f"xp.asarray({source}.astype({dtype!r}))"), Expected.exactly(values))
    zero = "False" if dtype == "bool" else "0"
    copies = f"result = xp.asarray(x0, copy=True)\nresult[...] = {zero}\nresult = x0"
    values = np.ones(3, dtype=dtype)
    context.expect(Call(copies, (Input(values),)), Expected.exactly(values))


def _listed(values: np.ndarray[Any, Any]) -> Expected:
    # tolist drops the axes after an axis of length 0.
    return Expected.exactly(np.asarray(values.tolist(), dtype=values.dtype))


@check("creation_functions", "value", ["arange"], dtypes=REAL)
def arange(context: Context) -> None:
    """Check starts, stops and steps of either sign, ends that are not reached, and empty ranges."""
    dtype = context.dtype
    cases: list[tuple[Any, ...]] = [(5,), (0,), (2, 7), (7, 2), (0, 10, 3), (0, 9, 3), (5, 5)]
    if dtype not in INTEGER or dtype.startswith("int"):
        cases += [(7, 2, -2), (-3,), (-3, 3), (0, -9, -3)]
    if dtype in REAL_FLOATING:
        cases += [(0.0, 2.0, 0.5), (1.0, 0.0, -0.25), (0.5,)]
    for case in cases:
        start, stop, step = (0, case[0], 1) if len(case) == 1 else (*case, 1)[:3]
        count = max(0, int(np.ceil((stop - start) / step)))
        values = np.array([start + i * step for i in range(count)], dtype=dtype)
        context.expect(Call(f"xp.arange({', '.join(map(repr, case))}, dtype=xp.{dtype})"), Expected.exactly(values))


@check("creation_functions", "steps", ["arange"], dtypes=REAL_FLOATING, grade="tolerance", rows=("16n",))
def arange_steps(context: Context) -> None:
    """Check that the error of a step does not grow with its number, far from 0 and for many steps."""
    dtype = context.dtype
    for start, stop, step in (
        (1e6, 1e6 + 10, 0.1),
        (-3, 3, 0.1),
        (1000, 2000, 0.1),
        (7.3, -20, -0.3),
        (100, 101, 1 / 3),
    ):
        values = np.array([start + i * step for i in range(max(0, int(np.ceil((stop - start) / step))))])
        tolerance = 2 * float(np.finfo(dtype).eps) * max(abs(start), abs(stop))
        answer = Expected(dtype, values.shape, real=Component.of(values, mode=CLOSE), ulp=1.5, absolute=tolerance)
        call = Call(f"xp.arange({start!r}, {stop!r}, {step!r}, dtype=xp.{dtype})")
        for layout in (call, native(call)):
            context.expect(layout, answer)


@check("creation_functions", "value", ["linspace"], dtypes=FLOATING, grade="tolerance", rows=("16n",))
def linspace(context: Context) -> None:
    """Check linspace with and without its end, with one and with no element, ascending and descending."""
    dtype = context.dtype
    cases: list[tuple[Any, Any, int, bool]] = [
        (0, 1, 5, True), (0, 1, 5, False), (0.0, 10.0, 1, True), (2, 2, 3, True), (0, 1, 0, True), (5, -5, 11, True),
        (0, 1, 50, True), (-1, 1, 7, False), (0.0, 1.0, 1, False),
    ]  # fmt: skip
    if dtype in COMPLEX:
        cases += [(0, 1 + 2j, 5, True), (1j, 3, 4, False)]
    for start, stop, count, endpoint in cases:
        parts = count - 1 if endpoint else count
        exact = [start + (stop - start) * i / max(parts, 1) for i in range(count)]
        values: Any = np.array(exact, dtype="complex128" if dtype in COMPLEX else "float64")
        # If the terms cancel, the error is relative to the larger end.
        largest = max(abs(start), abs(stop))
        tolerance = 4 * float(np.finfo(dtype).eps) * largest
        real = Component.of(values.real, mode=CLOSE)
        imag = Component.of(values.imag, mode=CLOSE) if dtype in COMPLEX else None
        answer = Expected(dtype, (count,), real=real, imag=imag, ulp=4.5, absolute=tolerance)
        end = "" if endpoint else ", endpoint=False"
        context.expect(Call(f"xp.linspace({start!r}, {stop!r}, {count}, dtype=xp.{dtype}{end})"), answer)
    source = f"xp.linspace(1, 3, 7, dtype=xp.{dtype})[6]"
    context.expect(Call(source), Expected.exactly(np.array(3, dtype=dtype)))


@check("creation_functions", "whole", ["linspace"], dtypes=REAL_FLOATING)
def linspace_whole(context: Context) -> None:
    """Check that many whole numbers with whole distances are exact, also in single precision."""
    dtype = context.dtype
    for start, step, count in ((0, 2, 4097), (0, 2, 4100), (-3, 5, 8191), (10_000, -1, 6001)):
        stop = start + step * (count - 1)
        values = (start + step * np.arange(count)).astype(dtype)
        call = Call(f"xp.linspace({start}, {stop}, {count}, dtype=xp.{dtype})")
        for tier in (call, native(call)):
            context.expect(tier, Expected.exactly(values))
        beyond = Call(f"xp.linspace({start}, {stop + step}, {count}, dtype=xp.{dtype}, endpoint=False)")
        context.expect(beyond, Expected.exactly(values))


@check("creation_functions", "value", ["eye"], dtypes=ALL)
def eye(context: Context) -> None:
    """Check the numbers of rows and columns and the offset of the diagonal."""
    for rows, columns, k in ((3, None, 0), (3, 4, 1), (4, 2, -1), (2, 2, 5), (0, 3, 0), (3, 3, -2)):
        wide = rows if columns is None else columns
        values = [[int(j - i == k) for j in range(wide)] for i in range(rows)]
        answer = Expected.exactly(np.array(values, dtype=context.dtype).reshape(rows, wide))
        context.expect(Call(f"xp.eye({rows}, {columns}, k={k}, dtype=xp.{context.dtype})"), answer)


@check("creation_functions", "value", ["tril", "triu"], dtypes=ALL)
def triangle(context: Context) -> None:
    """Check the elements below or above a diagonal, for matrices and for stacks of matrices."""
    lower = context.function == "tril"
    for shape in ((3, 3), (2, 4), (4, 2), (2, 3, 3), (0, 3), (2, 0)):
        values = fill(context.rng(), context.dtype, shape, "mixed")
        for k in (0, 1, -1, 3, -3):
            answer = values.copy()
            for i in range(shape[-2]):
                for j in range(shape[-1]):
                    if j - i > k if lower else j - i < k:
                        answer[..., i, j] = 0
            context.expect(Call(f"xp.{context.function}(x0, k={k})", (Input(values),)), Expected.exactly(answer))


@check("creation_functions", "value", ["meshgrid"], dtypes=NUMERIC)
def meshgrid(context: Context) -> None:
    """Check both indexing modes with one to three arrays, including empty arrays."""
    for sizes in ((3,), (3, 2), (2, 3, 4), (2, 0)):
        arrays = [fill(context.rng(), context.dtype, (n,), "small") for n in sizes]
        for indexing in ("xy", "ij"):
            order = list(range(len(sizes)))
            if indexing == "xy" and len(sizes) > 1:
                order[:2] = [1, 0]
            shape = tuple(sizes[axis] for axis in order)
            names = ", ".join(f"x{i}" for i in range(len(sizes)))
            for number, array in enumerate(arrays):
                source = f"xp.meshgrid({names}, indexing={indexing!r})[{number}]"
                own = [1] * len(sizes)
                own[order.index(number)] = -1
                answer = Expected.exactly(np.broadcast_to(array.reshape(own), shape).copy())
                context.expect(Call(source, tuple(map(Input, arrays))), answer)


@check("creation_functions", "value", ["from_dlpack"], dtypes=ALL, rows=("23",))
def from_dlpack(context: Context) -> None:
    """Check that arrays of this namespace and host arrays keep their values, and that ``copy=True`` copies."""
    for shape in ((), (3,), (2, 3), (0,)):
        values = fill(context.rng(), context.dtype, shape, "mixed")
        answer = Expected.exactly(values)
        context.expect(Call("xp.from_dlpack(x0)", (Input(values),)), answer)
        context.expect(Call("xp.from_dlpack(x0, copy=True)", (Input(values),)), answer)
        context.expect(
            Call("xp.from_dlpack(x0.T if x0.ndim == 2 else x0)", (Input(values),)), Expected.exactly(values.T)
        )
