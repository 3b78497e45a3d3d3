"""Gradients as torch users write them: leaves that collect, ``backward``, ``no_grad``, ``stop_gradient``."""

from __future__ import annotations

import sys

from .._array.array import Array
from .._array.calls import as_constant
from .._array.invocation import invoke
from .._core.errors import BackendUnavailableError, DeviceUnavailableError, message
from .._core.pytree import tree_map
from .._runtime import registry
from .._runtime import selection as _selection
from .routing import differentiating_namespace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from contextlib import ExitStack
    from typing import Any

    from .._backend.backend import NativeNamespace


def leaf(x: Array) -> Array:
    """Return an Array over the same data that collects a gradient, in a backend that differentiates."""
    from .._array.transfer import move

    there = differentiating_namespace(x._xp, _selection.in_force())
    if x.dtype.rank < 2:
        raise TypeError(
            message(
                f"{x.dtype} has no gradient", 'floating-point data: ua.asarray(x, dtype="float64", requires_grad=True)'
            )
        )
    native = x._native if x._xp is there else move(x._native, x._xp, there)
    return Array(there.hooks.leaf(native), there)


def collected(x: Array) -> Array | None:
    """Return the gradient that ``backward`` has collected."""
    hooks = x._xp.hooks
    if not hooks.backend.capabilities.autograd:
        return None
    found = hooks.grad(x._native)
    return None if found is None else Array(found, x._xp)


def set_collected(x: Array, value: Array | None) -> None:
    """Replace the gradient that ``backward`` has collected."""
    if not x.requires_grad:
        raise _not_tracked(x, "grad")
    if value is not None:
        value = _same_shape(x, value, "the gradient")._native
    x._xp.hooks.set_grad(x._native, value)


def backward(x: Array, gradient: Array | None, retain_graph: bool) -> None:
    """Add the gradients of an Array to those of the leaves."""
    if not x.requires_grad:
        raise _not_tracked(x, "backward")
    if gradient is None and x.shape:
        raise ValueError(
            message(
                f"x.backward() is for one number, not for an Array of shape {x.shape}",
                "ua.sum(x).backward(), or x.backward(gradient)",
            )
        )
    native = None if gradient is None else _same_shape(x, gradient, "the gradient")._native
    xp = x._xp
    invoke(xp, xp.hooks.backward, x._native, native, retain_graph=bool(retain_graph))


def _not_tracked(x: Array, what: str) -> TypeError:
    return TypeError(
        message(
            f"x.{what}: no gradient is tracked through this Array of {x._xp.hooks.backend.name}",
            "start from ua.asarray(data, requires_grad=True), outside of ua.no_grad()",
        )
    )


def _same_shape(x: Array, value: Any, name: str) -> Array:
    if type(value) is not Array:
        raise TypeError(message(f"{name} is an Array, not {type(value).__name__}", "ua.asarray(g)"))
    if value._xp is not x._xp:
        value = as_constant(value, x._xp, tracked=True)
    if value.shape != x.shape:
        raise ValueError(message(f"{name} has shape {value.shape}, the Array {x.shape}", "ua.broadcast_to(g, x.shape)"))
    hooks = x._xp.hooks
    return Array(hooks.cast(value._native, hooks.dtype(x._native)), x._xp)


def stop_gradient(x: Any) -> Any:
    """Return Arrays and native arrays in a tree without gradients."""
    return tree_map(_stopped, x)


def _stopped(x: Any) -> Any:
    if type(x) is Array:
        return x.detach()
    xp = registry.namespace_of(x)
    return x if xp is None or registry.is_library_scalar(type(x)) else xp.hooks.detach(x)


def untracked() -> ExitStack:
    """Stop all tracking until what is returned is closed."""
    from contextlib import ExitStack

    selection = _selection.in_force()
    inner = selection.child("ua.no_grad").resolve()
    inner.differentiating = False
    inner.joining = True
    with ExitStack() as stack:
        _selection.enter(inner)
        stack.callback(_selection.leave)
        for xp in _differentiating(inner):
            stack.enter_context(xp.hooks.no_grad())
        return stack.pop_all()


def _differentiating(selection: _selection.Selection) -> list[NativeNamespace]:
    """Return a namespace of every backend that differentiates and is loaded, and of the one that would be."""
    found = [
        info.require().namespace(info.devices[0])
        for info in registry.backends().values()
        if info.backend is not None
        and info.backend.capabilities.autograd
        and info.backend.library in sys.modules
        and info.devices
    ]
    assert selection.xp is not None
    try:
        there = differentiating_namespace(selection.xp, selection)
    except (BackendUnavailableError, DeviceUnavailableError):
        return found  # nothing here can be tracked
    loaded = [xp.hooks.backend for xp in found]
    return found if there.hooks.backend in loaded else [*found, there]
