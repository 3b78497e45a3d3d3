"""The namespace's description of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unifyarray.plugin import override

from .._agnostic.inspection import Info

if TYPE_CHECKING:
    import torch

    from ._hooks import TorchHooks


@override(
    name="__array_namespace_info__",
    reason="leaves out uint16, uint32 and uint64, and knows one device",
    case="inspection/__array_namespace_info__/native",
    bound=True,
)
def info(hooks: TorchHooks) -> Info:
    """Return the description of the namespace."""

    def at(device: torch.device | str | None) -> TorchHooks:
        return hooks if device is None else hooks.on(device)

    return Info(
        at,
        device=lambda: hooks.torch_device,
        devices=lambda: tuple(hooks.as_torch_device(device) for device in hooks.backend.devices()),
    )
