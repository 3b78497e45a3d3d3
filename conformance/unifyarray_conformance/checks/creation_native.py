"""Checks of the native tier's creation functions and inspection: default dtypes, devices and every dtype."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from ..harness.both_tiers import native
from ..harness.calls import Call, Input
from ..harness.registry import check
from ..inputs.values import fill
from ..reference.dtypes import ALL
from ..reference.expected import Expected

if TYPE_CHECKING:
    from ..harness.context import Context

#: By function: arguments without a dtype, and the expected dtype: the default real, the default complex or a fixed
#: dtype.
WITHOUT_DTYPE: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "zeros": (("3", "real"),),
    "ones": (("3", "real"),),
    "empty": (("3", "real"),),
    "eye": (("3", "real"),),
    "full": (("3, 2.5", "real"), ("3, 2j", "complex"), ("3, 2", "int64"), ("3, True", "bool")),
    "linspace": (("0, 1, 3", "real"), ("0, 1j, 3", "complex")),
    "arange": (("3.0", "real"), ("0, 3, 0.5", "real"), ("3", "int64")),
    "asarray": (("[1, 2.5]", "real"), ("[1, 2j]", "complex"), ("[1, 2]", "int64"), ("[True]", "bool"), ("2.5", "real")),
}


@check("creation_functions", "native-default", WITHOUT_DTYPE, rows=("1n",))
def default(context: Context) -> None:
    """Check that the native tier uses the selected default dtype and the namespace's device."""
    for dtype in ("float64", "float32"):
        if not context.has(dtype):
            continue
        names = {"real": dtype, "complex": context.default_complex(dtype)}
        for arguments, kind in WITHOUT_DTYPE[context.function]:
            source = f"with ua.use(default_float={dtype!r}):\n    result = xp.native.{context.function}({arguments})"
            wanted = names.get(kind, kind)
            context.ensure(
                Call(source),
                f"assert result.dtype == xp.native.{wanted}, result.dtype\n"
                "assert ua.array_namespace(result) is xp.native, type(result)",
            )


@check("creation_functions", "native", ["zeros", "ones", "full", "eye", "arange", "linspace", "asarray"], dtypes=ALL)
def dtypes(context: Context) -> None:
    """Check every dtype, given as the library's own dtype object, with and without a device given by name."""
    dtype, name = context.dtype, context.function
    if name in ("arange", "linspace") and dtype == "bool":
        return
    if (name == "arange" and dtype.startswith("complex")) or (name == "linspace" and "int" in dtype):
        return
    one, ends = np.ones((), dtype=dtype), np.array([0, 1, 2], dtype=dtype)
    cases = {
        "zeros": ("(2, 3)", np.zeros((2, 3), dtype=dtype)),
        "ones": ("(2, 3)", np.ones((2, 3), dtype=dtype)),
        "full": (f"(2, 3), {one.item()!r}", np.ones((2, 3), dtype=dtype)),
        "eye": ("2, 3, k=1", np.array([[0, 1, 0], [0, 0, 1]], dtype=dtype)),
        "arange": ("0, 3, 1", ends),
        "linspace": ("0, 2, 3", ends),
        "asarray": (repr(ends.tolist()), ends),
    }
    arguments, answer = cases[name]
    for keyword in ("", f", device={str(context.xp.native.hooks.device)!r}"):
        call = Call(f"xp.{name}({arguments}, dtype=xp.{dtype}{keyword})")
        context.expect(native(call), Expected.exactly(answer))


@check("creation_functions", "native", ["empty_like", "full_like", "ones_like", "zeros_like"], dtypes=ALL)
def likes(context: Context) -> None:
    """Check that the result has the shape of another array, and its dtype unless ``dtype=`` is given."""
    name, fills = context.function, {"full_like": ", 1", "zeros_like": ""}
    number = {"zeros_like": 0}.get(name, 1)
    x = np.zeros((2, 3), dtype=context.dtype)
    for keyword, dtype in (("", context.dtype), (", dtype=xp.bool", "bool"), (", dtype=xp.float32", "float32")):
        if name == "full_like":
            fills[name] = ", True" if dtype == "bool" else ", 1"
        call = Call(f"xp.{name}(x0{fills.get(name, '')}{keyword})", (Input(x, "transposed" if keyword else "plain"),))
        answer = np.full((2, 3), number, dtype=dtype)
        expected = Expected.kind_of(dtype, (2, 3)) if name == "empty_like" else Expected.exactly(answer)
        context.expect(native(call), expected)


#: By function that accepts ``device=``: the arguments of a call.
WITH_DEVICE: Final = {
    "arange": "3",
    "asarray": "[1.0, -0.0]",
    "empty": "3",
    "eye": "3",
    "from_dlpack": "x",
    "full": "3, -0.0",
    "linspace": "0, 1, 3",
    "ones": "3",
    "zeros": "3",
    "empty_like": "x",
    "full_like": "x, -0.0",
    "ones_like": "x",
    "zeros_like": "x",
}


@check("creation_functions", "native-device", WITH_DEVICE, rows=("21",))
def device(context: Context) -> None:
    """Check that ``device=`` places the array, given as a name or as the library's object, on other devices as well."""
    hooks = context.xp.native.hooks
    source = f"xp.native.{context.function}({WITH_DEVICE[context.function]}, device={{}})"
    x = Input(np.ones(2, dtype="float32"))
    for device_ in (hooks.device, *[other for other in hooks.backend.devices() if other.kind == hooks.device.kind]):
        spec = f"{hooks.backend.name}:{device_}"
        own = f"ua.native(ua.namespace({spec!r}).zeros(1))"
        has_device = hasattr(context.ua.native(context.xp.zeros(1)), "device")  # arrays of mlx have none
        for given in (repr(str(device_)), *([f"{own}.device"] if has_device else [])):
            context.ensure(
                Call(f"x = ua.native(x0)\nresult = {source.format(given)}", (x,)),
                f"assert ua.array_namespace(result) is ua.namespace({spec!r}).native, result.device",
            )


@check("creation_functions", "native-copy", ["asarray", "from_dlpack"], dtypes=ALL, rows=("23",))
def copy(context: Context) -> None:
    """Check that ``copy=True`` copies a native array, and that None and False keep its values."""
    values = fill(context.rng(), context.dtype, (4,), "small")
    values[0] = 1
    name, nothing = context.function, "False" if context.dtype == "bool" else "0"
    for keyword in ("", ", copy=None", ", copy=True", ", copy=False"):
        source = f"x = ua.native(x0)\ny = xp.native.{name}(x{keyword})\nassert ua.array_namespace(y) is xp.native\n"
        context.expect(Call(f"{source}result = xp.asarray(y)", (Input(values),)), Expected.exactly(values))
    if context.has("mutable"):
        source = f"x = ua.native(x0)\ny = xp.native.{name}(x, copy=True)\ny[...] = {nothing}\nresult = x0"
        context.expect(Call(source, (Input(values),)), Expected.exactly(values))


@check("creation_functions", "read-only", ["asarray", "from_dlpack"], rows=("23",))
def read_only(context: Context) -> None:
    """Check that a read-only host array is never written to through a result, and that negative strides work."""
    name = context.function
    # Libraries of immutable arrays raise another error than ValueError.
    refused = "ValueError" if context.has("mutable") else "Exception"
    for prefix in ("xp", "xp.native"):
        source = (
            "x = np.arange(3, dtype='float32')\nx.flags.writeable = False\n"
            f"y = {prefix}.{name}(x)\n"
            f"try:\n    y[0] = 7\nexcept {refused}:\n    pass\n"
            "result = xp.asarray(x)"
        )
        context.expect(Call(source), Expected.exactly(np.arange(3, dtype="float32")))
        source = f"result = xp.asarray({prefix}.{name}(np.arange(3, dtype='float32')[::-1]))"
        context.expect(Call(source), Expected.exactly(np.array([2, 1, 0], dtype="float32")))


@check("inspection", "native", ["__array_namespace_info__"], rows=("1n",))
def info(context: Context) -> None:
    """Check that the native tier reports the library's own dtype objects, for default dtypes and for all dtypes."""
    source = "xp.native.__array_namespace_info__()"
    for dtype in ("float64", "float32"):
        if context.has(dtype):
            names = {
                "real floating": dtype,
                "complex floating": context.default_complex(dtype),
                "integral": "int64",
                "indexing": "int64",
            }
            context.ensure(
                Call(f"with ua.use(default_float={dtype!r}):\n    result = {source}.default_dtypes()"),
                f"assert result == {{k: getattr(xp.native, v) for k, v in {names}.items()}}, result",
            )
    have = [dtype for dtype in ALL if context.has(dtype)]
    context.ensure(
        Call(f"{source}.dtypes()"), f"assert result == {{name: getattr(xp.native, name) for name in {have}}}, result"
    )
    context.ensure(Call(f"{source}.dtypes(kind='unsigned integer')"), "assert 'uint8' in result and len(result) <= 4")
    context.raises(Call(f"{source}.dtypes(kind='float')"), ValueError)
    context.ensure(Call(f"{source}.devices()"), f"assert {source}.default_device() in result, result")
