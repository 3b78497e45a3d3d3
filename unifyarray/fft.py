"""Fourier transforms: the standard's ``fft`` extension."""

from __future__ import annotations

from ._core.migration_hints import missing_from
from ._functions import fft as _functions
from ._functions.fft import *  # noqa: F403

__all__: list[str] = []
__all__ += _functions.__all__

TYPE_CHECKING = False
if not TYPE_CHECKING:  # with `__getattr__`, a type checker would accept every name

    def __getattr__(name: str) -> object:
        """Raise an AttributeError with a hint that names the replacement."""
        raise missing_from(__name__, name)


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
