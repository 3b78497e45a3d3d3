"""Functions of a namespace that are computed on the host, and the result copied back."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any, Final

from .._core import dtypes as _dtypes
from .._core import provided
from .._core.devices import CPU
from .._core.errors import ConfigurationError, message
from .hooks import Hooks, Native
from .repairs import dtypes_that_decide
from .standard_names import EXTENSIONS, MAIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .namespaces import NativeNamespace
    from .repairs import Repair

#: Names of repairs that are operations of Array, not functions of the standard.
INDEXING: Final = ("__getitem__", "__setitem__")
#: Functions without an array argument, and those that have a dtype by default.
_CREATION: Final = frozenset({"arange", "empty", "eye", "full", "linspace", "ones", "zeros"})
WITH_DTYPE: Final = _CREATION | {"fft.fftfreq", "fft.rfftfreq"}
_ALLOCATED: Final = ("empty", "ones", "zeros")
#: Functions that exist for sharing or moving memory, and functions of dtypes and devices.
_NOT_COMPUTED: Final = frozenset(
    {"__array_namespace_info__", "asarray", "can_cast", "finfo", "from_dlpack", "iinfo", "isdtype", "result_type"}
)
#: Functions that may return a view. On the host they would return a copy, so they are not repaired.
VIEWS: Final = frozenset(
    {
        *("broadcast_arrays", "broadcast_to", "expand_dims", "flip", "imag", "matrix_transpose", "moveaxis"),
        *("permute_dims", "real", "reshape", "squeeze", "unstack", "linalg.diagonal", "linalg.matrix_transpose"),
    }
)
#: Every name that a repair can have.
NAMES: Final = frozenset(
    {*MAIN, *(f"{extension}.{name}" for extension, names in EXTENSIONS.items() for name in names), *INDEXING}
    - _NOT_COMPUTED
    - VIEWS
)


class Host:
    """The host's namespace for a device, and copies between the two.

    The host is the same library on the CPU, if it has that; gradients then pass. Otherwise it is NumPy.
    """

    def __init__(self, xp: NativeNamespace) -> None:
        self.device_xp = xp
        self.hooks: Hooks = xp.hooks

    @functools.cached_property
    def xp(self) -> NativeNamespace:
        """The native namespace of the host."""
        backend = self.hooks.backend
        if self._is_same_library:
            return backend.namespace(CPU)
        found: NativeNamespace = provided.host_namespace()
        if found.hooks.backend.name == backend.name or backend.capabilities.autograd:
            fact = f"{backend.name}:{self.hooks.device} computes on the host already, so functions cannot be repaired"
            raise ConfigurationError(message(fact, "unset UNIFYARRAY_REPAIRS"))
        return found

    @functools.cached_property
    def _is_same_library(self) -> bool:
        return self.hooks.device.kind != "cpu" and CPU in self.hooks.backend.devices()

    @functools.cached_property
    def _types(self) -> tuple[type, ...]:
        return self.hooks.backend.types()

    @functools.cached_property
    def _host_types(self) -> tuple[type, ...]:
        backend = self.xp.hooks.backend
        return (*backend.types(), *backend.scalars())

    def arrays(self, value: Any) -> Iterator[Native]:
        """Yield the device's arrays in nested arguments."""
        return _instances(value, self._types)

    def host_arrays(self, value: Any) -> Iterator[Native]:
        """Yield the host's arrays in nested results."""
        return _instances(value, self._host_types)

    def down(self, value: Any) -> Any:
        """Return arguments with their arrays on the host; each copy is counted."""
        if isinstance(value, self._types):
            return self._array_down(value)
        if isinstance(value, tuple | list):
            return type(value)([self.down(item) for item in value])
        if isinstance(value, dict):
            return {key: self.down(item) for key, item in value.items()}
        if self._is_same_library or value is None or isinstance(value, bool | int | float | complex | str):
            return value
        dtype = self._find_dtype(value)
        return value if dtype is None else self.xp.hooks.native_dtype(dtype)

    def _find_dtype(self, value: Any) -> _dtypes.DType | None:
        """Return the DType of a dtype of any library, None for any other object."""
        dtype = value if isinstance(value, _dtypes.DType) else self.hooks.find_dtype(value)
        return provided.find_dtype(value) if dtype is None else dtype

    def _array_down(self, x: Native) -> Native:
        nbytes = math.prod(n or 0 for n in self.hooks.shape(x)) * self.hooks.dtype(x).itemsize
        provided.record_transfer(nbytes)
        if self._is_same_library:
            return self.hooks.to_device(x, CPU, None)
        return self.xp.hooks.from_host(self.hooks.to_host(x, True), None)

    def up(self, value: Any) -> Any:
        """Return results with arrays on the device."""
        if isinstance(value, self._host_types):
            value = self.xp.hooks.ensure_array(value)
            if self._is_same_library:
                return self.xp.hooks.to_device(value, self.hooks.device, None)
            return self.hooks.from_host(self.xp.hooks.to_host(value, None), True)
        if isinstance(value, list):
            return [self.up(item) for item in value]
        if isinstance(value, tuple):
            parts = [self.up(item) for item in value]
            # The types of torch's named results take one sequence, those of Python's named tuples take the parts.
            return type(value)(*parts) if hasattr(type(value), "_fields") else type(value)(parts)
        return value

    def function(self, name: str) -> Callable[..., Any]:
        """Return a function of the host, ``"sin"`` or ``"linalg.svd"``."""
        found: Any = self.xp
        for part in name.split("."):
            found = getattr(found, part)
        return found  # type: ignore[no-any-return]

    def call(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Return the result of a function, computed on the host."""
        kwargs = {key: value for key, value in kwargs.items() if key != "device"}
        return self.up(self.function(name)(*self.down(args), **self.down(kwargs)))

    def concerns(self, dtypes: frozenset[str], args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
        """Return whether a call has an array or a dtype for which a repair is made."""
        return not dtypes or not (have := self.dtypes((args, kwargs))) or not have.isdisjoint(dtypes)

    def dtypes(self, arguments: tuple[tuple[Any, ...], dict[str, Any]]) -> frozenset[str]:
        """Return the names of the dtypes of all arrays in the arguments, and of the argument ``dtype``."""
        found = {self.hooks.dtype(x).name for x in self.arrays(arguments)}
        dtype = arguments[1].get("dtype")
        if dtype is not None:
            named = self._find_dtype(dtype)
            found |= set() if named is None else {named.name}
        return dtypes_that_decide(found)

    def is_elsewhere(self, device: Any) -> bool:
        """Return whether the argument ``device`` names another device."""
        return device is not None and device != self.hooks.native_device and str(device) != str(self.hooks.device)


def _instances(value: Any, kinds: tuple[type, ...]) -> Iterator[Any]:
    if isinstance(value, kinds):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _instances(item, kinds)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _instances(item, kinds)


def on_host(host: Host, name: str, original: Callable[..., Any], dtypes: frozenset[str]) -> Callable[..., Any]:
    """Return a function of the namespace that is computed on the host for some dtypes; for all if there are none."""

    # `updated=()`: the attributes of the original would declare its fast path.
    @functools.wraps(original, updated=())
    def function(*args: Any, **kwargs: Any) -> Any:
        if not host.concerns(dtypes, args, kwargs) or host.is_elsewhere(kwargs.get("device")):
            return original(*args, **kwargs)
        if name in WITH_DTYPE and kwargs.get("dtype") is None:
            # The default dtype is the device's, which the original function decides.
            dtype = host.hooks.dtype(original(*args, **kwargs))
            if dtypes and dtype.name not in dtypes:
                return original(*args, **kwargs)
            kwargs = kwargs | {"dtype": host.hooks.native_dtype(dtype)}
        return host.call(name, args, kwargs)

    return function


def replace(xp: NativeNamespace, name: str, change: Callable[[str, Callable[..., Any]], Callable[..., Any]]) -> None:
    """Replace a function in a namespace that was just made, wherever the same function is.

    Parameters
    ----------
    xp : NativeNamespace
        The namespace.
    name : str
        The function, or an operation of `INDEXING`.
    change : callable
        Returns the new function for the name and the old function.
    """
    hooks: Any = xp.hooks
    if name in INDEXING:
        method = name.strip("_")
        setattr(hooks, method, change(name, getattr(hooks, method)))
        hooks.get_slice = hooks.set_element = None  # they go past the two
        return
    extension, _, short = name.rpartition(".")
    if extension and not hasattr(xp, extension):
        return
    home: Any = getattr(xp, extension) if extension else xp
    old = getattr(home, short, None)
    if old is None:
        return
    new = change(name, old)
    for space in (xp, getattr(xp, "linalg", None), home):  # `matmul` and others are in the extension, too
        if space is home or (space is not None and vars(space).get(short) is old):
            vars(space)[short] = new
            vars(space)["_repaired"] = {short: old} | vars(space).get("_repaired", {})
    if name in _ALLOCATED:  # a backend can have others than the functions
        hooks.allocator = functools.partial(Hooks.allocator, hooks)
    if name == "astype":
        hooks.cast = functools.partial(Hooks.cast, hooks)


def repair(xp: NativeNamespace, repairs: Iterable[Repair]) -> None:
    """Compute functions of a namespace on the host; ConfigurationError for a name that is not in `NAMES`."""
    host = Host(xp)
    for item in repairs:
        if item.name not in NAMES:
            fact = f"the repairs list {item.name!r}, which is not a function that can be repaired"
            raise ConfigurationError(message(fact, "unifyarray conformance repair report.json -o repairs.json"))
        make = {"__getitem__": _getitem, "__setitem__": _setitem}.get(item.name, on_host)
        replace(xp, item.name, functools.partial(_change, make, host, item.dtypes))


def _change(make: Any, host: Host, dtypes: frozenset[str], name: str, original: Callable[..., Any]) -> Any:
    return make(host, name, original, dtypes)


def _getitem(host: Host, name: str, original: Callable[..., Any], dtypes: frozenset[str]) -> Callable[..., Any]:
    def getitem(x: Native, key: tuple[Any, ...]) -> Native:
        is_view = host.hooks.backend.capabilities.mutable and not any(host.arrays(key))
        if is_view or (dtypes and host.hooks.dtype(x).name not in dtypes):
            return original(x, key)
        return host.up(host.xp.hooks.getitem(host.down(x), host.down(key)))

    return getitem


def _setitem(host: Host, name: str, original: Callable[..., Any], dtypes: frozenset[str]) -> Callable[..., Any]:
    def setitem(x: Native, key: tuple[Any, ...], value: Native) -> Native:
        is_whole = len(key) == 1 and key[0] is Ellipsis
        if is_whole or (dtypes and host.hooks.dtype(x).name not in dtypes):
            return original(x, key, value)
        hooks = host.xp.hooks
        there = host.xp.asarray(host.down(x), copy=True)  # the copy on the host can share memory with a library's
        written = hooks.setitem(there, host.down(key), host.down(value))
        return original(x, (Ellipsis,), host.up(written))

    return setitem


__all__ = ["INDEXING", "NAMES", "VIEWS", "WITH_DTYPE", "Host", "on_host", "repair", "replace"]
