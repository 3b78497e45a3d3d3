"""NumPy's exceptions as the contract's classes."""

from __future__ import annotations

import re
from typing import Any, Final

import numpy as np

from unifyarray._core.errors import AxisError, hinted, message, singular
from unifyarray._rules.index_keys import out_of_bounds

_BOUNDS: Final = re.compile(r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)$")
_NO_LOOP: Final = re.compile(r"ufunc '(\w+)' not supported for the input types")
_NO_BOOL: Final = re.compile(r"numpy boolean (\w+)")
_NO_LINALG: Final = re.compile(r"array type (\w+) is unsupported in linalg")

# NumPy raises one class for matrices that are singular or not finite, and for arguments of the wrong shape.
_SHAPE: Final = re.compile("dimension|square|shape", re.IGNORECASE)


def translate(error: Exception) -> Exception | None:
    """Return an exception of NumPy as one of the contract's classes with a hint, or None where it may pass."""
    text = str(error)
    if hinted(error):
        return None
    if isinstance(error, np.exceptions.AxisError):
        return _axis_error(error, text)
    if isinstance(error, np.linalg.LinAlgError):
        if _SHAPE.search(text):
            return ValueError(message(text, "square matrices on the last two axes, finite, of at least 2 dimensions"))
        return singular(text)
    # Private classes with the ufunc and the dtypes as attributes; public is only that they are TypeErrors.
    ufunc: Any = getattr(error, "ufunc", None)
    if isinstance(error, TypeError) and ufunc is not None:
        dtypes = ", ".join(dtype.type.__name__ for dtype in getattr(error, "dtypes", ()) if dtype is not None)
        return TypeError(message(f"{ufunc.__name__} is not defined for {dtypes or 'this'}", "ua.astype(x, dtype)"))
    if isinstance(error, TypeError) and (found := _NO_LOOP.match(text)):
        return TypeError(message(f"{found[1]} is not defined for these dtypes", "ua.astype(x, dtype)"))
    if isinstance(error, TypeError) and (found := _NO_BOOL.search(text)):
        return TypeError(message(f"{found[1]} is not defined for bool", "ua.logical_not, ua.logical_xor, or ua.astype"))
    if isinstance(error, TypeError) and (found := _NO_LINALG.match(text)):
        return TypeError(message(f"there is no linear algebra of {found[1]}", "ua.astype(x, ua.float32)"))
    if isinstance(error, RuntimeError) and "Unsupported dtype" in text:
        return TypeError(message("NumPy has no dtype like that of the data", "convert them where they are"))
    if isinstance(error, IndexError):
        found = _BOUNDS.match(text)
        if found is not None:
            return out_of_bounds(*map(int, found.groups()))
        return IndexError(message(text, "at most x.ndim indices; a mask has the shape of the axes it selects from"))
    if isinstance(error, ValueError) and "index out of range" in text:
        return IndexError(message(text, "indices within x.shape"))
    if isinstance(error, ValueError) and "zero-size" in text:
        return ValueError(message(text, "check x.size first, or reduce along an axis that is not empty"))
    if isinstance(error, ValueError) and "broadcast" in text:
        return ValueError(message(text, "sizes are equal or 1, counted from the last axis: ua.expand_dims(x, axis)"))
    if type(error) is ValueError:
        return ValueError(message(text, "see the shapes and values of the arguments"))
    return None


def _axis_error(error: np.exceptions.AxisError, text: str) -> AxisError:
    # Either of them is None where NumPy was given a text instead.
    if error.ndim is None or error.axis is None:
        return AxisError(message(text, "axes are -ndim to ndim - 1"))
    hint = f"valid are {-error.ndim} to {error.ndim - 1}" if error.ndim else "a 0-d array has no axes: axis=None"
    return AxisError(message(f"axis {error.axis} is out of bounds for {error.ndim} dimensions", hint))
