"""Arrays of different devices or backends never mix in silence (contract row 21)."""

from __future__ import annotations

from .._errors import DeviceMismatchError, message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._backend import NativeNamespace


def mismatch(first: NativeNamespace, second: NativeNamespace) -> DeviceMismatchError:
    """Return the error of two arrays that live in different places; names both and the call that would move one."""
    left, right = first.hooks, second.hooks
    one, two = f"{left.backend.name}:{left.device}", f"{right.backend.name}:{right.device}"
    hint = f'move one of them: ua.convert(x, "{one}")'
    if left.device == right.device and left.backend.capabilities.autograd != right.backend.capabilities.autograd:
        hint += "; beside an Array that carries a gradient the other would join as a constant, and here none does"
    return DeviceMismatchError(message(f"arrays on {one} and on {two} do not mix", hint))
