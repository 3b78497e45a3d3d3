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
    return DeviceMismatchError(
        message(f"arrays on {one} and on {two} do not mix", f'move one of them: ua.convert(x, "{one}")')
    )
