"""Comparison of the kernels of an extension's device with the CPU's."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final

import torch
from torch.utils._python_dispatch import TorchDispatchMode, _disable_current_modes
from torch.utils._pytree import tree_leaves

from ._kernels import (
    NAMESPACE,
    KernelOnHost,
    can_replace,
    dispatch_key,
    dtypes_of,
    functional,
    guard,
    is_on,
    lock,
    replace_kernel,
)
from ._repairs import repaired

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from unifyarray.plugin import Watcher

#: Parts of the names of kernels whose results are random or not initialised, or that only move data.
_NOT_COMPARED: Final = (
    *("empty", "rand", "normal", "bernoulli", "multinomial", "exponential", "cauchy", "geometric", "dropout"),
    *("poisson", "set_", "resize", "record_stream", "_copy_from", "_has_compatible", "_fused_sdp_choice"),
    "pin_memory",
)


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
    with lock:
        for name in torch._C._dispatch_get_registrations_for_dispatch_key(dispatch_key(kind)):
            operator = _operator(name)
            if operator is not None and (kind, name) not in repaired and compare.watches(operator):
                replace_kernel(operator, kind, _watching)


def _watching(operator: Any, kind: str, original: Any) -> Callable[..., Any]:
    def kernel(keyset: Any, *args: Any, **kwargs: Any) -> Any:
        def call() -> Any:
            return original.call_boxed(keyset, *args, **kwargs)

        compare = _watched[kind]
        if compare is None or guard.active or not is_on(kind, args, kwargs):
            return call()
        return compare.compared(operator, call, args, kwargs)

    return kernel


def _operator(name: str) -> Any:
    """Return the operator of a name with an overload, None if it is not one of torch's own."""
    if not name.startswith(NAMESPACE):
        return None
    packet, _, overload = name.removeprefix(NAMESPACE).partition(".")
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
        return not any(part in name for part in _NOT_COMPARED) and can_replace(operator, dispatch_key(self._kind))

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        if guard.active or not self.watches(func) or not is_on(self._kind, args, kwargs):
            return func(*args, **kwargs)
        return self.compared(func, lambda: func(*args, **kwargs), args, kwargs)

    def compared(self, operator: Any, call: Callable[[], Any], args: Any, kwargs: dict[str, Any]) -> Any:
        """Return the result of an operator, after a comparison with the CPU's."""
        name = NAMESPACE + functional(operator._schema.name.removeprefix(NAMESPACE))
        dtypes = dtypes_of(self._kind, args, kwargs)
        with _disable_current_modes(), guard.entered():
            on_host = KernelOnHost(operator, self._kind, args, kwargs)
        self._watcher.started(name, dtypes)
        found, failure = None, None
        try:
            found = call()
        except Exception as error:
            failure = error
        with _disable_current_modes(), guard.entered():
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


__all__ = ["watching"]
