"""The dtype of an array that is made from scalars, arrays and nested sequences of them (contract rows 1, 2, 4).

Python scalars are weak. Arrays and the scalars of libraries (``numpy.float32``) count with their own dtype.
"""

from __future__ import annotations

from operator import attrgetter

from .._core import dtypes as dt
from .._core.dtypes import DType
from .promotion import promote_all
from .scalars import RANK, promote_with_scalars

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

    from .scalars import Scalar

_PYTHON: Final = frozenset(RANK)
_dtype: Final = attrgetter("dtype")


class Elements:
    """The elements of nested lists and tuples, by what they add to the dtype.

    Attributes
    ----------
    weak : set of type
        The types of the Python scalars: bool, int, float, complex.
    examples : dict of type to object
        One element of every type that has a dtype: arrays, and scalars of libraries.
    dtypes : set
        The dtype objects of these elements, but for scalars that follow the default.
    follows_default : set of type
        float if ``numpy.float64`` is among the elements, complex if ``numpy.complex128`` is.
    is_readable : bool
        False if an element is neither a number nor has a dtype, so that only NumPy can read it or raise.
    """

    __slots__ = ("dtypes", "examples", "follows_default", "is_readable", "weak")

    def __init__(self) -> None:
        self.weak: set[type] = set()
        self.examples: dict[type, Any] = {}
        self.dtypes: set[Any] = set()
        self.follows_default: set[type] = set()
        self.is_readable = True

    def add(self, given: list[Any] | tuple[Any, ...]) -> Elements:
        """Add the elements of nested sequences; return the same object."""
        kinds = set(map(type, given))
        if kinds <= _PYTHON:
            self.weak |= kinds
            return self
        from numbers import Number

        self.weak |= kinds & _PYTHON
        for kind in kinds - _PYTHON:
            alike: Any = given if len(kinds) == 1 else [item for item in given if type(item) is kind]
            if issubclass(kind, list | tuple):
                for item in alike:
                    self.add(item)
            elif hasattr(alike[0], "dtype"):
                self.examples[kind] = alike[0]
                default = _default_kind(kind)
                if default is not None:
                    self.follows_default.add(default)
                elif issubclass(kind, Number):  # scalars of one class have one dtype
                    self.dtypes.add(alike[0].dtype)
                else:
                    self.dtypes.update(map(_dtype, alike))
            else:  # a subclass of a Python number, such as IntEnum, or something else
                plain = next((plain for plain in (int, float, complex) if issubclass(kind, plain)), None)
                if plain is None:
                    self.is_readable = False
                else:
                    self.weak.add(plain)
        return self

    def dtype(self, default_dtype: Callable[[type], DType]) -> DType | None:
        """Return the dtype that the elements promote to, or None if only NumPy can tell.

        ``default_dtype`` returns the default dtype of a type of Python scalars.

        Raises
        ------
        TypeError
            The elements have no common dtype: uint64 with a signed integer, float16 with bfloat16.
        """
        if not self.is_readable:
            return None
        found = [of_library(dtype) for dtype in self.dtypes]
        known = [dtype for dtype in found if dtype is not None]
        if len(known) < len(found):
            return None
        known += map(default_dtype, self.follows_default)
        known.sort(key=lambda dtype: dt.ALL.index(dtype))  # sets have no order, and errors name the first two
        weak: list[Scalar] = [kind() for kind in self.weak]
        if not known:
            if not weak:
                return default_dtype(float)
            known = [dt.bool]
        return promote_with_scalars(promote_all(known), weak, default_dtype)


def _default_kind(kind: type) -> type | None:
    """Return float or complex for the scalar types of libraries that are also Python's, such as ``numpy.float64``."""
    return float if issubclass(kind, float) else complex if issubclass(kind, complex) else None


def of_library(dtype: Any) -> DType | None:
    """Return the DType of a library's dtype object by its name; None if it is not a dtype of unifyarray."""
    if type(dtype) is DType:
        return dtype
    name = getattr(dtype, "name", None)
    return dt.find(name if isinstance(name, str) else str(dtype).rpartition(".")[2])


def scalar_dtype(value: Any, default_dtype: Callable[[type], DType]) -> DType | None:
    """Return the dtype of an array that is made from one scalar of a library.

    It is the scalar's own dtype, or the default dtype of the kind for ``numpy.float64`` and ``numpy.complex128``, which
    are Python floats and complex numbers, too. It is None if the value has no dtype, as Python scalars.
    """
    kind = type(value)
    if kind in _PYTHON or not hasattr(value, "dtype"):
        return None
    default = _default_kind(kind)
    if default is None:
        return of_library(value.dtype)
    return default_dtype(default)


__all__ = ["Elements", "of_library", "scalar_dtype"]
