"""Backend, the description of an array library and its devices, and Capabilities.

A backend's module loads with the registry; `import unifyarray` loads neither.
"""

from __future__ import annotations

import importlib.util
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, final

from .._core import dtypes as _dtypes
from .._core.devices import Device
from .._core.dtypes import DType
from .._core.errors import BackendUnavailableError, DeviceUnavailableError, message
from .namespaces import Extension, NativeNamespace
from .overrides import Override, fast_path, override, overrides_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .hooks import Native


@dataclass(frozen=True)
class Capabilities:
    """What a library can do, declared once; support tables, skips and advertised dtypes derive from it.

    Attributes
    ----------
    autograd : bool
        The library differentiates its own operations.
    mutable : bool
        Arrays can be written to in place. Where not, ``a[i] = v`` rebinds the Array.
    lazy : bool
        Nothing computes until asked; errors of values appear then.
    host : bool
        Arrays are plain host memory, the form in which host data arrive: ``ua.asarray`` takes them to the current
        backend instead of keeping them where they are.
    compile : bool
        The library has a compiler for ``ua.jit``.
    data_dependent_shapes : bool
        Boolean masks, ``nonzero`` and ``unique_*`` work.
    extra_dtypes : frozenset of DType
        dtypes beyond the standard's (float16, bfloat16).
    missing_dtypes : mapping of device kind to frozenset of DType
        dtypes of the standard that devices of the kind lack.
    host_fallbacks : mapping of device kind to tuple of str
        Functions (``"linalg.svd"``) that are computed on the host, because devices of the kind have no kernel.
    """

    autograd: bool = False
    mutable: bool = True
    lazy: bool = False
    host: bool = False
    compile: bool = False
    data_dependent_shapes: bool = True
    extra_dtypes: frozenset[DType] = frozenset()
    missing_dtypes: Mapping[str, frozenset[DType]] = field(default_factory=dict)
    host_fallbacks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def dtypes(self, device: Device) -> frozenset[DType]:
        """Return every dtype that a device has."""
        return (frozenset(_dtypes.STANDARD) | self.extra_dtypes) - self.missing_dtypes.get(device.kind, frozenset())


class Backend(ABC):
    """One plugin for one array library. Its module must import without the library.

    Attributes
    ----------
    name : str
        Key in the registry, and the folder's name.
    library : str
        Top-level module of the library, looked for to tell whether it is installed.
    distribution : str
        Name of the distribution that carries the version.
    install : str
        Command that brings the library.
    modules : tuple of str
        Top-level modules that the library's array types live in (JAX arrays live in ``jaxlib``).
    capabilities : Capabilities
        What the library can do.
    deviations : mapping of str to str
        Known deviations from the contract: id of a conformance case to the reason and a link. Strict: a case that
        holds in spite of it is reported.
    priority : mapping of device kind to int
        Which backend serves a device that was asked for without a backend: the highest.
    """

    name: ClassVar[str]
    library: ClassVar[str]
    distribution: ClassVar[str]
    install: ClassVar[str]
    modules: ClassVar[tuple[str, ...]]
    capabilities: ClassVar[Capabilities] = Capabilities()
    deviations: ClassVar[Mapping[str, str]] = {}
    priority: ClassVar[Mapping[str, int]] = {"cpu": 0}

    def __init__(self) -> None:
        # By name: torch.compile finds strings in a dict, and of other keys the same objects alone.
        self._namespaces: dict[str, NativeNamespace] = {}

    def installed(self) -> bool:
        """Return whether the library can be imported, without importing it."""
        return importlib.util.find_spec(self.library) is not None

    def version(self) -> str | None:
        """Return the version of the installed library, without importing it."""
        from importlib.metadata import PackageNotFoundError, version

        try:
            return version(self.distribution)
        except PackageNotFoundError:
            return None

    @final
    def namespace(self, device: Device) -> NativeNamespace:
        """Return the namespace of a device, always the same object for the same device."""
        found = self._namespaces.get(str(device))
        if found is None:
            try:
                found = self._namespaces.setdefault(str(device), self.load(device))
            except (BackendUnavailableError, DeviceUnavailableError):
                raise
            except Exception as error:
                raise self._unloaded(device, error) from error
        return found

    def _unloaded(self, device: Device, error: Exception) -> BackendUnavailableError | DeviceUnavailableError:
        """Return the error of a namespace that ``load`` does not build: of the library, or of the device."""
        fact = f"backend {self.name!r} does not load for {device}: {type(error).__name__}: {error}"
        if isinstance(error, ModuleNotFoundError):  # the library's, or one that it needs
            return BackendUnavailableError(message(fact, self.install))
        is_of_driver = isinstance(error, RuntimeError) and not isinstance(error, NotImplementedError | RecursionError)
        if is_of_driver and device.kind != "cpu":  # what libraries raise for their drivers
            return DeviceUnavailableError(
                message(fact, self.explain_missing(device.kind) or "another device: ua.devices()")
            )
        return BackendUnavailableError(message(fact, f'python -c "import {self.library}" tells what {self.name} lacks'))

    @abstractmethod
    def devices(self) -> tuple[Device, ...]:
        """Return the devices found on this machine. May import the library; must not initialise an accelerator."""

    def dtypes(self, device: Device) -> frozenset[DType]:
        """Return every dtype that a device has; by its kind, unless the library knows better of the one device."""
        return self.capabilities.dtypes(device)

    def describe(self, device: Device) -> dict[str, str]:
        """Return what reports say of a device that was used: its model, the versions of its driver and the like."""
        return {}

    def explain_missing(self, kind: str) -> str | None:
        """Return why ``devices`` lists none of a kind, and what would help; None where nothing is known."""
        return None

    @abstractmethod
    def load(self, device: Device) -> NativeNamespace:
        """Import the library and build the namespace of a device that ``devices`` lists."""

    @abstractmethod
    def types(self) -> tuple[type, ...]:
        """Return the array types of the library; called only once it is imported."""

    def owns(self, kind: type) -> bool:
        """Return whether a type is an array type of the library; called only once it is imported."""
        return issubclass(kind, self.types())

    def scalars(self) -> tuple[type, ...]:
        """Return the library's own scalar types, which count as Python scalars; called only once it is imported."""
        return ()

    @abstractmethod
    def namespace_of(self, x: Native) -> NativeNamespace:
        """Return the namespace of the device that a native array lies on; on the hot path of ``array_namespace``."""


__all__ = [
    "Backend",
    "Capabilities",
    "Extension",
    "NativeNamespace",
    "Override",
    "fast_path",
    "override",
    "overrides_in",
]
