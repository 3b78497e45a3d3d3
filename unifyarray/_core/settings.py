"""The settings in force, for layers below the selection: the selection registers itself here when it is loaded."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from .dtypes import DType

    class Settings(Protocol):
        """What lower layers read of a selection."""

        @property
        def default_float(self) -> DType | None:
            """Default real floating dtype; None means the widest that the device has."""
            ...


class _BuiltIn:
    """The settings before a selection is loaded."""

    default_float: DType | None = None


def _built_in() -> Settings:
    return _BuiltIn()


#: Returns the settings in force. Call it as ``settings.in_force()``; never import the name itself, which changes.
in_force: Callable[[], Settings] = _built_in


def provide(function: Callable[[], Settings], /) -> None:
    """Register the function that returns the settings in force."""
    global in_force
    in_force = function
