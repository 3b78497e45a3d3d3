"""Checks that ``ua.jit`` gives what the function itself gives. Workers compile nothing: they run the traced graphs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from unifyarray._runtime import entries

from ..harness.budget import is_small
from ..harness.calls import Call, Input
from ..harness.outcomes import Skipped
from ..harness.registry import check
from ..inputs.example_calls import Fixed
from ..inputs.gradient_calls import EXAMPLES
from ..inputs.vmap_calls import CALLS, REFUSED, definition, has_fixed_shape, is_for_dtype
from .gradients import needs_autograd
from .vmap import FLAT, close_to, dtypes_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..harness.context import Context
    from ..inputs.example_calls import ExampleCall
    from ..reference.special_cases import Values

#: Functions with calls that read values, for the length of a result, a range, or the number of times a position occurs.
#: Such a call raises TracingError on some backends, and has a value on others.
READS_VALUES: Final = ("at", "bincount", "histogram")


def needs_jit(context: Context) -> None:
    """Skip the case if functions of the backend's arrays are not traced."""
    capabilities = context.subject.capabilities
    able = capabilities.jit
    if capabilities.host:
        kind = context.subject.xp.native.hooks.device.kind
        able |= any(info.backend and info.backend.capabilities.jit for info in entries.by_rank(kind))
    if not able:
        raise Skipped(f"{context.subject.backend} has no compiler: ua.jit calls functions as they are")


#: Functions made of series with hundreds of terms. To trace them takes seconds, and their derivatives minutes.
_SERIES: Final = ("special.betainc", "special.gammainc", "special.gammaincc")


def _is_sampled(context: Context) -> bool:
    """Return whether a function is checked, if the run is small. Tracing takes long.

    Every third function is, and every ninth if another backend compiles, which has the same checks.
    """
    if not is_small(context):
        return True
    every = 3 if context.subject.capabilities.jit else 9
    return context.function not in _SERIES and sum(map(ord, context.function)) % every == 0


def _definition(call: ExampleCall) -> str:
    """Return source of a function of the inputs of a call: inside ``ua.jit``, another backend than ``xp`` can run."""
    return re.sub(r"\bxp\.", "ua.", definition(call))


def _compare(context: Context, head: str, jitted: str, itself: str, inputs: Sequence[Values]) -> None:
    """Check an expression with ``ua.jit`` against one without, for each result."""
    given = tuple(map(Input, inputs))
    wanted = context.run(Call(f"{head}result = [ua.asarray(y) for y in flat({itself})]", given), "")
    for k, values in enumerate(wanted):
        call = Call(f"{head}y = flat({jitted})[{k}]\nresult = y if type(y) is ua.Array else xp.asarray(y)", given)
        context.expect(call, close_to(context.ua.to_numpy(values, force=True)))


@check("jit", "values", CALLS, dtypes=dtypes_of, grade="tolerance")
def values(context: Context) -> None:
    """Check that a call inside ``ua.jit`` gives what it gives outside, also the second time.

    A small run checks one call in one dtype, but no long series. If another backend compiles, it checks every ninth
    function.
    """
    needs_jit(context)
    found = context.applicable(CALLS[context.function], lambda call: call.source)
    calls = [*enumerate(c for c in found if is_for_dtype(c, context.dtype))]
    if is_small(context):
        compiles = context.subject.capabilities.jit and context.function not in _SERIES
        is_chosen = (compiles or _is_sampled(context)) and context.dtype == dtypes_of(context.function)[0]
        calls = calls[:1] if is_chosen else []
    for k, call in calls:
        inputs = call.values(np.random.default_rng([context.entropy, k]), context.dtype)
        names = ", ".join(f"x{i}" for i in range(len(call.inputs)))
        if context.function in READS_VALUES and _is_refused(context, call, inputs, names):
            continue
        if not has_fixed_shape(call) and any(isinstance(x, Fixed) for x in call.inputs):
            source = f"{_definition(call)}result = ua.jit(f)({names})"
            context.raises(Call(source, tuple(map(Input, inputs))), context.ua.TracingError)
            continue
        inputs = inputs or (np.zeros((), dtype=context.dtype),)
        names = names or "x0"
        head = f"{FLAT}{_definition(call)}g = ua.jit(f)\ng({names})\n"
        _compare(context, head, f"g({names})", f"f({names})", inputs)


def _is_refused(context: Context, call: ExampleCall, inputs: Sequence[Values], names: str) -> bool:
    """Return whether a call inside ``ua.jit`` raises TracingError."""
    source = f"{_definition(call)}result = False\ntry: ua.jit(f)({names})\nexcept ua.TracingError: result = True"
    return bool(context.run(Call(source, tuple(map(Input, inputs))), ""))


@check("jit", "refused", REFUSED)
def refused(context: Context) -> None:
    """Check that functions whose shape depends on values raise TracingError."""
    needs_jit(context)
    x = Input(np.array([[1.0, 0.0], [2.0, 2.0]], dtype="float32"))
    context.raises(Call(f"ua.jit(lambda x: {REFUSED[context.function]})(x0)", (x,)), context.ua.TracingError)


@check(
    "jit",
    "gradients",
    [name for name in EXAMPLES if name not in (*REFUSED, *READS_VALUES, *_SERIES)],
    dtypes=("float32",),
    grade="tolerance",
)
def gradients(context: Context) -> None:
    """Check the gradient of a function under ``ua.jit``, and ``ua.jit`` of the gradient.

    A small run checks every third function, or every ninth if another backend compiles.
    """
    needs_jit(context)
    needs_autograd(context)
    if not _is_sampled(context):
        return
    examples = [e for e in EXAMPLES[context.function] if "r" in e.kinds and "\n" not in e.source][:1]
    for example in context.applicable(examples, lambda example: example.source):
        inputs = example.inputs(np.random.default_rng([context.entropy, 0]), "float32")
        names = ", ".join(f"x{i}" for i in range(len(inputs)))
        numbers = tuple(range(len(inputs)))
        head = (
            f"{FLAT}def f({names}):\n    y = {example.source}\n    return ua.sum(ua.real(y * y))\n"
            f"g = ua.grad(f, argnums={numbers})\n"
        )
        _compare(context, head, f"ua.jit(g)({names})", f"g({names})", inputs)
        outside = f"ua.grad(ua.jit(f), argnums={numbers})({names})"
        _compare(context, head, outside, f"g({names})", inputs)


#: By label: source of a function of two numbers ``x``, which is not allowed inside ``ua.jit``, and the error.
_FORBIDDEN: Final = {
    "if": ("def f(x): return x if x[0] > 0 else -x", "TracingError"),
    "float": ("def f(x): return float(x[0])", "TracingError"),
    "int": ("def f(x): return int(x[0])", "TracingError"),
    "index": ("def f(x): return [5, 6, 7][ua.astype(x[0], ua.int64)]", "TracingError"),
    "item": ("def f(x): return x[0].item()", "TracingError"),
    "tolist": ("def f(x): return x.tolist()", "TracingError"),
    "to_numpy": ("def f(x): return ua.to_numpy(x)", "TracingError"),
    "__array__": ("def f(x): return np.asarray(x)", "TracingError"),
    "mask": ("def f(x): return x[x > 1]", "TracingError"),
    "mask-of-constant": ("def f(x): return ua.asarray([1, 2])[x > 1]", "TracingError"),
    "mask-values": ("def f(x):\n    z = ua.zeros_like(x)\n    z[x > 1] = x\n    return z", "TracingError"),
    "repeat": ("def f(x): return ua.repeat(x, ua.astype(x, ua.int64))", "TracingError"),
    "arange": ("def f(x): return ua.arange(x[0])", "TracingError"),
    "outside-written": ("z = xp.zeros(2, dtype=xp.float32)\ndef f(x):\n    z[0] = 1\n    return x", "RuntimeError"),
    "outside-view": ("z = xp.zeros(2, dtype=xp.float32)\ndef f(x):\n    z[:1][0] = 1\n    return x", "RuntimeError"),
    "outside-updated": (
        "z = xp.zeros(2, dtype=xp.float32)\ndef f(x):\n    global z\n    z += 1\n    return x",
        "RuntimeError",
    ),
    "random-python": ("import random\ndef f(x): return x * random.random()", "TracingError"),
    "random-numpy": ("def f(x): return x + ua.asarray(np.random.rand(2), dtype=x.dtype)", "TracingError"),
    "unhashable": ("f = lambda x: ua.sum(x)\nx0 = (x0, {1, 2})", "TypeError"),
}


@check("jit", "forbidden", _FORBIDDEN)
def forbidden(context: Context) -> None:
    """Check that reading values, shapes that depend on them, and writes to closed-over Arrays raise errors."""
    needs_jit(context)
    source, error = _FORBIDDEN[context.function]
    kinds: dict[str, Any] = {"RuntimeError": RuntimeError, "TypeError": TypeError}
    x = Input(np.array([1.0, 2.0], dtype="float32"))
    kind = kinds.get(error, context.ua.TracingError)
    context.raises(Call(f"{source}\nresult = ua.jit(f)(x0)", (x,)), kind)


#: By label: a transform of a function ``f``, and of the compiled function ``g``, at a vector ``x``.
_TRANSFORMS: Final = {
    "jit-of-hessian": ("ua.jit(ua.hessian(f))(x)", "ua.hessian(f)(x)"),
    "hessian-of-jit": ("ua.hessian(g)(x)", "ua.hessian(f)(x)"),
    "grad-of-grad-of-jit": (
        "ua.grad(lambda y: ua.sum(ua.grad(g)(y) ** 2))(x)",
        "ua.grad(lambda y: ua.sum(ua.grad(f)(y) ** 2))(x)",
    ),
    "jit-of-jacobian": ("ua.jit(ua.jacobian(e))(x)", "ua.jacobian(e)(x)"),
    "jacobian-of-jit": ("ua.jacobian(ua.jit(e))(x)", "ua.jacobian(e)(x)"),
    "forward-jacobian-of-jit": ("ua.jacobian(ua.jit(e), mode='forward')(x)", "ua.jacobian(e)(x)"),
    "jvp-of-jit": ("ua.jvp(ua.jit(e), (x,), (x + 1,))", "ua.jvp(e, (x,), (x + 1,))"),
    "vjp-of-jit": ("ua.vjp(ua.jit(e), x)[1](x + 1)", "ua.vjp(e, x)[1](x + 1)"),
    "value-and-grad-of-jit": ("ua.value_and_grad(g)(x)", "ua.value_and_grad(f)(x)"),
    "jit-of-vmap-of-grad": ("ua.jit(ua.vmap(ua.grad(f)))(m)", "ua.vmap(ua.grad(f))(m)"),
    "vmap-of-jit-of-grad": ("ua.vmap(ua.jit(ua.grad(f)))(m)", "ua.vmap(ua.grad(f))(m)"),
    "vmap-of-grad-of-jit": ("ua.vmap(ua.grad(g))(m)", "ua.vmap(ua.grad(f))(m)"),
    "grad-of-vmap-of-jit": (
        "ua.grad(lambda y: ua.sum(ua.vmap(g)(y)))(m)",
        "ua.grad(lambda y: ua.sum(ua.vmap(f)(y)))(m)",
    ),
    "grad-of-jit-with-writes": ("ua.grad(ua.jit(w))(x)", "ua.grad(w)(x)"),
    "grad-of-jit-beside-constants": (
        "ua.grad(ua.jit(lambda y, c: f(y * c)), argnums=1)(x, x + 1)",
        "ua.grad(lambda y, c: f(y * c), argnums=1)(x, x + 1)",
    ),
    "grad-of-a-part": (
        "ua.grad(lambda y: ua.sum(ua.jit(lambda y: (y * 2, ua.stop_gradient(y) * y, ua.ones(2)))(y)[1]))(x)",
        "x",
    ),
}


@check("jit", "transforms", _TRANSFORMS, dtypes=("float32",), grade="tolerance")
def transforms(context: Context) -> None:
    """Check derivatives and maps of a compiled function, and compiled derivatives and maps."""
    needs_jit(context)
    needs_autograd(context)
    compiled, itself = _TRANSFORMS[context.function]
    head = (
        f"{FLAT}def e(x): return ua.exp(-x) * x\n"
        "def f(x): return ua.sum(e(x) * ua.flip(x)) + x[0] ** 3\n"
        "def w(x):\n    z = ua.zeros(3, dtype=x.dtype)\n    z[0] = x[0]\n    y = ua.exp(z)\n    z[1:] += x * y[0]\n"
        "    return ua.sum(y * z ** 2)\n"
        "g = ua.jit(f)\nx, m = x0[0], x0\n"
    )
    _compare(context, head, compiled, itself, [np.array([[1.5, -0.5], [0.25, 2.0]], dtype="float32")])


#: By label: source of a function of two numbers ``x``.
_PROGRAMS: Final = {
    "write": "z = ua.zeros(3, dtype=x.dtype)\n    z[0] = x[0]\n    z[1:] = x\n    return z",
    "write-at-index": "z = ua.zeros(3, dtype=x.dtype)\n    z[ua.astype(x, ua.int64) % 3] = 5\n    return z",
    "write-by-mask": "z = ua.ones(2, dtype=x.dtype)\n    z[x > 2] = -1\n    return z",
    "update": "z = ua.ones(2, dtype=x.dtype)\n    z += x\n    z *= 2\n    return z",
    "write-literal": "z = ua.asarray([0.0, 1.0], dtype=x.dtype)\n    z[0] = x[1]\n    return z",
    "argument-written": "x[0] = 7\n    return x * 2, x",
    "argument-updated": "x += 1\n    return x * 2, x",
    "argument-returned": "return x",
    "view-written": "x[1:][0] = 5\n    return x * 2",
    "index": "return ua.arange(5)[ua.astype(x, ua.int64) % 5]",
    "constant-mask": "return x[ua.asarray([True, False])] if False else x",
    "list": "return ua.asarray([x[0], 1.0, x[1]])",
    "unpack": "a, b = x\n    return a * b",
    "matmul": "return ua.stack([x, -x]) @ x",
    "invert": "return ~(x > 1)",
    "number": "return 5, x",
    "full": "return ua.full(2, x[0])",
    "linspace": "return ua.linspace(x[0], x[1], 4)",
    "nested": "return ua.jit(lambda a: a * x)(x)",
    "nested-of-closed-over": "return ua.jit(lambda a: a + 1)(C) * x[ua.asarray([1, 0])]",
    "vmap": "return ua.vmap(lambda a: a * x)(x)",
    "namespace": "xp = x.__array_namespace__()\n    return xp.zeros(2, dtype=x.dtype) + x",
    "portable": "return ua.portable(lambda a: a + ua.ones(2, dtype=a.dtype))(x)",
    "use": "with ua.use(default_float='float32'):\n        return ua.zeros(2) + x",
    "closed-over": "return x * C + C",
    "closed-over-returned": "return C, x",
    "loop": "for _ in range(5): x = ua.where(x > 2, x / 2, 3 * x + 1)\n    return x",
}


@check("jit", "program", _PROGRAMS, grade="tolerance")
def program(context: Context) -> None:
    """Check short programs inside ``ua.jit``, and what they leave in their argument."""
    needs_jit(context)
    head = (
        f"{FLAT}C = xp.asarray([2.0, 3.0], dtype=x0.dtype)\n"
        f"@ua.portable\ndef f(x):\n    {_PROGRAMS[context.function]}\n"
        "def both(g):\n    x = ua.asarray(x0, copy=True)\n    return g(x), x\n"
        "h = ua.jit(f)\nboth(h)\n"
    )
    _compare(context, head, "both(h)", "both(f)", [np.array([1.5, 2.5], dtype="float32")])


@check("jit", "once", ["jit"])
def once(context: Context) -> None:
    """Check that the function runs once for each shape, dtype, constant and structure, and prints without values."""
    needs_jit(context)
    x = Input(np.array([1.0, 2.0], dtype="float32"))
    source = (
        "seen = []\n"
        "def f(x, k=2):\n    seen.append(repr(x))\n    return x * k if type(x) is ua.Array else x[0] * k\n"
        "g = ua.jit(f)\n"
        "for y in (x0, x0 + 1, x0[:1], (x0,), x0, ua.astype(x0, ua.int64)): g(y)\n"
        "g(x0, 3), g(x0, k=3), g(x0, 3.0), g(x0, 3)\n"
        "result = len(seen), seen[0]"
    )
    text = "Array(<not computed>, shape=(2,), dtype=float32"
    context.ensure(Call(source, (x,)), f"assert result[0] == 7 and result[1].startswith({text!r}), result")


#: By label: source of a class that the constants use, a constant, and one that is equal but gives another result.
_EQUAL: Final = {
    "float": ("", "(2,)", "(2.0,)"),
    "bool": ("", "((2, 1),)", "((2, True),)"),
    "zero": ("", "(1, 0.0)", "(1, -0.0)"),
    "set": ("", "frozenset([2])", "frozenset([2.0])"),
    "dataclass": (
        "import dataclasses\n@dataclasses.dataclass(frozen=True)\nclass Settings:\n    k: object\n",
        "Settings(2)",
        "Settings(2.0)",
    ),
}


@check("jit", "equal_constants", _EQUAL)
def equal_constants(context: Context) -> None:
    """Check that a static argument that equals another one, but has another type or sign, runs the function again."""
    needs_jit(context)
    head, first, second = _EQUAL[context.function]
    source = (
        f"{head}seen = []\n"
        "def f(x, constant):\n    seen.append(repr(constant))\n    return x + 1\n"
        "g = ua.jit(f, static_argnums=1)\n"
        f"constants = {first}, {second}\n"
        "for constant in constants * 2: g(x0, constant)\n"
        "result = constants[0] == constants[1], seen == [*map(repr, constants)]"
    )
    context.ensure(
        Call(source, (Input(np.array([1.0, 2.0], dtype="float32")),)), "assert result == (True, True), result"
    )


@check("jit", "native", ["jit"])
def native(context: Context) -> None:
    """Check that native arrays give native arrays, and that a write reaches the caller's array."""
    needs_jit(context)
    context.needs("mutable")
    x = Input(np.array([1.0, 2.0], dtype="float32"))
    source = (
        "def f(x):\n    x[0] = 9\n    return x + 1\n"
        "n = ua.native(ua.asarray(x0, copy=True))\n"
        "g = ua.jit(f)\ng(n)\nn[0] = 0\n"
        "result = type(g(n)) is type(n), ua.asarray(n).tolist()"
    )
    context.ensure(Call(source, (x,)), "assert result == (True, [9.0, 2.0]), result")


#: Calls that must raise, by the error.
_WRONG: Final = {
    "function": ("ua.jit(3)", "TypeError"),
    "generator": ("def f(x): yield x\nresult = ua.jit(f)(x0)", "TypeError"),
    "backend": ("ua.jit(ua.sin, backend='numpy')", "ValueError"),
    "number": ("ua.jit(lambda x: x, static_argnums=1)", "ValueError"),
    "name": ("ua.jit(lambda x: x, static_argnames='y')", "ValueError"),
    "text": ("ua.jit(lambda x: x, static_argnums='x')", "TypeError"),
    "static-array": ("ua.jit(lambda x: x, static_argnums=0)(x0)", "TypeError"),
}


@check("jit", "errors", _WRONG)
def errors(context: Context) -> None:
    """Check that wrong arguments of ``ua.jit`` raise errors."""
    needs_jit(context)
    source, error = _WRONG[context.function]
    x = Input(np.array([1.0, 2.0], dtype="float32"))
    context.raises(Call(source, (x,)), {"ValueError": ValueError, "TypeError": TypeError}[error])
