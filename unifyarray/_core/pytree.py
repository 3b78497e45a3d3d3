"""Arguments and results as trees: lists, tuples, named tuples, dicts and dataclasses of anything."""

from __future__ import annotations

from .errors import message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def tree_map(function: Callable[[Any], Any], tree: Any) -> Any:
    """Return a tree of the same form, with what a function makes of each leaf.

    Leaves are what is no container; subclasses of ``list`` of others' making count as leaves.
    """
    kind = type(tree)
    if kind is tuple or kind is list:
        return kind([tree_map(function, item) for item in tree])
    if kind is dict:
        return {key: tree_map(function, value) for key, value in tree.items()}
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):
        return kind(*[tree_map(function, item) for item in tree])
    if hasattr(kind, "__dataclass_fields__"):
        return _map_dataclass(function, tree)
    if isinstance(tree, dict):
        return _map_dict(function, tree)
    return function(tree)


def _map_dict(function: Callable[[Any], Any], tree: dict[Any, Any]) -> Any:
    """Return a copy of an ordered dict, a defaultdict and the like with other values."""
    import copy

    new = copy.copy(tree)
    for key, value in tree.items():
        new[key] = tree_map(function, value)
    return new


def _map_dataclass(function: Callable[[Any], Any], tree: Any) -> Any:
    """Return a copy with other values in its fields; what its ``__init__`` computed or checked is not done again.

    One in which nothing changes is returned itself.
    """
    import copy
    from dataclasses import fields

    old = {field.name: getattr(tree, field.name) for field in fields(tree)}
    values = {name: tree_map(function, value) for name, value in old.items()}
    if all(values[name] is value for name, value in old.items()):
        return tree
    new = copy.copy(tree)
    for name, value in values.items():
        object.__setattr__(new, name, value)  # frozen ones, too
    return new


def leaves(tree: Any) -> list[Any]:
    """Return the leaves of a tree, in order."""
    found: list[Any] = []
    tree_map(found.append, tree)
    return found


def aligned(tree: Any, other: Any, name: str) -> list[Any]:
    """Return the leaves of another tree in the order of those of the first; a container may stand for a leaf's place.

    Raises
    ------
    ValueError
        The other tree has another form; ``name`` says what it is.
    """
    found: list[Any] = []
    _align(tree, other, name, found)
    return found


def _align(tree: Any, other: Any, name: str, found: list[Any]) -> None:
    own = parts(tree)
    if own is None:
        found.append(other)
        return
    others = parts(other) if type(other) is type(tree) else None
    if others is None or own.keys() != others.keys():
        raise ValueError(
            message(f"{name} has another form: {_form(other)}, not {_form(tree)}", f"{name} of the same containers")
        )
    for key, part in own.items():
        _align(part, others[key], name, found)


def parts(tree: Any) -> dict[Any, Any] | None:
    """Return what a container holds by index, key or field; None for a leaf."""
    kind = type(tree)
    if isinstance(tree, dict):
        return tree
    if kind in (list, tuple) or (isinstance(tree, tuple) and hasattr(tree, "_fields")):
        return dict(enumerate(tree))
    if hasattr(kind, "__dataclass_fields__"):
        from dataclasses import fields

        return {field.name: getattr(tree, field.name) for field in fields(tree)}  # pyright: ignore[reportArgumentType]
    return None


def _form(tree: Any) -> str:
    own = parts(tree)
    if own is None:
        return type(tree).__name__
    return f"{type(tree).__name__} of {', '.join(map(str, own)) or 'nothing'}"
