"""The standard's inspection interface of a native namespace, answered from the device's Hooks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, final

from .._core import dtypes as _dtypes
from .._core.errors import message
from .hooks import Hooks


@final
class Inspection:
    """The result of ``__array_namespace_info__()``: capabilities, devices and dtypes.

    Parameters
    ----------
    at : callable
        Returns the Hooks of a ``device=`` argument. For None it returns the Hooks of the namespace's own device. It
        raises an error if the argument is not a device of the library.
    device : callable
        Returns the library's object for the namespace's device.
    devices : callable
        Returns the library's objects for all devices of this machine.
    """

    def __init__(
        self, at: Callable[[Any], Hooks], *, device: Callable[[], Any], devices: Callable[[], tuple[Any, ...]]
    ) -> None:
        self._at = at
        self._device = device
        self._devices = devices

    def capabilities(self) -> dict[str, Any]:
        """Return the standard's capabilities of the library."""
        able = self._at(None).backend.capabilities.data_dependent_shapes
        return {"boolean indexing": able, "data-dependent shapes": able, "max dimensions": 64}

    def default_device(self) -> Any:
        """Return the device on which creation functions make arrays."""
        return self._device()

    def devices(self) -> tuple[Any, ...]:
        """Return the devices of this machine."""
        return self._devices()

    def default_dtypes(self, *, device: Any = None) -> dict[str, Any]:
        """Return the dtypes of new arrays if no dtype is given."""
        hooks = self._at(device)
        return {
            "real floating": hooks.library_dtype(hooks.default_float()),
            "complex floating": hooks.library_dtype(hooks.default_complex()),
            "integral": hooks.library_dtype(_dtypes.int64),
            "indexing": hooks.library_dtype(_dtypes.int64),
        }

    def dtypes(self, *, device: Any = None, kind: str | tuple[str, ...] | None = None) -> dict[str, Any]:
        """Return the standard's dtypes by name: all of them, or those of the given kinds."""
        hooks = self._at(device)
        wanted = tuple(_dtypes.KINDS) if kind is None else (kind,) if isinstance(kind, str) else kind
        unknown = [name for name in wanted if name not in _dtypes.KINDS]
        if unknown:
            raise ValueError(message(f"{unknown[0]!r} is not a kind of dtype", f"one of {', '.join(_dtypes.KINDS)}"))
        kinds = {kind for name in wanted for kind in _dtypes.KINDS[name]}
        return {
            dtype.name: hooks.library_dtype(dtype)
            for dtype in _dtypes.STANDARD
            if dtype.category in kinds and dtype in hooks.dtypes
        }


__all__ = ["Inspection"]
