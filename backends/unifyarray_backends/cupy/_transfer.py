"""Between CuPy's arrays, the host, other libraries and other devices."""

from __future__ import annotations

from typing import Any, Final

import cupy as cp
import numpy as np

from unifyarray.plugin import CopyRequiredError, masked, message

from ..numpy._dtypes import find

#: DLPack's device types of the host's memory: the CPU, and memory pinned for CUDA and ROCm; CuPy reads managed memory.
_ON_THE_HOST: Final = frozenset({1, 3, 11})


def upload(host: np.ndarray[Any, Any]) -> Any:
    """Return a NumPy array on the current device."""
    # CuPy fills 0-d arrays, and a zero by memset, which loses its sign: https://github.com/chainer/chainer/pull/1435
    return cp.asarray(host) if host.ndim else cp.asarray(host.reshape(1)).reshape(())


def from_host(array: np.ndarray[Any, Any]) -> Any:
    """Return host data of one of our dtypes on the current device."""
    if isinstance(array, np.ma.MaskedArray):
        raise masked()
    if find(array.dtype) is None:
        raise TypeError(message(f"arrays of dtype {array.dtype} have no place here", "array.astype(float) first"))
    plain = np.asarray(array)
    return upload(plain if plain.dtype.isnative else plain.astype(plain.dtype.newbyteorder("=")))


def to_dlpack(x: Any, *, stream: Any, max_version: Any, dl_device: Any, copy: bool | None) -> Any:
    """Return a DLPack capsule of an array."""
    wanted = None if dl_device is None else tuple(dl_device)
    if wanted not in (None, (1, 0), tuple(x.__dlpack_device__())):
        raise BufferError(message(f"cupy cannot export to the DLPack device {wanted}", "ua.convert(x, to)"))
    if copy and wanted in (None, tuple(x.__dlpack_device__())):
        x, copy = x.copy(), None  # CuPy itself copies to the CPU alone
    elif copy is False and wanted == (1, 0):
        raise CopyRequiredError(message("data on a GPU to the CPU take a copy", "copy=None or copy=True"))
    return x.__dlpack__(stream=stream, max_version=max_version, dl_device=wanted, copy=copy)


def from_dlpack(obj: Any, index: int, copy: bool | None) -> Any:
    """Return an array on a device, which is the current one, of an object that has ``__dlpack__``.

    CuPy hands its current stream to the producer, which makes it wait for what the data still need.
    """
    kind, there = obj.__dlpack_device__()
    if int(kind) in _ON_THE_HOST:
        if copy is False:
            raise CopyRequiredError(message("data on the host to a GPU take a copy", "copy=None or copy=True"))
        return from_host(obj if isinstance(obj, np.ndarray) else np.from_dlpack(obj))
    found = cp.from_dlpack(obj)
    if int(there) != index and copy is False:
        raise CopyRequiredError(message(f"from cuda:{there} to cuda:{index} takes a copy", "copy=None or copy=True"))
    return cp.array(found) if copy or int(there) != index else found
