"""Data in and out: ``asarray``, ``from_dlpack``, ``convert``, ``to_numpy``, ``native`` (contract rows 21 to 24, 32)."""

from __future__ import annotations

from .._core import dtypes as dt
from .._core.devices import Device
from .._core.errors import CopyRequiredError, DeviceUnavailableError, TransferWarning, message, shown, warn
from .._core.pytree import leaves
from .._rules import scalars
from .._runtime import registry, selection
from .._runtime.transfers import record
from .array import Array
from .nested_sequences import holds_arrays, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final, Literal

    import numpy as np

    from .._backend.backend import NativeNamespace
    from .._core.dtypes import DType

# Kinds of device by the DLPack standard's numbers; ROCm is "cuda", as in torch.
_DLPACK_KINDS: Final = {1: "cpu", 2: "cuda", 3: "cpu", 8: "mps", 10: "cuda", 11: "cpu", 14: "xpu"}


def asarray(
    obj: Any,
    /,
    *,
    dtype: DType | str | None = None,
    device: Device | str | None = None,
    copy: bool | None = None,
    requires_grad: bool = False,
) -> Array:
    """Return an Array of what is given.

    Host data (scalars, lists, buffers, ``numpy.ndarray``, pandas, Arrow) go to the current backend and device, and
    share memory on the CPU where that is possible and safe. Arrays, and native arrays of other libraries, keep the
    backend and the device they have unless ``device`` says otherwise.

    Parameters
    ----------
    obj : Array, native array, scalar, nested sequence, or object with ``__array__``, ``__dlpack__`` or a buffer
        The data.
    dtype : DType or str, optional
        Data type of the result. Default: that of the data; for Python scalars int64, the default real floating
        dtype, or the complex dtype that follows it.
    device : Device or str, optional
        Device of the result, optionally with a backend: ``"cuda"``, ``"torch:cuda:1"``.
    copy : bool, optional
        True copies always, False never, None where it must.
    requires_grad : bool, default False
        Whether ``backward`` is to collect the Array's gradient. Where the backend does not differentiate, the Array
        is made in the one that does so for it, on the same device and over the same memory. False changes nothing:
        what requires a gradient keeps it, and ``x.detach()`` is the same data without.

    Returns
    -------
    Array
        Of the shape of the data.

    Raises
    ------
    TypeError
        The data have a dtype that no Array has (object, string, structured), or a mask.
    ValueError
        Nested sequences of different lengths.
    CopyRequiredError
        ``copy=False``, and a copy is needed.
    OverflowError
        An integer does not fit into the dtype.
    BackendUnavailableError
        ``requires_grad=True``, and no backend here differentiates on the device.

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
    if requires_grad:
        from .._transforms.imperative import leaf

        return leaf(asarray(obj, dtype=dtype, device=device, copy=copy))
    from .calls import as_dtype, creation_namespace, namespace_on

    scalars.check_copy(copy)
    wanted = None if dtype is None else as_dtype(dtype)
    value = scalars.as_python(obj)
    if value is not None:  # before the registry is asked, which torch.compile does not trace for a new type
        return _from_scalar(value, creation_namespace(device), wanted, copy)
    source = obj._xp if type(obj) is Array else registry.namespace_of(obj)
    if source is not None and (type(obj) is Array or not source.hooks.backend.capabilities.host):
        xp = (
            source
            if device is None
            else creation_namespace(device)
            if hasattr(device, "hooks")
            else namespace_on(source, device)
        )
        native = obj._native if type(obj) is Array else obj
        source.hooks.on_wrap(native)
        return Array(_move(native, source, xp, wanted, copy, "error"), xp)
    if isinstance(obj, list | tuple) and holds_arrays(obj):
        return _stacked(obj, wanted, device, copy)
    xp = creation_namespace(device)
    if source is None and hasattr(obj, "__dlpack__") and not hasattr(obj, "__array__"):
        return Array(_cast(_checked(xp, xp.hooks.from_dlpack, obj, copy), xp, wanted, copy), xp)
    return _from_host(obj, xp, wanted, copy)


def _stacked(obj: Any, dtype: DType | None, device: Any, copy: bool | None) -> Array:
    """Return nested lists with Arrays among the numbers as one Array, where those are; their gradients stay."""
    from .._functions.data_type_functions import astype, result_type
    from .._functions.manipulation_functions import stack

    if copy is False:
        raise CopyRequiredError(message(f"a {type(obj).__name__} has no memory to share", "copy=None"))
    found = leaves(obj)
    met = dtype or result_type(*found)
    first = next(x for x in found if type(x) is Array)

    def one(x: Any) -> Array:
        if isinstance(x, list | tuple):
            return stack([one(item) for item in x])
        return astype(x, met, copy=False) if type(x) is Array else asarray(x, dtype=met, device=first._xp)  # type: ignore[arg-type]

    return asarray(one(obj), device=device)


def _checked(xp: NativeNamespace, function: Any, *args: Any) -> Any:
    from .calls import invoke

    return invoke(xp, function, *args)


def _from_scalar(value: Any, xp: NativeNamespace, dtype: DType | None, copy: bool | None) -> Array:
    if copy is False:
        raise CopyRequiredError(message(f"a Python scalar has no memory to share: {shown(value)}", "copy=None"))
    if dtype is None:
        dtype = xp.hooks.default_dtype(type(value))
    xp.hooks.native_dtype(dtype)
    value = scalars.to_element(value, dtype)
    return Array(_checked(xp, xp.hooks.scalar, value, dtype), xp)


def _from_host(obj: Any, xp: NativeNamespace, dtype: DType | None, copy: bool | None) -> Array:
    import numpy as np

    given, listed = obj, isinstance(obj, list | tuple)
    if listed and copy is False:
        raise CopyRequiredError(message(f"a {type(obj).__name__} has no memory to share", "copy=None"))
    if type(obj) is not np.ndarray and not isinstance(obj, np.ndarray):
        obj = read(obj, dtype) if listed else np.asarray(obj)
    if obj.dtype.kind not in "biufcV" or obj.dtype.names is not None:
        raise _no_numbers(given, obj.dtype)
    if listed and dtype is None:
        dtype = _listed_dtype(obj.dtype.kind, xp)
    hooks = xp.hooks
    found = registry.find_dtype(obj.dtype)
    if found is not None and found not in hooks.dtypes and dtype is not None and dtype in hooks.dtypes:
        # The device lacks the data's dtype, the one asked for it has; NumPy may lack bfloat16.
        obj = obj.astype(_host_dtype(dtype) or np.float32)
    elif found is not None:
        hooks.native_dtype(found)
    return Array(_cast(_checked(xp, hooks.from_host, obj, copy), xp, dtype, copy), xp)


def _no_numbers(given: Any, dtype: Any) -> TypeError:
    """Return the error of data that are no numbers, and of sparse ones, of which NumPy makes an object."""
    if dtype.kind == "O" and hasattr(given, "toarray"):
        return TypeError(message(f"a {type(given).__name__} is sparse, an Array is dense", "ua.asarray(x.toarray())"))
    return TypeError(
        message(
            f"no Array has the dtype {dtype}, of {shown(given)}", "bools, integers, real and complex numbers make one"
        )
    )


def _host_dtype(dtype: DType) -> Any:
    """Return NumPy's dtype object."""
    import numpy as np

    return getattr(np, dtype.name, None)


def _listed_dtype(kind: str, xp: NativeNamespace) -> DType:
    by_kind = {"b": bool, "i": int, "u": int, "f": float, "c": complex}
    return xp.hooks.default_dtype(by_kind[kind])


def _cast(native: Any, xp: NativeNamespace, dtype: DType | None, copy: bool | None) -> Any:
    if dtype is None or xp.hooks.dtype(native) is dtype:
        return native
    have = xp.hooks.dtype(native)
    if have.rank == 3 and 0 < dtype.rank < 3:
        raise TypeError(message(f"{have} to {dtype} would drop the imaginary part", "a part of it: ua.real(x)"))
    xp.hooks.native_dtype(dtype)
    if copy is False:
        raise CopyRequiredError(message(f"from {have} to {dtype} takes a copy", "copy=None"))
    return _checked(xp, xp.hooks.cast, native, dtype)


def _move(
    native: Any,
    source: NativeNamespace,
    xp: NativeNamespace,
    dtype: DType | None,
    copy: bool | None,
    requires_grad: Literal["error", "detach", "keep"],
) -> Any:
    """Return a native array of one namespace as one of another."""
    from .calls import invoke

    here, there = source.hooks, xp.hooks
    have = here.dtype(native)
    if dtype is not None and dtype is not have and xp is not source and have not in there.dtypes:
        native, copy = _cast(native, source, dtype, copy), None if copy else copy
        have = dtype
    there.native_dtype(have)
    if dtype is not None and dtype is not have:
        if copy is False:
            return _cast(native, source, dtype, copy)
        copy = None  # the cast makes the copy
    if (requires_grad == "detach" or here.backend is not there.backend) and here.requires_grad(native):
        if requires_grad != "detach":
            raise gradient_error(f"{here.backend.name} to {there.backend.name}")
        native = here.detach(native)
    if here.backend is there.backend:
        moved = invoke(xp, here.to_device, native, there.device, copy)
    elif "cpu" not in (here.device.kind, there.device.kind):
        moved = invoke(xp, there.from_dlpack, Array(native, source), copy)
    else:
        moved = invoke(
            xp, there.from_host, invoke(source, here.to_host, native, False if copy is False else None), copy
        )
    return _cast(moved, xp, dtype, None)


def move(native: Any, source: NativeNamespace, xp: NativeNamespace) -> Any:
    """Return a native array of one namespace as one of another, shared where possible; it requires no gradient."""
    return converter(source, xp)(native, None)


def converter(source: NativeNamespace, xp: NativeNamespace) -> Callable[[Any, None], Any]:
    """Return what moves natives from one namespace to another, as ``move`` does, for who has many."""
    here, there = source.hooks, xp.hooks
    if here.device != there.device or here.device.kind != "cpu":
        return lambda native, _: _move(native, source, xp, None, None, "error")
    if here.backend.capabilities.host:
        return there.from_host
    if there.backend.capabilities.host:
        return here.to_host
    return lambda native, _: there.from_host(here.to_host(native, None), None)


_UNTRACKED: Final = (
    'where a constant is wanted, ua.stop_gradient(x) first; or ua.convert(x, to, requires_grad="detach"), '
    "ua.to_numpy(x, force=True)"
)


def gradient_error(what: str, hint: str = _UNTRACKED) -> TypeError:
    """Return the error of data that require a gradient and would lose it (contract row 24)."""
    return TypeError(message(f"{what}: the data require a gradient, which would be lost", hint))


def from_dlpack(x: Any, /, *, device: Device | str | None = None, copy: bool | None = None) -> Array:
    """Return an Array of an object that has ``__dlpack__``.

    Parameters
    ----------
    x : object
        An array of any library that speaks DLPack.
    device : Device or str, optional
        Device of the result. Default: the device of ``x``, of the current backend where it serves that device.
    copy : bool, optional
        True copies always, False never, None where it must.

    Returns
    -------
    Array
        Of the shape and dtype of ``x``.

    Raises
    ------
    TypeError
        ``x`` has no ``__dlpack__``.
    CopyRequiredError
        ``copy=False``, and a copy is needed.
    """
    from .calls import creation_namespace, invoke

    scalars.check_copy(copy)
    if not hasattr(x, "__dlpack__") or not hasattr(x, "__dlpack_device__"):
        raise TypeError(message(f"{shown(x)} ({type(x).__name__}) has no __dlpack__", "ua.asarray(x)"))
    source = x._xp if type(x) is Array else registry.namespace_of(x)
    if device is None:
        kind, index = x.__dlpack_device__()
        found = _DLPACK_KINDS.get(int(kind))
        if found is None:
            raise BufferError(
                message(f"no backend serves DLPack's device type {int(kind)}", "copy the data to the host")
            )
        where = Device(found) if found in ("cpu", "mps") else Device(f"{found}:{int(index)}")
        xp = source if type(x) is Array else creation_namespace(where)
    else:
        xp = creation_namespace(device)
    assert xp is not None
    if source is not None:
        native = x._native if type(x) is Array else x
        source.hooks.on_wrap(native)
        return Array(_move(native, source, xp, None, copy, "error"), xp)
    return Array(invoke(xp, xp.hooks.from_dlpack, x, copy), xp)


def convert(
    x: Any,
    to: str | Device,
    *,
    device: Device | str | None = None,
    copy: bool | None = None,
    dtype: DType | str | None = None,
    requires_grad: Literal["error", "detach", "keep"] = "error",
) -> Any:
    """Return an array in another library or on another device.

    Parameters
    ----------
    x : Array or native array
        The data.
    to : str or Device
        Backend, device or both: ``"numpy"``, ``"cuda"``, ``"torch:cuda:1"``.
    device : Device or str, optional
        Device, where ``to`` names a backend alone.
    copy : bool, optional
        True copies always, False never, None where it must.
    dtype : DType or str, optional
        Data type of the result.
    requires_grad : {"error", "detach", "keep"}
        What becomes of a gradient: ``"error"`` raises where the target would lose it, ``"detach"`` drops it,
        ``"keep"`` insists on it.

    Returns
    -------
    Array or native array
        An Array for an Array, the target library's own array for a native one.

    Raises
    ------
    BackendUnavailableError, DeviceUnavailableError
        The target is not there.
    CopyRequiredError
        ``copy=False``, and a copy is needed.
    TypeError
        A gradient would be lost, or ``x`` is no array.

    Examples
    --------
    >>> import numpy as np, unifyarray as ua
    >>> ua.convert(np.arange(3), "numpy", copy=True)
    array([0, 1, 2])
    """
    from .calls import as_dtype

    if requires_grad not in ("error", "detach", "keep"):
        raise ValueError(message(f"requires_grad={shown(requires_grad)} is not valid", '"error", "detach" or "keep"'))
    scalars.check_copy(copy)
    source = source_of(x)
    spec = str(to) if isinstance(to, Device) else to
    backend, where = registry.parse_spec(spec if device is None else f"{spec}:{Device(device)}", None)
    here = source.hooks
    if backend is None and isinstance(where, Device) and where.kind in here.backend.priority:
        backend = here.backend.name
    if where is None and backend is not None and here.device.kind in registry.find(backend).priority:
        where = here.device
    xp = registry.resolve_namespace(backend, where)
    native = x._native if type(x) is Array else x
    moved = _move(native, source, xp, None if dtype is None else as_dtype(dtype), copy, requires_grad)
    return Array(moved, xp) if type(x) is Array else moved


def to_numpy(x: Any, force: bool = False) -> np.ndarray[Any, Any]:
    """Return the data as a NumPy array; memory is shared on the CPU where that is possible.

    Parameters
    ----------
    x : Array or native array
        The data.
    force : bool, default False
        Drop a gradient that the data require, instead of raising.

    Returns
    -------
    numpy.ndarray
        Of the shape and dtype of ``x``.

    Raises
    ------
    TypeError
        The data require a gradient and ``force`` is False, or ``x`` is no array.
    """
    from .calls import invoke

    source = source_of(x)
    native = x._native if type(x) is Array else x
    if source.hooks.requires_grad(native):
        if not force:
            raise gradient_error("to NumPy")
        native = source.hooks.detach(native)
    return invoke(source, source.hooks.to_host, native, None)  # type: ignore[no-any-return]


def native(x: Any) -> Any:
    """Return the native array of an Array; a native array is returned as it is.

    Raises
    ------
    TypeError
        ``x`` is no array.
    """
    if type(x) is Array:
        return x._xp.hooks.ensure_array(x._native)
    source_of(x)
    return x


def source_of(x: Any) -> NativeNamespace:
    """Return the native namespace of an Array or of a native array; TypeError for anything else."""
    found = x._xp if type(x) is Array else registry.namespace_of(x)
    if found is None:
        raise TypeError(message(f"not an array: {shown(x)} ({type(x).__name__})", "ua.asarray(x)"))
    return found


def to_device(x: Array, device: Device | str, stream: Any) -> Array:
    """Return an Array on another device of its backend."""
    if stream is not None:
        raise ValueError(
            message(f"stream={stream!r}: only None is taken", "use the library's own streams on ua.native(x)")
        )
    if isinstance(device, str) and device.partition(":")[0] in registry.backends():
        raise ValueError(message(f"to_device stays within a backend: {device!r}", f"ua.convert(x, {device!r})"))
    where = device if isinstance(device, Device) else Device(device)
    if where == x.device:
        return x
    name = x._xp.hooks.backend.name
    try:
        xp = registry.resolve_namespace(name, where)
    except DeviceUnavailableError as error:
        other = next((other for other, found in registry.devices().items() if where in found), None)
        if other is None:
            raise
        fact = f"{name} has no device {str(where)!r} here, and to_device stays within a backend"
        raise DeviceUnavailableError(message(fact, f'ua.convert(x, "{other}:{where}")')) from error
    return Array(_move(x._native, x._xp, xp, None, None, "error"), xp)


def to_host_implicitly(x: Array, dtype: Any, copy: bool | None) -> np.ndarray[Any, Any]:
    """Return the data for ``__array__``; from an accelerator the transfer policy is asked (contract row 22)."""
    from .calls import invoke

    hooks = x._xp.hooks
    if hooks.requires_grad(x._native):
        raise gradient_error("numpy.asarray(x)")
    same = dtype is None or registry.find_dtype(dtype) is x.dtype
    if copy is False and not same:
        raise CopyRequiredError(message(f"from {x.dtype} to {dtype} takes a copy", "copy=None"))
    if hooks.device.kind != "cpu" and copy is not False:  # without a copy nothing is transferred, but refused
        _apply_policy(hooks.device)
        record(x.size * x.dtype.itemsize)
    host = invoke(x._xp, hooks.to_host, x._native, copy if same else None)
    return host if same else host.astype(dtype)  # type: ignore[no-any-return]


def _apply_policy(device: Device) -> None:
    policy = selection.in_force().transfer
    text = message(
        f"an Array on {device} is copied to the host",
        'ua.to_numpy(x) copies explicitly; ua.use(transfer="allow") or UNIFYARRAY_TRANSFER=allow for silence',
    )
    if policy == "error":
        raise TypeError(text)
    if policy == "warn":
        warn(text, TransferWarning)


def pickled(x: Array) -> tuple[Any, ...]:
    """Return how an Array is pickled: host data, dtype, backend and device (contract row 32)."""
    hooks = x._xp.hooks
    # float32 holds what bfloat16 does, and every NumPy has it.
    host = to_numpy(hooks.cast(x._native, dt.float32) if x.dtype is dt.bfloat16 else x)
    from copyreg import __newobj__  # type: ignore[attr-defined]  # typeshed leaves it out

    # A class and a dict: pickles name nothing but `unifyarray.Array`, and can be extended.
    state = {"data": host, "device": f"{hooks.backend.name}:{hooks.device}", "dtype": x.dtype.name}
    return __newobj__, (type(x),), state


def _unpickled(host: np.ndarray[Any, Any], spec: str, dtype: str) -> Array:
    """Rebuild an Array; raises where its backend or device is missing."""
    return asarray(host, device=spec, dtype=dt.by_name(dtype))
