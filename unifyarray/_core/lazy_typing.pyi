# The names of lazy_typing.py, for type checkers.
from collections.abc import Callable as Callable
from collections.abc import Iterable as Iterable
from collections.abc import Iterator as Iterator
from collections.abc import Mapping as Mapping
from collections.abc import Sequence as Sequence
from typing import Any as Any
from typing import Concatenate, ParamSpec, Protocol, TypeAlias, TypeVar
from typing import Literal as Literal
from typing import NoReturn as NoReturn
from typing import Self as Self
from typing import overload as overload

import numpy as np
from numpy.random import BitGenerator as BitGenerator

from .._array.array import Array as Array
from .._backend import namespaces as _namespaces
from .._backend.backend import Backend as Backend
from .._functions.beyond.updates import ArrayAt as ArrayAt
from .._functions.namespace_types import Namespace as Namespace
from .._functions.namespace_types import NativeNamespace as NativeNamespace
from .._runtime.backend_info import BackendInfo as BackendInfo
from .._runtime.selection import Selection as Selection
from .devices import Device
from .dtypes import DType

P = ParamSpec("P")
Q = ParamSpec("Q")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
S = TypeVar("S")
T = TypeVar("T")

DTypeName: TypeAlias = Literal[
    "bool",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "float16",
    "bfloat16",
    "float32",
    "float64",
    "complex64",
    "complex128",
]
DTypeKind: TypeAlias = Literal[
    "bool", "signed integer", "unsigned integer", "integral", "real floating", "complex floating", "numeric"
]

#: The categories of dtypes, in the standard's words.
Category: TypeAlias = Literal["bool", "signed integer", "unsigned integer", "real floating", "complex floating"]
#: The categories as NumPy's letters.
Kind: TypeAlias = Literal["b", "i", "u", "f", "c"]

class LibraryDType(Protocol):
    """A dtype object of a library that does not use NumPy's, such as ``torch.float32``."""

    @property
    def is_floating_point(self) -> bool: ...
    @property
    def is_complex(self) -> bool: ...
    @property
    def itemsize(self) -> int: ...

#: What a ``dtype=`` argument can be.
DTypeLike: TypeAlias = (
    DType
    | DTypeName
    | type[bool]
    | type[int]
    | type[float]
    | type[complex]
    | type[np.generic]
    | np.dtype[Any]
    | LibraryDType
)
#: What a ``device=`` argument can be: a Device, ``"cuda:1"``, or with the backend ``"torch:cuda:1"``.
DeviceLike: TypeAlias = Device | str
Scalar: TypeAlias = bool | int | float | complex
Norm: TypeAlias = Literal["backward", "ortho", "forward"]
GradientPolicy: TypeAlias = Literal["error", "detach", "keep"]
DefaultFloat: TypeAlias = Literal["float32", "float64"]
Transfer: TypeAlias = Literal["allow", "warn", "error"]

BackendState: TypeAlias = Literal["available", "not installed", "no device", "broken", "blocked"]
#: The class of NativeNamespace as the core sees it.
BackendNamespace: TypeAlias = _namespaces.NativeNamespace
NumPyArray: TypeAlias = np.ndarray[Any, Any]

class NativeArray(Protocol):
    """An array of a library, not an Array, as far as types can tell them apart."""

    @property
    def dtype(self) -> np.dtype[Any] | LibraryDType: ...
    @property
    def shape(self) -> tuple[int, ...]: ...

class PortableFunction(Protocol[P, R_co]):
    """A function written for Arrays that also takes native arrays."""

    __name__: str
    __qualname__: str
    @overload
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co: ...
    @overload
    def __call__(self, first: NativeArray, /, *args: Any, **kwargs: Any) -> Any: ...
    @overload
    def __call__(self, first: Any, second: NativeArray, /, *args: Any, **kwargs: Any) -> Any: ...
    @overload
    def __call__(self, first: Any, second: Any, third: NativeArray, /, *args: Any, **kwargs: Any) -> Any: ...
    @overload
    def __get__(self, instance: None, owner: type, /) -> PortableFunction[P, R_co]: ...
    @overload
    def __get__(
        self: PortableFunction[Concatenate[S, Q], T], instance: S, owner: type | None = None, /
    ) -> PortableFunction[Q, T]: ...

def define(name: str, build: Callable[[Any], object]) -> None: ...
