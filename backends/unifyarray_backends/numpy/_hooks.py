"""What the Array tier needs from NumPy beyond the standard's functions.

NumPy's functions return scalars where the standard has 0-d arrays; every method here takes those, too.
"""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING, Any, Final, NoReturn, final

import numpy as np

from unifyarray._backend.hooks import Hooks
from unifyarray._core.devices import Device
from unifyarray._core.dtypes import DType, bfloat16
from unifyarray._core.errors import CopyRequiredError, DeviceUnavailableError, masked, message

from . import _errors
from ._dtypes import BFLOAT16, NATIVE, NEUTRAL, Array, cast, find, find_dtype

if TYPE_CHECKING:
    from collections.abc import Callable

#: DLPack's device types whose memory the CPU can read: the CPU itself, and pinned and managed memory of CUDA and ROCm.
_READABLE: Final = frozenset({1, 3, 11, 13})
_CPU: Final = (1, 0)
_UPDATES: Final = frozenset({"add", "subtract", "multiply", "divide"})


@final
class NumpyHooks(Hooks):
    """Hooks of NumPy; its arrays are ``numpy.ndarray``."""

    #: Beside ml_dtypes' arrays, NumPy takes a Python float for a float32: https://github.com/jax-ml/jax/issues/11014
    boxed_scalars = frozenset({bfloat16})

    # -- dtypes ------------------------------------------------------------------------------------

    def dtype(self, x: Any) -> DType:
        """Return the dtype of an array."""
        try:
            return NEUTRAL[x.dtype]
        except KeyError:
            return _known(x)

    find_dtype = staticmethod(find_dtype)  # pyright: ignore[reportAssignmentType]

    def library_dtype(self, dtype: DType) -> np.dtype[Any]:
        """Return NumPy's dtype object."""
        found = NATIVE.get(dtype)
        return self._raise_missing(dtype) if found is None else found

    def _raise_missing(self, dtype: DType) -> NoReturn:
        if dtype is bfloat16:
            raise TypeError(
                message("NumPy has bfloat16 where ml_dtypes is installed", "pip install 'unifyarray[bfloat16]'")
            )
        super()._raise_missing(dtype)

    # -- values ------------------------------------------------------------------------------------

    cast = staticmethod(cast)  # pyright: ignore[reportAssignmentType]

    def scalar(self, value: complex, dtype: DType) -> Array:
        """Return a 0-d array of a Python scalar."""
        return np.array(value, dtype=NATIVE[dtype])

    def allocator(self, name: str, dtype: np.dtype[Any]) -> Callable[[tuple[int, ...]], Array]:
        """Return NumPy's own function, which needs not be told of the dtype that it chooses by itself."""
        function = getattr(np, name)
        return function if dtype == np.float64 else functools.partial(function, dtype=dtype)

    def in_place(self, name: str) -> Callable[[Any, Any], object] | None:
        """Return the ufunc, with its result in place of the first operand; it minds operands that overlap."""
        ufunc = getattr(np, name)
        return (lambda x, other: ufunc(x, other, x)) if name in _UPDATES else None

    def item(self, x: Any) -> bool | int | float | complex:
        """Return the only element as a Python scalar."""
        return x.item()  # type: ignore[no-any-return]

    def tolist(self, x: Any) -> Any:
        """Return the elements as nested lists of Python scalars."""
        return x.tolist()

    def ensure_array(self, x: Any) -> Array:
        """Return a NumPy scalar as a 0-d array; an array as it is."""
        return x if type(x) is np.ndarray else np.asarray(x)

    def shape(self, x: Any) -> tuple[int, ...]:
        """Return the shape."""
        return x.shape  # type: ignore[no-any-return]

    def layout(self, x: Any) -> tuple[int, tuple[int, ...]]:
        """Return the address of the first element and the strides in bytes."""
        x = self.ensure_array(x)
        return x.__array_interface__["data"][0], x.strides

    # -- indexing ----------------------------------------------------------------------------------

    #: NumPy's indexing is what the contract means.
    getitem = staticmethod(operator.getitem)  # type: ignore[assignment]  # a function of C: no frame

    def setitem(self, x: Any, key: tuple[Any, ...], value: Any) -> Array:
        """Do ``x[key] = value``; ValueError where the data are read-only."""
        if type(x) is not np.ndarray:
            x = np.array(x)  # a scalar, which cannot be written to
        if value.ndim:
            if not key or any(part is Ellipsis for part in key):
                _check_fits_element(x, key, value)  # where NumPy takes one of shape (1,)
            elif value.ndim > 1 and len(key) == 1:
                value = _without_ones(value)  # which NumPy does itself, but for a mask
            if value.ndim > 1 and not value.size:
                _check_fits_nothing(x, key, value)  # where NumPy takes too many axes
        try:
            x[key] = value
        except (TypeError, ValueError) as error:
            if x.flags.writeable:
                _check_fits_element(x, key, value, error)
                if isinstance(error, TypeError):  # of a mask alone
                    fact = f"a value of shape {value.shape} does not fit the elements under a mask, which are 1-d"
                    raise ValueError(message(fact, "ua.reshape(value, (-1,))")) from error
                raise
            if not x.size:  # a broadcast array of nothing, into which nothing is written
                return self.setitem(x.copy(), key, value)
            raise ValueError(
                message(
                    "the data are read-only: they are shared with a read-only source or broadcast",
                    "write to a copy: ua.asarray(x, copy=True)",
                )
            ) from error
        return x  # type: ignore[no-any-return]

    # -- transfer ----------------------------------------------------------------------------------

    def from_host(self, array: Array, copy: bool | None) -> Array:
        """Return host data as a plain array of one of our dtypes in the machine's byte order."""
        if not copy and type(array) is np.ndarray and array.dtype in NEUTRAL:
            return array
        if isinstance(array, np.ma.MaskedArray):
            raise masked()
        _known(array)
        native = array.dtype.isnative
        if copy is False and not native:
            raise CopyRequiredError(
                message(f"data of dtype {array.dtype.str} are not in this machine's byte order", "copy=None, copy=True")
            )
        dtype = array.dtype if native else array.dtype.newbyteorder("=")
        return np.array(array, dtype=dtype, copy=True if copy else None, subok=False)

    def to_host(self, x: Any, copy: bool | None) -> Array:
        """Return the array itself, or a copy."""
        if copy:
            return np.array(x, copy=True)
        return x if type(x) is np.ndarray else np.asarray(x)

    def to_device(self, x: Any, device: Device, copy: bool | None) -> Array:
        """Return the array itself, or a copy: there is no other device."""
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
        """Return a DLPack capsule; a copy where consumers could not read the data or would write to read-only ones."""
        if dl_device is not None and tuple(dl_device) != _CPU:
            raise BufferError(message(f"numpy cannot export to the DLPack device {dl_device}", "ua.convert(x, to)"))
        x = self.ensure_array(x)
        if x.dtype is BFLOAT16:
            raise BufferError(message("NumPy exports no bfloat16 by DLPack", "ua.convert(x, to)"))
        versioned = max_version is not None and max_version[0] >= 1
        reason = None
        if any(stride < 0 for stride in x.strides):
            reason = "negative strides, which DLPack consumers do not read"
        elif not x.flags.writeable and not (versioned and copy is False):
            # Older versions of DLPack cannot mark data as read-only, and torch ignores the mark.
            reason = "read-only data, which a consumer might write to"
        if reason is not None:
            if copy is False:
                raise CopyRequiredError(message(f"the array has {reason}", "copy=None or copy=True"))
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
        """Return an array from an object that has ``__dlpack__``; data on an accelerator are asked for on the CPU."""
        if isinstance(obj, np.ndarray):
            return self.from_host(obj, copy)
        if obj.__dlpack_device__()[0] in _READABLE:
            array = np.from_dlpack(obj)
            return array.copy() if copy else array
        if copy is False:
            raise CopyRequiredError(message("the data are not on the CPU", "copy=None or copy=True"))
        return np.from_dlpack(obj, device="cpu")

    # -- errors ------------------------------------------------------------------------------------

    def error(self, error: Exception) -> Exception | None:
        """Return NumPy's exception as one of the contract's classes."""
        return _errors.translate(error)


def _check_fits_element(x: Array, key: tuple[Any, ...], value: Array, cause: Exception | None = None) -> None:
    """Raise ValueError where the key selects one element and the value has a shape."""
    if value.ndim and not np.ndim(x[key]):
        fact = f"a value of shape {value.shape} does not fit one element"
        raise ValueError(message(fact, "a 0-d array, or a slice in the index")) from cause


def _check_fits_nothing(x: Array, key: tuple[Any, ...], value: Array) -> None:
    """Raise ValueError where a value without elements has more axes than what the key selects."""
    shape = np.shape(x[key])
    if _without_ones(value).ndim > max(len(shape), 1):
        raise ValueError(
            message(f"a value of shape {value.shape} does not fit shape {shape}", f"ua.reshape(value, {shape})")
        )


def _without_ones(value: Array) -> Array:
    """Return an array without leading axes of length 1, down to one axis."""
    while value.ndim > 1 and value.shape[0] == 1:
        value = value[0]
    return value


def _known(x: Any) -> DType:
    found = find(x.dtype)
    if found is None:
        have = ", ".join(dtype.name for dtype in NATIVE)
        raise TypeError(message(f"arrays of dtype {x.dtype} have no place here", f"x.astype(dtype), one of {have}"))
    return found
