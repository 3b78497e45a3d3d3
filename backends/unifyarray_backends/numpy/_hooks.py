"""Hooks of NumPy: operations of the Array tier that the standard does not have.

NumPy's functions return scalars when the standard asks for 0-d arrays, so every method also accepts NumPy scalars.
"""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING, Any, Final, NoReturn, final

import numpy as np

from unifyarray.plugin import CopyRequiredError, Device, DeviceUnavailableError, DType, Hooks, dtypes, masked, message

from .._numpy_like import dtypes as _dtypes
from .._numpy_like import errors
from .._numpy_like.dtypes import BFLOAT16, NATIVE, NEUTRAL, Array, find
from . import beyond_standard
from .random import NumpySource

if TYPE_CHECKING:
    from collections.abc import Callable

#: DLPack's device types with memory that the CPU can read: the CPU, and pinned and managed memory of CUDA and ROCm.
_READABLE: Final = frozenset({1, 3, 11, 13})
_CPU: Final = (1, 0)
_UPDATES: Final = frozenset({"add", "subtract", "multiply", "divide"})


@final
class NumpyHooks(Hooks):
    """Hooks of NumPy; its arrays are ``numpy.ndarray``."""

    #: Combined with ml_dtypes' arrays, NumPy treats a Python float as float32: https://github.com/jax-ml/jax/issues/11014
    boxed_scalars = frozenset({dtypes.bfloat16})
    beyond_standard = beyond_standard.FUNCTIONS
    get_slice = operator.getitem  # type: ignore[assignment]  # overloaded
    set_element = operator.setitem  # type: ignore[assignment]  # overloaded
    matrix_transpose = operator.attrgetter("mT")
    adopted = np.ndarray, frozenset(NEUTRAL)

    # -- dtypes ------------------------------------------------------------------------------------

    def dtype(self, x: Any) -> DType:
        """Return the dtype of an array."""
        try:
            return NEUTRAL[x.dtype]
        except KeyError:
            return _dtype_of(x)

    find_dtype = staticmethod(_dtypes.find_dtype)  # pyright: ignore[reportAssignmentType]

    library_dtype = _dtypes.library_dtype  # pyright: ignore[reportAssignmentType]

    def _raise_missing(self, dtype: DType) -> NoReturn:
        if dtype is dtypes.bfloat16:
            raise TypeError(
                message("NumPy has bfloat16 only if ml_dtypes is installed", "pip install 'unifyarray[bfloat16]'")
            )
        super()._raise_missing(dtype)

    # -- values ------------------------------------------------------------------------------------

    cast = staticmethod(_dtypes.cast)  # pyright: ignore[reportAssignmentType]

    def scalar(self, value: complex, dtype: DType) -> Array:
        """Return a Python scalar as a 0-d array."""
        return np.array(value, dtype=NATIVE[dtype])

    def allocator(self, name: str, dtype: np.dtype[Any]) -> Callable[[tuple[int, ...]], Array]:
        """Return NumPy's own function; without ``dtype=`` for float64, NumPy's default, because that is faster."""
        function = getattr(np, name)
        return function if dtype == np.float64 else functools.partial(function, dtype=dtype)

    def in_place(self, name: str) -> Callable[[Any, Any], object] | None:
        """Return the ufunc, writing to the first operand; NumPy handles operands that overlap."""
        ufunc = getattr(np, name)
        return (lambda x, other: ufunc(x, other, x)) if name in _UPDATES else None

    def item(self, x: Any) -> bool | int | float | complex:
        """Return the only element as a Python scalar."""
        return x.item()  # type: ignore[no-any-return]

    def tolist(self, x: Any) -> Any:
        """Return the elements as nested lists of Python scalars."""
        return x.tolist()

    def ensure_array(self, x: Any) -> Array:
        """Return a NumPy scalar as a 0-d array; an array unchanged."""
        return x if type(x) is np.ndarray else np.asarray(x)

    def shape(self, x: Any) -> tuple[int, ...]:
        """Return the shape."""
        return x.shape  # type: ignore[no-any-return]

    def layout(self, x: Any) -> tuple[int, tuple[int, ...]]:
        """Return the address of the first element and the strides in bytes."""
        x = self.ensure_array(x)
        return x.__array_interface__["data"][0], x.strides

    # -- random numbers ----------------------------------------------------------------------------

    def random_source(self, seed: np.random.SeedSequence) -> NumpySource:
        """Return ``numpy.random.default_rng``."""
        return NumpySource(seed)

    # -- indexing ----------------------------------------------------------------------------------

    #: NumPy's indexing follows the contract, so no checks are added.
    getitem = staticmethod(operator.getitem)  # type: ignore[assignment]  # a C function: no Python frame

    def setitem(self, x: Any, key: tuple[Any, ...], value: Any) -> Array:
        """Do ``x[key] = value``; raise ValueError if the data are read-only."""
        if type(x) is not np.ndarray:
            x = np.array(x)  # a NumPy scalar cannot be written to
        if value.ndim:
            if x.base is not None or value.base is not None or value is x:
                value = _apart(x, key, value)
            if not key or any(part is Ellipsis for part in key):
                _check_not_one_element(x, key, value)  # NumPy would accept a value of shape (1,)
            elif value.size == 1 and x.dtype.kind == "b":
                _check_not_one_element(x, key, value)  # NumPy would accept it for any key
            if value.ndim > 1 and len(key) == 1:
                value = _drop_leading_ones(value)  # NumPy does this itself, except for a mask
            if value.ndim > 1 and not value.size:
                _check_axes_of_empty(x, key, value)  # NumPy would accept too many axes
        try:
            x[key] = value
        except (TypeError, ValueError) as error:
            if x.flags.writeable:
                _check_not_one_element(x, key, value, error)
                if isinstance(error, TypeError):  # only a mask raises it
                    fact = f"cannot assign a value of shape {value.shape} to a mask, which selects 1-d elements"
                    raise ValueError(message(fact, "ua.reshape(value, (-1,))")) from error
                raise
            if not x.size:  # a broadcast array without elements: there is nothing to write
                return self.setitem(x.copy(), key, value)
            raise ValueError(
                message(
                    "the data are read-only, because they are broadcast or shared with a read-only array",
                    "write to a copy: ua.asarray(x, copy=True)",
                )
            ) from error
        return x  # type: ignore[no-any-return]

    # -- transfer ----------------------------------------------------------------------------------

    def from_host(self, array: Array, copy: bool | None) -> Array:
        """Return host data as a plain array in the machine's byte order; raise TypeError for other dtypes."""
        if not copy and type(array) is np.ndarray and array.dtype in NEUTRAL:
            return array
        if isinstance(array, np.ma.MaskedArray):
            raise masked()
        _dtype_of(array)
        native = array.dtype.isnative
        if copy is False and not native:
            raise CopyRequiredError(
                message(
                    f"data of dtype {array.dtype.str} are not in this machine's byte order",
                    "pass copy=None or copy=True",
                )
            )
        dtype = array.dtype if native else array.dtype.newbyteorder("=")
        return np.array(array, dtype=dtype, copy=True if copy else None, subok=False)

    def to_host(self, x: Any, copy: bool | None) -> Array:
        """Return the array itself, or a copy."""
        if copy:
            return np.array(x, copy=True)
        return x if type(x) is np.ndarray else np.asarray(x)

    def to_device(self, x: Any, device: Device, copy: bool | None) -> Array:
        """Return the array itself, or a copy; the CPU is the only device."""
        if device != self.device:
            raise DeviceUnavailableError(
                message(f"numpy has no device {str(device)!r}", f'ua.convert(x, "torch", device="{device}")')
            )
        return self.to_host(x, copy)

    def dlpack(
        self,
        x: Any,
        *,
        stream: Any = None,
        max_version: tuple[int, int] | None = None,
        dl_device: tuple[int, int] | None = None,
        copy: bool | None = None,
    ) -> Any:
        """Return a DLPack capsule; of a copy if consumers cannot read the data or could write to read-only data."""
        if dl_device is not None and tuple(dl_device) != _CPU:
            raise BufferError(message(f"numpy cannot export to the DLPack device {dl_device}", "ua.convert(x, to)"))
        x = self.ensure_array(x)
        if x.dtype is BFLOAT16:
            raise BufferError(message("NumPy cannot export bfloat16 by DLPack", "ua.convert(x, to)"))
        versioned = max_version is not None and max_version[0] >= 1
        reason = None
        if any(stride < 0 for stride in x.strides):
            reason = "negative strides, which DLPack consumers cannot read"
        elif not x.flags.writeable and not (versioned and copy is False):
            # DLPack before 1.0 cannot mark data as read-only, and torch ignores the mark.
            reason = "read-only data, which a consumer could write to"
        if reason is not None:
            if copy is False:
                raise CopyRequiredError(message(f"the array has {reason}", "pass copy=None or copy=True"))
            x = x.copy(order="C")
            copy = None
        if copy and not versioned:
            x = x.copy(order="C")
            copy = None
        return x.__dlpack__(max_version=max_version, copy=copy)

    def dlpack_device(self, x: Any) -> tuple[int, int]:
        """Return the CPU's DLPack device."""
        return _CPU

    def from_dlpack(self, obj: Any, copy: bool | None) -> Array:
        """Return an array of an object that has ``__dlpack__``; data on an accelerator are copied to the CPU."""
        if isinstance(obj, np.ndarray):
            return self.from_host(obj, copy)
        if obj.__dlpack_device__()[0] in _READABLE:
            array = np.from_dlpack(obj)
            return array.copy() if copy else array
        if copy is False:
            raise CopyRequiredError(message("the data are not on the CPU", "pass copy=None or copy=True"))
        return np.from_dlpack(obj, device="cpu")

    # -- errors ------------------------------------------------------------------------------------

    def error(self, error: Exception) -> Exception | None:
        """Return NumPy's exception as one of the contract's error classes."""
        return errors.translate(error)


def _apart(x: Array, key: tuple[Any, ...], value: Array) -> Array:
    """Return a value, copied if NumPy would read elements of it that the assignment has already overwritten.

    NumPy makes that copy itself, except for masks, and between 1-d arrays with different positive strides:
    https://github.com/numpy/numpy/issues/6272
    """
    owner = x if x.base is None else x.base
    source = value if value.base is None else value.base
    if owner is not source and type(owner) is np.ndarray and type(source) is np.ndarray:
        return value  # each owns its memory: a base never has a base itself
    axes = x.ndim
    for part in key:
        kind = type(part)
        if kind is int:
            axes -= 1
        elif part is None:
            axes += 1
        elif kind is np.ndarray or kind is bool:
            return value.copy() if np.may_share_memory(x, value) else value
    if axes != 1:
        return value
    written = x[key]
    if written.strides[0] == value.strides[-1] or not np.may_share_memory(written, value):
        return value
    return value.copy()


def _check_not_one_element(x: Array, key: tuple[Any, ...], value: Array, cause: Exception | None = None) -> None:
    """Raise ValueError if the key selects a single element and the value has axes."""
    if value.ndim and not np.ndim(x[key]):
        fact = f"a value of shape {value.shape} cannot be assigned to a single element"
        raise ValueError(message(fact, "assign a 0-d array, or index with a slice: x[i:i+1] = value")) from cause


def _check_axes_of_empty(x: Array, key: tuple[Any, ...], value: Array) -> None:
    """Raise ValueError if an empty value has more axes than the part of the array that the key selects."""
    shape = np.shape(x[key])
    if _drop_leading_ones(value).ndim > max(len(shape), 1):
        raise ValueError(
            message(f"cannot assign a value of shape {value.shape} to shape {shape}", f"ua.reshape(value, {shape})")
        )


def _drop_leading_ones(value: Array) -> Array:
    """Return an array without its leading axes of length 1; one axis is always kept."""
    while value.ndim > 1 and value.shape[0] == 1:
        value = value[0]
    return value


def _dtype_of(x: Any) -> DType:
    found = find(x.dtype)
    if found is None:
        have = ", ".join(dtype.name for dtype in NATIVE)
        raise TypeError(message(f"{x.dtype} is not a dtype of unifyarray", f"x.astype(dtype) with one of {have}"))
    return found
