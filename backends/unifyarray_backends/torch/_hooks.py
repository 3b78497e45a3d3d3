"""What the Array tier needs from torch on one device."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Final, final

import numpy as np
import torch

from unifyarray.plugin import Backend, Device, Hooks, bfloat16, float16, message

from . import _autograd, _errors, _indexing, _transfer
from ._dtypes import NATIVE, NEUTRAL, TorchDType
from ._operands import may_be_differentiated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from unifyarray.plugin import Differentiable, DType, Linearised

_UPDATES: Final = {
    "add": torch.Tensor.add_,
    "subtract": torch.Tensor.sub_,
    "multiply": torch.Tensor.mul_,
    "divide": torch.Tensor.div_,
}


@final
class TorchHooks(Hooks):
    """Hooks of torch on one device.

    Attributes
    ----------
    torch_device : torch.device
        The device, as torch names it.
    """

    torch_device: torch.device
    #: Beside half-width tensors torch computes with the number as it is, not rounded to their dtype: x // 0.1 differs.
    boxed_scalars = frozenset({float16, bfloat16})

    def __init__(self, backend: Backend, device: Device) -> None:
        super().__init__(backend, device)
        self.torch_device = _indexed(torch.device(str(device)))
        self._is_cpu = device.kind == "cpu"

    def as_torch_device(self, device: torch.device | str | Device | None) -> torch.device:
        """Return a device as torch names it; this one for None."""
        if device is None:
            return self.torch_device
        return _indexed(device if isinstance(device, torch.device) else torch.device(str(device)))

    def hooks_of(self, device: torch.device | str | Device) -> TorchHooks:
        """Return the hooks of another device."""
        hooks = self.backend.namespace(Device(str(device))).hooks
        assert isinstance(hooks, TorchHooks)
        return hooks

    # -- dtypes ------------------------------------------------------------------------------------

    def dtype(self, x: torch.Tensor) -> DType:
        """Return the dtype of a tensor."""
        found = NEUTRAL.get(x.dtype)
        if found is None:
            raise TypeError(message(f"{x.dtype} is not a dtype of unifyarray", "x.to(torch.float32) first"))
        return found

    def find_dtype(self, obj: object) -> DType | None:
        """Return the DType of a ``torch.dtype``."""
        return NEUTRAL.get(obj) if isinstance(obj, torch.dtype) else None

    def library_dtype(self, dtype: DType) -> TorchDType:
        """Return the ``torch.dtype`` of a DType."""
        return NATIVE[dtype]

    # -- values ------------------------------------------------------------------------------------

    def cast(self, x: torch.Tensor, dtype: DType) -> torch.Tensor:
        """Return the tensor in another dtype."""
        native = NATIVE[dtype]
        if x.dtype is native:
            return x
        if dtype not in self.dtypes:
            self._raise_missing(dtype)
        if x.is_complex() and not native.is_complex:
            x = x.real if native is not torch.bool else x != 0  # torch warns of the imaginary part
        return x.to(native)

    def scalar(self, value: complex, dtype: DType) -> torch.Tensor:
        """Return a 0-d tensor; filled on the device, where a copy from the host would wait."""
        return torch.full((), value, dtype=self.native_dtype(dtype), device=self.torch_device)

    def allocator(self, name: str, dtype: TorchDType) -> Callable[[tuple[int, ...]], torch.Tensor]:
        """Return torch's own function, on this device."""
        return functools.partial(getattr(torch, name), dtype=dtype, device=self.torch_device)

    def in_place(self, name: str) -> Callable[[torch.Tensor, Any], object] | None:
        """Return torch's method, which does not mind operands that overlap in part: those are copied first."""
        method = _UPDATES.get(name)
        if method is None:
            return None

        def update(x: torch.Tensor, other: Any) -> None:
            if isinstance(other, torch.Tensor) and _must_copy(x, other):
                other = other.clone()
            method(x, other)

        return update

    def item(self, x: torch.Tensor) -> bool | int | float | complex:
        """Return the only element."""
        value: bool | int | float | complex = x.item()
        return value

    def tolist(self, x: torch.Tensor) -> Any:
        """Return nested lists."""
        return x.tolist()

    def ensure_array(self, x: torch.Tensor) -> torch.Tensor:
        """Return the tensor: torch has no scalars of its own."""
        return x

    def shape(self, x: torch.Tensor) -> tuple[int, ...]:
        """Return the shape as a plain tuple."""
        return tuple(x.shape)

    def layout(self, x: torch.Tensor) -> tuple[int, tuple[int, ...]]:
        """Return the address of the first element and the strides in bytes."""
        return x.data_ptr(), tuple(step * x.element_size() for step in x.stride())

    def memory(self, x: torch.Tensor) -> object:
        """Return the device, and the handle of the allocation where addresses are counted from such a handle."""
        return (self.device, x.untyped_storage().data_ptr()) if x.device.type in _transfer.OPAQUE else self.device

    # -- indexing ----------------------------------------------------------------------------------

    def assign(self, x: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
        """Do ``x[...] = value`` without a view; a new holder where the value's derivative may need what ``x`` holds."""
        if value.requires_grad and not (x.requires_grad and x.is_leaf):  # a leaf raises
            return value
        _indexing.check_writable(x)
        return x.copy_(value)

    def getitem(self, x: torch.Tensor, key: tuple[Any, ...]) -> torch.Tensor:
        """Return ``x[key]`` with NumPy's meaning."""
        return _indexing.getitem(x, key)

    def setitem(self, x: torch.Tensor, key: tuple[Any, ...], value: torch.Tensor) -> torch.Tensor:
        """Do ``x[key] = value`` in place."""
        return _indexing.setitem(x, key, value)

    # -- gradients ---------------------------------------------------------------------------------

    # These are asked often; a method would cost a call more.
    requires_grad = staticmethod(_autograd.requires_grad)  # pyright: ignore[reportAssignmentType]
    on_wrap = staticmethod(_autograd.on_wrap)  # pyright: ignore[reportAssignmentType]
    value_and_gradients = staticmethod(_autograd.value_and_gradients)  # pyright: ignore[reportAssignmentType]

    def detach(self, x: torch.Tensor) -> torch.Tensor:
        """Return the data without their history."""
        return _autograd.detach(x)

    def leaf(self, x: torch.Tensor) -> torch.Tensor:
        """Return a tensor over the same data whose gradient is collected."""
        return _autograd.leaf(x)

    def backward(self, x: torch.Tensor, gradient: torch.Tensor | None, *, retain_graph: bool) -> None:
        """Add the gradients to those of the leaves."""
        x.backward(gradient, retain_graph=retain_graph)

    def vjp(self, function: Differentiable, primals: Sequence[torch.Tensor]) -> Linearised:
        """Return outputs, aux and the map from cotangents to gradients."""
        return _autograd.vjp(function, primals)

    def jvp(self, function: Differentiable, primals: Sequence[torch.Tensor]) -> Linearised:
        """Return outputs, aux and the map from tangents to tangents."""
        return _autograd.jvp(function, primals)

    def is_grad_off(self) -> bool:
        """Return whether this is within ``torch.no_grad`` or ``torch.inference_mode``."""
        return not torch.is_grad_enabled()

    def no_grad(self) -> torch.no_grad:
        """Return torch's own context."""
        return torch.no_grad()

    def grad(self, x: torch.Tensor) -> torch.Tensor | None:
        """Return the gradient of a leaf; of another tensor where ``retain_grad`` asked for it."""
        return x.grad if x.is_leaf or x.retains_grad else None

    def set_grad(self, x: torch.Tensor, value: torch.Tensor | None) -> None:
        """Replace the gradient."""
        x.grad = value

    # -- transfer ----------------------------------------------------------------------------------

    def convert(
        self, x: torch.Tensor, place: torch.device, dtype: TorchDType | None, copy: bool | None
    ) -> torch.Tensor:
        """Return a tensor on a device in a dtype."""
        return _transfer.convert(x, place, dtype, copy)

    def from_foreign(self, obj: Any, copy: bool | None) -> torch.Tensor:
        """Return a tensor of what shares its data, where it lies."""
        return _transfer.from_foreign(obj, copy)

    def from_host(self, array: np.ndarray[Any, Any], copy: bool | None) -> torch.Tensor:
        """Return host data on this device."""
        # Most data are like this, and a call of what looks closer takes longer than sharing them.
        if not copy and type(array) is np.ndarray and self._is_cpu and array.flags.carray:
            try:
                return torch.from_numpy(array)
            except (TypeError, ValueError):
                pass  # a dtype or a byte order of NumPy's own, or negative strides, which axes of one element may have
        return _transfer.from_host(array, self.torch_device, copy)

    #: A method would cost a call more.
    to_host = staticmethod(_transfer.to_host)  # pyright: ignore[reportAssignmentType]

    def to_device(self, x: torch.Tensor, device: Device, copy: bool | None) -> torch.Tensor:
        """Return the tensor on another device of torch."""
        return _transfer.convert(x, self.as_torch_device(device), None, copy)

    def dlpack(
        self,
        x: torch.Tensor,
        *,
        stream: Any = None,
        max_version: tuple[int, int] | None = None,
        dl_device: tuple[int, int] | None = None,
        copy: bool | None = None,
    ) -> Any:
        """Return a DLPack capsule."""
        return _transfer.to_dlpack(x, stream, max_version, dl_device, copy)

    def dlpack_device(self, x: torch.Tensor) -> tuple[int, int]:
        """Return the DLPack device type and index."""
        return _transfer.dlpack_device(x)

    def from_dlpack(self, obj: Any, copy: bool | None) -> torch.Tensor:
        """Return a tensor on this device."""
        found = _transfer.from_dlpack(obj, copy)
        return _transfer.convert(found, self.torch_device, None, None if copy else copy)

    # -- errors ------------------------------------------------------------------------------------

    def error(self, error: Exception) -> Exception | None:
        """Return torch's exception as one of the contract's classes."""
        return _errors.translate(error, self.device)


def _must_copy(x: torch.Tensor, other: torch.Tensor) -> bool:
    """Return whether an operand is read wrongly, or is needed for a derivative, once ``x`` is written to."""
    return may_be_differentiated(x) if other is x else _indexing.may_overlap(x, other)


def _indexed(device: torch.device) -> torch.device:
    """Return a device with an index, as tensors have it: ``torch.device("mps")`` differs from a tensor's ``mps:0``."""
    has_index = ":" in str(device)
    return device if has_index or device.type == "cpu" else torch.device(device.type, 0)
