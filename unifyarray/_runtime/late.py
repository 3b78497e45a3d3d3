"""Modules that ``import unifyarray`` does not load; they are loaded when one of their attributes is first read."""

from __future__ import annotations

from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    import functools
    import weakref
    from collections.abc import Callable, Mapping
    from typing import Any

    from .._core import named_results, namespace_hints, pytree
    from . import entries, settings, specifications, unknown_libraries

__all__ = [
    "LateModule",
    "entries",
    "functools",
    "named_results",
    "namespace_hints",
    "pytree",
    "settings",
    "specifications",
    "unknown_libraries",
    "weakref",
]


class LateModule(ModuleType):
    """A module whose attributes are looked up when one of them is first read.

    It then becomes a plain module, whose attributes Python reads as fast as those of any module.
    """

    def __init__(self, name: str, load: Callable[[], Mapping[str, Any]]) -> None:
        super().__init__(name)
        self.__dict__["_load"] = load

    def __getattr__(self, name: str) -> Any:
        found = self.__dict__["_load"]()
        self.__dict__.update({key: value for key, value in found.items() if not key.startswith("__")})
        self.__class__ = ModuleType  # type: ignore[assignment]  # Python allows it for modules
        return getattr(self, name)


def _entries() -> Mapping[str, Any]:
    from . import entries

    return vars(entries)


def _functools() -> Mapping[str, Any]:
    import functools

    return vars(functools)


def _named_results() -> Mapping[str, Any]:
    from .._core import named_results

    return vars(named_results)


def _namespace_hints() -> Mapping[str, Any]:
    from .._core import namespace_hints

    return vars(namespace_hints)


def _pytree() -> Mapping[str, Any]:
    from .._core import pytree

    return vars(pytree)


def _settings() -> Mapping[str, Any]:
    from . import settings

    return vars(settings)


def _specifications() -> Mapping[str, Any]:
    from . import specifications

    return vars(specifications)


def _unknown_libraries() -> Mapping[str, Any]:
    from . import unknown_libraries

    return vars(unknown_libraries)


def _weakref() -> Mapping[str, Any]:
    import weakref

    return vars(weakref)


if not TYPE_CHECKING:
    entries = LateModule(f"{__name__}.entries", _entries)
    functools = LateModule(f"{__name__}.functools", _functools)
    named_results = LateModule(f"{__name__}.named_results", _named_results)
    namespace_hints = LateModule(f"{__name__}.namespace_hints", _namespace_hints)
    pytree = LateModule(f"{__name__}.pytree", _pytree)
    settings = LateModule(f"{__name__}.settings", _settings)
    specifications = LateModule(f"{__name__}.specifications", _specifications)
    unknown_libraries = LateModule(f"{__name__}.unknown_libraries", _unknown_libraries)
    weakref = LateModule(f"{__name__}.weakref", _weakref)
