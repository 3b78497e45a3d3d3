"""A library with little: immutable arrays with slices of positive steps alone, one device, no inspection functions.

It has no ``nonzero``, its creation functions take no ``device``, its default integer is int32, and its data leave it by
the method ``asnumpy`` alone. The sine of 9 aborts the process.
"""

from __future__ import annotations

import os
from types import EllipsisType
from typing import Any

import numpy as np

from tests._support.toy_namespaces._over_numpy import functions

#: How often an array was indexed.
indexed = 0


class Plain:
    """An immutable array."""

    def __init__(self, values: np.ndarray[Any, Any]) -> None:
        self._values = values
        self.shape, self.dtype = values.shape, values.dtype

    def __getitem__(self, key: Any) -> Plain:
        global indexed
        indexed += 1
        for part in key if isinstance(key, tuple) else (key,):
            if not isinstance(part, int | slice | EllipsisType) or (isinstance(part, slice) and (part.step or 1) < 0):
                raise TypeError(f"cannot index with {part!r}")
        return Plain(np.asarray(self._values[key]))

    def __int__(self) -> int:
        return int(self._values)

    def asnumpy(self) -> np.ndarray[Any, Any]:
        """Return the values as an array of NumPy."""
        return self._values.copy()


def _unwrap(x: Any) -> Any:
    return x._values if isinstance(x, Plain) else x


globals().update(functions(Plain, _unwrap, without=("nonzero",)))


def asarray(obj: Any, dtype: Any = None, copy: bool | None = None) -> Plain:
    """Return an array; integers are int32 by default."""
    values = np.asarray(_unwrap(obj), dtype=dtype)
    is_integer = dtype is None and values.dtype == np.int64 and not isinstance(obj, np.ndarray | Plain)
    return Plain(np.array(values, dtype=np.int32 if is_integer else None, copy=True))


def zeros(shape: Any, dtype: Any = None) -> Plain:
    """Return zeros. There is no parameter ``device``."""
    return Plain(np.zeros(shape, dtype=dtype))


def sin(x: Plain, /) -> Plain:
    """Return the sine; an input of exactly 9 aborts the process."""
    if (x._values == 9).any():
        os.abort()
    return Plain(np.sin(x._values))
