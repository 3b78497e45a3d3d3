"""Backend, the description of an array library and its devices, and Capabilities.

A backend's module loads with the registry; `import unifyarray` loads neither.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager  # noqa: TC003 - typing.get_type_hints looks it up
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, ClassVar, Final, final

from .._core import dtypes as _dtypes
from .._core.devices import Device
from .._core.dtypes import DType
from .._core.errors import BackendUnavailableError, ConfigurationError, DeviceUnavailableError, message
from . import repairs
from .generic import loading
from .generic.devices import Devices
from .hooks import Hooks, Native
from .namespaces import NativeNamespace
from .overrides import Override, overrides_in
from .standard_names import EXTENSIONS

#: The version of the plugin interface that this unifyarray has.
INTERFACE: Final = 1


@dataclass(frozen=True)
class Capabilities:
    """The abilities of a library, declared once. Support tables, skipped tests and advertised dtypes follow from them.

    Attributes
    ----------
    functional_autograd : bool
        The library differentiates functions: its Hooks have ``vjp`` and ``jvp``.
    imperative_autograd : bool
        The library records operations and differentiates them later: its Hooks have ``leaf``, ``grad``, ``set_grad``,
        ``backward`` and ``no_grad``.
    jit : bool
        The library compiles functions: its Hooks have ``jit``.
    mutable : bool
        Arrays can be written to in place. If False, ``a[i] = v`` rebinds the Array to a new native array.
    lazy : bool
        Nothing computes until the values are needed. Errors that depend on values are raised then.
    host : bool
        Arrays are plain host memory, the form in which host data arrive. ``ua.asarray`` converts such arrays to the
        current backend instead of keeping their own.
    data_dependent_shapes : bool
        Boolean masks as indices, ``nonzero`` and the ``unique_*`` functions work. If False, they raise
        NotImplementedError.
    unknown_shapes : bool
        Lengths can be unknown until the values are computed. ``Hooks.shape`` then has None for such a length.
    compiles_per_shape : bool
        The library compiles a function anew for each shape. The conformance suite then draws from few shapes, and
        makes few calls in each check of a quick run.
    missing_functions : frozenset of str
        Functions of the standard that the library lacks, such as ``"sort"`` or ``"linalg.svd"``; ``"fft"`` stands for
        the whole extension. They raise NotImplementedError, and reports count them as unsupported.
    extra_dtypes : frozenset of DType
        dtypes beyond the standard's: float16, bfloat16.
    missing_dtypes : mapping of device kind to frozenset of DType
        dtypes of the standard that devices of the kind lack.
    host_fallbacks : mapping of device kind to tuple of Repair
        Functions that are computed on the host because devices of the kind have no kernel for them, or a wrong one. A
        name (``"linalg.svd"``) stands for a function with all dtypes.
    """

    functional_autograd: bool = False
    imperative_autograd: bool = False
    jit: bool = False
    mutable: bool = True
    lazy: bool = False
    host: bool = False
    data_dependent_shapes: bool = True
    unknown_shapes: bool = False
    compiles_per_shape: bool = False
    missing_functions: frozenset[str] = frozenset()
    extra_dtypes: frozenset[DType] = frozenset()
    missing_dtypes: Mapping[str, frozenset[DType]] = field(default_factory=dict)
    host_fallbacks: Mapping[str, tuple[repairs.Repair | str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        missing = self.missing_functions
        for extension, names in EXTENSIONS.items():
            if extension in missing:
                missing = missing - {extension} | {f"{extension}.{name}" for name in names}
        object.__setattr__(self, "missing_functions", frozenset(missing))

    @property
    def autograd(self) -> bool:
        """Whether the library differentiates its own operations, in one way or the other."""
        return self.functional_autograd or self.imperative_autograd

    def dtypes(self, device: Device) -> frozenset[DType]:
        """Return every dtype that a device has."""
        return (frozenset(_dtypes.STANDARD) | self.extra_dtypes) - self.missing_dtypes.get(device.kind, frozenset())


class Backend:
    """A plugin for one array library. Its module must import without the library.

    A subclass gives ``name`` and ``library``. Everything else has a default, which serves a library that follows the
    standard: ``class DpnpBackend(Backend): name = library = "dpnp"`` is a complete plugin.

    Attributes
    ----------
    interface : int
        Version of this interface that the plugin is written for. A plugin with another version is listed as broken.
    name : str
        Key in the registry: ``ua.use("torch")``.
    library : str
        The library's module with the standard's functions: ``"torch"``, ``"jax.numpy"``.
    distribution : str
        Name of the distribution that carries the version. Default: the library's top-level module.
    install : str
        Command that installs the library. Default: ``pip install`` and the distribution.
    modules : tuple of str
        Top-level modules of the library's array types (JAX's arrays are in ``jaxlib``). Default: the library's own.
    hooks : type of Hooks
        The class of the Hooks that the default ``load`` makes.
    capabilities : Capabilities
        The abilities of the library.
    deviations : mapping of str to str
        Known deviations from the contract: id of a conformance case to the reason and a link. Strict: reports list a
        case that passes in spite of its entry.
    priority : mapping of device kind to int
        The device kinds that the library can serve. If a device is selected without a backend, the backend with the
        highest number serves it; backends that come with unifyarray go before all others.
    is_generic : bool
        Whether unifyarray made the backend from a namespace alone, without code of a plugin.
    """

    interface: ClassVar[int] = INTERFACE
    name: ClassVar[str]
    library: ClassVar[str]
    distribution: ClassVar[str]
    install: ClassVar[str]
    modules: ClassVar[tuple[str, ...]]
    hooks: ClassVar[type[Hooks]] = Hooks
    capabilities: ClassVar[Capabilities] = Capabilities()
    deviations: ClassVar[Mapping[str, str]] = {}
    priority: ClassVar[Mapping[str, int]] = {"cpu": 0}
    is_generic: ClassVar[bool] = False

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        library = getattr(cls, "library", None)
        if isinstance(library, str):
            root = library.partition(".")[0]
            own = vars(cls)
            if "distribution" not in own and ("library" in own or not hasattr(cls, "distribution")):
                cls.distribution = root
            if "install" not in own and ("library" in own or not hasattr(cls, "install")):
                cls.install = f"pip install {cls.distribution}"
            if "modules" not in own and ("library" in own or not hasattr(cls, "modules")):
                cls.modules = (root,)

    def __init__(self) -> None:
        # By name: torch.compile finds strings in a dict, and of other keys the same objects alone.
        self._namespaces: dict[str, NativeNamespace] = {}
        self._devices: Devices | None = None

    def installed(self) -> bool:
        """Return whether the library can be imported, without importing it."""
        return importlib.util.find_spec(self.library.partition(".")[0]) is not None

    def version(self) -> str | None:
        """Return the version of the installed library, without importing it."""
        from importlib.metadata import PackageNotFoundError, version

        try:
            return version(self.distribution)
        except PackageNotFoundError:
            return None

    def module(self) -> ModuleType:
        """Import and return the library's module with the standard's functions."""
        return importlib.import_module(self.library)

    @final
    def namespace(self, device: Device) -> NativeNamespace:
        """Return the namespace of a device, always the same object for the same device."""
        found = self._namespaces.get(str(device))
        if found is None:
            try:
                found = self._namespaces.setdefault(str(device), self._checked(self.load(device), device))
            except (BackendUnavailableError, ConfigurationError, DeviceUnavailableError):
                raise
            except Exception as error:
                raise self._unloaded(device, error) from error
        return found

    def _checked(self, xp: object, device: Device) -> NativeNamespace:
        """Return the result of ``load``; TypeError if it is not a complete namespace of the device."""
        if not isinstance(xp, NativeNamespace):
            raise TypeError(f"load() returned {xp!r}, which is not a NativeNamespace")
        if not isinstance(getattr(xp, "hooks", None), Hooks):
            raise TypeError("load() returned a namespace without Hooks")
        if getattr(xp.hooks, "xp", None) is None:
            xp.hooks.xp = xp
        if xp.hooks.device != device:
            raise TypeError(f"load() returned the namespace of {xp.hooks.device}")
        _repair(xp)
        return xp

    def _unloaded(self, device: Device, error: Exception) -> BackendUnavailableError | DeviceUnavailableError:
        """Return the error of a failed ``load``: the library is unavailable, or the device is."""
        fact = f"backend {self.name!r} does not load for {device}: {type(error).__name__}: {error}"
        if isinstance(error, ModuleNotFoundError):  # the library's, or one that it needs
            return BackendUnavailableError(message(fact, self.install))
        is_of_driver = isinstance(error, RuntimeError) and not isinstance(error, NotImplementedError | RecursionError)
        if is_of_driver and device.kind != "cpu":  # as libraries raise for their drivers
            return DeviceUnavailableError(
                message(fact, self.explain_missing(device.kind) or "another device: ua.devices()")
            )
        return BackendUnavailableError(message(fact, f'python -c "import {self.library}" tells what {self.name} lacks'))

    def devices(self) -> tuple[Device, ...]:
        """Return the devices of this machine. May import the library; must not initialise an accelerator.

        By default the devices that the library's inspection functions list, or the CPU if it has none. Their kinds
        are read from their names, or else from the DLPack device of an array on each.
        """
        return self._library_devices().neutral

    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of device that the library learns at run time, beyond those of ``priority``.

        Called if no backend declares a kind that is named. May import the library. By default none.
        """
        return ()

    def devices_of(self, kind: str) -> tuple[Device, ...]:
        """Return the devices of a kind that is named. May initialise them. By default those of ``devices``."""
        return tuple(device for device in self.devices() if device.kind == kind)

    def all_devices(self) -> tuple[Device, ...]:
        """Return all devices of this machine, for lists. Must not initialise an accelerator in this process.

        It includes devices that ``devices`` leaves out because counting them starts their driver: they are counted in
        another process. By default the same as ``devices``.
        """
        return self.devices()

    @final
    def serves(self, kind: str) -> bool:
        """Return whether the library can have devices of a kind. May import the library for an undeclared kind."""
        return kind in self.priority or kind in self.kinds()

    def native_device(self, device: Device) -> Any:
        """Return the library's own object for a device, as its creation functions take it; None for its default."""
        return self._library_devices().native.get(device)

    @final
    def _library_devices(self) -> Devices:
        if self._devices is None:
            self._devices = Devices(self.module(), self.priority)
        return self._devices

    def dtypes(self, device: Device) -> frozenset[DType]:
        """Return every dtype that a device has. By default the capabilities decide, from the device's kind."""
        return self.capabilities.dtypes(device)

    def dtype_table(self) -> Mapping[DType, Any]:
        """Return the library's own object for each dtype, with the dtypes that some devices lack.

        By default the dtypes that the library's inspection functions list, or else its attributes of the same names.
        """
        return loading.dtype_table(self.module(), self.capabilities.extra_dtypes)

    def overrides(self) -> Iterable[Override]:
        """Return the overrides of the namespace that the default ``load`` makes.

        By default those declared in the module of the class. An override named ``"linalg.svd"`` belongs to the
        extension.
        """
        import sys

        module = sys.modules.get(type(self).__module__)
        return () if module is None else overrides_in([module])

    def describe(self, device: Device) -> dict[str, str]:
        """Return facts about a device for reports: its model, the version of its driver and the like."""
        return {}

    def peak_memory(self, device: Device) -> int | None:
        """Return the most bytes that this process has taken on a device, for reports; None if that is unknown."""
        return None

    def explain_missing(self, kind: str) -> str | None:
        """Return why ``devices`` lists no device of a kind, and a way to get one; None if nothing is known."""
        return None

    def load(self, device: Device) -> NativeNamespace:
        """Import the library and build the namespace of a device that ``devices`` lists.

        By default a namespace of the library's own functions, except that creation functions use the device and the
        default dtypes of unifyarray, and of ``overrides``.
        """
        return loading.load(self, device)

    def repair_kernels(self, device: Device, kernels: Sequence[repairs.Repair]) -> None:
        """Compute kernels of the library on the host, in the whole process; called before the namespace is used.

        By default ConfigurationError: the library gives no access to its kernels.
        """
        fact = f"{self.name} on {device} has no kernels that can be repaired, only functions"
        hint = "unifyarray conformance repair report.json -o repairs.json, with a report of this device"
        raise ConfigurationError(message(fact, hint))

    def watch_kernels(
        self, device: Device, watcher: repairs.Watcher, *, every_call: bool
    ) -> AbstractContextManager[object] | None:
        """Return a context in which each kernel runs on the host as well, or None if there is no access to kernels.

        Parameters
        ----------
        device : Device
            The device whose kernels are watched.
        watcher : Watcher
            Called before and after each kernel.
        every_call : bool
            Watch kernels that other kernels call, too. False costs less.
        """
        return None

    def types(self) -> tuple[type, ...]:
        """Return the library's array types; called only after it is imported. By default the type of an empty array."""
        return (type(self.module().empty((0,))),)

    def owns(self, kind: type) -> bool:
        """Return whether a type is an array type of the library; called only after it is imported."""
        return issubclass(kind, self.types())

    def scalars(self) -> tuple[type, ...]:
        """Return the library's own scalar types, which count as Python scalars; called only after it is imported."""
        return ()

    def namespace_of(self, x: Native) -> NativeNamespace:
        """Return the namespace of a native array's device. ``array_namespace`` calls this each time: make it fast."""
        devices = self._library_devices()
        return self.namespace(devices.neutral[0] if len(devices.neutral) == 1 else devices.device_of(x))


def _repair(xp: NativeNamespace) -> None:
    """Repair a namespace that was just made, if the backend or a file says so."""
    hooks = xp.hooks
    if found := repairs.of_device(hooks.backend, hooks.device):
        if functions := [item for item in found if item.grain == "function"]:
            from .host_functions import repair

            repair(xp, functions)
        if kernels := [item for item in found if item.grain == "kernel"]:
            hooks.backend.repair_kernels(hooks.device, kernels)
    if repairs.observer is not None:
        repairs.observer(xp)


__all__ = ["INTERFACE", "Backend", "Capabilities"]
