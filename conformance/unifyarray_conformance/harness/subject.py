"""The subject of a run: a backend on a device."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from unifyarray._backend.repairs import of_device
from unifyarray._core.configuration import imports
from unifyarray._core.errors import message

from ..reference.dtypes import ALL, HALF
from ..reference.standard import FUNCTIONS
from .plan import RunError


@dataclass(frozen=True)
class Subject:
    """A backend on a device.

    Attributes
    ----------
    spec : str
        ``"torch:cuda:0"``.
    plugin : str or None
        ``"module:factory"`` of a backend to register first.
    ua : module
        The package ``unifyarray``.
    xp : namespace
        Its bound namespace.
    dtypes : frozenset of str
        The dtypes that the device declares.
    flushes : bool
        The device flushes subnormal numbers to zero (contract row 29).
    note : str or None
        Why the device could not be asked for that; ``flushes`` is False then.
    imports : tuple of str
        The modules that ``UNIFYARRAY_IMPORT`` names.
    """

    spec: str
    plugin: str | None
    ua: Any
    xp: Any
    dtypes: frozenset[str]
    flushes: bool
    note: str | None = None
    imports: tuple[str, ...] = ()

    @classmethod
    def load(cls, spec: str, plugin: str | None = None) -> Subject:
        """Return the subject of a specification; raises the errors of ``ua.namespace``."""
        ua: Any = importlib.import_module("unifyarray")
        if plugin is not None:
            ua.register_backend(_backend_of(plugin), override=True)
        xp = ua.namespace(spec)
        hooks = xp.native.hooks
        dtypes = frozenset((*ALL, *HALF)) & {str(dtype) for dtype in hooks.dtypes}
        flushes, note = _flushes(xp.native)
        spec = f"{hooks.backend.name}:{hooks.device}"
        return cls(spec, plugin, ua, xp, dtypes, flushes, note, tuple(imports()))

    @property
    def backend(self) -> str:
        """Name of the backend."""
        return str(self.xp.native.hooks.backend.name)

    @property
    def capabilities(self) -> Any:
        """The declared Capabilities."""
        return self.xp.native.hooks.backend.capabilities

    @property
    def generic_library(self) -> str | None:
        """The module of a generic backend; None for a backend with code of its own."""
        backend = self.xp.native.hooks.backend
        return str(backend.library) if backend.is_generic else None

    @property
    def is_declared(self) -> bool:
        """Whether the backend declares the kind of the device, and with it that the device has all kernels."""
        hooks = self.xp.native.hooks
        return hooks.device.kind in hooks.backend.priority

    @property
    def functions(self) -> frozenset[str]:
        """The names of the standard's functions, ``"linalg.inv"`` among them."""
        return frozenset(FUNCTIONS)

    @property
    def missing_functions(self) -> frozenset[str]:
        """The functions of the standard that the backend declares to lack on the device."""
        missing = self.capabilities.missing_functions
        return frozenset(name for name in FUNCTIONS if missing.intersection((name, name.partition(".")[0])))

    def about(self) -> dict[str, Any]:
        """Return the description for a report."""
        hooks = self.xp.native.hooks
        backend = hooks.backend
        return {
            "spec": self.spec,
            "backend": backend.name,
            "device": str(hooks.device),
            "library": {backend.distribution: backend.version()},
            "dtypes": [dtype for dtype in (*ALL, *HALF) if dtype in self.dtypes],
            "deviations": dict(backend.deviations),
            "hardware": backend.describe(hooks.device),
            "host_fallbacks": list(map(str, of_device(backend, hooks.device))),
            "flushes_subnormals": self.flushes if self.note is None else None,
            "note": self.note,
        }


def _backend_of(plugin: str) -> Any:
    """Return the backend that ``module:name`` names; the name can be a class, a factory or an instance."""
    module, _, name = plugin.partition(":")
    try:
        found = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        hint = "name a class or an instance of a module on the path: --plugin strict_plugin:StrictBackend"
        raise RunError(
            message(f"the plugin {plugin!r} cannot be loaded: {type(error).__name__}: {error}", hint)
        ) from error
    return found() if callable(found) else found


def _flushes(native: Any) -> tuple[bool, str | None]:
    """Return whether a device flushes subnormal numbers to zero; or False and the error, if it cannot double one."""
    small = np.array([2.0**-130], dtype=np.float32)
    try:
        found = native.hooks.from_host(small, True)
        doubled = native.hooks.to_host(native.add(found, found), True)
        return bool(doubled[0] == 0.0), None
    except Exception as error:  # the checks of addition report it, and the other checks must still run
        return False, f"whether subnormals are flushed: {type(error).__name__}: {str(error).partition(chr(10))[0]}"
