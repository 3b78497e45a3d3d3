"""Checks that ``ua.vmap`` gives what calls for each element give, stacked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..harness.budget import some
from ..harness.calls import Call, Input
from ..harness.registry import check
from ..inputs.example_calls import Fixed, Numbers
from ..inputs.gradient_calls import EXAMPLES
from ..inputs.vmap_calls import CALLS, DTYPES, REFUSED, definition, has_fixed_shape, is_for_dtype
from ..reference.expected import CLOSE, Component, Expected
from .gradients import needs_autograd

if TYPE_CHECKING:
    from ..harness.context import Context
    from ..inputs.example_calls import ExampleCall
    from ..reference.special_cases import Values

#: How many elements are mapped.
_COUNT: Final = 3
#: Allowed error of results in single precision, relative to 1 plus the largest: one call for all elements may add in
#: another order than one call for each.
_CLOSE: Final = 2e-5

FLAT: Final = """
def flat(y):
    return [z for part in y for z in flat(part)] if isinstance(y, (tuple, list)) else [y]
"""


def dtypes_of(function: str) -> tuple[str, ...]:
    """Return a dtype of each kind that the example calls of a function accept."""
    return tuple(dtype for dtype in DTYPES.values() if any(is_for_dtype(c, dtype) for c in CALLS[function]))


def close_to(values: Values) -> Expected:
    """Expect values up to rounding; integers and bools exactly."""
    if values.dtype.kind not in "fc":
        return Expected.exactly(values)
    real = Component.of(values.real, mode=CLOSE)
    imag = Component.of(values.imag, mode=CLOSE) if values.dtype.kind == "c" else None
    finite = np.abs(values[np.isfinite(values)])
    allowed = _CLOSE * (1.0 + float(finite.max(initial=0.0)))
    return Expected(values.dtype.name, values.shape, real=real, imag=imag, absolute=allowed)


def _batches(context: Context, call: ExampleCall, seed: int) -> list[Values]:
    """Return the inputs of a call, with an axis for the elements in front; a call without inputs gets one."""
    draws = [call.values(np.random.default_rng([context.entropy, seed, i]), context.dtype) for i in range(_COUNT)]
    return [np.stack(parts) for parts in zip(*draws, strict=True)] or [np.zeros(_COUNT, dtype=context.dtype)]


def _host(context: Context, call: Call) -> list[Values]:
    return [context.ua.to_numpy(x, force=True) for x in context.run(call, "")]


def _compare(context: Context, head: str, mapped: str, each: str, inputs: list[Values]) -> None:
    """Check an expression with ``ua.vmap`` against an expression of the element ``i``, for each result."""
    given = tuple(map(Input, inputs))
    count = f"count = len(flat({each.replace('[i]', '[0]')}))\n"
    stacked = f"ua.stack([ua.asarray(flat({each})[k]) for i in range({_COUNT})])"
    wanted = _host(context, Call(f"{head}{count}result = [{stacked} for k in range(count)]", given))
    for k, values in enumerate(wanted):
        context.expect(Call(f"{head}result = flat({mapped})[{k}]", given), close_to(values))


@check("vmap", "elements", CALLS, dtypes=dtypes_of, grade="tolerance")
def elements(context: Context) -> None:
    """Check that a call inside ``ua.vmap`` gives what the calls for each element give.

    Inputs that are fixed, such as indices, are passed unmapped, and again mapped.
    """
    calls = context.applicable(CALLS[context.function], lambda call: call.source)
    for k, call in some(context, enumerate(c for c in calls if is_for_dtype(c, context.dtype))):
        inputs = _batches(context, call, k)
        head = FLAT + definition(call)
        fixed = {i for i, x in enumerate(call.inputs) if isinstance(x, Fixed)}
        for unmapped in [fixed, set()] if fixed and has_fixed_shape(call) and _has_numbers(call) else [fixed]:
            if len(unmapped) == len(inputs):
                continue
            in_axes = tuple(None if i in unmapped else 0 for i in range(len(inputs)))
            given = [x[0] if i in unmapped else x for i, x in enumerate(inputs)]
            names = ", ".join(f"x{i}" for i in range(len(inputs)))
            each = ", ".join(f"x{i}" if i in unmapped else f"x{i}[i]" for i in range(len(inputs)))
            _compare(context, head, f"ua.vmap(f, in_axes={in_axes})({names})", f"f({each})", given)


def _has_numbers(call: ExampleCall) -> bool:
    return any(isinstance(x, Numbers) for x in call.inputs)


@check("vmap", "refused", REFUSED)
def refused(context: Context) -> None:
    """Check that functions whose shape depends on values raise TracingError."""
    context.needs("data_dependent_shapes")
    x = Input(np.array([[1.0, 0.0], [2.0, 2.0]], dtype="float32"))
    context.raises(Call(f"ua.vmap(lambda x: {REFUSED[context.function]})(x0)", (x,)), context.ua.TracingError)


@check("vmap", "gradients", EXAMPLES, dtypes=("float32",), grade="tolerance")
def gradients(context: Context) -> None:
    """Check the gradient of a mapped function, and the mapped gradient of a function."""
    needs_autograd(context)
    if context.function in REFUSED:
        source = f"ua.vmap(ua.grad(lambda x: ua.sum({REFUSED[context.function]})))(x0)"
        context.raises(Call(source, (Input(np.ones((2, 2), dtype="float32")),)), context.ua.TracingError)
        return
    examples = [e for e in EXAMPLES[context.function] if "r" in e.kinds and "\n" not in e.source][:1]
    for example in context.applicable(examples, lambda example: example.source):
        draws = [example.inputs(np.random.default_rng([context.entropy, i]), "float32") for i in range(_COUNT)]
        inputs = [np.stack(parts) for parts in zip(*draws, strict=True)]
        names = ", ".join(f"x{i}" for i in range(len(inputs)))
        each = ", ".join(f"x{i}[i]" for i in range(len(inputs)))
        head = (
            f"{FLAT}def f({names}):\n    y = {example.source}\n    return ua.sum(ua.real(y * y))\n"
            f"g = ua.grad(f, argnums={tuple(range(len(inputs)))})\n"
        )
        _compare(context, head, f"ua.vmap(g)({names})", f"g({each})", inputs)
        whole = f"ua.grad(lambda {names}: ua.sum(ua.vmap(f)({names})), argnums={tuple(range(len(inputs)))})({names})"
        _compare(context, head, whole, f"g({each})", inputs)


#: By label: source of a function of one row, which is not allowed inside ``ua.vmap``, and the error.
_FORBIDDEN: Final = {
    "if": ("def f(x): return x if x[0] > 0 else -x", "TracingError"),
    "float": ("def f(x): return float(x[0])", "TracingError"),
    "int": ("def f(x): return int(x[0])", "TracingError"),
    "index": ("def f(x): return [5, 6, 7][ua.astype(x[0], ua.int64)]", "TracingError"),
    "item": ("def f(x): return x[0].item()", "TracingError"),
    "tolist": ("def f(x): return x.tolist()", "TracingError"),
    "to_numpy": ("def f(x): return ua.to_numpy(x)", "TracingError"),
    "__array__": ("def f(x): return np.asarray(x)", "TracingError"),
    "from-outside": ("def f(x): return float((ua.ones(2, dtype=x.dtype) + x)[0])", "TracingError"),
    "from-written": (
        "def f(x):\n    z = ua.zeros(2, dtype=x.dtype)\n    z[0] = x[0]\n    return float(z[0])",
        "TracingError",
    ),
    "mask": ("def f(x): return x[x > 1]", "TracingError"),
    "mask-of-constant": ("def f(x): return ua.asarray([1, 2])[x > 1]", "TracingError"),
    "mask-values": ("def f(x):\n    z = ua.zeros_like(x)\n    z[x > 1] = x\n    return z", "TracingError"),
    "repeat": ("def f(x): return ua.repeat(x, ua.astype(x, ua.int64))", "TracingError"),
    "arange": ("def f(x): return ua.arange(x[0])", "TracingError"),
    "argument-written": ("def f(x):\n    x[0] = 1\n    return x", "RuntimeError"),
    "argument-updated": ("def f(x):\n    x += 1\n    return x", "RuntimeError"),
    "view-written": ("def f(x):\n    y = x[:1]\n    y[...] = 1\n    return x", "RuntimeError"),
    "outside-written": ("z = xp.zeros(2, dtype=xp.float32)\ndef f(x):\n    z[0] = x[0]\n    return x", "RuntimeError"),
    "outside-updated": (
        "z = xp.zeros(2, dtype=xp.float32)\ndef f(x):\n    global z\n    z += x\n    return x",
        "RuntimeError",
    ),
}


@check("vmap", "forbidden", _FORBIDDEN)
def forbidden(context: Context) -> None:
    """Check that reading values, shapes that depend on them, and writes to arguments raise errors."""
    source, error = _FORBIDDEN[context.function]
    kind: Any = RuntimeError if error == "RuntimeError" else context.ua.TracingError
    if context.function in ("argument-written", "argument-updated", "view-written"):
        context.needs("mutable", "a write makes a new array there")
    x = Input(np.array([[1.0, 2.0], [3.0, 4.0]], dtype="float32"))
    context.raises(Call(f"{source}\nresult = ua.vmap(f)(x0)", (x,)), kind)


#: By label: source of a function of a row of two numbers ``x``, and one that gives the same for an element.
_PROGRAMS: Final = {
    "write": "z = ua.zeros(3, dtype=x.dtype)\n    z[0] = x[0]\n    z[1:] = x\n    return z",
    "write-at-index": "z = ua.zeros(3, dtype=x.dtype)\n    z[ua.astype(x, ua.int64) % 3] = 5\n    return z",
    "write-by-mask": "z = ua.ones(2, dtype=x.dtype)\n    z[x > 2] = -1\n    return z",
    "write-row-by-mask": "z = ua.ones((2, 2), dtype=x.dtype)\n    z[x > 2] = x\n    return z",
    "update": "z = ua.ones(2, dtype=x.dtype)\n    z += x\n    z *= 2\n    return z",
    "write-twice": "z = ua.zeros(2, dtype=x.dtype)\n    z[0] = 1\n    z[1] = x[0]\n    z[0] += x[1]\n    return z",
    "index": "return ua.arange(5)[ua.astype(x, ua.int64) % 5]",
    "index-mapped": "return x[ua.astype(x, ua.int64) % 2]",
    "constant-mask": "return x[ua.asarray([True, False])]",
    "list": "return ua.asarray([x[0], 1.0, x[1]])",
    "unpack": "a, b = x\n    return a * b",
    "len": "return len(x) + x.shape[0]",
    "number": "return 5",
    "tuple": "return x, ua.sum(x), ua.arange(3)",
    "full": "return ua.full(2, x[0])",
    "linspace": "return ua.linspace(x[0], x[1], 4)",
    "nested": "return ua.vmap(lambda a: a * x)(x)",
    "nested-axis": "return ua.vmap(lambda a, b: a + b, in_axes=(None, 0), out_axes=1)(x, x)",
    "namespace": "xp = x.__array_namespace__()\n    return xp.zeros(2, dtype=x.dtype) + x",
    "portable": "return ua.portable(lambda a: a + ua.ones(2, dtype=a.dtype))(x)",
    "astype": "return ua.asarray(ua.astype(x, ua.int64), copy=True)",
}


@check("vmap", "program", _PROGRAMS, grade="tolerance")
def program(context: Context) -> None:
    """Check short programs inside ``ua.vmap``: writes, indices, lists, results in containers, nested maps."""
    head = f"{FLAT}@ua.portable\ndef f(x):\n    {_PROGRAMS[context.function]}\n"
    x = np.array([[1.0, 2.0], [3.0, 4.0], [2.5, -1.0]], dtype="float32")
    if "mask" in context.function:
        context.needs("data_dependent_shapes")
    _compare(context, head, "ua.vmap(f)(x0)", "f(x0[i])", [x])


@check("vmap", "axes", ["vmap"])
def axes(context: Context) -> None:
    """Check axes of arguments and results, containers, keyword arguments, and no elements at all."""
    x = np.arange(24.0, dtype="float32").reshape(2, 3, 4)
    y = np.arange(3.0, dtype="float32")
    given = (Input(x), Input(y))
    both = x + y[:, None]
    for source, expected in (
        ("ua.vmap(lambda a, b: a + b, in_axes=(1, 0), out_axes=1)(x0, x1)", both),
        ("ua.vmap(lambda a, b: a + b, in_axes=(-2, 0), out_axes=-1)(x0, x1)", both.transpose(0, 2, 1)),
        (
            "ua.vmap(lambda p: p['a'] + p['b'], in_axes=({'a': 1, 'b': 0},))({'a': x0, 'b': x1})",
            both.transpose(1, 0, 2),
        ),
        ("ua.vmap(lambda p, s: p[0] * s, in_axes=(0, None))([x0, 'text'], 2.0)", x * 2),
        ("ua.vmap(lambda a, *, b: a + b, in_axes=1)(x0, b=x1)", both.transpose(1, 0, 2)),
        (
            "ua.vmap(lambda a: {'s': a, 'one': ua.ones(2)}, out_axes={'s': 0, 'one': None})(x0)['one']",
            np.ones(2, dtype="float32"),
        ),
        ("ua.vmap(lambda a: (a, a), out_axes=(0, 2))(x0)[1]", x.transpose(1, 2, 0)),
        ("ua.vmap(lambda a: a * 2)(x0[:0])", x[:0]),
        ("ua.vmap(lambda a: ua.sum(a), in_axes=1)(x0[:, :0])", x[0, 0, :0]),
        ("ua.vmap(ua.vmap(lambda a, b: a * b, in_axes=(0, None)))(x0[:, :, 0], x1[:2])", x[:, :, 0] * y[:2, None]),
    ):
        context.expect(Call(source, given), Expected.exactly(expected))


#: Calls that must raise, by the error: wrong axes and containers.
_WRONG: Final = {
    "lengths": ("ua.vmap(lambda a, b: a)(x0, x0[:1])", "ValueError"),
    "axis": ("ua.vmap(lambda a: a, in_axes=2)(x0)", "AxisError"),
    "0-d": ("ua.vmap(lambda a: a)(x0[0, 0])", "AxisError"),
    "out-axis": ("ua.vmap(lambda a: a, out_axes=2)(x0)", "AxisError"),
    "nothing-mapped": ("ua.vmap(lambda a: a, in_axes=None)(x0)", "ValueError"),
    "no-array": ("ua.vmap(lambda a: a)(3.0)", "ValueError"),
    "entries": ("ua.vmap(lambda a: a, in_axes=(0, 0))(x0)", "ValueError"),
    "containers": ("ua.vmap(lambda a: a, in_axes=([0, 0],))((x0, x0))", "ValueError"),
    "out-containers": ("ua.vmap(lambda a: a, out_axes=(0, 0))(x0)", "ValueError"),
    "out-mapped": ("ua.vmap(lambda a: a, out_axes=None)(x0)", "ValueError"),
    "float": ("ua.vmap(lambda a: a, in_axes=0.5)(x0)", "TypeError"),
    "dict": ("ua.vmap(lambda a: a, in_axes={'a': 0})(x0)", "TypeError"),
    "result": ("ua.vmap(lambda a: 'text')(x0)", "TypeError"),
    "function": ("ua.vmap(3)(x0)", "TypeError"),
    "generator": ("def f(x): yield x\nresult = ua.vmap(f)(x0)", "TypeError"),
}


@check("vmap", "errors", _WRONG)
def errors(context: Context) -> None:
    """Check that wrong axes, containers and functions raise errors."""
    source, error = _WRONG[context.function]
    kinds: dict[str, Any] = {"ValueError": ValueError, "TypeError": TypeError, "AxisError": context.ua.AxisError}
    x = Input(np.array([[1.0, 2.0], [3.0, 4.0]], dtype="float32"))
    context.raises(Call(source, (x,)), kinds[error])


@check("vmap", "native", ["vmap"])
def native(context: Context) -> None:
    """Check that native arrays give native arrays, and that arguments stay as they were."""
    x = Input(np.array([[1.0, 2.0], [3.0, 4.0]], dtype="float32"))
    source = "n = ua.native(x0)\nresult = type(ua.vmap(lambda a: a + 1)(n)) is type(n), x0.tolist()"
    context.ensure(Call(source, (x,)), "assert result == (True, [[1.0, 2.0], [3.0, 4.0]]), result")
