"""The environment variables: their names, valid values and parsing, in one place.

Read lazily at first use, never at import. A bad value raises and lists the valid ones; an unknown
``UNIFYARRAY_*`` variable warns.
"""

from __future__ import annotations

import os

from . import dtypes
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
BLOCK_BACKENDS: Final = "UNIFYARRAY_BLOCK_BACKENDS"

#: Every variable, with what it takes, as ``ua.show_config`` and the documentation print it.
VARIABLES: Final = {
    BACKEND: "a backend's name, such as numpy or torch",
    DEVICE: "cpu, cuda, cuda:N, mps, xpu or auto, optionally after a backend and a colon",
    DEFAULT_FLOAT: "float64 or float32; complex follows",
    TRANSFER: "allow, warn or error",
    CHECKS: "on or off",
    AUTOGRAD_BACKEND: "a backend that differentiates, such as torch",
    BLOCK_BACKENDS: "names of backends to leave out, separated by commas",
}

FLOATS: Final = {"float64": dtypes.float64, "float32": dtypes.float32}
TRANSFERS: Final[dict[str, Transfer]] = {"allow": "allow", "warn": "warn", "error": "error"}
_SWITCH: Final = {"on": True, "off": False}


def bad_value(variable: str, value: str, valid: str, meant: str = "") -> ConfigurationError:
    """Return the error of a bad value of a variable; ``meant`` goes before the hint."""
    hint = f"{meant}use {valid}: export {variable}=..., or unset {variable}"
    return ConfigurationError(message(f"{variable}={value!r} is not valid", hint))


def warn_unknown() -> None:
    """Warn of every variable that starts with our prefix and is none of ours."""
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in VARIABLES)
    if unknown:
        fact = f"unknown environment variables: {', '.join(unknown)}"
        warn(message(fact, f"the known ones are {', '.join(VARIABLES)}"), ConfigurationWarning)


def text(variable: str) -> str | None:
    """Return the value of a variable, None where it is unset or empty."""
    return os.environ.get(variable, "").strip() or None


def default_float() -> DType | None:
    """Return the default real floating dtype that the environment asks for."""
    value = text(DEFAULT_FLOAT)
    if value is not None and value not in FLOATS:
        raise bad_value(DEFAULT_FLOAT, value, VARIABLES[DEFAULT_FLOAT])
    return None if value is None else FLOATS[value]


def transfer() -> Transfer | None:
    """Return the policy for implicit copies to the host that the environment asks for."""
    value = text(TRANSFER)
    if value is not None and value not in TRANSFERS:
        raise bad_value(TRANSFER, value, VARIABLES[TRANSFER])
    return None if value is None else TRANSFERS[value]


def checks() -> bool | None:
    """Return whether the environment switches the checks that cost a sync on or off."""
    value = text(CHECKS)
    if value is not None and value not in _SWITCH:
        raise bad_value(CHECKS, value, VARIABLES[CHECKS])
    return None if value is None else _SWITCH[value]


def blocked() -> frozenset[str]:
    """Return the names of the backends that the environment leaves out."""
    return frozenset(name.strip() for name in (text(BLOCK_BACKENDS) or "").split(",") if name.strip())


def warn_unknown_blocked(known: Iterable[str]) -> None:
    """Warn of every name to leave out that is none of the backends that are installed."""
    unknown = sorted(blocked().difference(known))
    if unknown:
        fact = f"{BLOCK_BACKENDS} names unknown backends: {', '.join(unknown)}"
        warn(message(fact, f"the known ones are {', '.join(sorted(known))}"), ConfigurationWarning)
