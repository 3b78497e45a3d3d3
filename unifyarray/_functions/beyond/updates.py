"""Updates of parts of an array that return a new array: ``at(x)[key].add(values)``."""

from __future__ import annotations

from ..._array._late import ua
from ..._array.array import Array
from ..._array.calls import to_one_namespace
from ..._core.errors import message
from ..._rules.domains import NUMERIC, REAL, check_domain
from .. import creation
from .arguments import in_domain, library_result, require_integers
from .groups import combine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class ArrayAt:
    """An Array whose parts can be updated in a copy: ``at(x)[key]`` is the part."""

    __module__ = "unifyarray"
    __slots__ = ("_array",)

    def __init__(self, array: Array) -> None:
        self._array = array

    def __getitem__(self, key: Any) -> ArrayPart:
        return ArrayPart(self._array, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        raise TypeError(message("ua.at does not change an array", "y = ua.at(x)[key].set(value), or x[key] = value"))


class ArrayPart:
    """A part of an Array. Each method returns a copy of the Array in which the part is updated."""

    __module__ = "unifyarray"
    __slots__ = ("_array", "_key")

    def __init__(self, array: Array, key: Any) -> None:
        self._array = array
        self._key = key

    def set(self, values: Array | complex, /) -> Array:
        """Return a copy with other values. If a position occurs twice, it has one of its values."""
        x = self._array
        if type(values) is Array:
            x, values = to_one_namespace(x, values)
        x = ua.asarray(x, copy=True)
        x[self._key] = values
        return x

    def add(self, values: Array | complex, /) -> Array:
        """Return a copy with values added. If a position occurs twice, both values are added."""
        check_domain("at", self._array.dtype, NUMERIC)
        return self._combined("add", values, 0)

    def multiply(self, values: Array | complex, /) -> Array:
        """Return a copy multiplied by values. If a position occurs twice, both values multiply it."""
        check_domain("at", self._array.dtype, NUMERIC)
        return self._combined("multiply", values, 1)

    def min(self, values: Array | complex, /) -> Array:
        """Return a copy with the smallest of each element and its values."""
        check_domain("at", self._array.dtype, REAL)
        return self._combined("minimum", values, None)

    def max(self, values: Array | complex, /) -> Array:
        """Return a copy with the largest of each element and its values."""
        check_domain("at", self._array.dtype, REAL)
        return self._combined("maximum", values, None)

    def _combined(self, name: str, values: Any, neutral: int | None) -> Array:
        x = self._array
        if type(values) is Array:
            x, values = to_one_namespace(x, values)
        found = _library_scatter(name, x, self._key, values)
        if found is not None:
            return found
        xp = x._xp
        positions = ua.reshape(creation.arange(xp, x.size), x.shape)[self._key]
        if type(values) is not Array or values.dtype is not x.dtype or values.shape != positions.shape:
            given = creation.zeros(xp, positions.shape, dtype=x.dtype)
            given[...] = values  # the rules of an assignment
            values = given
        parts = [ua.reshape(part, (-1,)) for part in (x, positions, values)]
        native = library_result("scatter", xp, name, *[part._native for part in parts])
        found = _scatter(name, *parts, neutral=neutral) if native is NotImplemented else Array(native, xp)
        return ua.reshape(found, x.shape)


def _library_scatter(name: str, x: Array, key: Any, values: Any) -> Array | None:
    """Combine values with a 1-d array at indices as they are given, if the library can; None if it cannot."""
    if x.ndim != 1 or type(key) is not Array or key.ndim != 1 or key.dtype.rank != 1 or key._xp is not x._xp:
        return None
    if type(values) is not Array or values.dtype is not x.dtype or values.shape != key.shape:
        return None
    xp = x._xp
    indices = require_integers("at", key)._native
    if xp.hooks.traced_by(indices) is not None or not key.size:
        return None
    native = library_result("scatter_at", xp, name, x._native, indices, values._native)
    return None if native is NotImplemented else Array(native, xp)


def _scatter(name: str, x: Array, positions: Array, values: Array, *, neutral: int | None) -> Array:
    """Combine the values of each position first, then with the elements."""
    operation = getattr(ua, name)
    found, counts = combine(positions, values, x.size, operation, neutral)
    return ua.where(counts == 0, x, operation(x, ua.where(counts == 0, x, found)))


def at(x: Array | complex) -> ArrayAt:
    """Return an object whose items are the parts of an Array."""
    return ArrayAt(in_domain("at", x))
