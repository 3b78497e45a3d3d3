"""Set functions of the standard."""

from __future__ import annotations

from .._array.arguments import array_only, take_several
from .._array.array import Array
from .._array.calls import check_shape_is_known
from .._array.invocation import invoke
from .._core import lazy_typing as t
from .._rules import scalars
from .._runtime.late import named_results
from .._runtime.python_scalars import as_python
from . import creation
from .creation_functions import full_like

__all__ = ["isin", "unique_all", "unique_counts", "unique_inverse", "unique_values"]


def isin(x1: Array | complex, x2: Array | complex, /, *, invert: bool = False) -> Array:
    """Return whether each element of `x1` is among the elements of `x2`.

    Parameters
    ----------
    x1 : Array or scalar
        Elements to look for.
    x2 : Array or scalar
        Elements to search, of any shape. Both arrays are promoted to a common dtype.
    invert : bool, default False
        Whether to invert the result, so that it is True if the element is missing.

    Returns
    -------
    Array
        Of dtype bool and the shape of `x1`.

    Raises
    ------
    TypeError
        If the dtypes have no common dtype.
    DeviceMismatchError
        If the arrays have different backends or devices.

    Notes
    -----
    NaN does not equal anything, so it is never found. A Python integer that the array's dtype cannot represent is not
    in the array.
    """
    outside = _out_of_range(x1, x2)
    if outside is not None:
        if type(x1) is Array:
            return full_like(x1, invert, dtype="bool")
        return creation.full(outside._xp, (), invert, dtype="bool")
    xp, natives = take_several("isin", (x1, x2))
    return Array(invoke(xp, xp.isin, *natives, invert=bool(invert)), xp)


def _out_of_range(x1: object, x2: object) -> Array | None:
    """Return the array if its dtype cannot represent the other argument, a Python scalar; otherwise None."""
    for array, other in ((x1, x2), (x2, x1)):
        if type(array) is Array and type(other) is not Array:
            value = as_python(other)
            if type(value) is int and scalars.beyond(value, array.dtype):
                return array
    return None


def unique_all(x: Array, /) -> named_results.UniqueAllResult:
    """Return the distinct elements of an array in ascending order, with their indices and counts.

    Parameters
    ----------
    x : Array
        Of any dtype and shape.

    Returns
    -------
    UniqueAllResult
        A named tuple of four Arrays. `values` has the distinct elements; it is 1-d and of the dtype of `x`. `indices`
        has the index of the first occurrence of each element in the flattened array. `inverse_indices` has the shape of
        `x`, and ``values[inverse_indices]`` is `x`. `counts` has the number of occurrences of each element. All but
        `values` are int64.

    Notes
    -----
    Each NaN counts as a distinct element. +0 and -0 count as equal.
    """
    return named_results.UniqueAllResult(*_unique("unique_all", x))


def unique_counts(x: Array, /) -> named_results.UniqueCountsResult:
    """Return the distinct elements of an array in ascending order, with their counts.

    Parameters
    ----------
    x : Array
        Of any dtype and shape.

    Returns
    -------
    UniqueCountsResult
        A named tuple of two Arrays. `values` has the distinct elements; it is 1-d and of the dtype of `x`. `counts` has
        the number of occurrences of each element and is int64.

    Notes
    -----
    Each NaN counts as a distinct element. +0 and -0 count as equal.

    Examples
    --------
    >>> import unifyarray as ua
    >>> values, counts = ua.unique_counts(ua.asarray([2, 1, 2]))
    >>> values.tolist(), counts.tolist()
    ([1, 2], [1, 2])
    """
    return named_results.UniqueCountsResult(*_unique("unique_counts", x))


def unique_inverse(x: Array, /) -> named_results.UniqueInverseResult:
    """Return the distinct elements of an array in ascending order, with the indices that reconstruct the array.

    Parameters
    ----------
    x : Array
        Of any dtype and shape.

    Returns
    -------
    UniqueInverseResult
        A named tuple of two Arrays. `values` has the distinct elements; it is 1-d and of the dtype of `x`.
        `inverse_indices` has the shape of `x` and is int64; ``values[inverse_indices]`` is `x`.

    Notes
    -----
    Each NaN counts as a distinct element. +0 and -0 count as equal.
    """
    return named_results.UniqueInverseResult(*_unique("unique_inverse", x))


def unique_values(x: Array, /) -> Array:
    """Return the distinct elements of an array in ascending order.

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
    Each NaN counts as a distinct element. +0 and -0 count as equal.
    """
    x = array_only(x)
    check_shape_is_known("ua.unique_values(x)", x)
    return Array(invoke(x._xp, x._xp.unique_values, x._native), x._xp)


def _unique(name: str, x: Array) -> list[t.Any]:
    x = array_only(x)
    check_shape_is_known(f"ua.{name}(x)", x)
    xp = x._xp
    return [Array(part, xp) for part in invoke(xp, getattr(xp, name), x._native)]
