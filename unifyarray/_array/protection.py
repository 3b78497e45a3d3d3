"""Refuse writes to the arguments that a gradient transform differentiates, while the function runs.

Libraries notice such a write late, when the caller's data have changed already, or not at all: the argument shares its
memory with the caller's array, with views, with ``ua.stop_gradient(x)`` and with Arrays of other libraries.
"""

from __future__ import annotations

from _thread import get_ident

from .._core import tracing
from .._core.errors import message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Final

    from .._backend.hooks import Hooks
    from .array import Array

#: The functions that gradient transforms are running, of all threads. Code that writes calls `check_writable` only if
#: there are any.
running: Final[list[Protected]] = []


class Protected:
    """The arguments that one call of a gradient transform differentiates.

    Attributes
    ----------
    thread : int
        Identifier of the thread that runs the function. Only its writes are checked: other threads may update the same
        data on purpose.
    """

    __slots__ = ("_arrays", "_hooks", "_origin", "_spans", "thread")

    def __init__(self, origin: str, hooks: Hooks, arrays: Sequence[Any]) -> None:
        self._origin = origin
        self._hooks = hooks
        self._arrays = arrays
        self._spans: list[tuple[int, int] | None] | None = None  # computed at the first write: most functions do not
        self.thread = get_ident()

    def check(self, hooks: Hooks, native: Any, span: tuple[int, int]) -> None:
        """Raise RuntimeError if an array shares memory with one of the arguments."""
        from . import memory

        if self._spans is None:
            self._spans = [memory.span_of(self._hooks, array) for array in self._arrays]
        for array, other in zip(self._arrays, self._spans, strict=True):
            if (
                other is not None
                and span[0] < other[1]
                and other[0] < span[1]
                and memory.share_memory(hooks, native, self._hooks, array)
            ):
                fact = "the function writes to an argument that is differentiated, or to a view of it"
                raise RuntimeError(message(f"{self._origin}: {fact}", "write to a copy: x = ua.asarray(x, copy=True)"))


def check_writable(array: Array) -> None:
    """Raise RuntimeError if a write to an Array would change an argument that is being differentiated."""
    if tracing.probe():
        return  # tracers have no memory
    from . import memory

    thread = get_ident()
    hooks, native = array._xp.hooks, array._native
    if not hooks.backend.capabilities.mutable:
        return  # a write makes a new array
    span: tuple[int, int] | None = None
    for protected in reversed(running):
        if protected.thread == thread:
            span = span or memory.span_of(hooks, native)
            if span is None:
                return
            protected.check(hooks, native, span)


__all__ = ["Protected", "check_writable", "running"]
