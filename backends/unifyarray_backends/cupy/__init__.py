"""CuPy on CUDA (ROCm too). Importing this module does not import CuPy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, final

from unifyarray.plugin import Backend, Capabilities, Device, NativeNamespace, dtypes

if TYPE_CHECKING:
    from collections.abc import Mapping

#: CuPy has one distribution per version of CUDA or ROCm; all of them install the same module.
_DISTRIBUTIONS = ("cupy-cuda13x", "cupy-cuda12x", "cupy-cuda11x", "cupy-rocm-7-0", "cupy-rocm-5-0", "cupy")


@final
class CupyBackend(Backend):
    """CuPy; its devices are ``cuda:N``, also on ROCm."""

    name: ClassVar[str] = "cupy"
    library: ClassVar[str] = "cupy"
    distribution: ClassVar[str] = "cupy"
    install: ClassVar[str] = "pip install 'unifyarray[cupy]'"
    modules: ClassVar[tuple[str, ...]] = ("cupy",)
    capabilities: ClassVar[Capabilities] = Capabilities(extra_dtypes=frozenset({dtypes.float16}))
    priority: ClassVar[Mapping[str, int]] = {"cuda": 20}

    def __init__(self) -> None:
        super().__init__()
        self._by_index: dict[int, NativeNamespace] = {}

    def version(self) -> str | None:
        """Return CuPy's version, from whichever of its distributions is installed."""
        import sys
        from importlib.metadata import PackageNotFoundError, version

        for name in _DISTRIBUTIONS:
            try:
                return version(name)
            except PackageNotFoundError:
                continue
        return getattr(sys.modules.get(self.library), "__version__", None)

    def devices(self) -> tuple[Device, ...]:
        """Return the GPUs; an empty tuple if the driver is missing or too old."""
        from ._devices import count_without_driver_errors

        return tuple(Device(f"cuda:{index}") for index in range(count_without_driver_errors()))

    def describe(self, device: Device) -> dict[str, str]:
        """Return the model of a GPU and the versions of its driver and runtime."""
        from ._devices import describe

        return describe(device.index)

    def explain_missing(self, kind: str) -> str | None:
        """Return why CuPy does not find a GPU, and what helps."""
        from ._devices import explain_missing

        return explain_missing() if kind == "cuda" else None

    def load(self, device: Device) -> NativeNamespace:
        """Import CuPy and build the namespace of a device."""
        from ._load import load

        return load(self, device)

    def types(self) -> tuple[type, ...]:
        """Return ``cupy.ndarray``."""
        import cupy as cp

        return (cp.ndarray,)

    def namespace_of(self, x: Any) -> NativeNamespace:
        """Return the namespace of an array's device."""
        index = x.data.device_id  # an integer; `x.device` would create an object
        found = self._by_index.get(index)
        if found is None:
            found = self._by_index[index] = self.namespace(Device(f"cuda:{index}"))
        return found


backend = CupyBackend()

__all__ = ["CupyBackend", "backend"]
