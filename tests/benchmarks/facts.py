"""Counts, not times: the functions of the native tier that are the library's own objects."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

import unifyarray as ua
from unifyarray._functions import section_modules


@dataclass(frozen=True)
class Functions:
    """The standard's functions of a native namespace, by origin.

    Attributes
    ----------
    own : list of str
        The library's own objects: calling them costs nothing.
    overridden : list of str
        Overrides of the backend.
    wrapped : list of str
        Functions of array_api_compat without changes.
    """

    own: list[str]
    overridden: list[str]
    wrapped: list[str]


def functions(spec: str) -> Functions:
    """Return the functions of a device by origin, including those of the extensions."""
    native = ua.namespace(spec).native
    library = importlib.import_module(native.__name__)
    parts = [("", native, library, _names())]
    for extension in (ua.linalg, ua.fft):
        name = extension.__name__.rpartition(".")[2]
        parts.append((f"{name}.", getattr(native, name), getattr(library, name), extension.__all__))
    found = Functions([], [], [])
    for prefix, namespace, module, names in parts:
        for name in names:
            function = getattr(namespace, name, None)
            if callable(function):
                _kind(found, function, module, library, name).append(prefix + name)
    return found


def _names() -> list[str]:
    return [name for section in section_modules.MAIN for name in section.__all__]


def _kind(found: Functions, function: Any, module: Any, library: Any, name: str) -> list[str]:
    if any(function is getattr(place, name, None) for place in (module, library)):
        return found.own
    plain = getattr(function, "func", function)  # an override that needs its device is a partial
    return found.overridden if hasattr(plain, "__override__") else found.wrapped
