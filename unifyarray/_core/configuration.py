"""The environment variables: their names, valid values and parsing, in one place.

They are read at first use, never at import. If a value is invalid, the error lists the valid values. If a
``UNIFYARRAY_*`` variable is unknown, a warning is given.
"""

from __future__ import annotations

import os

from . import dtypes
from .devices import KINDS
from .errors import ConfigurationError, ConfigurationWarning, message, warn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final, Literal, TypeAlias

    from .dtypes import DType

    Transfer: TypeAlias = Literal["allow", "warn", "error"]

PREFIX: Final = "UNIFYARRAY_"
BACKEND: Final = "UNIFYARRAY_BACKEND"
DEVICE: Final = "UNIFYARRAY_DEVICE"
DEFAULT_FLOAT: Final = "UNIFYARRAY_DEFAULT_FLOAT"
TRANSFER: Final = "UNIFYARRAY_TRANSFER"
CHECKS: Final = "UNIFYARRAY_CHECKS"
AUTOGRAD_BACKEND: Final = "UNIFYARRAY_AUTOGRAD_BACKEND"
JIT_BACKEND: Final = "UNIFYARRAY_JIT_BACKEND"
JIT_SECONDS: Final = "UNIFYARRAY_JIT_SECONDS"
BLOCK_BACKENDS: Final = "UNIFYARRAY_BLOCK_BACKENDS"
IMPORT: Final = "UNIFYARRAY_IMPORT"
NAMESPACES: Final = "UNIFYARRAY_NAMESPACES"
REPAIRS: Final = "UNIFYARRAY_REPAIRS"

#: Every variable, with a description of its valid values for error messages and for the documentation.
VARIABLES: Final = {
    BACKEND: "a backend's name, such as numpy or torch",
    DEVICE: "cpu, cuda, cuda:N, mps, xpu, an extension's kind, or auto, optionally after a backend and a colon",
    DEFAULT_FLOAT: "float64 or float32; complex follows",
    TRANSFER: "allow, warn or error",
    CHECKS: "on or off",
    AUTOGRAD_BACKEND: "a backend with autograd, such as torch",
    JIT_BACKEND: "a backend with a compiler, such as torch, or none",
    JIT_SECONDS: "the seconds that a compiler may take for one function, 0 for no compiler",
    BLOCK_BACKENDS: "names of backends to block, separated by commas",
    IMPORT: "modules to import first, separated by commas, such as an extension of torch that brings a device",
    NAMESPACES: "modules of libraries that follow the standard, separated by commas, such as dpnp or mlx.core",
    REPAIRS: f"files of `unifyarray conformance repair`, separated by {os.pathsep!r}",
}

FLOATS: Final = {"float64": dtypes.float64, "float32": dtypes.float32}
TRANSFERS: Final[dict[str, Transfer]] = {"allow": "allow", "warn": "warn", "error": "error"}
_SWITCH: Final = {"on": True, "off": False}


def bad_value(variable: str, value: str, valid: str, meant: str = "") -> ConfigurationError:
    """Return the error for an invalid value of a variable; ``meant`` goes in front of the hint."""
    hint = f"{meant}use {valid}: export {variable}=..., or unset {variable}"
    return ConfigurationError(message(f"{variable}={value!r} is not valid", hint))


def warn_unknown() -> None:
    """Warn of environment variables that start with ``UNIFYARRAY_`` and are unknown."""
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in VARIABLES)
    if unknown:
        fact = f"unknown environment variables: {', '.join(unknown)}"
        warn(message(fact, f"the known variables are {', '.join(VARIABLES)}"), ConfigurationWarning)


def text(variable: str) -> str | None:
    """Return the value of an environment variable, or None if the variable is unset or empty."""
    return os.environ.get(variable, "").strip() or None


def default_float() -> DType | None:
    """Return the default real floating dtype of the environment, or None if it is unset."""
    value = text(DEFAULT_FLOAT)
    if value is not None and value not in FLOATS:
        raise bad_value(DEFAULT_FLOAT, value, VARIABLES[DEFAULT_FLOAT])
    return None if value is None else FLOATS[value]


def transfer() -> Transfer | None:
    """Return the environment's policy for implicit copies to the host, or None if it is unset."""
    value = text(TRANSFER)
    if value is not None and value not in TRANSFERS:
        raise bad_value(TRANSFER, value, VARIABLES[TRANSFER])
    return None if value is None else TRANSFERS[value]


def checks() -> bool | None:
    """Return whether the environment turns on checks that synchronise, or None if it is unset."""
    value = text(CHECKS)
    if value is not None and value not in _SWITCH:
        raise bad_value(CHECKS, value, VARIABLES[CHECKS])
    return None if value is None else _SWITCH[value]


def jit_seconds() -> float:
    """Return the time that compiling a function may take, in seconds; 0 if traced functions are not compiled."""
    value = text(JIT_SECONDS)
    if value is None:
        return 60.0
    try:
        seconds = float(value)
    except ValueError:
        seconds = -1.0
    if not seconds >= 0:
        raise bad_value(JIT_SECONDS, value, "a number that is not negative")
    return seconds


def blocked() -> frozenset[str]:
    """Return the names of the backends that the environment blocks."""
    return frozenset(_names(BLOCK_BACKENDS))


def imports() -> list[str]:
    """Return the names of the modules that the environment imports first."""
    return _names(IMPORT)


def repairs() -> list[str]:
    """Return the paths of the environment's repair files."""
    return [path for path in (text(REPAIRS) or "").split(os.pathsep) if path.strip()]


def add_imports(names: Iterable[str]) -> None:
    """Add modules to the environment's, for the options of commands; worker processes inherit them."""
    wanted = dict.fromkeys((*imports(), *names))
    if wanted:
        os.environ[IMPORT] = ",".join(wanted)


def namespaces() -> list[str]:
    """Return the modules that the environment names as namespaces of generic backends."""
    return _names(NAMESPACES)


def is_namespace(name: str) -> bool:
    """Return whether a text can be the name of a module whose generic backend can be named in a specification."""
    parts = name.split(".")
    return all(part.isidentifier() for part in parts) and parts[0] not in (*KINDS, "auto", "gpu", "native")


def warn_unusable_namespaces(names: Iterable[str]) -> None:
    """Warn of namespaces whose names cannot be those of modules, or stand for devices."""
    unusable = [name for name in names if not is_namespace(name)]
    if unusable:
        fact = f"{NAMESPACES} has values that are not names of modules: {', '.join(map(repr, unusable))}"
        warn(message(fact, f"use {VARIABLES[NAMESPACES]}: export {NAMESPACES}=..."), ConfigurationWarning)


def add_namespaces(names: Iterable[str]) -> None:
    """Add modules to the environment's namespaces, for the options of commands; worker processes inherit them."""
    wanted = dict.fromkeys((*namespaces(), *names))
    if wanted:
        os.environ[NAMESPACES] = ",".join(wanted)


def _names(variable: str) -> list[str]:
    return [name.strip() for name in (text(variable) or "").split(",") if name.strip()]


def warn_unknown_blocked(known: Iterable[str]) -> None:
    """Warn of names of blocked backends that are not among the installed backends."""
    unknown = sorted(blocked().difference(known))
    if unknown:
        fact = f"{BLOCK_BACKENDS} names unknown backends: {', '.join(unknown)}"
        warn(message(fact, f"the known backends are {', '.join(sorted(known))}"), ConfigurationWarning)
