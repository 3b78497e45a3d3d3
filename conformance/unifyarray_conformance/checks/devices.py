"""Checks of devices: placement of new Arrays and results, moves between devices, and mixing of devices."""

from __future__ import annotations

from typing import Final

import numpy as np

from ..harness.calls import Call, Input
from ..harness.context import Context, Skipped
from ..harness.registry import check
from . import elementwise_functions as elementwise

#: By function that creates an Array without taking one: the arguments of a call.
CREATE: Final = {
    "arange": "3",
    "asarray": "[1, 2, 3]",
    "empty": "3",
    "eye": "3",
    "full": "3, 1.5",
    "linspace": "0, 1, 3",
    "ones": "3",
    "zeros": "3",
    "fft.fftfreq": "4",
    "fft.rfftfreq": "4",
}
#: By function: the arguments of a call whose result must be on the device of `x0`.
FOLLOW: Final = {
    "empty_like": "x0",
    "full_like": "x0, 1.5",
    "ones_like": "x0",
    "zeros_like": "x0",
    "astype": "x0, xp.float32",
    "tril": "x0",
    "triu": "x0",
    "sin": "x0",
    "add": "x0, 1",
    "sum": "x0",
    "reshape": "x0, (4,)",
    "concat": "[x0, x0]",
    "sort": "x0",
    "matmul": "x0, x0",
    "linalg.inv": "x0",
    "fft.fft": "x0",
}

_HERE: Final = (
    "assert ua.array_namespace(result) is xp, ua.array_namespace(result)\nassert result.device == {}, result.device"
)


def other_device(context: Context) -> str | None:
    """Return the specification of another device, if possible of the same backend, or None if there is none."""
    hooks = context.xp.native.hooks
    own = [f"{hooks.backend.name}:{d}" for d in hooks.backend.devices() if d != hooks.device]
    if own:
        return own[0]
    for name, info in context.ua.backends().items():
        if name != hooks.backend.name and info.state == "available":
            return f"{name}:{info.devices[0]}"
    return None


@check("devices", "placement", CREATE, rows=("21",))
def create(context: Context) -> None:
    """Check that a bound namespace creates on its device, as do ``device=`` (a str or a Device) and ``ua.use``."""
    call = f"{context.function}({CREATE[context.function]}"
    device = str(context.xp.native.hooks.device)
    here = _HERE.format(repr(device))
    for source in (f"xp.{call})", f"xp.{call}, device={device!r})", f"xp.{call}, device=ua.Device({device!r}))"):
        context.ensure(Call(source), here)
    chosen = f"with ua.use({context.subject.spec!r}):\n    result = ua.{call})"
    context.ensure(Call(chosen), here)


@check("devices", "placement", FOLLOW, rows=("21",))
def follow(context: Context) -> None:
    """Check that results stay on the device of the arguments, whatever is selected."""
    x = Input(np.array([[2.0, 1.0], [1.0, 3.0]], dtype="float32"))
    device = str(context.xp.native.hooks.device)
    here = _HERE.format(repr(device))
    context.ensure(Call(f"xp.{context.function}({FOLLOW[context.function]})", (x,)), here)
    context.ensure(Call(f"ua.{context.function}({FOLLOW[context.function].replace('xp.', 'ua.')})", (x,)), here)


#: By function: calls that are given native arrays. Their results must be in the library and on the device of these.
KEPT: Final = {
    "asarray": ("ua.asarray(n)", "ua.asarray([n, n])[0]", "ua.asarray(n, dtype='float64', copy=True)"),
    "full": ("ua.full(3, ua.asarray(n)[0])",),
    "portable": ("ua.portable(lambda x: x + ua.ones(3, dtype='float32'))(n)", "ua.portable(lambda x: x[0] * 2)([n])"),
}


@check("devices", "kept", KEPT, rows=("21",))
def kept(context: Context) -> None:
    """Check that native arrays keep their library and device, whatever is selected."""
    hooks = context.xp.native.hooks
    own = context.subject.spec
    # Host data go to the selection, so there it is the checked device.
    selected = own if hooks.backend.capabilities.host else other_device(context) or own
    has_double = hasattr(context.xp, "float64")
    for source in KEPT[context.function]:
        if "float64" in source and not has_double:
            continue
        call = f"n = ua.native(x0)\nwith ua.use({selected!r}):\n    result = {source}"
        wanted = "xp.native" if context.function == "portable" else "xp"
        context.ensure(
            Call(call, (Input(np.ones(3, dtype="float32")),)),
            f"assert ua.array_namespace(result) is {wanted}, ua.array_namespace(result)",
        )


#: By function: calls with a scalar in the place of an array. The scalar must join the Arrays, whatever is selected.
SCALARS: Final = {
    "broadcast_arrays": ("xp.broadcast_arrays(3, x0)[0]",),
    "clip": ("xp.clip(3, x0, None)", "xp.clip(3, None, x0)", "xp.clip(3, x0, x0)", "xp.clip(3, 1, x0)"),
    "concat": ("xp.concat([3, x0], axis=None)", "xp.concat([x0, 3], axis=None)"),
    "full_like": ("xp.full_like(3, x0[0])",),
    "isin": ("xp.isin(3, x0)",),
    "repeat": ("xp.repeat(3, x0[:1])",),
    "searchsorted": ("xp.searchsorted(x0, 3)",),
    "stack": ("xp.stack([3, x0[0]])", "xp.stack([x0[0], 3])"),
    "where": ("xp.where(True, x0, 1)", "xp.where(False, 1, x0)", "xp.where(x0 > 1, 1, 2)"),
}


@check("devices", "scalars", SCALARS, rows=("21",))
def scalars(context: Context) -> None:
    """Check that a scalar beside Arrays is taken on their device, whatever is selected."""
    if context.function == "repeat":
        context.needs("data_dependent_shapes", "the number of repetitions is in an array")
    here = _HERE.format(repr(str(context.xp.native.hooks.device)))
    for source in SCALARS[context.function]:
        context.ensure(Call(source, (Input(np.array([1, 2, 3])),)), here)


#: By function that takes two arrays: a call. ``x0`` is ones of shape (3,), ``y`` is on another device.
MIXED: Final = {
    **{name: f"xp.{name}(x0, y)" for name in elementwise.BINARY if "float32" in elementwise.domain(name)},
    "clip": "xp.clip(x0, y)",
    "where": "xp.where(x0 > 0, x0, y)",
    "concat": "xp.concat([x0, y])",
    "stack": "xp.stack([x0, y])",
    "broadcast_arrays": "xp.broadcast_arrays(x0, y)",
    "meshgrid": "xp.meshgrid(x0, y)",
    "matmul": "xp.matmul(x0, y)",
    "tensordot": "xp.tensordot(x0, y, axes=1)",
    "vecdot": "xp.vecdot(x0, y)",
    "linalg.cross": "xp.linalg.cross(x0, y)",
    "linalg.outer": "xp.linalg.outer(x0, y)",
    "linalg.solve": "xp.linalg.solve(xp.eye(3, dtype=xp.float32), y)",
    "searchsorted": "xp.searchsorted(x0, y)",
    "isin": "xp.isin(x0, y)",
    "take": "xp.take(x0, xp_.asarray([0, 1]))",
    "take_along_axis": "xp.take_along_axis(x0, xp_.asarray([0, 1]))",
    "repeat": "xp.repeat(x0, xp_.asarray([1, 2, 0]))",
    "diff": "xp.diff(x0, append=y)",
    "array_namespace": "ua.array_namespace(x0, y)",
    "__add__": "x0 + y",
    "__lt__": "x0 < y",
    "__matmul__": "x0 @ y",
    "__iadd__": "x0 += y",
    "__getitem__": "x0[xp_.asarray([0, 1])]",
    "__setitem__": "x0[:] = y",
}


@check("devices", "mixing", MIXED, rows=("21",))
def mixing(context: Context) -> None:
    """Check that mixing devices raises DeviceMismatchError in either order, naming both devices and the remedy."""
    other = other_device(context)
    if other is None:
        raise Skipped("this machine has no second device or backend")
    source = MIXED[context.function]
    made = f"xp_ = ua.namespace({other!r})\ny = xp_.asarray([1.0, 2.0, 3.0], dtype='float32')\n"
    x = Input(np.ones(3, dtype="float32"))
    call = Call(f"{made}{source}\nresult = None", (x,))
    context.raises(call, context.ua.DeviceMismatchError)
    if "x0, y)" in source:
        turned = Call(f"{made}{source.replace('x0, y)', 'y, x0)')}\nresult = None", (x,))
        context.raises(turned, context.ua.DeviceMismatchError)
    context.ensure(
        Call(
            f"{made}try:\n    {source}\nexcept (TypeError, ValueError) as error:\n    result = error\n",
            (x,),
        ),
        "assert isinstance(result, TypeError) and isinstance(result, ValueError), type(result)\n"
        f"assert {context.subject.spec!r} in str(result) and {other!r} in str(result), result\n"
        "assert '\\nHint: ' in str(result) and 'convert' in str(result), result",
    )


@check("devices", "move", ["to_device"], rows=("21",))
def to_device(context: Context) -> None:
    """Check that ``to_device`` to the Array's own device keeps the values, and to a missing device raises."""
    x = Input(np.arange(3, dtype="float32"))
    device = str(context.xp.native.hooks.device)
    context.ensure(Call(f"x0.to_device({device!r})", (x,)), _HERE.format(repr(device)))
    context.raises(Call("x0.to_device('nowhere')", (x,)), context.ua.DeviceUnavailableError)


@check("devices", "errors", ["zeros"], rows=("21", "26"))
def errors(context: Context) -> None:
    """Check errors for an unknown name, for a device that this machine lacks, and for a value of a wrong type."""
    context.raises(Call("xp.zeros(3, device='nowhere')"), context.ua.BackendUnavailableError)
    context.raises(Call("xp.zeros(3, device='cuda:99')"), context.ua.DeviceUnavailableError)
    context.raises(Call("xp.zeros(3, device=1.5)"), TypeError)
