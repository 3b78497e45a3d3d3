"""Functions that higher layers provide to lower layers. Each is registered here when its module is loaded.

Call them as attributes of this module; never import the names themselves, because they change.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    from .dtypes import DType

    class Settings(Protocol):
        """The fields of a selection that lower layers read."""

        @property
        def checks(self) -> bool:
            """Whether to make checks that synchronise with the device."""
            ...

        @property
        def default_float(self) -> DType | None:
            """Default real floating dtype; None means the widest dtype of the device."""
            ...


class _BuiltIn:
    """The settings before a selection is loaded."""

    checks: bool = True
    default_float: DType | None = None


def _built_in() -> Settings:
    return _BuiltIn()


def _no_libraries(obj: object, /) -> DType | None:
    return None


def _not_counted(nbytes: int) -> None:
    raise RuntimeError(f"{nbytes} bytes are not counted before unifyarray is imported")


def _no_host() -> Any:
    raise RuntimeError("there is no host before a backend is loaded")


def _not_loaded(native: Any) -> Any:
    raise RuntimeError(f"{native!r} has no bound namespace before unifyarray is imported")


#: Types of arrays on the host that a loaded backend takes as they are.
adopted: set[type] = set()
#: Returns the settings in force.
in_force: Callable[[], Settings] = _built_in
#: Returns the DType of a dtype object of an imported library, or None.
find_dtype: Callable[[object], DType | None] = _no_libraries
#: Returns the bound namespace of a native namespace.
bound_namespace: Callable[[Any], Any] = _not_loaded
#: Counts the bytes of a copy to the host that the user did not write.
record_transfer: Callable[[int], None] = _not_counted
#: Returns NumPy's native namespace.
host_namespace: Callable[[], Any] = _no_host


def provide_settings(function: Callable[[], Settings], /) -> None:
    """Register the function that returns the settings in force."""
    global in_force
    in_force = function


def provide_dtypes(function: Callable[[object], DType | None], /) -> None:
    """Register the function that finds the DType of a library's dtype object."""
    global find_dtype
    find_dtype = function


def provide_bound_namespaces(function: Callable[[Any], Any], /) -> None:
    """Register the function that returns the bound namespace of a native namespace."""
    global bound_namespace
    bound_namespace = function


def provide_transfers(function: Callable[[int], None], /) -> None:
    """Register the function that counts copies to the host."""
    global record_transfer
    record_transfer = function


def provide_host(function: Callable[[], Any], /) -> None:
    """Register the function that returns NumPy's native namespace."""
    global host_namespace
    host_namespace = function
