"""NumPy on the CPU. Importing this module does not import NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, final

from unifyarray.plugin import CPU, Backend, Capabilities, Device, NativeNamespace, dtypes

from .._numpy_like import HAS_BFLOAT16

if TYPE_CHECKING:
    from collections.abc import Mapping

_HALF_PRECISION = frozenset({dtypes.float16} | ({dtypes.bfloat16} if HAS_BFLOAT16 else set()))


@final
class NumpyBackend(Backend):
    """NumPy; always installed."""

    name: ClassVar[str] = "numpy"
    library: ClassVar[str] = "numpy"
    distribution: ClassVar[str] = "numpy"
    install: ClassVar[str] = "pip install numpy"
    modules: ClassVar[tuple[str, ...]] = ("numpy",)
    capabilities: ClassVar[Capabilities] = Capabilities(host=True, extra_dtypes=_HALF_PRECISION)
    priority: ClassVar[Mapping[str, int]] = {"cpu": 20}

    def __init__(self) -> None:
        super().__init__()
        self._cpu: NativeNamespace | None = None

    def devices(self) -> tuple[Device, ...]:
        """Return the CPU."""
        return (CPU,)

    def load(self, device: Device) -> NativeNamespace:
        """Import NumPy and build its namespace."""
        from ._load import load

        return load(self, device)

    def types(self) -> tuple[type, ...]:
        """Return ``numpy.ndarray``."""
        import numpy as np

        return (np.ndarray,)

    def owns(self, kind: type) -> bool:
        """Return whether a type is ``numpy.ndarray`` or a subclass of it; masked arrays are excluded."""
        import numpy as np

        return issubclass(kind, np.ndarray) and not issubclass(kind, np.ma.MaskedArray)

    def scalars(self) -> tuple[type, ...]:
        """Return ``numpy.generic``, the base of all NumPy scalars."""
        import numpy as np

        return (np.generic,)

    def namespace_of(self, x: Any) -> NativeNamespace:
        """Return the namespace of the CPU."""
        found = self._cpu
        if found is None:
            found = self._cpu = self.namespace(CPU)
        return found


backend = NumpyBackend()

__all__ = ["NumpyBackend", "backend"]
