"""A library over NumPy without masks, some functions, some dtypes and mutable arrays, as its backend declares."""

from __future__ import annotations

from typing import Any, ClassVar

from tests._support.toy_backends.immutable import Frozen, ImmutableHooks
from tests._support.toy_backends.wrapped import WrappedBackend, WrappedHooks
from unifyarray import uint16, uint32
from unifyarray.plugin import Capabilities

MISSING = frozenset(
    {
        *("argsort", "cumulative_prod", "sort", "linalg.qr", "linalg.svd", "fft"),
        *("nonzero", "unique_all", "unique_counts", "unique_inverse", "unique_values"),
    }
)


class LackingHooks(ImmutableHooks):
    """Hooks of the library: masks raise."""

    def getitem(self, x: Any, key: tuple[Any, ...]) -> Any:
        _refuse_masks(key)
        return super().getitem(x, key)

    def setitem(self, x: Any, key: tuple[Any, ...], value: Any) -> Any:
        _refuse_masks(key)
        return super().setitem(x, key, value)


def _refuse_masks(key: tuple[Any, ...]) -> None:
    if any(isinstance(part, Frozen) and part.dtype.kind == "b" for part in key):
        raise NotImplementedError("the library has no boolean masks as indices.\nHint: ua.where(mask, x, other)")


class LackingBackend(WrappedBackend):
    """The library on the CPU."""

    name: ClassVar[str] = "lacking"
    capabilities: ClassVar[Capabilities] = Capabilities(
        mutable=False,
        data_dependent_shapes=False,
        missing_functions=MISSING,
        missing_dtypes={"cpu": frozenset({uint16, uint32})},
    )
    array: ClassVar[type] = Frozen
    hooks: ClassVar[type[WrappedHooks]] = LackingHooks
    missing: ClassVar[frozenset[str]] = MISSING
