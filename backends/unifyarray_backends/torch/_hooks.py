"""Hooks of torch: operations of the Array tier that the standard does not have."""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING, Any, Final, final

import numpy as np
import torch

from unifyarray.plugin import Backend, Device, Hooks, bfloat16, float16, message, unknown_values

from . import _autograd, _errors, _indexing, _saved, _transfer, beyond_standard
from ._autograd import may_be_differentiated
from ._dtypes import NATIVE, NEUTRAL, TorchDType
from ._tracing import is_fake
from .random import TorchSource

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from unifyarray.plugin import Differentiable, DType, Linearised, Mapped

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
        The device as torch's object.
    """

    torch_device: torch.device
    #: For these dtypes, torch does not round a Python scalar to the dtype of the tensor. For a float16 x of 1, x // 0.1
    #: is 9, but 10 if 0.1 is rounded to float16 first.
    boxed_scalars = frozenset({float16, bfloat16})
    beyond_standard = beyond_standard.FUNCTIONS
    get_slice = operator.getitem  # type: ignore[assignment]  # overloaded
    set_element = staticmethod(_indexing.set_element)

    def __init__(self, backend: Backend, device: Device) -> None:
        super().__init__(backend, device)
        self.torch_device = _with_index(torch.device(str(device)))
        self._is_cpu = device.kind == "cpu"

    def as_torch_device(self, device: torch.device | str | Device | None) -> torch.device:
        """Return a device as torch's object; None means this device."""
        if device is None:
            return self.torch_device
        return _with_index(device if isinstance(device, torch.device) else torch.device(str(device)))

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
            x = x.real if native is not torch.bool else x != 0  # torch would warn that the imaginary part is lost
        return x.to(native)

    def scalar(self, value: complex, dtype: DType) -> torch.Tensor:
        """Return a 0-d tensor; filled on the device, because a copy from the host would synchronise."""
        return torch.full((), value, dtype=self.native_dtype(dtype), device=self.torch_device)

    def from_elements(self, elements: Sequence[complex], dtype: DType) -> torch.Tensor:
        """Return a 1-d tensor of Python scalars, which is a constant of the graph."""
        return torch.tensor(elements, dtype=self.native_dtype(dtype), device=self.torch_device)

    def allocator(self, name: str, dtype: TorchDType) -> Callable[[tuple[int, ...]], torch.Tensor]:
        """Return torch's own function, on this device."""
        return functools.partial(getattr(torch, name), dtype=dtype, device=self.torch_device)

    def in_place(self, name: str) -> Callable[[torch.Tensor, Any], object] | None:
        """Return torch's in-place method; an operand that overlaps is copied first, which torch does not do."""
        method = _UPDATES.get(name)
        if method is None:
            return None

        def update(x: torch.Tensor, other: Any) -> None:
            _indexing.check_not_read_only(x)
            if not isinstance(other, torch.Tensor):
                _saved.before_write(x)
            else:
                if _must_copy(x, other):
                    other = other.clone()
                _saved.before_write(x, other)
            method(x, other)

        return update

    def item(self, x: torch.Tensor) -> bool | int | float | complex:
        """Return the only element."""
        try:
            value: bool | int | float | complex = x.item()
        except RuntimeError as error:
            _raise_if_traced(x, error)
            raise
        return value

    def tolist(self, x: torch.Tensor) -> Any:
        """Return nested lists."""
        try:
            return x.tolist()
        except RuntimeError as error:
            _raise_if_traced(x, error)
            raise

    def ensure_array(self, x: torch.Tensor) -> torch.Tensor:
        """Return the tensor itself; torch does not have scalars of its own."""
        return x

    def shape(self, x: torch.Tensor) -> tuple[int, ...]:
        """Return the shape as a plain tuple."""
        return tuple(x.shape)

    def layout(self, x: torch.Tensor) -> tuple[int, tuple[int, ...]] | None:
        """Return the address of the first element and the strides in bytes; None inside ``torch.func.vmap``."""
        x = _autograd.plain(x)
        if _autograd.is_wrapper(x) or is_fake(x):
            return None
        return x.data_ptr(), tuple(step * x.element_size() for step in x.stride())

    def memory(self, x: torch.Tensor) -> object:
        """Return the device; with the allocation's handle, if addresses are relative to one."""
        if x.device.type in _transfer.SHAREABLE:
            return self.device
        return self.device, x.untyped_storage().data_ptr()

    # -- indexing ----------------------------------------------------------------------------------

    def assign(self, x: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
        """Do ``x[...] = value`` without a view.

        Outside of ``ua.grad`` and the like, a value that requires a gradient is returned itself, unless ``x`` is a
        view: derivatives of other operations may need the old elements of ``x``.
        """
        _indexing.check_writable(x)
        if (lifted := _autograd.with_batches(x, (value,))) is not x:
            return lifted.copy_(value)
        # If x is a leaf tensor that requires a gradient, copy_ below raises torch's error.
        if _saved.before_write(x, value) or not value.requires_grad or (x.requires_grad and x.is_leaf) or _is_view(x):
            return x.copy_(value)
        return value

    def update_operand(self, x: torch.Tensor) -> torch.Tensor:
        """Return a copy of a view that `assign` writes to, outside of ``ua.grad`` and the like."""
        return x.clone() if _is_view(x) and not _saved.is_differentiating() else x

    def getitem(self, x: torch.Tensor, key: tuple[Any, ...]) -> torch.Tensor:
        """Return ``x[key]`` as NumPy defines it."""
        return _indexing.getitem(x, key)

    def setitem(self, x: torch.Tensor, key: tuple[Any, ...], value: torch.Tensor) -> torch.Tensor:
        """Do ``x[key] = value`` in place."""
        return _indexing.setitem(x, key, value)

    # -- random numbers ----------------------------------------------------------------------------

    def random_source(self, seed: np.random.SeedSequence) -> TorchSource | None:
        """Return a ``torch.Generator``; None for a device that torch has none for."""
        try:
            return TorchSource(int(seed.generate_state(1, np.uint64)[0]), self.torch_device)
        except RuntimeError:
            return None

    # -- mapping over elements ---------------------------------------------------------------------

    def vmap(
        self, function: Mapped, arrays: Sequence[torch.Tensor], axes: Sequence[int]
    ) -> list[tuple[torch.Tensor, bool]]:
        """Run a function once for all elements of tensors along an axis each."""
        return _autograd.vmap(function, arrays, axes)

    def traced_by(self, x: torch.Tensor) -> str | None:
        """Return the transformation inside which the values are not known, or None."""
        return _autograd.traced_by(x)

    jit_key = staticmethod(_autograd.jit_key)  # pyright: ignore[reportAssignmentType]

    def jit(
        self, function: Mapped, arrays: Sequence[torch.Tensor], seconds: float
    ) -> tuple[Callable[[Sequence[torch.Tensor]], Sequence[torch.Tensor]] | None, list[int], str]:
        """Trace a function, and compile its graph."""
        from . import _compiling

        return _compiling.jit(function, arrays, seconds)

    # -- gradients ---------------------------------------------------------------------------------

    # Static, because these are called often, and a method would add a call.
    is_abstract = staticmethod(_autograd.is_abstract)  # pyright: ignore[reportAssignmentType]
    requires_grad = staticmethod(_autograd.requires_grad)  # pyright: ignore[reportAssignmentType]
    on_wrap = staticmethod(_autograd.on_wrap)  # pyright: ignore[reportAssignmentType]
    on_array = staticmethod(_autograd.on_array)  # pyright: ignore[reportAssignmentType]
    value_and_gradients = staticmethod(_autograd.value_and_gradients)  # pyright: ignore[reportAssignmentType]

    def detach(self, x: torch.Tensor) -> torch.Tensor:
        """Return the data without their autograd history."""
        return _autograd.detach(x)

    def leaf(self, x: torch.Tensor) -> torch.Tensor:
        """Return a tensor over the same data that collects its gradient."""
        return _autograd.leaf(x)

    def backward(self, x: torch.Tensor, gradient: torch.Tensor | None, *, retain_graph: bool) -> None:
        """Add the gradients to the ``grad`` of the leaf tensors."""
        x.backward(gradient, retain_graph=retain_graph)

    def vjp(self, function: Differentiable, primals: Sequence[torch.Tensor]) -> Linearised:
        """Return outputs, aux and a function from cotangents to gradients."""
        return _autograd.vjp(function, primals)

    def jvp(self, function: Differentiable, primals: Sequence[torch.Tensor]) -> Linearised:
        """Return outputs, aux and a function from tangents of the inputs to tangents of the outputs."""
        return _autograd.jvp(function, primals)

    def jacobian(
        self, function: Differentiable, primals: Sequence[torch.Tensor], mode: str
    ) -> tuple[list[torch.Tensor], list[list[torch.Tensor]]] | None:
        """Return aux and the Jacobian, all rows or columns at once; None if the graph must be asked for each."""
        return _autograd.jacobian(function, primals, mode)

    def is_grad_off(self) -> bool:
        """Return whether ``torch.no_grad`` or ``torch.inference_mode`` is active."""
        return not torch.is_grad_enabled()

    def no_grad(self) -> _autograd.NoGrad:
        """Return torch's own context manager."""
        return _autograd.NoGrad()

    def grad(self, x: torch.Tensor) -> torch.Tensor | None:
        """Return the gradient of a leaf tensor, or of another tensor if ``retain_grad`` was called on it."""
        return x.grad if x.is_leaf or x.retains_grad else None

    def set_grad(self, x: torch.Tensor, value: torch.Tensor | None) -> None:
        """Replace the gradient."""
        x.grad = value

    # -- transfer ----------------------------------------------------------------------------------

    def convert(
        self, x: torch.Tensor, device: torch.device, dtype: TorchDType | None, copy: bool | None
    ) -> torch.Tensor:
        """Return a tensor on a device in a dtype."""
        return _transfer.convert(x, device, dtype, copy)

    def from_foreign(self, obj: Any, copy: bool | None) -> torch.Tensor:
        """Return a tensor of an object that shares its data, on the object's device."""
        return _transfer.from_foreign(obj, copy)

    def from_host(self, array: np.ndarray[Any, Any], copy: bool | None) -> torch.Tensor:
        """Return host data on this device."""
        # Most host data are like this. Sharing them here saves a call that would take longer than the sharing.
        if not copy and type(array) is np.ndarray and self._is_cpu and array.flags.carray:
            try:
                return torch.from_numpy(array)
            except (TypeError, ValueError):
                pass  # a dtype that torch lacks, another byte order, or a negative stride of an axis of length 1
        return _transfer.from_host(array, self.torch_device, copy)

    #: A static method, because a bound method would add a Python call.
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
        """Return torch's exception as one of the contract's error classes."""
        return _errors.translate(error, self.device)


def _raise_if_traced(x: torch.Tensor, error: RuntimeError) -> None:
    """Raise TracingError if torch could not read a tensor because its values are not known."""
    where = _autograd.traced_by(x)
    if where is not None:
        raise unknown_values(where) from error


def _is_view(x: torch.Tensor) -> bool:
    """Return whether a tensor is a view of another one; False inside the compiler and ``torch.func.vmap``."""
    return not torch.compiler.is_dynamo_compiling() and x._is_view()


def _must_copy(x: torch.Tensor, other: torch.Tensor) -> bool:
    """Return whether writing to ``x`` would change an operand that is still read, now or in a backward pass."""
    return may_be_differentiated(x) if other is x else _indexing.may_overlap(x, other)


def _with_index(device: torch.device) -> torch.device:
    """Return a device with an index, as tensors have it: ``torch.device("mps")`` does not equal ``mps:0``."""
    has_index = ":" in str(device)
    return device if has_index or device.type == "cpu" else torch.device(device.type, 0)
