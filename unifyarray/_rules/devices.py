"""Arrays of different devices or backends never mix in silence (contract row 21)."""

from __future__ import annotations

from .._core.errors import DeviceMismatchError, message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._backend.backend import NativeNamespace


def mismatch(first: NativeNamespace, second: NativeNamespace) -> DeviceMismatchError:
    """Return the error of two arrays that live in different places; names both and the call that would move one."""
    left, right = first.hooks, second.hooks
    hint = _conversion_hint(first)
    if left.device == right.device and left.backend.capabilities.autograd != right.backend.capabilities.autograd:
        hint += "; beside an Array that carries a gradient the other would join as a constant, and here none does"
    return DeviceMismatchError(message(_fact(first, second), hint))


def unwritable(to: NativeNamespace, other: NativeNamespace, tracked: bool) -> DeviceMismatchError:
    """Return the error of an array of a backend without autograd that is written to beside one of a backend with it.

    ``tracked`` is whether the other one carries a gradient, so that it cannot be moved.
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
