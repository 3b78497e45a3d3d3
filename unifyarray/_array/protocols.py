"""The half of Array that is not arithmetic: attributes, indexing, conversion to Python, and the exchange protocols."""

from __future__ import annotations

from .._core.errors import DeviceMismatchError, message, raise_translated, shown
from .gradients import ArrayGradients
from .indexing import beside_key, native_key, native_value, raise_wrong_index

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, NoReturn, Self

    from .._backend.backend import NativeNamespace
    from .._core.devices import Device
    from .._core.dtypes import DType
    from .._functions.namespace_types import Namespace
    from .._rules.scalars import Scalar
    from .array import Array

_new = object.__new__


class ArrayProtocols(ArrayGradients):
    """Attributes, indexing and protocols of Array; only Array derives from it."""

    __slots__ = ("__weakref__", "_native", "_xp")

    _native: Any
    _xp: NativeNamespace

    def __init__(self, native: Any, xp: NativeNamespace | None = None) -> None:
        if xp is None:
            raise TypeError(message(f"Array is not called with data: {shown(native)}", "ua.asarray(data)"))
        self._native = native
        self._xp = xp

    # -- attributes ----------------------------------------------------------------------------------

    @property
    def dtype(self) -> DType:
        """Data type of the elements."""
        return self._xp.hooks.dtype(self._native)

    @property
    def device(self) -> Device:
        """Device that the data lie on."""
        return self._xp.hooks.device

    @property
    def shape(self) -> tuple[int, ...]:
        """Length of every axis."""
        return self._xp.hooks.shape(self._native)

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return len(self._xp.hooks.shape(self._native))

    @property
    def size(self) -> int:
        """Number of elements."""
        size = 1
        for length in self._xp.hooks.shape(self._native):
            size *= length
        return size

    @property
    def T(self) -> Array:  # noqa: N802 - the standard's name
        """Transpose of a 2-d array; ValueError for another number of axes."""
        if self.ndim != 2:
            hint = "x.mT, or ua.permute_dims(x, axes)" if self.ndim > 2 else "x as it is; of 1-d a column: x[:, None]"
            raise ValueError(message(f"x.T is for 2-d Arrays, not for shape {self.shape}", hint))
        return self.mT

    @property
    def mT(self) -> Array:  # noqa: N802 - the standard's name
        """Transpose of the last two axes."""
        from .._functions.linear_algebra_functions import matrix_transpose

        return matrix_transpose(self)  # type: ignore[arg-type]

    # -- indexing ------------------------------------------------------------------------------------

    def __getitem__(self, key: Any, /) -> Array:
        xp = self._xp
        try:
            getitem = xp.hooks.getitem
            new = _new(type(self))
            new._native = getitem(self._native, (key,) if type(key) is int else native_key(xp, key, self._native))
            new._xp = xp
            return new  # type: ignore[return-value]
        except DeviceMismatchError:
            there = beside_key(self, key)  # type: ignore[arg-type]
            if there is self:
                raise
            return there[key]
        except Exception as error:
            raise_wrong_index(xp, error, self._native, key)

    def __setitem__(self, key: Any, value: Array | Scalar, /) -> None:
        xp, native = self._xp, self._native
        try:
            self._native = xp.hooks.setitem(native, native_key(xp, key, native, value), native_value(xp, native, value))
        except Exception as error:
            raise_wrong_index(xp, error, native, key, value)

    def __delitem__(self, key: Any, /) -> NoReturn:
        raise TypeError(message(f"elements of an Array are not deleted: x[{shown(key)}]", "x[mask] takes the others"))

    def __len__(self) -> int:
        return self._axis_to_walk()

    def __iter__(self) -> Iterator[Array]:
        return (self[index] for index in range(self._axis_to_walk()))

    def _axis_to_walk(self) -> int:
        shape = self.shape
        if not shape:
            raise TypeError(message("a 0-d Array has no length and cannot be iterated", "x.item() is its element"))
        return shape[0]

    # -- Python scalars --------------------------------------------------------------------------------

    def item(self) -> Scalar:
        """Return the only element as a Python scalar; ValueError where there is not exactly one."""
        from .scalar_access import item

        return item(self)  # type: ignore[arg-type]

    def tolist(self) -> Any:
        """Return the elements as nested lists of Python scalars, a Python scalar for 0-d."""
        from .scalar_access import to_list

        return to_list(self)  # type: ignore[arg-type]

    def __bool__(self) -> bool:
        from .scalar_access import to_bool

        return to_bool(self)  # type: ignore[arg-type]

    def __int__(self) -> int:
        from .scalar_access import to_int

        return to_int(self)  # type: ignore[arg-type]

    def __float__(self) -> float:
        from .scalar_access import to_float

        return to_float(self)  # type: ignore[arg-type]

    def __complex__(self) -> complex:
        from .scalar_access import to_complex

        return to_complex(self)  # type: ignore[arg-type]

    def __index__(self) -> int:
        from .scalar_access import to_index

        return to_index(self)  # type: ignore[arg-type]

    def __repr__(self) -> str:
        from .printing import array_repr

        return array_repr(self)  # type: ignore[arg-type]

    def __format__(self, spec: str, /) -> str:
        if not spec:
            return repr(self)
        from .scalar_access import formatted

        return formatted(self, spec)  # type: ignore[arg-type]

    # -- exchange ------------------------------------------------------------------------------------

    def __array_namespace__(self, *, api_version: str | None = None) -> Namespace:
        """Return the namespace of the functions for this Array, bound to its backend and device.

        Parameters
        ----------
        api_version : str, optional
            Version of the standard; ``"2025.12"`` and earlier ones are known.

        Raises
        ------
        ValueError
            The version is not known.
        """
        from .._functions.bound_namespaces import bound, check_version

        check_version(api_version)
        return bound(self._xp)

    def to_device(self, device: Device | str, /, *, stream: Any = None) -> Array:
        """Return the Array on another device of its backend; the Array itself where it is there already.

        Parameters
        ----------
        device : Device or str
            The device.
        stream : None
            Only None is taken: streams are the library's own affair.

        Raises
        ------
        DeviceUnavailableError
            The backend has no such device here.
        """
        from .conversion import to_device

        return to_device(self, device, stream)  # type: ignore[arg-type]

    def __dlpack__(
        self,
        *,
        stream: Any = None,
        max_version: tuple[int, int] | None = None,
        dl_device: tuple[int, int] | None = None,
        copy: bool | None = None,
    ) -> Any:
        """Return a DLPack capsule; parameters and errors are the standard's."""
        from .._rules.scalars import check_pair

        check_pair(max_version, "max_version")
        check_pair(dl_device, "dl_device")
        xp = self._xp
        try:
            return xp.hooks.dlpack(self._native, stream=stream, max_version=max_version, dl_device=dl_device, copy=copy)
        except Exception as error:
            raise_translated(xp, error)

    def __dlpack_device__(self) -> tuple[int, int]:
        """Return the DLPack device type and index."""
        return self._xp.hooks.dlpack_device(self._native)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        """Return the data as a NumPy array: how matplotlib, pandas and scikit-learn read an Array.

        Raises
        ------
        TypeError
            The data require a gradient.
        ValueError
            ``copy=False``, and a copy is needed.
        """
        from .conversion import to_host_implicitly

        return to_host_implicitly(self, dtype, copy)  # type: ignore[arg-type]

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        """Return what the function of ``ua`` returns for which NumPy's ufunc stands; ``ndarray + Array`` raises."""
        from .numpy_protocols import apply_ufunc

        return apply_ufunc(ufunc, method, inputs, kwargs)

    def __array_function__(self, func: Any, types: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Return what NumPy's function returns for the data on the host."""
        from .numpy_protocols import apply_function

        return apply_function(func, args, kwargs)

    def __copy__(self) -> Self:
        return self.__deepcopy__({})

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        from .._functions.creation_functions import asarray

        return asarray(self, copy=True)  # type: ignore[return-value]

    def __reduce__(self) -> tuple[Any, ...]:
        from .conversion import pickled

        return pickled(self)  # type: ignore[arg-type]

    def __setstate__(self, state: dict[str, Any]) -> None:
        from . import conversion

        made = conversion._unpickled(state["data"], state["device"], state["dtype"])
        self._native, self._xp = made._native, made._xp
