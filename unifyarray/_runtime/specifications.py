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
    from .backend_info import BackendInfo

#: The kinds of accelerators that ``"auto"`` tries, in this order.
_ACCELERATORS: Final = ("cuda", "xpu", "mps")

_IMPORT_FIRST: Final = f"import an extension that brings a device first: export {configuration.IMPORT}=its_module"
_NAME_LIBRARY: Final = f"for a library without a plugin, export {configuration.NAMESPACES}=its_module"


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
        message(
            f"there is no backend {setting}{name!r}",
            f"one of {', '.join(names)}; {_NAME_LIBRARY}; python -m unifyarray info",
        )
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
            f"{did_you_mean(text)}a backend ({', '.join(names)}), a device ({kinds}, cuda:1), or auto; "
            f"{_IMPORT_FIRST}; {_NAME_LIBRARY}",
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
    hint = f"{did_you_mean(part)}one of {', '.join(device_kinds())}, cuda:1, or auto; {_IMPORT_FIRST}"
    raise ValueError(message(f"no backend knows a device {part!r}", hint))


def _bad_device(variable: str, spec: str) -> ConfigurationError:
    """Return the error of a variable that names no device."""
    valid = f"{configuration.VARIABLES[variable]} ({_IMPORT_FIRST})"
    return configuration.bad_value(variable, spec, valid, did_you_mean(spec))


def _is_kind(kind: str) -> bool:
    """Return whether some backend can have devices of a kind.

    Plugins are only loaded for an unknown kind, and libraries only imported for a kind that no backend declares.
    """
    return kind in KINDS or (kind.isidentifier() and next(by_rank(kind), None) is not None)


def device_kinds() -> tuple[str, ...]:
    """Return the kinds of device that some backend declares or knows, whether this machine has one or not."""
    found = {kind for info in entries().values() for kind in _kinds_of(info)}
    return (*KINDS, *sorted(found.difference(KINDS)))


def _kinds_of(info: BackendInfo) -> list[str]:
    """Return the kinds of device that a backend declares, then those that its library has learnt at run time."""
    if info.backend is None:
        return []
    return [*info.backend.priority, *(info.learnt_kinds() if info.is_imported() else ())]


def resolve_namespace(backend: str | None, device: Device | Literal["auto"] | None) -> NativeNamespace:
    """Return the dispatch namespace of a backend and a device, either of which may be left open."""
    if backend is None:
        return _namespace_of_device(device)
    chosen = find(backend)
    info = entries()[backend]
    if device is None or device == "auto":
        found = _first_device(info, auto=device is not None)
        if found is None:
            why = "".join(f"; {reason}" for kind in chosen.priority if (reason := info.explain_missing(kind)))
            raise DeviceUnavailableError(
                message(f"{backend} finds no device on this machine", f"python -m unifyarray info{why}")
            )
        return chosen.namespace(found).dispatch
    if not info.finds(device):
        raise DeviceUnavailableError(_missing(device, f"{backend} has no device {str(device)!r} here"))
    return chosen.namespace(device).dispatch


def _namespace_of_device(device: Device | Literal["auto"] | None) -> NativeNamespace:
    if device == "auto":
        found = _best_accelerator()
        if found is not None:
            return found
        device = None
    wanted = Device("cpu") if device is None else device
    for info in by_rank(wanted.kind):
        if info.finds(wanted):
            return info.require().namespace(wanted).dispatch
    if not entries():
        check_name("numpy", None)
    raise DeviceUnavailableError(_missing(wanted, f"there is no device {str(wanted)!r} on this machine"))


def _first_device(info: BackendInfo, *, auto: bool) -> Device | None:
    """Return the device of a backend that is named without a device, or with "auto"; None if it finds none."""
    order = (*_ACCELERATORS, "", "cpu") if auto else ("cpu", *_ACCELERATORS, "")
    other = order.index("")
    known = sorted(info.known_devices, key=lambda d: (order.index(d.kind) if d.kind in order else other, d.index))
    if auto and (not known or known[0].kind == "cpu"):
        # Counting the devices of a kind that the library has learnt may start their driver. Here they will be used.
        found = next((found for kind in info.learnt_kinds() for found in info.devices_of(kind)), None)
        if found is not None:
            return found
    return known[0] if known else None


def _best_accelerator() -> NativeNamespace | None:
    """Return the namespace of the best accelerator of all backends, or None if there is none."""
    for kind in _ACCELERATORS:
        for info in by_rank(kind):
            for found in info.known_devices:
                if found.kind == kind:
                    return info.require().namespace(found).dispatch
    for info in (*builtins(), *others()):
        has_others = any(kind not in KINDS for kind in _kinds_of(info))
        first = _first_device(info, auto=True) if has_others else None
        if first is not None and first.kind != "cpu":
            return info.require().namespace(first).dispatch
    return None


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
