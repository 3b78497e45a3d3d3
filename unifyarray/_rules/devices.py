"""Errors for arrays of different devices or backends, which never mix silently (contract row 21)."""

from __future__ import annotations

from .._core.errors import DeviceMismatchError, message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._backend.namespaces import NativeNamespace


def mismatch(first: NativeNamespace, second: NativeNamespace) -> DeviceMismatchError:
    """Return the error for two arrays of different namespaces, with the call that moves one of them."""
    left, right = first.hooks, second.hooks
    # Backends with code of their own are better targets: they take data of every library.
    is_second_better = left.backend.is_generic and not right.backend.is_generic
    hint = _conversion_hint(second if is_second_better else first)
    if left.device == right.device and left.backend.capabilities.autograd != right.backend.capabilities.autograd:
        hint += "; an Array joins one that carries a gradient, but neither of these does"
    return DeviceMismatchError(message(_fact(first, second), hint))


def unwritable(to: NativeNamespace, other: NativeNamespace, tracked: bool) -> DeviceMismatchError:
    """Return the error for writing to an array of a backend without autograd together with an array that has it.

    ``tracked`` is whether the other array carries a gradient. Then it cannot be moved.
    """
    fact, hint = _fact(to, other), _conversion_hint(to)
    if tracked:
        fact += f", and data of {to.hooks.backend.name} cannot carry the gradient that would be written to them"
        hint = "write to an Array that can: made = x.__array_namespace__().asarray(data, copy=True)"
    return DeviceMismatchError(message(fact, hint))


def _fact(first: NativeNamespace, second: NativeNamespace) -> str:
    return f"arrays on {_location(first)} and on {_location(second)} do not mix"


def _conversion_hint(to: NativeNamespace) -> str:
    return f'move one of them: ua.convert(x, "{_location(to)}")'


def _location(xp: NativeNamespace) -> str:
    return f"{xp.hooks.backend.name}:{xp.hooks.device}"
