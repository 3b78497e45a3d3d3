"""An immutable library over NumPy, and its backend: arrays cannot be written to, and share no memory with others."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from tests._support.toy_backends.wrapped import NUMPY, WrappedBackend, WrappedHooks
from unifyarray.plugin import Capabilities


class Frozen:
    """An immutable array."""

    __slots__ = ("dtype", "shape", "values")

    def __init__(self, values: Any) -> None:
        self.values = values.view()
        self.values.flags.writeable = False
        self.shape, self.dtype = values.shape, values.dtype

    @property
    def device(self) -> str:
        return "cpu"

    def __getitem__(self, key: Any) -> Frozen:
        return Frozen(np.asarray(self.values[key]))


class ImmutableHooks(WrappedHooks):
    """Hooks of the immutable library."""

    def wrap(self, x: Any) -> Any:
        return Frozen(x)

    def unwrap(self, x: Any) -> Any:
        return x.values if isinstance(x, Frozen) else x

    def layout(self, x: Any) -> Any:
        return NUMPY.hooks.layout(x.values)


class ImmutableBackend(WrappedBackend):
    """The immutable library on the CPU."""

    name: ClassVar[str] = "immutable"
    capabilities: ClassVar[Capabilities] = Capabilities(
        mutable=False, extra_dtypes=NUMPY.hooks.backend.capabilities.extra_dtypes
    )
    array: ClassVar[type] = Frozen
    hooks: ClassVar[type[WrappedHooks]] = ImmutableHooks
