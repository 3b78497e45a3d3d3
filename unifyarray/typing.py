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

from ._core import lazy_typing as _lazy_typing
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

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._core.lazy_typing import DeviceLike, DTypeLike, Namespace, NativeNamespace, Scalar
else:
    _LAZY = frozenset({"DTypeLike", "DeviceLike", "Namespace", "NativeNamespace", "Scalar"})

    def __getattr__(name: str) -> object:
        """Return a type that needs the module ``typing``, which ``import unifyarray`` does not load."""
        if name not in _LAZY:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(_lazy_typing, name)


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
