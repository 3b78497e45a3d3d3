"""Finding backends: the registry over the entry-point group ``unifyarray.backends``.

An entry point leads to an import-light description. The library itself is imported only when its backend is named or
an array of it is met. Nothing is looked for at ``import unifyarray``.
"""

from __future__ import annotations

import copyreg
import sys
import threading
from collections.abc import Mapping

from .._core import configuration
from .._core.devices import KINDS, Device, did_you_mean
from .._core.errors import BackendUnavailableError, ConfigurationWarning, DeviceUnavailableError, message, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from importlib.metadata import EntryPoint
    from typing import Any, Final, Literal, TypeVar

    from .._backend.backend import Backend, NativeNamespace
    from .._core.dtypes import DType
    from .._core.errors import ConfigurationError

    T = TypeVar("T")
    State = Literal["available", "not installed", "no device", "broken", "blocked"]

GROUP: Final = "unifyarray.backends"

#: Seconds after which a plugin that does not answer counts as broken.
PATIENCE: Final = 60.0


class BackendInfo:
    """What is known of one backend: its state, and the backend itself where its description could be loaded.

    Attributes
    ----------
    name : str
        Key in the registry.
    state : {"available", "not installed", "no device", "broken", "blocked"}
        ``"broken"`` and ``"blocked"`` come with a cause.
    version : str or None
        Version of the library.
    distribution : str or None
        The distribution that brought the plugin.
    cause : Exception or None
        What went wrong.
    hint : str or None
        Command that mends the state.
    """

    __slots__ = ("_devices", "_lock", "_probed", "backend", "cause", "distribution", "hint", "name")

    def __init__(self, name: str, distribution: str | None) -> None:
        self.name = name
        self.distribution = distribution
        self.backend: Backend | None = None
        self.cause: Exception | None = None
        self.hint: str | None = None
        self._devices: tuple[Device, ...] = ()
        self._probed = False
        self._lock = threading.RLock()

    @property
    def version(self) -> str | None:
        """Version of the library, None where it is not installed."""
        if self.backend is None:
            return None
        try:
            return self.backend.version()
        except Exception as error:  # the plugin's own code
            self.cause = error
            return None

    @property
    def state(self) -> State:
        """State of the backend. Asking imports the library."""
        self._probe()
        if self.cause is not None:
            return "blocked" if isinstance(self.cause, _BlockedError) else "broken"
        if self.backend is None or not self.backend.installed():
            return "not installed"
        return "available" if self._devices else "no device"

    @property
    def devices(self) -> tuple[Device, ...]:
        """Devices found on this machine. Asking imports the library."""
        self._probe()
        return self._devices

    def _probe(self) -> None:
        if self._probed:  # without the lock, which torch.compile does not trace
            return
        with self._lock:
            backend = self.backend
            # Another thread may have probed while this one waited.
            if self._probed or backend is None or self.cause is not None:  # type: ignore[redundant-expr]
                return
            try:
                if _patiently(backend.installed, f"backend {self.name!r}"):
                    found = tuple(_patiently(backend.devices, f"backend {self.name!r}"))
                    if not all(isinstance(device, Device) for device in found):
                        raise TypeError(f"devices() returned {found!r}, which are not all ua.Device")
                    self._devices = found
                else:
                    self.hint = backend.install
            except Exception as error:
                self.cause = error
            self._probed = True

    def require(self) -> Backend:
        """Return the backend; BackendUnavailableError, with the cause, where it cannot be used."""
        state = self.state
        backend = self.backend
        if backend is not None and state in ("available", "no device"):
            return backend
        if isinstance(self.cause, _BlockedError):
            fact, hint = (
                f"backend {self.name!r} is blocked by {configuration.BLOCK_BACKENDS}",
                "take it out of the list",
            )
        elif self.cause is not None:
            fact = f"backend {self.name!r} ({self.distribution}) is broken: {type(self.cause).__name__}: {self.cause}"
            hint = f"reinstall or remove {self.distribution}, or set {configuration.BLOCK_BACKENDS}={self.name}"
        else:
            fact, hint = f"backend {self.name!r} is not installed", self.hint or "python -m unifyarray info"
        raise BackendUnavailableError(message(fact, hint)) from self.cause

    def __repr__(self) -> str:
        state = self.state  # asking may bring a cause to light
        cause = "" if self.cause is None else f", {type(self.cause).__name__}: {self.cause}"
        return f"<backend {self.name}: {state}{cause}>"


class _BlockedError(Exception):
    """The cause of a backend that the environment leaves out."""


class Registry(Mapping[str, BackendInfo]):
    """The backends by name, read-only."""

    __slots__ = ("_entries",)

    def __init__(self, entries: dict[str, BackendInfo]) -> None:
        self._entries = entries

    def __getitem__(self, name: str) -> BackendInfo:
        return self._entries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __repr__(self) -> str:
        return f"{{{', '.join(repr(info) for info in self.values())}}}"


_lock = threading.RLock()
_entries: dict[str, BackendInfo] | None = None

#: Array type to what returns the native namespace of an array of it; filled as libraries are met.
namespace_of_type: dict[type, Callable[[Any], NativeNamespace]] = {}
_scalar_types: dict[type, bool] = {}

#: How many times the backends have changed. What was found for an earlier generation may be out of date.
generation: int = 0

#: Called after a backend has been registered; the selection adds itself.
on_change: list[Callable[[], None]] = []


def backends() -> Registry:
    """Return every backend that is installed as a plugin or was registered, by name.

    Returns
    -------
    Registry
        A read-only mapping of name to BackendInfo.

    Examples
    --------
    >>> import unifyarray as ua
    >>> ua.backends()["numpy"].state
    'available'
    """
    return Registry(_discover())


def devices() -> dict[str, tuple[Device, ...]]:
    """Return the devices found on this machine, by backend. Imports every library that is installed."""
    return {name: info.devices for name, info in _discover().items() if info.devices}


def register_backend(backend: Backend, override: bool = False) -> None:
    """Add a backend to the registry of this process.

    Parameters
    ----------
    backend : Backend
        An instance of a final subclass of ``unifyarray.plugin.Backend``.
    override : bool, default False
        Replace a backend of the same name.

    Raises
    ------
    TypeError
        It is not a Backend.
    ValueError
        There is a backend of that name, and ``override`` is False.
    """
    from .._backend.backend import Backend

    if not isinstance(backend, Backend):
        raise TypeError(
            message(f"not a Backend: {shown(backend)}", "pass an instance of a subclass of unifyarray.plugin.Backend")
        )
    global _entries, generation
    with _lock:
        entries = _discover()
        if backend.name in entries and not override:
            raise ValueError(
                message(
                    f"there is a backend {backend.name!r} already, from {entries[backend.name].distribution}",
                    "ua.register_backend(b, override=True)",
                )
            )
        info = BackendInfo(backend.name, "ua.register_backend")
        _take(info, lambda: backend)
        _entries = {**entries, backend.name: info}  # a new one: another thread may be going through the old one
        generation += 1
        namespace_of_type.clear()
        _scalar_types.clear()
    for notify in on_change:
        notify()


def _discover() -> dict[str, BackendInfo]:
    """Read the entry points, once."""
    global _entries
    if _entries is None:
        with _lock:
            if _entries is None:
                _entries = _load_entry_points()
    return _entries


def _load_entry_points() -> dict[str, BackendInfo]:
    from importlib.metadata import entry_points

    points: dict[str, list[EntryPoint]] = {}
    for point in entry_points(group=GROUP):
        points.setdefault(point.name, []).append(point)
    configuration.warn_unknown_blocked(points)
    return {name: _describe(name, same) for name, same in sorted(points.items())}


def _describe(name: str, same: list[EntryPoint]) -> BackendInfo:
    """Load the description behind one name; of several, our own wins, else the first by distribution."""
    own = __name__.partition(".")[0]
    same = sorted(same, key=lambda point: (_distribution(point) != own, _distribution(point), point.value))
    chosen = same[0]
    others = [point for point in same[1:] if point.value != chosen.value]
    if others:
        import warnings

        names = ", ".join(_distribution(point) for point in (chosen, *others))
        warnings.warn(
            message(
                f"several distributions provide the backend {name!r}: {names}; {_distribution(chosen)} is used",
                "uninstall the others, or ua.register_backend(b, override=True)",
            ),
            ConfigurationWarning,
            stacklevel=2,
        )
    info = BackendInfo(name, _distribution(chosen))
    _take(info, chosen.load)
    return info


def _distribution(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else point.value


def _reduced(xp: NativeNamespace) -> tuple[Callable[[str], NativeNamespace], tuple[str]]:
    """Return how a native namespace is pickled."""
    return native_namespace, (f"{xp.hooks.backend.name}:{xp.hooks.device}",)


def native_namespace(spec: str) -> NativeNamespace:
    """Return the native namespace of a specification such as ``"torch:cuda:1"``; pickles refer to this function."""
    return resolve_namespace(*parse_spec(spec, None)).public


def _take(info: BackendInfo, load: Callable[[], Any]) -> None:
    from .._backend.backend import Backend, NativeNamespace

    if info.name in configuration.blocked():
        info.cause = _BlockedError(configuration.BLOCK_BACKENDS)
        return
    copyreg.pickle(NativeNamespace, _reduced)
    try:
        backend = _patiently(load, f"backend {info.name!r}")
        if not isinstance(backend, Backend):
            raise TypeError(f"the entry point leads to {backend!r}, not to a Backend")
        if backend.name != info.name:
            raise ValueError(f"the entry point is named {info.name!r} and its backend {backend.name!r}")
        info.backend = backend
    except Exception as error:
        info.cause = error


def _patiently(call: Callable[[], T], what: str) -> T:
    """Run a plugin's code in a thread of its own, so that one that hangs cannot hang the user."""
    result: list[T] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            result.append(call())
        except BaseException as error:
            failure.append(error)

    thread = threading.Thread(target=run, name=f"unifyarray probe of {what}", daemon=True)
    thread.start()
    thread.join(PATIENCE)
    if thread.is_alive():
        raise TimeoutError(f"{what} did not answer within {PATIENCE:g} seconds")
    if failure:
        error = failure[0]
        raise error if isinstance(error, Exception) else RuntimeError(f"{what} stopped with {error!r}")
    return result[0]


def find(name: str) -> Backend:
    """Return a usable backend; BackendUnavailableError where it is unknown or cannot be used."""
    check_name(name, None)
    return _discover()[name].require()


def check_name(name: str, source: str | None) -> None:
    """Raise BackendUnavailableError where no backend of the name is registered."""
    entries = _discover()
    if name in entries:
        return
    where = f"{source}=" if source else ""
    if not entries:
        fact = f"{where}{name!r}: no backend is registered, unifyarray itself is not installed"
        raise BackendUnavailableError(message(fact, "pip install unifyarray (in a checkout: pip install -e .)"))
    raise BackendUnavailableError(
        message(f"there is no backend {where}{name!r}", f"one of {', '.join(entries)}; python -m unifyarray info")
    )


def parse_spec(text: str, source: str | None) -> tuple[str | None, Device | Literal["auto"] | None]:
    """Return backend and device of a specification such as ``"torch"``, ``"cuda:1"`` or ``"torch:cuda:1"``.

    ``source`` is the environment variable that the text comes from, if it comes from one.
    """
    if not isinstance(text, str):
        raise TypeError(
            message(f"not a backend or device: {shown(text)}", 'a string such as "torch", "cuda" or "torch:cuda:1"')
        )
    head, _, rest = text.partition(":")
    names, kinds = _discover(), device_kinds()
    if head in names:
        return head, _parse_device(rest, text, kinds, source) if rest else None
    if head in kinds or head == "auto":
        return None, _parse_device(text, text, kinds, source)
    if source is not None and rest.partition(":")[0] not in kinds:
        raise _bad_device(source, text)
    if not names:
        check_name(head, source)
    raise BackendUnavailableError(
        message(
            f"{'' if source is None else f'{source}='}{text!r} names neither a backend nor a device",
            f"{did_you_mean(text)}a backend ({', '.join(names)}), a device ({', '.join(kinds)}, cuda:1), or auto",
        )
    )


def _parse_device(part: str, spec: str, kinds: tuple[str, ...], source: str | None) -> Device | Literal["auto"]:
    """Return the device that a part of a specification names."""
    if part == "auto":
        return "auto"
    try:
        device = Device(part)
    except ValueError:
        if source is None:
            raise
        raise _bad_device(source, spec) from None
    if device.kind in kinds:
        return device
    if source is not None:
        raise _bad_device(source, spec)
    hint = f"{did_you_mean(part)}one of {', '.join(kinds)}, cuda:1, or auto"
    raise ValueError(message(f"no backend knows a device {part!r}", hint))


def _bad_device(variable: str, spec: str) -> ConfigurationError:
    """Return the error of a variable that names no device."""
    return configuration.bad_value(variable, spec, configuration.VARIABLES[variable], did_you_mean(spec))


def device_kinds() -> tuple[str, ...]:
    """Return the kinds of device that some backend declares, whether this machine has one or not."""
    declared = {kind for info in _discover().values() if info.backend is not None for kind in info.backend.priority}
    return (*KINDS, *sorted(declared.difference(KINDS)))


def resolve_namespace(backend: str | None, device: Device | Literal["auto"] | None) -> NativeNamespace:
    """Return the native namespace, bare, of a backend and a device, either of which may be left open."""
    if backend is None:
        return _namespace_of_device(device)
    info_devices = _devices_of(backend)
    chosen = find(backend)
    if device is None or device == "auto":
        order = ("cpu", *_ACCELERATORS) if device is None else (*_ACCELERATORS, "cpu")
        ranked = sorted(info_devices, key=lambda d: (order.index(d.kind) if d.kind in order else len(order), d.index))
        if not ranked:
            info = _discover()[backend]
            why = "".join(f"; {reason}" for kind in chosen.priority if (reason := explain_missing(info, kind)))
            raise DeviceUnavailableError(
                message(f"{backend} finds no device on this machine", f"python -m unifyarray info{why}")
            )
        return chosen.namespace(ranked[0]).dispatch
    if device not in info_devices:
        raise DeviceUnavailableError(_missing(device, f"{backend} has no device {str(device)!r} here"))
    return chosen.namespace(device).dispatch


_ACCELERATORS: Final = ("cuda", "xpu", "mps")


def _devices_of(backend: str) -> tuple[Device, ...]:
    find(backend)
    return _discover()[backend].devices


def by_priority(kind: str) -> list[BackendInfo]:
    """Return the backends that declare a kind of device, the highest priority first."""
    declared = [info for info in _discover().values() if info.backend is not None and kind in info.backend.priority]
    return sorted(declared, key=lambda info: (-_priority(info, kind), info.name))


def _priority(info: BackendInfo, kind: str) -> int:
    return 0 if info.backend is None else info.backend.priority[kind]


def _namespace_of_device(device: Device | Literal["auto"] | None) -> NativeNamespace:
    if device == "auto":
        for kind in _ACCELERATORS:
            for info in by_priority(kind):
                for found in info.devices:
                    if found.kind == kind:
                        return info.require().namespace(found).dispatch
        device = None
    wanted = Device("cpu") if device is None else device
    for info in by_priority(wanted.kind):
        if wanted in info.devices:
            return info.require().namespace(wanted).dispatch
    if not _discover():
        check_name("numpy", None)
    raise DeviceUnavailableError(_missing(wanted, f"there is no device {str(wanted)!r} on this machine"))


def _missing(device: Device, fact: str) -> str:
    """Return the message of a missing device: what is here, and what would bring the device."""
    here = ", ".join(f"{name}:{found}" for name, all_ in devices().items() for found in all_)
    absent = [info for info in by_priority(device.kind) if info.state in ("not installed", "broken")]
    bring = "".join(f"; {info.name} might serve it: {info.hint or repr(info.cause)}" for info in absent)
    why = "".join(f"; {reason}" for info in by_priority(device.kind) if (reason := explain_missing(info, device.kind)))
    return message(fact, f'here are {here or "no devices"}: ua.use("cpu"){bring}{why}')


def explain_missing(info: BackendInfo, kind: str) -> str | None:
    """Return what an installed backend knows of why it finds no device of a kind; None where it finds one."""
    if info.backend is None or info.state not in ("available", "no device"):
        return None
    if any(device.kind == kind for device in info.devices):
        return None
    try:
        return info.backend.explain_missing(kind)
    except Exception as error:  # the plugin's own code, asked while something else is said
        return f"{info.name} does not say why it finds none: {type(error).__name__}: {error}"


def namespace_of(x: object) -> NativeNamespace | None:
    """Return the native namespace, bare, of a native array; None where no backend owns its type."""
    resolver = namespace_of_type.get(type(x))
    if resolver is None:
        resolver = _learn(type(x))
        if resolver is None:
            return None
    return resolver(x).dispatch


def _learn(kind: type) -> Callable[[Any], NativeNamespace] | None:
    """Ask the backends whose library is imported whether a type is theirs; a library is never imported for this."""
    roots = {base.__module__.partition(".")[0] for base in kind.__mro__}
    for info in _discover().values():
        backend = info.backend
        if backend is None or info.cause is not None or roots.isdisjoint(backend.modules):
            continue
        if backend.library in sys.modules and _says_yes(info, backend.owns, kind):
            namespace_of_type[kind] = backend.namespace_of
            return backend.namespace_of
    return None


def _says_yes(info: BackendInfo, question: Callable[[type], bool], kind: type) -> bool:
    """Return a plugin's answer about a type; one that fails at it is broken, and the type is not its."""
    try:
        return question(kind)
    except Exception as error:
        info.cause = error
        return False


def is_library_scalar(kind: type) -> bool:
    """Return whether a type is a library's own scalar (``numpy.float64``), which counts as a Python scalar."""
    known = _scalar_types.get(kind)
    if known is None:
        known = any(_has_scalar(info, kind) for info in _discover().values())
        _scalar_types[kind] = known
    return known


def _has_scalar(info: BackendInfo, kind: type) -> bool:
    backend = info.backend
    if backend is None or info.cause is not None or backend.library not in sys.modules:
        return False
    return _says_yes(info, lambda kind: issubclass(kind, backend.scalars()), kind)


def _starts_a_driver(info: BackendInfo) -> bool:
    return info.backend is None or "cpu" not in info.backend.priority


def find_dtype(obj: object) -> DType | None:
    """Return the DType that some imported library's dtype object stands for, None where none knows it."""
    # Those that serve the CPU first: to ask the others may start a driver.
    for info in sorted(_discover().values(), key=_starts_a_driver):
        backend = info.backend
        if backend is None or backend.library not in sys.modules or not info.devices:
            continue
        try:
            found = backend.namespace(info.devices[0]).hooks.find_dtype(obj)
        except (BackendUnavailableError, DeviceUnavailableError):
            continue  # it raises, with its cause, when it is asked for
        if found is not None:
            return found
    return None
