"""Libraries without a plugin: the first array of a library that follows the standard registers a generic backend."""

from __future__ import annotations

import sys

from .._core.errors import BackendUnavailableError, message
from . import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .._backend.backend import Backend, Capabilities
    from .backend_info import BackendInfo


def find_backend(x: Any) -> BackendInfo | None:
    """Return the generic backend of the library of an array, which the first array adds; None for any other object.

    A library is recognised if its namespace has the standard's inspection functions. ``array_api_compat`` says which
    namespace an array has: for the libraries that it wraps, such as Dask, its own one.

    Raises
    ------
    BackendUnavailableError
        ``x.__array_namespace__()`` failed.
    """
    space = _namespace_of(x)
    if space is None or not hasattr(space, "__array_namespace_info__"):
        return None
    # JAX has its arrays in another package than its functions, and array_api_compat's namespaces are not the library.
    root = type(x).__module__.partition(".")[0]
    library = getattr(space, "__name__", "")
    if sys.modules.get(library) is not space:
        library = type(x).__module__  # the namespace cannot be imported by its name
    name = entries.root_of_library(library)
    return entries.add_library(
        name, library, space, modules=tuple(dict.fromkeys((name, root))), capabilities=_capabilities(type(x))
    )


def _capabilities(kind: type) -> Capabilities:
    """Return the abilities that the array type of a library tells; the generic backend finds the others by trying.

    Lazy libraries such as Dask and cubed compute an array by its method `compute`, and some of its lengths can be
    unknown before.
    """
    from .._backend.backend import Capabilities

    is_lazy = callable(getattr(kind, "compute", None))
    return Capabilities(lazy=is_lazy, unknown_shapes=is_lazy)


def is_importable(backend: Backend) -> bool:
    """Return whether a backend is generic and another process can make it again by importing its namespace."""
    return backend.is_generic and sys.modules.get(backend.library) is backend.module()


def restore_backend(name: str, library: str) -> None:
    """Add the generic backend that a pickle names, if no backend has its name; imports the library's namespace.

    Raises
    ------
    BackendUnavailableError
        The namespace cannot be imported.
    """
    if name in entries.entries():
        return
    from importlib import import_module

    try:
        space = import_module(library)
    except ImportError as error:
        fact = f"an Array of {name!r} needs the namespace {library}: {type(error).__name__}: {error}"
        raise BackendUnavailableError(message(fact, f"pip install {entries.root_of_library(library)}")) from error
    entries.add_library(name, library, space, modules=(entries.root_of_library(library),))


def _namespace_of(x: Any) -> object | None:
    """Return the namespace of an array of any library, None for an object that is not an array."""
    kind = type(x)
    is_declared = hasattr(kind, "__array_namespace__")
    if not is_declared and not (hasattr(kind, "shape") and hasattr(kind, "dtype")):
        return None
    import array_api_compat

    if not is_declared and not array_api_compat.is_array_api_obj(x):
        return None
    try:
        return array_api_compat.array_namespace(x)  # type: ignore[no-any-return]
    except Exception as error:
        raise BackendUnavailableError(
            message(
                f"the namespace of a {kind.__module__}.{kind.__qualname__} cannot be found: "
                f"{type(error).__name__}: {error}",
                "x.__array_namespace__() shows the failure; numpy.asarray(x) reads the data",
            )
        ) from error


__all__ = ["find_backend", "is_importable", "restore_backend"]
