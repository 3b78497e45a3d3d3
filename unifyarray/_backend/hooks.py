"""Hooks: operations that the Array tier needs from a library beyond the standard's functions, with defaults.

Loaded with the first backend.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import AbstractContextManager  # noqa: TC003 - typing.get_type_hints looks it up
from types import MappingProxyType
from typing import Any, NoReturn, final

from .._core import dtypes as _dtypes
from .._core import lazy_typing as t
from .._core import provided
from .._core.devices import Device
from .._core.dtypes import DType
from .._core.errors import AxisError, CopyRequiredError, hinted, linalg_error, message, out_of_memory
from . import host, indexing
from .generic import traits as generic_traits

TYPE_CHECKING = False
#: A native array: ``numpy.ndarray``, ``torch.Tensor``, ``cupy.ndarray`` ...
Native = Any
#: A function to differentiate: from native arrays to outputs and aux.
Differentiable = Callable[[Sequence[Native]], tuple[Sequence[Native], Sequence[Native]]]
#: A function to map: from native arrays to outputs.
Mapped = Callable[[Sequence[Native]], Sequence[Native]]
#: Outputs, aux, and the linear map of a function at a point. An argument of the map that is None means zeros. None in
#: place of all arguments means the number 1, for a function with one output of one element.
Linearised = tuple[list[Native], list[Native], Callable[[Sequence[Native | None] | None], list[Native]]]


class Hooks:
    """Operations that the Array tier needs from a library on one device, beyond the standard's functions.

    Methods take and return native arrays, and neutral DType and Device objects. Each has a default made from the
    standard's functions, DLPack and ``__array__``; a backend overrides the methods that its library does better.

    Attributes
    ----------
    backend : Backend
        The backend.
    device : Device
        The device on which creation functions make arrays.
    xp : NativeNamespace
        The namespace that these hooks belong to.
    dtypes : frozenset of DType
        Every dtype that the device has.
    direct_scalars : dict of type to frozenset of native dtype
        For each type of Python scalar, the library's dtypes of arrays whose functions take it without a check.
    boxed_scalars : frozenset of DType
        dtypes whose functions cannot be given a Python scalar: the library would compute in another dtype, or does
        not round the scalar to this one. The core passes a 0-d array instead.
    get_slice : callable, optional
        ``x[start:stop]`` for ints and None: a view, or an error. It spares `getitem` what a slice does not need.
    set_element : callable, optional
        ``x[i] = value`` in place, for an int and a Python scalar that the dtype holds. Any error leads to `setitem`.
    matrix_transpose : callable, optional
        The transpose of the last two axes, if the library has something faster than its function.
    adopted : tuple of type and frozenset of native dtype
        Arrays of the host of this type and these dtypes are arrays of the backend as they are.
    traits : Traits
        The indexing that the library has, for the defaults of `getitem` and `setitem`.
    unknown_lengths : bool
        Whether arrays can have lengths that are unknown until the values are computed.
    unknown_length_hint : str
        The call that computes an unknown length, for error messages.
    beyond_standard : mapping of str to callable
        The library's own functions for names beyond the standard, such as ``"median"``. They replace those that
        unifyarray makes of the standard's functions. See docs/backends.md for their arguments.
    """

    backend: t.Backend
    device: Device
    xp: t.BackendNamespace
    dtypes: frozenset[DType]
    direct_scalars: dict[type, frozenset[Any]]
    boxed_scalars: frozenset[DType] = frozenset()
    get_slice: Callable[[Native, slice], Native] | None = None
    set_element: Callable[[Native, int, complex], object] | None = None
    matrix_transpose: Callable[[Native], Native] | None = None
    adopted: tuple[type | None, frozenset[Any]] = (None, frozenset())
    traits: generic_traits.Traits = generic_traits.DECLARED
    unknown_lengths: bool
    unknown_length_hint: str = "compute the values first: ua.to_numpy(x)"
    beyond_standard: Mapping[str, Callable[..., Any]] = MappingProxyType({})

    def __init__(self, backend: t.Backend, device: Device) -> None:
        self.backend = backend
        self.device = device
        self.dtypes = backend.dtypes(device)
        if type(self).library_dtype is Hooks.library_dtype:
            self.dtypes &= self._table.keys()
        #: By name, because the hash of a string is faster than that of a DType.
        self._native_dtypes = {dtype.name: self.library_dtype(dtype) for dtype in self.dtypes}
        self._widest_float = _dtypes.widest_float(self.dtypes)
        _dtypes.register_library_dtypes({self._native_dtypes[dtype.name]: dtype for dtype in self.dtypes})
        floating = frozenset(self.library_dtype(dtype) for dtype in self.dtypes - self.boxed_scalars if dtype.rank >= 2)
        self.direct_scalars = {float: floating, int: floating}
        self.unknown_lengths = backend.capabilities.unknown_shapes
        self._allocators: dict[DType, tuple[Callable[[tuple[int, ...]], Native], ...]] = {}

    @functools.cached_property
    def _table(self) -> dict[DType, Any]:
        return dict(self.backend.dtype_table())

    @functools.cached_property
    def _neutral(self) -> dict[Any, DType]:
        found = {native: dtype for dtype, native in self._table.items()}
        if self.backend.is_generic:  # the library's attributes can be other objects than its dtypes, as in NumPy
            module = self.backend.module()
            for dtype in self._table:
                found.setdefault(getattr(module, dtype.name, None), dtype)
            found.pop(None, None)
        return found

    @functools.cached_property
    def native_device(self) -> Any:
        """The library's own object for the device, None for the library's default device."""
        return self.backend.native_device(self.device)

    # -- dtypes ------------------------------------------------------------------------------------

    def dtype(self, x: Native) -> DType:
        """Return the dtype of an array; TypeError if unifyarray does not have it (structured, object ...)."""
        found = self._neutral.get(x.dtype)
        if found is None:
            raise TypeError(
                message(
                    f"{x.dtype} is not a dtype of unifyarray",
                    "convert x first: xp = ua.array_namespace(x); xp.astype(x, xp.float32)",
                )
            )
        return found

    def find_dtype(self, obj: object) -> DType | None:
        """Return the DType for a dtype object of this library, or None for any other object."""
        for native, dtype in self._neutral.items():
            if obj is native or (type(obj) is type(native) and type(obj) is not type and obj == native):
                return dtype
        return None

    def library_dtype(self, dtype: DType) -> Any:
        """Return the library's own object for a dtype, whether the device has it or not."""
        found = self._table.get(dtype)
        if found is None:
            self._raise_missing(dtype)
        return found

    @final
    def native_dtype(self, dtype: DType) -> Any:
        """Return the library's own object for a dtype; TypeError if the device lacks it."""
        found = self._native_dtypes.get(dtype.name)
        if found is None:
            self._raise_missing(dtype)
        return found

    def _raise_missing(self, dtype: DType) -> NoReturn:
        near = {"float64": "float32", "complex128": "complex64"}.get(dtype.name)
        have = f'dtype="{near}", ua.use(default_float="float32")' if near else "a dtype that it has"
        error = TypeError(
            message(
                f"{self.backend.name} on {self.device} has no {dtype.name}",
                f'{have}, or a device that has it: ua.convert(x, to, device="cpu")',
            )
        )
        error.missing_dtype = dtype.name  # type: ignore[attr-defined]
        raise error

    @final
    def default_float(self) -> DType:
        """Return the default real floating dtype: that of the settings in force, or the widest that the device has."""
        return provided.in_force().default_float or self._widest_float

    @final
    def default_complex(self) -> DType:
        """Return the complex dtype that follows the default real floating dtype, or the only one of the device."""
        found = _dtypes.COMPLEX_OF[self.default_float()]
        is_missing = found not in self.dtypes and _dtypes.complex64 in self.dtypes
        return _dtypes.complex64 if is_missing else found

    @final
    def default_dtype(self, kind: type) -> DType:
        """Return the default dtype of a Python scalar type: bool, int, float or complex."""
        if kind is float:
            return self.default_float()
        if kind is complex:
            return self.default_complex()
        return _dtypes.bool if kind is bool else _dtypes.int64

    # -- values ------------------------------------------------------------------------------------

    def cast(self, x: Native, dtype: DType) -> Native:
        """Return the array in another dtype; the array itself if it has that dtype already.

        Integers wrap, real floating to integer truncates, anything to bool compares with zero. Complex to real drops
        the imaginary part: the caller has checked that the user wants this.
        """
        have = self.dtype(x)
        if have is dtype:
            return x
        if have.rank == 3 and dtype.rank < 3:
            if dtype.rank == 0:
                return self.xp.not_equal(x, self.scalar(0, have))
            x = self.xp.real(x)
        return self.xp.astype(x, self.native_dtype(dtype))

    def scalar(self, value: complex, dtype: DType) -> Native:
        """Return a 0-d array of a Python scalar that fits the dtype."""
        return self.xp.asarray(value, dtype=self.native_dtype(dtype))

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
        """Return a function that makes an array of a native dtype from a shape: "zeros", "ones" or "empty".

        These are called often. If the library's own function uses the device by itself, return that function: with a
        dtype there is nothing left for an override to decide.
        """
        return functools.partial(getattr(self.xp, name), dtype=dtype)

    def item(self, x: Native) -> bool | int | float | complex:
        """Return the only element as a Python scalar."""
        return self.to_host(self.detach(x), None).item()  # type: ignore[no-any-return]

    def tolist(self, x: Native) -> Any:
        """Return the elements as nested lists of Python scalars, or a Python scalar for 0-d."""
        return self.to_host(self.detach(x), None).tolist()

    def is_abstract(self, x: Native) -> bool:
        """Return whether the values are not known yet, so that printing the array would compute them.

        This is the case for a lazy array, and inside a function that a compiler or another transformation traces.
        """
        return self.backend.capabilities.lazy

    def ensure_array(self, x: Native) -> Native:
        """Return the result of a library's function as an array, if the library returns scalars for 0-d arrays."""
        return x

    def shape(self, x: Native) -> tuple[int, ...]:
        """Return the shape. A length that is unknown until the values are computed is None.

        By default, lengths that the library gives as NaN or None are unknown if the capability `unknown_shapes` is
        declared.
        """
        shape = x.shape
        if self.backend.capabilities.unknown_shapes:
            return tuple([None if n is None or n != n else int(n) for n in shape])  # type: ignore[misc]
        return shape if type(shape) is tuple else tuple(shape)

    def in_place(self, name: str) -> Callable[[Native, Any], object] | None:
        """Return a function that does ``x op= other`` in the memory of ``x``, or None if the library has none.

        ``name`` is the function of the operator, such as ``"add"``. ``other`` has the dtype of ``x`` or is a Python
        scalar that the dtype can hold, and may overlap ``x`` in any way. If ``other`` does not broadcast to ``x``, or
        ``x`` cannot be written to, the function raises an error before it writes.
        """
        return None

    def layout(self, x: Native) -> tuple[int, tuple[int, ...]] | None:
        """Return the address of the first element and the strides in bytes; None if the library does not tell.

        By default DLPack tells for arrays on the CPU, and the array interfaces of CUDA and SYCL for others.
        """
        return host.layout(self, x)

    def memory(self, x: Native) -> object:
        """Return an object for the address space of ``layout``: arrays for which this differs share no memory.

        By default the device. Override it if addresses are handles, whose difference tells nothing about allocations.
        """
        return self.device

    # -- indexing ----------------------------------------------------------------------------------

    def assign(self, x: Native, value: Native) -> Native:
        """Do ``x[...] = value`` for a value of the dtype and shape of ``x``; return the array that holds the result."""
        return self.setitem(x, (Ellipsis,), value)

    def update_operand(self, x: Native) -> Native:
        """Return the array to compute ``x op y`` from, if the result is then assigned to ``x`` and is tracked.

        By default ``x`` itself. Override it if a derivative of the operation needs elements that `assign` overwrites.
        """
        return x

    def getitem(self, x: Native, key: tuple[Any, ...]) -> Native:
        """Return ``x[key]`` with NumPy's meaning.

        The key is a tuple of Python ints, slices of Python ints, None, Ellipsis, and native integer or boolean
        arrays on the same device. `unifyarray.plugin.index_keys` breaks a key down for libraries that index
        in another way. By default the library is given basic indices or one mask, and arrays go to ``take``.
        """
        return indexing.getitem(self, x, key)

    def setitem(self, x: Native, key: tuple[Any, ...], value: Native) -> Native:
        """Do ``x[key] = value`` and return the array with the result.

        That is ``x`` itself, or a new array if the library's arrays are immutable. ``value`` is a native array of the
        dtype of ``x``, broadcast as NumPy does. By default the library is given basic indices; any other key costs
        a sort of the positions and a pass over all elements.
        """
        return indexing.setitem(self, x, key, value)

    # -- mapping over elements ---------------------------------------------------------------------

    def vmap(
        self, function: Mapped, arrays: Sequence[Native], axes: Sequence[int]
    ) -> Sequence[tuple[Native, bool]] | None:
        """Run a function once for all elements of arrays along one axis each; the work behind ``ua.vmap``.

        Return each output with the elements along axis 0, and whether it depends on the elements at all (True if that
        is not known). An output that does not is repeated, or has any values along axis 0. By default None: the
        core calls the function for each element, and stacks the outputs.

        Parameters
        ----------
        function : callable
            From native arrays without the axis to a sequence of native arrays. Called once.
        arrays : sequence of native array
            At least one. The axes have the same length in all.
        axes : sequence of int
            For each array the axis, counted from 0.
        """
        return None

    def traced_by(self, x: Native) -> str | None:
        """Return the transformation inside which Python cannot read the values of an array: ``"ua.vmap"``.

        None if it can read them. If it cannot, ``item``, ``tolist`` and ``to_host`` raise TracingError:
        `unifyarray.plugin.unknown_values` returns one.
        """
        return None

    # -- compiling functions -----------------------------------------------------------------------

    def jit(
        self, function: Mapped, arrays: Sequence[Native], seconds: float
    ) -> tuple[Callable[[Sequence[Native]], Sequence[Native]] | None, Sequence[int], str]:
        """Run a function once with abstract arrays, and return a function that does the same by compiled code.

        The result has three parts. The first is a function of arrays with the same `jit_key` as these; None if the
        function itself must be called, because it closes over an array that carries a gradient, for example. The second
        has the indices of the arrays that the function writes to in place. The third is a text that says why the
        compiler failed; it is empty if it did not. Called under a lock, on backends that declare `jit` alone.

        Parameters
        ----------
        function : callable
            From native arrays to a sequence of native arrays. Called once, or again later with arrays that have values.
            Arrays that it closes over are constants: they have the values of this call, and a write to one raises
            RuntimeError.
        arrays : sequence of native array
            Arrays to take the properties of; their values are not used.
        seconds : float
            How long the compiler may take. If it is 0, or not enough, return a function that is not compiled. A limit
            of 0 is not a failure.
        """
        raise NotImplementedError

    def jit_key(self, x: Native) -> Hashable:
        """Return what compiled code assumes of an array: its shape, its dtype and whatever else the library does.

        By default the shape and dtype. None if compiled code cannot take the array: it carries a gradient, for example.
        """
        return self.shape(x), x.dtype

    # -- random numbers ----------------------------------------------------------------------------

    def random_source(self, seed: Any) -> Any:
        """Return a new generator of the library for this device, for ``ua.random.default_rng(seed, fast=True)``.

        By default None: the numbers are drawn on the host. `docs/backends.md` lists the methods, each of which can be
        missing: the numbers of that method are then drawn on the host.

        Parameters
        ----------
        seed : numpy.random.SeedSequence
            The seed. ``seed.generate_state(1, "uint64")`` is a number for it.
        """
        return None

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

    def on_wrap(self, x: Native) -> None:
        """Take notice of a native array of the user's, which may be tracked, that comes into the Array tier."""

    def on_array(self, array: t.Array) -> None:
        """Take notice of an Array that was made of a native array of the user's, which may be tracked.

        The notice should end when the Array ceases to exist: what a function returns must not depend on Arrays that
        were made before, to be printed or compared, say.
        """

    def vjp(self, function: Differentiable, primals: Sequence[Native]) -> Linearised:
        """Run a function and return its outputs, its aux and the map from cotangents of the outputs to gradients.

        If the outputs do not depend on an input, its gradient is zeros. The results carry a gradient only if an input
        does, or an array that the function closes over.

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
        """Run a function whose only output is a real 0-d array, and return its outputs, its aux and the gradients.

        The gradients are those of ``vjp`` for the number 1. The map is used once, so memory can be released while it
        runs. The last result tells whether an output, an aux or a gradient may be tracked.

        Parameters
        ----------
        function, primals
            The parameters of ``vjp``.
        own : bool
            Whether only the caller has references to the arrays, and no array is tracked. If True, the function may be
            run on the arrays themselves.
        """
        outputs, aux, pull = self.vjp(function, primals)
        return outputs, aux, pull(None), True

    def jvp(self, function: Differentiable, primals: Sequence[Native]) -> Linearised:
        """Run a function and return its outputs, its aux and the map from tangents of the inputs to those of outputs.

        Parameters are those of ``vjp``; the map may be called any number of times.
        """
        raise self._no_autograd()

    def jacobian(
        self, function: Differentiable, primals: Sequence[Native], mode: str
    ) -> tuple[list[Native], list[list[Native]]] | None:
        """Run a function and return its aux and its Jacobian, all rows or columns at once.

        The Jacobian is a list for each output, with an array for each input, whose shape is that of the output followed
        by that of the input. ``mode`` is "reverse" for rows, "forward" for columns. By default None: the core computes
        it from ``vjp`` row by row, or from ``jvp`` column by column. Return None before the function is called.
        """
        return None

    def is_grad_off(self) -> bool:
        """Return whether the library has been told, by a means of its own, to track nothing."""
        return False

    def no_grad(self) -> AbstractContextManager[object]:
        """Return a context in which nothing is tracked.

        After a KeyboardInterrupt, ``__exit__`` can be called before ``__enter__`` has run, or twice.
        """
        raise self._no_autograd()

    def leaf(self, x: Native) -> Native:
        """Return an array over the same data whose gradient ``backward`` collects; itself if it is tracked."""
        raise self._no_autograd()

    def grad(self, x: Native) -> Native | None:
        """Return the gradient that ``backward`` has collected."""
        raise self._no_autograd()

    def set_grad(self, x: Native, value: Native | None) -> None:
        """Replace the gradient that ``backward`` has collected."""
        raise self._no_autograd()

    def backward(self, x: Native, gradient: Native | None, *, retain_graph: bool) -> None:
        """Add the gradients of ``x``, contracted with ``gradient``, to those of the leaf tensors of its graph."""
        raise self._no_autograd()

    def _no_autograd(self) -> TypeError:
        return TypeError(
            message(
                f"{self.backend.name} has no autograd",
                "differentiate Arrays: ua.grad(function)(x), or ua.asarray(x, requires_grad=True)",
            )
        )

    # -- transfer ----------------------------------------------------------------------------------

    def from_elements(self, elements: Sequence[complex], dtype: DType) -> Native:
        """Return a 1-d array of Python scalars; called inside a function that the library's compiler traces.

        By default the 0-d arrays of `scalar` are stacked.
        """
        if not elements:
            return self.xp.zeros((0,), dtype=self.native_dtype(dtype))
        return self.xp.stack([self.scalar(element, dtype) for element in elements])

    def from_host(self, array: t.NumPyArray, copy: bool | None) -> Native:
        """Return host data on this device.

        copy None shares memory if that is safe, True always copies, False raises CopyRequiredError if a copy is
        needed. Read-only data are never shared with an array that can be written to. The data can be a subclass of
        ndarray or a scalar of NumPy, too.
        """
        return host.from_host(self, array, copy)

    def to_host(self, x: Native, copy: bool | None) -> t.NumPyArray:
        """Return the data as a NumPy array (copy as in ``from_host``); the array requires no gradient."""
        return host.to_host(self, x, copy)

    def to_device(self, x: Native, device: Device, copy: bool | None) -> Native:
        """Return the array on another device of the same backend (copy as in ``from_host``)."""
        return host.to_device(self, x, device, copy)

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
        return host.dlpack(self, x, stream=stream, max_version=max_version, dl_device=dl_device, copy=copy)

    def dlpack_device(self, x: Native) -> tuple[int, int]:
        """Return the DLPack device type and index."""
        kind, index = x.__dlpack_device__()
        return int(kind), int(index)

    def from_dlpack(self, obj: Any, copy: bool | None) -> Native:
        """Return an array of this backend, on this device, from an object that has ``__dlpack__``."""
        return host.from_dlpack(self, obj, copy)

    # -- errors ------------------------------------------------------------------------------------

    def error(self, error: Exception) -> Exception | None:
        """Return the library's exception as one of the contract's classes, or None to raise it as it is.

        TypeError for a wrong dtype or type, ValueError for a wrong shape or value, IndexError, AxisError,
        LinAlgError, MemoryError. The caller raises it with the original as its cause. By default classes of these
        names, and Python's own, are recognised.
        """
        if hinted(error):
            return None
        text = str(error).partition("\n")[0] or type(error).__name__
        names = {kind.__name__ for kind in type(error).__mro__}
        if "LinAlgError" in names:
            return linalg_error()(message(text, "ua.linalg.pinv(x), or x + 1e-6 * ua.eye(x.shape[-1])"))
        if "AxisError" in names:
            return AxisError(message(text, "pass an axis from -x.ndim to x.ndim - 1: axis=-1"))
        if "OutOfMemoryError" in names or "MemoryError" in names:
            return out_of_memory(None, self.device)
        if isinstance(error, IndexError):
            return IndexError(
                message(text, "use indices within x.shape: x[..., -1] is the last element of the last axis")
            )
        if isinstance(error, ValueError) and not isinstance(error, AxisError | CopyRequiredError):
            return ValueError(message(text, "help(function) lists the valid arguments"))
        return None


__all__ = ["Differentiable", "Hooks", "Linearised", "Mapped", "Native"]
