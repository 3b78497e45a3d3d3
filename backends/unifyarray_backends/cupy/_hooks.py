"""What the Array tier needs from CuPy on one device, beyond the standard's functions."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Final, final

import cupy as cp
import numpy as np

from unifyarray.plugin import Backend, CopyRequiredError, Device, Hooks, message

from ..numpy._dtypes import NATIVE, NEUTRAL, cast, find_dtype
from . import _errors, _indexing, _transfer
from ._devices import count, index_of, on

if TYPE_CHECKING:
    from collections.abc import Callable

    from unifyarray.plugin import DType

_UPDATES: Final = frozenset({"add", "subtract", "multiply", "divide"})
#: What allocates or launches a kernel.
_WORKING: Final = ("assign", "cast", "getitem", "scalar", "setitem", "to_host")


@final
class CupyHooks(Hooks):
    """Hooks of CuPy on one device; its dtypes are NumPy's."""

    def __init__(self, backend: Backend, device: Device) -> None:
        super().__init__(backend, device)
        self._bound = count() > 1
        if self._bound:
            for name in _WORKING:
                setattr(self, name, on(device.index, getattr(self, name)))

    # -- dtypes ------------------------------------------------------------------------------------

    def dtype(self, x: Any) -> DType:
        """Return the dtype of an array."""
        found = NEUTRAL.get(x.dtype)
        if found is None:
            raise TypeError(message(f"arrays of dtype {x.dtype} have no place here", "x.astype(dtype), one of ours"))
        return found

    find_dtype = staticmethod(find_dtype)  # pyright: ignore[reportAssignmentType]

    def library_dtype(self, dtype: DType) -> np.dtype[Any]:
        """Return NumPy's dtype object."""
        found = NATIVE.get(dtype)
        return self._raise_missing(dtype) if found is None else found

    # -- values ------------------------------------------------------------------------------------

    cast = staticmethod(cast)  # pyright: ignore[reportAssignmentType]

    def scalar(self, value: complex, dtype: DType) -> Any:
        """Return a 0-d array of a Python scalar."""
        return _transfer.upload(np.array(value, dtype=NATIVE[dtype]))

    def allocator(self, name: str, dtype: np.dtype[Any]) -> Callable[[tuple[int, ...]], Any]:
        """Return CuPy's own function, on this device."""
        made = functools.partial(getattr(cp, name), dtype=dtype)
        return on(self.device.index, made) if self._bound else made

    def in_place(self, name: str) -> Callable[[Any, Any], object] | None:
        """Return the ufunc with its result in place of the first operand; the second is copied where they overlap."""
        if name not in _UPDATES:
            return None
        ufunc = getattr(cp, name)

        def update(x: Any, other: Any) -> None:
            _indexing.check_writable(x)
            if isinstance(other, cp.ndarray) and other is not x and cp.may_share_memory(x, other):
                other = other.copy()
            ufunc(x, other, x)

        return on(self.device.index, update) if self._bound else update

    def item(self, x: Any) -> bool | int | float | complex:
        """Return the only element as a Python scalar."""
        return x.item()  # type: ignore[no-any-return]

    def tolist(self, x: Any) -> Any:
        """Return the elements as nested lists of Python scalars."""
        return x.tolist()

    def ensure_array(self, x: Any) -> Any:
        """Return the array: CuPy has no scalars of its own."""
        return x

    def shape(self, x: Any) -> tuple[int, ...]:
        """Return the shape."""
        return x.shape  # type: ignore[no-any-return]

    def layout(self, x: Any) -> tuple[int, tuple[int, ...]]:
        """Return the address of the first element and the strides in bytes."""
        return x.data.ptr, x.strides

    # -- indexing ----------------------------------------------------------------------------------

    def getitem(self, x: Any, key: tuple[Any, ...]) -> Any:
        """Return ``x[key]`` with NumPy's meaning."""
        return _indexing.getitem(x, key)

    def setitem(self, x: Any, key: tuple[Any, ...], value: Any) -> Any:
        """Do ``x[key] = value`` in place."""
        return _indexing.setitem(x, key, value)

    # -- transfer ----------------------------------------------------------------------------------

    def from_host(self, array: np.ndarray[Any, Any], copy: bool | None) -> Any:
        """Return host data on this device: always a copy."""
        if copy is False:
            raise CopyRequiredError(message(f"data on the host to {self.device} take a copy", "copy=None or copy=True"))
        return self._here(_transfer.from_host, array)

    def to_host(self, x: Any, copy: bool | None) -> np.ndarray[Any, Any]:
        """Return the data as a NumPy array: always a copy."""
        if copy is False:
            raise CopyRequiredError(message(f"data on {self.device} to the host take a copy", "copy=None or copy=True"))
        return x.get()  # type: ignore[no-any-return]

    def to_device(self, x: Any, device: Device, copy: bool | None) -> Any:
        """Return the array on another device of CuPy."""
        there = index_of(self, device)
        if x.data.device_id == there:
            return on(there, x.copy)() if copy else x
        if copy is False:
            raise CopyRequiredError(message(f"from {self.device} to {device} takes a copy", "copy=None or copy=True"))
        return on(there, cp.array)(x)

    def dlpack(
        self,
        x: Any,
        *,
        stream: Any = None,
        max_version: tuple[int, int] | None = None,
        dl_device: tuple[int, int] | None = None,
        copy: bool | None = None,
    ) -> Any:
        """Return a DLPack capsule; the consumer's stream waits for what CuPy's has to do."""
        return self._here(
            _transfer.to_dlpack, x, stream=stream, max_version=max_version, dl_device=dl_device, copy=copy
        )

    def dlpack_device(self, x: Any) -> tuple[int, int]:
        """Return the DLPack device type and index."""
        kind, index = x.__dlpack_device__()
        return int(kind), int(index)

    def from_dlpack(self, obj: Any, copy: bool | None) -> Any:
        """Return an array on this device; it shares the memory of one that is on it."""
        return self._here(_transfer.from_dlpack, obj, self.device.index, copy)

    def _here(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return on(self.device.index, function)(*args, **kwargs)

    # -- errors ------------------------------------------------------------------------------------

    def error(self, error: Exception) -> Exception | None:
        """Return CuPy's exception as one of the contract's classes."""
        return _errors.translate(error, self.device)
