"""State that the registry changes and the selection reads: which backends there are, and a resolved selection."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final
    from weakref import WeakSet

    from .selection import Selection


class Fast:
    """The selection that creation functions read first. It spares the look-up of the context, and compilers trace it.

    An object, because torch.compile does not trace a global of the module that it compiles as an attribute.

    Attributes
    ----------
    selection : Selection or None
        The resolved selection while no context can have another one, else None.
    generation : int
        How many times the registered backends have changed. A selection of an older generation is resolved again.
    """

    __slots__ = ("generation", "selection")

    def __init__(self) -> None:
        self.selection: Selection | None = None
        self.generation = 0

    def renew(self) -> None:
        """Begin a new generation."""
        self.generation += 1
        self.selection = None


fast: Final = Fast()

#: By type: whether it is a library's own scalar type. Cleared when a backend is loaded or registered.
scalar_types: Final[dict[type, bool]] = {}
_not_arrays: WeakSet[type] | None = None


def not_arrays() -> WeakSet[type]:
    """Return the types that are array types of no library; a class of the user's can still be deleted."""
    global _not_arrays
    if _not_arrays is None:
        from weakref import WeakSet  # `import unifyarray` does without it

        _not_arrays = WeakSet()
    return _not_arrays


def forget_types() -> None:
    """Forget what is known about types, because another backend may know them."""
    scalar_types.clear()
    not_arrays().clear()
