"""The standard's inspection interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unifyarray.plugin import Inspection, override

if TYPE_CHECKING:
    import torch

    from ._hooks import TorchHooks


@override(
    name="__array_namespace_info__",
    reason="omits uint16, uint32 and uint64, and lists one device",
    case="inspection/__array_namespace_info__/native",
    bound=True,
)
def array_namespace_info(hooks: TorchHooks) -> Inspection:
    """Return the standard's inspection interface."""

    def hooks_of(device: torch.device | str | None) -> TorchHooks:
        return hooks if device is None else hooks.hooks_of(device)

    return Inspection(
        hooks_of,
        device=lambda: hooks.torch_device,
        devices=lambda: tuple(hooks.as_torch_device(device) for device in hooks.backend.devices()),
    )
