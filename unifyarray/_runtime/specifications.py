"""Specifications such as ``"torch:cuda:1"``: parsing them, and finding the namespace that they name."""

from __future__ import annotations

from .._core import configuration
from .._core.devices import KINDS, Device, did_you_mean
from .._core.errors import BackendUnavailableError, DeviceUnavailableError, message, shown
from .entries import builtins, by_rank, entries, others

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

    from .._backend.backend import Backend
    from .._backend.namespaces import NativeNamespace
    from .._core.errors import ConfigurationError

#: The kinds of accelerators that ``"auto"`` tries, in this order.
_ACCELERATORS: Final = ("cuda", "xpu", "mps")


def find(name: str) -> Backend:
    """Return a usable backend; BackendUnavailableError if it is unknown or cannot be used."""
    check_name(name, None)
    return entries()[name].require()


def check_name(name: str, source: str | None) -> None:
    """Raise BackendUnavailableError if no backend of the name is registered."""
    names = entries()
    if name in names:
        return
    setting = f"{source}=" if source else ""
    if not names:
        fact = f"{setting}{name!r}: no backend is registered, unifyarray itself is not installed"
        raise BackendUnavailableError(message(fact, "pip install unifyarray (in a checkout: pip install -e .)"))
    raise BackendUnavailableError(
        message(f"there is no backend {setting}{name!r}", f"one of {', '.join(names)}; python -m unifyarray info")
    )


def parse_spec(text: str, source: str | None) -> tuple[str | None, Device | Literal["auto"] | None]:
    """Return backend and device of a specification such as ``"torch"``, ``"cuda:1"`` or ``"torch:cuda:1"``.

    ``source`` is the environment variable that the text comes from, or None.
    """
    if not isinstance(text, str):
        raise TypeError(
            message(
                f"not a backend or device: {shown(text)}",
                'pass a string: ua.use("torch"), ua.use("cuda") or ua.use("torch:cuda:1")',
            )
        )
    head, _, rest = text.partition(":")
    names = entries()
    if head in names:
        return head, _parse_device(rest, text, source) if rest else None
    if head == "auto" or _is_kind(head):
        return None, _parse_device(text, text, source)
    if source is not None and not _is_kind(rest.partition(":")[0]):
        raise _bad_device(source, text)
    if not names:
        check_name(head, source)
    kinds = ", ".join(device_kinds())
    raise BackendUnavailableError(
        message(
            f"{'' if source is None else f'{source}='}{text!r} names neither a backend nor a device",
            f"{did_you_mean(text)}a backend ({', '.join(names)}), a device ({kinds}, cuda:1), or auto",
        )
    )


def _parse_device(part: str, spec: str, source: str | None) -> Device | Literal["auto"]:
    """Return the device that a part of a specification names."""
    if part == "auto":
        return "auto"
    try:
        device = Device(part)
    except ValueError:
        if source is None:
            raise
        raise _bad_device(source, spec) from None
    if _is_kind(device.kind):
        return device
    if source is not None:
        raise _bad_device(source, spec)
    hint = f"{did_you_mean(part)}one of {', '.join(device_kinds())}, cuda:1, or auto"
    raise ValueError(message(f"no backend knows a device {part!r}", hint))


def _bad_device(variable: str, spec: str) -> ConfigurationError:
    """Return the error of a variable that names no device."""
    return configuration.bad_value(variable, spec, configuration.VARIABLES[variable], did_you_mean(spec))


def _is_kind(kind: str) -> bool:
    """Return whether some backend declares a kind of device; plugins are only loaded for an unknown one."""
    if kind in KINDS:
        return True
    return kind.isidentifier() and any(info.serves(kind) for group in (builtins, others) for info in group())


def device_kinds() -> tuple[str, ...]:
    """Return the kinds of device that some backend declares, whether this machine has one or not."""
    declared = {kind for info in entries().values() if info.backend is not None for kind in info.backend.priority}
    return (*KINDS, *sorted(declared.difference(KINDS)))


def resolve_namespace(backend: str | None, device: Device | Literal["auto"] | None) -> NativeNamespace:
    """Return the dispatch namespace of a backend and a device, either of which may be left open."""
    if backend is None:
        return _namespace_of_device(device)
    chosen = find(backend)
    info = entries()[backend]
    if device is None or device == "auto":
        order = ("cpu", *_ACCELERATORS) if device is None else (*_ACCELERATORS, "cpu")
        ranked = sorted(info.devices, key=lambda d: (order.index(d.kind) if d.kind in order else len(order), d.index))
        if not ranked:
            why = "".join(f"; {reason}" for kind in chosen.priority if (reason := info.explain_missing(kind)))
            raise DeviceUnavailableError(
                message(f"{backend} finds no device on this machine", f"python -m unifyarray info{why}")
            )
        return chosen.namespace(ranked[0]).dispatch
    if device not in info.devices:
        raise DeviceUnavailableError(_missing(device, f"{backend} has no device {str(device)!r} here"))
    return chosen.namespace(device).dispatch


def _namespace_of_device(device: Device | Literal["auto"] | None) -> NativeNamespace:
    if device == "auto":
        for kind in _ACCELERATORS:
            for info in by_rank(kind):
                for found in info.devices:
                    if found.kind == kind:
                        return info.require().namespace(found).dispatch
        device = None
    wanted = Device("cpu") if device is None else device
    for info in by_rank(wanted.kind):
        if wanted in info.devices:
            return info.require().namespace(wanted).dispatch
    if not entries():
        check_name("numpy", None)
    raise DeviceUnavailableError(_missing(wanted, f"there is no device {str(wanted)!r} on this machine"))


def _missing(device: Device, fact: str) -> str:
    """Return the message of a missing device: the devices of this machine, and a way to get the missing one."""
    loaded = [info for info in entries().values() if info.is_builtin or info.is_loaded]
    here = ", ".join(f"{info.name}:{found}" for info in loaded for found in info.devices)
    declared = list(by_rank(device.kind))
    absent = [info for info in declared if info.state in ("not installed", "broken")]
    bring = "".join(f"; {info.name} might serve it: {info.hint or repr(info.cause)}" for info in absent)
    why = "".join(f"; {reason}" for info in declared if (reason := info.explain_missing(device.kind)))
    return message(fact, f'here are {here or "no devices"}: ua.use("cpu"){bring}{why}')


__all__ = ["check_name", "device_kinds", "find", "parse_spec", "resolve_namespace"]
