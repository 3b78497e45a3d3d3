"""Copy data between CuPy's arrays, the host, other libraries and other devices."""

from __future__ import annotations

from typing import Any, Final

import cupy as cp
import numpy as np

from unifyarray.plugin import CopyRequiredError, masked, message

from .._numpy_like.dtypes import find

#: DLPack's device types of host memory: the CPU, and pinned memory of CUDA and ROCm. CuPy can read managed memory.
_ON_THE_HOST: Final = frozenset({1, 3, 11})


def upload(host: np.ndarray[Any, Any]) -> Any:
    """Return a NumPy array on the current device."""
    # CuPy fills 0-d arrays, and fills zeros by memset, which loses the sign: https://github.com/chainer/chainer/pull/1435
    return cp.asarray(host) if host.ndim else cp.asarray(host.reshape(1)).reshape(())


def from_host(array: np.ndarray[Any, Any]) -> Any:
    """Return host data on the current device; raise TypeError if unifyarray does not have their dtype."""
    if isinstance(array, np.ma.MaskedArray):
        raise masked()
    if find(array.dtype) is None:
        raise TypeError(message(f"{array.dtype} is not a dtype of unifyarray", "array.astype(float) first"))
    plain = np.asarray(array)
    return upload(plain if plain.dtype.isnative else plain.astype(plain.dtype.newbyteorder("=")))


def to_dlpack(x: Any, *, stream: Any, max_version: Any, dl_device: Any, copy: bool | None) -> Any:
    """Return a DLPack capsule of an array."""
    wanted = None if dl_device is None else tuple(dl_device)
    if wanted not in (None, (1, 0), tuple(x.__dlpack_device__())):
        raise BufferError(message(f"cupy cannot export to the DLPack device {wanted}", "ua.convert(x, to)"))
    if copy and wanted in (None, tuple(x.__dlpack_device__())):
        x, copy = x.copy(), None  # CuPy's own copy= applies only to exports to the CPU
    elif copy is False and wanted == (1, 0):
        raise CopyRequiredError(
            message("moving data from a GPU to the CPU needs a copy", "pass copy=None or copy=True")
        )
    return x.__dlpack__(stream=stream, max_version=max_version, dl_device=wanted, copy=copy)


def from_dlpack(obj: Any, index: int, copy: bool | None) -> Any:
    """Return an array on the current device, of an object that has ``__dlpack__``.

    CuPy passes its current stream to the producer, which makes that stream wait until the data are ready.
    """
    kind, source = obj.__dlpack_device__()
    if int(kind) in _ON_THE_HOST:
        if copy is False:
            raise CopyRequiredError(message("moving host data to a GPU needs a copy", "pass copy=None or copy=True"))
        return from_host(obj if isinstance(obj, np.ndarray) else np.from_dlpack(obj))
    found = cp.from_dlpack(obj)
    if int(source) != index and copy is False:
        raise CopyRequiredError(
            message(f"moving data from cuda:{source} to cuda:{index} needs a copy", "pass copy=None or copy=True")
        )
    return cp.array(found) if copy or int(source) != index else found
