"""Checks of explicit access to values on the host, and of implicit transfers (contract row 22)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from ..harness.calls import Call, Input
from ..harness.context import Skipped
from ..harness.registry import check
from ..reference.dtypes import ALL

if TYPE_CHECKING:
    from ..harness.context import Context

#: By label: a line that explicitly requests the values of an Array.
EXPLICIT: Final = {
    "float": "float(x0[1])",
    "int": "int(x0[1])",
    "bool": "bool(x0[1])",
    "complex": "complex(x0[1])",
    "item": "x0[1].item()",
    "tolist": "x0.tolist()",
    "repr": "repr(x0)",
    "str": "str(x0)",
    "to_numpy": "ua.to_numpy(x0)",
    "iter": "[float(x) for x in x0]",
}

#: Source that runs a line under a transfer policy and puts the transfer warnings in `result`.
_UNDER: Final = """\
import warnings
with warnings.catch_warnings(record=True) as caught, ua.use(transfer={policy!r}):
    warnings.simplefilter("always")
    {line}
result = [w for w in caught if issubclass(w.category, ua.TransferWarning)]"""


@check("host_access", "explicit", EXPLICIT, rows=("22",))
def explicit(context: Context) -> None:
    """Check that explicit requests for values never warn or raise, whatever the policy."""
    x = Input(np.array([1.0, 2.0, 3.0], dtype="float32"))
    for policy in ("error", "warn", "allow"):
        source = _UNDER.format(policy=policy, line=f"found = {EXPLICIT[context.function]}")
        context.ensure(Call(source, (x,)), "assert result == [], result")


@check("host_access", "values", ["__array__"], dtypes=ALL, rows=("22",))
def values(context: Context) -> None:
    """Check that ``numpy.asarray`` gives the values in their dtype or the requested one; ``numpy.array`` copies."""
    x = np.array([[0, 1], [1, 0]], dtype=context.dtype)
    for function, shape in (("x0", (2, 2)), ("x0[0, 0]", ()), ("x0[:0]", (0, 2)), ("x0[::-1]", (2, 2))):
        source = f"with ua.use(transfer='allow'):\n    result = np.asarray({function})"
        kind = f"assert type(result) is np.ndarray and result.dtype == {context.dtype!r}, type(result)"
        context.ensure(Call(source, (Input(x),)), f"{kind}\nassert result.shape == {shape}, result.shape")
    source = "with ua.use(transfer='allow'):\n    result = np.asarray(x0, dtype='complex128')"
    context.ensure(
        Call(source, (Input(x),)), f"assert result.dtype == 'complex128' and result.tolist() == {x.tolist()}"
    )
    source = "with ua.use(transfer='allow'):\n    np.array(x0)[...] = 1\nresult = x0"
    context.ensure(Call(source, (Input(x),)), f"assert result.tolist() == {x.tolist()}, result")


@check("host_access", "copy", ["__array__"], dtypes=ALL, rows=("22", "23"))
def copy(context: Context) -> None:
    """Check ``copy=`` of ``numpy.array``: True copies, False shares memory or raises ValueError, and no call warns."""
    x = Input(np.zeros(3, dtype=context.dtype))
    quiet = "import warnings\nwith warnings.catch_warnings(), ua.use(transfer='allow'):\n"
    quiet += "    warnings.simplefilter('error')\n"
    written = f"{quiet}    y = np.array(x0, copy=True)\ny[0] = 1\nresult = bool(ua.to_numpy(x0)[0])"
    context.ensure(Call(written, (x,)), "assert result is False")
    other = "complex64" if context.dtype == "complex128" else "complex128"
    cast = f"{quiet}    result = np.array(x0, dtype={other!r})"
    context.ensure(Call(cast, (x,)), f"assert result.dtype == {other!r} and result.shape == (3,), result")
    shared = (
        f"{quiet}    try:\n        y = np.array(x0, copy=False)\n        y[0] = 1\n"
        "    except ValueError:\n        result = 'raised'\n    else:\n        result = bool(ua.to_numpy(x0)[0])"
    )
    context.ensure(Call(shared, (x,)), "assert result in ('raised', True), result")
    refused = f"{quiet}    result = np.asarray(x0, dtype={other!r}, copy=False)"
    context.raises(Call(refused, (x,)), ValueError)


@check("host_access", "policy", ["__array__"], rows=("22",))
def policy(context: Context) -> None:
    """Check the transfer policies on an accelerator: "warn" warns once per line, "error" raises, "allow" is silent.

    A request with ``copy=False`` raises CopyRequiredError, whatever the policy.
    """
    if context.xp.native.hooks.device.kind == "cpu":
        raise Skipped("the data are on the host already")
    x = Input(np.ones(3, dtype="float32"))
    context.raises(Call("with ua.use(transfer='error'):\n    result = np.asarray(x0)", (x,)), TypeError)
    refused = "with ua.use(transfer='error'):\n    result = np.asarray(x0, dtype={}, copy=False)"
    for dtype in (None, "complex64"):
        context.raises(Call(refused.format(repr(dtype)), (x,)), context.ua.CopyRequiredError)
    allowed = _UNDER.format(policy="allow", line="np.asarray(x0)")
    context.ensure(Call(allowed, (x,)), "assert result == [], result")
    warned = _UNDER.format(policy="warn", line="np.asarray(x0)")
    context.ensure(Call(warned, (x,)), "assert len(result) == 1 and '\\nHint: ' in str(result[0].message), result")
    line = "for _ in range(3): np.asarray(x0)"
    context.ensure(
        Call(_UNDER.format(policy="warn", line=line).replace('"always"', '"default"'), (x,)),
        "assert len(result) == 1, result",
    )


@check("host_access", "host", ["__array__"], rows=("22",))
def host(context: Context) -> None:
    """Check that no policy warns or raises if the data are on the host."""
    if context.xp.native.hooks.device.kind != "cpu":
        raise Skipped("the data are not on the host")
    x = Input(np.ones(3, dtype="float32"))
    for name in ("error", "warn", "allow"):
        context.ensure(Call(_UNDER.format(policy=name, line="np.asarray(x0)"), (x,)), "assert result == [], result")
