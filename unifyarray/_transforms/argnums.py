"""``argnums``: from the user's positions and names to the arguments of a call."""

from __future__ import annotations

from .._core.errors import message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, TypeAlias

    Key: TypeAlias = int | str


class Argnums:
    """The arguments of a function that ``argnums`` names.

    Attributes
    ----------
    is_single : bool
        Whether `argnums` is one position or name. The gradient is then returned without a tuple around it.

    Raises
    ------
    TypeError
        `argnums` is not a position, a name, or a sequence of them with at least one item.
    """

    def __init__(self, origin: str, function: Callable[..., Any], argnums: int | str | Sequence[Key]) -> None:
        self._origin = origin
        self._function = function
        self.is_single = _is_key(argnums)
        given: Any = (argnums,) if self.is_single else argnums
        if not isinstance(given, (tuple, list)) or not given or not all(_is_key(key) for key in given):
            fact = f"{origin}: argnums={argnums!r} does not name an argument"
            raise TypeError(message(fact, 'argnums=0, "w", (0, 1) or ("w", "b")'))
        self._given: tuple[Key, ...] = tuple(given)
        self._parameters: tuple[str, ...] | None = None

    def keys(self, args: Sequence[Any], kwargs: dict[str, Any]) -> list[Key]:
        """Return the position or keyword of each named argument in a call."""
        if self.is_single:
            key = self._given[0]
            return [key if type(key) is int and 0 <= key < len(args) else self._key(key, args, kwargs)]
        keys = [self._key(key, args, kwargs) for key in self._given]
        if len(set(keys)) < len(keys):
            fact = f"{self._origin}: argnums={self._given} names an argument twice"
            raise ValueError(message(fact, "name each argument once: argnums=(0, 1)"))
        return keys

    def _key(self, key: Key, args: Sequence[Any], kwargs: dict[str, Any]) -> Key:
        if isinstance(key, str):
            if key in kwargs:
                return key
            names = self._names()
            if key in names and names.index(key) < len(args):
                return names.index(key)
            fact = f"{self._origin}: the function was called without an argument {key!r}"
            raise ValueError(message(fact, f"its parameters are {', '.join(names) or 'not known'}"))
        if -len(args) <= key < len(args):
            return key % len(args)
        names = self._names()
        if 0 <= key < len(names) and names[key] in kwargs:
            return names[key]
        fact = f"{self._origin}: argnums={key}, but the function was called with {len(args)} positional arguments"
        raise ValueError(message(fact, "count from 0, or name the parameter: argnums='x'"))

    def _names(self) -> tuple[str, ...]:
        """Return the names of the parameters that can be passed by position."""
        if self._parameters is None:
            from inspect import Parameter, signature

            try:
                found = [*signature(self._function).parameters.values()]
            except (TypeError, ValueError):  # some functions written in C have no signature
                found = []
            by_position = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
            self._parameters = tuple([p.name for p in found if p.kind in by_position])
        return self._parameters


def _is_key(key: object) -> bool:
    return isinstance(key, (int, str)) and not isinstance(key, bool)
