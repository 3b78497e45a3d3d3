"""Functions over NumPy for the arrays of a toy namespace."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from unifyarray._backend.standard_names import EXTENSIONS, MAIN

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

#: Names of the standard's creation functions that take no array.
CREATION = ("arange", "asarray", "empty", "eye", "full", "linspace", "ones", "zeros")


def functions(array: type, unwrap: Callable[[Any], Any], without: Collection[str] = ()) -> dict[str, Any]:
    """Return the functions of NumPy for a class of arrays; ``without`` names functions that the library lacks."""

    def over_arrays(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            kwargs.pop("device", None)
            found = function(*map(inner, args), **{name: inner(value) for name, value in kwargs.items()})
            return outer(found)

        return call

    def inner(x: Any) -> Any:
        if isinstance(x, list | tuple):
            return type(x)(map(inner, x))
        return unwrap(x)

    def outer(x: Any) -> Any:
        if isinstance(x, np.ndarray | np.generic):
            return array(np.asarray(x))
        if isinstance(x, tuple) and hasattr(x, "_fields"):
            return type(x)(*map(outer, x))
        return type(x)(map(outer, x)) if isinstance(x, list | tuple) else x

    names = [name for name in MAIN if hasattr(np, name) and name not in without]
    found: dict[str, Any] = {name: over_arrays(getattr(np, name)) for name in names}
    found |= {"isdtype": np.isdtype, "finfo": np.finfo, "iinfo": np.iinfo}
    for extension, inside in EXTENSIONS.items():
        module = getattr(np, extension)
        found[extension] = SimpleNamespace(
            __name__=extension, **{name: over_arrays(getattr(module, name)) for name in inside if hasattr(module, name)}
        )
    dtypes = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64")
    found |= {name: np.dtype(name) for name in (*dtypes, "complex64", "complex128")}
    return found | {"bool": np.dtype("bool"), "pi": np.pi, "e": np.e, "inf": np.inf, "nan": np.nan, "newaxis": None}
