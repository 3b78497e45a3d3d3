"""Kernels of torch on an extension's device: their operators, calls of them on the CPU, and their replacement.

A kernel is an operator of torch on tensors of a device, such as ``aten::acosh``. Other functions call it, and so do
derivatives. torch has one table of kernels per process, so a replaced kernel is replaced in the whole process.
"""

from __future__ import annotations

import contextlib
import threading
import warnings
from typing import TYPE_CHECKING, Any, Final

import torch
from torch.utils._pytree import tree_leaves, tree_map

from unifyarray.plugin import dtypes_that_decide, record_transfer

from ._dtypes import NEUTRAL

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

NAMESPACE: Final = "aten::"


class Guard(threading.local):
    """Whether this thread is computing a kernel on the CPU; kernels that copy the data are then the device's own."""

    active: bool = False

    @contextlib.contextmanager
    def entered(self) -> Generator[None]:
        before, self.active = self.active, True
        try:
            yield
        finally:
            self.active = before


guard: Final = Guard()


class KernelOnHost:
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


def dtypes_of(kind: str, args: Any, kwargs: dict[str, Any]) -> frozenset[str]:
    """Return the names of the dtypes of the tensors on a device; if there are none, that of the argument ``dtype``."""
    found = {NEUTRAL[x.dtype].name for x in _tensors(kind, (args, kwargs)) if x.dtype in NEUTRAL}
    if not found and kwargs.get("dtype") in NEUTRAL:
        found = {NEUTRAL[kwargs["dtype"]].name}
    return dtypes_that_decide(found)


def is_on(kind: str, args: Any, kwargs: Any) -> bool:
    """Return whether a call computes on a device and does not copy from or to another one."""
    leaves = tree_leaves((args, kwargs))
    tensors = [x for x in leaves if isinstance(x, torch.Tensor)]
    device = kwargs.get("device")
    if device is not None and torch.device(device).type != kind:
        return False
    if any(x.device.type == kind for x in tensors):
        return all(x.device.type == kind or x.ndim == 0 for x in tensors)
    return device is not None and not tensors


def family(name: str) -> Iterator[Any]:
    """Yield the overloads of an operator, with those that write to an argument: of ``acosh`` those of ``acosh_``."""
    short = name.removeprefix(NAMESPACE)
    base = functional(short)
    # Without a dispatch mode, derivatives of indexing call `_index_put_impl_`; with one, they call `index_put`.
    variants = (base, f"{base}_", f"_{base}_impl", f"_{base}_impl_")
    for packet_name in variants if not short.startswith("__") else (short,):
        packet = getattr(torch.ops.aten, packet_name, None)
        if packet is not None:
            for overload in packet.overloads():
                yield getattr(packet, overload)


def functional(name: str) -> str:
    """Return the name of the operator that returns its result, for one that writes to an argument."""
    if name.endswith("_") and not name.endswith("__") and hasattr(torch.ops.aten, name[:-1]):
        return name[:-1]
    return name


def can_replace(operator: Any, key: str) -> bool:
    """Return whether a kernel can be computed elsewhere: it has one, and its result is not a view."""
    name = operator.name()
    has = torch._C._dispatch_has_kernel_for_dispatch_key
    # `acosh.int` and the like belong to TorchScript and are not dispatched.
    if "hacked_twin" in name or not torch._C._dispatch_has_kernel(name) or has(name, "CompositeImplicitAutograd"):
        return False
    if any(item.alias_info is not None and not item.alias_info.is_write for item in operator._schema.returns):
        return False
    return any(has(name, k) for k in (key, "CompositeExplicitAutograd", "CompositeExplicitAutogradNonFunctional"))


def dispatch_key(kind: str) -> str:
    """Return the name under which torch's table has the kernels of a kind of device."""
    return str(torch._C._dispatch_key_for_device(kind))


#: Held while kernels are replaced.
lock: Final = threading.Lock()
_library: torch.library.Library | None = None


def replace_kernel(operator: Any, kind: str, make: Callable[..., Any]) -> None:
    """Replace a kernel of a device by the function that ``make`` makes of it. The caller holds the lock."""
    global _library
    if _library is None:
        _library = torch.library.Library("aten", "IMPL")
    key = dispatch_key(kind)
    original = torch.library.get_kernel(operator, key)
    name = operator.name().removeprefix(NAMESPACE)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "(?s).*overrid", UserWarning)  # torch tells the first time
        _library.impl(name, make(operator, kind, original), key, with_keyset=True, allow_override=True)


__all__ = [
    "NAMESPACE",
    "KernelOnHost",
    "can_replace",
    "dispatch_key",
    "dtypes_of",
    "family",
    "functional",
    "guard",
    "is_on",
    "lock",
    "replace_kernel",
]
