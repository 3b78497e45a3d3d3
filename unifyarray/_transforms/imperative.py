"""Gradients in torch's style: ``requires_grad=True``, ``backward``, ``x.grad``, ``no_grad`` and ``stop_gradient``."""

from __future__ import annotations

import sys

from .._array.array import Array
from .._array.calls import as_constant
from .._array.invocation import invoke
from .._array.transfer import move
from .._core.errors import BackendUnavailableError, DeviceUnavailableError, message
from .._core.pytree import tree_map
from .._runtime import registry
from .._runtime import selection as _selection
from .routing import tracking_namespace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .._backend.namespaces import NativeNamespace


def leaf(x: Array) -> Array:
    """Return an Array that shares the data and collects a gradient, in a backend with imperative autograd."""
    there = tracking_namespace(x._xp, _selection.in_force())
    if x.dtype.rank < 2:
        hint = 'make the data floating-point: ua.asarray(x, dtype="float64", requires_grad=True)'
        raise TypeError(message(f"{x.dtype} has no gradient", hint))
    native = x._native if x._xp is there else move(x._native, x._xp, there)
    array = Array(there.hooks.leaf(native), there)
    there.hooks.on_array(array)
    return array


def collected(x: Array) -> Array | None:
    """Return the gradient that ``backward`` has collected, or None."""
    hooks = x._xp.hooks
    if not hooks.backend.capabilities.imperative_autograd:
        return None
    found = hooks.grad(x._native)
    return None if found is None else Array(found, x._xp)


def set_collected(x: Array, value: Array | None) -> None:
    """Replace the gradient that ``backward`` has collected."""
    if not x.requires_grad:
        raise _not_tracked(x, "grad")
    if value is not None:
        value = _gradient_like(x, value, "the gradient")._native
    x._xp.hooks.set_grad(x._native, value)


def backward(x: Array, gradient: Array | None, retain_graph: bool) -> None:
    """Add the gradients of an Array to the ``grad`` of the leaf tensors that it was computed from."""
    if not x.requires_grad:
        raise _not_tracked(x, "backward")
    if gradient is None and x.shape:
        fact = f"x.backward() without a gradient needs a single number, got shape {x.shape}"
        raise ValueError(message(fact, "ua.sum(x).backward(), or x.backward(gradient)"))
    native = None if gradient is None else _gradient_like(x, gradient, "the gradient")._native
    xp = x._xp
    invoke(xp, xp.hooks.backward, x._native, native, retain_graph=bool(retain_graph))


def _not_tracked(x: Array, attribute: str) -> TypeError:
    fact = f"x.{attribute}: no gradient is tracked through this Array of {x._xp.hooks.backend.name}"
    return TypeError(message(fact, "start from ua.asarray(data, requires_grad=True), outside ua.no_grad()"))


def _gradient_like(x: Array, value: Any, name: str) -> Array:
    """Return a gradient that the user passed, with the namespace and dtype of its Array."""
    if type(value) is not Array:
        raise TypeError(message(f"{name} must be an Array, got {type(value).__name__}", "ua.asarray(g)"))
    if value._xp is not x._xp:
        value = as_constant(value, x._xp, tracked=True)
    if value.shape != x.shape:
        fact = f"{name} has shape {value.shape}, but the Array has shape {x.shape}"
        raise ValueError(message(fact, "ua.broadcast_to(g, x.shape)"))
    hooks = x._xp.hooks
    return Array(hooks.cast(value._native, hooks.dtype(x._native)), x._xp)


def stop_gradient(x: Any) -> Any:
    """Return a tree in which no Array or native array carries a gradient."""
    return tree_map(_detach, x)


def _detach(x: Any) -> Any:
    if type(x) is Array:
        return x.detach()
    xp = registry.namespace_of(x)
    return x if xp is None or registry.is_library_scalar(type(x)) else xp.hooks.detach(x)


def stop_tracking(guard: _selection.Guard) -> None:
    """Stop the tracking of gradients in every library, until the guard restores."""
    selection = _selection.in_force()
    inner = selection.child("ua.no_grad").resolve()
    inner.differentiating = False
    inner.joining = True
    try:
        _selection.enter(inner, guard)
        for xp in _tracking_namespaces(inner):
            manager = xp.hooks.no_grad()
            guard.managers.append(manager)  # before it is entered: an interrupt can come in between
            manager.__enter__()
    except BaseException:
        guard.restore()
        raise


def _tracking_namespaces(selection: _selection.Selection) -> list[NativeNamespace]:
    """Return a namespace of each loaded backend that tracks gradients, and of the one that the selection would load."""
    found = [
        info.require().namespace(info.known_devices[0])
        for info in registry.backends().values()
        if info.backend is not None
        and info.backend.capabilities.imperative_autograd
        and info.backend.library in sys.modules
        and info.known_devices
    ]
    assert selection.xp is not None
    try:
        there = tracking_namespace(selection.xp, selection)
    except (BackendUnavailableError, DeviceUnavailableError):
        return found  # no backend can track gradients on this device
    loaded = [xp.hooks.backend for xp in found]
    return found if there.hooks.backend in loaded else [*found, there]
