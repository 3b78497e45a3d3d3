"""What a namespace tells about itself, from its Hooks."""

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
    at : callable
        Returns the Hooks of a device, of the namespace's own for None; raises for what is no device of the library.
    device : callable
        Returns the library's object for the namespace's device.
    devices : callable
        Returns the library's objects for the devices that there are.
    """

    def __init__(
        self, at: Callable[[Any], Hooks], *, device: Callable[[], Any], devices: Callable[[], tuple[Any, ...]]
    ) -> None:
        self._at = at
        self._device = device
        self._devices = devices

    def capabilities(self) -> dict[str, Any]:
        """Return what the library can do."""
        return {"boolean indexing": True, "data-dependent shapes": True, "max dimensions": 64}

    def default_device(self) -> Any:
        """Return the device that arrays are made on."""
        return self._device()

    def devices(self) -> tuple[Any, ...]:
        """Return the devices."""
        return self._devices()

    def default_dtypes(self, *, device: Any = None) -> dict[str, Any]:
        """Return the dtypes that arrays are made with where none is given."""
        hooks = self._at(device)
        return {
            "real floating": hooks.library_dtype(hooks.default_float()),
            "complex floating": hooks.library_dtype(hooks.default_complex()),
            "integral": hooks.library_dtype(_dtypes.int64),
            "indexing": hooks.library_dtype(_dtypes.int64),
        }

    def dtypes(self, *, device: Any = None, kind: str | tuple[str, ...] | None = None) -> dict[str, Any]:
        """Return the standard's dtypes by name, all or those of some kinds."""
        hooks = self._at(device)
        wanted = tuple(KINDS) if kind is None else (kind,) if isinstance(kind, str) else kind
        unknown = [one for one in wanted if one not in KINDS]
        if unknown:
            raise ValueError(message(f"{unknown[0]!r} is no kind of dtype", f"one of {', '.join(KINDS)}"))
        kinds = {one for name in wanted for one in KINDS[name]}
        have = hooks.dtypes
        return {
            dtype.name: hooks.library_dtype(dtype)
            for dtype in _dtypes.STANDARD
            if dtype.kind in kinds and dtype in have
        }
