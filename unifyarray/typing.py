"""Types for annotations: the types of arguments, and the classes of results.

Attributes
----------
DTypeLike : alias
    A ``dtype=`` argument: a DType, its name, a dtype object of a library (``numpy.float32``,
    ``torch.float32``), or one of the types ``bool``, ``int``, ``float`` and ``complex``.
DeviceLike : alias
    A ``device=`` argument: a Device or a string, such as ``"cuda:1"`` or ``"torch:cpu"``.
Scalar : alias
    A Python number: ``bool``, ``int``, ``float`` or ``complex``.
Namespace : class
    A namespace for Arrays, as returned by ``ua.namespace(...)`` and ``ua.array_namespace(x)``.
NativeNamespace : class
    A namespace for native arrays, as returned by ``ua.array_namespace(x)`` and ``ua.namespace(...).native``.

Examples
--------
>>> import numpy as np, unifyarray as ua
>>> from unifyarray.typing import Namespace, NativeNamespace
>>> isinstance(ua.namespace("numpy"), Namespace), isinstance(ua.array_namespace(np.ones(2)), NativeNamespace)
(True, True)
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._core.lazy_typing import DeviceLike, DTypeLike, Namespace, NativeNamespace, Scalar
    from ._core.named_results import (
        EighResult,
        EigResult,
        QRResult,
        SlogdetResult,
        SVDResult,
        UniqueAllResult,
        UniqueCountsResult,
        UniqueInverseResult,
    )
    from ._functions.data_type_functions import FloatInfo, IntegerInfo
    from ._functions.inspection import NamespaceInfo
    from ._runtime.backend_info import BackendInfo
    from ._runtime.selection import Selection
    from ._runtime.transfers import Transfers
else:

    def __getattr__(name: str) -> object:
        """Look up a type when it is first read: `import unifyarray` loads neither `typing` nor all of the classes."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from ._core import lazy_typing, named_results
        from ._functions import data_type_functions, inspection
        from ._runtime import backend_info, selection, transfers

        modules = (named_results, data_type_functions, inspection, backend_info, selection, transfers)
        owner = next((module for module in modules if hasattr(module, name)), lazy_typing)
        globals()[name] = found = getattr(owner, name)
        return found


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)


__all__ = [
    "BackendInfo",
    "DTypeLike",
    "DeviceLike",
    "EigResult",
    "EighResult",
    "FloatInfo",
    "IntegerInfo",
    "Namespace",
    "NamespaceInfo",
    "NativeNamespace",
    "QRResult",
    "SVDResult",
    "Scalar",
    "Selection",
    "SlogdetResult",
    "Transfers",
    "UniqueAllResult",
    "UniqueCountsResult",
    "UniqueInverseResult",
]
