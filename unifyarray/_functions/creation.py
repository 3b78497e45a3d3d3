"""Creation functions in a given namespace.

The functions of ``ua`` pass the namespace of their ``device=`` argument or of the selection. The functions of a bound
namespace pass the namespace that it is bound to.
"""

from __future__ import annotations

from .._array._late import data_in, imperative
from .._array.array import Array
from .._array.calls import as_constant, refuse
from .._array.dtype_and_device import as_dtype, creation_namespace, namespace_on, native_dtype
from .._array.invocation import invoke
from .._array.transfer import transferred
from .._core import dtypes as dt
from .._core.devices import Device
from .._core.errors import CopyRequiredError, message, shown
from .._rules import axes, scalars
from .._runtime import registry
from .._runtime.late import pytree
from .._runtime.python_scalars import as_python
from .constants import inf
from .data_type_functions import astype, result_type
from .manipulation_functions import stack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .._backend.namespaces import NativeNamespace
    from .._core.dtypes import DType

_LARGE = 2**62


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
        return data_in.from_scalar(value, xp or creation_namespace(device), wanted, copy)
    # A sequence.
    if isinstance(obj, list | tuple):
        if data_in.holds_arrays(obj):
            return _stacked(xp, obj, wanted, device, copy)
        return data_in.from_sequence(obj, xp or creation_namespace(device), wanted, copy)
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
    return Array(transferred(native, source, xp, dtype, copy, "error"), xp)


def _stacked(xp: NativeNamespace | None, obj: Any, dtype: DType | None, device: Any, copy: bool | None) -> Array:
    """Return nested sequences that contain Arrays as one Array, which keeps the gradients of the Arrays."""
    if copy is False:
        raise CopyRequiredError(message(f"a {type(obj).__name__} has no memory to share", "pass copy=None"))
    found = pytree.leaves(obj)
    common_dtype = dtype or result_type(*found)
    first = next(x for x in found if type(x) is Array)

    def stacked(x: Any) -> Array:
        if isinstance(x, list | tuple):
            return stack([stacked(item) for item in x])
        if type(x) is Array:
            return astype(x, common_dtype, copy=False)
        return asarray(first._xp, x, dtype=common_dtype)

    return asarray(xp, stacked(obj), device=device)


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


def full(xp: NativeNamespace, shape: int | Sequence[int], fill_value: Any, *, dtype: Any = None) -> Array:
    """Return an Array of a given shape with one value everywhere."""
    lengths = axes.shape(shape)
    if type(fill_value) is Array and not fill_value.ndim:
        return _full_of_array(xp, lengths, fill_value, dtype)
    value = _scalar(fill_value, "fill_value")
    wanted = xp.hooks.default_dtype(type(value)) if dtype is None else as_dtype(dtype)
    library_dtype = xp.hooks.native_dtype(wanted)
    if scalars.RANK[type(value)] > wanted.rank:
        raise TypeError(
            message(
                f"fill_value {value!r} cannot be stored as {wanted}", f"pass a {wanted.kind} value, or another dtype="
            )
        )
    return Array(invoke(xp, xp.full, lengths, scalars.saturate(value, wanted), dtype=library_dtype), xp)


def _full_of_array(xp: NativeNamespace, shape: tuple[int, ...], value: Array, dtype: Any) -> Array:
    """Return an Array filled with a 0-d Array, whose value stays on its device and keeps its gradient."""
    value = value if value._xp is xp else as_constant(value, xp)
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


def arange(
    xp: NativeNamespace, start: float, /, stop: float | None = None, step: float = 1, *, dtype: Any = None
) -> Array:
    """Return evenly spaced numbers from ``start`` up to, but not including, ``stop``."""
    if stop is None:
        start, stop = 0, start
    values = [_real(value, name) for value, name in ((start, "start"), (stop, "stop"), (step, "step"))]
    if values[2] == 0:
        raise ValueError(message("step must not be 0", "ua.arange(start, stop, step=1)"))
    for value in values:
        if type(value) is float and not -inf < value < inf:
            raise ValueError(
                message(f"ua.arange needs finite numbers, got {value}", "pass finite numbers: ua.arange(0, 10, 1)")
            )
    if dtype is None:
        wanted = dt.int64 if all(type(value) is int for value in values) else xp.hooks.default_float()
    else:
        wanted = as_dtype(dtype)
        if wanted.rank not in (1, 2):
            raise TypeError(
                message(
                    f"ua.arange needs an integer or real floating dtype, got {wanted}",
                    "ua.astype(ua.arange(...), dtype)",
                )
            )
    library_dtype = xp.hooks.native_dtype(wanted)
    if wanted.rank == 1:
        # Only the numbers must be representable in the dtype; `stop` need not be.
        count = -((values[0] - values[1]) // values[2])
        if count > 0:
            for edge in (values[0], values[0] + (count - 1) * values[2]):
                scalars.check_representable(int(edge), wanted)
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
    xp: NativeNamespace, start: complex, stop: complex, /, num: int, *, dtype: Any = None, endpoint: bool = True
) -> Array:
    """Return ``num`` evenly spaced values from ``start`` to ``stop``."""
    hooks = xp.hooks
    ends = [_scalar(start, "start"), _scalar(stop, "stop")]
    is_complex = complex in (type(ends[0]), type(ends[1]))
    (count,) = axes.shape(axes.integer(num, "num"))
    if dtype is None:
        wanted = hooks.default_complex() if is_complex else hooks.default_float()
    else:
        wanted = as_dtype(dtype)
        if wanted.rank < 2:
            raise TypeError(
                message(f"ua.linspace needs a floating-point dtype, got {wanted}", "ua.astype(ua.linspace(...), dtype)")
            )
        if is_complex and wanted.rank < 3:
            raise TypeError(
                message(f"a complex start or stop needs a complex dtype, got {wanted}", "dtype=ua.complex128")
            )
    ends = [scalars.floating(end) if type(end) is int else end for end in ends]
    ends = [complex(end) if wanted.rank == 3 else float(end) for end in ends]
    library_dtype = hooks.native_dtype(wanted)
    return Array(invoke(xp, xp.linspace, *ends, count, dtype=library_dtype, endpoint=bool(endpoint)), xp)


def _scalar(value: object, name: str) -> Any:
    """Return an argument as a Python scalar; raise TypeError if it is anything else, such as a 0-d Array."""
    if type(value) is Array:
        raise TypeError(message(f"{name} must be a Python scalar, got {shown(value)}", f"{name}=x.item()"))
    found = as_python(value)
    if found is None:
        refuse(value)
    return found


def _real(value: object, name: str) -> Any:
    found = _scalar(value, name)
    if type(found) is complex:
        raise TypeError(message(f"{name} must be a real number, got {found!r}", f"{name}=z.real"))
    return int(found) if type(found) is bool else found
