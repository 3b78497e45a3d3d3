"""Refuse writes to the arguments of a function that is differentiated or mapped, while it runs.

Libraries notice such a write late, when the caller's data have changed already, or not at all: the argument shares its
memory with the caller's array, with views, with ``ua.stop_gradient(x)`` and with Arrays of other libraries.
"""

from __future__ import annotations

from _thread import get_ident

from .._core import tracing
from .._core.errors import message
from .._runtime.late import weakref

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Final

    from .._backend.hooks import Hooks
    from .._backend.namespaces import NativeNamespace
    from .array import Array

#: The functions that transforms are running, of all threads. Code that writes calls `check_writable` only if there are
#: any.
running: Final[list[Protected | Written]] = []


class Protected:
    """The arguments that one call of a transform differentiates or maps.

    Attributes
    ----------
    thread : int
        Identifier of the thread that runs the function. Only its writes are checked: other threads may update the same
        data on purpose.
    """

    __slots__ = ("_arrays", "_hooks", "_origin", "_spans", "_what", "thread")

    def __init__(self, origin: str, hooks: Hooks, arrays: Sequence[Any], what: str = " that is differentiated") -> None:
        self._what = what
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
                fact = f"the function writes to an argument{self._what}, or to a view of it"
                raise RuntimeError(message(f"{self._origin}: {fact}", "write to a copy: x = ua.asarray(x, copy=True)"))


class Written:
    """The Arrays that a function has written to, while ``ua.vmap`` or ``ua.jit`` runs it.

    A write there can give an Array data that mean nothing outside, so the function must not write to Arrays that exist
    after it.

    Parameters
    ----------
    origin : str
        The name of the transformation.
    there : NativeNamespace, optional
        The namespace whose arrays have no values while the function runs. Arrays of others are constants, and a write
        to one is refused. By default, all can be written to.

    Attributes
    ----------
    thread : int
        Identifier of the thread that runs the function.
    """

    __slots__ = ("_found", "_origin", "_there", "thread")

    def __init__(self, origin: str, there: NativeNamespace | None = None) -> None:
        self._origin = origin
        self._there = there
        #: By id: an Array, and what it held before the first write.
        self._found: dict[int, tuple[weakref.ref[Array], Any, Any]] = {}
        self.thread = get_ident()

    def note(self, array: Array) -> None:
        """Record an Array that is written to next."""
        if self._there is not None and array._xp.plain is not self._there:
            raise self._refused()
        found = self._found.get(id(array))
        if found is None or found[0]() is not array:
            self._found[id(array)] = weakref.ref(array), array._native, array._xp

    def restore(self, but: set[int]) -> bool:
        """Give the Arrays that still exist their data before the first write, except for those with some ids.

        Return whether there are any.
        """
        found = False
        for reference, native, xp in self._found.values():
            array = reference()
            if array is not None and id(array) not in but:
                array._native, array._xp = native, xp
                found = True
        return found

    def check(self, results: Sequence[Array]) -> None:
        """Raise RuntimeError if an Array that was written to is not one of the results, and still exists."""
        but = {id(array) for array in results}
        if self._found and self.restore(but):
            import gc

            gc.collect()  # an Array of the function can be in a cycle of references
            if self.restore(but):
                raise self._refused()

    def _refused(self) -> RuntimeError:
        fact = f"{self._origin}: the function wrote to an Array that it did not make"
        return RuntimeError(message(fact, "write to a copy: x = ua.asarray(x, copy=True), and return it"))


def check_writable(array: Array) -> None:
    """Note an Array that ``ua.vmap`` sees written; raise RuntimeError if a transform protects its memory.

    A transform protects the arguments that it differentiates or maps, while the function runs.
    """
    if tracing.probe():
        return  # tracers have no memory
    from . import memory

    thread = get_ident()
    for item in running:
        if type(item) is Written and item.thread == thread:
            item.note(array)
    hooks, native = array._xp.hooks, array._native
    if not hooks.backend.capabilities.mutable:
        return  # a write makes a new array
    span: tuple[int, int] | None = None
    for protected in reversed(running):
        if type(protected) is Protected and protected.thread == thread:
            span = span or memory.span_of(hooks, native)
            if span is None:
                return
            protected.check(hooks, native, span)


def transform_of_values() -> str | None:
    """Return the transformation that runs a function of this thread once for many elements or calls; None if none does.

    For example ``"ua.vmap"``.
    """
    thread = get_ident()
    return next((item._origin for item in running if type(item) is Written and item.thread == thread), None)


__all__ = ["Protected", "Written", "check_writable", "running", "transform_of_values"]
