"""Tests that register backends: the registry is restored afterwards."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from unifyarray._runtime import entries, registry, state

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def own_registry(*, with_generic: bool = True) -> Iterator[None]:
    """Give the block a registry of its own, and restore the one before it afterwards.

    ``with_generic`` is whether it begins with the generic backends that are registered.
    """
    before = entries.entries()
    entries.replace({name: info for name, info in before.items() if with_generic or not info.is_generic})
    forget_types()
    try:
        yield
    finally:
        entries.replace(before)
        forget_types()


def forget_types() -> None:
    """Look up the backend of every type again."""
    registry.namespace_of_type.clear()
    state.forget_types()


__all__ = ["forget_types", "own_registry"]
