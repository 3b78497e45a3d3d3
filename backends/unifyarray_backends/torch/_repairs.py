"""Kernels of an extension's device that are computed on the CPU, and their comparison with the CPU's kernels.

A kernel is an operator of torch on tensors of a device, such as ``aten::acosh``. Other functions call it, and so do
derivatives. torch has one table of kernels per process, so a repair is in force in the whole process.
"""

from __future__ import annotations

import contextlib
import threading
import warnings
from typing import TYPE_CHECKING, Any, Final

import torch
from torch.utils._python_dispatch import TorchDispatchMode, _disable_current_modes
from torch.utils._pytree import tree_leaves, tree_map

from unifyarray.plugin import ConfigurationError, dtypes_that_decide, message, record_transfer

from ._dtypes import NEUTRAL

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from unifyarray.plugin import Repair, Watcher

_NAMESPACE: Final = "aten::"
#: Parts of the names of kernels whose results are random or not initialised, or that only move data.
_NOT_COMPARED: Final = (
    *("empty", "rand", "normal", "bernoulli", "multinomial", "exponential", "cauchy", "geometric", "dropout"),
    *("poisson", "set_", "resize", "record_stream", "_copy_from", "_has_compatible", "_fused_sdp_choice"),
    "pin_memory",
)


class _Guard(threading.local):
    """Whether this thread is computing a kernel on the CPU; kernels that copy the data are then the device's own."""

    active: bool = False

    @contextlib.contextmanager
    def entered(self) -> Generator[None]:
        before, self.active = self.active, True
        try:
            yield
        finally:
            self.active = before


_guard: Final = _Guard()


# -- one kernel ----------------------------------------------------------------------------------------------


class _OnHost:
    """A call of an operator on the CPU, with the arguments of a call on a device.

    Parameters
    ----------
    operator : OpOverload
        The operator.
    kind : str
        The kind of the device.
    """

    def __init__(self, operator: Any, kind: str, args: Sequence[Any], kwargs: dict[str, Any]) -> None:
        self._operator = operator
        self._kind = kind
        self._args, self._kwargs = args, kwargs
        self._device = torch.device(kind)
        self._copies: dict[int, torch.Tensor] = {}
        self.host_args, self.host_kwargs = tree_map(self._copied, (tuple(args), kwargs))

    def _copied(self, x: Any) -> Any:
        if isinstance(x, torch.device):
            return torch.device("cpu") if x.type == self._kind else x
        if not isinstance(x, torch.Tensor):
            return x
        if x.device.type != self._kind:
            return x.detach().clone() if x.ndim else x
        self._device = x.device
        found = self._copies.get(id(x))  # an argument that is passed twice, as for `x.add_(x)`
        if found is None:
            found = self._copies[id(x)] = x.detach().cpu()
            record_transfer(found.numel() * found.itemsize)
        return found

    def run(self) -> Any:
        """Return the result on the CPU."""
        with torch.no_grad():
            return self._operator(*self.host_args, **self.host_kwargs)

    def to_device(self, found: Any) -> Any:
        """Write to the arguments that the operator writes to, and return the result on the device."""
        written = {}
        host_written = self._written(self.host_args, self.host_kwargs)
        for given, host in zip(self._written(self._args, self._kwargs), host_written, strict=True):
            if given.shape != host.shape:
                given.resize_(host.shape)
            given.copy_(host)
            written[id(host)] = given
        return tree_map(lambda x: self._moved(x, written), found)

    def _moved(self, x: Any, written: dict[int, torch.Tensor]) -> Any:
        if not isinstance(x, torch.Tensor):
            return x
        given = written.get(id(x))
        return x.resolve_conj().resolve_neg().to(self._device) if given is None else given

    def _written(self, args: Sequence[Any], kwargs: dict[str, Any]) -> Iterator[torch.Tensor]:
        for position, argument in enumerate(self._operator._schema.arguments):
            if argument.alias_info is not None and argument.alias_info.is_write:
                value = args[position] if position < len(args) else kwargs.get(argument.name)
                yield from (x for x in tree_leaves(value) if isinstance(x, torch.Tensor))


def _tensors(kind: str, arguments: Any) -> list[torch.Tensor]:
    return [x for x in tree_leaves(arguments) if isinstance(x, torch.Tensor) and x.device.type == kind]


def _dtypes(kind: str, args: Any, kwargs: dict[str, Any]) -> frozenset[str]:
    """Return the names of the dtypes of the tensors on a device; if there are none, that of the argument ``dtype``."""
    found = {NEUTRAL[x.dtype].name for x in _tensors(kind, (args, kwargs)) if x.dtype in NEUTRAL}
    if not found and kwargs.get("dtype") in NEUTRAL:
        found = {NEUTRAL[kwargs["dtype"]].name}
    return dtypes_that_decide(found)


def _is_on(kind: str, args: Any, kwargs: Any) -> bool:
    """Return whether a call computes on a device and does not copy from or to another one."""
    leaves = tree_leaves((args, kwargs))
    tensors = [x for x in leaves if isinstance(x, torch.Tensor)]
    device = kwargs.get("device")
    if device is not None and torch.device(device).type != kind:
        return False
    if any(x.device.type == kind for x in tensors):
        return all(x.device.type == kind or x.ndim == 0 for x in tensors)
    return device is not None and not tensors


def _family(name: str) -> Iterator[Any]:
    """Yield the overloads of an operator, with those that write to an argument: of ``acosh`` those of ``acosh_``."""
    short = name.removeprefix(_NAMESPACE)
    functional = _functional(short)
    # Without a dispatch mode, derivatives of indexing call `_index_put_impl_`; with one, they call `index_put`.
    variants = (functional, f"{functional}_", f"_{functional}_impl", f"_{functional}_impl_")
    for packet_name in variants if not short.startswith("__") else (short,):
        packet = getattr(torch.ops.aten, packet_name, None)
        if packet is not None:
            for overload in packet.overloads():
                yield getattr(packet, overload)


def _functional(name: str) -> str:
    """Return the name of the operator that returns its result, for one that writes to an argument."""
    if name.endswith("_") and not name.endswith("__") and hasattr(torch.ops.aten, name[:-1]):
        return name[:-1]
    return name


def _can_replace(operator: Any, key: str) -> bool:
    """Return whether a kernel can be computed elsewhere: it has one, and its result is not a view."""
    name = operator.name()
    has = torch._C._dispatch_has_kernel_for_dispatch_key
    # `acosh.int` and the like belong to TorchScript and are not dispatched.
    if "hacked_twin" in name or not torch._C._dispatch_has_kernel(name) or has(name, "CompositeImplicitAutograd"):
        return False
    if any(item.alias_info is not None and not item.alias_info.is_write for item in operator._schema.returns):
        return False
    return any(has(name, k) for k in (key, "CompositeExplicitAutograd", "CompositeExplicitAutogradNonFunctional"))


def _key(kind: str) -> str:
    return str(torch._C._dispatch_key_for_device(kind))


# -- repair --------------------------------------------------------------------------------------------------

_lock: Final = threading.Lock()
_library: torch.library.Library | None = None
#: By kind of device and operator: the dtypes for which it is computed on the CPU; empty for all dtypes.
_repaired: Final[dict[tuple[str, str], frozenset[str]]] = {}


def repair(kind: str, kernels: Sequence[Repair]) -> None:
    """Compute kernels of a kind of device on the CPU, from now on and in the whole process."""
    with _lock:
        for item in kernels:
            operators = [operator for operator in _family(item.name) if _can_replace(operator, _key(kind))]
            if not item.name.startswith(_NAMESPACE) or not operators:
                fact = f"UNIFYARRAY_REPAIRS lists {item.name!r}, which is not a kernel that can be repaired"
                raise ConfigurationError(message(fact, "unifyarray conformance repair report.json -o repairs.json"))
            for operator in operators:
                kernel = kind, operator.name()
                is_new = kernel not in _repaired
                before = _repaired.get(kernel, item.dtypes)
                _repaired[kernel] = before | item.dtypes if before and item.dtypes else frozenset()
                if is_new:
                    _register(operator, kind, _repairing)


def _register(operator: Any, kind: str, make: Callable[..., Any]) -> None:
    """Replace a kernel of a device by the function that ``make`` makes of it. The caller holds the lock."""
    global _library
    if _library is None:
        _library = torch.library.Library("aten", "IMPL")
    key = _key(kind)
    original = torch.library.get_kernel(operator, key)
    name = operator.name().removeprefix(_NAMESPACE)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "(?s).*overrid", UserWarning)  # torch tells the first time
        _library.impl(name, make(operator, kind, original), key, with_keyset=True, allow_override=True)


def _repairing(operator: Any, kind: str, original: Any) -> Callable[..., Any]:
    key = kind, operator.name()

    def kernel(keyset: Any, *args: Any, **kwargs: Any) -> Any:
        dtypes = _repaired[key]
        have = _dtypes(kind, args, kwargs)
        if _guard.active or (dtypes and have.isdisjoint(dtypes)) or not _is_on(kind, args, kwargs):
            return original.call_boxed(keyset, *args, **kwargs)
        with _guard.entered():
            call = _OnHost(operator, kind, args, kwargs)
            return call.to_device(call.run())

    return kernel


# -- comparison ----------------------------------------------------------------------------------------------


@contextlib.contextmanager
def watching(kind: str, watcher: Watcher, *, every_call: bool) -> Generator[None]:
    """Run each kernel on the CPU as well, and give both results to a watcher.

    A dispatch mode sees the operators that functions and derivatives call. Operators that kernels call are seen only if
    every kernel of the device is replaced.
    """
    compare = _Comparison(kind, watcher)
    if every_call and kind not in _watched:
        _watch_registered(kind)
    _watched[kind] = compare if every_call else None
    try:
        with compare:
            yield
    finally:
        _watched[kind] = None


#: By kind of device whose kernels were replaced to be watched: the comparison that listens, if any.
_watched: Final[dict[str, _Comparison | None]] = {}


def _watch_registered(kind: str) -> None:
    """Replace every kernel of a device by one that reports to `_watched`; once, because there are hundreds."""
    compare = _Comparison(kind, None)
    with _lock:
        for name in torch._C._dispatch_get_registrations_for_dispatch_key(_key(kind)):
            operator = _operator(name)
            if operator is not None and (kind, name) not in _repaired and compare.watches(operator):
                _register(operator, kind, _watching)


def _watching(operator: Any, kind: str, original: Any) -> Callable[..., Any]:
    def kernel(keyset: Any, *args: Any, **kwargs: Any) -> Any:
        def call() -> Any:
            return original.call_boxed(keyset, *args, **kwargs)

        compare = _watched[kind]
        if compare is None or _guard.active or not _is_on(kind, args, kwargs):
            return call()
        return compare.compared(operator, call, args, kwargs)

    return kernel


def _operator(name: str) -> Any:
    """Return the operator of a name with an overload, None if it is not one of torch's own."""
    if not name.startswith(_NAMESPACE):
        return None
    packet, _, overload = name.removeprefix(_NAMESPACE).partition(".")
    return getattr(getattr(torch.ops.aten, packet, None), overload or "default", None)


class _Comparison(TorchDispatchMode):  # type: ignore[misc]
    """Compares operators on a device with the CPU's."""

    def __init__(self, kind: str, watcher: Any) -> None:
        super().__init__()
        self._kind = kind
        self._watcher = watcher

    def watches(self, operator: Any) -> bool:
        """Return whether the results of an operator can be compared, and the operator repaired."""
        name = operator.name()
        return not any(part in name for part in _NOT_COMPARED) and _can_replace(operator, _key(self._kind))

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        if _guard.active or not self.watches(func) or not _is_on(self._kind, args, kwargs):
            return func(*args, **kwargs)
        return self.compared(func, lambda: func(*args, **kwargs), args, kwargs)

    def compared(self, operator: Any, call: Callable[[], Any], args: Any, kwargs: dict[str, Any]) -> Any:
        """Return the result of an operator, after a comparison with the CPU's."""
        name = _NAMESPACE + _functional(operator._schema.name.removeprefix(_NAMESPACE))
        dtypes = _dtypes(self._kind, args, kwargs)
        with _disable_current_modes(), _guard.entered():
            on_host = _OnHost(operator, self._kind, args, kwargs)
        self._watcher.started(name, dtypes)
        found, failure = None, None
        try:
            found = call()
        except Exception as error:
            failure = error
        with _disable_current_modes(), _guard.entered():
            got = [] if failure is not None else self._host_arrays(found)
            try:
                expected: Any = self._host_arrays(on_host.run())
            except Exception as error:
                expected = error  # such as for arguments that the device refuses, too
            self._watcher.ended(name, dtypes, got, expected)
        if failure is not None:
            raise failure
        return found

    @staticmethod
    def _host_arrays(found: Any) -> list[Any]:
        return [_host_array(x) for x in tree_leaves(found) if isinstance(x, torch.Tensor)]


def _host_array(x: torch.Tensor) -> Any:
    x = x.detach().cpu().resolve_conj().resolve_neg()
    return (x.float() if x.dtype is torch.bfloat16 else x).numpy()


__all__ = ["repair", "watching"]
