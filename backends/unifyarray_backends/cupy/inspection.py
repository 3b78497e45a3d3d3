"""The standard's inspection interface."""

from __future__ import annotations

from typing import Any

import cupy as cp

from unifyarray.plugin import Hooks, Inspection, override

from ._devices import count, index_of


@override(
    name="__array_namespace_info__",
    reason="names the first device as the default, whatever the namespace's device, and float64 as the default dtype",
    case="inspection/__array_namespace_info__/native",
    bound=True,
)
def array_namespace_info(hooks: Hooks) -> Inspection:
    """Return the standard's inspection interface."""

    def hooks_of(device: Any) -> Hooks:
        if device is not None:
            index_of(hooks, device)
        return hooks  # all devices have the same dtypes

    return Inspection(
        hooks_of,
        device=lambda: cp.cuda.Device(hooks.device.index),
        devices=lambda: tuple(cp.cuda.Device(index) for index in range(count())),
    )
