"""What the namespace tells about itself."""

from __future__ import annotations

from typing import Any

import cupy as cp

from unifyarray.plugin import Hooks, override

from .._agnostic.inspection import Info
from ._devices import count, index_of


@override(
    name="__array_namespace_info__",
    reason="names the first device, whichever the namespace is of, and float64 as the only default",
    case="inspection/__array_namespace_info__/native",
    bound=True,
)
def array_namespace_info(hooks: Hooks) -> Info:
    """Return the standard's inspection interface."""

    def at(device: Any) -> Hooks:
        if device is not None:
            index_of(hooks, device)
        return hooks  # those of another device have the same dtypes

    return Info(
        at,
        device=lambda: cp.cuda.Device(hooks.device.index),
        devices=lambda: tuple(cp.cuda.Device(index) for index in range(count())),
    )
