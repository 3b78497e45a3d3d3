"""Kernels of an extension's device that are computed on the CPU."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from unifyarray.plugin import ConfigurationError, message

from ._kernels import (
    NAMESPACE,
    KernelOnHost,
    can_replace,
    dispatch_key,
    dtypes_of,
    family,
    guard,
    is_on,
    lock,
    replace_kernel,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from unifyarray.plugin import Repair

#: By kind of device and operator: the dtypes for which it is computed on the CPU; empty for all dtypes.
repaired: Final[dict[tuple[str, str], frozenset[str]]] = {}


def repair(kind: str, kernels: Sequence[Repair]) -> None:
    """Compute kernels of a kind of device on the CPU, from now on and in the whole process."""
    with lock:
        for item in kernels:
            operators = [operator for operator in family(item.name) if can_replace(operator, dispatch_key(kind))]
            if not item.name.startswith(NAMESPACE) or not operators:
                fact = f"UNIFYARRAY_REPAIRS lists {item.name!r}, which is not a kernel that can be repaired"
                raise ConfigurationError(message(fact, "unifyarray conformance repair report.json -o repairs.json"))
            for operator in operators:
                kernel = kind, operator.name()
                is_new = kernel not in repaired
                before = repaired.get(kernel, item.dtypes)
                repaired[kernel] = before | item.dtypes if before and item.dtypes else frozenset()
                if is_new:
                    replace_kernel(operator, kind, _repairing)


def _repairing(operator: Any, kind: str, original: Any) -> Callable[..., Any]:
    key = kind, operator.name()

    def kernel(keyset: Any, *args: Any, **kwargs: Any) -> Any:
        dtypes = repaired[key]
        have = dtypes_of(kind, args, kwargs)
        if guard.active or (dtypes and have.isdisjoint(dtypes)) or not is_on(kind, args, kwargs):
            return original.call_boxed(keyset, *args, **kwargs)
        with guard.entered():
            call = KernelOnHost(operator, kind, args, kwargs)
            return call.to_device(call.run())

    return kernel


__all__ = ["repair", "repaired"]
