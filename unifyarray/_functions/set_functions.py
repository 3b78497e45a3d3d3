"""Set functions of the standard."""

from __future__ import annotations

from .._array.arguments import array_only, take_several
from .._array.array import Array
from .._array.invocation import invoke
from .._core import lazy_typing as t
from .._core.named_results import UniqueAllResult, UniqueCountsResult, UniqueInverseResult
from .._rules import scalars
from .._runtime.python_scalars import as_python
from . import creation
from .creation_functions import full_like

__all__ = ["isin", "unique_all", "unique_counts", "unique_inverse", "unique_values"]


def isin(x1: Array | complex, x2: Array | complex, /, *, invert: bool = False) -> Array:
    """Whether each element of `x1` is among those of `x2`.

    Parameters
    ----------
    x1 : Array or scalar
        Elements to look for.
    x2 : Array or scalar
        Elements to look among, of any shape; the dtypes meet in one.
    invert : bool, default False
        Whether the answer is turned over: True where the element is missing.

    Returns
    -------
    Array
        Of the shape of `x1`; bool.

    Raises
    ------
    TypeError
        The dtypes have no common dtype.
    DeviceMismatchError
        The arrays live in different places.

    Notes
    -----
    NaN equals nothing and is found nowhere. A Python integer that the dtype of the array cannot hold is not in it.
    """
    outside = _out_of_range(x1, x2)
    if outside is not None:
        if type(x1) is Array:
            return full_like(x1, invert, dtype="bool")
        return creation.full(outside._xp, (), invert, dtype="bool")
    xp, natives = take_several("isin", (x1, x2))
    return Array(invoke(xp, xp.isin, *natives, invert=bool(invert)), xp)


def _out_of_range(x1: object, x2: object) -> Array | None:
    """Return the array where it is an integer array that meets a Python integer beyond its dtype."""
    for array, other in ((x1, x2), (x2, x1)):
        if type(array) is Array and type(other) is not Array:
            value = as_python(other)
            if value is not None and not scalars.is_representable(value, array.dtype):
                return array
    return None


def unique_all(x: Array, /) -> UniqueAllResult:
    """Distinct elements of an array, in ascending order, with where and how often they occur.

    Parameters
    ----------
    x : Array
        Of any dtype and shape.

    Returns
    -------
    UniqueAllResult
        A named tuple: `values`, the distinct elements, 1-d, of the dtype of `x`; `indices`, where each occurs first
        in the flattened array; `inverse_indices`, of the shape of `x`, such that ``values[inverse_indices]`` is
        `x`; `counts`, how often each occurs. All but the first are int64.

    Notes
    -----
    Each NaN is distinct, +0 and -0 are not.
    """
    return UniqueAllResult(*_unique("unique_all", x))


def unique_counts(x: Array, /) -> UniqueCountsResult:
    """Distinct elements of an array, in ascending order, with how often they occur.

    Parameters
    ----------
    x : Array
        Of any dtype and shape.

    Returns
    -------
    UniqueCountsResult
        A named tuple: `values`, the distinct elements, 1-d, of the dtype of `x`; `counts`, how often each occurs,
        int64.

    Notes
    -----
    Each NaN is distinct, +0 and -0 are not.

    Examples
    --------
    >>> import unifyarray as ua
    >>> values, counts = ua.unique_counts(ua.asarray([2, 1, 2]))
    >>> values.tolist(), counts.tolist()
    ([1, 2], [1, 2])
    """
    return UniqueCountsResult(*_unique("unique_counts", x))


def unique_inverse(x: Array, /) -> UniqueInverseResult:
    """Distinct elements of an array, in ascending order, with the indices that make the array of them.

    Parameters
    ----------
    x : Array
        Of any dtype and shape.

    Returns
    -------
    UniqueInverseResult
        A named tuple: `values`, the distinct elements, 1-d, of the dtype of `x`; `inverse_indices`, of the shape of
        `x` and int64, such that ``values[inverse_indices]`` is `x`.

    Notes
    -----
    Each NaN is distinct, +0 and -0 are not.
    """
    return UniqueInverseResult(*_unique("unique_inverse", x))


def unique_values(x: Array, /) -> Array:
    """Distinct elements of an array, in ascending order.

    Parameters
    ----------
    x : Array
        Of any dtype and shape.

    Returns
    -------
    Array
        1-d, of the dtype of `x`.

    Notes
    -----
    Each NaN is distinct, +0 and -0 are not.
    """
    x = array_only(x)
    return Array(invoke(x._xp, x._xp.unique_values, x._native), x._xp)


def _unique(name: str, x: Array) -> list[t.Any]:
    x = array_only(x)
    xp = x._xp
    return [Array(part, xp) for part in invoke(xp, getattr(xp, name), x._native)]
