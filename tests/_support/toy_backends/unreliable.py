"""An immutable library over NumPy with wrong functions, and with one that ends the process."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from tests._support.toy_backends.immutable import Frozen, ImmutableBackend, ImmutableHooks

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests._support.toy_backends.wrapped import WrappedHooks


class UnreliableHooks(ImmutableHooks):
    """Hooks of the library: reading float64 through index arrays is off by one."""

    def getitem(self, x: Any, key: tuple[Any, ...]) -> Any:
        found = super().getitem(x, key)
        is_wrong = x.dtype == np.float64 and any(isinstance(part, Frozen) and part.dtype.kind == "i" for part in key)
        return Frozen(found.values + 1) if is_wrong else found


class UnreliableBackend(ImmutableBackend):
    """The library: tanh of float64 and add of float32 are wrong, and sinh of float32 ends the process."""

    name: ClassVar[str] = "unreliable"
    hooks: ClassVar[type[WrappedHooks]] = UnreliableHooks

    def function(self, name: str, function: Callable[..., Any], hooks: WrappedHooks) -> Callable[..., Any]:
        right = super().function(name, function, hooks)

        def tanh(x: Any) -> Any:
            found = right(x)
            return Frozen(found.values + 1e-3) if x.dtype == np.float64 else found

        def sinh(x: Any) -> Any:
            if x.dtype == np.float32:
                os.abort()
            return right(x)

        def add(x1: Any, x2: Any) -> Any:
            found = right(x1, x2)
            return Frozen(found.values * np.float32(2)) if found.dtype == np.float32 else found

        return {"add": add, "sinh": sinh, "tanh": tanh}.get(name, right)
