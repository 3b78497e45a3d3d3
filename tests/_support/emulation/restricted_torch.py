"""A torch device on the CPU with the gaps of Apple's GPUs. Each test uses it in a separate process.

Importing this module registers the device with torch as ``restricted:0``, with torch's support for backends written in
Python. Our backend has no code for it: it finds the device and its dtypes like those of any extension. Its tensors
contain a CPU tensor. Like a GPU, they refuse arrays of other devices. Like Apple's GPUs, they refuse 64-bit floating
point, lack the same kernels, and return the same wrong results. So the device also guards the code for Apple's GPUs: a
64-bit tensor anywhere on the way to the device raises. ``backend`` returns our torch backend with its corrections for
Apple's GPUs on this device, too. ``remove_gaps`` makes the device resemble CUDA.
"""

from __future__ import annotations

import functools
import math
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from torch.utils._pytree import tree_flatten, tree_map
from torch.utils.backend_registration import _setup_privateuseone_for_python_backend

from unifyarray_backends.torch import TorchBackend, _mps
from unifyarray_backends.torch import backend as torch_backend

if TYPE_CHECKING:
    from collections.abc import Callable

KIND: Final = "restricted"
aten: Final = torch.ops.aten

_setup_privateuseone_for_python_backend(KIND)
DEVICE: Final = torch.device(KIND, 0)

#: The memory for one array, in GiB.
CAPACITY: Final = 16
_PROCESS: Final = os.getpid()

_UNSUPPORTED_DTYPES: Final = {torch.float64, torch.complex128}
#: dtypes that the device stores and copies, and has no other kernels for.
_STORED_DTYPES: Final = {torch.uint16, torch.uint32, torch.uint64}
#: Operators that copy data between devices.
_TRANSFERS: Final = frozenset({aten._to_copy, aten.copy_, aten._copy_from, aten.copy})
#: Operators that also accept indices on the CPU.
_INDEXING: Final = frozenset({aten.index, aten.index_put, aten.index_put_, aten._index_put_impl_})
#: Operators without a kernel.
_WITHOUT_KERNEL: Final = {
    aten.linalg_eig,
    aten.linalg_eigvals,
    aten._linalg_eigvals,
    aten._linalg_eigh,
    aten._linalg_svd,
    aten.linalg_lu_solve,
    aten.take,
}


#: Handles by the address of an allocation.
_handles: dict[int, int] = {}


class Restricted(torch.Tensor):
    """A tensor on the device."""

    inner: torch.Tensor
    __torch_function__ = torch._C._disabled_torch_function_impl

    @staticmethod
    def __new__(cls, inner: torch.Tensor) -> Restricted:
        inner = inner.resolve_conj().resolve_neg()
        if inner.dtype in _UNSUPPORTED_DTYPES:
            raise TypeError(f"Cannot convert a tensor to {inner.dtype} on {KIND}, which does not support it.")
        made = torch.Tensor._make_wrapper_subclass(  # type: ignore[attr-defined]
            cls,
            inner.size(),
            strides=inner.stride(),
            storage_offset=inner.storage_offset(),
            dtype=inner.dtype,
            device=DEVICE,
            requires_grad=False,
            dispatch_sizes_strides_policy="sizes",  # `squeeze_` and similar operators change the inner tensor
        )
        made.inner = inner
        return made  # type: ignore[no-any-return]

    def data_ptr(self) -> int:
        """Return the address of a handle plus the offset, like Apple's GPUs."""
        handle = _handles.setdefault(self.inner.untyped_storage().data_ptr(), 64 * (len(_handles) + 1))
        return handle + self.inner.storage_offset() * self.inner.element_size()

    def untyped_storage(self) -> Any:
        return self.inner.untyped_storage()

    def tolist(self) -> Any:
        return self.cpu().tolist()

    def __repr__(self, **_: Any) -> str:
        return f"Restricted({self.inner!r})"

    @classmethod
    def __torch_dispatch__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return run(func, args, kwargs or {})


def run(func: Any, args: Any, kwargs: dict[str, Any]) -> Any:
    """Run an operator on the CPU tensors. Return tensors of the device if the operator would."""
    flat = [x for x in tree_flatten((args, kwargs))[0] if isinstance(x, torch.Tensor)]
    restricted = [x for x in flat if isinstance(x, Restricted)]
    device = kwargs.get("device")
    target = None if device is None else torch.device(device)
    if not restricted and (target is None or target.type != KIND):
        return func(*args, **kwargs)
    packet = func._overloadpacket
    _check_dtypes(packet, kwargs.get("dtype"), restricted)
    if restricted:
        _check(packet, func, flat)
    wanted = DEVICE if target is None or target.type == KIND else target
    if kwargs.get("dtype") in _UNSUPPORTED_DTYPES and wanted == DEVICE:
        raise TypeError(f"Cannot convert a tensor to {kwargs['dtype']} on {KIND}, which does not support it.")
    if device is not None and wanted == DEVICE:
        kwargs = kwargs | {"device": torch.device("cpu")}
    if packet in _REPLACEMENTS:
        func = functools.partial(_REPLACEMENTS[packet], func)
    plain_args, plain_kwargs = tree_map(_unwrapped, (args, kwargs))
    found = func(*plain_args, **plain_kwargs)
    if wanted != DEVICE:
        return found
    if packet is aten.copy_ and not isinstance(args[0], Restricted):
        return args[0]
    return tree_map(lambda x: _wrapped(x, flat), found)


def _remainder(_: Any, x: Any, y: Any) -> torch.Tensor:
    """Return the remainder of GPUs. The CPU's vector kernel differs if the quotient overflows."""
    if not any(isinstance(value, torch.Tensor) and value.is_floating_point() for value in (x, y)):
        return torch.remainder(x, y)
    dtype = torch.result_type(x, y)
    wide = torch.float64 if dtype is torch.float64 else torch.float32
    both = torch.broadcast_tensors(*[torch.as_tensor(value, dtype=wide) for value in (x, y)])
    first, second = map(np.asarray, both)
    with np.errstate(all="ignore"):
        rest = np.fmod(first, second)
        rest = np.where((rest != 0) & ((rest < 0) != (second < 0)), rest + second, rest)
    return torch.from_numpy(np.ascontiguousarray(rest, first.dtype)).to(dtype).reshape(rest.shape)


def _abs(func: Any, x: torch.Tensor) -> torch.Tensor:
    """Compute in float32, like Apple's kernel."""
    return func(x) if x.is_floating_point() or x.is_complex() else func(x.to(torch.float32)).to(x.dtype)


def _unique(func: Any, x: torch.Tensor, *args: Any, **kwargs: Any) -> Any:
    """Compute in float32, like Apple's kernel."""
    values, *rest = func(x.to(torch.float32), *args, **kwargs)
    return values.to(x.dtype), *rest


def _ignore_nan(func: Any, x: torch.Tensor, *args: Any, **kwargs: Any) -> torch.Tensor:
    """Ignore NaN, like Apple's kernels."""
    if x.is_floating_point():
        x = torch.nan_to_num(x, nan=-math.inf if "max" in str(func) else math.inf, posinf=math.inf, neginf=-math.inf)
    return func(x, *args, **kwargs)


def _refuse_leading_axes(func: Any, x: torch.Tensor, *args: Any, **kwargs: Any) -> Any:
    """Raise for axes on which Apple's kernels end the process."""
    axis = kwargs.get("dim", next((value for value in args if type(value) is int), -1))
    if axis % max(x.ndim, 1) < x.ndim - 4:
        raise AssertionError(f"{func} along axis {axis} of {x.ndim} would end the process")
    return func(x, *args, **kwargs)


def _in_order_of_memory(func: Any, *args: Any, **kwargs: Any) -> Any:
    """Read the elements of non-contiguous tensors in a wrong order, like Apple's kernels."""
    taken = []
    for x in args:
        is_taken = isinstance(x, torch.Tensor) and not x.is_contiguous()
        taken.append(x.contiguous().reshape(-1).flip(0).reshape(x.shape) if is_taken else x)
    return func(*taken, **kwargs)


#: Operators whose results differ from the CPU's.
_REPLACEMENTS: Final[dict[Any, Callable[..., Any]]] = {
    aten.remainder: _remainder,
    aten.abs: _abs,
    aten._unique2: _unique,
    aten.argmax: _ignore_nan,
    aten.argmin: _ignore_nan,
    aten.sort: _refuse_leading_axes,
    aten.cumsum: _refuse_leading_axes,
    aten.cumprod: _refuse_leading_axes,
    aten.where: _in_order_of_memory,
}


def _check_dtypes(packet: Any, dtype: torch.dtype | None, restricted: list[Restricted]) -> None:
    """Raise TypeError for an operator other than a copy on one of the dtypes that the device only stores."""
    found = {dtype, *(x.dtype for x in restricted)} & _STORED_DTYPES
    if found and packet not in _TRANSFERS | {aten.detach, aten.clone, aten.empty, aten.alias}:
        raise TypeError(f"Failed to run {packet} on {KIND}: it does not support {found.pop()}.")


def _check(packet: Any, func: Any, flat: list[torch.Tensor]) -> None:
    if packet in _WITHOUT_KERNEL:
        raise NotImplementedError(f"The operator '{func}' is not currently implemented for the {KIND} device.")
    if packet in _TRANSFERS:
        return
    others = [x for x in flat if not isinstance(x, Restricted) and x.ndim]
    if others and packet not in _INDEXING:
        raise RuntimeError(
            f"Expected all tensors to be on the same device, but found at least two devices, {DEVICE} and "
            f"{others[0].device}!"
        )


def _unwrapped(x: Any) -> Any:
    return x.inner if isinstance(x, Restricted) else x


def _wrapped(x: Any, flat: list[torch.Tensor]) -> Any:
    """Return a result as a tensor of the device; the argument itself if the operator wrote to it in place."""
    if not isinstance(x, torch.Tensor):
        return x
    for given in flat:
        if isinstance(given, Restricted) and given.inner is x:
            return given
    return Restricted(x)


def _check_memory(size: Any, dtype: torch.dtype | None) -> None:
    """Raise torch's error for an array that exceeds a GPU's memory, or for a process that was forked from this one."""
    if os.getpid() != _PROCESS:
        raise RuntimeError("Cannot re-initialize CUDA in forked subprocess. To use CUDA with multiprocessing, you must")
    torch.empty(size, dtype=dtype, device="meta")  # raises if the size exceeds the address space
    gibibytes = math.prod(size) * (dtype or torch.get_default_dtype()).itemsize / 2**30
    if gibibytes > CAPACITY:
        raise torch.OutOfMemoryError(f"{KIND} out of memory. Tried to allocate {gibibytes:.2f} GiB.")


@torch.library.impl("aten::empty_strided", "privateuseone")
def _empty_strided(size: Any, stride: Any, **options: Any) -> torch.Tensor:
    _check_memory(size, options.get("dtype"))
    return Restricted(torch.empty_strided(size, stride, dtype=options.get("dtype")))


@torch.library.impl("aten::_copy_from", "privateuseone")
def _copy_from(source: torch.Tensor, target: torch.Tensor, non_blocking: bool = False) -> torch.Tensor:
    _unwrapped(target).copy_(_unwrapped(source))
    return target


@torch.library.impl("aten::_efficientzerotensor", "privateuseone")
def _zeros(size: Any, **options: Any) -> torch.Tensor:
    return Restricted(torch.zeros(size, dtype=options.get("dtype")))


@torch.library.impl("aten::empty.memory_format", "privateuseone")
def _empty(size: Any, **options: Any) -> torch.Tensor:
    _check_memory(size, options.get("dtype"))
    return Restricted(torch.empty(size, dtype=options.get("dtype")))


def backend() -> TorchBackend:
    """Return our torch backend with its corrections for Apple's GPUs on the device, too."""
    kind: Any = TorchBackend
    apples = kind.capabilities
    kind.capabilities = replace(apples, host_fallbacks={**apples.host_fallbacks, KIND: apples.host_fallbacks["mps"]})
    _mps.KINDS = _mps.KINDS | {KIND}  # type: ignore[misc]
    return torch_backend


def remove_gaps() -> None:
    """Give the device every dtype and kernel; its memory stays separate from the host's."""
    _UNSUPPORTED_DTYPES.clear()
    _STORED_DTYPES.clear()
    _WITHOUT_KERNEL.clear()
    for packet in _REPLACEMENTS.keys() - {aten.remainder}:
        del _REPLACEMENTS[packet]
