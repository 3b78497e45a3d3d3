"""The settings of a selection: read from arguments, defaults and the environment, and described."""

from __future__ import annotations

from .._core import configuration
from .._core.devices import Device
from .._core.errors import ConfigurationError, message, shown
from . import entries, specifications

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

    from .._core.dtypes import DType
    from .selection import DeviceChoice, Selection


#: Why compilers have failed in this process, in ``ua.jit``.
compiler_failures: Final[list[str]] = []


def read_into(root: Selection, default: dict[str, Any]) -> None:
    """Give a selection the settings of the environment and of the arguments of ``ua.set_default``."""
    configuration.warn_unknown()
    entries.import_extensions()
    for name in ("backend", "device", "default_float", "transfer", "checks", "autograd", "jit"):
        root.origins[name] = "built in"

    def put(origin: str, **values: Any) -> None:
        for name, value in values.items():
            if value is not None:
                setattr(root, name, value)
                root.origins[name] = origin

    put(configuration.DEFAULT_FLOAT, default_float=configuration.default_float())
    put(configuration.TRANSFER, transfer=configuration.transfer())
    put(configuration.CHECKS, checks=configuration.checks())
    put(configuration.AUTOGRAD_BACKEND, autograd=_autograd_in_environment())
    put(configuration.JIT_BACKEND, jit=_jit_in_environment())
    if "backend" not in default and "device" not in default:
        backend, device = _spec_in_environment()
        put(
            configuration.BACKEND if configuration.text(configuration.BACKEND) else configuration.DEVICE,
            backend=backend,
        )
        put(configuration.DEVICE, device=device)
    put("ua.set_default", **default)


def _spec_in_environment() -> tuple[str | None, DeviceChoice]:
    backend = configuration.text(configuration.BACKEND)
    if backend is not None:
        specifications.check_name(backend, configuration.BACKEND)
    text = configuration.text(configuration.DEVICE)
    if text is None:
        return backend, None
    prefix, device = specifications.parse_spec(text, configuration.DEVICE)
    if device is None:
        fact = f"{configuration.DEVICE}={text!r} names a backend without a device"
        raise ConfigurationError(
            message(fact, f"export {configuration.BACKEND}={prefix}, and unset {configuration.DEVICE}")
        )
    if prefix is not None and backend is not None and prefix != backend:
        raise ConfigurationError(
            message(
                f"{configuration.DEVICE}={text!r} contradicts {configuration.BACKEND}={backend!r}",
                f"unset {configuration.BACKEND}, or set {configuration.DEVICE}={device}",
            )
        )
    return prefix or backend, device


def _autograd_in_environment() -> str | None:
    name = configuration.text(configuration.AUTOGRAD_BACKEND)
    if name is not None:
        specifications.check_name(name, configuration.AUTOGRAD_BACKEND)
        backend = entries.entries()[name].backend
        if backend is None or not backend.capabilities.autograd:
            able = [
                key for key, info in entries.entries().items() if info.backend and info.backend.capabilities.autograd
            ]
            raise configuration.bad_value(
                configuration.AUTOGRAD_BACKEND, name, f"one of {', '.join(able) or 'no installed backend'}"
            )
    return name


def _jit_in_environment() -> str | None:
    name = configuration.text(configuration.JIT_BACKEND)
    return name if name is None else check_jit_backend(name, configuration.JIT_BACKEND)


def check_jit_backend(name: str, variable: str | None = None) -> str:
    """Return the name of a backend that compiles functions, or "none"; raise an error for any other name.

    Parameters
    ----------
    name : str
        The name.
    variable : str, optional
        The environment variable that has it. By default, it is an argument of ``ua.jit``.
    """
    if name == "none":
        return name
    specifications.check_name(name, variable)
    backend = entries.entries()[name].backend
    if backend is not None and backend.capabilities.jit:
        return name
    able = [key for key, info in entries.entries().items() if info.backend and info.backend.capabilities.jit]
    valid = f"one of {', '.join([*able, 'none'])}"
    if variable is not None:
        raise configuration.bad_value(variable, name, valid)
    raise ValueError(message(f"the backend {name!r} does not compile functions", f"backend=..., {valid}"))


def changes_of(
    base: Selection,
    spec: str | Device | None,
    default_float: DType | str | None,
    transfer: str | None,
    checks: bool | None,
) -> dict[str, Any]:
    """Return the fields that the arguments of ``ua.use`` change."""
    changes: dict[str, Any] = {}
    if spec is not None:
        changes = spec_changes(base, spec)
    if default_float is not None:
        name = str(default_float)
        if name not in configuration.FLOATS:
            raise ValueError(
                message(
                    f"default_float={shown(default_float)} is not valid",
                    'pass default_float="float64" or default_float="float32"',
                )
            )
        changes["default_float"] = configuration.FLOATS[name]
    if transfer is not None:
        if transfer not in tuple(configuration.TRANSFERS):
            raise ValueError(
                message(f"transfer={shown(transfer)} is not valid", f"pass one of {', '.join(configuration.TRANSFERS)}")
            )
        changes["transfer"] = transfer
    if checks is not None:
        if not isinstance(checks, bool):
            raise ValueError(message(f"checks={shown(checks)} is not valid", "pass checks=True or checks=False"))
        changes["checks"] = checks
    return changes


def spec_changes(base: Selection, spec: str | Device) -> dict[str, Any]:
    """Return the backend and device of a specification, completed from the selection in force."""
    backend: str | None = None
    device: DeviceChoice = None
    if isinstance(spec, Device):
        device = spec
    else:
        backend, device = specifications.parse_spec(spec, None)
    # If the specification names only a device and the backend in force has that kind of device, keep the backend:
    # `use("cpu")` within `use("torch")` is torch's CPU. Likewise, keep the device in force if the specification
    # names only a backend that has the device.
    if backend is None and base.backend is not None and _serves(base.backend, device):
        backend = base.backend
    if backend is not None and device is None and _serves(backend, base.device):
        device = base.device
    return {"backend": backend, "device": device}


def _serves(backend: str, device: DeviceChoice) -> bool:
    """Return whether a backend can have devices of a device's kind."""
    return isinstance(device, Device) and specifications.find(backend).serves(device.kind)


def describe(selection: Selection) -> list[tuple[str, str, str]]:
    """Return every setting of a selection with its value and the source of the value."""
    try:
        selection.resolve()
        backend, device = str(selection.backend), str(selection.device)
    # Show the error; code that needs the backend or device raises it.
    except (ImportError, RuntimeError, ValueError) as error:
        backend = device = f"unavailable ({str(error).splitlines()[0]})"
    values = {
        "backend": backend,
        "device": device,
        "default_float": str(selection.default_float or "float64, or float32 if the device has no float64"),
        "transfer": selection.transfer,
        "checks": "on" if selection.checks else "off",
        "autograd": selection.autograd or _find_able(selection, "functional_autograd"),
        "jit": selection.jit or _find_able(selection, "jit"),
    }
    rows = [(name, value, selection.origins.get(name, "built in")) for name, value in values.items()]
    rows += [("jit", f"a function runs uncompiled: {fact}", "this process") for fact in compiler_failures]
    return rows + [("repairs", value, configuration.REPAIRS) for value in _repairs()]


def _find_able(selection: Selection, capability: str) -> str:
    """Return the name of the backend that has a capability, for the selected backend; no library is imported."""
    device = selection.device
    kind = device.kind if isinstance(device, Device) else "cpu"
    able = [
        info
        for info in entries.by_rank(kind)
        if info.backend and getattr(info.backend.capabilities, capability) and info.is_usable
    ]
    names = [info.name for info in able if info.backend and info.backend.installed()]
    if selection.backend in names:
        return f"{selection.backend}, which is selected"
    return f"{names[0]}, by priority" if names else "no installed backend"


def _repairs() -> list[str]:
    """Return a line for each repair file."""
    if not configuration.repairs():
        return []
    from .._backend import repairs

    try:
        return [f"{item.path}: {item.spec}, {len(item.entries)} entries" for item in repairs.files()]
    except ConfigurationError as error:  # show the error; code that needs the device raises it
        return [f"unavailable ({str(error).splitlines()[0]})"]


__all__ = ["changes_of", "check_jit_backend", "compiler_failures", "describe", "read_into", "spec_changes"]
