"""The Array: a native array and its namespace. It forwards; the semantics are the namespace's and the core's rules.

Methods that need more than a few lines are implemented in the modules beside this one: operators, indexing,
scalar_access, printing, data_out, transfer.
"""

from __future__ import annotations

from .._core import lazy_typing as t
from .._core import migration_hints
from .._core.devices import Device
from .._core.dtypes import DType
from .._core.errors import DeviceMismatchError, message, raise_translated, shown, without_result
from .._rules import axes as axis_rules
from .._rules.scalars import check_pair
from ._late import bound_namespaces, data_out, imperative, mapped, printing, scalar_access, transfer, ua
from .indexing import join_key, native_key, native_value, raise_wrong_index
from .operators import apply_operator, complete_operators, update_in_place
from .protection import check_writable, running

TYPE_CHECKING = False

_new = object.__new__


class Array:
    """An array of any backend, on any device; made by ``ua.asarray``, ``ua.zeros`` and the like.

    Operators, indexing and methods mean the same on every backend. They follow the standard, and the contract in
    docs/contract.md where the standard leaves a choice.
    """

    __slots__ = ("__weakref__", "_native", "_xp")

    #: Whether values are missing. pandas asks arrays whose dtype is not NumPy's on `frame.loc[row, column] = x`
    #: (np_can_hold_element in pandas/core/dtypes/cast.py).
    _hasna = False

    if TYPE_CHECKING:
        _native: t.Any
        _xp: t.BackendNamespace

    def __init__(self, native: t.Any, xp: t.BackendNamespace | None = None) -> None:
        if xp is None:
            raise TypeError(message(f"Array is not called with data: {shown(native)}", "ua.asarray(data)"))
        self._native = native
        self._xp = xp

    # -- attributes ------------------------------------------------------------------------------------

    @property
    def dtype(self) -> DType:
        """Data type of the elements."""
        return self._xp.hooks.dtype(self._native)

    @property
    def device(self) -> Device:
        """Device that holds the data."""
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
        hooks = self._xp.hooks
        for length in axis_rules.known(hooks.shape(self._native), hooks.unknown_length_hint):
            size *= length
        return size

    @property
    def itemsize(self) -> int:
        """Bytes of one element: ``x.dtype.itemsize``."""
        return self.dtype.itemsize

    @property
    def nbytes(self) -> int:
        """Bytes of all elements: ``x.size * x.itemsize``."""
        return self.size * self.dtype.itemsize

    @property
    def T(self) -> Array:  # noqa: N802 - the standard's name
        """Transpose of a 2-d array; ValueError for any other number of axes."""
        xp, native = self._xp, self._native
        if len(native.shape) != 2:
            hint = "x.mT, or ua.permute_dims(x, axes)" if self.ndim > 2 else "x as it is; of 1-d a column: x[:, None]"
            raise ValueError(message(f"x.T needs a 2-d Array, got shape {self.shape}", hint))
        new = _new(Array)
        new._native = xp.mT(native)
        new._xp = xp
        return new

    @property
    def mT(self) -> Array:  # noqa: N802 - the standard's name
        """Transpose of the last two axes."""
        xp, native = self._xp, self._native
        if len(native.shape) < 2:
            return ua.matrix_transpose(self)  # raises the error
        new = _new(Array)
        new._native = xp.mT(native)
        new._xp = xp
        return new

    @property
    def real(self) -> Array:
        """Real part: ``ua.real(x)``."""
        return _complex_part(ua.real, self)

    @property
    def imag(self) -> Array:
        """Imaginary part: ``ua.imag(x)``."""
        return _complex_part(ua.imag, self)

    # -- operators ---------------------------------------------------------------------------------------
    #
    # Each group of operators with the same code is written out once; `complete_operators`, below, makes the others.
    # The fast path is for Arrays of one namespace and one dtype, and for Python scalars that need no check. It is
    # written out because a helper would take as long as the rest of it. `_new` and two assignments take two thirds of
    # the time of calling the class, and a function in a local variable is called faster than a method.
    # An exception on the fast path leads to the slow one, which handles values that the library does not (float32 +
    # 1e300), or raises one of the contract's errors.

    def __add__(self, other: t.Scalar | Array, /) -> Array:
        xp, a = self._xp, self._native
        dtype = a.dtype
        if type(other) is Array:
            b = other._native
            dtypes, function = xp._add
            fast = other._xp is xp and b.dtype is dtype and (dtypes is None or dtype in dtypes)
        else:
            b = other
            direct, integers = xp._add_scalars
            if type(b) is int and 0 <= b < 128 and dtype in integers:
                fast, function = True, xp._add[1]
            else:
                fast, function = dtype in direct.get(type(b), ()), xp.add
        if fast:
            try:
                new = _new(Array)
                new._native = function(a, b)
                new._xp = xp
                return new
            except Exception:
                return apply_operator("add", self, other)
        return apply_operator("add", self, other)

    def __radd__(self, other: t.Scalar | Array, /) -> Array:
        xp, b = self._xp, self._native
        dtype = b.dtype
        direct, integers = xp._add_scalars
        if type(other) is int and 0 <= other < 128 and dtype in integers:
            fast, function = True, xp._add[1]
        else:
            fast, function = dtype in direct.get(type(other), ()), xp.add
        if fast:
            try:
                new = _new(Array)
                new._native = function(other, b)
                new._xp = xp
                return new
            except Exception:
                return apply_operator("add", other, self)
        return apply_operator("add", other, self)

    def __matmul__(self, other: Array, /) -> Array:
        xp, a = self._xp, self._native
        dtype = a.dtype
        if type(other) is Array and other._xp is xp:
            b = other._native
            dtypes, function = xp._matmul
            if b.dtype is dtype and dtype in dtypes:
                try:
                    new = _new(Array)
                    new._native = function(a, b)
                    new._xp = xp
                    return new
                except Exception:
                    return apply_operator("matmul", self, other)
        return apply_operator("matmul", self, other)

    def __neg__(self) -> Array:
        xp, a = self._xp, self._native
        dtypes, function = xp._negative
        if a.dtype in dtypes:
            try:
                new = _new(Array)
                new._native = function(a)
                new._xp = xp
                return new
            except Exception:
                return apply_operator("negative", self)
        return apply_operator("negative", self)

    def __abs__(self) -> Array:
        return apply_operator("abs", self)

    def __rmatmul__(self, other: Array, /) -> Array:
        return apply_operator("matmul", other, self)

    def __divmod__(self, other: t.Scalar | Array, /) -> tuple[Array, Array]:
        return self // other, self % other

    def __rdivmod__(self, other: t.Scalar | Array, /) -> tuple[Array, Array]:
        return other // self, other % self

    def __round__(self, ndigits: int | None = None, /) -> Array:
        return ua.round(self, decimals=0 if ndigits is None else ndigits)

    def __iadd__(self, other: t.Scalar | Array, /) -> Array:
        return update_in_place("add", self, other)

    if TYPE_CHECKING:  # made by `complete_operators`

        def __sub__(self, other: t.Scalar | Array, /) -> Array: ...
        def __mul__(self, other: t.Scalar | Array, /) -> Array: ...
        def __truediv__(self, other: t.Scalar | Array, /) -> Array: ...
        def __eq__(self, other: t.Scalar | Array, /) -> Array: ...  # type: ignore[override]  # the standard's
        def __ne__(self, other: t.Scalar | Array, /) -> Array: ...  # type: ignore[override]  # the standard's
        def __lt__(self, other: t.Scalar | Array, /) -> Array: ...
        def __le__(self, other: t.Scalar | Array, /) -> Array: ...
        def __gt__(self, other: t.Scalar | Array, /) -> Array: ...
        def __ge__(self, other: t.Scalar | Array, /) -> Array: ...
        def __rsub__(self, other: t.Scalar | Array, /) -> Array: ...
        def __rmul__(self, other: t.Scalar | Array, /) -> Array: ...
        def __rtruediv__(self, other: t.Scalar | Array, /) -> Array: ...
        def __floordiv__(self, other: t.Scalar | Array, /) -> Array: ...
        def __mod__(self, other: t.Scalar | Array, /) -> Array: ...
        def __pow__(self, other: t.Scalar | Array, /) -> Array: ...
        def __and__(self, other: t.Scalar | Array, /) -> Array: ...
        def __or__(self, other: t.Scalar | Array, /) -> Array: ...
        def __xor__(self, other: t.Scalar | Array, /) -> Array: ...
        def __lshift__(self, other: t.Scalar | Array, /) -> Array: ...
        def __rshift__(self, other: t.Scalar | Array, /) -> Array: ...
        def __rfloordiv__(self, other: t.Scalar | Array, /) -> Array: ...
        def __rmod__(self, other: t.Scalar | Array, /) -> Array: ...
        def __rpow__(self, other: t.Scalar | Array, /) -> Array: ...
        def __rand__(self, other: t.Scalar | Array, /) -> Array: ...
        def __ror__(self, other: t.Scalar | Array, /) -> Array: ...
        def __rxor__(self, other: t.Scalar | Array, /) -> Array: ...
        def __rlshift__(self, other: t.Scalar | Array, /) -> Array: ...
        def __rrshift__(self, other: t.Scalar | Array, /) -> Array: ...
        def __isub__(self, other: t.Scalar | Array, /) -> Array: ...
        def __imul__(self, other: t.Scalar | Array, /) -> Array: ...
        def __itruediv__(self, other: t.Scalar | Array, /) -> Array: ...
        def __ifloordiv__(self, other: t.Scalar | Array, /) -> Array: ...
        def __imod__(self, other: t.Scalar | Array, /) -> Array: ...
        def __ipow__(self, other: t.Scalar | Array, /) -> Array: ...
        def __imatmul__(self, other: Array, /) -> Array: ...
        def __iand__(self, other: t.Scalar | Array, /) -> Array: ...
        def __ior__(self, other: t.Scalar | Array, /) -> Array: ...
        def __ixor__(self, other: t.Scalar | Array, /) -> Array: ...
        def __ilshift__(self, other: t.Scalar | Array, /) -> Array: ...
        def __irshift__(self, other: t.Scalar | Array, /) -> Array: ...
        def __pos__(self) -> Array: ...
        def __invert__(self) -> Array: ...

    __hash__ = None  # type: ignore[assignment]  # equality is elementwise

    # -- indexing ----------------------------------------------------------------------------------------

    def __getitem__(self, key: t.Any, /) -> Array:
        xp = self._xp
        try:
            new = _new(Array)
            if type(key) is slice and key.step is None and xp.get_slice is not None:
                get_slice = xp.get_slice
                new._native = get_slice(self._native, key)
            else:
                getitem = xp.hooks.getitem
                new._native = getitem(self._native, (key,) if type(key) is int else native_key(xp, key, self._native))
            new._xp = xp
            return new
        except DeviceMismatchError:
            joined = join_key(self, key)
            if joined is self:
                raise
            return joined[key]
        except Exception as error:
            raise_wrong_index(xp, error, self._native, key)

    def __setitem__(self, key: t.Any, value: Array | t.Scalar, /) -> None:
        number: t.Any = value
        if running:
            check_writable(self)
        elif type(key) is int:
            native = self._native
            write, dtypes = self._xp.set_element
            if write is not None and native.dtype in dtypes.get(type(number), ()) and -2e38 < number < 2e38:
                try:
                    write(native, key, value)
                    return
                except Exception:  # the index or the array is wrong
                    self._assign(key, value)
                    return
        self._assign(key, value)

    def _assign(self, key: t.Any, value: t.Any) -> None:
        xp, native = self._xp, self._native
        try:
            written = xp.hooks.setitem(native, native_key(xp, key, native, value), native_value(xp, native, value))
        except Exception as error:
            if mapped.depend_on(self, key, value):  # inside ua.vmap: the value differs between elements
                self[key] = value
                return
            raise_wrong_index(xp, error, native, key, value)
        if written is None:
            raise without_result("setitem", xp.hooks.backend)
        self._native = written

    def __delitem__(self, key: t.Any, /) -> t.NoReturn:
        raise TypeError(message(f"elements of an Array cannot be deleted: x[{shown(key)}]", "x[mask] takes the others"))

    def __len__(self) -> int:
        return self._first_length()

    def __iter__(self) -> t.Iterator[Array]:
        return (self[index] for index in range(self._first_length()))

    def _first_length(self) -> int:
        shape = self.shape
        if not shape:
            raise TypeError(message("a 0-d Array has no length and cannot be iterated", "x.item() is its element"))
        return axis_rules.known(shape[:1], self._xp.hooks.unknown_length_hint)[0]

    def take(self, indices: Array, axis: int | None = None) -> Array:
        """Return the elements at the given indices of an axis: ``ua.take(x, indices, axis=axis)``."""
        return ua.take(self, indices, axis=axis)

    def nonzero(self) -> tuple[Array, ...]:
        """Return the indices of the elements that are not zero, one Array per axis: ``ua.nonzero(x)``."""
        return ua.nonzero(self)

    # -- data types and copies ---------------------------------------------------------------------------

    def astype(self, dtype: t.DTypeLike, *, copy: bool = True, device: t.DeviceLike | None = None) -> Array:
        """Return the Array in another data type: ``ua.astype(x, dtype)``."""
        return ua.astype(self, dtype, copy=copy, device=device)

    def copy(self) -> Array:
        """Return a copy: ``ua.asarray(x, copy=True)``."""
        return ua.asarray(self, copy=True)

    def __copy__(self) -> Array:
        return ua.asarray(self, copy=True)

    def __deepcopy__(self, memo: dict[int, t.Any]) -> Array:
        return ua.asarray(self, copy=True)

    # -- elementwise -----------------------------------------------------------------------------------

    def clip(self, min: Array | float | None = None, max: Array | float | None = None) -> Array:
        """Return the elements limited to an interval: ``ua.clip(x, min, max)``."""
        return ua.clip(self, min, max)

    def conj(self) -> Array:
        """Return the complex conjugates: ``ua.conj(x)``."""
        return ua.conj(self)

    def round(self, decimals: int = 0) -> Array:
        """Return the elements rounded to decimals, by default to integers: ``ua.round(x, decimals=2)``."""
        return ua.round(self, decimals=decimals)

    # -- reductions ------------------------------------------------------------------------------------

    def all(self, axis: int | t.Sequence[int] | None = None, *, keepdims: bool = False) -> Array:
        """Return whether all elements are True: ``ua.all(x)``."""
        return ua.all(self, axis=axis, keepdims=keepdims)

    def any(self, axis: int | t.Sequence[int] | None = None, *, keepdims: bool = False) -> Array:
        """Return whether any element is True: ``ua.any(x)``."""
        return ua.any(self, axis=axis, keepdims=keepdims)

    def max(self, axis: int | t.Sequence[int] | None = None, *, keepdims: bool = False) -> Array:
        """Return the largest element: ``ua.max(x)``."""
        return ua.max(self, axis=axis, keepdims=keepdims)

    def mean(self, axis: int | t.Sequence[int] | None = None, *, keepdims: bool = False) -> Array:
        """Return the arithmetic mean: ``ua.mean(x)``."""
        return ua.mean(self, axis=axis, keepdims=keepdims)

    def min(self, axis: int | t.Sequence[int] | None = None, *, keepdims: bool = False) -> Array:
        """Return the smallest element: ``ua.min(x)``."""
        return ua.min(self, axis=axis, keepdims=keepdims)

    def prod(
        self, axis: int | t.Sequence[int] | None = None, *, dtype: t.DTypeLike | None = None, keepdims: bool = False
    ) -> Array:
        """Return the product of the elements: ``ua.prod(x)``."""
        return ua.prod(self, axis=axis, dtype=dtype, keepdims=keepdims)

    def std(
        self, axis: int | t.Sequence[int] | None = None, *, correction: float = 0.0, keepdims: bool = False
    ) -> Array:
        """Return the standard deviation: ``ua.std(x)``. Pass ``correction=1`` for that of a sample."""
        return ua.std(self, axis=axis, correction=correction, keepdims=keepdims)

    def sum(
        self, axis: int | t.Sequence[int] | None = None, *, dtype: t.DTypeLike | None = None, keepdims: bool = False
    ) -> Array:
        """Return the sum of the elements: ``ua.sum(x)``."""
        return ua.sum(self, axis=axis, dtype=dtype, keepdims=keepdims)

    def var(
        self, axis: int | t.Sequence[int] | None = None, *, correction: float = 0.0, keepdims: bool = False
    ) -> Array:
        """Return the variance: ``ua.var(x)``. Pass ``correction=1`` for that of a sample."""
        return ua.var(self, axis=axis, correction=correction, keepdims=keepdims)

    # -- cumulative --------------------------------------------------------------------------------------

    def cumprod(
        self, axis: int | None = None, *, dtype: t.DTypeLike | None = None, include_initial: bool = False
    ) -> Array:
        """Return the products up to each element: ``ua.cumulative_prod(x)``."""
        return ua.cumulative_prod(self, axis=axis, dtype=dtype, include_initial=include_initial)

    def cumsum(
        self, axis: int | None = None, *, dtype: t.DTypeLike | None = None, include_initial: bool = False
    ) -> Array:
        """Return the sums up to each element: ``ua.cumulative_sum(x)``."""
        return ua.cumulative_sum(self, axis=axis, dtype=dtype, include_initial=include_initial)

    # -- searching and sorting -----------------------------------------------------------------------------

    def argmax(self, axis: int | None = None, *, keepdims: bool = False) -> Array:
        """Return the index of the largest element: ``ua.argmax(x)``."""
        return ua.argmax(self, axis=axis, keepdims=keepdims)

    def argmin(self, axis: int | None = None, *, keepdims: bool = False) -> Array:
        """Return the index of the smallest element: ``ua.argmin(x)``."""
        return ua.argmin(self, axis=axis, keepdims=keepdims)

    def argsort(self, axis: int = -1, *, descending: bool = False, stable: bool = True) -> Array:
        """Return the indices that sort the elements: ``ua.argsort(x)``."""
        return ua.argsort(self, axis=axis, descending=descending, stable=stable)

    # -- shape -----------------------------------------------------------------------------------------

    def flatten(self) -> Array:
        """Return a 1-d copy: ``ua.reshape(x, (-1,), copy=True)``."""
        return ua.reshape(self, (-1,), copy=True)

    def ravel(self) -> Array:
        """Return the Array in one axis, without a copy if that is possible: ``ua.reshape(x, (-1,))``."""
        return ua.reshape(self, (-1,))

    def repeat(self, repeats: int | Array, *, axis: int | None = None) -> Array:
        """Return the Array with each element repeated: ``ua.repeat(x, repeats)``. ``ua.tile`` repeats the whole."""
        return ua.repeat(self, repeats, axis=axis)

    if TYPE_CHECKING:

        @t.overload
        def reshape(self, shape: t.Sequence[int], /, *, copy: bool | None = None) -> Array: ...

        @t.overload
        def reshape(self, *shape: int, copy: bool | None = None) -> Array: ...

    def reshape(self, *shape: int | t.Sequence[int], copy: bool | None = None) -> Array:
        """Return the Array in another shape, ``x.reshape(5, 1)`` or ``x.reshape((5, 1))``: ``ua.reshape(x, shape)``."""
        return ua.reshape(self, shape[0] if len(shape) == 1 else shape, copy=copy)  # type: ignore[arg-type]

    def squeeze(self, axis: int | t.Sequence[int] | None = None) -> Array:
        """Return the Array without axes of length 1, by default without any of them: ``ua.squeeze(x, axis)``."""
        if axis is None:
            axis = tuple([index for index, length in enumerate(self.shape) if length == 1])
        return ua.squeeze(self, axis)

    def swapaxes(self, axis1: int, axis2: int, /) -> Array:
        """Return the Array with two axes exchanged: ``ua.permute_dims(x, axes)``."""
        ndim = self.ndim
        order = list(range(ndim))
        first, second = axis_rules.normalise_axis(axis1, ndim), axis_rules.normalise_axis(axis2, ndim)
        order[first], order[second] = second, first
        return ua.permute_dims(self, order)

    if TYPE_CHECKING:

        @t.overload
        def transpose(self, axes: t.Sequence[int] | None = None, /) -> Array: ...

        @t.overload
        def transpose(self, *axes: int) -> Array: ...

    def transpose(self, *axes: int | t.Sequence[int] | None) -> Array:
        """Return the Array with its axes in another order, ``x.transpose(1, 0)`` or ``x.transpose((1, 0))``.

        Without axes the order is reversed: ``ua.permute_dims(x, axes)``.
        """
        order = axes[0] if len(axes) == 1 else axes or None
        if order is None:
            order = tuple(range(self.ndim))[::-1]
        return ua.permute_dims(self, order)  # type: ignore[arg-type]

    # -- Python scalars and text -----------------------------------------------------------------------------

    def item(self) -> t.Scalar:
        """Return the only element as a Python scalar; ValueError if there is not exactly one."""
        return scalar_access.item(self)

    def tolist(self) -> t.Any:
        """Return the elements as nested lists of Python scalars, or a Python scalar for a 0-d Array."""
        return scalar_access.to_list(self)

    def __bool__(self) -> bool:
        return scalar_access.to_bool(self)

    def __int__(self) -> int:
        return scalar_access.to_int(self)

    def __float__(self) -> float:
        return scalar_access.to_float(self)

    def __complex__(self) -> complex:
        return scalar_access.to_complex(self)

    def __index__(self) -> int:
        return scalar_access.to_index(self)

    def __repr__(self) -> str:
        return printing.array_repr(self)

    def __str__(self) -> str:
        return printing.array_str(self)

    def __format__(self, spec: str, /) -> str:
        if not spec:
            return printing.array_str(self)
        return scalar_access.formatted(self, spec)

    # -- gradients ---------------------------------------------------------------------------------------

    @property
    def requires_grad(self) -> bool:
        """Whether a gradient is tracked through the Array; read-only: ``ua.asarray(x, requires_grad=True)``."""
        return self._xp.hooks.requires_grad(self._native)

    if not TYPE_CHECKING:  # for type checkers it is read-only

        @requires_grad.setter
        def requires_grad(self, value: object) -> None:
            hint = "x.detach()" if value is False else "x = ua.asarray(x, requires_grad=True)"
            raise AttributeError(message(f"x.requires_grad = {shown(value)}: the attribute is read-only", hint))

    @property
    def grad(self) -> Array | None:
        """Gradient that ``backward`` has collected, or None.

        Only Arrays made with ``requires_grad=True`` collect one. ``backward`` adds to it; set it to None to start anew.
        """
        return imperative.collected(self)

    @grad.setter
    def grad(self, value: Array | None) -> None:
        imperative.set_collected(self, value)

    def backward(self, gradient: Array | None = None, *, retain_graph: bool = False) -> None:
        """Add the gradients of this Array to the ``grad`` of the Arrays that it was computed from.

        Only Arrays made with ``requires_grad=True`` collect a gradient.

        Parameters
        ----------
        gradient : Array, optional
            Factor of the gradients, of the shape of this Array. Default: 1, for a 0-d Array.
        retain_graph : bool, default False
            Keep the recorded operations, so that you can call ``backward`` again.

        Raises
        ------
        TypeError
            The Array carries no gradient.
        ValueError
            `gradient` has another shape than the Array, or is missing and the Array is not 0-d.

        Notes
        -----
        The gradients themselves are not tracked. For second derivatives use ``ua.grad`` of ``ua.grad``, or
        ``ua.hessian``.

        Examples
        --------
        >>> import unifyarray as ua
        >>> x = ua.asarray(2.0, requires_grad=True)
        >>> y = x**3 + 3 * x
        >>> y.backward()
        >>> x.grad
        Array(15., dtype=float64)
        """
        imperative.backward(self, gradient, retain_graph)

    def detach(self) -> Array:
        """Return the same data without a gradient; memory is shared."""
        return Array(self._xp.hooks.detach(self._native), self._xp)

    # -- exchange with other libraries -----------------------------------------------------------------------

    def __array_namespace__(self, *, api_version: str | None = None) -> t.Namespace:
        """Return the namespace of the functions for this Array, bound to its backend and device.

        Parameters
        ----------
        api_version : str, optional
            Version of the standard, up to ``"2025.12"``.

        Raises
        ------
        ValueError
            The version is not known.
        """
        bound_namespaces.check_version(api_version)
        return bound_namespaces.bound(self._xp.plain)

    def to_device(self, device: t.DeviceLike, /, *, stream: t.Any = None) -> Array:
        """Return the Array on another device of its backend, or the Array itself if it is there already.

        Parameters
        ----------
        device : Device or str
            The device.
        stream : None
            Must be None. Use the library's own streams on ``ua.native(x)``.

        Raises
        ------
        DeviceUnavailableError
            The backend does not have the device on this machine.
        """
        return transfer.to_device(self, device, stream)

    def __dlpack__(
        self,
        *,
        stream: t.Any = None,
        max_version: tuple[int, int] | None = None,
        dl_device: tuple[int, int] | None = None,
        copy: bool | None = None,
    ) -> t.Any:
        """Return a DLPack capsule; parameters and errors are the standard's."""
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

    def __array__(self, dtype: t.Any = None, copy: bool | None = None) -> t.Any:
        """Return the data as a NumPy array; matplotlib, pandas and scikit-learn read an Array in this way.

        Raises
        ------
        TypeError
            The data require a gradient.
        ValueError
            ``copy=False``, and a copy is needed.
        """
        return data_out.to_host_implicitly(self, dtype, copy)

    def __array_ufunc__(self, ufunc: t.Any, method: str, *inputs: t.Any, **kwargs: t.Any) -> t.Any:
        """Call the function of ``ua`` that corresponds to a NumPy ufunc. ``ndarray + Array`` raises TypeError."""
        from .numpy_protocols import apply_ufunc

        return apply_ufunc(ufunc, method, inputs, kwargs)

    def __array_function__(self, func: t.Any, types: t.Any, args: tuple[t.Any, ...], kwargs: dict[str, t.Any]) -> t.Any:
        """Return the result of a NumPy function for the data on the host."""
        from .numpy_protocols import apply_function

        return apply_function(func, args, kwargs)

    def __reduce__(self) -> tuple[t.Any, ...]:
        return data_out.pickled(self)

    def __setstate__(self, state: dict[str, t.Any]) -> None:
        made = data_out.unpickled(state)
        self._native, self._xp = made._native, made._xp

    # -- names that are not attributes -------------------------------------------------------------------------

    def __dir__(self) -> t.Iterable[str]:
        return [name for name in object.__dir__(self) if name not in migration_hints.ARRAY]


class _Missing:
    """A name that is not an attribute; reading it raises an error that says what to use.

    A ``__getattr__`` of the class would slow down every other attribute, those of the operators among them.
    """

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def __doc__(self) -> str:  # type: ignore[override]  # of the class it is a string
        """What to use, for ``help(ua.Array)``; made when it is read, because there are 300 of them."""
        return f"Not an attribute. Use {migration_hints.ARRAY[self.name]}"

    def __get__(self, instance: object, owner: type) -> t.NoReturn:
        raise migration_hints.missing("'Array' object", self.name, migration_hints.ARRAY[self.name])


def _complex_part(function: t.Callable[[Array], Array], x: Array) -> Array:
    """Return a part of a complex number; AttributeError, which ``hasattr`` knows, if the dtype has no such part."""
    try:
        return function(x)
    except TypeError as error:
        raise AttributeError(str(error)) from error


def _declare_missing(owner: type) -> None:
    """Add the names of the migration hints to a class that does not have them."""
    for name in migration_hints.ARRAY:
        if name not in vars(owner):
            setattr(owner, name, _Missing(name))


complete_operators(Array)
_declare_missing(Array)

t.define("Array", lambda typing: Array)
