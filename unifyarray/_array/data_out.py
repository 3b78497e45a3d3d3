"""Data out of Arrays: NumPy arrays, native arrays, pickles (contract rows 22, 24, 32)."""

from __future__ import annotations

from .._core import dtypes as dt
from .._core import lazy_typing as t
from .._core.errors import CopyRequiredError, TransferWarning, message, warn
from .._runtime import registry, selection
from .._runtime.late import unknown_libraries
from .._runtime.transfers import record
from ._late import creation
from .array import Array
from .invocation import invoke
from .transfer import gradient_error, source_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._backend.namespaces import NativeNamespace


def to_numpy(x: t.Any, force: bool = False) -> t.NumPyArray:
    """Return the data as a NumPy array; memory on the CPU is shared if that is possible.

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
        The data require a gradient and ``force`` is False, or ``x`` is not an array.
    """
    source = source_of(x)
    native = x._native if type(x) is Array else x
    if source.hooks.requires_grad(native):
        if not force:
            raise gradient_error("to NumPy")
        native = source.hooks.detach(native)
    return invoke(source, source.hooks.to_host, native, None)  # type: ignore[no-any-return]


def native(x: t.Any) -> t.Any:
    """Return the native array of an Array; a native array is returned unchanged.

    Raises
    ------
    TypeError
        ``x`` is not an array.
    """
    if type(x) is Array:
        return x._xp.hooks.ensure_array(x._native)
    source_of(x)
    return x


def to_host_implicitly(x: Array, dtype: t.Any, copy: bool | None) -> t.NumPyArray:
    """Return the data for ``__array__``; a copy from an accelerator obeys the transfer policy (contract row 22)."""
    hooks = x._xp.hooks
    if hooks.requires_grad(x._native):
        raise gradient_error("numpy.asarray(x)")
    same = dtype is None or registry.find_dtype(dtype) is x.dtype
    if copy is False and not same:
        raise CopyRequiredError(message(f"from {x.dtype} to {dtype} takes a copy", "pass copy=None"))
    if hooks.device.kind != "cpu" and copy is not False:  # copy=False is refused below, before any transfer
        count_implicit_copy(f"an Array on {hooks.device} is copied to the host", x.size * x.dtype.itemsize)
    host = invoke(x._xp, hooks.to_host, x._native, copy if same else None)
    return host if same else host.astype(dtype)  # type: ignore[no-any-return]


def count_implicit_copy(fact: str, nbytes: int, explicit: str = "ua.to_numpy(x) copies explicitly") -> None:
    """Apply the transfer policy to a copy to the host that the user has not asked for, and count it.

    ``explicit`` is the hint that names the call for an explicit copy.

    Raises
    ------
    TypeError
        The policy is "error".
    """
    policy = selection.in_force().transfer
    text = message(
        fact,
        f'{explicit}; ua.use(transfer="allow") or UNIFYARRAY_TRANSFER=allow for silence',
    )
    if policy == "error":
        raise TypeError(text)
    if policy == "warn":
        warn(text, TransferWarning)
    record(nbytes)


def count_copy_for_gradients(native: t.Any, source: NativeNamespace, xp: NativeNamespace) -> None:
    """Apply the transfer policy to a copy from a device that has no autograd, and count it."""
    import math

    hooks = source.hooks
    count_implicit_copy(
        f"{hooks.backend.name} has no autograd, so arrays on {hooks.device} are copied to the host for gradients",
        math.prod(hooks.shape(native)) * hooks.dtype(native).itemsize,
        f'ua.convert(x, "{xp.hooks.backend.name}") copies explicitly, before the call',
    )


def pickled(x: Array) -> tuple[t.Any, ...]:
    """Return how an Array is pickled: host data, dtype, backend and device (contract row 32)."""
    hooks = x._xp.hooks
    from copyreg import __newobj__  # type: ignore[attr-defined]  # typeshed leaves it out

    # float32 holds every bfloat16 number, and NumPy always has it.
    host = to_numpy(hooks.cast(x._native, dt.float32) if x.dtype is dt.bfloat16 else x)
    # A class and a dict: pickles name nothing but `unifyarray.Array`, and can be extended.
    state = {"data": host, "device": f"{hooks.backend.name}:{hooks.device}", "dtype": x.dtype.name}
    if unknown_libraries.is_importable(hooks.backend):
        state["namespace"] = hooks.backend.library
    return __newobj__, (type(x),), state


def unpickled(state: dict[str, t.Any]) -> Array:
    """Rebuild an Array from the state of a pickle; raises if its backend or device is missing.

    The backend of a library without a plugin is made again if this process has not used one.
    """
    if "namespace" in state:
        unknown_libraries.restore_backend(state["device"].partition(":")[0], state["namespace"])
    return creation.asarray(None, state["data"], device=state["device"], dtype=dt.by_name(state["dtype"]))
