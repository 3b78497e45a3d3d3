"""Overrides: functions that replace those of a base namespace, each declared with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Override:
    """One departure from ``array_api_compat``'s namespace.

    Attributes
    ----------
    name : str
        Name of the function in its namespace.
    function : callable
        The function that replaces it.
    reason : str
        The defect of the function that it replaces.
    case : str
        Id of the conformance check that fails without the override.
    upstream : str or None
        Address of the upstream issue, if there is one.
    bound : bool
        The function's first parameter is the Hooks of the device that the namespace is bound to.
    """

    name: str
    function: Callable[..., Any]
    reason: str
    case: str
    upstream: str | None
    bound: bool


def override(
    *,
    reason: str,
    case: str,
    upstream: str | None = None,
    name: str | None = None,
    bound: bool = False,
) -> Callable[[F], F]:
    """Declare a function of a backend's section module as an Override; see there for the parameters."""

    def declare(function: F) -> F:
        function.__override__ = Override(  # type: ignore[attr-defined]
            name or function.__name__, function, reason, case, upstream, bound
        )
        return function

    return declare


def fast_path(function: Callable[..., Any], dtypes: frozenset[Any]) -> Callable[[F], F]:
    """Declare that the library's own function does the same for an array, or two of one dtype, for some native dtypes.

    The Array tier then calls that: on small arrays, the call of an override takes as long as its work.
    """

    def declare(slower: F) -> F:
        slower.__fast_path__ = dtypes, function  # type: ignore[attr-defined]
        return slower

    return declare


def overrides_in(modules: Iterable[ModuleType]) -> tuple[Override, ...]:
    """Return the overrides declared in some modules, in the order of their definition."""
    return tuple(
        value.__override__
        for module in modules
        for value in vars(module).values()
        if hasattr(value, "__override__") and getattr(value, "__module__", None) == module.__name__
    )


__all__ = ["Override", "fast_path", "override", "overrides_in"]
