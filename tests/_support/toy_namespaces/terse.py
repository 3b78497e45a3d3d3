"""The library with little, with fewer keywords and dtypes: it has float64 without complex128."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from tests._support.toy_namespaces import plain
from tests._support.toy_namespaces.plain import Plain

globals().update({name: value for name, value in vars(plain).items() if not name.startswith("_")})
del globals()["complex128"]


def cumulative_sum(x: Plain, /, *, axis: int | None = None) -> Plain:
    """Return running sums. There are no parameters ``dtype`` and ``include_initial``."""
    return Plain(np.cumsum(x._values, axis=axis))


def cumulative_prod(x: Plain, /, *, axis: int | None = None) -> Plain:
    """Return running products."""
    return Plain(np.cumprod(x._values, axis=axis))


def var(x: Plain, /, *, axis: Any = None, keepdims: bool = False) -> Plain:
    """Return the variance. There is no parameter ``correction``."""
    return Plain(np.asarray(np.var(x._values, axis=axis, keepdims=keepdims)))


def std(x: Plain, /, *, axis: Any = None, keepdims: bool = False) -> Plain:
    """Return the standard deviation."""
    return Plain(np.asarray(np.std(x._values, axis=axis, keepdims=keepdims)))


def moveaxis(*args: Any) -> Plain:
    """Move one axis. The function has no signature, like those of libraries in C++."""
    x, source, destination = args
    if not isinstance(source, int):
        raise TypeError("moveaxis(): incompatible function arguments")
    return Plain(np.moveaxis(x._values, source, destination))


def repeat(*args: Any, **kwargs: Any) -> Plain:
    """Repeat each element equally often. The function has no signature."""
    x, repeats = args
    if not isinstance(repeats, int):
        raise TypeError("repeat(): incompatible function arguments")
    return Plain(np.repeat(x._values, repeats, **kwargs))


def diff(x: Plain, /, *, axis: int = -1, n: int = 1) -> Plain:
    """Return differences."""
    return Plain(np.diff(x._values, axis=axis, n=n))


def searchsorted(x1: Plain, x2: Plain, /, *, side: Any = "left") -> Plain:
    """Return insertion points. There is no parameter ``sorter``."""
    return Plain(np.asarray(np.searchsorted(x1._values, x2._values, side=side)))


def astype(x: Plain, dtype: Any, /) -> Plain:
    """Return a copy in a dtype. There is no parameter ``copy``."""
    return Plain(x._values.astype(dtype))


def reshape(x: Plain, shape: tuple[int, ...], /) -> Plain:
    """Return a copy in a shape. There is no parameter ``copy``."""
    return Plain(x._values.reshape(shape))


def matmul(x1: Plain, x2: Plain, /) -> Plain:
    """Return the product of matrices of floating-point numbers."""
    if "f" not in (x1.dtype.kind, x2.dtype.kind):
        raise ValueError("[matmul] Only inexact types are supported")
    return Plain(np.asarray(x1._values @ x2._values))


def tensordot(x1: Plain, x2: Plain, /, *, axes: Any = 2) -> Plain:
    """Return the contraction of arrays of floating-point numbers."""
    if "f" not in (x1.dtype.kind, x2.dtype.kind):
        raise ValueError("[tensordot] Only inexact types are supported")
    return Plain(np.tensordot(x1._values, x2._values, axes=axes))


def vecdot(x1: Plain, x2: Plain, /, *, axis: int = -1) -> Plain:
    """Return products of vectors. Those of int8 are int32, and arrays of several ranks do not broadcast."""
    if len(x1.shape) != len(x2.shape):
        raise ValueError("[vecdot] axis is out of bounds")
    found = np.asarray(np.vecdot(x1._values, x2._values, axis=axis))
    return Plain(found.astype("int32") if found.dtype == "int8" else found)


def linspace(start: float, stop: float, num: int, /, *, dtype: Any = None, endpoint: bool = True) -> Plain:
    """Return evenly spaced numbers between real ends."""
    if complex in (type(start), type(stop)):
        raise TypeError("linspace(): incompatible function arguments")
    return Plain(np.linspace(start, stop, num, dtype=dtype, endpoint=endpoint))


def full(shape: Any, fill_value: Any, /, *, dtype: Any = None) -> Plain:
    """Return an array of one number, which is real if the number is a float."""
    return Plain(np.full(shape, fill_value, dtype="float32" if type(fill_value) is float else dtype))


def iinfo(dtype: Any, /) -> Any:
    """Return the limits of an integer dtype, without ``bits``."""
    found = np.iinfo(dtype)
    return SimpleNamespace(min=found.min, max=found.max)


def broadcast_shapes(first: Any, /, *others: Any) -> Any:
    """Return the shape that at least one shape broadcasts to."""
    return np.broadcast_shapes(first, *others)


def _svd(x: Plain, /) -> Any:
    return tuple(map(Plain, np.linalg.svd(x._values)))


def _fftfreq(n: int, /, *, d: float = 1.0) -> Plain:
    return Plain(np.fft.fftfreq(n, d=d).astype("float32"))


linalg = SimpleNamespace(**vars(plain.linalg) | {"svd": _svd, "matmul": matmul, "vecdot": vecdot})  # type: ignore[attr-defined]
fft = SimpleNamespace(**vars(plain.fft) | {"fftfreq": _fftfreq})  # type: ignore[attr-defined]
