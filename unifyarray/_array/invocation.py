"""Call functions of a native namespace, with errors of the contract's classes."""

from __future__ import annotations

from .._core.errors import raise_translated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .._backend.namespaces import NativeNamespace


def invoke(xp: NativeNamespace, function: Any, *args: Any, **kwargs: Any) -> Any:
    """Call a native function; raise its errors as the contract's classes, with the original as the cause."""
    try:
        return function(*args, **kwargs)
    except Exception as error:
        raise_translated(xp, error, function, *args, **kwargs)
