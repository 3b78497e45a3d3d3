"""Where the elements of native arrays are in memory, and whether two arrays share some of them."""

from __future__ import annotations

from .._core import lazy_typing as t
from .._core.errors import message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._backend.hooks import Hooks


class _Memory:
    """The memory of an array in NumPy's terms. NumPy does not read the data, so they can be on any device."""

    def __init__(self, address: int, shape: tuple[int, ...], strides: tuple[int, ...], itemsize: int) -> None:
        self.__array_interface__ = {
            "version": 3,
            "data": (address, False),
            "shape": shape,
            "strides": strides,
            "typestr": f"|V{itemsize}",
        }


def share_memory(hooks: Hooks, native: t.Any, other_hooks: Hooks, other: t.Any) -> bool:
    """Return whether two native arrays share memory."""
    import numpy as np

    (space, first), (other_space, second) = _memory(hooks, native), _memory(other_hooks, other)
    if space != other_space:
        return False
    return np.shares_memory(np.asarray(first), np.asarray(second))


def span_of(hooks: Hooks, native: t.Any) -> tuple[int, int] | None:
    """Return the addresses of the first byte of an array and of the byte after its last; None without memory."""
    layout = hooks.layout(native)
    if layout is None:
        return None
    first = last = layout[0]
    for length, stride in zip(hooks.shape(native), layout[1], strict=True):
        if not length:
            return None
        if stride < 0:
            first += (length - 1) * stride
        else:
            last += (length - 1) * stride
    return first, last + hooks.dtype(native).itemsize


def _memory(hooks: Hooks, native: t.Any) -> tuple[object, _Memory]:
    layout = hooks.layout(native)
    if layout is None:
        raise TypeError(
            message(
                f"{hooks.backend.name} does not tell the memory addresses of its arrays",
                "copy=True in ua.convert or ua.asarray makes a copy",
            )
        )
    address, strides = layout
    return hooks.memory(native), _Memory(address, hooks.shape(native), strides, hooks.dtype(native).itemsize)
