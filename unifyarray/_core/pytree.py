"""Pytrees: nested lists, tuples, named tuples, dicts and dataclasses, with arbitrary objects as leaves."""

from __future__ import annotations

from .errors import message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def tree_map(function: Callable[[Any], Any], tree: Any) -> Any:
    """Return a tree with the same containers and ``function(leaf)`` in place of each leaf.

    Everything that is not a container is a leaf. Subclasses of ``list``, and of ``tuple`` without named fields, are
    leaves, too.
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
    """Return a copy of an instance of a dict subclass, such as OrderedDict or defaultdict, with mapped values."""
    import copy

    new = copy.copy(tree)
    for key, value in tree.items():
        new[key] = tree_map(function, value)
    return new


def _map_dataclass(function: Callable[[Any], Any], tree: Any) -> Any:
    """Return a copy of a dataclass instance with mapped fields, without running its ``__init__``.

    If no field changes, return the instance itself.
    """
    import copy
    from dataclasses import fields

    old = {field.name: getattr(tree, field.name) for field in fields(tree)}
    values = {name: tree_map(function, value) for name, value in old.items()}
    if all(values[name] is value for name, value in old.items()):
        return tree
    new = copy.copy(tree)
    for name, value in values.items():
        object.__setattr__(new, name, value)  # also sets fields of frozen dataclasses
    return new


def leaves(tree: Any) -> list[Any]:
    """Return the leaves of a tree, in order."""
    found: list[Any] = []
    tree_map(found.append, tree)
    return found


def aligned(tree: Any, other: Any, name: str) -> list[Any]:
    """Return the parts of another tree that correspond to the leaves of the first tree, in the same order.

    Parameters
    ----------
    tree : object
        The tree whose leaves are matched.
    other : object
        A tree with the same containers. It may have a container in place of a leaf.
    name : str
        The word for the other tree in the error message.

    Raises
    ------
    ValueError
        If the containers differ.
    """
    found: list[Any] = []
    _align(tree, other, name, found)
    return found


def _align(tree: Any, other: Any, name: str, found: list[Any]) -> None:
    children = parts(tree)
    if children is None:
        found.append(other)
        return
    others = parts(other) if type(other) is type(tree) else None
    if others is None or children.keys() != others.keys():
        fact = f"{name} has another structure: {_describe(other)}, not {_describe(tree)}"
        raise ValueError(message(fact, f"pass {name} in the same containers"))
    for key, child in children.items():
        _align(child, others[key], name, found)


def parts(tree: Any) -> dict[Any, Any] | None:
    """Return the items of a container by index, key or field name; None for a leaf."""
    kind = type(tree)
    if isinstance(tree, dict):
        return tree
    if kind in (list, tuple) or (isinstance(tree, tuple) and hasattr(tree, "_fields")):
        return dict(enumerate(tree))
    if hasattr(kind, "__dataclass_fields__"):
        from dataclasses import fields

        return {field.name: getattr(tree, field.name) for field in fields(tree)}  # pyright: ignore[reportArgumentType]
    return None


def _describe(tree: Any) -> str:
    """Return the type of a tree, and the keys of its items if it is a container."""
    children = parts(tree)
    if children is None:
        return type(tree).__name__
    return f"{type(tree).__name__} with {', '.join(map(str, children)) or 'no items'}"
