"""Neutral data types: one object per dtype of the standard, the same for every backend.

float16 and bfloat16 are not in the standard. They exist on a backend if its library has them.
"""

from __future__ import annotations

import builtins

from . import lazy_typing as t
from . import provided

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_RANKS = {
    "bool": 0,
    "signed integer": 1,
    "unsigned integer": 1,
    "real floating": 2,
    "complex floating": 3,
}
#: NumPy's letter of each category.
_LETTERS: Final[dict[str, t.Kind]] = {
    "bool": "b",
    "signed integer": "i",
    "unsigned integer": "u",
    "real floating": "f",
    "complex floating": "c",
}


class DType:
    """A data type, such as ``ua.float32``.

    There is one object per data type. It equals its name, and the dtype objects of libraries that mean the same:
    ``ua.float32 == "float32"``, ``ua.float32 == torch.float32``. Its hash is that of the name.

    Attributes
    ----------
    name : str
        The standard's name, ``"float32"``.
    category : str
        The standard's words: ``"bool"``, ``"signed integer"``, ``"unsigned integer"``, ``"real floating"`` or
        ``"complex floating"``. ``ua.isdtype`` takes them.
    kind : str
        NumPy's letter for the category: ``"b"``, ``"i"``, ``"u"``, ``"f"`` or ``"c"``. That of bfloat16 is ``"f"``.
    bits : int
        Size of one element in bits; 8 for bool.
    rank : int
        Order of the categories: bool 0, integers 1, real floating 2, complex floating 3.
    """

    __slots__ = ("bits", "category", "itemsize", "kind", "name", "rank")

    name: str
    if TYPE_CHECKING:  # `__module__` of public classes is `unifyarray`, so annotations are looked up there
        category: t.Category
        kind: t.Kind
    bits: int
    itemsize: int
    rank: int

    def __init__(self, name: str, category: t.Category, bits: int) -> None:
        put = object.__setattr__
        put(self, "name", name)
        put(self, "category", category)
        put(self, "kind", _LETTERS[category])
        put(self, "bits", bits)
        put(self, "itemsize", bits // 8)
        put(self, "rank", _RANKS[category])

    @property
    def dtype(self) -> t.Any:
        """NumPy's dtype object. It lets you pass a DType to NumPy: ``numpy.zeros(3, dtype=ua.float32)``."""
        import numpy as np

        try:
            return np.dtype(self.name)
        except TypeError as error:
            raise AttributeError(f"NumPy has no {self.name}") from error

    def __eq__(self, other: object) -> builtins.bool:
        if self is other:
            return True
        if type(other) is DType:
            return False
        if isinstance(other, str):
            return self.name == other
        try:
            found = _of_libraries.get((type(other), other))
        except TypeError:  # not hashable, so not a dtype
            return False
        return found is self if found is not None else _find_in_libraries(other) is self

    # Written in Python, because torch.compile does not trace `object.__hash__`.
    def __hash__(self) -> int:
        return hash(self.name)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a DType cannot be changed: {self!r}.{name}")

    def __repr__(self) -> str:
        return f"unifyarray.{self.name}"

    def __str__(self) -> str:
        return self.name

    def __reduce__(self) -> str:
        return self.name  # pickled as a name in the module of the class: ``unifyarray.float32``


bool: Final[DType] = DType("bool", "bool", 8)
int8: Final[DType] = DType("int8", "signed integer", 8)
int16: Final[DType] = DType("int16", "signed integer", 16)
int32: Final[DType] = DType("int32", "signed integer", 32)
int64: Final[DType] = DType("int64", "signed integer", 64)
uint8: Final[DType] = DType("uint8", "unsigned integer", 8)
uint16: Final[DType] = DType("uint16", "unsigned integer", 16)
uint32: Final[DType] = DType("uint32", "unsigned integer", 32)
uint64: Final[DType] = DType("uint64", "unsigned integer", 64)
float16: Final[DType] = DType("float16", "real floating", 16)
bfloat16: Final[DType] = DType("bfloat16", "real floating", 16)
float32: Final[DType] = DType("float32", "real floating", 32)
float64: Final[DType] = DType("float64", "real floating", 64)
complex64: Final[DType] = DType("complex64", "complex floating", 64)
complex128: Final[DType] = DType("complex128", "complex floating", 128)

STANDARD: Final = (
    bool,
    int8,
    int16,
    int32,
    int64,
    uint8,
    uint16,
    uint32,
    uint64,
    float32,
    float64,
    complex64,
    complex128,
)
ALL: Final[tuple[DType, ...]] = (*STANDARD, float16, bfloat16)
_BY_NAME: Final = {d.name: d for d in ALL}

REAL_OF: Final = {complex64: float32, complex128: float64}
COMPLEX_OF: Final = {
    float16: complex64,
    bfloat16: complex64,
    float32: complex64,
    float64: complex128,
}

#: By dtype object of a library that is loaded, and by Python type, after the type of the key: the DType of the same
#: meaning. With the type in front, no library is asked to compare its dtypes with another library's, for which
#: array_api_strict warns. Python's ``float`` is float64 here, as it is for NumPy and torch.
_of_libraries: Final[dict[tuple[type, object], DType]] = {
    (type, builtins.bool): bool,
    (type, builtins.int): int64,
    (type, builtins.float): float64,
    (type, builtins.complex): complex128,
}


def register_library_dtypes(table: dict[t.Any, DType]) -> None:
    """Register the dtype objects of a library, so that DTypes of the same meaning equal them.

    For NumPy-like dtype objects this includes their scalar types, such as ``numpy.float32``.
    """
    for native, dtype in table.items():
        _of_libraries[type(native), native] = dtype
        scalar_type = getattr(native, "type", None)
        if isinstance(scalar_type, type):
            _of_libraries[type(scalar_type), scalar_type] = dtype


def _find_in_libraries(other: object) -> DType | None:
    """Return the DType that an object of an imported library means, or None."""
    if other is None or (not isinstance(other, type) and type(other).__module__ == "builtins"):
        return None
    found = provided.find_dtype(other)
    if found is None or not getattr(other, "isnative", True):  # NumPy's dtypes of another byte order differ
        return None
    _of_libraries[type(other), other] = found
    return found


#: By name in the standard: the categories of dtypes that it stands for, in `isdtype` and the inspection functions.
KINDS: Final = {
    "bool": frozenset({"bool"}),
    "signed integer": frozenset({"signed integer"}),
    "unsigned integer": frozenset({"unsigned integer"}),
    "integral": frozenset({"signed integer", "unsigned integer"}),
    "real floating": frozenset({"real floating"}),
    "complex floating": frozenset({"complex floating"}),
    "numeric": frozenset({"signed integer", "unsigned integer", "real floating", "complex floating"}),
}


def by_name(name: str) -> DType:
    """Return the DType of a name; raise KeyError if the name is unknown."""
    return _BY_NAME[name]


def find(name: str) -> DType | None:
    """Return the DType of a name, or None if the name is unknown."""
    return _BY_NAME.get(name)


def widest_float(dtypes: frozenset[DType]) -> DType:
    """Return the default real floating dtype of a device that has these dtypes."""
    return float64 if float64 in dtypes else float32


def _library_dtype(typing: t.Any) -> object:
    class LibraryDType(typing.Protocol):
        """A dtype object of a library with its own dtype classes, such as ``torch.float32``."""

        is_floating_point: property
        is_complex: property
        itemsize: property

    LibraryDType.__qualname__ = "LibraryDType"
    return LibraryDType


t.define("DTypeLike", lambda typing: typing.Union[DType, t.DTypeName, type, t.LibraryDType])
t.define("DTypeName", lambda typing: typing.Literal[tuple(d.name for d in ALL)])
t.define("LibraryDType", _library_dtype)
