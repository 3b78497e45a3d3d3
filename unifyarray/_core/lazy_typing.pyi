# The names of lazy_typing.py, for type checkers.
from collections.abc import Callable
from typing import Any as Any
from typing import Final as Final
from typing import Literal as Literal
from typing import NoReturn as NoReturn
from typing import ParamSpec, Protocol, TypeAlias, TypeVar
from typing import Self as Self
from typing import overload as overload

import numpy as np

from .._array.array import Array as Array
from .._functions.namespace_types import Namespace as Namespace
from .._functions.namespace_types import NativeNamespace as NativeNamespace
from .._runtime.selection import Selection as Selection
from .devices import Device
from .dtypes import DType

P = ParamSpec("P")
R = TypeVar("R")

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
Transfer: TypeAlias = Literal["allow", "warn", "error"]

def define(name: str, build: Callable[[Any], object]) -> None: ...
