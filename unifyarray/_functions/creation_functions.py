"""Creation functions of the standard."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from .._array.arguments import array_only, require_ndim, take_one
from .._array.array import Array
from .._array.calls import (
    as_constant,
    as_dtype,
    creation_namespace,
    invoke,
    namespace_on,
    native_dtype,
    promote_operands,
    refuse,
    to_one_namespace,
)
from .._array.conversion import asarray, from_dlpack
from .._core import dtypes as dt
from .._core import lazy_typing as t
from .._core.errors import message, raise_translated, shown
from .._rules import axes, scalars
from .._runtime.selection import current, fast

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._backend.backend import NativeNamespace

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
_LARGE = 2**62


def arange(
    start: float,
    /,
    stop: float | None = None,
    step: float = 1,
    *,
    dtype: t.DTypeLike | None = None,
    device: t.DeviceLike | None = None,
) -> Array:
    """Evenly spaced numbers from `start` up to, but without, `stop`.

    Parameters
    ----------
    start : int or float
        First number; with `stop` left out, the end, and the numbers start at 0.
    stop : int or float, optional
        End, not included. With a fractional step, rounding may let it in.
    step : int or float, default 1
        Distance from one number to the next; negative to count down.
    dtype : DType or str, optional
        Data type. Default: int64 where all three are integers, else the default real floating dtype.
    device : Device or str, optional
        Device, optionally with a backend: ``"cuda"``, ``"torch:cuda:1"``. Default: the current selection's.

    Returns
    -------
    Array
        Of shape ``(ceil((stop - start) / step),)``; of length 0 where the step leads away from `stop`.

    Raises
    ------
    TypeError
        An argument is no real number, or `dtype` is bool or complex.
    ValueError
        `step` is 0.
    OverflowError
        A number does not fit into an integer `dtype`.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.arange(1, 7, 2).tolist()
    [1, 3, 5]
    """
    if stop is None:
        start, stop = 0, start
    xp = creation_namespace(device)
    values = [_real(value, name) for value, name in ((start, "start"), (stop, "stop"), (step, "step"))]
    if values[2] == 0:
        raise ValueError(message("step is 0", "a positive or negative step"))
    for value in values:
        if type(value) is float and not isfinite(value):
            raise ValueError(message(f"ua.arange does not get to {value}", "finite numbers"))
    if dtype is None:
        wanted = dt.int64 if all(type(value) is int for value in values) else xp.hooks.default_float()
    else:
        wanted = as_dtype(dtype)
        if wanted.rank not in (1, 2):
            raise TypeError(message(f"ua.arange makes no {wanted}", "ua.astype(ua.arange(...), dtype)"))
    library_dtype = xp.hooks.native_dtype(wanted)
    if wanted.rank == 1:
        # What lies in the range must fit; the end itself need not.
        count = -((values[0] - values[1]) // values[2])
        if count > 0:
            for edge in (values[0], values[0] + (count - 1) * values[2]):
                scalars.check_representable(int(edge), wanted)
        if count < 3 and not all(-_LARGE < value < _LARGE for value in values):
            # One or two numbers, or none, which libraries get wrong where an argument is beyond 64 bits or close to it.
            few = [int(values[0] + place * values[2]) for place in range(max(int(count), 0))]
            return Array(invoke(xp, xp.asarray, few, dtype=library_dtype), xp)
        if float in map(type, values):
            # Libraries differ in what they make of a step of 0.5 between integers: here the exact numbers are cut off.
            default = xp.hooks.native_dtype(xp.hooks.default_float())
            return Array(xp.hooks.cast(invoke(xp, xp.arange, *values, dtype=default), wanted), xp)
    else:
        values = [value if abs(value) < _LARGE else scalars.floating(value) for value in values]
    return Array(invoke(xp, xp.arange, *values, dtype=library_dtype), xp)


def empty(shape: int | Sequence[int], *, dtype: t.DTypeLike | None = None, device: t.DeviceLike | None = None) -> Array:
    """Array of a shape whose elements are not set.

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
        Of that shape, dtype and device. Its values are unspecified.

    Raises
    ------
    TypeError
        The device lacks the dtype, or a length is no integer.
    ValueError
        A length is negative.
    """
    return _create("empty", shape, dtype, device)


def empty_like(x: Array, /, *, dtype: t.DTypeLike | None = None, device: t.DeviceLike | None = None) -> Array:
    """Array of the shape of another one whose elements are not set.

    Parameters
    ----------
    x : Array
        Model.
    dtype : DType or str, optional
        Data type. Default: that of `x`.
    device : Device or str, optional
        Device; that of `x` by default.

    Returns
    -------
    Array
        Of the shape of `x`. Its values are unspecified.

    Raises
    ------
    TypeError
        The device lacks the dtype.
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
    """Matrix with ones on a diagonal and zeros elsewhere.

    Parameters
    ----------
    n_rows : int
        Number of rows.
    n_cols : int, optional
        Number of columns. Default: `n_rows`.
    k : int, default 0
        Diagonal: 0 the main one, positive above it, negative below.
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
        The device lacks the dtype, or an argument is no integer.
    ValueError
        A number of rows or columns is negative.
    """
    xp = creation_namespace(device)
    rows, columns = axes.shape((n_rows, n_rows if n_cols is None else n_cols))
    wanted = native_dtype(xp, xp.hooks.default_float() if dtype is None else dtype)
    return Array(invoke(xp, xp.eye, rows, columns, k=axes.diagonal(k, "k", rows, columns), dtype=wanted), xp)


def full(
    shape: int | Sequence[int],
    fill_value: Array | complex,
    *,
    dtype: t.DTypeLike | None = None,
    device: t.DeviceLike | None = None,
) -> Array:
    """Array of a shape with one value everywhere.

    Parameters
    ----------
    shape : int or tuple of int
        Shape.
    fill_value : bool, int, float, complex or 0-d Array
        Value of every element.
    dtype : DType or str, optional
        Data type. Default: bool for a bool, int64 for an int, the default real floating dtype for a float, the
        default complex one for a complex, that of an Array.
    device : Device or str, optional
        Device, optionally with a backend: ``"cuda"``, ``"torch:cuda:1"``. Default: the current selection's.

    Returns
    -------
    Array
        Of that shape, dtype and device.

    Raises
    ------
    TypeError
        The value is no scalar or of a higher kind than the dtype (a float into integers), or the device lacks the
        dtype.
    ValueError
        A length is negative.
    OverflowError
        The integer does not fit into the dtype.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.full(2, 7).tolist()
    [7, 7]
    """
    return _full(creation_namespace(device), axes.shape(shape), fill_value, dtype)


def full_like(
    x: Array, /, fill_value: Array | complex, *, dtype: t.DTypeLike | None = None, device: t.DeviceLike | None = None
) -> Array:
    """Array of the shape of another one with one value everywhere.

    Parameters
    ----------
    x : Array
        Model.
    fill_value : bool, int, float, complex or 0-d Array
        Value of every element.
    dtype : DType or str, optional
        Data type. Default: that of `x`.
    device : Device or str, optional
        Device; that of `x` by default.

    Returns
    -------
    Array
        Of the shape of `x`.

    Raises
    ------
    TypeError
        The value is no scalar or of a higher kind than the dtype (a float into integers), or the device lacks the
        dtype.
    OverflowError
        The integer does not fit into the dtype.
    """
    x, fill_value = to_one_namespace(array_only(x), fill_value)
    return _full(like(x, device), x.shape, fill_value, x.dtype if dtype is None else dtype)


def linspace(
    start: complex,
    stop: complex,
    /,
    num: int,
    *,
    dtype: t.DTypeLike | None = None,
    device: t.DeviceLike | None = None,
    endpoint: bool = True,
) -> Array:
    """Evenly spaced values, a given number of them, from `start` to `stop`.

    Parameters
    ----------
    start, stop : int, float or complex
        First value, and end of the interval.
    num : int
        Number of values, 0 or more.
    dtype : DType or str, optional
        Data type, real or complex floating. Default: the default complex dtype where an end is complex, else the
        default real floating one.
    device : Device or str, optional
        Device, optionally with a backend: ``"cuda"``, ``"torch:cuda:1"``. Default: the current selection's.
    endpoint : bool, default True
        Whether `stop` is the last value. Where not, the interval is divided into one part more.

    Returns
    -------
    Array
        Of shape ``(num,)``.

    Raises
    ------
    TypeError
        An end is no scalar, `dtype` is not floating-point, or an end is complex and `dtype` is real.
    ValueError
        `num` is negative.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.linspace(0, 1, 3).tolist()
    [0.0, 0.5, 1.0]
    """
    xp = creation_namespace(device)
    hooks = xp.hooks
    ends = [_scalar(start, "start"), _scalar(stop, "stop")]
    is_complex = complex in (type(ends[0]), type(ends[1]))
    (count,) = axes.shape(axes.integer(num, "num"))
    if dtype is None:
        wanted = hooks.default_complex() if is_complex else hooks.default_float()
    else:
        wanted = as_dtype(dtype)
        if wanted.rank < 2:
            raise TypeError(message(f"ua.linspace makes no {wanted}", "ua.astype(ua.linspace(...), dtype)"))
        if is_complex and wanted.rank < 3:
            raise TypeError(message(f"complex ends do not fit into {wanted}", "dtype=ua.complex128"))
    ends = [scalars.floating(end) if type(end) is int else end for end in ends]
    ends = [complex(end) if wanted.rank == 3 else float(end) for end in ends]
    library_dtype = hooks.native_dtype(wanted)
    return Array(invoke(xp, xp.linspace, *ends, count, dtype=library_dtype, endpoint=bool(endpoint)), xp)


def meshgrid(*arrays: Array, indexing: t.Literal["xy", "ij"] = "xy") -> tuple[Array, ...]:
    """Coordinates of the points of a grid, one array per axis of it.

    Parameters
    ----------
    *arrays : Array
        1-d arrays of lengths N1, N2, N3 …; they meet in one dtype.
    indexing : {"xy", "ij"}
        ``"ij"``: the grid has shape ``(N1, N2, N3, ...)``; ``"xy"``: ``(N2, N1, N3, ...)``.

    Returns
    -------
    tuple of Array
        As many as were given, each of the grid's shape. Write to a copy: elements share their place.

    Raises
    ------
    ValueError
        An array is not 1-d, or `indexing` is neither of the two.
    """
    if indexing not in ("xy", "ij"):
        raise ValueError(message(f"indexing={shown(indexing)} is not valid", '"xy" or "ij"'))
    if not arrays:
        return ()
    xp, natives = promote_operands(*arrays)
    shapes = [xp.hooks.shape(native) for native in natives]
    for shape in shapes:
        if len(shape) != 1:
            raise ValueError(message(f"ua.meshgrid takes 1-d arrays, not shape {shape}", "ua.reshape(x, (-1,))"))
    # Not the library's own: NumPy copies, torch does not, and writing to the result would not be the same.
    order = list(range(len(shapes)))
    if indexing == "xy":
        order[:2] = order[1::-1]
    grid = tuple([shapes[axis][0] for axis in order])
    found = []
    for native, axis in zip(natives, order, strict=True):
        line = tuple([length if place == axis else 1 for place, length in enumerate(grid)])
        found.append(Array(invoke(xp, xp.broadcast_to, invoke(xp, xp.reshape, native, line), grid), xp))
    return tuple(found)


def ones(shape: int | Sequence[int], *, dtype: t.DTypeLike | None = None, device: t.DeviceLike | None = None) -> Array:
    """Array of a shape full of ones.

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
        Of that shape, dtype and device.

    Raises
    ------
    TypeError
        The device lacks the dtype, or a length is no integer.
    ValueError
        A length is negative.
    """
    return _create("ones", shape, dtype, device)


def ones_like(x: Array, /, *, dtype: t.DTypeLike | None = None, device: t.DeviceLike | None = None) -> Array:
    """Array of the shape of another one, full of ones.

    Parameters
    ----------
    x : Array
        Model.
    dtype : DType or str, optional
        Data type. Default: that of `x`.
    device : Device or str, optional
        Device; that of `x` by default.

    Returns
    -------
    Array
        Of the shape of `x`.

    Raises
    ------
    TypeError
        The device lacks the dtype.
    """
    return _create_like("ones", x, dtype, device)


def tril(x: Array, /, *, k: int = 0) -> Array:
    """Lower triangle of each matrix: zeros above a diagonal.

    Parameters
    ----------
    x : Array
        Of shape ``(..., M, N)`` and any dtype.
    k : int, default 0
        Diagonal above which there are zeros: 0 the main one, positive above it, negative below.

    Returns
    -------
    Array
        Of the shape and dtype of `x`.

    Raises
    ------
    ValueError
        `x` has fewer than 2 dimensions.
    """
    return _triangle("tril", x, k)


def triu(x: Array, /, *, k: int = 0) -> Array:
    """Upper triangle of each matrix: zeros below a diagonal.

    Parameters
    ----------
    x : Array
        Of shape ``(..., M, N)`` and any dtype.
    k : int, default 0
        Diagonal below which there are zeros: 0 the main one, positive above it, negative below.

    Returns
    -------
    Array
        Of the shape and dtype of `x`.

    Raises
    ------
    ValueError
        `x` has fewer than 2 dimensions.
    """
    return _triangle("triu", x, k)


def zeros(shape: int | Sequence[int], *, dtype: t.DTypeLike | None = None, device: t.DeviceLike | None = None) -> Array:
    """Array of a shape full of zeros.

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
        Of that shape, dtype and device.

    Raises
    ------
    TypeError
        The device lacks the dtype, or a length is no integer.
    ValueError
        A length is negative.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.zeros((2, 3)).shape
    (2, 3)
    """
    # The default is written out: making three zeros takes NumPy 75 ns, less than two calls of Python functions. For
    # the same reason `make` has a name: CPython 3.11 looks up what is called as a method slower than an attribute.
    if dtype is None and device is None:
        selection = fast.selection
        if selection is None:
            selection = current()
        make = selection.zeros
        if make is not None:
            new = _new(Array)
            new._xp = selection.xp  # type: ignore[assignment]
            if type(shape) is not int:
                for length in shape if type(shape) is tuple else (None,):
                    if type(length) is not int:
                        shape = axes.shape(shape)  # libraries differ in what else they take
                        break
            try:
                new._native = make(shape)
            except Exception as error:
                try:
                    axes.shape(shape)
                except ValueError as better:  # it says what is wrong with the shape
                    raise better from error
                raise_translated(new._xp, error, zeros, shape)
            return new
    return _create("zeros", shape, dtype, device)


def zeros_like(x: Array, /, *, dtype: t.DTypeLike | None = None, device: t.DeviceLike | None = None) -> Array:
    """Array of the shape of another one, full of zeros.

    Parameters
    ----------
    x : Array
        Model.
    dtype : DType or str, optional
        Data type. Default: that of `x`.
    device : Device or str, optional
        Device; that of `x` by default.

    Returns
    -------
    Array
        Of the shape of `x`.

    Raises
    ------
    TypeError
        The device lacks the dtype.
    """
    return _create_like("zeros", x, dtype, device)


# -- what they share -----------------------------------------------------------------------------------------


def like(x: Array, device: t.Any) -> NativeNamespace:
    """Return the namespace of a ``device=`` argument that defaults to the place of an Array."""
    return x._xp if device is None else namespace_on(x._xp, device)


def _create(name: str, shape: t.Any, dtype: t.Any, device: t.Any) -> Array:
    if dtype is None and device is None:
        selection = current()
        make = getattr(selection, name)
        if make is not None:
            place: t.Any = selection.xp
            return Array(invoke(place, make, axes.shape(shape)), place)
    xp = creation_namespace(device)
    wanted = native_dtype(xp, xp.hooks.default_float() if dtype is None else dtype)
    return Array(invoke(xp, getattr(xp, name), axes.shape(shape), dtype=wanted), xp)


def _create_like(name: str, x: Array, dtype: t.Any, device: t.Any) -> Array:
    x = array_only(x)
    xp = like(x, device)
    wanted = native_dtype(xp, x.dtype if dtype is None else dtype)
    return Array(invoke(xp, getattr(xp, name), x.shape, dtype=wanted), xp)


def _full(xp: NativeNamespace, shape: tuple[int, ...], fill_value: t.Any, dtype: t.Any) -> Array:
    if type(fill_value) is Array and not fill_value.ndim:
        return _full_of(xp, shape, fill_value, dtype)
    value = _scalar(fill_value, "fill_value")
    wanted = xp.hooks.default_dtype(type(value)) if dtype is None else as_dtype(dtype)
    library_dtype = xp.hooks.native_dtype(wanted)
    if scalars.RANK[type(value)] > wanted.rank:
        raise TypeError(message(f"{value!r} does not go into {wanted}", f"{wanted.kind} values, or another dtype"))
    return Array(invoke(xp, xp.full, shape, scalars.saturate(value, wanted), dtype=library_dtype), xp)


def _full_of(xp: NativeNamespace, shape: tuple[int, ...], value: Array, dtype: t.Any) -> Array:
    """Return a 0-d Array everywhere; it stays on its device and keeps its gradient."""
    value = value if value._xp is xp else as_constant(value, xp)
    wanted = value.dtype if dtype is None else as_dtype(dtype)
    if value.dtype.rank > wanted.rank:
        raise TypeError(message(f"{value.dtype} does not go into {wanted}", f"{wanted.kind} values, or another dtype"))
    spread = invoke(xp, xp.broadcast_to, xp.hooks.cast(value._native, wanted), shape)
    return Array(invoke(xp, xp.asarray, spread, copy=True), xp)


def _triangle(name: str, x: Array, k: int) -> Array:
    xp, native = take_one(name, x)
    shape = xp.hooks.shape(native)
    require_ndim(name, shape, 2)
    return Array(invoke(xp, getattr(xp, name), native, k=axes.diagonal(k, "k", *shape[-2:])), xp)


def _scalar(value: object, name: str) -> t.Any:
    """Return an argument that must be a scalar as a Python scalar; a 0-d Array is none."""
    if type(value) is Array:
        raise TypeError(message(f"{name} must be a Python scalar, not an {shown(value)}", f"{name}=x.item()"))
    found = scalars.as_python(value)
    if found is None:
        refuse(value)
    return found


def _real(value: object, name: str) -> t.Any:
    found = _scalar(value, name)
    if type(found) is complex:
        raise TypeError(message(f"{name} must be a real number, not {found!r}", f"{name}=z.real"))
    return int(found) if type(found) is bool else found
