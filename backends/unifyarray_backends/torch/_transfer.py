"""Copy or share data between tensors, the host, other libraries and other devices."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import torch

from unifyarray.plugin import CopyRequiredError, masked, message, unknown_values

from ._autograd import data, requires_grad
from ._dtypes import NEUTRAL, TorchDType
from ._tracing import is_fake

_DLPACK_CPU = 1

#: Kinds of device whose memory other libraries can read. For any other kind, DLPack exports a copy on the host: torch's
#: capsule would contain a handle in place of an address (https://github.com/pytorch/pytorch/issues/180895).
SHAREABLE: Final = frozenset({"cpu", "cuda", "xpu"})


def needs_copy(conversion: str) -> CopyRequiredError:
    """Return the error of ``copy=False`` if the data cannot be shared."""
    return CopyRequiredError(message(f"{conversion} needs a copy", "pass copy=None or copy=True"))


def convert(x: torch.Tensor, device: torch.device, dtype: TorchDType | None, copy: bool | None) -> torch.Tensor:
    """Return a tensor on a device in a dtype, copied as ``copy`` says."""
    if x.device == device and (dtype is None or dtype is x.dtype):
        return x.clone() if copy else x
    if copy is False:
        raise needs_copy(f"converting {x.dtype} on {x.device} to {dtype or x.dtype} on {device}")
    if x.is_complex() and dtype is not None and not dtype.is_complex:
        x = x.real if dtype is not torch.bool else x != 0  # torch would warn that the imaginary part is lost
    return x.to(device, dtype or x.dtype)


def from_host(array: np.ndarray[Any, Any], device: torch.device, copy: bool | None) -> torch.Tensor:
    """Return a NumPy array as a tensor; without a copy if torch can share the memory safely."""
    if isinstance(array, np.ma.MaskedArray):
        raise masked()
    plain = np.asarray(array)
    if plain.dtype.name not in _HOST_NAMES:
        raise TypeError(message(f"torch does not have the dtype {array.dtype}", "array.astype(float) first"))
    shareable = _reason_not_to_share(plain) is None and device.type == "cpu"
    if copy is False and not shareable:
        raise needs_copy(f"moving an array {_reason_not_to_share(plain) or 'on the host'} to {device}")
    if copy or not shareable:
        # The copy also has native byte order and positive strides: torch would abort or read wrong values otherwise.
        plain = plain.astype(plain.dtype.newbyteorder("="), order="C", copy=True)
    if plain.dtype.name == "bfloat16":  # torch does not know ml_dtypes' dtype
        tensor = torch.from_numpy(plain.view(np.int16)).view(torch.bfloat16)
    else:
        # NumPy has two unsigned dtypes of 64 bits, both called uint64; torch accepts only one of them.
        tensor = torch.from_numpy(plain.view(np.uint64) if plain.dtype.char == "Q" else plain)
    return tensor if device.type == "cpu" else tensor.to(device)


_HOST_NAMES = frozenset(dtype.name for dtype in NEUTRAL.values())


def _reason_not_to_share(array: np.ndarray[Any, Any]) -> str | None:
    """Return why torch cannot share an array's memory, or None."""
    if not array.flags.writeable:
        return "that is read-only"
    if not array.dtype.isnative:
        return "in another byte order"
    if any(step < 0 for step in array.strides):
        return "with negative strides"
    if any(step % array.dtype.itemsize for step in array.strides):
        return "with strides that are not multiples of the element size"
    return None


def _plain(x: torch.Tensor) -> torch.Tensor:
    """Return the tensor with its data computed: torch evaluates conjugates, negatives and zero tensors lazily."""
    return x.clone() if x._is_zerotensor() else x.detach().resolve_conj().resolve_neg()


def to_host(x: torch.Tensor, copy: bool | None) -> np.ndarray[Any, Any]:
    """Return the data as a NumPy array."""
    if not copy and not x.requires_grad:
        shared: np.ndarray[Any, Any] | None
        try:  # torch raises an error if it cannot share; checking for each reason would take as long as sharing
            shared = x.numpy()
        except (RuntimeError, TypeError):
            shared = None
        if shared is not None:
            return shared if shared.flags.c_contiguous else _read_only_if_broadcast(shared)
    if is_fake(x):
        raise unknown_values("ua.jit")
    if requires_grad(x):
        raise gradient_lost()
    if x.dtype is torch.bfloat16:
        return to_host(x.view(torch.int16), copy).view(_host_bfloat16())
    plain = _plain(x)
    if copy is False and (plain.device.type != "cpu" or plain.data_ptr() != x.data_ptr()):
        raise needs_copy(f"converting a tensor on {x.device} to a NumPy array")
    host = plain.cpu()
    if copy and host.data_ptr() == x.data_ptr():
        host = host.clone()
    return _read_only_if_broadcast(host.numpy())


def _read_only_if_broadcast(host: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return an array, read-only if several elements share one memory address, as in NumPy's own broadcasts."""
    if 0 in host.strides and host.size > 1:
        host.flags.writeable = False
    return host


def _host_bfloat16() -> Any:
    try:
        from ml_dtypes import bfloat16
    except ImportError as error:
        hint = "pip install 'unifyarray[bfloat16]', or ua.astype(x, ua.float32) first"
        raise TypeError(message("NumPy has bfloat16 only if ml_dtypes is installed", hint)) from error
    return bfloat16


def gradient_lost() -> Exception:
    """Return the error of a conversion that would lose the gradient of the data."""
    return BufferError(
        message("an array that requires a gradient cannot leave torch", "ua.stop_gradient(x) or x.detach() first")
    )


def to_dlpack(
    x: torch.Tensor, stream: Any, max_version: tuple[int, int] | None, dl_device: Any, copy: bool | None
) -> Any:
    """Return a DLPack capsule."""
    if is_fake(x):
        raise unknown_values("ua.jit")
    if requires_grad(x):
        raise gradient_lost()
    plain = _plain(x)
    is_new = plain.data_ptr() != x.data_ptr() or plain.is_conj() != x.is_conj()
    if plain.device.type not in SHAREABLE:
        plain, is_new = plain.cpu(), True
    if dl_device is not None and tuple(dl_device) == (_DLPACK_CPU, 0) and plain.device.type != "cpu":
        plain, is_new = plain.cpu(), True
        stream, dl_device = None, None
    if dl_device is not None and tuple(dl_device) != dlpack_device(plain):
        raise BufferError(
            message(f"torch cannot export a tensor on {x.device} to the DLPack device {dl_device}", "ua.convert(x, to)")
        )
    if copy is False and is_new:
        raise needs_copy(f"exporting a tensor on {x.device} by DLPack")
    if copy and not is_new:
        plain = plain.clone()
    if plain.device.type == "cpu":
        stream = None
    return plain.__dlpack__(stream=stream, max_version=max_version, dl_device=dl_device)


def dlpack_device(x: torch.Tensor) -> tuple[int, int]:
    """Return the DLPack device of the capsules of ``to_dlpack``."""
    if x.device.type not in SHAREABLE:
        return _DLPACK_CPU, 0
    kind, index = data(x).__dlpack_device__()
    return int(kind), int(index)


def from_dlpack(obj: Any, copy: bool | None) -> torch.Tensor:
    """Return a tensor of an object that has ``__dlpack__``, on the object's own device."""
    if isinstance(obj, torch.Tensor):
        return obj.clone() if copy else obj
    if int(obj.__dlpack_device__()[0]) == _DLPACK_CPU:
        # Import through NumPy, because torch ignores that memory is read-only, and negative strides abort the process.
        if isinstance(obj, np.ndarray):
            return from_host(obj, torch.device("cpu"), copy)
        try:
            host = np.from_dlpack(obj)
        except RuntimeError as error:
            # NumPy does not import bfloat16. Such data may be read-only, so they are copied.
            if copy is False:
                raise needs_copy("importing data of a dtype that NumPy does not have") from error
            return torch.from_dlpack(obj).clone()
        return from_host(host, torch.device("cpu"), copy)
    try:
        tensor: torch.Tensor = torch.from_dlpack(obj)
    except AssertionError as error:  # of a torch that is not built for the device
        fact = f"a {type(obj).__name__} claims DLPack's device {tuple(obj.__dlpack_device__())}: {error}"
        raise ValueError(message(fact, "copy the data to the host first, or see unifyarray info")) from error
    return tensor.clone() if copy else tensor


def from_foreign(obj: Any, copy: bool | None) -> torch.Tensor:
    """Return a tensor of an object that shares its data: by DLPack, as a NumPy array or scalar, or as a buffer."""
    if isinstance(obj, (np.ndarray, np.generic)):
        return from_host(np.asarray(obj), torch.device("cpu"), copy)
    if hasattr(obj, "__dlpack__"):
        return from_dlpack(obj, copy)
    if hasattr(obj, "__array__") or hasattr(obj, "__array_interface__"):
        return from_host(np.asarray(obj), torch.device("cpu"), copy)
    return from_host(np.asarray(memoryview(obj)), torch.device("cpu"), copy)
