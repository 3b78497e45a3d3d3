"""The Hooks of a backend: what the Array tier needs from a library beyond the standard's functions.

Loaded with the first backend, as `_backend` is.
"""

from __future__ import annotations

import functools
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, final

from .._core import dtypes as _dtypes
from .._core import settings
from .._core.dtypes import DType
from .._core.errors import message

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import numpy as np

    from .._core.devices import Device
    from .backend import Backend, NativeNamespace

#: A native array: ``numpy.ndarray``, ``torch.Tensor``, ``cupy.ndarray`` ...
Native = Any
#: A function to differentiate: from native arrays to outputs and aux.
Differentiable = Callable[[Sequence[Native]], tuple[Sequence[Native], Sequence[Native]]]
#: Outputs, aux, and the linear map of a function at a point. In what it maps, None stands for zeros; None in place of
#: all stands for the number 1, for a function of one output of one element.
Linearised = tuple[list[Native], list[Native], Callable[[Sequence[Native | None] | None], list[Native]]]


class Hooks(ABC):
    """What the Array tier needs from a library on one device, beyond the standard's functions.

    Everything here takes and returns native arrays and neutral DType and Device objects.

    Attributes
    ----------
    backend : Backend
        The backend.
    device : Device
        The device that creation lands on.
    xp : NativeNamespace
        The namespace that these hooks belong to.
    dtypes : frozenset of DType
        Every dtype that the device has.
    direct_scalars : dict of type to frozenset of native dtype
        For each type of Python scalar, the library's dtypes of arrays that it joins without a look at its value.
    boxed_scalars : frozenset of DType
        dtypes beside which the library takes a Python scalar for an array of another one, or computes with it as it
        is, not rounded to them; the core hands it over as a 0-d array.
    """

    backend: Backend
    device: Device
    xp: NativeNamespace
    dtypes: frozenset[DType]
    direct_scalars: dict[type, frozenset[Any]]
    boxed_scalars: frozenset[DType] = frozenset()

    def __init__(self, backend: Backend, device: Device) -> None:
        self.backend = backend
        self.device = device
        self.dtypes = backend.dtypes(device)
        floating = frozenset(self.library_dtype(dtype) for dtype in self.dtypes - self.boxed_scalars if dtype.rank >= 2)
        self.direct_scalars = {float: floating, int: floating}
        self._allocators: dict[DType, tuple[Callable[[tuple[int, ...]], Native], ...]] = {}

    # -- dtypes ------------------------------------------------------------------------------------

    @abstractmethod
    def dtype(self, x: Native) -> DType:
        """Return the dtype of an array; TypeError where it is none of ours (structured, object ...)."""

    @abstractmethod
    def find_dtype(self, obj: object) -> DType | None:
        """Return the DType that a dtype object of this library stands for, or None where it is no such object."""

    @abstractmethod
    def library_dtype(self, dtype: DType) -> Any:
        """Return the library's own object for a dtype, whether the device has it or not."""

    @final
    def native_dtype(self, dtype: DType) -> Any:
        """Return the library's own object for a dtype; TypeError where the device lacks it."""
        if dtype not in self.dtypes:
            self._raise_missing(dtype)
        return self.library_dtype(dtype)

    def _raise_missing(self, dtype: DType) -> NoReturn:
        near = {"float64": "float32", "complex128": "complex64"}.get(dtype.name)
        have = f'dtype="{near}", ua.use(default_float="float32")' if near else "a dtype that it has"
        raise TypeError(
            message(
                f"{self.backend.name} on {self.device} has no {dtype.name}",
                f'{have}, or a device that has it: ua.convert(x, to, device="cpu")',
            )
        )

    @final
    def default_float(self) -> DType:
        """Return the default real floating dtype: that of the settings in force, or the widest that the device has."""
        return settings.in_force().default_float or _dtypes.widest_float(self.dtypes)

    @final
    def default_complex(self) -> DType:
        """Return the complex dtype that follows the default real floating dtype."""
        return _dtypes.COMPLEX_OF[self.default_float()]

    @final
    def default_dtype(self, kind: type) -> DType:
        """Return the default dtype of a Python scalar type: bool, int, float or complex."""
        if kind is float:
            return self.default_float()
        if kind is complex:
            return self.default_complex()
        return _dtypes.bool if kind is bool else _dtypes.int64

    # -- values ------------------------------------------------------------------------------------

    @abstractmethod
    def cast(self, x: Native, dtype: DType) -> Native:
        """Return the array in another dtype; the array itself where it has that dtype already.

        Integers wrap, real floating to integer truncates, anything to bool compares with zero, complex to
        real drops the imaginary part (the caller has checked that this is wanted).
        """

    @abstractmethod
    def scalar(self, value: complex, dtype: DType) -> Native:
        """Return a 0-d array of a Python scalar that fits the dtype."""

    @final
    def allocators(self, dtype: DType) -> tuple[Callable[[tuple[int, ...]], Native], ...]:
        """Return the allocators of a dtype: "empty", "ones" and "zeros"."""
        found = self._allocators.get(dtype)
        if found is None:
            native = self.native_dtype(dtype)
            found = self._allocators[dtype] = (
                self.allocator("empty", native),
                self.allocator("ones", native),
                self.allocator("zeros", native),
            )
        return found

    def allocator(self, name: str, dtype: Any) -> Callable[[tuple[int, ...]], Native]:
        """Return what makes an array of a native dtype from a shape: "zeros", "ones" or "empty".

        The library's own function where it lands on the device by itself: with the dtype given there is nothing
        left for an override to decide, and these are called often.
        """
        return functools.partial(getattr(self.xp, name), dtype=dtype)

    @abstractmethod
    def item(self, x: Native) -> bool | int | float | complex:
        """Return the only element as a Python scalar."""

    @abstractmethod
    def tolist(self, x: Native) -> Any:
        """Return the elements as nested lists of Python scalars, or a Python scalar for 0-d."""

    @abstractmethod
    def ensure_array(self, x: Native) -> Native:
        """Return what a function of the library returned as a true array (a NumPy scalar becomes a 0-d array)."""

    @abstractmethod
    def shape(self, x: Native) -> tuple[int, ...]:
        """Return the shape."""

    def in_place(self, name: str) -> Callable[[Native, Any], object] | None:
        """Return what does ``x op= other`` in the memory of ``x``, for the operator that a function stands for.

        ``other`` has the dtype of ``x`` or is a Python scalar that joins it, and may overlap ``x`` in any way. It
        raises, before it writes, where ``other`` does not broadcast to ``x`` or ``x`` cannot be written to. None
        where the library has no such thing.
        """
        return None

    def layout(self, x: Native) -> tuple[int, tuple[int, ...]] | None:
        """Return the address of the first element and the strides in bytes; None where the library does not tell."""
        return None

    def memory(self, x: Native) -> object:
        """Return what the addresses of ``layout`` lie in: arrays of which this differs share nothing.

        The device, except where its addresses are handles, which say nothing of how far apart two allocations are.
        """
        return self.device

    # -- indexing ----------------------------------------------------------------------------------

    def assign(self, x: Native, value: Native) -> Native:
        """Do ``x[...] = value`` for a value of the dtype and shape of ``x``; return the array that holds the result."""
        return self.setitem(x, (Ellipsis,), value)

    @abstractmethod
    def getitem(self, x: Native, key: tuple[Any, ...]) -> Native:
        """Return ``x[key]`` with NumPy's meaning.

        The key is a tuple of Python ints, slices of Python ints, None, Ellipsis, and native integer or boolean
        arrays on the same device. ``unifyarray._rules.index_keys`` breaks a key down for libraries that index
        in another way.
        """

    @abstractmethod
    def setitem(self, x: Native, key: tuple[Any, ...], value: Native) -> Native:
        """Do ``x[key] = value`` and return the array that holds the result.

        That is ``x`` itself, or a new array where the library's arrays are immutable. ``value`` is a native
        array of the dtype of ``x``, broadcast as NumPy does.
        """

    # -- gradients ---------------------------------------------------------------------------------
    #
    # All but the first three are called on backends that declare `autograd` alone. Functions to differentiate take
    # native arrays and return two sequences of them: outputs, and others (`aux`) that no gradient is wanted of.

    def requires_grad(self, x: Native) -> bool:
        """Return whether a gradient is tracked through the array, in either direction."""
        return False

    def detach(self, x: Native) -> Native:
        """Return the same data without gradient tracking."""
        return x

    def on_wrap(self, x: Native) -> None:  # noqa: B027 - most libraries have no use for it
        """Take notice of a native array of the user's, which may be tracked, that comes into the Array tier."""

    def vjp(self, function: Differentiable, primals: Sequence[Native]) -> Linearised:
        """Run a function and return its outputs, its aux and the map from cotangents of the outputs to gradients.

        The gradient of an input that the outputs do not depend on is zeros. What is returned carries a gradient only
        where something outside does: an input, or an array that the function closes over.

        Parameters
        ----------
        function : callable
            From native arrays to outputs and aux. Called once.
        primals : sequence of native array
            Real or complex floating-point arrays.
        """
        raise self._no_autograd()

    def value_and_gradients(
        self, function: Differentiable, primals: Sequence[Native], own: bool
    ) -> tuple[Sequence[Native], Sequence[Native], Sequence[Native], bool]:
        """Run a function of one output, a real number, and return its outputs, its aux and the gradients.

        What ``vjp`` gives for the number 1, once, so that what it needs can be released while it runs. Returned last is
        whether any of all that may carry a gradient.

        Parameters
        ----------
        function, primals
            As for ``vjp``.
        own : bool
            Nobody else holds the arrays, which are not tracked: the function may be run on them themselves.
        """
        outputs, aux, pull = self.vjp(function, primals)
        return outputs, aux, pull(None), True

    def jvp(self, function: Differentiable, primals: Sequence[Native]) -> Linearised:
        """Run a function and return its outputs, its aux and the map from tangents of the inputs to those of outputs.

        Parameters are those of ``vjp``; the map may be called any number of times.
        """
        raise self._no_autograd()

    def is_grad_off(self) -> bool:
        """Return whether the library has been told, by a means of its own, to track nothing."""
        return False

    def no_grad(self) -> AbstractContextManager[object]:
        """Return a context in which nothing is tracked."""
        raise self._no_autograd()

    def leaf(self, x: Native) -> Native:
        """Return an array over the same data whose gradient ``backward`` collects; itself where it is tracked."""
        raise self._no_autograd()

    def grad(self, x: Native) -> Native | None:
        """Return the gradient that ``backward`` has collected."""
        raise self._no_autograd()

    def set_grad(self, x: Native, value: Native | None) -> None:
        """Replace the gradient that ``backward`` has collected."""
        raise self._no_autograd()

    def backward(self, x: Native, gradient: Native | None, *, retain_graph: bool) -> None:
        """Add the gradients of ``x``, contracted with ``gradient``, to those of the leaves it was computed from."""
        raise self._no_autograd()

    def _no_autograd(self) -> TypeError:
        return TypeError(
            message(f"{self.backend.name} does not differentiate", "ua.grad(function), or requires_grad=True")
        )

    # -- transfer ----------------------------------------------------------------------------------

    @abstractmethod
    def from_host(self, array: np.ndarray[Any, Any], copy: bool | None) -> Native:
        """Return host data on this device.

        copy None shares memory where that is safe, True always copies, False raises CopyRequiredError where a
        copy is needed. Read-only data are never shared writable. Subclasses of ndarray and scalars of NumPy come, too.
        """

    @abstractmethod
    def to_host(self, x: Native, copy: bool | None) -> np.ndarray[Any, Any]:
        """Return the data as a NumPy array (copy as in ``from_host``); the array requires no gradient."""

    @abstractmethod
    def to_device(self, x: Native, device: Device, copy: bool | None) -> Native:
        """Return the array on another device of the same backend (copy as in ``from_host``)."""

    @abstractmethod
    def dlpack(
        self,
        x: Native,
        *,
        stream: Any = None,
        max_version: tuple[int, int] | None = None,
        dl_device: tuple[int, int] | None = None,
        copy: bool | None = None,
    ) -> Any:
        """Return a DLPack capsule."""

    @abstractmethod
    def dlpack_device(self, x: Native) -> tuple[int, int]:
        """Return the DLPack device type and index."""

    @abstractmethod
    def from_dlpack(self, obj: Any, copy: bool | None) -> Native:
        """Return an array of this backend, on this device, from an object that has ``__dlpack__``."""

    # -- errors ------------------------------------------------------------------------------------

    @abstractmethod
    def error(self, error: Exception) -> Exception | None:
        """Return the library's exception as one of the contract's classes, or None to let it pass as it is.

        TypeError for a wrong dtype or type, ValueError for a wrong shape or value, IndexError, AxisError,
        LinAlgError, MemoryError. The caller raises it with the original as its cause.
        """


__all__ = ["Differentiable", "Hooks", "Linearised", "Native"]
