"""Checks of Python's own protocols on an Array (contract row 25), and of several names for one Array (row 20)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.calls import LAYOUTS, Call, Input, literal, supports_layout
from ..harness.registry import check
from ..inputs.values import fill
from ..reference.dtypes import ALL, COMPLEX, INTEGER, REAL_FLOATING
from ..reference.expected import Expected

if TYPE_CHECKING:
    from ..harness.context import Context

ROW: Final = ("25",)
NAN, INF = np.nan, np.inf


def _values(dtype: str) -> list[Any]:
    """Return elements of a dtype, as Python numbers."""
    if dtype == "bool":
        return [False, True]
    if dtype in INTEGER:
        limits = np.iinfo(dtype)
        return [0, 1, 100, int(limits.min), int(limits.max)]
    real = [0.0, -0.0, 1.5, -0.5, -100.75, INF, NAN]
    return [complex(x, y) for x in real for y in (0.0, -2.5)] if dtype in COMPLEX else real


def _outcome(name: str, value: Any) -> Any:
    """Return the result of converting an element to a Python type, or the class of the error that is raised."""
    if isinstance(value, complex) and name in ("int", "float"):
        return TypeError
    kinds: dict[str, Any] = {"int": int, "float": float, "complex": complex, "bool": bool}
    try:
        return kinds[name](value)
    except (ValueError, OverflowError) as error:
        return type(error)


@check("object_protocol", "scalars", ["int", "float", "complex", "bool"], dtypes=ALL, rows=ROW)
def scalars(context: Context) -> None:
    """Check conversions to Python's number types, which behave as for Python's own numbers, including the errors."""
    for value in _values(context.dtype):
        x = Input(np.array(value, dtype=context.dtype))
        call, answer = Call(f"{context.function}(x0)", (x,)), _outcome(context.function, value)
        if isinstance(answer, type):
            context.raises(call, answer)
        else:
            same = f"assert type(result) is {context.function} and repr(result) == repr({literal(answer)}), result"
            context.ensure(call, same)
    for shape in ((1,), (2,), (0,), (1, 1)):
        context.raises(Call(f"{context.function}(x0)", (Input(np.ones(shape, dtype=context.dtype)),)), TypeError)


@check("object_protocol", "index", ["__index__"], dtypes=ALL, rows=ROW)
def index(context: Context) -> None:
    """Check that only 0-d integer arrays work as indices of Python sequences."""
    dtype = context.dtype
    call = Call("__import__('operator').index(x0)", (Input(np.array(2).astype(dtype)),))
    if dtype in INTEGER:
        context.ensure(call, "assert type(result) is int and result == 2, result")
        context.ensure(Call("'abcd'[x0]", call.inputs), "assert result == 'c', result")
        for value in (int(np.iinfo(dtype).min), int(np.iinfo(dtype).max)):
            large = Call(call.source, (Input(np.array(value, dtype=dtype)),))
            context.ensure(large, f"assert result == {value}, result")
    else:
        context.raises(call, TypeError)
    context.raises(Call(call.source, (Input(np.ones(1, dtype=dtype)),)), TypeError)


@check("object_protocol", "elements", ["item", "tolist"], dtypes=ALL, rows=(*ROW, "22"))
def elements(context: Context) -> None:
    """Check that ``tolist`` nests Python numbers like the Array, and ``item`` accepts one element of any shape."""
    dtype, name = context.dtype, context.function
    kind = (
        "bool" if dtype == "bool" else "int" if dtype in INTEGER else "float" if dtype in REAL_FLOATING else "complex"
    )
    if name == "item":
        for value in _values(dtype):
            for ones in ((), (1,), (1, 1)):
                call = Call("x0.item()", (Input(np.full(ones, value, dtype=dtype)),))
                same = f"assert type(result) is {kind} and repr(result) == repr({literal(value)}), result"
                context.ensure(call, same)
        for wrong in ((0,), (2,), (1, 0)):
            context.raises(Call("x0.item()", (Input(np.ones(wrong, dtype=dtype)),)), ValueError)
        return
    shapes: tuple[tuple[int, ...], ...] = ((), (0,), (3,), (2, 0), (2, 3), (2, 1, 2))
    for shape in shapes:
        for layout in LAYOUTS:
            values = fill(context.rng(), dtype, shape, "special")
            if supports_layout(layout, shape) and layout != "broadcast":
                expected = values.tolist()
                assertion = f"assert repr(result) == repr({literal(expected)}), result"
                context.ensure(Call("x0.tolist()", (Input(values, layout),)), assertion)
    context.ensure(Call("x0.tolist()", (Input(np.ones(1, dtype=dtype)),)), f"assert type(result[0]) is {kind}, result")


@check("object_protocol", "length", ["__len__", "__iter__", "__contains__"], rows=ROW)
def length(context: Context) -> None:
    """Check that these protocols use the first axis, and raise TypeError for 0-d arrays."""
    name = context.function
    for shape in ((0,), (3,), (2, 3), (0, 2), (2, 0)):
        values = np.arange(np.prod(shape, dtype=int), dtype="int64").reshape(shape)
        x = Input(values)
        if name == "__len__":
            context.ensure(Call("len(x0)", (x,)), f"assert type(result) is int and result == {shape[0]}, result")
        elif name == "__iter__":
            assertion = (
                f"assert [r.tolist() for r in result] == {values.tolist()}, result\n"
                "assert all(type(r) is ua.Array and ua.array_namespace(r) is xp for r in result)"
            )
            context.ensure(Call("list(x0)", (x,)), assertion)
            context.ensure(
                Call("list(reversed(x0))", (x,)), f"assert [r.tolist() for r in result] == {values.tolist()[::-1]}"
            )
        elif len(shape) == 1:
            context.ensure(
                Call("[n in x0 for n in (0, 2, 9)]", (x,)), f"assert result == {[n in values for n in (0, 2, 9)]}"
            )
    scalar = Input(np.array(1.0, dtype="float32"))
    sources = {"__len__": "len(x0)", "__iter__": "list(x0)", "__contains__": "1 in x0"}
    context.raises(Call(sources[name], (scalar,)), TypeError)


@check("object_protocol", "hash", ["__hash__"], rows=ROW)
def unhashable(context: Context) -> None:
    """Check that an Array is not hashable, because ``==`` compares elements."""
    for shape in ((), (2,)):
        context.raises(Call("hash(x0)", (Input(np.ones(shape, dtype="float32")),)), TypeError)
    context.raises(Call("{x0}", (Input(np.ones((), dtype="int64")),)), TypeError)


#: Elements and their repr, which is the same on every backend but for the backend's name.
PRINTED: Final[tuple[tuple[str, Any, str], ...]] = (
    ("bool", [True, False], "[ True, False]"),
    ("int8", [[1, -2], [30, 4]], "[[ 1, -2],\n       [30,  4]]"),
    ("uint64", 2**64 - 1, "18446744073709551615"),
    ("float32", [0.1, -0.0, NAN], "[ 0.1, -0. ,  nan]"),
    ("float64", [1e10, 1 / 3, -INF], "[1.00000000e+10, 3.33333333e-01,           -inf]"),
    ("float64", 2.0, "2."),
    ("complex64", [1 + 2j, -0.5j], "[ 1.+2.j , -0.-0.5j]"),
    ("complex128", 1j, "0.+1.j"),
    ("float32", np.zeros((0, 2)), "[]"),
    ("int64", np.arange(2000), "[   0,    1,    2, ..., 1997, 1998, 1999]"),
)


def _device_suffix(context: Context) -> str:
    hooks = context.xp.native.hooks
    is_plain = hooks.backend.capabilities.host and hooks.device == "cpu"
    return "" if is_plain else f", device='{hooks.backend.name}:{hooks.device}'"


@check("object_protocol", "repr", ["__repr__"], rows=(*ROW, "22"))
def representation(context: Context) -> None:
    """Check that the repr is the same on every backend, and names backend and device unless they are the default."""
    device_suffix = _device_suffix(context)
    for dtype, values, text in PRINTED:
        if context.has(dtype):
            x = Input(np.array(values, dtype=dtype))
            shape = ", shape=(0, 2)" if x.values.shape == (0, 2) else ""
            ends = f"Array({text}{shape}, dtype={dtype}{device_suffix})"
            if context.has("lazy"):
                ends = f"Array(<not computed>, shape={x.values.shape}, dtype={dtype}{device_suffix})"
            # `str` of one element is a number, which the check "text" compares.
            for source in ("repr(x0)", "str(x0)", "f'{x0}'") if x.values.ndim else ("repr(x0)", "f'{x0!r}'"):
                context.ensure(
                    Call(source, (x,)), f"assert ' '.join(result.split()) == {' '.join(ends.split())!r}, result"
                )


#: By dtype: numbers with the shortest text that reads back as the same element.
SHORTEST: Final[dict[str, tuple[tuple[Any, str], ...]]] = {
    "bool": ((True, "True"), (False, "False")),
    "float16": ((0.1, "0.1"), (2.0, "2.0"), (65504.0, "65500.0"), (-0.0, "-0.0"), (INF, "inf"), (2**-24, "6e-08")),
    "bfloat16": ((0.1, "0.1"), (2.0, "2.0"), (3.140625, "3.14"), (-0.0, "-0.0"), (NAN, "nan"), (3e38, "3e+38")),
    "float32": (
        *((0.1, "0.1"), (1 / 3, "0.33333334"), (2.0, "2.0"), (16777216.0, "16777216.0"), (1e20, "1e+20")),
        *((-0.0, "-0.0"), (NAN, "nan"), (-INF, "-inf"), (1e-45, "1e-45")),
    ),
    "float64": ((0.1, "0.1"), (1 / 3, "0.3333333333333333"), (2.0, "2.0"), (1e16, "1e+16"), (-0.0, "-0.0")),
    "complex64": ((0.1 - 2j, "(0.1-2j)"), (1j, "1j"), (complex(NAN, 0), "(nan+0j)")),
    "complex128": ((0.1 - 2j, "(0.1-2j)"), (1j, "1j"), (1 / 3 + 0j, "(0.3333333333333333+0j)")),
}


@check("object_protocol", "text", ["__str__", "__format__"], dtypes=(*ALL, "float16", "bfloat16"), rows=(*ROW, "22"))
def text_of_numbers(context: Context) -> None:
    """Check that the text of a 0-d Array is the shortest number of its dtype, and that a format is Python's."""
    dtype = context.dtype
    whole = [(value, str(value)) for value in _values(dtype)] if dtype in INTEGER else []
    for value, text in SHORTEST.get(dtype, whole):
        if context.has("lazy"):
            text = f"Array(<not computed>, shape=(), dtype={dtype}{_device_suffix(context)})"
        made = f"x = xp.asarray({literal(value)}, dtype={dtype!r})\nresult = "
        source = "str(x)" if context.function == "__str__" else "f'{x}'"
        context.ensure(Call(f"{made}{source}"), f"assert result == {text!r}, result")
        if context.function == "__format__" and not isinstance(value, complex):
            pair = Call(f"{made}f'{{x:.2f}}', format(x.item(), '.2f')")
            context.ensure(pair, "assert result[0] == result[1], result")
            context.ensure(Call(f"{made}f'{{x!r:>90}}', repr(x).rjust(90)"), "assert result[0] == result[1], result")
    if context.function == "__format__":
        context.raises(Call("f'{x0:.2f}'", (Input(np.ones(2, dtype="int64")),)), TypeError)


@check("object_protocol", "tracked", ["__str__", "__format__"], rows=(*ROW, "24"), needs=("autograd",))
def text_of_tracked_numbers(context: Context) -> None:
    """Check that a number that carries a gradient has a text, inside ``ua.grad``, too."""
    source = "str(w)" if context.function == "__str__" else "f'{w}'"
    made = "w = ua.asarray(xp.asarray(0.5), requires_grad=True)\n"
    context.ensure(Call(f"{made}result = {source}"), "assert result == '0.5', result")
    inside = f"seen = []\ng = ua.grad(lambda w: (seen.append({source}), w * w)[1])(xp.asarray(0.5))\nresult = seen"
    context.ensure(Call(inside), "assert result == ['0.5'], result")


@check("object_protocol", "divmod", ["__divmod__", "__rdivmod__"], dtypes=(*INTEGER, *REAL_FLOATING), rows=ROW)
def quotient_and_rest(context: Context) -> None:
    """Check that ``divmod`` is a pair of ``//`` and ``%``, with Arrays and with numbers on either side."""
    x = Input(np.array([7, 9, 100], dtype=context.dtype))
    y = Input(np.array([2, 3, 7], dtype=context.dtype))
    calls = {
        "__divmod__": (("divmod(x0, x1)", "x0 // x1", "x0 % x1"), ("divmod(x0, 4)", "x0 // 4", "x0 % 4")),
        "__rdivmod__": (("divmod(50, x0)", "50 // x0", "50 % x0"),),
    }
    for source, quotient, rest in calls[context.function]:
        both = Call(f"({source}, ({quotient}, {rest}))", (x, y) if "x1" in source else (x,))
        same = (
            "assert type(result[0]) is tuple and len(result[0]) == 2, result\n"
            "for got, wanted in zip(*result):\n"
            "    assert (got.dtype, got.tolist()) == (wanted.dtype, wanted.tolist()), result"
        )
        context.ensure(both, same)


@check("object_protocol", "dtype", ["__eq__", "__hash__", "kind"], dtypes=(*ALL, "float16", "bfloat16"), rows=ROW)
def dtype_objects(context: Context) -> None:
    """Check that a dtype equals its name and the library's own dtype object, and that its kind is NumPy's letter."""
    dtype = context.dtype
    made = Call(f"xp.zeros(1, dtype={dtype!r}).dtype")
    if context.function == "__hash__":
        context.ensure(made, f"assert hash(result) == hash({dtype!r}) and result in {{{dtype!r}}}, result")
        context.ensure(made, f"assert {{result: 1}}[ua.{dtype}] == 1, result")
        return
    if context.function == "kind":
        letter = "f" if dtype == "bfloat16" else np.dtype(dtype).kind
        context.ensure(made, f"assert result.kind == {letter!r}, result.kind")
        context.ensure(made, "assert ua.isdtype(result, result.category), result.category")
        return
    native = Call(f"x = xp.zeros(1, dtype={dtype!r})\nresult = (x.dtype, ua.native(x).dtype)")
    for other in (d for d in (*ALL, "float16", "bfloat16") if d != dtype):
        context.ensure(made, f"assert (result == {other!r}) is False and (result != {other!r}) is True, result")
        context.ensure(made, f"assert (result == ua.{other}) is False, result")
    context.ensure(made, f"assert (result == {dtype!r}) is True and (result != {dtype!r}) is False, result")
    context.ensure(made, f"assert ({dtype!r} == result) is True and (result == ua.{dtype}) is True, result")
    context.ensure(native, "assert (result[0] == result[1]) is True and (result[0] != result[1]) is False, result")
    context.ensure(native, "assert result[1] == result[0], result")
    if dtype != "bfloat16":
        context.ensure(made, f"assert (result == np.dtype({dtype!r})) is True and np.dtype({dtype!r}) == result")
        context.ensure(made, f"assert (result == np.dtype({dtype!r}).type) is True, result")
    others = "(None, 1, 'x', [], {}, object(), np.dtype('O'), np.ones(2), xp.zeros(1), str)"
    compared = f"d = xp.zeros(1, dtype={dtype!r}).dtype\nresult = [(d == x, d != x) for x in {others}]"
    context.ensure(Call(compared), "assert all(r[0] is False and r[1] is True for r in result), result")


@check("object_protocol", "device", ["__eq__", "__hash__", "__repr__", "__str__"], rows=(*ROW, "21"))
def device_objects(context: Context) -> None:
    """Check that a device is a string, with its kind and index, of which there is one object."""
    made = Call("xp.zeros(1).device")
    assertion = {
        "__eq__": "assert isinstance(result, str) and result == str(result) and result is ua.Device(str(result))",
        "__hash__": "assert hash(result) == hash(str(result)) and result in {str(result)}",
        "__repr__": "assert repr(result) == f'Device({str(result)!r})'",
        "__str__": "assert type(str(result)) is str and str(result).partition(':')[0] == result.kind",
    }
    context.ensure(made, f"{assertion[context.function]}, result")
    context.ensure(made, "assert type(result.index) is int and xp.zeros(1, device=result).device is result, result")


@check("object_protocol", "module", ["Namespace", "NativeNamespace"], rows=ROW)
def modules(context: Context) -> None:
    """Check that namespaces are modules, which some consumers ask of what they compute with."""
    space = "xp" if context.function == "Namespace" else "xp.native"
    is_module = "__import__('types').ModuleType"
    for part in (space, f"{space}.linalg", f"{space}.fft"):
        context.ensure(Call(part), f"assert isinstance(result, {is_module}) and result.__name__, result")


@check("object_protocol", "holders", ["__setitem__", "__iadd__"], dtypes=("int64", "float32"), rows=("20",))
def holders(context: Context) -> None:
    """Check that a write to an Array is visible under all of its names, in lists and functions and after ``op=``."""
    values = np.array([1, 2, 3], dtype=context.dtype)
    write = {"__setitem__": "x0[1] = 7", "__iadd__": "x0 += 5"}[context.function]
    answer = np.array([1, 7, 3], dtype=context.dtype) if "[" in write else values + np.array(5, dtype=context.dtype)
    call = Call(f"held = [x0]\nother = x0\n{write}\nassert other is held[0] is x0\nresult = other", (Input(values),))
    context.expect(call, Expected.exactly(answer))
    inside = f"def write(x0):\n    {write}\nwrite(x0)\nresult = x0"
    context.expect(Call(inside, (Input(values),)), Expected.exactly(answer))
