"""Creation functions in a given namespace.

The functions of ``ua`` pass the namespace of their ``device=`` argument or of the selection. The functions of a bound
namespace pass the namespace that it is bound to.
"""

from __future__ import annotations

from .._array._late import data_in, imperative
from .._array.array import Array
from .._array.calls import refuse, to_one_namespace
from .._array.dtype_and_device import as_dtype, creation_namespace, namespace_on, native_dtype
from .._array.invocation import invoke
from .._array.transfer import gradient_error, transferred, with_levels_of
from .._core import dtypes as dt
from .._core import tracing
from .._core.devices import Device
from .._core.errors import BackendUnavailableError, CopyRequiredError, message, shown
from .._rules import axes, scalars
from .._runtime import registry
from .._runtime.python_scalars import as_python
from .constants import inf
from .data_type_functions import astype, result_type
from .manipulation_functions import stack
from .searching_functions import where

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Final

    from .._array.data_in import Elements
    from .._backend.namespaces import NativeNamespace
    from .._core.dtypes import DType

_LARGE = 2**62
#: All libraries count the bytes of an array in 64 bits.
_MOST_BITS: Final = 8 * 2**63


# -- from data -----------------------------------------------------------------------------------------------


def asarray(
    xp: NativeNamespace | None,
    obj: Any,
    /,
    *,
    dtype: Any = None,
    device: Device | str | None = None,
    copy: bool | None = None,
    requires_grad: bool = False,
) -> Array:
    """Return an Array of the data.

    If ``xp`` is None, ``device`` selects the namespace. If ``device`` is None, too, arrays stay in their namespace and
    other data go to the namespace of the selection.
    """
    if requires_grad:
        return imperative.leaf(asarray(xp, obj, dtype=dtype, device=device, copy=copy))
    if copy is not None:
        scalars.check_copy(copy)
    wanted = None if dtype is None else as_dtype(dtype)

    # An Array.
    if type(obj) is Array:
        to = xp or (obj._xp if device is None else namespace_on(obj._xp, device))
        return _transferred(obj._native, obj._xp, to, wanted, copy)
    # A scalar. The registry comes later, because torch.compile does not trace it for a new type.
    value = as_python(obj)
    if value is not None:
        return data_in.from_scalar(value, xp or creation_namespace(device), wanted, copy, obj)
    # A sequence.
    if isinstance(obj, list | tuple):
        if tracing.probe():
            return _traced_sequence(xp, obj, wanted, device, copy)
        found = data_in.Elements().add(obj)
        if found.examples and any(map(_keeps_namespace, found.examples.values())):
            return _stacked(xp, obj, found, wanted, device, copy)
        return data_in.from_sequence(obj, found, xp or creation_namespace(device), wanted, copy)
    # A native array. Arrays of a host library are treated as plain data.
    source = registry.namespace_of(obj)
    if source is not None and not source.hooks.backend.capabilities.host:
        to = xp or (source if device is None else namespace_on(source, device))
        return _transferred(obj, source, to, wanted, copy)
    to = xp or creation_namespace(device)
    if source is not None:
        return data_in.from_host(obj, to, wanted, copy, source)
    # An array of a library without a backend, or any other object that NumPy reads.
    if hasattr(obj, "__dlpack__") and not hasattr(obj, "__array__"):
        return data_in.from_dlpack_object(obj, to, wanted, copy)
    return data_in.from_host(obj, to, wanted, copy)


def _transferred(
    native: Any, source: NativeNamespace, xp: NativeNamespace, dtype: DType | None, copy: bool | None
) -> Array:
    source.hooks.on_wrap(native)
    array = Array(transferred(native, source, xp, dtype, copy, "error"), with_levels_of(xp, source))
    xp.hooks.on_array(array)
    return array


def _traced_sequence(
    xp: NativeNamespace | None, obj: Any, dtype: DType | None, device: Any, copy: bool | None
) -> Array:
    """Return nested sequences as one Array; a compiler traces this if they hold Python scalars and Arrays."""
    found = [*data_in.leaves(obj)]
    for x in found:
        if type(x) is Array:
            return _stacked(xp, obj, None, dtype or result_type(*found), device, copy)
    return data_in.from_sequence(obj, data_in.Elements(), xp or creation_namespace(device), dtype, copy)


def _keeps_namespace(x: Any) -> bool:
    """Return whether an element of a list decides where the list's Array is: an Array, or an array of a device."""
    if type(x) is Array:
        return True
    try:
        source = registry.namespace_of(x)
    except BackendUnavailableError:
        return False  # NumPy may read it
    return source is not None and not source.hooks.backend.capabilities.host


def _stacked(
    xp: NativeNamespace | None, obj: Any, elements: Elements | None, dtype: DType | None, device: Any, copy: bool | None
) -> Array:
    """Return nested sequences that contain Arrays as one Array, which keeps the gradients of the Arrays.

    Native arrays of a device count as Arrays. Scalars and arrays on the host go to the first Array's namespace.
    """
    if copy is False:
        raise CopyRequiredError(message(f"a {type(obj).__name__} has no memory to share", "pass copy=None"))
    found = [_wrapped(x) for x in data_in.leaves(obj)]
    arrays = [x for x in found if type(x) is Array]
    first = arrays[0]._xp
    common_dtype = dtype
    if dtype is None and elements is not None:
        common_dtype = elements.dtype(first.hooks.default_dtype)
    if common_dtype is None:
        common_dtype = result_type(*[asarray(first, x) for x in found])
    if common_dtype.rank < 2 and any(x._xp.hooks.requires_grad(x._native) for x in arrays):
        raise gradient_error(f"to {common_dtype}", "for a constant, ua.stop_gradient(x) first")

    def stacked(x: Any) -> Array:
        if isinstance(x, list | tuple):
            return stack([stacked(item) for item in x])
        x = _wrapped(x)
        if type(x) is Array:
            return astype(x, common_dtype, copy=False)
        return asarray(first, x, dtype=common_dtype)

    return asarray(xp, stacked(obj), device=device)


def _wrapped(x: Any) -> Any:
    """Return a native array of a device as an Array in its own namespace; any other element unchanged."""
    if type(x) is Array or not _keeps_namespace(x):
        return x
    source = registry.namespace_of(x)
    assert source is not None
    return _transferred(x, source, source, None, None)


def from_dlpack(
    xp: NativeNamespace | None, x: Any, /, *, device: Device | str | None = None, copy: bool | None = None
) -> Array:
    """Return an Array of an object that has ``__dlpack__``.

    If ``xp`` is None, the Array is on ``device``, or on the object's own device if ``device`` is None.
    """
    scalars.check_copy(copy)
    if not hasattr(x, "__dlpack__") or not hasattr(x, "__dlpack_device__"):
        raise TypeError(message(f"{shown(x)} ({type(x).__name__}) has no __dlpack__", "ua.asarray(x)"))
    source = x._xp if type(x) is Array else registry.namespace_of(x)
    if xp is None and device is not None:
        xp = creation_namespace(device)
    elif xp is None:
        own_device = _dlpack_device(x)
        xp = x._xp if type(x) is Array else creation_namespace(own_device)
    if source is not None:
        return _transferred(x._native if type(x) is Array else x, source, xp, None, copy)
    return Array(invoke(xp, xp.hooks.from_dlpack, x, copy), xp)


def _dlpack_device(x: Any) -> Device:
    from .._core.dlpack import device_of

    kind, index = x.__dlpack_device__()
    found = device_of(kind, index)
    if found is None:
        raise BufferError(
            message(f"no backend supports the DLPack device type {int(kind)}", "copy the data to the host first")
        )
    return found


# -- from a shape --------------------------------------------------------------------------------------------


def empty(xp: NativeNamespace, shape: int | Sequence[int], *, dtype: Any = None) -> Array:
    """Return an Array of a given shape without setting its elements."""
    return of_shape("empty", xp, shape, dtype)


def ones(xp: NativeNamespace, shape: int | Sequence[int], *, dtype: Any = None) -> Array:
    """Return an Array of ones."""
    return of_shape("ones", xp, shape, dtype)


def zeros(xp: NativeNamespace, shape: int | Sequence[int], *, dtype: Any = None) -> Array:
    """Return an Array of zeros."""
    return of_shape("zeros", xp, shape, dtype)


def of_shape(name: str, xp: NativeNamespace, shape: Any, dtype: Any) -> Array:
    """Return an Array of a given shape, made by the namespace's function "empty", "ones" or "zeros"."""
    wanted = native_dtype(xp, xp.hooks.default_float() if dtype is None else dtype)
    return Array(invoke(xp, getattr(xp, name), axes.shape(shape), dtype=wanted), xp)


def namespace_for(device: Device | str | None, *values: Any) -> NativeNamespace:
    """Return the namespace of a creation function's ``device=`` argument; None means that of the Arrays among values.

    Raises
    ------
    DeviceMismatchError
        ``device`` is None, and the Arrays have different backends or devices.
    """
    if device is None and Array in map(type, values):
        return next(x._xp for x in to_one_namespace(*values) if type(x) is Array)
    return creation_namespace(device)


def full(xp: NativeNamespace, shape: int | Sequence[int], fill_value: Any, *, dtype: Any = None) -> Array:
    """Return an Array of a given shape with one value everywhere."""
    lengths = axes.shape(shape)
    if type(fill_value) is Array and not fill_value.ndim:
        return _full_of_array(xp, lengths, fill_value, dtype)
    value = _scalar(fill_value, "fill_value", f"ua.asarray(ua.broadcast_to(x, {lengths}), copy=True)")
    if dtype is None:
        wanted = data_in.scalar_dtype(fill_value, xp.hooks.default_dtype) or xp.hooks.default_dtype(type(value))
    else:
        wanted = as_dtype(dtype)
    library_dtype = xp.hooks.native_dtype(wanted)
    if scalars.RANK[type(value)] > wanted.rank:
        raise TypeError(
            message(
                f"fill_value {value!r} cannot be stored as {wanted}",
                f"pass a {wanted.category} value, or another dtype=",
            )
        )
    return Array(invoke(xp, xp.full, lengths, scalars.saturate(value, wanted), dtype=library_dtype), xp)


def _full_of_array(xp: NativeNamespace, shape: tuple[int, ...], value: Array, dtype: Any) -> Array:
    """Return an Array filled with a 0-d Array, which keeps its gradient."""
    value = asarray(xp, value)
    wanted = value.dtype if dtype is None else as_dtype(dtype)
    if value.dtype.rank > wanted.rank:
        raise TypeError(
            message(
                f"fill_value of {value.dtype} cannot be stored as {wanted}",
                "pass another dtype=, or ua.astype(value, dtype)",
            )
        )
    spread = invoke(xp, xp.broadcast_to, xp.hooks.cast(value._native, wanted), shape)
    return Array(invoke(xp, xp.asarray, spread, copy=True), xp)


def eye(xp: NativeNamespace, n_rows: int, n_cols: int | None = None, /, *, k: int = 0, dtype: Any = None) -> Array:
    """Return a matrix with ones on a diagonal and zeros elsewhere."""
    rows, columns = axes.shape((n_rows, n_rows if n_cols is None else n_cols))
    wanted = native_dtype(xp, xp.hooks.default_float() if dtype is None else dtype)
    return Array(invoke(xp, xp.eye, rows, columns, k=axes.diagonal(k, "k", rows, columns), dtype=wanted), xp)


# -- from numbers --------------------------------------------------------------------------------------------


def arange(xp: NativeNamespace, start: Any, /, stop: Any = None, step: Any = 1, *, dtype: Any = None) -> Array:
    """Return evenly spaced numbers from ``start`` up to, but not including, ``stop``."""
    if stop is None:
        start, stop = 0, start
    ends: list[Any] = [start, stop, step]
    arrays: list[Array] = []
    values = ends
    if not (type(start) is type(stop) is type(step) is int):
        names = ("start", "stop", "step")
        ends = [_end(xp, value, name) for value, name in zip(ends, names, strict=True)]
        arrays = [end for end in ends if type(end) is Array]
        values = [_real(_value(end), name) for end, name in zip(ends, names, strict=True)]
    if values[2] == 0:
        raise ValueError(message("step must not be 0", "ua.arange(start, stop, step=1)"))
    for value in values:
        if type(value) is float and not -inf < value < inf:
            raise ValueError(
                message(f"ua.arange needs finite numbers, got {value}", "pass finite numbers: ua.arange(0, 10, 1)")
            )
    if dtype is not None:
        wanted = as_dtype(dtype)
        if wanted.rank == 0:
            raise TypeError(message("ua.arange needs a numeric dtype, got bool", "ua.astype(ua.arange(...), ua.bool)"))
    elif arrays:
        wanted = _dtype_of_ends(xp, [*ends, 0])
    else:
        wanted = dt.int64 if all(type(value) is int for value in values) else xp.hooks.default_float()
    library_dtype = xp.hooks.native_dtype(wanted)
    count = -((values[0] - values[1]) // values[2])
    if count * wanted.bits >= _MOST_BITS:
        fact = f"ua.arange from {shown(values[0])} to {shown(values[1])} has more elements than an array can have"
        raise ValueError(message(fact, "pass a larger step, or a smaller stop: ua.arange(0, 10, 1)"))
    if wanted.rank == 3:
        return astype(arange(xp, *ends, dtype=dt.REAL_OF[wanted]), wanted)
    if wanted.rank == 2 and any(end.dtype.rank == 2 for end in arrays):
        return _steps(xp, ends[0], ends[2], max(int(-((values[0] - values[1]) / values[2] // 1)), 0), wanted)
    if wanted.rank == 1:
        # Only the numbers must be representable in the dtype; `stop` need not be.
        if count > 0:
            for edge in (values[0], values[0] + (count - 1) * values[2]):
                scalars.check_representable(int(edge), wanted, f'pass dtype="{scalars.dtype_for(int(edge))}"')
        if count < 3 and not all(-_LARGE < value < _LARGE for value in values):
            # At most two numbers. Libraries get them wrong if an argument is beyond 64 bits or close to it.
            few = [int(values[0] + index * values[2]) for index in range(max(int(count), 0))]
            return Array(invoke(xp, xp.asarray, few, dtype=library_dtype), xp)
        if float in map(type, values):
            # Libraries treat a step of 0.5 between integers differently. Here the exact numbers are truncated.
            default = xp.hooks.native_dtype(xp.hooks.default_float())
            return Array(xp.hooks.cast(invoke(xp, xp.arange, *values, dtype=default), wanted), xp)
    else:
        values = [value if abs(value) < _LARGE else scalars.floating(value) for value in values]
    return Array(invoke(xp, xp.arange, *values, dtype=library_dtype), xp)


def linspace(
    xp: NativeNamespace, start: Any, stop: Any, /, num: int, *, dtype: Any = None, endpoint: bool = True
) -> Array:
    """Return ``num`` evenly spaced values from ``start`` to ``stop``."""
    hooks = xp.hooks
    ends = [_end(xp, start, "start"), _end(xp, stop, "stop")]
    has_arrays = type(ends[0]) is Array or type(ends[1]) is Array
    count = axes.integer(num, "num")
    if count < 0:
        raise ValueError(message(f"num must not be negative, got {count}", "pass num=0 or more"))
    axes.check_length(count, "num")
    if has_arrays:
        natural = _dtype_of_ends(xp, [*ends, 0.0])
    else:
        is_complex = type(ends[0]) is complex or type(ends[1]) is complex
        natural = hooks.default_complex() if is_complex else hooks.default_float()
    wanted = natural if dtype is None else as_dtype(dtype)
    if wanted.rank == 0:
        raise TypeError(
            message(f"ua.linspace needs a numeric dtype, got {wanted}", "ua.astype(ua.linspace(...), dtype)")
        )
    if natural.rank == 3 and wanted.rank < 3:
        raise TypeError(message(f"a complex start or stop needs a complex dtype, got {wanted}", "dtype=ua.complex128"))
    library_dtype = hooks.native_dtype(wanted)
    if wanted.rank == 1:
        return _integer_linspace(xp, ends[0], ends[1], count, wanted, endpoint)
    if has_arrays:
        return _between(xp, ends[0], ends[1], count, wanted, endpoint)
    first, last = [scalars.floating(end) if type(end) is int else end for end in ends]
    first, last = [complex(end) if wanted.rank == 3 else float(end) for end in (first, last)]
    largest = scalars.largest(wanted)
    distance = last - first
    parts = first.real, first.imag, last.real, last.imag, distance.real, distance.imag
    if not all(-largest <= part <= largest for part in parts):  # False for NaN, too
        return _extreme_linspace(xp, first, last, count, wanted, endpoint)
    return Array(invoke(xp, xp.linspace, first, last, count, dtype=library_dtype, endpoint=bool(endpoint)), xp)


def _extreme_linspace(xp: NativeNamespace, start: Any, stop: Any, num: int, dtype: DType, endpoint: bool) -> Array:
    """Return the values between ends that are not finite or so far apart that their distance is not."""
    hooks = xp.hooks
    is_finite = all(-inf < part < inf for end in (start, stop) for part in (end.real, end.imag))
    if is_finite and dtype in scalars.NARROW:
        widest = dt.widest_float(hooks.dtypes)
        wide = dt.COMPLEX_OF[widest] if dtype.rank == 3 else widest
        if wide is not dtype and wide in hooks.dtypes:
            return astype(linspace(xp, start, stop, num, dtype=wide, endpoint=endpoint), dtype)
        if wide is not dtype:  # a device with float64, but without complex128
            return _linspace_of_parts(xp, start, stop, num, dtype, widest, endpoint)
        start, stop = scalars.saturate(start, dtype), scalars.saturate(stop, dtype)
    if dtype.rank == 3:
        return _linspace_of_parts(xp, start, stop, num, dtype, dt.REAL_OF[dtype], endpoint)
    if -inf < start < inf and -inf < stop < inf:
        half = linspace(xp, start / 2, stop / 2, num, dtype=dtype, endpoint=endpoint)
        return half * 2.0
    # From the first value on, start + k * step has one value, an infinity or NaN.
    found = full(xp, (num,), start + (stop - start), dtype=dtype)
    if num:
        found[0] = start
    if endpoint and num > 1:
        found[-1] = stop
    return found


def _linspace_of_parts(
    xp: NativeNamespace, start: Any, stop: Any, num: int, dtype: DType, real: DType, endpoint: bool
) -> Array:
    """Return the values of a complex dtype from real and imaginary parts that are computed in a real dtype."""
    parts = [
        linspace(xp, first, last, num, dtype=real, endpoint=endpoint).tolist()
        for first, last in ((start.real, stop.real), (start.imag, stop.imag))
    ]
    return asarray(xp, [complex(*pair) for pair in zip(*parts, strict=True)], dtype=dtype)


def _integer_linspace(xp: NativeNamespace, start: Any, stop: Any, num: int, dtype: DType, endpoint: bool) -> Array:
    """Return the values in the widest real floating dtype, rounded down."""
    for end in (start, stop)[: min(num, 2 if endpoint else 1)]:
        value = scalars.floating(_value(end))
        scalars.to_element(value // 1 if -inf < value < inf else value, dtype)
    # Written out, because the last bit decides, and the functions of libraries differ in it.
    exact = _between(xp, start, stop, num, dt.widest_float(xp.hooks.dtypes), endpoint)
    return Array(xp.hooks.cast(invoke(xp, xp.floor, exact._native), dtype), xp)


def _between(xp: NativeNamespace, start: Any, stop: Any, num: int, dtype: DType, endpoint: bool) -> Array:
    """Return ``start + k * step``, exact at both ends, with the gradients of ends that are Arrays."""
    start, stop = (asarray(xp, end, dtype=dtype) for end in (start, stop))
    parts = num - 1 if endpoint else num
    found = _steps(xp, start, (stop - start) / max(parts, 1), num, dtype)
    if not endpoint or num < 2:
        return found
    return where(_numbers(xp, num, dt.int64) == parts, stop, found)


def _steps(xp: NativeNamespace, start: Any, step: Any, num: int, dtype: DType) -> Array:
    """Return ``start + k * step`` for k from 0 to num - 1; the first is ``start`` for every step."""
    start, step = (asarray(xp, value, dtype=dtype) for value in (start, step))
    numbers = _numbers(xp, num, dtype)
    return where(numbers == 0, start, start + numbers * step)


def _numbers(xp: NativeNamespace, num: int, dtype: DType) -> Array:
    return Array(invoke(xp, xp.arange, num, dtype=xp.hooks.native_dtype(dtype)), xp)


def _end(xp: NativeNamespace, value: Any, name: str) -> Any:
    """Return an end of a range: a 0-d Array in the namespace, or a Python scalar."""
    if type(value) is Array and not value.ndim:
        return asarray(xp, value)
    position = ", ".join("0" * value.ndim) if type(value) is Array else ""
    return _scalar(value, name, f"pass one element: {name}=x[{position}]")


def _value(end: Any) -> Any:
    """Return the value of an end of a range, which decides the length or is checked; the gradient is not lost by it."""
    if type(end) is not Array:
        return end
    hooks = end._xp.hooks
    return hooks.item(hooks.detach(end._native) if hooks.requires_grad(end._native) else end._native)


def _dtype_of_ends(xp: NativeNamespace, ends: Sequence[Any]) -> DType:
    """Return the dtype that the ends of a range promote to: Arrays count with their dtype, Python scalars are weak."""
    return data_in.Elements().add([*ends]).dtype(xp.hooks.default_dtype) or xp.hooks.default_float()


def _scalar(value: object, name: str, hint: str | None = None) -> Any:
    """Return an argument as a Python scalar; raise TypeError if it is anything else, with a hint for an Array."""
    if type(value) is Array:
        fact = f"{name} must be a number or a 0-d Array, got {shown(value)}"
        raise TypeError(message(fact, hint or f"{name}=x.item()"))
    found = as_python(value)
    if found is None:
        refuse(value)
    return found


def _real(value: object, name: str) -> Any:
    found = _scalar(value, name)
    if type(found) is complex:
        raise TypeError(message(f"{name} must be a real number, got {found!r}", f"{name}=z.real"))
    return int(found) if type(found) is bool else found
