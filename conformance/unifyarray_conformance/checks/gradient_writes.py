"""Checks of writes inside a function that is differentiated: to its arguments, and to arrays that it has made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from ..harness.calls import Call, Input
from ..harness.registry import check
from ..inputs.gradient_points import POSITIVE, Example, of, real
from ..reference.dtypes import FLOATING
from .gradients import check_gradient, check_jvp, check_second, is_for_dtype, needs_autograd

if TYPE_CHECKING:
    from ..harness.context import Context

ROW: Final = ("28",)

#: By label: statements that write to the argument ``a``, of shape (2, 3), or to a view of it.
WRITES: Final = {
    "inplace": "a *= 2",
    "inplace-array": "a += ua.ones_like(a)",
    "power": "a **= 2",
    "setitem": "a[...] = 0.0",
    "element": "a[0, 1] = 5.0",
    "tracked-value": "a[0] = a[1] * 2",
    "mask": "a[a > 1.5] = 0.0",
    "index-array": "a[ua.asarray([0, 1]), ua.asarray([2, 0])] = 7.0",
    "negative-step": "a[:, ::-1] = 3.0",
    "row": "b = a[1]\nb *= 2",
    "slice": "b = a[:, 1:]\nb[...] = 0.0",
    "slice-power": "b = a[:, 1:]\nb **= 2",
    "view-of-view": "b = a[1:][0]\nb -= 1",
    "transpose": "a.T[0] = 0.0",
    "permute": "b = ua.permute_dims(a, (1, 0))\nb += 1",
    "expand": "b = ua.expand_dims(a, axis=0)\nb /= 2",
    "reshape": "b = ua.reshape(a, (6,), copy=False)\nb[2:4] = 0.0",
    "asarray": "b = ua.asarray(a)\nb *= 2",
    "stop_gradient": "ua.stop_gradient(a)[0] = 5.0",
    "detach": "b = a.detach()\nb += 1",
    "no_grad": "with ua.no_grad():\n    a *= 2",
    "portable": "def double(c):\n    c *= 2\nua.portable(double)(ua.native(a))",
}
#: By label: statements that write to the complex argument ``a`` through a part of it, if the part is a view.
PARTS: Final = {"real": "b = ua.real(a)", "imag": "b = ua.imag(a)"}

#: By name of the transform: the call with the function ``f`` and the argument ``x0``.
TRANSFORMS: Final = {
    "grad": "ua.grad(f)(x0)",
    "value_and_grad": "ua.value_and_grad(f)(x0)",
    "vjp": "ua.vjp(f, x0)",
    "jvp": "ua.jvp(f, (x0,), (x0,))",
    "jacobian": "ua.jacobian(f)(x0)",
    "jacobian-forward": "ua.jacobian(f, mode='forward')(x0)",
    "hessian": "ua.hessian(f)(x0)",
    "nested": "ua.grad(lambda x: ua.sum(ua.grad(f)(x * 1.0)))(x0)",
    "tree": "ua.grad(lambda p: f(p['a'][0]))({'a': [x0, 'name']})",
}
_MATRIX: Final = ((1.0, 2.0, 3.0), (4.0, 5.0, 6.0))


def _function(statements: str) -> str:
    body = "\n    ".join(statements.splitlines())
    return f"def f(a):\n    {body}\n    return ua.sum(ua.real(a * a))\n"


def _expect_refusal(context: Context, statements: str, transform: str, x: Input) -> None:
    """Check that a write raises RuntimeError, that the hint names a copy, and that the argument is as before."""
    source = (
        f"{_function(statements)}before = ua.asarray(x0, copy=True)\ntry:\n    {TRANSFORMS[transform]}\n"
        "except RuntimeError as error:\n    text = str(error)\nelse:\n    text = 'no error'\n"
        "result = text, bool(ua.all(x0 == before))"
    )
    context.ensure(
        Call(source, (x,)),
        "assert 'ua.asarray(x, copy=True)' in result[0].partition('\\nHint: ')[2], result[0]\n"
        "assert result[1], 'the argument has changed'",
    )


@check("gradients", "argument_written", WRITES, dtypes=("float32", "float64"), rows=ROW, needs=("mutable",))
def argument_written(context: Context) -> None:
    """Check that a write to a differentiated argument, or to a view of it, raises an error before it is made."""
    needs_autograd(context)
    x = Input(np.array(_MATRIX, dtype=context.dtype))
    for transform in TRANSFORMS:
        _expect_refusal(context, WRITES[context.function], transform, x)
    _expect_refusal(
        context, WRITES[context.function], "grad", Input(np.array(_MATRIX, dtype=context.dtype), "reversed")
    )


@check("gradients", "part_written", PARTS, dtypes=("complex64", "complex128"), rows=ROW, needs=("mutable",))
def part_written(context: Context) -> None:
    """Check that a write to a part of a complex argument raises an error, or leaves the argument as it was."""
    needs_autograd(context)
    values = np.array(_MATRIX, dtype=context.dtype) * np.array(1 + 2j, dtype=context.dtype)
    statement = PARTS[context.function]
    # Not by `ua.shares_memory`, because not every library tells the addresses of its arrays.
    source = f"a = ua.asarray(x0, copy=True)\n{statement}\nb[...] = 0\nresult = bool(ua.any(a != x0))"
    shared = context.run(Call(source, (Input(values),)), "")
    if shared:
        _expect_refusal(context, f"{statement}\nb *= 2", "grad", Input(values))
    else:
        # The library that computes the gradients can share the parts although this one does not.
        function = _function(statement + "\nb[...] = 0")
        source = (
            f"{function}try:\n    result = bool(ua.all(ua.grad(f)(x0) == 2 * x0))\nexcept RuntimeError as error:\n"
            "    result = 'ua.asarray(x, copy=True)' in str(error).partition('\\nHint: ')[2]"
        )
        context.ensure(Call(source, (Input(values),)), "assert result")


#: By label: statements that write to an array that shares nothing with the argument ``a``.
OTHERS: Final = {
    "copy": "b = ua.asarray(a, copy=True)\n    b[...] = 7.0",
    "outside": "c[1] = 7.0",
    "constant": "d *= 2",
}


@check("gradients", "other_written", OTHERS, dtypes=("float32", "float64"), rows=ROW, needs=("mutable",))
def other_written(context: Context) -> None:
    """Check that copies, arrays outside and arguments that are constants may be written to."""
    needs_autograd(context)
    source = (
        "c = ua.asarray(x0, copy=True)\nd = ua.asarray(x0, copy=True)\n"
        f"def f(a, d):\n    {OTHERS[context.function]}\n    return ua.sum(a * a)\nresult = ua.grad(f)(x0, d), x0"
    )
    context.ensure(
        Call(source, (Input(np.array([1.0, 3.0], dtype=context.dtype)),)),
        "assert [found.tolist() for found in result] == [[2.0, 6.0], [1.0, 3.0]], result",
    )


#: By label: code in place on arrays that the function has made. Operations before and after the first write need the
#: values that it overwrites for their gradients. Some writes go through views.
PROGRAMS: Final[dict[str, Example]] = {
    "norm": of("y = x0 * 1.0\ny[0] = y[0] + ua.linalg.vector_norm(y)", (3,)),
    "saved-result": of("u = ua.exp(x0)\nz = u * u\nu += 1\ny = z + u", (3,)),
    "saved-operand": of("u = x0 * 1.0\nz = ua.sin(u)\nu *= u\nw = ua.cos(u)\nu[...] = u * z\ny = u + z + w", (2, 3)),
    "view-written": of("y = x0 * 1.0\nv = y[1:]\nn = ua.sum(y * y)\nv[...] = v * n\ny[0] = ua.sum(v)", (3,)),
    "view-read": of("u = x0 * 1.0\nv = u[::2]\ns = v * v\nu *= 2.0\ny = s + v * v", (4,)),
    "power": of("y = x0 * 1.0\nv = y[1:]\nv **= 2\ny **= 3", (3,)),
    "matmul": of("u = x0 * 1.0\nv = u[:]\nu @= u\ny = v + ua.sin(u)", (2, 2)),
    "division": of("u = x0 * 1.0\nz = 1.0 / u\nu /= u * u + 3.0\ny = z + u", (3,), interval=POSITIVE),
    "mask": real("u = x0 * 1.0\nz = ua.sin(u)\nu[u > 0.1] = 0.25\ny = u * z", (4,)),
    "mask-values": real("u = x0 * 1.0\nm = u > 0.1\nz = u * u\nu[m] = z[m] * u[m]\ny = u + z", (4,)),
    "index-array": of(
        "u = x0 * 1.0\ni = ua.asarray([2, 0])\nz = u * u\nu[i] = z[i] * u[ua.asarray([0, 1])]\ny = u + z", (3,)
    ),
    "transpose": of("u = x0 * 1.0\nz = u * u\nu.T[0] = z[:, 1]\ny = u * z", (2, 3)),
    "negative-step": of("u = x0 * 1.0\nz = u * u\nu[::-1] = z * u\ny = u + z", (3,)),
    "recurrence": of(
        "y = ua.zeros_like(x0)\ny[0] = x0[0]\nfor k in range(1, 4):\n    y[k] = y[k - 1] * x0[k] + ua.sin(y[k - 1])",
        (4,),
    ),
    "steps": of(
        "y = x0 * 1.0\nfor _ in range(3):\n    y[1:-1] += 0.1 * y[1:-1] * (y[2:] - 2.0 * y[1:-1] + y[:-2])", (5,)
    ),
    "captured": of(
        "u = x0 * 1.0\ndef scale():\n    u[1:] = u[1:] * ua.sum(u)\n    return u * u\ny = scale() + u", (3,)
    ),
}


@check("gradients", "written", PROGRAMS, dtypes=FLOATING, grade="tolerance", rows=ROW, needs=("mutable",))
def written(context: Context) -> None:
    """Check gradients of code in place on arrays that the function has made: backward, forward, and of second order."""
    needs_autograd(context)
    examples = context.applicable([PROGRAMS[context.function]], lambda example: example.source)
    for example in examples:
        if not is_for_dtype(example, context.dtype):
            continue
        rng = np.random.default_rng(context.entropy)
        inputs = example.inputs(rng, context.dtype)
        check_gradient(context, example, inputs, rng, pulled=True)
        check_jvp(context, example, inputs, rng)
        check_second(context, [example])


#: By label: what is done with a tensor that the function then uses by itself, and what it must not change.
LOOKED_AT: Final = {
    "repr": "repr(ua.asarray(w))",
    "compare": "bool(ua.all(ua.asarray(w) == 1))",
    "convert": "ua.convert(w, 'numpy', requires_grad='detach')",
    "pickle": "__import__('pickle').dumps(ua.stop_gradient(ua.asarray(w)))",
    "copy": "__import__('copy').deepcopy(ua.asarray(w))",
    "asarray": "ua.asarray(w, requires_grad=True)",
    "portable": "ua.portable(lambda a: a + 1)(w)",
    "grad": "ua.grad(lambda a: ua.sum(a * a))(w)",
    "backward": "ua.sum(ua.asarray(w) ** 2).backward()",
}


@check("gradients", "repeated", LOOKED_AT, rows=ROW, needs=("imperative_autograd", "float64"))
def repeated(context: Context) -> None:
    """Check that a gradient is the same after a tensor that the function uses by itself was looked at as an Array."""
    # Gradients of NumPy arrays are computed on the host, where a tensor of another device cannot be used.
    on_the_host = context.xp.native.hooks.device.kind == "cpu"
    point, kind = ("np.ones(3)", "np.ndarray") if on_the_host else ("xp.ones(3, dtype=xp.float64)", "ua.Array")
    source = (
        "w = ua.native(xp.asarray([1.0, 2.0, 3.0], dtype=xp.float64, requires_grad=True))\n"
        "def f(x):\n    return ua.asarray((ua.native(x) * w).sum())\n"
        f"before = ua.grad(f)({point})\n"
        f"{LOOKED_AT[context.function]}\n"
        f"after = ua.grad(f)({point})\nresult = before, after"
    )
    context.ensure(
        Call(source, ()),
        f"for found in result:\n    assert type(found) is {kind}, found\n"
        "    assert found.tolist() == [1.0, 2.0, 3.0], found",
    )
