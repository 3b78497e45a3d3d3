"""Elementwise functions: comparisons without complex numbers, and bounds of ``clip`` in another dtype."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from unifyarray.plugin import fast_path, override

from .._agnostic.elementwise_functions import no_order
from .dtypes import REAL

if TYPE_CHECKING:
    from collections.abc import Callable

_KINDS: Final = {bool: "b", int: "i", float: "f", complex: "c"}
_SYMBOLS: Final = {"less": "<", "less_equal": "<=", "greater": ">", "greater_equal": ">="}


def kind(x: Any) -> str:
    """Return the kind character of the dtype of an array, or of a Python scalar as if it were an array."""
    dtype = getattr(x, "dtype", None)  # catching an AttributeError takes three times as long
    return _KINDS.get(type(x), "O") if dtype is None else dtype.kind


def with_ufunc_keywords(lib: Any, out: Any, kwargs: dict[str, Any]) -> Any:
    """Return a result as a ufunc would with keywords such as ``out`` and ``where``."""
    return lib.positive(out, **kwargs) if kwargs else out


def comparisons(lib: Any, library_name: str, module: str) -> tuple[Callable[..., Any], ...]:
    """Return ``less``, ``less_equal``, ``greater`` and ``greater_equal`` as overrides that refuse complex numbers.

    Parameters
    ----------
    lib : module
        The library.
    library_name : str
        The library's name, for the reason of the overrides.
    module : str
        The section module that declares the overrides.
    """
    return tuple(_comparison(name, lib, library_name, module) for name in _SYMBOLS)


def _comparison(name: str, lib: Any, library_name: str, module: str) -> Callable[..., Any]:
    ufunc = getattr(lib, name)

    @override(
        name=name,
        reason=f"{library_name} orders complex numbers by their real part, then by their imaginary part",
        case=f"elementwise_functions/{name}/native-errors",
    )
    @fast_path(ufunc, REAL)
    def compare(x1: Any, x2: Any, /, **kwargs: Any) -> Any:
        if kind(x1) == "c" or kind(x2) == "c":
            raise no_order(name)
        return ufunc(x1, x2, **kwargs) if kwargs else ufunc(x1, x2)

    compare.__name__ = compare.__qualname__ = name
    compare.__module__ = module
    compare.__doc__ = f"Return ``x1 {_SYMBOLS[name]} x2``."
    return compare


def clip_bound(lib: Any, value: Any, dtype: np.dtype[Any], *, lower: bool) -> Any:
    """Return a bound of ``clip`` for an array of a dtype; None if the bound has no effect."""
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
