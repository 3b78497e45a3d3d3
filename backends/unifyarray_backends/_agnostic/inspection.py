"""The standard's inspection interface, made from a device's Hooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

from unifyarray.plugin import KINDS, message
from unifyarray.plugin import dtypes as _dtypes

if TYPE_CHECKING:
    from collections.abc import Callable

    from unifyarray.plugin import Hooks


@final
class Info:
    """The standard's inspection interface.

    Parameters
    ----------
    hooks_of : callable
        Returns the Hooks of a device; None means the namespace's own device. Raises an error if the library does not
        have the device.
    device : callable
        Returns the library's object for the namespace's device.
    devices : callable
        Returns the library's objects for the available devices.
    """

    def __init__(
        self, hooks_of: Callable[[Any], Hooks], *, device: Callable[[], Any], devices: Callable[[], tuple[Any, ...]]
    ) -> None:
        self._hooks_of = hooks_of
        self._device = device
        self._devices = devices

    def capabilities(self) -> dict[str, Any]:
        """Return the capabilities of the library."""
        return {"boolean indexing": True, "data-dependent shapes": True, "max dimensions": 64}

    def default_device(self) -> Any:
        """Return the device on which new arrays are created."""
        return self._device()

    def devices(self) -> tuple[Any, ...]:
        """Return the devices."""
        return self._devices()

    def default_dtypes(self, *, device: Any = None) -> dict[str, Any]:
        """Return the dtypes of new arrays that are created without ``dtype=``."""
        hooks = self._hooks_of(device)
        return {
            "real floating": hooks.library_dtype(hooks.default_float()),
            "complex floating": hooks.library_dtype(hooks.default_complex()),
            "integral": hooks.library_dtype(_dtypes.int64),
            "indexing": hooks.library_dtype(_dtypes.int64),
        }

    def dtypes(self, *, device: Any = None, kind: str | tuple[str, ...] | None = None) -> dict[str, Any]:
        """Return the standard's dtypes by name; with ``kind=``, only the dtypes of those kinds."""
        hooks = self._hooks_of(device)
        wanted = tuple(KINDS) if kind is None else (kind,) if isinstance(kind, str) else kind
        unknown = [name for name in wanted if name not in KINDS]
        if unknown:
            raise ValueError(message(f"{unknown[0]!r} is not a kind of dtype", f"pass one of {', '.join(KINDS)}"))
        kinds = {kind for name in wanted for kind in KINDS[name]}
        have = hooks.dtypes
        return {
            dtype.name: hooks.library_dtype(dtype)
            for dtype in _dtypes.STANDARD
            if dtype.kind in kinds and dtype in have
        }
