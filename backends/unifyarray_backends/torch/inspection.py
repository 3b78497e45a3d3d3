"""The namespace's description of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from array_api_compat.torch import isdtype

from unifyarray import _dtypes
from unifyarray._backend import override

from ._dtypes import COMPLEX_OF, NATIVE

if TYPE_CHECKING:
    from ._dtypes import TorchDType
    from ._hooks import TorchHooks


class Info:
    """What ``__array_namespace_info__()`` returns, in torch's own dtypes and devices."""

    def __init__(self, hooks: TorchHooks) -> None:
        self._hooks = hooks

    def _at(self, device: torch.device | str | None) -> TorchHooks:
        if device is None:
            return self._hooks
        return self._hooks.on(device)

    def capabilities(self) -> dict[str, bool | int | None]:
        """Return what the library can do."""
        return {"boolean indexing": True, "data-dependent shapes": True, "max dimensions": 64}

    def default_device(self) -> torch.device:
        """Return the device that creation functions use."""
        return self._hooks.torch_device

    def default_dtypes(self, *, device: torch.device | str | None = None) -> dict[str, TorchDType]:
        """Return the default dtype of each kind."""
        real = NATIVE[self._at(device).default_float()]
        return {
            "real floating": real,
            "complex floating": COMPLEX_OF[real],
            "integral": torch.int64,
            "indexing": torch.int64,
        }

    def dtypes(
        self, *, device: torch.device | str | None = None, kind: str | tuple[str, ...] | None = None
    ) -> dict[str, TorchDType]:
        """Return the standard's dtypes that a device has."""
        have = self._at(device).dtypes
        found = {dtype.name: NATIVE[dtype] for dtype in _dtypes.STANDARD if dtype in have}
        return {name: native for name, native in found.items() if kind is None or isdtype(native, kind)}

    def devices(self) -> tuple[torch.device, ...]:
        """Return the devices of this machine."""
        return tuple(self._hooks.place(device) for device in self._hooks.backend.devices())


@override(
    name="__array_namespace_info__",
    reason="leaves out uint16, uint32 and uint64, and knows one device",
    case="inspection/__array_namespace_info__/native",
    bound=True,
)
def info(hooks: TorchHooks) -> Info:
    """Return the description of the namespace."""
    return Info(hooks)
