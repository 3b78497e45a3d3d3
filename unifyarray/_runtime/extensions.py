"""The modules that UNIFYARRAY_IMPORT names: extensions of a library that register devices or backends when imported."""

from __future__ import annotations

from .._core import configuration
from .._core.errors import ConfigurationError, message

_imported: set[str] = set()


def import_extensions() -> None:
    """Import the modules that the environment names, each once.

    The names come from the environment and the command line alone, never from a file, because importing runs code.

    Raises
    ------
    ConfigurationError
        A module cannot be imported.
    """
    from importlib import import_module

    for name in configuration.imports():
        if name not in _imported:
            try:
                import_module(name)
            except Exception as error:
                raise _cannot_import(name, error) from error
            _imported.add(name)


def _cannot_import(name: str, error: Exception) -> ConfigurationError:
    fact = f"{configuration.IMPORT}={name!r} cannot be imported: {type(error).__name__}: {error}"
    is_absent = isinstance(error, ModuleNotFoundError) and error.name == name.partition(".")[0]
    call = f"pip install {name.partition('.')[0]}" if is_absent else f"python -c 'import {name}' shows where it fails"
    return ConfigurationError(message(fact, f"{call}; or unset {configuration.IMPORT}, and leave out --import {name}"))


__all__ = ["import_extensions"]
