"""Creation functions of the standard."""

from __future__ import annotations

from .._array.arguments import array_beside, array_only, require_ndim, take_one
from .._array.array import Array
from .._array.calls import promote_operands, to_one_namespace
from .._array.dtype_and_device import as_dtype, creation_namespace, namespace_like, native_dtype
from .._array.invocation import invoke
from .._core import lazy_typing as t
from .._core import provided, tracing
from .._core.dtypes import DType
from .._core.errors import message, raise_translated, shown
from .._rules import axes
from .._runtime.selection import current, fast
from . import creation

__all__ = [
    "arange",
    "asarray",
    "empty",
    "empty_like",
    "eye",
    "from_dlpack",
    "full",
    "full_like",
    "linspace",
    "meshgrid",
    "ones",
    "ones_like",
    "tril",
    "triu",
    "zeros",
    "zeros_like",
]

_new = object.__new__


def arange(
    start: Array | float,
    /,
    stop: Array | float | None = None,
    step: Array | float = 1,
    *,
    dtype: t.DTypeLike | None = None,
    device: t.DeviceLike | None = None,
) -> Array:
    """Return evenly spaced numbers from `start` up to, but not including, `stop`.

    Parameters
    ----------
    start : int, float or 0-d Array
        First number. If `stop` is not given, `start` is the end and the numbers start at 0.
    stop : int, float or 0-d Array, optional
        End, which is not included. With a fractional step, rounding may include it.
    step : int, float or 0-d Array, default 1
        Distance from one number to the next; negative to count down.
    dtype : DType or str, optional
        Data type. Default: int64 if all three are integers, else the default real floating dtype. If there are Arrays
        among the three, their dtypes decide, as in ``ua.result_type``.
    device : Device or str, optional
        Device, optionally with a backend: ``"cuda"``, ``"torch:cuda:1"``. Default: that of the Arrays, or the current
        selection's.

    Returns
    -------
    Array
        Of shape ``(ceil((stop - start) / step),)``. The length is 0 if the step leads away from `stop`. The numbers
        keep the gradients of `start` and `step`; the length has none.

    Raises
    ------
    TypeError
        If an argument is not a real number, or `dtype` is bool.
    ValueError
        If `step` is 0, or there are more numbers than an array can have.
    OverflowError
        If a number does not fit into an integer `dtype`.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.arange(1, 7, 2).tolist()
    [1, 3, 5]
    """
    xp = creation.namespace_for(device, start, stop, step)
    return creation.arange(xp, start, stop, step, dtype=dtype)


def asarray(
    obj: t.Any,
    /,
    *,
    dtype: t.DTypeLike | None = None,
    device: t.DeviceLike | None = None,
    copy: bool | None = None,
    requires_grad: bool = False,
) -> Array:
    """Return an Array of any data.

    Host data (scalars, lists, buffers, ``numpy.ndarray``, pandas, Arrow) go to the current backend and device, and
    share memory on the CPU if that is possible and safe. Arrays, and native arrays of other libraries, keep their
    backend and device unless you pass ``device``; so do lists of them.

    Parameters
    ----------
    obj : Array, native array, scalar, nested sequence, or object with ``__array__``, ``__dlpack__`` or a buffer
        The data.
    dtype : DType or str, optional
        Data type of the result. Default: that of the data; for Python scalars int64, the default real floating
        dtype, or the complex dtype that follows it. In lists, arrays and NumPy scalars decide, and Python scalars
        adapt to them. ``numpy.float64`` and ``numpy.complex128`` give the default dtypes.
    device : Device or str, optional
        Device of the result, optionally with a backend: ``"cuda"``, ``"torch:cuda:1"``.
    copy : bool, optional
        True copies always, False never, None only if needed.
    requires_grad : bool, default False
        Whether ``backward`` collects the Array's gradient. If the backend has no autograd, the Array is made in a
        backend with autograd, on the same device and in the same memory. With False, data that already require a
        gradient still require it; ``x.detach()`` drops it.

    Returns
    -------
    Array
        Of the shape of the data.

    Raises
    ------
    TypeError
        If the dtype of the data is not numeric (object, string, structured), or the data have a mask.
    ValueError
        If nested sequences have different lengths.
    CopyRequiredError
        If ``copy=False`` is passed and a copy is needed.
    OverflowError
        If an integer does not fit into the dtype.
    BackendUnavailableError
        If ``requires_grad=True`` is passed and no available backend has autograd on the device.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.asarray([[1, 2], [3, 4]]).dtype
    unifyarray.int64
    >>> x = ua.asarray(2.0, requires_grad=True)
    >>> y = x**3 + 3 * x
    >>> y.backward()
    >>> float(x.grad)
    15.0
    """
    if type(obj) in provided.adopted and dtype is None and device is None and copy is None and not requires_grad:
        selection = fast.selection
        if selection is None:
            selection = current()
        kind, dtypes = selection.xp.adopted  # type: ignore[union-attr]
        if type(obj) is kind and obj.dtype in dtypes:
            new = _new(Array)
            new._native = obj
            new._xp = selection.xp  # type: ignore[assignment]
            return new
    return creation.asarray(None, obj, dtype=dtype, device=device, copy=copy, requires_grad=requires_grad)


def empty(
    shape: int | t.Sequence[int], *, dtype: t.DTypeLike | None = None, device: t.DeviceLike | None = None
) -> Array:
    """Return an Array of a given shape without setting its elements.

    Parameters
    ----------
    shape : int or tuple of int
        Shape.
    dtype : DType or str, optional
        Data type. Default: the default real floating dtype.
    device : Device or str, optional
        Device, optionally with a backend: ``"cuda"``, ``"torch:cuda:1"``. Default: the current selection's.

    Returns
    -------
    Array
        Of the given shape, dtype and device. Its values are unspecified.

    Raises
    ------
    TypeError
        If the device lacks the dtype, or a length is not an integer.
    ValueError
        If a length is negative.
    """
    return _create("empty", shape, dtype, device)


def empty_like(x: Array, /, *, dtype: t.DTypeLike | None = None, device: t.DeviceLike | None = None) -> Array:
    """Return an Array of the shape of `x` without setting its elements.

    Parameters
    ----------
    x : Array
        Array that gives the shape and, by default, the dtype and the device.
    dtype : DType or str, optional
        Data type. Default: that of `x`.
    device : Device or str, optional
        Device. Default: that of `x`.

    Returns
    -------
    Array
        Of the shape of `x`. Its values are unspecified.

    Raises
    ------
    TypeError
        If the device lacks the dtype.
    """
    return _create_like("empty", x, dtype, device)


def eye(
    n_rows: int,
    n_cols: int | None = None,
    /,
    *,
    k: int = 0,
    dtype: t.DTypeLike | None = None,
    device: t.DeviceLike | None = None,
) -> Array:
    """Return a matrix with ones on a diagonal and zeros elsewhere.

    Parameters
    ----------
    n_rows : int
        Number of rows.
    n_cols : int, optional
        Number of columns. Default: `n_rows`.
    k : int, default 0
        Diagonal: 0 for the main diagonal, positive for one above it, negative for one below it.
    dtype : DType or str, optional
        Data type. Default: the default real floating dtype.
    device : Device or str, optional
        Device, optionally with a backend: ``"cuda"``, ``"torch:cuda:1"``. Default: the current selection's.

    Returns
    -------
    Array
        Of shape ``(n_rows, n_cols)``.

    Raises
    ------
    TypeError
        If the device lacks the dtype, or an argument is not an integer.
    ValueError
        If a number of rows or columns is negative.
    """
    return creation.eye(creation_namespace(device), n_rows, n_cols, k=k, dtype=dtype)


def from_dlpack(x: t.Any, /, *, device: t.DeviceLike | None = None, copy: bool | None = None) -> Array:
    """Return an Array of an object that has ``__dlpack__``.

    Parameters
    ----------
    x : object
        An array of any library that supports DLPack.
    device : Device or str, optional
        Device of the result. Default: the device of ``x``, in the current backend if it serves that device.
    copy : bool, optional
        True copies always, False never, None only if needed.

    Returns
    -------
    Array
        Of the shape and dtype of ``x``.

    Raises
    ------
    TypeError
        If ``x`` has no ``__dlpack__``.
    CopyRequiredError
        If ``copy=False`` is passed and a copy is needed.
    """
    return creation.from_dlpack(None, x, device=device, copy=copy)


def full(
    shape: int | t.Sequence[int],
    fill_value: Array | complex,
    *,
    dtype: t.DTypeLike | None = None,
    device: t.DeviceLike | None = None,
) -> Array:
    """Return an Array of a given shape with one value everywhere.

    Parameters
    ----------
    shape : int or tuple of int
        Shape.
    fill_value : bool, int, float, complex or 0-d Array
        Value of every element.
    dtype : DType or str, optional
        Data type. Default: bool for a bool, int64 for an int, the default real floating dtype for a float, the
        default complex dtype for a complex number, the own dtype of an Array and of a NumPy scalar; but
        ``numpy.float64`` and ``numpy.complex128`` are Python numbers, too, and give the default dtypes.
    device : Device or str, optional
        Device, optionally with a backend: ``"cuda"``, ``"torch:cuda:1"``. Default: that of an Array, or the current
        selection's.

    Returns
    -------
    Array
        Of the given shape, dtype and device. It keeps the gradient of an Array.

    Raises
    ------
    TypeError
        If the value is not a scalar, its kind is higher than that of the dtype (a float for an integer dtype), or the
        device lacks the dtype.
    ValueError
        If a length is negative.
    OverflowError
        If the integer does not fit into the dtype.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.full(2, 7).tolist()
    [7, 7]
    """
    return creation.full(creation.namespace_for(device, fill_value), shape, fill_value, dtype=dtype)


def full_like(
    x: Array, /, fill_value: Array | complex, *, dtype: t.DTypeLike | None = None, device: t.DeviceLike | None = None
) -> Array:
    """Return an Array of the shape of `x` with one value everywhere.

    Parameters
    ----------
    x : Array
        Array that gives the shape and, by default, the dtype and the device.
    fill_value : bool, int, float, complex or 0-d Array
        Value of every element.
    dtype : DType or str, optional
        Data type. Default: that of `x`.
    device : Device or str, optional
        Device. Default: that of `x`.

    Returns
    -------
    Array
        Of the shape of `x`.

    Raises
    ------
    TypeError
        If the value is not a scalar, its kind is higher than that of the dtype (a float for an integer dtype), or the
        device lacks the dtype.
    OverflowError
        If the integer does not fit into the dtype.
    """
    x, fill_value = to_one_namespace(array_beside(x, fill_value), fill_value)
    xp = namespace_like(x, device)
    shape = axes.known(x.shape, x._xp.hooks.unknown_length_hint)
    return creation.full(xp, shape, fill_value, dtype=x.dtype if dtype is None else dtype)


def linspace(
    start: Array | complex,
    stop: Array | complex,
    /,
    num: int,
    *,
    dtype: t.DTypeLike | None = None,
    device: t.DeviceLike | None = None,
    endpoint: bool = True,
) -> Array:
    """Return `num` evenly spaced values from `start` to `stop`.

    Parameters
    ----------
    start, stop : int, float, complex or 0-d Array
        First value and end of the interval.
    num : int
        Number of values, 0 or more.
    dtype : DType or str, optional
        Data type. Default: the default complex dtype if `start` or `stop` is complex, else the default real floating
        dtype. If there are Arrays, their dtypes decide, as in ``ua.result_type(start, stop, 0.0)``. With an integer
        dtype, the values are computed in float64 and rounded down.
    device : Device or str, optional
        Device, optionally with a backend: ``"cuda"``, ``"torch:cuda:1"``. Default: that of the Arrays, or the current
        selection's.
    endpoint : bool, default True
        Whether `stop` is the last value. If not, the interval is divided into one more part.

    Returns
    -------
    Array
        Of shape ``(num,)``: ``start + k * step``, with `start` and `stop` themselves at the ends, also if they are
        infinite. The values keep the gradients of Arrays.

    Raises
    ------
    TypeError
        If `start` or `stop` is not a scalar or a 0-d Array, `dtype` is bool, or `start` or `stop` is complex and
        `dtype` is real.
    ValueError
        If `num` is negative, or an end is NaN and `dtype` is an integer dtype.
    OverflowError
        If an integer `dtype` does not hold an end.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.linspace(0, 1, 3).tolist()
    [0.0, 0.5, 1.0]
    """
    xp = creation.namespace_for(device, start, stop)
    return creation.linspace(xp, start, stop, num, dtype=dtype, endpoint=endpoint)


def meshgrid(*arrays: Array, indexing: t.Literal["xy", "ij"] = "xy") -> tuple[Array, ...]:
    """Return the coordinates of the points of a grid, one Array per axis of the grid.

    Parameters
    ----------
    *arrays : Array
        1-d Arrays of lengths N1, N2, N3 and so on. They are promoted to a common dtype.
    indexing : {"xy", "ij"}
        ``"ij"``: the grid has shape ``(N1, N2, N3, ...)``; ``"xy"``: ``(N2, N1, N3, ...)``.

    Returns
    -------
    tuple of Array
        One Array of the grid's shape for each argument. Copy an Array before you write to it, because its elements
        share memory.

    Raises
    ------
    ValueError
        If an array is not 1-d, or `indexing` is neither ``"xy"`` nor ``"ij"``.
    """
    if indexing not in ("xy", "ij"):
        raise ValueError(
            message(f'indexing must be "xy" or "ij", got {shown(indexing)}', 'pass indexing="xy" or indexing="ij"')
        )
    if not arrays:
        return ()
    xp, natives = promote_operands(*arrays)
    shapes = [xp.hooks.shape(native) for native in natives]
    for shape in shapes:
        if len(shape) != 1:
            raise ValueError(message(f"ua.meshgrid needs 1-d arrays, got shape {shape}", "ua.reshape(x, (-1,))"))
    # The library's own meshgrid is not called. NumPy's copies and torch's does not, so writing to the results would
    # have different effects.
    order = list(range(len(shapes)))
    if indexing == "xy":
        order[:2] = order[1::-1]
    grid = tuple([shapes[axis][0] for axis in order])
    found = []
    for native, axis in zip(natives, order, strict=True):
        line = tuple([length if index == axis else 1 for index, length in enumerate(grid)])
        found.append(Array(invoke(xp, xp.broadcast_to, invoke(xp, xp.reshape, native, line), grid), xp))
    return tuple(found)


def ones(
    shape: int | t.Sequence[int], *, dtype: t.DTypeLike | None = None, device: t.DeviceLike | None = None
) -> Array:
    """Return an Array of a given shape full of ones.

    Parameters
    ----------
    shape : int or tuple of int
        Shape.
    dtype : DType or str, optional
        Data type. Default: the default real floating dtype.
    device : Device or str, optional
        Device, optionally with a backend: ``"cuda"``, ``"torch:cuda:1"``. Default: the current selection's.

    Returns
    -------
    Array
        Of the given shape, dtype and device.

    Raises
    ------
    TypeError
        If the device lacks the dtype, or a length is not an integer.
    ValueError
        If a length is negative.
    """
    return _create("ones", shape, dtype, device)


def ones_like(x: Array, /, *, dtype: t.DTypeLike | None = None, device: t.DeviceLike | None = None) -> Array:
    """Return an Array of the shape of `x` full of ones.

    Parameters
    ----------
    x : Array
        Array that gives the shape and, by default, the dtype and the device.
    dtype : DType or str, optional
        Data type. Default: that of `x`.
    device : Device or str, optional
        Device. Default: that of `x`.

    Returns
    -------
    Array
        Of the shape of `x`.

    Raises
    ------
    TypeError
        If the device lacks the dtype.
    """
    return _create_like("ones", x, dtype, device)


def tril(x: Array, /, *, k: int = 0) -> Array:
    """Return the lower triangle of each matrix, with zeros above a diagonal.

    Parameters
    ----------
    x : Array
        Of shape ``(..., M, N)`` and any dtype.
    k : int, default 0
        Diagonal above which all elements are zero: 0 for the main diagonal, positive for one above it, negative for
        one below it.

    Returns
    -------
    Array
        Of the shape and dtype of `x`.

    Raises
    ------
    ValueError
        If `x` has fewer than 2 dimensions.
    """
    return _triangle("tril", x, k)


def triu(x: Array, /, *, k: int = 0) -> Array:
    """Return the upper triangle of each matrix, with zeros below a diagonal.

    Parameters
    ----------
    x : Array
        Of shape ``(..., M, N)`` and any dtype.
    k : int, default 0
        Diagonal below which all elements are zero: 0 for the main diagonal, positive for one above it, negative for
        one below it.

    Returns
    -------
    Array
        Of the shape and dtype of `x`.

    Raises
    ------
    ValueError
        If `x` has fewer than 2 dimensions.
    """
    return _triangle("triu", x, k)


def zeros(
    shape: int | t.Sequence[int], *, dtype: t.DTypeLike | None = None, device: t.DeviceLike | None = None
) -> Array:
    """Return an Array of a given shape full of zeros.

    Parameters
    ----------
    shape : int or tuple of int
        Shape.
    dtype : DType or str, optional
        Data type. Default: the default real floating dtype.
    device : Device or str, optional
        Device, optionally with a backend: ``"cuda"``, ``"torch:cuda:1"``. Default: the current selection's.

    Returns
    -------
    Array
        Of the given shape, dtype and device.

    Raises
    ------
    TypeError
        If the device lacks the dtype, or a length is not an integer.
    ValueError
        If a length is negative.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.zeros((2, 3)).shape
    (2, 3)
    """
    # The default case is inlined, because NumPy makes three zeros in 75 ns, which is less than two calls of Python
    # functions take. `make` is a local variable, because CPython 3.11 calls an attribute of an object more slowly.
    if device is None:
        selection = fast.selection
        if selection is None:
            selection = current()
        if dtype is None:
            make = selection.zeros
        else:
            name: t.Any = dtype
            if type(name) is DType:
                name = name.name
            make = selection.xp.makers["zeros"].get(name) if type(name) is str else None  # type: ignore[union-attr]
        if make is not None:
            new = _new(Array)
            new._xp = selection.xp  # type: ignore[assignment]
            if type(shape) is not int:
                for length in shape if type(shape) is tuple else (None,):
                    if type(length) is not int:
                        shape = axes.shape(shape)  # libraries accept different types
                        break
            try:
                new._native = make(shape)
            except Exception as error:
                try:
                    axes.shape(shape)
                except ValueError as better:  # this error names the length
                    raise better from error
                raise_translated(new._xp, error, zeros, shape)
            return new
    return _create("zeros", shape, dtype, device)


def zeros_like(x: Array, /, *, dtype: t.DTypeLike | None = None, device: t.DeviceLike | None = None) -> Array:
    """Return an Array of the shape of `x` full of zeros.

    Parameters
    ----------
    x : Array
        Array that gives the shape and, by default, the dtype and the device.
    dtype : DType or str, optional
        Data type. Default: that of `x`.
    device : Device or str, optional
        Device. Default: that of `x`.

    Returns
    -------
    Array
        Of the shape of `x`.

    Raises
    ------
    TypeError
        If the device lacks the dtype.
    """
    return _create_like("zeros", x, dtype, device)


# -- shared helpers -----------------------------------------------------------------------------------------


def _create(name: str, shape: t.Any, dtype: t.Any, device: t.Any) -> Array:
    if device is None:
        selection = current()
        xp: t.Any = selection.xp
        make = getattr(selection, name) if dtype is None else _maker(name, xp, dtype)
        if make is not None:
            return Array(invoke(xp, make, axes.shape(shape)), xp)
    return creation.of_shape(name, creation_namespace(device), shape, dtype)


def _maker(name: str, xp: t.BackendNamespace, dtype: t.Any) -> t.Any:
    """Return the function "empty", "ones" or "zeros" for a dtype, which is found once for each name of a dtype."""
    if tracing.probe():
        return None
    wanted = as_dtype(dtype)
    made = xp.makers[name]
    if wanted.name not in made:
        made[wanted.name] = xp.hooks.allocators(wanted)[("empty", "ones", "zeros").index(name)]
    return made[wanted.name]


def _create_like(name: str, x: Array, dtype: t.Any, device: t.Any) -> Array:
    x = array_only(x)
    xp = namespace_like(x, device)
    wanted = native_dtype(xp, x.dtype if dtype is None else dtype)
    shape = axes.known(x.shape, x._xp.hooks.unknown_length_hint)
    return Array(invoke(xp, getattr(xp, name), shape, dtype=wanted), xp)


def _triangle(name: str, x: Array, k: int) -> Array:
    xp, native = take_one(name, x)
    shape = xp.hooks.shape(native)
    require_ndim(name, shape, 2)
    return Array(invoke(xp, getattr(xp, name), native, k=axes.diagonal(k, "k", *shape[-2:])), xp)
