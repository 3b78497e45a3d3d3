"""BackendInfo: the description of one backend, loaded when it is first asked for, and its state on this machine."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

from .._core import configuration
from .._core import lazy_typing as t
from .._core.devices import Device
from .._core.errors import BackendUnavailableError, DeviceUnavailableError, message
from . import probing
from .state import forget_types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    from .._backend.backend import Backend

    T = TypeVar("T")


class BlockedError(Exception):
    """The cause of a backend that the environment leaves out."""


class BackendInfo:
    """One backend: its state, and the backend itself if its description can be loaded.

    Attributes
    ----------
    name : str
        Key in the registry.
    state : {"available", "not installed", "no device", "broken", "blocked"}
        ``"broken"`` and ``"blocked"`` come with a cause.
    version : str or None
        Version of the library.
    distribution : str or None
        The distribution that has the plugin.
    is_builtin : bool
        Whether that is unifyarray itself.
    backend : Backend or None
        The description. The first access loads it.
    cause : Exception or None
        The error that made the backend broken or blocked.
    hint : str or None
        Command that mends the state.
    """

    __module__ = "unifyarray.typing"
    __slots__ = (
        "_backend",
        "_clock",
        "_devices",
        "_load",
        "_loaded",
        "_lock",
        "_named_devices",
        "_probed",
        "_served",
        "cause",
        "distribution",
        "hint",
        "is_builtin",
        "name",
    )

    def __init__(
        self, name: str, distribution: str | None, load: Callable[[], t.Any], *, is_builtin: bool = False
    ) -> None:
        self.name = name
        self.distribution = distribution
        self.is_builtin = is_builtin
        self.cause: Exception | None = None
        self.hint: str | None = None
        self._load = load
        self._backend: Backend | None = None
        self._loaded = False
        self._devices: tuple[Device, ...] = ()
        #: By kind: devices that were counted because their kind was named.
        self._named_devices: dict[str, tuple[Device, ...]] = {}
        #: Kinds of device that the library has learnt at run time; a compiler that traces finds them here.
        self._served: set[str] = set()
        self._probed = False
        self._lock = threading.RLock()
        self._clock = probing.Clock()
        if name in configuration.blocked():
            self.cause = BlockedError(configuration.BLOCK_BACKENDS)
            self._loaded = self._probed = True

    # -- the plugin's answers ------------------------------------------------------------------------

    @property
    def is_loaded(self) -> bool:
        """Whether the description has been loaded, or cannot be."""
        return self._loaded

    @property
    def backend(self) -> t.Backend | None:
        """The backend, None if its description cannot be loaded."""
        if not self._loaded:
            self.load()
        elif isinstance(self.cause, probing.ImportInProgressError):
            self.cause = None  # of a thread that asked in the middle of an import, while another one succeeded
        return self._backend

    def load(self) -> None:
        """Load the description, once."""
        is_held = self._acquire()
        try:
            if not self._loaded:
                self._load_description()
        finally:
            if is_held:
                self._lock.release()

    def _load_description(self) -> None:
        from .._backend.checks import InterfaceVersionError, check_backend

        self.cause = None
        try:
            self._backend = check_backend(self._ask(self._load), self.name)
        except probing.ImportInProgressError as error:
            self.cause = error  # and asked again next time
            return
        except Exception as error:
            self.cause = error
            if isinstance(error, InterfaceVersionError):
                self.hint = f"pip install --upgrade unifyarray {self.distribution}"
        self._loaded = True
        forget_types()

    def _ask(self, question: Callable[[], T]) -> T:
        """Return the plugin's answer. Plugins of other distributions have a limited time to give it."""
        has_own_code = not (self.is_builtin or self.is_generic)
        return probing.ask(question, self.name, self._clock) if has_own_code else question()

    def _acquire(self) -> bool:
        """Let one thread ask the plugin at a time, but never let an import wait for another thread."""
        return self._lock.acquire(timeout=0 if probing.is_importing() else 2 * probing.LIMIT)

    @property
    def is_generic(self) -> bool:
        """Whether unifyarray made the backend from a library's namespace, without code of a plugin."""
        return self._backend is not None and self._backend.is_generic

    @property
    def is_usable(self) -> bool:
        """Whether the description is loaded and nothing about the plugin has failed."""
        return self._backend is not None and self.cause is None

    def fail(self, error: Exception) -> None:
        """Remember an error of the plugin's own code."""
        self.cause = error

    @property
    def version(self) -> str | None:
        """Version of the library, None if it is not installed."""
        backend = self.backend
        if backend is None:
            return None
        try:
            return backend.version()
        except Exception as error:
            self.fail(error)
            return None

    @property
    def state(self) -> t.BackendState:
        """State of the backend. Asking imports the library."""
        self._probe()
        if self.cause is not None:
            return "blocked" if isinstance(self.cause, BlockedError) else "broken"
        if self._backend is None or not self._backend.installed():
            return "not installed"
        return "available" if self._devices else "no device"

    @property
    def devices(self) -> tuple[Device, ...]:
        """Devices of this machine. Asking imports the library.

        Devices whose driver must be started to count them are counted in another process, which can take seconds.
        """
        known = self.known_devices
        if not known or self._backend is None:
            return known
        return self._counted(self._backend.all_devices)

    @property
    def known_devices(self) -> tuple[Device, ...]:
        """Devices of this machine that are known without starting a driver. Asking imports the library."""
        self._probe()
        return self._devices

    def devices_of(self, kind: str) -> tuple[Device, ...]:
        """Return the devices of a kind that is named. The question may start their driver."""
        known = self.known_devices
        backend = self._backend
        if backend is None or self.cause is not None or kind in backend.priority:
            return tuple(device for device in known if device.kind == kind)
        found = self._named_devices.get(kind)
        if found is None:
            found = self._counted(lambda: backend.devices_of(kind))
            if found:
                self._named_devices[kind] = found
        return found

    def finds(self, device: Device) -> bool:
        """Return whether this machine has a device that is named. The question may start its driver."""
        return device in self.known_devices or device in self.devices_of(device.kind)

    def _counted(self, count: Callable[[], tuple[Device, ...]]) -> tuple[Device, ...]:
        """Return devices that the plugin counts. An error of the plugin makes it broken."""
        from .._backend.checks import check_devices

        try:
            return check_devices(self._ask(count))
        except Exception as error:
            self.fail(error)
            return self._devices

    def _probe(self) -> None:
        if self._probed:  # without the lock, which torch.compile does not trace
            return
        backend = self.backend
        if backend is None or self.cause is not None:
            return
        is_held = self._acquire()
        try:
            if not self._probed:  # another thread may have probed while this one waited
                self._ask_for_devices(backend)
        finally:
            if is_held:
                self._lock.release()

    def _ask_for_devices(self, backend: Backend) -> None:
        from .._backend.checks import check_devices

        try:
            if self._ask(backend.installed):
                self._devices = check_devices(self._ask(backend.devices))
            else:
                self.hint = backend.install
        except probing.ImportInProgressError:
            return  # and asked again next time
        except Exception as error:
            self.fail(error)
        self._probed = True

    def serves(self, kind: str, *, load: bool = False) -> bool:
        """Return whether the backend declares a kind of device, or its library has learnt the kind at run time.

        The library is only imported for the answer if ``load`` is True.
        """
        backend = self.backend
        if backend is None:
            return False
        if kind in backend.priority or kind in self._served:
            return True
        return (load or self.is_imported()) and kind in self.learnt_kinds()

    def learnt_kinds(self) -> tuple[str, ...]:
        """Return the kinds of device that the library has learnt at run time. Asking imports the library."""
        backend = self.backend
        if backend is None or self.cause is not None:
            return ()
        try:
            found = tuple(self._ask(backend.kinds)) if self._ask(backend.installed) else ()
        except Exception as error:
            self.fail(error)
            return ()
        self._served.update(found)
        return found

    # -- arrays of the library -----------------------------------------------------------------------

    def knows(self, roots: set[str]) -> bool:
        """Return whether the library's arrays may live in one of some top-level modules."""
        backend = self._backend
        return backend is not None and not roots.isdisjoint(backend.modules)

    def is_imported(self) -> bool:
        """Return whether the library is imported."""
        return self._backend is not None and self._backend.library in sys.modules

    def owns(self, kind: type) -> bool:
        """Return whether a type is an array type of the library. An error of the plugin makes it broken."""
        from .._backend.checks import check_types

        backend = self.backend
        if backend is None or self.cause is not None:
            return False
        try:
            if not self.is_builtin:
                self._refuse_numpy(check_types(backend.types(), "types"))
            return bool(backend.owns(kind))
        except Exception as error:
            self.fail(error)
            return False

    def _refuse_numpy(self, kinds: tuple[type, ...]) -> None:
        """Raise TypeError if a plugin claims NumPy's arrays, which are the form in which all host data arrive."""
        numpy = sys.modules.get("numpy")
        if numpy is not None and issubclass(numpy.ndarray, kinds):
            raise TypeError("types() claims numpy.ndarray, whose arrays belong to the backend of NumPy")

    def has_scalar(self, kind: type) -> bool:
        """Return whether a type is a scalar type of the library. An error of the plugin makes it broken."""
        from .._backend.checks import check_types

        backend = self._backend
        if backend is None or self.cause is not None or not self.is_imported():
            return False
        try:
            return issubclass(kind, check_types(backend.scalars(), "scalars"))
        except Exception as error:
            self.fail(error)
            return False

    def namespace_of(self, x: t.Any) -> t.BackendNamespace:
        """Return the namespace of an array; BackendUnavailableError, with the cause, if the plugin cannot tell."""
        from .._backend.checks import check_namespace

        backend = self.require()
        if self.is_builtin:
            return backend.namespace_of(x)
        try:
            return check_namespace(backend.namespace_of(x))
        except (BackendUnavailableError, DeviceUnavailableError):
            raise
        except Exception as error:
            self.fail(error)
            raise self.unavailable() from error

    # -- errors --------------------------------------------------------------------------------------

    def require(self) -> t.Backend:
        """Return the backend; BackendUnavailableError, with the cause, if it cannot be used."""
        state = self.state
        backend = self._backend
        if backend is not None and state in ("available", "no device"):
            return backend
        raise self.unavailable() from self.cause

    def unavailable(self) -> BackendUnavailableError:
        """Return the error of a backend that is blocked, broken or not installed."""
        if isinstance(self.cause, BlockedError):
            fact = f"backend {self.name!r} is blocked by {configuration.BLOCK_BACKENDS}"
            hint = f"unset {configuration.BLOCK_BACKENDS}, or remove {self.name} from its value"
        elif self.distribution == configuration.NAMESPACES:
            is_absent = self.cause is None
            why = "is not installed" if is_absent else f"cannot be used: {type(self.cause).__name__}: {self.cause}"
            fact = f"the module {self.name!r}, named by {configuration.NAMESPACES} or --namespace, {why}"
            way = f"{self.hint}, or " if is_absent and self.hint else ""
            hint = (
                f"{way}name a module with the standard's functions, such as dpnp, jax.numpy or mlx.core: "
                f"export {configuration.NAMESPACES}=dpnp, or --namespace dpnp"
            )
        elif self.cause is not None and self.is_generic:
            why = f"{type(self.cause).__name__}: {self.cause}"
            fact = f"the generic backend {self.name!r}, made for {self.distribution}, does not work: {why}"
            hint = "numpy.asarray(x) reads the data; help(unifyarray.plugin.Backend) says how to write a plugin"
        elif self.cause is not None:
            fact = f"backend {self.name!r} ({self.distribution}) is broken: {type(self.cause).__name__}: {self.cause}"
            hint = self.hint or (
                f"reinstall or remove {self.distribution}, or set {configuration.BLOCK_BACKENDS}={self.name}"
            )
        else:
            fact, hint = f"backend {self.name!r} is not installed", self.hint or "python -m unifyarray info"
        return BackendUnavailableError(message(fact, hint))

    def explain_missing(self, kind: str) -> str | None:
        """Return why an installed backend finds no device of a kind; None if it finds one, or does not know."""
        backend = self.backend
        if backend is None or self.state not in ("available", "no device"):
            return None
        if self.devices_of(kind):
            return None
        try:
            return backend.explain_missing(kind)
        except Exception as error:  # the plugin's own code, asked while another error is reported
            return f"{self.name} does not say why it finds none: {type(error).__name__}: {error}"

    def __repr__(self) -> str:
        state = self.state  # asking may bring a cause to light
        kind = ", generic" if self.is_generic else ""
        cause = "" if self.cause is None else f", {type(self.cause).__name__}: {self.cause}"
        return f"<backend {self.name}: {state}{kind}{cause}>"


__all__ = ["BackendInfo", "BlockedError"]
