"""Transfer of arrays between namespaces (contract rows 21 to 24)."""

from __future__ import annotations

from .._core import lazy_typing as t
from .._core.devices import Device
from .._core.errors import CopyRequiredError, DeviceUnavailableError, message, shown
from .._rules import scalars
from .._runtime import registry
from .._runtime.late import specifications
from .._runtime.python_scalars import namespace_of_scalar
from ._late import data_in, mapped
from .array import Array
from .dtype_and_device import as_dtype
from .invocation import invoke

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

    from .._backend.backend import Backend
    from .._backend.hooks import Hooks
    from .._backend.namespaces import NativeNamespace
    from .._core.dtypes import DType


if TYPE_CHECKING:

    @t.overload
    def convert(
        x: Array,
        to: t.DeviceLike,
        *,
        device: t.DeviceLike | None = None,
        copy: bool | None = None,
        dtype: t.DTypeLike | None = None,
        requires_grad: t.GradientPolicy = "error",
    ) -> Array: ...

    @t.overload
    def convert(
        x: t.Any,
        to: t.DeviceLike,
        *,
        device: t.DeviceLike | None = None,
        copy: bool | None = None,
        dtype: t.DTypeLike | None = None,
        requires_grad: t.GradientPolicy = "error",
    ) -> t.Any: ...


def convert(
    x: t.Any,
    to: t.DeviceLike,
    *,
    device: t.DeviceLike | None = None,
    copy: bool | None = None,
    dtype: t.DTypeLike | None = None,
    requires_grad: t.GradientPolicy = "error",
) -> t.Any:
    """Return an array in another library or on another device.

    Parameters
    ----------
    x : Array or native array
        The data. A scalar of a library (``numpy.float64``), such as its reductions return, is taken as a 0-d array.
    to : str or Device
        Backend, device or both: ``"numpy"``, ``"cuda"``, ``"torch:cuda:1"``.
    device : Device or str, optional
        Device, if ``to`` names only a backend.
    copy : bool, optional
        True copies always, False never, None only if needed.
    dtype : DType or str, optional
        Data type of the result.
    requires_grad : {"error", "detach", "keep"}
        How to treat a gradient: ``"error"`` and ``"keep"`` raise if the target would lose it, ``"detach"`` drops it.

    Returns
    -------
    Array or native array
        An Array for an Array, the target library's own array for a native one.

    Raises
    ------
    BackendUnavailableError, DeviceUnavailableError
        The target is not available.
    CopyRequiredError
        ``copy=False``, and a copy is needed.
    TypeError
        A gradient would be lost, or ``x`` is not an array.

    Examples
    --------
    >>> import numpy as np, unifyarray as ua
    >>> ua.convert(np.arange(3), "numpy", copy=True)
    array([0, 1, 2])
    """
    if requires_grad not in ("error", "detach", "keep"):
        raise ValueError(
            message(
                f"requires_grad={shown(requires_grad)} is not valid",
                'pass requires_grad="error", requires_grad="detach" or requires_grad="keep"',
            )
        )
    scalars.check_copy(copy)
    source = source_of(x)
    spec = str(to) if isinstance(to, Device) else to
    backend, where = specifications.parse_spec(spec if device is None else f"{spec}:{Device(device)}", None)
    here = source.hooks
    if backend is None and isinstance(where, Device) and here.backend.serves(where.kind):
        backend = here.backend.name
    if where is None and backend is not None and _keeps_device(here, specifications.find(backend)):
        where = here.device
    xp = specifications.resolve_namespace(backend, where)
    wanted = None if dtype is None else as_dtype(dtype)
    if registry.is_library_scalar(type(x)):
        if copy is False:
            raise CopyRequiredError(message(f"a scalar has no memory to share: {shown(x)}", "pass copy=None"))
        wanted = wanted or data_in.scalar_dtype(x, xp.hooks.default_dtype)
    native = x._native if type(x) is Array else x
    moved = transferred(native, source, xp, wanted, copy, requires_grad)
    return Array(moved, with_levels_of(xp, source)) if type(x) is Array else moved


def _keeps_device(here: Hooks, to: Backend) -> bool:
    """Return whether an array that is converted to a backend stays on its device, if the caller names no device.

    A library without a plugin cannot say which kinds of device it serves, and devices of its kinds need not be known to
    other libraries. Then the device itself decides.
    """
    if here.backend.is_generic or to.is_generic:
        return registry.backends()[to.name].finds(here.device)
    return to.serves(here.device.kind)


def to_device(x: Array, device: Device | str, stream: Any) -> Array:
    """Return an Array on another device of its backend."""
    if stream is not None:
        raise ValueError(
            message(f"stream must be None, got {stream!r}", "use the library's own streams on ua.native(x)")
        )
    if type(device) is str and device.partition(":")[0] in registry.backends():
        raise ValueError(message(f"to_device stays within a backend: {device!r}", f"ua.convert(x, {device!r})"))
    where = device if isinstance(device, Device) else Device(device)
    if where == x.device:
        return x
    name = x._xp.hooks.backend.name
    try:
        xp = specifications.resolve_namespace(name, where)
    except DeviceUnavailableError as error:
        other = next((other for other, found in registry.devices().items() if where in found), None)
        if other is None:
            raise
        fact = f"{name} has no device {str(where)!r} here, and to_device stays within a backend"
        raise DeviceUnavailableError(message(fact, f'ua.convert(x, "{other}:{where}")')) from error
    return Array(transferred(x._native, x._xp, xp, None, None, "error"), with_levels_of(xp, x._xp))


def source_of(x: Any) -> NativeNamespace:
    """Return the native namespace of an Array, a native array or a library's scalar; TypeError for anything else."""
    found = x._xp if type(x) is Array else registry.namespace_of(x) or namespace_of_scalar(x)
    if found is None:
        raise TypeError(message(f"not an array: {shown(x)} ({type(x).__name__})", "ua.asarray(x)"))
    return found


def with_levels_of(xp: NativeNamespace, source: NativeNamespace) -> NativeNamespace:
    """Return a namespace for data of another one; inside ``ua.vmap`` they depend on the same elements."""
    return mapped.with_levels(xp, source.levels | xp.levels) if source.levels != xp.levels else xp


def transferred(
    native: Any,
    source: NativeNamespace,
    xp: NativeNamespace,
    dtype: DType | None,
    copy: bool | None,
    requires_grad: t.GradientPolicy,
) -> Any:
    """Return a native array of the namespace ``source`` as one of ``xp``; parameters are those of ``convert``."""
    if source.levels and source.plain is xp.plain:
        source, xp = source.plain, xp.plain  # inside ua.vmap: the data stay where they are
    here, there = source.hooks, xp.hooks
    have = here.dtype(native)
    if dtype is not None and dtype is not have and xp is not source and have not in there.dtypes:
        native, copy = cast(native, source, dtype, copy), None if copy else copy
        have = dtype
    there.native_dtype(have)
    if dtype is not None and dtype is not have:
        if dtype.rank < 2 and requires_grad != "detach" and here.requires_grad(native):
            raise gradient_error(f"from {have} to {dtype}", "for a constant, ua.stop_gradient(x) first")
        if copy is False:
            return cast(native, source, dtype, copy)
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
    return cast(moved, xp, dtype, None)


def cast(native: Any, xp: NativeNamespace, dtype: DType | None, copy: bool | None) -> Any:
    """Return a native array in another dtype; None keeps the dtype.

    Raises
    ------
    TypeError
        The array is complex and the dtype is real, or the device lacks the dtype.
    CopyRequiredError
        ``copy`` is False and the dtype changes.
    """
    if dtype is None or xp.hooks.dtype(native) is dtype:
        return native
    have = xp.hooks.dtype(native)
    if have.rank == 3 and 0 < dtype.rank < 3:
        raise TypeError(message(f"{have} to {dtype} would drop the imaginary part", "a part of it: ua.real(x)"))
    xp.hooks.native_dtype(dtype)
    if copy is False:
        raise CopyRequiredError(message(f"from {have} to {dtype} takes a copy", "pass copy=None"))
    return invoke(xp, xp.hooks.cast, native, dtype)


def move(native: Any, source: NativeNamespace, xp: NativeNamespace) -> Any:
    """Return a native array of one namespace as one of another, in the same memory if possible.

    It must not require a gradient.
    """
    return converter(source, xp)(native, None)


def converter(source: NativeNamespace, xp: NativeNamespace) -> Callable[[Any, None], Any]:
    """Return a function that converts native arrays between two namespaces; cheaper than ``move`` for many arrays."""
    source = source.plain  # inside ua.vmap, too, the data move
    here, there = source.hooks, xp.hooks
    if here.device != there.device or here.device.kind != "cpu":
        return lambda native, _: transferred(native, source, xp, None, None, "error")
    if here.backend.capabilities.host:
        return there.from_host
    if there.backend.capabilities.host:
        return here.to_host
    return lambda native, _: there.from_host(here.to_host(native, None), None)


_UNTRACKED: Final = (
    'for a constant, ua.stop_gradient(x) first; or ua.convert(x, to, requires_grad="detach"), '
    "ua.to_numpy(x, force=True)"
)


def gradient_error(what: str, hint: str = _UNTRACKED) -> TypeError:
    """Return the error for data that require a gradient and would lose it (contract row 24)."""
    return TypeError(message(f"{what}: the data require a gradient, which would be lost", hint))
