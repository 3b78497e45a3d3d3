"""A backend for a library that follows the standard, without any code."""

from __future__ import annotations

from typing import Any

from .backend import Backend
from .generic.backend import GenericBackend


def from_namespace(library: str, name: str | None = None, **attributes: Any) -> Backend:
    """Return a backend for a library that follows the standard, without any code.

    Parameters
    ----------
    library : str
        Name of the module with the standard's functions, such as ``"array_api_strict"``. It is not imported yet.
    name : str, optional
        Key in the registry. Default: the top-level module.
    **attributes
        Attributes of the Backend, such as ``capabilities`` or ``priority``.

    Examples
    --------
    >>> import unifyarray.plugin
    >>> unifyarray.plugin.from_namespace("array_api_strict").name
    'array_api_strict'
    """
    given = {"__module__": __name__, "name": name or library.partition(".")[0], "library": library, **attributes}
    kind: type[Backend] = type("GenericBackend", (GenericBackend,), given)
    return kind()
