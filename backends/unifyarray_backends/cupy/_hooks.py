"""Hooks of CuPy: operations of the Array tier that the standard does not have."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Final, final

import cupy as cp
import numpy as np

from unifyarray.plugin import Backend, CopyRequiredError, Device, Hooks, message

from .._numpy_like import dtypes as _dtypes
from .._numpy_like.dtypes import NATIVE, NEUTRAL
from . import _errors, _indexing, _transfer
from ._devices import count, index_of, on_device
from .beyond_standard import FUNCTIONS
from .random import CupySource

if TYPE_CHECKING:
    from collections.abc import Callable

    from unifyarray.plugin import DType

_UPDATES: Final = frozenset({"add", "subtract", "multiply", "divide"})
#: Hooks that allocate memory or launch a kernel.
_ON_DEVICE: Final = ("assign", "cast", "getitem", "scalar", "setitem", "to_host")


@final
class CupyHooks(Hooks):
    """Hooks of CuPy on one device; its dtypes are NumPy's."""

    beyond_standard = FUNCTIONS

    def __init__(self, backend: Backend, device: Device) -> None:
        super().__init__(backend, device)
        self._has_several_devices = count() > 1
        if self._has_several_devices:
            for name in _ON_DEVICE:
                setattr(self, name, on_device(device.index, getattr(self, name)))
            self.beyond_standard = {name: on_device(device.index, function) for name, function in FUNCTIONS.items()}

    # -- dtypes ------------------------------------------------------------------------------------

    def dtype(self, x: Any) -> DType:
        """Return the dtype of an array."""
        found = NEUTRAL.get(x.dtype)
        if found is None:
            raise TypeError(
                message(f"{x.dtype} is not a dtype of unifyarray", "x.astype(dtype) with a dtype of the standard")
            )
        return found

    find_dtype = staticmethod(_dtypes.find_dtype)  # pyright: ignore[reportAssignmentType]

    library_dtype = _dtypes.library_dtype  # pyright: ignore[reportAssignmentType]

    # -- values ------------------------------------------------------------------------------------

    cast = staticmethod(_dtypes.cast)  # pyright: ignore[reportAssignmentType]

    def scalar(self, value: complex, dtype: DType) -> Any:
        """Return a Python scalar as a 0-d array."""
        return _transfer.upload(np.array(value, dtype=NATIVE[dtype]))

    def allocator(self, name: str, dtype: np.dtype[Any]) -> Callable[[tuple[int, ...]], Any]:
        """Return CuPy's own function, on this device."""
        function = functools.partial(getattr(cp, name), dtype=dtype)
        return on_device(self.device.index, function) if self._has_several_devices else function

    def in_place(self, name: str) -> Callable[[Any, Any], object] | None:
        """Return the ufunc, writing to the first operand; the second operand is copied if the two overlap."""
        if name not in _UPDATES:
            return None
        ufunc = getattr(cp, name)

        def update(x: Any, other: Any) -> None:
            _indexing.check_writable(x)
            if isinstance(other, cp.ndarray) and other is not x and cp.may_share_memory(x, other):
                other = other.copy()
            ufunc(x, other, x)

        return on_device(self.device.index, update) if self._has_several_devices else update

    def item(self, x: Any) -> bool | int | float | complex:
        """Return the only element as a Python scalar."""
        return x.item()  # type: ignore[no-any-return]

    def tolist(self, x: Any) -> Any:
        """Return the elements as nested lists of Python scalars."""
        return x.tolist()

    def ensure_array(self, x: Any) -> Any:
        """Return the array itself; CuPy does not have scalars of its own."""
        return x

    def shape(self, x: Any) -> tuple[int, ...]:
        """Return the shape."""
        return x.shape  # type: ignore[no-any-return]

    def layout(self, x: Any) -> tuple[int, tuple[int, ...]]:
        """Return the address of the first element and the strides in bytes."""
        return x.data.ptr, x.strides

    # -- indexing ----------------------------------------------------------------------------------

    def getitem(self, x: Any, key: tuple[Any, ...]) -> Any:
        """Return ``x[key]`` as NumPy defines it."""
        return _indexing.getitem(x, key)

    def setitem(self, x: Any, key: tuple[Any, ...], value: Any) -> Any:
        """Do ``x[key] = value`` in place."""
        return _indexing.setitem(x, key, value)

    # -- transfer ----------------------------------------------------------------------------------

    def from_host(self, array: np.ndarray[Any, Any], copy: bool | None) -> Any:
        """Return host data on this device; always a copy."""
        if copy is False:
            raise CopyRequiredError(
                message(f"moving host data to {self.device} needs a copy", "pass copy=None or copy=True")
            )
        return self._on_this_device(_transfer.from_host, array)

    def to_host(self, x: Any, copy: bool | None) -> np.ndarray[Any, Any]:
        """Return the data as a NumPy array; always a copy."""
        if copy is False:
            raise CopyRequiredError(
                message(f"moving data from {self.device} to the host needs a copy", "pass copy=None or copy=True")
            )
        return x.get()  # type: ignore[no-any-return]

    def to_device(self, x: Any, device: Device, copy: bool | None) -> Any:
        """Return the array on another device."""
        target = index_of(self, device)
        if x.data.device_id == target:
            return on_device(target, x.copy)() if copy else x
        if copy is False:
            raise CopyRequiredError(
                message(f"moving data from {self.device} to {device} needs a copy", "pass copy=None or copy=True")
            )
        return on_device(target, cp.array)(x)

    def dlpack(
        self,
        x: Any,
        *,
        stream: Any = None,
        max_version: tuple[int, int] | None = None,
        dl_device: tuple[int, int] | None = None,
        copy: bool | None = None,
    ) -> Any:
        """Return a DLPack capsule; the consumer's stream waits for the work on CuPy's current stream."""
        return self._on_this_device(
            _transfer.to_dlpack, x, stream=stream, max_version=max_version, dl_device=dl_device, copy=copy
        )

    def from_dlpack(self, obj: Any, copy: bool | None) -> Any:
        """Return an array on this device; it shares memory with an object that is already there."""
        return self._on_this_device(_transfer.from_dlpack, obj, self.device.index, copy)

    def _on_this_device(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return on_device(self.device.index, function)(*args, **kwargs)

    # -- random numbers ----------------------------------------------------------------------------

    def random_source(self, seed: np.random.SeedSequence) -> CupySource | None:
        """Return CuPy's generator; None if this CuPy has none whose state can be read."""
        try:
            return CupySource(seed, self.device.index)
        except (AttributeError, RuntimeError):  # CuPy for ROCm before 4.3 raises RuntimeError
            return None

    # -- errors ------------------------------------------------------------------------------------

    def error(self, error: Exception) -> Exception | None:
        """Return CuPy's exception as one of the contract's error classes."""
        return _errors.translate(error, self.device)
