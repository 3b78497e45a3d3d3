"""Translate the exceptions of NumPy, and of libraries that raise its classes, into the contract's error classes."""

from __future__ import annotations

import re
from typing import Any, Final

import numpy as np

from unifyarray.plugin import AxisError, hinted, index_keys, message, not_finite, singular

_BOUNDS: Final = re.compile(r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)$")
_NO_LOOP: Final = re.compile(r"ufunc '(\w+)' not supported for the input types")
_NO_BOOL: Final = re.compile(r"numpy boolean (\w+)")
_NO_LINALG: Final = re.compile(r"array type (\w+) is unsupported in linalg")

# NumPy raises the same class for singular matrices, matrices that are not finite, and wrong shapes.
_SHAPE: Final = re.compile("dimension|square|shape", re.IGNORECASE)


def translate(error: Exception) -> Exception | None:
    """Return an exception of NumPy as one of the contract's classes, with a hint; None to leave it unchanged."""
    text = str(error)
    if hinted(error):
        return None
    if isinstance(error, np.exceptions.AxisError):
        return _axis_error(error, text)
    if isinstance(error, np.linalg.LinAlgError):
        if _SHAPE.search(text):
            return ValueError(
                message(text, "pass finite square matrices on the last two axes, or call ua.linalg.pinv(x)")
            )
        return not_finite() if "infs or NaNs" in text else singular(text)
    # NumPy's private subclasses of TypeError have the ufunc and the dtypes as attributes.
    ufunc: Any = getattr(error, "ufunc", None)
    if isinstance(error, TypeError) and ufunc is not None:
        dtypes = ", ".join(dtype.type.__name__ for dtype in getattr(error, "dtypes", ()) if dtype is not None)
        return TypeError(
            message(f"{ufunc.__name__} is not defined for {dtypes or 'these arguments'}", "ua.astype(x, dtype)")
        )
    if isinstance(error, TypeError) and (found := _NO_LOOP.match(text)):
        return TypeError(message(f"{found[1]} is not defined for these dtypes", "ua.astype(x, dtype)"))
    if isinstance(error, TypeError) and (found := _NO_BOOL.search(text)):
        return TypeError(
            message(
                f"{found[1]} is not defined for bool",
                "ua.logical_not(x), ua.logical_xor(x, y), or ua.astype(x, ua.int64)",
            )
        )
    if isinstance(error, TypeError) and (found := _NO_LINALG.match(text)):
        return TypeError(message(f"linear algebra is not defined for {found[1]}", "ua.astype(x, ua.float32)"))
    if isinstance(error, RuntimeError) and "Unsupported dtype" in text:
        return TypeError(
            message(
                "NumPy does not have the dtype of the data",
                "cast the data in their own library first: xp.astype(x, xp.float32)",
            )
        )
    if isinstance(error, IndexError):
        found = _BOUNDS.match(text)
        if found is not None:
            return index_keys.out_of_bounds(*map(int, found.groups()))
        return IndexError(
            message(text, "pass at most x.ndim indices, and masks with the shape of the axes that they index: x[x > 0]")
        )
    if isinstance(error, ValueError) and "index out of range" in text:
        return IndexError(message(text, "use indices within x.shape: x[..., -1] is the last element of the last axis"))
    if isinstance(error, ValueError) and "zero-size" in text:
        return ValueError(message(text, "check x.size != 0 first, or reduce along an axis that is not empty: axis=-1"))
    if isinstance(error, ValueError) and "broadcast" in text:
        return ValueError(
            message(text, "from the last axis on, sizes must be equal or 1: ua.expand_dims(x, axis=axis)")
        )
    if isinstance(error, ValueError) and "negative integer powers" in text:
        return ValueError(message(text, "pass floats: ua.astype(x1, ua.float64)"))
    if type(error) is ValueError:
        return ValueError(message(text, "help(function) lists the valid arguments"))
    return None


def _axis_error(error: np.exceptions.AxisError, text: str) -> AxisError:
    # Both are None if NumPy made the error from a text alone.
    if error.ndim is None or error.axis is None:
        return AxisError(message(text, "pass an axis from -x.ndim to x.ndim - 1: axis=-1"))
    hint = (
        f"pass an axis from {-error.ndim} to {error.ndim - 1}" if error.ndim else "a 0-d array has no axes: axis=None"
    )
    return AxisError(message(f"axis {error.axis} is out of bounds for {error.ndim} dimensions", hint))
