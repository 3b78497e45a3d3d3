"""Elementwise functions: comparisons, what has no order, and bounds of another dtype than what they bound.

``lib`` is a library with NumPy's names: NumPy itself, or CuPy, whose dtypes are NumPy's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from unifyarray._backend.backend import fast_path, override
from unifyarray._core.errors import message

if TYPE_CHECKING:
    from collections.abc import Callable

_KINDS: Final = {bool: "b", int: "i", float: "f", complex: "c"}
_SYMBOLS: Final = {"less": "<", "less_equal": "<=", "greater": ">", "greater_equal": ">="}


def kind(x: Any) -> str:
    """Return the kind of an array, or of a Python scalar as if it were one."""
    dtype = getattr(x, "dtype", None)  # an exception that is caught takes three times as long
    return _KINDS.get(type(x), "O") if dtype is None else dtype.kind


def given(lib: Any, out: Any, kwargs: dict[str, Any]) -> Any:
    """Return a result as a ufunc would with keywords such as ``out`` and ``where``."""
    return lib.positive(out, **kwargs) if kwargs else out


def no_order(function: str) -> TypeError:
    """Return the error of a function that needs an order, for complex numbers."""
    return TypeError(
        message(f"{function}: complex numbers have no order", "compare xp.real(x), xp.imag(x) or xp.abs(x)")
    )


def comparison(name: str, lib: Any, *, who: str, real: frozenset[Any], module: str) -> Callable[..., Any]:
    """Return a comparison that refuses complex numbers, as an override.

    Parameters
    ----------
    name : str
        The function's name: ``less``, ``less_equal``, ``greater`` or ``greater_equal``.
    lib : module
        The library.
    who : str
        The library's name, as the reason has it.
    real : frozenset of numpy.dtype
        The dtypes that have an order.
    module : str
        The section module that declares the override.
    """
    ufunc = getattr(lib, name)

    @override(
        name=name,
        reason=f"{who} orders complex numbers by their real part, then by their imaginary part",
        case=f"elementwise_functions/{name}/native-errors",
    )
    @fast_path(ufunc, real)
    def compare(x1: Any, x2: Any, /, **kwargs: Any) -> Any:
        if kind(x1) == "c" or kind(x2) == "c":
            raise no_order(name)
        return ufunc(x1, x2, **kwargs) if kwargs else ufunc(x1, x2)

    compare.__name__ = compare.__qualname__ = name
    compare.__module__ = module
    compare.__doc__ = f"Return ``x1 {_SYMBOLS[name]} x2``."
    return compare


def bound(lib: Any, value: Any, dtype: np.dtype[Any], *, lower: bool) -> Any:
    """Return a bound of ``clip`` in the dtype of what it bounds; None where it bounds nothing."""
    if value is None or getattr(value, "dtype", None) == dtype:
        return value
    if dtype.kind not in "iu":
        return lib.asarray(value, dtype=dtype) if hasattr(value, "dtype") else value
    limits = np.iinfo(dtype)
    if isinstance(value, int):
        return None if (value <= limits.min if lower else value >= limits.max) else value
    if getattr(value, "dtype", dtype).kind not in "iu":
        return value
    own = np.iinfo(value.dtype)
    low, high = max(limits.min, own.min), min(limits.max, own.max)
    return lib.minimum(lib.maximum(value, low), high).astype(dtype)
