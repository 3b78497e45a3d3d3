"""Checks of devices without float64: errors name the device, and nothing is downcast silently (contract row 27)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from ..harness.calls import Call, Input
from ..harness.context import Skipped
from ..harness.registry import check

if TYPE_CHECKING:
    from ..harness.context import Context

#: By label: calls that request a dtype or contain data of it. `{dtype}` is its name.
ASKING: Final = {
    "zeros": "xp.zeros(3, dtype=ua.{dtype})",
    "ones": "xp.ones(3, dtype={dtype!r})",
    "full": "xp.full(3, 1.5, dtype=ua.{dtype})",
    "empty": "xp.empty(3, dtype=ua.{dtype})",
    "eye": "xp.eye(3, dtype=ua.{dtype})",
    "zeros_like": "xp.zeros_like(x0, dtype=ua.{dtype})",
    "asarray": "xp.asarray([1.0, 2.0], dtype=ua.{dtype})",
    "asarray-scalar": "xp.asarray(1.0, dtype=ua.{dtype})",
    "asarray-host": "xp.asarray(np.ones(3, dtype={dtype!r}))",
    "astype": "xp.astype(x0, ua.{dtype})",
    "astype-method": "x0.astype({dtype!r})",
    "sum": "xp.sum(x0, dtype=ua.{dtype})",
    "cumulative_sum": "xp.cumulative_sum(x0, dtype=ua.{dtype})",
    "use": "with ua.use({spec!r}):\n    result = ua.zeros(3, dtype={dtype!r})",
}
_REAL: Final = {
    "linspace": "xp.linspace(0, 1, 3, dtype=ua.float64)",
    "arange": "xp.arange(3, dtype=ua.float64)",
    "default_float": "with ua.use({spec!r}, default_float='float64'):\n    result = ua.zeros(3)",
}


def _missing_dtypes(context: Context) -> list[str]:
    lacking = [name for name in ("float64", "complex128") if not context.has(name)]
    if not lacking:
        raise Skipped("the device has float64 and complex128")
    return lacking


@check("missing_dtypes", "errors", ASKING | _REAL, rows=("27", "26"))
def errors(context: Context) -> None:
    """Check that TypeError names the device and the dtype, and has a hint."""
    x = (Input(np.ones(3, dtype="float32")),)
    source = (ASKING | _REAL)[context.function]
    for dtype in _missing_dtypes(context):
        if dtype == "float64" or context.function in ASKING:
            line = source.format(dtype=dtype, spec=context.subject.spec)
            context.raises(Call(line, x), TypeError)
            tried = "\n    ".join((line if "result =" in line else f"result = {line}").splitlines())
            caught = f"try:\n    {tried}\nexcept TypeError as error:\n    result = str(error)"
            device = str(context.xp.native.hooks.device)
            named = f"all(word in fact for word in ({dtype!r}, {device!r}))"
            context.ensure(
                Call(caught, x), f"fact, _, hint = result.partition('\\nHint: ')\nassert {named} and hint, result"
            )


@check("missing_dtypes", "default", ["asarray", "zeros", "sqrt", "mean", "__truediv__", "linspace"], rows=("27", "1n"))
def default(context: Context) -> None:
    """Check that the default is the widest dtype that the device has: float32 or complex64."""
    if "float64" not in _missing_dtypes(context):
        raise Skipped("the device has float64")
    sources = {
        "asarray": "xp.asarray([1.5])",
        "zeros": "xp.zeros(3)",
        "sqrt": "xp.sqrt(xp.asarray([4]))",
        "mean": "xp.mean(xp.asarray([1, 2]))",
        "__truediv__": "xp.asarray([1]) / 2",
        "linspace": "xp.linspace(0, 1, 3)",
    }
    context.ensure(Call(sources[context.function]), "assert str(result.dtype) == 'float32', result.dtype")
    if context.function == "asarray":
        context.ensure(Call("xp.asarray([1.5j])"), "assert str(result.dtype) == 'complex64', result.dtype")
        wide = "xp.asarray(np.ones(3), dtype=xp.float32)"
        context.ensure(Call(wide), "assert str(result.dtype) == 'float32', result.dtype")


@check("missing_dtypes", "names", ["float64", "complex128", "dtypes"], rows=("27",))
def names(context: Context) -> None:
    """Check that the namespace and the inspection API of the device leave out the missing dtype."""
    for dtype in _missing_dtypes(context):
        if context.function == "dtypes":
            source = "xp.__array_namespace_info__().dtypes()"
            context.ensure(Call(source), f"assert {dtype!r} not in result, result")
        elif context.function == dtype:
            context.raises(Call(f"xp.{dtype}"), AttributeError)
