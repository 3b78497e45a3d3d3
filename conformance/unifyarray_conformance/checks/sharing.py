"""Checks of conversions: values stay the same, and memory is shared only on request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from ..harness.calls import Call, Input
from ..harness.context import Skipped
from ..harness.registry import check
from ..inputs.values import fill
from ..reference.dtypes import ALL, COMPLEX
from ..reference.expected import Expected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..harness.context import Context

#: Source of a host array whose first two elements are 0, and of the value of an array's first element.
_HOST: Final = "host = np.array([0, 0, 1, 1], dtype={dtype!r})\n"
_FIRST: Final = "bool(ua.to_numpy({0})[0])"


def specifications(context: Context) -> Iterator[str]:
    """Yield the specification of every available device of every backend that has the checked dtype."""
    for name, info in context.ua.backends().items():
        if info.state != "available":
            continue
        for device in info.devices:
            spec = f"{name}:{device}"
            try:
                found = context.ua.namespace(spec)
            except (context.ua.BackendUnavailableError, context.ua.DeviceUnavailableError):
                continue  # a failure of another backend must not fail this one
            if hasattr(found, context.dtype):
                yield spec


@check("sharing", "copy", ["asarray", "from_dlpack"], dtypes=ALL, rows=("23",))
def copy(context: Context) -> None:
    """Check host arrays: ``copy=True`` copies, and ``copy=False`` shares memory or raises CopyRequiredError."""
    host = _HOST.format(dtype=context.dtype)
    make = f"xp.{context.function}(host, {{}})"
    if context.function == "from_dlpack":
        make = f"xp.from_dlpack(host, device={str(context.xp.native.hooks.device)!r}, {{}})"
    copied = make.format("copy=True")
    context.ensure(Call(f"{host}x = {copied}\nhost[0] = 1\nresult = {_FIRST.format('x')}"), "assert result is False")
    context.ensure(Call(f"{host}x = {copied}\nx[0] = True\nresult = bool(host[0])"), "assert result is False")
    context.ensure(
        Call(
            f"{host}result = 'raised'\n"
            f"try:\n    x = {make.format('copy=False')}\n"
            "except ua.CopyRequiredError:\n    pass\n"
            f"else:\n    host[0] = 1\n    result = {_FIRST.format('x')}"
        ),
        "assert result in ('raised', True), result",
    )


@check("sharing", "layout", ["asarray", "from_dlpack"], dtypes=ALL, rows=("23",))
def layout(context: Context) -> None:
    """Check host arrays of every layout: reversed, transposed, strided, broadcast, swapped byte order, 0-d."""
    values = fill(context.rng(), context.dtype, (3, 4), "special")
    views = {
        "[::-1]": values[::-1],
        "[:, ::-2]": values[:, ::-2],
        ".T": values.T,
        "[1:, 1:3]": values[1:, 1:3],
        "[:0]": values[:0],
        "[1, 2, ...]": values[1, 2, ...],
    }
    made = f"np.array(x1, dtype={context.dtype!r})"
    device = str(context.xp.native.hooks.device)
    for view, wanted in views.items():
        source = f"xp.asarray({made}{view})"
        if context.function == "from_dlpack":
            source = f"xp.from_dlpack({made}{view}, device={device!r})"
        context.expect(Call(source, (None, values.tolist())), Expected.exactly(wanted))
    if context.function == "asarray":
        source = f"xp.asarray({made}.astype(np.dtype({context.dtype!r}).newbyteorder()))"
        context.expect(Call(source, (None, values.tolist())), Expected.exactly(values))
        source = f"xp.asarray(np.broadcast_to({made}[:, :1], (3, 4)))"
        context.expect(Call(source, (None, values.tolist())), Expected.exactly(values[:, :1].repeat(4, 1)))


@check("sharing", "records", ["asarray"], dtypes=ALL, rows=("23",))
def records(context: Context) -> None:
    """Check fields of NumPy's records, whose elements are apart and may be unaligned or of swapped byte order."""
    dtype = context.dtype
    values = fill(context.rng(), dtype, (4,), "special")
    for order in ("", ".newbyteorder()"):
        fields = f"[('id', 'i1'), ('x', np.dtype({dtype!r}){order}), ('pair', {dtype!r}, (2,))]"
        made = f"table = np.zeros(4, dtype={fields})\ntable['x'] = np.array(x0, dtype={dtype!r})\n"
        made += f"table['pair'][:, 1] = np.array(x0, dtype={dtype!r})\n"
        for source, wanted in (
            ("table['x']", values),
            ("table['x'][::-2]", values[::-2]),
            ("table['pair'][:, 1]", values),
        ):
            call = Call(f"{made}result = xp.asarray({source})", (values.tolist(),))
            context.expect(call, Expected.exactly(wanted))
        written = f"{made}x = xp.asarray(table['x'], copy=True)\nx[...] = xp.ones((), dtype=xp.{dtype})\n"
        call = Call(f"{written}result = xp.asarray(table['x'])", (values.tolist(),))
        context.expect(call, Expected.exactly(values))
    context.raises(Call(f"xp.asarray(np.zeros(2, dtype=[('x', {dtype!r})]))"), TypeError)


@check("sharing", "whole", ["asarray"], dtypes=ALL, rows=("23",))
def whole(context: Context) -> None:
    """Check that an object with ``__array__``, such as a data set in a file, is read as a whole, not by elements."""
    values = fill(context.rng(), context.dtype, (2, 3), "special")
    made = (
        "class Dataset:\n    shape, reads = (2, 3), 0\n"
        "    def __len__(self): return 2\n"
        "    def __getitem__(self, key): raise AssertionError(f'element {key} was read')\n"
        "    def __array__(self, dtype=None, copy=None):\n        Dataset.reads += 1\n"
        f"        return np.array(x0, dtype=dtype or {context.dtype!r})\n"
        "result = xp.asarray(Dataset())\nassert Dataset.reads == 1, Dataset.reads\n"
    )
    context.expect(Call(made, (values.tolist(),)), Expected.exactly(values))


#: NumPy arrays that hold no numbers of a dtype, or of which an Array would lose a part.
_NO_NUMBERS: Final = (
    "np.array([1, 2.5], dtype=object)",
    "np.array([1, None], dtype=object)",
    "np.ma.masked_array([1.0, 2.0], mask=[True, False])",
    "np.array(['1'])",
    "np.array(['2026-01-01'], dtype='datetime64[D]')",
)


@check("sharing", "refused", ["asarray", "convert"], rows=("23", "26"))
def refused(context: Context) -> None:
    """Check errors: TypeError for objects, text and dates, and for masked arrays, which would lose their mask."""
    source = "xp.asarray({})" if context.function == "asarray" else f"ua.convert({{}}, {context.subject.spec!r})"
    for given in _NO_NUMBERS:
        context.raises(Call(source.format(given)), TypeError)


@check("sharing", "file", ["asarray"], dtypes=ALL, rows=("23",))
def file(context: Context) -> None:
    """Check memory maps: a file that is open for reading is never written to, nor one through a copy."""
    values = fill(context.rng(), context.dtype, (2, 3), "small")
    values[0, 0] = 0
    for mode, keyword in (("r", ""), ("r+", ", copy=True"), ("c", "")):
        source = (
            "import os, tempfile\nwith tempfile.TemporaryDirectory() as folder:\n"
            "    path = os.path.join(folder, 'x.npy')\n"
            f"    np.save(path, np.array(x0, dtype={context.dtype!r}))\n"
            f"    x = xp.asarray(np.load(path, mmap_mode={mode!r}){keyword})\n    before = xp.asarray(x, copy=True)\n"
            "    try:\n        x[0, 0] = True\n    except Exception:\n        pass\n    del x\n"
        )
        for found in ("before", "xp.asarray(np.load(path))"):
            call = Call(f"{source}    result = {found}", (values.tolist(),))
            context.expect(call, Expected.exactly(values))


@check("sharing", "conjugated", ["__array__", "__dlpack__", "to_numpy"], dtypes=COMPLEX, rows=("22", "23"))
def conjugated(context: Context) -> None:
    """Check conjugates and their imaginary parts, which a library may compute only when they are read."""
    values = fill(context.rng(), context.dtype, (2, 3), "ordinary")
    host = "" if context.xp.native.hooks.device.kind == "cpu" else ", device='cpu'"
    read = {
        "__array__": "with ua.use(transfer='allow'):\n    found = np.asarray(y)\n",
        "__dlpack__": f"found = np.from_dlpack(y{host})\n",
        "to_numpy": "found = ua.to_numpy(y)\nassert np.array_equal(found, ua.to_numpy(ua.native(y)))\n",
    }[context.function]
    x = Input(values)
    for source, wanted in (
        ("xp.conj(x0)", values.conj()),
        ("x0.mT.conj()", values.conj().T),
        ("xp.conj(x0)[:, ::2]", values.conj()[:, ::2]),
        ("xp.imag(xp.conj(x0))", -values.imag),
        ("xp.imag(x0.mT.conj())[1]", -values.imag.T[1]),
    ):
        context.expect(
            Call(f"y = {source}\n{read}result = xp.asarray(np.array(found))", (x,)), Expected.exactly(wanted)
        )


@check("sharing", "foreign", ["asarray"], dtypes=ALL, rows=("21", "23"))
def foreign(context: Context) -> None:
    """Check that a native array of another library on the host becomes an array of the namespace, in either tier."""
    values = fill(context.rng(), context.dtype, (2, 3), "special")
    if context.xp.native.hooks.device.kind != "cpu":
        raise Skipped("the data are not on the host")
    for spec in specifications(context):
        if not spec.endswith(":cpu"):
            continue
        for source in ("xp.asarray(x)", "xp.asarray(xp.native.asarray(x))"):
            made = f"x = ua.native(ua.convert(x0, {spec!r}))\nresult = {source}"
            context.expect(Call(made, (Input(values),)), Expected.exactly(values))


@check("sharing", "places", ["convert"], dtypes=ALL, rows=("21", "23"))
def converted(context: Context) -> None:
    """Check conversion to every available backend and device and back, for every layout, and that copies are copies."""
    values = fill(context.rng(), context.dtype, (2, 3), "special")
    own = context.subject.spec
    for spec in specifications(context):
        for layout in ("plain", "reversed", "transposed", "broadcast"):
            given = values if layout != "broadcast" else np.repeat(values[:, :1], 3, axis=1)
            x = Input(given, layout)
            there = f"ua.convert(x0, {spec!r})"
            context.expect(Call(f"ua.convert({there}, {own!r})", (x,)), Expected.exactly(given))
            context.ensure(
                Call(there, (x,)),
                f"assert ua.array_namespace(result) is ua.namespace({spec!r}), result.device\n"
                f"assert str(result.dtype) == {context.dtype!r} and result.shape == (2, 3), result",
            )
            native = f"found = ua.convert(ua.native(x0), {spec!r})\nown = ua.namespace({spec!r})\n"
            native += "assert ua.array_namespace(found) is own.native, type(found)\n"
            back = f"{native}result = ua.convert(own.asarray(found), {own!r})"
            context.expect(Call(back, (x,)), Expected.exactly(given))
        zeros = Input(np.zeros(3, dtype=context.dtype))
        source = f"y = ua.convert(x0, {spec!r}, copy=True)\n"
        context.ensure(Call(f"{source}y[0] = True\nresult = {_FIRST.format('x0')}", (zeros,)), "assert result is False")
        context.ensure(Call(f"{source}x0[0] = True\nresult = {_FIRST.format('y')}", (zeros,)), "assert result is False")
        # If both backends are mutable, a write to one array must show in the other. Otherwise nothing can be observed.
        mutable = f"(ua.namespace({own!r}), ua.namespace({spec!r}))"
        context.ensure(
            Call(
                "result = 'raised'\n"
                f"try:\n    y = ua.convert(x0, {spec!r}, copy=False)\n"
                "except ua.CopyRequiredError:\n    pass\n"
                f"else:\n    x0[0] = True\n    result = {_FIRST.format('y')} or not all(\n"
                f"        n.native.hooks.backend.capabilities.mutable for n in {mutable}\n    )",
                (zeros,),
            ),
            "assert result in ('raised', True), result",
        )


@check("sharing", "dtype", ["convert"], rows=("21", "23"))
def converted_dtype(context: Context) -> None:
    """Check ``dtype=``, a copy that is refused, and errors for invalid devices, arrays and options."""
    x = Input(np.array([1.0, 2.5, -3.0], dtype="float32"))
    own = context.subject.spec
    answer = Expected.exactly(np.array([1, 2, -3], dtype="int32"))
    context.expect(Call(f"ua.convert(x0, {own!r}, dtype='int32')", (x,)), answer)
    context.expect(Call(f"ua.convert(x0, {own!r}, dtype=xp.int32, copy=True)", (x,)), answer)
    refused = Call(f"ua.convert(x0, {own!r}, dtype='int32', copy=False)", (x,))
    context.raises(refused, context.ua.CopyRequiredError)
    context.raises(Call("ua.convert(x0, 'nowhere')", (x,)), context.ua.BackendUnavailableError)
    context.raises(Call(f"ua.convert([1, 2], {own!r})"), TypeError)
    context.raises(Call(f"ua.convert(x0, {own!r}, requires_grad='maybe')", (x,)), ValueError)


@check(
    "sharing",
    "scalars",
    ["array_namespace", "asarray", "convert", "native", "shares_memory", "to_numpy"],
    rows=("4", "22"),
)
def reduced(context: Context) -> None:
    """Check that the result of a reduction in the native tier is taken like a 0-d array, if it is a scalar, too."""
    spec = context.subject.spec
    assertions = {
        "array_namespace": ("ua.array_namespace(m)", "result is xp.native"),
        "asarray": ("ua.asarray(m)", "result.shape == () and str(result.dtype) == 'float32' and float(result) == 2"),
        "convert": (f"ua.convert(m, {spec!r})", "ua.array_namespace(result) is xp.native and result.shape == ()"),
        "native": ("ua.native(m)", "result is m"),
        "shares_memory": ("ua.shares_memory(np.float64(1), np.float64(1))", "result is False"),
        "to_numpy": ("ua.to_numpy(m)", "type(result) is np.ndarray and result.dtype == 'float32' and result == 2"),
    }
    source, assertion = assertions[context.function]
    made = "m = xp.native.mean(ua.native(x0))\n"
    x = Input(np.array([1, 3], dtype="float32"))
    checked = f"assert {assertion.replace('is m', 'is not None')}, result"
    context.ensure(Call(f"{made}result = {source}", (x,)), checked)
    if context.function == "array_namespace":
        beside = f"{made}result = ua.array_namespace(m, ua.native(x0), None, 1.0)"
        context.ensure(Call(beside, (x,)), "assert result is xp.native, result")
        context.ensure(Call("ua.array_namespace(np.float64(1), x0)", (x,)), "assert result is xp, result")


@check("sharing", "value", ["to_numpy"], dtypes=ALL, rows=("22", "23"))
def to_numpy(context: Context) -> None:
    """Check that Arrays and native arrays keep values and dtype, for every memory layout."""
    values = fill(context.rng(), context.dtype, (2, 3), "special")
    for layout in ("plain", "strided", "reversed", "transposed", "broadcast"):
        given = values if layout != "broadcast" else np.repeat(values[:, :1], 3, axis=1)
        for source in ("x0", "ua.native(x0)"):
            call = Call(f"ua.to_numpy({source})", (Input(given, layout), given.tolist()))
            kind = f"assert type(result) is np.ndarray and result.dtype == {context.dtype!r}, type(result)\n"
            same = f"wanted = np.array({given.tolist()!r}, dtype={context.dtype!r})\n"
            context.ensure(call, f"{kind}{same}assert result.tobytes() == wanted.tobytes(), result")


@check("sharing", "export", ["__dlpack__"], dtypes=ALL, rows=("23",))
def export(context: Context) -> None:
    """Check export by DLPack to NumPy and to the same library, for every memory layout, and that a copy is a copy."""
    on_the_host = context.xp.native.hooks.device.kind == "cpu"
    taken = "np.from_dlpack(x0)" if on_the_host else "np.from_dlpack(x0, device='cpu')"
    values = fill(context.rng(), context.dtype, (2, 3), "special")
    for layout in ("plain", "strided", "reversed", "transposed"):
        x = Input(values, layout)
        kind = f"assert result.dtype == {context.dtype!r} and result.shape == (2, 3), result"
        context.ensure(Call(f"result = np.array({taken})", (x,)), kind)
        context.expect(Call(f"xp.asarray(np.array({taken}))", (x,)), Expected.exactly(values))
        context.expect(Call("xp.from_dlpack(x0)", (x,)), Expected.exactly(values))
    if on_the_host:
        device = Call("x0.__dlpack_device__()", (Input(values),))
        context.ensure(device, "assert tuple(int(n) for n in result) == (1, 0), result")
    zeros = Input(np.zeros(3, dtype=context.dtype))
    copied = "y = xp.from_dlpack(x0, copy=True)\nx0[0] = True\nresult = bool(ua.to_numpy(y)[0])"
    context.ensure(Call(copied, (zeros,)), "assert result is False")


@check("sharing", "answer", ["shares_memory"], rows=("23",))
def shares_memory(context: Context) -> None:
    """Check that an Array shares memory with itself and not with a copy, in either tier."""
    x = Input(np.ones(3, dtype="float32"))
    if context.xp.native.hooks.layout(context.ua.native(context.xp.ones(3))) is None:  # as on lazy backends
        context.raises(Call("ua.shares_memory(x0, x0)", (x,)), TypeError)
        return
    context.ensure(Call("ua.shares_memory(x0, x0)", (x,)), "assert result is True")
    context.ensure(Call("ua.shares_memory(x0, ua.native(x0))", (x,)), "assert result is True")
    for other in ("xp.asarray(x0, copy=True)", "x0 + 0", "ua.native(x0 + 0)"):
        context.ensure(Call(f"ua.shares_memory(x0, {other})", (x,)), "assert result is False")
    # Large arrays overlap if a backend reports the address of a small object in place of the data's.
    many = f"many = [xp.zeros({1 << 18}, dtype='float32') for _ in range(4)]\n"
    pairs = "result = [ua.shares_memory(x, y) for i, x in enumerate(many) for y in many[:i]]"
    context.ensure(Call(many + pairs), "assert result == [False] * 6, result")
    # On libraries with views, views of one array share memory. Interleaved views may give either answer.
    parts = "x, whole = xp.zeros(8, dtype='float32'), xp.ones(8, dtype='float32')\n"
    views = "a, b, c = x[::2], x[1::2], x[2:]\nresult = [ua.shares_memory(*p) for p in ((a, b), (a, c), (a, whole))]"
    context.ensure(Call(parts + views), "assert result[0] is result[2] is False and result[1] in (True, False), result")
