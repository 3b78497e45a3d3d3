"""Checks that data with a gradient are never detached silently (contract row 24)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from ..harness.calls import Call, Input
from ..harness.context import Skipped
from ..harness.registry import check
from .devices import other_device

if TYPE_CHECKING:
    from ..harness.context import Context

ROW: Final = ("24",)
_TRACKED: Final = "x0 = xp.asarray(x0, requires_grad=True)\n"

#: By label: a call that takes the data out of autograd, and the error that it raises for a tracked Array.
LEAVING: Final = {
    "__array__": ("np.asarray(x0)", TypeError),
    "__dlpack__": ("np.from_dlpack(x0)", BufferError),
    "to_numpy": ("ua.to_numpy(x0)", TypeError),
    "pickle": ("__import__('pickle').dumps(x0)", TypeError),
    "asarray-integers": ("xp.asarray(x0, dtype='int64')", TypeError),
    "asarray-list-integers": ("xp.asarray([x0[0], 1], dtype='int64')", TypeError),
    "save": ("ua.save(__import__('tempfile').gettempdir() + '/unifyarray-kept-gradients.npy', x0)", TypeError),
}
#: By label: a call that would move the data of a tracked Array to another library, which cannot track the gradient.
MOVING: Final = {
    "convert": "ua.convert(x0, {other!r})",
    "convert-keep": "ua.convert(x0, {other!r}, requires_grad='keep')",
    "asarray": "ua.asarray(x0, device={other!r})",
    "from_dlpack": "ua.from_dlpack(x0, device={other!r})",
    "asarray-list": "ua.asarray([x0[0], 1.0], device={other!r})",
    "asarray-native": "ua.asarray([ua.native(x0)[0]], device={other!r})",
    "full": "ua.full(3, x0[0], device={other!r})",
    "linspace": "ua.linspace(0, x0[0], 3, device={other!r})",
    "arange": "ua.arange(0, x0[0], device={other!r})",
}
#: By label: calls that explicitly drop the gradient.
DROPPING: Final = {
    "to_numpy": "ua.to_numpy(x0, force=True)",
    "convert": "ua.convert(x0, {here!r}, requires_grad='detach')",
    "stop_gradient": "ua.stop_gradient(x0)",
    "detach": "x0.detach()",
}
#: By label: calls that keep the gradient.
KEEPING: Final = {
    "asarray": "ua.asarray(x0)",
    "asarray-copy": "ua.asarray(x0, copy=True)",
    "asarray-dtype": "ua.asarray(x0, dtype='float64')",
    "astype": "xp.astype(x0, xp.float64)",
    "convert": "ua.convert(x0, {here!r})",
    "to_device": "x0.to_device(x0.device)",
    "copy": "__import__('copy').copy(x0)",
    "deepcopy": "__import__('copy').deepcopy(x0)",
    "from_dlpack": "ua.from_dlpack(x0)",
    "reshape": "xp.reshape(x0, (1, 2))",
    "__getitem__": "x0[::-1]",
    "asarray-list": "xp.asarray([x0[0], x0[1]])",
    "asarray-native": "ua.asarray([ua.native(x0)[0], [ua.native(x0)[1]][0]])",
    "full": "xp.full((1,), x0[0]) + ua.full(1, x0[1])",
    "linspace": "xp.linspace(x0[0], x0[1], 2)",
    "arange": "xp.arange(x0[0], 7, x0[1]) / 3",
    "concat": "xp.concat([x0, xp.zeros(1, dtype=xp.float32)])",
}


def _x() -> tuple[Input]:
    return (Input(np.array([1.0, 2.0], dtype="float32")),)


@check("kept_gradients", "raises", LEAVING, rows=ROW, needs=("imperative_autograd",))
def leaving(context: Context) -> None:
    """Check that data leaving the library raise an error whose hint names ``stop_gradient``."""
    source, error = LEAVING[context.function]
    context.raises(Call(f"{_TRACKED}result = {source}", _x()), error)
    caught = f"{_TRACKED}try:\n    {source}\nexcept {error.__name__} as found:\n    result = str(found)"
    named = "assert 'stop_gradient' in result.partition('\\nHint: ')[2], result"
    context.ensure(Call(caught, _x()), named)


@check("kept_gradients", "raises-elsewhere", MOVING, rows=ROW, needs=("imperative_autograd",))
def moving(context: Context) -> None:
    """Check that data moving to another library raise TypeError, unless the call detaches them."""
    other = other_device(context)
    if other is None or other.partition(":")[0] == context.xp.native.hooks.backend.name:
        raise Skipped("this machine has no second backend")
    source = MOVING[context.function].format(other=other)
    context.raises(Call(f"{_TRACKED}result = {source}", _x()), TypeError)
    if context.function == "convert":
        detached = f"{_TRACKED}result = ua.convert(x0, {other!r}, requires_grad='detach')"
        context.ensure(
            Call(detached, _x()), "assert result.tolist() == [1.0, 2.0] and not result.requires_grad, result"
        )


@check("kept_gradients", "dropped", DROPPING, rows=ROW, needs=("imperative_autograd",))
def dropping(context: Context) -> None:
    """Check that an explicit request drops the gradient of the result and leaves the Array itself unchanged."""
    source = DROPPING[context.function].format(here=context.subject.spec)
    call = Call(f"{_TRACKED}result = ({source}, x0)", _x())
    context.ensure(
        call,
        "assert result[0].tolist() == [1.0, 2.0] and not getattr(result[0], 'requires_grad', False), result[0]\n"
        "assert result[1].requires_grad, result[1]",
    )


@check("kept_gradients", "kept", KEEPING, rows=ROW, needs=("imperative_autograd",))
def keeping(context: Context) -> None:
    """Check that calls within the library keep the gradient, which ``backward`` then computes."""
    if "float64" in KEEPING[context.function]:
        context.needs("float64")
    source = KEEPING[context.function].format(here=context.subject.spec)
    call = Call(f"{_TRACKED}found = {source}\nxp.sum(found * 3).backward()\nresult = (found, x0.grad)", _x())
    context.ensure(
        call, "assert result[0].requires_grad, result[0]\nassert result[1].tolist() == [3.0, 3.0], result[1]"
    )


@check(
    "kept_gradients",
    "numbers",
    ["float", "int", "item", "tolist", "repr"],
    rows=ROW,
    needs=("imperative_autograd",),
)
def numbers(context: Context) -> None:
    """Check that numbers can be read and the repr marks the gradient; inside ``ua.grad``, reading raises TypeError."""
    sources = {"float": "float(x0[1])", "int": "int(x0[1])", "item": "x0[1].item()", "tolist": "x0.tolist()"}
    if context.function == "repr":
        context.ensure(Call(f"{_TRACKED}result = repr(x0)", _x()), "assert 'requires_grad=True' in result, result")
        return
    source = sources[context.function]
    answer = "[1.0, 2.0]" if context.function == "tolist" else "2"
    context.ensure(Call(f"{_TRACKED}result = {source}", _x()), f"assert result == {answer}, result")
    inside = f"def f(x0):\n    {source}\n    return xp.sum(x0 * x0)\nresult = ua.grad(f)(x0)"
    context.raises(Call(inside, _x()), TypeError)


@check(
    "kept_gradients",
    "joins",
    ["__mul__", "add", "matmul", "where"],
    rows=(*ROW, "21"),
    needs=("imperative_autograd",),
)
def joins(context: Context) -> None:
    """Check that arrays of a library without autograd mix, as constants, only with Arrays that carry a gradient."""
    device = context.xp.native.hooks.device
    plain = [
        f"{name}:{device}"
        for name, info in context.ua.backends().items()
        if info.state == "available" and device in info.devices and not info.backend.capabilities.autograd
    ]
    if not plain:
        raise Skipped(f"this machine has no library without autograd on {device}")
    sources = {
        "__mul__": "x0 * y",
        "add": "xp.add(y, x0)",
        "matmul": "xp.matmul(x0, y)",
        "where": "xp.where(x0 > 0, x0, y)",
    }
    source = sources[context.function]
    made = f"y = ua.namespace({plain[0]!r}).asarray([3.0, 4.0], dtype='float32')\n"
    call = Call(f"{_TRACKED}{made}found = {source}\nxp.sum(found).backward()\nresult = (found, x0.grad)", _x())
    slope = [3.0, 4.0] if context.function in ("__mul__", "matmul") else [1.0, 1.0]
    assertion = "assert result[0].requires_grad and ua.array_namespace(result[0]) is xp, result[0]\n"
    context.ensure(call, f"{assertion}assert result[1].tolist() == {slope}, result[1]")
    context.raises(Call(f"{made}result = {source}", _x()), context.ua.DeviceMismatchError)
