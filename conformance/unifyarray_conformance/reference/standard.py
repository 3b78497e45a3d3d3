"""The standard as data: names, parameters, promotion and special cases. Made by ``conformance/tools``."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, Final

STANDARD: Final[dict[str, Any]] = json.loads(
    files("unifyarray_conformance.reference").joinpath("standard.json").read_text(encoding="utf-8")
)
VERSION: Final[str] = STANDARD["version"]
FUNCTIONS: Final[dict[str, dict[str, Any]]] = STANDARD["functions"]
SPECIAL: Final[dict[str, dict[str, Any]]] = STANDARD["special"]


def functions_of(section: str) -> list[str]:
    """Return the names of the functions of a section, in the order of the standard."""
    return [name for name, entry in FUNCTIONS.items() if entry["section"] == section]


def parameters(name: str) -> list[dict[str, Any]]:
    """Return the parameters of a function."""
    found: list[dict[str, Any]] = FUNCTIONS[name]["parameters"]
    return found
