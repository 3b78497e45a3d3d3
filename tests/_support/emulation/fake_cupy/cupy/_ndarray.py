"""The fake's arrays: NumPy arrays that claim to be on a GPU."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import numpy as np

from .cuda.device import Device, get_device_id
from .cuda.memory import allocate

NAMES: Final = json.loads(Path(__file__).parents[2].joinpath("cupy_names.json").read_text(encoding="utf-8"))


class ndarray:  # noqa: N801 - CuPy's name
    """An array over a NumPy array. It refuses everything that CuPy's arrays refuse."""

    __slots__ = ("__weakref__", "_np", "device_id")
    __hash__ = None  # type: ignore[assignment]
    __array_ufunc__ = None  # so that NumPy leaves operators to this class, which refuses NumPy's arrays

    _np: np.ndarray[Any, Any]

    def __init__(self, shape: Any, dtype: Any = float) -> None:
        self._np = allocate(np.empty, shape, dtype)
        self.device_id = get_device_id()

    # -- attributes ----------------------------------------------------------------------------------

    dtype = property(lambda self: self._np.dtype)
    ndim = property(lambda self: self._np.ndim)
    size = property(lambda self: self._np.size)
    itemsize = property(lambda self: self._np.itemsize)
    nbytes = property(lambda self: self._np.nbytes)
    strides = property(lambda self: self._np.strides)
    flags = property(lambda self: self._np.flags)
    device = property(lambda self: Device(self.device_id))
    data = property(lambda self: _Pointer(self))
    T = property(lambda self: wrapped(self._np.T, self))
    mT = property(lambda self: wrapped(self._np.mT, self))  # noqa: N815
    real = property(lambda self: wrapped(self._np.real, self))
    imag = property(lambda self: wrapped(self._np.imag, self))

    @property
    def shape(self) -> tuple[int, ...]:
        return self._np.shape

    @shape.setter
    def shape(self, shape: Any) -> None:
        self._np = self._np.reshape(shape, copy=False)

    def __len__(self) -> int:
        return len(self._np)

    def __iter__(self) -> Any:
        if not self.ndim:
            raise TypeError("iteration over a 0-d array")
        return (self[i] for i in range(len(self)))

    def __repr__(self) -> str:
        return repr(self._np)

    def __reduce__(self) -> Any:
        import cupy

        return cupy.array, (self._np,)

    # -- to the host: explicitly -------------------------------------------------------------------

    def get(self) -> np.ndarray[Any, Any]:
        return self._np.copy()

    def item(self) -> Any:
        return self._np.item()

    def tolist(self) -> Any:
        return self._np.tolist()

    def __bool__(self) -> bool:
        return bool(self._np)

    def __int__(self) -> int:
        return int(self._np)

    def __float__(self) -> float:
        return float(self._np)

    def __complex__(self) -> complex:
        return complex(self._np)

    def __array__(self, dtype: Any = None) -> Any:
        raise TypeError("Implicit conversion to a NumPy array is not allowed. Please use `.get()`.")

    def __dlpack_device__(self) -> tuple[int, int]:
        return 2, self.device_id

    def __dlpack__(
        self,
        *,
        stream: Any = None,
        max_version: tuple[int, int] | None = None,
        dl_device: tuple[int, int] | None = None,
        copy: bool | None = None,
    ) -> Any:
        if dl_device is None or tuple(dl_device) == self.__dlpack_device__():
            if copy is True:
                raise BufferError("copy=True only supported for copy to CPU.")
            return self._np.__dlpack__(max_version=max_version)
        if tuple(dl_device) != (1, 0):
            raise BufferError("unsupported device requested.")
        if copy is False:
            raise ValueError("GPU memory cannot be exported to CPU without copy.")
        return self._np.copy().__dlpack__(max_version=max_version)

    # -- values ------------------------------------------------------------------------------------

    def astype(
        self, dtype: Any, order: str = "K", casting: str = "unsafe", subok: None = None, copy: Any = True
    ) -> Any:
        with np.errstate(all="ignore"):
            out = unwrapped(self).astype(dtype, order, casting, copy=copy)
        return self if out is self._np else wrapped(out)

    def copy(self, order: str = "C") -> Any:
        return wrapped(self._np.copy(order))  # on the current device, like CuPy, not on the array's own

    def fill(self, value: Any) -> None:
        value = unwrapped(value)
        zero = value == 0 and self._np.flags.c_contiguous  # CuPy uses memset, which ignores the sign
        self._np.fill(0 if zero else value)  # CuPy fills from any device

    def __getitem__(self, key: Any) -> Any:
        key, is_advanced = _key(key, self.shape)
        found = (unwrapped(self) if is_advanced else self._np)[key]
        return wrapped(found, None if is_advanced else self)

    def __setitem__(self, key: Any, value: Any) -> None:
        key, is_advanced = _key(key, self.shape)
        if isinstance(value, np.ndarray) and value.ndim:
            raise TypeError(f"Unsupported type {type(value)}")
        if is_advanced:
            unwrapped(self)[key] = unwrapped(value)
            return
        view = wrapped(self._np[key if Ellipsis in key else (*key, ...)], self)
        if isinstance(value, ndarray):
            copy_elements(unwrapped(view), unwrapped(value))
        else:
            view.fill(value)


class _Pointer:
    """``x.data``: the address of the memory."""

    def __init__(self, x: ndarray) -> None:
        self.ptr = x._np.__array_interface__["data"][0]
        self.device_id = x.device_id
        self.device = x.device


def wrapped(x: Any, base: ndarray | None = None) -> Any:
    """Return NumPy's result as CuPy would: 0-d arrays for scalars, on the current device or that of a view."""
    if isinstance(x, (np.ndarray, np.generic)):
        out = object.__new__(ndarray)
        out._np = np.asarray(x)
        out.device_id = get_device_id() if base is None else base.device_id
        return out
    if isinstance(x, tuple):
        return tuple(wrapped(one, base) for one in x)
    return [wrapped(one, base) for one in x] if isinstance(x, list) else x


def unwrapped(x: Any) -> Any:
    """Return arguments as NumPy arrays; TypeError for NumPy's arrays, ValueError for arrays of another device."""
    if isinstance(x, ndarray):
        if x.device_id != get_device_id():
            raise ValueError(
                f"The device where the array resides ({x.device_id}) is different from the current device "
                f"({get_device_id()}). Peer access is unavailable between these devices."
            )
        return x._np
    if isinstance(x, np.ndarray):
        raise TypeError(f"Unsupported type {type(x)}")
    if type(x) in (tuple, list):
        return type(x)(unwrapped(part) for part in x)
    return x


def copy_elements(target: np.ndarray[Any, Any], source: np.ndarray[Any, Any]) -> None:
    """Copy as the threads of a kernel do, even if both arrays share memory."""
    while source.ndim > target.ndim and source.shape[0] == 1:
        source = source[0]
    source = np.broadcast_to(source, target.shape)
    if not np.may_share_memory(target, source):
        target[...] = source
        return
    for index in np.ndindex(target.shape):
        target[index] = source[index]


def _key(key: Any, shape: tuple[int, ...]) -> tuple[tuple[Any, ...], bool]:
    """Return a key for NumPy with indices out of bounds wrapped, and whether the key contains an array."""
    parts = [
        np.asarray(unwrapped(part)) if isinstance(part, (ndarray, list, bool)) else part
        for part in (key if isinstance(key, tuple) else (key,))
    ]
    arrays = [part for part in parts if isinstance(part, np.ndarray)]
    if not arrays:
        return tuple(parts), False
    if any(part.dtype.kind not in "biu" for part in arrays):
        raise IndexError("arrays used as indices must be of integer or boolean type.")
    if sum(part.dtype.kind == "b" for part in arrays) > 1:
        raise NotImplementedError("more than one boolean array in an index is not supported")
    ranks = [part.ndim if isinstance(part, np.ndarray) and part.dtype.kind == "b" else 1 for part in parts]
    axis, exact = 0, []
    for part, rank in zip(parts, ranks, strict=True):
        if part is Ellipsis:
            axis = len(shape) - sum(
                r for p, r in zip(parts[len(exact) + 1 :], ranks[len(exact) + 1 :], strict=True) if p is not None
            )
            exact.append(part)
            continue
        if isinstance(part, np.ndarray) and part.dtype.kind in "iu" and axis < len(shape) and shape[axis]:
            part = part.astype(np.int64) % shape[axis]
        exact.append(part)
        axis += 0 if part is None else rank
    return tuple(exact), True


def _delegated(name: str) -> Any:
    def method(self: ndarray, *args: Any, **kwargs: Any) -> Any:
        import cupy

        function = getattr(cupy, name, None)
        if function is not None:
            return function(self, *args, **kwargs)
        with np.errstate(all="ignore"):
            found = getattr(unwrapped(self), name)(*unwrapped(args), **{k: unwrapped(v) for k, v in kwargs.items()})
        return wrapped(found)

    method.__name__ = name
    return method


def _operator(name: str, ufunc: str, *, swapped: bool = False, in_place: bool = False) -> Any:
    def method(self: ndarray, *others: Any) -> Any:
        import cupy

        if any(not isinstance(other, (ndarray, np.ndarray, np.generic, int, float, complex)) for other in others):
            return NotImplemented
        operands = (*others, self) if swapped else (self, *others)
        return getattr(cupy, ufunc)(*operands, **({"out": self} if in_place else {}))

    method.__name__ = name
    return method


_BINARY: Final = {
    "add": "add", "sub": "subtract", "mul": "multiply", "truediv": "divide", "floordiv": "floor_divide",
    "mod": "remainder", "pow": "power", "and": "bitwise_and", "or": "bitwise_or", "xor": "bitwise_xor",
    "lshift": "left_shift", "rshift": "right_shift", "matmul": "matmul",
}  # fmt: skip
_UNARY: Final = {"neg": "negative", "pos": "positive", "abs": "absolute", "invert": "invert"}

for _name, _ufunc in _BINARY.items():
    setattr(ndarray, f"__{_name}__", _operator(f"__{_name}__", _ufunc))
    setattr(ndarray, f"__r{_name}__", _operator(f"__r{_name}__", _ufunc, swapped=True))
    if _name != "matmul":
        setattr(ndarray, f"__i{_name}__", _operator(f"__i{_name}__", _ufunc, in_place=True))
for _name, _ufunc in _UNARY.items():
    setattr(ndarray, f"__{_name}__", _operator(f"__{_name}__", _ufunc))
for _name, _ufunc in {
    "eq": "equal",
    "ne": "not_equal",
    "lt": "less",
    "le": "less_equal",
    "gt": "greater",
    "ge": "greater_equal",
}.items():
    setattr(ndarray, f"__{_name}__", _operator(f"__{_name}__", _ufunc))
for _name in NAMES["ndarray"]:
    if not _name.startswith("_") and not hasattr(ndarray, _name) and hasattr(np.ndarray, _name):
        setattr(ndarray, _name, _delegated(_name))
