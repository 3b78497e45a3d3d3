"""Layer 5: the public functions, one file per section of the standard, and bound namespaces."""

from __future__ import annotations

from types import FunctionType


def name_public_items(names: dict[str, object], exported: list[str], module: str) -> None:
    """Set the module of public items to the public one, which tracebacks, help and pickles name.

    Items that have a public module already keep it: some functions of ``linalg`` are functions of ``unifyarray``, too.
    """
    for name in exported:
        item = names[name]
        if isinstance(item, type | FunctionType) and "._" in item.__module__:
            item.__module__ = module
